// SPDX-License-Identifier: BSL-1.0
// How far a random direction is from a given one, in the exponent.
#pragma once

#include <Eigen/Core>
#include <infobound/core/numeric/chi_square_expectation.hpp>
#include <infobound/core/numeric/cmath.hpp>

namespace infobound::inline v0_1::detail {

/// G(z) = −ln E e^{−z(1 − c²)} = −ln ₁F₁((D−1)/2; D/2; −z), c the cosine between two independent uniform points of the
/// sphere of R^D: 0 at z = 0, ((D−1)/2) ln z and a constant at large z, of which the exponential underflows.
template <class Real>
class sphere_divergence {
 public:
  /// D ≥ 1; 0 for D = 1.
  explicit sphere_divergence(const Real& dimension) : dimension_(dimension), half_((dimension - 1) / 2) {
    using std::sqrt;
    step_ = Real(0.2) / sqrt(1 + half_ / 5);
    if (half_ > 0) log_total_ = log_sum(Real(0));
  }

  /// - Domain:   z ≥ 0, finite.
  /// - Accuracy: relative error below 1e-9 (tests/unit/core/numeric/sphere_divergence.cpp).
  /// - Cost:     30 to 200 exponentials and logarithms.
  [[nodiscard]] Real operator()(const Real& z) const {
    using std::log;
    if (!(half_ > 0)) return 0;
    if (z < Real(1e-4)) {  // by the mean and the variance of 1 − c²
      const Real mean = (dimension_ - 1) / dimension_;
      return z * mean * (1 - z / (dimension_ * (dimension_ + 2)));
    }
    const Real largest = z > half_ ? Real(half_ * (1 + log(z / half_))) : z;
    return largest - (log_sum(z) - log_total_);
  }

 private:
  static constexpr int chunk = 32;
  using array = Eigen::Array<Real, chunk, 1>;

  /// ln of the trapezoidal sum over y ≥ 0, c = tanh y, of e^{−z sech²y} sech^{D−1}y over its largest value.
  [[nodiscard]] Real log_sum(const Real& z) const {
    using std::acosh, std::floor, std::log, std::sqrt, std::tanh;
    const bool inside = z > half_;
    const Real peak = inside ? Real(acosh(sqrt(z / half_))) : Real(0);
    const Real slope = tanh(peak);
    const Real nearest = floor(peak / step_);
    Real sum = 0;
    const auto add = [&](const Real& first, const Real& direction) -> bool {
      const array index = first + direction * array::LinSpaced(chunk, Real(0), Real(chunk - 1));
      const array root = ((index * step_ - peak) / 2).exp();
      const array half_sine = (root - root.inverse()) / 2;
      // cosh y/cosh y* − 1 about the peak y*.
      const array excess = 2 * half_sine.square() + slope * half_sine * (root + root.inverse());
      const array logarithm = vectorised_log1p(excess);
      const array lost = excess * (2 + excess) / (1 + excess).square();  // 1 − sech²y/sech²y*
      const array exponent = (inside ? half_ : z) * lost - 2 * half_ * logarithm;
      array terms = (index < Real(0)).select(array::Zero(), exponent.exp());
      terms = (index == Real(0)).select(terms / 2, terms);
      sum += terms.sum();
      return terms[chunk - 1] > Real(1e-11);
    };
    for (Real first = nearest + 1; add(first, Real(1)); first += Real(chunk)) {
    }
    for (Real first = nearest; first >= 0 && add(first, Real(-1)); first -= Real(chunk)) {
    }
    return log(sum);
  }

  Real dimension_;
  Real half_;  ///< (D − 1)/2
  Real step_;
  Real log_total_ = 0;
};

}  // namespace infobound::inline v0_1::detail
