// SPDX-License-Identifier: BSL-1.0
// The nested sandwich: evidence by draws from the prior.
#pragma once

#include <Eigen/Core>
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <infobound/core/average_replicates.hpp>
#include <infobound/core/concepts.hpp>
#include <infobound/core/curve.hpp>
#include <infobound/core/estimate.hpp>
#include <infobound/core/execution.hpp>
#include <infobound/core/numeric/cmath.hpp>
#include <infobound/core/random_stream.hpp>
#include <infobound/core/require.hpp>
#include <infobound/information/detail/contrastive_evidence.hpp>
#include <infobound/information/detail/contrastive_sandwich.hpp>
#include <infobound/information/detail/control_variates.hpp>
#include <infobound/information/detail/controlled_values.hpp>
#include <infobound/information/evidence.hpp>
#include <infobound/information/replicate/sandwich.hpp>
#include <optional>
#include <string_view>
#include <utility>

namespace infobound::inline v0_1 {

/// Two-sided estimate of I(H_T;θ) from N prior draws a replicate. Their mean likelihood is an unbiased estimate of
/// p(H_T), which makes an upper estimate of I; with θ* itself among N + 1 draws its inverse is an unbiased estimate of
/// 1/p(H_T), which makes a lower one, whose mean is never above ln(N+1) (theory 11.3). Good for I up to about ln N;
/// beyond it the lower side saturates and the gap opens, which the estimate tells (`saturated`).
///
/// Logistic regression and binary autoregression have their draws in pairs ±θ, the second of which costs next to
/// nothing; θ* then brings −θ*, and the lower side is never above ln(N+2) in the mean. Curves go without pairs.
///
/// Where a likelihood has walls, behind which data are impossible, fewer than two draws may be before them: more are
/// drawn then, up to 16 N, until two are, and the upper side is finite where the information is. This is for processes
/// that are not whitened.
///
/// The upper side of a whitened process has, beside the prior draws, up to 64 draws around θ*, weighted by the mixture:
/// its proposals may depend on θ*. They matter where no prior draw comes near θ*. Where the process has a gradient or
/// control variates of its own, both sides have less noise at the same mean (theory 11.8), in a curve too.
/// - Cost:   replicates × contrasts × one likelihood, by matrix products where the process is batched.
/// - Throws: std::runtime_error with seed and replicate where the process returns NaN.
struct contrastive {
  static constexpr std::string_view name = "contrastive";

  std::size_t replicates = 1000;  ///< ≥ 2
  std::size_t contrasts = 1000;   ///< N ≥ 1
  std::uint64_t seed = 0;         ///< same seed, same bits, whatever the execution
  /// Consecutive replicates that use the same contrasts, a divisor of replicates. More is cheaper, by much for a
  /// fixed_design of logistic regression, whose likelihoods then share what does not depend on the labels. Standard
  /// errors are over the replicates / shared_by groups, which are independent.
  std::size_t shared_by = 1;

  void validate() const {
    require_at_least("contrastive.replicates", replicates, 2);
    require_at_least("contrastive.contrasts", contrasts, 1);
    require_at_least("contrastive.shared_by", shared_by, 1);
    if (replicates % shared_by != 0 || replicates / shared_by < 2)
      refuse("contrastive.shared_by", shared_by,
             "a divisor of contrastive.replicates = " + to_text(replicates) + ", at most half of it");
  }

  template <class Process, class Execution, class Observer>
  [[nodiscard]] estimate<real_type_t<Process>> run(const Process& process, std::size_t horizon,
                                                   const Execution& execution, const Observer& observer) const {
    if constexpr (!explain_process<Process>()) {
      return {};
    } else {
      using Real = real_type_t<Process>;
      const detail::offered_controls<Process> offered(process, horizon);
      const auto controls = settle_controls(
          process, horizon, offered, detail::contrast_pairs::where_possible, 2,
          [](auto& work, random_stream& rng, const replicate_origin& where, auto sides) {
            work.weigh(false, rng, where);
            sides << work.lower(), work.upper();
          },
          execution, observer);
      const detail::averaged_sides sides;
      const detail::averaged_sides loud = sides.further(sides.size);
      const Eigen::Index size_at = 2 * sides.size;
      const auto made = average_groups<Real>(
          process, horizon, offered, detail::contrast_pairs::where_possible, size_at + 1 + controls.statistics(),
          [&controls, sides, loud, policy = *this](auto& work, std::size_t replicate, Eigen::ArrayX<Real>& sample) {
            random_stream local(policy.seed, replicate, stream_purpose::proposals);
            work.weigh(policy.shared_by > 1, local, {name, policy.seed, replicate});
            const auto& statistics = work.controls().statistics();
            sample[sides.lower] += work.lower() - controls.noise(0, statistics);
            sample[sides.upper] += work.upper() - controls.noise(1, statistics);
            sample[loud.lower] += work.lower();
            for (const Eigen::Index at : {sides.density, loud.density, loud.upper}) sample[at] += work.upper();
            sample[2 * sides.size] += work.effective_sample_size();
            sample.tail(statistics.size()) += statistics;
          },
          [sides, loud](Eigen::ArrayX<Real>& sample) {
            sides.raise(sample);
            loud.raise(sample);
          },
          execution, observer);
      const bool refuted = controls.refuted(made.quantities, size_at + 1, shared_by);
      const auto at = detail::reported(sides, sides.size, [&](auto with, auto plain, bool is_upper) {
        return !refuted && controls.quietens(made.quantities, with, plain, is_upper ? 1 : 0, shared_by);
      });
      estimate<Real> result = grouped<Process>(made, at, detail::contrast_pairs::where_possible, horizon);
      result.effective_sample_size = made.quantities[size_at].mean;
      return result;
    }
  }

  template <class Process, class Execution, class Observer>
  [[nodiscard]] curve<real_type_t<Process>> run_curve(const Process& process, std::size_t horizon,
                                                      const Execution& execution, const Observer& observer) const {
    using Real = real_type_t<Process>;
    if constexpr (!explain_process<Process>()) {
      return {{}, {}};
    } else {
      const auto length = static_cast<Eigen::Index>(horizon);
      const detail::offered_controls<Process> offered(process, horizon);
      const auto controls = settle_controls(
          process, horizon, offered, detail::contrast_pairs::none, 2 * length,
          [](auto& work, random_stream& rng, const replicate_origin& where, auto sides) {
            work.weigh_prefixes(rng, where, sides);
          },
          execution, observer);
      const detail::averaged_curve places{length};
      const Eigen::Index without = places.size * length;
      const auto made = average_groups<Real>(
          process, horizon, offered, detail::contrast_pairs::none, 2 * without + controls.statistics(),
          [&controls, length, without, policy = *this, sides = Eigen::ArrayX<Real>(2 * length)](
              auto& work, std::size_t replicate, Eigen::ArrayX<Real>& sample) mutable {
            random_stream local(policy.seed, replicate, stream_purpose::proposals);
            work.weigh_prefixes(local, {name, policy.seed, replicate}, sides);
            const auto& statistics = work.controls().statistics();
            detail::two_sided_path<Real> path(sample.head(without), length);
            detail::two_sided_path<Real> loud(sample.segment(without, without), length);
            for (Eigen::Index t = 0; t < length; ++t) {
              const Real& upper = sides[length + t];
              path.append(sides[t] - controls.noise(t, statistics), upper - controls.noise(length + t, statistics),
                          upper);
              loud.append(sides[t], upper, upper);
            }
            sample.tail(statistics.size()) += statistics;
          },
          [places, without](Eigen::ArrayX<Real>& sample) {
            places.raise(sample);
            places.raise(sample.segment(without, without));
          },
          execution, observer);
      const bool refuted = controls.refuted(made.quantities, 2 * without, shared_by);
      auto found = detail::reported_curve<Real>(
          places, without,
          [&](Eigen::Index t, auto with, auto plain, bool is_upper) {
            return !refuted && controls.quietens(made.quantities, with, plain, is_upper ? length + t : t, shared_by);
          },
          [&](Eigen::Index t, const detail::averaged_sides& sides) {
            return grouped<Process>(made, sides, detail::contrast_pairs::none, static_cast<std::size_t>(t + 1));
          },
          [&](Eigen::Index, const detail::averaged_sides& sides) {
            return grouped<Process>(made, sides, detail::contrast_pairs::none, 1);
          });
      return {std::move(found.information), std::move(found.increments)};
    }
  }

  /// From below, for any history, by prior draws of each replicate's own.
  /// - Throws: std::domain_error where contrasts are shared.
  template <class Process, class Execution, class Observer>
  [[nodiscard]] auto evidence(const Process& process, std::size_t, const Execution&, const Observer&) const {
    if constexpr (!explain_process<Process>()) {
      return detail::refused_evidence{};
    } else {
      if (shared_by != 1) refuse("contrastive.shared_by", shared_by, "1 for a learner's evidence");
      return std::optional(detail::contrastive_evidence<Process>(process, contrasts));
    }
  }

 private:
  /// Averages what add(workspace, replicate, sample) adds to the sample, over replicates in groups that share
  /// contrasts; complete(sample) writes what is a function of a group's means.
  template <class Real, class Process, class Add, class Complete, class Execution, class Observer>
  [[nodiscard]] replicated<Real> average_groups(const Process& process, std::size_t horizon,
                                                const detail::offered_controls<Process>& offered,
                                                detail::contrast_pairs pairs, Eigen::Index quantities, Add add,
                                                Complete complete, const Execution& execution,
                                                const Observer& observer) const {
    return average_replicates<Real>(
        {name, seed, horizon}, replicates / shared_by, quantities,
        [&] {
          return [add, complete, policy = *this,
                  work = detail::contrastive_sandwich<Process>(process, horizon, contrasts, offered, pairs)](
                     std::size_t group, Eigen::ArrayX<Real>& sample) mutable {
            random_stream draws(policy.seed, group, stream_purpose::contrasts);
            work.draw_contrasts(draws);
            if (policy.shared_by > 1) work.prepare_to_share();
            sample.setZero();
            for (std::size_t i = 0; i < policy.shared_by; ++i) {
              const std::size_t replicate = group * policy.shared_by + i;
              random_stream data(policy.seed, replicate);
              work.draw_data(data, {name, policy.seed, replicate});
              add(work, replicate, sample);
            }
            sample /= Real(policy.shared_by);
            complete(sample);
          };
        },
        execution, observer);
  }

  /// The control variates with coefficients for each of `sides` its own, as a saturated lower side has other ones.
  /// weigh(workspace, rng, origin, result) writes the sides. A quarter of the contrasts a pilot is enough to tell.
  template <class Process, class Weigh, class Execution, class Observer, class Real = real_type_t<Process>>
  [[nodiscard]] detail::settled_controls<Real> settle_controls(const Process& process, std::size_t horizon,
                                                               const detail::offered_controls<Process>& offered,
                                                               detail::contrast_pairs pairs, Eigen::Index sides,
                                                               Weigh weigh, const Execution& execution,
                                                               const Observer& observer) const {
    constexpr Eigen::Index size = detail::control_variates<Process>::size;
    constexpr std::size_t least = 500;
    detail::control_fit<Real> fit(sides, size);
    if constexpr (size > 0)
      detail::run_control_pilots(
          fit,
          [&] {
            return [weigh, sides, seed = seed,
                    work = detail::contrastive_sandwich<Process>(
                        process, horizon, (std::min)(contrasts, (std::max)(contrasts / 4, least)), offered, pairs)](
                       std::size_t replicate, Eigen::ArrayX<Real>& sample) mutable {
              const replicate_origin where{name, seed, replicate, true};
              random_stream rng(seed, replicate, stream_purpose::first_pilot);
              work.draw_data(rng, where);
              work.draw_contrasts(rng);
              weigh(work, rng, where, sample.head(sides));
              sample.tail(size) = work.controls().statistics();
            };
          },
          unkept(execution), observer);
    return detail::settled_controls<Real>(fit);
  }

  /// The estimate over groups as one over replicates.
  template <class Process, class Real>
  [[nodiscard]] estimate<Real> grouped(const replicated<Real>& made, const detail::averaged_sides& sides,
                                       detail::contrast_pairs pairs, std::size_t labels) const {
    using std::log;
    estimate<Real> found = detail::two_sided(made, sides, name, {.labels = labels, .group = shared_by});
    found.degrees_of_freedom = made.quantities.count() > 0 ? made.quantities.count() - 1 : 0;
    found.ceiling = log(Real(detail::contrastive_sandwich<Process>::members(contrasts, pairs)));
    return found;
  }
};

}  // namespace infobound::inline v0_1
