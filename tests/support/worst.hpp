// SPDX-License-Identifier: BSL-1.0
// One assertion for a whole table or grid: the largest of many numbers, and where it was met.

#pragma once

#include <limits>
#include <sstream>
#include <string>

/// Keeps the largest number seen; NaN counts as infinite.
///   worst error;
///   for (…) error.see(std::abs(found / expected - 1), d, horizon);
///   INFO(error.where());
///   CHECK(error.value() < 1e-12);
class worst {
 public:
  template <class... Where>
  void see(double number, const Where&... where) {
    if (number <= value_) return;
    value_ = number > value_ ? number : std::numeric_limits<double>::infinity();
    std::ostringstream text;
    text.precision(17);
    text << "worst " << value_ << " at";
    ((text << ' ' << where), ...);
    where_ = text.str();
  }

  [[nodiscard]] double value() const { return value_; }
  [[nodiscard]] const std::string& where() const { return where_; }

 private:
  double value_ = -std::numeric_limits<double>::infinity();
  std::string where_ = "nothing seen";
};
