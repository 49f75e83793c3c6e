// SPDX-License-Identifier: BSL-1.0
#include <Eigen/Core>
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <infobound/bound/error_bounds.hpp>
#include <infobound/core/require.hpp>
#include <infobound/process/regression/linear_regression.hpp>
#include <limits>
#include <set>
#include <stdexcept>
#include <string>
#include <support/catch.hpp>
#include <support/thrown.hpp>
#include <support/worst.hpp>
#include <vector>

namespace unit::bound::error_bounds {

namespace ib = infobound;
using ib::direction;
using linear = ib::linear_regression<double>;

namespace mylab {

constexpr double infinity = std::numeric_limits<double>::infinity();

struct upper_rate {
  double rate_upper(double epsilon) const { return std::max(0.0, -std::log(epsilon)); }
};
struct lower_rate {
  double rate_lower(double epsilon) const { return std::max(0.0, -std::log(epsilon)) / 2; }
};
struct rates : upper_rate, lower_rate {};
struct rates_of_horizon : upper_rate {
  using upper_rate::rate_upper;
  double rate_upper(double epsilon, std::size_t) const { return upper_rate::rate_upper(epsilon) / 4; }
  double rate_lower(double epsilon, std::size_t horizon) const {
    return static_cast<double>(horizon) * std::max(0.0, 0.01 - epsilon);
  }
};
struct upper_error {
  double error_upper(std::size_t horizon) const { return 2.0 / static_cast<double>(horizon); }
};
struct lower_error {
  double error_lower(std::size_t horizon) const { return 0.125 / static_cast<double>(horizon); }
};
struct listed {
  std::vector<ib::bound<double>> error_bounds(std::size_t) const {
    return {{0.3, direction::upper, "first"}, {0.2, direction::upper, "second"}, {0.05, direction::lower, "third"}};
  }
};
struct everything : rates, upper_error, lower_error, listed {};

struct contradictory {
  double error_upper(std::size_t) const { return 1; }
  double error_lower(std::size_t) const { return 2; }
};

struct rounded_below_all {
  static constexpr double least = std::numeric_limits<double>::denorm_min();
  double error_upper(std::size_t) const { return 250 * least; }
  double error_lower(std::size_t) const { return 300 * least; }
};

/// An iid process whose distortion-rate function is known: exponential, of unit dimension.
struct distorted {
  auto distortion_rate() const {
    return [](double rate) { return 0.25 * std::exp(-2 * rate); };
  }
};

struct validated : upper_error {
  double scale = 0;
  void validate() const { ib::require_positive("validated.scale", scale); }
};

}  // namespace mylab

TEST_CASE("a process that knows one thing is bounded by it, and by nothing on the other side",
          "[error_bounds][exact]") {
  const auto above = ib::error_bracket(mylab::upper_error{}, 8);
  CHECK((above.upper.value == 0.25 && above.upper.source == "error_upper(horizon) of the process"));
  CHECK((above.lower.value == 0 && above.lower.source == "information is not negative"));

  const auto below = ib::error_bracket(mylab::lower_error{}, 8);
  CHECK((below.lower.value == 0.015625 && below.lower.source == "error_lower(horizon) of the process"));
  CHECK((below.upper.value == mylab::infinity && below.upper.source == "no upper bound is known"));
  // The lower half takes the rate of one label where labels are independent, and else that of the horizon.
  CHECK(ib::error_bracket(mylab::lower_rate{}, 8).lower.source == "Theorem 15 from rate_lower (theory 2.3)");
  CHECK(ib::error_bracket(mylab::rates_of_horizon{}, 8).lower.source == "Theorem 15 from rate_lower (theory 2.2)");

  // inf {ln(1/ε)/T + ε} is at ε = 1/T; half of it is ε where ln(1/ε)/2T = ε.
  const auto rate_above = ib::error_bracket(mylab::upper_rate{}, 10);
  CHECK(rate_above.upper.value == Approx((1 + std::log(10.0)) / 10).epsilon(1e-6));
  CHECK(rate_above.lower.value == 0);
  const auto rate_below = ib::error_bracket(mylab::lower_rate{}, 10);
  CHECK(-std::log(rate_below.lower.value) == Approx(20 * rate_below.lower.value).epsilon(1e-9));
  CHECK(rate_below.upper.value == mylab::infinity);

  const auto listed = ib::error_bracket(mylab::listed{}, 10);
  CHECK((listed.upper.value == 0.2 && listed.upper.source == "second"));
  CHECK((listed.lower.value == 0.05 && listed.lower.source == "third"));
}

TEST_CASE("all that a process knows is listed, and the bracket is the best of it", "[error_bounds][exact]") {
  for (const std::size_t horizon : {1U, 3U, 10U, 1000U}) {
    const auto bounds = ib::error_bounds(mylab::everything{}, horizon);
    CHECK(bounds.size() == 7);
    double lower = 0;
    double upper = mylab::infinity;
    std::set<std::string> sources;
    for (const auto& bound : bounds) {
      if (bound.direction == direction::lower) lower = std::max(lower, bound.value);
      if (bound.direction == direction::upper) upper = std::min(upper, bound.value);
      CHECK_FALSE(bound.source.empty());
      sources.insert(bound.source);
    }
    CHECK(sources.size() == 7);
    const auto bracket = ib::error_bracket(mylab::everything{}, horizon);
    CHECK(bracket.lower.value == lower);
    CHECK(bracket.upper.value == upper);
  }
}

TEST_CASE("rates of the horizon are taken before rates of one observation", "[error_bounds][exact]") {
  const auto bracket = ib::error_bracket(mylab::rates_of_horizon{}, 10);
  CHECK(bracket.lower.value == Approx(0.005).epsilon(1e-9));
  CHECK(bracket.upper.value == Approx((1 + std::log(40.0)) / 40).epsilon(1e-6));
}

TEST_CASE("a known distortion-rate function gives Theorem 15 on both sides and the recursion",
          "[error_bounds][exact]") {
  const double T = 20;
  const auto bounds = ib::error_bounds(mylab::distorted{}, 20);
  REQUIRE(bounds.size() == 3);
  double information = 0;
  for (int t = 0; t < 20; ++t) information += 0.25 * std::exp(-2 * information);
  const auto bracket = ib::error_bracket(mylab::distorted{}, 20);
  CHECK(bracket.lower.value == Approx(information / T).epsilon(1e-13));
  CHECK(bracket.upper.value == Approx((1 + std::log(2 * 0.25 * T)) / (2 * T)).epsilon(1e-6));
}

TEST_CASE("no bracket is the wrong way round, also where its ends are equal but for rounding",
          "[error_bounds][property]") {
  std::size_t disorder = 0;
  for (const int d : {1, 2, 5, 10, 50, 1000, 1'000'000})
    for (double noise = 1e-12; noise < 2e12; noise *= 10)
      for (const std::size_t T : {1U, 2U, 3U, 10U, 50U, 1000U, 1'000'000U, 1'000'000'000U}) {
        const auto bracket = ib::error_bracket(linear{.dimension = d, .noise_variance = noise}, T);
        if (!(bracket.lower.value > 0 && bracket.lower.value <= bracket.upper.value)) ++disorder;
        if (!std::isfinite(bracket.upper.value)) ++disorder;
      }
  CHECK(disorder == 0);
  // One row: all bounds are equal.
  for (int seed = 1; seed < 200; ++seed) {
    const Eigen::MatrixXd x = Eigen::MatrixXd::Constant(1, 3, std::sqrt(static_cast<double>(seed)));
    const ib::linear_regression<double, ib::fixed_design<double>> process{
        .dimension = 3, .noise_variance = 0.7, .inputs = {x}};
    const auto bracket = ib::error_bracket(process, 1);
    if (!(bracket.lower.value <= bracket.upper.value)) ++disorder;
    CHECK(bracket.lower.value == Approx(bracket.upper.value).epsilon(1e-14));
  }
  CHECK(disorder == 0);
}

TEST_CASE("ends that differ by some roundings of the least number change places", "[error_bounds][exact]") {
  const auto bracket = ib::error_bracket(mylab::rounded_below_all{}, 3);
  CHECK(bracket.lower.value == 250 * mylab::rounded_below_all::least);
  CHECK(bracket.upper.value == 300 * mylab::rounded_below_all::least);
}

TEST_CASE("bounds that contradict each other are shown as they are", "[error_bounds][exact]") {
  const auto bracket = ib::error_bracket(mylab::contradictory{}, 3);
  CHECK((bracket.lower.value == 2 && bracket.upper.value == 1));
}

TEST_CASE("no lower bound overflows where the noise is as small as numbers go", "[error_bounds][property]") {
  for (const double noise : {1e-300, 2.3e-308})
    for (const int d : {1, 2, 1000})
      for (const std::size_t T : {1U, 2U, 1000U, 1'000'000'000U}) {
        // The least upper bound that cannot overflow, in logarithms.
        const double n = std::min(static_cast<double>(d), static_cast<double>(T));
        const double m = std::max(static_cast<double>(d), static_cast<double>(T));
        const double upper = n / (2 * static_cast<double>(T)) * (std::log(m / d) - std::log(noise) + 1e-12);
        CAPTURE(noise, d, T);
        for (const auto& [value, side, source] : ib::error_bounds(linear{.dimension = d, .noise_variance = noise}, T))
          if (side == direction::lower) CHECK_FALSE(value > upper);
      }
}

TEST_CASE("the bracket of linear regression narrows to the truth as the horizon grows", "[error_bounds][property]") {
  const linear process{.dimension = 5, .noise_variance = 0.25};
  double before = mylab::infinity;
  for (const std::size_t T : {100U, 1000U, 10'000U, 100'000U, 1'000'000U}) {
    const auto bracket = ib::error_bracket(process, T);
    const double ratio = bracket.upper.value / bracket.lower.value;
    CHECK(ratio < before);
    before = ratio;
  }
  CHECK(before < 1.000001);
}

TEST_CASE("the figure that circulates is not offered as a bound", "[error_bounds][property]") {
  // Caution in theory 3.4: at d = T, σ² = 1 it is ln 2/2d, which is below the truth.
  for (const auto& bound : ib::error_bounds(linear{.dimension = 5, .noise_variance = 1}, 5))
    CHECK_FALSE((bound.direction == direction::upper && bound.value < 0.28));
}

TEST_CASE("bounds refuse no horizon, one too long and a process out of its domain", "[error_bounds][error]") {
  const auto said = [](auto call) { return thrown<std::domain_error>(call); };
  CHECK(said([] { return ib::error_bounds(mylab::upper_error{}, 0); }) == "horizon = 0, must be >= 1");
  CHECK(said([] { return ib::error_bracket(mylab::upper_error{}, 0); }) == "horizon = 0, must be >= 1");
  CHECK(said([] { return ib::error_bounds(mylab::validated{}, 5); }) == "validated.scale = 0, must be > 0 and finite");
  CHECK(said([] { return ib::error_bracket(mylab::validated{}, 5); }) == "validated.scale = 0, must be > 0 and finite");
  CHECK(said([] { return ib::error_bracket(linear{.dimension = 3, .noise_variance = 0}, 5); }) ==
        "linear_regression.noise_variance = 0, must be > 0 and finite");
  const ib::linear_regression<double, ib::fixed_design<double>> given{
      .dimension = 2, .noise_variance = 0.5, .inputs = {Eigen::MatrixXd::Ones(5, 2)}};
  CHECK(said([&] { return ib::error_bracket(given, 6); }) ==
        "horizon = 6, must be <= 5, the number of rows of the design");
}

}  // namespace unit::bound::error_bounds
