// SPDX-License-Identifier: BSL-1.0
// What a learner pays at every length of a history, and how much of it anybody would (theory 9.6).
#pragma once

#include <Eigen/Core>
#include <concepts>
#include <cstddef>
#include <infobound/bound/misspecified/detail/misspecified_pair.hpp>
#include <infobound/bound/misspecified/misspecified_error.hpp>
#include <infobound/bound/misspecified/misspecified_estimate.hpp>
#include <infobound/core/concepts.hpp>
#include <infobound/core/curve.hpp>
#include <infobound/core/estimate.hpp>
#include <infobound/core/execution.hpp>
#include <infobound/core/learner.hpp>
#include <infobound/core/members.hpp>
#include <infobound/core/observer.hpp>
#include <infobound/core/require.hpp>
#include <infobound/information/automatic.hpp>
#include <infobound/information/beside_learner.hpp>
#include <infobound/information/closed_form.hpp>
#include <infobound/information/information.hpp>
#include <infobound/information/replicate/predictions.hpp>
#include <infobound/information/replicate/replicate_origin.hpp>
#include <utility>
#include <vector>

namespace infobound::inline v0_1 {

/// Three curves, in nats: information(t) is the sum over the first t labels, incremental_error(t) what the t-th adds,
/// estimation_error(t) the sum over t.
template <class Real = double>
struct misspecified_curves {
  curve<Real> estimation;        ///< I(H_t;θ): what the best learner pays
  curve<Real> misspecification;  ///< KL(P(H_t) ‖ Q(H_t)): what the learner pays beyond it
  curve<Real> total;             ///< t 𝓛̃_t: what the learner pays
};

namespace detail {

template <class Real>
[[nodiscard]] curve<Real> curve_of(estimates_at<Real> estimates) {
  return {std::move(estimates.information), std::move(estimates.increments)};
}

/// What is estimated, with what is known exactly.
template <class Real>
[[nodiscard]] estimate<Real> raised(estimate<Real> estimated, const estimate<Real>& known) {
  estimated.lower.mean += known.lower.mean;
  estimated.upper.mean += known.upper.mean;
  return estimated;
}

template <class Truth, class Learner, class Policy, class Execution, class Observer>
consteval bool explain_curves() {
  if constexpr (!explain_members<Truth>() || !explain_process<Truth>())
    return false;
  else if constexpr (takes_closed_form<Policy> && solved_pair<Truth, Learner>)
    return true;
  else
    return explain_predictions<Truth, Learner, Policy, Execution, Observer>();
}

/// Every t by the closed form at t.
template <class Truth, class Learner, class Real = real_type_t<Truth>>
[[nodiscard]] misspecified_curves<Real> solve_curves(const Truth& truth, const Learner& learner, std::size_t horizon) {
  std::vector<misspecified_estimate<Real>> errors;
  for (std::size_t t = 1; t <= horizon; ++t) errors.push_back(solve_pair(truth, learner, t));
  const auto part = [&](auto member) {
    estimates_at<Real> at;
    Real before = 0;
    for (std::size_t t = 1; t <= horizon; ++t) {
      const Real whole = (errors[t - 1].*member).lower.mean * Real(t);
      at.information.push_back(exactly(whole));
      at.increments.push_back(exactly(Real(whole - before)));
      before = whole;
    }
    return curve_of(std::move(at));
  };
  return {part(&misspecified_estimate<Real>::estimation), part(&misspecified_estimate<Real>::misspecification),
          part(&misspecified_estimate<Real>::total)};
}

template <class Truth, class Learner, class Policy, class Execution, class Observer, class Real = real_type_t<Truth>>
[[nodiscard]] misspecified_curves<Real> simulate_curves(const Truth& truth, const Learner& learner, std::size_t horizon,
                                                        const Policy& policy, const Execution& execution,
                                                        const Observer& observer) {
  auto parts = beside_learner(policy, truth, horizon, true, predictions<Truth>(learner), execution, observer);
  if constexpr (std::same_as<Policy, automatic> && solved_process<Truth>) {
    const curve<Real> known = closed_form{}.run_curve(truth, horizon, execution, observer);
    for (std::size_t t = 0; t < horizon; ++t) {
      parts.estimation.information[t] = known.information(t + 1);
      parts.estimation.increments[t] = known.incremental_error(t + 1);
      if constexpr (evaluates_predictive<Truth>) {
        // The rest has less noise than the whole.
        parts.total.information[t] = raised(parts.excess.information[t], parts.estimation.information[t]);
        parts.total.increments[t] = raised(parts.excess.increments[t], parts.estimation.increments[t]);
      }
    }
  }
  return {curve_of(std::move(parts.estimation)), curve_of(std::move(parts.excess)), curve_of(std::move(parts.total))};
}

}  // namespace detail

/// The parts of misspecified_error at every t = 1 … T, from one run: of the library's own policies contrastive and
/// sequential, and of a truth with log_predictive(history), each history tells of all its prefixes, and is shown to the
/// learner once; annealed and laplace, which `automatic` chooses where there are gradients, run at every point of the
/// curve with histories of that length, of which `curve_points` takes fewer, and their increments have the errors of
/// both ends.
/// - Domain, throws and source as misspecified_error; of a process that has no log_predictive(history) there is no
///   curve, but for the pairs that are solved.
/// - Cost: the policy's for a curve, and one log_predictive a replicate and run.
template <class Truth, class Learner, class Policy = automatic, execution_policy Execution = serial,
          observer Observer = unobserved>
[[nodiscard]] misspecified_curves<real_type_t<Truth>> misspecified_curve(const Truth& truth, const Learner& learner,
                                                                         std::size_t horizon, const Policy& policy = {},
                                                                         const Execution& execution = {},
                                                                         const Observer& watching = {}) {
  if constexpr (!detail::explain_curves<Truth, Learner, Policy, Execution, Observer>()) {
    return {{{}, {}}, {{}, {}}, {{}, {}}};
  } else {
    detail::prepare_pair(truth, learner, horizon, policy, execution);
    if constexpr (detail::takes_closed_form<Policy> && detail::solved_pair<Truth, Learner>) {
      return detail::solve_curves(truth, learner, horizon);
    } else if constexpr (std::same_as<Policy, automatic>) {
      const std::size_t replicates = policy.replicates_for_target([&](const automatic& first_stage) {
        const auto found = detail::simulate_pair(truth, learner, horizon, first_stage, unkept(execution),
                                                 unreported<Observer>{watching});
        return static_cast<double>(found.total.upper.standard_error) * static_cast<double>(horizon);
      });
      const automatic sized{.replicates = replicates, .seed = policy.seed};
      return detail::simulate_curves(truth, learner, horizon, sized, execution, watching);
    } else {
      return detail::simulate_curves(truth, learner, horizon, policy, execution, watching);
    }
  }
}

}  // namespace infobound::inline v0_1
