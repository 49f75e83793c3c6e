// SPDX-License-Identifier: BSL-1.0
// How blocks of replicates are run: the execution policy concept, and one after another.
#pragma once

#include <concepts>
#include <cstddef>

namespace infobound::inline v0_1 {

/// Runs `count` numbered blocks of work. A block is computed in a slot, a workspace made by make_slot() that is used
/// for one block at a time and again for later ones; compute(slot, block) may run on several slots at once, while
/// consume(slot) is called once a block, in block order, never concurrently. Results are merged in consume, so every
/// execution gives the same bits. When consume returns false no further block is consumed.
template <class E>
concept execution_policy = requires(const E& execution, std::size_t count, int (*make_slot)(),
                                    void (*compute)(int&, std::size_t), bool (*consume)(int&)) {
  execution.for_each_in_order(count, make_slot, compute, consume);
};

/// One block after another on the calling thread, in one slot.
struct serial {
  template <class MakeSlot, class Compute, class Consume>
  void for_each_in_order(std::size_t count, MakeSlot make_slot, Compute compute, Consume consume) const {
    auto slot = make_slot();
    for (std::size_t block = 0; block < count; ++block) {
      compute(slot, block);
      if (!consume(slot)) return;
    }
  }
};

}  // namespace infobound::inline v0_1
