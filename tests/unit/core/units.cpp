// SPDX-License-Identifier: BSL-1.0
#include <cmath>
#include <infobound/core/units.hpp>
#include <support/catch.hpp>

namespace unit::core::units {

namespace ib = infobound;

TEST_CASE("ln 2 nats are one bit, in either direction", "[units][exact]") {
  CHECK(ib::bits(std::log(2.0)) == 1);
  CHECK(ib::nats(1.0) == std::log(2.0));
  CHECK(ib::bits(ib::nats(0.375)) == Approx(0.375).epsilon(1e-15));
  CHECK(ib::bits(0.0) == 0);
  CHECK(ib::bits(std::log(8.0F)) == Approx(3).epsilon(1e-6));
  CHECK(static_cast<double>(ib::nats(2.0L)) == Approx(2 * std::log(2.0)).epsilon(1e-15));
}

}  // namespace unit::core::units
