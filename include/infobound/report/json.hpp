// SPDX-License-Identifier: BSL-1.0
// Results as JSON: `nlohmann::ordered_json j = estimate`, and so on for brackets, bounds, curves and what made them.
#pragma once

#include <cstddef>
#include <infobound/core/bound.hpp>
#include <infobound/core/curve.hpp>
#include <infobound/core/estimate.hpp>
#include <infobound/core/numeric/cmath.hpp>
#include <infobound/report/provenance.hpp>
#include <infobound/report/series.hpp>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace infobound::inline v0_1 {

namespace report {

/// A number as JSON, which has no ∞ and no NaN: they are the string "inf" or "-inf", and null.
template <class Json, class Real>
[[nodiscard]] Json json_number(const Real& value) {
  const auto number = static_cast<double>(value);
  if (std::isnan(number)) return nullptr;
  if (std::isinf(number)) return number > 0 ? "inf" : "-inf";
  return number;
}

/// The text of anything that converts to JSON, indented, with its fields in order. Text that is not UTF-8 is mended by
/// the replacement character.
template <class T>
[[nodiscard]] std::string json_text(const T& value) {
  using json = nlohmann::ordered_json;
  return json(value).dump(2, ' ', false, json::error_handler_t::replace) + '\n';
}

}  // namespace report

/// {"mean", "standard_error"}, and "exact": true where it is
template <class Json, class Real>
void to_json(Json& json, const sampled<Real>& shown) {
  json = {{"mean", report::json_number<Json>(shown.mean)},
          {"standard_error", report::json_number<Json>(shown.standard_error)}};
  if (shown.exact) json["exact"] = true;
}

/// {"lower": {"mean", "standard_error"}, "upper": {…}, "replicates": 0 for a closed form, "stopped"}, and, where
/// there is something to tell, "policy", "effective_sample_size", "temperatures", "saturated": true, "crossed": true
template <class Json, class Real>
void to_json(Json& json, const estimate<Real>& shown) {
  json = {{"lower", shown.lower},
          {"upper", shown.upper},
          {"replicates", shown.replicates},
          {"stopped", report::name_of(shown.stopped)}};
  if (!shown.policy.empty()) json["policy"] = std::string(shown.policy);
  if (shown.effective_sample_size > 0)
    json["effective_sample_size"] = report::json_number<Json>(shown.effective_sample_size);
  if (shown.temperatures > 0) json["temperatures"] = shown.temperatures;
  if (shown.saturated()) json["saturated"] = true;
  if (shown.crossed()) json["crossed"] = true;
}

/// {"value", "source"}
template <class Json, class Real>
void to_json(Json& json, const sourced<Real>& shown) {
  json = {{"value", report::json_number<Json>(shown.value)}, {"source", shown.source}};
}

/// {"value", "direction": "lower" or "upper", "source"}; a list of bounds is an array of them.
template <class Json, class Real>
void to_json(Json& json, const bound<Real>& shown) {
  json = {{"value", report::json_number<Json>(shown.value)},
          {"direction", shown.direction == direction::lower ? "lower" : "upper"},
          {"source", shown.source}};
}

/// {"lower": {"value", "source"}, "upper": {…}}
template <class Json, class Real>
void to_json(Json& json, const bracket<Real>& shown) {
  json = {{"lower", shown.lower}, {"upper", shown.upper}};
}

/// [{"t", "information": estimate, "incremental_error": estimate}, …] for t = 1 … T
template <class Json, class Real>
void to_json(Json& json, const curve<Real>& shown) {
  json = Json::array();
  for (std::size_t t = 1; t <= shown.horizon(); ++t)
    json.push_back(
        {{"t", t}, {"information", shown.information(t)}, {"incremental_error", shown.incremental_error(t)}});
}

namespace report {

/// {"name", "x": […]} and "lower", "middle", "upper" as far as the series has them.
template <class Json>
void to_json(Json& json, const series& shown) {
  json = {{"name", shown.name}};
  const auto add = [&](const char* part, const std::vector<double>& values) {
    json[part] = Json::array();
    for (const double value : values) json[part].push_back(json_number<Json>(value));
  };
  add("x", shown.x);
  if (!shown.lower.empty()) add("lower", shown.lower);
  if (!shown.middle.empty()) add("middle", shown.middle);
  if (!shown.upper.empty()) add("upper", shown.upper);
}

/// {"library", "version", "process", "policy", "seed", "replicates", "units", "stopped", "date"}; seed, replicates and
/// date as far as they are known.
template <class Json>
void to_json(Json& json, const provenance& from) {
  json = {{"library", "infobound"}, {"version", from.version}, {"process", from.process}, {"policy", from.policy}};
  if (from.seed) json["seed"] = *from.seed;
  if (from.replicates) json["replicates"] = *from.replicates;
  json["units"] = from.units;
  json["stopped"] = name_of(from.stopped);
  if (from.date) json["date"] = *from.date;
}

}  // namespace report

}  // namespace infobound::inline v0_1
