// SPDX-License-Identifier: BSL-1.0
// What counts have told of a Gamma or Dirichlet parameter: the divergence of its posterior from its prior.
#pragma once

#include <infobound/core/numeric/cmath.hpp>
#include <infobound/core/numeric/digamma.hpp>
#include <infobound/core/numeric/wide.hpp>

namespace infobound::inline v0_1::detail {

/// s ψ₀(a + s) − ln Γ(a + s)/Γ(a), for a > 0 and a whole s ≥ 0: a sum of s positive terms of the order of (s − j)/a, or
/// for s > 10⁶ a difference.
template <class Real>
[[nodiscard]] Real count_gain(const Real& start, const Real& count) {
  using std::lgamma;
  if (!(count > 0)) return 0;
  const Real end = start + count;
  if (count > Real(1e6F)) return count * digamma(end) - (lgamma(end) - lgamma(start));
  const Real last = digamma_minus_log(end);
  Real sum = 0;
  for (Real j = 0; j < count; j += 1) sum += last + log1p_of_quotient(Real(count - j), Real(start + j));
  return sum;
}

}  // namespace infobound::inline v0_1::detail
