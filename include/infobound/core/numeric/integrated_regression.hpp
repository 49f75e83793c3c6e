// SPDX-License-Identifier: BSL-1.0
// Linear regression with its coefficients integrated out, as a function of the features: evidence and derivative.
#pragma once

#include <Eigen/Core>
#include <infobound/core/numeric/allowed_cancellation.hpp>
#include <infobound/core/numeric/cholesky.hpp>
#include <infobound/core/numeric/cmath.hpp>
#include <infobound/core/numeric/equal.hpp>
#include <infobound/core/numeric/pi.hpp>

namespace infobound::inline v0_1::detail {

/// Labels y = Fw + noise, w ~ N(0, I_N), noise ~ N(0, σ²I_T): with w integrated out y ~ N(0, K), K = σ²I + FFᵀ. With
/// A = σ²I + FᵀF and m = A⁻¹Fᵀy,
///   ln p(y|F) = −½ [T ln(2πσ²) + ln det(A/σ²) + (‖y − Fm‖² + σ²‖m‖²)/σ²].
///
/// Rows [F y] come in blocks, of several F side by side ("copies"). They are gathered in the Gram matrix of [F y], or
/// as they are where T ≤ N; `settle` then factorises A or K, and says where elimination cancels more than is allowed,
/// as at tiny σ² and among dependent features. There rows are to be rotated in one by one instead (a QR factorisation
/// of [F y] below σI), which forms no squares, and which tells label by label.
/// - Cost: O(TN min(N, T)), rotated O(TN²); memory O(N min(N, T)) a copy, kept for further calls.
template <class Real>
class integrated_regression {
 public:
  using matrix = Eigen::MatrixX<Real>;
  using map = Eigen::Map<matrix>;

  enum class rows { gathered, rotated };

  void start(Eigen::Index features, Eigen::Index labels, const Real& noise_variance, Eigen::Index copies, rows are) {
    using std::sqrt;
    features_ = features;
    labels_ = labels;
    noise_ = noise_variance;
    deviation_ = sqrt(noise_variance);
    rotated_ = are == rows::rotated;
    keeps_rows_ = !rotated_ && labels <= features;
    const Eigen::Index size = copies * kept_rows() * (features + 1);
    if (memory_.size() < size) memory_.resize(size);
    memory_.head(size).setZero();
    if (rotated_)
      for (Eigen::Index copy = 0; copy < copies; ++copy) kept(copy).diagonal().head(features).setConstant(deviation_);
  }

  /// Room for [F y] of `size` labels: to be filled before `add` or `slopes`, which may overwrite it.
  [[nodiscard]] map block(Eigen::Index size) {
    if (block_.size() < size * (features_ + 1)) block_.resize(size * (features_ + 1));
    return {block_.data(), size, features_ + 1};
  }

  /// Takes the block of labels `first`, …; where they are rotated in, calls visit(t, ln p(y_t | F, y_0 … y_{t−1}),
  /// I(y_t; w | F, y_0 … y_{t−1})).
  template <class Visit>
  void add(Eigen::Index copy, Eigen::Index first, Eigen::Index size, Visit visit) {
    const map taken = block(size);
    map sums = kept(copy);
    if (rotated_) {
      for (Eigen::Index t = 0; t < size; ++t) rotate(taken, t, sums, first + t, visit);
    } else if (keeps_rows_) {
      sums.middleRows(first, size) = taken;
    } else if (features_ < few) {
      for (Eigen::Index j = 0; j <= features_; ++j)
        for (Eigen::Index i = j; i <= features_; ++i) sums(i, j) += taken.col(i).dot(taken.col(j));
    } else {
      sums.template selfadjointView<Eigen::Lower>().rankUpdate(taken.transpose());
    }
  }

  /// Turns to one copy, all of whose labels were taken: whether enough digits are left of it.
  [[nodiscard]] bool settle(Eigen::Index copy) {
    const map sums = kept(copy);
    if (rotated_) {
      factor_ = sums;
      return true;
    }
    if (!keeps_rows_) {
      factor_ = sums;
      factor_.diagonal().head(features_).array() += noise_;
      return factorise();
    }
    factor_.setZero(labels_, labels_);
    factor_.template selfadjointView<Eigen::Lower>().rankUpdate(sums.leftCols(features_));
    factor_.diagonal().array() += noise_;
    if (!factorise()) return false;
    whitened_ = sums.col(features_);
    factor_.template triangularView<Eigen::Lower>().solveInPlace(whitened_);
    return true;
  }

  /// ln p(y|F), in nats.
  [[nodiscard]] Real log_evidence() const {
    using std::log;
    Real log_determinant = 0;
    for (Eigen::Index i = 0; i < order(); ++i) log_determinant += 2 * (log(factor_(i, i)) - log(deviation_));
    const Real error = keeps_rows_ ? Real(0) : Real(factor_(features_, features_) / deviation_);
    const Real squares = keeps_rows_ ? Real(whitened_.squaredNorm()) : Real(error * error);
    return -(Real(labels_) * log_two_pi_times(noise_) + log_determinant + squares) / 2;
  }

  /// Prepares the derivative of ln p(y|F) in F: (K⁻¹yyᵀK⁻¹ − K⁻¹)F, or y mᵀ/σ² − F(m mᵀ/σ² + A⁻¹).
  void differentiate() {
    const Eigen::Index size = order();
    inverse_.setZero(size, size);
    for (Eigen::Index j = 0; j < size; ++j) {
      auto column = inverse_.col(j);
      column[j] = 1;
      for (Eigen::Index i = j; i < size; ++i) {
        column[i] /= factor_(i, i);
        column.tail(size - i - 1) -= column[i] * factor_.col(i).segment(i + 1, size - i - 1);
      }
    }
    if (!keeps_rows_) whitened_ = factor_.row(size).head(size).transpose() / deviation_;
    solution_.noalias() = inverse_.transpose() * whitened_;
    weights_.resize(keeps_rows_ ? size : size + 1, size);
    auto square = weights_.topRows(size);
    square.noalias() = -inverse_.transpose() * inverse_;
    if (keeps_rows_) {
      square.noalias() += solution_ * solution_.transpose();
    } else {
      square.noalias() -= solution_ * solution_.transpose();
      weights_.row(size) = solution_.transpose() / deviation_;
    }
  }

  /// The derivative at the labels `first`, … in the block: one row a label, one column a feature.
  template <class Result>
  void slopes(Eigen::Index copy, Eigen::Index first, Eigen::Index size, Result&& result) {
    if (keeps_rows_)
      multiply(result, weights_.middleRows(first, size), kept(copy).leftCols(features_));
    else
      multiply(result, block(size), weights_);
  }

 private:
  static constexpr Eigen::Index few = 16;

  [[nodiscard]] Eigen::Index order() const { return keeps_rows_ ? labels_ : features_; }
  [[nodiscard]] Eigen::Index kept_rows() const { return keeps_rows_ ? labels_ : features_ + 1; }
  [[nodiscard]] map kept(Eigen::Index copy) {
    return {memory_.data() + copy * kept_rows() * (features_ + 1), kept_rows(), features_ + 1};
  }

  [[nodiscard]] bool factorise() {
    diagonal_ = factor_.diagonal();
    return factorise_by_halves<Real>(factor_) &&
           (diagonal_.array() <= exacting<Real>() * factor_.diagonal().array().square()).all();
  }

  /// Turns a row into the factor: what is left of its label is the prediction error over √(1 + excess), 1 + excess the
  /// variance of the prediction over σ², of which what is large is kept as a logarithm.
  template <class Visit>
  void rotate(const map& taken, Eigen::Index row, map& factor, Eigen::Index t, Visit visit) {
    using std::hypot, std::log, std::log1p;
    row_ = taken.row(row).transpose();
    Real excess = 0;
    Real information = 0;
    for (Eigen::Index i = 0; i < features_; ++i) {
      if (equal(row_[i], 0)) continue;
      const Real pivot = factor(i, i);
      const Real length = hypot(pivot, row_[i]);
      if (row_[i] > pivot || -row_[i] > pivot) {
        information += log(length) - log(pivot);
      } else {
        const Real ratio = row_[i] / pivot;
        excess += ratio * ratio * (1 + excess);
      }
      const Real cosine = pivot / length;
      const Real sine = row_[i] / length;
      factor(i, i) = length;
      for (Eigen::Index j = i + 1; j <= features_; ++j) {
        const Real above = factor(j, i);
        factor(j, i) = cosine * above + sine * row_[j];
        row_[j] = cosine * row_[j] - sine * above;
      }
    }
    Real& error = factor(features_, features_);
    error = hypot(error, row_[features_]);
    const Real whitened = row_[features_] / deviation_;
    information += log1p(excess) / 2;
    visit(t, Real(-(log_two_pi_times(noise_) + whitened * whitened) / 2 - information), information);
  }

  template <class Result, class Left, class Right>
  static void multiply(Result&& result, const Left& left, const Right& right) {
    if (left.cols() <= few)
      result = left.lazyProduct(right);
    else
      result.noalias() = left * right;
  }

  Eigen::Index features_ = 0;
  Eigen::Index labels_ = 0;
  Real noise_ = 1;
  Real deviation_ = 1;
  bool rotated_ = false;
  bool keeps_rows_ = false;
  Eigen::VectorX<Real> memory_;    ///< what is gathered of each copy
  Eigen::VectorX<Real> block_;     ///< [F y] of some labels
  Eigen::VectorX<Real> row_;       ///< a row that is rotated in
  matrix factor_;                  ///< L of A, below it (L⁻¹Fᵀy)ᵀ and the root of the squares left; or L of K
  Eigen::VectorX<Real> diagonal_;  ///< of what was factorised
  Eigen::VectorX<Real> whitened_;  ///< L⁻¹y; L⁻¹Fᵀy/σ
  Eigen::VectorX<Real> solution_;  ///< K⁻¹y; m/σ
  matrix inverse_;                 ///< L⁻¹
  matrix weights_;                 ///< what the rows are multiplied with in the derivative
};

}  // namespace infobound::inline v0_1::detail
