// SPDX-License-Identifier: BSL-1.0
// Closed-form bounds on the error of linear regression with Gaussian inputs, each under its own name.
#pragma once

#include <algorithm>
#include <infobound/core/detail/elementary_functions.hpp>
#include <infobound/core/detail/roots.hpp>
#include <infobound/process/detail/digamma.hpp>
#include <infobound/rate/exponential.hpp>
#include <limits>

/// Bounds on 𝓛_T, in nats per observation, for θ ~ N(0, I_d/d), X ~ N(0, I_d), Y ~ N(θᵀX, σ²) (theory 3).
/// All take d ≥ 1, T ≥ 1 and 0 < σ² < ∞ as Real, cost O(1), and neither overflow nor cancel for d ≤ 10⁶, T ≤ 10⁹,
/// 1e-12 ≤ σ² ≤ 1e12. Arguments are not checked: linear_regression does so.
/// - Accuracy: relative error below 1e-12 in double (tests/unit/process/linear_regression_bounds.cpp).
namespace infobound::inline v0_1::linear_regression_bounds {

/// ln c_d, c_d = (2/d) e^{ψ₀(d/2)} = exp(E ln χ²_d)/d ∈ (0, 1): what Jensen's inequality costs the lower bounds.
template <class Real>
[[nodiscard]] Real log_expected_chi_square(const Real& dimension) {
  return detail::digamma_minus_log(Real(dimension / 2));
}

/// 𝓛_T ≤ min{(d/2T) ln(1 + T/(dσ²)), ½ ln(1 + 1/σ²)}: concavity of ln det over XᵀX or XXᵀ.
/// - Source: theory 3.4 (i), Jensen's inequality.
template <class Real>
[[nodiscard]] Real jensen_upper(const Real& dimension, const Real& horizon, const Real& noise_variance) {
  using std::log1p;
  if (horizon <= dimension) return log1p(1 / noise_variance) / 2;
  return dimension / (2 * horizon) * log1p(horizon / (dimension * noise_variance));
}

/// 𝓛_T ≤ (d/2T) ln⁺(T/(dσ²)) + ½ ln(1 + d/T), the tolerance e^{2ε} = 1 + d/T in Theorem 15.
/// - Source: theory 3.4 (ii); the form of Jeon & Van Roy Theorem 29.
template <class Real>
[[nodiscard]] Real explicit_upper(const Real& dimension, const Real& horizon, const Real& noise_variance) {
  using std::log, std::log1p, std::max;
  const Real snr = horizon / (dimension * noise_variance);
  return dimension / (2 * horizon) * max(Real(0), Real(log(snr))) + log1p(dimension / horizon) / 2;
}

/// 𝓛_T ≤ inf_ε {H_ε/T + ε} with H_ε ≤ (d/2) ln⁺(1/(σ²(e^{2ε}−1))), at its minimiser e^{2ε}−1 = d/(T−d):
/// (d/2T) ln((T−d)/(dσ²)) + ½ ln(T/(T−d)) where T − d ≥ dσ², else ½ ln(1 + 1/σ²).
/// - Source: theory 3.3; Jeon & Van Roy Theorem 15.
template <class Real>
[[nodiscard]] Real optimised_upper(const Real& dimension, const Real& horizon, const Real& noise_variance) {
  using std::log, std::log1p;
  const Real surplus = horizon - dimension;
  if (surplus > 0 && surplus >= dimension * noise_variance)
    return dimension / (2 * horizon) * log(surplus / (dimension * noise_variance)) + log1p(dimension / surplus) / 2;
  return log1p(1 / noise_variance) / 2;
}

/// 𝓛_T ≥ sup_ε min{H_ε/T, ε} with H_ε ≥ (d/2) ln⁺(c_d/(σ²(e^{2ε}−1))): the root of e^{2ε}−1 = (c_d/σ²) e^{−2Tε/d}.
/// - Cost:   about ten evaluations.
/// - Source: theory 3.3; Jeon & Van Roy Theorem 15.
template <class Real>
[[nodiscard]] Real root_lower(const Real& dimension, const Real& horizon, const Real& noise_variance) {
  using std::exp, std::expm1, std::log1p;
  const Real snr = exp(log_expected_chi_square(dimension)) / noise_variance;
  const auto excess = [&](const Real& epsilon) -> Real {
    return expm1(2 * epsilon) / snr - exp(-2 * horizon / dimension * epsilon);
  };
  return detail::enclose_root(excess, Real(0), Real(log1p(snr) / 2)).lower;
}

/// 𝓛_T ≥ (d/2T) W₀((T/d) ln(1 + c_d/σ²)): the chord of the lower rate, whose amplitude is ½ ln(1 + c_d/σ²).
/// - Source: theory 3.4 (iii).
template <class Real>
[[nodiscard]] Real lambert_lower(const Real& dimension, const Real& horizon, const Real& noise_variance) {
  using std::exp, std::log1p;
  const Real amplitude = log1p(exp(log_expected_chi_square(dimension)) / noise_variance) / 2;
  return rate::exponential_root_lower(dimension, horizon, amplitude);
}

/// 𝓛_T ≥ (d/2T) ln(1 + T((1 + c_d/σ²)^{1/d} − 1)).
/// - Source: theory 3.4 (iv), the recursion of 2.3 in closed form; never below lambert_lower.
template <class Real>
[[nodiscard]] Real recursion_lower(const Real& dimension, const Real& horizon, const Real& noise_variance) {
  using std::exp, std::expm1, std::log, std::log1p;
  const Real snr = exp(log_expected_chi_square(dimension)) / noise_variance;
  const Real growth = expm1(log1p(snr) / dimension);
  const Real grown = horizon * growth;  // where that overflows, its logarithm does not
  return dimension / (2 * horizon) *
         (grown <= (std::numeric_limits<Real>::max)() ? log1p(grown) : log(horizon) + log(growth));
}

/// 𝓛_T ≥ (n/2T) ln(1 + e^{g}/(dσ²)), g = (1/n) E ln det of the n × n Wishart matrix with m degrees of freedom,
/// n = min(d, T), m = max(d, T).
/// - Source: theory 3.4 (v), Minkowski's determinant inequality.
template <class Real>
[[nodiscard]] Real minkowski_lower(const Real& dimension, const Real& horizon, const Real& noise_variance) {
  using std::exp, std::log, std::log1p, std::max, std::min;
  const Real smaller = min(dimension, horizon);
  const Real mean = detail::mean_log_wishart_determinant(smaller, Real(max(dimension, horizon)));
  const Real gain = exp(mean) / (dimension * noise_variance);  // where that overflows, its logarithm does not
  return smaller / (2 * horizon) *
         (gain <= (std::numeric_limits<Real>::max)() ? log1p(gain) : mean - log(dimension * noise_variance));
}

}  // namespace infobound::inline v0_1::linear_regression_bounds
