// SPDX-License-Identifier: BSL-1.0
// The curve of a policy that runs at one horizon at a time: at every horizon, or at some and bounds between them.
#pragma once

#include <algorithm>
#include <cstddef>
#include <infobound/core/concepts.hpp>
#include <infobound/core/curve.hpp>
#include <infobound/core/detail/elementary_functions.hpp>
#include <infobound/core/estimate.hpp>
#include <infobound/core/execution.hpp>
#include <infobound/information/detail/sandwich.hpp>
#include <utility>
#include <vector>

namespace infobound::inline v0_1::detail {

/// At most `points` horizons in geometric progression from 1 to T, T always among them; all for points = 0.
[[nodiscard]] inline std::vector<std::size_t> curve_grid(std::size_t horizon, std::size_t points) {
  std::vector<std::size_t> grid;
  if (points == 0 || points >= horizon) {
    for (std::size_t t = 1; t <= horizon; ++t) grid.push_back(t);
    return grid;
  }
  for (std::size_t i = 0; i + 1 < points; ++i) {
    const double share = static_cast<double>(i) / static_cast<double>(points - 1);
    const auto t = static_cast<std::size_t>(std::llround(std::pow(static_cast<double>(horizon), share)));
    if (t < horizon && (grid.empty() || t > grid.back())) grid.push_back(t);
  }
  grid.push_back(horizon);
  return grid;
}

/// (1 − share) a + share b of two estimates that may depend on each other in any way: standard errors add.
template <class Real>
[[nodiscard]] sampled<Real> between(const sampled<Real>& a, const sampled<Real>& b, const Real& share) {
  return {(1 - share) * a.mean + share * b.mean, (1 - share) * a.standard_error + share * b.standard_error};
}

/// The mean increment from horizon s to t, bounded: (side of I(H_t) − other side of I(H_s))/(t − s).
template <class Real>
[[nodiscard]] sampled<Real> slope(const sampled<Real>& late, const sampled<Real>& early, const Real& steps) {
  return {(late.mean - early.mean) / steps, (late.standard_error + early.standard_error) / steps};
}

/// Runs the policy at the horizons of curve_grid(T, points).
///
/// Between two of them, s < t < u, I(H_s;θ) ≤ I(H_t;θ) ≤ I(H_u;θ), as information on θ never falls; the lower side of
/// the first and the upper side of the second are reported. Where observations are independent, the chord of the lower
/// sides is a higher lower side, by concavity (theory 1.2, 11.5).
///
/// The increment I(H_t;θ) − I(H_{t−1};θ) is, by the difference rule, lower minus upper and upper minus lower where both
/// horizons were run. Elsewhere its lower side is 0, which no difference of the sides above could exceed, and its upper
/// side the difference of what bounds the two; where observations are independent, increments fall, so that the lower
/// side is the mean increment between the next two horizons that were run, and the upper side that between the two
/// before. Which form is used depends on the horizons alone, never on the estimates: the better of two would be biased.
/// - Cost: one run for each point.
template <class Policy, class Process, class Execution, class Observer>
[[nodiscard]] curve<real_type_t<Process>> curve_by_grid(const Policy& policy, std::size_t points,
                                                        const Process& process, std::size_t horizon,
                                                        const Execution& execution, const Observer& observer) {
  using Real = real_type_t<Process>;
  constexpr bool concave = has_independent_observations<Process>;
  // I(H_0;θ) = 0, exactly, opens the grid.
  std::vector<std::size_t> at{0};
  std::vector<estimate<Real>> run{exactly(Real(0))};
  for (const std::size_t t : curve_grid(horizon, points)) {
    at.push_back(t);
    run.push_back(policy.run(process, t, part_of(execution, t), observer));
  }
  const auto steps = [&](std::size_t i) { return Real(at[i + 1] - at[i]); };

  std::vector<estimate<Real>> information;
  std::vector<estimate<Real>> increments;
  estimate<Real> before = run.front();
  for (std::size_t i = 0; i + 1 < at.size(); ++i)
    for (std::size_t t = at[i] + 1; t <= at[i + 1]; ++t) {
      const estimate<Real>& early = run[i];
      const estimate<Real>& late = run[i + 1];
      estimate<Real> here = late;
      if (t < at[i + 1])
        here = {.lower = concave ? between(early.lower, late.lower, Real(Real(t - at[i]) / steps(i))) : early.lower,
                .upper = late.upper,
                .replicates = i > 0 ? (std::min)(early.replicates, late.replicates) : late.replicates,
                .stopped = early.stopped == stop_reason::cancelled ? early.stopped : late.stopped};
      estimate<Real> increment = difference(here, before);
      if (at[i + 1] - at[i] > 1) {
        increment.lower = {};
        if constexpr (concave) {
          if (i + 2 < at.size()) increment.lower = slope(run[i + 2].lower, late.upper, steps(i + 1));
          increment.upper =
              i > 0 ? slope(early.upper, run[i - 1].lower, steps(i - 1)) : slope(late.upper, early.lower, Real(t));
        }
      }
      information.push_back(here);
      increments.push_back(increment);
      before = here;
    }
  return {std::move(information), std::move(increments)};
}

}  // namespace infobound::inline v0_1::detail
