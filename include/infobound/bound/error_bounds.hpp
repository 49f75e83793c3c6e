// SPDX-License-Identifier: BSL-1.0
// What theorems say of the error before any simulation: every bound, and the best bracket.
#pragma once

#include <cstddef>
#include <infobound/bound/theorem_15.hpp>
#include <infobound/core/bound.hpp>
#include <infobound/core/bracket_arithmetic.hpp>
#include <infobound/core/concepts.hpp>
#include <infobound/core/members.hpp>
#include <infobound/core/require.hpp>
#include <infobound/rate/rate_distortion.hpp>
#include <limits>
#include <string>
#include <utility>
#include <vector>

namespace infobound::inline v0_1 {

namespace detail {

template <class Process>
consteval bool explain_bounds() {
  constexpr bool understood = explain_members<Process>();
  constexpr bool bounded =
      evaluates_distortion_rate<Process> || rate_bounded_process<Process> || error_bounded_process<Process>;
  static_assert(
      !understood || bounded,
      "infobound: nothing bounds the error of the process: it has none of rate_upper(epsilon), rate_lower(epsilon), "
      "error_upper(horizon), error_lower(horizon), error_bounds(horizon)");
  return understood && bounded;
}

/// Calls visit(value, direction, source) for every bound that is known and not below another of the same cost.
template <class Process, class Visit>
void for_each_error_bound(const Process& process, std::size_t horizon, Visit visit) {
  using Real = real_type_t<Process>;
  using enum direction;
  const Real T = Real(horizon);
  if constexpr (lists_error_bounds<Process>)
    for (auto& [value, side, source] : process.error_bounds(horizon)) visit(value, side, std::move(source));
  if constexpr (bounds_error_above<Process>)
    visit(process.error_upper(horizon), upper, "error_upper(horizon) of the process");
  if constexpr (bounds_error_below<Process>)
    visit(process.error_lower(horizon), lower, "error_lower(horizon) of the process");
  if constexpr (evaluates_distortion_rate<Process>) {
    const auto distortion = process.distortion_rate();
    visit(theorem_15::upper_from_distortion(distortion, T), upper, "Theorem 15, exact rate (theory 2.3)");
    if constexpr (requires { distortion.dimension(); })
      visit(theorem_15::recursion_lower(distortion, distortion.dimension(), T), lower,
            "recursion, exact rate (theory 2.3)");
    else
      visit(theorem_15::recursion_lower(distortion, T), lower, "recursion, exact rate (theory 2.3)");
  } else {
    if constexpr (bounds_rate_above<Process>) {
      const auto rate = [&](const Real& epsilon) -> Real { return rate_upper_at(process, epsilon, horizon); };
      visit(theorem_15::upper_from_rate(rate, T), upper, "Theorem 15 from rate_upper (theory 2.2)");
    }
    if constexpr (bounds_rate_below<Process>) {
      const auto rate = [&](const Real& epsilon) -> Real { return rate_lower_at(process, epsilon, horizon); };
      constexpr bool of_horizon = requires { process.rate_lower(T, horizon); };  // else of one fresh observation
      visit(theorem_15::lower_from_rate(rate, T), lower,
            of_horizon ? "Theorem 15 from rate_lower (theory 2.2)" : "Theorem 15 from rate_lower (theory 2.3)");
    }
  }
}

template <class Process>
void prepare_bounds(const Process& process, std::size_t horizon) {
  validate_all(process);
  require_at_least("horizon", horizon, 1);
}

}  // namespace detail

/// Every known bound on 𝓛_T, in nats per observation, with its direction and source.
/// - Domain: T ≥ 1.
/// - Cost:   O(1) in T for the library's iid processes; no simulation.
/// - Throws: std::domain_error where the process or T is outside its domain.
/// - Source: theory 2.2, 2.3 and the process's own.
template <class Process>
[[nodiscard]] std::vector<bound<real_type_t<Process>>> error_bounds(const Process& process, std::size_t horizon) {
  using Real = real_type_t<Process>;
  std::vector<bound<Real>> bounds;
  if constexpr (detail::explain_bounds<Process>()) {
    detail::prepare_bounds(process, horizon);
    detail::for_each_error_bound(process, horizon, [&](const auto& value, direction side, std::string source) {
      bounds.push_back({value, side, std::move(source)});
    });
    if constexpr (evaluates_distortion_rate<Process>)
      bounds.push_back({theorem_15::lower_from_distortion(process.distortion_rate(), Real(horizon)), direction::lower,
                        "Theorem 15, exact rate (theory 2.3)"});
  }
  return bounds;
}

/// The best lower and the best upper of error_bounds: lower.value ≤ 𝓛_T ≤ upper.value, in nats per observation.
/// Where the process has untrained_error() and no bound is below it, the upper side's source says that it is that of a
/// learner that learns nothing.
/// - Domain, cost and throws as error_bounds; 0 or ∞ for a side on which nothing is known.
template <class Process>
[[nodiscard]] bracket<real_type_t<Process>> error_bracket(const Process& process, std::size_t horizon) {
  using Real = real_type_t<Process>;
  detail::narrowing_bracket<Real> sides;
  if constexpr (detail::explain_bounds<Process>()) {
    detail::prepare_bounds(process, horizon);
    detail::for_each_error_bound(process, horizon, [&](const Real& value, direction side, auto&& source) {
      sides.narrow(value, side, std::forward<decltype(source)>(source));
    });
    if constexpr (knows_untrained_error<Process>)
      if (const Real untrained = process.untrained_error();
          untrained <= sides.best.upper.value && untrained < std::numeric_limits<Real>::infinity())
        sides.best.upper = {untrained, "a learner that learns nothing (theory 1.5)"};
    sides.order(4096);
  }
  return sides.best;
}

}  // namespace infobound::inline v0_1
