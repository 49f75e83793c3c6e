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
  Eigen::VectorX<Real> variances;
  if constexpr (Derived::IsVectorAtCompileTime) {
    variances = spectrum_or_covariance;
    for (Eigen::Index i = 0; i < variances.size(); ++i)
      require_non_negative("variance(" + to_text(i) + ")", variances[i]);
  } else {
    require_same_size("covariance: number of rows", spectrum_or_covariance.rows(), "number of columns",
                      spectrum_or_covariance.cols());
    if (spectrum_or_covariance.rows() == 0) return 0;
    for (Eigen::Index column = 0; column < spectrum_or_covariance.cols(); ++column)
      for (Eigen::Index row = column; row < spectrum_or_covariance.rows(); ++row)
        require_finite("covariance(" + to_text(row) + ", " + to_text(column) + ")",
                       spectrum_or_covariance(row, column));
    // An eight of the largest number times the size is more than any eigenvalue.
    const Real most = (std::numeric_limits<Real>::max)() / (8 * Real(spectrum_or_covariance.rows()));
    if (spectrum_or_covariance.cwiseAbs().maxCoeff() > most) {
      const Real unit = 1 / (16 * Real(spectrum_or_covariance.rows()));
      return gaussian((spectrum_or_covariance * unit).eval(), Real(distortion * unit));
    }
    const Eigen::SelfAdjointEigenSolver<Eigen::MatrixX<Real>> solver(spectrum_or_covariance, Eigen::EigenvaluesOnly);
    variances = solver.eigenvalues();
    const Real rounding =
        variances.cwiseAbs().maxCoeff() * Real(variances.size()) * std::numeric_limits<Real>::epsilon();
    for (Real& variance : variances) {
      if (variance < 0 && variance >= -4 * rounding) variance = 0;
      require_non_negative("variance (an eigenvalue of the covariance)", variance);
    }
  }
  if (distortion >= variances.sum()) return 0;
  if (!(distortion > 0)) return std::numeric_limits<Real>::infinity();
  return detail::water_filling(std::move(variances), distortion);
}

}  // namespace infobound::inline v0_1::rate
