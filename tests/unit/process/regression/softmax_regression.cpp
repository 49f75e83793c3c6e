// SPDX-License-Identifier: BSL-1.0
#include <infobound/process/regression/softmax_regression.hpp>

#include <Eigen/Core>
#include <cmath>
#include <cstddef>
#include <infobound/bound/error_bounds.hpp>
#include <infobound/core/concepts.hpp>
#include <infobound/core/numeric/chi_square_expectation.hpp>
#include <infobound/core/numeric/log_sum_exp_expectation.hpp>
#include <infobound/core/numeric/logistic_expectation.hpp>
#include <infobound/core/random_stream.hpp>
#include <infobound/process/regression/logistic_regression.hpp>
#include <infobound/process/regression/softmax_regression_bounds.hpp>
#include <stdexcept>
#include <support/catch.hpp>

namespace unit::process::regression::softmax_regression {

namespace ib = infobound;
namespace detail = infobound::detail;

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
static_assert(ib::bounds_rate_below<softmax>);
static_assert(!ib::bounds_rate_below<given_softmax>);
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

TEST_CASE("a design of orthogonal rows has the determinants of one dimension for softmax regression",
          "[softmax_regression][exact]") {
  const Eigen::MatrixXd inputs = 2 * Eigen::MatrixXd::Identity(3, 3);
  const given_softmax process{.dimension = 3, .classes = 4, .inputs = {inputs}};
  const detail::log_sum_exp_expectation known(4, 4.0 / 3);
  const auto bracket = ib::error_bracket(process, 3);
  CHECK(bracket.upper.value == Approx(1.5 * std::log1p(known.spread / 3 * 4 / 3)).epsilon(1e-11));
  CHECK(bracket.upper.value < 1.5 * std::log1p(4.0 / 12));
  CHECK(bracket.lower.value == Approx(1.5 * std::log1p(4 * std::exp(-2 * known.mean) * 4 / 3)).epsilon(1e-10));
  CHECK_THROWS_WITH(ib::error_bracket(process, 4), "horizon = 4, must be <= 3, the number of rows of the design");
}

TEST_CASE("rows of a long design are rounded to the safe side, and rows of any length have bounds",
          "[softmax_regression][property]") {
  namespace bounds = ib::softmax_regression_bounds;
  Eigen::MatrixXd rows = Eigen::MatrixXd::Random(300, 2);
  rows.row(0).setZero();
  rows.row(1) *= 1e-200;
  rows.row(2) *= 30;
  rows.row(3) *= 1e200;
  const bounds::design_means<double> all(rows, 3);
  const Eigen::MatrixXd first = rows.topRows(250);
  const bounds::design_means<double> exact(first, 3);
  for (Eigen::Index t = 0; t < first.rows(); ++t) {
    CAPTURE(t);
    CHECK(all.log_weights[t] <= exact.log_weights[t]);
    CHECK(all.log_weights[t] == Approx(exact.log_weights[t]).epsilon(0.01).margin(0.02));
    CHECK(all.spreads[t] >= exact.spreads[t] * (1 - 1e-12));
    CHECK(all.spreads[t] == Approx(exact.spreads[t]).epsilon(0.01));
  }
  for (const double unit : {1e-300, 1e-100, 1.0, 1e100, 1e300}) {
    const given_softmax process{.dimension = 2, .classes = 3, .inputs = {unit * Eigen::MatrixXd::Random(5, 2)}};
    const auto bracket = ib::error_bracket(process, 5);
    CHECK((bracket.lower.value >= 0 && bracket.lower.value <= bracket.upper.value));
    CHECK(bracket.upper.value <= std::log(3.0));
  }
}

TEST_CASE("means over Gaussian logits agree with quadrature of another kind", "[log_sum_exp_expectation][reference]") {
  // 25 digits of mpmath.
  const detail::log_sum_exp_expectation three(3, 1);
  CHECK(three.mean == Approx(1.3900016943923314).epsilon(1e-14));
  CHECK(three.spread == Approx(0.51843427922277763).epsilon(1e-14));
  for (const double variance : {0.0, 1e-9, 0.02, 0.7, 3.0, 30.0, 256.0}) {
    CAPTURE(variance);
    // Two logits: ln(e^a + e^b) less their mean is that of a logistic response of variance 2v.
    const detail::log_sum_exp_expectation two(2, variance);
    CHECK(two.mean == Approx(-detail::mean_log_logistic_slope(2 * variance) / 2).epsilon(1e-13));
    CHECK(two.spread == Approx(2 * detail::mean_logistic_slope(2 * variance)).epsilon(1e-13));
    for (const double classes : {2.0, 7.0, 1000.0, 1e9}) {
      CAPTURE(classes);
      const detail::log_sum_exp_expectation known(classes, variance);
      CHECK(known.mean >= std::log(classes) * (1 - 1e-13));
      CHECK(known.mean <= (std::log(classes) + variance / 2) * (1 + 1e-13));
      CHECK(known.spread <= (1 - 1 / classes) * (1 + 1e-13));
      if (variance > 0.01 && variance < 256) {  // the derivative in v
        const double step = 1e-4 * variance;
        const double slope = (detail::log_sum_exp_expectation(classes, variance + step).mean -
                              detail::log_sum_exp_expectation(classes, variance - step).mean) /
                             (2 * step);
        CHECK(known.spread == Approx(2 * slope).epsilon(1e-6));
      }
    }
  }
}

TEST_CASE("the constants of softmax regression are those of theory 4.9, and of logistic regression for two classes",
          "[softmax_regression_bounds][reference]") {
  namespace bounds = ib::softmax_regression_bounds;
  CHECK(bounds::constants<double>(5, 3).amplitude == Approx(0.104).epsilon(0.005));
  CHECK(bounds::constants<double>(5, 3).first_error == Approx(0.211).epsilon(0.005));
  CHECK(bounds::constants<double>(5, 10).amplitude == Approx(0.128).epsilon(0.005));
  CHECK(bounds::constants<double>(5, 10).first_error == Approx(0.357).epsilon(0.005));
  // Log-odds of variance 2v: k = E[v e^{2E ln s′}] times 2 · 2 of 4.2, and E[v(1 − ‖p‖²)] = E[2v s′].
  const detail::chi_square_expectation<double> length(6.0);
  const bounds::constants<double> two(6, 2);
  CHECK(two.information ==
        Approx(length.expectation([](double x) { return x / 3 * detail::mean_logistic_slope(x / 3); })).epsilon(3e-12));
  CHECK(two.first_error ==
        Approx(length.expectation([](double x) { return detail::logistic_label_information(x / 3); })).epsilon(3e-11));
  CHECK(two.amplitude == Approx(2 * length.expectation([](double x) {
                           return x / 3 * std::exp(2 * detail::mean_log_logistic_slope(x / 3));
                         })).epsilon(1e-11));
}

TEST_CASE("the bracket of softmax regression has what theory 4.8 and 4.9 state", "[softmax_regression][reference]") {
  struct row {
    Eigen::Index d, classes;
    std::size_t horizon;
    double closed, recursion, truth, upper;
  };
  for (const auto& [d, classes, T, closed, recursion, truth, upper] :
       {row{2, 3, 20, 1.25, 1.941, 2.266, 2.933}, row{3, 4, 50, 4.01, 5.2036, 6.197, 7.390},
        row{2, 8, 100, 7.60, 9.67, 12.21, 13.87}}) {
    const softmax process{.dimension = d, .classes = classes};
    CAPTURE(d, classes, T);
    const auto bracket = ib::error_bracket(process, T);
    const auto horizon = static_cast<double>(T);
    CHECK(bracket.lower.value * horizon == Approx(recursion).epsilon(1e-3));
    CHECK(bracket.upper.value * horizon < upper);
    CHECK(bracket.lower.value * horizon < truth - 0.02);  // by simulation, ± 0.02
    CHECK(bracket.upper.value * horizon > truth + 0.02);
    for (const auto& bound : ib::error_bounds(process, T))
      if (bound.source == "observed information, closed form (theory 4.8 b)")
        CHECK(bound.value * horizon == Approx(closed).epsilon(5e-3));
    for (const double epsilon : {1e-9, 0.01, 0.1, 0.3})
      CHECK(process.rate_lower(epsilon) <= process.rate_upper(epsilon));
  }
}

TEST_CASE("values outside the domain of softmax regression are refused by name", "[softmax_regression][error]") {
  CHECK_THROWS_WITH((softmax{.dimension = 0, .classes = 2}.validate()),
                    "softmax_regression.dimension = 0, must be >= 1");
  CHECK_THROWS_WITH((softmax{.dimension = 1, .classes = 1}.validate()), "softmax_regression.classes = 1, must be >= 2");
  CHECK_THROWS_AS((given_softmax{.dimension = 3, .classes = 2, .inputs = {Eigen::MatrixXd::Zero(2, 2)}}.validate()),
                  std::invalid_argument);
}

TEST_CASE("softmax rates and errors in float are those in double, rounded to the safe side",
          "[softmax_regression][property]") {
  const ib::softmax_regression<float> narrow{.dimension = 7, .classes = 5};
  const ib::softmax_regression<double> wide{.dimension = 7, .classes = 5};
  for (const float epsilon : {1e-5F, 0.2F, 0.3999F, 0.39999998F, 0.5F}) {
    CAPTURE(epsilon);
    CHECK(double(narrow.rate_upper(epsilon)) >= wide.rate_upper(epsilon));
    CHECK(double(narrow.rate_upper(epsilon)) == Approx(wide.rate_upper(epsilon)).epsilon(1e-6));
    CHECK(double(narrow.rate_lower(epsilon)) <= wide.rate_lower(epsilon));
    CHECK(double(narrow.rate_lower(epsilon)) == Approx(wide.rate_lower(epsilon)).epsilon(1e-6));
  }
  for (const std::size_t T : {std::size_t{1}, std::size_t{70}, std::size_t{1'000'003}}) {
    const auto here = narrow.error_bounds(T);
    const auto there = wide.error_bounds(T);
    REQUIRE(here.size() == there.size());
    for (std::size_t i = 0; i < here.size(); ++i) {
      INFO(here[i].source);
      CHECK((here[i].direction == ib::direction::upper ? double(here[i].value) >= there[i].value
                                                       : double(here[i].value) <= there[i].value));
      CHECK(double(here[i].value) == Approx(there[i].value).epsilon(1e-6));
    }
  }
}

}  // namespace unit::process::regression::softmax_regression
