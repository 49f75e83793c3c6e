// SPDX-License-Identifier: BSL-1.0
// E ln(1 + a χ²_d), for any a ≥ 0 and any d.
#pragma once

#include <Eigen/Core>
#include <algorithm>
#include <cmath>
#include <limits>

namespace infobound::inline v0_1::detail {

/// ln(1 + x) elementwise for x ≥ 0, by ln(u)·x/(u − 1) with u = 1 + x rounded (Kahan): vectorised, unlike Eigen's log1p.
template <class Array>
[[nodiscard]] auto vectorised_log1p(const Array& x) {
  using Real = typename Array::Scalar;
  return ((x + Real(1)) == Real(1)).select(x, (x + Real(1)).log() * (x / ((x + Real(1)) - Real(1))));
}

/// The law of χ²_d as a trapezoidal rule in v = ln(χ²_d/d), which converges geometrically since the density of v is
/// analytic and falls exponentially on the left, doubly so on the right.
template <class Real>
class chi_square_expectation {
 public:
  using array = Eigen::Array<Real, Eigen::Dynamic, 1>;

  /// About 300 nodes for d = 1, 30 for large d.
  explicit chi_square_expectation(const Real& dimension) {
    using std::exp, std::expm1, std::sqrt;
    const Real digits(std::numeric_limits<Real>::digits);
    const Real negligible = digits * Real(0.7);  // nats
    const Real half = dimension / 2;
    const Real step = Real(0.26) * 53 / ((std::max)(digits, Real(53)) * sqrt(1 + dimension / 14));
    const auto log_density = [&](const Real& v) { return half * (v - expm1(v)); };
    Eigen::Index right = 0;
    while (log_density(step * Real(right + 1)) > -negligible) ++right;
    Eigen::Index left = 0;
    while (log_density(-step * Real(left + 1)) > -negligible) ++left;
    // For a < 1 the integrand falls like e^{(d/2+1)v} on the left: what lies beyond this cut is below its last bit.
    const Real cut = (negligible + half + 1) / (half + 1);
    small_slope_nodes_ = (std::min)(left + right + 1, right + static_cast<Eigen::Index>(cut / step) + 2);
    values_.resize(left + right + 1);
    weights_.resize(left + right + 1);
    for (Eigen::Index k = 0; k < values_.size(); ++k) {
      const Real v = step * Real(right - k);
      values_[k] = dimension * exp(v);
      weights_[k] = exp(log_density(v));
    }
    weights_ /= weights_.sum();
  }

  /// E ln(1 + a χ²_d).
  [[nodiscard]] Real log1p(const Real& a) const {
    const Eigen::Index used = a < 1 ? small_slope_nodes_ : values_.size();
    const array scaled = a * values_.head(used);
    return (weights_.head(used) * vectorised_log1p(scaled)).sum();
  }

 private:
  Eigen::Index small_slope_nodes_;
  array values_;
  array weights_;
};

}  // namespace infobound::inline v0_1::detail
