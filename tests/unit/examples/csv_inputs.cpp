// SPDX-License-Identifier: BSL-1.0
#include "../../../examples/support/csv_inputs.hpp"

#include "../../../examples/support/fitted_noise.hpp"
#include "../../../examples/support/measured_regression.hpp"

#include <Eigen/Core>
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <filesystem>
#include <infobound/bound/error_bounds.hpp>
#include <infobound/core/random_stream.hpp>
#include <infobound/process/regression/linear_regression.hpp>
#include <infobound/report/file.hpp>
#include <stdexcept>
#include <string>
#include <string_view>
#include <support/catch.hpp>
#include <support/temporary_directory.hpp>
#include <support/thrown.hpp>
#include <vector>

namespace unit::csv_inputs {

namespace {

/// What reading and standardising a file of this text ends in; FILE stands for its name.
std::string refusal(std::string_view text, const examples::csv_options& options = {}) {
  const temporary_directory here;
  const auto file = here.path() / "inputs.csv";
  infobound::report::write_file(file, text);
  std::string said = thrown<std::runtime_error>([&] {
    auto inputs = examples::read_inputs(file, options);
    examples::standardise(inputs, file);
    return 0;
  });
  const auto at = said.find(file.string());
  return at == std::string::npos ? said : said.replace(at, file.string().size(), "FILE");
}

examples::csv_inputs read(std::string_view text, const examples::csv_options& options = {}) {
  const temporary_directory here;
  infobound::report::write_file(here.path() / "inputs.csv", text);
  return examples::read_inputs(here.path() / "inputs.csv", options);
}

const Eigen::MatrixXd one_to_four = (Eigen::MatrixXd(2, 2) << 1, 2, 3, 4).finished();

}  // namespace

TEST_CASE("inputs are all columns but the last, in the order of the file", "[csv_inputs][exact]") {
  const auto inputs = read("a,b,y\n1,-2.5e1,9\n3,4,8\n");
  CHECK(inputs.columns == std::vector<std::string>{"a", "b"});
  CHECK(inputs.label == "y");
  CHECK(inputs.matrix == (Eigen::MatrixXd(2, 2) << 1, -25, 3, 4).finished());
  CHECK(inputs.labels == Eigen::Vector2d(9, 8));
}

TEST_CASE("the label may be any column", "[csv_inputs][exact]") {
  const auto inputs = read("a,b,y\n1,2,9\n3,4,8\n", {.label = "a"});
  CHECK(inputs.labels == Eigen::Vector2d(1, 3));
  CHECK(inputs.columns == std::vector<std::string>{"b", "y"});
  CHECK(inputs.matrix == (Eigen::MatrixXd(2, 2) << 2, 9, 4, 8).finished());
}

TEST_CASE("columns are left out by name or number, whatever their cells", "[csv_inputs][exact]") {
  for (const std::vector<std::string>& without :
       std::vector<std::vector<std::string>>{{"1", "who"}, {"who", "1", "1"}, {"1", "3"}}) {
    const auto inputs = read(",a,who,b,y\n0,1,Ada,2,9\n1,3,,4,8\n", {.without = without});
    CHECK(inputs.columns == std::vector<std::string>{"a", "b"});
    CHECK(inputs.matrix == one_to_four);
    CHECK(inputs.label == "y");
  }
  CHECK(read("2,a,b\n1,3,5\n2,4,6\n", {.without = {"2"}}).columns == std::vector<std::string>{"a"});  // the name counts
  CHECK(read("a,b,y\n1,2,3\n", {.without = {"y"}}).label == "b");
  CHECK(read("a,a,b,y\n1,2,3,4\n", {.without = {"2"}}).columns == std::vector<std::string>{"a", "b"});
  CHECK(refusal("a,b,y\n1,2,3\n", {.without = {"c"}}) == "FILE, line 1: no column is called 'c'");
  for (const char* none : {"0", "4", "-1", "1.0", "1 ", ""})
    CHECK(refusal("a,b,y\n1,2,3\n", {.without = {none}}) ==
          "FILE, line 1: no column is called '" + std::string(none) + "'");
  CHECK(refusal("a,b,y\n1,2,3\n", {.label = "a", .without = {"a"}}) == "FILE, line 1: the label 'a' is left out");
  CHECK(refusal("a,y\n1,2\n", {.without = {"a", "y"}}) == "FILE, line 1: all columns are left out");
  CHECK(refusal("a,y\n1,2\n", {.without = {"a"}}) ==
        "FILE, line 1: 'y' is the label and the only column, so there are no inputs");
}

TEST_CASE("commas, semicolons and tabs are recognised by the first line, others are said", "[csv_inputs][exact]") {
  for (const std::string text : {"a,b,y\n1,2,9\n3,4,8\n", "a;b;y\n1;2;9\n3;4;8\n", "a\tb\ty\n1\t2\t9\n3\t4\t8\n",
                                 "\"a\";b ;\"y,z\"\n 1;2 ;9\n3;\"4\" ;8\n"}) {
    CAPTURE(text);
    CHECK(read(text).columns == std::vector<std::string>{"a", "b"});
    CHECK(read(text).matrix == one_to_four);
  }
  CHECK(read("a b  y\n 1 2\t9 \n3   4 8\n", {.separator = ' '}).matrix.rows() == 2);
  CHECK(read("a b  y\n 1 2 9 \n\"3\"   4 8\n", {.separator = ' '}).matrix == one_to_four);
  CHECK(read("a|b|y\n1|2|9\n3|4|8\n", {.separator = '|'}).matrix == one_to_four);
  CHECK(read("a;x,b,y\n1,2,9\n3,4,8\n", {.separator = ','}).columns == std::vector<std::string>{"a;x", "b"});
  CHECK(read("a\tb\ty\n1\t\t9\n", {.without = {"b"}}).matrix(0, 0) == 1);  // an empty cell between tabs is one
  CHECK(refusal("a;x,b,y\n1,2,9\n") ==
        "FILE, line 1: both commas and semicolons stand in the line; --separator says which of them separate fields");
  CHECK(refusal("a b y\n1 2 3\n") ==
        "FILE, line 1: 'a b y' is the label and the only column, so there are no inputs; fields must be separated by "
        "commas, semicolons or tabs, or as --separator says");
  CHECK(refusal("a,b,y\n1;2;3\n") == "FILE, line 2: 1 cell where there are 3 columns separated by commas");
  CHECK(refusal("a;b;y\n1,5;2;3\n") ==
        "FILE, line 2, column 'a': '1,5' is not a number, which has a decimal point and no comma");
  CHECK(refusal("a,b,y\n\"1,5\",2,3\n") ==
        "FILE, line 2, column 'a': '1,5' is not a number, which has a decimal point and no comma");
}

TEST_CASE("lines that begin with a number sign are passed over", "[csv_inputs][exact]") {
  CHECK(read("# made by hand\n  # on a Sunday\na,b,y\n1,2,9\n#5,6,7\n3,4,8\n# the end").matrix == one_to_four);
  CHECK(refusal("#a,y\n1,2\n") ==
        "FILE, line 2: numbers stand where the names of the columns should; lines that begin with # are passed over");
  CHECK(refusal("# made by hand\na,y\n1,2\n\n#\n3,x\n") == "FILE, line 4: the line is empty, and rows follow");
  CHECK(refusal("# made by hand\n\na,y\n") == "FILE, line 3: no rows follow the names of the columns");
}

TEST_CASE("line ends of Windows and of old, a byte order mark, spaces, quotes and empty last lines do no harm",
          "[csv_inputs][exact]") {
  const auto inputs = read("\xEF\xBB\xBF\"a, or \"\"alpha\"\"\" , b,y\r\n 1,\t+2 ,3\r\n4,\"5\",6\r\n\r\n  \r\n");
  CHECK(inputs.columns == std::vector<std::string>{"a, or \"alpha\"", "b"});
  CHECK(inputs.matrix == (Eigen::MatrixXd(2, 2) << 1, 2, 4, 5).finished());
  CHECK(read("a,b,y\r1,2,9\r3,4,8\r").matrix == one_to_four);
  CHECK(read("\n\na,b,y \n1 ,2\t,9\n3,4  ,8 ").matrix == one_to_four);
  CHECK(read("a,b,y\n1,2,9\n3,4,8").matrix == one_to_four);
  CHECK(refusal("a,y\n1,2\r3,4\n") == "FILE, line 2: a carriage return stands within the line");
}

TEST_CASE("a file that is no table of numbers is refused by file, line and column", "[csv_inputs][error]") {
  CHECK(refusal("") == "FILE, line 1: the file is empty, and needs a line of column names and rows of numbers");
  CHECK(refusal("\n\n") == "FILE, line 1: the file is empty, and needs a line of column names and rows of numbers");
  CHECK(refusal("a,y\n") == "FILE, line 1: no rows follow the names of the columns");
  CHECK(refusal("1,2\n3,4\n") == "FILE, line 1: numbers stand where the names of the columns should");
  CHECK(refusal("a,,y\n1,2,3\n") ==
        "FILE, line 1: column 2 has no name, and needs one unless --without 2 leaves it out");
  CHECK(refusal(",a,y\n0,2,3\n") ==
        "FILE, line 1: column 1 has no name, and needs one unless --without 1 leaves it out");
  CHECK(refusal("a,a,y\n1,2,3\n") == "FILE, line 1: two columns are called 'a'");
  CHECK(refusal("a,y\n1,2\n", {.label = "z"}) == "FILE, line 1: no column is called 'z'");
  CHECK(refusal("a,b,y\n1,2,3\n4,5\n") == "FILE, line 3: 2 cells where there are 3 columns separated by commas");
  CHECK(refusal("a,b,y\n1,2,3\n4,5,6,7\n") == "FILE, line 3: 4 cells where there are 3 columns separated by commas");
  CHECK(refusal("a;b;y\n1;2;3\n4;5;6;\n") == "FILE, line 3: 4 cells where there are 3 columns separated by semicolons");
  CHECK(refusal("a,b,y\n1,2,3\n\n\n4,5,6\n") == "FILE, line 3: the line is empty, and rows follow");
  CHECK(refusal("a,y\n1,2\n3,\n") == "FILE, line 3, column 'y': the cell is empty, and must be a number");
  CHECK(refusal("a,y\n1,2\nabc,4\n") ==
        "FILE, line 3, column 'a': 'abc' is not a number; --without 'a' leaves the column out");
  CHECK(refusal("a,y\n1,2\n1.5x,4\n") ==
        "FILE, line 3, column 'a': '1.5x' is not a number; --without 'a' leaves the column out");
  CHECK(refusal("a,y\n1,2\n+-1,4\n") ==
        "FILE, line 3, column 'a': '+-1' is not a number; --without 'a' leaves the column out");
  CHECK(refusal("a,y\n1,2\nnan,4\n") == "FILE, line 3, column 'a': 'nan' is not a finite number");
  CHECK(refusal("a,y\n1,2\n3,-inf\n") == "FILE, line 3, column 'y': '-inf' is not a finite number");
  CHECK(refusal("a,y\n1,2\n1e999,4\n") == "FILE, line 3, column 'a': '1e999' is not a finite number");
  CHECK(refusal("a,y\n\"1,2\n") == "FILE, line 2: a quote is not closed before the line ends");
  CHECK(refusal("a,y\n\"1\"2,3\n") == "FILE, line 2: text follows a closing quote");
  CHECK(refusal("\"a,y\n1,2\n") == "FILE, line 1: a quote is not closed before the line ends");
  CHECK(refusal("a,b,y\n1,2,3\n1,4,5\n") ==
        "FILE, column 'a': the column is constant, and cannot be brought to mean square 1; --without 'a' leaves it "
        "out");
  CHECK(refusal("a,b,y\n1,2,3\n2,4,3\n") == "FILE, column 'y': the label is constant, and there is nothing to learn");
  CHECK(refusal("a,y\n1,2\n") == "FILE: 1 row, where a column needs 2 to vary");
}

TEST_CASE("what is not text in UTF-8 is told", "[csv_inputs][error]") {
  using namespace std::string_literals;
  using namespace std::string_view_literals;
  const std::string utf_16 =
      "cannot read FILE: it is in UTF-16, and must be in UTF-8: iconv -f UTF-16 -t UTF-8 converts it";
  CHECK(refusal("\xFF\xFE\x61\0,\0y\0\n\0"sv) == utf_16);
  CHECK(refusal("\xFE\xFF\0a\0,\0y\0\n"sv) == utf_16);
  CHECK(refusal("a\0,\0y\0\n\0"sv) == utf_16);
  CHECK(refusal("\0a\0,\0y\0\n"sv) == utf_16);
  const std::string not_text = "cannot read FILE: it is not text, as it has a byte that is zero";
  CHECK(refusal("PK\x03\x04\x14\0\0\0"sv) == not_text);
  CHECK(refusal("\0\0\0\0"sv) == not_text);
  CHECK(refusal("a,y\n1,2\n" + std::string(100000, ' ') + "\0"s) == not_text);
}

TEST_CASE("files and tables are bounded", "[csv_inputs][error]") {
  CHECK(read("a,y\n1,2\n", {.most_bytes = 8}).matrix.rows() == 1);
  CHECK(refusal("a,y\n1,2\n", {.most_bytes = 7}) == "cannot read FILE: it is longer than 7 bytes");
  CHECK(refusal("a,b,y\n1,2,3\n4,5,6\n7,8,9\n", {.most_numbers = 5}) ==
        "FILE, line 4: more than 5 numbers, and no more are kept in memory");
#ifdef __unix__
  // Not regular files, so their sizes are not known before.
  const auto said = [](const char* device) {
    return thrown<std::runtime_error>([&] { return examples::read_inputs(device); });
  };
  CHECK(said("/dev/zero") == "cannot read /dev/zero: it is not text, as it has a byte that is zero");
  CHECK(said("/dev/null") ==
        "/dev/null, line 1: the file is empty, and needs a line of column names and rows of numbers");
#endif
}

TEST_CASE("what is quoted from a file is short, of whole letters and has no control characters",
          "[csv_inputs][error]") {
  const std::string hint = " is not a number; --without 'a' leaves the column out";
  CHECK(refusal("a,y\n" + std::string(100, 'x') + ",1\n") ==
        "FILE, line 2, column 'a': '" + std::string(40, 'x') + "…'" + hint);
  CHECK(refusal("a,y\n" + std::string(39, 'x') + "é,1\n") ==
        "FILE, line 2, column 'a': '" + std::string(39, 'x') + "…'" + hint);
  CHECK(refusal("a,y\n\x1B[31m\x7F,1\n") == "FILE, line 2, column 'a': '?[31m?'" + hint);
}

TEST_CASE("a file that is not there, and a directory, are refused with the system's reason", "[csv_inputs][error]") {
  const temporary_directory here;
  const auto missing = here.path() / "missing.csv";
  CHECK(thrown<std::runtime_error>([&] { return examples::read_inputs(missing); }) ==
        "cannot read " + missing.string() + ": No such file or directory");
  CHECK(thrown<std::runtime_error>([&] { return examples::read_inputs(here.path()); }) ==
        "cannot read " + here.path().string() + ": Is a directory");
}

TEST_CASE("standardised columns have mean 0 and mean square 1, whatever their scale", "[csv_inputs][property]") {
  auto inputs =
      read("a,b,c,d,y\n1,1e308,1e-300,1e8,1e300\n2,-1e308,2e-300,100000001,0\n4,1.5e308,7e-300,100000005,0\n");
  examples::standardise(inputs, "inputs.csv");
  for (Eigen::Index j = 0; j < 4; ++j) {
    CAPTURE(j);
    CHECK(std::abs(inputs.matrix.col(j).mean()) < 1e-15);
    CHECK(inputs.matrix.col(j).squaredNorm() / 3 == Approx(1).epsilon(1e-14));
  }
  CHECK(std::abs(inputs.labels.mean()) < 1e-15);
  CHECK(inputs.labels.squaredNorm() / 3 == Approx(1).epsilon(1e-14));
}

TEST_CASE("the data sets of the examples are read", "[csv_inputs][exact]") {
  const std::filesystem::path data = INFOBOUND_EXAMPLE_DATA;
  const auto diabetes = examples::read_inputs(data / "diabetes.csv");
  CHECK(diabetes.matrix.rows() == 442);
  CHECK(diabetes.matrix.cols() == 10);
  CHECK(diabetes.label == "progression");
  const auto breast_cancer = examples::read_inputs(data / "breast_cancer.csv");
  CHECK(breast_cancer.matrix.rows() == 569);
  CHECK(breast_cancer.matrix.cols() == 30);
  CHECK(breast_cancer.label == "benign");
}

TEST_CASE("the noise is what least squares leaves, degrees of freedom taken into account", "[csv_inputs][exact]") {
  // One input: R² = r², adjusted 1 − (1 − r²)(n − 1)/(n − 2).
  const Eigen::VectorXd x = Eigen::Vector4d(-1.5, -0.5, 0.5, 1.5) / std::sqrt(1.25);
  const Eigen::VectorXd y = Eigen::Vector4d(-1, -1, 1, 1);
  const double r = x.dot(y) / 4;
  CHECK(examples::fit_noise(x, y).variance == Approx((1 - r * r) * 3 / 2).epsilon(1e-14));
  // The same column thrice is one.
  CHECK(examples::fit_noise(x.replicate(1, 3), y).variance == Approx((1 - r * r) * 3 / 2).epsilon(1e-13));
  // Of these data the study's authors have R² = 0.5177.
  const std::filesystem::path file = std::filesystem::path(INFOBOUND_EXAMPLE_DATA) / "diabetes.csv";
  auto diabetes = examples::read_inputs(file);
  examples::standardise(diabetes, file);
  const auto fitted = examples::fit_noise(diabetes.matrix, diabetes.labels);
  CHECK(1 - fitted.variance * (442 - 11) / 441 == Approx(0.5177484).epsilon(1e-6));
  CHECK(fitted.source == "what least squares leaves of the label's variance (1 − adjusted R²)");
}

TEST_CASE("noise that least squares cannot tell is set, and that is said", "[csv_inputs][exact]") {
  const Eigen::VectorXd x = Eigen::Vector4d(-1.5, -0.5, 0.5, 1.5) / std::sqrt(1.25);
  const auto all = examples::fit_noise(x, x);
  CHECK(all.variance == 0.01);
  CHECK(all.source == "set to 0.01, as least squares leaves less than that of the label's variance");
  const auto nothing = examples::fit_noise(x, Eigen::Vector4d(1, -1, -1, 1));
  CHECK(nothing.variance == 0.99);
  CHECK(nothing.source == "set to 0.99, as least squares explains less than 0.01 of the label's variance");
  for (const Eigen::Index columns : {3, 4, 5, 100}) {
    const Eigen::MatrixXd wide = Eigen::MatrixXd::Random(4, columns);
    const Eigen::MatrixXd centred = wide.rowwise() - wide.colwise().mean();
    const auto perfect = examples::fit_noise(centred, x);
    CAPTURE(columns);
    CHECK(perfect.variance == 0.5);
    CHECK(perfect.source == "set to a half, as with so few rows least squares fits every label");
  }
}

TEST_CASE("measured rows that repeat have the information and the bounds of a design that repeats them",
          "[csv_inputs][exact]") {
  namespace ib = infobound;
  using design = ib::linear_regression<double, ib::fixed_design<double>>;
  for (const Eigen::Index columns : {2, 5, 40}) {
    const Eigen::MatrixXd rows = Eigen::MatrixXd::Random(5, columns);
    const auto narrow = examples::without_spare_columns(rows);
    CHECK(narrow.cols() == std::min<Eigen::Index>(columns, 5));
    const auto process = examples::measured_regression::on(narrow, 0.3);
    Eigen::MatrixXd repeated(23, columns);
    for (Eigen::Index t = 0; t < 23; ++t) repeated.row(t) = rows.row(t % 5);
    const design whole{.dimension = columns, .noise_variance = 0.3, .inputs = {repeated}};
    ib::random_stream rng(1);
    Eigen::MatrixXd drawn(narrow.cols(), 23);
    process.inputs.draw(drawn, rng);
    CHECK(drawn.col(22) == narrow.row(2).transpose());
    for (std::size_t horizon = 1; horizon <= 23; ++horizon) {
      CAPTURE(columns, horizon);
      CHECK(process.information(horizon) == Approx(whole.information(horizon)).epsilon(1e-13));
      const auto found = ib::error_bracket(process, horizon);
      const auto expected = ib::error_bracket(whole, horizon);
      CHECK(found.lower.value == Approx(expected.lower.value).epsilon(1e-12));
      CHECK(found.upper.value <= expected.upper.value * (1 + 1e-12));
      CHECK(found.upper.value >= whole.information(horizon) / static_cast<double>(horizon) * (1 - 1e-12));
    }
  }
}

}  // namespace unit::csv_inputs
