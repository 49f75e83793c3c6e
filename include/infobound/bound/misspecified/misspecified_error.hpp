// SPDX-License-Identifier: BSL-1.0
// What a learner with a wrong belief pays.
#pragma once

#include <concepts>
#include <cstddef>
#include <infobound/bound/misspecified/detail/misspecified_pair.hpp>
#include <infobound/bound/misspecified/detail/same_inputs.hpp>
#include <infobound/bound/misspecified/misspecified_estimate.hpp>
#include <infobound/core/concepts.hpp>
#include <infobound/core/execution.hpp>
#include <infobound/core/learner.hpp>
#include <infobound/core/members.hpp>
#include <infobound/core/observer.hpp>
#include <infobound/core/require.hpp>
#include <infobound/core/stream_use.hpp>
#include <infobound/information/automatic.hpp>
#include <infobound/information/closed_form.hpp>
#include <infobound/information/exact_evidence.hpp>
#include <infobound/information/information.hpp>
#include <infobound/information/policy_concepts.hpp>

namespace infobound::inline v0_1 {

/// A policy of which both sides of the learner's evidence are asked: made by both_sides.
template <class Policy>
struct both_sides_of {
  Policy policy;

  void validate() const { validate_all(policy); }
};

/// Asks that both sides of misspecified_error be estimates: misspecified_error(truth, learner, 50,
/// both_sides(conjugate{})) compiles only where they are.
template <class Policy>
[[nodiscard]] constexpr both_sides_of<Policy> both_sides(const Policy& policy) {
  return {policy};
}

namespace detail {

/// The policy asks for a closed form where there is one.
template <class Policy>
inline constexpr bool takes_closed_form = std::same_as<Policy, closed_form> || std::same_as<Policy, automatic>;

/// Whether the policy has the sides of the learner's evidence that are asked for; otherwise the compiler says why not.
template <bool AsksBoth, class Learner, class Policy, class Execution, class Observer>
consteval bool explain_sides() {
  if constexpr (explain_evidence<Policy, Learner, Execution, Observer>()) {
    constexpr bool both = knows_evidence_of<Policy, Learner, Execution, Observer>;
    static_assert(!AsksBoth || both,
                  "infobound: a lower side of the learner's cost takes exact draws from the learner's posterior, which "
                  "the true theta is not: a policy that estimates the learner's evidence has none here; without "
                  "both_sides(...) it gives the upper side");
    return !AsksBoth || both;
  } else {
    return false;
  }
}

/// Whether closed_form is asked for what has one; otherwise the compiler says so.
template <class Truth, class Learner, class Policy>
consteval bool explain_closed_form() {
  constexpr bool solves = !std::same_as<Policy, closed_form> || solved_pair<Truth, Learner>;
  static_assert(solves,
                "infobound: closed_form knows what a wrong belief costs for two Gaussian beliefs of linear regression "
                "alone; use automatic or conjugate");
  return solves;
}

/// Whether a learner that predicts can be set against the truth by the policy; otherwise the compiler says why not.
template <class Truth, class Learner, class Policy, class Execution, class Observer>
consteval bool explain_predictions() {
  if constexpr (explain_learner<Learner, Truth>() && explain_closed_form<Truth, Learner, Policy>()) {
    if constexpr (!explain_replicates<Policy>())
      return false;
    else if constexpr (knows_evidence<Truth>)
      return true;
    else
      return explain_run<Policy, Truth, Execution, Observer>();
  } else {
    return false;
  }
}

/// Whether truth, learner and policy go together; otherwise the compiler says what is missing.
template <bool AsksBoth, class Truth, class Learner, class Policy, class Execution, class Observer>
consteval bool explain_pair() {
  if constexpr (!explain_members<Truth>() || !explain_process<Truth>()) {
    return false;
  } else if constexpr (only_predicts<Learner, Truth>) {
    return explain_predictions<Truth, Learner, Policy, Execution, Observer>();
  } else {
    constexpr bool complete = explain_members<Learner>();
    constexpr bool comparable = same_history<Truth, Learner>;
    static_assert(!complete || comparable,
                  "infobound: misspecified_error needs a learner with the history_type and the real_type of the truth, "
                  "whose data it is shown");
    constexpr bool inputs = same_kind_of_inputs<Truth, Learner>;
    static_assert(inputs,
                  "infobound: misspecified_error needs inputs of one law under both, and the inputs of the truth and "
                  "of the learner differ in type");
    if constexpr (complete && comparable && inputs) {
      if constexpr (!explain_closed_form<Truth, Learner, Policy>())
        return false;
      else if constexpr (takes_closed_form<Policy> && solved_pair<Truth, Learner>)
        return true;
      else
        return explain_sides<AsksBoth, Learner, Policy, Execution, Observer>();
    } else {
      return false;
    }
  }
}

/// What is checked once before a run.
template <class Truth, class Learner, class Policy, class Execution>
void prepare_pair(const Truth& truth, const Learner& learner, std::size_t horizon, const Policy& policy,
                  const Execution& execution) {
  prepare(truth, horizon, policy, execution);
  validate_all(learner);
  if constexpr (!only_predicts<Learner, Truth>) {
    if constexpr (simulates<Truth, Policy>) require_streams_by_reference(learner, horizon);
    require_same_inputs(truth, learner, horizon);
  }
}

template <bool AsksBoth, class Truth, class Learner, class Policy, class Execution, class Observer>
[[nodiscard]] misspecified_estimate<real_type_t<Truth>> misspecified(const Truth& truth, const Learner& learner,
                                                                     std::size_t horizon, const Policy& policy,
                                                                     const Execution& execution,
                                                                     const Observer& observer) {
  if constexpr (!explain_pair<AsksBoth, Truth, Learner, Policy, Execution, Observer>()) {
    return {};
  } else {
    prepare_pair(truth, learner, horizon, policy, execution);
    if constexpr (takes_closed_form<Policy> && solved_pair<Truth, Learner>)
      return solve_pair(truth, learner, horizon);
    else if constexpr (std::same_as<Policy, automatic>)
      return simulate_pair(truth, learner, horizon, policy, execution, observer);
    else
      return simulate_pair(truth, learner, horizon, policy, policy, execution, observer);
  }
}

}  // namespace detail

/// 𝓛̃_T = I(H_T;θ)/T + KL(P(H_T) ‖ Q(H_T))/T in its two parts, in nats per observation: what a learner pays where the
/// truth makes the data, and how much of it anybody would. A learner is anything with log_predictive(history), as
/// learner_of says, and need not be a process: Q(H_T) = Π q_t(Y_{t+1} | H_t, X_t) is what it predicted.
/// misspecified_error(truth, learner, 50, automatic{.replicates = 400, .seed = 7}) has both sides as estimates, of
/// which only the truth's evidence ln p(H_T) is one; all parts come of the same draws, so that the standard error of
/// the second is that of a difference. Any policy for the truth will do; with one that is not the library's own the
/// standard errors of both evidences add.
///
/// A learner may also be a process, which predicts as if it had made the data. misspecified_error(truth, learner, 50)
/// is exact for Gaussian beliefs of linear regression (linear_regression, gaussian_prior_regression, missing_features)
/// on Gaussian inputs or one design, and on one design under any gaussian_prior; misspecified_error(truth, learner, 50,
/// conjugate{.replicates = 4000, .seed = 7}) is unbiased where both have log_predictive(history).
///
/// A cost beyond the scalar's range is ∞.
///
/// For a process without log_predictive any policy will do that has evidence(learner, horizon, execution, observer), as
/// estimates_evidence says. Where it estimates the learner's evidence (contrastive, laplace, annealed, sequential;
/// `automatic` chooses), the upper sides of misspecification and total are estimates, E[ln Ẑ] ≤ ln p̃(H_T). Their lower
/// sides are 0 and that of the estimation error, as a divergence is not negative: what makes both sides of
/// `information` estimates, that θ* is an exact draw from the posterior, is true of the truth's posterior only. `sides`
/// says so; both_sides(policy) refuses to compile then.
///
/// The mean of a simulation is ∞ once a history was drawn that the learner holds impossible; where such histories are
/// rare, none may be drawn.
/// - Domain: T ≥ 1; truth and learner share their history_type, and inputs of a process have one law under both: equal
///           dimensions and designs are checked, other laws of inputs where they can be compared.
/// - Cost:   the policy's, and replicates × log_predictive; of a process once more the policy's. Evidences of Gaussian
///           beliefs take O(T d²).
/// - Throws: std::domain_error where truth, learner, policy or T is outside its domain, std::invalid_argument where
///           dimensions or designs differ or log_predictive has not one entry a label, std::domain_error naming the
///           learner where its noise variance over its prior variance is below the scalar's range and the truth's is
///           not, or under a gaussian_prior where twice the digits do not tell its noise from its signals' rounding,
///           std::runtime_error with seed and replicate where a process or a learner returns NaN.
/// - Source: theory 1.3, 9.1, 9.3, 9.4, 13.1 (e).
template <class Truth, class Learner, class Policy = automatic, execution_policy Execution = serial,
          observer Observer = unobserved>
[[nodiscard]] misspecified_estimate<real_type_t<Truth>> misspecified_error(const Truth& truth, const Learner& learner,
                                                                           std::size_t horizon,
                                                                           const Policy& policy = {},
                                                                           const Execution& execution = {},
                                                                           const Observer& watching = {}) {
  return detail::misspecified<false>(truth, learner, horizon, policy, execution, watching);
}

/// The same where both sides must be estimates; otherwise it does not compile.
template <class Truth, class Learner, class Policy, execution_policy Execution = serial, observer Observer = unobserved>
[[nodiscard]] misspecified_estimate<real_type_t<Truth>> misspecified_error(const Truth& truth, const Learner& learner,
                                                                           std::size_t horizon,
                                                                           const both_sides_of<Policy>& policy,
                                                                           const Execution& execution = {},
                                                                           const Observer& watching = {}) {
  return detail::misspecified<true>(truth, learner, horizon, policy.policy, execution, watching);
}

}  // namespace infobound::inline v0_1
