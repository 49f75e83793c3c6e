// SPDX-License-Identifier: BSL-1.0
// How the determinant of a sum of random matrices grows with their number, from below.
#pragma once

#include <Eigen/Core>
#include <algorithm>
#include <infobound/core/numeric/chi_square_expectation.hpp>
#include <infobound/core/numeric/cmath.hpp>
#include <infobound/core/numeric/scaled.hpp>
#include <limits>

namespace infobound::inline v0_1::detail {

/// ½ E ln det M_T from below, for M_0 = I and M_{t+1} = M_t + (1/d) B_t ⊗ x_t x_tᵀ, with positive semidefinite m × m
/// matrices B_t and x_t = √(d v_t) u_t, u_t uniform on the sphere of R^d and independent of (M_t, v_t), v_t independent
/// of M_t. The law of the gain g = v b(v), b(v) = exp(E[ln det B | v]/m), is all that counts: with λ_0 = 0
///
///   λ_{t+1} = λ_t + E ln(1 + g e^{−λ_t/d}),   ½ E ln det M_T ≥ (m/2) λ_T.
///
/// - Source: theory 12.4, proved there with its steps of many observations.
template <class Real>
class determinant_growth {
 public:
  using array = Eigen::Array<Real, Eigen::Dynamic, 1>;

  /// The law of ln g: its values, of which some may be −∞, and their weights, of sum 1.
  determinant_growth(const Real& dimension, const Real& blocks, const array& log_gains, const array& weights)
      : dimension_(dimension), blocks_(blocks) {
    using std::exp;
    mean_log_gain_ = 0;
    for (Eigen::Index i = 0; i < weights.size(); ++i)
      if (weights[i] > 0) mean_log_gain_ += weights[i] * log_gains[i];
    // What is left out lowers the bound, by less than the last digits of its first step.
    array first(weights.size());
    for (Eigen::Index i = 0; i < weights.size(); ++i) first[i] = weights[i] * log1p_of_power(log_gains[i]);
    const Real negligible = first.sum() * std::numeric_limits<Real>::epsilon() / Real(64 * weights.size());
    const Eigen::Index used = (first > negligible).count();
    log_gains_.resize(used);
    weights_.resize(used);
    for (Eigen::Index i = 0, kept = 0; i < weights.size(); ++i)
      if (first[i] > negligible) {
        log_gains_[kept] = log_gains[i];
        weights_[kept++] = weights[i];
      }
    using std::log;
    const Real largest = used > 0 ? log_gains_.maxCoeff() : Real(0);
    log_mean_gain_ = largest + log(Real((weights_ * (log_gains_ - largest).exp()).sum()));
  }

  /// x_t ~ N(0, I_d), where ln b(v) is a function of v = ‖x‖²/d.
  template <class Function>
  [[nodiscard]] static determinant_growth of_gaussian_inputs(const Real& dimension, const Real& blocks,
                                                             Function log_b) {
    const chi_square_expectation<Real> squared_length(dimension);
    array log_gains = squared_length.values() / dimension;
    for (Real& entry : log_gains) {
      using std::log;
      const Real variance = entry;
      entry = log(variance) + log_b(variance);
    }
    return {dimension, blocks, log_gains, squared_length.weights()};
  }

  /// E ln g, which may be −∞.
  [[nodiscard]] const Real& mean_log_gain() const { return mean_log_gain_; }

  /// (m/2) λ_T.
  /// - Domain:   T ≥ 1.
  /// - Accuracy: a bound in any case, and below that of single steps by less than a percent
  ///             (tests/unit/core/numeric/determinant_growth.cpp).
  /// - Cost:     at most T evaluations of E ln(1 + g e^{−λ/d}), some 250 for gains below 1 and 2000 for any; each takes
  ///             30 (large d) to 120 (d = 1) logarithms for Gaussian inputs.
  [[nodiscard]] Real recursion(const Real& horizon) const {
    using std::floor, std::max, std::min;
    int evaluations = 1024;
    Real logarithm = 0;
    for (Real t = 0; t < horizon;) {
      const Real step = mean_step(logarithm);
      if (!(step > 0)) break;
      const Real left = horizon - t;
      if (step > 1) {
        // While λ grows by some 1/64 of its step, every step is at least the one at the far end of the stride.
        const Real stride = min(left, max(Real(1), Real(floor(dimension_ / 64))));
        const Real reached = logarithm + stride * step;
        logarithm +=
            stride > 1 && reached <= (std::numeric_limits<Real>::max)() ? Real(stride * mean_step(reached)) : step;
        t += stride > 1 ? stride : Real(1);
      } else {
        // e^{λ/d} grows by more and more a step, and at last by E g/d.
        using std::log;
        const bool last = --evaluations <= 0 || log(step) + logarithm / dimension_ > log_mean_gain_ - Real(1) / 256;
        const Real growth = relative_growth(step);
        const Real stride = last ? left : min(left, max(Real(1), Real(floor(1 / (64 * growth)))));
        logarithm += many_steps(stride, step, growth);
        t += stride;
      }
    }
    return blocks_ / 2 * logarithm;
  }

  /// (md/2) ln(1 + T((1 + w)^{1/d} − 1)), w = exp E ln g, never above recursion with single steps.
  [[nodiscard]] Real closed_form(const Real& horizon) const {
    return closed_form(dimension_, blocks_, horizon, mean_log_gain_);
  }
  [[nodiscard]] static Real closed_form(const Real& dimension, const Real& blocks, const Real& horizon,
                                        const Real& log_w) {
    const Real step = log1p_of_power(log_w);
    const determinant_growth nothing_known(dimension, blocks);
    return blocks / 2 * nothing_known.many_steps(horizon, step, nothing_known.relative_growth(step));
  }

 private:
  determinant_growth(const Real& dimension, const Real& blocks) : dimension_(dimension), blocks_(blocks) {}

  /// ln(1 + e^x), to full relative accuracy.
  [[nodiscard]] static Real log1p_of_power(const Real& x) {
    using std::exp, std::log1p;
    return x > 0 ? Real(x + log1p(exp(-x))) : Real(log1p(exp(x)));
  }

  /// E ln(1 + g e^{−λ/d}).
  [[nodiscard]] Real mean_step(const Real& logarithm) const {
    const array x = log_gains_ - logarithm / dimension_;
    const array tail = (-x.abs()).exp();
    return (weights_ * ((x.max)(Real(0)) + vectorised_log1p(tail))).sum();
  }

  /// e^{step/d} − 1.
  [[nodiscard]] Real relative_growth(const Real& step) const {
    using std::expm1;
    return expm1(Real(step / dimension_));
  }

  /// d ln(1 + k(e^{step/d} − 1)).
  [[nodiscard]] Real many_steps(const Real& steps, const Real& step, const Real& growth) const {
    return (scaled<Real>(dimension_) * log1p_of_expm1(scaled<Real>(steps), scaled<Real>(step) / dimension_, growth))
        .value();
  }

  Real dimension_;
  Real blocks_;
  Real mean_log_gain_ = 0;
  Real log_mean_gain_ = 0;
  array log_gains_;
  array weights_;
};

}  // namespace infobound::inline v0_1::detail
