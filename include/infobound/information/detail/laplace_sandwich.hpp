// SPDX-License-Identifier: BSL-1.0
// One replicate of the laplace policy, and the coefficients of control variates that it settles cheaply.
#pragma once

#include <Eigen/Core>
#include <cstddef>
#include <cstdint>
#include <infobound/core/concepts.hpp>
#include <infobound/core/execution.hpp>
#include <infobound/core/numeric/cmath.hpp>
#include <infobound/core/numeric/equal.hpp>
#include <infobound/core/numeric/log_sum_exp.hpp>
#include <infobound/core/random_stream.hpp>
#include <infobound/information/detail/control_variates.hpp>
#include <infobound/information/detail/controlled_values.hpp>
#include <infobound/information/replicate/laplace_approximation.hpp>
#include <infobound/information/replicate/many_likelihoods.hpp>
#include <infobound/information/replicate/replicate_origin.hpp>
#include <infobound/information/replicate/simulation.hpp>
#include <infobound/information/replicate/spherical_law.hpp>
#include <string_view>

namespace infobound::inline v0_1::detail {

/// Data, posterior, proposals and their weights, in memory that is used again.
template <class Process>
class laplace_sandwich {
 public:
  using Real = real_type_t<Process>;

  /// `tail` is the degrees of freedom of the proposal, ∞ for a Gaussian one.
  laplace_sandwich(const Process& process, std::size_t horizon, std::size_t proposals, const Real& tail,
                   const offered_controls<Process>& offered)
      : process_(&process),
        horizon_(horizon),
        law_(Real(process.latent_dimension()), tail),
        coordinates_(static_cast<Eigen::Index>(process.latent_dimension()), static_cast<Eigen::Index>(proposals)),
        log_proposal_(coordinates_.cols()),
        controls_(offered) {}

  void run(random_stream& data, random_stream& proposals, const replicate_origin& origin) {
    using std::exp;
    truth_.draw(*process_, horizon_, data, origin);
    posterior_.fit(*process_, truth_.history());
    if (is_nan(posterior_.half_log_determinant())) origin.blame("gradient or hessian");
    controls_.evaluate(*process_, truth_, posterior_.mode(), origin);
    const Real log_scale = posterior_.half_log_determinant();
    law_.draw(coordinates_, proposals);
    for (Eigen::Index i = 0; i < coordinates_.cols(); ++i)
      log_proposal_[i] = log_scale + law_.log_density(Real(coordinates_.col(i).squaredNorm()));
    posterior_.place(coordinates_);
    likelihoods_.take_latent(*process_, coordinates_);
    likelihoods_.totals(*process_, truth_.history(), log_weights_);
    log_weights_ -= coordinates_.colwise().squaredNorm().transpose().array() / 2 + log_proposal_;

    total_ = log_sum_exp(log_weights_);
    origin.require_number(total_);
    own_ = truth_.total() - truth_.z().squaredNorm() / 2 - log_scale -
           law_.log_density(posterior_.squared_distance(truth_.z()));
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
  const Process* process_;
  std::size_t horizon_;
  spherical_law<Real> law_;
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

/// The control variates of a process with a concave log-posterior: Stein's has coefficient 1, unless pilots disagree,
/// and what it offers those that 50 proposals a pilot are enough to tell.
template <class Process, class Execution, class Observer, class Real = real_type_t<Process>>
[[nodiscard]] settled_controls<Real> concave_controls(const Process& process, std::size_t horizon,
                                                      const offered_controls<Process>& offered, std::uint64_t seed,
                                                      std::string_view policy, const Execution& execution,
                                                      const Observer& observer) {
  constexpr Eigen::Index size = control_variates<Process>::size;
  control_fit<Real> fit(1, size, 1);
  run_control_pilots(
      fit,
      [&] {
        constexpr std::size_t proposals = 50;
        constexpr int tail = 8;
        return [seed, policy, work = laplace_sandwich<Process>(process, horizon, proposals, Real(tail), offered)](
                   std::size_t replicate, Eigen::ArrayX<Real>& sample) mutable {
          random_stream data(seed, replicate, stream_purpose::first_pilot);
          random_stream draws(seed, replicate, stream_purpose::second_pilot);
          work.run(data, draws, {policy, seed, replicate, true});
          sample[0] = work.own_log_likelihood() - work.log_evidence_below();
          sample.tail(size) = work.controls().statistics();
        };
      },
      unkept(execution), observer);
  return settled_controls<Real>(fit);
}

}  // namespace infobound::inline v0_1::detail
