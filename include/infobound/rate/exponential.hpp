// SPDX-License-Identifier: BSL-1.0
// Rates of the form (d/2) ln⁺(a/ε), and what they say of the error in closed form.
#pragma once

#include <infobound/core/numeric/cmath.hpp>
#include <infobound/core/numeric/roots.hpp>
#include <infobound/core/numeric/scaled.hpp>

/// Exponential rate-distortion functions: the distortion falls like e^{−2R/d} (theory 2.3).
namespace infobound::inline v0_1::rate {

namespace detail {

/// 2aT/d.
template <class Real>
[[nodiscard]] infobound::detail::scaled<Real> scaled_amplitude(const Real& dimension, const Real& horizon,
                                                               const Real& amplitude) {
  using infobound::detail::scaled;
  return scaled<Real>(amplitude) * (scaled<Real>(2) * horizon / dimension);
}

/// d/(2T).
template <class Real>
[[nodiscard]] infobound::detail::scaled<Real> nats_a_unit(const Real& dimension, const Real& horizon) {
  using infobound::detail::scaled;
  return scaled<Real>(dimension) / (scaled<Real>(2) * horizon);
}

}  // namespace detail

/// The root of Theorem 15's lower half for H_ε ≥ (d/2) ln⁺(a/ε): 𝓛_T ≥ (d/2T) W₀(2aT/d).
/// - Units:  nats per observation.
/// - Domain: d > 0, T > 0, a ≥ 0.
/// - Source: theory 2.3; Jeon & Van Roy Theorem 15.
template <class Real>
[[nodiscard]] Real exponential_root_lower(const Real& dimension, const Real& horizon, const Real& amplitude) {
  using infobound::detail::enclose_root;
  using std::exp, std::log, std::log1p;
  const auto x = detail::scaled_amplitude(dimension, horizon, amplitude);
  const Real value = x.value();
  // W₀(x) is the root of w = x e^{−w}, which is at most ln(1+x); Boost's own header of it is a twentieth of all that
  // including this library costs a compiler.
  if (value < 3) {
    const auto root =
        enclose_root([&](const Real& w) { return Real(w - value * exp(-w)); }, Real(0), Real(log1p(value)));
    return amplitude * exp(-root.upper);
  }
  const Real logarithm = log(x);
  const auto root = enclose_root([&](const Real& w) { return Real(w + log(w) - logarithm); }, Real(1), logarithm);
  return (detail::nats_a_unit(dimension, horizon) * root.lower).value();
}

/// The recursion for H_ε ≥ (d/2) ln⁺(a/ε), iid: 𝓛_T ≥ (d/2T) ln(1 + 2aT/d), which needs 2a ≤ d; 0 otherwise.
/// - Units:  nats per observation.
/// - Domain: d > 0, T > 0, a ≥ 0.
/// - Source: theory 2.3.
template <class Real>
[[nodiscard]] Real exponential_recursion_lower(const Real& dimension, const Real& horizon, const Real& amplitude) {
  if (!(amplitude <= dimension / 2)) return 0;
  return (detail::nats_a_unit(dimension, horizon) * log1p(detail::scaled_amplitude(dimension, horizon, amplitude)))
      .value();
}

/// The recursion for H_ε ≥ (d/2) ln⁺(a/ε), iid, from a known first error ℓ_0 = 𝓛_1: 𝓛_T ≥ L_T/T with L_1 = ℓ_0,
/// L_{t+1} = L_t + a e^{−2L_t/d}. Never below exponential_recursion_lower.
/// - Units:  nats per observation.
/// - Domain: d > 0, T ≥ 1, 0 ≤ a ≤ d/2, ℓ_0 ≥ a.
/// - Cost:   min(T, 1024) exponentials; the rest of a longer horizon in closed form.
/// - Source: theory 2.3.
template <class Real>
[[nodiscard]] Real exponential_step_lower(const Real& dimension, const Real& horizon, const Real& amplitude,
                                          const Real& first_error) {
  using std::exp, std::log1p;
  Real information = first_error;
  Real t = 1;
  for (; t < horizon && t < 1024; t += 1) information += amplitude * exp(-2 * information / dimension);
  if (t < horizon)
    information +=
        dimension / 2 * log1p((horizon - t) * (2 * amplitude / dimension) * exp(-2 * information / dimension));
  return information / horizon;
}

/// Theorem 15's upper half for H_ε ≤ (d/2) ln⁺(b/ε): 𝓛_T ≤ (d/2T)(1 + ln(2bT/d)) for T ≥ d/(2b), else b.
/// - Units:  nats per observation.
/// - Domain: d > 0, T > 0, b ≥ 0.
/// - Source: theory 2.3; Jeon & Van Roy Theorem 15.
template <class Real>
[[nodiscard]] Real exponential_upper(const Real& dimension, const Real& horizon, const Real& amplitude) {
  const auto x = detail::scaled_amplitude(dimension, horizon, amplitude);
  if (x.value() < 1) return amplitude;
  return (detail::nats_a_unit(dimension, horizon) * Real(1 + log(x))).value();
}

}  // namespace infobound::inline v0_1::rate
