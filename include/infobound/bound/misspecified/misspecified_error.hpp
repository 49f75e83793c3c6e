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
#include <infobound/core/members.hpp>
#include <infobound/core/observer.hpp>
#include <infobound/core/require.hpp>
#include <infobound/core/stream_use.hpp>
#include <infobound/information/automatic.hpp>
#include <infobound/information/closed_form.hpp>
#include <infobound/information/conjugate.hpp>
#include <infobound/information/contrastive.hpp>
#include <infobound/information/information.hpp>
#include <infobound/information/laplace.hpp>
#include <type_traits>

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

/// Whether truth, learner and policy go together; otherwise the compiler says what is missing.
template <class Truth, class Learner, class Policy, bool AsksBoth>
consteval bool explain_pair() {
  constexpr bool complete = explain_members<Truth>() && explain_members<Learner>() && explain_process<Truth>();
  constexpr bool comparable = same_history<Truth, Learner>;
  static_assert(!complete || comparable,
                "infobound: misspecified_error needs a learner with the history_type and the real_type of the truth, "
                "whose data it is shown");
  constexpr bool inputs = same_kind_of_inputs<Truth, Learner>;
  static_assert(inputs,
                "infobound: misspecified_error needs inputs of one law under both, and the inputs of the truth and of "
                "the learner differ in type");
  constexpr bool ready = complete && comparable && inputs;
  constexpr bool solves = !std::same_as<Policy, closed_form> || solved_pair<Truth, Learner>;
  static_assert(!ready || solves,
                "infobound: closed_form knows what a wrong belief costs for two Gaussian beliefs of linear regression "
                "alone; use automatic or conjugate");
  constexpr bool knows = !std::same_as<Policy, conjugate> || (knows_evidence<Truth> && knows_evidence<Learner>);
  static_assert(!ready || knows,
                "infobound: conjugate needs log_predictive(history), ln p(Y_{t+1} | H_t) in closed form, of both the "
                "truth and the learner; use automatic");
  constexpr bool simulates = samples_evidence<Policy> || std::same_as<Policy, closed_form> ||
                             std::same_as<Policy, conjugate> || std::same_as<Policy, automatic>;
  static_assert(!ready || simulates,
                "infobound: misspecified_error takes automatic, closed_form, conjugate, contrastive, laplace, annealed "
                "or sequential");
  constexpr bool is_sampled = samples_evidence<Policy> || (std::same_as<Policy, automatic> &&
                                                           !solved_pair<Truth, Learner> && !knows_evidence<Learner>);
  static_assert(!ready || !AsksBoth || !is_sampled,
                "infobound: a lower side of the learner's cost takes exact draws from the learner's posterior, which "
                "the true theta is not: contrastive, laplace, annealed and sequential, whose lower sides start from "
                "it, have none here; without both_sides(...) they give the upper side");
  if constexpr (ready && solves && knows && simulates && !(AsksBoth && is_sampled)) {
    if constexpr (is_sampled) {
      constexpr bool whole = explain_process<Learner>();
      using chosen = std::conditional_t<std::same_as<Policy, automatic>, sampling_policy<Learner>, Policy>;
      constexpr bool derivatives =
          !std::same_as<chosen, laplace> || (differentiable_process<Learner> && evaluates_hessian<Learner>);
      static_assert(!whole || derivatives,
                    "infobound: laplace needs latent_dimension(), parameter_from(z), gradient(z, history) and "
                    "hessian(z, history) of ln p(H_T | theta(z)), which the learner lacks; use contrastive");
      constexpr bool whitens = whitened_process<Learner> || std::same_as<chosen, contrastive>;
      static_assert(!whole || !derivatives || whitens,
                    "infobound: annealed and sequential need latent_dimension() and parameter_from(z), theta as a "
                    "function of z ~ N(0, I), which the learner lacks; use contrastive");
      return whole && derivatives && whitens;
    } else {
      return true;
    }
  } else {
    return false;
  }
}

template <bool AsksBoth, class Truth, class Learner, class Policy, class Execution, class Observer>
[[nodiscard]] misspecified_estimate<real_type_t<Truth>> misspecified(const Truth& truth, const Learner& learner,
                                                                     std::size_t horizon, const Policy& policy,
                                                                     const Execution& execution,
                                                                     const Observer& observer) {
  if constexpr (!explain_pair<Truth, Learner, Policy, AsksBoth>()) {
    return {};
  } else {
    prepare(truth, horizon, policy, execution);
    validate_all(learner);
    if constexpr (simulates<Truth, Policy>) require_streams_by_reference(learner, horizon);
    require_same_inputs(truth, learner, horizon);
    if constexpr (solved_pair<Truth, Learner> &&
                  (std::same_as<Policy, closed_form> || std::same_as<Policy, automatic>)) {
      return solve_pair(truth, learner, horizon);
    } else if constexpr (std::same_as<Policy, automatic>) {
      return simulate_automatically(truth, learner, horizon, policy, execution, observer);
    } else {
      if constexpr (std::same_as<Policy, contrastive>)
        if (policy.shared_by != 1) refuse("contrastive.shared_by", policy.shared_by, "1 for a learner's evidence");
      return simulate_pair(truth, learner, horizon, policy, policy, execution, observer);
    }
  }
}

}  // namespace detail

/// 𝓛̃_T = I(H_T;θ)/T + KL(P(H_T) ‖ P̃(H_T))/T in its two parts, in nats per observation: what a learner pays that
/// predicts as if its own process had made the data, where the truth has. misspecified_error(truth, learner, 50) is
/// exact for Gaussian beliefs of linear regression (linear_regression, gaussian_prior_regression, missing_features) on
/// Gaussian inputs or one design; misspecified_error(truth, learner, 50, conjugate{.replicates = 4000, .seed = 7}) is
/// unbiased where both have log_predictive(history).
///
/// A cost beyond the scalar's range is ∞.
///
/// Where the learner's evidence has to be estimated (contrastive, laplace, annealed, sequential; `automatic` chooses),
/// the upper sides of misspecification and total are estimates, E[ln Ẑ] ≤ ln p̃(H_T). Their lower sides are 0 and that
/// of the estimation error, as a divergence is not negative: what makes both sides of `information` estimates, that θ*
/// is an exact draw from the posterior, is true of the truth's posterior only. `sides` says so; both_sides(policy)
/// refuses to compile then.
///
/// The mean of a simulation is ∞ once a history was drawn that the learner holds impossible; where such histories are
/// rare, none may be drawn.
/// - Domain: T ≥ 1; truth and learner share their history_type, and inputs have one law under both: equal dimensions
///           and designs are checked, other laws of inputs where they can be compared.
/// - Cost:   the policy's, once for the truth and once for the learner. Evidences of Gaussian beliefs take O(T d²).
/// - Throws: std::domain_error where truth, learner, policy or T is outside its domain, std::invalid_argument where
///           dimensions or designs differ, std::domain_error naming the learner where its noise variance over its prior
///           variance is below the scalar's range and the truth's is not, std::runtime_error with seed and replicate
///           where a process returns NaN.
/// - Source: theory 9.1, 9.3, 9.4.
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
