// SPDX-License-Identifier: BSL-1.0
#include <Eigen/Core>
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <infobound/process/regression/linear_regression.hpp>
#include <limits>
#include <stdexcept>
#include <support/catch.hpp>
#include <support/reference.hpp>
#include <support/thrown.hpp>
#include <support/worst.hpp>
#include <tuple>
#include <utility>

namespace unit::process::regression::linear_regression_information {

namespace ib = infobound;

namespace {

double information(Eigen::Index dimension, std::size_t horizon, double noise_variance) {
  return ib::linear_regression<double>{.dimension = dimension, .noise_variance = noise_variance}.information(horizon);
}

}  // namespace

TEST_CASE("the information of linear regression agrees with the reference table", "[linear_regression][reference]") {
  worst error;
  for (const auto& row : reference::table("linear_regression_information", 4)) {
    const double found = information(row.input<Eigen::Index>(0), row.input<std::size_t>(1), row.input(2));
    error.see(std::abs(found / row.value(3) - 1), row.input(0), row.input(1), row.input(2));
  }
  INFO(error.where());
  CHECK(error.value() < 1e-13);
}

TEST_CASE("the information of linear regression at large sizes is the one computed elsewhere",
          "[linear_regression][reference]") {
  CHECK(information(500, 2000, 1.0) == Approx(381.8218057884991).epsilon(1e-12));
  CHECK(information(50, 500, 0.2) == Approx(97.0303701337699).epsilon(1e-12));
  CHECK(information(5, 10, 0.25) == Approx(4.852044238249874).epsilon(1e-13));
  CHECK(information(50, 50, 0.25) == Approx(31.676193108761495).epsilon(1e-12));
}

TEST_CASE("information depends on the two sizes and on d times the noise alone", "[linear_regression][exact]") {
  // XXᵀ and XᵀX have the same eigenvalues but for zeros: d and T may change places if dσ² stays.
  for (const auto& [d, T, noise] :
       {std::tuple{1, 7, 0.5}, {3, 8, 1e-6}, {10, 11, 2.0}, {25, 100, 1e3}, {64, 65, 1e-12}, {7, 400, 0.01}}) {
    const double swapped = information(T, static_cast<std::size_t>(d), noise * d / T);
    CAPTURE(d, T, noise);
    CHECK(information(d, static_cast<std::size_t>(T), noise) == Approx(swapped).epsilon(1e-13));
  }
}

TEST_CASE("one dimension, or one observation, has the chi-square mean of a logarithm", "[linear_regression][exact]") {
  for (const double noise : {1e-12, 1e-3, 1.0, 1e6}) {
    for (const int d : {1, 2, 10, 1000}) {
      const ib::linear_regression<double> process{.dimension = d, .noise_variance = noise};
      CAPTURE(d, noise);
      CHECK(process.information(1) == Approx(process.distortion_rate()(0.0)).epsilon(1e-12));
    }
  }
}

TEST_CASE("information of linear regression rises and is concave in the horizon", "[linear_regression][property]") {
  for (const double noise : {1e-9, 0.1, 1.0, 1e9}) {
    for (const int d : {1, 2, 5, 10, 31}) {
      double before = 0;
      double increment_before = std::numeric_limits<double>::infinity();
      for (std::size_t horizon = 1; horizon <= 80; ++horizon) {
        const double now = information(d, horizon, noise);
        const double slack = 1e-12 * now;
        CAPTURE(d, noise, horizon);
        CHECK(now > before);
        CHECK(now - before <= increment_before + slack);
        increment_before = now - before;
        before = now;
      }
    }
  }
}

TEST_CASE("information of linear regression falls in the noise", "[linear_regression][property]") {
  for (const auto& [d, T] : {std::pair{1, 1}, {2, 2}, {10, 10}, {10, 3}, {100, 250}}) {
    double before = std::numeric_limits<double>::infinity();
    for (double noise = 1e-12; noise < 2e12; noise *= 10) {
      const double now = information(d, static_cast<std::size_t>(T), noise);
      CAPTURE(d, T, noise);
      CHECK(now > 0);
      CHECK(now < before);
      before = now;
    }
  }
}

TEST_CASE("information has its limits: T/2σ² under much noise, and n/2 per factor of e of the noise under little",
          "[linear_regression][exact]") {
  for (const auto& [d, T] : {std::pair{1, 1}, {5, 3}, {3, 50}, {200, 200}}) {
    const auto horizon = static_cast<std::size_t>(T);
    CAPTURE(d, T);
    CHECK(information(d, horizon, 1e9) == Approx(T / 2e9).epsilon(1e-5));
    // The slope is exact where every eigenvalue is far above the noise: T and d well apart.
    if (std::abs(T - d) > 10)
      CHECK(information(d, horizon, 1e-9) - information(d, horizon, 1e-6) ==
            Approx(std::min(d, T) / 2.0 * std::log(1e3)).epsilon(1e-6));
  }
}

TEST_CASE("information of linear regression is finite and in order at its extremes", "[linear_regression][property]") {
  for (const double noise : {5e-324, 1e-300, 1e-100, 1e-12, 1.0, 1e12, 1e100}) {
    for (const auto& [d, T] :
         {std::pair{1, 1}, {1, 1'000'000'000}, {1'000'000, 1}, {1'000'000, 3}, {2, 1'000'000}, {300, 300}}) {
      const double found = information(d, static_cast<std::size_t>(T), noise);
      const double size = static_cast<double>(std::min(d, T)) / 2;
      // In double the quotients may overflow.
      const long double gain = T <= d ? 1 / static_cast<long double>(noise) : T / (d * static_cast<long double>(noise));
      const double upper = size * static_cast<double>(std::log1p(gain));
      CAPTURE(noise, d, T, found, upper);
      CHECK((found > 0 && found <= upper * (1 + 1e-12)));
      CHECK(found >= 0.2 * upper);
    }
  }
}

TEST_CASE("linear regression refuses no dimension, no noise and no observation by name", "[linear_regression][error]") {
  using linear = ib::linear_regression<double>;
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const double infinity = std::numeric_limits<double>::infinity();
  const auto said = [](const linear& process) { return thrown<std::domain_error>([&] { process.validate(); }); };
  CHECK(said({.dimension = 1, .noise_variance = 5e-324}) == "nothing");
  CHECK(said({.dimension = 0, .noise_variance = 1}) == "linear_regression.dimension = 0, must be >= 1");
  CHECK(said({.dimension = -1, .noise_variance = 1}) == "linear_regression.dimension = -1, must be >= 1");
  CHECK(said({.dimension = 3, .noise_variance = 0}) == "linear_regression.noise_variance = 0, must be > 0 and finite");
  CHECK(said({.dimension = 3, .noise_variance = -0.5}) ==
        "linear_regression.noise_variance = -0.5, must be > 0 and finite");
  CHECK(said({.dimension = 3, .noise_variance = nan}) ==
        "linear_regression.noise_variance = nan, must be > 0 and finite");
  CHECK(said({.dimension = 3, .noise_variance = infinity}) ==
        "linear_regression.noise_variance = inf, must be > 0 and finite");
  CHECK(thrown<std::domain_error>([] { return information(3, 0, 1.0); }) == "horizon = 0, must be >= 1");
}

}  // namespace unit::process::regression::linear_regression_information
