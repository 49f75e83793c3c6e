// SPDX-License-Identifier: BSL-1.0
// Closed-form bounds on the error of linear regression with given inputs, each under its own name.
#pragma once

#include <Eigen/Core>
#include <algorithm>
#include <infobound/core/detail/elementary_functions.hpp>

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
  using std::log1p, std::min;
  const Real rank = Real(min(design.rows(), design.cols()));
  const Real trace = design.squaredNorm() / (Real(design.cols()) * noise_variance);
  return rank / (2 * Real(design.rows())) * log1p(trace / rank);
}

/// 𝓛_T ≤ (1/2T) Σ_t ln(1 + ‖x_t‖²/(dσ²)).
/// - Cost:   O(Td).
/// - Source: theory 3.5 (c), Hadamard's inequality.
template <class Derived>
[[nodiscard]] typename Derived::Scalar hadamard_upper(const Eigen::MatrixBase<Derived>& design,
                                                      const typename Derived::Scalar& noise_variance) {
  using Real = typename Derived::Scalar;
  const Real scale = Real(design.cols()) * noise_variance;
  return (design.rowwise().squaredNorm().array() / scale).log1p().sum() / (2 * Real(design.rows()));
}

/// 𝓛_T ≥ (r/2T) ln(1 + tr A/r), r = (tr A)²/‖A‖²: the participation ratio as the effective rank.
/// - Cost:   O(Td min(T, d)).
/// - Source: theory 3.5 (d): ln(1 + γ) lies above the parabola that meets it at 0 and touches it at tr A/r.
template <class Derived>
[[nodiscard]] typename Derived::Scalar participation_lower(const Eigen::MatrixBase<Derived>& design,
                                                           const typename Derived::Scalar& noise_variance) {
  using Real = typename Derived::Scalar;
  using std::log1p;
  const Real trace = design.squaredNorm();
  if (trace == 0) return 0;
  const Real square = design.rows() < design.cols() ? (design * design.transpose()).squaredNorm()
                                                    : (design.transpose() * design).squaredNorm();
  const Real level = square / trace;  // tr A/r, in units of 1/(dσ²)
  return trace / level / (2 * Real(design.rows())) * log1p(level / (Real(design.cols()) * noise_variance));
}

}  // namespace infobound::inline v0_1::fixed_design_bounds
