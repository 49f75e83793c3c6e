// SPDX-License-Identifier: BSL-1.0
// Runs of a policy that settles something at each horizon, then makes replicates: at one horizon, or at several at
// once.
#pragma once

#include <Eigen/Core>
#include <cstddef>
#include <infobound/core/concepts.hpp>
#include <infobound/core/estimate.hpp>
#include <infobound/core/replicates.hpp>
#include <infobound/information/detail/sandwich.hpp>
#include <iterator>
#include <memory>
#include <utility>
#include <vector>

namespace infobound::inline v0_1::detail {

/// What one replicate says of I(H_T;θ): its two sides, and ln p(H_T|θ*) less the logarithm of its evidence, before
/// control variates.
template <class Real>
struct replicate_sides {
  Real lower;
  Real upper;
  Real density;
  Real effective_sample_size;
};

/// I(H_t;θ) at rising horizons, and what each adds to the one before, by the difference rule (theory 11.1).
template <class Real>
struct estimates_at {
  std::vector<estimate<Real>> information;
  std::vector<estimate<Real>> increments;
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
  const Eigen::Index sizes_from = places.size * places.length;
  const auto made = average_replicates<Real>(
      {policy.name, policy.seed, settled.back()->horizon}, policy.replicates, sizes_from + places.length,
      [&] {
        std::vector<decltype(policy.sampler(process, *settled.front()))> samplers;
        samplers.reserve(settled.size());
        for (const auto& at : settled) samplers.push_back(policy.sampler(process, *at));
        return [places, sizes_from, samplers = std::move(samplers)](std::size_t replicate,
                                                                    Eigen::ArrayX<Real>& sample) mutable {
          sample.setZero();
          two_sided_path<Real> path(sample, places.length);
          for (Eigen::Index i = 0; i < places.length; ++i) {
            const replicate_sides<Real> sides = samplers[static_cast<std::size_t>(i)](replicate);
            path.append(sides.lower, sides.upper, sides.density);
            sample[sizes_from + i] = sides.effective_sample_size;
          }
          places.raise(sample);
        };
      },
      execution, observer);
  estimates_at<Real> found;
  for (Eigen::Index i = 0; i < places.length; ++i) {
    const auto& at = *settled[static_cast<std::size_t>(i)];
    const std::size_t labels = i == 0 ? at.horizon : at.horizon - settled[static_cast<std::size_t>(i - 1)]->horizon;
    found.information.push_back(two_sided(made, places.information(i), policy.name, {.labels = at.horizon}));
    found.information.back().effective_sample_size = made.quantities[sizes_from + i].mean;
    at.describe(found.information.back());
    found.increments.push_back(two_sided(made, places.increment(i), policy.name, {.labels = labels}));
  }
  return found;
}

/// I(H_T;θ) at one horizon.
template <class Policy, class Process, class Execution, class Observer>
[[nodiscard]] estimate<real_type_t<Process>> run_at(const Policy& policy, const Process& process, std::size_t horizon,
                                                    const Execution& execution, const Observer& observer) {
  using Real = real_type_t<Process>;
  const auto settled = policy.settle(process, horizon, execution, observer);
  if (!settled) return nothing_estimated<Real>(policy.name);
  const averaged_sides places;
  const auto made = average_replicates<Real>(
      {policy.name, policy.seed, horizon}, policy.replicates, places.size + 1,
      [&] {
        return [places, sampler = policy.sampler(process, *settled)](std::size_t replicate,
                                                                     Eigen::ArrayX<Real>& sample) mutable {
          const replicate_sides<Real> sides = sampler(replicate);
          sample[places.lower] = sides.lower;
          sample[places.upper] = sides.upper;
          sample[places.density] = sides.density;
          sample[places.size] = sides.effective_sample_size;
          places.raise(sample);
        };
      },
      execution, observer);
  estimate<Real> result = two_sided(made, places, policy.name, {.labels = horizon});
  result.effective_sample_size = made.quantities[places.size].mean;
  settled->describe(result);
  return result;
}

}  // namespace infobound::inline v0_1::detail
