// SPDX-License-Identifier: BSL-1.0
// A learner's error in its parts: solved, or simulated from common draws.
#pragma once

#include <Eigen/Core>
#include <algorithm>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <infobound/bound/misspecified/detail/gaussian_design_divergence.hpp>
#include <infobound/bound/misspecified/detail/gaussian_misspecification.hpp>
#include <infobound/bound/misspecified/misspecified_estimate.hpp>
#include <infobound/core/average_replicates.hpp>
#include <infobound/core/concepts.hpp>
#include <infobound/core/estimate.hpp>
#include <infobound/core/execution.hpp>
#include <infobound/core/learner.hpp>
#include <infobound/core/moments.hpp>
#include <infobound/core/numeric/equal.hpp>
#include <infobound/core/numeric/wide.hpp>
#include <infobound/core/observer.hpp>
#include <infobound/core/random_stream.hpp>
#include <infobound/information/automatic.hpp>
#include <infobound/information/beside_learner.hpp>
#include <infobound/information/conjugate.hpp>
#include <infobound/information/evidence.hpp>
#include <infobound/information/exact_evidence.hpp>
#include <infobound/information/policy_concepts.hpp>
#include <infobound/information/replicate/predictions.hpp>
#include <infobound/information/replicate/replicate_origin.hpp>
#include <infobound/information/replicate/sandwich.hpp>
#include <infobound/information/replicate/simulation.hpp>
#include <infobound/process/regression/gaussian_belief.hpp>
#include <infobound/process/regression/inputs.hpp>
#include <optional>
#include <string_view>
#include <type_traits>
#include <utility>

namespace infobound::inline v0_1::detail {

/// Both priors have one variance for all coefficients, and the inputs are such that the costs have a closed form.
template <class Truth, class Learner>
concept solved_isotropic_pair = holds_gaussian_belief<Truth> && holds_gaussian_belief<Learner> &&
    std::same_as<decltype(Truth::inputs), decltype(Learner::inputs)> &&
    (std::same_as<decltype(Truth::inputs), gaussian_inputs> ||
     std::same_as<decltype(Truth::inputs), fixed_design<real_type_t<Truth>>>);

/// Both beliefs are Gaussian, and their costs have a closed form: for any priors on one design.
template <class Truth, class Learner>
concept solved_pair = solved_isotropic_pair<Truth, Learner> ||
    (holds_belief_on_design<Truth>&& holds_belief_on_design<Learner>&&
         std::same_as<real_type_t<Truth>, real_type_t<Learner>>);

/// Both see the same kind of data.
template <class Truth, class Learner>
concept same_history = names_draws<Truth> && names_draws<Learner> &&
    std::same_as<typename Truth::history_type, typename Learner::history_type> &&
    std::same_as<real_type_t<Truth>, real_type_t<Learner>>;

template <class Truth, class Learner>
[[nodiscard]] misspecified_estimate<real_type_t<Truth>> solve_pair(const Truth& truth, const Learner& learner,
                                                                   std::size_t horizon) {
  using Real = real_type_t<Truth>;
  using Wide = wide_scalar<Real>;
  const auto exact = [](const auto& costs) -> misspecified_estimate<Real> {
    return {exactly(Real(costs.information)), exactly(Real(costs.divergence)), exactly(Real(costs.total))};
  };
  // The recurrences of the level density outgrow float, and so do squares of entries of a design.
  const auto widened = [](const gaussian_belief<Real>& belief) -> gaussian_belief<Wide> {
    return {belief.mean.template cast<Wide>(), Wide(belief.prior_variance), Wide(belief.noise_variance)};
  };
  if constexpr (!solved_isotropic_pair<Truth, Learner>) {
    const Eigen::MatrixX<Wide> rows =
        truth.inputs.matrix.topRows(static_cast<Eigen::Index>(horizon)).template cast<Wide>();
    const gaussian_design_divergence<Wide> divergence(belief_on_design_of<Wide>(truth),
                                                      belief_on_design_of<Wide>(learner), rows);
    const Wide T = Wide(horizon);
    const Wide paid = (divergence.value() / T).value();
    const Wide information = [&]() -> Wide {
      if constexpr (holds_gaussian_belief<Truth>)
        return information_given<Wide>(widened(truth.belief()), rows.leftCols(truth.belief().seen()).transpose()) / T;
      else
        return Wide(truth.information(horizon)) / T;
    }();
    return exact(gaussian_costs<Wide>{information, paid, information + paid});
  } else if constexpr (std::same_as<decltype(Truth::inputs), gaussian_inputs>) {
    return exact(expected_gaussian_costs<Wide>(widened(truth.belief()), widened(learner.belief()),
                                               static_cast<Eigen::Index>(horizon)));
  } else {
    const Eigen::MatrixX<Wide> columns =
        truth.inputs.matrix.topRows(static_cast<Eigen::Index>(horizon)).transpose().template cast<Wide>();
    return exact(gaussian_costs_given<Wide>(widened(truth.belief()), widened(learner.belief()), columns));
  }
}

/// One replicate: a history of the truth, what the truth and what the learner says of its evidence.
template <class Truth, class Evidence>
struct pair_replicate {
  using Real = real_type_t<Truth>;
  using true_evidence = decltype(known_evidence(std::declval<const Truth&>()));

  static constexpr std::string_view name = "misspecified_error";
  static constexpr Eigen::Index size_at = 9;  ///< of the learner's effective sample size, after powers of the parts

  const Truth& truth;
  std::size_t horizon;
  std::uint64_t seed;
  Evidence believed;
  true_evidence exact = known_evidence(truth);
  simulation<Truth> data = {};

  /// ln p(H_T|θ*) − ln p(H_T), ln p(H_T) − ln p̃(H_T) and their sum, their squares and cubes. Where ln p(H_T) is not
  /// known only the sum means something.
  void operator()(std::size_t replicate, Eigen::ArrayX<Real>& sample) {
    const replicate_origin origin{name, seed, replicate};
    random_stream rng(seed, replicate);
    data.draw(truth, horizon, rng, origin);
    const auto said = believed(data.history(), origin);
    if (is_nan(said.log_evidence)) origin.blame("evidence");
    Real evidence = 0;
    if constexpr (knows_evidence<Truth>) evidence = exact(data.history()).log_evidence;
    if (is_nan(evidence)) origin.blame("evidence");
    sample.head(3) << data.total() - evidence, evidence - said.log_evidence, data.total() - said.log_evidence;
    sample.head(3) /= Real(horizon);
    sample.segment(3, 3) = sample.head(3).square();
    sample.segment(6, 3) = sample.head(3).cube();
    sample[size_at] = 0;
    if constexpr (requires { said.effective_sample_size; }) sample[size_at] = said.effective_sample_size;
  }

  /// One of the three parts.
  [[nodiscard]] static estimate<Real> part(const replicated<Real>& averaged, Eigen::Index which,
                                           std::string_view policy, std::size_t horizon) {
    const averaged_sides at{.lower = which, .upper = which, .square = which + 3, .cube = which + 6, .density = which};
    return two_sided(averaged, at, policy, {.labels = horizon, .nat = 1 / Real(horizon)});
  }
};

/// A learner that is asked what it predicts, not what it believes.
template <class Learner, class Truth>
concept only_predicts =
    !names_draws<Learner> || (!predicts_history<Learner, Truth> && predicts_history_by_draws<Learner, Truth>);

/// ln Q(H_T) of a learner's predictions.
template <class Truth>
struct predicted_evidence {
  predictions<Truth> predict;
  std::size_t horizon;

  [[nodiscard]] evidence_value<real_type_t<Truth>> operator()(const typename Truth::history_type& history,
                                                              const replicate_origin& origin) {
    return {predict(history, horizon, origin).sum()};
  }
};

/// ln Q(H_T) of a learner's evidence, as a run beside it asks for it.
template <class Truth, class Evidence>
struct said_by_evidence {
  using Real = real_type_t<Truth>;

  Evidence believed;

  Real operator()(const typename Truth::history_type& history, std::size_t, const replicate_origin& origin,
                  Eigen::ArrayX<Real>& terms) {
    const auto told = believed(history, origin);
    if (is_nan(told.log_evidence)) origin.blame("evidence");
    terms[0] = told.log_evidence;
    if constexpr (requires { told.effective_sample_size; })
      return told.effective_sample_size;
    else
      return Real(0);
  }
};

/// What the learner says of the evidence of histories: nothing if a stop was requested.
template <class Policy, class Truth, class Learner, class Execution, class Observer>
[[nodiscard]] auto believed_evidence([[maybe_unused]] const Policy& policy, const Truth&, const Learner& learner,
                                     std::size_t horizon, [[maybe_unused]] const Execution& execution,
                                     [[maybe_unused]] const Observer& observer) {
  if constexpr (only_predicts<Learner, Truth>)
    return std::optional(predicted_evidence<Truth>{predictions<Truth>(learner), horizon});
  else
    return policy.evidence(learner, horizon, execution, observer);
}

/// What the learner's evidence rests on.
template <class Policy, class Truth, class Learner, class Execution, class Observer>
[[nodiscard]] consteval learner_sides sides_of_learner() {
  if constexpr (only_predicts<Learner, Truth>)
    return learner_sides::both;
  else
    return knows_evidence_of<Policy, Learner, Execution, Observer> ? learner_sides::both : learner_sides::upper_only;
}

/// All three parts from the same draws of θ* and H_T, where ln p(H_T) is not known with the two sides of it that the
/// truth's policy makes of each.
template <class Policy, class Truth, class Learner, class TruthPolicy, class Execution, class Observer>
[[nodiscard]] misspecified_estimate<real_type_t<Truth>> simulate_pair(const Truth& truth, const Learner& learner,
                                                                      std::size_t horizon, const Policy& policy,
                                                                      const TruthPolicy& truth_policy,
                                                                      const Execution& execution,
                                                                      const Observer& observer) {
  using Real = real_type_t<Truth>;
  constexpr learner_sides sides = sides_of_learner<Policy, Truth, Learner, Execution, Observer>();
  const std::string_view name = policy.name;
  const auto evidence = believed_evidence(policy, truth, learner, horizon, execution, observer);
  if (!evidence) {
    const estimate<Real> nothing = nothing_estimated<Real>(name);
    return {nothing, nothing, nothing, sides};
  }
  misspecified_estimate<Real> result;
  result.sides = sides;
  Real effective_sample_size = 0;
  if constexpr (knows_evidence<Truth>) {
    using one = pair_replicate<Truth, std::remove_cvref_t<decltype(*evidence)>>;
    const auto averaged = average_replicates<Real>(
        {one::name, policy.seed, horizon}, policy.replicates, one::size_at + 1,
        [&] {
          return one{truth, horizon, policy.seed, *evidence};
        },
        part_of(execution, 0), observer);
    result.estimation = one::part(averaged, 0, name, horizon);
    result.misspecification = one::part(averaged, 1, name, horizon);
    result.total = one::part(averaged, 2, name, horizon);
    effective_sample_size = averaged.quantities[one::size_at].mean;
  } else {
    const auto beside = [&](const auto& said) {
      return beside_learner(truth_policy, truth, horizon, false, said, execution, observer);
    };
    const auto parts = [&] {
      if constexpr (only_predicts<Learner, Truth>)
        return beside(evidence->predict);
      else
        return beside(said_by_evidence<Truth, std::remove_cvref_t<decltype(*evidence)>>{*evidence});
    }();
    result.estimation = parts.estimation.information.back() / Real(horizon);
    result.misspecification = parts.excess.information.back() / Real(horizon);
    result.total = parts.total.information.back() / Real(horizon);
    effective_sample_size = parts.effective_sample_size;
  }
  if constexpr (sides == learner_sides::upper_only) {
    result.misspecification.lower = {Real(0), Real(0), true};
    result.total.lower = result.estimation.lower;
    result.misspecification.effective_sample_size = result.total.effective_sample_size = effective_sample_size;
  }
  return result;
}

/// The policy of which `automatic` asks the learner's evidence; its own number of replicates where it has none to ask.
template <class Learner, class Truth>
[[nodiscard]] auto policy_for_learner(const automatic& policy) {
  if constexpr (only_predicts<Learner, Truth>)
    return conjugate{.replicates = policy.replicates, .seed = policy.seed};
  else
    return policy.template chosen_for_evidence<Learner>();
}

/// `automatic`: as many replicates as its target takes, and the estimation error exactly where it is known.
template <class Truth, class Learner, class Execution, class Observer>
[[nodiscard]] misspecified_estimate<real_type_t<Truth>> simulate_pair(const Truth& truth, const Learner& learner,
                                                                      std::size_t horizon, const automatic& policy,
                                                                      const Execution& execution,
                                                                      const Observer& observer) {
  using Real = real_type_t<Truth>;
  const auto run = [&](const automatic& sized, const auto& on, const auto& watching) {
    return simulate_pair(truth, learner, horizon, policy_for_learner<Learner, Truth>(sized), sized, on, watching);
  };
  const auto error_of = [&](const misspecified_estimate<Real>& parts) {
    const auto seen = [](const estimate<Real>& part) { return error_seen(part, part.upper.standard_error); };
    return (std::max)({seen(parts.estimation), seen(parts.total), seen(parts.misspecification)}) *
           static_cast<double>(horizon);
  };
  const std::size_t replicates = policy.replicates_for_target([&](const automatic& first_stage) {
    return error_of(run(first_stage, unkept(execution), unreported<Observer>{observer}));
  });
  auto result = run({.replicates = replicates, .seed = policy.seed}, execution, observer);
  if constexpr (solved_process<Truth>) result.estimation = exactly(Real(truth.information(horizon))) / Real(horizon);
  if constexpr (solved_process<Truth> && knows_evidence<Truth>) {
    // What is known exactly needs no simulation; the rest has less noise than the whole.
    const Real estimation = result.estimation.lower.mean;
    result.total = result.misspecification;
    result.total.lower.mean += estimation;
    result.total.upper.mean += estimation;
  }
  result.total.stopped = policy.ended(result.total, error_of(result));
  return result;
}

}  // namespace infobound::inline v0_1::detail
