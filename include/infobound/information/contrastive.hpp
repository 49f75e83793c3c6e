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
#include <infobound/core/numeric/log_sum_exp.hpp>
#include <infobound/core/out_of_memory.hpp>
#include <infobound/core/random_stream.hpp>
#include <infobound/core/require.hpp>
#include <infobound/information/detail/contrastive_group.hpp>
#include <infobound/information/detail/contrastive_replicate.hpp>
#include <infobound/information/detail/control_variates.hpp>
#include <infobound/information/detail/controlled_values.hpp>
#include <infobound/information/evidence.hpp>
#include <infobound/information/replicate/many_likelihoods.hpp>
#include <infobound/information/replicate/marginal.hpp>
#include <infobound/information/replicate/replicate_origin.hpp>
#include <infobound/information/replicate/sandwich.hpp>
#include <optional>
#include <string_view>
#include <type_traits>
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
/// - Cost:   replicates × contrasts × one likelihood, by matrix products where the process is batched. Memory O(N d) a
///           slot of the execution for contrasts of d coordinates, and O(N T) for a curve; whatever the number of
///           replicates. Likelihoods of one horizon are taken in tiles where the process sums them itself, as
///           regressions do, else O(N T) too.
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
    if constexpr (detail::takes_marginal<Process>) {
      return run(detail::marginal_of(process), horizon, execution, observer);
    } else if constexpr (!explain_process<Process>()) {
      return {};
    } else {
      const detail::offered_controls<Process> offered(process, horizon);
      const detail::contrastive_total<Process> places;
      const auto controls = settle_controls(process, horizon, offered, places, execution, observer);
      const auto averaged = average(process, horizon, offered, places, controls, execution, observer);
      const bool refuted = controls.refuted(averaged.quantities, places.quantities(), shared_by);
      const auto at = detail::reported(places.with, places.with.size, [&](auto with, auto plain, bool is_upper) {
        return !refuted && controls.quietens(averaged.quantities, with, plain, is_upper ? 1 : 0, shared_by);
      });
      auto result = grouped<Process>(averaged, at, places.pairs, horizon, places.size);
      result.effective_sample_size = averaged.quantities[places.size_at].mean;
      return result;
    }
  }

  template <class Process, class Execution, class Observer>
  [[nodiscard]] curve<real_type_t<Process>> run_curve(const Process& process, std::size_t horizon,
                                                      const Execution& execution, const Observer& observer) const {
    if constexpr (detail::takes_marginal<Process>) {
      return run_curve(detail::marginal_of(process), horizon, execution, observer);
    } else if constexpr (!explain_process<Process>()) {
      return {{}, {}};
    } else {
      const auto length = static_cast<Eigen::Index>(horizon);
      const detail::offered_controls<Process> offered(process, horizon);
      const detail::contrastive_curve<Process> places{{{length}}};
      const auto controls = settle_controls(process, horizon, offered, places, execution, observer);
      const auto averaged = average(process, horizon, offered, places, controls, execution, observer);
      const bool refuted = controls.refuted(averaged.quantities, places.quantities(), shared_by);
      auto estimates = detail::reported_curve<real_type_t<Process>>(
          places.with, places.without,
          [&](Eigen::Index t, auto with, auto plain, bool is_upper) {
            const Eigen::Index side = is_upper ? length + t : t;
            return !refuted && controls.quietens(averaged.quantities, with, plain, side, shared_by);
          },
          [&](Eigen::Index t, const detail::averaged_sides& sides) {
            return grouped<Process>(averaged, sides, places.pairs, static_cast<std::size_t>(t + 1), places.size + t);
          },
          [&](Eigen::Index, const detail::averaged_sides& sides) {
            return grouped<Process>(averaged, sides, places.pairs, 1);
          });
      return {std::move(estimates.information), std::move(estimates.increments)};
    }
  }

  /// From below, for any history, by prior draws of each replicate's own.
  /// - Throws: std::domain_error where contrasts are shared.
  template <class Process, class Execution, class Observer>
  [[nodiscard]] auto evidence(const Process& process, [[maybe_unused]] std::size_t horizon,
                              [[maybe_unused]] const Execution& execution,
                              [[maybe_unused]] const Observer& observer) const {
    if constexpr (detail::takes_marginal<Process>) {
      return detail::marginal_evidence(process,
                                       [&](const auto& of) { return evidence(of, horizon, execution, observer); });
    } else if constexpr (!explain_process<Process>()) {
      return detail::refused_evidence{};
    } else {
      if (shared_by != 1) refuse("contrastive.shared_by", shared_by, "1 for a learner's evidence");
      using Real = real_type_t<Process>;
      return std::optional(
          [&process, count = static_cast<Eigen::Index>(contrasts), draws = detail::many_likelihoods<Process>(),
           totals = Eigen::ArrayX<Real>()](const typename Process::history_type& history,
                                           const replicate_origin& origin) mutable -> evidence_estimate<Real> {
            using std::log;
            random_stream rng(origin.seed, origin.replicate, stream_purpose::contrasts);
            draws.take_prior(process, count, rng);
            draws.totals(process, history, totals);
            const Real sum = log_sum_exp(totals);
            return {sum - log(Real(count)), detail::effective_sample_size(sum, totals)};
          });
    }
  }

  /// Whether it can be run on the process; otherwise the compiler says what is missing.
  template <class Process>
  static consteval bool explain() {
    return explain_process<Process>();
  }

  /// use(controls, make_sides) of workspaces that make the two sides of one replicate: at T, or at t = 1 … T.
  /// - Throws: std::domain_error where contrasts are shared.
  template <class Process, class Execution, class Observer, class Use>
  [[nodiscard]] auto with_sides(const Process& process, std::size_t horizon, bool whole_curve,
                                const Execution& execution, const Observer& observer, Use use) const {
    if (shared_by != 1) refuse("contrastive.shared_by", shared_by, "1 beside a learner");
    const detail::offered_controls<Process> offered(process, horizon);
    const auto run = [&](const auto& places) {
      const auto controls = settle_controls(process, horizon, offered, places, execution, observer);
      using sides = detail::contrastive_sides<Process, std::remove_cvref_t<decltype(places)>>;
      return use(controls, [&] { return sides{{process, horizon, contrasts, offered, places.pairs}, places, seed}; });
    };
    if (whole_curve) return run(detail::contrastive_curve<Process>{{{static_cast<Eigen::Index>(horizon)}}});
    return run(detail::contrastive_total<Process>{});
  }

 private:
  /// What contrasts, and the terms of a curve, take: bytes a slot.
  template <class Process, class Places>
  [[nodiscard]] double memory(const Process& process, const Places& places) const {
    double numbers = 10;
    if constexpr (whitened_process<Process>) numbers += 2 * static_cast<double>(process.latent_dimension());
    if constexpr (std::is_base_of_v<detail::controlled_curve, Places>)
      numbers += static_cast<double>(places.with.length);
    return sizeof(real_type_t<Process>) * numbers * static_cast<double>(contrasts);
  }

  /// Averages over replicates in groups that share contrasts.
  template <class Process, class Places, class Execution, class Observer, class Real = real_type_t<Process>>
  [[nodiscard]] replicated<Real> average(const Process& process, std::size_t horizon,
                                         const detail::offered_controls<Process>& offered, const Places& places,
                                         const detail::settled_controls<Real>& controls, const Execution& execution,
                                         const Observer& observer) const {
    return average_replicates<Real>(
        {name, seed, horizon, memory(process, places)}, replicates / shared_by,
        places.quantities() + controls.statistics(),
        [&] {
          return detail::contrastive_group<Process, Places>{
              {process, horizon, contrasts, offered, places.pairs}, places, controls, name, seed, shared_by};
        },
        execution, observer);
  }

  /// The control variates, a saturated lower side's with coefficients of its own. A quarter of the contrasts a pilot is
  /// enough to tell.
  template <class Process, class Places, class Execution, class Observer, class Real = real_type_t<Process>>
  [[nodiscard]] detail::settled_controls<Real> settle_controls(const Process& process, std::size_t horizon,
                                                               const detail::offered_controls<Process>& offered,
                                                               const Places& places, const Execution& execution,
                                                               const Observer& observer) const {
    constexpr Eigen::Index size = detail::control_variates<Process>::size;
    constexpr std::size_t least = 500;
    detail::control_fit<Real> fit(places.sides(), size, 0, true);
    if constexpr (size > 0)
      detail::within_memory(name, "a replicate", horizon, memory(process, places), [&] {
        detail::run_control_pilots(
            fit,
            [&] {
              const std::size_t few = (std::min)(contrasts, (std::max)(contrasts / 4, least));
              return detail::contrastive_pilot<Process, Places>{
                  {process, horizon, few, offered, places.pairs}, places, name, seed};
            },
            unkept(execution), observer);
      });
    return detail::settled_controls<Real>(fit);
  }

  /// The estimate over groups as one over replicates; `conditional` is where the mean of what a completed marginal
  /// process adds is.
  template <class Process, class Real>
  [[nodiscard]] estimate<Real> grouped(const replicated<Real>& averaged, const detail::averaged_sides& sides,
                                       detail::contrast_pairs pairs, std::size_t labels,
                                       [[maybe_unused]] Eigen::Index conditional = -1) const {
    using std::log;
    estimate<Real> result = detail::two_sided(averaged, sides, name, {.labels = labels, .group = shared_by});
    result.degrees_of_freedom = averaged.quantities.count() > 0 ? averaged.quantities.count() - 1 : 0;
    result.ceiling = log(Real(detail::contrastive_replicate<Process>::members(contrasts, pairs)));
    if constexpr (detail::is_completed_marginal<Process>)
      if (conditional >= 0) result.ceiling += averaged.quantities[conditional].mean;
    return result;
  }
};

}  // namespace infobound::inline v0_1
