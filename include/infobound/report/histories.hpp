// SPDX-License-Identifier: BSL-1.0
// The histories of a run in a file, for learners that are written in another language.
#pragma once

#include <Eigen/Core>
#include <cstddef>
#include <infobound/core/concepts.hpp>
#include <infobound/core/require.hpp>
#include <infobound/report/detail/history_rows.hpp>
#include <infobound/report/provenance.hpp>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

namespace infobound::inline v0_1::report {

/// How histories are written.
enum class history_format {
  csv,        ///< a comment line, a header, and a line a label
  json_lines  ///< an object a line, the first of which has the provenance
};

namespace detail {

[[nodiscard]] inline std::string json_string(const std::string& text) {
  std::string quoted = "\"";
  for (const char letter : text) {
    if (letter == '"' || letter == '\\') quoted += '\\';
    quoted += static_cast<unsigned char>(letter) < 0x20 ? ' ' : letter;
  }
  return quoted + '"';
}

inline void write_numbers(std::ostream& out, const std::vector<double>& numbers) {
  for (std::size_t i = 0; i < numbers.size(); ++i) out << (i > 0 ? "," : "") << to_text(numbers[i]);
}

/// A row of CSV; no likelihood of what is given.
inline void write_csv_row(std::ostream& out, std::size_t replicate, const std::string& t, const history_row& row,
                          const std::string& log_likelihood) {
  out << replicate << ',' << t << ',';
  write_numbers(out, row.inputs);
  if (!row.inputs.empty()) out << ',';
  write_numbers(out, row.label);
  out << ',' << log_likelihood << '\n';
}

inline void write_json_row(std::ostream& out, std::size_t replicate, const std::string& t, const history_row& row,
                           const std::string& log_likelihood) {
  out << R"({"replicate":)" << replicate << R"(,"t":)" << t << R"(,"inputs":[)";
  write_numbers(out, row.inputs);
  out << R"(],"label":)" << (row.label.size() == 1 ? "" : "[");
  write_numbers(out, row.label);
  out << (row.label.size() == 1 ? "" : "]");
  if (!log_likelihood.empty()) out << R"(,"log_likelihood":)" << log_likelihood;
  out << "}\n";
}

/// "replicate,t,input_1,input_2,label,log_likelihood".
inline void write_csv_header(std::ostream& out, const history_row& row) {
  out << "replicate,t";
  for (std::size_t i = 1; i <= row.inputs.size(); ++i) out << ",input_" << i;
  if (row.label.size() == 1) out << ",label";
  for (std::size_t i = 1; i <= row.label.size() && row.label.size() > 1; ++i) out << ",label_" << i;
  out << ",log_likelihood\n";
}

}  // namespace detail

/// Writes the histories that misspecified_error(truth, learner, T, policy) draws, a row a label: replicate from 0, t
/// from 1 (what a sequence is given before its first label has t ≤ 0), inputs, label, and ln p(Y_t | θ, H_{t−1}) of the
/// θ that made it, in nats; where a policy integrates a block of θ out, what has the same mean. Numbers are the
/// shortest that read back as the same double. The excess log-loss of any learner is the mean of log_likelihood less
/// its own (theory 9.6); read_losses brings it back for what else there is to know.
/// - Domain: T ≥ 1; any policy with a number of replicates and a seed, `automatic` without a target; histories that are
///           Eigen vectors or matrices, or have inputs and labels.
/// - Throws: std::domain_error where truth, policy or T is outside its domain.
template <class Truth, class Policy>
void write_histories(std::ostream& out, const Truth& truth, std::size_t horizon, const Policy& policy,
                     const std::string& process = {}, history_format format = history_format::csv) {
  if constexpr (detail::explain_rows<Truth>()) {
    validate_all(truth, policy);
    require_at_least("horizon", horizon, 1);
    detail::require_fixed_replicates(policy);
    const std::string from = describe(
        made_by(process.empty() ? "horizon " + to_text(horizon) : process + ", horizon " + to_text(horizon), policy));
    const bool lines = format == history_format::json_lines;
    if (lines)
      out << R"({"provenance":)" << detail::json_string(from) << "}\n";
    else
      out << "# " << from << '\n';
    detail::history_row row;
    detail::for_each_draw(
        truth, horizon, policy.replicates, policy.seed, "write_histories",
        [&](std::size_t replicate, const auto& data) {
          const std::size_t given = detail::given_in(data.history(), horizon);
          for (std::size_t i = 0; i < given + horizon; ++i) {
            detail::read_row(data.history(), i, row);
            if (!lines && replicate == 0 && i == 0) detail::write_csv_header(out, row);
            std::string log_likelihood;
            if (i >= given) {
              const auto t = static_cast<Eigen::Index>(i - given);
              log_likelihood = to_text(static_cast<double>(data.log_likelihood()[t] + data.conditional_information(t)));
            }
            const std::string t =
                i >= given ? to_text(i + 1 - given) : (i + 1 == given ? "" : "-") + to_text(given - i - 1);
            (lines ? detail::write_json_row : detail::write_csv_row)(out, replicate, t, row, log_likelihood);
          }
        });
  }
}

}  // namespace infobound::inline v0_1::report
