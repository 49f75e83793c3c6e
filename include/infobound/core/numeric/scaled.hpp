// SPDX-License-Identifier: BSL-1.0
// Products and quotients of numbers of any size, of which only the last need be within the scalar's range.
#pragma once

#include <algorithm>
#include <infobound/core/numeric/cmath.hpp>
#include <limits>

namespace infobound::inline v0_1::detail {

/// A number ≥ 0 as fraction · 2^exponent: products and quotients of parameters neither overflow nor lose digits below
/// the smallest normal number, whatever their order; value() rounds once.
template <class Real>
class scaled {
 public:
  // NOLINTNEXTLINE(google-explicit-constructor): every number is one
  scaled(const Real& value) : fraction_(value) {
    // Products of some such factors are within the range as they are.
    if (value > least_plain() && value < 1 / least_plain()) return;
    using std::frexp;
    int exponent = 0;
    fraction_ = frexp(value, &exponent);
    exponent_ = exponent;
  }

  /// In another scalar.
  template <class Other>
  explicit scaled(const scaled<Other>& other) : fraction_(Real(other.fraction_)), exponent_(other.exponent_) {}

  friend scaled operator*(scaled a, const scaled& b) {
    a.fraction_ *= b.fraction_;
    a.exponent_ += b.exponent_;
    return a;
  }
  friend scaled operator/(scaled a, const scaled& b) {
    a.fraction_ /= b.fraction_;
    a.exponent_ -= b.exponent_;
    return a;
  }

  friend scaled operator+(scaled a, const scaled& b) {
    using std::ldexp;
    if (!(a.fraction_ > 0)) return b;
    if (!(b.fraction_ > 0)) return a;
    const long beyond = b.exponent_ - a.exponent_;
    if (beyond > 0) return b + a;
    if (beyond == 0) {
      a.fraction_ += b.fraction_;
      return a;
    }
    a.fraction_ += ldexp(b.fraction_, static_cast<int>((std::max)(beyond, -(1L << 30))));
    return a;
  }

  /// e^x: 0 or ∞ for |x| > 10⁸.
  [[nodiscard]] static scaled exp(const Real& x) {
    using std::exp, std::floor, std::log;
    if (!(x > Real(-1e8F))) return Real(0);
    if (!(x < Real(1e8F))) return std::numeric_limits<Real>::infinity();
    const Real log_two = log(Real(2));
    const Real exponent = floor(x / log_two);
    scaled result(Real(exp(x - exponent * log_two)));
    result.exponent_ += static_cast<long>(exponent);
    return result;
  }

  /// 0 below the scalar's range and ∞ above it.
  [[nodiscard]] Real value() const {
    if (exponent_ == 0) return fraction_;
    using std::ldexp;
    constexpr long most = 1L << 30;
    return ldexp(fraction_, static_cast<int>((std::min)((std::max)(exponent_, -most), most)));
  }

  [[nodiscard]] friend Real log(const scaled& x) {
    using std::log;
    const Real value = x.value();
    if (value >= (std::numeric_limits<Real>::min)() && value <= (std::numeric_limits<Real>::max)()) return log(value);
    return log(x.fraction_) + Real(x.exponent_) * log(Real(2));
  }

  /// ln(1 + x).
  [[nodiscard]] friend scaled log1p(const scaled& x) {
    using std::log1p;
    const Real value = x.value();
    if (value < std::numeric_limits<Real>::epsilon() / 4) return x;
    return value <= (std::numeric_limits<Real>::max)() ? Real(log1p(value)) : log(x);
  }

 private:
  template <class Other>
  friend class scaled;

  [[nodiscard]] static Real least_plain() {
    using std::ldexp;
    if constexpr (std::numeric_limits<Real>::digits <= 64)
      return Real(std::numeric_limits<Real>::digits < 53 ? 0x1p-8F : 0x1p-64F);
    else
      return ldexp(Real(1), -64);
  }

  Real fraction_;
  long exponent_ = 0;
};

/// The power of two in (x/2, x], for x > 0: division by it is exact but below the smallest normal number.
template <class Real>
[[nodiscard]] Real power_of_two_below(const Real& x) {
  using std::frexp, std::ldexp;
  int exponent = 0;
  (void)frexp(x, &exponent);
  return ldexp(Real(1), exponent - 1);
}

/// ‖x‖² of a vector of Eigen's.
template <class Vector>
[[nodiscard]] auto scaled_squared_norm(const Vector& x) -> scaled<typename Vector::Scalar> {
  using Real = typename Vector::Scalar;
  if (x.size() == 0) return Real(0);
  const Real most = x.cwiseAbs().maxCoeff();
  if (!(most > 0 && most <= (std::numeric_limits<Real>::max)())) return most;
  return scaled<Real>(most) * most * Real((x / most).squaredNorm());
}

/// ln(g/(e^x − 1)), for g, x > 0: without cancellation between the two where both are small.
template <class Real>
[[nodiscard]] Real log_over_expm1(const scaled<Real>& g, const scaled<Real>& x) {
  using std::exp, std::expm1, std::log1p;
  const Real value = x.value();
  if (value < std::numeric_limits<Real>::epsilon() / 4) return log(g / x);
  if (value < 1) return log(g / Real(expm1(value)));
  return log(g) - (value + log1p(-exp(-value)));
}

/// ln(1 + m(e^x − 1)), for m ≥ 1, x ≥ 0, given e^x − 1, which may be beyond the scalar's range.
template <class Real>
[[nodiscard]] scaled<Real> log1p_of_expm1(const scaled<Real>& m, const scaled<Real>& x, const Real& growth) {
  using std::exp, std::log1p;
  const Real value = x.value();
  if (value < std::numeric_limits<Real>::epsilon() / 4) return log1p(m * x);
  if (value < 1) return log1p(m * growth);
  return Real(value + (log(m) + log1p(((1 / m.value()) - 1) * exp(-value))));
}

}  // namespace infobound::inline v0_1::detail
