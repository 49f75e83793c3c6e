// SPDX-License-Identifier: BSL-1.0
// What every process with a predictive law in closed form must pass: simulation agrees with its exact information.

#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <infobound/information/conjugate.hpp>
#include <infobound/information/information.hpp>

namespace simulation {

/// How 200 seeded runs of `conjugate` agree with the truth.
struct agreement {
  int covering = 0;  ///< runs whose 95 % interval holds the truth
  double z = 0;      ///< standard errors by which the mean of all runs differs from the truth
};

/// If simulation and truth agree, covering ~ Binomial(200, 0.95) but for the normality of a mean of 500 replicates, so
/// that fewer than `fewest_covering` have probability 3e-7 (1e-5 if the intervals hold 94 %), and |z| > 5 has 6e-7.
/// Seeds are fixed: a failure is a change of the code.
inline constexpr int fewest_covering = 172;

template <class Process>
[[nodiscard]] agreement of(const Process& process, std::size_t horizon, double truth) {
  constexpr std::uint64_t seeds = 200;
  agreement found;
  double difference = 0;
  double variance = 0;
  for (std::uint64_t seed = 0; seed < seeds; ++seed) {
    const auto run = infobound::information(process, horizon, infobound::conjugate{.replicates = 500, .seed = seed});
    const auto interval = run.interval(0.95);
    if (interval.lower <= truth && truth <= interval.upper) ++found.covering;
    difference += static_cast<double>(run.lower.mean) - truth;
    variance += static_cast<double>(run.lower.standard_error) * static_cast<double>(run.lower.standard_error);
  }
  found.z = difference / std::sqrt(variance);
  return found;
}

/// |sample mean − mean| in standard errors, for a sample of size n from a law with this mean and variance.
template <class Draw>
[[nodiscard]] double mean_z(Draw draw, int n, double mean, double variance) {
  double sum = 0;
  for (int i = 0; i < n; ++i) sum += draw() - mean;
  return std::abs(sum) / std::sqrt(n * variance);
}

}  // namespace simulation
