// SPDX-License-Identifier: BSL-1.0
// What is left of the error of a learner that misses features, however long it learns.
#pragma once

#include <infobound/bound/misspecified/detail/same_inputs.hpp>
#include <infobound/bound/misspecified/restricted_learner.hpp>
#include <infobound/core/numeric/scaled.hpp>
#include <infobound/core/require.hpp>
#include <infobound/process/regression/linear_regression.hpp>
#include <infobound/process/regression/linear_regression_distortion.hpp>
#include <infobound/process/regression/missing_features.hpp>
#include <infobound/process/regression/missing_features_learning_noise.hpp>

namespace infobound::inline v0_1 {

/// The limit of 𝓛̃_T for T → ∞: ½ (ln(σ̃²/σ²) + (σ² + u)/σ̃² − 1), u = (d − d′)/d. At σ̃² = σ² it is u/(2σ²), at
/// σ̃² = σ² + u it is least: ½ ln(1 + u/σ²). In nats per observation.
/// - Throws: std::domain_error or std::invalid_argument where truth or learner is outside its domain or they differ in
///           dimension.
/// - Source: theory 9.3.
template <class Real>
[[nodiscard]] Real limiting_error(const linear_regression<Real, gaussian_inputs>& truth,
                                  const missing_features<Real, gaussian_inputs>& learner) {
  validate_all(truth, learner);
  detail::require_same_inputs(truth, learner, 1);
  const Real unseen = Real(truth.dimension - learner.seen) / Real(truth.dimension);
  return restricted_learner::gaussian_distortion(unseen, truth.noise_variance, learner.noise_variance);
}

/// Of a learner that learns the noise variance too: ½ E ln(1 + χ²_{d−d′}/(dσ²)), below the limit at any fixed one.
/// - Throws and source as above.
template <class Real>
[[nodiscard]] Real limiting_error(const linear_regression<Real, gaussian_inputs>& truth,
                                  const missing_features_learning_noise<Real, gaussian_inputs>& learner) {
  validate_all(truth, learner);
  detail::require_same_inputs(truth, learner, 1);
  if (learner.seen == truth.dimension) return 0;
  const Real unseen = Real(truth.dimension - learner.seen);
  const detail::scaled<Real> relative_noise =
      detail::scaled<Real>(truth.noise_variance) * Real(truth.dimension) / unseen;
  return linear_regression_distortion<Real>(unseen, relative_noise)(Real(0));
}

}  // namespace infobound::inline v0_1
