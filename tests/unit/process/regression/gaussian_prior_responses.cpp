// SPDX-License-Identifier: BSL-1.0
// Generalised linear models under Gaussian priors of one's own.
#include <Eigen/Core>
#include <cmath>
#include <cstddef>
#include <infobound/bound/error_bounds.hpp>
#include <infobound/information/annealed.hpp>
#include <infobound/information/contrastive.hpp>
#include <infobound/information/determinant.hpp>
#include <infobound/information/information.hpp>
#include <infobound/information/laplace.hpp>
#include <infobound/information/sequential.hpp>
#include <infobound/process/regression/correlated_gaussian_inputs.hpp>
#include <infobound/process/regression/gaussian_prior.hpp>
#include <infobound/process/regression/generalised_linear_model.hpp>
#include <infobound/process/regression/logistic_regression.hpp>
#include <infobound/process/regression/poisson_response.hpp>
#include <infobound/process/regression/probit_response.hpp>
#include <limits>
#include <stdexcept>
#include <string>
#include <support/catch.hpp>
#include <support/check_passes.hpp>
#include <support/thrown.hpp>

namespace unit::process::regression::gaussian_prior_responses {

namespace ib = infobound;

namespace {

using prior_type = ib::gaussian_prior<double>;
using design_type = ib::fixed_design<double>;
using logistic_type = ib::logistic_regression<double, design_type, prior_type>;
template <class Response, class Inputs = design_type>
using model_type = ib::generalised_linear_model<Response, double, Inputs, prior_type>;
using poisson = ib::poisson_response<double>;

prior_type scalar_prior(double mean, double variance) {
  return {.mean = Eigen::VectorXd::Constant(1, mean), .covariance = Eigen::MatrixXd::Constant(1, 1, variance)};
}

design_type ones(Eigen::Index rows) { return {Eigen::MatrixXd::Ones(rows, 1)}; }

/// A design with an intercept, which is vaguer than the slope.
logistic_type with_intercept() {
  return {.dimension = 2,
          .inputs = {Eigen::MatrixXd{{1, 0.5}, {1, -2}, {1, 1.5}, {1, 0}}},
          .prior = {.mean = Eigen::Vector2d(-0.5, 1), .covariance = Eigen::Matrix2d{{4, 0.3}, {0.3, 0.5}}}};
}

template <class Process>
void check_sides(const Process& process, std::size_t horizon, double lower, double truth, double upper) {
  const auto bracket = ib::error_bracket(process, horizon);
  const double T = static_cast<double>(horizon);
  CHECK(std::abs(bracket.lower.value * T - lower) <= 3e-9);
  CHECK(std::abs(bracket.upper.value * T - upper) <= 3e-9);
  CHECK((bracket.lower.value * T <= truth && truth <= bracket.upper.value * T));
}

}  // namespace

TEST_CASE("sides of responses under Gaussian priors are those of quadrature", "[gaussian_prior][reference]") {
  check_sides(logistic_type{.dimension = 1, .inputs = ones(10), .prior = scalar_prior(1, 2)}, 10, 0.661071513,
              0.692462790, 0.723392778);
  check_sides(model_type<ib::probit_response<double>>{.dimension = 1, .inputs = ones(8), .prior = scalar_prior(1, 1)},
              8, 0.579613198, 0.655664964, 0.703833207);
  check_sides(model_type<poisson>{.dimension = 1, .inputs = ones(4), .prior = scalar_prior(0.5, 0.25)}, 4, 0.487038492,
              0.504192298, 0.526850339);
}

TEST_CASE("every policy runs on the coordinates of a Gaussian prior", "[gaussian_prior][statistical]") {
  const logistic_type process{.dimension = 1, .inputs = ones(5), .prior = scalar_prior(0.5, 4)};
  const double truth = 0.6512438348913486;
  const auto encloses = [&](const auto& found) {
    const auto [lower, upper] = found.interval(1 - 1e-5);
    CAPTURE(lower, upper);
    CHECK((lower <= truth && truth <= upper && upper - lower < 0.35));
  };
  encloses(ib::information(process, 5, ib::laplace{.replicates = 1000, .proposals = 50, .seed = 1}));
  encloses(ib::information(process, 5, ib::contrastive{.replicates = 1000, .contrasts = 200, .seed = 2}));
  encloses(ib::information(process, 5, ib::annealed{.replicates = 400, .temperatures = 100, .seed = 3}));
  encloses(ib::information(process, 5, ib::sequential{.replicates = 300, .particles = 100, .seed = 4}));
  const auto below = ib::information(process, 5, ib::determinant{.replicates = 1000, .seed = 5});
  CHECK(below.lower.mean - 5 * below.lower.standard_error <= truth);
  CHECK(below.lower.mean > 0.55);
}

TEST_CASE("responses under a Gaussian prior pass their checks", "[check_process][statistical]") {
  check_passes(with_intercept());
}

TEST_CASE("an offset tells what a longer exposure does", "[gaussian_prior][exact]") {
  // An offset is a column whose coefficient is known to be 1: three units of exposure at once are as good as one after
  // the other.
  const model_type<poisson> once{
      .dimension = 2,
      .inputs = {Eigen::MatrixXd{{std::log(3.0), 1}}},
      .prior = {.mean = Eigen::Vector2d(1, 0.2),
                .covariance = ib::gaussian_covariance<double>::from_scales(Eigen::Vector2d(0, 0.4))}};
  const model_type<poisson> thrice{.dimension = 1, .inputs = ones(3), .prior = scalar_prior(0.2, 0.16)};
  const auto one = ib::error_bracket(once, 1);
  const auto other = ib::error_bracket(thrice, 3);
  CHECK(std::abs(one.lower.value - 3 * other.lower.value) <= 1e-14);
  CHECK(std::abs(one.upper.value - 3 * other.upper.value) <= 1e-14);
}

TEST_CASE("Poisson regression on Gaussian inputs has both sides under a Gaussian prior",
          "[gaussian_prior][statistical]") {
  using on_gaussian = model_type<poisson, ib::gaussian_inputs>;
  const on_gaussian process{
      .dimension = 2, .prior = {.covariance = ib::gaussian_covariance<double>::from_scales(Eigen::Vector2d(0.6, 0.2))}};
  const auto bracket = ib::error_bracket(process, 4);
  // λ/(1 − λ) over √((1 − 0.36)(1 − 0.04)).
  const double root = std::sqrt(0.64 * 0.96);
  const double expected = (std::log1p(4 * 0.36 / 0.64 / root) + std::log1p(4 * 0.04 / 0.96 / root)) / 2;
  CHECK(std::abs(bracket.upper.value * 4 - expected) <= 1e-14);
  const auto found = ib::information(process, 4, ib::contrastive{.replicates = 1000, .contrasts = 100, .seed = 1});
  const auto [lower, upper] = found.interval(1 - 1e-5);
  CHECK(bracket.lower.value * 4 <= upper);
  CHECK(bracket.upper.value * 4 >= lower);
  CHECK(bracket.lower.value * 4 >= 0.8 * lower);
  // Without end where some λ ≥ 1, and unknown about another mean.
  on_gaussian vague = process;
  vague.prior.covariance = ib::gaussian_covariance<double>::from_scales(Eigen::Vector2d(1, 0.2));
  CHECK(ib::error_bracket(vague, 4).upper.value == std::numeric_limits<double>::infinity());
  vague.prior.mean = Eigen::Vector2d(1, 0);
  CHECK(ib::error_bounds(vague, 4).empty());
}

TEST_CASE("a response of bounded curvature has the rate of linear regression above it", "[gaussian_prior][exact]") {
  const logistic_type process = with_intercept();
  // With ε T = I of the regression of noise variance 4, its rate is 0; below, Theorem 15 is above the lower side.
  const Eigen::Matrix4d gram =
      process.inputs.matrix * process.prior.covariance.matrix() * process.inputs.matrix.transpose() / 4;
  const double most = std::log((Eigen::Matrix4d::Identity() + gram).determinant()) / 2;
  CHECK(std::abs(process.rate_upper(most / 4 * (1 + 1e-9), 4)) <= 0);
  CHECK(process.rate_upper(most / 4 * (1 - 1e-6), 4) > 0);
  CHECK((process.rate_upper(0.1, 4) + 0.4) / 4 >= ib::error_bracket(process, 4).lower.value);
  const ib::logistic_regression<double, ib::correlated_gaussian_inputs<double>, prior_type> random{
      .dimension = 2, .inputs = {Eigen::Matrix2d{{1, 0.2}, {0.2, 3}}}, .prior = process.prior};
  CHECK(random.rate_upper(0.1) > random.rate_upper(0.2));
  const auto bounds = ib::error_bounds(random, 3);
  REQUIRE(bounds.size() == 2);
  // ½ ln det(I + TΣS/4).
  const Eigen::Matrix2d signal = process.prior.covariance.matrix() * random.inputs.covariance.matrix() * 0.75;
  CHECK(std::abs(bounds[0].value * 3 - std::log((Eigen::Matrix2d::Identity() + signal).determinant()) / 2) <= 1e-13);
}

TEST_CASE("priors that do not fit a response are refused", "[gaussian_prior][error]") {
  logistic_type process = with_intercept();
  process.prior.covariance = Eigen::Matrix2d{{1, 2}, {2, 1}};
  CHECK(thrown<std::domain_error>([&] {
          return ib::error_bracket(process, 2);
        }).starts_with("gaussian_prior.covariance: least eigenvalue of the correlations = -"));
  process.prior = scalar_prior(0, 1);
  CHECK(thrown<std::invalid_argument>([&] { return ib::error_bracket(process, 2); }) ==
        "gaussian_prior.mean: number of entries = 1 and dimension = 2, must be equal");
}

TEST_CASE("counts of any size tell nothing of a parameter that is known", "[generalised_linear_model][exact]") {
  using process = ib::generalised_linear_model<ib::poisson_response<double>, double, ib::fixed_design<double>,
                                               ib::gaussian_prior<double>>;
  const Eigen::VectorXd mean = Eigen::VectorXd::Ones(1);
  const process known{.dimension = 1,
                      .inputs = {Eigen::MatrixXd::Constant(1, 1, 5000)},
                      .prior = {mean, ib::gaussian_covariance<double>::from_scales(Eigen::VectorXd::Zero(1))}};
  CHECK(ib::error_bracket(known, 1).lower.value < 1e-300);
}

}  // namespace unit::process::regression::gaussian_prior_responses
