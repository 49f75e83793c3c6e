// SPDX-License-Identifier: BSL-1.0
// What a verb asks of a policy: nothing is inherited, registered or listed.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <infobound/core/concepts.hpp>
#include <infobound/core/curve.hpp>
#include <infobound/core/estimate.hpp>
#include <infobound/core/execution.hpp>
#include <infobound/core/members.hpp>
#include <infobound/core/observer.hpp>
#include <infobound/information/evidence.hpp>
#include <infobound/information/replicate/replicate_origin.hpp>
#include <string_view>
#include <type_traits>
#include <utility>

namespace infobound::inline v0_1 {

/// Estimates I(H_T;θ) of the process, in nats: policy.run(process, horizon, execution, observer).
template <class Policy, class Process, class Execution = serial, class Observer = unobserved>
concept estimation_policy = requires(const Policy& policy, const Process& process, std::size_t horizon,
                                     const Execution& execution, const Observer& watching) {
  { policy.run(process, horizon, execution, watching) } -> std::same_as<estimate<real_type_t<Process>>>;
};

/// Estimates I(H_t;θ) at every t ≤ T, and its increments: policy.run_curve(process, horizon, execution, observer).
template <class Policy, class Process, class Execution = serial, class Observer = unobserved>
concept curve_policy = requires(const Policy& policy, const Process& process, std::size_t horizon,
                                const Execution& execution, const Observer& watching) {
  { policy.run_curve(process, horizon, execution, watching) } -> std::same_as<curve<real_type_t<Process>>>;
};

namespace detail {

template <class Policy, class Process, class Execution, class Observer>
using evidence_t = std::remove_cvref_t<decltype(std::declval<const Policy&>().evidence(
    std::declval<const Process&>(), std::size_t{1}, std::declval<const Execution&>(),
    std::declval<const Observer&>()))>;

/// A std::optional of a workspace that tells the evidence of a history as Said.
template <class Evidence, class Process, class Said>
concept tells_evidence = requires(Evidence& evidence, const typename Process::history_type& history,
                                  const replicate_origin& origin) {
  static_cast<bool>(evidence);
  requires std::copy_constructible<std::remove_cvref_t<decltype(*evidence)>>;
  { (*evidence)(history, origin) } -> std::same_as<Said>;
};

}  // namespace detail

/// Knows p(H_T) of histories that the process may not have made: as estimates_evidence, with an evidence_value.
template <class Policy, class Process, class Execution = serial, class Observer = unobserved>
concept knows_evidence_of = detail::tells_evidence<detail::evidence_t<Policy, Process, Execution, Observer>, Process,
                                                   evidence_value<real_type_t<Process>>>;

/// Knows or estimates p(H_T) of histories that the process may not have made: policy.evidence(process, horizon,
/// execution, observer) is a std::optional of a workspace, nothing if a stop was requested. Each slot of the execution
/// has a copy; workspace(history, origin) is an evidence_value, or an evidence_estimate whose random numbers are of
/// streams (origin.seed, origin.replicate, purpose), where purpose is not that of the data.
template <class Policy, class Process, class Execution = serial, class Observer = unobserved>
concept estimates_evidence = knows_evidence_of<Policy, Process, Execution, Observer> ||
    detail::tells_evidence<detail::evidence_t<Policy, Process, Execution, Observer>, Process,
                           evidence_estimate<real_type_t<Process>>>;

namespace detail {

/// Whether process and policy can be run; otherwise the compiler says what is missing.
template <class Policy, class Process, class Execution, class Observer>
consteval bool explain_run() {
  if constexpr (explain_members<Process>()) {
    constexpr bool estimates = estimation_policy<Policy, Process, Execution, Observer>;
    static_assert(estimates,
                  "infobound: the policy lacks run(process, horizon, execution, observer), a public const member that "
                  "returns estimate<real_type> of the process, or its types do not go together");
    return estimates;
  } else {
    return false;
  }
}

/// Whether they can be run for a curve.
template <class Policy, class Process, class Execution, class Observer>
consteval bool explain_run_curve() {
  if constexpr (explain_members<Process>()) {
    constexpr bool estimates = curve_policy<Policy, Process, Execution, Observer>;
    static_assert(estimates,
                  "infobound: learning_curve needs run_curve(process, horizon, execution, observer) of the policy, a "
                  "public const member that returns curve<real_type> of the process, which it lacks");
    return estimates;
  } else {
    return false;
  }
}

/// Whether a policy says how many histories of the truth are to be drawn, and from which streams.
template <class Policy>
consteval bool explain_replicates() {
  constexpr bool simulates = requires(const Policy& policy) {
    std::string_view(policy.name);
    std::size_t{policy.replicates};
    std::uint64_t{policy.seed};
  };
  static_assert(simulates,
                "infobound: misspecified_error needs name, replicates and seed of the policy, which draws so many "
                "histories of the truth from streams of that seed, and it lacks one of them");
  return simulates;
}

/// Whether histories of another process can be set against the evidence that a policy has of this one. A policy that
/// refuses the process has told why.
template <class Policy, class Process, class Execution, class Observer>
consteval bool explain_evidence() {
  if constexpr (requires {
                  requires std::same_as<evidence_t<Policy, Process, Execution, Observer>, refused_evidence>;
                }) {
    return false;
  } else {
    constexpr bool estimates = estimates_evidence<Policy, Process, Execution, Observer>;
    static_assert(
        estimates,
        "infobound: misspecified_error needs evidence(learner, horizon, execution, observer) of the policy, a "
        "public const member that returns a std::optional of what is called with (history, origin) and "
        "returns evidence_value<real_type> or evidence_estimate<real_type>, which it lacks");
    if constexpr (estimates)
      return explain_replicates<Policy>();
    else
      return false;
  }
}

}  // namespace detail

}  // namespace infobound::inline v0_1
