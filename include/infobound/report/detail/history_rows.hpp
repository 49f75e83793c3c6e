// SPDX-License-Identifier: BSL-1.0
// The histories of a run as rows of numbers, a label a row.
#pragma once

#include <Eigen/Core>
#include <cstddef>
#include <cstdint>
#include <infobound/core/concepts.hpp>
#include <infobound/core/random_stream.hpp>
#include <infobound/core/require.hpp>
#include <infobound/information/replicate/marginal.hpp>
#include <infobound/information/replicate/replicate_origin.hpp>
#include <infobound/information/replicate/simulation.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace infobound::inline v0_1::report::detail {

template <class H>
concept has_inputs_and_labels = requires(const H& history) {
  static_cast<double>(history.inputs.col(0)[0]);
  static_cast<double>(history.labels[0]);
};
template <class H>
concept has_columns = requires(const H& history) {
  static_cast<double>(history.col(0)[0]);
}
&&!eigen_vector<H>;

/// Told label by label, as numbers.
template <class H>
concept written_in_rows = has_inputs_and_labels<H> || has_columns<H> || eigen_vector<H>;

/// Whether histories can be written; otherwise the compiler says which can.
template <class Truth>
consteval bool explain_rows() {
  if constexpr (explain_process<Truth>()) {
    constexpr bool written = written_in_rows<typename Truth::history_type>;
    static_assert(written,
                  "infobound: histories are written label by label where they are Eigen vectors or matrices, or have "
                  "inputs and labels; those of this process are not");
    return written;
  } else {
    return false;
  }
}

/// One row: what came with the label, and the label.
struct history_row {
  std::vector<double> inputs;
  std::vector<double> label;
};

/// What comes before the first label of a sequence.
template <class H>
[[nodiscard]] std::size_t given_in(const H& history, std::size_t horizon) {
  if constexpr (!has_inputs_and_labels<H> && !has_columns<H>)
    return static_cast<std::size_t>(history.size()) - horizon;
  else
    return 0;
}

/// Row i of a history, those that are given first.
template <class H>
void read_row(const H& history, std::size_t row, history_row& into) {
  const auto at = static_cast<Eigen::Index>(row);
  into.inputs.clear();
  into.label.clear();
  if constexpr (has_inputs_and_labels<H>) {
    for (Eigen::Index i = 0; i < history.inputs.rows(); ++i)
      into.inputs.push_back(static_cast<double>(history.inputs(i, at)));
    into.label.push_back(static_cast<double>(history.labels[at]));
  } else if constexpr (has_columns<H>) {
    for (Eigen::Index i = 0; i < history.rows(); ++i) into.label.push_back(static_cast<double>(history(i, at)));
  } else {
    into.label.push_back(static_cast<double>(history[at]));
  }
}

/// All numbers of a history, which tell it from others.
template <class H>
[[nodiscard]] std::vector<double> numbers_of(const H& history) {
  Eigen::Index rows = 0;
  if constexpr (has_inputs_and_labels<H>)
    rows = history.labels.size();
  else if constexpr (has_columns<H>)
    rows = history.cols();
  else
    rows = history.size();
  std::vector<double> numbers;
  history_row row;
  for (Eigen::Index i = 0; i < rows; ++i) {
    read_row(history, static_cast<std::size_t>(i), row);
    numbers.insert(numbers.end(), row.inputs.begin(), row.inputs.end());
    numbers.insert(numbers.end(), row.label.begin(), row.label.end());
  }
  return numbers;
}

/// Refuses a policy whose run does not draw the histories that its fields name.
template <class Policy>
void require_fixed_replicates(const Policy& policy) {
  if constexpr (requires { policy.target_standard_error; })
    if (!(policy.target_standard_error == 0))
      refuse(std::string(policy.name) + ".target_standard_error", policy.target_standard_error,
             "0 for histories in a file, whose number is replicates");
}

/// use(replicate, data) of the draws that every policy makes of those streams: of a marginal process where the truth
/// offers one.
template <class Truth, class Use>
void for_each_draw(const Truth& truth, std::size_t horizon, std::size_t replicates, std::uint64_t seed,
                   std::string_view who, Use use) {
  if constexpr (infobound::detail::takes_marginal<Truth> && !evaluates_predictive<Truth>) {
    for_each_draw(infobound::detail::marginal_of(truth), horizon, replicates, seed, who, use);
  } else {
    infobound::detail::simulation<Truth> data;
    for (std::size_t replicate = 0; replicate < replicates; ++replicate) {
      random_stream rng(seed, replicate);
      data.draw(truth, horizon, rng, {who, seed, replicate});
      use(replicate, data);
    }
  }
}

}  // namespace infobound::inline v0_1::report::detail
