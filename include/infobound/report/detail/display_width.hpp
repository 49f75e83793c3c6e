// SPDX-License-Identifier: BSL-1.0
// How many columns a text takes on a terminal.
#pragma once

#include <cstddef>
#include <infobound/report/detail/utf_8.hpp>
#include <string_view>

namespace infobound::inline v0_1::report::detail {

/// The number of columns of UTF-8 text in a fixed-width font: one a code point, none for combining marks, such as the
/// tilde of θ̃, and joiners; a byte that is not UTF-8 takes one. East Asian wide letters are not accounted for.
[[nodiscard]] inline std::size_t display_width(std::string_view text) {
  std::size_t width = 0;
  for (std::size_t i = 0; i < text.size();) {
    const auto [point, length, well_formed] = code_point_at(text, i);
    const bool takes_none =
        well_formed && ((point >= 0x300 && point <= 0x36F) || (point >= 0x200B && point <= 0x200F) ||
                        (point >= 0xFE00 && point <= 0xFE0F));
    width += takes_none ? 0 : 1;
    i += length;
  }
  return width;
}

}  // namespace infobound::inline v0_1::report::detail
