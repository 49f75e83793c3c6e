// SPDX-License-Identifier: BSL-1.0
// Blocks of replicates on several threads, by oneTBB: the same bits as serial, sooner.
#pragma once

#include <oneapi/tbb/global_control.h>
#include <oneapi/tbb/parallel_pipeline.h>
#include <oneapi/tbb/task_arena.h>
#include <oneapi/tbb/task_group.h>

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <infobound/core/require.hpp>
#include <memory>
#include <vector>

namespace infobound::inline v0_1 {

/// Runs blocks on `count` threads, or on as many as oneTBB has: the machine's, unless the application has set another
/// limit. Results are bit-identical to serial, as blocks are merged in their order; a process is used by several
/// threads at once and must not change under const members. The application's own limits, arenas and cancelled tasks
/// are left alone: a run has an arena of its own, and no say in anything outside it.
/// - Cost: twice as many workspaces as threads.
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
    using oneapi::tbb::global_control;
    const std::size_t there_are = global_control::active_value(global_control::max_allowed_parallelism);
    const std::size_t used = std::clamp<std::size_t>(blocks, 1, (std::min)(static_cast<std::size_t>(count), there_are));
    // Blocks in flight each hold a slot: as many as tokens, so that one is always free when a block starts.
    std::vector<std::unique_ptr<work>> slots(2 * used);
    std::atomic<bool> going = true;
    std::size_t next = 0;
    using oneapi::tbb::filter_mode;
    const auto start = [&](oneapi::tbb::flow_control& control) -> work* {
      if (next == blocks || !going) {
        control.stop();
        return nullptr;
      }
      // Blocks leave the pipeline in order, so the slot of the block that many before this one is free.
      auto& slot = slots[next % slots.size()];
      if (!slot) slot = std::make_unique<work>(make_slot);
      slot->block = next++;
      return slot.get();
    };
    const auto fill = [&](work* item) {
      if (going) compute(item->slot, item->block);
      return item;
    };
    const auto finish = [&](work* item) {
      if (going && !consume(item->slot)) going = false;
    };
    // Isolated, as a run that is called in a task of a group that is cancelled would else end early without a word.
    oneapi::tbb::task_group_context apart(oneapi::tbb::task_group_context::isolated);
    oneapi::tbb::task_arena arena(static_cast<int>(used));
    arena.execute([&] {
      oneapi::tbb::parallel_pipeline(slots.size(),
                                     oneapi::tbb::make_filter<void, work*>(filter_mode::serial_in_order, start) &
                                         oneapi::tbb::make_filter<work*, work*>(filter_mode::parallel, fill) &
                                         oneapi::tbb::make_filter<work*, void>(filter_mode::serial_in_order, finish),
                                     apart);
    });
  }
};

}  // namespace infobound::inline v0_1
