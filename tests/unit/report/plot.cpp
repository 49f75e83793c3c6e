// SPDX-License-Identifier: BSL-1.0
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <filesystem>
#include <infobound/core/require.hpp>
#include <infobound/report/detail/drawing.hpp>
#include <infobound/report/detail/gnuplot_script.hpp>
#include <infobound/report/detail/look.hpp>
#include <infobound/report/detail/marks.hpp>
#include <infobound/report/detail/ticks.hpp>
#include <infobound/report/detail/wrapped_lines.hpp>
#include <infobound/report/file.hpp>
#include <infobound/report/plot.hpp>
#include <limits>
#include <stdexcept>
#include <string>
#include <support/catch.hpp>
#include <support/temporary_directory.hpp>
#include <support/thrown.hpp>
#include <utility>
#include <vector>

namespace unit::report::plot {

namespace report = infobound::report;
namespace fs = std::filesystem;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

report::plot learning_curve() {
  return {.title = "the best learner's error",
          .x = {.label = "observations"},
          .y = {.label = "error, nats", .guides = {{0.2, "target"}}},
          .series = {{.name = "bounds", .x = {1, 10, 100}, .lower = {0.3, 0.2, 0.1}, .upper = {1, 0.5, 0.2}},
                     {.name = "exact", .x = {1, 10, 100}, .middle = {0.5, 0.3, 0.15}}}};
}

/// A program that stands in for gnuplot.
std::string stand_in(const temporary_directory& here, const std::string& commands) {
  const auto file = here.path() / "stand-in";
  report::write_file(file, "#!/bin/sh\n" + commands);
  fs::permissions(file, fs::perms::owner_all);
  return file.string();
}

std::vector<std::string> labels(const std::vector<report::detail::tick>& ticks) {
  std::vector<std::string> found;
  for (const auto& tick : ticks)
    if (!tick.label.empty()) found.push_back(tick.label);
  return found;
}

}  // namespace

TEST_CASE("without gnuplot a plot is a data file and a script, and no error", "[plot][exact]") {
  const temporary_directory here;
  const auto stem = here.path() / "curve";
  const auto done = report::write_plot(learning_curve(), stem, {report::picture::svg}, "no-such-gnuplot");
  CHECK_FALSE(done.drawn);
  CHECK(done.remark == "no-such-gnuplot is not installed, so no picture was drawn; the script draws it where it is");
  CHECK(done.files == std::vector<fs::path>{stem.string() + ".dat", stem.string() + ".gp"});
  CHECK(here.count() == 2);
  CHECK(contents(stem.string() + ".dat") ==
        "# a band that is not bounded ends at the frame of the picture\n"
        "\n\n# bounds: x, lower, upper\n1 0.3 1\n10 0.2 0.5\n100 0.1 0.2\n"
        "\n\n# exact: x, value\n1 0.5\n10 0.3\n100 0.15\n");
}

TEST_CASE("gnuplot, where it is installed, draws every picture asked for", "[plot][exact]") {
  const temporary_directory here;
  const auto done = report::write_plot(learning_curve(), here.path() / "it's a curve.v1");
  const bool installed = report::detail::find_program("gnuplot").has_value();
  CHECK(done.drawn == installed);
  CHECK(here.count() == done.files.size());
  if (installed) {
    CAPTURE(done.remark);
    REQUIRE(done.files.size() == 4);
    const auto svg = contents(here.path() / "it's a curve.v1.svg");
    CHECK(svg.find("<svg") != std::string::npos);
    CHECK(svg.find("the best learner") != std::string::npos);
    CHECK(contents(here.path() / "it's a curve.v1.png").starts_with("\x89PNG"));
  }
}

TEST_CASE("a gnuplot that fails leaves data and script, and is quoted", "[plot][error]") {
  const temporary_directory here;
  const auto gnuplot = stand_in(here, "echo 'line 1: no such terminal'; exit 1\n");
  const auto stem = here.path() / "curve";
  const auto done = report::write_plot(learning_curve(), stem, {report::picture::png}, gnuplot);
  CHECK_FALSE(done.drawn);
  CHECK(done.remark == gnuplot + " did not draw " + stem.string() + ".png: line 1: no such terminal");
  CHECK(here.count() == 3);
}

TEST_CASE("a gnuplot that draws nothing and is content leaves the picture that was there", "[plot][error]") {
  const temporary_directory here;
  const auto gnuplot = stand_in(here, "exit 0\n");
  const auto stem = here.path() / "curve";
  report::write_file(stem.string() + ".png", "of yesterday");
  const auto done = report::write_plot(learning_curve(), stem, {report::picture::png}, gnuplot);
  CHECK_FALSE(done.drawn);
  CHECK(done.remark == gnuplot + " did not draw " + stem.string() + ".png: it drew nothing");
  CHECK(contents(stem.string() + ".png") == "of yesterday");
  CHECK(here.count() == 4);
}

TEST_CASE("what a plot cannot show is left out of its data, and an open band ends at the frame", "[plot][exact]") {
  const temporary_directory here;
  const auto stem = here.path() / "curve";
  const report::plot shown{
      .title = "t",
      .x = {.label = "x"},
      .y = {.label = "y", .scale = report::scale::linear},
      .series = {{.name = "line", .x = {0, 1, 2, 3, 4}, .middle = {5, 1, not_a_number, 3, infinity}},
                 {.name = "band\nof two lines",
                  .x = {1, 2, 3},
                  .lower = {-infinity, 1, not_a_number},
                  .upper = {2, infinity, 2}},
                 {.name = "nothing", .x = {1}, .middle = {not_a_number}}}};
  (void)report::write_plot(shown, stem, {});
  // y shows 1 to 5 and a margin of 6 %: 0.76 to 5.24
  CHECK(contents(stem.string() + ".dat") ==
        "# a band that is not bounded ends at the frame of the picture\n"
        "\n\n# band of two lines: x, lower, upper\n1 0.76 2\n2 1 5.24\n"
        "\n\n# line: x, value\n1 1\n\n3 3\n");
}

TEST_CASE("a plot of nothing at all is an empty frame", "[plot][exact]") {
  const temporary_directory here;
  const auto done = report::write_plot({.title = "", .x = {}, .y = {}, .series = {}}, here.path() / "empty");
  CAPTURE(done.remark);
  CHECK(done.drawn == report::detail::find_program("gnuplot").has_value());
}

TEST_CASE("texts reach gnuplot as they are", "[plot][exact]") {
  report::plot shown = learning_curve();
  shown.title = "it's `date` \"quoted\" $x @y\nbelow";
  shown.comment = "made by\nus";
  const report::detail::gnuplot_script script(shown);
  const std::string text = script.text(report::detail::gnuplot_svg, "d", "o");
  CHECK(text.find("set label 'it''s `date` \"quoted\" $x @y' at screen ") != std::string::npos);
  CHECK(text.find("set label 'below' at screen ") != std::string::npos);
  CHECK(script.header() == "# made by us\n");
}

TEST_CASE("a plot of a series whose parts disagree writes nothing", "[plot][error]") {
  const temporary_directory here;
  report::plot wrong = learning_curve();
  wrong.series[0].upper.pop_back();
  CHECK(thrown<std::invalid_argument>([&] { return report::write_plot(wrong, here.path() / "curve"); }) ==
        "series \"bounds\": number of values in upper = 2 and of values in x = 3, must be equal");
  CHECK(here.count() == 0);
}

TEST_CASE("a logarithmic axis begins at what it can show, and keeps within the range of double", "[plot][exact]") {
  const report::axis on{.label = "x", .scale = report::scale::logarithmic};
  report::detail::shown_range range;
  for (const double value : {0.0, -3.0, infinity, not_a_number, 1.0, 100.0}) range.include(on, value);
  CHECK((range.lower == 1 && range.upper == 100));
  CHECK(range.share(on, 10) == Approx(0.5));
  CHECK(range.padded(on, 0.5).lower == Approx(0.1));
  CHECK(range.padded(on, 0.5).upper == Approx(1000));
  range.include(on, 1e-300);
  range.include(on, 1e300);
  CHECK(range.padded(on, 0.06).lower == 1e-300);
  CHECK(range.padded(on, 0.06).upper == Approx(1e300));
}

TEST_CASE("a band has a gap where either of its bounds is not a number", "[plot][exact]") {
  const report::plot shown{
      .title = "t",
      .x = {.label = "x", .scale = report::scale::linear},
      .y = {.label = "y", .scale = report::scale::linear},
      .series = {
          {.name = "band", .x = {1, 2, 3, 4}, .lower = {1, not_a_number, 1, 1}, .upper = {2, 2, not_a_number, 2}}}};
  CHECK(report::detail::gnuplot_script(shown).data() ==
        "# a band that is not bounded ends at the frame of the picture\n"
        "\n\n# band: x, lower, upper\n1 1 2\n\n4 1 2\n");
}

TEST_CASE("a line in its band is both, and a line alone where the band has no width", "[plot][exact]") {
  const auto data = [](const report::series& one) {
    const report::plot shown{.title = "", .x = {.label = ""}, .y = {.label = ""}, .series = {one}};
    const std::string text = report::detail::gnuplot_script(shown).data();
    return text.substr(text.find('\n') + 1);
  };
  const std::string line = "\n\n# s: x, value\n1 3\n2 4\n";
  CHECK(data({.name = "s", .x = {1, 2}, .lower = {2, 3}, .middle = {3, 4}, .upper = {4, 5}}) ==
        "\n\n# s: x, lower, upper\n1 2 4\n2 3 5\n" + line);
  CHECK(data({.name = "s", .x = {1, 2}, .lower = {3, 4}, .middle = {3, 4}, .upper = {3, 4}}) == line);
  CHECK(data({.name = "s", .x = {1, 2}, .lower = {3, 4}}) == line);
  CHECK(data({.name = "s", .x = {1, 2}, .upper = {3, 4}}) == line);
  CHECK(data({.name = "s", .x = {1, 2}, .lower = {3, 4}, .upper = {3, 4}}) ==
        "\n\n# s: x, lower, upper\n1 3 3\n2 4 4\n");
}

TEST_CASE("a linear axis has its margin in its own unit, and one with a single number has room around it",
          "[plot][exact]") {
  const report::axis linear{"", report::scale::linear};
  const report::axis logarithmic{"", report::scale::logarithmic};
  using range = report::detail::shown_range;
  const auto check = [](const range& found, double lower, double upper) {
    CHECK(found.lower == Approx(lower).epsilon(1e-13));
    CHECK(found.upper == Approx(upper).epsilon(1e-13));
  };
  range of;
  for (const double value : {4.0, -3.75, std::numeric_limits<double>::infinity(), 0.0}) of.include(linear, value);
  check(of, -3.75, 4);
  check(of.padded(linear, 0.1), -4.525, 4.775);
  CHECK(of.share(linear, -1.8125) == Approx(0.25).epsilon(1e-14));
  check(range{4, 4}.padded(linear, 0.1), 2, 6);
  check(range{0.25, 0.25}.padded(linear, 0.1), -0.25, 0.75);
  check(range{4, 4}.padded(logarithmic, 0.1), 4.0 / 3, 12);
  check(range{}.padded(linear, 0.1), 1, 10);
}

TEST_CASE("logarithmic ticks are labelled as far as there is room", "[plot][exact]") {
  using report::detail::logarithmic_ticks;
  CHECK(labels(logarithmic_ticks(0.02, 1)) == std::vector<std::string>{"0.02", "0.05", "0.1", "0.2", "0.5", "1"});
  CHECK(labels(logarithmic_ticks(1, 2e6)) ==
        std::vector<std::string>{"1", "10", "100", "1000", "10\u2009000", "100\u2009000", "10⁶"});
  CHECK(labels(logarithmic_ticks(1e-5, 1e-4)) == std::vector<std::string>{"10⁻⁵", "2×10⁻⁵", "5×10⁻⁵", "10⁻⁴"});
  CHECK(labels(logarithmic_ticks(0.31, 0.44)) ==
        std::vector<std::string>{"0.32", "0.34", "0.36", "0.38", "0.40", "0.42", "0.44"});
  // Between 1 and 5 there is the 2 alone, which is no scale.
  CHECK(labels(logarithmic_ticks(1.5, 4.5)) ==
        std::vector<std::string>{"1.5", "2.0", "2.5", "3.0", "3.5", "4.0", "4.5"});
  CHECK(labels(logarithmic_ticks(1.5, 5)) == std::vector<std::string>{"2", "5"});
  CHECK(labels(logarithmic_ticks(0.0004, 0.006)) == std::vector<std::string>{"5×10⁻⁴", "0.001", "0.002", "0.005"});
  // Every decade has a label up to ten of them, every second one beyond; digits between have ticks up to eight decades.
  CHECK(labels(logarithmic_ticks(1, 1e9)).size() == 10);
  CHECK(labels(logarithmic_ticks(1, 1e11)) ==
        std::vector<std::string>{"1", "100", "10\u2009000", "10⁶", "10⁸", "10¹⁰"});
  CHECK(logarithmic_ticks(1, 1e11).size() == 12);
  CHECK(logarithmic_ticks(1, 1e8).size() == 73);
  CHECK(logarithmic_ticks(1, 2e8).size() == 9);
  CHECK(labels(logarithmic_ticks(1e-100, 1e100)).size() <= 11);
  // On a small picture half as many.
  CHECK(labels(logarithmic_ticks(1, 2e6, 5)) == std::vector<std::string>{"1", "100", "10\u2009000", "10⁶"});
  CHECK(labels(logarithmic_ticks(0.02, 1, 5)) == std::vector<std::string>{"0.1", "1"});
}

TEST_CASE("even ticks are one, two, five or ten of a power of ten apart", "[plot][exact]") {
  using report::detail::even_ticks;
  using texts = std::vector<std::string>;
  CHECK(labels(even_ticks(1, 6)) == texts{"1", "2", "3", "4", "5", "6"});
  CHECK(labels(even_ticks(1, 8.4)) == texts{"1", "2", "3", "4", "5", "6", "7", "8"});
  CHECK(labels(even_ticks(1, 8.6)) == texts{"2", "4", "6", "8"});
  CHECK(labels(even_ticks(1, 18.4)) == texts{"2", "4", "6", "8", "10", "12", "14", "16", "18"});
  CHECK(labels(even_ticks(1, 18.6)) == texts{"5", "10", "15"});
  CHECK(labels(even_ticks(1, 38.4)) == texts{"5", "10", "15", "20", "25", "30", "35"});
  CHECK(labels(even_ticks(1, 38.6)) == texts{"10", "20", "30"});
  CHECK(labels(even_ticks(0.1, 0.3)) == texts{"0.10", "0.15", "0.20", "0.25", "0.30"});
  CHECK(even_ticks(0.1, 0.3)[3].value == Approx(0.25).epsilon(1e-14));
  using report::detail::tick_label;
  CHECK((tick_label(5, -3) == "0.005" && tick_label(2, 3) == "2000" && tick_label(2, 4) == "20\u2009000"));
  CHECK((tick_label(5, 5) == "500\u2009000" && tick_label(1, 6) == "10⁶" && tick_label(5, -14) == "5×10⁻¹⁴"));
}

TEST_CASE(
    "a plot's script draws bands, then bounds, lines and points, between the ends of its axes and with its guides",
    "[plot][exact]") {
  const report::plot shown{
      .title = "title",
      .x = {.label = "x", .scale = report::scale::linear, .guides = {{2, "early"}, {9.5, "later than that"}}},
      .y = {.label = "y", .guides = {{0.5, "target"}, {-1, "nowhere"}}},
      .series = {
          {.name = "point", .x = {3}, .middle = {0.25}},
          {.name = "band", .x = {1, 10}, .lower = {0.1, 0.1}, .upper = {1, 1}},
          {.name = "both", .x = {1, 10}, .lower = {0.1, 0.1}, .middle = {0.5, 0.5}, .upper = {1, 1}},
          {.name = "most", .x = {1, 10}, .middle = {0.9, 0.9}, .kind = report::kind::upper_bound, .process = "both"}}};
  const std::string found = report::detail::gnuplot_script(shown).text({"mine", 3, "dark "}, "a.dat", "a.svg");
  CHECK(found.starts_with("reset\nset encoding utf8\nset terminal mine noenhanced size 2700,"));
  const auto has = [&found](const std::string& line) {
    CAPTURE(line);
    CHECK(found.find(line) != std::string::npos);
  };
  has(" font 'sans-serif,13' dark background '#ffffff'\nset output 'a.svg'\nunset key\n");
  // Ends by a margin of 3 % of nine, and of 6 % of the decade.
  has("set xtics ('2' 2, '4' 4, '6' 6, '8' 8, '10' 10)\nset xrange [0.73:10.27]\nset logscale y\nset ytics (");
  has("]\nset arrow from first 2, graph 0 to first 2, graph 1 nohead linecolor rgb '#707070' linewidth 1.2 dashtype "
      "(8,6) "
      "back\nset label 'early' at first 2, graph 0.035 left offset character 0.6,0 textcolor rgb '#505050' front\n");
  has("set label 'later than that' at first 9.5, graph 0.035 right offset character -0.6,0");
  has("set label 'target' at graph 0, first 0.5 left offset character 0.6,0.6");
  CHECK(found.find("nowhere") == std::string::npos);
  has("plot 'a.dat' index 0 using 1:2:3 with filledcurves linecolor rgb '#d55e00' notitle, \\\n"
      "     'a.dat' index 0 using 1:2 with lines linewidth 0.7 linecolor rgb '#d55e00' notitle, \\\n"
      "     'a.dat' index 0 using 1:3 with lines linewidth 0.7 linecolor rgb '#d55e00' notitle, \\\n"
      "     'a.dat' index 1 using 1:2:3 with filledcurves linecolor rgb '#009e73' notitle, \\\n"
      "     'a.dat' index 2 using 1:2 with linespoints pointtype 9 pointsize 0.55 linewidth 2.2 linecolor rgb "
      "'#009e73' "
      "dashtype (9,5) notitle, \\\n"
      "     'a.dat' index 3 using 1:2 with linespoints pointtype 9 pointsize 0.85 linewidth 2.2 linecolor rgb "
      "'#009e73' "
      "notitle, \\\n"
      "     'a.dat' index 4 using 1:2 with points pointtype 7 pointsize 0.85 linecolor rgb '#0072b2' notitle\n"
      "unset output\n\n");
  for (const char* name : {"point", "band", "both", "most", "title", "x", "y"})
    has("set label '" + std::string(name) + "' at screen ");
  // The sample of a dashed line is drawn dash by dash: 9.9 pixels of ink, 5.5 of none, and so on to 40.
  report::plot alone = shown;
  alone.series.erase(alone.series.begin(), alone.series.begin() + 3);
  alone.x.guides.clear();
  alone.y.guides.clear();
  const std::string sample = report::detail::gnuplot_script(alone).text(report::detail::gnuplot_svg, "d", "o");
  std::size_t arrows = 0;
  for (std::size_t at = sample.find("set arrow"); at != std::string::npos; at = sample.find("set arrow", at + 1))
    ++arrows;
  CHECK(arrows == 3);

  const report::plot none{.title = "", .x = {.label = ""}, .y = {.label = ""}, .series = {}};
  CHECK(report::detail::gnuplot_script(none).text(report::detail::gnuplot_svg, "d", "o").find("plot NaN notitle\n") !=
        std::string::npos);
}

TEST_CASE("a hue is a process, a broken line a kind", "[plot][exact]") {
  using report::kind;
  const auto colours = [](const report::plot& shown) {
    report::detail::looks looks;
    looks.add(shown);
    std::vector<std::string> found;
    for (const auto& one : shown.series) found.emplace_back(looks.of(shown, one).colour);
    return found;
  };
  const auto plot_of = [](std::vector<report::series> series) {
    return report::plot{.title = "", .x = {.label = ""}, .y = {.label = ""}, .series = std::move(series)};
  };
  using names = std::vector<std::string>;
  // Without a process, those of different kinds are of one; where kinds are alike or not told, each is its own.
  CHECK(colours(plot_of({{.name = "a", .kind = kind::lower_bound},
                         {.name = "b", .kind = kind::exact},
                         {.name = "c", .kind = kind::upper_bound}})) == names{"0072b2", "0072b2", "0072b2"});
  CHECK(colours(plot_of({{.name = "a", .kind = kind::exact},
                         {.name = "b", .kind = kind::exact},
                         {.name = "c", .kind = kind::upper_bound},
                         {.name = "d"}})) == names{"0072b2", "d55e00", "009e73", "cc79a7"});
  CHECK(colours(plot_of({{.name = "a"},
                         {.name = "b", .kind = kind::exact, .process = "p"},
                         {.name = "c", .kind = kind::fit, .process = "a"},
                         {.name = "d", .kind = kind::exact, .process = "p"}})) ==
        names{"0072b2", "d55e00", "0072b2", "d55e00"});
  // Of eight the last has the first one's colour, and another marker.
  report::plot many = plot_of({});
  for (const char* name : {"a", "b", "c", "d", "e", "f", "g", "h"}) many.series.push_back({.name = name});
  CHECK(colours(many).back() == "0072b2");
  report::detail::looks looks;
  looks.add(many);
  CHECK(looks.of(many, many.series[7]).marker.gnuplot != looks.of(many, many.series[0]).marker.gnuplot);
  std::vector<std::vector<int>> dashes;
  for (const kind each : {kind::unspecified, kind::lower_bound, kind::upper_bound, kind::fit}) {
    many.series[0].kind = each;
    dashes.push_back(looks.of(many, many.series[0]).dashes);
  }
  std::sort(dashes.begin(), dashes.end());
  CHECK(std::unique(dashes.begin(), dashes.end()) == dashes.end());
  // Of equal names each is told by its kind too.
  const auto alike = plot_of({{.name = "a", .kind = kind::exact}, {.name = "a", .kind = kind::fit}, {.name = "a"}});
  CHECK(report::detail::label_of(alike, alike.series[0]) == "a, exact");
  CHECK(report::detail::label_of(alike, alike.series[1]) == "a, fit");
  CHECK(report::detail::label_of(alike, alike.series[2]) == "a");
}

TEST_CASE("lines of few points have markers, and those of many have none", "[plot][exact]") {
  for (const int points : {1, 2, 12, 13, 100}) {
    report::series one{.name = "s"};
    for (int i = 1; i <= points; ++i) {
      one.x.push_back(i);
      one.middle.push_back(1.0 / i);
    }
    const report::plot shown{.title = "", .x = {.label = ""}, .y = {.label = ""}, .series = {one}};
    const auto marks = report::detail::marks_of(shown, {0.001, 1});
    REQUIRE(marks.size() == 1);
    CHECK(marks[0].has_markers() == (points <= 12));
    CHECK(marks[0].is_point() == (points == 1));
  }
}

TEST_CASE("the entries of a legend are whole, within the picture, and hide neither each other nor what is drawn",
          "[plot][property]") {
  using report::legend_place;
  report::plot shown{.title =
                         "An answer that is so long that it takes more than one line of a picture that is some nine "
                         "hundred pixels wide, as answers are at times",
                     .x = {.label = "x"},
                     .y = {.label = "y"},
                     .series = {}};
  for (int i = 0; i < 9; ++i) {
    report::series one{.name = "the series of number " + std::to_string(i) + " has a name of several lines",
                       .x = {1, 10, 100},
                       .middle = {1.0, 0.5, 0.25 * (1 + 1e-3 * i)}};
    one.lower = {0.9, 0.4, 0.2};
    one.upper = {1.1, 0.6, 0.3};
    one.band = i % 2 == 0 ? "95 % interval" : "all that is possible";
    shown.series.push_back(one);
  }
  for (const auto place : {legend_place::beside, legend_place::below, legend_place::top_left,
                           legend_place::bottom_right, legend_place::none}) {
    CAPTURE(static_cast<int>(place));
    shown.legend = place;
    const report::detail::drawing drawn(shown);
    CHECK(drawn.legend.size() == (place == legend_place::none ? 0 : 9 + 2));
    const auto& area = drawn.panels.at(0).area;
    CHECK((area.left > 30 && area.right < drawn.width && area.bottom > 40 && area.top < drawn.height - 40));
    for (const auto& one : drawn.legend) {
      std::string whole;
      for (const auto& line : one.lines) {
        whole += (whole.empty() ? "" : " ") + line;
        CHECK(one.x + report::detail::sample_width + 8 + report::detail::width_of(line) <= drawn.width);
      }
      CHECK((whole == one.label || whole == "band: " + one.label));
      CHECK((one.x >= 0 && one.y - one.height() / 2 >= 0));
      if (place == legend_place::beside) CHECK(one.x > area.right);
      if (place == legend_place::below) CHECK(one.y + one.height() / 2 < area.bottom - 40);
      for (const auto& other : drawn.legend) {
        if (&one == &other) continue;
        const bool apart_in_y = std::abs(one.y - other.y) >= (one.height() + other.height()) / 2 - 1e-9;
        CHECK((apart_in_y || std::abs(one.x - other.x) > 150));
      }
    }
    for (const auto& one : drawn.texts) {
      CHECK((one.y > 0 && one.y < drawn.height));
      CHECK((one.centred || one.x + report::detail::width_of(one.text) * one.size / 13 <= drawn.width));
    }
  }
  // Entries stand in the order of the ends of their lines.
  shown.legend = legend_place::beside;
  shown.series[3].middle.back() = 1;
  const report::detail::drawing drawn(shown);
  CHECK(drawn.legend.front().label == shown.series[3].name);
  CHECK(drawn.legend.back().label == "all that is possible");
}

TEST_CASE("texts are broken at spaces into lines that are not too long", "[plot][exact]") {
  using report::detail::wrapped_lines;
  using lines = std::vector<std::string>;
  CHECK(wrapped_lines("", 5) == lines{""});
  CHECK(wrapped_lines("one two three", 7) == lines{"one two", "three"});
  CHECK(wrapped_lines("one  two\tthree", 6) == lines{"one", "two", "three"});
  CHECK(wrapped_lines("incomprehensible is it", 5) == lines{"incomprehensible", "is it"});
  CHECK(wrapped_lines("ααα ββ\nγ", 6) == lines{"ααα ββ", "γ"});
}

TEST_CASE("an axis of few numbers is labelled at them", "[plot][exact]") {
  using report::detail::ticks_at;
  CHECK(labels(ticks_at({8, 32, 128}, 7, 150, 500)) == std::vector<std::string>{"8", "32", "128"});
  CHECK(labels(ticks_at({0.5, 1000, 50000}, 0.4, 60000, 500)) ==
        std::vector<std::string>{"0.5", "1000", "50\u2009000"});
  CHECK(ticks_at({1, 2, 3, 4, 5, 6, 7, 8, 9}, 1, 9, 5000).empty());
  CHECK(ticks_at({100, 101}, 1, 1000, 500).empty());
  CHECK(ticks_at({0.123456789, 1}, 0.1, 1, 500).empty());
  CHECK(ticks_at({5}, 1, 10, 500).empty());
}

TEST_CASE("even ticks of numbers that are large, tiny or not there", "[plot][exact]") {
  using report::detail::even_ticks;
  using texts = std::vector<std::string>;
  CHECK(labels(even_ticks(0, 3e9)) ==
        texts{"0.0×10⁹", "0.5×10⁹", "1.0×10⁹", "1.5×10⁹", "2.0×10⁹", "2.5×10⁹", "3.0×10⁹"});
  CHECK(labels(even_ticks(1e-7, 4e-7)) ==
        texts{"1.0×10⁻⁷", "1.5×10⁻⁷", "2.0×10⁻⁷", "2.5×10⁻⁷", "3.0×10⁻⁷", "3.5×10⁻⁷", "4.0×10⁻⁷"});
  CHECK(even_ticks(-1e308, 1e308).empty());
  CHECK(even_ticks(1, 1).empty());
  CHECK(even_ticks(1e16, 1e16 + 4).size() <= 20);
}

TEST_CASE("plots beside each other share a picture, its axes and its legend", "[plot][exact]") {
  report::plot first = learning_curve();
  report::plot second{.title = "another",
                      .x = {.label = "observations"},
                      .y = {.label = "error, nats"},
                      .series = {{.name = "exact", .x = {1, 1000}, .middle = {0.5, 0.002}}}};
  report::small_multiples shown{
      .title = "both", .plots = {first, second, first}, .columns = 2, .comment = "made by a test"};
  {
    const report::detail::drawing drawn(shown);
    REQUIRE(drawn.panels.size() == 3);
    for (const auto& one : drawn.panels) {
      CHECK((one.x.lower == drawn.panels[0].x.lower && one.x.upper > 1000));
      CHECK((one.y.lower < 0.002 && one.y.upper == drawn.panels[0].y.upper));
    }
    // Numbers stand below the last of each column, and beside the first of each row.
    CHECK((!drawn.panels[0].x_numbers && drawn.panels[1].x_numbers && drawn.panels[2].x_numbers));
    CHECK((drawn.panels[0].y_numbers && !drawn.panels[1].y_numbers && drawn.panels[2].y_numbers));
    CHECK(drawn.panels[0].area.top > drawn.panels[2].area.top);
    CHECK(drawn.legend.size() == 2);
    // The same series has the same look wherever it stands.
    const auto& exact = drawn.panels[0].shown->series[1];
    CHECK(drawn.look_of(drawn.panels[0], exact).colour ==
          drawn.look_of(drawn.panels[1], drawn.panels[1].shown->series[0]).colour);
  }
  const report::detail::gnuplot_script script(shown);
  const std::string text = script.text(report::detail::gnuplot_svg, "a.dat", "a.svg");
  CHECK(text.find("\nset multiplot\n") != std::string::npos);
  CHECK(text.find("'a.dat' index 1 using 1:2 with linespoints pointtype 5 pointsize 0.85 linewidth 2.2 linecolor rgb "
                  "'#d55e00' notitle\nunset logscale\nunset arrow\nunset label\nunset object\n") != std::string::npos);
  CHECK(text.find("plot 'a.dat' index 2 using 1:2 with linespoints") != std::string::npos);
  CHECK(text.find("plot 'a.dat' index 3 using 1:2:3 with filledcurves") != std::string::npos);
  CHECK(text.ends_with("unset object\nunset multiplot\nunset output\n\n"));
  const std::string data = script.data();
  CHECK(data.starts_with(
      "# made by a test\n# a band that is not bounded ends at the frame of the picture\n\n\n# bounds: "));
  CHECK(data.ends_with("# exact: x, value\n1 0.5\n10 0.3\n100 0.15\n"));

  // Axes of their own, if they differ or if that is asked for.
  const auto apart = [](const report::small_multiples& one) {
    const report::detail::drawing drawn(one);
    return drawn.panels[0].y.lower != drawn.panels[1].y.lower && drawn.panels[1].y_numbers;
  };
  shown.same_axes = false;
  CHECK(apart(shown));
  shown.same_axes = true;
  CHECK_FALSE(apart(shown));
  shown.plots[1].y.label = "another quantity";
  CHECK(apart(shown));
  shown.plots[0].legend = shown.plots[1].legend = shown.plots[2].legend = report::legend_place::none;
  CHECK(report::detail::drawing(shown).legend.empty());

  const temporary_directory here;
  const auto done = report::write_plot(shown, here.path() / "both");
  CHECK(done.drawn == (done.files.size() == 4));
  CHECK((done.drawn ||
         done.remark == "gnuplot is not installed, so no picture was drawn; the script draws it where it is"));
  CHECK_THROWS_AS(
      report::write_plot(report::small_multiples{.title = "", .plots = {}, .columns = 0}, here.path() / "none"),
      std::domain_error);
  const auto empty = report::write_plot(report::small_multiples{.title = "", .plots = {}}, here.path() / "empty");
  CAPTURE(empty.remark);
  CHECK(empty.drawn == report::detail::find_program("gnuplot").has_value());
}

}  // namespace unit::report::plot
