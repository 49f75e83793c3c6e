// SPDX-License-Identifier: BSL-1.0
// A learner that sees some of linear regression's inputs.
#pragma once

#include <Eigen/Core>
#include <boost/random/normal_distribution.hpp>
#include <concepts>
#include <cstddef>
#include <infobound/core/numeric/cmath.hpp>
#include <infobound/core/numeric/sequential_gaussian.hpp>
#include <infobound/core/require.hpp>
#include <infobound/process/regression/gaussian_belief.hpp>
#include <infobound/process/regression/gaussian_response.hpp>
#include <infobound/process/regression/inputs.hpp>
#include <infobound/process/regression/linear_regression.hpp>

namespace infobound::inline v0_1 {

/// Believes in Y_{t+1} ~ N(θᵀ(X_t)_{1…d′}, σ̃²), θ ~ N(0, I_{d′}/d), of d inputs that it sees the first d′ of (theory
/// 9.3). Where the others matter too, its error does not vanish: limiting_error. As a process it draws such labels.
template <class Real, class Inputs = gaussian_inputs>
struct missing_features {
  using real_type = Real;
  using parameter_type = Eigen::VectorX<Real>;                                  ///< d′
  using history_type = typename linear_regression<Real, Inputs>::history_type;  ///< {inputs, labels}: d × T, T labels

  Eigen::Index dimension;  ///< d ≥ 1
  Eigen::Index seen;       ///< d′, 0 … d
  Real noise_variance;     ///< σ̃² > 0, finite: see absorbed_noise_variance
  Inputs inputs = {};      ///< the law of all d inputs

  static constexpr bool log_concave_likelihood = true;  ///< theory 12.3 applies
  static constexpr bool gaussian_likelihood = true;     ///< quadratic in z: so is the posterior's logarithm

  /// - Throws: std::domain_error for a field outside its range, std::invalid_argument for a design of another width.
  void validate() const {
    require_at_least("missing_features.dimension", dimension, 1);
    require_at_least("missing_features.seen", seen, 0);
    require_at_most("missing_features.seen", seen, dimension, "the dimension");
    require_positive("missing_features.noise_variance", noise_variance);
    if constexpr (validated_for_dimension<Inputs>) inputs.validate(dimension);
  }

  /// N(0, I_{d′}/d) and σ̃².
  [[nodiscard]] gaussian_belief<Real> belief() const {
    return {Eigen::VectorX<Real>::Zero(seen), 1 / Real(dimension), noise_variance};
  }

  // The law -----------------------------------------------------------------------------------------------------------

  template <class Rng>
  [[nodiscard]] parameter_type draw_parameter(Rng& rng) const {
    boost::random::normal_distribution<Real> normal(0, scale());
    return parameter_type::NullaryExpr(seen, [&] { return normal(rng); });
  }

  template <class Rng>
  [[nodiscard]] history_type draw_history(const parameter_type& theta, std::size_t horizon, Rng& rng) const {
    history_type history{Eigen::MatrixX<Real>(dimension, static_cast<Eigen::Index>(horizon)), {}};
    inputs.draw(history.inputs, rng);
    history.labels = visible(history).transpose() * theta;
    for (Real& label : history.labels) label = response().draw(label, rng);
    return history;
  }

  [[nodiscard]] Eigen::VectorX<Real> log_likelihood(const parameter_type& theta, const history_type& history) const {
    return log_likelihoods(theta, history);
  }

  /// θ in the columns of thetas; one row a label.
  [[nodiscard]] Eigen::MatrixX<Real> log_likelihoods(const Eigen::Ref<const Eigen::MatrixX<Real>>& thetas,
                                                     const history_type& history) const {
    require_same_size("theta: number of entries", thetas.rows(), "missing_features.seen", seen);
    Eigen::MatrixX<Real> result = visible(history).transpose() * thetas;
    auto etas = result.array();
    response().to_log_likelihoods(etas, history.labels.array());
    return result;
  }

  /// ln p(Y_{t+1} | H_t, X_t): Gaussian. Cost: O(T d′ min(d′, T)).
  [[nodiscard]] Eigen::VectorX<Real> log_predictive(const history_type& history) const {
    using std::sqrt;
    Eigen::VectorX<Real> result(history.labels.size());
    if (seen == 0) return log_likelihood(Eigen::VectorX<Real>(0), history);
    // Under the prior N(0, I_{d′}/d′) of sequential_gaussian, the variances of labels and noise are d/d′ times as
    // large.
    const Real ratio = Real(dimension) / Real(seen);
    const Real root_ratio = sqrt(ratio);
    const Real log_normaliser = -2 * response().log_likelihood(Real(0), Real(0));
    detail::sequential_gaussian<Real> predict(seen, Real(noise_variance * ratio), history.labels.size(),
                                              detail::allowed_cancellation<Real, Inputs>());
    predict.run(visible(history), history.labels, [&](Eigen::Index t, const Real& gain, const Real& error) {
      const Real own = root_ratio * error;
      result[t] = -(log_normaliser + gain + own * own) / 2;
    });
    return result;
  }

  // In whitened coordinates: θ = z/√d, z ~ N(0, I_{d′}) ---------------------------------------------------------------

  [[nodiscard]] std::size_t latent_dimension() const { return static_cast<std::size_t>(seen); }

  [[nodiscard]] parameter_type parameter_from(const Eigen::Ref<const Eigen::VectorX<Real>>& z) const {
    return scale() * z;
  }

  [[nodiscard]] Eigen::VectorX<Real> gradient(const Eigen::VectorX<Real>& z, const history_type& history) const {
    const auto shown = visible(history);
    const Eigen::VectorX<Real> errors = history.labels - scale() * (shown.transpose() * z);
    return (scale() / noise_variance) * (shown * errors);
  }

  [[nodiscard]] Eigen::MatrixX<Real> hessian(const Eigen::VectorX<Real>&, const history_type& history) const {
    const auto shown = visible(history);
    return (shown * shown.transpose()) / -(Real(dimension) * noise_variance);
  }

  /// The largest horizon that a fixed design allows.
  [[nodiscard]] std::size_t maximum_horizon() const requires std::same_as<Inputs, fixed_design<Real>> {
    return inputs.maximum_horizon();
  }

 private:
  [[nodiscard]] gaussian_response<Real> response() const { return {noise_variance}; }

  [[nodiscard]] Real scale() const {
    using std::sqrt;
    return 1 / sqrt(Real(dimension));
  }

  [[nodiscard]] auto visible(const history_type& history) const { return history.inputs.topRows(seen); }
};

/// σ² + (d − d′)/d: the noise variance that costs a missing_features least in the long run, what is not seen being
/// noise to it (theory 9.3).
template <class Real>
[[nodiscard]] Real absorbed_noise_variance(const linear_regression<Real, gaussian_inputs>& truth, Eigen::Index seen) {
  truth.validate();
  require_at_least("seen", seen, 0);
  require_at_most("seen", seen, truth.dimension, "the dimension");
  return truth.noise_variance + Real(truth.dimension - seen) / Real(truth.dimension);
}

}  // namespace infobound::inline v0_1
