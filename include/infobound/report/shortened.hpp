// SPDX-License-Identifier: BSL-1.0
// What a file says, as a part of one sentence.
#pragma once

#include <algorithm>
#include <cstddef>
#include <infobound/core/compiler.hpp>
#include <string>
#include <string_view>

namespace infobound::inline v0_1::report {

/// A text in UTF-8 cut short where it is longer than 40 bytes, between two letters, and with ? for control characters.
/// - Cost: O(1).
[[nodiscard]] inline std::string shortened(std::string_view text) {
  constexpr std::size_t longest = 40;
  std::size_t kept = (std::min)(text.size(), longest);
  const auto continues = [](char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U; };
  while (kept < text.size() && kept > 0 && continues(text[kept])) --kept;
  std::string made(text.substr(0, kept));
  std::replace_if(
      made.begin(), made.end(), [](char letter) { return static_cast<unsigned char>(letter) < 0x20 || letter == 0x7F; },
      '?');
  return made + (kept < text.size() ? "…" : "");
}

}  // namespace infobound::inline v0_1::report
