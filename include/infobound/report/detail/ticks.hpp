// SPDX-License-Identifier: BSL-1.0
// Where the ticks of a logarithmic axis are, and what they say.
#pragma once

#include <array>
#include <cstddef>
#include <infobound/core/numeric/cmath.hpp>
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

/// 10⁻⁴, 0.002, 50, 20 000, 5×10⁶ for the digit 1, 2 or 5 and the power of ten.
[[nodiscard]] inline std::string tick_label(int digit, int power) {
  if (power >= -3 && power < 6) {
    std::string text = with_decimals(digit * std::pow(10.0, power), power < 0 ? -power : 0);
    if (power >= 4) text.insert(text.size() - 3, "\u2009");
    return text;
  }
  constexpr std::array<std::string_view, 10> superscripts{"⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"};
  std::string text = digit == 1 ? "10" : std::to_string(digit) + "×10";
  if (power < 0) text += "⁻";
  for (const char figure : std::to_string(std::abs(power)))
    text += superscripts[static_cast<std::size_t>(figure - '0')];
  return text;
}

/// Ticks at even distances on a linear scale, where a logarithmic axis is too short for its own: some five labels.
[[nodiscard]] inline std::vector<tick> even_ticks(double lower, double upper) {
  const double rough = (upper - lower) / 5;
  const int power = static_cast<int>(std::floor(std::log10(rough)));
  const double unit = std::pow(10.0, power);
  const double step = unit * (rough < 1.5 * unit ? 1 : rough < 3.5 * unit ? 2 : rough < 7.5 * unit ? 5 : 10);
  const int decimals = step < 1 ? -static_cast<int>(std::floor(std::log10(step * 1.001))) : 0;
  std::vector<tick> ticks;
  const double first = std::ceil(lower / step - 1e-9);
  const double last = std::floor(upper / step + 1e-9);
  for (double count = first; count <= last; ++count)
    ticks.push_back({count * step, with_decimals(count * step, decimals)});
  return ticks;
}

/// Ticks from lower to upper, 0 < lower < upper, where there is room for so many labels: labels at 1, 2 and 5 over up
/// to three decades of ten labels, at powers of ten beyond; small ticks at the digits between over up to eight decades.
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
      else if (decades <= 8 || digit == 1)
        ticks.push_back({value, ""});
    }
  return labels >= 2 ? ticks : even_ticks(lower, upper);
}

}  // namespace infobound::inline v0_1::report::detail
