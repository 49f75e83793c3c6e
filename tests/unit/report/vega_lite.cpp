// SPDX-License-Identifier: BSL-1.0
#include <algorithm>
#include <infobound/report/detail/look.hpp>
#include <infobound/report/plot_model.hpp>
#include <infobound/report/vega_lite.hpp>
#include <limits>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>
#include <support/catch.hpp>
#include <support/temporary_directory.hpp>
#include <support/thrown.hpp>
#include <vector>

namespace unit::report::vega_lite {

namespace report = infobound::report;
using json = nlohmann::json;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

report::plot learning_curve() {
  return {.title = "the answer\nwhat is shown",
          .x = {.label = "observations", .guides = {{20, "as many as there are"}}},
          .y = {.label = "error, nats", .guides = {{0.2, "target"}, {-1, "nowhere"}}},
          .series = {{.name = "simulated",
                      .x = {1, 10, 100},
                      .lower = {0.3, 0.2, 0.1},
                      .middle = {0.5, not_a_number, 0.15},
                      .upper = {1, infinity, 0.2},
                      .kind = report::kind::estimate,
                      .process = "p",
                      .band = "95 % interval"},
                     {.name = "bound",
                      .x = {1, 10, 100},
                      .middle = {1, 0.9, 0.8},
                      .kind = report::kind::upper_bound,
                      .process = "p"}}};
}

/// That a view is what Vega-Lite 5 asks of one: layers, each a mark with a type and an encoding of fields that its data
/// have, in channels that there are.
void check_view(const json& view) {
  REQUIRE(view.at("data").at("values").is_array());
  const json& rows = view["data"]["values"];
  CHECK((view.at("width").is_number() && view.at("height").is_number()));
  REQUIRE(view.at("layer").is_array());
  for (const json& layer : view["layer"]) {
    const std::vector<std::string> marks{"area", "line", "point", "rule", "text"};
    CHECK(std::count(marks.begin(), marks.end(), layer.at("mark").at("type").get<std::string>()) == 1);
    const json& own = layer.contains("data") ? layer["data"].at("values") : rows;
    for (const auto& [channel, encoded] : layer.at("encoding").items()) {
      const std::vector<std::string> channels{"x",     "y",       "y2",   "color", "strokeDash",
                                              "shape", "tooltip", "text", "detail"};
      CHECK(std::count(channels.begin(), channels.end(), channel) == 1);
      if (!encoded.contains("field")) continue;
      const auto field = encoded["field"].get<std::string>();
      CHECK(std::any_of(own.begin(), own.end(), [&](const json& row) { return row.contains(field); }));
    }
  }
}

}  // namespace

TEST_CASE("a plot is a specification of Vega-Lite 5 with its numbers in it", "[vega_lite][exact]") {
  const json made = json::parse(report::vega_lite(learning_curve()));
  CHECK(made.at("$schema") == "https://vega.github.io/schema/vega-lite/v5.json");
  CHECK(made.at("title").at("text") == "the answer");
  CHECK(made["title"].at("subtitle") == json{"what is shown", "band: 95 % interval"});
  check_view(made);
  const json& rows = made["data"]["values"];
  REQUIRE(rows.size() == 3 + 3 + 2);
  CHECK((rows[0]["series"] == "simulated" && rows[0]["part"] == "band"));
  CHECK((rows[0]["x"] == 1.0 && rows[0]["lower"] == 0.3 && rows[0]["upper"] == 1.0));
  CHECK(rows[1]["upper"].get<double>() < 1.5);  // the frame, where the band is open
  CHECK((rows[3]["series"] == "bound" && rows[3]["part"] == "line" && rows[3]["y"] == 1.0));
  // Where a number is not known the line ends, and another begins.
  CHECK((rows[6]["y"] == 0.5 && rows[7]["y"] == 0.15 && rows[6]["piece"] != rows[7]["piece"]));

  const json& layers = made["layer"];
  REQUIRE(layers.size() == 3 + 2 * 2);
  const json& line = layers[1]["encoding"];
  CHECK((line["x"]["scale"]["type"] == "log" && line["x"]["axis"]["title"] == "observations"));
  CHECK(line["x"]["axis"]["values"] == json{1, 10, 100});
  CHECK((line["y"]["axis"]["title"] == "error, nats" && line["y"]["scale"]["domain"].size() == 2));
  CHECK(line["color"]["scale"] == json{{"domain", {"simulated", "bound"}}, {"range", {"#0072b2", "#0072b2"}}});
  CHECK(line["strokeDash"]["scale"]["range"] == json{{1, 0}, {9, 5}});
  CHECK(line["strokeDash"]["legend"] == line["color"]["legend"]);
  CHECK(layers[3]["data"]["values"] == json{{{"at", 20}, {"label", "as many as there are"}}});
  CHECK(layers[5]["data"]["values"] == json{{{"at", 0.2}, {"label", "target"}}});
  CHECK((layers[5]["encoding"].contains("y") && layers[3]["encoding"].contains("x")));
}

TEST_CASE("small multiples are a concatenation with one legend", "[vega_lite][exact]") {
  report::plot second = learning_curve();
  second.title = "second";
  second.series.pop_back();
  const report::small_multiples shown{
      .title = "both", .plots = {learning_curve(), second}, .columns = 2, .comment = "made by us"};
  const json made = json::parse(report::vega_lite(shown));
  CHECK(made.at("$schema") == "https://vega.github.io/schema/vega-lite/v5.json");
  CHECK((made.at("columns") == 2 && made.at("description") == "made by us"));
  CHECK(made.at("resolve").at("scale") == json{{"color", "shared"}, {"strokeDash", "shared"}});
  REQUIRE(made.at("concat").size() == 2);
  for (const json& view : made["concat"]) {
    check_view(view);
    CHECK(view["layer"][1]["encoding"]["color"] == made["concat"][0]["layer"][1]["encoding"]["color"]);
  }
  CHECK(made["concat"][1]["title"]["text"] == "second");
  CHECK(json::parse(report::vega_lite(report::small_multiples{.title = "", .plots = {}}))["concat"].empty());
}

TEST_CASE("texts of any bytes are JSON, and end no script of a page", "[vega_lite][property]") {
  const std::string hostile = "\"}]}\\ \n\t\x01 </script> 'datum' \xFF\xC3 ünïcode \xED\xA0\x80";
  const std::string mended = "\"}]}\\ \n\t\x01 </script> 'datum' \uFFFD\uFFFD ünïcode \uFFFD\uFFFD\uFFFD";
  report::plot shown = learning_curve();
  shown.title = hostile;
  shown.comment = hostile;
  shown.x.label = shown.y.label = hostile;
  shown.x.guides[0].label = shown.y.guides[0].label = hostile;
  for (auto& one : shown.series) one.name = one.process = one.band = hostile;
  const std::string text = report::vega_lite(shown);
  CHECK(text.find("</script") == std::string::npos);
  const json made = json::parse(text);
  check_view(made);
  CHECK(made["description"] == mended);
  CHECK(made["title"]["text"] == mended.substr(0, mended.find('\n')));
  CHECK(made["layer"][1]["encoding"]["x"]["axis"]["title"] == mended);
  CHECK(made["layer"][3]["data"]["values"][0]["label"] == mended);
  CHECK(made["data"]["values"][0]["series"] == mended + ", estimate");
}

TEST_CASE("a legend in Vega-Lite stands where it is asked to, or nowhere", "[vega_lite][exact]") {
  report::plot shown = learning_curve();
  const auto legend = [&](report::legend_place place) {
    shown.legend = place;
    return json::parse(report::vega_lite(shown))["layer"][1]["encoding"]["color"]["legend"];
  };
  CHECK(legend(report::legend_place::beside)["orient"] == "right");
  CHECK(legend(report::legend_place::below)["orient"] == "bottom");
  CHECK(legend(report::legend_place::top_left)["orient"] == "top-left");
  CHECK(legend(report::legend_place::none).is_null());
}

TEST_CASE("the legend in Vega-Lite has a band that stands alone in a paler colour than the line of its process",
          "[vega_lite][exact]") {
  CHECK(report::detail::paler("0072b2") == "99c7e1");
  CHECK(report::detail::paler("000000") == "999999");
  CHECK(report::detail::paler("ffffff") == "ffffff");
  report::plot shown = learning_curve();
  shown.series[0].middle.clear();
  const json colour = json::parse(report::vega_lite(shown))["layer"][1]["encoding"]["color"];
  CHECK(colour["scale"]["range"] == json{"#99c7e1", "#0072b2"});
}

TEST_CASE("a specification is written whole, and not of series whose parts disagree", "[vega_lite][error]") {
  const temporary_directory here;
  const auto file = here.path() / "curve.vl.json";
  report::write_vega_lite(learning_curve(), file);
  CHECK(contents(file) == report::vega_lite(learning_curve()));
  report::plot wrong = learning_curve();
  wrong.series[1].middle.pop_back();
  CHECK(thrown<std::invalid_argument>([&] { return report::vega_lite(wrong); }) ==
        "series \"bound\": number of values in middle = 2 and of values in x = 3, must be equal");
  CHECK_THROWS_AS(report::vega_lite(report::small_multiples{.title = "", .plots = {}, .columns = 0}),
                  std::domain_error);
}

}  // namespace unit::report::vega_lite
