// SPDX-License-Identifier: BSL-1.0
// Numbers from one end of a scalar's range to the other.

#pragma once

#include <limits>
#include <vector>

/// The ends of the range, the neighbours of 1, and numbers between them.
template <class Real>
std::vector<Real> extremes() {
  using limits = std::numeric_limits<Real>;
  const Real root = limits::digits < 53 ? Real(1e19) : Real(1e150);
  return {limits::denorm_min(),
          (limits::min)(),
          1 / root,
          limits::epsilon(),
          Real(0.3),
          1 - limits::epsilon(),
          Real(1),
          Real(7),
          1000,
          root,
          root * 1e10F,
          (limits::max)()};
}

/// |found/expected − 1|; for what is expected beyond the range of Real, or among the last digits before 0, whether what
/// was found is there too: 0 or ∞.
template <class Real, class Wide>
double extreme_error(const Real& found, const Wide& expected) {
  using limits = std::numeric_limits<Real>;
  if (expected > Wide((limits::max)())) return found >= (limits::max)() ? 0 : limits::infinity();
  if (expected < Wide((limits::min)()))
    return abs(Wide(found) - expected) <= 4 * Wide(limits::denorm_min()) ? 0 : limits::infinity();
  return static_cast<double>(Wide(abs(Wide(found) / expected - 1)));
}
