// SPDX-License-Identifier: BSL-1.0
#include <infobound/information/replicate/replicate_origin.hpp>

#include <Eigen/Core>
#include <limits>
#include <stdexcept>
#include <support/catch.hpp>
#include <support/thrown.hpp>

namespace unit::information::replicate::replicate_origin {

TEST_CASE("what went wrong is told with policy, seed and replicate, or pilot", "[replicate_origin][error]") {
  using origin = infobound::replicate_origin;
  CHECK(thrown<std::runtime_error>([] {
          origin{"mine", 3, 5}.blame("gradient");
        }) == "mine: the process's gradient returned NaN at seed 3, replicate 5");
  CHECK(thrown<std::runtime_error>([] {
          origin{"mine", 3, 5, true}.blame("gradient");
        }) == "mine: the process's gradient returned NaN at seed 3, pilot replicate 5");
}

TEST_CASE("what the data's own parameter makes of them is finite, or the run ends", "[replicate_origin][error]") {
  const infobound::replicate_origin origin{"mine", 3, 5};
  constexpr double infinity = std::numeric_limits<double>::infinity();
  constexpr double nan = std::numeric_limits<double>::quiet_NaN();
  origin.require_possible(-1e308);
  origin.require_possible(1e308);
  origin.require_number(-infinity);
  CHECK(thrown<std::runtime_error>([&] { origin.require_possible(-infinity); }) ==
        "mine: the process's log_likelihood at the theta that made the data is -inf at seed 3, replicate 5");
  CHECK(thrown<std::runtime_error>([&] { origin.require_possible(infinity); }) ==
        "mine: the process's log_likelihood at the theta that made the data is inf at seed 3, replicate 5");
  CHECK(thrown<std::runtime_error>([&] { origin.require_possible(nan); }) ==
        "mine: the process's log_likelihood returned NaN at seed 3, replicate 5");
  origin.require_finite(Eigen::Vector2d(1e308, -1e308), "hessian");
  CHECK(thrown<std::runtime_error>([&] { origin.require_finite(Eigen::Vector2d(1, -infinity), "hessian"); }) ==
        "mine: the process's hessian at the theta that made the data is infinite at seed 3, replicate 5");
  CHECK(thrown<std::runtime_error>([&] { origin.require_finite(Eigen::Vector2d(infinity, nan), "hessian"); }) ==
        "mine: the process's hessian returned NaN at seed 3, replicate 5");
}

}  // namespace unit::information::replicate::replicate_origin
