// SPDX-License-Identifier: BSL-1.0
// The sandwich whose proposals come from the data: Laplace's approximation of the posterior.
#pragma once

#include <Eigen/Core>
#include <cstddef>
#include <cstdint>
#include <infobound/core/concepts.hpp>
#include <infobound/core/curve.hpp>
#include <infobound/core/estimate.hpp>
#include <infobound/core/random_stream.hpp>
#include <infobound/core/replicates.hpp>
#include <infobound/core/require.hpp>
#include <infobound/information/detail/control_variates.hpp>
#include <infobound/information/detail/curve_by_grid.hpp>
#include <infobound/information/detail/laplace_sandwich.hpp>
#include <infobound/information/detail/sandwich.hpp>
#include <string_view>

namespace infobound::inline v0_1 {

/// Two-sided estimate of I(H_T;θ) by importance sampling from Laplace's approximation q of the posterior, a Student-t
/// or Gaussian law at the mode (theory 11.8): weights w = p(z)p(H_T|z)/q(z) of N draws make an upper estimate, and with
/// the weight of θ* among them a lower one. Does not saturate in I; what widens the gap is a posterior far from q,
/// which the effective sample size tells. Control variates remove most of the noise of the data without touching the
/// mean of either side: Stein's, and those that the process offers, with coefficients from 32 pilot replicates.
/// - Cost:   replicates × (Newton's method + proposals × one likelihood); a curve costs one such run for every
///           point.
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

  template <class Process, class Execution, class Observer>
  [[nodiscard]] estimate<real_type_t<Process>> run(const Process& process, std::size_t horizon,
                                                   const Execution& execution, const Observer& observer) const {
    if constexpr (!explain<Process>()) {
      return {};
    } else {
      using Real = real_type_t<Process>;
      const detail::offered_controls<Process> offered(process, horizon);
      const Eigen::ArrayX<Real> coefficients =
          detail::concave_coefficients(process, horizon, offered, seed, name, execution, observer);
      const auto made = average_replicates<Real>(
          {name, seed, horizon}, replicates, 3,
          [&] {
            return [&coefficients, seed = seed,
                    work = detail::laplace_sandwich<Process>(process, horizon, proposals, Real(tail), offered)](
                       std::size_t replicate, Eigen::ArrayX<Real>& sample) mutable {
              random_stream data(seed, replicate);
              random_stream draws(seed, replicate, stream_purpose::proposals);
              work.run(data, draws, {name, seed, replicate});
              const Real quiet = work.own_log_likelihood() - (coefficients * work.controls().statistics()).sum();
              sample[0] = quiet - work.log_evidence_above();
              sample[1] = quiet - work.log_evidence_below();
              sample[2] = work.effective_sample_size();
            };
          },
          execution, observer);
      estimate<Real> result = detail::two_sided(made, 0, 1);
      result.effective_sample_size = made.quantities[2].mean;
      return result;
    }
  }

  template <class Process, class Execution, class Observer>
  [[nodiscard]] curve<real_type_t<Process>> run_curve(const Process& process, std::size_t horizon,
                                                      const Execution& execution, const Observer& observer) const {
    return detail::curve_by_grid(*this, curve_points, process, horizon, execution, observer);
  }

 private:
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
