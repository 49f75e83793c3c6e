// SPDX-License-Identifier: BSL-1.0
// What assuming another variance costs.
#pragma once

#include <infobound/core/numeric/cmath.hpp>
#include <infobound/core/numeric/relative_entropy_term.hpp>
#include <infobound/core/numeric/scaled.hpp>
#include <limits>

namespace infobound::inline v0_1::detail {

/// a/b − 1 − ln(a/b) ≥ 0, twice KL(N(0, a) ‖ N(0, b)), for a, b > 0 and the difference a − b, which the caller may know
/// better: to full relative accuracy.
template <class Real>
[[nodiscard]] Real variance_divergence(const Real& a, const Real& b, const Real& difference) {
  using std::exp, std::log1p;
  const Real excess = difference / b;
  if (excess > Real(-0.375) && excess < Real(0.625)) {
    const Real log_ratio = log1p(excess);
    return exp(log_ratio) * relative_entropy_term(Real(-log_ratio));
  }
  return excess - log(scaled<Real>(a) / b);
}

/// r − 1 − ln r ≥ 0 for a ratio r > 0 of variances, which may be beyond the scalar's range as may the result.
template <class Real>
[[nodiscard]] scaled<Real> variance_divergence(const scaled<Real>& ratio) {
  const Real value = ratio.value();
  if (value > 1 / std::numeric_limits<Real>::epsilon() / std::numeric_limits<Real>::epsilon()) return ratio;
  if (value > Real(0.5)) return variance_divergence(value, Real(1), Real(value - 1));
  return Real((value - 1) - log(ratio));
}

/// The divergence where a − b is not known better than from a and b.
template <class Real>
[[nodiscard]] Real variance_divergence(const Real& a, const Real& b) {
  return variance_divergence(a, b, Real(a - b));
}

/// That of a/b, which may be beyond the scalar's range, as may the result.
template <class Real>
[[nodiscard]] scaled<Real> scaled_variance_divergence(const Real& a, const Real& b) {
  const Real excess = (a - b) / b;
  if (excess > Real(-0.375) && excess < Real(0.625)) return variance_divergence(a, b);
  return variance_divergence(scaled<Real>(a) / b);
}

}  // namespace infobound::inline v0_1::detail
