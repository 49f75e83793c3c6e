// SPDX-License-Identifier: BSL-1.0
// The covariance I + g ZZᵀ of T labels through its smaller Gram matrix.
#pragma once

#include <Eigen/Cholesky>
#include <Eigen/Core>
#include <algorithm>
#include <infobound/core/detail/elementary_functions.hpp>
#include <stdexcept>

namespace infobound::inline v0_1::detail {

/// Determinant, inverse quadratic form and trace of the inverse of I_T + g ZZᵀ, for Z with k columns, through the
/// Cholesky factor of I/g + ZᵀZ, or of I/g + ZZᵀ where T ≤ k. Memory is used again from one Z to the next.
/// - Cost:   O(T k min(k, T)) a matrix, O(T k) a vector; no T × T matrix unless T ≤ k.
/// - Throws: std::domain_error where ‖Z‖² g exceeds the scalar's precision.
template <class Real>
class ridge_factor {
 public:
  using matrix = Eigen::MatrixX<Real>;

  /// Takes Zᵀ: k × T.
  template <class Derived>
  void factorise(const Eigen::MatrixBase<Derived>& inputs, const Real& gain) {
    gain_ = gain;
    long_ = inputs.cols() > inputs.rows();
    beyond_ = inputs.cols() - (std::min)(inputs.cols(), inputs.rows());
    const Eigen::Index size = (std::min)(inputs.cols(), inputs.rows());
    gram_.setZero(size, size);
    if (size == 0) return;
    if (long_)
      gram_.template selfadjointView<Eigen::Lower>().rankUpdate(inputs);
    else
      gram_.template selfadjointView<Eigen::Lower>().rankUpdate(inputs.transpose());
    gram_.diagonal().array() += 1 / gain;
    factor_.compute(gram_);
    if (factor_.info() != Eigen::Success)
      throw std::domain_error("inputs: their squares exceed the noise variance by more than the scalar's precision");
  }

  /// ln det(I + g ZZᵀ).
  [[nodiscard]] Real log_determinant() const {
    using std::log;
    if (gram_.rows() == 0) return 0;
    return 2 * factor_.matrixLLT().diagonal().array().log().sum() + Real(gram_.rows()) * log(gain_);
  }

  /// tr Mᵀ(I + g ZZᵀ)⁻¹M for M with T rows: as the least value of ‖M − ZB‖² + ‖B‖²/g, a sum of squares that keeps its
  /// digits where M is nearly in the span of Z.
  template <class Inputs, class Columns>
  [[nodiscard]] Real quadratic(const Eigen::MatrixBase<Inputs>& inputs, const Eigen::MatrixBase<Columns>& columns) {
    if (gram_.rows() == 0) return columns.squaredNorm();
    if (!long_) {
      solution_ = columns;
      factor_.matrixL().solveInPlace(solution_);
      return solution_.squaredNorm() / gain_;
    }
    solution_.noalias() = inputs * columns;
    factor_.solveInPlace(solution_);
    residual_ = columns;
    residual_.noalias() -= inputs.transpose() * solution_;
    return residual_.squaredNorm() + solution_.squaredNorm() / gain_;
  }

  /// tr (I + g ZZᵀ)⁻¹.
  [[nodiscard]] Real trace_of_inverse() {
    if (gram_.rows() == 0) return Real(beyond_);
    solution_.setIdentity(gram_.rows(), gram_.rows());
    factor_.matrixL().solveInPlace(solution_);
    return Real(beyond_) + solution_.squaredNorm() / gain_;
  }

 private:
  Real gain_ = 1;
  bool long_ = false;
  Eigen::Index beyond_ = 0;
  matrix gram_;
  Eigen::LLT<matrix> factor_{matrix::Identity(1, 1).eval()};
  matrix solution_;
  matrix residual_;
};

}  // namespace infobound::inline v0_1::detail
