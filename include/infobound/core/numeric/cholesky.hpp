// SPDX-License-Identifier: BSL-1.0
// Cholesky's factorisation of matrices of a hundred rows or so, in place.
#pragma once

#include <Eigen/Core>
#include <infobound/core/numeric/cmath.hpp>

namespace infobound::inline v0_1::detail {

/// Puts the Cholesky factor of a symmetric matrix into its lower half, which is all of the matrix that is read; false
/// where it is not positive definite. By halves down to a few columns, as nearly all of the work is then in products of
/// large blocks; Eigen's own factorisation is compiled three times as long, and no faster.
/// - Cost: O(n³), no allocation.
template <class Real>
[[nodiscard]] bool factorise_by_halves(Eigen::Ref<Eigen::MatrixX<Real>> matrix) {
  using std::sqrt;
  constexpr Eigen::Index smallest = 24;
  constexpr Eigen::Index packets = 8;
  const Eigen::Index size = matrix.rows();
  if (size <= smallest) {
    for (Eigen::Index j = 0; j < size; ++j) {
      if (!(matrix(j, j) > 0)) return false;
      const Real pivot = sqrt(matrix(j, j));
      for (Eigen::Index i = j; i < size; ++i) matrix(i, j) /= pivot;
      for (Eigen::Index k = j + 1; k < size; ++k)
        matrix.col(k).tail(size - k) -= matrix(k, j) * matrix.col(j).tail(size - k);
    }
    return true;
  }
  const Eigen::Index half = (size / 2 + packets - 1) / packets * packets;
  auto first = matrix.topLeftCorner(half, half);
  auto below = matrix.bottomLeftCorner(size - half, half);
  auto second = matrix.bottomRightCorner(size - half, size - half);
  if (!factorise_by_halves<Real>(first)) return false;
  first.template triangularView<Eigen::Lower>().transpose().template solveInPlace<Eigen::OnTheRight>(below);
  second.template selfadjointView<Eigen::Lower>().rankUpdate(below, Real(-1));
  return factorise_by_halves<Real>(second);
}

/// The Cholesky factor L of a symmetric positive definite matrix. All who need one share it: Eigen's kernels are
/// compiled again for each other type of matrix.
template <class Real>
class cholesky_factor {
 public:
  using matrix = Eigen::MatrixX<Real>;
  using vector = Eigen::VectorX<Real>;

  /// Of the lower half, which is all of the matrix that is read; false where it is not positive definite. Memory is
  /// used again from one matrix to the next.
  [[nodiscard]] bool compute(const matrix& symmetric) {
    factor_ = symmetric;
    return factorise_by_halves<Real>(factor_);
  }

  [[nodiscard]] auto lower() const { return factor_.template triangularView<Eigen::Lower>(); }              ///< L
  [[nodiscard]] auto upper() const { return factor_.transpose().template triangularView<Eigen::Upper>(); }  ///< Lᵀ

  [[nodiscard]] auto pivots() const { return factor_.diagonal().array(); }  ///< those of L

  /// (L Lᵀ)⁻¹ v.
  void solve_in_place(vector& v) const {
    lower().solveInPlace(v);
    upper().solveInPlace(v);
  }

  /// ½ ln det L Lᵀ.
  [[nodiscard]] Real half_log_determinant() const { return factor_.diagonal().array().log().sum(); }

 private:
  matrix factor_;
};

}  // namespace infobound::inline v0_1::detail
