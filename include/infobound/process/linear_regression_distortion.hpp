// SPDX-License-Identifier: BSL-1.0
// The exact distortion–rate function of linear regression with Gaussian inputs.
#pragma once

#include <infobound/core/detail/elementary_functions.hpp>
#include <infobound/process/detail/chi_square_expectation.hpp>

namespace infobound::inline v0_1 {

/// The exact distortion–rate function of linear regression with Gaussian inputs,
/// D(R) = ½ E ln(1 + e^{−2R/d} χ²_d/(dσ²)); made by linear_regression::distortion_rate.
template <class Real>
class linear_regression_distortion {
 public:
  linear_regression_distortion(const Real& dimension, const Real& noise_variance)
      : dimension_(dimension), log_scale_(log_of(dimension * noise_variance)), chi_square_(dimension) {}

  /// d: e^{2D/d} is a concave function of e^{−2R/d}, which is what theorem_15::recursion_lower asks for.
  [[nodiscard]] const Real& dimension() const { return dimension_; }

  /// - Units:  rate in nats, result in nats per observation; D(0) = I(Y;θ|X), D(∞) = 0.
  /// - Cost:   one vectorised sum over 30 to 300 nodes.
  [[nodiscard]] Real operator()(const Real& rate) const { return chi_square_.log1p(gain(rate)) / 2; }

  /// D′(R) = −(1/d) E[a χ²_d/(1 + a χ²_d)], a = e^{−2R/d}/(dσ²), which rises: D is convex.
  /// - Cost: as D, without its logarithms.
  [[nodiscard]] Real slope(const Real& rate) const { return -chi_square_.share(gain(rate)) / dimension_; }

 private:
  [[nodiscard]] Real gain(const Real& rate) const {
    using std::exp;
    return exp(-2 * rate / dimension_ - log_scale_);
  }
  [[nodiscard]] static Real log_of(const Real& x) {
    using std::log;
    return log(x);
  }

  Real dimension_;
  Real log_scale_;
  detail::chi_square_expectation<Real> chi_square_;
};

}  // namespace infobound::inline v0_1
