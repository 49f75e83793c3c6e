// SPDX-License-Identifier: BSL-1.0
#include <infobound/process/regression/logistic_regression_bounds.hpp>

#include <Eigen/Core>
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <infobound/process/regression/logistic_regression.hpp>
#include <limits>
#include <support/catch.hpp>
#include <support/reference.hpp>

namespace unit::process::regression::logistic_regression_bounds {

namespace ib = infobound;
namespace bounds = infobound::logistic_regression_bounds;
namespace detail = infobound::detail;

TEST_CASE("means over a Gaussian log-odds agree with the reference table", "[logistic_regression_bounds][reference]") {
  for (const auto& row : reference::table("logistic_expectation", 4)) {
    const double variance = row.input(0);
    CAPTURE(variance);
    CHECK(detail::mean_logistic_slope(variance) == Approx(row.value(1)).epsilon(1e-14));
    CHECK(detail::mean_log_logistic_slope(variance) == Approx(row.value(2)).epsilon(1e-14));
    CHECK(detail::logistic_label_information(variance) == Approx(row.value(3)).epsilon(1e-14));
  }
}

TEST_CASE("means over a Gaussian log-odds have their limits", "[logistic_regression_bounds]") {
  CHECK(detail::mean_logistic_slope(0.0) == Approx(0.25).epsilon(1e-15));
  CHECK(detail::mean_log_logistic_slope(0.0) == Approx(-2 * std::log(2.0)).epsilon(1e-15));
  CHECK(detail::logistic_label_information(0.0) == 0);
  CHECK(detail::mean_logistic_slope(1e16) == Approx(1 / std::sqrt(2 * std::acos(-1.0) * 1e16)).epsilon(1e-14));
  CHECK(detail::logistic_label_information(1e16) == Approx(std::log(2.0)).epsilon(1e-7));
}

TEST_CASE("the constants of Gaussian inputs agree with the reference table",
          "[logistic_regression_bounds][reference]") {
  for (const auto& row : reference::table("logistic_regression_constants", 5)) {
    const double dimension = row.input(0);
    CAPTURE(dimension);
    CHECK(bounds::geometric_mean_slope(dimension) == Approx(row.value(1)).epsilon(1e-13));
    CHECK(bounds::lower_constant(dimension) == Approx(row.value(2)).epsilon(1e-13));
    CHECK(bounds::upper_constant(dimension) == Approx(row.value(3)).epsilon(1e-13));
    CHECK(bounds::first_error(dimension) == Approx(row.value(4)).epsilon(1e-13));
  }
}

TEST_CASE("wider scalars give more digits of the constants", "[logistic_regression_bounds][reference]") {
  for (const auto& row : reference::table("logistic_regression_constants", 5)) {
    const auto dimension = row.input<long double>(0);
    if (dimension > 50) continue;
    CAPTURE(static_cast<double>(dimension));
    CHECK(std::abs(bounds::lower_constant(dimension) / row.value<long double>(2) - 1) < 1e-16L);
    CHECK(std::abs(bounds::upper_constant(dimension) / row.value<long double>(3) - 1) < 1e-16L);
    CHECK(std::abs(bounds::first_error(dimension) / row.value<long double>(4) - 1) < 1e-16L);
  }
}

TEST_CASE("closed-form bounds of logistic regression are ordered at every dimension and horizon",
          "[logistic_regression_bounds][property]") {
  const double d = GENERATE(1.0, 2.0, 5.0, 50.0, 1000.0);
  const bounds::constants<double> known(d);
  for (double horizon = 1; horizon < 1e9; horizon = std::ceil(horizon * 1.7)) {
    CAPTURE(d, horizon);
    const double fisher = bounds::fisher_upper(d, horizon, known.upper);
    const double rate = bounds::rate_upper(d, horizon, known.upper);
    const double curvature = bounds::curvature_upper(d, horizon);
    CHECK(fisher <= rate);
    CHECK(rate <= curvature);
    CHECK(curvature <= bounds::explicit_upper(d, horizon) * (1 + 1e-15));
    const double root = bounds::root_lower(d, horizon, known.lower);
    const double recursion = bounds::recursion_lower(d, horizon, known.lower);
    const double step = bounds::step_lower(d, horizon, known.lower, known.first_error);
    CHECK(root <= recursion);
    CHECK(recursion <= step);
    CHECK(step <= fisher);
    CHECK(step <= known.first_error * (1 + 1e-15));
  }
  CHECK(bounds::step_lower(d, 1.0, known.lower, known.first_error) == known.first_error);
}

TEST_CASE("the recursion continues in closed form without a jump", "[logistic_regression_bounds]") {
  const bounds::constants<double> known(5.0);
  double previous = 1023 * bounds::step_lower(5.0, 1023.0, known.lower, known.first_error);
  double increment = 1;
  for (double horizon = 1024; horizon < 1030; ++horizon) {
    const double information = horizon * bounds::step_lower(5.0, horizon, known.lower, known.first_error);
    CHECK(information > previous);
    CHECK(information - previous < increment);
    increment = information - previous + 1e-12;
    previous = information;
  }
}

TEST_CASE("bounds for a design of zeros are 0, and long and short designs agree on what they share",
          "[logistic_regression_bounds]") {
  const Eigen::MatrixXd nothing = Eigen::MatrixXd::Zero(4, 3);
  CHECK(bounds::design_fisher_upper(nothing) == 0);
  CHECK(bounds::design_label_upper(nothing) == 0);
  CHECK(bounds::design_linear_lower(nothing) == 0);
  CHECK(bounds::design_upper_constant(nothing) == 0);
  // An input of 0 adds nothing but its place in the mean.
  Eigen::MatrixXd padded = Eigen::MatrixXd::Zero(5000, 3);
  padded.topRows(20) = Eigen::MatrixXd::Random(20, 3);
  const Eigen::MatrixXd own = padded.topRows(20);
  CHECK(5000 * bounds::design_fisher_upper(padded) == Approx(20 * bounds::design_fisher_upper(own)));
  CHECK(5000 * bounds::design_label_upper(padded) == Approx(20 * bounds::design_label_upper(own)));
  const double coarse = 5000 * bounds::design_linear_lower(padded);
  const double fine = 20 * bounds::design_linear_lower(own);
  CHECK(coarse <= fine);
  CHECK(coarse > 0.99 * fine);
}

TEST_CASE("bounds for a design hold in any unit: I is Tv/8 for small inputs, and tends to ln 2 for equal large ones",
          "[logistic_regression_bounds][exact]") {
  using process = ib::logistic_regression<double, ib::fixed_design<double>>;
  const double ln2 = std::log(2.0);
  const double pi = std::acos(-1.0);
  for (const double unit : {1e-150, 1e-82, 1e-20, 1e-5, 1e9, 1e78, 1e155, 1e300})
    for (const int T : {1, 2, 7}) {
      const process rows{.dimension = 1, .inputs = {Eigen::MatrixXd::Constant(T, 1, unit)}};
      const double expected = unit < 1 ? T * unit * unit / 8 : ln2;
      // Of one label on a large input ln 2 − ∫ H_b(s(g)) dg/(x√(2π)), the integral being π²/3; more of several.
      const double least = unit < 1 ? expected : ln2 - pi * pi / 3 / (unit * std::sqrt(2 * pi));
      for (const auto& bound : rows.error_bounds(static_cast<std::size_t>(T))) {
        CAPTURE(unit, T, bound.source, bound.value * T, expected);
        if (bound.direction == ib::direction::lower) {
          CHECK(bound.value >= 0);
          CHECK(bound.value * T <= expected * (1 + 1e-9));
        } else {
          CHECK(bound.value * T >= least * (1 - 1e-9));
          CHECK(bound.value <= (unit < 1 ? ln2 : 400));
        }
      }
      for (const double epsilon : {1e-300, 0.1, 10.0}) {
        const double rate = rows.rate_upper(epsilon, static_cast<std::size_t>(T));
        CHECK((rate >= 0 && rate <= 3000));
      }
    }
}

TEST_CASE("the bounds of a design in real units enclose quadrature", "[logistic_regression_bounds][reference]") {
  // One label, and two on equal inputs: I = H(K) − T E H_b(p), p = s(G), by the trapezoidal rule for p(1 − p) and
  // H_b(p).
  for (const double x : {0.01, 1.0, 30.0, 1000.0, 1e6}) {
    double slope = 0;
    double label_entropy = 0;
    const double step = 0.02 * std::min(1.0, x);
    const double end = std::min(60.0, 9 * x);
    for (double g = -end; g <= end; g += step) {
      const double weight = step / x * std::exp(-g * g / (2 * x * x)) / std::sqrt(2 * std::acos(-1.0));
      const double p = 1 / (1 + std::exp(-g));
      const double q = 1 / (1 + std::exp(g));
      slope += weight * p * q;
      label_entropy -= weight * (p * std::log(p) + q * std::log(q));
    }
    const double both = 0.5 - slope;  // E p²
    const double one = std::log(2.0) - label_entropy;
    // The sequences 11 and 00 have that probability, 10 and 01 the rest.
    const double two = -2 * both * std::log(both) - 2 * slope * std::log(slope) - 2 * label_entropy;
    for (const int T : {1, 2}) {
      const ib::logistic_regression<double, ib::fixed_design<double>> rows{
          .dimension = 1, .inputs = {Eigen::MatrixXd::Constant(T, 1, x)}};
      for (const auto& bound : rows.error_bounds(static_cast<std::size_t>(T))) {
        CAPTURE(x, T, bound.source, bound.value * T, one, two);
        const double relative = bound.value * T / (T == 1 ? one : two) - 1;
        CHECK((bound.direction == ib::direction::lower ? -relative : relative) > -1e-9);
      }
    }
  }
}

TEST_CASE("bounds for designs at the end of the scalar's range are those of a wider one",
          "[logistic_regression_bounds][exact]") {
  const float largest = std::numeric_limits<float>::max();
  const double pi = std::acos(-1.0);
  // E s'(η) → 1/(s √(2π)), and s(η) to a sign: w s² = (1/2π)/(1/4 − 1/(2π)).
  const Eigen::MatrixXf wide = Eigen::MatrixXf::Constant(1, 2, 2.7e38F);
  CHECK(bounds::design_linear_lower(wide) == Approx(std::log(0.25 / (0.25 - 1 / (2 * pi))) / 2).epsilon(1e-5));
  CHECK(bounds::design_label_upper(wide) == Approx(std::log(2.0)).epsilon(1e-6));
  const Eigen::MatrixXf widest = Eigen::MatrixXf::Constant(1, 1, largest);
  CHECK(bounds::design_fisher_upper(widest) == Approx(std::log(double(largest) / std::sqrt(2 * pi)) / 2).epsilon(1e-5));
}

TEST_CASE("rates and errors in float are those in double, rounded to the safe side",
          "[logistic_regression][property]") {
  for (const Eigen::Index d : {1, 29, 1000}) {
    CAPTURE(d);
    const ib::logistic_regression<float> narrow{d};
    const ib::logistic_regression<double> wide{d};
    for (const float epsilon : {1e-6F, 0.03F, 0.0779343F, 0.0786F, 0.1F}) {
      CAPTURE(epsilon);
      CHECK(double(narrow.rate_lower(epsilon)) <= wide.rate_lower(epsilon));
      CHECK(double(narrow.rate_upper(epsilon)) >= wide.rate_upper(epsilon));
      CHECK(double(narrow.rate_lower(epsilon)) == Approx(wide.rate_lower(epsilon)).epsilon(1e-6));
      CHECK(double(narrow.rate_upper(epsilon)) == Approx(wide.rate_upper(epsilon)).epsilon(1e-6));
    }
    for (const std::size_t T : {std::size_t{1}, std::size_t{50}, std::size_t{22051}}) {
      const auto here = narrow.error_bounds(T);
      const auto there = wide.error_bounds(T);
      REQUIRE(here.size() == there.size());
      for (std::size_t i = 0; i < here.size(); ++i) {
        INFO(here[i].source);
        CHECK(double(here[i].value) == Approx(there[i].value).epsilon(1e-6));
        const bool safe = here[i].direction == ib::direction::upper ? double(here[i].value) >= there[i].value
                                                                    : double(here[i].value) <= there[i].value;
        CHECK(safe);
      }
    }
  }
}

}  // namespace unit::process::regression::logistic_regression_bounds
