// SPDX-License-Identifier: BSL-1.0
// What a learner in another language predicted, read back as a learner.
#pragma once

#include <Eigen/Core>
#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <infobound/core/concepts.hpp>
#include <infobound/core/require.hpp>
#include <infobound/report/detail/history_rows.hpp>
#include <infobound/report/detail/json_line.hpp>
#include <infobound/report/shortened.hpp>
#include <istream>
#include <limits>
#include <locale>
#include <map>
#include <optional>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace infobound::inline v0_1::report {

/// A learner whose predictions were made elsewhere, of histories that are known beforehand: made by read_losses. Asked
/// of another history it throws, so that losses are never set against data that they are not of. Where histories of
/// several replicates are the same, as short ones of few symbols are, it says the mean of what was said of them.
template <class Truth>
class recorded {
 public:
  using Real = real_type_t<Truth>;

  /// What was said of a history, once for every replicate that drew it.
  void add(const typename Truth::history_type& history, const Eigen::VectorX<Real>& terms) {
    auto [at, is_new] = said_.try_emplace(detail::numbers_of(history), terms, 1);
    if (is_new) return;
    at->second.first += terms;
    ++at->second.second;
  }

  /// - Throws: std::invalid_argument for a history that was not recorded.
  [[nodiscard]] Eigen::VectorX<Real> log_predictive(const typename Truth::history_type& history) const {
    const auto at = said_.find(detail::numbers_of(history));
    if (at == said_.end())
      throw std::invalid_argument(
          "recorded: a history of which no losses were read: write_histories, read_losses and the run must have the "
          "same "
          "truth, horizon and seed, the run no more replicates; a curve takes a policy that draws histories of the "
          "whole "
          "length alone, contrastive, sequential or, of a truth with log_predictive, conjugate");
    return at->second.first / Real(at->second.second);
  }

 private:
  std::map<std::vector<double>, std::pair<Eigen::VectorX<Real>, std::size_t>> said_;
};

namespace detail {

/// A table of losses: comma-separated values with a header, or a JSON object a line; a row for each replicate and t.
class loss_table {
 public:
  loss_table(std::size_t replicates, std::size_t horizon)
      : horizon_(horizon), losses_(replicates * horizon), lines_(replicates * horizon, 0) {}

  void read(std::istream& in) {
    for (std::string line; std::getline(in, line);) {
      ++line_;
      if (!line.empty() && line.back() == '\r') line.pop_back();
      if (line.empty() || line.front() == '#') continue;
      if (format_ == format::unknown) format_ = line.front() == '{' ? format::json_lines : format::header;
      read_line(line);
    }
    if (format_ == format::unknown) throw std::invalid_argument("losses: there is no header");
    for (std::size_t i = 0; i < lines_.size(); ++i)
      if (lines_[i] == 0)
        throw std::invalid_argument("losses: replicate " + to_text(i / horizon_) + ", t " + to_text(i % horizon_ + 1) +
                                    " is missing");
  }

  [[nodiscard]] double loss(std::size_t replicate, std::size_t t) const { return losses_[replicate * horizon_ + t]; }

 private:
  enum class format { unknown, header, csv, json_lines };

  [[noreturn]] void refuse_line(const std::string& what) const {
    throw std::invalid_argument("losses: line " + to_text(line_) + ": " + what);
  }

  void read_line(std::string_view line) {
    if (format_ == format::json_lines) {
      if (read_members(line)) take_row();
      return;
    }
    split(line);
    if (format_ == format::header) {
      find_columns();
      format_ = format::csv;
      return;
    }
    for (std::size_t column = 0; column < names.size(); ++column) {
      const std::size_t at = places_[column];
      told_[column] = at < fields_.size() ? std::optional(fields_[at]) : std::nullopt;
    }
    take_row();
  }

  /// False of the provenance.
  [[nodiscard]] bool read_members(std::string_view line) {
    told_ = {};
    bool is_row = true;
    const bool is_object = json_line(line).for_each_member([&](std::string_view name, std::string_view value) {
      if (name == "provenance") is_row = false;
      for (std::size_t column = 0; column < names.size(); ++column) {
        if (name != names[column]) continue;
        if (told_[column]) refuse_line("there are two of " + std::string(name));
        told_[column] = value;
      }
    });
    if (!is_object) refuse_line("must be a JSON object, as the first one is");
    return is_row;
  }

  void split(std::string_view line) {
    fields_.clear();
    for (std::size_t from = 0; from <= line.size();) {
      const std::size_t to = (std::min)(line.find(',', from), line.size());
      std::string_view field = line.substr(from, to - from);
      while (!field.empty() && (field.front() == ' ' || field.front() == '"')) field.remove_prefix(1);
      while (!field.empty() && (field.back() == ' ' || field.back() == '"')) field.remove_suffix(1);
      fields_.push_back(field);
      from = to + 1;
    }
  }

  void find_columns() {
    for (std::size_t column = 0; column < names.size(); ++column) {
      const auto at = std::find(fields_.begin(), fields_.end(), names[column]);
      if (at == fields_.end()) refuse_line("the header lacks " + std::string(names[column]));
      places_[column] = static_cast<std::size_t>(at - fields_.begin());
    }
  }

  [[nodiscard]] double number(std::size_t column) const {
    if (!told_[column]) refuse_line("there is no " + std::string(names[column]));
    const std::string_view text = *told_[column];
    const std::optional<double> value = read_number(text);
    if (!value)
      refuse_line(std::string(names[column]) + " = " + (text.empty() ? "nothing" : shortened(text)) +
                  ", must be a number");
    return *value;
  }

  /// In whatever locale; not every standard library has std::from_chars for floating-point numbers.
  [[nodiscard]] static std::optional<double> read_number(std::string_view text) {
    const bool is_negative = text.starts_with('-');
    const std::string_view size = text.substr(is_negative ? 1 : 0);
    std::string letters(size);
    for (char& letter : letters)
      if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
    if (letters == "inf" || letters == "infinity")
      return is_negative ? -std::numeric_limits<double>::infinity() : std::numeric_limits<double>::infinity();
    if (size.empty() || size.find_first_not_of("0123456789.eE+-") != size.npos || size.front() == '+' ||
        size.front() == '-')
      return std::nullopt;
    std::istringstream in{std::string(text)};
    in.imbue(std::locale::classic());
    double value = 0;
    if (!(in >> value) || in.peek() != std::istringstream::traits_type::eof()) return std::nullopt;
    return value;
  }

  /// A whole number from `least` to `most`, written as any language may.
  [[nodiscard]] std::size_t count(std::size_t column, std::size_t least, std::size_t most) const {
    const double value = number(column);
    if (!(value >= static_cast<double>(least) && value <= static_cast<double>(most)) || std::floor(value) < value)
      refuse_line(std::string(names[column]) + " = " + to_text(value) +
                  ", must be a whole number >= " + to_text(least) + " and <= " + to_text(most));
    return static_cast<std::size_t>(value);
  }

  void take_row() {
    const std::size_t replicate = count(0, 0, losses_.size() / horizon_ - 1);
    const std::size_t t = count(1, 1, horizon_);
    const double loss = number(2);
    if (!(loss < std::numeric_limits<double>::infinity()))
      refuse_line("log_predictive = inf, must be a logarithm of a probability or density");
    const std::size_t at = replicate * horizon_ + t - 1;
    if (lines_[at] != 0)
      refuse_line("replicate " + to_text(replicate) + ", t " + to_text(t) + " is in line " + to_text(lines_[at]) +
                  " already");
    lines_[at] = line_;
    losses_[at] = loss;
  }

  static constexpr std::array<std::string_view, 3> names{"replicate", "t", "log_predictive"};

  std::size_t horizon_;
  std::vector<double> losses_;
  std::vector<std::size_t> lines_;
  std::array<std::size_t, 3> places_{};
  std::vector<std::string_view> fields_;
  std::array<std::optional<std::string_view>, 3> told_{};
  std::size_t line_ = 0;
  format format_ = format::unknown;
};

}  // namespace detail

/// A learner of what another program said of the histories that write_histories wrote for the same truth, T and policy:
/// misspecified_error(truth, read_losses(file, truth, T, policy), T, policy). Either comma-separated values, with a
/// header that has replicate, t and log_predictive among its names, or JSON lines, where the first line is an object:
/// {"replicate":0,"t":1,"log_predictive":-0.69}. It is ln q(Y_t | H_{t−1}, X_{t−1}) in nats, for −∞ also Infinity and
/// inf with a sign, or a string of it. Rows are in any order, and may tell more; lines that begin with #, and objects
/// with a provenance, are left out.
/// - Throws: std::invalid_argument that names the line where a row is foreign, there twice or no number, or what is
///           missing; std::domain_error where truth, policy or T is outside its domain.
template <class Truth, class Policy>
[[nodiscard]] recorded<Truth> read_losses(std::istream& in, const Truth& truth, std::size_t horizon,
                                          const Policy& policy) {
  recorded<Truth> learner;
  if constexpr (detail::explain_rows<Truth>()) {
    validate_all(truth, policy);
    require_at_least("horizon", horizon, 1);
    detail::require_fixed_replicates(policy);
    detail::loss_table table(policy.replicates, horizon);
    table.read(in);
    Eigen::VectorX<real_type_t<Truth>> terms(static_cast<Eigen::Index>(horizon));
    detail::for_each_draw(truth, horizon, policy.replicates, policy.seed, "read_losses",
                          [&](std::size_t replicate, const auto& data) {
                            for (std::size_t t = 0; t < horizon; ++t)
                              terms[static_cast<Eigen::Index>(t)] = real_type_t<Truth>(table.loss(replicate, t));
                            learner.add(data.history(), terms);
                          });
  }
  return learner;
}

}  // namespace infobound::inline v0_1::report
