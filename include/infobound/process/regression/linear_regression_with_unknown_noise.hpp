// SPDX-License-Identifier: BSL-1.0
// Linear regression of which the variance of the noise is not known either.
#pragma once

#include <Eigen/Core>
#include <Eigen/Eigenvalues>
#include <algorithm>
#include <concepts>
#include <cstddef>
#include <infobound/core/numeric/cmath.hpp>
#include <infobound/core/numeric/digamma.hpp>
#include <infobound/core/require.hpp>
#include <infobound/process/regression/inputs.hpp>
#include <infobound/process/regression/missing_features_learning_noise.hpp>

namespace infobound::inline v0_1 {

/// Bayesian linear regression with unknown noise: Y_{t+1} ~ N(βᵀX_t, σ²), σ² = b/G with G ~ Gamma(a), and
/// β ~ N(0, g σ² I_d) given σ², the conjugate normal–inverse-gamma prior. Labels are predicted by Student's t.
/// It is missing_features_learning_noise of which nothing is missing.
template <class Real, class Inputs = gaussian_inputs>
struct linear_regression_with_unknown_noise {
  using belief_type = missing_features_learning_noise<Real, Inputs>;
  using real_type = Real;
  using parameter_type = typename belief_type::parameter_type;  ///< {coefficients, noise_variance}
  using history_type = typename belief_type::history_type;      ///< {inputs, labels}: d × T, and T labels
  static constexpr bool independent_observations = std::same_as<Inputs, gaussian_inputs>;

  Eigen::Index dimension;  ///< d ≥ 1
  Real noise_shape;        ///< a > 0, finite
  Real noise_scale;        ///< b > 0, finite: σ² has the mode b/(a + 1), and the mean b/(a − 1) if a > 1
  Real signal_to_noise;    ///< g > 0, finite: the prior variance of a coefficient over σ²
  Inputs inputs = {};      ///< the law of the inputs

  /// - Throws: std::domain_error for a field outside its range, std::invalid_argument for a design of another width.
  void validate() const {
    require_at_least("linear_regression_with_unknown_noise.dimension", dimension, 1);
    require_positive("linear_regression_with_unknown_noise.noise_shape", noise_shape);
    require_positive("linear_regression_with_unknown_noise.noise_scale", noise_scale);
    require_positive("linear_regression_with_unknown_noise.signal_to_noise", signal_to_noise);
    if constexpr (validated_for_dimension<Inputs>) inputs.validate(dimension);
  }

  /// The learner with the same law.
  [[nodiscard]] belief_type learner() const {
    return {dimension, dimension, noise_shape, noise_scale, signal_to_noise, inputs};
  }

  template <class Rng>
  [[nodiscard]] parameter_type draw_parameter(Rng& rng) const {
    return learner().draw_parameter(rng);
  }
  template <class Rng>
  [[nodiscard]] history_type draw_history(const parameter_type& theta, std::size_t horizon, Rng& rng) const {
    return learner().draw_history(theta, horizon, rng);
  }
  [[nodiscard]] Eigen::VectorX<Real> log_likelihood(const parameter_type& theta, const history_type& history) const {
    return learner().log_likelihood(theta, history);
  }
  /// ln p(Y_{t+1} | H_t, X_t): Student's t with 2a + t degrees of freedom. Cost: O(T d min(d, T)).
  [[nodiscard]] Eigen::VectorX<Real> log_predictive(const history_type& history) const {
    return learner().log_predictive(history);
  }
  /// ln p(H_T), for less than the sum of log_predictive costs. Cost: O(T d min(d, T)).
  [[nodiscard]] Real log_evidence(const history_type& history) const { return learner().log_evidence(history); }

  /// KL(p(β, σ²|H_T) ‖ p(β, σ²)), in nats: with e_i the eigenvalues of g Σ X_tX_tᵀ, m the posterior mean of β, and
  /// 1/σ² Gamma of shape a′ = a + T/2 with rate b′, ½ Σ (ln(1 + e_i) − e_i/(1 + e_i)) + a′‖m‖²/(2gb′) and the
  /// divergence of the two Gamma laws.
  /// - Cost:   O(T d² + d³).
  /// - Source: theory 13.4.
  [[nodiscard]] Real information_gain(const history_type& history) const {
    using std::expm1, std::lgamma, std::log1p;
    const Eigen::SelfAdjointEigenSolver<Eigen::MatrixX<Real>> gram(history.inputs * history.inputs.transpose());
    const Eigen::VectorX<Real> along = gram.eigenvectors().transpose() * (history.inputs * history.labels);
    Real spread = 0;
    Eigen::VectorX<Real> mean(dimension);
    for (Eigen::Index i = 0; i < dimension; ++i) {
      const Real curvature = signal_to_noise * (std::max)(Real(0), Real(gram.eigenvalues()[i]));
      const Real growth = log1p(curvature);
      spread += growth + expm1(-growth);
      mean[i] = signal_to_noise * along[i] / (1 + curvature);
    }
    // b′ − b = ½ (‖y − Xm‖² + ‖m‖²/g), of positive terms.
    const Real size = mean.squaredNorm();
    const Eigen::VectorX<Real> fitted = history.inputs.transpose() * (gram.eigenvectors() * mean);
    const Real excess = ((history.labels - fitted).squaredNorm() + size / signal_to_noise) / 2;
    const Real half = Real(history.labels.size()) / 2;
    const Real shape = noise_shape + half;
    const Real scale = noise_scale + excess;
    const Real noise = half * detail::digamma(shape) - (lgamma(shape) - lgamma(noise_shape)) +
                       noise_shape * log1p(excess / noise_scale) - shape * (excess / scale);
    return (std::max)(Real(0), Real((spread + shape / scale * (size / signal_to_noise)) / 2 + noise));
  }

  /// The largest horizon that a fixed design allows.
  [[nodiscard]] std::size_t maximum_horizon() const requires std::same_as<Inputs, fixed_design<Real>> {
    return inputs.maximum_horizon();
  }
};

}  // namespace infobound::inline v0_1
