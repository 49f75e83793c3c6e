// SPDX-License-Identifier: BSL-1.0
#include <cstdlib>
#include <filesystem>
#include <infobound/report/detail/gnuplot_program.hpp>
#include <infobound/report/file.hpp>
#include <infobound/report/matplotlib.hpp>
#include <infobound/report/plot_model.hpp>
#include <limits>
#include <stdexcept>
#include <string>
#include <support/catch.hpp>
#include <support/temporary_directory.hpp>
#include <support/thrown.hpp>
#include <vector>

namespace unit::report::matplotlib {

namespace report = infobound::report;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

/// With this text wherever there is one.
report::plot saying(const std::string& text) {
  return {.title = text,
          .x = {.label = text, .guides = {{20, text}}},
          .y = {.label = text, .guides = {{0.2, text}, {-1, text}}},
          .series = {{.name = text,
                      .x = {1, 10, 100},
                      .lower = {0.3, 0.2, 0.1},
                      .middle = {0.5, not_a_number, 0.15},
                      .upper = {1, infinity, 0.2},
                      .kind = report::kind::estimate,
                      .band = text},
                     {.name = text, .x = {1, 10, 100}, .middle = {1, 0.9, 0.8}, .kind = report::kind::upper_bound}},
          .comment = text};
}

bool holds(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

/// Compares two scripts as trees: they must be the same but for texts and numbers, and the second must have a text as
/// it was.
constexpr const char* comparison = R"py(import ast, sys
def tree(name):
    return ast.parse(open(name, encoding="utf-8").read())
def texts(name):
    return [n.value for n in ast.walk(tree(name)) if isinstance(n, ast.Constant) and isinstance(n.value, str)]
def shape(name):
    made = tree(name)
    for n in ast.walk(made):
        if isinstance(n, ast.Constant):
            n.value = None
    return ast.dump(made)
benign, hostile, expected = sys.argv[1:]
if shape(benign) != shape(hostile):
    sys.exit("another tree")
if open(expected, encoding="utf-8").read() not in texts(hostile):
    sys.exit("the text is another")
)py";

}  // namespace

TEST_CASE("a plot is a script with its numbers in it", "[matplotlib][exact]") {
  const std::string made = report::matplotlib(saying("text"));
  CHECK(made.starts_with("#!/usr/bin/env python3\n# \"text\"\n"));
  // The band is open at 10, and ends at the frame; the line has a gap there.
  CHECK(holds(made, "\nband(axes, [1, 10, 100], [0.3, 0.2, 0.1], [1, 1.1"));
  CHECK(holds(made, "\nline(axes, [1], [0.5], \"#0072b2\", 2.2, [], \"o\", 7)\n"));
  CHECK(holds(made, "\nline(axes, [100], [0.15], \"#0072b2\", 2.2, [], \"o\", 7)\n"));
  CHECK(holds(made, "\nline(axes, [1, 10, 100], [1, 0.9, 0.8], \"#0072b2\", 2.2, [4.5, 2.5], \"o\", 4.5)\n"));
  CHECK(holds(made, "\nguide(axes, \"x\", 20, \"text\", 0.02, \"left\")\n"));
  CHECK(holds(made, "\nguide(axes, \"y\", 0.2, \"text\", 0, \"left\")\n"));
  CHECK_FALSE(holds(made, "\"y\", -1"));
  CHECK(holds(made, "\nscale(axes, \"x\", True, "));
  CHECK(holds(made, ", [1, 10, 100], [\"1\", \"10\", \"100\"], [])\n"));
  CHECK_FALSE((holds(made, "nan") || holds(made, "inf")));
}

TEST_CASE("no text of a plot is code of its script", "[matplotlib][property]") {
  const std::string hostile = "\"+exit(1)+\"'''\\\"\"\"\\N{DEL}$x^{2}$#</script>\x01\xFF";
  const std::string mended = "\"+exit(1)+\"'''\\\"\"\"\\N{DEL}$x^{2}$#</script>\x01\uFFFD";
  std::string benign;  // of words as long, so that they make as many lines
  for (const char letter : hostile) benign += letter == '\x01' ? letter : 'a';
  const std::string made = report::matplotlib(saying(hostile));
  CHECK_FALSE(holds(made, "</script"));
  const temporary_directory here;
  report::write_matplotlib(saying(hostile), here.path() / "hostile.py");
  CHECK(contents(here.path() / "hostile.py") == made);
  report::write_matplotlib(saying(benign), here.path() / "benign.py");
  report::write_file(here.path() / "compare.py", comparison);
  report::write_file(here.path() / "expected.txt", mended);
  const auto python = report::detail::find_program("python3");
  if (!python) {
    WARN("python3 is not installed");
    return;
  }
  const auto run = [&](const std::vector<std::string>& arguments) {
    std::string command = report::detail::shell_word(*python);
    for (const auto& one : arguments)
      command +=
          " " + (one.starts_with("-") || one == "py_compile" ? one : report::detail::shell_word(here.path() / one));
    return std::system(command.c_str());
  };
  CHECK(run({"-m", "py_compile", "hostile.py", "benign.py"}) == 0);
  CHECK(run({"compare.py", "benign.py", "hostile.py", "expected.txt"}) == 0);
}

TEST_CASE("small multiples are a script of a panel each", "[matplotlib][exact]") {
  const report::plot one = saying("text");
  const std::string made =
      report::matplotlib(report::small_multiples{.title = "both", .plots = {one, one}, .columns = 2});
  std::size_t panels = 0;
  for (std::size_t at = made.find("\naxes = panel("); at != std::string::npos;
       at = made.find("\naxes = panel(", at + 1))
    ++panels;
  CHECK(panels == 2);
  CHECK_FALSE(holds(report::matplotlib(report::small_multiples{.title = "", .plots = {}}), "\naxes = panel("));
}

TEST_CASE("a script is not made of series whose parts disagree", "[matplotlib][error]") {
  report::plot wrong = saying("s");
  wrong.series[1].middle.pop_back();
  CHECK(thrown<std::invalid_argument>([&] { return report::matplotlib(wrong); }) ==
        "series \"s\": number of values in middle = 2 and of values in x = 3, must be equal");
  CHECK_THROWS_AS(report::matplotlib(report::small_multiples{.title = "", .plots = {}, .columns = 0}),
                  std::domain_error);
}

}  // namespace unit::report::matplotlib
