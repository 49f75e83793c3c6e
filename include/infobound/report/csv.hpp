// SPDX-License-Identifier: BSL-1.0
// A table as comma-separated values.
#pragma once

#include <cstddef>
#include <infobound/core/require.hpp>
#include <infobound/report/table.hpp>
#include <ostream>
#include <string>
#include <string_view>
#include <variant>

namespace infobound::inline v0_1::report {

namespace detail {

/// A field: quoted where it holds a comma, a quote, a line end, or a space at an end; quotes are doubled.
[[nodiscard]] inline std::string csv_field(std::string_view text) {
  const bool padded = !text.empty() && (text.front() == ' ' || text.back() == ' ');
  if (!padded && text.find_first_of(",\"\r\n") == std::string_view::npos) return std::string(text);
  std::string quoted = "\"";
  for (const char letter : text) quoted += letter == '"' ? std::string("\"\"") : std::string(1, letter);
  return quoted + '"';
}

[[nodiscard]] inline std::string csv_field(const cell& shown) {
  if (const auto* number = std::get_if<double>(&shown)) return to_text(*number);
  return csv_field(std::string_view(text_of(shown, 0)));
}

}  // namespace detail

/// Writes a header line and a line a row, with the quotes of RFC 4180 and the line ends of Unix. Numbers are the
/// shortest decimals that read back as the same double; ±∞ is inf or -inf, NaN is nan, nothing is an empty field.
/// - Throws: std::invalid_argument as table::validate.
inline void write_csv(std::ostream& out, const table& shown) {
  shown.validate();
  for (std::size_t i = 0; i < shown.columns.size(); ++i)
    out << (i == 0 ? "" : ",") << detail::csv_field(std::string_view(shown.columns[i].name));
  out << '\n';
  for (const auto& row : shown.rows) {
    for (std::size_t i = 0; i < row.size(); ++i) out << (i == 0 ? "" : ",") << detail::csv_field(row[i]);
    out << '\n';
  }
}

}  // namespace infobound::inline v0_1::report
