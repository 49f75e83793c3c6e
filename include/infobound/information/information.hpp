// SPDX-License-Identifier: BSL-1.0
// The verbs on I(H_T;θ): information, estimation error, learning curve.
#pragma once

#include <concepts>
#include <cstddef>
#include <infobound/core/concepts.hpp>
#include <infobound/core/curve.hpp>
#include <infobound/core/estimate.hpp>
#include <infobound/core/execution.hpp>
#include <infobound/core/observer.hpp>
#include <infobound/core/require.hpp>
#include <infobound/core/stream_use.hpp>
#include <infobound/information/automatic.hpp>
#include <infobound/information/policy_concepts.hpp>

namespace infobound::inline v0_1 {

namespace detail {

/// Whether a policy draws replicates of a process.
template <class Process, class Policy>
concept simulates = requires(const Policy& policy) {
  policy.replicates;
}
&&!(std::same_as<Policy, automatic> && solved_process<Process>);

/// What is checked once before every run.
template <class Process, class Policy, class Execution>
void prepare(const Process& process, std::size_t horizon, const Policy& policy, const Execution& execution) {
  validate_all(process, policy, execution);
  require_at_least("horizon", horizon, 1);
  if constexpr (has_maximum_horizon<Process>)
    require_at_most("horizon", horizon, process.maximum_horizon(), "the longest history that the process has");
  if constexpr (simulates<Process, Policy>) require_streams_by_reference(process, horizon);
}

}  // namespace detail

/// I(H_T;θ), in nats: information(process, 50, conjugate{.replicates = 4000, .seed = 7}).
/// - Domain: T ≥ 1.
/// - Cost:   the policy's.
/// - Throws: std::domain_error where the process, the policy or T is outside its domain; std::runtime_error where a
///           draw of the process leaves its stream where it was (taken by value), and where the policy says.
/// - Source: theory 1.1; Jeon & Van Roy Theorem 13.
template <class Process, class Policy = automatic, execution_policy Execution = serial, observer Observer = unobserved>
[[nodiscard]] estimate<real_type_t<Process>> information(const Process& process, std::size_t horizon,
                                                         const Policy& policy = {}, const Execution& execution = {},
                                                         const Observer& watching = {}) {
  if constexpr (detail::explain_run<Policy, Process, Execution, Observer>()) {
    detail::prepare(process, horizon, policy, execution);
    return policy.run(process, horizon, execution, watching);
  } else {
    return {};
  }
}

/// 𝓛_T = I(H_T;θ)/T, in nats per observation: the least average excess log-loss that any learner can have.
/// - Domain, cost, throws and source as information.
template <class Process, class Policy = automatic, execution_policy Execution = serial, observer Observer = unobserved>
[[nodiscard]] estimate<real_type_t<Process>> estimation_error(const Process& process, std::size_t horizon,
                                                              const Policy& policy = {},
                                                              const Execution& execution = {},
                                                              const Observer& watching = {}) {
  return information(process, horizon, policy, execution, watching) / real_type_t<Process>(horizon);
}

/// I(H_t;θ) and the incremental error at every t = 1 … T, in nats (theory 1.2).
/// - Domain, throws and source as information; cost as the policy says of curves.
template <class Process, class Policy = automatic, execution_policy Execution = serial, observer Observer = unobserved>
[[nodiscard]] curve<real_type_t<Process>> learning_curve(const Process& process, std::size_t horizon,
                                                         const Policy& policy = {}, const Execution& execution = {},
                                                         const Observer& watching = {}) {
  if constexpr (detail::explain_run_curve<Policy, Process, Execution, Observer>()) {
    detail::prepare(process, horizon, policy, execution);
    return policy.run_curve(process, horizon, execution, watching);
  } else {
    return {{}, {}};
  }
}

}  // namespace infobound::inline v0_1
