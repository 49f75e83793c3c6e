// SPDX-License-Identifier: BSL-1.0
// Laws of a count, from the ratios of neighbouring probabilities: no ln Γ, no underflow where the mass is.
#pragma once

#include <Eigen/Core>
#include <algorithm>
#include <infobound/core/numeric/cmath.hpp>
#include <infobound/core/numeric/compensated_sum.hpp>
#include <infobound/core/numeric/equal.hpp>

namespace infobound::inline v0_1::detail {

/// The counts whose probability is above zero in the scalar's range, first ≤ s ≤ last, and the sum of their weights.
template <class Real>
struct count_range {
  Eigen::Index first;
  Eigen::Index last;
  Real total;
};

/// Fills law[s] with weights in proportion to P(S = s), s = 0 … most, given ratio(s) = P(s + 1)/P(s), outwards from
/// `start`, where the weight is 1. Entries outside the range returned underflow and are not written.
/// - Accuracy: relative error about √most units in the last place.
template <class Real, class Ratio>
count_range<Real> fill_count_law(Eigen::ArrayX<Real>& law, Eigen::Index most, Eigen::Index start, Ratio ratio) {
  count_range<Real> range{start, start, Real(0)};
  compensated_sum<Real> total;
  total += law[start] = 1;
  for (Real next; range.last < most; total += next) {
    next = law[range.last] * ratio(range.last);
    if (!(next > 0)) break;
    law[++range.last] = next;
  }
  for (Real next; range.first > 0; total += next) {
    next = law[range.first] / ratio(range.first - 1);
    if (!(next > 0)) break;
    law[--range.first] = next;
  }
  range.total = total.value();
  return range;
}

/// fill_count_law for S ~ BetaBinomial(most; a, b).
template <class Real>
count_range<Real> fill_beta_binomial(Eigen::ArrayX<Real>& law, Eigen::Index most, const Real& a, const Real& b) {
  using std::floor, std::min;
  // A mode; of two, at either end, that with more mass.
  Eigen::Index start = 0;
  if (a > 1 && b > 1)
    start = min(most, static_cast<Eigen::Index>(floor((a - 1) / ((a - 1) + (b - 1)) * Real(most + 1))));
  else if (a > b)
    start = most;
  // (x + s)/(1 + s): not from a rounded x + s, whose errors all have the same sign over long stretches of s.
  const auto grown = [](const Real& x, Eigen::Index s) -> Real { return s == 0 ? x : Real(1 + (x - 1) / Real(s + 1)); };
  return fill_count_law(law, most, start, [&](Eigen::Index s) -> Real { return grown(a, s) / grown(b, most - 1 - s); });
}

/// fill_count_law for S ~ Binomial(most, p), where p = yes/(yes + no), yes + no > 0.
template <class Real>
count_range<Real> fill_binomial(Eigen::ArrayX<Real>& law, Eigen::Index most, const Real& yes, const Real& no) {
  using std::floor, std::min;
  if (equal(most, 0)) {
    law[0] = 1;
    return {0, 0, Real(1)};
  }
  const Real odds = yes / no;
  const auto mode = min(most, static_cast<Eigen::Index>(floor(yes / (yes + no) * Real(most + 1))));
  return fill_count_law(law, most, mode, [&](Eigen::Index s) -> Real { return Real(most - s) / Real(s + 1) * odds; });
}

}  // namespace infobound::inline v0_1::detail
