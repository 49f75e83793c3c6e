// SPDX-License-Identifier: BSL-1.0
// The best policy that a process's capabilities allow, chosen at compile time.
#pragma once

#include <Eigen/Core>
#include <algorithm>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <infobound/core/concepts.hpp>
#include <infobound/core/curve.hpp>
#include <infobound/core/estimate.hpp>
#include <infobound/core/execution.hpp>
#include <infobound/core/numeric/normal_draws.hpp>
#include <infobound/core/observer.hpp>
#include <infobound/core/random_stream.hpp>
#include <infobound/core/require.hpp>
#include <infobound/core/reuse.hpp>
#include <infobound/information/annealed.hpp>
#include <infobound/information/closed_form.hpp>
#include <infobound/information/conjugate.hpp>
#include <infobound/information/contrastive.hpp>
#include <infobound/information/detail/conditional_average.hpp>
#include <infobound/information/detail/control_variates.hpp>
#include <infobound/information/detail/laplace_replicate.hpp>
#include <infobound/information/detail/without_coordinates.hpp>
#include <infobound/information/exact_evidence.hpp>
#include <infobound/information/laplace.hpp>
#include <infobound/information/replicate/marginal.hpp>
#include <infobound/information/replicate/simulation.hpp>
#include <infobound/information/sequential.hpp>
#include <limits>
#include <string_view>
#include <type_traits>

namespace infobound::inline v0_1 {

namespace detail {

/// Laplace's approximation of the posterior can be had.
template <class P>
concept concave_process = differentiable_process<P> && evaluates_hessian<P>;

/// What is simulated for the information of a process.
template <class Process>
struct simulated_process {
  using type = Process;
};
template <takes_marginal Process>
struct simulated_process<Process> {
  using type = completed_marginal<Process>;
};

template <class Process>
using policy_for_simulation = std::conditional_t<concave_process<Process>, laplace,
                                                 std::conditional_t<whitened_process<Process>, annealed, contrastive>>;

/// The policy for a process whose evidence is not known.
template <class Process>
using sampling_policy = policy_for_simulation<typename simulated_process<Process>::type>;

}  // namespace detail

/// What `automatic` becomes for a process: closed_form if it is solved; conjugate if its predictive law, or its sampled
/// information, is in closed form; laplace if it has a gradient and a Hessian; annealed if θ is whitened; else
/// contrastive. Where a marginal process is simulated in the process's place, what it has decides.
template <class Process>
using selected_policy =
    std::conditional_t<solved_process<Process>, closed_form,
                       std::conditional_t<conjugate_process<Process> || samples_information<Process>, conjugate,
                                          detail::sampling_policy<Process>>>;

namespace detail {

/// What `automatic` becomes for the evidence of histories that a process may not have made.
template <class Process>
using evidence_policy = std::conditional_t<knows_evidence<Process>, conjugate, sampling_policy<Process>>;

/// Settled so closely by its selected policy that no effort of another is worth its cost.
template <class P>
concept closely_settled = solved_process<P> || conjugate_process<P> || samples_information<P> || concave_process<P>;

/// A standard error; where replicates leave room for what none of them met, not below that of the normal law whose
/// interval is as wide.
template <class Real>
[[nodiscard]] double error_seen(const estimate<Real>& measured, const Real& standard_error) {
  const auto error = static_cast<double>(standard_error);
  if (!measured.unseen.possible || measured.exact()) return error;
  constexpr double confidence = 0.95;
  constexpr double normal_quantile = 1.96;
  const auto interval = measured.interval(confidence);
  return (std::max)({error, static_cast<double>(measured.lower.mean - interval.lower) / normal_quantile,
                     static_cast<double>(interval.upper - measured.upper.mean) / normal_quantile});
}

}  // namespace detail

/// Chooses the policy by the type of the process (selected_policy), and, if asked for a target, the number of
/// replicates: a first stage of 64, from streams of its own and not reported, tells the noise of a replicate, and the
/// run has as many as that noise takes, with a quarter to spare (Stein 1945). As the number does not depend on what is
/// reported, means and intervals stay what they are at a fixed number; the target itself is met up to the first stage's
/// error. A target that takes more than the budget leaves it unmet, and `stopped` says so.
///
/// A process that offers its marginal_process() is simulated through it, as by any policy: what is integrated out there
/// is a plain average beside (theory 11.10). Where nothing is left to learn, that is all, as conjugate averages it.
///
/// Where pilots find that little is learnt, it takes contrastive, with 2500 contrasts, in place of annealed: it is ten
/// times faster there, and as close.
///
/// In place of annealed and laplace, whose paths of tempered likelihoods lead over no wall, it takes contrastive or
/// sequential where pilots, which are not reported, meet data that another θ of the prior makes impossible; in place of
/// laplace also where its sides are apart by more than a quarter of what is learnt, and by more than a nat or, where
/// contrastive will do, a tenth of one: as where the posterior has several modes.
struct automatic {
  static constexpr std::string_view name = "automatic";

  double target_standard_error = 0;  ///< of each side of I(H_T;θ), in nats; 0 for a fixed number of replicates
  std::size_t replicates = 1000;     ///< ≥ 2, for a policy that simulates, without a target
  std::uint64_t seed = 0;            ///< same seed, same bits
  std::size_t budget = 1'000'000;    ///< ≥ 2, the most replicates that a target may take

  void validate() const {
    require_non_negative("automatic.target_standard_error", target_standard_error);
    require_at_least("automatic.replicates", replicates, 2);
    if (budget < 2) refuse("automatic.budget", budget, ">= 2");  // the largest number there is says: no limit
  }

  /// The policy chosen for Process, with these fields and its own defaults for the others.
  template <class Process>
  [[nodiscard]] selected_policy<Process> chosen() const {
    if constexpr (solved_process<Process>)
      return {};
    else
      return {.replicates = replicates, .seed = seed};
  }

  template <class Process, class Execution, class Observer>
  [[nodiscard]] auto run(const Process& process, std::size_t horizon, const Execution& execution,
                         const Observer& observer) const {
    const auto use = [&](const auto& policy, const auto& of) {
      auto result = policy.run(of, horizon, execution, observer);
      const auto error = (std::max)(result.lower.standard_error, result.upper.standard_error);
      result.stopped = ended(result, static_cast<double>(error));
      return result;
    };
    return with_policy<selected_policy<Process>, false>(process, horizon, execution, observer, use);
  }

  template <class Process, class Execution, class Observer>
  [[nodiscard]] auto run_curve(const Process& process, std::size_t horizon, const Execution& execution,
                               const Observer& observer) const {
    const auto use = [&](const auto& policy, const auto& of) {
      return policy.run_curve(of, horizon, execution, observer);
    };
    return with_policy<selected_policy<Process>, false>(process, horizon, execution, observer, use);
  }

  /// The policy chosen for the evidence of histories that Process may not have made, with these fields.
  template <class Process>
  [[nodiscard]] detail::evidence_policy<Process> chosen_for_evidence() const {
    return {.replicates = replicates, .seed = seed};
  }

  template <class Process, class Execution, class Observer>
  [[nodiscard]] auto evidence(const Process& process, std::size_t horizon, const Execution& execution,
                              const Observer& observer) const {
    return chosen_for_evidence<Process>().evidence(process, horizon, execution, observer);
  }

  /// As many replicates as the target takes; those asked for without one. error_of(first_stage) is the standard error,
  /// in nats, of a run with the replicates and the seed of first_stage.
  template <class ErrorOf>
  [[nodiscard]] std::size_t replicates_for_target(ErrorOf error_of) const {
    if (!(target_standard_error > 0)) return replicates;
    const std::size_t few = (std::min)(std::size_t{64}, budget);
    // Another seed is another set of streams; its complement is nobody's first choice.
    const double ratio = error_of(automatic{.replicates = few, .seed = ~seed}) / target_standard_error;
    const double needed = 1.25 * double(few) * ratio * ratio;
    return needed < double(budget) ? static_cast<std::size_t>(needed) + 2 : budget;
  }

  /// Why a run with that standard error ended.
  template <class Real>
  [[nodiscard]] stop_reason ended(const estimate<Real>& run, double standard_error) const {
    const bool missed = target_standard_error > 0 && !(standard_error <= target_standard_error);
    return missed && run.stopped == stop_reason::completed && run.replicates == budget ? stop_reason::budget_spent
                                                                                       : run.stopped;
  }

  /// use(policy, process) of a policy that simulates both sides of the evidence, whatever else is known of the process.
  template <class Process, class Execution, class Observer, class Use>
  [[nodiscard]] auto with_sampling_policy(const Process& process, std::size_t horizon, const Execution& execution,
                                          const Observer& observer, Use use) const {
    return with_policy<detail::sampling_policy<Process>, true>(process, horizon, execution, observer, use);
  }

 private:
  static constexpr std::size_t pilots = 32;
  static constexpr std::size_t many = 2500;  ///< contrasts, where the log-likelihood has no Hessian

  /// What pilots met that the selected policy is not for, and whether little is learnt: no more than contrastive's
  /// draws can bear.
  struct obstacles {
    bool walls;  ///< data that another θ makes impossible
    bool modes;  ///< posteriors that Laplace's approximation misses
    bool little;
  };

  /// use(policy, process) of the selected policy, or of what pilots tell to take in its place; where the evidence is
  /// asked for, never of a process that has labels no longer.
  template <class Selected, bool OfEvidence, class Process, class Execution, class Observer, class Use>
  [[nodiscard]] auto with_policy(const Process& process, std::size_t horizon, const Execution& execution,
                                 const Observer& observer, Use use) const {
    if constexpr (std::same_as<Selected, detail::sampling_policy<Process>> && detail::takes_marginal<Process>) {
      using marginal = detail::completed_marginal<Process>;
      return with_policy<detail::sampling_policy<marginal>, OfEvidence>(detail::marginal_of(process), horizon,
                                                                        execution, observer, use);
    } else {
      if constexpr (std::same_as<Selected, annealed> || std::same_as<Selected, laplace>) {
        if constexpr (detail::is_completed_marginal<Process> && !OfEvidence)
          if (process.latent_dimension() == 0) {
            const detail::conditional_average<Process> average{process};
            return use(sized(conjugate{.replicates = replicates, .seed = seed}, average, horizon, execution, observer),
                       average);
          }
        const obstacles met = look_ahead(process, horizon);
        const auto finish = [&](const auto& policy, const auto& of) {
          return use(sized(policy, of, horizon, execution, observer), of);
        };
        const contrastive draws{.replicates = replicates, .seed = seed};
        if (met.walls && met.little) return finish(draws, detail::without_coordinates<Process>{process});
        if constexpr (std::same_as<Selected, laplace>)
          if (met.modes && met.little) return finish(draws, process);
        if (met.walls || met.modes) return finish(sequential{.replicates = replicates, .seed = seed}, process);
        if constexpr (std::same_as<Selected, annealed>)
          if (met.little)
            return finish(contrastive{.replicates = replicates, .contrasts = many, .seed = seed}, process);
      }
      Selected policy;
      if constexpr (requires { policy.replicates; }) {
        policy.replicates = replicates;
        policy.seed = seed;
      }
      return use(sized(policy, process, horizon, execution, observer), process);
    }
  }

  /// 32 pilots, on random streams of their own, set eight θ of the prior against data of another one each. Little is
  /// learnt if one in 64 of them has a likelihood within e³ of that of the θ that made the data, as it then has about
  /// four nats to tell.
  template <class Process>
  [[nodiscard]] obstacles look_ahead(const Process& process, std::size_t horizon) const {
    using Real = real_type_t<Process>;
    constexpr int others = 8;
    detail::simulation<Process> truth;
    Eigen::VectorX<Real> z;
    Eigen::VectorX<Real> log_likelihood;
    bool impossible = false;
    std::size_t as_good = 0;
    for (std::size_t pilot = 0; pilot < pilots; ++pilot) {
      random_stream rng(~seed, pilot, stream_purpose::second_pilot);
      truth.draw(process, horizon, rng, {name, ~seed, pilot, true});
      for (int other = 0; other < others; ++other) {
        detail::draw_standard_normal(z, process.latent_dimension(), rng);
        const typename Process::parameter_type theta = process.parameter_from(z);
        reuse::log_likelihood(process, theta, truth.history(), log_likelihood);
        const Real total = log_likelihood.sum();
        impossible = impossible || total < std::numeric_limits<Real>::lowest();
        if (total > truth.total() - 3) ++as_good;
      }
    }
    const bool little = as_good * 64 >= pilots * others;
    return {impossible, !impossible && refutes_laplace(process, horizon, little ? 0.1 : 1), little};
  }

  /// Whether 32 pilots, on random streams of their own, find the two sides of laplace further apart than allowed, and
  /// than a quarter of what is learnt.
  template <class Process>
  [[nodiscard]] bool refutes_laplace(const Process& process, std::size_t horizon, double allowed) const {
    if constexpr (std::same_as<detail::sampling_policy<Process>, laplace>) {
      using Real = real_type_t<Process>;
      const laplace policy{.replicates = replicates, .seed = seed};
      const detail::offered_controls<Process> offered(process, horizon);
      detail::laplace_sides<Process> work(process, horizon, policy.proposals, Real(policy.tail), offered);
      Real lower = 0;
      Real upper = 0;
      for (std::size_t pilot = 0; pilot < pilots; ++pilot) {
        random_stream data(~seed, pilot, stream_purpose::first_pilot);
        random_stream proposals(~seed, pilot, stream_purpose::proposals);
        work.run(data, proposals, {name, ~seed, pilot, true});
        lower += (work.own() - work.log_evidence_above()) / Real(pilots);
        upper += (work.own() - work.log_evidence_below()) / Real(pilots);
      }
      // A quarter of the mean of both; so also where the upper side is ∞.
      return upper - lower > Real(allowed) && 7 * upper > 9 * lower;
    } else {
      return false;
    }
  }

  /// The policy with as many replicates as the target takes.
  template <class Policy, class Process, class Execution, class Observer>
  [[nodiscard]] Policy sized(Policy policy, const Process& process, std::size_t horizon, const Execution& execution,
                             const Observer& observer) const {
    if constexpr (!solved_process<Process>)
      policy.replicates = replicates_for_target([&](const automatic& first_stage) {
        Policy few = policy;
        few.replicates = first_stage.replicates;
        few.seed = first_stage.seed;
        const auto pilot = few.run(process, horizon, unkept(execution), unreported<Observer>{observer});
        return detail::error_seen(pilot, (std::max)(pilot.lower.standard_error, pilot.upper.standard_error));
      });
    return policy;
  }
};

}  // namespace infobound::inline v0_1
