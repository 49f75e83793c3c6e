// SPDX-License-Identifier: BSL-1.0
// What a learner with a wrong belief pays.
#pragma once

#include <Eigen/Core>
#include <algorithm>
#include <concepts>
#include <cstddef>
#include <infobound/bound/detail/gaussian_misspecification.hpp>
#include <infobound/bound/detail/learner_evidence.hpp>
#include <infobound/bound/detail/same_inputs.hpp>
#include <infobound/bound/misspecified_estimate.hpp>
#include <infobound/core/concepts.hpp>
#include <infobound/core/execution.hpp>
#include <infobound/core/observer.hpp>
#include <infobound/core/random_stream.hpp>
#include <infobound/core/replicates.hpp>
#include <infobound/core/require.hpp>
#include <infobound/information/automatic.hpp>
#include <infobound/information/closed_form.hpp>
#include <infobound/information/conjugate.hpp>
#include <infobound/information/detail/replicate_origin.hpp>
#include <infobound/information/detail/sandwich.hpp>
#include <infobound/information/detail/simulation.hpp>
#include <infobound/information/information.hpp>
#include <infobound/process/inputs.hpp>
#include <limits>
#include <string_view>
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

/// Both beliefs are Gaussian, and the inputs are such that their costs have a closed form.
template <class Truth, class Learner>
concept solved_pair = holds_gaussian_belief<Truth> && holds_gaussian_belief<Learner> &&
    std::same_as<decltype(Truth::inputs), decltype(Learner::inputs)> &&
    (std::same_as<decltype(Truth::inputs), gaussian_inputs> ||
     std::same_as<decltype(Truth::inputs), fixed_design<real_type_t<Truth>>>);

/// Both see the same kind of data.
template <class Truth, class Learner>
concept same_history = names_draws<Truth> && names_draws<Learner> &&
    std::same_as<typename Truth::history_type, typename Learner::history_type> &&
    std::same_as<real_type_t<Truth>, real_type_t<Learner>>;

/// The policy that estimates a learner's evidence where it is not known.
template <class Learner>
using sampling_policy = std::conditional_t<differentiable_process<Learner> && evaluates_hessian<Learner>, laplace,
                                           std::conditional_t<whitened_process<Learner>, annealed, contrastive>>;

/// What `automatic` simulates by for a learner.
template <class Learner>
using simulating_policy = std::conditional_t<knows_evidence<Learner>, conjugate, sampling_policy<Learner>>;

template <class Policy>
concept samples_evidence = std::same_as<Policy, contrastive> || std::same_as<Policy, laplace> ||
    std::same_as<Policy, sequential> || std::same_as<Policy, annealed>;

template <class Truth, class Learner>
[[nodiscard]] misspecified_estimate<real_type_t<Truth>> solve_pair(const Truth& truth, const Learner& learner,
                                                                   std::size_t horizon) {
  using Real = real_type_t<Truth>;
  const Real T = Real(horizon);
  const auto exact = [&](const auto& costs) -> misspecified_estimate<Real> {
    return {exactly(Real(costs.information) / T), exactly(Real(costs.divergence) / T), exactly(Real(costs.total) / T)};
  };
  if constexpr (std::same_as<decltype(Truth::inputs), gaussian_inputs>) {
    // The recurrences of the level density outgrow float.
    using Wide = std::conditional_t<(std::numeric_limits<Real>::digits < 53), double, Real>;
    const auto widened = [](const gaussian_belief<Real>& belief) -> gaussian_belief<Wide> {
      return {belief.mean.template cast<Wide>(), Wide(belief.prior_variance), Wide(belief.noise_variance)};
    };
    return exact(expected_gaussian_costs<Wide>(widened(truth.belief()), widened(learner.belief()),
                                               static_cast<Eigen::Index>(horizon)));
  } else {
    const Eigen::MatrixX<Real> columns = truth.inputs.matrix.topRows(static_cast<Eigen::Index>(horizon)).transpose();
    return exact(gaussian_costs_given<Real>(truth.belief(), learner.belief(), columns));
  }
}

/// All three parts from the same draws of θ* and H_T: ln p(H_T|θ*) − ln p(H_T), ln p(H_T) − ln p̃(H_T), and their sum.
/// Where ln p(H_T) is not known, the sum alone, with the estimation error from a run of its own.
template <class Policy, class Truth, class Learner, class TruthPolicy, class Execution, class Observer>
[[nodiscard]] misspecified_estimate<real_type_t<Truth>> simulate_pair(const Truth& truth, const Learner& learner,
                                                                      std::size_t horizon, const Policy& policy,
                                                                      const TruthPolicy& truth_policy,
                                                                      const Execution& execution,
                                                                      const Observer& observer) {
  using Real = real_type_t<Truth>;
  constexpr bool truth_is_known = knows_evidence<Truth>;
  constexpr bool learner_is_known = std::same_as<Policy, conjugate>;
  const auto settings = settings_of(policy, learner, horizon, execution, observer);
  if (!settings) {
    const estimate<Real> nothing = two_sided(replicated<Real>{moments<Real>(2), stop_reason::cancelled}, 0, 1);
    return {nothing, nothing, nothing, learner_is_known ? learner_sides::both : learner_sides::upper_only};
  }
  const std::string_view name = "misspecified_error";
  const auto made = average_replicates<Real>(
      {name, policy.seed, horizon}, policy.replicates, 4,
      [&] {
        return [&truth, horizon, name, seed = policy.seed, data = simulation<Truth>(),
                believed = learner_evidence<Policy, Learner>(learner, horizon, policy, *settings),
                true_evidence = known_evidence(truth)](std::size_t replicate, Eigen::ArrayX<Real>& sample) mutable {
          const replicate_origin origin{name, seed, replicate};
          random_stream rng(seed, replicate);
          data.draw(truth, horizon, rng, origin);
          const auto found = believed(data.history(), origin);
          if (found.log_evidence != found.log_evidence) origin.blame("evidence");
          const Real total = data.total() - found.log_evidence;
          Real estimation = 0;
          if constexpr (truth_is_known) estimation = data.total() - true_evidence(data.history());
          if (estimation != estimation) origin.blame("evidence");
          sample << estimation, total - estimation, total, found.effective_sample_size;
          sample.head(3) /= Real(horizon);
        };
      },
      part_of(execution, 0), observer);

  misspecified_estimate<Real> result;
  result.sides = learner_is_known ? learner_sides::both : learner_sides::upper_only;
  result.estimation = two_sided(made, 0, 0);
  result.misspecification = two_sided(made, 1, 1);
  result.total = two_sided(made, 2, 2);
  if constexpr (!truth_is_known) {
    result.estimation = estimation_error(truth, horizon, truth_policy, part_of(execution, 1), observer);
    result.misspecification = difference(result.total, result.estimation);
  }
  if constexpr (!learner_is_known) {
    result.misspecification.lower = {Real(0), Real(0)};
    result.total.lower = result.estimation.lower;
    result.misspecification.effective_sample_size = result.total.effective_sample_size = made.quantities[3].mean;
  }
  return result;
}

/// `automatic`: as many replicates as its target takes, and the estimation error exactly where it is known.
template <class Truth, class Learner, class Execution, class Observer>
[[nodiscard]] misspecified_estimate<real_type_t<Truth>> simulate_automatically(const Truth& truth,
                                                                               const Learner& learner,
                                                                               std::size_t horizon, automatic policy,
                                                                               const Execution& execution,
                                                                               const Observer& observer) {
  using chosen = simulating_policy<Learner>;
  const auto run = [&](const automatic& sized, const auto& on, const auto& watching) {
    const automatic truth_policy{.replicates = sized.replicates, .seed = sized.seed};
    return simulate_pair(truth, learner, horizon, chosen{.replicates = sized.replicates, .seed = sized.seed},
                         truth_policy, on, watching);
  };
  const double target = policy.target_standard_error;
  const auto error_of = [&](const auto& found) {
    return static_cast<double>(std::max({found.estimation.upper.standard_error, found.total.upper.standard_error,
                                         found.misspecification.upper.standard_error}) *
                               static_cast<real_type_t<Truth>>(horizon));
  };
  if (target > 0) {
    const std::size_t first_stage = (std::min)(std::size_t{64}, policy.budget);
    const auto found =
        run({.replicates = first_stage, .seed = ~policy.seed}, unkept(execution), unreported<Observer>{observer});
    const double ratio = error_of(found) / target;
    const double needed = 1.25 * double(first_stage) * ratio * ratio;
    policy.replicates = needed < double(policy.budget) ? static_cast<std::size_t>(needed) + 2 : policy.budget;
  }
  auto result = run(policy, execution, observer);
  if constexpr (solved_process<Truth> && knows_evidence<Truth>) {
    // What is known exactly needs no simulation; the rest has less noise than the whole.
    using Real = real_type_t<Truth>;
    result.estimation = exactly(Real(truth.information(horizon))) / Real(horizon);
    const Real known = result.estimation.lower.mean;
    result.total = result.misspecification;
    result.total.lower.mean += known;
    result.total.upper.mean += known;
  }
  if (target > 0 && result.total.stopped == stop_reason::completed && policy.replicates == policy.budget &&
      !(error_of(result) <= target))
    result.total.stopped = stop_reason::budget_spent;
  return result;
}

/// Whether truth, learner and policy go together; otherwise the compiler says what is missing.
template <class Truth, class Learner, class Policy, bool asks_both>
consteval bool explain_pair() {
  constexpr bool complete = explain_process<Truth>();
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
  static_assert(!ready || !asks_both || !is_sampled,
                "infobound: a lower side of the learner's cost takes exact draws from the learner's posterior, which "
                "the true theta is not: contrastive, laplace, annealed and sequential, whose lower sides start from "
                "it, have none here; without both_sides(...) they give the upper side");
  if constexpr (ready && solves && knows && simulates && !(asks_both && is_sampled)) {
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

template <bool asks_both, class Truth, class Learner, class Policy, class Execution, class Observer>
[[nodiscard]] misspecified_estimate<real_type_t<Truth>> misspecified(const Truth& truth, const Learner& learner,
                                                                     std::size_t horizon, const Policy& policy,
                                                                     const Execution& execution,
                                                                     const Observer& observer) {
  if constexpr (!explain_pair<Truth, Learner, Policy, asks_both>()) {
    return {};
  } else {
    prepare(truth, horizon, policy, execution);
    validate_all(learner);
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
///           dimensions or designs differ, std::runtime_error with seed and replicate where a process returns NaN.
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
