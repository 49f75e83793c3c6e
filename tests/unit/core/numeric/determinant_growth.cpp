// SPDX-License-Identifier: BSL-1.0
#include <infobound/core/numeric/determinant_growth.hpp>

#include <Eigen/Core>
#include <cmath>
#include <cstddef>
#include <infobound/process/regression/linear_regression.hpp>
#include <limits>
#include <support/catch.hpp>

namespace unit::core::numeric::determinant_growth {

namespace ib = infobound;
namespace detail = infobound::detail;
using growth = detail::determinant_growth<double>;

namespace {

/// b(v) of a Gaussian response of noise variance σ² is 1/σ².
growth gaussian_growth(double dimension, double noise_variance) {
  return growth::of_gaussian_inputs(dimension, 1.0, [&](double) { return -std::log(noise_variance); });
}

}  // namespace

TEST_CASE("the growth of a determinant is that of single steps, less at most a percent",
          "[determinant_growth][property]") {
  const double noise = GENERATE(1e4, 4.0, 0.5, 1e-9);
  const double d = GENERATE(1.0, 3.0, 40.0, 500.0);
  const auto strides = gaussian_growth(d, noise);
  const detail::chi_square_expectation<double> squared_length(d);
  double logarithm = 0;
  double horizon = 1;
  for (int t = 1; t <= 3000; ++t) {
    logarithm += squared_length.log1p(std::exp(-logarithm / d) / (d * noise));
    if (t < horizon) continue;
    CAPTURE(noise, d, t);
    const double found = strides.recursion(horizon);
    CHECK(found <= logarithm / 2 * (1 + 1e-12));
    CHECK(found >= logarithm / 2 * 0.99);
    CHECK(strides.closed_form(horizon) <= logarithm / 2 * (1 + 1e-12));
    horizon = std::floor(horizon * 2.2 + 1);
  }
}

TEST_CASE("the growth of a determinant is below that of Gaussian regression, and the same at one observation",
          "[determinant_growth][exact]") {
  const double noise = GENERATE(30.0, 1.0, 0.01);
  for (const Eigen::Index d : {1, 2, 5, 12}) {
    const auto known = gaussian_growth(static_cast<double>(d), noise);
    const ib::linear_regression<double> process{.dimension = d, .noise_variance = noise};
    CHECK(known.recursion(1.0) == Approx(process.information(1)).epsilon(1e-12));
    for (const std::size_t T : {std::size_t{2}, std::size_t{9}, std::size_t{24}}) {
      const double exact = process.information(T);
      CAPTURE(noise, d, T, exact);
      CHECK(known.recursion(static_cast<double>(T)) <= exact * (1 + 1e-12));
      CHECK(known.recursion(static_cast<double>(T)) >= 0.6 * exact);
      CHECK(known.closed_form(static_cast<double>(T)) <= exact * (1 + 1e-12));
    }
  }
}

TEST_CASE("m equal blocks grow as m determinants", "[determinant_growth][exact]") {
  const auto one = growth::of_gaussian_inputs(4.0, 1.0, [](double v) { return -v; });
  const auto five = growth::of_gaussian_inputs(4.0, 5.0, [](double v) { return -v; });
  for (const double T : {1.0, 30.0, 1e7}) {
    CHECK(five.recursion(T) == Approx(5 * one.recursion(T)).epsilon(1e-14));
    CHECK(five.closed_form(T) == Approx(5 * one.closed_form(T)).epsilon(1e-14));
  }
  CHECK(growth::closed_form(4.0, 5.0, 30.0, one.mean_log_gain()) == five.closed_form(30.0));
}

TEST_CASE("gains at the ends of the range and horizons of any length leave a determinant's growth finite",
          "[determinant_growth]") {
  for (const double d : {1.0, 1e3, 1e12}) {
    for (const double log_b : {-740.0, -300.0, 0.0, 700.0}) {
      const auto known = growth::of_gaussian_inputs(d, 1.0, [&](double) { return log_b; });
      double previous = 0;
      for (const double T : {1.0, 3.0, 1e6, 4e18}) {
        CAPTURE(d, log_b, T);
        const double found = known.recursion(T);
        CHECK(found >= previous);
        CHECK(found >= known.closed_form(T) * (1 - 1e-9));
        CHECK(found <= d / 2 * (std::log1p(T / d) + std::abs(log_b)) + 1);
        previous = found;
      }
    }
    // Labels that tell nothing at some lengths of the input, or at all.
    const double nothing = -std::numeric_limits<double>::infinity();
    const auto half = growth::of_gaussian_inputs(d, 1.0, [&](double v) { return v > 1 ? 0.0 : nothing; });
    CHECK(half.closed_form(10.0) == 0);
    CHECK(half.recursion(10.0) > 0);
    const auto none = growth::of_gaussian_inputs(d, 1.0, [&](double) { return nothing; });
    CHECK(none.recursion(10.0) == 0);
    CHECK(none.closed_form(10.0) == 0);
  }
}

TEST_CASE("a single step is exact in any scalar", "[determinant_growth][reference]") {
  // ½ E ln(1 + χ²_1) by mpmath in 50 digits.
  const auto known =
      detail::determinant_growth<long double>::of_gaussian_inputs(1.0L, 1.0L, [](const long double&) { return 0.0L; });
  CHECK(static_cast<double>(known.recursion(1.0L)) == Approx(0.2667265899220674156275591).epsilon(1e-15));
}

}  // namespace unit::core::numeric::determinant_growth
