// SPDX-License-Identifier: BSL-1.0
#include <infobound/core/bound.hpp>
#include <limits>
#include <sstream>
#include <support/catch.hpp>

namespace unit::core::bound {

namespace ib = infobound;

TEST_CASE("a bracket is written as an interval, in the format of the stream", "[bound][exact]") {
  std::ostringstream out;
  out << ib::bracket<double>{{0.07, "a theorem"}, {0.09, "another"}};
  CHECK(out.str() == "[0.07, 0.09]");

  std::ostringstream precise;
  precise.precision(3);
  precise << ib::bracket<double>{{0, "nothing"}, {1.0 / 3, "a theorem"}};
  CHECK(precise.str() == "[0, 0.333]");

  std::ostringstream vacuous;
  vacuous << ib::bracket<double>{{0, "nothing"}, {std::numeric_limits<double>::infinity(), "nothing"}};
  CHECK(vacuous.str() == "[0, inf]");
}

}  // namespace unit::core::bound
