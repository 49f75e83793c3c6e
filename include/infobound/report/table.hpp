// SPDX-License-Identifier: BSL-1.0
// A table, and how it is written as plain text with aligned columns.
#pragma once

#include <algorithm>
#include <cstddef>
#include <infobound/core/require.hpp>
#include <infobound/report/detail/display_width.hpp>
#include <infobound/report/number.hpp>
#include <ostream>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace infobound::inline v0_1::report {

/// Nothing, a text, a count, or a number.
using cell = std::variant<std::monostate, std::string, std::size_t, double>;

/// Where the text of a column stands: `point` sets decimal points below each other.
enum class alignment { left, point };

/// The head of a column, and where its text stands.
struct column {
  std::string name;
  alignment align = alignment::point;  ///< of the texts below the name
};

/// Rows of numbers and words under named columns.
struct table {
  std::vector<column> columns;               ///< from left to right
  std::vector<std::vector<cell>> rows = {};  ///< one cell a column

  /// - Throws: std::invalid_argument for a row with another number of cells than there are columns.
  void validate() const {
    for (std::size_t row = 0; row < rows.size(); ++row)
      require_same_size("table: number of cells in row " + to_text(row), std::ssize(rows[row]), "number of columns",
                        std::ssize(columns));
  }
};

namespace detail {

[[nodiscard]] inline std::string text_of(const cell& shown, int digits) {
  struct {
    int digits;
    std::string operator()(std::monostate) const { return {}; }
    std::string operator()(const std::string& text) const { return text; }
    std::string operator()(std::size_t count) const { return to_text(count); }
    std::string operator()(double number) const { return with_digits(number, digits); }
  } const write{digits};
  return std::visit(write, shown);
}

/// The part of a text that stands to the left of its decimal point, or of its first space.
[[nodiscard]] inline std::string_view before_point(std::string_view text) {
  return text.substr(0, (std::min)(text.find_first_of(". "), text.size()));
}

/// The texts of a column, its name first, each padded to the same width.
[[nodiscard]] inline std::vector<std::string> padded(const table& shown, std::size_t which, int digits) {
  const column& heading = shown.columns[which];
  std::vector<std::string> texts{heading.name};
  for (const auto& row : shown.rows) texts.push_back(text_of(row[which], digits));

  if (heading.align == alignment::point) {
    std::size_t left = 0;
    for (std::size_t i = 1; i < texts.size(); ++i) left = (std::max)(left, display_width(before_point(texts[i])));
    for (std::size_t i = 1; i < texts.size(); ++i)
      texts[i].insert(0, left - display_width(before_point(texts[i])), ' ');
  }
  std::size_t body = 0;
  for (std::size_t i = 1; i < texts.size(); ++i) body = (std::max)(body, display_width(texts[i]));
  const std::size_t width = (std::max)(body, display_width(heading.name));
  for (std::size_t i = 0; i < texts.size(); ++i) {
    const bool name = i == 0;
    std::size_t before = 0;
    if (heading.align == alignment::point) before = width - (name ? display_width(texts[i]) : body);
    texts[i].insert(0, before, ' ');
    texts[i].append(width - display_width(texts[i]), ' ');
  }
  return texts;
}

}  // namespace detail

/// Writes the table with numbers to so many significant digits, two spaces between columns, and none at the ends of
/// lines. Widths are those of UTF-8 text: ≤, ± and θ̃ take one column each.
/// - Throws: std::invalid_argument as table::validate.
inline void write_table(std::ostream& out, const table& shown, int digits = 4) {
  shown.validate();
  std::vector<std::vector<std::string>> texts;
  for (std::size_t which = 0; which < shown.columns.size(); ++which)
    texts.push_back(detail::padded(shown, which, digits));
  const auto write_line = [&out](std::string line) {
    line.erase(line.find_last_not_of(' ') + 1);
    out << line << '\n';
  };
  for (std::size_t row = 0; row <= shown.rows.size(); ++row) {
    std::string line;
    std::string rule;
    for (std::size_t which = 0; which < texts.size(); ++which) {
      const std::string gap(which == 0 ? 0 : 2, ' ');
      line += gap + texts[which][row];
      rule += gap + std::string(detail::display_width(texts[which][0]), '-');
    }
    write_line(line);
    if (row == 0) write_line(rule);
  }
}

}  // namespace infobound::inline v0_1::report
