// SPDX-License-Identifier: BSL-1.0
// What an axis shows.
#pragma once

#include <algorithm>
#include <infobound/core/numeric/cmath.hpp>
#include <infobound/report/plot_model.hpp>
#include <limits>

namespace infobound::inline v0_1::report::detail {

/// Whether an axis has a place for a number.
[[nodiscard]] inline bool shows(const axis& on, double value) {
  return std::isfinite(value) && (on.scale == scale::linear || value > 0);
}

/// Least and greatest of the numbers that an axis can show.
struct shown_range {
  double lower = std::numeric_limits<double>::infinity();
  double upper = -std::numeric_limits<double>::infinity();

  void include(const axis& on, double value) {
    if (!shows(on, value)) return;
    lower = (std::min)(lower, value);
    upper = (std::max)(upper, value);
  }

  void include(const shown_range& other) {
    lower = (std::min)(lower, other.lower);
    upper = (std::max)(upper, other.upper);
  }

  /// How far along the axis a number stands, from 0 to 1.
  [[nodiscard]] double share(const axis& on, double value) const {
    if (on.scale == scale::linear) return (value - lower) / (upper - lower);
    return std::log(value / lower) / std::log(upper / lower);
  }

  /// With a margin as a share of the axis; a range to draw a frame where there is nothing to show.
  [[nodiscard]] shown_range padded(const axis& on, double margin) const {
    if (!(lower <= upper)) return {1, 10};
    if (on.scale == scale::linear) {
      const double room = upper > lower ? margin * (upper - lower) : (std::max)(0.5, std::abs(upper) / 2);
      return {lower - room, upper + room};
    }
    constexpr double least = 1e-300;  // so that neither end leaves the range of double
    const double ratio = upper > lower ? std::pow(upper / lower, margin) : 3;
    return {(std::max)(lower / ratio, least), (std::min)(upper * ratio, 1 / least)};
  }
};

}  // namespace infobound::inline v0_1::report::detail
