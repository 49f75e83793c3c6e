// SPDX-License-Identifier: BSL-1.0
// Texts in lines that are not too long.
#pragma once

#include <cstddef>
#include <infobound/report/detail/display_width.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace infobound::inline v0_1::report::detail {

/// The lines of a text, those of more columns broken at spaces; a word that is longer stays whole.
[[nodiscard]] inline std::vector<std::string> wrapped_lines(std::string_view text, std::size_t columns) {
  std::vector<std::string> lines(1);
  std::string word;
  const auto end_word = [&] {
    if (word.empty()) return;
    std::string& line = lines.back();
    if (!line.empty() && display_width(line) + 1 + display_width(word) > columns)
      lines.push_back(word);
    else
      line += (line.empty() ? "" : " ") + word;
    word.clear();
  };
  for (const char letter : text) {
    const bool control = static_cast<unsigned char>(letter) < 0x20 || letter == 0x7F;
    if (letter == ' ' || control)
      end_word();
    else
      word += letter;
    if (letter == '\n') lines.emplace_back();
  }
  end_word();
  return lines;
}

}  // namespace infobound::inline v0_1::report::detail
