// SPDX-License-Identifier: BSL-1.0
#include <infobound/core/bracket_arithmetic.hpp>

#include <infobound/core/bound.hpp>
#include <limits>
#include <support/catch.hpp>

namespace unit::core::bracket_arithmetic {

namespace ib = infobound;

TEST_CASE("a bracket keeps the best bound of either side, with its source", "[bracket_arithmetic][exact]") {
  ib::detail::narrowing_bracket<double> known;
  CHECK((known.best.lower.value == 0 && known.best.upper.value == std::numeric_limits<double>::infinity()));
  known.narrow({{2, ib::direction::upper, "first"}, {0.5, ib::direction::lower, "second"}});
  known.narrow(3, ib::direction::upper, "worse");
  known.narrow(2, ib::direction::upper, "no better");
  known.narrow(std::numeric_limits<double>::quiet_NaN(), ib::direction::lower, "no number");
  known.raise(0.25, "worse");
  CHECK((known.best.upper.value == 2 && known.best.upper.source == "first"));
  CHECK((known.best.lower.value == 0.5 && known.best.lower.source == "second"));
  known.narrow(0.5, ib::direction::lower, "no better");
  CHECK(known.best.lower.source == "second");
  known.reduce(1, "third");
  CHECK((known.best.upper.value == 1 && known.best.upper.source == "third"));
}

TEST_CASE("sides that changed places by rounding change back, and others stay", "[bracket_arithmetic][exact]") {
  ib::detail::narrowing_bracket<double> close;
  close.settle(1, "closed form");
  close.best.lower.value = 1 + 1e-14;
  close.order(64);
  CHECK((close.best.lower.value == 1 && close.best.upper.value == 1 + 1e-14));
  ib::detail::narrowing_bracket<double> far;
  far.settle(1, "closed form");
  far.best.lower.value = 1 + 1e-13;
  far.order(64);
  CHECK((far.best.lower.value == 1 + 1e-13 && far.best.upper.value == 1));
  // Next to 0 by 64 of the least numbers there are.
  const double least = std::numeric_limits<double>::denorm_min();
  for (const int many : {64, 65}) {
    ib::detail::narrowing_bracket<double> tiny;
    tiny.settle(0, "closed form");
    tiny.best.lower.value = many * least;
    tiny.order(1);
    CHECK((tiny.best.lower.value == 0) == (many == 64));
  }
}

}  // namespace unit::core::bracket_arithmetic
