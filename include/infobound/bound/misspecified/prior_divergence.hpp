// SPDX-License-Identifier: BSL-1.0
// How far apart two priors are: the most that a wrong one can cost in all.
#pragma once

#include <Eigen/Core>
#include <concepts>
#include <infobound/bound/misspecified/detail/log_gamma_divergence.hpp>
#include <infobound/core/concepts.hpp>
#include <infobound/core/numeric/relative_entropy_term.hpp>
#include <infobound/core/numeric/scaled.hpp>
#include <infobound/core/numeric/variance_divergence.hpp>
#include <infobound/core/numeric/wide.hpp>
#include <infobound/core/require.hpp>
#include <infobound/process/conjugate/beta_bernoulli.hpp>
#include <infobound/process/conjugate/dirichlet_categorical.hpp>
#include <infobound/process/conjugate/finite_process.hpp>
#include <infobound/process/conjugate/gamma_poisson.hpp>
#include <infobound/process/conjugate/gaussian_mean.hpp>
#include <infobound/process/regression/gaussian_belief.hpp>
#include <limits>
#include <type_traits>
#include <vector>

namespace infobound::inline v0_1 {

/// A pair whose priors' divergence is known: truth.prior_divergence(learner), in nats.
template <class Truth, class Learner>
concept knows_prior_divergence = requires(const Truth& truth, const Learner& learner) {
  { truth.prior_divergence(learner) } -> std::convertible_to<real_type_t<Truth>>;
};

/// KL(P_θ ‖ P̃_θ) of the priors of truth and learner, in nats; ∞ where the learner's prior gives no mass to what the
/// truth's gives some. Where both have one likelihood, T times the misspecification is at most that, for every T. Here
/// for processes of the user's own, which have a member prior_divergence(learner); below for the library's.
/// - Accuracy: error below 1e-12 (KL + 0.01) in double for Beta and Dirichlet priors of concentrations 0.01 to 1e8, and
///             below 1e-10 (KL + 0.01) for Gamma priors (tests/unit/bound/misspecified/prior_divergence.cpp).
/// - Throws:   std::domain_error where a field is outside its domain, std::invalid_argument where sizes differ.
/// - Source:   theory 9.2; Jeon & Van Roy Theorem 62.
template <class Truth, class Learner>
[[nodiscard]] auto prior_divergence(const Truth& truth, const Learner& learner) {
  constexpr bool solved = knows_prior_divergence<Truth, Learner>;
  static_assert(solved,
                "infobound: prior_divergence has no closed form for this pair: the truth lacks "
                "prior_divergence(learner), KL of its prior from the learner's, in nats");
  if constexpr (solved) {
    validate_all(truth, learner);
    return real_type_t<Truth>(truth.prior_divergence(learner));
  } else {
    return real_type_t<Truth>(0);
  }
}

/// Dirichlet(α) and Dirichlet(α̃).
template <class Real>
[[nodiscard]] Real prior_divergence(const dirichlet_categorical<Real>& truth,
                                    const dirichlet_categorical<Real>& learner) {
  validate_all(truth, learner);
  require_same_size("learner.concentrations: number of entries", learner.concentrations.size(),
                    "truth.concentrations: number of entries", truth.concentrations.size());
  using Wide = detail::wide_scalar<Real>;
  const Eigen::VectorX<Wide> mine = truth.concentrations.template cast<Wide>();
  const Eigen::VectorX<Wide> theirs = learner.concentrations.template cast<Wide>();
  return static_cast<Real>(detail::dirichlet_divergence<Wide>(mine, theirs));
}

/// Beta(α, β) and Beta(α̃, β̃).
template <class Real>
[[nodiscard]] Real prior_divergence(const beta_bernoulli<Real>& truth, const beta_bernoulli<Real>& learner) {
  validate_all(truth, learner);
  using Wide = detail::wide_scalar<Real>;
  const Eigen::Matrix<Wide, 2, 1> mine(Wide(truth.alpha), Wide(truth.beta));
  const Eigen::Matrix<Wide, 2, 1> theirs(Wide(learner.alpha), Wide(learner.beta));
  return static_cast<Real>(detail::dirichlet_divergence<Wide>(mine, theirs));
}

/// Gamma(a) of rate b, and Gamma(ã) of rate b̃: ã(κ − 1 − ln κ) + ½(ρ − 1 − ln ρ) + the remainder of Stirling's formula,
/// with ρ = ã/a and κ = b̃a/(bã) the ratio of the means.
template <class Real>
[[nodiscard]] Real prior_divergence(const gamma_poisson<Real>& truth, const gamma_poisson<Real>& learner) {
  validate_all(truth, learner);
  using detail::scaled;
  const scaled<Real> means = (scaled<Real>(truth.shape) / learner.shape) * (scaled<Real>(learner.rate) / truth.rate);
  return (scaled<Real>(learner.shape) * detail::variance_divergence(means)).value() +
         detail::log_gamma_remainder_divergence(learner.shape, truth.shape);
}

/// N(0, τ² I_d) and N(0, τ̃² I_d): (d/2)(τ²/τ̃² − 1 − ln(τ²/τ̃²)).
template <class Real>
[[nodiscard]] Real prior_divergence(const gaussian_mean<Real>& truth, const gaussian_mean<Real>& learner) {
  validate_all(truth, learner);
  require_same_size("learner.dimension", learner.dimension, "truth.dimension", truth.dimension);
  return (detail::scaled<Real>(Real(truth.dimension) / 2) *
          detail::scaled_variance_divergence(truth.prior_variance, learner.prior_variance))
      .value();
}

/// Σ_θ P(θ) ln(P(θ)/P̃(θ)).
template <class Real>
[[nodiscard]] Real prior_divergence(const finite_process<Real>& truth, const finite_process<Real>& learner) {
  validate_all(truth, learner);
  require_same_size("learner.prior: number of entries", learner.prior.size(), "truth.prior: number of entries",
                    truth.prior.size());
  using Wide = detail::wide_scalar<Real>;
  const Eigen::VectorX<Wide> prior = truth.prior.template cast<Wide>();
  const Eigen::VectorX<Wide> learner_prior = learner.prior.template cast<Wide>();
  const Wide total = prior.sum();
  const Wide learner_total = learner_prior.sum();
  Wide sum = 0;
  for (Eigen::Index theta = 0; theta < prior.size(); ++theta) {
    const Wide mine = prior[theta] / total;
    const Wide theirs = learner_prior[theta] / learner_total;
    if (!(theirs > 0) && mine > 0) return std::numeric_limits<Real>::infinity();
    // Terms of P̃ (ρ ln ρ − ρ + 1), whose sum is that of P ln ρ, are not negative.
    if (theirs > 0) sum += detail::scaled_relative_entropy_term(mine, detail::scaled<Wide>(theirs));
  }
  return static_cast<Real>(sum);
}

/// N(μ, vI) and N(μ̃, ṽI) of regressions that see the same inputs: (d/2)(v/ṽ − 1 − ln(v/ṽ)) + ‖μ − μ̃‖²/(2ṽ).
template <holds_gaussian_belief Truth, holds_gaussian_belief Learner>
[[nodiscard]] real_type_t<Truth> prior_divergence(const Truth& truth, const Learner& learner) {
  using Real = real_type_t<Truth>;
  validate_all(truth, learner);
  const gaussian_belief<Real> mine = truth.belief();
  const gaussian_belief<Real> theirs = learner.belief();
  require_same_size("learner: inputs seen", theirs.seen(), "truth: inputs seen", mine.seen());
  using detail::scaled;
  // Halves have a difference within the scalar's range.
  const scaled<Real> quarter_square =
      detail::scaled_squared_norm(Eigen::VectorX<Real>(mine.mean / 2 - theirs.mean / 2));
  return (scaled<Real>(Real(mine.seen()) / 2) *
          detail::scaled_variance_divergence(mine.prior_variance, theirs.prior_variance))
             .value() +
         (quarter_square * Real(2) / theirs.prior_variance).value();
}

}  // namespace infobound::inline v0_1
