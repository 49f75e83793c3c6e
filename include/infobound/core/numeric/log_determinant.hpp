// SPDX-License-Identifier: BSL-1.0
// ln det(I + S) of a positive semidefinite matrix that is known up to rounding.
#pragma once

#include <Eigen/Core>
#include <Eigen/Eigenvalues>
#include <infobound/core/numeric/allowed_cancellation.hpp>
#include <infobound/core/numeric/cholesky.hpp>
#include <infobound/core/numeric/cmath.hpp>
#include <limits>
#include <optional>

namespace infobound::inline v0_1::detail {

/// ½ ln det(I + S) by Cholesky's factor, with memory that is used again.
template <class Real>
class half_log_determinant {
 public:
  using matrix = Eigen::MatrixX<Real>;

  /// Nothing where pivots cancel more of their diagonal entry than leaves three quarters of their digits. Of S the
  /// lower half is read.
  [[nodiscard]] std::optional<Real> exactly(const matrix& semidefinite) {
    shifted_ = semidefinite;
    shifted_.diagonal().array() += 1;
    if (!factor_.compute(shifted_)) return std::nullopt;
    if (!(shifted_.diagonal().array() <= exacting<Real>() * factor_.pivots().square()).all()) return std::nullopt;
    return factor_.half_log_determinant();
  }

  /// From below, by eigenvalues less what rounding may have added to them: nothing where one is negative by more than
  /// half of its digits explain.
  [[nodiscard]] static std::optional<Real> from_below(const matrix& semidefinite) {
    using std::abs, std::log1p, std::max, std::sqrt;
    const Real epsilon = std::numeric_limits<Real>::epsilon();
    const Eigen::SelfAdjointEigenSolver<matrix> solver(semidefinite, Eigen::EigenvaluesOnly);
    const Eigen::VectorX<Real>& values = solver.eigenvalues();
    const Real largest = values.cwiseAbs().maxCoeff();
    if (!(values.minCoeff() >= -sqrt(epsilon) * (max)(Real(1), largest))) return std::nullopt;
    const Real rounding = 4 * Real(values.size()) * epsilon * largest;
    Real sum = 0;
    for (const Real& value : values) sum += log1p((max)(Real(0), Real(value - rounding)));
    return sum / 2;
  }

 private:
  matrix shifted_;
  cholesky_factor<Real> factor_;
};

}  // namespace infobound::inline v0_1::detail
