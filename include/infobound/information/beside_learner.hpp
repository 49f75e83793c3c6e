// SPDX-License-Identifier: BSL-1.0
// What the best learner pays, and what another one pays beside it, from the same draws (theory 9.6).
#pragma once

#include <Eigen/Core>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <infobound/core/average_replicates.hpp>
#include <infobound/core/concepts.hpp>
#include <infobound/core/curve.hpp>
#include <infobound/core/estimate.hpp>
#include <infobound/core/estimate_arithmetic.hpp>
#include <infobound/core/execution.hpp>
#include <infobound/core/observer.hpp>
#include <infobound/core/random_stream.hpp>
#include <infobound/core/require.hpp>
#include <infobound/core/reuse.hpp>
#include <infobound/information/automatic.hpp>
#include <infobound/information/conjugate.hpp>
#include <infobound/information/contrastive.hpp>
#include <infobound/information/detail/controlled_sample.hpp>
#include <infobound/information/detail/controlled_values.hpp>
#include <infobound/information/detail/curve_by_grid.hpp>
#include <infobound/information/replicate/marginal.hpp>
#include <infobound/information/replicate/replicate_origin.hpp>
#include <infobound/information/replicate/sandwich.hpp>
#include <infobound/information/replicate/simulation.hpp>
#include <infobound/information/sequential.hpp>
#include <limits>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace infobound::inline v0_1::detail {

/// In nats, at T alone or at t = 1 … T: I(H_t;θ), E[ln p(H_t) − ln Q(H_t)] and their sum, E[ln p(H_t|θ) − ln Q(H_t)].
template <class Real>
struct beside_estimates {
  estimates_at<Real> estimation;
  estimates_at<Real> excess;
  estimates_at<Real> total;
  Real effective_sample_size = 0;  ///< of weights behind ln Q(H_T)

  explicit beside_estimates(std::size_t length = 0, const estimate<Real>& each = {})
      : estimation(all(length, each)), excess(all(length, each)), total(all(length, each)) {}

 private:
  [[nodiscard]] static estimates_at<Real> all(std::size_t length, const estimate<Real>& each) {
    return {std::vector<estimate<Real>>(length, each), std::vector<estimate<Real>>(length, each)};
  }
};

/// Where a sample has what a run beside a learner averages.
struct beside_places {
  controlled_curve sides;
  Eigen::Index length = sides.with.length;
  Eigen::Index excess = sides.size;
  Eigen::Index total = excess + averaged_curve::size * length;
  Eigen::Index impossible = total + 9 * length;  ///< whether the learner has held a label impossible, or this one
  Eigen::Index size_at = impossible + 2 * length;
  Eigen::Index size = size_at + 1;

  [[nodiscard]] averaged_sides excess_at(Eigen::Index t) const {
    return averaged_curve{length}.information(t).further(excess);
  }
  [[nodiscard]] averaged_sides excess_step(Eigen::Index t) const {
    return averaged_curve{length}.increment(t).further(excess);
  }
  [[nodiscard]] averaged_sides total_without(Eigen::Index t) const { return total_at(t); }
  [[nodiscard]] averaged_sides total_with(Eigen::Index t) const {
    averaged_sides at = total_at(3 * length + t);
    at.density = total_without(t).density;
    return at;
  }
  [[nodiscard]] averaged_sides total_step(Eigen::Index t) const { return total_at(6 * length + t); }

 private:
  [[nodiscard]] averaged_sides total_at(Eigen::Index first) const {
    const Eigen::Index at = total + first;
    return {.lower = at, .upper = at, .square = at + length, .cube = at + 2 * length, .density = at};
  }
};

/// One replicate. ln Q(H_t) is taken from both sides of ln p(H_t) of the same history. The lower side of the excess is
/// kept with its sign changed, as a mean that is −∞ is not told from one that is +∞.
template <class Process, class Sides, class Said>
struct beside_replicate {
  using Real = real_type_t<Process>;

  Sides sides;
  Said said;
  std::size_t horizon;
  std::uint64_t seed;
  const settled_controls<Real>& controls;
  beside_places places;
  Eigen::ArrayX<Real> terms = Eigen::ArrayX<Real>(places.length);

  void operator()(std::size_t replicate, Eigen::ArrayX<Real>& sample) {
    sides.run(replicate);
    const simulation<Process>& data = sides.data();
    sample.setZero();
    sample[places.size_at] = said(data.history(), horizon, {"misspecified_error", seed, replicate}, terms);
    const auto& statistics = sides.statistics();
    sample.tail(statistics.size()) = statistics;

    controlled_path<Real> path(sample, places.sides);
    Real own = 0;
    Real below_before = 0;
    Real above_before = 0;
    Real told = 0;
    bool impossible = false;
    for (Eigen::Index t = 0; t < places.length; ++t) {
      const Real own_step =
          places.length == 1 ? data.own() : Real(data.log_likelihood()[t] + data.conditional_information(t));
      own += own_step;
      const Real lower = sides.lower(t);
      const Real upper = sides.upper(t);
      const Real noise = controls.noise(sides.control_of(t, false), statistics);
      path.append(lower - noise, upper - controls.noise(sides.control_of(t, true), statistics), lower, upper);
      const Real below = own - upper;
      const Real above = own - lower;
      const Real& term = terms[t];
      if (term < std::numeric_limits<Real>::lowest()) {
        impossible = true;
        sample[places.impossible + places.length + t] = 1;
      } else {
        const averaged_sides step = places.excess_step(t);
        sample[step.lower] = term - (below - above_before);
        sample[step.upper] = sample[step.density] = (above - below_before) - term;
        step.raise(sample);
        sample[places.total_step(t).upper] = own_step - term;
        places.total_step(t).raise(sample);
      }
      if (impossible) {
        sample[places.impossible + t] = 1;
      } else {
        told += term;
        const averaged_sides whole = places.excess_at(t);
        sample[whole.lower] = told - below;
        sample[whole.upper] = sample[whole.density] = above - told;
        whole.raise(sample);
        sample[places.total_without(t).upper] = own - told;
        places.total_without(t).raise(sample);
        sample[places.total_with(t).upper] = own - noise - told;
        places.total_with(t).raise(sample);
      }
      below_before = below;
      above_before = above;
    }
    places.sides.raise(sample);
  }
};

/// What averages say. `control_of` has the place of the control variates of the lower side of each horizon, then of the
/// upper ones.
template <class Real>
[[nodiscard]] beside_estimates<Real> reported_beside(const replicated<Real>& averaged, const beside_places& places,
                                                     const settled_controls<Real>& controls,
                                                     const std::vector<Eigen::Index>& control_of, std::string_view name,
                                                     std::size_t horizon) {
  const auto& run = averaged.quantities;
  const auto labels = [&](Eigen::Index t) { return places.length > 1 ? static_cast<std::size_t>(t + 1) : horizon; };
  const bool refuted = controls.refuted(run, places.size);
  const auto quietens = [&](Eigen::Index t, Eigen::Index with, Eigen::Index without, bool is_upper) {
    const Eigen::Index side = is_upper ? places.length + t : t;
    return !refuted && controls.quietens(run, with, without, control_of[static_cast<std::size_t>(side)]);
  };
  const auto at_labels = [&](const averaged_sides& at, std::size_t count) {
    return two_sided(averaged, at, name, {.labels = count});
  };

  beside_estimates<Real> result;
  result.estimation = reported_curve<Real>(
      places.sides.with, places.sides.without, quietens,
      [&](Eigen::Index t, const averaged_sides& at) { return at_labels(at, labels(t)); },
      [&](Eigen::Index, const averaged_sides& at) { return at_labels(at, 1); });
  const auto unless = [&](Eigen::Index impossible, estimate<Real> found) {
    const Real infinity = std::numeric_limits<Real>::infinity();
    if (run.count() > 0 && run.sums()[impossible] > 0) found.lower = found.upper = {infinity, infinity};
    return found;
  };
  const auto excess = [&](const averaged_sides& at, std::size_t count) {
    estimate<Real> found = at_labels(at, count);
    found.lower.mean = -found.lower.mean;
    return found;
  };
  for (Eigen::Index t = 0; t < places.length; ++t) {
    const Eigen::Index lower = places.sides.with.information(t).lower;
    // What the best learner pays less the noise of its lower side, so that parts add up.
    const auto total =
        quietens(t, lower, lower + places.sides.without, false) ? places.total_with(t) : places.total_without(t);
    const Eigen::Index so_far = places.impossible + t;
    const Eigen::Index here = so_far + places.length;
    result.excess.information.push_back(unless(so_far, excess(places.excess_at(t), labels(t))));
    result.excess.increments.push_back(unless(here, excess(places.excess_step(t), 1)));
    result.total.information.push_back(unless(so_far, at_labels(total, labels(t))));
    result.total.increments.push_back(unless(here, at_labels(places.total_step(t), 1)));
  }
  result.effective_sample_size = run.sums()[places.size_at];
  return result;
}

/// The run of a policy's replicates, whose workspaces make_sides() makes.
template <class Process, class Policy, class MakeSides, class Said, class Execution, class Observer,
          class Real = real_type_t<Process>>
[[nodiscard]] beside_estimates<Real> run_beside(const Policy& policy, std::size_t horizon, bool whole_curve,
                                                const settled_controls<Real>& controls, MakeSides make_sides,
                                                const Said& said, const Execution& execution,
                                                const Observer& observer) {
  const beside_places places{{{whole_curve ? static_cast<Eigen::Index>(horizon) : Eigen::Index{1}}}};
  using one = beside_replicate<Process, decltype(make_sides()), Said>;
  const auto averaged = average_replicates<Real>(
      {policy.name, policy.seed, horizon}, policy.replicates, places.size + controls.statistics(),
      [&] { return one{make_sides(), said, horizon, policy.seed, controls, places}; }, execution, observer);
  const auto sides = make_sides();
  std::vector<Eigen::Index> control_of;
  for (const bool is_upper : {false, true})
    for (Eigen::Index t = 0; t < places.length; ++t) control_of.push_back(sides.control_of(t, is_upper));
  return reported_beside(averaged, places, controls, control_of, policy.name, horizon);
}

/// The sides of a replicate whose policy settles something beforehand.
template <class Process, class Sampler>
struct settled_sides {
  using Real = real_type_t<Process>;

  Sampler sampler;
  Real below = 0;
  Real above = 0;
  const Eigen::ArrayX<Real>* controls = nullptr;

  void run(std::size_t replicate) {
    const replicate_sides<Real> sides = sampler(replicate);
    below = sides.lower + sides.noise;
    above = sides.upper + sides.noise;
    controls = &sides.statistics;
  }
  [[nodiscard]] const simulation<Process>& data() const { return sampler.data(); }
  [[nodiscard]] Real lower(Eigen::Index) const { return below; }
  [[nodiscard]] Real upper(Eigen::Index) const { return above; }
  [[nodiscard]] const Eigen::ArrayX<Real>& statistics() const { return *controls; }
  [[nodiscard]] static Eigen::Index control_of(Eigen::Index, bool) { return 0; }
};

/// Data of which both sides are known, by the predictive law; or of which nothing is said, as if nothing were learnt.
template <class Process>
struct known_sides {
  using Real = real_type_t<Process>;

  const Process& process;
  std::size_t horizon;
  std::uint64_t seed;
  Eigen::Index first;  ///< where those that are asked for begin
  bool predicts;
  simulation<Process> drawn = {};
  Eigen::VectorX<Real> terms = {};
  Eigen::ArrayX<Real> none = {};

  void run(std::size_t replicate) {
    const replicate_origin origin{"misspecified_error", seed, replicate};
    random_stream rng(seed, replicate);
    drawn.draw(process, horizon, rng, origin);
    terms.setZero(static_cast<Eigen::Index>(horizon));
    if constexpr (evaluates_predictive<Process>) {
      if (!predicts) return;
      reuse::log_predictive(process, drawn.history(), terms);
      origin.require_finite(terms, "log_predictive");
      require_same_size("log_predictive: number of entries", terms.size(), "horizon",
                        static_cast<Eigen::Index>(horizon));
      terms = drawn.log_likelihood() - terms;
      for (Eigen::Index t = 1; t < terms.size(); ++t) terms[t] += terms[t - 1];
    }
  }
  [[nodiscard]] const simulation<Process>& data() const { return drawn; }
  [[nodiscard]] Real lower(Eigen::Index t) const { return terms[first + t]; }
  [[nodiscard]] Real upper(Eigen::Index t) const { return terms[first + t]; }
  [[nodiscard]] const Eigen::ArrayX<Real>& statistics() const { return none; }
  [[nodiscard]] static Eigen::Index control_of(Eigen::Index, bool) { return 0; }
};

/// Has been run at some horizons already.
template <class Real>
struct looked_up {
  const std::vector<std::size_t>& grid;
  const std::vector<estimate<Real>>& found;

  template <class Process, class Execution, class Observer>
  [[nodiscard]] estimate<Real> run(const Process&, std::size_t horizon, const Execution&, const Observer&) const {
    std::size_t at = 0;
    while (grid[at] != horizon) ++at;
    return found[at];
  }
};

/// No more is known than that a sum over labels does not fall.
template <class Real>
struct in_any_order {
  using real_type = Real;
};

template <class Policy, class Process, class Execution, class Observer>
concept settles_replicates = requires(const Policy& policy, const Process& process, const Execution& execution,
                                      const Observer& observer) {
  policy.sampler(process, *policy.settle(process, std::size_t{1}, execution, observer)).data();
};

template <class Policy, class Process, class Said, class Execution, class Observer>
[[nodiscard]] beside_estimates<real_type_t<Process>> beside_learner(const Policy& policy, const Process& process,
                                                                    std::size_t horizon, bool whole_curve,
                                                                    const Said& said, const Execution& execution,
                                                                    const Observer& observer);

/// A policy that settles something at each horizon: one run for T, or one for every point of its curve.
template <class Policy, class Process, class Said, class Execution, class Observer, class Real = real_type_t<Process>>
[[nodiscard]] beside_estimates<Real> settled_beside(const Policy& policy, const Process& process, std::size_t horizon,
                                                    bool whole_curve, const Said& said, const Execution& execution,
                                                    const Observer& observer) {
  const auto run = [&](std::size_t t, const auto& on) {
    const auto settled = policy.settle(process, t, on, observer);
    if (!settled) return beside_estimates<Real>(1, nothing_estimated<Real>(policy.name));
    using sampler = decltype(policy.sampler(process, *settled));
    return run_beside<Process>(
        policy, t, false, settled->controls,
        [&] { return settled_sides<Process, sampler>{policy.sampler(process, *settled)}; }, said, on, observer);
  };
  if (!whole_curve) return run(horizon, part_of(execution, 0));
  const std::vector<std::size_t> grid = curve_grid(horizon, policy.curve_points);
  beside_estimates<Real> at;
  for (const std::size_t t : grid) {
    const auto found = run(t, part_of(execution, t));
    at.estimation.information.push_back(found.estimation.information.back());
    at.excess.information.push_back(found.excess.information.back());
    at.total.information.push_back(found.total.information.back());
  }
  beside_estimates<Real> result;
  const auto fill = [&](const auto& of, const estimates_at<Real>& from, estimates_at<Real>& to) {
    const looked_up<Real> found{grid, from.information};
    const curve<Real> whole = curve_by_grid(found, policy.curve_points, of, horizon, serial{}, unobserved{});
    for (std::size_t t = 1; t <= horizon; ++t) {
      to.information.push_back(whole.information(t));
      to.increments.push_back(whole.incremental_error(t));
    }
  };
  fill(process, at.estimation, result.estimation);
  fill(in_any_order<Real>{}, at.excess, result.excess);
  fill(in_any_order<Real>{}, at.total, result.total);
  return result;
}

/// Any other policy: what the learner pays is a plain average, what the best one pays is the policy's own estimate, and
/// the difference has the noise of both.
template <class Policy, class Process, class Said, class Execution, class Observer, class Real = real_type_t<Process>>
[[nodiscard]] beside_estimates<Real> apart_from_learner(const Policy& policy, const Process& process,
                                                        std::size_t horizon, bool whole_curve, const Said& said,
                                                        const Execution& execution, const Observer& observer) {
  const settled_controls<Real> none(control_fit<Real>(1, 0));
  const auto average = [&](const auto& of) {
    using drawn = std::remove_cvref_t<decltype(of)>;
    return run_beside<drawn>(
        policy, horizon, whole_curve, none,
        [&] {
          return known_sides<drawn>{of, horizon, policy.seed, 0, false};
        },
        said, part_of(execution, 0), observer);
  };
  beside_estimates<Real> result = [&] {
    if constexpr (takes_marginal<Process>)
      return average(marginal_of(process));
    else
      return average(process);
  }();
  const auto set = [&](std::size_t t, const estimate<Real>& information, const estimate<Real>& increment) {
    result.estimation.information[t] = information;
    result.estimation.increments[t] = increment;
    result.excess.information[t] = difference(result.total.information[t], information);
    result.excess.increments[t] = difference(result.total.increments[t], increment);
  };
  if (!whole_curve) {
    const estimate<Real> found = policy.run(process, horizon, part_of(execution, 1), observer);
    set(0, found, found);
  } else if constexpr (requires { policy.run_curve(process, horizon, execution, observer); }) {
    const curve<Real> found = policy.run_curve(process, horizon, part_of(execution, 1), observer);
    for (std::size_t t = 0; t < found.horizon(); ++t) set(t, found.information(t + 1), found.incremental_error(t + 1));
  }
  return result;
}

/// What the best learner, and what another one pays, of which said(history, horizon, origin, terms) writes ln Q(H_T),
/// or ln q_t of each label where there is room for them, and returns the effective sample size behind it.
///
/// Where the policy makes the two sides of each replicate for itself, all three come of the same draws; the lower side
/// of the first and the upper one of the second add up to the third, and the other way round.
/// - Cost: the policy's, and one call of said a replicate; for a curve of a policy that runs at one horizon at a time,
///         one for every point of it.
template <class Policy, class Process, class Said, class Execution, class Observer>
[[nodiscard]] beside_estimates<real_type_t<Process>> beside_learner(const Policy& policy, const Process& process,
                                                                    std::size_t horizon, bool whole_curve,
                                                                    const Said& said, const Execution& execution,
                                                                    const Observer& observer) {
  const auto run = [&](const auto& controls, auto make_sides) {
    return run_beside<Process>(policy, horizon, whole_curve, controls, make_sides, said, part_of(execution, 0),
                               observer);
  };
  if constexpr (std::same_as<Policy, automatic> && evaluates_predictive<Process>) {
    const conjugate known{.replicates = policy.replicates, .seed = policy.seed};
    return beside_learner(known, process, horizon, whole_curve, said, execution, observer);
  } else if constexpr (std::same_as<Policy, automatic>) {
    return policy.with_sampling_policy(process, horizon, execution, observer, [&](const auto& chosen, const auto& of) {
      return beside_learner(chosen, of, horizon, whole_curve, said, execution, observer);
    });
  } else if constexpr (evaluates_predictive<Process>) {
    const Eigen::Index first = whole_curve ? 0 : static_cast<Eigen::Index>(horizon) - 1;
    return run(settled_controls<real_type_t<Process>>(control_fit<real_type_t<Process>>(1, 0)), [&] {
      return known_sides<Process>{process, horizon, policy.seed, first, true};
    });
  } else if constexpr (std::same_as<Policy, contrastive> || std::same_as<Policy, sequential> ||
                       settles_replicates<Policy, Process, Execution, Observer>) {
    if constexpr (takes_marginal<Process>) {
      return beside_learner(policy, marginal_of(process), horizon, whole_curve, said, execution, observer);
    } else if constexpr (!Policy::template explain<Process>()) {
      return beside_estimates<real_type_t<Process>>(1);
    } else if constexpr (std::same_as<Policy, contrastive> || std::same_as<Policy, sequential>) {
      return policy.with_sides(process, horizon, whole_curve, execution, observer, run);
    } else {
      return settled_beside(policy, process, horizon, whole_curve, said, execution, observer);
    }
  } else {
    return apart_from_learner(policy, process, horizon, whole_curve, said, execution, observer);
  }
}

}  // namespace infobound::inline v0_1::detail
