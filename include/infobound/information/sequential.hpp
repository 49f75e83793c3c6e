// SPDX-License-Identifier: BSL-1.0
// The whole learning curve by particles that follow the posterior: sequential Monte Carlo, free and conditional.
#pragma once

#include <Eigen/Core>
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <infobound/core/average_replicates.hpp>
#include <infobound/core/concepts.hpp>
#include <infobound/core/curve.hpp>
#include <infobound/core/estimate.hpp>
#include <infobound/core/random_stream.hpp>
#include <infobound/core/require.hpp>
#include <infobound/information/detail/control_variates.hpp>
#include <infobound/information/detail/controlled_sample.hpp>
#include <infobound/information/detail/controlled_values.hpp>
#include <infobound/information/detail/sequential_replicate.hpp>
#include <infobound/information/evidence.hpp>
#include <infobound/information/replicate/marginal.hpp>
#include <infobound/information/replicate/particle_system.hpp>
#include <infobound/information/replicate/replicate_origin.hpp>
#include <infobound/information/replicate/sandwich.hpp>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

namespace infobound::inline v0_1 {

/// Two-sided estimate of the whole curve I(H_t;θ), t = 1 … T, in one run: sequential Monte Carlo makes the upper side,
/// and conditional sequential Monte Carlo around a path retained from θ* the lower (theory 11.5). Particles move by
/// elliptical slice sampling, which needs no gradient of a part of a history, at the times 1, 2, 3, 4, 5, 6, 7, 8, 10,
/// 12, 15, …, growing by a quarter, which are fixed beforehand.
///
/// The effective sample size at t is the mean over replicates of the smallest that the free particles' normalised
/// weights, (Σw)²/Σw², had at any time up to t; below N/2 they are resampled.
///
/// Where there are 32 replicates or more, 32 pilots of their own settle the coefficients of the control variates of
/// theory 11.8, for each t its own: a statistic of mean 0 at the end has mean 0 beside every I(H_t;θ).
/// - Cost:   (replicates + 32) × particles × 2 × (1 + moves × the number of move times, O(ln T), × about five)
///           likelihoods of a whole history. Memory O(T particles) a slot of the execution, whatever the number of
///           replicates.
/// - Throws: std::runtime_error with seed and replicate where the process returns NaN.
struct sequential {
  static constexpr std::string_view name = "sequential";

  std::size_t replicates = 100;  ///< ≥ 2
  std::size_t particles = 200;   ///< N ≥ 1
  std::uint64_t seed = 0;        ///< same seed, same bits, whatever the execution
  std::size_t moves = 1;         ///< elliptical slices of a particle at each move time, ≥ 1

  void validate() const {
    require_at_least("sequential.replicates", replicates, 2);
    require_at_least("sequential.particles", particles, 1);
    require_at_least("sequential.moves", moves, 1);
  }

  template <class Process, class Execution, class Observer>
  [[nodiscard]] estimate<real_type_t<Process>> run(const Process& process, std::size_t horizon,
                                                   const Execution& execution, const Observer& observer) const {
    if constexpr (detail::takes_marginal<Process>)
      return run(detail::marginal_of(process), horizon, execution, observer);
    else if constexpr (!explain<Process>())
      return {};
    else
      return run_curve(process, horizon, execution, observer).information(horizon);
  }

  template <class Process, class Execution, class Observer>
  [[nodiscard]] curve<real_type_t<Process>> run_curve(const Process& process, std::size_t horizon,
                                                      const Execution& execution, const Observer& observer) const {
    using Real = real_type_t<Process>;
    if constexpr (detail::takes_marginal<Process>) {
      return run_curve(detail::marginal_of(process), horizon, execution, observer);
    } else if constexpr (!explain<Process>()) {
      return {{}, {}};
    } else {
      const auto length = static_cast<Eigen::Index>(horizon);
      const detail::offered_controls<Process> offered(process, horizon);
      const auto controls = settle_controls(process, length, offered, execution, observer);
      const detail::controlled_curve places{{length}};
      const Eigen::Index statistics_from = places.size + length;
      const double memory = sizeof(Real) * static_cast<double>(particles) * static_cast<double>(horizon);
      const auto averaged = average_replicates<Real>(
          {name, seed, horizon, memory}, replicates, statistics_from + controls.statistics(),
          [&] {
            return detail::sequential_replicate<Process>{{sides_of(process, length, offered), seed}, controls, places};
          },
          execution, observer);
      const bool refuted = controls.refuted(averaged.quantities, statistics_from);
      auto estimates = detail::reported_curve<Real>(
          places.with, places.without,
          [&](Eigen::Index t, auto with, auto plain, bool) {
            return !refuted && controls.quietens(averaged.quantities, with, plain, t);
          },
          [&](Eigen::Index t, const detail::averaged_sides& sides) {
            auto information = detail::two_sided(averaged, sides, name, {.labels = static_cast<std::size_t>(t + 1)});
            information.effective_sample_size = averaged.quantities[places.size + t].mean;
            return information;
          },
          [&](Eigen::Index, const detail::averaged_sides& sides) {
            return detail::two_sided(averaged, sides, name, {.labels = 1});
          });
      return {std::move(estimates.information), std::move(estimates.increments)};
    }
  }

  /// From below, for any history, by the free particles: the retained path of the other side would start at θ*.
  template <class Process, class Execution, class Observer>
  [[nodiscard]] auto evidence(const Process& process, std::size_t horizon, [[maybe_unused]] const Execution& execution,
                              [[maybe_unused]] const Observer& observer) const {
    if constexpr (detail::takes_marginal<Process>) {
      return detail::marginal_evidence(process,
                                       [&](const auto& of) { return evidence(of, horizon, execution, observer); });
    } else if constexpr (!explain<Process>()) {
      return detail::refused_evidence{};
    } else {
      using Real = real_type_t<Process>;
      const auto length = static_cast<Eigen::Index>(horizon);
      return std::optional(
          [last = length - 1, particles = particles_for(process, length), log_evidence = Eigen::ArrayX<Real>(length),
           sizes = Eigen::ArrayX<Real>(length)](const typename Process::history_type& history,
                                                const replicate_origin& origin) mutable -> evidence_estimate<Real> {
            random_stream rng(origin.seed, origin.replicate, stream_purpose::forward_chain);
            particles.observe(history, origin);
            particles.run(rng, log_evidence, sizes);
            return {log_evidence[last], sizes[last]};
          });
    }
  }

  /// use(controls, make_sides) of workspaces that make the two sides of one replicate: at T, or at t = 1 … T.
  template <class Process, class Execution, class Observer, class Use>
  [[nodiscard]] auto with_sides(const Process& process, std::size_t horizon, bool whole_curve,
                                const Execution& execution, const Observer& observer, Use use) const {
    const auto length = static_cast<Eigen::Index>(horizon);
    const detail::offered_controls<Process> offered(process, horizon);
    const auto controls = settle_controls(process, length, offered, execution, observer);
    return use(controls, [&] {
      return detail::sequential_run<Process>{sides_of(process, length, offered), seed, whole_curve ? 0 : length - 1};
    });
  }

  /// Whether it can be run on the process; otherwise the compiler says what is missing.
  template <class Process>
  static consteval bool explain() {
    constexpr bool complete = explain_process<Process>();
    static_assert(
        !complete || whitened_process<Process>,
        "infobound: sequential needs latent_dimension() and parameter_from(z), theta as a function of z ~ N(0, I), "
        "which the process lacks; use contrastive");
    return complete && whitened_process<Process>;
  }

  /// The move times before a horizon.
  [[nodiscard]] static std::vector<Eigen::Index> moves_before(Eigen::Index horizon) {
    std::vector<Eigen::Index> times;
    for (Eigen::Index t = 1; t < horizon; t += (std::max)(Eigen::Index{1}, t / 4)) times.push_back(t);
    return times;
  }

 private:
  template <class Process>
  [[nodiscard]] detail::particle_system<Process> particles_for(const Process& process, Eigen::Index horizon) const {
    return {process, horizon, particles, moves_before(horizon), moves};
  }

  template <class Process>
  [[nodiscard]] detail::sequential_sides<Process> sides_of(const Process& process, Eigen::Index horizon,
                                                           const detail::offered_controls<Process>& offered) const {
    return {process, horizon, particles_for(process, horizon), offered};
  }

  /// The control variates, with coefficients for each t; none where there are fewer replicates than pilots.
  template <class Process, class Execution, class Observer, class Real = real_type_t<Process>>
  [[nodiscard]] detail::settled_controls<Real> settle_controls(const Process& process, Eigen::Index length,
                                                               const detail::offered_controls<Process>& offered,
                                                               const Execution& execution,
                                                               const Observer& observer) const {
    constexpr Eigen::Index size = detail::control_variates<Process>::size;
    detail::control_fit<Real> fit(length, size);
    if (replicates >= detail::control_pilots)
      detail::run_control_pilots(
          fit,
          [&] {
            return detail::sequential_pilot<Process>{sides_of(process, length, offered), seed};
          },
          unkept(execution), observer);
    return detail::settled_controls<Real>(fit);
  }
};

}  // namespace infobound::inline v0_1
