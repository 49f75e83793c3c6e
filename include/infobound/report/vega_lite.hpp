// SPDX-License-Identifier: BSL-1.0
// Pictures as Vega-Lite specifications, for web pages and notebooks.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <filesystem>
#include <infobound/report/detail/drawing.hpp>
#include <infobound/report/detail/literal.hpp>
#include <infobound/report/file.hpp>
#include <infobound/report/plot_model.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace infobound::inline v0_1::report {

namespace detail {

/// Where and how a legend is drawn.
[[nodiscard]] inline std::string vega_lite_legend(legend_place place) {
  constexpr std::array<std::string_view, 7> names{"bottom",      "top-right", "top-left", "bottom-right",
                                                  "bottom-left", "none",      "right"};
  if (place == legend_place::none) return "null";
  return R"({"title": null, "labelLimit": 0, "symbolType": "stroke", "symbolSize": 700, "symbolStrokeWidth": 2.2, )"
         R"("symbolOpacity": 1, "orient": )" +
         literal(names[static_cast<std::size_t>(place)]) + "}";
}

inline constexpr const char* vega_lite_fonts =
    R"("config": {"title": {"fontSize": 17, "fontWeight": "normal", "subtitleFontSize": 13},
"axis": {"titleFontSize": 13, "titleFontWeight": "normal", "labelFontSize": 12}, "legend": {"labelFontSize": 13}})";

/// A drawing as a specification; what it shows must outlive it.
class vega_lite_writer {
 public:
  explicit vega_lite_writer(const plot& shown)
      : drawn_(shown), title_(title_of(shown.title, drawn_)), legend_(shown.legend) {}
  explicit vega_lite_writer(const small_multiples& shown)
      : drawn_(shown), title_(title_of(shown.title, drawn_)), legend_(legend_place::below) {
    const auto none = [](const plot& one) { return one.legend == legend_place::none; };
    if (std::all_of(shown.plots.begin(), shown.plots.end(), none)) legend_ = legend_place::none;
  }

  [[nodiscard]] std::string text(std::size_t columns) const {
    std::string made = "{\n\"$schema\": \"https://vega.github.io/schema/vega-lite/v5.json\",\n";
    if (!drawn_.comment.empty()) made += "\"description\": " + literal(drawn_.comment) + ",\n";
    made += "\"title\": " + title_ + ",\n" + vega_lite_fonts + ",\n";
    if (columns == 0) return made + members_of(drawn_.panels.front(), false) + "\n}\n";
    std::vector<std::string> plots;
    for (const panel& one : drawn_.panels) plots.push_back("{\n" + members_of(one, true) + "\n}");
    return made + "\"columns\": " + to_text(columns) +
           ",\n\"resolve\": {\"scale\": {\"color\": \"shared\", \"strokeDash\": \"shared\"}},\n\"concat\": " +
           json_array(plots, ",\n") + "\n}\n";
  }

 private:
  /// With what bands are below it, which Vega-Lite's legends do not tell.
  static std::string title_of(const std::string& title, const drawing& drawn) {
    const std::size_t end = title.find('\n');
    std::vector<std::string> below;
    if (end != std::string::npos) below.push_back(literal(drawing::one_line(title.substr(end + 1))));
    for (const std::string& one : drawn.bands()) below.push_back(literal("band: " + one));
    return json_object({{"text", literal(title.substr(0, end))},
                        {"subtitle", below.empty() ? "" : json_array(below)},
                        {"anchor", literal("start")}});
  }

  [[nodiscard]] std::string members_of(const panel& in, bool titled) const {
    const auto pixels = [](double length) { return to_text(static_cast<int>(length)); };
    std::string made = "\"width\": " + pixels(in.area.right - in.area.left) +
                       ", \"height\": " + pixels(in.area.top - in.area.bottom) + ",\n";
    if (titled)
      made += "\"title\": " +
              json_object({{"text", literal(in.shown->title)}, {"fontSize", "14"}, {"anchor", literal("start")}}) +
              ",\n";
    return made + "\"data\": {\"values\": " + json_array(rows_of(in), ",\n") +
           "},\n\"layer\": " + json_array(layers_of(in), ",\n");
  }

  [[nodiscard]] std::vector<std::string> rows_of(const panel& in) const {
    std::vector<std::string> rows;
    std::size_t number = 0;
    for (const mark& one : in.marks) {
      const look shown = drawn_.look_of(in, *one.of);
      const bool marked = one.has_markers();
      for (const auto& piece : one.pieces) {
        for (const mark_row& row : piece)
          rows.push_back(json_object({{"series", literal(label_of(*in.shown, *one.of))},
                                      {"part", literal(one.band ? "band" : "line")},
                                      {"piece", to_text(number)},
                                      {"x", literal(row.x)},
                                      {"y", one.band ? "" : literal(row.lower)},
                                      {"lower", one.band ? literal(row.lower) : ""},
                                      {"upper", one.band ? literal(row.upper) : ""},
                                      {"colour", one.band || marked ? literal("#" + std::string(shown.colour)) : ""},
                                      {"shape", marked ? literal(shown.marker.vega) : ""}}));
        ++number;
      }
    }
    return rows;
  }

  /// The scale of one of the ways in which series are told apart, over those of all plots, so that one legend serves.
  template <class Value>
  [[nodiscard]] std::string by_series(Value value_of) const {
    std::vector<std::string> names;
    std::vector<std::string> values;
    for (const panel& in : drawn_.panels)
      for (const series& one : in.shown->series) {
        const std::string name = literal(label_of(*in.shown, one));
        const auto drawn = std::find_if(in.marks.begin(), in.marks.end(), [&](const mark& m) { return m.of == &one; });
        if (drawn == in.marks.end() || std::find(names.begin(), names.end(), name) != names.end()) continue;
        names.push_back(name);
        values.push_back(value_of(drawn_.look_of(in, one), drawn->band && drawn->alone));
      }
    return json_object({{"field", literal("series")},
                        {"type", literal("nominal")},
                        {"scale", json_object({{"domain", json_array(names)}, {"range", json_array(values)}})},
                        {"legend", vega_lite_legend(legend_)}});
  }

  [[nodiscard]] static std::string scale_of(const axis& on, const shown_range& range) {
    return json_object({{"type", literal(on.scale == scale::logarithmic ? "log" : "linear")},
                        {"domain", "[" + to_text(range.lower) + ", " + to_text(range.upper) + "]"},
                        {"nice", "false"},
                        {"zero", on.scale == scale::logarithmic ? "" : "false"}});
  }

  [[nodiscard]] static std::string placed(const std::string& field, const axis& on, const shown_range& range,
                                          const std::vector<tick>& ticks) {
    std::vector<double> values;
    for (const tick& one : ticks)
      if (!one.label.empty()) values.push_back(one.value);
    return json_object({{"field", literal(field)},
                        {"type", literal("quantitative")},
                        {"scale", scale_of(on, range)},
                        {"axis", json_object({{"title", literal(on.label)},
                                              {"values", values.empty() ? "" : literals(values)},
                                              {"labelExpr", literal("format(datum.value, '~g')")},
                                              {"labelOverlap", "false"}})}});
  }

  [[nodiscard]] std::vector<std::string> layers_of(const panel& in) const {
    const std::string colour = by_series(
        [](const look& one, bool band) { return literal("#" + (band ? paler(one.colour) : std::string(one.colour))); });
    const std::string dash = by_series([](const look& one, bool) {
      return one.dashes.empty() ? std::string("[1, 0]")
                                : literals(std::vector<double>(one.dashes.begin(), one.dashes.end()));
    });
    // Beside lines, looks are of the data, so that the legend has lines alone.
    const std::string own_colour = R"({"field": "colour", "scale": null})";
    const std::string own_shape = R"({"field": "shape", "scale": null})";
    const std::string x = placed("x", in.shown->x, in.x, in.x_ticks);
    const std::string detail = R"({"field": "piece"})";
    const auto y = [&](const char* field) { return placed(field, in.shown->y, in.y, in.y_ticks); };
    const auto filter = [](const char* condition) {
      return json_array({json_object({{"filter", literal(condition)}})});
    };

    std::vector<std::string> layers{
        json_object(
            {{"transform", filter("datum.part === 'band'")},
             {"mark", R"({"type": "area", "clip": true, "opacity": 1, "fillOpacity": )" + to_text(band_opacity) + "}"},
             {"encoding", json_object({{"x", x},
                                       {"y", y("lower")},
                                       {"y2", R"({"field": "upper"})"},
                                       {"color", own_colour},
                                       {"detail", detail}})}}),
        json_object(
            {{"transform", filter("datum.part === 'line'")},
             {"mark", R"({"type": "line", "clip": true, "strokeWidth": 2.2})"},
             {"encoding",
              json_object({{"x", x}, {"y", y("y")}, {"color", colour}, {"strokeDash", dash}, {"detail", detail}})}}),
        json_object(
            {{"transform", filter("datum.part === 'line' && isValid(datum.shape)")},
             {"mark", R"({"type": "point", "filled": true, "clip": true, "size": 45, "opacity": 1})"},
             {"encoding", json_object({{"x", x},
                                       {"y", y("y")},
                                       {"color", own_colour},
                                       {"shape", own_shape},
                                       {"tooltip", R"([{"field": "series"}, {"field": "x"}, {"field": "y"}])"}})}})};
    const auto add_guides = [&](const char* channel, const axis& on, const char* side) {
      std::vector<std::string> rows;
      for (const guide& one : on.guides)
        if (shows(on, one.value))
          rows.push_back(json_object({{"at", literal(one.value)}, {"label", literal(one.label)}}));
      if (rows.empty()) return;
      const std::string data = json_object({{"values", json_array(rows)}});
      const std::string at = R"({"field": "at", "type": "quantitative"})";
      layers.push_back(json_object({{"data", data},
                                    {"mark", R"({"type": "rule", "color": "#707070", "strokeDash": [5, 4]})"},
                                    {"encoding", json_object({{channel, at}})}}));
      layers.push_back(json_object(
          {{"data", data},
           {"mark", R"({"type": "text", "color": "#505050", "align": "left", "dx": 5, "dy": -7})"},
           {"encoding",
            json_object({{channel, at},
                         {side, channel == std::string_view("y") ? R"({"value": 0})" : R"({"value": "height"})"},
                         {"text", R"({"field": "label"})"}})}}));
    };
    add_guides("x", in.shown->x, "y");
    add_guides("y", in.shown->y, "x");
    return layers;
  }

  drawing drawn_;
  std::string title_;
  legend_place legend_;
};

}  // namespace detail

/// The specification of a plot in Vega-Lite 5, with its numbers in it: a layer each for bands, lines, points and
/// guides. Texts of any bytes are JSON: what is not UTF-8 becomes the replacement character.
/// - Throws: std::invalid_argument for a series whose parts disagree.
[[nodiscard]] inline std::string vega_lite(const plot& shown) {
  shown.validate();
  return detail::vega_lite_writer(shown).text(0);
}

/// The same of plots beside each other, as a concatenation with one legend.
/// - Throws: std::domain_error too, for no column.
[[nodiscard]] inline std::string vega_lite(const small_multiples& shown) {
  shown.validate();
  return detail::vega_lite_writer(shown).text(shown.columns);
}

/// Writes the specification of a plot, such as curve.vl.json.
/// - Throws: as vega_lite does, and std::runtime_error for a file that cannot be written.
inline void write_vega_lite(const plot& shown, const std::filesystem::path& file) {
  write_file(file, vega_lite(shown));
}

/// The same of plots beside each other.
inline void write_vega_lite(const small_multiples& shown, const std::filesystem::path& file) {
  write_file(file, vega_lite(shown));
}

}  // namespace infobound::inline v0_1::report
