// SPDX-License-Identifier: BSL-1.0
// Bounds on the error of logistic regression, each under its own name, and the constants in them.
#pragma once

#include <Eigen/Core>
#include <algorithm>
#include <infobound/core/numeric/chi_square_expectation.hpp>
#include <infobound/core/numeric/cmath.hpp>
#include <infobound/core/numeric/determinant_growth.hpp>
#include <infobound/core/numeric/logistic_expectation.hpp>
#include <infobound/core/numeric/norm.hpp>
#include <infobound/process/regression/generalised_linear_model_bounds.hpp>
#include <infobound/rate/exponential.hpp>

/// Bounds on 𝓛_T, in nats per observation, for θ ~ N(0, I_d/d), P(Y=1|θ,X) = s(θᵀX), s the logistic function
/// (theory 4). G is the log-odds θᵀX: given X Gaussian of variance ‖X‖²/d. Arguments are not checked.
namespace infobound::inline v0_1::logistic_regression_bounds {

// Constants of Gaussian inputs, X ~ N(0, I_d) -------------------------------------------------------------------------
// - Accuracy: relative error below 1e-13 in double for 1 ≤ d ≤ 10⁶
//             (tests/unit/process/regression/logistic_regression_bounds.cpp).
// - Cost:     30 (large d) to 300 (d = 1) means over G, of some 30 nodes each.

/// κ_d = exp E ln s′(G): falls from 0.20401 at d = 1 to 0.19946.
template <class Real>
[[nodiscard]] Real geometric_mean_slope(const Real& dimension) {
  using std::exp;
  return exp(detail::chi_square_expectation<Real>(dimension).expectation(
      [&](const Real& x) { return detail::mean_log_logistic_slope(Real(x / dimension)); }));
}

/// k_d = E[(‖X‖²/d) exp(2 E[ln s′(G)|X])] of the lower rate (d/2) ln⁺(2k_d/ε): rises from 0.02571 at d = 1 to 0.03979.
/// - Source: theory 4.2.
template <class Real>
[[nodiscard]] Real lower_constant(const Real& dimension) {
  return detail::chi_square_expectation<Real>(dimension).expectation([&](const Real& x) {
    using std::exp;
    const Real variance = x / dimension;
    return variance * exp(2 * detail::mean_log_logistic_slope(variance));
  });
}

/// g_d = ½ E[(‖X‖²/d) s′(G)] of the upper rate (d/2) ln⁺(g_d/ε); 2g_d is the mean Fisher information of a label about
/// a coordinate of √d θ. Rises from 0.08761 at d = 1 to 0.10331, and is below 1/8.
/// - Source: theory 4.2, 4.5.
template <class Real>
[[nodiscard]] Real upper_constant(const Real& dimension) {
  return detail::chi_square_expectation<Real>(dimension).expectation([&](const Real& x) {
    const Real variance = x / dimension;
    return variance * detail::mean_logistic_slope(variance);
  }) / 2;
}

/// ℓ_0 = I(Y;θ|X) = ln 2 − E H_b(s(G)), which is 𝓛_1: rises from 0.07359 at d = 1 to 0.0937.
/// - Source: theory 4.3.
template <class Real>
[[nodiscard]] Real first_error(const Real& dimension) {
  return detail::chi_square_expectation<Real>(dimension).expectation(
      [&](const Real& x) { return detail::logistic_label_information(Real(x / dimension)); });
}

/// The constants that the bounds below take, together.
template <class Real>
struct constants {
  Real lower;                               ///< k_d
  Real upper;                               ///< g_d
  Real first_error;                         ///< ℓ_0
  detail::determinant_growth<Real> growth;  ///< of the observed information, ln b(v) = E[ln s′(G)|v] (theory 4.7 c)

  explicit constants(const Real& dimension)
      : lower(lower_constant(dimension)),
        upper(upper_constant(dimension)),
        first_error(logistic_regression_bounds::first_error(dimension)),
        growth(detail::determinant_growth<Real>::of_gaussian_inputs(
            dimension, Real(1), [](const Real& variance) { return detail::mean_log_logistic_slope(variance); })) {}
};

// Errors with Gaussian inputs -----------------------------------------------------------------------------------------

/// 𝓛_T ≤ (d/2T)(1 + ln(T/(4d))) for T ≥ 4d, else 1/8: the curvature of ln(1 + e^η) is at most ¼.
/// - Source: theory 4.3; Jeon & Van Roy Theorem 15.
template <class Real>
[[nodiscard]] Real curvature_upper(const Real& dimension, const Real& horizon) {
  return rate::exponential_upper(dimension, horizon, Real(Real(1) / 8));
}

/// 𝓛_T ≤ (d/2T)(1 + ln(1 + T/(4d))).
/// - Source: theory 4.3, the form of Jeon & Van Roy; never below curvature_upper.
template <class Real>
[[nodiscard]] Real explicit_upper(const Real& dimension, const Real& horizon) {
  using std::log1p;
  return dimension / (2 * horizon) * (1 + log1p(horizon / (4 * dimension)));
}

/// 𝓛_T ≤ (d/2T)(1 + ln(2g_dT/d)) for T ≥ d/(2g_d), else g_d.
/// - Source: theory 4.3; Jeon & Van Roy Theorem 15.
template <class Real>
[[nodiscard]] Real rate_upper(const Real& dimension, const Real& horizon, const Real& upper_constant) {
  return rate::exponential_upper(dimension, horizon, upper_constant);
}

/// 𝓛_T ≤ (d/2T) ln(1 + 2g_dT/d): below the three above at every T.
/// - Source: theory 4.5, Efroimovich's inequality.
template <class Real>
[[nodiscard]] Real fisher_upper(const Real& dimension, const Real& horizon, const Real& upper_constant) {
  return generalised_linear_model_bounds::fisher_upper(dimension, horizon, Real(2 * upper_constant));
}

/// 𝓛_T ≥ (d/2T) W₀(4k_dT/d).
/// - Source: theory 4.3; Jeon & Van Roy Theorem 15.
template <class Real>
[[nodiscard]] Real root_lower(const Real& dimension, const Real& horizon, const Real& lower_constant) {
  return rate::exponential_root_lower(dimension, horizon, Real(2 * lower_constant));
}

/// 𝓛_T ≥ (d/2T) ln(1 + 4k_dT/d), above root_lower.
/// - Source: theory 4.3, the recursion of 2.3 in closed form.
template <class Real>
[[nodiscard]] Real recursion_lower(const Real& dimension, const Real& horizon, const Real& lower_constant) {
  return rate::exponential_recursion_lower(dimension, horizon, Real(2 * lower_constant));
}

/// 𝓛_T ≥ L_T/T with L_1 = ℓ_0, L_{t+1} = L_t + 2k_d e^{−2L_t/d}, above recursion_lower; ℓ_0 itself at T = 1.
/// - Cost:   min(T, 1024) exponentials; the rest of a longer horizon in closed form.
/// - Source: theory 4.3, the recursion of 2.3 from S = 1.
template <class Real>
[[nodiscard]] Real step_lower(const Real& dimension, const Real& horizon, const Real& lower_constant,
                              const Real& first_error) {
  return rate::exponential_step_lower(dimension, horizon, Real(2 * lower_constant), first_error);
}

// Given inputs: the rows x_t of a T × d matrix ------------------------------------------------------------------------

using generalised_linear_model_bounds::design_deviations;

/// j_t = E s′(θᵀx_t), the mean Fisher informations of the labels about their log-odds; at most ¼.
/// - Cost: some 60 nodes a row.
template <class Derived>
[[nodiscard]] Eigen::ArrayX<typename Derived::Scalar> design_mean_slopes(const Eigen::MatrixBase<Derived>& design) {
  using Real = typename Derived::Scalar;
  Eigen::ArrayX<Real> slopes = design_deviations(design);
  for (Real& slope : slopes) slope = detail::mean_logistic_slope_of_deviation(slope);
  return slopes;
}

/// g = (1/2T) Σ_t j_t ‖x_t‖²/d of the rate (k/2) ln⁺(g/ε) of a given design, k = min(d, T).
/// - Source: theory 4.6 (d).
template <class Derived>
[[nodiscard]] typename Derived::Scalar design_upper_constant(const Eigen::MatrixBase<Derived>& design) {
  const auto deviations = design_deviations(design);
  return (design_mean_slopes(design) * deviations *
          (deviations / (2 * static_cast<typename Derived::Scalar>(design.rows()))))
      .sum();
}

/// 𝓛_T ≤ (1/2T) ln det(I + Σ_t j_t x_t x_tᵀ/d).
/// - Cost:   O(T d min(d, T)).
/// - Source: theory 4.6 (a), Efroimovich's inequality.
template <class Derived>
[[nodiscard]] typename Derived::Scalar design_fisher_upper(const Eigen::MatrixBase<Derived>& design) {
  return generalised_linear_model_bounds::design_fisher_upper(design, design_mean_slopes(design));
}

/// 𝓛_T ≤ (1/T) Σ_t I(Y_t;θ): labels are independent given θ.
/// - Cost:   O(Td), some 60 nodes a row.
/// - Source: theory 4.6 (b).
template <class Derived>
[[nodiscard]] typename Derived::Scalar design_label_upper(const Eigen::MatrixBase<Derived>& design) {
  using Real = typename Derived::Scalar;
  Eigen::ArrayX<Real> informations = design_deviations(design);
  for (Real& information : informations) information = detail::logistic_label_information_of_deviation(information);
  return informations.mean();
}

/// 𝓛_T ≥ (1/2T) ln det(I + Σ_t ā_t x_t x_tᵀ/d), ln ā_t = E ln s′(θᵀx_t): within (1/2T) Σ ln(j_t/ā_t) of
/// design_fisher_upper, over the min(d, T) largest of these logarithms.
/// - Cost:   O(T d min(d, T)), and 25 to 1600 nodes a row.
/// - Source: theory 4.7 (b), the determinant of the observed information.
template <class Derived>
[[nodiscard]] typename Derived::Scalar design_curvature_lower(const Eigen::MatrixBase<Derived>& design) {
  using Real = typename Derived::Scalar;
  Eigen::ArrayX<Real> logarithms = design_deviations(design);
  for (Real& logarithm : logarithms) logarithm = detail::mean_log_logistic_slope_of_deviation(logarithm);
  return generalised_linear_model_bounds::design_curvature_lower(design, logarithms);
}

/// 𝓛_T ≥ (1/2T) ln det(I + Σ_t w_t x_t x_tᵀ/d), w_t = j_t²/(j_t + ν_t): what the best linear estimate of θ learns.
/// With n_t = ¼ − j_t − j_t²v_t, the variance of s(θᵀx_t) that is not linear in θ, and ρ the cosines between inputs,
/// ν_t = √n_t Σ_u |ρ_tu|³ √n_u.
/// - Cost:   O(T²d + T d min(d, T)). Beyond 4096 rows ρ² stands for |ρ|³, which is valid and takes O(Td²).
/// - Source: theory 4.6 (c).
template <class Derived>
[[nodiscard]] typename Derived::Scalar design_linear_lower(const Eigen::MatrixBase<Derived>& design) {
  using Real = typename Derived::Scalar;
  using std::min;
  const Eigen::Index rows = design.rows();
  const Eigen::ArrayX<Real> deviations = design_deviations(design);
  const Eigen::ArrayX<Real> slopes = design_mean_slopes(design);
  const Eigen::ArrayX<Real> remainders =
      (Real(0.25) - slopes - (slopes * deviations).square()).cwiseMax(Real(0)).sqrt();  // √n_t
  // The inputs at unit length; an input of 0 stays so, and has n_t = 0.
  Eigen::MatrixX<Real> directions = design;
  for (Eigen::Index t = 0; t < rows; ++t) {
    if (deviations[t] > 0) directions.row(t) /= deviations[t];
    const Real length = detail::norm(directions.row(t));
    if (length > 0) directions.row(t) /= length;
  }
  Eigen::ArrayX<Real> noises(rows);
  if (rows <= 4096) {
    constexpr Eigen::Index block = 64;
    for (Eigen::Index start = 0; start < rows; start += block) {
      const Eigen::Index size = min(block, rows - start);
      const Eigen::MatrixX<Real> cosines = directions * directions.middleRows(start, size).transpose();
      noises.segment(start, size) = (cosines.array().abs().cube().matrix().transpose() * remainders.matrix()).array();
    }
  } else {
    const Eigen::MatrixX<Real> moment = directions.transpose() * remainders.matrix().asDiagonal() * directions;
    noises = (directions * moment).cwiseProduct(directions).rowwise().sum().array();
  }
  noises *= remainders;
  const Eigen::ArrayX<Real> root_weights = slopes / (slopes + noises).sqrt();
  return generalised_linear_model_bounds::weighted_gaussian_information(design, root_weights) / Real(rows);
}

}  // namespace infobound::inline v0_1::logistic_regression_bounds
