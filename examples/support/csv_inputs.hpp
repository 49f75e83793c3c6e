// SPDX-License-Identifier: BSL-1.0
// Inputs and labels from a file of separated numbers: read with a clear word on what is wrong, and standardised.
#pragma once

#include <Eigen/Core>
#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <cstdlib>
#include <filesystem>
#include <infobound/report/shortened.hpp>
#include <optional>
#include <set>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include "separated_fields.hpp"
#include "text_file.hpp"

namespace examples {

using infobound::report::shortened;

/// A matrix with a name for each of its columns, and the label of each of its rows.
struct csv_inputs {
  std::vector<std::string> columns;
  Eigen::MatrixXd matrix;  ///< one observation a row
  std::string label;       ///< the column that is no input
  Eigen::VectorXd labels;
};

/// How a file is to be read.
struct csv_options {
  std::string label = {};                 ///< the last column if none is named
  std::vector<std::string> without = {};  ///< columns that are neither input nor label, by name or, from 1, number
  std::optional<char> separator = {};     ///< a comma, semicolon or tab, by the first line, if none is given
  std::size_t most_bytes = std::size_t{1} << 29;
  std::size_t most_numbers = 50'000'000;
};

inline std::string in_quotes(std::string_view text) { return "'" + shortened(text) + "'"; }

/// Whether a field is a number, and which: ±∞ where it is beyond double.
inline bool parse_number(std::string_view field, double& number) {
  if (field.starts_with('+') && !field.starts_with("+-")) field.remove_prefix(1);
  const auto read = std::from_chars(field.data(), field.data() + field.size(), number);
  if (read.ptr != field.data() + field.size() || field.empty()) return false;
  if (read.ec == std::errc::result_out_of_range) number = std::strtod(std::string(field).c_str(), nullptr);
  return true;
}

namespace detail {

/// Reads a table line by line.
class csv_reader {
 public:
  csv_reader(const std::filesystem::path& file, const csv_options& options) : name_(file.string()), options_(options) {}

  csv_inputs read(std::string_view text) {
    // Lines end as on Unix, on Windows or, in a file that has no other ends, as on old Macintoshes.
    const char end = text.find('\n') == std::string_view::npos ? '\r' : '\n';
    std::size_t empty = 0;  // the first line of those before this one
    while (!text.empty()) {
      const std::size_t length = std::min(text.find(end), text.size());
      std::string_view line = text.substr(0, length);
      text.remove_prefix(std::min(length + 1, text.size()));
      ++line_;
      if (line.ends_with('\r')) line.remove_suffix(1);
      if (trimmed(line).starts_with('#')) {
        comments_ = true;
        continue;
      }
      if (trimmed(line).empty()) {
        if (empty == 0 && !header_.empty()) empty = line_;
        continue;
      }
      if (empty != 0) refuse_line(empty, "the line is empty, and rows follow");
      if (line.find('\r') != std::string_view::npos) refuse("a carriage return stands within the line");
      header_.empty() ? take_header(line) : take_row(line);
    }
    if (header_.empty()) refuse_line(1, "the file is empty, and needs a line of column names and rows of numbers");
    if (numbers_.empty()) refuse_line(header_line_, "no rows follow the names of the columns");
    return table();
  }

 private:
  enum class role { input, label, none };

  void take_header(std::string_view line) {
    header_line_ = line_;
    recognise_separator(line);
    if (!split(line, separator_, header_)) refuse(header_[0]);
    double number = 0;
    if (std::all_of(header_.begin(), header_.end(), [&](const auto& field) { return parse_number(field, number); }))
      refuse(std::string("numbers stand where the names of the columns should") +
             (comments_ ? "; lines that begin with # are passed over" : ""));
    roles_.assign(header_.size(), role::input);
    for (const auto& column : options_.without) leave_out(column);
    std::set<std::string_view> names;
    for (std::size_t i = 0; i < header_.size(); ++i) {
      if (roles_[i] == role::none) continue;
      const std::string place = std::to_string(i + 1);
      if (header_[i].empty())
        refuse("column " + place + " has no name, and needs one unless --without " + place + " leaves it out");
      if (!names.insert(header_[i]).second) refuse("two columns are called " + in_quotes(header_[i]));
    }
    choose_label();
  }

  void recognise_separator(std::string_view line) {
    const auto has = [&](char separator) { return count_unquoted(line, separator) > 0; };
    if (options_.separator)
      separator_ = *options_.separator;
    else if (has(',') && has(';'))
      refuse("both commas and semicolons stand in the line; --separator says which of them separate fields");
    else
      separator_ = has(';') ? ';' : !has(',') && has('\t') ? '\t' : ',';
    separated_ = has(separator_);
  }

  void leave_out(const std::string& column) {
    bool found = false;
    for (std::size_t i = 0; i < header_.size(); ++i)
      if (header_[i] == column) {
        roles_[i] = role::none;
        found = true;
      }
    if (found) return;
    std::size_t number = 0;
    const auto read = std::from_chars(column.data(), column.data() + column.size(), number);
    if (read.ptr != column.data() + column.size() || number < 1 || number > header_.size())
      refuse("no column is called " + in_quotes(column));
    roles_[number - 1] = role::none;
  }

  void choose_label() {
    std::size_t at = header_.size();
    for (std::size_t i = 0; i < header_.size(); ++i)
      if (options_.label.empty() ? roles_[i] != role::none : header_[i] == options_.label) at = i;
    if (at == header_.size())
      refuse(options_.label.empty() ? "all columns are left out" : "no column is called " + in_quotes(options_.label));
    if (roles_[at] == role::none) refuse("the label " + in_quotes(header_[at]) + " is left out");
    roles_[at] = role::label;
    if (std::count(roles_.begin(), roles_.end(), role::input) == 0)
      refuse(in_quotes(header_[at]) + " is the label and the only column, so there are no inputs" +
             (separated_ ? "" : "; fields must be separated by commas, semicolons or tabs, or as --separator says"));
  }

  void take_row(std::string_view line) {
    if (!split(line, separator_, row_)) refuse(row_[0]);
    if (row_.size() != header_.size())
      refuse(std::to_string(row_.size()) + (row_.size() == 1 ? " cell" : " cells") + " where there are " +
             std::to_string(header_.size()) + " columns separated by " + plural_of(separator_));
    for (std::size_t i = 0; i < row_.size(); ++i)
      if (roles_[i] != role::none) (roles_[i] == role::label ? labels_ : numbers_).push_back(number_of(row_[i], i));
    if (numbers_.size() > options_.most_numbers)
      refuse("more than " + std::to_string(options_.most_numbers) + " numbers, and no more are kept in memory");
  }

  [[nodiscard]] double number_of(const std::string& field, std::size_t column) const {
    const auto refuse_cell = [&](const std::string& what) {
      refuse("column " + in_quotes(header_[column]) + ": " + what, ", ");
    };
    double number = 0;
    if (field.empty()) refuse_cell("the cell is empty, and must be a number");
    if (!parse_number(field, number)) {
      std::string pointed = field;
      std::replace(pointed.begin(), pointed.end(), ',', '.');
      refuse_cell(in_quotes(field) + " is not a number" +
                  (parse_number(pointed, number)
                       ? ", which has a decimal point and no comma"
                       : "; --without " + in_quotes(header_[column]) + " leaves the column out"));
    }
    if (!std::isfinite(number)) refuse_cell(in_quotes(field) + " is not a finite number");
    return number;
  }

  [[nodiscard]] csv_inputs table() const {
    csv_inputs made;
    for (std::size_t i = 0; i < header_.size(); ++i) {
      if (roles_[i] == role::input) made.columns.push_back(header_[i]);
      if (roles_[i] == role::label) made.label = header_[i];
    }
    made.labels = Eigen::VectorXd::Map(labels_.data(), std::ssize(labels_));
    using rows = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
    made.matrix = rows::Map(numbers_.data(), std::ssize(labels_), std::ssize(made.columns));
    return made;
  }

  [[noreturn]] void refuse_line(std::size_t line, const std::string& what, const char* between = ": ") const {
    throw std::runtime_error(name_ + ", line " + std::to_string(line) + between + what);
  }
  [[noreturn]] void refuse(const std::string& what, const char* between = ": ") const {
    refuse_line(line_, what, between);
  }

  std::string name_;
  const csv_options& options_;
  std::size_t line_ = 0;
  std::size_t header_line_ = 0;
  bool comments_ = false;
  bool separated_ = false;
  char separator_ = ',';
  std::vector<std::string> header_;
  std::vector<role> roles_;
  std::vector<std::string> row_;
  std::vector<double> numbers_;
  std::vector<double> labels_;
};

}  // namespace detail

/// The columns of a file with a line of names and rows of numbers. Lines that begin with # and empty lines at either
/// end are passed over.
/// - Throws: std::runtime_error, in one sentence that names the file, for one that cannot be read or is no such table.
inline csv_inputs read_inputs(const std::filesystem::path& file, const csv_options& options = {}) {
  const std::string text = text_of_file(file, options.most_bytes);
  return detail::csv_reader(file, options).read(text);
}

namespace detail {

/// Brings a column to mean 0 and mean square 1. False for one that does not vary.
inline bool standardise(Eigen::Ref<Eigen::VectorXd> column) {
  if (column.maxCoeff() == column.minCoeff()) return false;
  column /= column.cwiseAbs().maxCoeff();  // so that no sum overflows
  column.array() -= column.mean();
  column /= column.cwiseAbs().maxCoeff();
  column /= std::sqrt(column.squaredNorm() / static_cast<double>(column.size()));
  return true;
}

}  // namespace detail

/// Brings every column and the labels to mean 0 and mean square 1.
/// - Throws: std::runtime_error for a column that does not vary; `file` is named.
inline void standardise(csv_inputs& inputs, const std::filesystem::path& file) {
  const std::string name = file.string();
  if (inputs.matrix.rows() < 2) throw std::runtime_error(name + ": 1 row, where a column needs 2 to vary");
  for (Eigen::Index j = 0; j < inputs.matrix.cols(); ++j)
    if (!detail::standardise(inputs.matrix.col(j)))
      throw std::runtime_error(name + ", column " + in_quotes(inputs.columns[static_cast<std::size_t>(j)]) +
                               ": the column is constant, and cannot be brought to mean square 1; --without " +
                               in_quotes(inputs.columns[static_cast<std::size_t>(j)]) + " leaves it out");
  if (!detail::standardise(inputs.labels))
    throw std::runtime_error(name + ", column " + in_quotes(inputs.label) +
                             ": the label is constant, and there is nothing to learn");
}

}  // namespace examples
