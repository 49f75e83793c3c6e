// SPDX-License-Identifier: BSL-1.0
// The rate-distortion function of a Gaussian vector under squared error: reverse water-filling.
#pragma once

#include <Eigen/Core>
#include <Eigen/Eigenvalues>
#include <algorithm>
#include <infobound/core/numeric/cmath.hpp>
#include <infobound/core/numeric/scaled.hpp>
#include <infobound/core/numeric/twofold.hpp>
#include <infobound/core/require.hpp>
#include <limits>
#include <utility>

namespace infobound::inline v0_1::rate {

namespace detail {

/// Reverse water-filling of variances in any order, all finite and not negative; distortion > 0.
template <class Real>
[[nodiscard]] Real water_filling(Eigen::VectorX<Real> variances, const Real& distortion) {
  using infobound::detail::scaled;
  using leading = typename infobound::detail::wider<Real>::leading;
  using wide = typename infobound::detail::wider<Real>::type;
  using std::log1p;
  std::sort(variances.begin(), variances.end());
  const Eigen::Index size = variances.size();
  // Components below the water level keep all their variance as distortion and cost nothing. What is left of the
  // distortion may be a rounding away from a variance.
  const Real unit = infobound::detail::power_of_two_below(distortion);
  const auto in_units = [&](const Real& x) { return wide(leading(Real(x / unit))); };
  wide left = in_units(distortion);
  Eigen::Index below = 0;
  const auto above = [&] { return leading(Real(size - below)); };
  // m (λ − w) for the m components that are above, for a λ of the order of the distortion at most.
  const auto excess = [&](const Real& variance) { return leading(in_units(variance) * wide(above()) - left); };
  while (below < size && variances[below] / 2 < distortion && !(excess(variances[below]) > 0))
    left = left - in_units(variances[below++]);
  if (below == size) return 0;
  const scaled<Real> water = scaled<Real>(Real(leading(left))) / Real(above()) * unit;
  Real rate = 0;
  for (const Real& variance : variances.tail(size - below)) {
    const scaled<Real> ratio = variance / water;
    rate += ratio.value() < 2 ? Real(log1p(excess(variance) / leading(left))) : log(ratio);
  }
  return rate / 2;
}

/// Variances of independent components, in this unit, a power of two in which all are within the scalar's range.
template <class Real>
struct variances_in_units {
  Eigen::VectorX<Real> variances;
  Real unit = 1;
};

/// Of a vector, itself; of a square matrix, the eigenvalues of the covariance whose lower triangle it has.
/// - Throws: as rate::gaussian.
template <class Derived, class Real = typename Derived::Scalar>
[[nodiscard]] variances_in_units<Real> checked_variances(const Eigen::MatrixBase<Derived>& spectrum_or_covariance) {
  variances_in_units<Real> result;
  if constexpr (Derived::IsVectorAtCompileTime) {
    result.variances = spectrum_or_covariance;
    for (Eigen::Index i = 0; i < result.variances.size(); ++i)
      require_non_negative("variance(" + to_text(i) + ")", result.variances[i]);
  } else {
    require_same_size("covariance: number of rows", spectrum_or_covariance.rows(), "number of columns",
                      spectrum_or_covariance.cols());
    if (spectrum_or_covariance.rows() == 0) return result;
    Eigen::MatrixX<Real> covariance = spectrum_or_covariance;
    for (Eigen::Index column = 0; column < covariance.cols(); ++column)
      for (Eigen::Index row = column; row < covariance.rows(); ++row)
        require_finite("covariance(" + to_text(row) + ", " + to_text(column) + ")", covariance(row, column));
    // An eighth of the largest number over the size is more than any eigenvalue.
    const Real size = Real(covariance.rows());
    if (covariance.cwiseAbs().maxCoeff() > (std::numeric_limits<Real>::max)() / (8 * size)) {
      result.unit = 2 * infobound::detail::power_of_two_below(Real(8 * size));
      covariance /= result.unit;
    }
    result.variances =
        Eigen::SelfAdjointEigenSolver<Eigen::MatrixX<Real>>(covariance, Eigen::EigenvaluesOnly).eigenvalues();
    const Real rounding = result.variances.cwiseAbs().maxCoeff() * size * std::numeric_limits<Real>::epsilon();
    for (Real& variance : result.variances) {
      if (variance < 0 && variance >= -4 * rounding) variance = 0;
      require_non_negative("variance (an eigenvalue of the covariance)", variance);
    }
  }
  return result;
}

}  // namespace detail

/// R(D) = ½ Σ ln⁺(λ_i/w) with Σ min(w, λ_i) = D, in nats: the rate of a Gaussian vector at total squared error D, and
/// an upper bound for any source with this covariance (Shannon).
/// - Shapes: a vector holds the variances λ_i of independent components, in any order; a square matrix is a covariance,
///           of which the lower triangle is read. They are told apart at compile time.
/// - Domain: 0 ≤ λ_i < ∞ (eigenvalues below 0 by rounding alone count as 0); 0 ≤ D ≤ ∞; R = 0 for D ≥ Σ λ_i, and ∞ at
///           D = 0 unless all λ_i are 0.
/// - Cost:   O(n log n), or O(n³) for a covariance.
/// - Throws: std::domain_error naming the variance or the distortion that is outside its domain; std::invalid_argument
///           for a matrix that is not square.
/// - Source: theory 2.5; Cover and Thomas, Elements of Information Theory, Theorem 10.3.3.
template <class Derived>
[[nodiscard]] typename Derived::Scalar gaussian(const Eigen::MatrixBase<Derived>& spectrum_or_covariance,
                                                const typename Derived::Scalar& distortion) {
  using Real = typename Derived::Scalar;
  require_non_negative_or_infinite("distortion", distortion);
  auto [variances, unit] = detail::checked_variances(spectrum_or_covariance);
  const Real in_units = distortion / unit;
  if (in_units >= variances.sum()) return 0;
  if (!(in_units > 0)) return std::numeric_limits<Real>::infinity();
  return detail::water_filling(std::move(variances), in_units);
}

}  // namespace infobound::inline v0_1::rate
