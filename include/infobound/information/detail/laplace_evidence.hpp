// SPDX-License-Identifier: BSL-1.0
// The evidence of histories by importance sampling from Laplace's approximation of the posterior.
#pragma once

#include <Eigen/Core>
#include <cstddef>
#include <infobound/core/concepts.hpp>
#include <infobound/core/numeric/cmath.hpp>
#include <infobound/core/numeric/equal.hpp>
#include <infobound/core/numeric/log_sum_exp.hpp>
#include <infobound/core/random_stream.hpp>
#include <infobound/information/evidence.hpp>
#include <infobound/information/replicate/laplace_approximation.hpp>
#include <infobound/information/replicate/many_likelihoods.hpp>
#include <infobound/information/replicate/replicate_origin.hpp>
#include <infobound/information/replicate/spherical_law.hpp>

namespace infobound::inline v0_1::detail {

/// Weights p(z)p(H_T|z)/q(z) of N draws from an approximation q that is a function of the history alone.
template <class Process>
class laplace_evidence {
 public:
  using Real = real_type_t<Process>;
  using vector = Eigen::VectorX<Real>;
  using history_type = typename Process::history_type;

  /// `tail` is the degrees of freedom of the proposal, ∞ for a Gaussian one.
  laplace_evidence(const Process& process, std::size_t proposals, const Real& tail)
      : process_(&process),
        law_(Real(process.latent_dimension()), tail),
        coordinates_(static_cast<Eigen::Index>(process.latent_dimension()), static_cast<Eigen::Index>(proposals)),
        log_proposal_(coordinates_.cols()) {}

  [[nodiscard]] evidence_estimate<Real> operator()(const history_type& history, const replicate_origin& origin) {
    random_stream rng(origin.seed, origin.replicate, stream_purpose::proposals);
    fit(history, origin);
    weigh(history, rng);
    return {log_mean(), effective_sample_size()};
  }

  /// Finds q.
  void fit(const history_type& history, const replicate_origin& origin) {
    posterior_.fit(*process_, history);
    if (is_nan(posterior_.half_log_determinant())) origin.blame("gradient or hessian");
  }

  /// Draws from q, and weighs what it drew.
  void weigh(const history_type& history, random_stream& rng) {
    const Real log_scale = posterior_.half_log_determinant();
    law_.draw(coordinates_, rng);
    for (Eigen::Index i = 0; i < coordinates_.cols(); ++i)
      log_proposal_[i] = log_scale + law_.log_density(Real(coordinates_.col(i).squaredNorm()));
    posterior_.place(coordinates_);
    likelihoods_.take_latent(*process_, coordinates_);
    likelihoods_.totals(*process_, history, log_weights_);
    log_weights_ -= coordinates_.colwise().squaredNorm().transpose().array() / 2 + log_proposal_;
    log_sum_ = log_sum_exp(log_weights_);
  }

  /// The weight of a z that was not drawn, of which ln p(H_T|z) is known.
  [[nodiscard]] Real log_weight(const Real& log_likelihood, const vector& z) {
    return log_likelihood - z.squaredNorm() / 2 - posterior_.half_log_determinant() -
           law_.log_density(posterior_.squared_distance(z));
  }

  [[nodiscard]] const vector& mode() const { return posterior_.mode(); }
  [[nodiscard]] Eigen::Index count() const { return coordinates_.cols(); }
  [[nodiscard]] const Real& log_sum() const { return log_sum_; }
  /// ln Ẑ.
  [[nodiscard]] Real log_mean() const {
    using std::log;
    return log_sum_ - log(Real(count()));
  }
  [[nodiscard]] Real effective_sample_size() const { return detail::effective_sample_size(log_sum_, log_weights_); }
  /// The mean of ln p(H_T|z) under the weights of what was drawn, self-normalised: biased, in no known direction.
  [[nodiscard]] Real mean_log_likelihood() const {
    using std::exp;
    Real sum = 0;
    for (Eigen::Index i = 0; i < count(); ++i) {
      const Real share = exp(log_weights_[i] - log_sum_);
      if (share > 0) sum += share * (log_weights_[i] + coordinates_.col(i).squaredNorm() / 2 + log_proposal_[i]);
    }
    return sum;
  }

 private:
  const Process* process_;
  spherical_law<Real> law_;
  Eigen::MatrixX<Real> coordinates_;
  Eigen::ArrayX<Real> log_proposal_;
  Eigen::ArrayX<Real> log_weights_;
  laplace_approximation<Process> posterior_;
  many_likelihoods<Process> likelihoods_;
  Real log_sum_ = 0;
};

}  // namespace infobound::inline v0_1::detail
