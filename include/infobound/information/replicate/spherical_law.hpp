// SPDX-License-Identifier: BSL-1.0
// The standard normal law and Student's t of several dimensions.
#pragma once

#include <Eigen/Core>
#include <boost/random/chi_squared_distribution.hpp>
#include <infobound/core/numeric/cmath.hpp>
#include <infobound/core/numeric/equal.hpp>
#include <infobound/core/numeric/normal_draws.hpp>
#include <infobound/core/random_stream.hpp>
#include <limits>

namespace infobound::inline v0_1::detail {

/// Student's t with ν degrees of freedom and unit scale in d dimensions; N(0, I) for ν = ∞.
template <class Real>
class spherical_law {
 public:
  spherical_law(const Real& dimension, const Real& freedom)
      : dimension_(dimension), freedom_(freedom), constant_(log_constant(dimension, freedom)) {}

  [[nodiscard]] bool is_normal() const { return equal(freedom_, std::numeric_limits<Real>::infinity()); }

  /// Fills the columns of a matrix, or a vector, with draws.
  template <class Derived>
  void draw(Eigen::PlainObjectBase<Derived>& columns, random_stream& rng) const {
    using std::sqrt;
    fill_standard_normal(columns, rng);
    if (is_normal()) return;
    boost::random::chi_squared_distribution<Real> chi_squared(freedom_);
    for (auto column : columns.colwise()) column *= sqrt(freedom_ / chi_squared(rng));
  }

  /// ln of the density times (2π)^{d/2} at squared norm r².
  [[nodiscard]] Real log_density(const Real& squared_norm) const {
    using std::log1p;
    if (is_normal()) return -squared_norm / 2;
    return constant_ - (freedom_ + dimension_) / 2 * log1p(squared_norm / freedom_);
  }

  /// The gradient of ln density at u is −pull(‖u‖²) u.
  [[nodiscard]] Real pull(const Real& squared_norm) const {
    if (is_normal()) return 1;
    return (freedom_ + dimension_) / (freedom_ + squared_norm);
  }

 private:
  [[nodiscard]] static Real log_constant(const Real& dimension, const Real& freedom) {
    using std::lgamma, std::log;
    if (equal(freedom, std::numeric_limits<Real>::infinity())) return 0;
    return lgamma((freedom + dimension) / 2) - lgamma(freedom / 2) - dimension / 2 * log(freedom / 2);
  }

  Real dimension_;
  Real freedom_;
  Real constant_;
};

}  // namespace infobound::inline v0_1::detail
