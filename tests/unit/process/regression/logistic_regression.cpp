// SPDX-License-Identifier: BSL-1.0
#include <infobound/process/regression/logistic_regression.hpp>

#include <Eigen/Core>
#include <cmath>
#include <cstddef>
#include <infobound/bound/error_bounds.hpp>
#include <infobound/core/concepts.hpp>
#include <infobound/core/random_stream.hpp>
#include <limits>
#include <stdexcept>
#include <support/catch.hpp>

namespace unit::process::regression::logistic_regression {

namespace ib = infobound;

namespace {

using logistic = ib::logistic_regression<double>;
using design = ib::fixed_design<double>;
using given_logistic = ib::logistic_regression<double, design>;

/// Inputs of the user's own: no bounds, but everything else.
struct sign_inputs {
  template <class Derived, class Rng>
  void draw(Eigen::MatrixBase<Derived>& inputs, Rng& rng) const {
    inputs = inputs.NullaryExpr(inputs.rows(), inputs.cols(), [&] { return rng() % 2 == 0 ? 1.0 : -1.0; });
  }
};
using own_logistic = ib::logistic_regression<double, sign_inputs>;

static_assert(ib::batched_process<logistic>);
static_assert(ib::whitened_process<logistic>);
static_assert(ib::differentiable_process<logistic>);
static_assert(ib::evaluates_hessian<logistic>);
static_assert(ib::rate_bounded_process<logistic>);
static_assert(ib::error_bounded_process<logistic>);
static_assert(ib::bounds_rate_below<logistic>);
static_assert(!ib::conjugate_process<logistic>);
static_assert(!ib::solved_process<logistic>);
static_assert(ib::rate_bounded_process<given_logistic>);
static_assert(!ib::bounds_rate_below<given_logistic>);
static_assert(ib::differentiable_process<own_logistic>);
static_assert(!ib::rate_bounded_process<own_logistic>);
static_assert(!ib::error_bounded_process<own_logistic>);
static_assert(ib::differentiable_process<ib::logistic_regression<float>>);
static_assert(ib::differentiable_process<ib::logistic_regression<long double>>);

/// ln s(m) in long double.
double log_logistic(double m) {
  const long double wide = m;
  return static_cast<double>(std::fmin(wide, 0.0L) - std::log1p(std::exp(-std::fabs(wide))));
}

/// A history of given log-odds at θ = 1, d = 1.
logistic::history_type history_of(const Eigen::RowVectorXd& log_odds, const Eigen::VectorXd& labels) {
  return {log_odds, labels};
}

}  // namespace

TEST_CASE("the log-likelihood is ln s(m) to full accuracy from 0 to the largest log-odds", "[logistic_regression]") {
  const double largest = std::numeric_limits<double>::max();
  Eigen::RowVectorXd log_odds(14);
  log_odds << 0, 1e-300, 1e-9, 0.3, 1, 8, 36, 40, 300, 700, 800, 1e4, 1e150, largest;
  const logistic process{.dimension = 1};
  const Eigen::VectorXd one = Eigen::VectorXd::Ones(1);
  for (const double sign : {1.0, -1.0})
    for (const double label : {1.0, 0.0}) {
      const auto history = history_of(sign * log_odds, Eigen::VectorXd::Constant(14, label));
      const Eigen::VectorXd found = process.log_likelihood(one, history);
      const Eigen::MatrixXd batched = process.log_likelihoods(one, history);
      for (Eigen::Index t = 0; t < 14; ++t) {
        const double expected = log_logistic((2 * label - 1) * sign * log_odds[t]);
        CAPTURE(t, sign, label);
        CHECK(found[t] == Approx(expected).epsilon(1e-15).margin(1e-320));
        CHECK(batched(t, 0) == Approx(expected).epsilon(1e-15).margin(5e-16));
      }
      const Eigen::VectorXd z = Eigen::VectorXd::Ones(1);
      const auto to_1e150 = history_of(sign * log_odds.head(13), Eigen::VectorXd::Constant(13, label));
      CHECK(std::isfinite(process.gradient(z, to_1e150)[0]));
      CHECK(std::isfinite(process.total_log_likelihoods(one, to_1e150)[0]));
    }
}

TEST_CASE("the gradient keeps its relative accuracy where a label is all but certain", "[logistic_regression]") {
  const ib::logistic_response<double> response;
  CHECK(response.first_derivative(50.0, 1.0) == Approx(std::exp(-50.0)).epsilon(1e-14));
  CHECK(response.first_derivative(-50.0, 0.0) == Approx(-std::exp(-50.0)).epsilon(1e-14));
  CHECK(response.first_derivative(-1e4, 1.0) == 1);
  CHECK(response.first_derivative(1e4, 1.0) == 0);
  CHECK(response.second_derivative(50.0, 1.0) == Approx(-std::exp(-50.0)).epsilon(1e-14));
  CHECK(response.second_derivative(-50.0, 1.0) == Approx(-std::exp(-50.0)).epsilon(1e-14));
  CHECK(response.second_derivative(1e4, 0.0) == 0);
  CHECK(response.second_derivative(0.0, 0.0) == -0.25);
}

TEST_CASE("likelihoods of many parameters and their totals agree with those of one, whatever the sizes",
          "[logistic_regression]") {
  const auto horizon = GENERATE(1, 7, 8, 9, 50, 64, 65, 130);
  const auto parameters = GENERATE(1, 63, 130);
  const logistic process{.dimension = 3};
  ib::random_stream rng(4);
  const auto history = process.draw_history(process.draw_parameter(rng), static_cast<std::size_t>(horizon), rng);
  Eigen::MatrixXd thetas(3, parameters);
  for (Eigen::Index n = 0; n < thetas.cols(); ++n) thetas.col(n) = 20 * process.draw_parameter(rng);
  const Eigen::MatrixXd all = process.log_likelihoods(thetas, history);
  const Eigen::ArrayXd totals = process.total_log_likelihoods(thetas, history);
  CAPTURE(horizon, parameters);
  REQUIRE(all.rows() == horizon);
  REQUIRE(all.cols() == parameters);
  REQUIRE(totals.size() == parameters);
  for (Eigen::Index n = 0; n < thetas.cols(); ++n) {
    const Eigen::VectorXd one = process.log_likelihood(thetas.col(n), history);
    CHECK((all.col(n) - one).cwiseAbs().maxCoeff() < 1e-12);
    CHECK(totals[n] == Approx(one.sum()).epsilon(1e-13).margin(1e-13));
  }
}

TEST_CASE("totals of certain labels are 0 and totals of impossible ones are the log-odds", "[logistic_regression]") {
  const auto size = GENERATE(1e3, 1e4, 1e12);
  Eigen::RowVectorXd log_odds = size * Eigen::RowVectorXd::Random(21).array().sign().matrix();
  const Eigen::VectorXd right = (log_odds.transpose().array() > 0).cast<double>();
  const Eigen::VectorXd wrong = 1 - right.array();
  const logistic process{.dimension = 1};
  const Eigen::MatrixXd one = Eigen::MatrixXd::Ones(1, 2);
  CHECK((process.total_log_likelihoods(one, history_of(log_odds, right)) == 0).all());
  CHECK((process.total_log_likelihoods(one, history_of(log_odds, wrong)) == -21 * size).all());
}

TEST_CASE("gradient and Hessian of logistic regression agree with finite differences in z", "[logistic_regression]") {
  const auto dimension = GENERATE(1, 4);
  const logistic process{.dimension = dimension};
  ib::random_stream rng(5);
  const auto history = process.draw_history(process.draw_parameter(rng), 30, rng);
  Eigen::VectorXd z(dimension);
  for (double& entry : z) entry = 3 * process.draw_parameter(rng)[0];
  const auto total = [&](const Eigen::VectorXd& at) {
    return process.log_likelihood(process.parameter_from(at), history).sum();
  };
  const Eigen::VectorXd gradient = process.gradient(z, history);
  const Eigen::MatrixXd hessian = process.hessian(z, history);
  CHECK(hessian == hessian.transpose());
  constexpr double step = 1e-5;
  for (Eigen::Index i = 0; i < dimension; ++i) {
    const Eigen::VectorXd move = step * Eigen::VectorXd::Unit(dimension, i);
    CHECK(gradient[i] == Approx((total(z + move) - total(z - move)) / (2 * step)).margin(1e-8));
    const Eigen::VectorXd column =
        (process.gradient(z + move, history) - process.gradient(z - move, history)) / (2 * step);
    CHECK((hessian.col(i) - column).norm() < 1e-8);
  }
}

TEST_CASE("binary labels are drawn with the probabilities that the likelihood says",
          "[logistic_regression][statistical]") {
  constexpr std::size_t draws = 20000;
  const ib::logistic_regression<double, design> process{
      .dimension = 1, .inputs = {Eigen::MatrixXd::Constant(static_cast<Eigen::Index>(draws), 1, 1.5)}};
  ib::random_stream rng(6);
  const double found = process.draw_history(Eigen::VectorXd::Ones(1), draws, rng).labels.mean();
  const double expected = 1 / (1 + std::exp(-1.5));
  CHECK(std::abs(found - expected) < 5 * std::sqrt(expected * (1 - expected) / draws));
}

TEST_CASE("rates are 0 from their amplitude on and refuse what is no epsilon", "[logistic_regression][error]") {
  const logistic process{.dimension = 5};
  CHECK(process.rate_upper(0.0991136996211) > 0);
  CHECK(process.rate_upper(0.0991136996213) == 0);
  CHECK(process.rate_lower(0.07130073298) > 0);
  CHECK(process.rate_lower(0.07130073299) == 0);
  CHECK(process.rate_upper(std::numeric_limits<double>::infinity()) == 0);
  CHECK(process.rate_upper(1e-300) == Approx(2.5 * (std::log(0.0991136996211822) + 300 * std::log(10.0))));
  for (const double epsilon : {0.0, -1.0, std::numeric_limits<double>::quiet_NaN()}) {
    CHECK_THROWS_AS(process.rate_upper(epsilon), std::domain_error);
    CHECK_THROWS_AS(process.rate_lower(epsilon), std::domain_error);
  }
  const given_logistic given{.dimension = 2, .inputs = {Eigen::MatrixXd::Zero(3, 2)}};
  CHECK(given.rate_upper(0.1, 3) == 0);
  CHECK_THROWS_WITH(given.rate_upper(0.1, 4), "horizon = 4, must be <= 3, the number of rows of the design");
  CHECK_THROWS_WITH(given.error_bounds(0), "horizon = 0, must be >= 1");
}

TEST_CASE("rates of processes of several dimensions in turn are those of each alone", "[logistic_regression]") {
  const double alone = logistic{.dimension = 3}.rate_upper(0.01);
  CHECK(logistic{.dimension = 7}.rate_upper(0.01) > alone);
  CHECK(logistic{.dimension = 1}.rate_upper(0.01) < alone);
  CHECK(logistic{.dimension = 3}.rate_upper(0.01) == alone);
}

TEST_CASE("values outside the domain of logistic regression are refused by name", "[logistic_regression][error]") {
  CHECK_THROWS_WITH((logistic{.dimension = 0}.validate()), "logistic_regression.dimension = 0, must be >= 1");
  CHECK_THROWS_WITH((logistic{.dimension = -3}.validate()), "logistic_regression.dimension = -3, must be >= 1");
  CHECK_THROWS_AS((given_logistic{.dimension = 3, .inputs = {Eigen::MatrixXd::Zero(2, 2)}}.validate()),
                  std::invalid_argument);
  CHECK_NOTHROW(logistic{.dimension = 1}.validate());
}

TEST_CASE("float and long double give the same log-likelihoods and bounds", "[logistic_regression]") {
  const ib::logistic_regression<float> narrow{.dimension = 2};
  const ib::logistic_regression<long double> wide{.dimension = 2};
  const Eigen::MatrixX<long double> inputs = Eigen::MatrixX<long double>::Random(2, 11);
  const Eigen::VectorX<long double> labels = (inputs.row(0).transpose().array() > 0).cast<long double>();
  const Eigen::VectorX<long double> theta = Eigen::VectorX<long double>::Random(2);
  const auto exact = wide.log_likelihood(theta, {inputs, labels});
  const auto rough = narrow.log_likelihood(theta.cast<float>(), {inputs.cast<float>(), labels.cast<float>()});
  CHECK((exact - rough.cast<long double>()).norm() < 1e-5L);
  CHECK(std::abs(wide.total_log_likelihoods(theta, {inputs, labels})[0] - exact.sum()) < 1e-16L * 20);
  CHECK(static_cast<double>(wide.rate_upper(0.01L)) ==
        Approx(logistic{.dimension = 2}.rate_upper(0.01)).epsilon(1e-13));
  CHECK(static_cast<double>(narrow.rate_upper(0.01f)) ==
        Approx(logistic{.dimension = 2}.rate_upper(0.01)).epsilon(1e-5));
}

}  // namespace unit::process::regression::logistic_regression
