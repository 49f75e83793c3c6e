// SPDX-License-Identifier: BSL-1.0
// What one tool says of one work, and how long it takes.
#pragma once

#include <algorithm>
#include <ctime>
#include <functional>
#include <limits>
#include <map>
#include <string>

namespace rivals {

/// lower ≤ the quantity ≤ upper, but for the noise of simulation.
struct answer {
  double lower;
  double upper;
  double standard_error = 0;
};

struct measurement {
  answer said;
  double seconds;  ///< of the fastest call, on the processor
};

/// A work by one tool: a call is timed.
using works = std::map<std::string, std::function<answer()>>;

/// The fastest of the calls that three tenths of a second have, two at least; in processor time, which other programs
/// on the machine lengthen least.
template <class Work>
[[nodiscard]] measurement measure(Work& work) {
  measurement result{{}, std::numeric_limits<double>::infinity()};
  const std::clock_t start = std::clock();
  for (int call = 0; call < 2 || std::clock() - start < 3 * CLOCKS_PER_SEC / 10; ++call) {
    const std::clock_t begin = std::clock();
    result.said = work();
    const double taken = static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
    result.seconds = std::min(result.seconds, taken);
  }
  return result;
}

// The sizes, which rivals.py repeats.
constexpr int few_dimensions = 10;
constexpr int labels = 50;
constexpr int contrasts = 4096;
constexpr int fresh_replicates = 256;
constexpr int shared_replicates = 2048;
constexpr int shared_by = 128;
constexpr int dimension = 100;
constexpr int horizon = 1000;
constexpr int curves = 20;

[[nodiscard]] works ours();
[[nodiscard]] works plain_eigen();
/// Limits of the machine: seconds of what they are called.
[[nodiscard]] works limits();

}  // namespace rivals
