// SPDX-License-Identifier: BSL-1.0
// The gains of a design.
#pragma once

#include <Eigen/Core>
#include <Eigen/Eigenvalues>
#include <infobound/core/compiler.hpp>
#include <limits>

namespace infobound::inline v0_1::detail {

/// The min(T, d) largest eigenvalues of XᵀX/(dσ²), ascending, for a T × d design X; what rounding makes of 0 is 0.
template <class Derived>
[[nodiscard]] Eigen::VectorX<typename Derived::Scalar> design_gains(const Eigen::MatrixBase<Derived>& design,
                                                                    const typename Derived::Scalar& noise_variance) {
  using Real = typename Derived::Scalar;
  const Eigen::MatrixX<Real> gram = design.rows() < design.cols() ? Eigen::MatrixX<Real>(design * design.transpose())
                                                                  : Eigen::MatrixX<Real>(design.transpose() * design);
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixX<Real>> solver(gram, Eigen::EigenvaluesOnly);
  const Eigen::ArrayX<Real> eigenvalues = solver.eigenvalues();
  const Real rounding = 4 * eigenvalues.abs().maxCoeff() * Real(gram.rows()) * std::numeric_limits<Real>::epsilon();
  return (eigenvalues > rounding).select(eigenvalues, Real(0)) / (Real(design.cols()) * noise_variance);
}

}  // namespace infobound::inline v0_1::detail
