// SPDX-License-Identifier: BSL-1.0
// Generalised linear models with responses of the user's own: probit, and Gaussian noise of unit variance.
#include <infobound/process/regression/generalised_linear_model.hpp>

#include <Eigen/Core>
#include <boost/random/normal_distribution.hpp>
#include <cmath>
#include <cstddef>
#include <infobound/bound/error_bounds.hpp>
#include <infobound/core/concepts.hpp>
#include <infobound/core/random_stream.hpp>
#include <infobound/process/regression/linear_regression.hpp>
#include <infobound/process/regression/logistic_response.hpp>
#include <stdexcept>
#include <support/catch.hpp>

namespace unit::process::regression::generalised_linear_model {

namespace ib = infobound;

namespace {

/// P(Y=1|η) = Φ(η), as a user would write it; labels are 0 and 1.
struct probit_response {
  template <class Rng>
  double draw(double eta, Rng& rng) const {
    boost::random::normal_distribution<double> normal;
    return normal(rng) < eta ? 1 : 0;
  }
  double log_likelihood(double eta, double label) const { return std::log(std::erfc(-margin(eta, label) / root) / 2); }
  double first_derivative(double eta, double label) const { return (2 * label - 1) * mills(margin(eta, label)); }
  double second_derivative(double eta, double label) const {
    const double m = margin(eta, label);
    return -mills(m) * (mills(m) + m);
  }
  double curvature() const { return 1; }  // mills(m) (mills(m) + m) < 1

 private:
  static constexpr double root = 1.4142135623730951;
  static double margin(double eta, double label) { return (2 * label - 1) * eta; }
  static double mills(double m) {
    return std::exp(-m * m / 2) / std::sqrt(2 * std::acos(-1.0)) / (std::erfc(-m / root) / 2);
  }
};

/// Y ~ N(η, 1), without a curvature() so that bounds are not offered.
struct unit_noise_response {
  template <class Rng>
  double draw(double eta, Rng& rng) const {
    boost::random::normal_distribution<double> normal(eta, 1);
    return normal(rng);
  }
  double log_likelihood(double eta, double label) const {
    return -((label - eta) * (label - eta) + std::log(2 * std::acos(-1.0))) / 2;
  }
  double first_derivative(double eta, double label) const { return label - eta; }
  double second_derivative(double, double) const { return -1; }
};

/// The same with its curvature.
struct curved_unit_noise_response : unit_noise_response {
  curved_unit_noise_response(double v = 1) : variance(v) {}
  double variance;
  double curvature() const { return 1 / variance; }
};

using probit = ib::generalised_linear_model<probit_response, double>;
using unit_noise = ib::generalised_linear_model<unit_noise_response, double>;
using curved_unit_noise = ib::generalised_linear_model<curved_unit_noise_response, double>;
using design = ib::fixed_design<double>;
using probit_design = ib::generalised_linear_model<probit_response, double, design>;

static_assert(ib::scalar_response<probit_response, double>);
static_assert(ib::bounded_curvature_response<probit_response, double>);
static_assert(!ib::bounded_curvature_response<unit_noise_response, double>);
static_assert(!ib::scalar_response<int, double>);
static_assert(ib::batched_process<probit>);
static_assert(ib::whitened_process<probit>);
static_assert(ib::differentiable_process<probit>);
static_assert(ib::evaluates_hessian<probit>);
static_assert(ib::rate_bounded_process<probit>);
static_assert(ib::rate_bounded_process<probit_design>);
static_assert(ib::offers_control_variates<probit>);
static_assert(ib::offers_control_variates<probit_design>);
static_assert(ib::batched_process<unit_noise>);
static_assert(!ib::rate_bounded_process<unit_noise>);
static_assert(!ib::conjugate_process<probit>);
static_assert(!ib::solved_process<probit>);

}  // namespace

TEST_CASE("a probit response has the derivatives that finite differences find", "[generalised_linear_model]") {
  const probit process{.dimension = 3};
  ib::random_stream rng(1);
  const auto theta = process.draw_parameter(rng);
  const auto history = process.draw_history(theta, 20, rng);
  const Eigen::VectorXd z = theta * std::sqrt(3.0);
  CHECK((process.parameter_from(z) - theta).norm() < 1e-15);
  const auto total = [&](const Eigen::VectorXd& at) {
    return process.log_likelihood(process.parameter_from(at), history).sum();
  };
  const Eigen::VectorXd gradient = process.gradient(z, history);
  const Eigen::MatrixXd hessian = process.hessian(z, history);
  CHECK(hessian == hessian.transpose());
  constexpr double step = 1e-5;
  for (Eigen::Index i = 0; i < 3; ++i) {
    const Eigen::VectorXd move = step * Eigen::VectorXd::Unit(3, i);
    CHECK(gradient[i] == Approx((total(z + move) - total(z - move)) / (2 * step)).margin(1e-8));
    const Eigen::VectorXd column =
        (process.gradient(z + move, history) - process.gradient(z - move, history)) / (2 * step);
    CHECK((hessian.col(i) - column).norm() < 1e-8);
  }
}

TEST_CASE("likelihoods of many probit parameters and their totals agree with those of one",
          "[generalised_linear_model]") {
  const probit process{.dimension = 4};
  ib::random_stream rng(2);
  const auto history = process.draw_history(process.draw_parameter(rng), 70, rng);
  Eigen::MatrixXd thetas(4, 67);
  for (Eigen::Index n = 0; n < thetas.cols(); ++n) thetas.col(n) = process.draw_parameter(rng);
  const Eigen::MatrixXd all = process.log_likelihoods(thetas, history);
  const Eigen::ArrayXd totals = process.total_log_likelihoods(thetas, history);
  REQUIRE(all.rows() == 70);
  REQUIRE(all.cols() == 67);
  for (Eigen::Index n = 0; n < thetas.cols(); ++n) {
    const Eigen::VectorXd one = process.log_likelihood(thetas.col(n), history);
    CHECK((all.col(n) - one).cwiseAbs().maxCoeff() < 1e-13);
    CHECK(totals[n] == Approx(one.sum()).epsilon(1e-13));
  }
}

TEST_CASE("a Gaussian response is linear regression", "[generalised_linear_model]") {
  const unit_noise process{.dimension = 5};
  const ib::linear_regression<double> linear{.dimension = 5, .noise_variance = 1.0};
  ib::random_stream rng(3);
  ib::random_stream same(3);
  const auto theta = process.draw_parameter(rng);
  CHECK(theta == linear.draw_parameter(same));
  const auto history = process.draw_history(theta, 12, rng);
  const Eigen::VectorXd expected = linear.log_likelihood(theta, {history.inputs, history.labels});
  CHECK((process.log_likelihood(theta, history) - expected).norm() < 1e-13);
}

TEST_CASE("with a Gaussian response the bound by Fisher information is the one by Jensen and holds",
          "[generalised_linear_model][exact]") {
  const auto horizon = GENERATE(std::size_t{6}, std::size_t{50}, std::size_t{1000});
  const curved_unit_noise process{.dimension = 5};
  const ib::linear_regression<double> linear{.dimension = 5, .noise_variance = 1.0};
  const double exact = linear.information(horizon) / static_cast<double>(horizon);
  const double upper = ib::error_bracket(process, horizon).upper.value;
  CHECK(upper >= exact);
  CHECK(upper == Approx(2.5 / static_cast<double>(horizon) * std::log1p(static_cast<double>(horizon) / 5)));

  const Eigen::MatrixXd inputs = Eigen::MatrixXd::Random(static_cast<Eigen::Index>(horizon), 5);
  const ib::generalised_linear_model<curved_unit_noise_response, double, design> given{.dimension = 5,
                                                                                       .inputs = {inputs}};
  const ib::linear_regression<double, design> given_linear{.dimension = 5, .noise_variance = 1.0, .inputs = {inputs}};
  CHECK(ib::error_bracket(given, horizon).upper.value * static_cast<double>(horizon) ==
        Approx(given_linear.information(horizon)).epsilon(1e-12));
}

TEST_CASE("the rate of a response of curvature v is exponential and vanishes from v/2 on",
          "[generalised_linear_model]") {
  const probit process{.dimension = 3};
  CHECK(process.rate_upper(0.01) == Approx(1.5 * std::log(50.0)));
  CHECK(process.rate_upper(0.5) == 0);
  CHECK(process.rate_upper(1e300) == 0);
  CHECK_THROWS_AS(process.rate_upper(0.0), std::domain_error);
  const probit_design given{.dimension = 3, .inputs = {2 * Eigen::MatrixXd::Identity(2, 3)}};
  CHECK(given.rate_upper(0.01, 2) == Approx(std::log(4.0 / 3 / 0.02)));
  CHECK_THROWS_WITH(given.rate_upper(0.01, 3), "horizon = 3, must be <= 2, the number of rows of the design");
}

TEST_CASE("values outside the domain of a generalised linear model are refused by name",
          "[generalised_linear_model][error]") {
  CHECK_THROWS_WITH((probit{.dimension = 0}.validate()), "generalised_linear_model.dimension = 0, must be >= 1");
  CHECK_THROWS_WITH((curved_unit_noise{.dimension = 1, .response = {-1}}.validate()),
                    "generalised_linear_model.response.curvature() = -1, must be > 0 and finite");
  CHECK_THROWS_AS((probit_design{.dimension = 3, .inputs = {Eigen::MatrixXd::Zero(2, 2)}}.validate()),
                  std::invalid_argument);
}

TEST_CASE("rates keep their digits near 0, and in float are those in double, rounded up",
          "[generalised_linear_model][property]") {
  // (k/2) ln(a/ε): a − ε is exact there.
  namespace bounds = ib::generalised_linear_model_bounds;
  const double near = 1 + 0x1p-40;
  CHECK(bounds::exponential_rate(4.0, near, 1.0) == Approx(2 * std::log1p(0x1p-40)).epsilon(1e-15));
  CHECK(bounds::exponential_rate(4.0, 1.0, near) == 0);
  CHECK(bounds::exponential_rate(4.0, 3e300, 1e-300) ==
        Approx(2 * (std::log(3.0) + 600 * std::log(10.0))).epsilon(1e-15));
  const ib::generalised_linear_model<ib::logistic_response<float>, float> narrow{.dimension = 29};
  const ib::generalised_linear_model<ib::logistic_response<double>, double> wide{.dimension = 29};
  for (const float epsilon : {1e-5F, 0.05F, 0.1249F, 0.12499999F, 0.2F}) {
    CAPTURE(epsilon);
    CHECK(double(narrow.rate_upper(epsilon)) >= wide.rate_upper(epsilon));
    CHECK(double(narrow.rate_upper(epsilon)) == Approx(wide.rate_upper(epsilon)).epsilon(1e-6));
  }
  for (const std::size_t T : {std::size_t{1}, std::size_t{70}, std::size_t{1'000'003}})
    for (std::size_t i = 0; i < 2; ++i) {
      CHECK(double(narrow.error_bounds(T)[i].value) >= wide.error_bounds(T)[i].value);
      CHECK(double(narrow.error_bounds(T)[i].value) == Approx(wide.error_bounds(T)[i].value).epsilon(1e-6));
    }
}

}  // namespace unit::process::regression::generalised_linear_model
