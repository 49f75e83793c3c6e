// SPDX-License-Identifier: BSL-1.0
// Blocks of replicates on several threads, by oneTBB: the same bits as serial, sooner.
#pragma once

#include <oneapi/tbb/global_control.h>
#include <oneapi/tbb/parallel_pipeline.h>
#include <oneapi/tbb/task_arena.h>

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <infobound/core/require.hpp>
#include <memory>
#include <optional>
#include <vector>

namespace infobound::inline v0_1 {

/// Runs blocks on `count` threads; the default is what the machine offers. Results are bit-identical to serial, as
/// blocks are merged in their order; a process is used by several threads at once and must not change under const
/// members.
/// - Cost: twice `count` workspaces.
struct threads {
  int count = oneapi::tbb::this_task_arena::max_concurrency();  ///< ≥ 1

  void validate() const { require_at_least("threads.count", count, 1); }

  template <class MakeSlot, class Compute, class Consume>
  void for_each_in_order(std::size_t blocks, MakeSlot make_slot, Compute compute, Consume consume) const {
    struct work {
      explicit work(MakeSlot& make) : slot(make()) {}
      decltype(make_slot()) slot;
      std::size_t block = 0;
    };
    // Blocks in flight each hold a slot: as many as tokens, so that one is always free when a block starts.
    const std::size_t tokens = 2 * static_cast<std::size_t>(count);
    std::vector<std::unique_ptr<work>> slots((std::min)(tokens, (std::max<std::size_t>)(blocks, 1)));
    std::atomic<bool> going = true;
    std::size_t next = 0;
    // TBB keeps to the machine's number of threads unless told otherwise.
    std::optional<oneapi::tbb::global_control> more;
    if (count > oneapi::tbb::this_task_arena::max_concurrency())
      more.emplace(oneapi::tbb::global_control::max_allowed_parallelism, static_cast<std::size_t>(count));
    oneapi::tbb::task_arena arena(count);
    arena.execute([&] {
      using oneapi::tbb::filter_mode;
      oneapi::tbb::parallel_pipeline(
          slots.size(), oneapi::tbb::make_filter<void, work*>(filter_mode::serial_in_order,
                                                              [&](oneapi::tbb::flow_control& control) -> work* {
                                                                if (next == blocks || !going) {
                                                                  control.stop();
                                                                  return nullptr;
                                                                }
                                                                // Blocks leave the pipeline in order, so the slot of
                                                                // the block that many before this one is free.
                                                                auto& slot = slots[next % slots.size()];
                                                                if (!slot) slot = std::make_unique<work>(make_slot);
                                                                slot->block = next++;
                                                                return slot.get();
                                                              }) &
                            oneapi::tbb::make_filter<work*, work*>(filter_mode::parallel,
                                                                   [&](work* item) {
                                                                     if (going) compute(item->slot, item->block);
                                                                     return item;
                                                                   }) &
                            oneapi::tbb::make_filter<work*, void>(filter_mode::serial_in_order, [&](work* item) {
                              if (going && !consume(item->slot)) going = false;
                            }));
    });
  }
};

}  // namespace infobound::inline v0_1
