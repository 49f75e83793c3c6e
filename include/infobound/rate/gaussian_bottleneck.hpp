// SPDX-License-Identifier: BSL-1.0
// The information bottleneck of jointly Gaussian variables: reverse water-filling of the gains.
#pragma once

#include <Eigen/Core>
#include <algorithm>
#include <infobound/core/numeric/cmath.hpp>
#include <infobound/core/numeric/scaled.hpp>
#include <infobound/core/require.hpp>
#include <infobound/rate/rate_curve.hpp>
#include <limits>
#include <type_traits>
#include <vector>

namespace infobound::inline v0_1::rate {

namespace detail {

/// ½ Σ ln⁺(γ_i/w) with ½ Σ ln(1 + min(w, γ_i)) = loss > 0, for gains that ascend.
template <class Real>
[[nodiscard]] Real gain_water_filling(const std::vector<infobound::detail::scaled<Real>>& gains, const Real& loss) {
  using infobound::detail::scaled;
  // Components below the water level lose all that is known of them and cost nothing.
  Real left = 2 * loss;
  std::size_t below = 0;
  for (; below < gains.size(); ++below) {
    const Real lost = log1p(gains[below]).value();
    if (lost * Real(gains.size() - below) > left) break;
    left -= lost;
  }
  if (below == gains.size()) return 0;
  const scaled<Real> level = scaled<Real>(left) / Real(gains.size() - below);  // ln(1 + w)
  Real rate = 0;
  for (std::size_t i = below; i < gains.size(); ++i) rate += infobound::detail::log_over_expm1(gains[i], level);
  return (std::max)(Real(0), Real(rate / 2));
}

}  // namespace detail

/// H = ½ Σ ln⁺(γ_i/w) with ½ Σ ln(1 + min(w, γ_i)) = loss, in nats: the least I(θ;θ̃) that leaves at most `loss` of
/// I(data;θ) = ½ Σ ln(1 + γ_i) unexplained, I(data;θ|θ̃) ≤ loss. With loss = εT it is H_{ε,T}(θ).
/// - Shapes: gains is a vector, in any order: γ_i are the eigenvalues of Σ_W^{−1/2} A Σ_θ Aᵀ Σ_W^{−1/2} for data Aθ +
/// W.
/// - Units:  nats, for all the data together.
/// - Domain: 0 ≤ γ_i < ∞, 0 ≤ loss ≤ ∞; H = 0 for loss ≥ ½ Σ ln(1 + γ_i), and ∞ at loss = 0 unless all γ_i are 0.
/// - Accuracy: relative error about 1e-15 n, at every loss (tests/unit/rate/gaussian_bottleneck.cpp).
/// - Cost:   O(n log n).
/// - Throws: std::domain_error naming the gain or the loss that is outside its domain.
/// - Source: theory 2.4 (c); Chechik, Globerson, Tishby, Weiss 2005.
template <class Derived>
[[nodiscard]] typename Derived::Scalar gaussian_bottleneck(const Eigen::DenseBase<Derived>& gains,
                                                           const std::type_identity_t<typename Derived::Scalar>& loss) {
  using Real = typename Derived::Scalar;
  static_assert(
      Derived::IsVectorAtCompileTime,
      "infobound: gaussian_bottleneck takes the gains as a vector, the eigenvalues of the matrix of signal to "
      "noise");
  require_non_negative_or_infinite("loss", loss);
  Eigen::VectorX<Real> checked(gains.size());
  for (Eigen::Index i = 0; i < gains.size(); ++i) {
    checked[i] = gains.derived().coeff(i);
    require_non_negative("gain(" + to_text(i) + ")", checked[i]);
  }
  if (!(loss > 0)) return (checked.array() > 0).any() ? std::numeric_limits<Real>::infinity() : Real(0);
  if (!(loss <= (std::numeric_limits<Real>::max)())) return 0;
  std::sort(checked.begin(), checked.end());
  const std::vector<infobound::detail::scaled<Real>> ascending(checked.begin(), checked.end());
  return detail::gain_water_filling<Real>(ascending, loss);
}

/// The whole curve of gaussian_bottleneck, with ε = loss/T: exact at points spaced evenly in ln ε, between chords
/// elsewhere.
/// - Domain: as gaussian_bottleneck, with some gain above 0; T ≥ 1, points ≥ 2.
/// - Cost:   O(points n log n).
/// - Throws: std::domain_error for what is outside its domain.
/// - Source: theory 2.4 (c).
template <class Derived>
[[nodiscard]] rate_curve<typename Derived::Scalar> gaussian_bottleneck_curve(const Eigen::DenseBase<Derived>& gains,
                                                                             std::size_t horizon,
                                                                             std::size_t points = 64) {
  using Real = typename Derived::Scalar;
  require_at_least("horizon", horizon, 1);
  const Eigen::VectorX<Real> kept = gains.derived().matrix();
  const auto rate = [&](const Real& epsilon) { return gaussian_bottleneck(kept, Real(epsilon * Real(horizon))); };
  (void)rate(Real(1));  // refuses gains outside their domain
  const Real error = kept.array().log1p().sum() / (2 * Real(horizon));
  if (!(error > 0) && (kept.array() > 0).any()) return {{{Real(0), Real(0)}}, {{Real(0), Real(0)}}, horizon};
  return rate_curve<Real>::of(rate, error, horizon, points);
}

}  // namespace infobound::inline v0_1::rate
