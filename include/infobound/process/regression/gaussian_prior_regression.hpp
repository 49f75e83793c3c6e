// SPDX-License-Identifier: BSL-1.0
// Linear regression under a Gaussian prior of any mean and scale: a belief that may be wrong, or a truth.
#pragma once

#include <Eigen/Core>
#include <boost/random/normal_distribution.hpp>
#include <cstddef>
#include <infobound/core/numeric/cmath.hpp>
#include <infobound/core/numeric/scaled.hpp>
#include <infobound/core/require.hpp>
#include <infobound/process/regression/detail/gaussian_inputs_regression.hpp>
#include <infobound/process/regression/gaussian_belief.hpp>
#include <infobound/process/regression/inputs.hpp>
#include <infobound/process/regression/linear_regression.hpp>
#include <limits>
#include <utility>
#include <vector>

namespace infobound::inline v0_1 {

/// Linear regression with prior θ ~ N(μ, v I_d) in place of N(0, I_d/d), Y_{t+1} ~ N(θᵀX_t, σ²) (theory 9.3). What is
/// known of linear_regression is known of it: (Y − μᵀX)/√(dv) is a label of linear regression with noise variance
/// σ²/(dv), and tells as much of θ.
template <class Real, class Inputs = gaussian_inputs>
struct gaussian_prior_regression {
  using standard_type = linear_regression<Real, Inputs>;
  using law_type = typename standard_type::law_type;
  using real_type = Real;
  using parameter_type = typename standard_type::parameter_type;  ///< d
  using history_type = typename standard_type::history_type;      ///< {inputs, labels}: d × T, and T labels
  static constexpr bool independent_observations = standard_type::independent_observations;
  static constexpr bool log_concave_likelihood = true;  ///< theory 12.3 applies
  static constexpr bool gaussian_likelihood = true;     ///< quadratic in z: so is the posterior's logarithm

  Eigen::VectorX<Real> prior_mean;  ///< μ, whose size is d ≥ 1; all entries finite
  Real prior_variance;              ///< v > 0, finite
  Real noise_variance;              ///< σ² > 0, finite
  Inputs inputs = {};               ///< the law of the inputs

  /// - Throws: std::domain_error for a field outside its range, std::invalid_argument for a design of another width.
  void validate() const {
    require_at_least("gaussian_prior_regression.prior_mean: number of entries", prior_mean.size(), 1);
    for (Eigen::Index i = 0; i < prior_mean.size(); ++i)
      require_finite("gaussian_prior_regression.prior_mean[" + to_text(i) + "]", prior_mean[i]);
    require_positive("gaussian_prior_regression.prior_variance", prior_variance);
    require_positive("gaussian_prior_regression.noise_variance", noise_variance);
    if constexpr (validated_for_dimension<Inputs>) inputs.validate(dimension());
  }

  /// d.
  [[nodiscard]] Eigen::Index dimension() const { return prior_mean.size(); }

  [[nodiscard]] gaussian_belief<Real> belief() const { return {prior_mean, prior_variance, noise_variance}; }

  /// The linear regression with as much information.
  /// - Throws: std::domain_error where σ²/(dv) is beyond the scalar's range.
  [[nodiscard]] standard_type standard() const {
    const Real relative = relative_noise().value();
    require_positive("gaussian_prior_regression: noise_variance/(d prior_variance)", relative);
    return {dimension(), relative, inputs};
  }

  // The law: what is returned is in the memory of `result` ------------------------------------------------------------

  template <class Rng>
  [[nodiscard]] parameter_type draw_parameter(Rng& rng) const {
    boost::random::normal_distribution<Real> normal;
    return parameter_from(Eigen::VectorX<Real>::NullaryExpr(dimension(), [&] { return normal(rng); }));
  }

  template <class Rng>
  [[nodiscard]] history_type draw_history(const parameter_type& theta, std::size_t horizon, Rng& rng,
                                          history_type&& result = {}) const {
    result.inputs.resize(dimension(), static_cast<Eigen::Index>(horizon));
    inputs.draw(result.inputs, rng);
    law().draw_labels(theta, rng, result);
    return result;
  }

  [[nodiscard]] Eigen::VectorX<Real> log_likelihood(const parameter_type& theta, const history_type& history,
                                                    Eigen::VectorX<Real>&& result = {}) const {
    return law().log_likelihood(theta, history, std::move(result));
  }

  [[nodiscard]] Eigen::MatrixX<Real> log_likelihoods(const Eigen::Ref<const Eigen::MatrixX<Real>>& thetas,
                                                     const history_type& history,
                                                     Eigen::MatrixX<Real>&& result = {}) const {
    return law().log_likelihoods(thetas, history, std::move(result));
  }

  /// ln p(H_T|θ) for θ in the columns of thetas, in nats.
  [[nodiscard]] Eigen::ArrayX<Real> total_log_likelihoods(const Eigen::Ref<const Eigen::MatrixX<Real>>& thetas,
                                                          const history_type& history,
                                                          Eigen::ArrayX<Real>&& result = {}) const {
    return law().total_log_likelihoods(thetas, history, std::move(result));
  }

  /// ln p(Y_{t+1} | H_t, X_t): Gaussian. Cost: O(T d min(d, T)).
  [[nodiscard]] Eigen::VectorX<Real> log_predictive(const history_type& history) const {
    using std::log;
    return standard().log_predictive(standardised(history)).array() - log(scale()) / 2;
  }

  // In whitened coordinates: θ = μ + √v z, z ~ N(0, I_d) --------------------------------------------------------------

  [[nodiscard]] std::size_t latent_dimension() const { return static_cast<std::size_t>(dimension()); }

  [[nodiscard]] parameter_type parameter_from(const Eigen::Ref<const Eigen::VectorX<Real>>& z) const {
    using std::sqrt;
    return prior_mean + sqrt(prior_variance) * z;
  }

  [[nodiscard]] Eigen::VectorX<Real> gradient(const Eigen::VectorX<Real>& z, const history_type& history) const {
    return standard().gradient(z, standardised(history));
  }

  /// Labels do not change it.
  [[nodiscard]] Eigen::MatrixX<Real> hessian(const Eigen::VectorX<Real>& z, const history_type& history) const {
    return standard().hessian(z, history);
  }

  // Information: that of standard() -----------------------------------------------------------------------------------

  [[nodiscard]] Real information(std::size_t horizon) const requires evaluates_information<standard_type> {
    if constexpr (standard_type::has_gaussian_inputs) {
      require_at_least("horizon", horizon, 1);
      return with_gaussian_inputs().information(horizon);
    } else {
      return standard_in_range().information(horizon);
    }
  }

  [[nodiscard]] Eigen::VectorX<Real> information_curve(std::size_t horizon) const requires
      evaluates_information_curve<standard_type> {
    return standard_in_range().information_curve(horizon);
  }

  [[nodiscard]] auto information_sampler(std::size_t horizon) const {
    return standard_in_range().information_sampler(horizon);
  }

  [[nodiscard]] std::vector<bound<Real>> error_bounds(std::size_t horizon) const requires
      lists_error_bounds<standard_type> {
    if constexpr (standard_type::has_gaussian_inputs) {
      require_at_least("horizon", horizon, 1);
      return with_gaussian_inputs().error_bounds(horizon);
    } else {
      return standard_in_range().error_bounds(horizon);
    }
  }

  [[nodiscard]] Real rate_distortion(const Real& epsilon) const requires evaluates_rate_distortion<standard_type> {
    return with_gaussian_inputs().rate_distortion(epsilon);
  }

  [[nodiscard]] auto distortion_rate() const requires evaluates_distortion_rate<standard_type> {
    return with_gaussian_inputs().distortion_rate();
  }

  /// The largest horizon that a fixed design allows.
  [[nodiscard]] std::size_t maximum_horizon() const requires standard_type::has_fixed_design {
    return inputs.maximum_horizon();
  }

 private:
  /// σ²/(dv), which may be beyond the scalar's range.
  [[nodiscard]] detail::scaled<Real> relative_noise() const {
    return detail::scaled<Real>(noise_variance) / (detail::scaled<Real>(Real(dimension())) * prior_variance);
  }

  /// standard(), or that of a design in another unit where σ²/(dv) is beyond the scalar's range.
  /// - Throws: std::domain_error where the design is beyond it in that unit.
  [[nodiscard]] standard_type standard_in_range() const {
    using std::ceil, std::floor, std::ldexp;
    if constexpr (standard_type::has_fixed_design) {
      const Real least = (std::numeric_limits<Real>::min)() / std::numeric_limits<Real>::epsilon();
      const Real most = 1 / least;
      const auto relative = relative_noise();
      if (!(relative.value() >= least && relative.value() <= most)) {
        const Real log_four = 2 * log(detail::scaled<Real>(Real(2)));
        const int halvings = static_cast<int>(relative.value() < least
                                                  ? floor((log(relative) - log(detail::scaled<Real>(least))) / log_four)
                                                  : ceil((log(relative) - log(detail::scaled<Real>(most))) / log_four));
        const Eigen::MatrixX<Real> design = inputs.matrix * ldexp(Real(1), -halvings);
        const auto unit = detail::scaled<Real>(ldexp(Real(1), -halvings));
        if (design.allFinite()) return {dimension(), (relative * unit * unit).value(), {design}};
        if (relative.value() < (std::numeric_limits<Real>::min)())
          refuse("gaussian_prior_regression: noise_variance/(d prior_variance)", relative.value(),
                 "a normal number, for a design as large");
      }
    }
    return standard();
  }

  [[nodiscard]] detail::gaussian_inputs_regression<Real> with_gaussian_inputs() const {
    return {dimension(), relative_noise()};
  }

  [[nodiscard]] law_type law() const { return {dimension(), {noise_variance}}; }

  /// dv.
  [[nodiscard]] Real scale() const { return Real(dimension()) * prior_variance; }

  [[nodiscard]] history_type standardised(const history_type& history) const {
    using std::sqrt;
    return {history.inputs, (history.labels - history.inputs.transpose() * prior_mean) / sqrt(scale())};
  }
};

}  // namespace infobound::inline v0_1
