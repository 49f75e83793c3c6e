// SPDX-License-Identifier: BSL-1.0
// The verb on data at hand: the evidence ln p(H_T) of one history.
#pragma once

#include <Eigen/Core>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <infobound/core/average_replicates.hpp>
#include <infobound/core/concepts.hpp>
#include <infobound/core/estimate.hpp>
#include <infobound/core/execution.hpp>
#include <infobound/core/numeric/equal.hpp>
#include <infobound/core/observer.hpp>
#include <infobound/core/random_stream.hpp>
#include <infobound/core/require.hpp>
#include <infobound/information/automatic.hpp>
#include <infobound/information/evidence.hpp>
#include <infobound/information/policy_concepts.hpp>
#include <infobound/information/replicate/replicate_origin.hpp>
#include <limits>
#include <string_view>

namespace infobound::inline v0_1 {

namespace detail {

/// The number of labels of a history.
template <class Process>
[[nodiscard]] std::size_t labels_of(const Process& process, const typename Process::history_type& history) {
  random_stream rng(0, 0, stream_purpose::others);
  const Eigen::VectorX<real_type_t<Process>> terms = process.log_likelihood(process.draw_parameter(rng), history);
  return static_cast<std::size_t>(terms.size());
}

/// The name of the policy that makes the evidence.
template <class Process, class Policy>
[[nodiscard]] std::string_view evidence_name(const Policy& policy) {
  if constexpr (requires { policy.template chosen_for_evidence<Process>().name; })
    return policy.template chosen_for_evidence<Process>().name;
  else
    return policy.name;
}

/// Whether a policy has the evidence of one history; one that refuses the process has told why.
template <class Policy, class Process, class Execution, class Observer>
consteval bool explain_evidence_at_hand() {
  if constexpr (requires {
                  requires std::same_as<evidence_t<Policy, Process, Execution, Observer>, refused_evidence>;
                }) {
    return false;
  } else {
    constexpr bool estimates = estimates_evidence<Policy, Process, Execution, Observer>;
    constexpr bool simulates =
        knows_evidence_of<Policy, Process, Execution, Observer> || requires(const Policy& policy) {
      std::string_view(policy.name);
      std::size_t{policy.replicates};
      std::uint64_t{policy.seed};
    };
    static_assert(estimates && simulates,
                  "infobound: log_evidence needs evidence(process, horizon, execution, observer) of the policy, as "
                  "laplace, annealed, sequential and contrastive have it, with name, replicates and seed");
    return estimates && simulates;
  }
}

}  // namespace detail

/// ln p(H_T) of data at hand, in nats; given the inputs, if there are any. Exact where the process knows it in closed
/// form (log_predictive, log_evidence, a Gaussian belief). Otherwise a lower estimate alone: the mean of ln Ẑ over
/// replicates, each with E Ẑ = p(H_T) and so E ln Ẑ ≤ ln p(H_T); the upper side is ∞, and the result says that it is
/// one-sided. No simulation has an upper side for one history without exact draws of its posterior, which data at hand
/// do not bring (theory 13.4). More proposals, temperatures, particles or contrasts bring it closer.
/// - Domain: a history that the process could have made; ln 0 = −∞ where it could not.
/// - Cost:   replicates × what one costs the policy; one evaluation where it is exact.
/// - Throws: std::domain_error where the process, the policy or the history is outside its domain; std::runtime_error
///           where the process returns NaN.
/// - Source: theory 13.4.
template <class Process, class Policy = automatic, execution_policy Execution = serial, observer Observer = unobserved>
[[nodiscard]] estimate<real_type_t<Process>> log_evidence(const Process& process,
                                                          const typename Process::history_type& history,
                                                          const Policy& policy = {}, const Execution& execution = {},
                                                          const Observer& watching = {}) {
  using Real = real_type_t<Process>;
  const Real infinity = std::numeric_limits<Real>::infinity();
  if constexpr (!detail::explain_evidence_at_hand<Policy, Process, Execution, Observer>()) {
    return {};
  } else if constexpr (knows_evidence_of<Policy, Process, Execution, Observer>) {
    validate_all(process, policy, execution);
    auto evidence = policy.evidence(process, std::size_t{1}, execution, watching);
    const replicate_origin origin{.policy = "log_evidence"};
    const Real value = (*evidence)(history, origin).log_evidence;
    if (detail::is_nan(value)) origin.blame("evidence");
    return exactly(value);
  } else {
    validate_all(process, policy, execution);
    const std::size_t horizon = detail::labels_of(process, history);
    require_at_least("history: number of labels", horizon, 1);
    estimate<Real> result{.lower = {-infinity, infinity}, .upper = {infinity, Real(0), true}};
    result.policy = detail::evidence_name<Process>(policy);
    const auto evidence = policy.evidence(process, horizon, execution, watching);
    if (!evidence) {
      result.stopped = stop_reason::cancelled;
      return result;
    }
    enum : Eigen::Index { value, impossible, size, count };
    const auto averaged = average_replicates<Real>(
        {policy.name, policy.seed, horizon}, policy.replicates, Eigen::Index(count),
        [&] {
          return [&, own = *evidence](std::size_t replicate, Eigen::ArrayX<Real>& sample) mutable {
            const replicate_origin origin{.policy = policy.name, .seed = policy.seed, .replicate = replicate};
            const auto found = own(history, origin);
            if (detail::is_nan(found.log_evidence)) origin.blame("likelihood");
            const bool possible = found.log_evidence > -infinity;
            sample[value] = possible ? found.log_evidence : Real(0);
            sample[impossible] = possible ? Real(0) : Real(1);
            sample[size] = found.effective_sample_size;
          };
        },
        execution, watching);
    result.replicates = averaged.quantities.count();
    result.stopped = averaged.stopped;
    if (result.replicates == 0) return result;
    result.effective_sample_size = averaged.quantities[size].mean;
    if (!(averaged.quantities[impossible].mean > 0)) result.lower = averaged.quantities[value];
    return result;
  }
}

}  // namespace infobound::inline v0_1
