// SPDX-License-Identifier: BSL-1.0
// What an algorithm cannot do without, timed in the same run.
#pragma once

#include <benchmark/benchmark.h>

#include <algorithm>
#include <ctime>
#include <limits>

/// Shows beside the time of an iteration how many times that of the work it is: the least processor time of nine calls.
template <class Work>
void show_times_floor(benchmark::State& state, Work work) {
  double least = std::numeric_limits<double>::infinity();
  for (int call = 0; call < 9; ++call) {
    const std::clock_t begin = std::clock();
    work();
    least = std::min(least, static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC);
  }
  using benchmark::Counter;
  state.counters["times_floor"] = Counter(least, Counter::kIsIterationInvariantRate | Counter::kInvert);
}
