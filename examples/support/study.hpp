// SPDX-License-Identifier: BSL-1.0
// What is found out of one process: bounds and estimates of the error at many horizons, and how many observations a
// target takes.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <infobound/infobound.hpp>
#include <infobound/report/provenance.hpp>
#include <initializer_list>
#include <limits>
#include <optional>
#include <set>
#include <stdexcept>
#include <stop_token>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "progress_line.hpp"

namespace examples {

struct question {
  std::string process;                      ///< in words
  std::string assumption;                   ///< a sentence
  std::string observation = "observation";  ///< what is seen; with an s, several
  std::size_t measured = 0;                 ///< rows of the given inputs, which are repeated beyond; 0 without
  std::size_t horizon = 0;                  ///< 0: as far as the target takes
  double epsilon = 0.01;
  std::string policy = "automatic";
  std::size_t replicates = 1000;
  std::uint64_t seed = 0;
  std::optional<std::string> date;
};

/// What is known of 𝓛_T at one horizon.
struct point {
  std::size_t horizon;
  std::vector<infobound::bound<double>> bounds = {};
  infobound::bracket<double> known;
  infobound::estimate<double> error;
};

struct study {
  question asked;
  std::vector<point> points = {};
  infobound::bracket<double> needed;               ///< T(ε) from bounds
  std::optional<std::size_t> needed_exactly = {};  ///< T(ε) from the exact information
  infobound::report::provenance made = {};
};

/// The least of 1, 2, 5, 10, 20, 50, … that is not below `least`, which is at most 10¹⁸.
inline std::size_t round_up(std::size_t least) {
  std::size_t power = 1;
  while (5 * power < least) power *= 10;
  return least <= power ? power : least <= 2 * power ? 2 * power : 5 * power;
}

/// 1, 2, 5, 10, 20, 50, … and the horizon itself.
inline std::vector<std::size_t> round_horizons(std::size_t horizon) {
  std::vector<std::size_t> made;
  for (std::size_t one = 1; one < horizon; one = round_up(one + 1)) made.push_back(one);
  made.push_back(horizon);
  return made;
}

/// The round horizons, those given, and some twenty a decade for a smooth picture.
inline std::vector<std::size_t> drawn_horizons(std::size_t horizon, std::initializer_list<std::size_t> also) {
  const auto round = round_horizons(horizon);
  std::set<std::size_t> made(round.begin(), round.end());
  for (const std::size_t one : also)
    if (one >= 1 && one <= horizon) made.insert(one);
  for (double at = 1; at < static_cast<double>(horizon); at *= 1.12) made.insert(static_cast<std::size_t>(at));
  return {made.begin(), made.end()};
}

template <class Process>
inline constexpr bool has_bounds =
    infobound::evaluates_distortion_rate<Process> || infobound::rate_bounded_process<Process> ||
    infobound::error_bounded_process<Process>;

/// Calls visit with the policy of that name, made with the replicates and the seed asked for.
template <class Process, class Visit>
auto with_policy(const question& asked, Visit visit) {
  namespace ib = infobound;
  if constexpr (ib::solved_process<Process>)
    if (asked.policy == ib::closed_form::name) return visit(ib::closed_form{});
  if constexpr (ib::conjugate_process<Process> || ib::samples_information<Process>)
    if (asked.policy == ib::conjugate::name)
      return visit(ib::conjugate{.replicates = asked.replicates, .seed = asked.seed});
  if constexpr (ib::approximates_information<Process>)
    if (asked.policy == ib::marchenko_pastur::name) return visit(ib::marchenko_pastur{});
  if (asked.policy != ib::automatic::name)
    throw std::invalid_argument("the policy " + asked.policy + " does not apply to this process: " + asked.process);
  return visit(ib::automatic{.replicates = asked.replicates, .seed = asked.seed});
}

/// Whether a curve costs no more than its last point: in simulation, and where inputs are given.
template <class Process>
bool curve_is_cheap(const infobound::report::provenance& made) {
  return made.replicates.has_value() || requires(const Process& process) { process.maximum_horizon(); };
}

/// 𝓛_T at each horizon, in order; fewer if a stop is requested meanwhile.
template <class Process, class Policy>
std::vector<infobound::estimate<double>> errors_at(const Process& process, const std::vector<std::size_t>& horizons,
                                                   const Policy& policy, bool in_one, progress_line& line,
                                                   const std::stop_token& stop) {
  namespace ib = infobound;
  std::vector<ib::estimate<double>> errors;
  if (in_one) {
    const auto report = [&](const ib::progress& made) { line(made, "replicates"); };
    const auto curve = ib::learning_curve(process, horizons.back(), policy, ib::serial{}, ib::observed(report, stop));
    const auto& first = curve.information(1);
    if (first.stopped == ib::stop_reason::cancelled && first.replicates == 0) return errors;
    for (const std::size_t horizon : horizons) errors.push_back(curve.estimation_error(horizon));
  } else {
    for (const std::size_t horizon : horizons) {
      if (stop.stop_requested()) break;
      errors.push_back(ib::estimation_error(process, horizon, policy));
      line({errors.size(), horizons.size()}, "horizons");
    }
  }
  return errors;
}

/// The least T with 𝓛_T ≤ ε, from the exact information; nothing if it is beyond 2²⁴ or a stop is requested.
template <class Process>
std::optional<std::size_t> least_horizon(const Process& process, double epsilon,
                                         const infobound::bracket<double>& bounds, const std::stop_token& stop) {
  namespace ib = infobound;
  constexpr std::size_t most = std::size_t{1} << 24;
  if constexpr (requires { process.maximum_horizon(); }) {
    // Errors on given inputs need not fall, so the first is looked for.
    if (!(bounds.upper.value <= static_cast<double>(process.maximum_horizon()))) return {};
    const auto curve = ib::learning_curve(process, static_cast<std::size_t>(bounds.upper.value), ib::closed_form{});
    for (std::size_t t = 1; t <= curve.horizon(); ++t)
      if (curve.estimation_error(t).lower.mean <= epsilon) return t;
    return {};
  } else {
    // Errors of an iid process fall: double, then halve.
    const auto suffices = [&](std::size_t horizon) {
      return ib::estimation_error(process, horizon, ib::closed_form{}).lower.mean <= epsilon;
    };
    std::size_t too_few = 0;
    std::size_t enough = 1;
    for (; !suffices(enough); enough *= 2) {
      if (enough >= most || stop.stop_requested()) return {};
      too_few = enough;
    }
    while (enough - too_few > 1) {
      if (stop.stop_requested()) return {};
      const std::size_t middle = too_few + (enough - too_few) / 2;
      (suffices(middle) ? enough : too_few) = middle;
    }
    return enough;
  }
}

/// How far to go where it is not said: the round number that shows the target reached, if that is not too far.
inline std::size_t default_horizon(const study& made) {
  const double least = 100;
  const double most = made.made.replicates ? 1e4 : 1e6;
  const double reached = made.needed_exactly ? static_cast<double>(*made.needed_exactly) : made.needed.upper.value;
  return reached <= most ? round_up(static_cast<std::size_t>(std::max(least, reached))) : 1000;
}

/// Answers the question. A stop request leaves out what is not complete by then.
template <class Process>
study find_out(const Process& process, question asked, progress_line& line, const std::stop_token& stop) {
  namespace ib = infobound;
  constexpr double infinity = std::numeric_limits<double>::infinity();
  ib::validate_all(process);
  ib::require_positive("epsilon", asked.epsilon);
  study made{.asked = std::move(asked),
             .needed = {{1, "one observation at least"}, {infinity, "no horizon is known to suffice"}}};
  question& about = made.asked;
  made.made = with_policy<Process>(about, [&](const auto& policy) {
    ib::validate_all(policy);
    return ib::report::made_by(process, about.process, policy, ib::stop_reason::completed, about.date);
  });

  if constexpr (has_bounds<Process>) made.needed = ib::sample_complexity(process, about.epsilon);
  if constexpr (ib::solved_process<Process>)
    if (made.made.policy == ib::closed_form::name)
      made.needed_exactly = least_horizon(process, about.epsilon, made.needed, stop);
  if (about.horizon == 0) about.horizon = default_horizon(made);
  if (made.made.replicates)
    ib::require_at_most("horizon", about.horizon, 10'000'000, "as a simulated history is kept in memory");

  const auto horizons = drawn_horizons(about.horizon, {about.measured});
  const auto errors = with_policy<Process>(about, [&](const auto& policy) {
    return errors_at(process, horizons, policy, curve_is_cheap<Process>(made.made), line, stop);
  });
  for (std::size_t i = 0; i < errors.size(); ++i) {
    point found{.horizon = horizons[i],
                .known = {{0, "information is not negative"}, {infinity, "no upper bound is known"}},
                .error = errors[i]};
    if constexpr (has_bounds<Process>) {
      found.bounds = ib::error_bounds(process, horizons[i]);
      found.known = ib::error_bracket(process, horizons[i]);
    }
    made.points.push_back(std::move(found));
  }
  if (stop.stop_requested()) made.made.stopped = ib::stop_reason::cancelled;
  line.clear();
  return made;
}

}  // namespace examples
