// SPDX-License-Identifier: BSL-1.0
// The sandwich whose proposals come from the data: Laplace's approximation of the posterior.
#pragma once

#include <Eigen/Core>
#include <cstddef>
#include <cstdint>
#include <infobound/core/concepts.hpp>
#include <infobound/core/curve.hpp>
#include <infobound/core/estimate.hpp>
#include <infobound/core/require.hpp>
#include <infobound/information/detail/control_variates.hpp>
#include <infobound/information/detail/controlled_values.hpp>
#include <infobound/information/detail/curve_by_grid.hpp>
#include <infobound/information/detail/laplace_evidence.hpp>
#include <infobound/information/detail/laplace_replicate.hpp>
#include <infobound/information/detail/run_at.hpp>
#include <infobound/information/evidence.hpp>
#include <infobound/information/replicate/marginal.hpp>
#include <infobound/information/replicate/sandwich.hpp>
#include <memory>
#include <optional>
#include <string_view>

namespace infobound::inline v0_1 {

/// Two-sided estimate of I(H_T;θ) by importance sampling from Laplace's approximation q of the posterior, a Student-t
/// or Gaussian law at the mode (theory 11.8): weights w = p(z)p(H_T|z)/q(z) of N draws make an upper estimate, and with
/// the weight of θ* among them a lower one. Does not saturate in I; what widens the gap is a posterior far from q,
/// which the effective sample size tells. Control variates remove most of the noise of the data without touching the
/// mean of either side: Stein's, and those that the process offers, with coefficients from 32 pilot replicates.
/// - Cost:   replicates × (Newton's method + proposals × one likelihood); a curve costs one such run for every
///           point, and for every eighth another. Memory O(d² + N d) a slot of the execution for d coordinates,
///           beside the likelihoods of N draws, whatever the number of replicates.
/// - Throws: std::runtime_error with seed and replicate where the process returns NaN.
struct laplace {
  static constexpr std::string_view name = "laplace";

  std::size_t replicates = 1000;  ///< ≥ 2
  std::size_t proposals = 100;    ///< N ≥ 1
  double tail = 8;                ///< degrees of freedom of the Student-t proposal, > 0; ∞ for a Gaussian
  std::uint64_t seed = 0;         ///< same seed, same bits, whatever the execution
  std::size_t curve_points = 0;   ///< horizons that a curve runs at, in geometric progression; 0: all

  void validate() const {
    require_at_least("laplace.replicates", replicates, 2);
    require_at_least("laplace.proposals", proposals, 1);
    require_positive_or_infinite("laplace.tail", tail);
  }

  /// What is settled before the first replicate at one horizon.
  template <class Process>
  struct settled {
    std::size_t horizon;
    detail::offered_controls<Process> offered;
    detail::settled_controls<real_type_t<Process>> controls;

    settled(const Process& process, std::size_t length) : horizon(length), offered(process, length) {}
    void describe(estimate<real_type_t<Process>>&) const {}
  };

  template <class Process, class Execution, class Observer>
  [[nodiscard]] std::unique_ptr<const settled<Process>> settle(const Process& process, std::size_t horizon,
                                                               const Execution& execution,
                                                               const Observer& observer) const {
    auto at = std::make_unique<settled<Process>>(process, horizon);
    at->controls = detail::concave_controls(process, horizon, at->offered, seed, name, execution, observer);
    return at;
  }

  /// What the Hessian, its factor and the draws take: bytes a slot.
  template <class Process>
  [[nodiscard]] double memory(const Process& process) const {
    const auto d = static_cast<double>(process.latent_dimension());
    return sizeof(real_type_t<Process>) * d * 2 * (d + static_cast<double>(proposals));
  }

  /// A workspace that makes the sides of one replicate.
  template <class Process>
  [[nodiscard]] detail::laplace_replicate<Process> sampler(const Process& process, const settled<Process>& at) const {
    return {{process, at.horizon, proposals, real_type_t<Process>(tail), at.offered}, at.controls, seed};
  }

  template <class Process, class Execution, class Observer>
  [[nodiscard]] estimate<real_type_t<Process>> run(const Process& process, std::size_t horizon,
                                                   const Execution& execution, const Observer& observer) const {
    if constexpr (detail::takes_marginal<Process>)
      return run(detail::marginal_of(process), horizon, execution, observer);
    else if constexpr (!explain<Process>())
      return {};
    else
      return detail::run_at(*this, process, horizon, execution, observer);
  }

  template <class Process, class Execution, class Observer>
  [[nodiscard]] curve<real_type_t<Process>> run_curve(const Process& process, std::size_t horizon,
                                                      const Execution& execution, const Observer& observer) const {
    if constexpr (detail::takes_marginal<Process>)
      return run_curve(detail::marginal_of(process), horizon, execution, observer);
    else if constexpr (!explain<Process>())
      return {{}, {}};
    else
      return detail::curve_by_grid(*this, curve_points, process, horizon, execution, observer);
  }

  /// From below, for any history, as q is a function of the history alone.
  template <class Process, class Execution, class Observer>
  [[nodiscard]] auto evidence(const Process& process, [[maybe_unused]] std::size_t horizon,
                              [[maybe_unused]] const Execution& execution,
                              [[maybe_unused]] const Observer& observer) const {
    if constexpr (detail::takes_marginal<Process>)
      return detail::marginal_evidence(process,
                                       [&](const auto& of) { return evidence(of, horizon, execution, observer); });
    else if constexpr (!explain<Process>())
      return detail::refused_evidence{};
    else
      return std::optional(detail::laplace_evidence<Process>(process, proposals, real_type_t<Process>(tail)));
  }

  /// Whether it can be run on the process; otherwise the compiler says what is missing.
  template <class Process>
  static consteval bool explain() {
    constexpr bool complete = explain_process<Process>();
    static_assert(!complete || (differentiable_process<Process> && evaluates_hessian<Process>),
                  "infobound: laplace needs latent_dimension(), parameter_from(z), gradient(z, history) and hessian(z, "
                  "history) of ln p(H_T | theta(z)), which the process lacks; use contrastive");
    return complete && differentiable_process<Process> && evaluates_hessian<Process>;
  }
};

}  // namespace infobound::inline v0_1
