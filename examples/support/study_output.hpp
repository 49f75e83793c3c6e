// SPDX-License-Identifier: BSL-1.0
// What was found out, told: a table, a paragraph, a picture, CSV and JSON.
#pragma once

#include <algorithm>
#include <cctype>
#include <cmath>
#include <cstddef>
#include <infobound/infobound.hpp>
#include <infobound/report/csv.hpp>
#include <infobound/report/json.hpp>
#include <infobound/report/number.hpp>
#include <infobound/report/plot.hpp>
#include <infobound/report/table.hpp>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "study.hpp"

namespace examples {

/// What the numbers of the estimate column are.
inline std::string kind_of_estimate(const study& made) {
  if (made.made.policy == infobound::closed_form::name) return "exact";
  return made.made.policy == infobound::marchenko_pastur::name ? "limit" : "estimate ±";
}

/// Sources by letters, in the order in which they are first asked for.
class source_letters {
 public:
  std::string of(const infobound::sourced<double>& end) {
    const auto at = std::find(sources_.begin(), sources_.end(), end.source);
    const auto index = at - sources_.begin();
    if (at == sources_.end()) sources_.push_back(end.source);
    return std::string(1, static_cast<char>('a' + index));
  }

  /// What the letters stand for, a line each.
  [[nodiscard]] std::string legend() const {
    std::string text;
    char letter = 'a';
    for (const auto& source : sources_) text += std::string(1, letter++) + "  " + source + '\n';
    return text;
  }

 private:
  std::vector<std::string> sources_;
};

/// The table at round horizons, at that of the measured rows and at the one that the target takes.
inline std::string table_of(const study& made, source_letters& letters) {
  namespace report = infobound::report;
  const bool bounded =
      std::any_of(made.points.begin(), made.points.end(), [](const point& one) { return !one.bounds.empty(); });
  report::table shown{.columns = {{"T"}, {kind_of_estimate(made)}}};
  if (bounded)
    shown.columns = {
        {"T"}, {"lower bound"}, {kind_of_estimate(made)}, {"upper bound"}, {"source", report::alignment::left}};
  const auto round = round_horizons(made.asked.horizon);
  for (const point& one : made.points) {
    const bool is_round = std::find(round.begin(), round.end(), one.horizon) != round.end();
    if (!is_round && one.horizon != made.asked.measured && one.horizon != made.needed_exactly) continue;
    const std::string estimate = report::with_error(one.error, 4);
    if (!bounded) {
      shown.rows.push_back({one.horizon, estimate});
      continue;
    }
    const std::string below = letters.of(one.known.lower);
    shown.rows.push_back({one.horizon, one.known.lower.value, estimate, one.known.upper.value,
                          below + ", " + letters.of(one.known.upper)});
  }
  std::ostringstream out;
  report::write_table(out, shown);
  if (!bounded) out << "\nNo theorem of the library bounds this process: its information is known instead.\n";
  return out.str();
}

/// What the table leaves out, a paragraph each: rows that are repeated, a run that was cancelled.
inline std::vector<std::string> remarks_on(const study& made) {
  const question& asked = made.asked;
  std::vector<std::string> remarks;
  if (asked.measured > 0 && asked.horizon > asked.measured)
    remarks.push_back("Beyond T = " + std::to_string(asked.measured) + " the measured " + asked.observation +
                      "s are repeated in their order.");
  if (made.made.stopped == infobound::stop_reason::cancelled) {
    const std::size_t replicates = made.points.empty() ? 0 : made.points.front().error.replicates;
    remarks.push_back("Cancelled: " +
                      (made.points.empty() ? std::string("nothing was complete by then")
                       : replicates > 0
                           ? "the numbers above are of the " + std::to_string(replicates) + " replicates of " +
                                 std::to_string(asked.replicates) + " that were complete"
                           : std::string("the numbers above are those that were complete")) +
                      ".");
  }
  return remarks;
}

/// "1463 to 3238", "at least 1463", "at most 3238", or nothing where no bound says anything.
inline std::string bounds_on_need(const infobound::bracket<double>& needed) {
  namespace report = infobound::report;
  const std::string least = report::with_digits(needed.lower.value, 4);
  const std::string most = report::with_digits(needed.upper.value, 4);
  if (std::isinf(needed.upper.value)) return needed.lower.value > 1 ? "at least " + least : "";
  if (!(needed.lower.value > 1)) return "at most " + most;
  return least == most ? least : least + " to " + most;
}

/// What the target takes: "2387 patients must be seen before an error of 0.01 nats per patient is possible for anyone",
/// by bounds where it is not known exactly, or nothing.
inline std::string need_of(const study& made) {
  const question& asked = made.asked;
  const std::string bounds = bounds_on_need(made.needed);
  if (!made.needed_exactly && bounds.empty()) return "";
  std::string text = made.needed_exactly ? std::to_string(*made.needed_exactly) : bounds;
  text.front() = static_cast<char>(std::toupper(static_cast<unsigned char>(text.front())));
  text += " " + asked.observation + (made.needed_exactly == std::size_t{1} ? "" : "s");
  return text + " must be seen before an error of " + infobound::to_text(asked.epsilon) + " nats per " +
         asked.observation + " is possible for anyone";
}

/// The answer, the number first: what the target takes, and what the measured rows are good for.
inline std::string answer_of(const study& made) {
  namespace report = infobound::report;
  const question& asked = made.asked;
  const std::string unit = " nats per " + asked.observation;
  const std::string bounds = bounds_on_need(made.needed);
  // The least that the answer may be: where that is beyond the measured rows, it rests on more of them.
  const double least = made.needed_exactly ? static_cast<double>(*made.needed_exactly) : made.needed.lower.value;
  const bool beyond = asked.measured > 0 && !(made.needed.upper.value <= static_cast<double>(asked.measured)) &&
                      !(made.needed_exactly && *made.needed_exactly <= asked.measured);
  const std::string rows = std::to_string(asked.measured);
  const std::string repeated =
      beyond ? (least > static_cast<double>(asked.measured) ? ", if those after the " : ", if any after the ") + rows +
                   " measured repeat them in their order"
             : "";

  std::string text = need_of(made);
  if (made.needed_exactly) {
    text += repeated + " (exact" + (bounds.empty() ? "" : "; by bounds alone " + bounds) + ").";
  } else if (!bounds.empty()) {
    text += repeated + ", by bounds.";
  } else {
    text = "No number of " + asked.observation + "s is known for an error of " + infobound::to_text(asked.epsilon) +
           unit + ": nothing bounds it, and a simulation does not prove it; --policy automatic may.";
  }
  const auto last = std::find_if(made.points.begin(), made.points.end(),
                                 [&](const point& one) { return one.horizon == asked.measured; });
  if (beyond && last != made.points.end())
    text += " After the " + rows + " measured, the best learner's error is " +
            (last->error.lower.mean > asked.epsilon ? "still " : "") + report::with_error(last->error, 4) + unit +
            " (" + kind_of_estimate(made) + "), and no learner's is below " +
            report::with_digits(last->known.lower.value, 4) + ".";
  return text;
}

/// What a number is, in a sentence.
inline std::string meaning_of(const question& asked) {
  return "An error is the log-loss of predictions above that of one who knows θ, averaged over all " +
         asked.observation + "s seen so far; a nat is 1.443 bits.";
}

/// Lines of at most `width` columns, broken at spaces.
inline std::string wrapped(const std::string& text, std::size_t width) {
  std::istringstream words(text);
  std::string made;
  std::size_t column = 0;
  for (std::string word; words >> word;) {
    const std::size_t length = infobound::report::detail::display_width(word);
    const bool breaks = column > 0 && column + 1 + length > width;
    if (column > 0) made += breaks ? '\n' : ' ';
    column = breaks || column == 0 ? length : column + 1 + length;
    made += word;
  }
  return made + '\n';
}

/// Everything in numbers, one row a horizon.
inline std::string csv_of(const study& made) {
  namespace report = infobound::report;
  constexpr auto left = report::alignment::left;
  report::table all{.columns = {{"horizon"},
                                {"lower_bound"},
                                {"lower_bound_source", left},
                                {"estimate_lower"},
                                {"estimate_lower_standard_error"},
                                {"estimate_upper"},
                                {"estimate_upper_standard_error"},
                                {"upper_bound"},
                                {"upper_bound_source", left}}};
  for (const point& one : made.points)
    all.rows.push_back({one.horizon, one.known.lower.value, one.known.lower.source, one.error.lower.mean,
                        one.error.lower.standard_error, one.error.upper.mean, one.error.upper.standard_error,
                        one.known.upper.value, one.known.upper.source});
  std::ostringstream out;
  report::write_csv(out, all);
  return out.str();
}

/// The same with every bound, and what made it.
inline std::string json_of(const study& made) {
  using json = nlohmann::ordered_json;
  json all{{"provenance", made.made},
           {"assumption", made.asked.assumption},
           {"epsilon", made.asked.epsilon},
           {"sample_complexity", made.needed},
           {"measured", made.asked.measured}};
  all["sample_complexity"]["exact"] = made.needed_exactly ? json(*made.needed_exactly) : json(nullptr);
  for (const point& one : made.points)
    all["points"].push_back(json{
        {"horizon", one.horizon}, {"estimation_error", one.error}, {"bracket", one.known}, {"bounds", one.bounds}});
  return infobound::report::json_text(all);
}

/// The learning curve in its bracket, with the target and what reaches it.
inline infobound::report::plot plot_of(const study& made) {
  namespace report = infobound::report;
  const question& asked = made.asked;
  const std::string kind = kind_of_estimate(made);
  report::series band{.name = "between bounds"};
  report::series line{.name = kind == "exact"   ? "best learner, exact"
                              : kind == "limit" ? "best learner, limit"
                                                : "best learner, simulated"};
  for (const point& one : made.points) {
    const auto at = static_cast<double>(one.horizon);
    if (!one.bounds.empty()) band.add(at, one.known);
    line.add(at, one.error);
  }
  const std::string need = need_of(made);
  report::plot shown{.title = (need.empty() ? "How fast can anyone learn?" : need) + "\n" + asked.process,
                     .x = {.label = asked.observation + "s seen, T"},
                     .y = {.label = "least possible error, nats per " + asked.observation},
                     .series = {},
                     .comment = report::describe(made.made)};
  if (!band.x.empty()) shown.series.push_back(std::move(band));
  shown.series.push_back(std::move(line));
  shown.y.guides.push_back({asked.epsilon, infobound::to_text(asked.epsilon) + " nats"});
  if (asked.measured > 0)
    shown.x.guides.push_back({static_cast<double>(asked.measured), std::to_string(asked.measured) + " measured"});
  if (made.needed_exactly) {
    const auto at = static_cast<double>(*made.needed_exactly);
    shown.series.push_back(
        {.name = "T = " + std::to_string(*made.needed_exactly), .x = {at}, .middle = {asked.epsilon}});
  }
  return shown;
}

}  // namespace examples
