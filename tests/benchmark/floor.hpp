// SPDX-License-Identifier: BSL-1.0
// What an algorithm cannot do without, timed in the same run.
#pragma once

#include <benchmark/benchmark.h>

#include <algorithm>
#include <ctime>
#include <limits>

/// Processor seconds of a call.
template <class Work>
[[nodiscard]] double seconds_of(Work& work) {
  const std::clock_t begin = std::clock();
  work();
  return static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
}

/// Runs both in turn and shows how many times the floor an algorithm takes, each by its fastest of nine calls.
template <class Algorithm, class Floor>
void show_times_floor(benchmark::State& state, Algorithm algorithm, Floor floor) {
  double fastest = std::numeric_limits<double>::infinity();
  double least = fastest;
  for (int call = 0; call < 9; ++call) {
    fastest = std::min(fastest, seconds_of(algorithm));
    least = std::min(least, seconds_of(floor));
  }
  state.counters["times_floor"] = fastest / least;
}
