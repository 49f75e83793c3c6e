// SPDX-License-Identifier: BSL-1.0
// ln Σ e^x without overflow, the one place where likelihoods are added.
#pragma once

#include <Eigen/Core>
#include <infobound/core/numeric/cmath.hpp>
#include <infobound/core/numeric/equal.hpp>
#include <limits>

namespace infobound::inline v0_1 {

/// ln Σ_i e^{x_i}.
/// - Domain: −∞ for no entries or all of them −∞; +∞ if any is +∞; NaN if any is NaN, whatever the others.
/// - Cost:   one pass for the maximum, one vectorised pass of exponentials.
template <class Derived>
[[nodiscard]] typename Derived::Scalar log_sum_exp(const Eigen::ArrayBase<Derived>& x) {
  using Real = typename Derived::Scalar;
  using std::log;
  const Real infinity = std::numeric_limits<Real>::infinity();
  if (x.size() == 0) return -infinity;
  if (x.hasNaN()) return std::numeric_limits<Real>::quiet_NaN();
  const Real largest = x.maxCoeff();
  if (detail::equal(largest, -infinity) || detail::equal(largest, infinity)) return largest;
  return largest + log((x - largest).exp().sum());
}

/// ln(e^a + e^b), with the same conventions.
template <class Real>
[[nodiscard]] Real log_add_exp(const Real& a, const Real& b) {
  using std::exp, std::log1p;
  if (detail::is_nan(a) || detail::is_nan(b)) return a + b;
  const Real larger = a < b ? b : a;
  const Real smaller = a < b ? a : b;
  if (detail::equal(smaller, -std::numeric_limits<Real>::infinity()) ||
      detail::equal(larger, std::numeric_limits<Real>::infinity()))
    return larger;
  return larger + log1p(exp(smaller - larger));
}

namespace detail {

/// (Σw)²/Σw² of weights given by their logarithms, and by that of their sum; 0 where all are 0.
template <class Real, class Derived>
[[nodiscard]] Real effective_sample_size(const Real& log_sum, const Eigen::ArrayBase<Derived>& log_weights) {
  using std::exp;
  return log_sum > -std::numeric_limits<Real>::infinity() ? Real(exp(2 * log_sum - log_sum_exp(2 * log_weights)))
                                                          : Real(0);
}

}  // namespace detail

}  // namespace infobound::inline v0_1
