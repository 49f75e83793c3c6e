// SPDX-License-Identifier: BSL-1.0
// The exact distortion–rate function of linear regression with Gaussian inputs (theory 3.2).
#pragma once

#include <infobound/core/numeric/chi_square_expectation.hpp>
#include <infobound/core/numeric/cmath.hpp>
#include <infobound/core/numeric/digamma.hpp>
#include <infobound/core/numeric/scaled.hpp>
#include <limits>

namespace infobound::inline v0_1 {

/// The exact distortion–rate function of linear regression with Gaussian inputs,
/// D(R) = ½ E ln(1 + a χ²_d), a = e^{−2R/d}/(dσ²); made by linear_regression::distortion_rate.
template <class Real>
class linear_regression_distortion {
 public:
  linear_regression_distortion(const Real& dimension, const detail::scaled<Real>& noise_variance)
      : dimension_(dimension),
        log_scale_(log(detail::scaled<Real>(dimension) * noise_variance)),
        chi_square_(dimension) {
    using std::log;
    const Real digits = -log(std::numeric_limits<Real>::epsilon());
    most_linear_ = -(digits + 3 + log(dimension + 2));
    least_logarithmic_ = 3 * digits;
  }

  /// d: e^{2D/d} is a concave function of e^{−2R/d}, which is what theorem_15::recursion_lower asks for.
  [[nodiscard]] const Real& dimension() const { return dimension_; }

  /// - Units:  rate in nats, result in nats per observation; D(0) = I(Y;θ|X), D(∞) = 0.
  /// - Cost:   one vectorised sum over 30 to 300 nodes.
  [[nodiscard]] Real operator()(const Real& rate) const {
    using std::exp;
    const Real log_gain = this->log_gain(rate);
    if (log_gain < most_linear_) return exp(log_gain + log_of(dimension_)) / 2;
    if (log_gain > least_logarithmic_) return (log_gain + mean_log()) / 2;
    return chi_square_.log1p(exp(log_gain)) / 2;
  }

  /// ln D(R), also where D(R) is below the scalar's range.
  [[nodiscard]] Real logarithm(const Real& rate) const {
    const Real log_gain = this->log_gain(rate);
    return log_gain < most_linear_ ? Real(log_gain + log_of(dimension_ / 2)) : log_of((*this)(rate));
  }

  /// D′(R) = −(1/d) E[a χ²_d/(1 + a χ²_d)], which rises: D is convex.
  /// - Cost: as D, without its logarithms.
  [[nodiscard]] Real slope(const Real& rate) const {
    using std::exp;
    const Real log_gain = this->log_gain(rate);
    if (log_gain < most_linear_) return -exp(log_gain);
    if (log_gain > least_logarithmic_) return -1 / dimension_;
    return -chi_square_.share(exp(log_gain)) / dimension_;
  }

 private:
  /// ln a.
  [[nodiscard]] Real log_gain(const Real& rate) const { return -2 * rate / dimension_ - log_scale_; }

  /// E ln χ²_d.
  [[nodiscard]] Real mean_log() const { return log_of(dimension_) + detail::digamma_minus_log(Real(dimension_ / 2)); }

  [[nodiscard]] static Real log_of(const Real& x) {
    using std::log;
    return log(x);
  }

  Real dimension_;
  Real log_scale_;
  Real most_linear_;        ///< below, ln(1 + a χ²) is a χ² to the last bit
  Real least_logarithmic_;  ///< above, it is ln(a χ²)
  detail::chi_square_expectation<Real> chi_square_;
};

}  // namespace infobound::inline v0_1
