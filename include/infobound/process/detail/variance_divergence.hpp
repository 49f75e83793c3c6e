// SPDX-License-Identifier: BSL-1.0
// What assuming another variance costs.
#pragma once

#include <infobound/core/detail/elementary_functions.hpp>
#include <infobound/process/detail/relative_entropy_term.hpp>

namespace infobound::inline v0_1::detail {

/// a/b − 1 − ln(a/b) ≥ 0, twice KL(N(0, a) ‖ N(0, b)), for a, b > 0 and the difference a − b, which the caller may know
/// better: to full relative accuracy.
template <class Real>
[[nodiscard]] Real variance_divergence(const Real& a, const Real& b, const Real& difference) {
  using std::exp, std::log, std::log1p;
  const Real excess = difference / b;
  if (excess > Real(-0.375) && excess < Real(0.625)) {
    const Real log_ratio = log1p(excess);
    return exp(log_ratio) * relative_entropy_term(Real(-log_ratio));
  }
  return excess - (log(a) - log(b));
}

/// The same for a difference that is not known better.
template <class Real>
[[nodiscard]] Real variance_divergence(const Real& a, const Real& b) {
  return variance_divergence(a, b, Real(a - b));
}

}  // namespace infobound::inline v0_1::detail
