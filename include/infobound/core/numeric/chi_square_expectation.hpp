// SPDX-License-Identifier: BSL-1.0
// Means of smooth functions of χ²_d, for any d.
#pragma once

#include <Eigen/Core>
#include <algorithm>
#include <infobound/core/numeric/cmath.hpp>
#include <limits>

namespace infobound::inline v0_1::detail {

/// ln(1 + x) elementwise for x ≥ 0: with u = 1 + x rounded, ln u plus the rounding that was lost over u. Vectorised,
/// unlike Eigen's log1p.
template <class Array>
[[nodiscard]] auto vectorised_log1p(const Array& x) {
  using Real = typename Array::Scalar;
  return (x + Real(1)).log() + (x - ((x + Real(1)) - Real(1))) / (x + Real(1));
}

/// The law of χ²_d as a trapezoidal rule in v = ln(χ²_d/d), which converges geometrically since the density of v is
/// analytic and falls exponentially on the left, doubly so on the right.
template <class Real>
class chi_square_expectation {
 public:
  using array = Eigen::Array<Real, Eigen::Dynamic, 1>;

  /// About 300 nodes for d = 1, 30 for large d.
  explicit chi_square_expectation(const Real& dimension) : log_dimension_(log_of(dimension)) {
    using std::log1p, std::max, std::sqrt;
    const Real digits = Real(std::numeric_limits<Real>::digits);
    const Real negligible = digits * Real(0.62);  // nats
    const Real half = dimension / 2;
    const Real step = Real(0.28) * 53 / (max(digits, Real(53)) * sqrt(1 + dimension / 14));
    // The log-density (d/2)(v + 1 − e^v) is below −negligible beyond these ends.
    const Real depth = negligible / half;
    const Real reach_right = depth > 2 ? Real(log1p(2 * depth)) : Real(sqrt(2 * depth));
    const Real reach_left = depth > Real(1) / 3 ? Real(depth + 1) : Real(sqrt(3 * depth));
    const Eigen::Index right = static_cast<Eigen::Index>(reach_right / step) + 1;
    const Eigen::Index left = static_cast<Eigen::Index>(reach_left / step) + 1;
    right_ = right;
    margin_ = negligible + half;
    cut_scale_ = 1 / ((half + 1) * step);
    const array v = step * array::LinSpaced(left + right + 1, Real(right), Real(-left));
    values_ = v.exp();
    // Where d is large, v is small and e^v − 1 must keep its digits; the vectorised exponential does elsewhere.
    const array growth = half > 64 ? array(v.expm1()) : array(values_ - 1);
    weights_ = (half * (v - growth)).exp();
    weights_ /= weights_.sum();
    values_ *= dimension;
  }

  /// The nodes of the rule, falling, and their weights, of sum 1.
  [[nodiscard]] const array& values() const { return values_; }
  [[nodiscard]] const array& weights() const { return weights_; }

  /// E f(χ²_d) for a function f of one number that is smooth in ln χ²_d and grows no faster than a power.
  template <class Function>
  [[nodiscard]] Real expectation(Function f) const {
    Real sum = 0;
    for (Eigen::Index i = 0; i < values_.size(); ++i) sum += weights_[i] * f(values_[i]);
    return sum;
  }

  /// E ln(1 + a χ²_d).
  [[nodiscard]] Real log1p(const Real& a) const {
    if (!(a > 0)) return 0;
    const Eigen::Index used = nodes_that_count(a);
    const array scaled = a * values_.head(used);
    return (weights_.head(used) * vectorised_log1p(scaled)).sum();
  }

  /// E[a χ²_d/(1 + a χ²_d)], the derivative of E ln(1 + a χ²_d) by ln a.
  [[nodiscard]] Real share(const Real& a) const {
    if (!(a > 0)) return 0;
    const Eigen::Index used = nodes_that_count(a);
    const array scaled = a * values_.head(used);
    return (weights_.head(used) * scaled / (scaled + Real(1))).sum();
  }

 private:
  /// Left of v = −ln(ad) what is averaged falls like e^{(d/2+1)v}: what lies beyond this cut is below its last bit.
  [[nodiscard]] Eigen::Index nodes_that_count(const Real& a) const {
    using std::max, std::min;
    const Real cut = (margin_ + max(Real(0), Real(log_of(a) + log_dimension_))) * cut_scale_;
    return cut < Real(values_.size()) ? min(values_.size(), right_ + static_cast<Eigen::Index>(cut) + 2)
                                      : values_.size();
  }

  [[nodiscard]] static Real log_of(const Real& x) {
    using std::log;
    return log(x);
  }

  Real log_dimension_;
  Eigen::Index right_;  ///< nodes above the mode
  Real margin_;         ///< how far below its largest value the integrand is cut, in nats
  Real cut_scale_;
  array values_;
  array weights_;
};

}  // namespace infobound::inline v0_1::detail
