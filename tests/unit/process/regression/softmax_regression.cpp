// SPDX-License-Identifier: BSL-1.0
#include <infobound/process/regression/softmax_regression.hpp>

#include <Eigen/Core>
#include <cmath>
#include <cstddef>
#include <infobound/bound/error_bounds.hpp>
#include <infobound/core/concepts.hpp>
#include <infobound/core/random_stream.hpp>
#include <infobound/process/regression/logistic_regression.hpp>
#include <stdexcept>
#include <support/catch.hpp>

namespace unit::process::regression::softmax_regression {

namespace ib = infobound;

namespace {

using softmax = ib::softmax_regression<double>;
using design = ib::fixed_design<double>;
using given_softmax = ib::softmax_regression<double, design>;

static_assert(ib::batched_process<softmax>);
static_assert(ib::whitened_process<softmax>);
static_assert(ib::differentiable_process<softmax>);
static_assert(ib::evaluates_hessian<softmax>);
static_assert(ib::rate_bounded_process<softmax>);
static_assert(ib::rate_bounded_process<given_softmax>);
static_assert(!ib::bounds_rate_below<softmax>);
static_assert(!ib::conjugate_process<softmax>);
static_assert(!ib::solved_process<softmax>);
static_assert(ib::differentiable_process<ib::softmax_regression<long double>>);

}  // namespace

TEST_CASE("probabilities of the classes sum to 1", "[softmax_regression]") {
  const softmax process{.dimension = 3, .classes = 4};
  ib::random_stream rng(1);
  const auto theta = process.draw_parameter(rng);
  auto history = process.draw_history(theta, 10, rng);
  Eigen::ArrayXd sum = Eigen::ArrayXd::Zero(10);
  for (Eigen::Index label = 0; label < 4; ++label) {
    history.labels.setConstant(label);
    sum += process.log_likelihood(theta, history).array().exp();
  }
  CHECK((sum - 1).abs().maxCoeff() < 1e-14);
}

TEST_CASE("with two classes softmax regression is logistic regression on the difference of weights",
          "[softmax_regression]") {
  const softmax process{.dimension = 3, .classes = 2};
  const ib::logistic_regression<double> logistic{.dimension = 3};
  ib::random_stream rng(2);
  const auto theta = process.draw_parameter(rng);
  const auto history = process.draw_history(theta, 25, rng);
  const Eigen::VectorXd difference = theta.tail(3) - theta.head(3);
  const Eigen::VectorXd expected = logistic.log_likelihood(difference, {history.inputs, history.labels.cast<double>()});
  CHECK((process.log_likelihood(theta, history) - expected).cwiseAbs().maxCoeff() < 1e-14);
}

TEST_CASE("likelihoods of many parameters agree with those of one, and a common shift changes nothing",
          "[softmax_regression]") {
  const auto horizon = GENERATE(std::size_t{1}, std::size_t{13}, std::size_t{3000});
  const softmax process{.dimension = 2, .classes = 5};
  ib::random_stream rng(3);
  const auto history = process.draw_history(process.draw_parameter(rng), horizon, rng);
  Eigen::MatrixXd thetas(10, 300);
  for (Eigen::Index n = 0; n < thetas.cols(); ++n) thetas.col(n) = process.draw_parameter(rng);
  const Eigen::MatrixXd all = process.log_likelihoods(thetas, history);
  for (Eigen::Index n = 0; n < thetas.cols(); n += 37)
    CHECK((all.col(n) - process.log_likelihood(thetas.col(n), history)).cwiseAbs().maxCoeff() < 1e-13);
  const Eigen::MatrixXd shift = Eigen::Vector2d(0.5, -2).replicate(5, 300);
  CHECK((process.log_likelihoods(thetas + shift, history) - all).cwiseAbs().maxCoeff() < 1e-12);
}

TEST_CASE("the log-likelihood is finite at any log-odds", "[softmax_regression]") {
  const softmax process{.dimension = 1, .classes = 3};
  const softmax::history_type history{Eigen::RowVector4d(1, 1e4, -1e4, 1e300),
                                      (Eigen::VectorX<Eigen::Index>(4) << 0, 0, 0, 1).finished()};
  const Eigen::VectorXd found = process.log_likelihood(Eigen::Vector3d(-1, 0, 1), history);
  CHECK(found[0] == Approx(-2 - std::log(1 + std::exp(-1.0) + std::exp(-2.0))));
  CHECK(found[1] == -2e4);
  CHECK(found[2] == 0);
  CHECK(found[3] == -1e300);
}

TEST_CASE("gradient and Hessian of softmax regression agree with finite differences in z", "[softmax_regression]") {
  const softmax process{.dimension = 3, .classes = 3};
  ib::random_stream rng(4);
  const auto history = process.draw_history(process.draw_parameter(rng), 25, rng);
  const Eigen::VectorXd z = 3 * process.draw_parameter(rng);
  const auto total = [&](const Eigen::VectorXd& at) {
    return process.log_likelihood(process.parameter_from(at), history).sum();
  };
  REQUIRE(process.latent_dimension() == 9);
  const Eigen::VectorXd gradient = process.gradient(z, history);
  const Eigen::MatrixXd hessian = process.hessian(z, history);
  CHECK((hessian - hessian.transpose()).cwiseAbs().maxCoeff() == 0);
  constexpr double step = 1e-5;
  for (Eigen::Index i = 0; i < 9; ++i) {
    const Eigen::VectorXd move = step * Eigen::VectorXd::Unit(9, i);
    CHECK(gradient[i] == Approx((total(z + move) - total(z - move)) / (2 * step)).margin(1e-8));
    const Eigen::VectorXd column =
        (process.gradient(z + move, history) - process.gradient(z - move, history)) / (2 * step);
    CHECK((hessian.col(i) - column).norm() < 1e-8);
  }
}

TEST_CASE("class labels are drawn with the probabilities that the likelihood says",
          "[softmax_regression][statistical]") {
  constexpr std::size_t draws = 20000;
  const given_softmax process{
      .dimension = 1, .classes = 3, .inputs = {Eigen::MatrixXd::Ones(static_cast<Eigen::Index>(draws), 1)}};
  ib::random_stream rng(5);
  const Eigen::VectorXd theta = Eigen::Vector3d(-1, 0.5, 1);
  const auto history = process.draw_history(theta, draws, rng);
  const Eigen::ArrayXd odds = theta.array().exp() / theta.array().exp().sum();
  for (Eigen::Index label = 0; label < 3; ++label) {
    const double found = static_cast<double>((history.labels.array() == label).count()) / draws;
    CHECK(std::abs(found - odds[label]) < 5 * std::sqrt(odds[label] * (1 - odds[label]) / draws));
  }
}

TEST_CASE("upper bounds of softmax regression are ordered and fall with the horizon",
          "[softmax_regression][property]") {
  const auto classes = GENERATE(2, 3, 10);
  const softmax process{.dimension = 4, .classes = classes};
  double previous = std::log(static_cast<double>(classes));
  for (std::size_t horizon = 1; horizon < 100000; horizon = 3 * horizon + 1) {
    const auto found = ib::error_bounds(process, horizon);
    CHECK(found[0].value <= found[1].value);
    CHECK(found[0].value <= previous);
    previous = found[0].value;
  }
  const double most = (1 - 1.0 / classes) / 2;
  CHECK(process.rate_upper(most) == 0);
  CHECK(process.rate_upper(most / std::exp(1.0)) == Approx(2.0 * (classes - 1)));
  CHECK_THROWS_AS(process.rate_upper(-1.0), std::domain_error);
}

TEST_CASE("a design for softmax regression bounds no less than its own Gaussian surrogate", "[softmax_regression]") {
  const Eigen::MatrixXd inputs = 2 * Eigen::MatrixXd::Identity(3, 3);
  const given_softmax process{.dimension = 3, .classes = 4, .inputs = {inputs}};
  // ((C−1)/2T) ln det(I + XXᵀ/(Cd)) with XXᵀ = 4I.
  CHECK(ib::error_bracket(process, 3).upper.value == Approx(1.5 * std::log1p(4.0 / 12)));
  CHECK_THROWS_WITH(ib::error_bracket(process, 4), "horizon = 4, must be <= 3, the number of rows of the design");
}

TEST_CASE("values outside the domain of softmax regression are refused by name", "[softmax_regression][error]") {
  CHECK_THROWS_WITH((softmax{.dimension = 0, .classes = 2}.validate()),
                    "softmax_regression.dimension = 0, must be >= 1");
  CHECK_THROWS_WITH((softmax{.dimension = 1, .classes = 1}.validate()), "softmax_regression.classes = 1, must be >= 2");
  CHECK_THROWS_AS((given_softmax{.dimension = 3, .classes = 2, .inputs = {Eigen::MatrixXd::Zero(2, 2)}}.validate()),
                  std::invalid_argument);
}

TEST_CASE("rates and errors in float are those in double, rounded up", "[softmax_regression][property]") {
  const ib::softmax_regression<float> narrow{.dimension = 7, .classes = 5};
  const ib::softmax_regression<double> wide{.dimension = 7, .classes = 5};
  for (const float epsilon : {1e-5F, 0.2F, 0.3999F, 0.39999998F, 0.5F}) {
    CAPTURE(epsilon);
    CHECK(double(narrow.rate_upper(epsilon)) >= wide.rate_upper(epsilon));
    CHECK(double(narrow.rate_upper(epsilon)) == Approx(wide.rate_upper(epsilon)).epsilon(1e-6));
  }
  for (const std::size_t T : {std::size_t{1}, std::size_t{70}, std::size_t{1'000'003}}) {
    const auto here = narrow.error_bounds(T);
    const auto there = wide.error_bounds(T);
    REQUIRE(here.size() == there.size());
    for (std::size_t i = 0; i < here.size(); ++i) {
      INFO(here[i].source);
      CHECK(double(here[i].value) >= there[i].value);
      CHECK(double(here[i].value) == Approx(there[i].value).epsilon(1e-6));
    }
  }
}

}  // namespace unit::process::regression::softmax_regression
