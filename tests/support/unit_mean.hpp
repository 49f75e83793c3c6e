// SPDX-License-Identifier: BSL-1.0
// The mean of a sample against 1, in standard errors.

#pragma once

#include <Eigen/Core>
#include <cmath>

/// How far the mean of a sample is from 1.
struct unit_mean {
  double mean = 0;
  double standard_error = 0;

  explicit unit_mean(const Eigen::ArrayXd& sample)
      : mean(sample.mean()),
        standard_error(std::sqrt((sample - sample.mean()).square().sum() / static_cast<double>(sample.size()) /
                                 static_cast<double>(sample.size() - 1))) {}

  /// |mean − 1| in standard errors, with an allowance of 1e-6 for the rounding of what is exactly 1.
  [[nodiscard]] double z() const { return std::abs(mean - 1) / (standard_error + 1e-6); }
};
