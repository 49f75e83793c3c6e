// SPDX-License-Identifier: BSL-1.0
// An execution that is as unlike serial as the concept allows, on one thread.

#pragma once

#include <algorithm>
#include <cstddef>
#include <type_traits>
#include <vector>

/// Computes batches of blocks last first, each in a slot of its own, and consumes them in order.
struct backwards {
  std::size_t slots = 3;

  template <class MakeSlot, class Compute, class Consume>
  void for_each_in_order(std::size_t count, MakeSlot make_slot, Compute compute, Consume consume) const {
    std::vector<std::decay_t<decltype(make_slot())>> made;
    for (std::size_t i = 0; i < slots; ++i) made.push_back(make_slot());
    for (std::size_t first = 0; first < count; first += slots) {
      const std::size_t batch = std::min(slots, count - first);
      for (std::size_t i = batch; i-- > 0;) compute(made[i], first + i);
      for (std::size_t i = 0; i < batch; ++i)
        if (!consume(made[i])) return;
    }
  }
};
