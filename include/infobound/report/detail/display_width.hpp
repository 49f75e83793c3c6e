// SPDX-License-Identifier: BSL-1.0
// How many columns a text takes on a terminal.
#pragma once

#include <cstddef>
#include <infobound/core/compiler.hpp>
#include <string_view>

namespace infobound::inline v0_1::report::detail {

/// The number of columns of UTF-8 text in a fixed-width font: one a code point, none for combining marks, such as the
/// tilde of θ̃, and joiners; a byte that is not UTF-8 takes one. East Asian wide letters are not accounted for.
[[nodiscard]] inline std::size_t display_width(std::string_view text) {
  std::size_t width = 0;
  for (std::size_t i = 0; i < text.size();) {
    const auto byte = [&](std::size_t at) { return at < text.size() ? static_cast<unsigned char>(text[at]) : 0U; };
    const unsigned first = byte(i);
    std::size_t length = first < 0xC0 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
    char32_t point = length == 1 ? first : first & (0xFFU >> (length + 1));
    bool well_formed = first < 0xF8;
    for (std::size_t k = 1; k < length; ++k) {
      well_formed = well_formed && (byte(i + k) & 0xC0U) == 0x80;
      point = (point << 6U) | (byte(i + k) & 0x3FU);
    }
    constexpr char32_t least[] = {0, 0, 0x80, 0x800, 0x10000};  // by length: what is below has a shorter form
    const bool surrogate = point >= 0xD800 && point <= 0xDFFF;
    if (!well_formed || point < least[length] || point > 0x10FFFF || surrogate) length = 1;
    const bool takes_none = length > 1 && ((point >= 0x300 && point <= 0x36F) || (point >= 0x200B && point <= 0x200F) ||
                                           (point >= 0xFE00 && point <= 0xFE0F));
    width += takes_none ? 0 : 1;
    i += length;
  }
  return width;
}

}  // namespace infobound::inline v0_1::report::detail
