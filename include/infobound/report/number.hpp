// SPDX-License-Identifier: BSL-1.0
// Numbers for people to read: rounded to what is significant, with their uncertainty.
#pragma once

#include <algorithm>
#include <array>
#include <charconv>
#include <infobound/core/estimate.hpp>
#include <infobound/core/numeric/cmath.hpp>
#include <infobound/core/numeric/equal.hpp>
#include <limits>
#include <string>

namespace infobound::inline v0_1::report {

/// A number with a fixed number of decimals, ∞ and −∞ by their signs: "0.0500", "∞".
[[nodiscard]] inline std::string with_decimals(double value, int decimals) {
  if (std::isnan(value)) return "nan";
  if (std::isinf(value)) return value > 0 ? "∞" : "−∞";
  std::array<char, 400> text;
  const auto written = std::to_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed,
                                     std::clamp(decimals, 0, 60));
  return {text.data(), written.ptr};
}

/// A number to so many significant digits: "0.04317", "1.20e-07". Whole numbers below 10¹⁵ are written out: "3238".
[[nodiscard]] inline std::string with_digits(double value, int digits) {
  const double size = std::abs(value);
  if (size == 0) return "0";
  if (!(size < std::numeric_limits<double>::infinity())) return with_decimals(value, 0);
  if (size >= 1e-4 && size < 1e15) {
    const bool whole = infobound::detail::equal(value, std::floor(value));
    return with_decimals(value, whole ? 0 : digits - 1 - static_cast<int>(std::floor(std::log10(size))));
  }
  std::array<char, 100> text;
  const auto written = std::to_chars(text.data(), text.data() + text.size(), value, std::chars_format::scientific,
                                     std::clamp(digits - 1, 0, 60));
  return {text.data(), written.ptr};
}

/// A mean to the second digit of its standard error, "0.07573 ± 0.00021"; to so many significant digits if it is exact.
template <class Real>
[[nodiscard]] std::string with_error(const sampled<Real>& shown, int digits) {
  const auto mean = static_cast<double>(shown.mean);
  const auto error = static_cast<double>(shown.standard_error);
  if (!(error > 0)) return with_digits(mean, digits);
  if (!(error >= 1e-12 && error < 1e15)) return with_digits(mean, digits) + " ± " + with_digits(error, 2);
  const int decimals = 1 - static_cast<int>(std::floor(std::log10(error)));
  return with_decimals(mean, decimals) + " ± " + with_decimals(error, decimals);
}

/// An estimate as with_error writes it, or "[lower, upper]" where its sides differ.
template <class Real>
[[nodiscard]] std::string with_error(const estimate<Real>& shown, int digits) {
  if (infobound::detail::equal(shown.lower.mean, shown.upper.mean) &&
      infobound::detail::equal(shown.lower.standard_error, shown.upper.standard_error))
    return with_error(shown.lower, digits);
  return "[" + with_error(shown.lower, digits) + ", " + with_error(shown.upper, digits) + "]";
}

}  // namespace infobound::inline v0_1::report
