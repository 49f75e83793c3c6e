// SPDX-License-Identifier: BSL-1.0
#include <Eigen/Core>
#include <cmath>
#include <infobound/rate/uniform_sphere.hpp>
#include <limits>
#include <stdexcept>
#include <support/catch.hpp>
#include <support/reference.hpp>
#include <support/thrown.hpp>
#include <support/worst.hpp>

namespace unit::rate::uniform_sphere {

namespace rate = infobound::rate;

TEST_CASE("the rate of a uniform unit vector agrees with the reference table", "[uniform_sphere][reference]") {
  worst error;
  worst wide_error;
  for (const auto& row : reference::table("uniform_sphere", 3)) {
    const auto d = row.input<Eigen::Index>(0);
    error.see(std::abs(rate::uniform_sphere(d, row.input(1)) / row.value(2) - 1), d, row.input(1));
    const long double found = rate::uniform_sphere(d, row.input<long double>(1));
    wide_error.see(static_cast<double>(std::abs(found / row.value<long double>(2) - 1)), d, row.input(1));
  }
  INFO(error.where() << ", " << wide_error.where());
  CHECK(error.value() < 1e-13);
  CHECK(wide_error.value() < 1e-16);
}

TEST_CASE("the rate of a unit vector falls and is convex in the distortion, and is below that of a Gaussian vector",
          "[uniform_sphere][property]") {
  const Eigen::Index d = GENERATE(1, 2, 3, 5, 20, 64, 65, 66, 67, 500, 100000, 1000000);
  CAPTURE(d);
  worst excess;
  worst rise;
  worst concave;
  double steeper = -std::numeric_limits<double>::infinity();
  double before = std::numeric_limits<double>::infinity();
  for (double distortion = 1e-9; distortion < 1; distortion *= 1.3) {
    const double found = rate::uniform_sphere(d, distortion);
    excess.see(found / (-0.5 * static_cast<double>(d) * std::log(distortion)) - 1, distortion);
    if (before < std::numeric_limits<double>::infinity()) {
      rise.see(found - before, distortion);
      const double slope = (found - before) / (distortion - distortion / 1.3);
      concave.see(steeper - slope, distortion);
      steeper = slope;
    }
    before = found;
  }
  INFO(excess.where() << ", " << rise.where() << ", " << concave.where());
  CHECK(excess.value() < 0);
  CHECK(rise.value() < 1e-13);
  CHECK(concave.value() < 1e-4);
}

TEST_CASE("the rate of a unit vector keeps its digits in any dimension", "[uniform_sphere][exact]") {
  // Between ((d − 1)/2) ln(1/δ²) and (d/2) ln(1/δ²).
  const double eps = std::numeric_limits<double>::epsilon();
  for (const double distortion : {1 - eps, 0.5, 1e-9, 5e-324})
    CHECK(rate::uniform_sphere(1'000'000'000'000'000'000, distortion) ==
          Approx(-5e17 * std::log(distortion)).epsilon(1e-13));
}

TEST_CASE("the rate of a unit vector has its limits", "[uniform_sphere][exact]") {
  const double infinity = std::numeric_limits<double>::infinity();
  for (const Eigen::Index d : {1, 2, 30}) {
    CHECK(rate::uniform_sphere(d, 1.0) == 0);
    CHECK(rate::uniform_sphere(d, infinity) == 0);
    // ½ d m² where m² = 1 − δ² is small.
    CHECK(rate::uniform_sphere(d, 1 - 1e-12) == Approx(0.5e-12 * static_cast<double>(d)).epsilon(1e-4));
  }
  CHECK(rate::uniform_sphere(1, 0.0) == Approx(std::log(2.0)).epsilon(1e-15));
  CHECK(rate::uniform_sphere(1, 1e-310) == Approx(std::log(2.0)).epsilon(1e-15));
  CHECK(rate::uniform_sphere(2, 0.0) == infinity);
  // A step of ten in δ² costs (d − 1)/2 ln 10 at high precision, down to the smallest numbers.
  CHECK(rate::uniform_sphere(7, 1e-306) - rate::uniform_sphere(7, 1e-305) == Approx(3 * std::log(10.0)).epsilon(1e-9));
  CHECK(rate::uniform_sphere(10, 3e-17) > rate::uniform_sphere(10, 3.1e-17));
  CHECK(rate::uniform_sphere(7, 1e-30) - rate::uniform_sphere(7, 1e-29) == Approx(3 * std::log(10.0)).epsilon(1e-9));
}

TEST_CASE("every concentration of the von Mises–Fisher law is a point of the rate's graph", "[uniform_sphere][exact]") {
  worst error;
  for (const double d : {1.0, 2.0, 3.0, 24.0, 66.0, 1e4}) {
    const infobound::detail::von_mises_fisher<double> law(d);
    for (double kappa = 1e-3; kappa < 1e12; kappa *= 7) {
      const auto found = law(kappa);
      CHECK(found.mean + found.complement / kappa == Approx(1.0).epsilon(1e-14));
      const double distortion = found.complement / kappa * (1 + found.mean);
      if (distortion < 0.9 && distortion > 1e-290)
        error.see(std::abs(rate::uniform_sphere(static_cast<Eigen::Index>(d), distortion) / found.rate - 1), d, kappa);
    }
  }
  INFO(error.where());
  CHECK(error.value() < 1e-12);
}

TEST_CASE("the rate in three dimensions is that of its closed form", "[uniform_sphere][exact]") {
  for (const double kappa : {0.7, 3.0, 40.0}) {
    const auto found = infobound::detail::von_mises_fisher<double>(3)(kappa);
    CHECK(found.mean == Approx(1 / std::tanh(kappa) - 1 / kappa).epsilon(1e-12));
    const double expected = kappa / std::tanh(kappa) - 1 - std::log(std::sinh(kappa) / kappa);
    CHECK(found.rate == Approx(expected).epsilon(1e-13));
  }
}

TEST_CASE("a single-precision rate is the double one, rounded", "[uniform_sphere][exact]") {
  CHECK(rate::uniform_sphere(10, 0.25F) == static_cast<float>(rate::uniform_sphere(10, 0.25)));
}

TEST_CASE("a dimension or a distortion outside its domain is refused by name", "[uniform_sphere][error]") {
  CHECK(thrown<std::domain_error>([] { return rate::uniform_sphere(0, 0.5); }) == "dimension = 0, must be >= 1");
  CHECK(thrown<std::domain_error>([] { return rate::uniform_sphere(2, -0.5); }) == "distortion = -0.5, must be >= 0");
}

}  // namespace unit::rate::uniform_sphere
