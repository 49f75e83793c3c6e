// SPDX-License-Identifier: BSL-1.0
// The rate-distortion function of a uniform unit vector under squared error.
#pragma once

#include <Eigen/Core>
#include <infobound/core/numeric/cmath.hpp>
#include <infobound/core/numeric/equal.hpp>
#include <infobound/core/numeric/roots.hpp>
#include <infobound/core/numeric/von_mises_fisher.hpp>
#include <infobound/core/numeric/wide.hpp>
#include <infobound/core/require.hpp>
#include <limits>

namespace infobound::inline v0_1::rate {

namespace detail {

/// R_d(δ²) for d > 1 and 0 < δ² < 1, given the law of d.
template <class Real>
[[nodiscard]] Real uniform_sphere(const infobound::detail::von_mises_fisher<Real>& law, const Real& dimension,
                                  const Real& distortion) {
  using std::abs, std::exp, std::log, std::sqrt;
  const Real precision = std::numeric_limits<Real>::epsilon();
  // Below, ((d−1)/2) ln(1/δ²) is added exactly.
  const Real least = precision * precision / dimension;
  if (distortion < least)
    return detail::uniform_sphere(law, dimension, least) + (dimension - 1) / 2 * (log(least) - log(distortion));
  const Real mean = sqrt(1 - distortion);
  const Real lack = distortion / (1 + mean);  // 1 − A
  const bool is_short = mean < Real(0.5);
  const auto excess = [&](const Real& kappa, const auto& moments) -> Real {
    return is_short ? Real(log(moments.mean / mean)) : Real(log(lack * kappa / moments.complement));
  };
  // A lies between κ/(a + √(κ² + a²)) at a = d/2 and at a = (d − 1)/2 (Amos); to the last digits at either end where
  // δ² is near 0 or 1.
  const Real scale = mean / distortion;
  const Real from = (dimension - 1) * scale * (1 - 4096 * precision);
  const Real to = dimension * scale * (1 + 4096 * precision);
  // Newton's method in ln κ, A′ = 1 − A² − (d − 1)A/κ; its limit at large d where that cancels. As R′(A) = κ, and R is
  // convex, the tangent at a κ that is right to half of the digits has all of them.
  Real kappa = scale * (dimension - mean * mean);
  for (int step = 0; step < 6 && kappa >= from && kappa <= to; ++step) {
    const auto moments = law(kappa);
    const Real error = excess(kappa, moments);
    if (abs(error) < sqrt(precision) / 2)
      return moments.rate + kappa * (is_short ? Real(mean - moments.mean) : Real(moments.lack - lack));
    Real slope = is_short ? Real((1 - mean * mean) / (1 + mean * mean)) : Real(mean * (1 + mean) / (1 + mean * mean));
    if ((dimension + kappa) * precision < Real(1e-6F))
      slope = is_short
                  ? Real(kappa * (1 - moments.mean * moments.mean) / moments.mean - (dimension - 1))
                  : Real((moments.complement * (1 + moments.mean) - (dimension - 1) * moments.mean) / moments.lack);
    kappa *= exp(-error / slope);
  }
  const auto ends = infobound::detail::enclose_rising_root([&](const Real& k) { return excess(k, law(k)); }, from, to);
  return law(ends.lower).rate;
}

template <class Real>
[[nodiscard]] Real uniform_sphere(const Real& dimension, const Real& distortion) {
  using std::log, std::log1p, std::sqrt;
  if (dimension > 1)
    return detail::uniform_sphere(infobound::detail::von_mises_fisher<Real>(dimension), dimension, distortion);
  const Real mean = sqrt(1 - distortion);
  const Real lack = distortion / (1 + mean);  // 1 − A
  if (mean > Real(0.5)) return ((1 + mean) * log1p(mean) + (lack > 0 ? Real(lack * log(lack)) : Real(0))) / 2;
  return (mean * (log1p(mean) - log1p(-mean)) + log1p(-mean * mean)) / 2;
}

}  // namespace detail

/// R_d(δ²) = min I(w; w̃) over E‖w − w̃‖² ≤ δ², w uniform on the unit sphere of R^d, in nats: attained by a von
/// Mises–Fisher law of w given w̃. κA + ln[(κ/2)^ν/(Γ(ν+1)I_ν(κ))] with ν = d/2 − 1, A = I_{ν+1}(κ)/I_ν(κ) = √(1−δ²).
/// At most (d/2) ln(1/δ²), and ((d−1)/2) ln(1/δ²) + O(1) as δ² → 0.
/// - Domain:   d ≥ 1, 0 ≤ δ² ≤ ∞; 0 for δ² ≥ 1; at δ² = 0 it is ln 2 for d = 1 (two points) and ∞ otherwise.
/// - Accuracy: relative error below 1e-13 in double for d ≤ 10⁶ and δ² ≥ 1e-300
///             (tests/unit/rate/uniform_sphere.cpp).
/// - Cost:     three or four evaluations of the law, a microsecond or two in double.
/// - Throws:   std::domain_error for d or δ² outside its domain.
/// - Source:   theory 6.2.
template <class Real>
[[nodiscard]] Real uniform_sphere(Eigen::Index dimension, const Real& distortion) {
  using Wide = infobound::detail::wide_scalar<Real>;
  using std::log;
  require_at_least("dimension", dimension, 1);
  require_non_negative_or_infinite("distortion", distortion);
  if (distortion >= 1) return 0;
  if (infobound::detail::equal(distortion, 0))
    return dimension == 1 ? Real(log(Wide(2))) : std::numeric_limits<Real>::infinity();
  return Real(detail::uniform_sphere(Wide(dimension), Wide(distortion)));
}

}  // namespace infobound::inline v0_1::rate
