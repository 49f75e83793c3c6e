// SPDX-License-Identifier: BSL-1.0
// Bounds on the rate and on the error of binary autoregression, each under its own name.
#pragma once

#include <algorithm>
#include <infobound/core/numeric/cmath.hpp>
#include <infobound/process/regression/generalised_linear_model_bounds.hpp>
#include <infobound/rate/exponential.hpp>
#include <limits>

/// Bounds for θ ~ N(0, I_K/K) and symbols Y_{t+1} ∈ {−1, +1} with log-odds Σ_k θ_k Y_{t−k+1}: rates in nats that hold
/// for every horizon, and bounds on 𝓛_T in nats per observation (theory 7.1, 7.4). Arguments are not checked.
namespace infobound::inline v0_1::binary_autoregression_bounds {

// Rates: upper bounds on H_{ε,T}(θ) for every T -----------------------------------------------------------------------

/// (K/2) ln⁺(K/(8ε)): the backward channel, with ‖x‖² ≤ K at every step.
/// - Source: theory 7.1, the form of Jeon & Van Roy.
template <class Real>
[[nodiscard]] Real paper_rate(const Real& order, const Real& epsilon) {
  return generalised_linear_model_bounds::exponential_rate(order, Real(order / 8), epsilon);
}

/// (K/2) ln(1 − 1/K + 1/(8ε)) for ε < K/8, else 0: the forward channel, whose noise is independent of the history.
/// Never above paper_rate.
/// - Source: theory 7.1.
template <class Real>
[[nodiscard]] Real forward_rate(const Real& order, const Real& epsilon) {
  using std::log, std::log1p, std::max;
  if (!(epsilon < order / 8)) return 0;
  const Real ratio = 1 / (8 * epsilon);
  // Logarithms apart where the ratio overflows, at subnormal ε.
  if (!(ratio <= (std::numeric_limits<Real>::max)())) return -order / 2 * (log(Real(8)) + log(epsilon));
  return max(Real(0), Real(order / 2 * log1p(ratio - 1 / order)));
}

/// (K/2) ln⁺(1/(8ε)): by the Fisher information, which sees no more of a symbol here than of an independent label.
/// Never above forward_rate.
/// - Source: theory 7.4, Efroimovich's inequality.
template <class Real>
[[nodiscard]] Real fisher_rate(const Real& order, const Real& epsilon) {
  return generalised_linear_model_bounds::exponential_rate(order, Real(Real(1) / 8), epsilon);
}

// Errors: upper bounds on 𝓛_T -----------------------------------------------------------------------------------------

/// (K/2T)(1 + ln(T/4)) for T ≥ 4, else K/8: Theorem 15 from paper_rate.
/// - Source: theory 7.1, the form of Jeon & Van Roy.
template <class Real>
[[nodiscard]] Real paper_upper(const Real& order, const Real& horizon) {
  return rate::exponential_upper(order, horizon, Real(order / 8));
}

/// (K/2T)(1 + ln(1 + T/4)), for all T.
/// - Source: theory 7.1, the form of Jeon & Van Roy; never below paper_upper.
template <class Real>
[[nodiscard]] Real paper_explicit_upper(const Real& order, const Real& horizon) {
  using std::log1p;
  return order / (2 * horizon) * (1 + log1p(horizon / 4));
}

/// The ε that is best in Theorem 15 from forward_rate: (√(1 + 16(K−1)/T) − 1)/(16(1 − 1/K)), which is 1/(2T) at K = 1;
/// at most K/8.
/// - Source: theory 7.1.
template <class Real>
[[nodiscard]] Real forward_minimiser(const Real& order, const Real& horizon) {
  using std::min, std::sqrt;
  // The root multiplied out, without its cancellation.
  return min(Real(order / 8), Real(order / (horizon * (1 + sqrt(1 + 16 * (order - 1) / horizon)))));
}

/// H_ε/T + ε at ε = forward_minimiser: Theorem 15 from forward_rate.
/// - Source: theory 7.1.
template <class Real>
[[nodiscard]] Real forward_upper(const Real& order, const Real& horizon) {
  const Real epsilon = forward_minimiser(order, horizon);
  return forward_rate(order, epsilon) / horizon + epsilon;
}

/// (K/2T)(1 + ln(1 + T/(4K))), for all T.
/// - Source: theory 7.1; never below forward_upper.
template <class Real>
[[nodiscard]] Real forward_explicit_upper(const Real& order, const Real& horizon) {
  using std::log1p;
  return order / (2 * horizon) * (1 + log1p(horizon / (4 * order)));
}

/// (K/2T) ln(1 + T/(4K)), at most 1/8: below the four above at every T.
/// - Source: theory 7.4, Efroimovich's inequality.
template <class Real>
[[nodiscard]] Real fisher_upper(const Real& order, const Real& horizon) {
  return generalised_linear_model_bounds::fisher_upper(order, horizon, Real(Real(1) / 4));
}

}  // namespace infobound::inline v0_1::binary_autoregression_bounds
