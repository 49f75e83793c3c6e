// SPDX-License-Identifier: BSL-1.0
// A sample's mean beside what it should be, in standard errors.

#pragma once

#include <Eigen/Core>
#include <cmath>

/// Of the mean of a sample.
[[nodiscard]] inline double standard_error(const Eigen::ArrayXd& sample) {
  const auto count = static_cast<double>(sample.size());
  return std::sqrt((sample - sample.mean()).square().sum() / (count * (count - 1)));
}

/// (sample mean − mean) in standard errors. A test of |z| < 5 raises a false alarm once in 1.7 million.
[[nodiscard]] inline double mean_z(const Eigen::ArrayXd& sample, double mean) {
  return (sample.mean() - mean) / standard_error(sample);
}
