// SPDX-License-Identifier: BSL-1.0
// Bounds on the rate and on the error of token autoregression, each under its own name.
#pragma once

#include <algorithm>
#include <infobound/core/numeric/cmath.hpp>
#include <infobound/process/regression/generalised_linear_model_bounds.hpp>

/// Bounds for K matrices A_k of d × d independent entries N(0, v), P = d²K of them, and tokens drawn in proportion to
/// exp(Φ_jᵀ Σ_k A_k Φ_{X_{t−k+1}}), ‖Φ_j‖ ≤ 1, in terms of P and q = Kv: rates in nats that hold for every horizon, and
/// bounds on 𝓛_T in nats per observation (theory 7.1, 7.4). Arguments are not checked.
namespace infobound::inline v0_1::token_autoregression_bounds {

/// H_{ε,T}(θ) ≤ (P/2) ln(1 + q/(2ε)): the forward channel, whose noise is independent of the history.
/// - Source: theory 7.1.
template <class Real>
[[nodiscard]] Real forward_rate(const Real& parameters, const Real& power, const Real& epsilon) {
  using std::exp, std::log, std::log1p, std::max;
  const Real log_ratio = log(power) - log(2 * epsilon);
  // ln(1 + e^x), which may not overflow.
  return parameters / 2 * (max(log_ratio, Real(0)) + log1p(exp(log_ratio > 0 ? Real(-log_ratio) : log_ratio)));
}

/// H_{ε,T}(θ) ≤ (P/2) ln⁺(q/(2ε)), below forward_rate.
/// - Source: theory 7.4, Efroimovich's inequality.
template <class Real>
[[nodiscard]] Real fisher_rate(const Real& parameters, const Real& power, const Real& epsilon) {
  return generalised_linear_model_bounds::exponential_rate(parameters, Real(power / 2), epsilon);
}

/// 𝓛_T ≤ inf_ε {forward_rate/T + ε}, at ε = (√(q² + 4Pq/T) − q)/4.
/// - Source: theory 7.1.
template <class Real>
[[nodiscard]] Real forward_upper(const Real& parameters, const Real& power, const Real& horizon) {
  using std::sqrt;
  const Real slope = parameters / horizon;
  // The root multiplied out, without its cancellation.
  const Real epsilon = slope / (1 + sqrt(1 + 4 * slope / power));
  return forward_rate(parameters, power, epsilon) / horizon + epsilon;
}

/// 𝓛_T ≤ (P/2T)(1 + ln(1 + qT/P)), never below forward_upper.
/// - Source: theory 7.1.
template <class Real>
[[nodiscard]] Real forward_explicit_upper(const Real& parameters, const Real& power, const Real& horizon) {
  using std::log1p;
  return parameters / (2 * horizon) * (1 + log1p(power * horizon / parameters));
}

/// 𝓛_T ≤ (P/2T) ln(1 + qT/P), below both above.
/// - Source: theory 7.4, Efroimovich's inequality.
template <class Real>
[[nodiscard]] Real fisher_upper(const Real& parameters, const Real& power, const Real& horizon) {
  return generalised_linear_model_bounds::fisher_upper(parameters, horizon, power);
}

}  // namespace infobound::inline v0_1::token_autoregression_bounds
