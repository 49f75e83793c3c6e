// SPDX-License-Identifier: BSL-1.0
// A learner's error in its parts: solved, or simulated from common draws.
#pragma once

#include <Eigen/Core>
#include <algorithm>
#include <concepts>
#include <cstddef>
#include <infobound/bound/misspecified/detail/gaussian_misspecification.hpp>
#include <infobound/bound/misspecified/misspecified_estimate.hpp>
#include <infobound/core/average_replicates.hpp>
#include <infobound/core/concepts.hpp>
#include <infobound/core/estimate.hpp>
#include <infobound/core/execution.hpp>
#include <infobound/core/moments.hpp>
#include <infobound/core/numeric/equal.hpp>
#include <infobound/core/observer.hpp>
#include <infobound/core/random_stream.hpp>
#include <infobound/information/annealed.hpp>
#include <infobound/information/automatic.hpp>
#include <infobound/information/conjugate.hpp>
#include <infobound/information/contrastive.hpp>
#include <infobound/information/information.hpp>
#include <infobound/information/laplace.hpp>
#include <infobound/information/learner_evidence.hpp>
#include <infobound/information/replicate/replicate_origin.hpp>
#include <infobound/information/replicate/sandwich.hpp>
#include <infobound/information/replicate/simulation.hpp>
#include <infobound/information/sequential.hpp>
#include <infobound/process/regression/gaussian_belief.hpp>
#include <infobound/process/regression/inputs.hpp>
#include <limits>
#include <string_view>
#include <type_traits>

namespace infobound::inline v0_1::detail {

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
  using Wide = std::conditional_t<(std::numeric_limits<Real>::digits < 53), double, Real>;
  const auto exact = [](const auto& costs) -> misspecified_estimate<Real> {
    return {exactly(Real(costs.information)), exactly(Real(costs.divergence)), exactly(Real(costs.total))};
  };
  // The recurrences of the level density outgrow float, and so do squares of entries of a design.
  const auto widened = [](const gaussian_belief<Real>& belief) -> gaussian_belief<Wide> {
    return {belief.mean.template cast<Wide>(), Wide(belief.prior_variance), Wide(belief.noise_variance)};
  };
  if constexpr (std::same_as<decltype(Truth::inputs), gaussian_inputs>) {
    return exact(expected_gaussian_costs<Wide>(widened(truth.belief()), widened(learner.belief()),
                                               static_cast<Eigen::Index>(horizon)));
  } else {
    const Eigen::MatrixX<Wide> columns =
        truth.inputs.matrix.topRows(static_cast<Eigen::Index>(horizon)).transpose().template cast<Wide>();
    return exact(gaussian_costs_given<Wide>(widened(truth.belief()), widened(learner.belief()), columns));
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
    const estimate<Real> nothing = nothing_estimated<Real>(Policy::name);
    return {nothing, nothing, nothing, learner_is_known ? learner_sides::both : learner_sides::upper_only};
  }
  const std::string_view name = "misspecified_error";
  const auto made = average_replicates<Real>(
      {name, policy.seed, horizon}, policy.replicates, 10,
      [&] {
        return [&truth, horizon, name, seed = policy.seed, data = simulation<Truth>(),
                believed = learner_evidence<Policy, Learner>(learner, horizon, policy, *settings),
                true_evidence = known_evidence(truth)](std::size_t replicate, Eigen::ArrayX<Real>& sample) mutable {
          const replicate_origin origin{name, seed, replicate};
          random_stream rng(seed, replicate);
          data.draw(truth, horizon, rng, origin);
          const auto found = believed(data.history(), origin);
          if (is_nan(found.log_evidence)) origin.blame("evidence");
          Real evidence = 0;
          if constexpr (truth_is_known) evidence = true_evidence(data.history());
          if (is_nan(evidence)) origin.blame("evidence");
          sample.head(3) << data.total() - evidence, evidence - found.log_evidence, data.total() - found.log_evidence;
          sample.head(3) /= Real(horizon);
          sample.segment(3, 3) = sample.head(3).square();
          sample.segment(6, 3) = sample.head(3).cube();
          sample[9] = found.effective_sample_size;
        };
      },
      part_of(execution, 0), observer);

  misspecified_estimate<Real> result;
  result.sides = learner_is_known ? learner_sides::both : learner_sides::upper_only;
  const auto part = [&](Eigen::Index q) {
    const averaged_sides at{.lower = q, .upper = q, .square = q + 3, .cube = q + 6, .density = q};
    return two_sided(made, at, Policy::name, {.labels = horizon, .nat = 1 / Real(horizon)});
  };
  result.estimation = part(0);
  result.misspecification = part(1);
  result.total = part(2);
  if constexpr (!truth_is_known) {
    result.estimation = estimation_error(truth, horizon, truth_policy, part_of(execution, 1), observer);
    result.misspecification = difference(result.total, result.estimation);
  }
  if constexpr (!learner_is_known) {
    result.misspecification.lower = {Real(0), Real(0), true};
    result.total.lower = result.estimation.lower;
    result.misspecification.effective_sample_size = result.total.effective_sample_size = made.quantities[9].mean;
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
    const auto seen = [](const auto& part) { return error_seen(part, part.upper.standard_error); };
    return (std::max)({seen(found.estimation), seen(found.total), seen(found.misspecification)}) *
           static_cast<double>(horizon);
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

}  // namespace infobound::inline v0_1::detail
