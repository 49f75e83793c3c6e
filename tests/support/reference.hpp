// SPDX-License-Identifier: BSL-1.0
// The reference tables of tests/reference: one row a line, numbers as text, so that any scalar can read them.

#pragma once

#include <charconv>
#include <concepts>
#include <cstddef>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

namespace reference {

/// One line of a table.
class row {
 public:
  explicit row(std::vector<std::string> cells) : cells_(std::move(cells)) {}

  [[nodiscard]] std::size_t size() const { return cells_.size(); }

  /// An input: the binary64 number nearest to its text, or an integer. Wide scalars get that same number.
  template <class Number = double>
  [[nodiscard]] Number input(std::size_t column) const {
    if constexpr (std::integral<Number> || std::same_as<Number, double>)
      return parsed<Number>(cell(column));
    else
      return Number(parsed<double>(cell(column)));
  }

  /// A value: as many of its digits as the scalar holds.
  template <class Real = double>
  [[nodiscard]] Real value(std::size_t column) const {
    if constexpr (std::floating_point<Real>)
      return parsed<Real>(cell(column));
    else
      return Real(cell(column));
  }

 private:
  [[nodiscard]] const std::string& cell(std::size_t column) const { return cells_.at(column); }

  template <class Number>
  [[nodiscard]] static Number parsed(const std::string& text) {
    Number number{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size()) throw std::runtime_error("not a number: " + text);
    return number;
  }

  std::vector<std::string> cells_;
};

/// The rows of tests/reference/<name>.txt, of `columns` cells each; 0: rows that differ in length.
[[nodiscard]] inline std::vector<row> table(const std::string& name, std::size_t columns = 0) {
  std::ifstream file(INFOBOUND_TEST_DATA "/" + name + ".txt");
  std::vector<row> rows;
  for (std::string line; std::getline(file, line);) {
    if (line.empty() || line.front() == '#') continue;
    std::istringstream words(line);
    std::vector<std::string> cells;
    for (std::string word; words >> word;) cells.push_back(word);
    if (columns != 0 && cells.size() != columns)
      throw std::runtime_error(name + ": a row has another number of cells: " + line);
    rows.emplace_back(std::move(cells));
  }
  if (rows.empty()) throw std::runtime_error(name + ": no such table, or an empty one");
  return rows;
}

}  // namespace reference
