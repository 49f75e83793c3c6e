// SPDX-License-Identifier: BSL-1.0
#include "../../../examples/support/csv_inputs.hpp"

#include <filesystem>
#include <infobound/report/file.hpp>
#include <string>
#include <string_view>
#include <support/catch.hpp>
#include <support/temporary_directory.hpp>
#include <support/thrown.hpp>
#include <vector>

namespace unit::csv_inputs {

namespace {

/// What reading and standardising a file of this text ends in; FILE stands for its name.
std::string refusal(std::string_view text, const std::string& label = {}) {
  const temporary_directory here;
  const auto file = here.path() / "inputs.csv";
  infobound::report::write_file(file, text);
  std::string said = thrown<examples::csv_error>([&] {
    auto inputs = examples::read_inputs(file, label);
    examples::standardise(inputs, file);
    return 0;
  });
  const auto at = said.find(file.string());
  return at == std::string::npos ? said : said.replace(at, file.string().size(), "FILE");
}

examples::csv_inputs read(std::string_view text, const std::string& label = {}) {
  const temporary_directory here;
  infobound::report::write_file(here.path() / "inputs.csv", text);
  return examples::read_inputs(here.path() / "inputs.csv", label);
}

}  // namespace

TEST_CASE("inputs are all columns but the last, in the order of the file", "[csv_inputs][exact]") {
  const auto inputs = read("a,b,y\n1,-2.5e1,9\n3,4,8\n");
  CHECK(inputs.columns == std::vector<std::string>{"a", "b"});
  CHECK(inputs.label == "y");
  CHECK(inputs.matrix == (Eigen::MatrixXd(2, 2) << 1, -25, 3, 4).finished());
}

TEST_CASE("the label may be any column", "[csv_inputs][exact]") {
  const auto inputs = read("a,b,y\n1,2,9\n3,4,8\n", "a");
  CHECK(inputs.columns == std::vector<std::string>{"b", "y"});
  CHECK(inputs.matrix == (Eigen::MatrixXd(2, 2) << 2, 9, 4, 8).finished());
}

TEST_CASE("line ends of Windows, a byte order mark, spaces, quotes and empty last lines do no harm",
          "[csv_inputs][exact]") {
  const auto inputs = read("\xEF\xBB\xBF\"a, or \"\"alpha\"\"\" , b,y\r\n 1,\t+2 ,3\r\n4,\"5\",6\r\n\r\n  \r\n");
  CHECK(inputs.columns == std::vector<std::string>{"a, or \"alpha\"", "b"});
  CHECK(inputs.matrix == (Eigen::MatrixXd(2, 2) << 1, 2, 4, 5).finished());
}

TEST_CASE("a file that is no table of numbers is refused by file, line and column", "[csv_inputs][error]") {
  CHECK(refusal("") == "FILE, line 1: the file is empty, and needs a line of column names and rows of numbers");
  CHECK(refusal("\n\n") == "FILE, line 1: the file is empty, and needs a line of column names and rows of numbers");
  CHECK(refusal("a,y\n") == "FILE, line 1: no rows follow the names of the columns");
  CHECK(refusal("1,2\n3,4\n") == "FILE, line 1: numbers stand where the names of the columns should");
  CHECK(refusal("y\n1\n") == "FILE, line 1: 'y' is the label and the only column, so there are no inputs");
  CHECK(refusal("a,,y\n1,2,3\n") == "FILE, line 1: column 2 has no name");
  CHECK(refusal("a,a,y\n1,2,3\n") == "FILE, line 1: two columns are called 'a'");
  CHECK(refusal("a,y\n1,2\n", "z") == "FILE, line 1: no column is called 'z'");
  CHECK(refusal("a,b,y\n1,2,3\n4,5\n") == "FILE, line 3: 2 cells where there are 3 columns");
  CHECK(refusal("a,b,y\n1,2,3\n4,5,6,7\n") == "FILE, line 3: 4 cells where there are 3 columns");
  CHECK(refusal("a,b,y\n1,2,3\n\n4,5,6\n") == "FILE, line 3: 1 cell where there are 3 columns");
  CHECK(refusal("a,y\n1,2\n3,\n") == "FILE, line 3, column 'y': the cell is empty, and must be a number");
  CHECK(refusal("a,y\n1,2\nabc,4\n") == "FILE, line 3, column 'a': 'abc' is not a number");
  CHECK(refusal("a,y\n1,2\n1.5x,4\n") == "FILE, line 3, column 'a': '1.5x' is not a number");
  CHECK(refusal("a,y\n1,2\n+-1,4\n") == "FILE, line 3, column 'a': '+-1' is not a number");
  CHECK(refusal("a,y\n1,2\nnan,4\n") == "FILE, line 3, column 'a': 'nan' is not a finite number");
  CHECK(refusal("a,y\n1,2\n3,-inf\n") == "FILE, line 3, column 'y': '-inf' is not a finite number");
  CHECK(refusal("a,y\n1,2\n1e999,4\n") == "FILE, line 3, column 'a': '1e999' is not a finite number");
  CHECK(refusal("a,y\n\"1,2\n") == "FILE, line 2: a quote is not closed");
  CHECK(refusal("a,y\n\"1\"2,3\n") == "FILE, line 2: text follows a closing quote");
  CHECK(refusal("a,b,y\n1,2,3\n1,4,5\n") ==
        "FILE, lines 2 to 3, column 'a': the column is constant, and cannot be brought to mean square 1");
}

TEST_CASE("what is quoted from a file is short and has no control characters", "[csv_inputs][error]") {
  CHECK(refusal("a,y\n" + std::string(100, 'x') + ",1\n") ==
        "FILE, line 2, column 'a': '" + std::string(40, 'x') + "…' is not a number");
  CHECK(refusal("a,y\n\x1B[31m,1\n") == "FILE, line 2, column 'a': '?[31m' is not a number");
}

TEST_CASE("a file that is not there, and a directory, are refused with the system's reason", "[csv_inputs][error]") {
  const temporary_directory here;
  const auto missing = here.path() / "missing.csv";
  CHECK(thrown<examples::csv_error>([&] { return examples::read_inputs(missing); }) ==
        "cannot read " + missing.string() + ": No such file or directory");
  CHECK(thrown<examples::csv_error>([&] { return examples::read_inputs(here.path()); }) ==
        "cannot read " + here.path().string() + ": Is a directory");
}

TEST_CASE("standardised columns have mean 0 and mean square 1, whatever their scale", "[csv_inputs][property]") {
  auto inputs = read("a,b,c,d,y\n1,1e308,1e-300,1e8,0\n2,-1e308,2e-300,100000001,0\n4,1.5e308,7e-300,100000005,0\n");
  examples::standardise(inputs, "inputs.csv");
  for (Eigen::Index j = 0; j < 4; ++j) {
    CAPTURE(j);
    CHECK(std::abs(inputs.matrix.col(j).mean()) < 1e-15);
    CHECK(inputs.matrix.col(j).squaredNorm() / 3 == Approx(1).epsilon(1e-14));
  }
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

TEST_CASE("rows are repeated in their order, the last round cut short", "[csv_inputs][exact]") {
  const Eigen::MatrixXd rows = (Eigen::MatrixXd(2, 1) << 1, 2).finished();
  CHECK(examples::repeated(rows, 5) == (Eigen::MatrixXd(5, 1) << 1, 2, 1, 2, 1).finished());
  CHECK(examples::repeated(rows, 1) == (Eigen::MatrixXd(1, 1) << 1).finished());
}

}  // namespace unit::csv_inputs
