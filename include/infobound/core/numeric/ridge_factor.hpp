// SPDX-License-Identifier: BSL-1.0
// The covariance I + g ZZᵀ of T labels through its smaller Gram matrix.
#pragma once

#include <Eigen/Cholesky>
#include <Eigen/Core>
#include <algorithm>
#include <infobound/core/numeric/allowed_cancellation.hpp>
#include <infobound/core/numeric/cmath.hpp>
#include <infobound/core/numeric/extended_regression.hpp>
#include <infobound/core/numeric/scaled.hpp>
#include <infobound/core/numeric/twofold.hpp>
#include <limits>

namespace infobound::inline v0_1::detail {

/// Determinant and inverse quadratic form of I_T + g ZZᵀ, for Z with k columns, through the Cholesky factor of I/g +
/// ZᵀZ, or of I/g + ZZᵀ where T ≤ k; through extended_regression where its pivots have lost more of the diagonal than
/// is allowed. Memory is used again from one Z to the next.
/// - Cost: O(T k min(k, T)) a matrix, O(T k) a vector; no T × T matrix unless T ≤ k.
template <class Real>
class ridge_factor {
 public:
  using matrix = Eigen::MatrixX<Real>;

  /// Takes Zᵀ: k × T, and g as a quotient, which may be beyond the scalar's range.
  template <class Derived>
  void factorise(const Eigen::MatrixBase<Derived>& inputs, const Real& prior_variance, const Real& noise_variance,
                 const Real& allowed_cancellation) {
    const Real gain = prior_variance / noise_variance;
    gain_ = gain;
    long_ = inputs.cols() > inputs.rows();
    const Eigen::Index size = (std::min)(inputs.cols(), inputs.rows());
    gram_.setZero(size, size);
    extended_ = false;
    if (size == 0) return;
    if (long_)
      gram_.template selfadjointView<Eigen::Lower>().rankUpdate(inputs);
    else
      gram_.template selfadjointView<Eigen::Lower>().rankUpdate(inputs.transpose());
    const Real least = (std::numeric_limits<Real>::min)() / std::numeric_limits<Real>::epsilon() /
                       std::numeric_limits<Real>::epsilon();
    const Real largest = gram_.diagonal().maxCoeff();
    gram_.diagonal().array() += 1 / gain;
    factor_.compute(gram_);
    const auto pivots = factor_.matrixLLT().diagonal().array().square();
    extended_ = !(largest >= least && largest <= 1 / least && 1 / gain >= least && 1 / gain <= 1 / least) ||
                factor_.info() != Eigen::Success || !(gram_.diagonal().array() <= allowed_cancellation * pivots).all();
    int of_prior = 0;
    root_ = wide_root_fraction<Real>(noise_variance, root_exponent_);
    root_ = root_ / wide_root_fraction<Real>(prior_variance, of_prior);
    root_exponent_ -= of_prior;
    if (!extended_) return;
    log_determinant_ = 0;
    run(inputs, matrix(inputs.cols(), 0),
        [&](const auto& step_gain, const auto&) { log_determinant_ += Real(step_gain); });
  }

  /// ln det(I + g ZZᵀ).
  [[nodiscard]] Real log_determinant() const {
    using std::log;
    if (gram_.rows() == 0) return 0;
    if (extended_) return log_determinant_;
    return 2 * factor_.matrixLLT().diagonal().array().log().sum() + Real(gram_.rows()) * log(gain_);
  }

  /// tr Mᵀ(I + g ZZᵀ)⁻¹M for M with T rows: as the least value of ‖M − ZB‖² + ‖B‖²/g, a sum of squares that keeps its
  /// digits where M is nearly in the span of Z. Where less than 1/allowed_cancellation of M is outside of it,
  /// extended_regression tells how much.
  template <class Inputs, class Columns>
  [[nodiscard]] scaled<Real> quadratic(const Eigen::MatrixBase<Inputs>& inputs,
                                       const Eigen::MatrixBase<Columns>& columns,
                                       const Real& allowed_cancellation = lenient<Real>()) {
    const Real largest = columns.size() == 0 ? Real(0) : Real(columns.cwiseAbs().maxCoeff());
    if (!(largest > 0)) return Real(0);
    // In a unit in which neither products nor what is left of them leave the range.
    const Real unit = power_of_two_below(largest);
    ordinary_ = columns / unit;
    return quadratic_of_ordinary(inputs, allowed_cancellation) * unit * unit;
  }

 private:
  using leading = typename wider<Real>::leading;

  /// quadratic() of the columns in ordinary_, which are within the range.
  template <class Inputs>
  [[nodiscard]] scaled<Real> quadratic_of_ordinary(const Eigen::MatrixBase<Inputs>& inputs,
                                                   const Real& allowed_cancellation) {
    if (gram_.rows() == 0) return ordinary_.squaredNorm();
    if (extended_) return extended_quadratic(inputs);
    if (!long_) {
      solution_ = ordinary_;
      factor_.matrixL().solveInPlace(solution_);
      return scaled<Real>(solution_.squaredNorm()) / gain_;
    }
    solution_.noalias() = inputs * ordinary_;
    factor_.solveInPlace(solution_);
    residual_ = ordinary_;
    residual_.noalias() -= inputs.transpose() * solution_;
    const Real squares = residual_.squaredNorm();
    const scaled<Real> of_solution = scaled<Real>(solution_.squaredNorm()) / gain_;
    const Real epsilon = std::numeric_limits<Real>::epsilon();
    const Real whole = ordinary_.squaredNorm();
    const Real rounding = 64 * epsilon * epsilon * whole;
    const bool lost =
        squares * allowed_cancellation * allowed_cancellation < whole && rounding > epsilon * of_solution.value();
    return lost ? extended_quadratic(inputs) : of_solution + squares;
  }

  template <class Inputs>
  [[nodiscard]] scaled<Real> extended_quadratic(const Eigen::MatrixBase<Inputs>& inputs) {
    using std::ldexp;
    // What little a learner of hardly any noise leaves of it is within the range.
    const Real unit = std::numeric_limits<Real>::is_iec559
                          ? Real(ldexp(Real(1), -(std::numeric_limits<Real>::max_exponent / 4 * 3)))
                          : Real(1);
    ordinary_ /= unit;
    scaled<Real> sum = Real(0);
    run(inputs, ordinary_, [&](const auto&, const auto& errors) {
      for (const auto& error : errors) {
        const scaled<Real> size = Real(error < 0 ? -error : error);
        sum = sum + size * size;
      }
    });
    return sum * unit * unit;
  }

  template <class Inputs, class Columns, class Step>
  void run(const Eigen::MatrixBase<Inputs>& inputs, const Eigen::MatrixBase<Columns>& columns, Step step) const {
    using wide = typename wider<Real>::type;
    extended_regression<Real>(
        inputs, columns, root_, [](Eigen::Index) { return wide(leading(1)); },
        [&](Eigen::Index, const leading& gain, const auto& errors) { step(gain, errors); }, root_exponent_);
  }

  Real gain_ = 1;
  typename wider<Real>::type root_{};  ///< 1/√g 2^−root_exponent_
  int root_exponent_ = 0;
  bool long_ = false;
  bool extended_ = false;
  Real log_determinant_ = 0;
  matrix gram_;
  Eigen::LLT<matrix> factor_{matrix::Identity(1, 1).eval()};
  matrix solution_;
  matrix ordinary_;  ///< M whose largest entry is about 1
  matrix residual_;
};

}  // namespace infobound::inline v0_1::detail
