// SPDX-License-Identifier: BSL-1.0
// Shannon's lower bound on the rate of any source with a density, under squared error.
#pragma once

#include <Eigen/Core>
#include <algorithm>
#include <infobound/core/numeric/cmath.hpp>
#include <infobound/core/numeric/equal.hpp>
#include <infobound/core/numeric/pi.hpp>
#include <infobound/core/require.hpp>
#include <limits>

namespace infobound::inline v0_1::rate {

/// R(D) ≥ max(0, h(θ) − (d/2) ln(2πe D/d)) at total squared error D, in nats, with equality for N(m, v I_d) at D ≤ dv.
/// - Units:  differential_entropy h(θ) in nats.
/// - Domain: −∞ ≤ h < ∞; d ≥ 1; 0 ≤ D ≤ ∞. At D = 0 it is ∞ for finite h, and 0 for h = −∞.
/// - Throws: std::domain_error naming the argument that is outside its domain.
/// - Source: theory 2.5; Shannon 1959.
template <class Real>
[[nodiscard]] Real shannon_lower_bound(const Real& differential_entropy, Eigen::Index dimension,
                                       const Real& distortion) {
  using std::log;
  if (!(differential_entropy <= (std::numeric_limits<Real>::max)()))
    refuse("differential_entropy", differential_entropy, "< infinity");
  require_at_least("dimension", dimension, 1);
  require_non_negative_or_infinite("distortion", distortion);
  if (!(differential_entropy >= -(std::numeric_limits<Real>::max)())) return 0;
  if (infobound::detail::equal(distortion, 0)) return std::numeric_limits<Real>::infinity();
  const Real half = Real(dimension) / 2;
  // The logarithm of the quotient by parts: D may be next to 0 or to the largest number.
  const Real greatest = half * (log(2 * infobound::detail::pi<Real>()) + 1 + log(distortion) - log(Real(dimension)));
  return (std::max)(Real(0), Real(differential_entropy - greatest));
}

}  // namespace infobound::inline v0_1::rate
