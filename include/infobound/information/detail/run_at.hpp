// SPDX-License-Identifier: BSL-1.0
// Runs of a policy that settles something at each horizon, then makes replicates: at one horizon, or at several at
// once.
#pragma once

#include <Eigen/Core>
#include <cstddef>
#include <infobound/core/average_replicates.hpp>
#include <infobound/core/concepts.hpp>
#include <infobound/core/estimate.hpp>
#include <infobound/information/detail/controlled_sample.hpp>
#include <infobound/information/detail/controlled_values.hpp>
#include <infobound/information/replicate/sandwich.hpp>
#include <iterator>
#include <memory>
#include <utility>
#include <vector>

namespace infobound::inline v0_1::detail {

/// A replicate at one horizon: its sides, its effective sample size, and the statistics.
template <class Sampler>
struct settled_replicate {
  Sampler sampler;
  controlled_total places = {};

  template <class Real>
  void operator()(std::size_t replicate, Eigen::ArrayX<Real>& sample) {
    const replicate_sides<Real> sides = sampler(replicate);
    sample.setZero();
    places.add(sides.lower, sides.upper, Real(sides.lower + sides.noise), sides.density(), sample);
    places.raise(sample);
    sample[places.size_at] = sides.effective_sample_size;
    sample.tail(sides.statistics.size()) = sides.statistics;
  }
};

/// A replicate at several horizons: its sides, its effective sample sizes, and the statistics of each.
template <class Sampler>
struct settled_replicates {
  std::vector<Sampler> samplers;
  controlled_curve places;
  Eigen::Index statistics;

  template <class Real>
  void operator()(std::size_t replicate, Eigen::ArrayX<Real>& sample) {
    sample.setZero();
    controlled_path<Real> path(sample, places);
    for (Eigen::Index i = 0; i < places.with.length; ++i) {
      const replicate_sides<Real> sides = samplers[static_cast<std::size_t>(i)](replicate);
      path.append(sides.lower, sides.upper, sides.lower + sides.noise, sides.density());
      sample[places.size + i] = sides.effective_sample_size;
      sample.segment(places.size + places.with.length + i * statistics, statistics) = sides.statistics;
    }
    places.raise(sample);
  }
};

/// Bytes that a policy expects a slot to take; 0 where it does not tell.
template <class Policy, class Process>
[[nodiscard]] double memory_of(const Policy& policy, const Process& process) {
  if constexpr (requires { policy.memory(process); })
    return policy.memory(process);
  else
    return 0;
}

/// All horizons in one run, whose replicates have the same draws for all of them as far as these go; so the error of an
/// increment is that of the differences, and less than that of its parts.
template <class Policy, class Settled, class Process, class Execution, class Observer>
[[nodiscard]] estimates_at<real_type_t<Process>> run_together(const Policy& policy,
                                                              const std::vector<std::unique_ptr<Settled>>& settled,
                                                              const Process& process, const Execution& execution,
                                                              const Observer& observer) {
  using Real = real_type_t<Process>;
  const controlled_curve places{{std::ssize(settled)}};
  const Eigen::Index length = places.with.length;
  const Eigen::Index statistics_from = places.size + length;
  const Eigen::Index statistics = settled.front()->controls.statistics();
  using sampler = decltype(policy.sampler(process, *settled.front()));
  const auto averaged = average_replicates<Real>(
      {policy.name, policy.seed, settled.back()->horizon, memory_of(policy, process)}, policy.replicates,
      statistics_from + statistics * length,
      [&] {
        settled_replicates<sampler> together{{}, places, statistics};
        together.samplers.reserve(settled.size());
        for (const auto& at : settled) together.samplers.push_back(policy.sampler(process, *at));
        return together;
      },
      execution, observer);
  const auto at = [&](Eigen::Index i) -> const Settled& { return *settled[static_cast<std::size_t>(i)]; };
  std::vector<bool> refuted;
  for (Eigen::Index i = 0; i < length; ++i)
    refuted.push_back(at(i).controls.refuted(averaged.quantities, statistics_from + i * statistics));
  return reported_curve<Real>(
      places.with, places.without,
      [&](Eigen::Index i, auto with, auto plain, bool) {
        return !refuted[static_cast<std::size_t>(i)] && at(i).controls.quietens(averaged.quantities, with, plain, 0);
      },
      [&](Eigen::Index i, const averaged_sides& sides) {
        estimate<Real> information = two_sided(averaged, sides, policy.name, {.labels = at(i).horizon});
        information.effective_sample_size = averaged.quantities[places.size + i].mean;
        at(i).describe(information);
        return information;
      },
      [&](Eigen::Index i, const averaged_sides& sides) {
        const std::size_t before = i > 0 ? at(i - 1).horizon : 0;
        return two_sided(averaged, sides, policy.name, {.labels = at(i).horizon - before});
      });
}

/// I(H_T;θ) at one horizon.
template <class Policy, class Process, class Execution, class Observer>
[[nodiscard]] estimate<real_type_t<Process>> run_at(const Policy& policy, const Process& process, std::size_t horizon,
                                                    const Execution& execution, const Observer& observer) {
  using Real = real_type_t<Process>;
  const auto settled = policy.settle(process, horizon, execution, observer);
  if (!settled) return nothing_estimated<Real>(policy.name);
  const auto& controls = settled->controls;
  const controlled_total places;
  using sampler = decltype(policy.sampler(process, *settled));
  const auto averaged = average_replicates<Real>(
      {policy.name, policy.seed, horizon, memory_of(policy, process)}, policy.replicates,
      places.size + controls.statistics(),
      [&] { return settled_replicate<sampler>{policy.sampler(process, *settled)}; }, execution, observer);
  const bool refuted = controls.refuted(averaged.quantities, places.size);
  const auto at = reported(places.with, places.with.size, [&](auto with, auto plain, bool) {
    return !refuted && controls.quietens(averaged.quantities, with, plain, 0);
  });
  estimate<Real> result = two_sided(averaged, at, policy.name, {.labels = horizon});
  result.effective_sample_size = averaged.quantities[places.size_at].mean;
  settled->describe(result);
  return result;
}

}  // namespace infobound::inline v0_1::detail
