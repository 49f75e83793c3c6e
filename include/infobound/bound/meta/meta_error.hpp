// SPDX-License-Identifier: BSL-1.0
// The error of learning many tasks that share a meta-parameter, estimated from both sides and in its two parts.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <infobound/core/concepts.hpp>
#include <infobound/core/estimate.hpp>
#include <infobound/core/estimate_arithmetic.hpp>
#include <infobound/core/execution.hpp>
#include <infobound/core/members.hpp>
#include <infobound/core/meta_concepts.hpp>
#include <infobound/core/observer.hpp>
#include <infobound/core/random_stream.hpp>
#include <infobound/core/require.hpp>
#include <infobound/core/stream_use.hpp>
#include <infobound/information/automatic.hpp>
#include <infobound/information/information.hpp>
#include <infobound/information/intra_part.hpp>
#include <infobound/information/joint_part.hpp>
#include <infobound/information/meta_part.hpp>
#include <limits>
#include <stdexcept>

namespace infobound::inline v0_1 {

namespace detail {

/// The same policy on random streams of its own, with `times` the replicates and the target that `times` the number
/// must meet.
template <class Policy>
[[nodiscard]] Policy set_apart(Policy policy, [[maybe_unused]] std::size_t times) {
  if constexpr (requires { policy.target_standard_error; }) policy.target_standard_error /= double(times);
  if constexpr (requires { policy.seed; }) policy.seed ^= 0x9e3779b97f4a7c15U;
  if constexpr (requires { policy.replicates; })
    if (policy.replicates <= (std::numeric_limits<std::size_t>::max)() / times) policy.replicates *= times;
  return policy;
}

/// The policy of one part: what automatic takes where it settles the part closely, with the replicates and the seed of
/// the policy that was asked for, which closes the gap for the rest.
template <class Part, class Policy>
[[nodiscard]] auto part_policy(const Policy& policy) {
  constexpr bool leaves_choice = std::same_as<Policy, automatic> || !closely_settled<Part>;
  if constexpr (!leaves_choice && solved_process<Part>)
    return selected_policy<Part>{};
  else if constexpr (!leaves_choice && requires { automatic{.replicates = policy.replicates, .seed = policy.seed}; })
    return automatic{.replicates = policy.replicates, .seed = policy.seed}.template chosen<Part>();
  else
    return policy;
}

/// Information of one part.
template <class Part, class Policy, class Execution, class Observer>
[[nodiscard]] auto part_information(const Part& part, std::size_t horizon, const Policy& policy,
                                    const Execution& execution, const Observer& watching) {
  return information(part, horizon, part_policy<Part>(policy), execution, watching);
}

/// Whether ln p(D|ψ) of the process is to be had at all, so that the meta part can be estimated by itself.
template <meta_process Process>
inline constexpr bool has_meta_part = offers_meta_part<Process> || conjugate_process<task_type_t<Process>>;

/// Throws std::runtime_error where draw_meta_parameter takes a copy of its stream. What tells one ψ from another that
/// have no == are the tasks' draws.
template <meta_process Process>
void require_meta_stream_by_reference(const Process& process) {
  using parameter = typename Process::meta_parameter_type;
  const auto theta = [&](const parameter& psi) {
    random_stream rng(0);
    return process.task(psi).draw_parameter(rng);
  };
  const auto same = [&](const parameter& a, const parameter& b) {
    return comparable<parameter> ? same_value(a, b) : same_value(theta(a), theta(b));
  };
  if (copies_stream([&](random_stream& rng) -> parameter { return process.draw_meta_parameter(rng); }, same))
    throw std::runtime_error(copies_its_stream("draw_meta_parameter"));
}

template <class Process, class Policy, class Execution>
void prepare_meta(const Process& process, std::size_t tasks, std::size_t horizon, const Policy& policy,
                  const Execution& execution) {
  validate_all(process, policy, execution);
  require_at_least("tasks", tasks, 1);
  require_at_least("horizon", horizon, 1);
  if constexpr (requires { policy.replicates; } && !evaluates_meta_information<Process> && meta_process<Process>) {
    random_stream rng(0);
    const auto psi = process.draw_meta_parameter(rng);
    require_streams_by_reference(process.task(psi), horizon);
    require_meta_stream_by_reference(process);
  }
}

/// meta_error given I(D;θ|ψ).
template <class Process, class Policy, class Execution, class Observer, class Real = real_type_t<Process>>
[[nodiscard]] meta_split<estimate<Real>> meta_error_given(const estimate<Real>& intra, const Process& process,
                                                          std::size_t tasks, std::size_t horizon, const Policy& policy,
                                                          const Execution& execution, const Observer& watching) {
  const Real T = Real(horizon);
  const Real labels = Real(tasks) * T;
  if constexpr (has_meta_part<Process>) {
    const auto meta = part_information(meta_part_of(process, horizon), tasks, policy, execution, watching) / labels;
    return {meta, intra / T, independent_sum(meta, intra / T)};
  } else {
    const auto total = part_information(joint_part_of(process, tasks), horizon, policy, execution, watching) / labels;
    return {independent_difference(total, intra / T), intra / T, total};
  }
}

}  // namespace detail

/// 𝓛_{M,T} of M tasks with T labels each in its parts, the meta-estimation error I(H_{M,T};ψ)/(MT) and the intra-task
/// error I(D;θ|ψ)/T, each an estimate from both sides in nats per observation:
/// meta_error(process, 20, 20, annealed{.temperatures = 400, .seed = 1}, threads{2}).
///
/// In closed form where the process has it. Else the intra part is estimated with ψ given, in random streams of its
/// own. Where a task's ln p(D|ψ) is known the meta part is estimated by itself, from ψ alone, and the total is the sum;
/// where it is not, the total is, from (ψ, θ_1, …, θ_M), and the meta part is the difference: lower minus upper, upper
/// minus lower. A part that automatic would settle in closed form, by conjugacy or by Laplace's approximation is
/// settled so with the policy's replicates and seed; the policy is for the rest. The intra part, a single task, has M
/// times the replicates.
/// - Domain: M ≥ 1, T ≥ 1.
/// - Cost:   two runs of the policy.
/// - Throws: std::domain_error where the process, the policy, M or T is outside its domain.
/// - Source: theory 8.1, 11.1.
template <class Process, class Policy = automatic, execution_policy Execution = serial, observer Observer = unobserved>
[[nodiscard]] meta_split<estimate<real_type_t<Process>>> meta_error(const Process& process, std::size_t tasks,
                                                                    std::size_t horizon, const Policy& policy = {},
                                                                    const Execution& execution = {},
                                                                    const Observer& watching = {}) {
  using Real = real_type_t<Process>;
  // NOLINTNEXTLINE(bugprone-branch-clone): what is not told of members is told of the process
  if constexpr (!explain_members<Process>()) {
    return {};
  } else if constexpr (evaluates_meta_information<Process>) {
    detail::prepare_meta(process, tasks, horizon, policy, execution);
    const auto meta = exactly(Real(process.meta_information(tasks, horizon))) / (Real(tasks) * Real(horizon));
    const auto intra = exactly(Real(process.intra_information(horizon))) / Real(horizon);
    return {meta, intra, detail::independent_sum(meta, intra)};
  } else if constexpr (explain_meta_process<Process>()) {
    detail::prepare_meta(process, tasks, horizon, policy, execution);
    const auto intra = detail::part_information(intra_part<Process>{process}, horizon, detail::set_apart(policy, tasks),
                                                part_of(execution, 0), watching);
    return detail::meta_error_given(intra, process, tasks, horizon, policy, part_of(execution, 1), watching);
  } else {
    return {};
  }
}

}  // namespace infobound::inline v0_1
