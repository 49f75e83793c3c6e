// SPDX-License-Identifier: BSL-1.0
#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <infobound/process/regression/linear_regression_bounds.hpp>
#include <limits>
#include <support/catch.hpp>
#include <support/reference.hpp>
#include <support/worst.hpp>

namespace unit::process::regression::linear_regression_bounds {

namespace bounds = infobound::linear_regression_bounds;

namespace {

template <class Real>
using bound_function = Real (*)(const Real&, const Real&, const Real&);

template <class Real>
constexpr std::array<bound_function<Real>, 7> all = {
    bounds::jensen_upper<Real>,  bounds::explicit_upper<Real>,  bounds::optimised_upper<Real>, bounds::root_lower<Real>,
    bounds::lambert_lower<Real>, bounds::recursion_lower<Real>, bounds::minkowski_lower<Real>};

constexpr std::size_t uppers = 3;  // the first of them bound from above

template <class Real>
worst table_error() {
  worst error;
  for (const auto& row : reference::table("linear_regression_bounds", 10))
    for (std::size_t which = 0; which < 7; ++which) {
      const Real found = all<Real>[which](row.input<Real>(0), row.input<Real>(1), row.input<Real>(2));
      const Real expected = row.value<Real>(3 + which);
      error.see(static_cast<double>(std::abs(found / expected - 1)), which, row.input(0), row.input(1), row.input(2));
    }
  return error;
}

}  // namespace

TEST_CASE("the closed-form bounds on linear regression agree with the reference table",
          "[linear_regression_bounds][reference]") {
  const auto error = table_error<double>();
  INFO(error.where());
  CHECK(error.value() < 1e-13);
  const auto wide_error = table_error<long double>();
  INFO(wide_error.where());
  CHECK(wide_error.value() < 1e-15);
}

TEST_CASE("ln c_d agrees with the reference table", "[linear_regression_bounds][reference]") {
  worst error;
  for (const auto& row : reference::table("log_expected_chi_square", 2))
    error.see(std::abs(bounds::log_expected_chi_square(row.input(0)) / row.value(1) - 1), row.input(0));
  INFO(error.where());
  CHECK(error.value() < 1e-13);
}

TEST_CASE(
    "the closed-form bounds are finite, positive, below each other and falling in T and in the noise, to the "
    "extremes of their domain",
    "[linear_regression_bounds][property]") {
  worst disorder;  // how far a lower bound is above an upper one
  worst rise;      // how far a bound rises with T or with the noise
  std::size_t failures = 0;
  for (const double d : {1.0, 2.0, 3.0, 10.0, 1000.0, 1e6}) {
    for (double noise = 1e-12; noise < 2e12; noise *= 10) {
      std::array<double, 7> before;
      before.fill(std::numeric_limits<double>::infinity());
      for (const double T : {1.0, 2.0, 3.0, 5.0, 10.0, 30.0, 100.0, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9}) {
        std::array<double, 7> value;
        for (std::size_t i = 0; i < 7; ++i) {
          value[i] = all<double>[i](d, T, noise);
          if (!(value[i] > 0 && std::isfinite(value[i]))) ++failures;
          rise.see(all<double>[i](d, T, noise * 1.5) / value[i] - 1, i, d, T, noise, "noise");
          if (i != 1 && i != 6) rise.see(value[i] / before[i] - 1, i, d, T, noise, "horizon");
        }
        const double lower = *std::max_element(value.begin() + uppers, value.end());
        const double upper = *std::min_element(value.begin(), value.begin() + uppers);
        disorder.see(lower / upper - 1, d, T, noise);
        before = value;
      }
    }
  }
  INFO(disorder.where() << ", " << rise.where());
  CHECK(failures == 0);
  CHECK(disorder.value() < 1e-12);
  CHECK(rise.value() < 1e-12);
}

TEST_CASE("the order that is proved among the closed-form bounds holds", "[linear_regression_bounds][property]") {
  worst disorder;
  for (const double d : {1.0, 2.0, 5.0, 50.0, 1e4})
    for (const double noise : {1e-12, 1e-3, 0.25, 1.0, 4.0, 1e3, 1e12})
      for (double T = 1; T < 1e9; T = std::floor(T * 1.7) + 1) {
        const double optimised = bounds::optimised_upper(d, T, noise);
        disorder.see(optimised / bounds::explicit_upper(d, T, noise) - 1, "explicit", d, T, noise);
        disorder.see(bounds::jensen_upper(d, T, noise) / optimised - 1, "optimised", d, T, noise);
        const double lambert = bounds::lambert_lower(d, T, noise);
        disorder.see(lambert / bounds::root_lower(d, T, noise) - 1, "root", d, T, noise);
        disorder.see(lambert / bounds::recursion_lower(d, T, noise) - 1, "recursion", d, T, noise);
      }
  INFO(disorder.where());
  CHECK(disorder.value() < 1e-12);
}

TEST_CASE("the closed-form bounds in float are those in double, to its precision",
          "[linear_regression_bounds][property]") {
  worst error;
  for (const float d : {1.0F, 2.0F, 5.0F, 50.0F, 1e6F})
    for (const float noise : {1e-12F, 1e-3F, 0.25F, 4.0F, 1e6F, 1e12F})
      for (const float T : {1.0F, 2.0F, 50.0F, 1000.0F, 1e9F})
        for (std::size_t i = 0; i < 7; ++i)
          error.see(
              std::abs(static_cast<double>(all<float>[i](d, T, noise)) /
                           all<double>[i](static_cast<double>(d), static_cast<double>(T), static_cast<double>(noise)) -
                       1),
              i, d, T, noise);
  INFO(error.where());
  CHECK(error.value() < 1e-3);
}

}  // namespace unit::process::regression::linear_regression_bounds
