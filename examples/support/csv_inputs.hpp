// SPDX-License-Identifier: BSL-1.0
// Inputs from a file of comma-separated numbers: read with a clear word on what is wrong, and standardised.
#pragma once

#include <Eigen/Core>
#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

namespace examples {

/// A matrix with a name for each of its columns.
struct csv_inputs {
  std::vector<std::string> columns;
  std::string label;       ///< the column that was left out
  Eigen::MatrixXd matrix;  ///< one observation a row
};

/// What is wrong with a file of inputs, in one sentence.
struct csv_error : std::runtime_error {
  using std::runtime_error::runtime_error;
};

namespace detail {

inline std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  return first == std::string_view::npos ? std::string_view()
                                         : text.substr(first, text.find_last_not_of(" \t") + 1 - first);
}

/// The fields of a line, with the quotes of RFC 4180 taken off.
inline std::vector<std::string> fields(std::string_view line, const std::string& where) {
  std::vector<std::string> found;
  for (std::size_t at = 0; at <= line.size();) {
    std::string field;
    std::size_t end = line.find_first_not_of(" \t", at);
    if (end != std::string_view::npos && line[end] == '"') {
      for (++end;; ++end) {
        if (end >= line.size()) throw csv_error(where + ": a quote is not closed");
        if (line[end] == '"' && (++end >= line.size() || line[end] != '"')) break;
        field += line[end];
      }
      const std::size_t comma = std::min(line.find(',', end), line.size());
      if (!trimmed(line.substr(end, comma - end)).empty()) throw csv_error(where + ": text follows a closing quote");
      end = comma;
    } else {
      end = std::min(line.find(',', at), line.size());
      field = trimmed(line.substr(at, end - at));
    }
    found.push_back(std::move(field));
    at = end + 1;
  }
  return found;
}

/// A text in single quotes, cut short where it is long, and without control characters.
inline std::string quoted(std::string_view text) {
  constexpr std::size_t longest = 40;
  std::string shown(text.substr(0, longest));
  std::replace_if(
      shown.begin(), shown.end(), [](char letter) { return static_cast<unsigned char>(letter) < 0x20; }, '?');
  return "'" + shown + (text.size() > longest ? "…'" : "'");
}

/// Whether a field is a number, and which: ±∞ where it is beyond double.
inline bool parse(std::string_view field, double& number) {
  if (field.starts_with('+') && !field.starts_with("+-")) field.remove_prefix(1);
  const auto read = std::from_chars(field.data(), field.data() + field.size(), number);
  if (read.ptr != field.data() + field.size() || field.empty()) return false;
  if (read.ec == std::errc::result_out_of_range) number = std::strtod(std::string(field).c_str(), nullptr);
  return true;
}

}  // namespace detail

/// All columns but the label, which is the last one where none is named. Lines may end as on Unix or on Windows; empty
/// lines at the end are passed over.
/// - Throws: csv_error for a file that is missing or empty, a row of another length, a cell that is not a finite
/// number.
inline csv_inputs read_inputs(const std::filesystem::path& file, const std::string& label = {}) {
  const std::string name = file.string();
  const auto refuse_to_open = [&](const std::error_code& reason) {
    throw csv_error("cannot read " + name + ": " + reason.message());
  };
  if (std::filesystem::is_directory(file)) refuse_to_open(std::make_error_code(std::errc::is_a_directory));
  std::ifstream in(file, std::ios::binary);
  if (!in) refuse_to_open({errno, std::generic_category()});

  std::vector<std::string> lines;
  for (std::string line; std::getline(in, line);) {
    if (line.ends_with('\r')) line.pop_back();
    lines.push_back(std::move(line));
  }
  while (!lines.empty() && detail::trimmed(lines.back()).empty()) lines.pop_back();
  if (lines.empty())
    throw csv_error(name + ", line 1: the file is empty, and needs a line of column names and rows of numbers");
  if (lines.front().starts_with("\xEF\xBB\xBF")) lines.front().erase(0, 3);

  const auto line_name = [&](std::size_t line) { return name + ", line " + std::to_string(line + 1); };
  csv_inputs made;
  const std::vector<std::string> header = detail::fields(lines[0], line_name(0));
  double number = 0;
  if (std::all_of(header.begin(), header.end(), [&](const auto& field) { return detail::parse(field, number); }))
    throw csv_error(line_name(0) + ": numbers stand where the names of the columns should");
  for (std::size_t i = 0; i < header.size(); ++i) {
    if (header[i].empty()) throw csv_error(line_name(0) + ": column " + std::to_string(i + 1) + " has no name");
    if (std::find(header.begin(), header.begin() + static_cast<std::ptrdiff_t>(i), header[i]) !=
        header.begin() + static_cast<std::ptrdiff_t>(i))
      throw csv_error(line_name(0) + ": two columns are called " + detail::quoted(header[i]));
  }
  made.label = label.empty() ? header.back() : label;
  const auto dropped = std::find(header.begin(), header.end(), made.label) - header.begin();
  if (dropped == std::ssize(header)) throw csv_error(line_name(0) + ": no column is called " + detail::quoted(label));
  if (header.size() < 2)
    throw csv_error(line_name(0) + ": " + detail::quoted(header[0]) +
                    " is the label and the only column, so there are no inputs");
  if (lines.size() < 2) throw csv_error(line_name(0) + ": no rows follow the names of the columns");

  for (const auto& column : header)
    if (column != made.label) made.columns.push_back(column);
  made.matrix.resize(std::ssize(lines) - 1, std::ssize(made.columns));
  for (std::size_t line = 1; line < lines.size(); ++line) {
    const auto row = detail::fields(lines[line], line_name(line));
    if (row.size() != header.size())
      throw csv_error(line_name(line) + ": " + std::to_string(row.size()) + (row.size() == 1 ? " cell" : " cells") +
                      " where there are " + std::to_string(header.size()) + " columns");
    for (std::ptrdiff_t cell = 0; cell < std::ssize(row); ++cell) {
      const auto at = static_cast<std::size_t>(cell);
      const std::string where = line_name(line) + ", column " + detail::quoted(header[at]) + ": ";
      if (row[at].empty()) throw csv_error(where + "the cell is empty, and must be a number");
      if (!detail::parse(row[at], number)) throw csv_error(where + detail::quoted(row[at]) + " is not a number");
      if (!std::isfinite(number)) throw csv_error(where + detail::quoted(row[at]) + " is not a finite number");
      if (cell != dropped) made.matrix(static_cast<Eigen::Index>(line) - 1, cell - (cell > dropped ? 1 : 0)) = number;
    }
  }
  return made;
}

/// Brings every column to mean 0 and mean square 1.
/// - Throws: csv_error for a column that does not vary; `file` is named.
inline void standardise(csv_inputs& inputs, const std::filesystem::path& file) {
  for (Eigen::Index j = 0; j < inputs.matrix.cols(); ++j) {
    auto column = inputs.matrix.col(j);
    if (column.maxCoeff() == column.minCoeff())
      throw csv_error(file.string() + ", lines 2 to " + std::to_string(inputs.matrix.rows() + 1) + ", column " +
                      detail::quoted(inputs.columns[static_cast<std::size_t>(j)]) +
                      ": the column is constant, and cannot be brought to mean square 1");
    column /= column.cwiseAbs().maxCoeff();  // so that no sum overflows
    column.array() -= column.mean();
    column /= column.cwiseAbs().maxCoeff();
    column /= std::sqrt(column.squaredNorm() / static_cast<double>(column.size()));
  }
}

/// The rows in order, over and over, until there are so many.
inline Eigen::MatrixXd repeated(const Eigen::MatrixXd& rows, Eigen::Index count) {
  Eigen::MatrixXd made(count, rows.cols());
  for (Eigen::Index i = 0; i < count; i += rows.rows()) {
    const Eigen::Index length = std::min(rows.rows(), count - i);
    made.middleRows(i, length) = rows.topRows(length);
  }
  return made;
}

}  // namespace examples
