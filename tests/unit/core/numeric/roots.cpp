// SPDX-License-Identifier: BSL-1.0
#include <cmath>
#include <infobound/core/numeric/roots.hpp>
#include <limits>
#include <support/catch.hpp>

namespace unit::core::numeric::roots {

using infobound::detail::enclose_rising_root;
using infobound::detail::enclose_root;

TEST_CASE("a root is enclosed to about the last bit, whichever way the function crosses", "[roots][exact]") {
  for (const double sign : {1.0, -1.0}) {
    const auto found = enclose_root([&](double x) { return sign * (x * x - 2); }, 0.0, 2.0);
    CHECK(found.lower <= found.upper);
    CHECK(found.lower == Approx(std::sqrt(2.0)).epsilon(4e-16));
    CHECK(found.upper == Approx(std::sqrt(2.0)).epsilon(4e-16));
    CHECK((found.lower * found.lower - 2) * (found.upper * found.upper - 2) <= 0);
  }
}

TEST_CASE("a root at an end of the bracket is returned as it is", "[roots][exact]") {
  const auto identity = [](double x) { return x; };
  CHECK(enclose_root(identity, 0.0, 1.0).lower == 0);
  CHECK(enclose_root(identity, 0.0, 1.0).upper == 0);
  CHECK(enclose_root(identity, -1.0, 0.0).lower == 0);
  CHECK(enclose_root(identity, -1.0, 0.0).upper == 0);
}

TEST_CASE("the jump of a step function is enclosed", "[roots][property]") {
  for (const double jump : {1e-300, 0.1, 0.5, 1 - 1e-15}) {
    const auto found = enclose_root([&](double x) { return x < jump ? -1.0 : 1000.0; }, 0.0, 1.0);
    CAPTURE(jump, found.lower, found.upper);
    CHECK(found.lower < jump);
    CHECK(jump <= found.upper);
  }
}

TEST_CASE("a rising root is within, or the end whose sign rounding has turned", "[roots][exact]") {
  const auto found = [](double root) {
    return enclose_rising_root([&](double x) { return 0.1 * (x - root); }, 0.0, 1.0);
  };
  CHECK(found(0.25).lower == Approx(0.25).epsilon(1e-15));
  CHECK(found(0.25).upper == Approx(0.25).epsilon(1e-15));
  for (const double before : {0.0, -1e-9}) CHECK((found(before).lower == 0 && found(before).upper == 0));
  for (const double behind : {1.0, 1 + 1e-9}) CHECK((found(behind).lower == 1 && found(behind).upper == 1));
}

TEST_CASE("roots are found in the scalar's own precision", "[roots][exact]") {
  const auto found = enclose_root([](long double x) { return std::exp(x) - 3; }, 0.0L, 2.0L);
  CHECK(static_cast<double>(std::abs(found.lower - std::log(3.0L))) <
        4 * static_cast<double>(std::numeric_limits<long double>::epsilon()));
}

}  // namespace unit::core::numeric::roots
