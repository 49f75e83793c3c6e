// SPDX-License-Identifier: BSL-1.0
// Texts, lists and objects as JSON has them; texts and lists are Python too.
#pragma once

#include <cstddef>
#include <infobound/core/require.hpp>
#include <infobound/report/detail/utf_8.hpp>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace infobound::inline v0_1::report::detail {

/// A text between double quotes. Bytes that are not UTF-8 become the replacement character, and < is escaped, so that
/// no text ends the script of a page that it is pasted into.
[[nodiscard]] inline std::string literal(std::string_view text) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string made = "\"";
  for (std::size_t i = 0; i < text.size();) {
    const auto [point, length, well_formed] = code_point_at(text, i);
    if (!well_formed)
      made += "\uFFFD";
    else if (point < 0x20 || point == 0x7F || point == '<')
      (made += "\\u00") += {digits[point >> 4U], digits[point & 0xFU]};
    else if (point == '"' || point == '\\')
      (made += '\\') += static_cast<char>(point);
    else
      made += text.substr(i, length);
    i += length;
  }
  return made + '"';
}

[[nodiscard]] inline std::string literal(double value) { return to_text(value); }

/// A list of texts or of finite numbers.
template <class Values>
[[nodiscard]] std::string literals(const Values& values) {
  std::string made;
  for (const auto& one : values) made += (made.empty() ? "[" : ", ") + literal(one);
  return made.empty() ? "[]" : made + "]";
}

/// A list of values that are written already.
[[nodiscard]] inline std::string json_array(const std::vector<std::string>& values, std::string_view between = ", ") {
  std::string made = "[";
  for (const std::string& one : values) made.append(made.size() > 1 ? between : "").append(one);
  return made + "]";
}

/// {"name": value, …} of values that are written already, but for those that are empty.
[[nodiscard]] inline std::string json_object(std::initializer_list<std::pair<std::string_view, std::string>> members) {
  std::string made = "{";
  for (const auto& [name, value] : members)
    if (!value.empty()) made += (made.size() > 1 ? ", " : "") + literal(name) + ": " + value;
  return made + "}";
}

}  // namespace infobound::inline v0_1::report::detail
