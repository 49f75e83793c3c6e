// SPDX-License-Identifier: BSL-1.0
// Closed forms in every scalar: built in, and wide.
#include <boost/multiprecision/cpp_bin_float.hpp>
#include <boost/multiprecision/eigen.hpp>

#include <Eigen/Core>
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <infobound/bound/error_bounds.hpp>
#include <infobound/bound/sample_complexity.hpp>
#include <infobound/information/conjugate.hpp>
#include <infobound/information/information.hpp>
#include <infobound/process/linear_regression.hpp>
#include <infobound/rate/rate_distortion.hpp>
#include <limits>
#include <support/catch.hpp>
#include <support/reference.hpp>
#include <support/worst.hpp>
#include <type_traits>
#include <vector>

namespace unit::process::linear_regression_scalars {

namespace ib = infobound;
using wide = boost::multiprecision::cpp_bin_float_50;

namespace {

/// What a scalar can be asked for: its own precision, or that of the tables (30 digits), with the room given.
template <class Real>
double precision(double room) {
  return room * std::max(static_cast<double>(std::numeric_limits<Real>::epsilon()), 1e-30);
}

template <class Real>
double relative(const Real& found, const Real& expected) {
  return std::abs(static_cast<double>((found - expected) / expected));
}

template <class Real>
ib::linear_regression<Real> process_of(const reference::row& row, std::size_t noise_column) {
  return {.dimension = row.input<Eigen::Index>(0), .noise_variance = row.input<Real>(noise_column)};
}

template <class Real>
worst information_error() {
  worst error;
  for (const auto& row : reference::table("linear_regression_information", 4)) {
    const auto horizon = row.input<std::size_t>(1);
    // Wide scalars are slow at larger sizes.
    if (!std::is_floating_point_v<Real> && row.input(0) * row.input(1) > 6) continue;
    error.see(relative(process_of<Real>(row, 2).information(horizon), row.value<Real>(3)), row.input(0), row.input(1),
              row.input(2));
  }
  return error;
}

template <class Real>
worst distortion_error() {
  worst error;
  for (const auto& row : reference::table("linear_regression_rate", 4)) {
    if (row.input(0) > (std::is_floating_point_v<Real> ? 50 : 2) || row.value(3) < 1e-30) continue;
    error.see(relative(process_of<Real>(row, 1).distortion_rate()(row.input<Real>(2)), row.value<Real>(3)),
              row.input(0), row.input(1), row.input(2));
  }
  return error;
}

}  // namespace

TEST_CASE("the exact information of linear regression has the precision of its scalar",
          "[linear_regression][reference]") {
  const auto in_float = information_error<float>();
  const auto in_long_double = information_error<long double>();
  const auto in_wide = information_error<wide>();
  INFO(in_float.where() << ", " << in_long_double.where() << ", " << in_wide.where());
  CHECK(in_float.value() < precision<float>(8));
  CHECK(in_long_double.value() < precision<long double>(1000));
  CHECK(in_wide.value() < precision<wide>(10));
}

TEST_CASE("the distortion-rate function has the precision of its scalar", "[linear_regression][reference]") {
  const auto in_float = distortion_error<float>();
  const auto in_long_double = distortion_error<long double>();
  const auto in_wide = distortion_error<wide>();
  INFO(in_float.where() << ", " << in_long_double.where() << ", " << in_wide.where());
  CHECK(in_float.value() < precision<float>(1000));
  CHECK(in_long_double.value() < precision<long double>(1000));
  CHECK(in_wide.value() < precision<wide>(10));
}

TEST_CASE("every bound in float is the one in long double", "[linear_regression][property]") {
  const ib::linear_regression<float> process{.dimension = 3, .noise_variance = 0.25F};
  const ib::linear_regression<long double> precise{.dimension = 3, .noise_variance = 0.25L};
  for (const std::size_t horizon : {1U, 5U, 100U, 1'000'000U}) {
    const auto found = ib::error_bounds(process, horizon);
    const auto expected = ib::error_bounds(precise, horizon);
    REQUIRE(found.size() == expected.size());
    for (std::size_t i = 0; i < found.size(); ++i) {
      CAPTURE(horizon, found[i].source);
      // The optimum over R is found to half of the digits.
      CHECK(static_cast<double>(found[i].value) == Approx(static_cast<double>(expected[i].value)).epsilon(1e-3));
      CHECK(found[i].direction == expected[i].direction);
    }
    const auto bracket = ib::error_bracket(process, horizon);
    CHECK(bracket.lower.value <= bracket.upper.value);
  }
}

TEST_CASE("the verbs can be had in float", "[linear_regression][exact]") {
  const ib::linear_regression<float> process{.dimension = 5, .noise_variance = 0.25F};
  const auto information = ib::information(process, 10);
  CHECK(static_cast<double>(information.lower.mean) == Approx(4.852044238249874).epsilon(1e-6));
  CHECK(information.interval(0.95).upper == information.upper.mean);
  // Five standard errors: fails with probability 6e-7.
  const auto simulated = ib::information(process, 10, ib::conjugate{.replicates = 400});
  CHECK(std::abs(simulated.lower.mean - information.lower.mean) < 5 * simulated.lower.standard_error);
  CHECK((simulated.interval(0.95).lower < simulated.lower.mean && simulated.lower.standard_error < 0.1F));
  CHECK(static_cast<double>(ib::rate_distortion(process, 0.1F).upper.value) == Approx(7.147214207299911).epsilon(1e-5));
  const auto needed = ib::sample_complexity(process, 0.1F);
  CHECK((needed.lower.value == 112 && needed.upper.value == 113));
}

TEST_CASE("a fixed design can be had in float", "[fixed_design][exact]") {
  Eigen::MatrixXf x(3, 2);
  x << 1, 2, 0, -1, 3, 1;
  const ib::linear_regression<float, ib::fixed_design<float>> process{
      .dimension = 2, .noise_variance = 0.5F, .inputs = {x}};
  // XᵀX = (10 5; 5 6), dσ² = 1.
  CHECK(static_cast<double>(ib::information(process, 3).lower.mean) == Approx(std::log(52.0) / 2).epsilon(1e-6));
  const auto bracket = ib::error_bracket(process, 3);
  CHECK(static_cast<double>(bracket.lower.value) < std::log(52.0) / 6);
  CHECK(static_cast<double>(bracket.upper.value) > std::log(52.0) / 6);
}

}  // namespace unit::process::linear_regression_scalars
