// SPDX-License-Identifier: BSL-1.0
// ψ₀(x + 1) − ln x: what one more count is worth to a conjugate learner, and how it falls.
#pragma once

#include <infobound/core/numeric/cmath.hpp>
#include <infobound/core/numeric/stirling_series.hpp>
#include <infobound/core/numeric/wide.hpp>

namespace infobound::inline v0_1::detail {

/// g(x) = ψ₀(x + 1) − ln x, for x > 0: positive, falling, 1/(2x) − 1/(12x²) + … at large x.
/// - Accuracy: relative error below 4e-15 in double, 1e-48 in 50 digits (tests/unit/core/numeric/digamma.cpp).
/// - Cost:     O(1).
template <class Real>
[[nodiscard]] Real digamma_gap(const Real& x) {
  using std::log;
  using series = stirling_series<Real>;
  if (x >= series::from) return Real(0.5) / x - series::sum(x);
  // g(x) − g(x + 1) = ln(1 + 1/x) − 1/(x + 1), from the last one back, so that the large ones round the sum least.
  const int steps = series::from - static_cast<int>(x);
  const Real end = x + Real(steps);
  Real result = digamma_gap(end);
  for (int k = steps; k > 0; --k) result -= 1 / (x + Real(k));
  return result + (x < 1 ? Real(log(end) - log(x)) : Real(log(end / x)));  // the quotient may overflow
}

/// g(x) − g(x + a) for x > 0, a ≥ 0, without the cancellation of small a.
template <class Real>
[[nodiscard]] Real digamma_gap_drop(Real x, const Real& a) {
  using series = stirling_series<Real>;
  // g(x) − g(x + 1) less the same at x + a, in closed form.
  Real drop = 0;
  for (; x < series::from; ++x) {
    const Real next = share_of_sum(a, Real(x + 1));
    drop += log1p_of_quotient(next, x) - next / (x + 1);
  }
  // g(x) = p/2 − S(p²), p = 1/x: the divided difference of S by Horner's rule.
  const Real p = 1 / x;
  const Real q = 1 / (x + a);
  Real value = 0;
  Real slope = 0;
  for (int k = series::terms; k > 0; --k) {
    slope = slope * (q * q) + value;
    value = value * (p * p) + series::coefficient(k);
  }
  slope = slope * (q * q) + value;  // the constant term of S is 0
  return drop + p * share_of_sum(a, x) * (Real(0.5) - (p + q) * slope);
}

}  // namespace infobound::inline v0_1::detail
