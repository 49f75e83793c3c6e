// SPDX-License-Identifier: BSL-1.0
#include <algorithm>
#include <cmath>
#include <infobound/core/numeric/marchenko_pastur.hpp>
#include <support/catch.hpp>
#include <support/worst.hpp>

namespace unit::core::numeric::marchenko_pastur {

using infobound::detail::marchenko_pastur_information;

namespace {

/// The same formula as it is usually written, in extended precision.
long double plain(long double d, long double T, long double noise) {
  const long double beta = d / T;
  const long double rho = T / (d * noise);
  const long double a = std::sqrt(1 + rho * (1 - std::sqrt(beta)) * (1 - std::sqrt(beta)));
  const long double b = std::sqrt(1 + rho * (1 + std::sqrt(beta)) * (1 + std::sqrt(beta)));
  const long double f = (b - a) * (b - a);
  const long double bulk =
      T / 2 * (beta * std::log(1 + rho - f / 4) + std::log(1 + rho * beta - f / 4) - f / (4 * rho));
  return bulk + std::log(4 * a * b / ((a + b) * (a + b))) / 4;
}

}  // namespace

TEST_CASE("the Marchenko-Pastur approximation has the values computed elsewhere", "[marchenko_pastur][reference]") {
  CHECK(marchenko_pastur_information(50.0, 50.0, 0.25) == Approx(31.674232032369048).epsilon(1e-14));
}

TEST_CASE("the Marchenko-Pastur formula is the textbook's where that does not cancel", "[marchenko_pastur][exact]") {
  worst error;
  for (const double d : {1.0, 5.0, 50.0, 1000.0})
    for (const double T : {1.0, 10.0, 50.0, 3000.0})
      for (const double noise : {1e-3, 0.25, 1.0, 10.0}) {
        const auto expected = static_cast<double>(plain(d, T, noise));
        error.see(std::abs(marchenko_pastur_information(d, T, noise) / expected - 1), d, T, noise);
      }
  INFO(error.where());
  CHECK(error.value() < 1e-12);
}

TEST_CASE("the Marchenko-Pastur formula does not cancel under much noise: it tends to T/2σ²",
          "[marchenko_pastur][exact]") {
  worst error;
  for (const double d : {1.0, 50.0, 1e4})
    for (const double T : {1.0, 50.0, 1e6}) {
      const double rho = 1e-9;
      const double noise = T / (d * rho) * std::max(1.0, d / T);
      error.see(std::abs(marchenko_pastur_information(d, T, noise) / (T / (2 * noise)) - 1), d, T, noise);
    }
  INFO(error.where());
  CHECK(error.value() < 1e-8);
}

TEST_CASE("the Marchenko-Pastur approximation stays positive and below Jensen's bound at the extremes of its domain",
          "[marchenko_pastur][property]") {
  worst excess;
  for (const double d : {1.0, 2.0, 50.0, 1e3, 1e6})
    for (const double T : {1.0, 50.0, 1e3, 1e6, 1e9})
      for (double noise = 1e-12; noise < 2e12; noise *= 1e3) {
        const double found = marchenko_pastur_information(d, T, noise);
        const double jensen = T <= d ? T / 2 * std::log1p(1 / noise) : d / 2 * std::log1p(T / (d * noise));
        excess.see(found > 0 ? found / jensen - 1 : 1, d, T, noise);
        if (T / d > 1e5) CHECK(found == Approx(jensen).epsilon(1e-5));
      }
  INFO(excess.where());
  CHECK(excess.value() < 1e-12);
}

}  // namespace unit::core::numeric::marchenko_pastur
