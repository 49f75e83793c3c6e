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
#include <vector>

namespace unit::process::regression::linear_regression_rate {

namespace ib = infobound;
using linear = ib::linear_regression<double>;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

linear regression(double dimension, double noise_variance) {
  return {.dimension = static_cast<Eigen::Index>(dimension), .noise_variance = noise_variance};
}

/// Where the rate reaches 0: I(Y;θ|X).
double prior_error(const linear& process) { return process.distortion_rate()(0.0); }

}  // namespace

TEST_CASE("the distortion-rate function of linear regression agrees with the reference table",
          "[linear_regression][reference]") {
  worst error;
  for (const auto& row : reference::table("linear_regression_rate", 4)) {
    const auto distortion = regression(row.input(0), row.input(1)).distortion_rate();
    error.see(std::abs(distortion(row.input(2)) / row.value(3) - 1), row.input(0), row.input(1), row.input(2));
  }
  INFO(error.where());
  CHECK(error.value() < 1e-12);
}

TEST_CASE("the exact rate is the inverse of the distortion in the reference table", "[linear_regression][reference]") {
  worst error;  // in units of the stated accuracy
  for (const auto& row : reference::table("linear_regression_rate", 4)) {
    const double d = row.input(0);
    const double rate = row.input(2);
    // Where the distortion is given only to its last bit, the rate is known to no more than this.
    const double distortion = row.value(3);
    const double found = regression(d, row.input(1)).rate_distortion(distortion);
    error.see(std::abs(found - rate) / (1e-13 * d + 1e-13 * rate), d, row.input(1), rate);
  }
  INFO(error.where());
  CHECK(error.value() < 1);
}

TEST_CASE("rate and distortion are each other's inverse from 1e-300 to the error of the first observation",
          "[linear_regression][property]") {
  worst error;
  for (const double d : {1.0, 2.0, 7.0, 100.0, 1e6})
    for (const double noise : {1e-12, 1e-3, 1.0, 1e3, 1e12}) {
      const auto process = regression(d, noise);
      const auto distortion = process.distortion_rate();
      for (const double share : {1 - 1e-15, 1 - 1e-9, 0.999, 0.5, 1e-3, 1e-30, 1e-100, 1e-280}) {
        const double epsilon = share * prior_error(process);
        const double rate = process.rate_distortion(epsilon);
        // An error of one part in 1e13 in rate/d is one of as much in ε.
        error.see(std::abs(distortion(rate) / epsilon - 1) / (1 + 2 * rate / d), d, noise, share);
      }
    }
  INFO(error.where());
  CHECK(error.value() < 1e-13);
}

TEST_CASE("the exact rate lies between its closed bounds, which differ by at most (d/2) ln(1/c_d)",
          "[linear_regression][property]") {
  worst outside;
  worst gap;
  for (const double d : {1.0, 2.0, 5.0, 50.0, 1e3, 1e6})
    for (double noise = 1e-12; noise < 2e12; noise *= 100) {
      const auto process = regression(d, noise);
      const double widest = -d / 2 * ib::linear_regression_bounds::log_expected_chi_square(d);
      CHECK((widest > 0.5 && widest < 0.636));
      for (const double epsilon : {1e-300, 1e-100, 1e-12, 1e-6, 1e-3, 0.01, 0.1, 0.3, 1.0, 3.0, 20.0, 300.0, 1e300}) {
        const double exact = process.rate_distortion(epsilon);
        const double lower = process.rate_lower(epsilon);
        const double upper = process.rate_upper(epsilon);
        const double rounding = 1e-13 * d + 1e-13 * upper;
        outside.see((lower - exact) / rounding, "lower", d, noise, epsilon);
        outside.see((exact - upper) / rounding, "upper", d, noise, epsilon);
        gap.see((upper - lower - widest) / rounding, d, noise, epsilon);
        CHECK((lower >= 0 && std::isfinite(upper)));
      }
    }
  INFO(outside.where() << ", " << gap.where());
  CHECK(outside.value() < 1);
  CHECK(gap.value() < 1);
}

TEST_CASE("the rate and its bounds are convex and fall in the tolerance", "[linear_regression][property]") {
  for (const double d : {1.0, 3.0, 50.0})
    for (const double noise : {1e-6, 0.25, 4.0, 1e6}) {
      const auto process = regression(d, noise);
      const double end = 1.2 * std::log1p(1 / noise) / 2;
      const int count = 60;
      for (const auto rate : {&linear::rate_distortion, &linear::rate_lower, &linear::rate_upper}) {
        std::vector<double> value;
        for (int i = 1; i <= count; ++i) value.push_back((process.*rate)(end * i / count));
        const double slack = 1e-11 * (1 + value.front());
        CAPTURE(d, noise);
        for (std::size_t i = 1; i + 1 < value.size(); ++i) {
          CHECK(value[i] <= value[i - 1] + slack);
          CHECK(2 * value[i] <= value[i - 1] + value[i + 1] + slack);
        }
        CHECK(value.back() == 0);
      }
    }
}

TEST_CASE("the distortion-rate function falls, is convex, and never by more than the rate",
          "[linear_regression][property]") {
  // D(R) ≥ D(0) − R, by which R + D(R) does not fall: what the recursion needs.
  for (const double d : {1.0, 2.0, 20.0})
    for (const double noise : {1e-6, 0.25, 4.0}) {
      const auto distortion = regression(d, noise).distortion_rate();
      const double slack = 1e-14 * distortion(0.0);
      for (double rate = 0; rate < 20 * d; rate += d / 8) {
        const double here = distortion(rate);
        const double next = distortion(rate + d / 8);
        CAPTURE(d, noise, rate);
        CHECK(next < here);
        CHECK(next + d / 8 >= here - slack);
        CHECK(distortion(rate + d / 16) <= (here + next) / 2 + slack);
      }
      CHECK(distortion(infinity) == 0);
    }
}

TEST_CASE(
    "the rate is 0 from the error of the first observation on, its upper bound from ½ ln(1 + 1/σ²), and both at "
    "infinity",
    "[linear_regression][exact]") {
  for (const double noise : {1e-12, 0.25, 1e12}) {
    const auto process = regression(4, noise);
    const double end = prior_error(process);
    CHECK(process.rate_distortion(end) == 0);
    CHECK(process.rate_distortion(end * 1.0001) == 0);
    CHECK(process.rate_distortion(end * 0.9999) > 0);
    CHECK(process.rate_upper(std::log1p(1 / noise) / 2 * 1.0001) == 0);
    CHECK(process.rate_upper(std::log1p(1 / noise) / 2 * 0.9999) > 0);
    CHECK(process.rate_distortion(infinity) == 0);
    CHECK(process.rate_lower(infinity) == 0);
    CHECK(process.rate_upper(infinity) == 0);
  }
}

TEST_CASE("the rates of a fixed design use its power and no more dimensions than it has rows",
          "[linear_regression][exact]") {
  Eigen::MatrixXd x(3, 2);
  x << 1, 2, 0, -1, 3, 1;
  const ib::linear_regression<double, ib::fixed_design<double>> process{
      .dimension = 2, .noise_variance = 0.5, .inputs = {x}};
  const double epsilon = 0.1;
  const double level = 0.5 * std::expm1(2 * epsilon);
  CHECK(process.rate_upper(epsilon, 1) == Approx(0.5 * std::log(5.0 / 2 / level)).epsilon(1e-13));
  CHECK(process.rate_upper(epsilon, 2) == Approx(1.0 * std::log(6.0 / 4 / level)).epsilon(1e-13));
  CHECK(process.rate_upper(epsilon, 3) == Approx(1.0 * std::log(16.0 / 6 / level)).epsilon(1e-13));
  CHECK(process.rate_upper(10.0, 3) == 0);
  CHECK(process.rate_upper(infinity, 3) == 0);
  const ib::linear_regression<double, ib::fixed_design<double>> silent{
      .dimension = 2, .noise_variance = 0.5, .inputs = {Eigen::MatrixXd::Zero(3, 2)}};
  CHECK(silent.rate_upper(1e-300, 3) == 0);
}

TEST_CASE("rates refuse a tolerance that is not positive, NaN included", "[linear_regression][error]") {
  const auto process = regression(3, 1);
  for (const auto rate : {&linear::rate_distortion, &linear::rate_lower, &linear::rate_upper}) {
    const auto said = [&](double epsilon) {
      return thrown<std::domain_error>([&] { return (process.*rate)(epsilon); });
    };
    CHECK(said(0) == "epsilon = 0, must be > 0");
    CHECK(said(-0.1) == "epsilon = -0.1, must be > 0");
    CHECK(said(std::numeric_limits<double>::quiet_NaN()) == "epsilon = nan, must be > 0");
  }
}

TEST_CASE("rates in float near the largest epsilon are those in double, rounded to the safe side",
          "[linear_regression][exact]") {
  const ib::linear_regression<float> narrow{2, 1.12e-24F};
  const ib::linear_regression<double> exact{2, static_cast<double>(narrow.noise_variance)};
  for (const float epsilon : {26.0F, 27.0F, 27.25F, 27.275F, 27.285F}) {
    CAPTURE(epsilon);
    const double rate = exact.rate_distortion(epsilon);
    REQUIRE(rate > 0);
    CHECK(static_cast<double>(narrow.rate_distortion(epsilon)) == Approx(rate).epsilon(1e-6));
    CHECK(static_cast<double>(narrow.rate_lower(epsilon)) <= exact.rate_lower(epsilon));
    CHECK(static_cast<double>(narrow.rate_lower(epsilon)) == Approx(exact.rate_lower(epsilon)).epsilon(1e-6));
    CHECK(static_cast<double>(narrow.rate_upper(epsilon)) >= exact.rate_upper(epsilon));
    CHECK(static_cast<double>(narrow.rate_upper(epsilon)) == Approx(exact.rate_upper(epsilon)).epsilon(1e-6));
  }
}

}  // namespace unit::process::regression::linear_regression_rate
