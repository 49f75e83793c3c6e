// SPDX-License-Identifier: BSL-1.0
// Cholesky's factorisation of matrices of a hundred rows or so, in place.
#pragma once

#include <Eigen/Cholesky>
#include <Eigen/Core>
#include <infobound/core/compiler.hpp>

namespace infobound::inline v0_1::detail {

/// Puts the Cholesky factor of a symmetric matrix into its lower half, which is all of the matrix that is read; false
/// where it is not positive definite. By halves, since Eigen's own panels are eight columns wide at a hundred rows and
/// its factorisation of a matrix forms a norm that nobody asked for: together a fifth of the time.
/// - Cost: O(n³), no allocation.
template <class Real>
[[nodiscard]] bool factorise_by_halves(Eigen::Ref<Eigen::MatrixX<Real>> matrix) {
  constexpr Eigen::Index smallest = 72;
  constexpr Eigen::Index packets = 8;
  const Eigen::Index size = matrix.rows();
  if (size <= smallest) {
    const Eigen::LLT<Eigen::Ref<Eigen::MatrixX<Real>>> in_place(matrix);
    return in_place.info() == Eigen::Success;
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

}  // namespace infobound::inline v0_1::detail
