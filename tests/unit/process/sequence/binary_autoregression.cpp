// SPDX-License-Identifier: BSL-1.0
#include <infobound/process/sequence/binary_autoregression.hpp>

#include <Eigen/Core>
#include <cmath>
#include <cstddef>
#include <infobound/core/concepts.hpp>
#include <infobound/core/random_stream.hpp>
#include <infobound/information/information.hpp>
#include <infobound/information/laplace.hpp>
#include <infobound/information/sequential.hpp>
#include <infobound/rate/rate_distortion.hpp>
#include <limits>
#include <stdexcept>
#include <support/catch.hpp>
#include <support/check_passes.hpp>

namespace unit::process::sequence::binary_autoregression {

namespace ib = infobound;

namespace {

using autoregression = ib::binary_autoregression<double>;

static_assert(ib::batched_process<autoregression>);
static_assert(ib::differentiable_process<autoregression>);
static_assert(ib::evaluates_hessian<autoregression>);
static_assert(ib::bounds_rate_above<autoregression>);
static_assert(ib::lists_error_bounds<autoregression>);
static_assert(!ib::bounds_rate_below<autoregression>);
static_assert(!ib::has_independent_observations<autoregression>);
static_assert(!ib::conjugate_process<autoregression>);

}  // namespace

TEST_CASE("a binary autoregression passes its own check", "[binary_autoregression][statistical]") {
  check_passes(autoregression{.order = 3});
}

TEST_CASE("a window holds the last symbols, newest first, and each symbol is the label of the window before",
          "[binary_autoregression]") {
  const auto order = GENERATE(1, 2, 5);
  const autoregression process{.order = order};
  ib::random_stream rng(2);
  const auto history = process.draw_history(process.draw_parameter(rng), 40, rng);
  REQUIRE(history.inputs.rows() == order);
  REQUIRE(history.inputs.cols() == 40);
  CHECK((history.inputs.array().abs() == 1).all());
  for (Eigen::Index t = 0; t + 1 < 40; ++t) {
    CHECK(history.inputs(0, t + 1) == 2 * history.labels[t] - 1);
    CHECK(history.inputs.col(t + 1).tail(order - 1) == history.inputs.col(t).head(order - 1));
  }

  Eigen::VectorXd symbols(order + 40);
  symbols.head(order) = history.inputs.col(0).reverse();
  symbols.tail(40) = 2 * history.labels.array() - 1;
  const auto again = process.history_from(symbols);
  CHECK(again.inputs == history.inputs);
  CHECK(again.labels == history.labels);
}

TEST_CASE("the likelihood of binary autoregression is the product of logistic probabilities",
          "[binary_autoregression]") {
  const autoregression process{.order = 2};
  const auto history = process.history_from(Eigen::Matrix<double, 5, 1>(1, -1, -1, 1, 1));
  const Eigen::Vector2d theta(0.7, -0.2);
  const Eigen::VectorXd found = process.log_likelihood(theta, history);
  // θ_1 takes the newest symbol: log-odds −0.7 − 0.2, −0.7 + 0.2, 0.7 + 0.2 for the symbols −1, 1, 1.
  REQUIRE(found.size() == 3);
  CHECK(found[0] == Approx(-std::log1p(std::exp(-0.9))));
  CHECK(found[1] == Approx(-std::log1p(std::exp(0.5))));
  CHECK(found[2] == Approx(-std::log1p(std::exp(-0.9))));
}

TEST_CASE("two-sided estimates of an autoregression agree with each other", "[binary_autoregression][statistical]") {
  const autoregression process{.order = 3};
  const auto closely = ib::information(process, 60, ib::laplace{.replicates = 300, .proposals = 50, .seed = 3});
  const auto curve = ib::learning_curve(process, 60, ib::sequential{.replicates = 40, .particles = 64, .seed = 4});
  const auto roughly = curve.information(60);
  CAPTURE(closely.lower.mean, closely.upper.mean, roughly.lower.mean, roughly.upper.mean);
  const auto apart = [](const auto& lower, const auto& upper) {
    return lower.mean - upper.mean - 5 * std::hypot(lower.standard_error, upper.standard_error);
  };
  CHECK(apart(closely.lower, roughly.upper) <= 0);
  CHECK(apart(roughly.lower, closely.upper) <= 0);
  CHECK(closely.upper.mean - closely.lower.mean < 0.01);
}

TEST_CASE("the estimated information of AR(1) is that of enumeration", "[binary_autoregression][statistical]") {
  const auto found =
      ib::information(autoregression{.order = 1}, 16, ib::laplace{.replicates = 2000, .proposals = 20, .seed = 5});
  constexpr double exact = 0.7226284156622871;
  CAPTURE(found.lower.mean, found.upper.mean);
  CHECK(found.lower.mean - 5 * found.lower.standard_error <= exact);
  CHECK(exact <= found.upper.mean + 5 * found.upper.standard_error);
  CHECK(found.upper.standard_error < 0.01);
}

TEST_CASE("the rate of binary autoregression is 0 from an eighth of a nat on and refuses what is no epsilon",
          "[binary_autoregression][error]") {
  const autoregression process{.order = 5};
  CHECK(process.rate_upper(0.1249) > 0);
  CHECK(process.rate_upper(0.125) == 0);
  CHECK(process.rate_upper(std::numeric_limits<double>::infinity()) == 0);
  CHECK(process.rate_upper(1e-300) == Approx(2.5 * (300 * std::log(10.0) - std::log(8.0))));
  for (const double epsilon : {0.0, -1.0, std::numeric_limits<double>::quiet_NaN()})
    CHECK_THROWS_AS(process.rate_upper(epsilon), std::domain_error);
  CHECK(ib::rate_distortion(process, 0.01).upper.value == Approx(2.5 * std::log(12.5)));
  CHECK_THROWS_WITH(process.error_bounds(0), "horizon = 0, must be >= 1");
}

TEST_CASE("values outside the domain of binary autoregression are refused by name", "[binary_autoregression][error]") {
  CHECK_THROWS_WITH(autoregression{.order = 0}.validate(), "binary_autoregression.order = 0, must be >= 1");
  CHECK_THROWS_WITH(autoregression{.order = -3}.validate(), "binary_autoregression.order = -3, must be >= 1");
  const autoregression process{.order = 2};
  CHECK_THROWS_WITH(process.history_from(Eigen::Vector3d(1, 0, 1)), "symbols[1] = 0, must be -1 or 1");
  CHECK_THROWS_WITH(process.history_from(Eigen::VectorXd::Ones(1)), "symbols: 1 of them, must be at least order = 2");
  CHECK_NOTHROW(process.validate());
}

}  // namespace unit::process::sequence::binary_autoregression
