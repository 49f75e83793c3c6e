// SPDX-License-Identifier: BSL-1.0
// Where the ticks of a logarithmic axis are, and what they say.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <infobound/core/numeric/cmath.hpp>
#include <infobound/core/numeric/equal.hpp>
#include <infobound/core/require.hpp>
#include <infobound/report/detail/display_width.hpp>
#include <infobound/report/number.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace infobound::inline v0_1::report::detail {

/// A place on an axis; a small tick has no label.
struct tick {
  double value;
  std::string label;
};

/// 10⁻⁴
[[nodiscard]] inline std::string power_of_ten(int power) {
  constexpr std::array<std::string_view, 10> superscripts{"⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"};
  std::string text = power < 0 ? "10⁻" : "10";
  for (const char figure : std::to_string(std::abs(power)))
    text += superscripts[static_cast<std::size_t>(figure - '0')];
  return text;
}

/// A whole number's text with a thin space before its last three figures, where it has five or more.
[[nodiscard]] inline std::string spaced(std::string text) {
  if (text.size() >= 5) text.insert(text.size() - 3, "\u2009");
  return text;
}

/// 10⁻⁴, 0.002, 50, 20 000, 5×10⁶ for the digit 1, 2 or 5 and the power of ten.
[[nodiscard]] inline std::string tick_label(int digit, int power) {
  if (power >= -3 && power < 6) {
    const std::string text = with_decimals(digit * std::pow(10.0, power), power < 0 ? -power : 0);
    return power >= 4 ? spaced(text) : text;
  }
  return (digit == 1 ? "" : std::to_string(digit) + "×") + power_of_ten(power);
}

/// Ticks at even distances on a linear scale, some five labels; none where there are no such numbers.
[[nodiscard]] inline std::vector<tick> even_ticks(double lower, double upper) {
  const double rough = (upper - lower) / 5;
  std::vector<tick> ticks;
  if (!(rough > 1e-300 && rough < 1e300)) return ticks;
  const int power = static_cast<int>(std::floor(std::log10(rough)));
  const double unit = std::pow(10.0, power);
  const double step = unit * (rough < 1.5 * unit ? 1 : rough < 3.5 * unit ? 2 : rough < 7.5 * unit ? 5 : 10);
  const int place = static_cast<int>(std::floor(std::log10(step * 1.001)));  // of the last figure that is needed
  const double largest = (std::max)(std::abs(lower), std::abs(upper));
  const int most = static_cast<int>(std::floor(std::log10(largest)));
  const bool plain = largest < 1e6 && place > -5;
  const double first = std::ceil(lower / step - 1e-9);
  constexpr int at_most = 20;  // also where the numbers are too large for their distance
  for (int count = 0; count < at_most; ++count) {
    const double value = (first + count) * step;
    if (value > upper + 1e-9 * step) break;
    ticks.push_back({value, plain ? with_decimals(value, (std::max)(0, -place))
                                  : with_decimals(value / std::pow(10.0, most), (std::max)(0, most - place)) + "×" +
                                        power_of_ten(most)});
  }
  return ticks;
}

/// Ticks from lower to upper, 0 < lower < upper, where there is room for so many labels: labels at 1, 2 and 5 over up
/// to three decades of ten labels, at powers of ten beyond; small ticks at the digits between over up to eight.
[[nodiscard]] inline std::vector<tick> logarithmic_ticks(double lower, double upper, int room = 10) {
  const int first = static_cast<int>(std::floor(std::log10(lower)));
  const int last = static_cast<int>(std::ceil(std::log10(upper)));
  const double decades = std::log10(upper / lower);
  const int stride = 1 + static_cast<int>(decades) / room;
  std::vector<tick> ticks;
  std::size_t labels = 0;
  for (int power = first; power <= last; ++power)
    for (int digit = 1; digit <= 9; ++digit) {
      const double value = digit * std::pow(10.0, power);
      if (value < lower * (1 - 1e-9) || value > upper * (1 + 1e-9)) continue;
      const bool labelled = digit == 1 ? power % stride == 0 : decades <= 0.3 * room && (digit == 2 || digit == 5);
      labels += labelled ? 1 : 0;
      if (labelled)
        ticks.push_back({value, tick_label(digit, power)});
      else if (decades <= 0.8 * room || digit == 1)
        ticks.push_back({value, ""});
    }
  return labels >= 2 ? ticks : even_ticks(lower, upper);
}

/// Labels at these numbers, in order, of a logarithmic axis that is so many pixels long; none where they are too many,
/// too near each other or too long.
[[nodiscard]] inline std::vector<tick> ticks_at(const std::vector<double>& values, double lower, double upper,
                                                double pixels) {
  constexpr std::size_t few = 8;
  std::vector<tick> ticks;
  if (values.size() < 2 || values.size() > few) return ticks;
  double end = -pixels;  // of the label before
  for (const double value : values) {
    const bool whole = value < 1e6 && infobound::detail::equal(value, std::floor(value));
    const std::string label = whole ? spaced(with_decimals(value, 0)) : to_text(value);
    constexpr std::size_t longest = 7;
    if (display_width(label) > longest) return {};
    const double at = pixels * std::log(value / lower) / std::log(upper / lower);
    const double half = 4 * static_cast<double>(display_width(label)) + 4;
    if (at - half < end) return {};
    end = at + half;
    ticks.push_back({value, label});
  }
  return ticks;
}

}  // namespace infobound::inline v0_1::report::detail
