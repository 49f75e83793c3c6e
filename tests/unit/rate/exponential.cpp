// SPDX-License-Identifier: BSL-1.0
#include <cmath>
#include <infobound/rate/exponential.hpp>
#include <support/catch.hpp>
#include <support/worst.hpp>

namespace unit::rate::exponential {

namespace rate = infobound::rate;

TEST_CASE("the root of Theorem 15 for an exponential rate solves its equation", "[exponential][exact]") {
  worst error;
  for (const double d : {0.5, 1.0, 7.0, 1e6})
    for (const double T : {1.0, 100.0, 1e9})
      for (const double a : {1e-12, 0.01, 1.0, 50.0, 1e12}) {
        const double epsilon = rate::exponential_root_lower(d, T, a);
        // (d/2T) ln(a/ε) = ε, that is w e^w = 2aT/d with w = 2Tε/d.
        const double w = 2 * T * epsilon / d;
        error.see(std::abs(w + std::log(w) - std::log(2 * a * T / d)) / (1 + w), d, T, a);
      }
  INFO(error.where());
  CHECK(error.value() < 1e-13);
}

TEST_CASE("dimension, horizon and amplitude may be anywhere in the scalar's range", "[exponential][exact]") {
  const double ten = std::log(10.0);
  // W₀(2·10⁶⁰⁰) solves w + ln w = ln 2 + 600 ln 10.
  const double w = rate::exponential_root_lower(1.0, 1e300, 1e300) * 2e300;
  CHECK(w + std::log(w) == Approx(std::log(2.0) + 600 * ten).epsilon(1e-14));
  CHECK(rate::exponential_root_lower(1e300, 1.0, 1e-300) == Approx(1e-300).epsilon(1e-14));
  CHECK(rate::exponential_upper(1.0, 1e300, 1e300) * 2e300 == Approx(1 + std::log(2.0) + 600 * ten).epsilon(1e-14));
  CHECK(rate::exponential_upper(1e300, 1.0, 1e-300) == 1e-300);
  CHECK(rate::exponential_recursion_lower(1e300, 1e-200, 1e-300) == Approx(1e-300).epsilon(1e-14));
  CHECK(rate::exponential_recursion_lower(1e-200, 1e8, 1e-201) == Approx(5e-209 * std::log1p(2e7)).epsilon(1e-14));
}

TEST_CASE("the recursion exceeds the root where it is proved, and claims nothing elsewhere", "[exponential][exact]") {
  for (const double d : {1.0, 7.0, 1e6})
    for (const double T : {1.0, 100.0, 1e9}) {
      for (const double share : {1e-9, 0.3, 1.0}) {
        const double a = share * d / 2;
        CHECK(rate::exponential_recursion_lower(d, T, a) ==
              Approx(d / (2 * T) * std::log1p(2 * a * T / d)).epsilon(1e-14));
        CHECK(rate::exponential_recursion_lower(d, T, a) >= rate::exponential_root_lower(d, T, a));
      }
      CHECK(rate::exponential_recursion_lower(d, T, 1.001 * d / 2) == 0);
    }
}

TEST_CASE("the upper bound is continuous at T = d/2b, is b before, and stays above the lower bounds",
          "[exponential][exact]") {
  worst excess;
  for (const double d : {1.0, 7.0, 1e6})
    for (const double b : {1e-6, 0.3, 100.0}) {
      const double knee = d / (2 * b);
      CHECK(rate::exponential_upper(d, 0.5 * knee, b) == b);
      CHECK(rate::exponential_upper(d, knee * (1 + 1e-9), b) == Approx(b).epsilon(1e-8));
      CHECK(rate::exponential_upper(d, 10 * knee, b) == Approx(b / 10 * (1 + std::log(10.0))).epsilon(1e-13));
      for (double T = 1; T < 1e10; T *= 10) {
        const double upper = rate::exponential_upper(d, T, b);
        excess.see(rate::exponential_root_lower(d, T, b) / upper - 1, d, b, T);
        excess.see(rate::exponential_recursion_lower(d, T, b) / upper - 1, d, b, T);
        CHECK(upper <= 2 * rate::exponential_root_lower(d, T, b) * (1 + 1e-12));  // one rate on both sides
      }
    }
  INFO(excess.where());
  CHECK(excess.value() < 1e-12);
}

TEST_CASE("an exponential rate of amplitude 0 says nothing, and costs nothing", "[exponential][exact]") {
  CHECK(rate::exponential_root_lower(3.0, 10.0, 0.0) == 0);
  CHECK(rate::exponential_recursion_lower(3.0, 10.0, 0.0) == 0);
  CHECK(rate::exponential_upper(3.0, 10.0, 0.0) == 0);
}

}  // namespace unit::rate::exponential
