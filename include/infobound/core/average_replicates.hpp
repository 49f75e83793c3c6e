// SPDX-License-Identifier: BSL-1.0
// Means over independent replicates: computed by fixed blocks, merged along a fixed tree, so the same bits everywhere.
#pragma once

#include <Eigen/Core>
#include <algorithm>
#include <cstddef>
#include <infobound/core/estimate.hpp>
#include <infobound/core/execution.hpp>
#include <infobound/core/moment_tree.hpp>
#include <infobound/core/moments.hpp>
#include <infobound/core/observer.hpp>
#include <infobound/core/out_of_memory.hpp>
#include <utility>

namespace infobound::inline v0_1 {

/// The moments of all replicates that were completed, and why the run ended.
template <class Real>
struct replicated {
  moments<Real> quantities;
  stop_reason stopped = stop_reason::completed;
};

/// Replicates in one block; fixed, since results must not depend on the execution.
inline constexpr std::size_t replicates_per_block = 16;

/// The blocks that a number of replicates makes; the last one may be partial.
[[nodiscard]] constexpr std::size_t blocks_of(std::size_t replicates) {
  return replicates / replicates_per_block + (replicates % replicates_per_block != 0 ? 1 : 0);
}

/// The replicates in the blocks before one, of so many in all.
[[nodiscard]] constexpr std::size_t replicates_before(std::size_t block, std::size_t replicates) {
  return block < blocks_of(replicates) ? block * replicates_per_block : replicates;
}

/// Fills a sample with the numbers of one replicate, and draws all that is random from streams of its own.
template <class S, class Real>
concept replicate_sampler = requires(S& sampler, std::size_t replicate, Eigen::ArrayX<Real>& sample) {
  sampler(replicate, sample);
};

/// Makes a sampler, one for each slot of an execution, in which it may use memory again.
template <class M, class Real>
concept sampler_maker = requires(M& make_sampler) {
  { make_sampler() } -> replicate_sampler<Real>;
};

namespace detail {

/// Keeps nothing beyond the run.
template <class Real>
struct keeps_nothing {
  void advanced(const moment_tree<Real>&) const {}
  void closed(const moment_tree<Real>&) const {}
};

/// What a block of replicates is computed in.
template <class Real, class Sampler>
struct replicate_slot {
  Sampler sampler;
  typename moments<Real>::array sample;
  moments<Real> block;
  bool cut_short = false;

  template <class Channel>
  void transfer(Channel& channel) {
    block.transfer(channel);
    channel(cut_short);
  }
};

/// Runs the blocks that `sums` has room for and not yet in it. What is kept ends before a block that was cut short,
/// which will be done again.
template <class Real, class MakeSampler, class Execution, class Observer, class Keeper>
[[nodiscard]] replicated<Real> complete(moment_tree<Real> sums, std::size_t replicates, MakeSampler& make_sampler,
                                        const Execution& execution, const Observer& observer, Keeper keeper) {
  using slot = replicate_slot<Real, decltype(make_sampler())>;
  const std::size_t done = sums.next();
  const std::size_t total = replicates_before(sums.last(), replicates) - replicates_before(sums.first(), replicates);
  const bool reports = reports_progress(execution);
  const auto report = [&] {
    if (reports) observer.advanced({sums.count(), total});
  };
  moments<Real> cut_short(sums.quantities());
  stop_reason stopped = stop_reason::completed;
  if (sums.count() > 0) report();
  if (done < sums.last())
    execution.for_each_in_order(
        sums.last() - done,
        [&] {
          return slot{make_sampler(), typename moments<Real>::array(sums.quantities()),
                      moments<Real>(sums.quantities())};
        },
        [&](slot& in, std::size_t block, auto&&... between) {
          in.block.clear();
          const std::size_t last = replicates_before(done + block + 1, replicates);
          for (std::size_t replicate = replicates_before(done + block, replicates); replicate < last; ++replicate) {
            in.cut_short = observer.stop_requested();
            if (in.cut_short) return;
            in.sampler(replicate, in.sample);
            in.block.add(in.sample);
            (between(), ...);
          }
        },
        [&](const slot& from) {
          if (from.cut_short) {
            stopped = stop_reason::cancelled;
            cut_short.merge(from.block);
            return false;
          }
          sums.append(from.block);
          keeper.advanced(sums);
          report();
          return true;
        });
  keeper.closed(sums);
  if (stopped == stop_reason::cancelled) {
    if (cut_short.count() > 0) sums.append(cut_short);
    report();
  }
  return {sums.total(), stopped};
}

}  // namespace detail

/// Averages `quantities` numbers over independent replicates. A stop takes effect between replicates: what was complete
/// in order by then is returned. An execution that keeps moments is told the identity and the numbers of replicate 0,
/// and has only those blocks run that it does not bring.
/// - Cost:   replicates × sampler, one more where moments are kept; memory that of a sampler and O(quantities) a slot,
///           and O(quantities · ln replicates) in all.
/// - Throws: out_of_memory, a std::bad_alloc that names the policy, the horizon and the size, where there is no more.
template <class Real, class MakeSampler, execution_policy Execution, observer Observer>
[[nodiscard]] replicated<Real> average_replicates(const run_identity& identity, std::size_t replicates,
                                                  Eigen::Index quantities, MakeSampler make_sampler,
                                                  const Execution& execution, const Observer& observer) {
  constexpr bool samples = sampler_maker<MakeSampler, Real>;
  static_assert(samples,
                "infobound: average_replicates needs make_sampler() to return what is called with (replicate, sample), "
                "a std::size_t and an Eigen::ArrayX<Real>& that it fills");
  if constexpr (!samples) {
    return {moments<Real>(quantities)};
  } else {
    return detail::within_memory(
        identity.policy, "a replicate", identity.horizon, identity.memory, [&]() -> replicated<Real> {
          if constexpr (keeps_moments<Execution, Real>) {
            if (in_any_process(execution, observer.stop_requested()))
              return {moments<Real>(quantities), stop_reason::cancelled};
            kept_run<Real> run{identity, replicates, typename moments<Real>::array(quantities)};
            {
              auto sampler = make_sampler();
              sampler(std::size_t{0}, run.first_sample);
            }
            auto keeper = execution.keeper(run);
            moment_tree<Real> sums = keeper.restored();
            return detail::complete(std::move(sums), replicates, make_sampler, execution, observer, std::move(keeper));
          } else {
            return detail::complete(moment_tree<Real>(quantities, 0, blocks_of(replicates)), replicates, make_sampler,
                                    execution, observer, detail::keeps_nothing<Real>{});
          }
        });
  }
}

}  // namespace infobound::inline v0_1
