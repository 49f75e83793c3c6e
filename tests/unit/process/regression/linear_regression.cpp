// SPDX-License-Identifier: BSL-1.0
#include <Eigen/Core>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <infobound/core/concepts.hpp>
#include <infobound/core/random_stream.hpp>
#include <infobound/process/regression/linear_regression.hpp>
#include <support/catch.hpp>
#include <support/joint_gaussian.hpp>
#include <support/worst.hpp>
#include <tuple>

namespace unit::process::regression::linear_regression {

namespace ib = infobound;
using linear = ib::linear_regression<double>;

namespace {

struct draw {
  linear::parameter_type theta;
  linear::history_type history;
};

draw drawn(const linear& process, std::size_t horizon, std::uint64_t seed) {
  ib::random_stream rng(seed);
  draw result;
  result.theta = process.draw_parameter(rng);
  result.history = process.draw_history(result.theta, horizon, rng);
  return result;
}

}  // namespace

static_assert(ib::data_generating_process<linear> && ib::conjugate_process<linear> && ib::solved_process<linear>);
static_assert(ib::samples_information<linear> && ib::rate_bounded_process<linear>);
static_assert(ib::evaluates_distortion_rate<linear> && ib::evaluates_rate_distortion<linear>);
static_assert(ib::lists_error_bounds<linear> && !ib::meta_process<linear>);
static_assert(ib::conjugate_process<ib::linear_regression<float>> && ib::solved_process<ib::linear_regression<float>>);

TEST_CASE("the predictive law of linear regression is the conditional of the joint Gaussian of all labels",
          "[linear_regression][exact]") {
  worst error;
  for (const auto& [d, T, noise] : {std::tuple{1, 1, 0.25},
                                    {1, 100, 1.0},
                                    {5, 3, 0.1},
                                    {5, 5, 1.0},
                                    {5, 40, 1e-3},
                                    {10, 90, 4.0},
                                    {3, 70, 1e6},
                                    {40, 20, 0.25},
                                    {2, 140, 0.5}}) {
    const linear process{.dimension = d, .noise_variance = noise};
    const auto history = drawn(process, static_cast<std::size_t>(T), 5).history;
    const auto expected = joint_gaussian(history.inputs, noise).log_predictive(history.labels);
    const Eigen::VectorXd found = process.log_predictive(history);
    REQUIRE(found.size() == T);
    for (Eigen::Index t = 0; t < T; ++t)
      error.see(std::abs(found[t] - expected[static_cast<std::size_t>(t)]) / (1 + std::abs(found[t])), d, T, noise, t);
  }
  INFO(error.where());
  CHECK(error.value() < 1e-11);
}

TEST_CASE("the likelihood of linear regression is Gaussian around the inputs' product with theta",
          "[linear_regression][exact]") {
  const linear process{.dimension = 3, .noise_variance = 0.7};
  const auto [theta, history] = drawn(process, 12, 7);
  const Eigen::VectorXd found = process.log_likelihood(theta, history);
  REQUIRE(found.size() == 12);
  for (Eigen::Index t = 0; t < 12; ++t) {
    const double error = history.labels[t] - theta.dot(history.inputs.col(t));
    CHECK(found[t] ==
          Approx(-std::log(std::sqrt(2 * std::acos(-1.0) * 0.7)) - error * error / (2 * 0.7)).epsilon(1e-13));
  }
}

TEST_CASE("draws of linear regression have the stated law", "[linear_regression][statistical]") {
  // Each statistic is a mean of n iid terms with the variance given: within five standard errors, so that a correct
  // sampler fails with probability below 1e-6 a check.
  const linear process{.dimension = 4, .noise_variance = 0.3};
  const int draws = 20'000;
  double theta_mean = 0;
  double theta_square = 0;
  double theta_product = 0;
  double input_square = 0;
  double noise_mean = 0;
  double noise_square = 0;
  double cross = 0;
  for (int i = 0; i < draws; ++i) {
    ib::random_stream rng(3, static_cast<std::uint64_t>(i));
    const auto theta = process.draw_parameter(rng);
    const auto history = process.draw_history(theta, 1, rng);
    REQUIRE((theta.size() == 4 && history.inputs.rows() == 4 && history.inputs.cols() == 1));
    REQUIRE(history.labels.size() == 1);
    const double noise = history.labels[0] - theta.dot(history.inputs.col(0));
    theta_mean += theta.sum();
    theta_square += theta.squaredNorm();
    theta_product += theta[0] * theta[3];
    input_square += history.inputs.squaredNorm();
    noise_mean += noise;
    noise_square += noise * noise;
    cross += noise * theta[1] * history.inputs(2, 0);
  }
  const double n = draws;
  CHECK(std::abs(theta_mean / n) < 5 * std::sqrt(4 * 0.25 / n));
  CHECK(std::abs(theta_square / n - 1) < 5 * std::sqrt(4 * 2 * 0.25 * 0.25 / n));
  CHECK(std::abs(theta_product / n) < 5 * std::sqrt(0.25 * 0.25 / n));
  CHECK(std::abs(input_square / n - 4) < 5 * std::sqrt(4 * 2 / n));
  CHECK(std::abs(noise_mean / n) < 5 * std::sqrt(0.3 / n));
  CHECK(std::abs(noise_square / n - 0.3) < 5 * std::sqrt(2 * 0.3 * 0.3 / n));
  CHECK(std::abs(cross / n) < 5 * std::sqrt(0.3 * 0.25 / n));
}

TEST_CASE("equal streams give equal draws, and another stream another", "[linear_regression][exact]") {
  const linear process{.dimension = 3, .noise_variance = 1};
  const auto first = drawn(process, 5, 1);
  const auto again = drawn(process, 5, 1);
  CHECK(first.theta == again.theta);
  CHECK(first.history.inputs == again.history.inputs);
  CHECK(first.history.labels == again.history.labels);
  CHECK(first.history.labels != drawn(process, 5, 2).history.labels);
}

TEST_CASE("the sampler's increments are those of the inputs that it draws, and their mean is the exact information",
          "[linear_regression][statistical]") {
  for (const auto& [d, T, noise] : {std::tuple{1, 5, 0.25}, {6, 4, 0.1}, {4, 100, 1.0}}) {
    const linear process{.dimension = d, .noise_variance = noise};
    const auto horizon = static_cast<std::size_t>(T);
    auto sample = process.information_sampler(horizon);
    Eigen::ArrayXd increments(T);
    double sum = 0;
    double squares = 0;
    const int draws = 2000;
    for (int i = 0; i < draws; ++i) {
      ib::random_stream rng(9, static_cast<std::uint64_t>(i));
      sample(rng, increments);
      REQUIRE((increments >= 0).all());
      sum += increments.sum();
      squares += increments.sum() * increments.sum();
      if (i > 0) continue;
      // The same inputs, and the determinant of the definition.
      ib::random_stream same(9, 0);
      linear::history_type history{Eigen::MatrixXd(d, T), Eigen::VectorXd::Zero(T)};
      process.inputs.draw(history.inputs, same);
      CHECK(increments.sum() == Approx(joint_gaussian::information(history.inputs.transpose(), noise)).epsilon(1e-12));
    }
    const double mean = sum / draws;
    const double error = std::sqrt((squares / draws - mean * mean) / draws);
    CAPTURE(d, T, noise, mean, error);
    // Five standard errors: a correct sampler fails with probability 6e-7.
    CHECK(std::abs(mean - process.information(horizon)) < 5 * error);
  }
}

namespace {

/// A law of inputs of a user's own: signs.
struct random_signs {
  template <class Derived, class Rng>
  void draw(Eigen::MatrixBase<Derived>& inputs, Rng& rng) const {
    inputs = Derived::NullaryExpr(inputs.rows(), inputs.cols(), [&] { return rng() % 2 == 0 ? -1.0 : 1.0; });
  }
};
using signs = ib::linear_regression<double, random_signs>;

}  // namespace

static_assert(ib::conjugate_process<signs> && ib::samples_information<signs>);
static_assert(!ib::solved_process<signs> && !ib::rate_bounded_process<signs> && !ib::error_bounded_process<signs>);

TEST_CASE("inputs may follow a law of the user's own", "[linear_regression][exact]") {
  const signs process{.dimension = 1, .noise_variance = 0.5};
  ib::random_stream rng(1);
  const auto theta = process.draw_parameter(rng);
  const auto history = process.draw_history(theta, 9, rng);
  CHECK((history.inputs.array().abs() == 1).all());
  // In one dimension every sign gives the same information: ½ ln(1 + T/σ²).
  Eigen::ArrayXd increments(9);
  process.information_sampler(9)(rng, increments);
  CHECK(increments.sum() == Approx(std::log1p(9 / 0.5) / 2).epsilon(1e-13));
}

}  // namespace unit::process::regression::linear_regression
