// SPDX-License-Identifier: BSL-1.0
// What is found out of one process: bounds and estimates of the error at many horizons, and how many observations a
// target takes.
#pragma once

#include <algorithm>
#include <cmath>
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
#include <utility>
#include <vector>

#include "progress_line.hpp"

namespace examples {

struct question {
  std::string process;                      ///< in words
  std::string assumption;                   ///< a paragraph
  std::string observation = "observation";  ///< what is seen; with an s, several
  std::size_t measured = 0;                 ///< rows of the given inputs, which are repeated beyond; 0 without
  bool large = false;                       ///< few points are drawn, and an exact answer is not bounded as well
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

/// The round horizons, those given, and others between for a smooth picture, each so many times the one before.
inline std::vector<std::size_t> drawn_horizons(std::size_t horizon, std::initializer_list<std::size_t> also,
                                               double step) {
  const auto round = round_horizons(horizon);
  std::set<std::size_t> made(round.begin(), round.end());
  for (const std::size_t one : also)
    if (one >= 1 && one <= horizon) made.insert(one);
  for (double at = 1; at < static_cast<double>(horizon); at *= step) made.insert(static_cast<std::size_t>(at));
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

/// 𝓛_T at each horizon, in order; fewer if a stop is requested meanwhile. A simulation has its whole curve in one run.
template <class Process, class Policy>
std::vector<infobound::estimate<double>> errors_at(const Process& process, const std::vector<std::size_t>& horizons,
                                                   const Policy& policy, bool in_one, progress_line& line,
                                                   const std::stop_token& stop) {
  namespace ib = infobound;
  std::vector<ib::estimate<double>> errors;
  if (in_one) {
    line.doing("replicates");
    const auto report = [&](const ib::progress& made) {
      line.doing("replicate " + ib::to_text(made.done) + " of " + ib::to_text(made.total));
    };
    const auto curve = ib::learning_curve(process, horizons.back(), policy, ib::serial{}, ib::observed(report, stop));
    const auto& first = curve.information(1);
    if (first.stopped == ib::stop_reason::cancelled && first.replicates == 0) return errors;
    for (const std::size_t horizon : horizons) errors.push_back(curve.estimation_error(horizon));
  } else {
    for (const std::size_t horizon : horizons) {
      if (stop.stop_requested()) break;
      line.doing("error at horizon " + ib::to_text(horizon) + " of " + ib::to_text(horizons.back()));
      errors.push_back(ib::estimation_error(process, horizon, policy));
    }
  }
  return errors;
}

/// Up to here double has every whole number.
inline constexpr double exact_counts = 9e15;

/// The least T with 𝓛_T ≤ ε, from the exact information; nothing if it is too far or a stop is requested. The errors
/// of an iid process fall, and those of given inputs need not.
template <class Process>
std::optional<std::size_t> least_horizon(const Process& process, double epsilon, std::size_t least, bool falls,
                                         progress_line& line, const std::stop_token& stop) {
  namespace ib = infobound;
  const auto information = [&](std::size_t horizon) {
    line.doing("exact information at horizon " + ib::to_text(horizon));
    return ib::information(process, horizon, ib::closed_form{}).lower.mean;
  };
  const auto suffices = [&](std::size_t horizon) {
    return information(horizon) / static_cast<double>(horizon) <= epsilon;
  };
  if (!falls) {
    // Information never falls, so none of the horizons up to I(H_T;θ)/ε is enough if T is not.
    for (std::size_t enough = least; !stop.stop_requested();) {
      const double known = information(enough);
      if (known / static_cast<double>(enough) <= epsilon) return enough;
      const double next = std::floor(known / epsilon * (1 - 1e-14));
      if (!(next < exact_counts)) return {};
      enough = std::max(enough + 1, static_cast<std::size_t>(next));
    }
    return {};
  }
  constexpr std::size_t most = std::size_t{1} << 24;
  std::size_t too_few = least - 1;
  std::size_t enough = least;
  for (; enough <= most && !suffices(enough); enough *= 2) {
    if (stop.stop_requested()) return {};
    too_few = enough;
  }
  if (enough > most) return {};
  while (enough - too_few > 1) {
    if (stop.stop_requested()) return {};
    const std::size_t middle = too_few + (enough - too_few) / 2;
    (suffices(middle) ? enough : too_few) = middle;
  }
  return enough;
}

/// How far to go where it is not said: to the end of the measured rows, or the round number that shows the target
/// reached, if that is not too far.
inline std::size_t default_horizon(const study& made) {
  const auto measured = static_cast<double>(made.asked.measured);
  const double most = made.made.replicates ? 1e4 : made.asked.measured > 0 ? 1e15 : 1e6;
  const double reached = made.needed_exactly ? static_cast<double>(*made.needed_exactly) : made.needed.upper.value;
  if (made.asked.measured > 0 && !(reached > measured && reached <= most)) return made.asked.measured;
  return reached <= most ? round_up(static_cast<std::size_t>(std::max(100.0, reached))) : 1000;
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

  const bool exact = made.made.policy == ib::closed_form::name;
  if constexpr (has_bounds<Process>)
    if (!(about.large && exact)) {
      line.doing("bounds on what the target takes");
      made.needed = ib::sample_complexity(process, about.epsilon);
    }
  if constexpr (ib::solved_process<Process>)
    if (exact && made.needed.lower.value < exact_counts)
      made.needed_exactly = least_horizon(process, about.epsilon, static_cast<std::size_t>(made.needed.lower.value),
                                          about.measured == 0, line, stop);
  if (about.horizon == 0) about.horizon = default_horizon(made);
  if (made.made.replicates) {
    std::size_t most = 10'000'000;
    if constexpr (requires { process.dimension; }) most = 50'000'000 / static_cast<std::size_t>(process.dimension);
    ib::require_at_most("horizon", about.horizon, most, "as a simulated history is kept in memory");
  }

  const auto horizons =
      drawn_horizons(about.horizon, {about.measured, made.needed_exactly.value_or(0)}, about.large ? 1.6 : 1.12);
  const auto errors = with_policy<Process>(about, [&](const auto& policy) {
    return errors_at(process, horizons, policy, made.made.replicates.has_value(), line, stop);
  });
  for (std::size_t i = 0; i < errors.size(); ++i) {
    point found{.horizon = horizons[i],
                .known = {{0, "information is not negative"}, {infinity, "no upper bound is known"}},
                .error = errors[i]};
    if constexpr (has_bounds<Process>) {
      line.doing("bounds at horizon " + ib::to_text(horizons[i]) + " of " + ib::to_text(horizons.back()));
      found.bounds = ib::error_bounds(process, horizons[i]);
      for (const auto& [value, direction, source] : found.bounds) {
        auto& [best, its_source] = direction == ib::direction::lower ? found.known.lower : found.known.upper;
        if (direction == ib::direction::lower ? value > best : value < best) {
          best = value;
          its_source = source;
        }
      }
    }
    made.points.push_back(std::move(found));
  }
  if (stop.stop_requested()) made.made.stopped = ib::stop_reason::cancelled;
  line.clear();
  return made;
}

}  // namespace examples
