// SPDX-License-Identifier: BSL-1.0
// A learner that sees some of linear regression's inputs and learns how noisy that leaves its labels.
#pragma once

#include <Eigen/Core>
#include <boost/random/normal_distribution.hpp>
#include <concepts>
#include <cstddef>
#include <infobound/core/numeric/cmath.hpp>
#include <infobound/core/numeric/pi.hpp>
#include <infobound/core/numeric/ridge_factor.hpp>
#include <infobound/core/numeric/sequential_gaussian.hpp>
#include <infobound/core/numeric/variates.hpp>
#include <infobound/core/require.hpp>
#include <infobound/process/regression/gaussian_response.hpp>
#include <infobound/process/regression/inputs.hpp>
#include <infobound/process/regression/linear_regression.hpp>

namespace infobound::inline v0_1 {

/// Believes in Y_{t+1} ~ N(βᵀ(X_t)_{1…d′}, σ̃²) with unknown σ̃²: the conjugate prior σ̃² = b/G, G ~ Gamma(a), and
/// β ~ N(0, g σ̃² I_{d′}) given σ̃², so that it predicts by Student's t (theory 9.3).
template <class Real, class Inputs = gaussian_inputs>
struct missing_features_learning_noise {
  using real_type = Real;
  using history_type = typename linear_regression<Real, Inputs>::history_type;  ///< {inputs, labels}: d × T, T labels
  struct parameter_type {
    Eigen::VectorX<Real> coefficients;  ///< β, d′
    Real noise_variance;                ///< σ̃²
  };

  Eigen::Index dimension;  ///< d ≥ 1
  Eigen::Index seen;       ///< d′, 0 … d
  Real noise_shape;        ///< a > 0, finite
  Real noise_scale;        ///< b > 0, finite: σ̃² has mode b/(a + 1)
  Real signal_to_noise;    ///< g > 0, finite: the prior variance of a coefficient over σ̃²
  Inputs inputs = {};      ///< the law of all d inputs

  /// - Throws: std::domain_error for a field outside its range, std::invalid_argument for a design of another width.
  void validate() const {
    require_at_least("missing_features_learning_noise.dimension", dimension, 1);
    require_at_least("missing_features_learning_noise.seen", seen, 0);
    require_at_most("missing_features_learning_noise.seen", seen, dimension, "the dimension");
    require_positive("missing_features_learning_noise.noise_shape", noise_shape);
    require_positive("missing_features_learning_noise.noise_scale", noise_scale);
    require_positive("missing_features_learning_noise.signal_to_noise", signal_to_noise);
    if constexpr (validated_for_dimension<Inputs>) inputs.validate(dimension);
  }

  // The law -----------------------------------------------------------------------------------------------------------

  template <class Rng>
  [[nodiscard]] parameter_type draw_parameter(Rng& rng) const {
    using std::exp, std::sqrt;
    const Real log_precision = Real(detail::log_gamma_variate(static_cast<double>(noise_shape), rng));
    const Real noise_variance = noise_scale * exp(-log_precision);
    boost::random::normal_distribution<Real> normal(0, sqrt(signal_to_noise * noise_variance));
    return {Eigen::VectorX<Real>::NullaryExpr(seen, [&] { return normal(rng); }), noise_variance};
  }

  template <class Rng>
  [[nodiscard]] history_type draw_history(const parameter_type& theta, std::size_t horizon, Rng& rng) const {
    history_type history{Eigen::MatrixX<Real>(dimension, static_cast<Eigen::Index>(horizon)), {}};
    inputs.draw(history.inputs, rng);
    history.labels = visible(history).transpose() * theta.coefficients;
    const gaussian_response<Real> response{theta.noise_variance};
    for (Real& label : history.labels) label = response.draw(label, rng);
    return history;
  }

  [[nodiscard]] Eigen::VectorX<Real> log_likelihood(const parameter_type& theta, const history_type& history) const {
    Eigen::VectorX<Real> result = visible(history).transpose() * theta.coefficients;
    auto etas = result.array();
    gaussian_response<Real>{theta.noise_variance}.to_log_likelihoods(etas, history.labels.array());
    return result;
  }

  /// ln p(Y_{t+1} | H_t, X_t): Student's t with 2a + t degrees of freedom. Cost: O(T d′ min(d′, T)).
  [[nodiscard]] Eigen::VectorX<Real> log_predictive(const history_type& history) const {
    using std::lgamma, std::log, std::log1p;
    Eigen::VectorX<Real> result(history.labels.size());
    Real sum = noise_scale;
    const Real log_two_pi = log(2 * detail::pi<Real>());
    const auto step = [&](Eigen::Index t, const Real& gain, const Real& squared_error) {
      const Real shape = noise_shape + Real(t) / 2;
      // ln B_t − ln B_{t+1} and ln B_{t+1}, B the scale of the posterior.
      const Real growth = log1p(squared_error / (2 * sum));
      sum += squared_error / 2;
      result[t] = lgamma(Real(shape + Real(0.5))) - lgamma(shape) - shape * growth - (log_two_pi + gain + log(sum)) / 2;
    };
    if (seen == 0) {
      for (Eigen::Index t = 0; t < result.size(); ++t) step(t, Real(0), Real(history.labels[t] * history.labels[t]));
      return result;
    }
    // A prior N(0, I/d′) at this noise variance is N(0, g I) at noise variance 1, but for the scale of the labels.
    const Real noise_variance = 1 / (signal_to_noise * Real(seen));
    detail::sequential_gaussian<Real> predict(seen, noise_variance, result.size(),
                                              detail::allowed_cancellation<Real, Inputs>());
    predict.run(visible(history), history.labels, [&](Eigen::Index t, const Real& gain, const Real& error) {
      step(t, gain, Real(noise_variance * error * error));
    });
    return result;
  }

  /// ln p(H_T), the sum of log_predictive, for less than it costs term by term. Cost: O(T d′ min(d′, T)).
  [[nodiscard]] Real log_evidence(const history_type& history) const {
    using std::lgamma, std::log;
    const Real half = Real(history.labels.size()) / 2;
    detail::ridge_factor<Real> covariance;
    covariance.factorise(visible(history), signal_to_noise, Real(1), detail::allowed_cancellation<Real, Inputs>());
    const auto errors = covariance.quadratic(visible(history), history.labels);
    return lgamma(Real(noise_shape + half)) - lgamma(noise_shape) -
           (noise_shape + half) * log1p(errors / (2 * noise_scale)).value() -
           half * detail::log_two_pi_times(noise_scale) - covariance.log_determinant() / 2;
  }

  /// The largest horizon that a fixed design allows.
  [[nodiscard]] std::size_t maximum_horizon() const requires std::same_as<Inputs, fixed_design<Real>> {
    return inputs.maximum_horizon();
  }

 private:
  [[nodiscard]] auto visible(const history_type& history) const { return history.inputs.topRows(seen); }
};

}  // namespace infobound::inline v0_1
