// SPDX-License-Identifier: BSL-1.0
#include <charconv>
#include <infobound/report/csv.hpp>
#include <limits>
#include <sstream>
#include <stdexcept>
#include <string>
#include <support/catch.hpp>
#include <support/thrown.hpp>

namespace unit::report::csv {

namespace report = infobound::report;

namespace {

std::string written(const report::table& shown) {
  std::ostringstream out;
  report::write_csv(out, shown);
  return out.str();
}

}  // namespace

TEST_CASE("CSV quotes what holds a comma, a quote, a line end or an outer space", "[csv][exact]") {
  CHECK(written({.columns = {{"a,b"}, {"source"}},
                 .rows = {{"plain", "says \"no\""}, {"two\nlines", " led"}, {"cr\r", "θ ≤ 1"}, {"led ", " "}}}) ==
        "\"a,b\",source\n"
        "plain,\"says \"\"no\"\"\"\n"
        "\"two\nlines\",\" led\"\n"
        "\"cr\r\",θ ≤ 1\n"
        "\"led \",\" \"\n");
}

TEST_CASE("numbers in CSV read back as the same bits", "[csv][property]") {
  for (const double value : {0.1, 1.0 / 3, 5e-324, 1.7976931348623157e308, -0.0, 123456789.123456789}) {
    const std::string line = written({.columns = {{"x"}}, .rows = {{value}}}).substr(2);
    double read = 1;
    std::from_chars(line.data(), line.data() + line.size(), read);
    CAPTURE(line);
    CHECK(read == value);
  }
}

TEST_CASE("CSV names what is not a finite number, and leaves nothing empty", "[csv][exact]") {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  CHECK(written({.columns = {{"a"}, {"b"}, {"c"}, {"d"}, {"e"}},
                 .rows = {{infinity, -infinity, std::numeric_limits<double>::quiet_NaN(), {}, std::size_t{7}}}}) ==
        "a,b,c,d,e\ninf,-inf,nan,,7\n");
}

TEST_CASE("CSV of a row of another length is refused", "[csv][error]") {
  CHECK(thrown<std::invalid_argument>([] {
          return written({.columns = {{"a"}}, .rows = {{1.0, 2.0}}});
        }) == "table: number of cells in row 0 = 2 and number of columns = 1, must be equal");
}

}  // namespace unit::report::csv
