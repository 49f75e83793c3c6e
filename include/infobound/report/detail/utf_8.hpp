// SPDX-License-Identifier: BSL-1.0
// Letters of texts in UTF-8.
#pragma once

#include <cstddef>
#include <infobound/core/compiler.hpp>
#include <string_view>

namespace infobound::inline v0_1::report::detail {

struct code_point {
  char32_t value;
  std::size_t length;  ///< in bytes; 1 for a byte that is not UTF-8
  bool well_formed;
};

/// The code point that begins at a byte of a text.
[[nodiscard]] inline code_point code_point_at(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U; };
  const unsigned first = byte(at);
  if (first < 0x80) return {first, 1, true};
  const std::size_t length = first < 0xC0 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
  char32_t point = first & (0xFFU >> (length + 1));
  bool well_formed = length > 1 && first < 0xF8;
  for (std::size_t k = 1; k < length; ++k) {
    well_formed = well_formed && (byte(at + k) & 0xC0U) == 0x80;
    point = (point << 6U) | (byte(at + k) & 0x3FU);
  }
  constexpr char32_t least[] = {0, 0, 0x80, 0x800, 0x10000};  // by length: what is below has a shorter form
  const bool surrogate = point >= 0xD800 && point <= 0xDFFF;
  if (!well_formed || point < least[length] || point > 0x10FFFF || surrogate) return {first, 1, false};
  return {point, length, true};
}

}  // namespace infobound::inline v0_1::report::detail
