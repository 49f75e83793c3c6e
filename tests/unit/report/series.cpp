// SPDX-License-Identifier: BSL-1.0
#include <cmath>
#include <infobound/report/series.hpp>
#include <limits>
#include <stdexcept>
#include <support/catch.hpp>
#include <support/thrown.hpp>
#include <vector>

namespace unit::report::series {

namespace ib = infobound;

TEST_CASE("an exact estimate adds a line without width to a series", "[series][exact]") {
  ib::report::series made{.name = "exact"};
  made.add(3, ib::exactly(0.25));
  CHECK(made.x == std::vector<double>{3});
  CHECK(made.lower == std::vector<double>{0.25});
  CHECK(made.middle == std::vector<double>{0.25});
  CHECK(made.upper == std::vector<double>{0.25});
}

TEST_CASE("a simulated estimate adds its mean and its interval", "[series][exact]") {
  const ib::estimate<double> simulated{.lower = {1, 0.1}, .upper = {1, 0.1}, .replicates = 50};
  ib::report::series made{.name = "simulated"};
  made.add(1, simulated, 0.9);
  CHECK(made.middle[0] == 1);
  CHECK(made.lower[0] == simulated.interval(0.9).lower);
  CHECK(made.upper[0] == simulated.interval(0.9).upper);
}

TEST_CASE("an estimate whose sides differ has no middle", "[series][exact]") {
  ib::report::series made{.name = "sandwich"};
  made.add(1, ib::estimate<double>{.lower = {1, 0, true}, .upper = {2, 0, true}});
  CHECK(std::isnan(made.middle[0]));
  CHECK(made.lower[0] == 1);
  CHECK(made.upper[0] == 2);
}

TEST_CASE("a bracket adds a band, which may be unbounded", "[series][exact]") {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  ib::report::series made{.name = "bracket"};
  made.add(7, ib::bracket<double>{{0, "none"}, {infinity, "none"}});
  CHECK(made.middle.empty());
  CHECK(made.lower == std::vector<double>{0});
  CHECK(made.upper == std::vector<double>{infinity});
  CHECK_NOTHROW(made.validate());
}

TEST_CASE("a series is of the kind of what is added, unless it has one", "[series][exact]") {
  using ib::report::kind;
  const ib::estimate<double> simulated{.lower = {1, 0.1}, .upper = {1, 0.1}, .replicates = 50};
  ib::report::series made{.name = "s"};
  CHECK(made.kind == kind::unspecified);
  made.add(1, ib::exactly(0.25));
  CHECK((made.kind == kind::exact && made.band.empty()));
  made.add(2, simulated);
  CHECK((made.kind == kind::estimate && made.band == "95 % interval"));
  made.add(3, ib::exactly(0.25));
  CHECK(made.kind == kind::estimate);
  ib::report::series sides{.name = "s"};
  sides.add(1, ib::estimate<double>{.lower = {1, 0, true}, .upper = {2, 0, true}}, 0.999);
  CHECK((sides.kind == kind::estimate && sides.band == "99.9 % interval"));
  ib::report::series bounds{.name = "s"};
  bounds.add(1, ib::bracket<double>{{0, "none"}, {1, "none"}});
  CHECK((bounds.kind == kind::bounds && bounds.band.empty()));
  ib::report::series own{.name = "s", .kind = kind::fit, .band = "mine"};
  own.add(1, simulated);
  own.add(2, ib::bracket<double>{{0, "none"}, {1, "none"}});
  CHECK((own.kind == kind::fit && own.band == "mine"));
}

TEST_CASE("a learning curve becomes the series of its estimation errors", "[series][exact]") {
  const ib::curve<double> curve({ib::exactly(0.5), ib::exactly(0.8)}, {ib::exactly(0.5), ib::exactly(0.3)});
  const auto made = ib::report::error_series("error", curve);
  CHECK(made.x == std::vector<double>{1, 2});
  CHECK(made.middle == std::vector<double>{0.5, 0.4});
}

TEST_CASE("a series whose parts disagree in length is refused by name", "[series][error]") {
  const ib::report::series wrong{.name = "bounds", .x = {1, 2}, .lower = {0.1}};
  CHECK(thrown<std::invalid_argument>([&] {
          wrong.validate();
          return 0;
        }) == "series \"bounds\": number of values in lower = 1 and of values in x = 2, must be equal");
}

}  // namespace unit::report::series
