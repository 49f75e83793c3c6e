// SPDX-License-Identifier: BSL-1.0
#include <cmath>
#include <filesystem>
#include <infobound/core/require.hpp>
#include <infobound/report/detail/gnuplot_multiples.hpp>
#include <infobound/report/detail/gnuplot_script.hpp>
#include <infobound/report/detail/ticks.hpp>
#include <infobound/report/file.hpp>
#include <infobound/report/plot.hpp>
#include <limits>
#include <stdexcept>
#include <string>
#include <support/catch.hpp>
#include <support/temporary_directory.hpp>
#include <support/thrown.hpp>
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
  CHECK(script.text(report::detail::gnuplot_svg, "d", "o")
            .find(R"(set title 'it''s `date` "quoted" $x @y'."\n".'below')") != std::string::npos);
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

TEST_CASE("a plot's script draws bands, then lines, then points, between the ends of its axes and with its guides",
          "[plot][exact]") {
  const report::plot shown{
      .title = "title",
      .x = {.label = "x", .guides = {{2, "early"}, {9, "late"}, {-1, "nowhere"}}},
      .y = {.label = "y", .scale = report::scale::linear, .guides = {{0.5, "target"}}},
      .series = {{.name = "point", .x = {3}, .middle = {0.25}},
                 {.name = "band", .x = {1, 10}, .lower = {0, 0}, .upper = {1, 1}},
                 {.name = "both", .x = {1, 10}, .lower = {0, 0}, .middle = {0.5, 0.5}, .upper = {1, 1}}},
      .legend = report::legend_place::top_left};
  const std::string found = report::detail::gnuplot_script(shown).text({"mine", 3, "bold "}, "a.dat", "a.svg");
  // Ends by a margin of 3 % of the decade, and of 6 % of the unit.
  const std::string least = infobound::to_text(1 / std::pow(10.0, 0.03));
  const std::string most = infobound::to_text(10 * std::pow(10.0, 0.03));
  const std::string arrow = " nohead linecolor rgb '#707070' linewidth 1.2 dashtype '--' back\n";
  const std::string colour = " textcolor rgb '#505050' front\n";
  CHECK(found ==
        "reset\nset encoding utf8\n"
        "set terminal mine noenhanced size 2640,1680 font 'sans-serif,13' bold background '#ffffff'\nset output "
        "'a.svg'\nset title 'title'\n"
        "set border 3 linecolor rgb '#606060'\nset tics nomirror out textcolor rgb '#303030'\n"
        "set style line 100 linecolor rgb '#e4e4e4' linewidth 0.7\nset grid linestyle 100\n"
        "set style fill transparent solid 0.22 noborder\n"
        "set key top left opaque Left reverse samplen 2.5 width 1 spacing 1.25\n"
        "set xlabel 'x'\nset logscale x\n"
        "set xtics ('1' 1, '2' 2, '' 3 1, '' 4 1, '5' 5, '' 6 1, '' 7 1, '' 8 1, '' 9 1, '10' 10)\n"
        "set xrange [" +
            least + ":" + most +
            "]\n"
            "set ylabel 'y'\nset yrange [-0.06:1.06]\n"
            "set arrow from first 2, graph 0 to first 2, graph 1" +
            arrow + "set label 'early' at first 2, graph 0.035 left offset character 0.6,0" + colour +
            "set arrow from first 9, graph 0 to first 9, graph 1" + arrow +
            "set label 'late' at first 9, graph 0.035 right offset character -0.6,0" + colour +
            "set arrow from graph 0, first 0.5 to graph 1, first 0.5" + arrow +
            "set label 'target' at graph 0, first 0.5 left offset character 0.6,0.6" + colour +
            "plot 'a.dat' index 0 using 1:2:3 with filledcurves linecolor rgb '#d55e00' title 'band', \\\n"
            "     'a.dat' index 1 using 1:2:3 with filledcurves linecolor rgb '#009e73' notitle, \\\n"
            "     'a.dat' index 2 using 1:2 with points pointtype 7 pointsize 0.9 linecolor rgb '#0072b2' title "
            "'point', \\\n"
            "     'a.dat' index 3 using 1:2 with lines linewidth 2.2 linecolor rgb '#009e73' title 'both'\n"
            "unset output\n\n");
  // Of eight series the last has the first one's colour.
  report::plot many{.title = "", .x = {.label = ""}, .y = {.label = ""}, .series = {}};
  for (int i = 0; i < 8; ++i) many.series.push_back({.name = "s", .x = {1, 2}, .middle = {1, 2}});
  const std::string text = report::detail::gnuplot_script(many).text(report::detail::gnuplot_svg, "d", "o");
  CHECK(text.find("index 7 using 1:2 with lines linewidth 2.2 linecolor rgb '#0072b2'") != std::string::npos);
  CHECK(text.find("set key outside bottom center horizontal height 0.8 Left") != std::string::npos);
  const report::plot none{.title = "", .x = {.label = ""}, .y = {.label = ""}, .series = {}};
  CHECK(report::detail::gnuplot_script(none).text(report::detail::gnuplot_svg, "d", "o").find("plot NaN notitle\n") !=
        std::string::npos);
}

TEST_CASE("plots beside each other share a picture, and each draws its own blocks on its own axes", "[plot][exact]") {
  report::plot first = learning_curve();
  first.legend = report::legend_place::bottom_left;
  report::plot second{.title = "another",
                      .x = {.label = "n", .scale = report::scale::linear},
                      .y = {.label = "error, nats", .scale = report::scale::linear},
                      .series = {{.name = "exact", .x = {1, 2}, .middle = {0.5, 0.25}}},
                      .legend = report::legend_place::none};
  const report::small_multiples shown{
      .title = "both", .plots = {first, second, first}, .columns = 2, .comment = "made by a test"};
  const report::detail::gnuplot_multiples script(shown);
  const std::string text = script.text(report::detail::gnuplot_svg, "a.dat", "a.svg");
  CHECK(text.find(" size 840,680 ") != std::string::npos);
  CHECK(text.find("set multiplot layout 2,2 title 'both'\nset title 'the best learner''s error'\n") !=
        std::string::npos);
  CHECK(text.find("'a.dat' index 1 using 1:2 with lines linewidth 2.2 linecolor rgb '#d55e00' title 'exact'\n"
                  "unset logscale\nunset arrow\nunset label\nset xtics auto\nset ytics auto\nset title 'another'\n") !=
        std::string::npos);
  CHECK(text.find("unset key\nset xlabel 'n'\nset xrange") != std::string::npos);
  CHECK(text.find("plot 'a.dat' index 2 using 1:2 with lines linewidth 2.2 linecolor rgb '#0072b2' title 'exact'\n") !=
        std::string::npos);
  CHECK(text.find("plot 'a.dat' index 3 using 1:2:3 with filledcurves") != std::string::npos);
  CHECK(text.ends_with("set ytics auto\nunset multiplot\nunset output\n\n"));
  const std::string data = script.data();
  CHECK(data.starts_with(
      "# made by a test\n# a band that is not bounded ends at the frame of the picture\n\n\n# bounds: "));
  CHECK(data.ends_with("# exact: x, value\n1 0.5\n10 0.3\n100 0.15\n"));

  const temporary_directory here;
  const auto done = report::write_plot(shown, here.path() / "both");
  CHECK(done.drawn == (done.files.size() == 4));
  CHECK((done.drawn ||
         done.remark == "gnuplot is not installed, so no picture was drawn; the script draws it where it is"));
  CHECK_THROWS_AS(
      report::write_plot(report::small_multiples{.title = "", .plots = {}, .columns = 0}, here.path() / "none"),
      std::domain_error);
  const report::small_multiples none{.title = "", .plots = {}};
  CHECK(report::detail::gnuplot_multiples(none)
            .text(report::detail::gnuplot_svg, "d", "o")
            .find("set multiplot layout 1,3 title ''\nunset multiplot\n") != std::string::npos);
}

}  // namespace unit::report::plot
