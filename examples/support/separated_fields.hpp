// SPDX-License-Identifier: BSL-1.0
// A line of fields, taken apart.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace examples {

/// Without the blanks at its ends.
inline std::string_view trimmed(std::string_view text, std::string_view blanks = " \t") {
  const auto first = text.find_first_not_of(blanks);
  return first == std::string_view::npos ? std::string_view()
                                         : text.substr(first, text.find_last_not_of(blanks) + 1 - first);
}

/// "commas"
inline std::string plural_of(char separator) {
  switch (separator) {
    case ',':
      return "commas";
    case ';':
      return "semicolons";
    case '\t':
      return "tabs";
    case ' ':
      return "spaces";
    default:
      return std::string("'") + separator + "'";
  }
}

/// How often a byte stands in a line outside of quotes.
inline std::ptrdiff_t count_unquoted(std::string_view line, char sought) {
  std::ptrdiff_t found = 0;
  bool quoted = false;
  for (const char letter : line) {
    if (letter == '"') quoted = !quoted;
    if (letter == sought && !quoted) ++found;
  }
  return found;
}

/// Takes the fields of a line apart, and the quotes of RFC 4180 off. Blanks around a field are no part of it; where
/// spaces separate fields, tabs do too, and several count as one. False, and in `fields` what is wrong, for quotes that
/// do not fit.
inline bool split(std::string_view line, char separator, std::vector<std::string>& fields) {
  const std::string_view blanks = separator == '\t' ? " " : " \t";
  const auto wrong = [&](const char* what) {
    fields.assign(1, what);
    return false;
  };
  const auto next = [&](std::size_t at) {
    return std::min(separator == ' ' ? line.find_first_of(blanks, at) : line.find(separator, at), line.size());
  };
  if (separator == ' ') line = trimmed(line);
  fields.clear();
  for (std::size_t at = 0; at <= line.size();) {
    std::string& field = fields.emplace_back();
    std::size_t end = line.find_first_not_of(blanks, at);
    if (end != std::string_view::npos && line[end] == '"') {
      for (++end;; ++end) {
        if (end >= line.size()) return wrong("a quote is not closed before the line ends");
        if (line[end] == '"' && (++end >= line.size() || line[end] != '"')) break;
        field += line[end];
      }
      const std::size_t closing = end;
      end = next(closing);
      if (!trimmed(line.substr(closing, end - closing), blanks).empty()) return wrong("text follows a closing quote");
    } else {
      if (separator == ' ') at = std::min(end, line.size());
      end = next(at);
      field = trimmed(line.substr(at, end - at), blanks);
    }
    at = end + 1;
  }
  return true;
}

}  // namespace examples
