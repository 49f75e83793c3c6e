// SPDX-License-Identifier: BSL-1.0
// A Gaussian prior of the user's own for the parameter of a regression.
#pragma once

#include <Eigen/Core>
#include <boost/random/normal_distribution.hpp>
#include <cstddef>
#include <infobound/core/require.hpp>
#include <infobound/process/regression/gaussian_covariance.hpp>
#include <limits>
#include <utility>

namespace infobound::inline v0_1 {

/// θ ~ N(μ, Σ), which is μ + Lz for z ~ N(0, I_r) and Σ = LLᵀ (theory 13.1): the prior of a regression as its template
/// parameter and last field,
///
///     linear_regression<double, gaussian_inputs, gaussian_prior<double>>{
///         .dimension = 2, .noise_variance = 0.5, .prior = {.mean = mean, .covariance = covariance}};
///
/// with .covariance = gaussian_covariance<double>::from_scales(scales) for independent coordinates, one of which may
/// have scale 0: its coefficient is known, and its column of inputs an offset.
template <class Real>
struct gaussian_prior {
  Eigen::VectorX<Real> mean = {};             ///< μ, d entries, all finite; none for 0
  gaussian_covariance<Real> covariance = {};  ///< Σ, d × d

  /// - Throws: std::invalid_argument for sizes other than the dimension, std::domain_error for an entry of the mean
  ///           that is not finite, or as gaussian_covariance says.
  void validate(Eigen::Index dimension) const {
    if (mean.size() > 0)
      require_same_size("gaussian_prior.mean: number of entries", mean.size(), "dimension", dimension);
    for (Eigen::Index i = 0; i < mean.size(); ++i) require_finite("gaussian_prior.mean[" + to_text(i) + "]", mean[i]);
    covariance.validate("gaussian_prior.covariance", dimension);
  }

  /// r.
  [[nodiscard]] std::size_t latent_dimension() const { return static_cast<std::size_t>(covariance.rank()); }

  /// μ + Lz.
  template <class Derived>
  [[nodiscard]] Eigen::VectorX<Real> parameter_from(const Eigen::MatrixBase<Derived>& z,
                                                    Eigen::VectorX<Real>&& result = {}) const {
    if (mean.size() > 0)
      result = mean;
    else
      result.setZero(covariance.dimension());
    covariance.add_product(z, result);
    return result;
  }

  template <class Rng>
  [[nodiscard]] Eigen::VectorX<Real> draw(Rng& rng, Eigen::VectorX<Real>&& result = {}) const {
    boost::random::normal_distribution<Real> normal;
    Eigen::VectorX<Real> z(covariance.rank());
    for (Real& entry : z) entry = normal(rng);
    return parameter_from(z, std::move(result));
  }

  /// μᵀx for the columns x of a matrix.
  template <class Derived>
  [[nodiscard]] Eigen::VectorX<Real> offsets(const Eigen::MatrixBase<Derived>& inputs) const {
    if (mean.size() == 0) return Eigen::VectorX<Real>::Zero(inputs.cols());
    return inputs.transpose() * mean;
  }
};

namespace detail {

/// Of θᵀx ~ N(μᵀx, ‖Lᵀx‖²).
/// - Throws: std::domain_error unless both, and squares of the latter, are within the scalar's range.
template <class Means, class Roots>
void require_in_range(const Eigen::MatrixBase<Means>& means, const Eigen::MatrixBase<Roots>& roots) {
  using Real = typename Roots::Scalar;
  using std::sqrt;
  const Real most = sqrt((std::numeric_limits<Real>::max)()) / (4 * Real(roots.size() + 1));
  if (!(means.cwiseAbs().array() <= (std::numeric_limits<Real>::max)() / 8).all())
    refuse("gaussian_prior.mean: largest mean of theta'x on the design", Real(means.cwiseAbs().maxCoeff()),
           "within an eighth of the scalar's range");
  if (!(roots.cwiseAbs().array() <= most).all())
    refuse("gaussian_prior.covariance: largest deviation of theta'x on the design", Real(roots.cwiseAbs().maxCoeff()),
           "<= " + to_text(most) + ", whose square is within the scalar's range");
}

}  // namespace detail

}  // namespace infobound::inline v0_1
