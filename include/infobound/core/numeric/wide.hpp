// SPDX-License-Identifier: BSL-1.0
// Narrow scalars: closed forms are computed in double for float, and rounded to the safe side.
#pragma once

#include <infobound/core/numeric/cmath.hpp>
#include <limits>
#include <type_traits>

namespace infobound::inline v0_1::detail {

/// Where intermediate results outgrow the range or the digits of float: double for it, other scalars themselves.
template <class Real>
using wide_scalar = std::conditional_t<(std::numeric_limits<Real>::digits < 53), double, Real>;

/// The least Real that is not below x.
template <class Real>
[[nodiscard]] Real rounded_up(const wide_scalar<Real>& x) {
  if constexpr (std::is_same_v<Real, wide_scalar<Real>>) {
    return x;
  } else {
    const Real nearest = static_cast<Real>(x);
    return nearest < x ? std::nextafter(nearest, std::numeric_limits<Real>::infinity()) : nearest;
  }
}

/// The largest Real that is not above x.
template <class Real>
[[nodiscard]] Real rounded_down(const wide_scalar<Real>& x) {
  return -rounded_up<Real>(wide_scalar<Real>(-x));
}

/// ln(1 + a/b) for a ≥ 0, b > 0, finite, whose quotient may overflow.
template <class Real>
[[nodiscard]] Real log1p_of_quotient(const Real& a, const Real& b) {
  using std::log, std::log1p;
  const Real quotient = a / b;
  return quotient <= (std::numeric_limits<Real>::max)() ? Real(log1p(quotient)) : Real(log(a) - log(b));
}

/// a/(a + b) for a ≥ 0, b > 0, finite, whose sum may overflow.
template <class Real>
[[nodiscard]] Real share_of_sum(const Real& a, const Real& b) {
  const Real ratio = a < b ? Real(a / b) : Real(b / a);
  return (a < b ? ratio : Real(1)) / (1 + ratio);
}

/// ln(1 + e^x).
template <class Real>
[[nodiscard]] Real log1p_of_exp(const Real& x) {
  using std::exp, std::log1p;
  return x > 0 ? Real(x + log1p(exp(-x))) : Real(log1p(exp(x)));
}

/// ln(e^x − 1) for x > 0, of which the power may overflow.
template <class Real>
[[nodiscard]] Real log_of_expm1(const Real& x) {
  using std::exp, std::expm1, std::log, std::log1p;
  return x > 1 ? Real(x + log1p(-exp(-x))) : Real(log(expm1(x)));
}

}  // namespace infobound::inline v0_1::detail
