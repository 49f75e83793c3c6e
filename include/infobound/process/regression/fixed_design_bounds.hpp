// SPDX-License-Identifier: BSL-1.0
// Closed-form bounds on the error of linear regression with given inputs, each under its own name.
#pragma once

#include <Eigen/Core>
#include <algorithm>
#include <infobound/core/numeric/cmath.hpp>
#include <infobound/core/numeric/norm.hpp>
#include <limits>

/// Bounds on 𝓛_T, in nats per observation, for θ ~ N(0, I_d/d), Y ~ N(θᵀx_t, σ²) with the rows x_t of a T × d matrix
/// (theory 3.5). With A = XXᵀ/(dσ²): 𝓛_T = ½ ln det(I + A)/T. Arguments are not checked.
namespace infobound::inline v0_1::fixed_design_bounds {

/// 𝓛_T ≤ (k/2T) ln(1 + tr A/k), k = min(d, T): concavity of the logarithm over the spectrum.
/// - Cost:   O(Td).
/// - Source: theory 3.5 (b), Jensen's inequality.
template <class Derived>
[[nodiscard]] typename Derived::Scalar trace_upper(const Eigen::MatrixBase<Derived>& design,
                                                   const typename Derived::Scalar& noise_variance) {
  using Real = typename Derived::Scalar;
  using std::min, std::sqrt;
  const Real rank = Real(min(design.rows(), design.cols()));
  const Real root = sqrt(Real(design.cols()) * rank) * sqrt(noise_variance);
  return rank / (2 * Real(design.rows())) * detail::log1p_squared_ratio(detail::norm(design), root);
}

/// 𝓛_T ≤ (1/2T) Σ_t ln(1 + ‖x_t‖²/(dσ²)).
/// - Cost:   O(Td).
/// - Source: theory 3.5 (c), Hadamard's inequality.
template <class Derived>
[[nodiscard]] typename Derived::Scalar hadamard_upper(const Eigen::MatrixBase<Derived>& design,
                                                      const typename Derived::Scalar& noise_variance) {
  using Real = typename Derived::Scalar;
  using std::sqrt;
  const Real root = sqrt(Real(design.cols())) * sqrt(noise_variance);
  Real sum = 0;
  for (Eigen::Index t = 0; t < design.rows(); ++t)
    sum += detail::log1p_squared_ratio(detail::norm(design.row(t)), root);
  return sum / (2 * Real(design.rows()));
}

/// 𝓛_T ≥ (r/2T) ln(1 + tr A/r), r = (tr A)²/‖A‖²: the participation ratio as the effective rank.
/// - Cost:   O(Td min(T, d)).
/// - Source: theory 3.5 (d): ln(1 + γ) lies above the parabola that meets it at 0 and touches it at tr A/r.
template <class Derived>
[[nodiscard]] typename Derived::Scalar participation_lower(const Eigen::MatrixBase<Derived>& design,
                                                           const typename Derived::Scalar& noise_variance) {
  using Real = typename Derived::Scalar;
  using std::sqrt;
  const Real length = detail::norm(design);
  if (!(length > 0 && length <= (std::numeric_limits<Real>::max)())) return 0;
  // With A/tr A, whose squares stay in range: p₂/p₁².
  const Eigen::MatrixX<Real> unit = design / length;
  const Real inverse_rank =
      design.rows() < design.cols() ? (unit * unit.transpose()).squaredNorm() : (unit.transpose() * unit).squaredNorm();
  const Real root = sqrt(Real(design.cols())) * sqrt(noise_variance);
  return detail::log1p_squared_ratio(Real(length * sqrt(inverse_rank)), root) /
         (inverse_rank * 2 * Real(design.rows()));
}

}  // namespace infobound::inline v0_1::fixed_design_bounds
