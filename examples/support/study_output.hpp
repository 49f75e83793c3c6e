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

/// The table at round horizons. Sources are letters, and below it what they stand for.
inline std::string table_of(const study& made) {
  namespace report = infobound::report;
  std::vector<std::string> sources;
  const auto letter = [&](const infobound::sourced<double>& end) {
    const auto at = std::find(sources.begin(), sources.end(), end.source);
    const auto index = at - sources.begin();
    if (at == sources.end()) sources.push_back(end.source);
    return std::string(1, static_cast<char>('a' + index));
  };
  const bool bounded =
      std::any_of(made.points.begin(), made.points.end(), [](const point& one) { return !one.bounds.empty(); });
  report::table shown{.columns = {{"T"}, {kind_of_estimate(made)}}};
  if (bounded)
    shown.columns = {
        {"T"}, {"lower bound"}, {kind_of_estimate(made)}, {"upper bound"}, {"source", report::alignment::left}};
  const auto round = round_horizons(made.asked.horizon);
  for (const point& one : made.points) {
    const bool is_round = std::find(round.begin(), round.end(), one.horizon) != round.end();
    if (!is_round && one.horizon != made.asked.measured) continue;
    const std::string estimate = report::with_error(one.error, 4);
    if (!bounded) {
      shown.rows.push_back({one.horizon, estimate});
      continue;
    }
    const std::string below = letter(one.known.lower);
    shown.rows.push_back(
        {one.horizon, one.known.lower.value, estimate, one.known.upper.value, below + ", " + letter(one.known.upper)});
  }
  std::ostringstream out;
  report::write_table(out, shown);
  for (std::size_t i = 0; i < sources.size(); ++i)
    out << (i == 0 ? "\n" : "") << static_cast<char>('a' + static_cast<char>(i)) << "  " << sources[i] << '\n';
  if (!bounded) out << "\nNo theorem of the library bounds this process: its information is known instead.\n";
  if (made.asked.measured > 0 && made.asked.horizon > made.asked.measured)
    out << "\nBeyond T = " << made.asked.measured << " the measured " << made.asked.observation
        << "s are repeated in their order.\n";
  if (made.made.stopped == infobound::stop_reason::cancelled) {
    const std::size_t replicates = made.points.empty() ? 0 : made.points.front().error.replicates;
    out << "\nCancelled: "
        << (made.points.empty() ? "nothing was complete by then"
            : replicates > 0    ? "the numbers above are of the " + std::to_string(replicates) + " replicates of " +
                                   std::to_string(made.asked.replicates) + " that were complete"
                             : "the numbers above are those that were complete")
        << ".\n";
  }
  return out.str();
}

/// "at least 1463 (source) and at most 3238 (source)"
inline std::string bounds_on_need(const infobound::bracket<double>& needed) {
  namespace report = infobound::report;
  const std::string least = "at least " + report::with_digits(needed.lower.value, 4) + " (" + needed.lower.source + ")";
  if (std::isinf(needed.upper.value)) return least + " (" + needed.upper.source + ")";
  return least + " and at most " + report::with_digits(needed.upper.value, 4) + " (" + needed.upper.source + ")";
}

/// The answer in a paragraph: the question, what the measured rows say, what the target takes, and what is assumed.
inline std::string answer_of(const study& made) {
  namespace report = infobound::report;
  const question& asked = made.asked;
  const std::string many = asked.observation + "s";
  const std::string unit = " nats per " + asked.observation;
  std::string text = "How many " + many + " must anyone see before an error of " + infobound::to_text(asked.epsilon) +
                     unit + " is possible? ";

  const auto last = std::find_if(made.points.begin(), made.points.end(),
                                 [&](const point& one) { return one.horizon == asked.measured; });
  const bool repeats = last != made.points.end() && !(made.needed_exactly && *made.needed_exactly <= asked.measured);
  if (repeats) {
    const std::string rows = std::to_string(asked.measured);
    text += last->error.lower.mean > asked.epsilon ? "More than the " + rows + " measured: after them"
                                                   : "After the " + rows + " measured";
    text += " the best learner's error is still " + report::with_error(last->error, 4) + unit + " (" +
            kind_of_estimate(made) + "), and no learner's is below " + report::with_digits(last->known.lower.value, 4) +
            " by theorem (" + last->known.lower.source + "). If further " + many +
            " repeat the measured ones in their order, ";
  }

  const bool bounded = made.needed.lower.value > 1 || std::isfinite(made.needed.upper.value);
  std::string need;
  if (made.needed_exactly) {
    need = "it takes " + std::to_string(*made.needed_exactly) + ", by the exact information";
    if (bounded) need += "; bounds alone say " + bounds_on_need(made.needed);
  } else {
    need = bounded ? "bounds say " + bounds_on_need(made.needed)
                   : "no bound is known and a simulation does not prove how many; --policy automatic may";
  }
  if (!repeats) need.front() = static_cast<char>(std::toupper(static_cast<unsigned char>(need.front())));
  return text + need + ". " + asked.assumption +
         " An error is the log-loss of predictions above that of one who knows θ, averaged over all " + many +
         " seen so far; a nat is 1.443 bits.";
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
                                                : "best learner, 95 %"};
  for (const point& one : made.points) {
    const auto at = static_cast<double>(one.horizon);
    if (!one.bounds.empty()) band.add(at, one.known);
    line.add(at, one.error);
  }
  report::plot shown{.title = "How fast can anyone learn?\n" + asked.process,
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
