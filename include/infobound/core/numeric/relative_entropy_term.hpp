// SPDX-License-Identifier: BSL-1.0
// ρ ln ρ − ρ + 1 from ln ρ: the non-negative terms that a relative entropy is a sum of.
#pragma once

#include <infobound/core/numeric/cmath.hpp>
#include <infobound/core/numeric/scaled.hpp>
#include <limits>

namespace infobound::inline v0_1::detail {

/// ρ ln ρ − ρ + 1 = 1 + (λ − 1) e^λ with ρ = e^λ, for λ ≥ −∞: 0 at λ = 0, where it is λ²/2, and 1 at −∞; to full
/// relative accuracy.
template <class Real>
[[nodiscard]] Real relative_entropy_term(const Real& log_ratio) {
  using std::exp, std::expm1;
  if (log_ratio > 1) return 1 + (log_ratio - 1) * exp(log_ratio);  // ∞ where it overflows
  if (log_ratio < Real(-0.5) || log_ratio > Real(0.5)) {
    const Real ratio = exp(log_ratio);
    return !(ratio > 0) ? Real(1) : Real(ratio * log_ratio - expm1(log_ratio));
  }
  // e^λ (e^{−λ} − 1 + λ)
  Real term = log_ratio * log_ratio / 2;
  Real sum = term;
  for (int k = 3;
       term > sum * std::numeric_limits<Real>::epsilon() || -term > sum * std::numeric_limits<Real>::epsilon(); ++k) {
    term *= -log_ratio / Real(k);
    sum += term;
  }
  return exp(log_ratio) * sum;
}

/// p ln(p/q) − p + q for p ≥ 0, q > 0, also where p/q or q are beyond the scalar's range, given ln(p/q).
template <class Real>
[[nodiscard]] Real scaled_relative_entropy_term(const Real& p, const scaled<Real>& q, const Real& log_ratio) {
  if (log_ratio > 1) return p * (log_ratio - 1) + q.value();
  return (q * relative_entropy_term(log_ratio)).value();
}

/// p ln(p/q) − p + q where ln(p/q) is not known better than from p and q.
template <class Real>
[[nodiscard]] Real scaled_relative_entropy_term(const Real& p, const scaled<Real>& q) {
  return scaled_relative_entropy_term(p, q, log(scaled<Real>(p) / q));
}

}  // namespace infobound::inline v0_1::detail
