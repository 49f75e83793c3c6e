// SPDX-License-Identifier: BSL-1.0
// What a verb asks of a policy: nothing is inherited, registered or listed.
#pragma once

#include <concepts>
#include <cstddef>
#include <infobound/core/concepts.hpp>
#include <infobound/core/curve.hpp>
#include <infobound/core/estimate.hpp>
#include <infobound/core/execution.hpp>
#include <infobound/core/members.hpp>
#include <infobound/core/observer.hpp>

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

}  // namespace detail

}  // namespace infobound::inline v0_1
