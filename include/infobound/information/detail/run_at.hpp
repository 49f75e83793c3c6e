// SPDX-License-Identifier: BSL-1.0
// Runs of a policy that settles something at each horizon, then makes replicates: at one horizon, or at several at
// once.
#pragma once

#include <Eigen/Core>
#include <cstddef>
#include <infobound/core/average_replicates.hpp>
#include <infobound/core/concepts.hpp>
#include <infobound/core/estimate.hpp>
#include <infobound/information/detail/controlled_values.hpp>
#include <infobound/information/replicate/sandwich.hpp>
#include <iterator>
#include <memory>
#include <utility>
#include <vector>

namespace infobound::inline v0_1::detail {

/// What one replicate says of I(H_T;θ): its two sides, the noise that control variates have taken out of either, and
/// their statistics.
template <class Real>
struct replicate_sides {
  Real lower;
  Real upper;
  Real noise;
  Real effective_sample_size;
  const Eigen::ArrayX<Real>& statistics;

  [[nodiscard]] Real density() const { return upper + noise; }
};

/// All horizons in one run, whose replicates have the same draws for all of them as far as these go; so the error of an
/// increment is that of the differences, and less than that of its parts.
template <class Policy, class Settled, class Process, class Execution, class Observer>
[[nodiscard]] estimates_at<real_type_t<Process>> run_together(const Policy& policy,
                                                              const std::vector<std::unique_ptr<Settled>>& settled,
                                                              const Process& process, const Execution& execution,
                                                              const Observer& observer) {
  using Real = real_type_t<Process>;
  const averaged_curve places{std::ssize(settled)};
  const Eigen::Index without = places.size * places.length;
  const Eigen::Index sizes_from = 2 * without;
  const Eigen::Index statistics_from = sizes_from + places.length;
  const Eigen::Index statistics = settled.front()->controls.statistics();
  const auto made = average_replicates<Real>(
      {policy.name, policy.seed, settled.back()->horizon}, policy.replicates,
      statistics_from + statistics * places.length,
      [&] {
        std::vector<decltype(policy.sampler(process, *settled.front()))> samplers;
        samplers.reserve(settled.size());
        for (const auto& at : settled) samplers.push_back(policy.sampler(process, *at));
        return [=, samplers = std::move(samplers)](std::size_t replicate, Eigen::ArrayX<Real>& sample) mutable {
          sample.setZero();
          auto loud = sample.segment(without, without);
          two_sided_path<Real> path(sample.head(without), places.length);
          two_sided_path<Real> loud_path(loud, places.length);
          for (Eigen::Index i = 0; i < places.length; ++i) {
            const replicate_sides<Real> sides = samplers[static_cast<std::size_t>(i)](replicate);
            path.append(sides.lower, sides.upper, sides.density());
            loud_path.append(sides.lower + sides.noise, sides.density(), sides.density());
            sample[sizes_from + i] = sides.effective_sample_size;
            sample.segment(statistics_from + i * statistics, statistics) = sides.statistics;
          }
          places.raise(sample);
          places.raise(loud);
        };
      },
      execution, observer);
  const auto at = [&](Eigen::Index i) -> const Settled& { return *settled[static_cast<std::size_t>(i)]; };
  std::vector<bool> refuted;
  for (Eigen::Index i = 0; i < places.length; ++i)
    refuted.push_back(at(i).controls.refuted(made.quantities, statistics_from + i * statistics));
  return reported_curve<Real>(
      places, without,
      [&](Eigen::Index i, auto with, auto plain, bool) {
        return !refuted[static_cast<std::size_t>(i)] && at(i).controls.quietens(made.quantities, with, plain, 0);
      },
      [&](Eigen::Index i, const averaged_sides& sides) {
        estimate<Real> information = two_sided(made, sides, policy.name, {.labels = at(i).horizon});
        information.effective_sample_size = made.quantities[sizes_from + i].mean;
        at(i).describe(information);
        return information;
      },
      [&](Eigen::Index i, const averaged_sides& sides) {
        const std::size_t before = i > 0 ? at(i - 1).horizon : 0;
        return two_sided(made, sides, policy.name, {.labels = at(i).horizon - before});
      });
}

/// I(H_T;θ) at one horizon.
template <class Policy, class Process, class Execution, class Observer>
[[nodiscard]] estimate<real_type_t<Process>> run_at(const Policy& policy, const Process& process, std::size_t horizon,
                                                    const Execution& execution, const Observer& observer) {
  using Real = real_type_t<Process>;
  const auto settled = policy.settle(process, horizon, execution, observer);
  if (!settled) return nothing_estimated<Real>(policy.name);
  const averaged_sides places;
  const auto& controls = settled->controls;
  const Eigen::Index without = places.size;
  const Eigen::Index size_at = 2 * places.size;
  const auto made = average_replicates<Real>(
      {policy.name, policy.seed, horizon}, policy.replicates, size_at + 1 + controls.statistics(),
      [&] {
        return [=, sampler = policy.sampler(process, *settled)](std::size_t replicate,
                                                                Eigen::ArrayX<Real>& sample) mutable {
          const replicate_sides<Real> sides = sampler(replicate);
          const averaged_sides loud = places.further(without);
          sample[places.lower] = sides.lower;
          sample[places.upper] = sides.upper;
          sample[places.density] = sample[loud.density] = sample[loud.upper] = sides.density();
          sample[loud.lower] = sides.lower + sides.noise;
          sample[size_at] = sides.effective_sample_size;
          sample.tail(sides.statistics.size()) = sides.statistics;
          places.raise(sample);
          loud.raise(sample);
        };
      },
      execution, observer);
  const bool refuted = controls.refuted(made.quantities, size_at + 1);
  const auto at = reported(places, without, [&](auto with, auto plain, bool) {
    return !refuted && controls.quietens(made.quantities, with, plain, 0);
  });
  estimate<Real> result = two_sided(made, at, policy.name, {.labels = horizon});
  result.effective_sample_size = made.quantities[size_at].mean;
  settled->describe(result);
  return result;
}

}  // namespace infobound::inline v0_1::detail
