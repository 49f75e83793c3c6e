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
#include <infobound/process/regression/gaussian_prior_regression.hpp>
#include <infobound/process/regression/linear_regression.hpp>
#include <infobound/process/regression/linear_regression_bounds.hpp>
#include <infobound/process/regression/logistic_regression.hpp>
#include <infobound/rate/rate_distortion.hpp>
#include <limits>
#include <support/catch.hpp>
#include <support/check_passes.hpp>
#include <support/extremes.hpp>
#include <support/reference.hpp>
#include <support/worst.hpp>
#include <type_traits>
#include <vector>

namespace unit::process::regression::linear_regression_scalars {

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

namespace {

/// The closed-form bounds, the rates and the distortion, against their formulas as they are written.
template <class Real>
worst formula_error() {
  namespace bounds = ib::linear_regression_bounds;
  worst error;
  for (const Real& noise : extremes<Real>())
    for (const Real d : {Real(1), Real(3), Real(1e18F)}) {
      const wide c = exp(bounds::log_expected_chi_square(wide(d)));
      const wide snr = c / noise;
      const wide half = wide(d) / 2;
      for (const Real T : {Real(1), Real(2), Real(1000), Real(1e18F)}) {
        const auto see = [&](const Real& found, const wide& expected, const char* name) {
          error.see(extreme_error(found, expected), name, d, T, noise);
        };
        const wide unit = half / T;
        const wide first = log1p(1 / wide(noise)) / 2;
        see(bounds::jensen_upper(d, T, noise), T <= d ? first : wide(unit * log1p(T / (wide(d) * noise))), "jensen");
        const wide gain = T / (wide(d) * noise);
        see(bounds::explicit_upper(d, T, noise),
            wide(unit * (gain > 1 ? wide(log(gain)) : wide(0)) + log1p(wide(d) / T) / 2), "explicit");
        const wide surplus = wide(T) - d;
        see(bounds::optimised_upper(d, T, noise),
            surplus > 0 && surplus >= wide(d) * noise
                ? wide(unit * log(surplus / (wide(d) * noise)) + log1p(wide(d) / surplus) / 2)
                : first,
            "optimised");
        see(bounds::recursion_lower(d, T, noise), wide(unit * log1p(T * expm1(log1p(snr) / d))), "recursion");
        // Both roots by their equations.
        const Real root = bounds::root_lower(d, T, noise);
        if (root > (std::numeric_limits<Real>::min)() / std::numeric_limits<Real>::epsilon()) {
          const wide z = 2 * wide(root);
          const wide steepness = 1 + z * (1 + wide(T) / d);  // of the logarithm of the equation, in ln z, about
          error.see(std::abs(static_cast<double>(wide((log(expm1(z) / snr) + z * T / d) / steepness))), "root", d, T,
                    noise);
        }
        const Real lambert = bounds::lambert_lower(d, T, noise);
        if (lambert > (std::numeric_limits<Real>::min)() / std::numeric_limits<Real>::epsilon()) {
          const wide w = lambert / unit;
          error.see(std::abs(static_cast<double>(wide((log(w) + w - log(T / wide(d) * log1p(snr))) / (1 + w)))),
                    "lambert", d, T, noise);
        }
      }
      const ib::linear_regression<Real> process{.dimension = static_cast<Eigen::Index>(d), .noise_variance = noise};
      for (const Real& epsilon : extremes<Real>()) {
        const wide amplitude = -log(wide(noise)) - log(expm1(2 * wide(epsilon)));
        // A difference of logarithms is as exact as the larger of them.
        const wide room = 1 + abs(log(wide(noise))) + abs(log(wide(epsilon))) + epsilon;
        for (const bool is_upper : {true, false}) {
          const wide expected = is_upper ? amplitude : wide(amplitude + log(c));
          const Real found = is_upper ? process.rate_upper(epsilon) : process.rate_lower(epsilon);
          error.see(static_cast<double>(wide(abs(found / half - (expected > 0 ? expected : wide(0))) / room)),
                    is_upper ? "rate_upper" : "rate_lower", d, noise, epsilon);
        }
      }
    }
  return error;
}

}  // namespace

TEST_CASE("bounds and rates of linear regression hold over the whole range of the scalar",
          "[linear_regression][exact]") {
  const auto in_double = formula_error<double>();
  INFO(in_double.where());
  CHECK(in_double.value() < 2e-13);
  const auto in_float = formula_error<float>();
  INFO(in_float.where());
  CHECK(in_float.value() < 3e-5);
}

TEST_CASE("the exact functions of linear regression hold over the whole range of the scalar",
          "[linear_regression][exact]") {
  // ½ (E ln det XXᵀ − 2 ln(dσ²)), by ψ₀ in 60 digits.
  const ib::linear_regression<double> nearly_exact{.dimension = 2, .noise_variance = 1e-307};
  CHECK(nearly_exact.information(20) == Approx(709.1183687819068604).epsilon(1e-14));
  const ib::gaussian_prior_regression<double> broad{Eigen::VectorXd::Zero(2), 1e200, 1e-200};
  CHECK(broad.information(20) == Approx(923.95192961091305422).epsilon(1e-14));
  const auto bracket = ib::error_bracket(broad, 20);
  CHECK(bracket.lower.value <= 923.95192961091305422 / 20 * (1 + 1e-12));
  CHECK(bracket.upper.value > 923.95192961091305422 / 20);
  const ib::gaussian_prior_regression<double> narrow{Eigen::VectorXd::Zero(2), 1e-200, 1e200};
  CHECK(narrow.information(20) == 0);
  CHECK(ib::error_bracket(narrow, 20).upper.value == 0);
  // dT/(2dσ²).
  CHECK(ib::linear_regression<double>{5, 1e300}.information(20) == Approx(1e-299).epsilon(1e-14));
  // ½ E ln(1 + χ²_T) and ½ (E ln det XXᵀ − 2 ln 2), T = 10¹⁸.
  const std::size_t longest = 1'000'000'000'000'000'000;
  CHECK(ib::linear_regression<double>{1, 1.0}.information(longest) == Approx(20.723265836946411156).epsilon(1e-13));
  CHECK(ib::linear_regression<double>{2, 1.0}.information(longest) == Approx(40.753384493332877003).epsilon(1e-13));
  CHECK_THROWS_AS((ib::linear_regression<double>{longest, 1.0}.information(longest)), std::domain_error);

  // D inverts H, and the exact H_ε lies between its bounds, from the least ε to the largest.
  worst inverse;
  worst disorder;
  for (const double noise : extremes<double>()) {
    const ib::linear_regression<double> process{.dimension = 3, .noise_variance = noise};
    const auto distortion = process.distortion_rate();
    for (const double epsilon : extremes<double>()) {
      const double rate = process.rate_distortion(epsilon);
      const double room = 1e-12 * (3 + rate);
      disorder.see((process.rate_lower(epsilon) - rate) / room, noise, epsilon);
      disorder.see((rate - process.rate_upper(epsilon)) / room, noise, epsilon);
      if (rate > 0) inverse.see(std::abs(distortion.logarithm(rate) - std::log(epsilon)), noise, epsilon);
      if (rate == 0) inverse.see(distortion(0.0) / epsilon - 1, noise, epsilon);
    }
  }
  INFO(inverse.where() << ", " << disorder.where());
  CHECK(inverse.value() < 1e-12);
  CHECK(disorder.value() < 1);
}

TEST_CASE("the bracket of linear regression encloses its error over the whole range of the scalar",
          "[linear_regression][property]") {
  worst outside;
  const auto see = [&]<class Real>(Real) {
    for (const Real& noise : extremes<Real>())
      for (const std::size_t T : {std::size_t{1}, std::size_t{7}, std::size_t{1'000'000'000'000'000'000}}) {
        const ib::linear_regression<Real> process{.dimension = 2, .noise_variance = noise};
        const Real truth = process.information(T) / Real(T);
        if (truth < (std::numeric_limits<Real>::min)()) continue;
        const auto found = ib::error_bracket(process, T);
        const Real room = Real(1) / Real(std::numeric_limits<Real>::digits < 53 ? 2e-5 : 1e-12);
        outside.see(static_cast<double>((found.lower.value / truth - 1) * room), noise, T);
        outside.see(static_cast<double>((1 - found.upper.value / truth) * room), noise, T);
      }
  };
  see(0.0);
  see(0.0F);
  INFO(outside.where());
  CHECK(outside.value() < 1);
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
  ib::linear_regression<float, ib::fixed_design<float>> process{.dimension = 2, .noise_variance = 0.5F};
  process.inputs.matrix.resize(3, 2);
  process.inputs.matrix << 1, 2, 0, -1, 3, 1;
  // XᵀX = (10 5; 5 6), dσ² = 1.
  CHECK(static_cast<double>(ib::information(process, 3).lower.mean) == Approx(std::log(52.0) / 2).epsilon(1e-6));
  const auto bracket = ib::error_bracket(process, 3);
  CHECK(static_cast<double>(bracket.lower.value) < std::log(52.0) / 6);
  CHECK(static_cast<double>(bracket.upper.value) > std::log(52.0) / 6);
}

TEST_CASE("regressions in float pass their checks", "[check_process][statistical]") {
  check_passes(ib::linear_regression<float>{.dimension = 2, .noise_variance = 0.5F});
  check_passes(ib::logistic_regression<float>{.dimension = 2});
}

}  // namespace unit::process::regression::linear_regression_scalars
