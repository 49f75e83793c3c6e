// SPDX-License-Identifier: BSL-1.0
// Closed-form bounds on the error of linear regression with Gaussian inputs, each under its own name.
#pragma once

#include <algorithm>
#include <infobound/core/numeric/cmath.hpp>
#include <infobound/core/numeric/digamma.hpp>
#include <infobound/core/numeric/roots.hpp>
#include <infobound/core/numeric/scaled.hpp>
#include <infobound/rate/exponential.hpp>
#include <limits>

/// Bounds on 𝓛_T, in nats per observation, for θ ~ N(0, I_d/d), X ~ N(0, I_d), Y ~ N(θᵀX, σ²) (theory 3).
/// All take d ≥ 1, T ≥ 1 and 0 < σ² < ∞ as Real (σ² also as detail::scaled), cost O(1), and neither overflow nor cancel
/// for d and T to 10¹⁸ and any σ². Arguments are not checked: linear_regression does so.
/// - Accuracy: relative error below 1e-12 in double (tests/unit/process/regression/linear_regression_bounds.cpp).
namespace infobound::inline v0_1::linear_regression_bounds {

/// ln c_d, c_d = (2/d) e^{ψ₀(d/2)} = exp(E ln χ²_d)/d ∈ (0, 1): what Jensen's inequality costs the lower bounds.
template <class Real>
[[nodiscard]] Real log_expected_chi_square(const Real& dimension) {
  return detail::digamma_minus_log(Real(dimension / 2));
}

/// c_d/σ².
template <class Real, class Noise = Real>
[[nodiscard]] detail::scaled<Real> expected_gain(const Real& dimension, const Noise& noise_variance) {
  using std::exp;
  return detail::scaled<Real>(Real(exp(log_expected_chi_square(dimension)))) / detail::scaled<Real>(noise_variance);
}

/// 𝓛_T ≤ min{(d/2T) ln(1 + T/(dσ²)), ½ ln(1 + 1/σ²)}: concavity of ln det over XᵀX or XXᵀ.
/// - Source: theory 3.4 (i), Jensen's inequality.
template <class Real, class Noise = Real>
[[nodiscard]] Real jensen_upper(const Real& dimension, const Real& horizon, const Noise& noise_variance) {
  using detail::scaled;
  if (horizon <= dimension) return (log1p(scaled<Real>(1) / scaled<Real>(noise_variance)) / Real(2)).value();
  return (scaled<Real>(Real(dimension / (2 * horizon))) *
          log1p(scaled<Real>(Real(horizon / dimension)) / scaled<Real>(noise_variance)))
      .value();
}

/// 𝓛_T ≤ (d/2T) ln⁺(T/(dσ²)) + ½ ln(1 + d/T), the tolerance e^{2ε} = 1 + d/T in Theorem 15.
/// - Source: theory 3.4 (ii); the form of Jeon & Van Roy Theorem 29.
template <class Real, class Noise = Real>
[[nodiscard]] Real explicit_upper(const Real& dimension, const Real& horizon, const Noise& noise_variance) {
  using std::log1p, std::max;
  const Real log_gain = log(detail::scaled<Real>(Real(horizon / dimension)) / detail::scaled<Real>(noise_variance));
  return dimension / (2 * horizon) * max(Real(0), log_gain) + log1p(dimension / horizon) / 2;
}

/// 𝓛_T ≤ inf_ε {H_ε/T + ε} with H_ε ≤ (d/2) ln⁺(1/(σ²(e^{2ε}−1))), at its minimiser e^{2ε}−1 = d/(T−d):
/// (d/2T) ln((T−d)/(dσ²)) + ½ ln(T/(T−d)) where T − d ≥ dσ², else ½ ln(1 + 1/σ²).
/// - Source: theory 3.3; Jeon & Van Roy Theorem 15.
template <class Real, class Noise = Real>
[[nodiscard]] Real optimised_upper(const Real& dimension, const Real& horizon, const Noise& noise_variance) {
  using detail::scaled, std::log1p;
  const Real surplus = horizon - dimension;
  if (surplus > 0) {
    const scaled<Real> gain = scaled<Real>(Real(surplus / dimension)) / scaled<Real>(noise_variance);
    if (gain.value() >= 1) return dimension / (2 * horizon) * log(gain) + log1p(dimension / surplus) / 2;
  }
  return (log1p(scaled<Real>(1) / scaled<Real>(noise_variance)) / Real(2)).value();
}

/// 𝓛_T ≥ sup_ε min{H_ε/T, ε} with H_ε ≥ (d/2) ln⁺(c_d/(σ²(e^{2ε}−1))): the root of e^{2ε}−1 = (c_d/σ²) e^{−2Tε/d}.
/// - Cost:   about ten evaluations.
/// - Source: theory 3.3; Jeon & Van Roy Theorem 15.
template <class Real, class Noise = Real>
[[nodiscard]] Real root_lower(const Real& dimension, const Real& horizon, const Noise& noise_variance) {
  using detail::scaled;
  const scaled<Real> gain = expected_gain(dimension, noise_variance);
  const Real steepness = horizon / dimension;
  // z = 2ε is at most ln(1 + c_d/σ²) = h, and by convexity of e^z at least h/(1 + hT/d).
  const Real most = log1p(gain).value();
  if (most < std::numeric_limits<Real>::epsilon() / (4 * (1 + steepness))) return (gain / Real(2)).value();
  const auto excess = [&](const Real& z) -> Real {
    return steepness * z - detail::log_over_expm1(gain, scaled<Real>(z));
  };
  return detail::enclose_rising_root(excess, Real(most / (1 + most * steepness)), most).lower / 2;
}

/// 𝓛_T ≥ (d/2T) W₀((T/d) ln(1 + c_d/σ²)): the chord of the lower rate, whose amplitude is ½ ln(1 + c_d/σ²).
/// - Source: theory 3.4 (iii).
template <class Real, class Noise = Real>
[[nodiscard]] Real lambert_lower(const Real& dimension, const Real& horizon, const Noise& noise_variance) {
  const Real amplitude = (log1p(expected_gain(dimension, noise_variance)) / Real(2)).value();
  return rate::exponential_root_lower(dimension, horizon, amplitude);
}

/// 𝓛_T ≥ (d/2T) ln(1 + T((1 + c_d/σ²)^{1/d} − 1)).
/// - Source: theory 3.4 (iv), the recursion of 2.3 in closed form; never below lambert_lower.
template <class Real, class Noise = Real>
[[nodiscard]] Real recursion_lower(const Real& dimension, const Real& horizon, const Noise& noise_variance) {
  using detail::scaled;
  using std::expm1;
  const scaled<Real> log_growth = log1p(expected_gain(dimension, noise_variance)) / dimension;
  return (scaled<Real>(Real(dimension / (2 * horizon))) *
          detail::log1p_of_expm1(scaled<Real>(horizon), log_growth, Real(expm1(log_growth.value()))))
      .value();
}

/// 𝓛_T ≥ (n/2T) ln(1 + e^{g}/(dσ²)), g = (1/n) E ln det of the n × n Wishart matrix with m degrees of freedom,
/// n = min(d, T), m = max(d, T).
/// - Source: theory 3.4 (v), Minkowski's determinant inequality.
template <class Real, class Noise = Real>
[[nodiscard]] Real minkowski_lower(const Real& dimension, const Real& horizon, const Noise& noise_variance) {
  using detail::scaled;
  using std::exp, std::max, std::min;
  const Real smaller = min(dimension, horizon);
  const Real mean = detail::mean_log_wishart_determinant(smaller, Real(max(dimension, horizon)));
  const scaled<Real> gain = scaled<Real>(Real(exp(mean))) / dimension / scaled<Real>(noise_variance);
  return (scaled<Real>(Real(smaller / (2 * horizon))) * log1p(gain)).value();
}

}  // namespace infobound::inline v0_1::linear_regression_bounds
