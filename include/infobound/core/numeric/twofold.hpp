// SPDX-License-Identifier: BSL-1.0
// Numbers of twice the precision, as unevaluated sums of two.
#pragma once

#include <concepts>
#include <infobound/core/numeric/cmath.hpp>
#include <limits>

namespace infobound::inline v0_1::detail {

/// high + low, |low| at most half a unit in the last place of high: arithmetic with a relative error of a few 2^(−2p)
/// for a Real of p binary digits, and the exponents of Real (Dekker 1971). No product or its factors above 2^(−p/2)
/// times the largest number: splitting them would overflow.
template <std::floating_point Real>
struct twofold {
  Real high = 0;
  Real low = 0;

  twofold() = default;
  explicit twofold(const Real& value) : high(value) {}
  twofold(const Real& larger, const Real& smaller) : high(larger + smaller), low(smaller - (high - larger)) {}

  [[nodiscard]] explicit operator Real() const { return high; }
  [[nodiscard]] twofold operator-() const { return negated(*this); }

  [[nodiscard]] friend twofold operator+(const twofold& a, const twofold& b) {
    const twofold leading = sum(a.high, b.high);
    const twofold trailing = sum(a.low, b.low);
    const twofold middle(leading.high, leading.low + trailing.high);
    return {middle.high, middle.low + trailing.low};
  }
  [[nodiscard]] friend twofold operator-(const twofold& a, const twofold& b) { return a + -b; }
  [[nodiscard]] friend twofold operator*(const twofold& a, const twofold& b) {
    const twofold exact = product(a.high, b.high);
    return {exact.high, exact.low + (a.high * b.low + a.low * b.high)};
  }
  [[nodiscard]] friend twofold operator/(const twofold& a, const twofold& b) {
    const Real first = a.high / b.high;
    const twofold left = a - b * twofold(first);
    return {first, left.high / b.high};
  }
  [[nodiscard]] friend twofold sqrt(const twofold& a) {
    using std::sqrt;
    const Real root = sqrt(a.high);
    if (!(root > 0)) return twofold(root);
    const twofold left = a - product(root, root);
    return {root, left.high / (2 * root)};
  }
  /// a·2^exponent.
  [[nodiscard]] friend twofold ldexp(const twofold& a, int exponent) {
    using std::ldexp;
    twofold result;
    result.high = ldexp(a.high, exponent);
    result.low = ldexp(a.low, exponent);
    return result;
  }
  [[nodiscard]] friend twofold abs(const twofold& a) { return a.high < 0 ? -a : a; }

 private:
  [[nodiscard]] static twofold negated(const twofold& a) {
    twofold result;
    result.high = -a.high;
    result.low = -a.low;
    return result;
  }

  /// a + b exactly (Knuth).
  [[nodiscard]] static twofold sum(const Real& a, const Real& b) {
    twofold result;
    result.high = a + b;
    const Real second = result.high - a;
    result.low = (a - (result.high - second)) + (b - second);
    return result;
  }

  /// a b exactly (Veltkamp, Dekker).
  [[nodiscard]] static twofold product(const Real& a, const Real& b) {
    const twofold left = halves(a);
    const twofold right = halves(b);
    twofold result;
    result.high = a * b;
    result.low =
        ((left.high * right.high - result.high) + left.high * right.low + left.low * right.high) + left.low * right.low;
    return result;
  }

  /// a as a sum of two numbers of half as many digits.
  [[nodiscard]] static twofold halves(const Real& a) {
    constexpr int half = (std::numeric_limits<Real>::digits + 1) / 2;
    const Real shifted = a * (static_cast<Real>(1ULL << half) + 1);
    twofold result;
    result.high = shifted - (shifted - a);
    result.low = a - result.high;
    return result;
  }
};

/// A scalar of at least twice the digits of a Real, its leading part, and its relative rounding.
template <class Real>
struct wider {
  using type = Real;  ///< a scalar of the user's own has as many digits as were asked for
  using leading = Real;
  [[nodiscard]] static leading rounding() { return std::numeric_limits<Real>::epsilon(); }
};
template <std::floating_point Real>
struct wider<Real> {
  using type = twofold<Real>;
  using leading = Real;
  [[nodiscard]] static leading rounding() {
    return 4 * std::numeric_limits<Real>::epsilon() * std::numeric_limits<Real>::epsilon();
  }
};
template <>
struct wider<float> : wider<double> {};  // whose exponents have room for squares

/// √a 2^−exponent, near 1, for a > 0 and the exponent that it gives: of a scalar without exponents √a and 0.
template <class Real>
[[nodiscard]] typename wider<Real>::type wide_root_fraction(const Real& a, int& exponent) {
  using std::sqrt;
  using wide = typename wider<Real>::type;
  using leading = typename wider<Real>::leading;
  exponent = 0;
  if constexpr (std::floating_point<leading>) {
    leading fraction = std::frexp(leading(a), &exponent);
    if (exponent % 2 != 0) {
      fraction *= 2;
      --exponent;
    }
    exponent /= 2;
    return sqrt(wide(fraction));
  } else {
    return sqrt(wide(leading(a)));
  }
}

/// √a for a > 0, in twice the precision.
template <class Real>
[[nodiscard]] typename wider<Real>::type wide_root(const Real& a) {
  // Of a number near 1: the square of the root of one at an end of the range loses digits below it, or is beyond it.
  int exponent = 0;
  const auto fraction = wide_root_fraction<Real>(a, exponent);
  if constexpr (std::floating_point<typename wider<Real>::leading>)
    return ldexp(fraction, exponent);
  else
    return fraction;
}

/// √a √b for a, b > 0, in twice the precision.
template <class Real>
[[nodiscard]] typename wider<Real>::type wide_root(const Real& a, const Real& b) {
  return wide_root<Real>(a) * wide_root<Real>(b);
}

}  // namespace infobound::inline v0_1::detail
