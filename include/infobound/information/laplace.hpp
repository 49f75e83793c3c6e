// SPDX-License-Identifier: BSL-1.0
// The sandwich whose proposals come from the data: Laplace's approximation of the posterior.
#pragma once

#include <Eigen/Core>
#include <boost/random/chi_squared_distribution.hpp>
#include <boost/random/normal_distribution.hpp>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <infobound/core/concepts.hpp>
#include <infobound/core/curve.hpp>
#include <infobound/core/estimate.hpp>
#include <infobound/core/random_stream.hpp>
#include <infobound/core/replicates.hpp>
#include <infobound/core/require.hpp>
#include <infobound/information/detail/curve_by_grid.hpp>
#include <infobound/information/detail/laplace_approximation.hpp>
#include <infobound/information/detail/sandwich.hpp>
#include <infobound/information/log_sum_exp.hpp>
#include <limits>
#include <string_view>

namespace infobound::inline v0_1 {

/// Two-sided estimate of I(H_T;θ) by importance sampling from Laplace's approximation q of the posterior, a Student-t
/// or Gaussian law at the mode (theory 11.8): weights w = p(z)p(H_T|z)/q(z) of N draws make an upper estimate, and with
/// the weight of θ* among them a lower one. Does not saturate in I; what widens the gap is a posterior far from q,
/// which the effective sample size tells. The exact Stein control variate removes most of the noise of the data without
/// touching the mean of either side.
/// - Cost:   replicates × (Newton's method + proposals × one likelihood); a curve costs one such run for every t.
/// - Throws: std::runtime_error with seed and replicate where the process returns NaN.
struct laplace {
  static constexpr std::string_view name = "laplace";

  std::size_t replicates = 1000;  ///< ≥ 2
  std::size_t proposals = 100;    ///< N ≥ 1
  double tail = 8;                ///< degrees of freedom of the Student-t proposal, > 0; ∞ for a Gaussian
  std::uint64_t seed = 0;         ///< same seed, same bits, whatever the execution

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
      const Real dimension = Real(process.latent_dimension());
      const Real constant = log_proposal_constant(dimension);
      const auto made = average_replicates<Real>(
          replicates, 3,
          [&] {
            return [&process, horizon, constant, policy = *this,
                    work = workspace<Process>(process.latent_dimension(), proposals)](
                       std::size_t replicate, Eigen::ArrayX<Real>& sample) mutable {
              policy.sandwich(process, horizon, replicate, constant, work, sample);
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
    return detail::curve_by_grid(*this, 0, process, horizon, execution, observer);
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

  template <class Process>
  struct workspace {
    using Real = real_type_t<Process>;

    workspace(std::size_t dimension, std::size_t proposals)
        : coordinates(static_cast<Eigen::Index>(dimension), static_cast<Eigen::Index>(proposals)),
          log_proposal(coordinates.cols()),
          log_weights(coordinates.cols()),
          likelihoods(proposals) {}

    Eigen::MatrixX<Real> coordinates;
    Eigen::ArrayX<Real> log_proposal;
    Eigen::ArrayX<Real> log_weights;
    detail::many_likelihoods<Process> likelihoods;
  };

  /// ln of what multiplies |L| and the kernel in the proposal's density, over the prior's (2π)^{−d/2}.
  template <class Real>
  [[nodiscard]] Real log_proposal_constant(const Real& dimension) const {
    using std::lgamma, std::log;
    const Real freedom = Real(tail);
    if (freedom == std::numeric_limits<Real>::infinity()) return 0;
    return lgamma((freedom + dimension) / 2) - lgamma(freedom / 2) - dimension / 2 * log(freedom / 2);
  }

  /// ln of the proposal's kernel at squared distance δ: −δ/2, or −((ν+d)/2) ln(1 + δ/ν).
  template <class Real>
  [[nodiscard]] Real log_kernel(const Real& squared_distance, const Real& dimension) const {
    using std::log1p;
    const Real freedom = Real(tail);
    if (freedom == std::numeric_limits<Real>::infinity()) return -squared_distance / 2;
    return -(freedom + dimension) / 2 * log1p(squared_distance / freedom);
  }

  /// sample = (lower, upper, effective sample size) of one replicate.
  template <class Process, class Real = real_type_t<Process>>
  void sandwich(const Process& process, std::size_t horizon, std::size_t replicate, const Real& constant,
                workspace<Process>& work, Eigen::ArrayX<Real>& sample) const {
    using std::exp, std::log, std::sqrt;
    const detail::simulated_latent<Process> truth(process, horizon, seed, replicate, name);
    const detail::laplace_approximation<Process> posterior(process, truth.history);
    const Real dimension = Real(work.coordinates.rows());
    const Real log_scale = constant + posterior.half_log_determinant();

    random_stream rng(seed, replicate, stream_purpose::proposals);
    boost::random::normal_distribution<Real> normal;
    boost::random::chi_squared_distribution<Real> chi_squared(Real(tail < 1e12 ? tail : 1.0));
    for (Eigen::Index i = 0; i < work.coordinates.cols(); ++i) {
      auto column = work.coordinates.col(i);
      for (Real& u : column) u = normal(rng);
      if (tail < std::numeric_limits<double>::infinity()) column *= sqrt(Real(tail) / chi_squared(rng));
      work.log_proposal[i] = log_scale + log_kernel(Real(column.squaredNorm()), dimension);
    }
    posterior.place(work.coordinates);
    work.likelihoods.totals(process, work.coordinates, truth.history, work.log_weights);
    work.log_weights -= work.coordinates.colwise().squaredNorm().transpose().array() / 2 + work.log_proposal;

    const Real total = log_sum_exp(work.log_weights);
    detail::require_number(total, name, seed, replicate);
    const Real own_likelihood = truth.log_likelihood.sum();
    const Real own = own_likelihood - truth.z.squaredNorm() / 2 - log_scale -
                     log_kernel(posterior.squared_distance(truth.z), dimension);
    // E[(z* − m)ᵀ∇ + d | H_T] = 0 at any m that is a function of H_T: what is subtracted has mean 0.
    const Eigen::VectorX<Real> slope = Eigen::VectorX<Real>(process.gradient(truth.z, truth.history)) - truth.z;
    const Real stein = (truth.z - posterior.mode()).dot(slope) + dimension;
    const Real quiet = own_likelihood + (dimension - truth.z.squaredNorm()) / 2 - stein / 2;
    const Real count = Real(proposals);
    sample[0] = quiet - (log_add_exp(own, total) - log(count + 1));
    sample[1] = quiet - (total - log(count));
    sample[2] = exp(2 * total - log_sum_exp(Eigen::ArrayX<Real>(2 * work.log_weights)));
  }
};

}  // namespace infobound::inline v0_1
