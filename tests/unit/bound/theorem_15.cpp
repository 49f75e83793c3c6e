// SPDX-License-Identifier: BSL-1.0
#include <algorithm>
#include <cmath>
#include <infobound/bound/theorem_15.hpp>
#include <infobound/rate/exponential.hpp>
#include <limits>
#include <support/catch.hpp>
#include <support/worst.hpp>

namespace unit::bound::theorem_15 {

namespace theorem_15 = infobound::theorem_15;
namespace rate = infobound::rate;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

/// a e^{−2R/d}, with its slope.
struct exponential_distortion {
  double a;
  double d;

  double operator()(double R) const { return a * std::exp(-2 * R / d); }
  [[nodiscard]] double slope(double R) const { return -2 / d * (*this)(R); }
};

}  // namespace

TEST_CASE("a bound from a rate that ends in a cliff is the end of the cliff where that is best",
          "[theorem_15][exact]") {
  // A valley of 1.001 far left of the cliff, at which ε is 1 times a number between two points of any grid.
  for (double scale = 1e-3; scale < 1e3; scale *= 1.07) {
    CAPTURE(scale);
    const auto rate = [&](double epsilon) { return epsilon < scale ? 100 * scale - epsilon / 2 : 0; };
    CHECK(infobound::theorem_15::upper_from_rate(rate, 99.9) == Approx(scale).epsilon(1e-7));
    CHECK(infobound::theorem_15::upper_from_rate(rate, 99.9) >= scale);
  }
}

TEST_CASE("from the rate, from the distortion and in closed form, exponential rates give the same bounds",
          "[theorem_15][exact]") {
  worst lower_error;
  worst upper_error;
  for (const double a : {1e-9, 0.1, 0.5, 1.0, 5.0, 100.0, 1e6})
    for (const double T : {1.0, 2.0, 10.0, 1e4, 1e9})
      for (const double d : {0.5, 1.0, 3.0, 1e5}) {
        const auto distortion = [&](double R) { return a * std::exp(-2 * R / d); };
        const auto rate_of = [&](double epsilon) { return std::max(0.0, d / 2 * (std::log(a) - std::log(epsilon))); };
        const double lower = rate::exponential_root_lower(d, T, a);
        lower_error.see(std::abs(theorem_15::lower_from_rate(rate_of, T) / lower - 1), "rate", a, T, d);
        lower_error.see(std::abs(theorem_15::lower_from_distortion(distortion, T) / lower - 1), "distortion", a, T, d);
        // The infimum is approached from above, to half of the digits where the sum is smooth.
        const double upper = rate::exponential_upper(d, T, a);
        const double from_rate = theorem_15::upper_from_rate(rate_of, T);
        const double from_distortion = theorem_15::upper_from_distortion(distortion, T);
        CHECK((from_rate >= upper * (1 - 1e-12) && from_distortion >= upper * (1 - 1e-12)));
        upper_error.see(from_rate / upper - 1, "rate", a, T, d);
        // On the scale of ln R the search is coarse where the distortion falls from very high.
        if (a <= 5 && T <= 1e4) upper_error.see(from_distortion / upper - 1, "distortion", a, T, d);
      }
  INFO(lower_error.where() << ", " << upper_error.where());
  CHECK(lower_error.value() < 1e-11);
  CHECK(upper_error.value() < 1e-3);
}

TEST_CASE("with the slope of a convex distortion the upper half of Theorem 15 is exact", "[theorem_15][exact]") {
  worst error;
  for (const double a : {1e-9, 0.1, 0.5, 1.0, 5.0, 100.0, 1e6})
    for (const double T : {1.0, 2.0, 10.0, 1e4, 1e9})
      for (const double d : {0.5, 1.0, 3.0, 1e5}) {
        const double found = theorem_15::upper_from_distortion(exponential_distortion{a, d}, T);
        error.see(std::abs(found / rate::exponential_upper(d, T, a) - 1), a, T, d);
      }
  INFO(error.where());
  CHECK(error.value() < 1e-12);
}

TEST_CASE("rates that are 0 or infinite everywhere bound nothing, or by nothing", "[theorem_15][property]") {
  const auto zero = [](double) { return 0.0; };
  const auto infinite = [](double) { return infinity; };
  for (const double T : {1.0, 1e6}) {
    CHECK(theorem_15::lower_from_rate(zero, T) == 0);
    CHECK(theorem_15::upper_from_rate(zero, T) < 1e-300);
    CHECK(theorem_15::lower_from_rate(infinite, T) > 1e300);
    CHECK(theorem_15::upper_from_rate(infinite, T) == infinity);
    CHECK(theorem_15::lower_from_distortion(zero, T) == 0);
    CHECK(theorem_15::upper_from_distortion(zero, T) == 0);
  }
}

TEST_CASE("a rate below every ε that is searched is its own bound, over the horizon", "[theorem_15][exact]") {
  const auto least = [](double) { return 1e-300; };
  CHECK(theorem_15::lower_from_rate(least, 1e10) == Approx(1e-310));
  CHECK(theorem_15::upper_from_rate(least, 1e10) < 1e-306);
  CHECK(theorem_15::upper_from_rate(least, 1e10) >= 1e-310);
}

TEST_CASE("rates that jump give the bounds of the jump", "[theorem_15][property]") {
  for (const double jump : {1e-9, 0.3, 7.0})
    for (const double height : {1e-6, 0.1, 10.0, 1e5, infinity})
      for (const double T : {1.0, 10.0, 30.0, 1e3, 1e6}) {
        const auto rate_of = [&](double epsilon) { return epsilon < jump ? height : 0.0; };
        // sup min{H/T, ε} and inf {H/T + ε} are the smaller of the height and the jump, both.
        const double expected = std::min(height / T, jump);
        const double lower = theorem_15::lower_from_rate(rate_of, T);
        const double upper = theorem_15::upper_from_rate(rate_of, T);
        CAPTURE(jump, height, T, expected, lower, upper);
        CHECK((lower <= expected * (1 + 1e-12) && lower >= expected * (1 - 1e-9)));
        CHECK((upper >= expected * (1 - 1e-12) && upper <= expected * (1 + 1e-6)));
      }
}

TEST_CASE("a rate with two steps has the best of three valleys", "[theorem_15][property]") {
  for (const double T : {1.0, 3.0, 10.0, 30.0, 100.0, 1e3}) {
    const auto rate_of = [](double epsilon) { return epsilon < 0.01 ? 40.0 : epsilon < 0.7 ? 2.0 : 0.0; };
    const double expected = std::min({40 / T, 2 / T + 0.01, 0.7});
    CAPTURE(T);
    CHECK(theorem_15::upper_from_rate(rate_of, T) >= expected * (1 - 1e-12));
    CHECK(theorem_15::upper_from_rate(rate_of, T) <= expected * 1.01);
  }
}

TEST_CASE("one rate on both sides gives bounds within a factor two", "[theorem_15][property]") {
  worst ratio;
  const auto check = [&](auto rate_of, const char* name) {
    for (double T = 1; T < 1e10; T *= 7) {
      const double lower = theorem_15::lower_from_rate(rate_of, T);
      const double upper = theorem_15::upper_from_rate(rate_of, T);
      ratio.see(upper / lower, name, T);
      CHECK(lower <= upper * (1 + 1e-12));
    }
  };
  check([](double e) { return 5 * std::max(0.0, -std::log(e)); }, "logarithm");
  check([](double e) { return 1 / e; }, "power");
  check([](double e) { return std::exp(std::min(500.0, 1 / e)); }, "exponential");
  check([](double e) { return std::max(0.0, 1 - e); }, "line");
  check([](double e) { return e < 2 ? 100.0 : 0.0; }, "step");
  check([](double e) { return e < 1e-3 ? infinity : e < 1 ? 3 - e : 0.0; }, "jumps");
  INFO(ratio.where());
  CHECK(ratio.value() <= 2 * (1 + 1e-9));
}

TEST_CASE("the recursion steps by the distortion at what is known, one observation at a time", "[theorem_15][exact]") {
  const auto distortion = [](double R) { return 0.3 * std::exp(-2 * R / 3); };
  double information = 0;
  for (int T = 1; T <= 100; ++T) {
    information += distortion(information);
    CHECK(theorem_15::recursion_lower(distortion, static_cast<double>(T)) == Approx(information / T).epsilon(1e-14));
  }
}

TEST_CASE("the recursion at a long horizon keeps what it had, which is still a bound", "[theorem_15][property]") {
  const auto distortion = [](double R) { return 0.3 * std::exp(-2 * R / 3); };
  double information = 0;
  for (int t = 0; t < 20'000; ++t) information += distortion(information);
  const double found = theorem_15::recursion_lower(distortion, 20'000.0);
  CHECK(found <= information / 20'000 * (1 + 1e-12));
  CHECK(found >= 0.5 * information / 20'000);
}

TEST_CASE("the recursion has 4096 steps at most", "[theorem_15][exact]") {
  // Of D = 1 everywhere each step learns a nat.
  const auto one = [](double) { return 1.0; };
  CHECK(theorem_15::recursion_lower(one, 4095.0) == 1);
  CHECK(theorem_15::recursion_lower(one, 4096.0) == 1);
  CHECK(theorem_15::recursion_lower(one, 8192.0) == 0.5);
}

TEST_CASE("the recursion is never below the supremum, nor above what it is derived from", "[theorem_15][property]") {
  worst excess;
  for (const double a : {0.01, 0.3, 1.4})
    for (const double T : {1.0, 5.0, 100.0, 4000.0}) {
      const double d = 3;  // 2a ≤ d: R + D(R) does not fall
      const auto distortion = [&](double R) { return a * std::exp(-2 * R / d); };
      const double stepped = theorem_15::recursion_lower(distortion, T);
      excess.see(theorem_15::lower_from_distortion(distortion, T) / stepped - 1, "supremum", a, T);
      excess.see(rate::exponential_recursion_lower(d, T, a) / stepped - 1, "closed form", a, T);
      excess.see(stepped / rate::exponential_upper(d, T, a) - 1, "upper", a, T);
    }
  INFO(excess.where());
  CHECK(excess.value() < 1e-12);
}

TEST_CASE("long steps of the recursion end below single ones, and not far", "[theorem_15][property]") {
  // D = ½ ln(1 + κ e^{−2R/d}): e^{2D/d} is concave in e^{−2R/d}.
  worst above;
  worst below;
  worst at_last;
  for (const double d : {1.0, 2.0, 7.0, 40.0})
    for (const double kappa : {1e-6, 0.1, 1.0, 30.0, 1e6}) {
      const auto distortion = [&](double R) { return std::log1p(kappa * std::exp(-2 * R / d)) / 2; };
      double information = 0;
      for (int T = 1; T <= 4000; ++T) {
        information += distortion(information);
        if (T > 40 && T % 97 != 0) continue;
        const double found = theorem_15::recursion_lower(distortion, d, static_cast<double>(T));
        above.see(found * T / information - 1, d, kappa, T);
        below.see(1 - found * T / information, d, kappa, T);
        if (T >= 16 * d) at_last.see(1 - found * T / information, d, kappa, T);
      }
    }
  INFO(above.where() << ", " << below.where() << ", " << at_last.where());
  CHECK(above.value() < 1e-12);
  CHECK(below.value() < 0.15);
  CHECK(at_last.value() < 0.006);  // one step from t = 16d on; from 8d on it would lose 0.008
}

TEST_CASE("steps of any length are exact where the distortion's exponential is linear, and few",
          "[theorem_15][exact]") {
  // D = (d/2) ln(1 + κ e^{−2R/d}): e^{2R/d} grows by κ an observation.
  worst error;
  for (const double d : {1.0, 7.0, 1000.0})
    for (const double kappa : {1e-6, 0.1, 30.0})
      for (const double T : {1.0, 2.0, 9.0, 10.0, 100.0, 1e6, 1e12}) {
        int evaluations = 0;
        const auto distortion = [&](double R) {
          ++evaluations;
          return d / 2 * std::log1p(kappa * std::exp(-2 * R / d));
        };
        const double found = theorem_15::recursion_lower(distortion, d, T);
        error.see(std::abs(found * T / (d / 2 * std::log1p(kappa * T)) - 1), d, kappa, T);
        CHECK(evaluations <= std::min(T, 8 + 5 * std::log1p(2 * d)) + 1);
      }
  INFO(error.where());
  CHECK(error.value() < 1e-9);
}

TEST_CASE("in many dimensions long steps from the start lose less than a percent", "[theorem_15][property]") {
  worst above;
  worst below;
  for (const double d : {3000.0, 1e6})
    for (const double kappa : {1e-6, 0.1, 1.0, 30.0, 1e6}) {
      const auto distortion = [&](double R) { return std::log1p(kappa * std::exp(-2 * R / d)) / 2; };
      double information = 0;
      for (int T = 1; T <= std::min(d / 100, 4000.0); ++T) {
        information += distortion(information);
        const double found = theorem_15::recursion_lower(distortion, d, static_cast<double>(T));
        above.see(found * T / information - 1, d, kappa, T);
        below.see(1 - found * T / information, d, kappa, T);
      }
    }
  INFO(above.where() << ", " << below.where());
  CHECK(above.value() < 1e-12);
  CHECK(below.value() < 0.01);
}

}  // namespace unit::bound::theorem_15
