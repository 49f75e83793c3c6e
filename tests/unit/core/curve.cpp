// SPDX-License-Identifier: BSL-1.0
#include <infobound/core/curve.hpp>
#include <stdexcept>
#include <support/catch.hpp>
#include <support/thrown.hpp>
#include <vector>

namespace unit::core::curve {

namespace ib = infobound;

namespace {

ib::curve<double> three() {
  return {{ib::exactly(1.0), ib::exactly(1.5), ib::exactly(1.8)},
          {ib::exactly(1.0), ib::exactly(0.5), ib::exactly(0.3)}};
}

}  // namespace

TEST_CASE("a curve counts observations from 1 to T and divides information by their number", "[curve][exact]") {
  const auto curve = three();
  CHECK(curve.horizon() == 3);
  CHECK(curve.information(1).lower.mean == 1.0);
  CHECK(curve.information(3).lower.mean == 1.8);
  CHECK(curve.incremental_error(2).upper.mean == 0.5);
  CHECK(curve.estimation_error(3).lower.mean == Approx(0.6).epsilon(1e-15));
  CHECK(ib::curve<double>({}, {}).horizon() == 0);
}

TEST_CASE("a curve refuses an observation that it does not have", "[curve][error]") {
  const auto curve = three();
  CHECK(thrown<std::domain_error>([&] { return curve.information(0); }) == "curve: t = 0, must be >= 1 and <= 3");
  CHECK(thrown<std::domain_error>([&] { return curve.incremental_error(4); }) == "curve: t = 4, must be >= 1 and <= 3");
  CHECK(thrown<std::domain_error>([&] { return curve.estimation_error(0); }) == "curve: t = 0, must be >= 1 and <= 3");
}

TEST_CASE("a curve has as many increments as informations", "[curve][error]") {
  CHECK(thrown<std::invalid_argument>([] { return ib::curve<double>({ib::exactly(1.0)}, {}); }) ==
        "curve: number of increments = 0 and number of informations = 1, must be equal");
}

}  // namespace unit::core::curve
