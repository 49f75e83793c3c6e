// SPDX-License-Identifier: BSL-1.0
// What made a number: kept beside it, so that it can be made again.
#pragma once

#include <cstddef>
#include <cstdint>
#include <infobound/core/estimate.hpp>
#include <infobound/core/require.hpp>
#include <infobound/core/version.hpp>
#include <optional>
#include <string>
#include <utility>

namespace infobound::inline v0_1::report {

/// What made a result: enough to make it again.
struct provenance {
  std::string version{infobound::version};       ///< of the library
  std::string process = {};                      ///< in the words of whoever ran it
  std::string policy = {};                       ///< its name
  std::optional<std::uint64_t> seed = {};        ///< of a policy that has one
  std::optional<std::size_t> replicates = {};    ///< asked for, of a policy that has them
  std::string units = "nats";                    ///< of every information and error
  stop_reason stopped = stop_reason::completed;  ///< what ended the run
  std::optional<std::string> date = {};          ///< if the caller gives one; the clock is never read
};

/// The provenance of numbers made with a policy, its seed and replicates included where it has them.
template <class Policy>
[[nodiscard]] provenance made_by(std::string process, const Policy& policy,
                                 stop_reason stopped = stop_reason::completed, std::optional<std::string> date = {}) {
  provenance result{
      .process = std::move(process), .policy = std::string(Policy::name), .stopped = stopped, .date = std::move(date)};
  if constexpr (requires { policy.seed; }) result.seed = policy.seed;
  if constexpr (requires { policy.replicates; }) result.replicates = policy.replicates;
  return result;
}

/// Names the policy that was chosen where one policy chooses another by the type of the process, as `automatic` does.
template <class Process, class Policy>
[[nodiscard]] provenance made_by(const Process&, std::string process, const Policy& policy,
                                 stop_reason stopped = stop_reason::completed, std::optional<std::string> date = {}) {
  if constexpr (requires { policy.template chosen<Process>(); })
    return made_by(std::move(process), policy.template chosen<Process>(), stopped, std::move(date));
  else
    return made_by(std::move(process), policy, stopped, std::move(date));
}

/// "completed", "cancelled" or "budget spent".
[[nodiscard]] inline std::string name_of(stop_reason stopped) {
  switch (stopped) {
    case stop_reason::cancelled:
      return "cancelled";
    case stop_reason::budget_spent:
      return "budget spent";
    default:
      return "completed";
  }
}

/// One line: "infobound 0.1.0; linear regression, d = 10; conjugate, seed 7, 1000 replicates; nats; completed".
[[nodiscard]] inline std::string describe(const provenance& from) {
  std::string line = "infobound " + from.version;
  if (!from.process.empty()) line += "; " + from.process;
  if (!from.policy.empty()) line += "; " + from.policy;
  if (from.seed) line += ", seed " + to_text(*from.seed);
  if (from.replicates) line += ", " + to_text(*from.replicates) + " replicates";
  line += "; " + from.units + "; " + name_of(from.stopped);
  if (from.date) line += "; " + *from.date;
  return line;
}

}  // namespace infobound::inline v0_1::report
