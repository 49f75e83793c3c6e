// SPDX-License-Identifier: BSL-1.0
// Theory 2.4, the information bottleneck as rate-distortion function: what holds of it for every process, and where it
// is exact.
#include <Eigen/Core>
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <infobound/bound/theorem_15.hpp>
#include <infobound/core/numeric/chi_square_expectation.hpp>
#include <infobound/core/random_stream.hpp>
#include <infobound/process/conjugate/gaussian_mean.hpp>
#include <infobound/process/regression/inputs.hpp>
#include <infobound/process/regression/linear_regression.hpp>
#include <infobound/rate/rate_distortion_curve.hpp>
#include <initializer_list>
#include <support/catch.hpp>

namespace theorems::rate_distortion_recursion {

namespace ib = infobound;

namespace {

using linear = ib::linear_regression<double>;
using given = ib::linear_regression<double, ib::fixed_design<double>>;

given design(Eigen::Index rows, Eigen::Index dimension, double noise_variance) {
  ib::random_stream rng(7);
  Eigen::MatrixXd inputs(dimension, rows);
  ib::gaussian_inputs{}.draw(inputs, rng);
  inputs.row(0) *= 5;
  return {.dimension = dimension, .noise_variance = noise_variance, .inputs = {inputs.transpose()}};
}

/// Calls check(process, T) for processes that know H_{ε,T}(θ).
template <class Check>
void on_exact_processes(Check check) {
  for (const std::size_t T : std::initializer_list<std::size_t>{1, 3, 20, 150}) {
    CAPTURE(T);
    for (const Eigen::Index d : {1, 4})
      for (const double variance : {1e-3, 0.5, 20.0}) {
        CAPTURE(d, variance);
        check(linear{.dimension = d, .noise_variance = variance}, T);
        check(design(150, d, variance), T);
      }
  }
}

}  // namespace

TEST_CASE("the exact rate is convex and falls, is at least what must be kept, and ends at the error",
          "[rate_distortion][property]") {
  on_exact_processes([](const auto& process, std::size_t T) {
    const double whole = process.information(T);
    const double error = whole / double(T);
    const auto rate = [&](double epsilon) { return process.rate_distortion(epsilon, T); };
    for (double epsilon = 1e-8 * error; epsilon < error; epsilon *= 7) {
      const double here = rate(epsilon);
      const double room = 1e-10 * (1 + here);
      CHECK(here >= whole - epsilon * double(T) - room);
      CHECK(rate(epsilon * 1.2) <= here + room);
      CHECK(rate(epsilon * 1.1) <= (here + rate(epsilon * 1.2)) / 2 + room);
    }
    CHECK(rate(error * (1 + 1e-11)) == 0);
    CHECK(rate(error * 0.999) > 0);
  });
}

TEST_CASE("with the exact rate the upper half of Theorem 15 is the error, the lower half at least half of it",
          "[theorem_15][property]") {
  on_exact_processes([](const auto& process, std::size_t T) {
    const double error = process.information(T) / double(T);
    const std::function<double(double)> rate = [&](double epsilon) { return process.rate_distortion(epsilon, T); };
    const double lower = ib::theorem_15::lower_from_rate(rate, double(T));
    CHECK(error / 2 * (1 - 1e-9) <= lower);
    CHECK(lower <= error * (1 + 1e-9));
    const auto curve = ib::rate_distortion_curve(process, T, {.points = 16});
    CHECK(curve.error_bracket().upper.value == Approx(error).epsilon(1e-10));
    CHECK(curve.error_bracket().lower.value <= lower * (1 + 1e-9));
  });
  // By the search that error_bracket uses, once: it evaluates the rate a hundred and fifty times.
  const linear process{.dimension = 4, .noise_variance = 0.5};
  const std::function<double(double)> rate = [&](double epsilon) { return process.rate_distortion(epsilon, 20); };
  CHECK(ib::theorem_15::upper_from_rate(rate, 20.0) == Approx(process.information(20) / 20).epsilon(1e-6));
}

TEST_CASE("a rate at a horizon is at most that of one observation", "[rate_distortion][property]") {
  for (const double epsilon : {1e-4, 0.02, 0.1, 0.4}) {
    const linear regression{.dimension = 3, .noise_variance = 0.3};
    const ib::gaussian_mean<double> mean{.dimension = 3, .prior_variance = 1, .noise_variance = 0.3};
    CHECK(regression.rate_distortion(epsilon, 1) == Approx(regression.rate_distortion(epsilon)).margin(1e-9));
    CHECK(mean.rate_distortion(epsilon, 1) == Approx(mean.rate_distortion(epsilon)).margin(1e-12));
    for (const std::size_t T : std::initializer_list<std::size_t>{2, 9, 50}) {
      CHECK(regression.rate_distortion(epsilon, T) <= regression.rate_distortion(epsilon) + 1e-9);
      CHECK(mean.rate_distortion(epsilon, T) <= mean.rate_distortion(epsilon) + 1e-12);
    }
  }
}

TEST_CASE("linear regression of one unknown is a mean over the power of its inputs", "[linear_regression][exact]") {
  // d = 1: the given power χ²_T makes it Gaussian, and e^{−2R} is the same for every power (theory 2.4 d).
  for (const std::size_t T : std::initializer_list<std::size_t>{1, 2, 10, 300})
    for (const double variance : {1e-3, 0.5, 20.0}) {
      const linear process{.dimension = 1, .noise_variance = variance};
      const ib::detail::chi_square_expectation<double> power{double(T)};
      for (const double rate : {1e-3, 0.4, 3.0, 20.0}) {
        const double epsilon = power.log1p(std::exp(-2 * rate) / variance) / (2 * double(T));
        CAPTURE(T, variance, rate);
        CHECK(process.rate_distortion(epsilon, T) == Approx(rate).epsilon(1e-9).margin(1e-10));
      }
    }
}

TEST_CASE("inputs that are drawn need at least the mean rate of inputs that are given",
          "[linear_regression][property]") {
  // Given the design, the loss is convex in the rate: the mean of the given losses at one rate is no more than the
  // loss of the common channel, and the drawn inputs cannot use a channel made for them.
  const Eigen::Index d = 3;
  const std::size_t T = 6;
  const linear drawn{.dimension = d, .noise_variance = 0.2};
  const double epsilon = 0.2;
  const double rate = drawn.rate_distortion(epsilon, T);
  double sum = 0;
  double squares = 0;
  constexpr int draws = 400;
  for (int i = 0; i < draws; ++i) {
    ib::random_stream rng(11, static_cast<std::uint64_t>(i));
    Eigen::MatrixXd inputs(d, static_cast<Eigen::Index>(T));
    ib::gaussian_inputs{}.draw(inputs, rng);
    const given one{.dimension = d, .noise_variance = 0.2, .inputs = {inputs.transpose()}};
    // The loss of the common channel, s = e^{−2R/d}: its mean is εT. The loss that the design needs is less.
    const Eigen::ArrayXd gains = one.gains(T).array();
    const double common = (gains * std::exp(-2 * rate / double(d))).log1p().sum() / 2;
    CHECK(one.rate_distortion(common / double(T), T) <= rate + 1e-10);
    sum += common;
    squares += common * common;
  }
  const double mean = sum / draws;
  const double deviation = std::sqrt((squares / draws - mean * mean) / draws);
  CHECK(std::abs(mean - epsilon * double(T)) <= 5 * deviation);  // false alarms: 6e-7
}

TEST_CASE("a given design agrees with its information and with the closed bound", "[linear_regression][property]") {
  for (const Eigen::Index rows : {2, 8}) {
    const given process = design(rows, 4, 0.3);
    for (std::size_t T = 1; T <= static_cast<std::size_t>(rows); ++T) {
      CHECK(process.gains(T).array().log1p().sum() / 2 == Approx(process.information(T)).epsilon(1e-12));
      for (const double epsilon : {1e-12, 1e-3, 0.05, 0.5})
        CHECK(process.rate_distortion(epsilon, T) <= process.rate_upper(epsilon, T) * (1 + 1e-12) + 1e-12);
    }
  }
}

}  // namespace theorems::rate_distortion_recursion
