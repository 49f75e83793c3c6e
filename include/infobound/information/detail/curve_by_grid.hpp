// SPDX-License-Identifier: BSL-1.0
// The curve of a policy that runs at one horizon at a time: at every horizon, or at some and bounds between them.
#pragma once

#include <algorithm>
#include <cstddef>
#include <infobound/core/concepts.hpp>
#include <infobound/core/curve.hpp>
#include <infobound/core/estimate.hpp>
#include <infobound/core/estimate_arithmetic.hpp>
#include <infobound/core/execution.hpp>
#include <infobound/core/numeric/cmath.hpp>
#include <infobound/information/detail/run_at.hpp>
#include <infobound/information/replicate/sandwich.hpp>
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

/// A policy whose replicates at several horizons can be made together.
template <class Policy, class Process, class Execution, class Observer>
concept settles_horizons = requires(const Policy& policy, const Process& process, const Execution& execution,
                                    const Observer& observer) {
  policy.sampler(process, *policy.settle(process, std::size_t{1}, execution, observer));
};

/// How many horizons are run together: each has a workspace, and the last of them is run again with those that follow.
inline constexpr std::size_t horizons_together = 8;

/// Runs the policy at every horizon of a grid; increments are from each to the next, the first from 0.
template <class Policy, class Process, class Execution, class Observer>
[[nodiscard]] estimates_at<real_type_t<Process>> run_grid(const Policy& policy, const std::vector<std::size_t>& grid,
                                                          const Process& process, const Execution& execution,
                                                          const Observer& observer) {
  using Real = real_type_t<Process>;
  estimates_at<Real> result;
  if constexpr (settles_horizons<Policy, Process, Execution, Observer>) {
    for (std::size_t next = 0; next < grid.size(); next = result.information.size()) {
      const std::size_t first = next > 0 ? next - 1 : 0;
      const std::size_t last = (std::min)(grid.size(), next + horizons_together);
      const auto part = part_of(execution, grid[last - 1]);
      std::vector<decltype(policy.settle(process, grid[0], part, observer))> settled;
      for (std::size_t i = first; i < last; ++i) {
        settled.push_back(policy.settle(process, grid[i], part, observer));
        if (settled.back()) continue;
        result.information.resize(grid.size(), nothing_estimated<Real>(policy.name));
        result.increments.resize(grid.size(), nothing_estimated<Real>(policy.name));
        return result;
      }
      const auto run = run_together(policy, settled, process, part, observer);
      const auto fresh = static_cast<std::ptrdiff_t>(next - first);
      result.information.insert(result.information.end(), run.information.begin() + fresh, run.information.end());
      result.increments.insert(result.increments.end(), run.increments.begin() + fresh, run.increments.end());
    }
  } else {
    // I(H_0;θ) = 0, exactly.
    estimate<Real> before = exactly(Real(0));
    for (const std::size_t t : grid) {
      result.information.push_back(policy.run(process, t, part_of(execution, t), observer));
      result.increments.push_back(difference(result.information.back(), before));
      before = result.information.back();
    }
  }
  return result;
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
///
/// Standard errors of increments are those of differences within a replicate; where only one of the two sides has
/// control variates, they add.
/// - Cost: one run for each point, and for every eighth another.
template <class Policy, class Process, class Execution, class Observer>
[[nodiscard]] curve<real_type_t<Process>> curve_by_grid(const Policy& policy, std::size_t points,
                                                        const Process& process, std::size_t horizon,
                                                        const Execution& execution, const Observer& observer) {
  using Real = real_type_t<Process>;
  constexpr bool concave = has_independent_observations<Process>;
  const std::vector<std::size_t> grid = curve_grid(horizon, points);
  const estimates_at<Real> run = run_grid(policy, grid, process, execution, observer);
  const auto start = [&](std::size_t i) { return i > 0 ? grid[i - 1] : std::size_t{0}; };
  const auto length = [&](std::size_t i) { return Real(grid[i] - start(i)); };

  std::vector<estimate<Real>> information;
  std::vector<estimate<Real>> increments;
  for (std::size_t i = 0; i < grid.size(); ++i)
    for (std::size_t t = start(i) + 1; t <= grid[i]; ++t) {
      const estimate<Real> early = i > 0 ? run.information[i - 1] : exactly(Real(0));
      const estimate<Real>& late = run.information[i];
      estimate<Real> here = late;
      if (t < grid[i]) {
        here = {.lower = concave ? between(early.lower, late.lower, Real(Real(t - start(i)) / length(i))) : early.lower,
                .upper = late.upper,
                .replicates = i > 0 ? (std::min)(early.replicates, late.replicates) : late.replicates,
                .stopped = early.stopped == stop_reason::cancelled ? early.stopped : late.stopped};
        here.skewness = late.skewness;
        here.unseen = early.unseen + late.unseen;
        here.policy = late.policy;
      }
      estimate<Real> increment = run.increments[i];
      if (grid[i] - start(i) > 1) {
        if constexpr (concave) increment = i > 0 ? run.increments[i - 1] / length(i - 1) : run.increments[0] / Real(t);
        increment.lower = {Real(0), Real(0), true};
        if (concave && i + 1 < grid.size()) {
          const estimate<Real> after = run.increments[i + 1] / length(i + 1);
          increment.lower = after.lower;
          increment.unseen = increment.unseen + after.unseen;
        }
        increment.stopped = here.stopped;
      }
      information.push_back(here);
      increments.push_back(increment);
    }
  return {std::move(information), std::move(increments)};
}

}  // namespace infobound::inline v0_1::detail
