// SPDX-License-Identifier: BSL-1.0
// ln det(I + S) of a positive semidefinite matrix that is known up to rounding.
#pragma once

#include <Eigen/Core>
#include <Eigen/Eigenvalues>
#include <infobound/core/numeric/allowed_cancellation.hpp>
#include <infobound/core/numeric/cholesky.hpp>
#include <infobound/core/numeric/cmath.hpp>
#include <infobound/core/numeric/sequential_gaussian.hpp>
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

/// ½ ln det(I + FFᵀ/(nσ²)) of matrices F of n rows, all of one size, column after column; 0 where σ² is below the
/// scalar's range. Memory is used again from one F to the next.
/// - Accuracy and cost: as sequential_gaussian.
template <class Real>
class determinant_by_columns {
 public:
  explicit determinant_by_columns(const Real& noise_variance) : noise_variance_(noise_variance) {}

  template <class Derived>
  [[nodiscard]] Real operator()(const Eigen::MatrixBase<Derived>& columns) {
    if (!(noise_variance_ > 0)) return 0;
    if (!gains_) gains_.emplace(columns.rows(), noise_variance_, columns.cols(), lenient<Real>());
    Real sum = 0;
    gains_->run(columns, [&](Eigen::Index, const Real& gain) { sum += gain; });
    return sum / 2;
  }

 private:
  Real noise_variance_;
  std::optional<sequential_gaussian<Real>> gains_;
};

}  // namespace infobound::inline v0_1::detail
