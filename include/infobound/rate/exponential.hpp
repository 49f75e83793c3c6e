// SPDX-License-Identifier: BSL-1.0
// Rates of the form (d/2) ln⁺(a/ε), and what they say of the error in closed form.
#pragma once

#include <infobound/core/detail/elementary_functions.hpp>
#include <infobound/core/detail/roots.hpp>

/// Exponential rate-distortion functions: the distortion falls like e^{−2R/d} (theory 2.3).
namespace infobound::inline v0_1::rate {

/// The root of Theorem 15's lower half for H_ε ≥ (d/2) ln⁺(a/ε): 𝓛_T ≥ (d/2T) W₀(2aT/d).
/// - Units:  nats per observation.
/// - Domain: d > 0, T > 0, a ≥ 0, and 2aT/d finite.
/// - Source: theory 2.3; Jeon & Van Roy Theorem 15.
template <class Real>
[[nodiscard]] Real exponential_root_lower(const Real& dimension, const Real& horizon, const Real& amplitude) {
  using std::exp, std::log1p;
  const Real scaled = 2 * amplitude * horizon / dimension;
  // W₀(x) is the root of w = x e^{−w}, which is at most ln(1+x); Boost's own header of it is a twentieth of all that
  // including this library costs a compiler.
  const auto root = infobound::detail::enclose_root([&](const Real& w) { return Real(w - scaled * exp(-w)); }, Real(0),
                                                    Real(log1p(scaled)));
  return dimension / (2 * horizon) * root.lower;
}

/// The recursion for H_ε ≥ (d/2) ln⁺(a/ε), iid: 𝓛_T ≥ (d/2T) ln(1 + 2aT/d), which needs 2a ≤ d; 0 otherwise.
/// - Units:  nats per observation.
/// - Domain: d > 0, T > 0, a ≥ 0.
/// - Source: theory 2.3.
template <class Real>
[[nodiscard]] Real exponential_recursion_lower(const Real& dimension, const Real& horizon, const Real& amplitude) {
  using std::log1p;
  if (!(2 * amplitude <= dimension)) return 0;
  return dimension / (2 * horizon) * log1p(2 * amplitude * horizon / dimension);
}

/// Theorem 15's upper half for H_ε ≤ (d/2) ln⁺(b/ε): 𝓛_T ≤ (d/2T)(1 + ln(2bT/d)) for T ≥ d/(2b), else b.
/// - Units:  nats per observation.
/// - Domain: d > 0, T > 0, b ≥ 0.
/// - Source: theory 2.3; Jeon & Van Roy Theorem 15.
template <class Real>
[[nodiscard]] Real exponential_upper(const Real& dimension, const Real& horizon, const Real& amplitude) {
  using std::log;
  const Real scaled = 2 * amplitude * horizon / dimension;
  if (scaled < 1) return amplitude;
  return dimension / (2 * horizon) * (1 + log(scaled));
}

}  // namespace infobound::inline v0_1::rate
