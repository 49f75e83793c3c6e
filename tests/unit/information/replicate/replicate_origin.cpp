// SPDX-License-Identifier: BSL-1.0
#include <infobound/information/replicate/replicate_origin.hpp>
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

}  // namespace unit::information::replicate::replicate_origin
