// SPDX-License-Identifier: BSL-1.0
// What an information may hold that no replicate has met.
#pragma once

#include <algorithm>
#include <cstddef>
#include <infobound/core/numeric/cmath.hpp>

namespace infobound::inline v0_1 {

/// How far from the mean of n replicates an information may be by events that none of them met.
///
/// With a probability of a or more, n replicates miss an event of probability q = 1 − a^{1/n}. On such an event the
/// information density i = ln p(H_T|θ) − ln p(H_T) has a mean of ln q or more, whatever the process, as E e^{−i} ≤ 1;
/// so the information may be lower by q (I + ln(1/q)). It has a mean of ln(1/q) + ln S or less where H_T has a
/// sufficient statistic of S values, and the information may be higher by q (ln(1/q) + ln S); S = T + 1 is taken, that
/// of two outcomes in any order. Both where the replicates leave room for such an event: theory 11.6.
template <class Real>
struct unseen_events {
  bool possible = false;  ///< the replicates look as if they had missed some
  Real below = 0;         ///< I, as far as it is positive
  Real above = 0;         ///< ln S
  Real nat = 1;           ///< the unit: 1 for an information, 1/T for an error per observation

  /// The most of q' (distance + ln(1/q')) over q' ≤ q, for the distance `below` or `above`.
  [[nodiscard]] Real reach(const Real& distance, std::size_t replicates, double probability) const {
    using std::exp, std::log, std::min;
    const Real largest = static_cast<Real>(-std::expm1(std::log(probability) / static_cast<double>(replicates)));
    const Real share = (min)(largest, Real(exp(distance / nat - 1)));
    return share * (distance - nat * log(share));
  }
};

/// The events unseen by two simulations at once, of a sum; of a difference, with those of the subtrahend turned round.
template <class Real>
[[nodiscard]] unseen_events<Real> operator+(const unseen_events<Real>& a, const unseen_events<Real>& b) {
  if (!a.possible) return b;
  if (!b.possible) return a;
  return {true, a.below + b.below, a.above + b.above, (std::max)(a.nat, b.nat)};
}

/// The difference: what may be missing above the second is missing below it.
template <class Real>
[[nodiscard]] unseen_events<Real> operator-(const unseen_events<Real>& a, const unseen_events<Real>& b) {
  return a + unseen_events<Real>{b.possible, b.above, b.below, b.nat};
}

}  // namespace infobound::inline v0_1
