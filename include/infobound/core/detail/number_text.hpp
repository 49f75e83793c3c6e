// SPDX-License-Identifier: BSL-1.0
// Decimal text of floating-point numbers without std::to_chars, which some standard libraries have for integers alone.
#pragma once

#include <array>
#include <charconv>
#include <concepts>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <infobound/core/numeric/cmath.hpp>
#include <infobound/core/numeric/equal.hpp>
#include <limits>
#include <string>

namespace infobound::inline v0_1::detail {

/// std::to_chars writes such numbers.
template <class Number>
concept written_by_to_chars = requires(char* at, const Number& value) {
  { std::to_chars(at, at, value) } -> std::same_as<std::to_chars_result>;
};

/// The number that a decimal text is read as.
template <std::floating_point Real>
[[nodiscard]] Real read_decimal(const char* text) {
  if constexpr (std::same_as<Real, float>)
    return std::strtof(text, nullptr);
  else if constexpr (std::same_as<Real, double>)
    return std::strtod(text, nullptr);
  else
    return std::strtold(text, nullptr);
}

/// What std::to_chars writes: the fewest digits that read back as the same number, with or without an exponent,
/// whichever is shorter. The locale, which printf and strtod follow, does not show.
template <std::floating_point Real>
[[nodiscard]] std::string shortest_text(Real value) {
  const std::string sign = std::signbit(value) ? "-" : "";
  const Real size = std::abs(value);
  if (std::isnan(size)) return sign + "nan";
  if (size > (std::numeric_limits<Real>::max)()) return sign + "inf";

  std::array<char, 64> written;
  for (int places = 0; places < std::numeric_limits<Real>::max_digits10; ++places) {
    std::snprintf(written.data(), written.size(), "%.*Le", places, static_cast<long double>(size));
    if (equal(read_decimal<Real>(written.data()), size)) break;
  }
  const std::string text = written.data();
  const std::size_t mark = text.find('e');
  std::string digits = text.substr(0, mark);
  std::erase_if(digits, [](char letter) { return letter < '0' || letter > '9'; });
  const int exponent = std::atoi(text.c_str() + mark + 1);
  const int count = static_cast<int>(digits.size());

  const std::string scientific = digits.substr(0, 1) + (count > 1 ? "." + digits.substr(1) : "") + text.substr(mark);
  const bool whole = count <= exponent + 1;
  const int fixed_length = exponent < 0 ? 1 - exponent + count : whole ? exponent + 1 : count + 1;
  if (fixed_length > static_cast<int>(scientific.size())) return sign + scientific;
  if (exponent < 0) return sign + "0." + std::string(static_cast<std::size_t>(-exponent) - 1, '0') + digits;
  if (!whole) return sign + digits.insert(static_cast<std::size_t>(exponent) + 1, ".");
  // All digits of a whole number are written, not zeros for those that reading does not need.
  std::snprintf(written.data(), written.size(), "%.0Lf", static_cast<long double>(size));
  return sign + written.data();
}

}  // namespace infobound::inline v0_1::detail
