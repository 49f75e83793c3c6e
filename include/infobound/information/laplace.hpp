// SPDX-License-Identifier: BSL-1.0
// The sandwich whose proposals come from the data: Laplace's approximation of the posterior.
#pragma once

#include <Eigen/Core>
#include <algorithm>
#include <boost/random/chi_squared_distribution.hpp>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <infobound/core/concepts.hpp>
#include <infobound/core/curve.hpp>
#include <infobound/core/estimate.hpp>
#include <infobound/core/execution.hpp>
#include <infobound/core/random_stream.hpp>
#include <infobound/core/replicates.hpp>
#include <infobound/core/require.hpp>
#include <infobound/information/detail/control_variates.hpp>
#include <infobound/information/detail/laplace_approximation.hpp>
#include <infobound/information/detail/many_likelihoods.hpp>
#include <infobound/information/detail/sandwich.hpp>
#include <infobound/information/detail/simulation.hpp>
#include <infobound/information/detail/standard_normal.hpp>
#include <infobound/information/log_sum_exp.hpp>
#include <limits>
#include <string_view>

namespace infobound::inline v0_1 {

namespace detail {

/// One replicate of the laplace policy: data, posterior, proposals and their weights, in memory that is used again.
template <class Process>
class laplace_sandwich {
 public:
  using Real = real_type_t<Process>;

  /// `tail` is the degrees of freedom of the proposal, ∞ for a Gaussian one.
  laplace_sandwich(const Process& process, std::size_t horizon, std::size_t proposals, const Real& tail,
                   const offered_controls<Process>& offered)
      : process_(&process),
        horizon_(horizon),
        tail_(tail),
        constant_(log_constant(Real(process.latent_dimension()))),
        coordinates_(static_cast<Eigen::Index>(process.latent_dimension()), static_cast<Eigen::Index>(proposals)),
        log_proposal_(coordinates_.cols()),
        controls_(offered) {}

  void run(random_stream& data, random_stream& proposals, const replicate_name& where) {
    using std::exp, std::log, std::sqrt;
    truth_.draw(*process_, horizon_, data, where);
    posterior_.fit(*process_, truth_.history());
    controls_.evaluate(*process_, truth_, posterior_.mode());
    const Real dimension = Real(coordinates_.rows());
    const Real log_scale = constant_ + posterior_.half_log_determinant();

    fill_standard_normal(coordinates_, proposals);
    const bool gaussian = tail_ == std::numeric_limits<Real>::infinity();
    boost::random::chi_squared_distribution<Real> chi_squared(gaussian ? Real(1) : tail_);
    for (Eigen::Index i = 0; i < coordinates_.cols(); ++i) {
      if (!gaussian) coordinates_.col(i) *= sqrt(tail_ / chi_squared(proposals));
      log_proposal_[i] = log_scale + log_kernel(Real(coordinates_.col(i).squaredNorm()), dimension);
    }
    posterior_.place(coordinates_);
    likelihoods_.take_latent(*process_, coordinates_);
    likelihoods_.totals(*process_, truth_.history(), log_weights_);
    log_weights_ -= coordinates_.colwise().squaredNorm().transpose().array() / 2 + log_proposal_;

    total_ = log_sum_exp(log_weights_);
    require_number(total_, where);
    own_ = truth_.total() - truth_.z().squaredNorm() / 2 - log_scale -
           log_kernel(posterior_.squared_distance(truth_.z()), dimension);
    effective_sample_size_ = exp(2 * total_ - log_sum_exp(2 * log_weights_));
  }

  [[nodiscard]] const control_variates<Process>& controls() const { return controls_; }
  /// ln p(H_T|θ*).
  [[nodiscard]] const Real& own_log_likelihood() const { return truth_.total(); }
  /// ln p(H_T) from θ* and the proposals, the inverse of whose exponential is unbiased.
  [[nodiscard]] Real log_evidence_above() const {
    using std::log;
    return log_add_exp(own_, total_) - log(Real(log_weights_.size() + 1));
  }
  /// ln p(H_T) from the proposals alone, whose exponential is unbiased.
  [[nodiscard]] Real log_evidence_below() const {
    using std::log;
    return total_ - log(Real(log_weights_.size()));
  }
  [[nodiscard]] const Real& effective_sample_size() const { return effective_sample_size_; }

 private:
  /// ln of what multiplies |L| and the kernel in the proposal's density, over the prior's (2π)^{−d/2}.
  [[nodiscard]] Real log_constant(const Real& dimension) const {
    using std::lgamma, std::log;
    if (tail_ == std::numeric_limits<Real>::infinity()) return 0;
    return lgamma((tail_ + dimension) / 2) - lgamma(tail_ / 2) - dimension / 2 * log(tail_ / 2);
  }

  /// ln of the proposal's kernel at squared distance δ: −δ/2, or −((ν+d)/2) ln(1 + δ/ν).
  [[nodiscard]] Real log_kernel(const Real& squared_distance, const Real& dimension) const {
    using std::log1p;
    if (tail_ == std::numeric_limits<Real>::infinity()) return -squared_distance / 2;
    return -(tail_ + dimension) / 2 * log1p(squared_distance / tail_);
  }

  const Process* process_;
  std::size_t horizon_;
  Real tail_;
  Real constant_;
  simulation<Process> truth_;
  laplace_approximation<Process> posterior_;
  Eigen::MatrixX<Real> coordinates_;
  Eigen::ArrayX<Real> log_proposal_;
  Eigen::ArrayX<Real> log_weights_;
  many_likelihoods<Process> likelihoods_;
  control_variates<Process> controls_;
  Real own_ = 0;
  Real total_ = 0;
  Real effective_sample_size_ = 0;
};

}  // namespace detail

/// Two-sided estimate of I(H_T;θ) by importance sampling from Laplace's approximation q of the posterior, a Student-t
/// or Gaussian law at the mode (theory 11.8): weights w = p(z)p(H_T|z)/q(z) of N draws make an upper estimate, and with
/// the weight of θ* among them a lower one. Does not saturate in I; what widens the gap is a posterior far from q,
/// which the effective sample size tells. Control variates remove most of the noise of the data without touching the
/// mean of either side: Stein's, and those that the process offers, with coefficients from 32 pilot replicates.
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
      const detail::offered_controls<Process> offered(process, horizon);
      const auto workspace = [&](std::size_t count) {
        return detail::laplace_sandwich<Process>(process, horizon, count, Real(tail), offered);
      };
      const Eigen::ArrayX<Real> coefficients = pilot<Process>(workspace, execution, observer);
      const auto made = average_replicates<Real>(
          {name, seed, horizon}, replicates, 3,
          [&] {
            return [&coefficients, seed = seed, work = workspace(proposals)](std::size_t replicate,
                                                                             Eigen::ArrayX<Real>& sample) mutable {
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
    return detail::curve_by_runs(*this, process, horizon, execution, observer);
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

  /// Coefficients of the control variates: 1 for Stein's, and for what the process offers those that a few proposals a
  /// pilot are enough to tell.
  template <class Process, class Workspace, class Execution, class Observer, class Real = real_type_t<Process>>
  [[nodiscard]] Eigen::ArrayX<Real> pilot(const Workspace& workspace, const Execution& execution,
                                          const Observer& observer) const {
    constexpr Eigen::Index offered = detail::offered_controls<Process>::size;
    Eigen::ArrayX<Real> coefficients = Eigen::ArrayX<Real>::Ones(1 + offered);
    if constexpr (offered > 0)
      coefficients.tail(offered) = detail::coefficients_from_pilots<Real>(
          1, offered,
          [&] {
            return [seed = seed, work = workspace((std::min)(proposals, std::size_t{50}))](
                       std::size_t replicate, Eigen::ArrayX<Real>& sample) mutable {
              random_stream data(seed, replicate, stream_purpose::first_pilot);
              random_stream draws(seed, replicate, stream_purpose::second_pilot);
              work.run(data, draws, {name, seed, replicate, true});
              const auto& statistics = work.controls().statistics();
              sample[0] = work.own_log_likelihood() - statistics[0] - work.log_evidence_below();
              sample.tail(offered) = statistics.tail(offered);
            };
          },
          unkept(execution), observer);
    return coefficients;
  }
};

}  // namespace infobound::inline v0_1
