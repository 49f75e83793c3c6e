// SPDX-License-Identifier: BSL-1.0
#include <infobound/report/tabulate.hpp>
#include <string>
#include <support/catch.hpp>
#include <variant>
#include <vector>

namespace unit::report::tabulate {

namespace ib = infobound;
using ib::report::cell;

TEST_CASE("bounds become a table of direction, value and source", "[tabulate][exact]") {
  const auto made = ib::report::tabulate(
      std::vector<ib::bound<double>>{{0.25, ib::direction::lower, "first"}, {0.5, ib::direction::upper, "second"}});
  CHECK(made.columns.size() == 3);
  CHECK(made.rows == std::vector<std::vector<cell>>{{"lower", 0.25, "first"}, {"upper", 0.5, "second"}});
}

TEST_CASE("a curve becomes a table with every number in a column of its own", "[tabulate][exact]") {
  const ib::estimate<double> first{.lower = {0.5, 0.1}, .upper = {0.6, 0.2}, .replicates = 9};
  const auto made = ib::report::tabulate(ib::curve<double>({first, ib::exactly(0.75)}, {first, ib::exactly(0.25)}));
  REQUIRE(made.rows.size() == 2);
  CHECK_NOTHROW(made.validate());
  CHECK(made.columns[1].name == "information_lower");
  CHECK(made.columns[12].name == "incremental_error_upper_standard_error");
  CHECK(made.rows[0] == std::vector<cell>{std::size_t{1}, 0.5, 0.1, 0.6, 0.2, 0.5, 0.1, 0.6, 0.2, 0.5, 0.1, 0.6, 0.2});
  CHECK(made.rows[1] ==
        std::vector<cell>{std::size_t{2}, 0.75, 0., 0.75, 0., 0.375, 0., 0.375, 0., 0.25, 0., 0.25, 0.});
}

TEST_CASE("series become one table, with empty cells for what they lack", "[tabulate][exact]") {
  const auto made = ib::report::tabulate(std::vector<ib::report::series>{
      {.name = "line", .x = {1, 2}, .middle = {3, 4}}, {.name = "band", .x = {1}, .lower = {5}, .upper = {6}}});
  CHECK(made.rows ==
        std::vector<std::vector<cell>>{{"line", 1., {}, 3., {}}, {"line", 2., {}, 4., {}}, {"band", 1., 5., {}, 6.}});
}

}  // namespace unit::report::tabulate
