// SPDX-License-Identifier: BSL-1.0
// Linear regression under Gaussian priors of one's own.
#include <Eigen/Core>
#include <Eigen/Dense>
#include <cmath>
#include <cstddef>
#include <infobound/bound/error_bounds.hpp>
#include <infobound/bound/misspecified/misspecification_upper.hpp>
#include <infobound/bound/misspecified/misspecified_error.hpp>
#include <infobound/bound/misspecified/prior_divergence.hpp>
#include <infobound/core/random_stream.hpp>
#include <infobound/information/conjugate.hpp>
#include <infobound/information/information.hpp>
#include <infobound/process/regression/correlated_gaussian_inputs.hpp>
#include <infobound/process/regression/linear_regression.hpp>
#include <infobound/process/regression/linear_regression_gaussian_prior.hpp>
#include <limits>
#include <stdexcept>
#include <support/catch.hpp>
#include <support/check_passes.hpp>
#include <support/thrown.hpp>

namespace unit::process::regression::linear_regression_gaussian_prior {

namespace ib = infobound;

namespace {

using prior_type = ib::gaussian_prior<double>;
using design_type = ib::fixed_design<double>;
using on_design = ib::linear_regression<double, design_type, prior_type>;
using on_gaussian = ib::linear_regression<double, ib::gaussian_inputs, prior_type>;
using on_correlated = ib::linear_regression<double, ib::correlated_gaussian_inputs<double>, prior_type>;

/// Inputs with a column of ones: not centred, of a second moment that is known.
struct with_intercept {
  template <class Derived, class Rng>
  void draw(Eigen::PlainObjectBase<Derived>& inputs, Rng& rng) const {
    ib::gaussian_inputs::draw(inputs, rng);
    inputs.row(0).setOnes();
  }
  [[nodiscard]] Eigen::MatrixXd second_moment() const { return Eigen::MatrixXd::Identity(2, 2); }
};

const Eigen::Matrix2d covariance{{1, 0.3}, {0.3, 2.25}};
const Eigen::MatrixXd rows{{1, 2}, {0.5, -1}, {2, 0.3}};

on_design small_process() {
  return {.dimension = 2,
          .noise_variance = 0.7,
          .inputs = {rows},
          .prior = {.mean = Eigen::Vector2d(3, -1), .covariance = covariance}};
}

}  // namespace

TEST_CASE("a design under a prior of one's own has the information of its labels' determinant",
          "[linear_regression_gaussian_prior][exact]") {
  const on_design process = small_process();
  const Eigen::MatrixXd signal = rows * covariance * rows.transpose() / 0.7;
  const auto half_log = [&](Eigen::Index t) {
    return std::log((signal.topLeftCorner(t, t) + Eigen::MatrixXd::Identity(t, t)).determinant()) / 2;
  };
  CHECK(std::abs(ib::information(process, 3).lower.mean - 2.414228292121024) <= 1e-14);
  const Eigen::VectorXd curve = process.information_curve(3);
  for (Eigen::Index t = 1; t <= 3; ++t) CHECK(std::abs(curve[t - 1] - half_log(t)) <= 1e-14);
  // Reverse water-filling leaves what is asked for.
  const Eigen::VectorXd gains = process.gains(3);
  CHECK(std::abs(gains.sum() - signal.trace()) <= 1e-13);
  CHECK(std::abs(process.rate_distortion(1e-9, 3) - (gains.tail(2).array() / (std::expm1(3e-9))).log().sum() / 2) <=
        1e-12);
  CHECK(process.rate_upper(0.1, 3) >= process.rate_distortion(0.1, 3));
  const auto bracket = ib::error_bracket(process, 3);
  CHECK((bracket.lower.value * 3 <= 2.4142282 && bracket.upper.value * 3 >= 2.4142283));
}

TEST_CASE("predictions under a prior of one's own are those of its labels' law",
          "[linear_regression_gaussian_prior][exact]") {
  const on_design process = small_process();
  ib::random_stream rng(3);
  const auto history = process.draw_history(process.draw_parameter(rng), 3, rng);
  const Eigen::MatrixXd law = rows * covariance * rows.transpose() + 0.7 * Eigen::MatrixXd::Identity(3, 3);
  const Eigen::VectorXd errors = history.labels - rows * Eigen::Vector2d(3, -1);
  const double expected =
      -(std::log(law.determinant()) + errors.dot(law.inverse() * errors) + 3 * std::log(2 * std::acos(-1.0))) / 2;
  CHECK(std::abs(process.log_predictive(history).sum() - expected) <= 1e-13);
  const on_gaussian random{.dimension = 2, .noise_variance = 0.7, .prior = process.prior};
  CHECK(std::abs(random.log_predictive(history).sum() - expected) <= 1e-13);
}

TEST_CASE("the theory's own prior, given as one's own, changes nothing", "[linear_regression_gaussian_prior][exact]") {
  const Eigen::MatrixXd design = Eigen::MatrixXd::Random(5, 3);
  const ib::linear_regression<double, design_type> standard{3, 0.2, {design}};
  const on_design own{.dimension = 3,
                      .noise_variance = 0.2,
                      .inputs = {design},
                      .prior = {.covariance = Eigen::MatrixXd(Eigen::MatrixXd::Identity(3, 3) / 3)}};
  CHECK(std::abs(own.information(5) / standard.information(5) - 1) <= 1e-14);
  CHECK(std::abs(own.rate_distortion(0.1, 5) / standard.rate_distortion(0.1, 5) - 1) <= 1e-13);
  const auto mine = own.error_bounds(5);
  const auto theirs = standard.error_bounds(5);
  REQUIRE(mine.size() == theirs.size());
  for (std::size_t i = 0; i < mine.size(); ++i) CHECK(std::abs(mine[i].value / theirs[i].value - 1) <= 1e-13);
}

TEST_CASE("regressions under a prior of one's own pass their checks", "[check_process][statistical]") {
  check_passes(small_process());
  check_passes(on_correlated{.dimension = 3,
                             .noise_variance = 0.5,
                             .inputs = {Eigen::Matrix3d{{1, 0.5, 0}, {0.5, 2, 0.1}, {0, 0.1, 0.3}}},
                             .prior = {.mean = Eigen::Vector3d(0, 1, 0),
                                       .covariance = ib::gaussian_covariance<double>::from_factor(
                                           Eigen::MatrixXd{{1, 0}, {0.3, 1}, {0, 2}})}});
}

TEST_CASE("rates are known where gains are beyond the range", "[linear_regression_gaussian_prior][exact]") {
  // λ/σ² = 10⁴⁰⁰, 10³⁶⁰ and 1: two above the water level, of e^{2ε} − 1 each half.
  const on_gaussian process{
      .dimension = 3,
      .noise_variance = 1e-200,
      .prior = {.covariance = ib::gaussian_covariance<double>::from_scales(Eigen::Vector3d(1e-100, 1e80, 1e100))}};
  const double ten = std::log(10.0);
  CHECK(std::abs(process.rate_upper(1) / (380 * ten - std::log(std::expm1(2) - 1) + std::log(2.0)) - 1) <= 1e-14);
  // At ε = 400 nats the level e^{800}/2 is beyond the range too.
  CHECK(std::abs(process.rate_upper(400) / (380 * ten - 800 + std::log(2.0)) - 1) <= 1e-14);
  CHECK(process.rate_upper(1000) <= 0);
}

TEST_CASE("curves and wrong priors are simulated by predictions", "[linear_regression_gaussian_prior][statistical]") {
  const on_gaussian process{
      .dimension = 2, .noise_variance = 0.7, .prior = {.mean = Eigen::Vector2d(3, -1), .covariance = covariance}};
  const auto curve = ib::learning_curve(process, 4, ib::conjugate{.replicates = 400, .seed = 1});
  const auto last = ib::information(process, 4, ib::conjugate{.replicates = 400, .seed = 1});
  CHECK(std::abs(curve.information(4).lower.mean - last.lower.mean) <= 1e-12);
  // KL of the law of two labels of a design from that of a learner wrong in mean and covariance.
  const on_design truth = small_process();
  on_design learner = truth;
  learner.prior = {.mean = Eigen::Vector2d(1, 0), .covariance = Eigen::Matrix2d{{0.5, 0}, {0, 4}}};
  const Eigen::Matrix3d one = rows * covariance * rows.transpose() + 0.7 * Eigen::Matrix3d::Identity();
  const Eigen::Matrix3d other =
      rows * Eigen::Matrix2d{{0.5, 0}, {0, 4}} * rows.transpose() + 0.7 * Eigen::Matrix3d::Identity();
  const Eigen::Vector3d shift = rows * Eigen::Vector2d(2, -1);
  const double divergence = ((other.inverse() * one).trace() - 3 - std::log((other.inverse() * one).determinant()) +
                             shift.dot(other.inverse() * shift)) /
                            2;
  const auto cost = ib::misspecified_error(truth, learner, 3, ib::conjugate{.replicates = 4000, .seed = 2});
  const auto [least, most] = cost.misspecification.interval(1 - 1e-6);
  CHECK((least * 3 <= divergence && divergence <= most * 3 && most - least < 0.2));
}

TEST_CASE("the divergence of Gaussian priors is exact, and infinite across planes", "[prior_divergence][exact]") {
  const on_design truth = small_process();
  on_design learner = truth;
  CHECK(ib::prior_divergence(truth, learner) <= 1e-28);
  const Eigen::Matrix2d other{{0.5, 0.1}, {0.1, 4}};
  learner.prior = {.mean = Eigen::Vector2d(1, 0), .covariance = other};
  const Eigen::Vector2d shift(2, -1);
  const double expected =
      ((other.inverse() * covariance).trace() - 2 - std::log((other.inverse() * covariance).determinant()) +
       shift.dot(other.inverse() * shift)) /
      2;
  CHECK(std::abs(ib::prior_divergence(truth, learner) - expected) <= 1e-14);
  CHECK(std::abs(ib::misspecification_upper(truth, learner, 4).value - expected / 4) <= 1e-14);
  // A thousandth more in scale: ½ d (1.001² − 1 − ln 1.001²) with the roles of the two changed.
  learner.prior = {.mean = truth.prior.mean, .covariance = covariance / (1.001 * 1.001)};
  CHECK(std::abs(ib::prior_divergence(truth, learner) / (1.001 * 1.001 - 1 - 2 * std::log(1.001)) - 1) <= 1e-9);
  // On a line both are, one is, the other is, and neither's mean is on the other's.
  const Eigen::Vector2d direction(1, -3);
  on_design narrow = truth;
  narrow.prior = {.covariance = Eigen::Matrix2d(direction * direction.transpose())};
  on_design wider = truth;
  wider.prior = {.mean = direction / 2,
                 .covariance = ib::gaussian_covariance<double>::from_factor(Eigen::MatrixXd{{1, 1}, {-3, -3}})};
  CHECK(std::abs(ib::prior_divergence(narrow, wider) - (0.5 - 1 + std::log(2.0) + 0.125) / 2) <= 1e-13);
  const double infinite = std::numeric_limits<double>::infinity();
  CHECK(ib::prior_divergence(narrow, truth) == infinite);
  CHECK(ib::prior_divergence(truth, narrow) == infinite);
  wider.prior.mean = Eigen::Vector2d(1, 0);
  CHECK(ib::prior_divergence(narrow, wider) == infinite);
}

TEST_CASE("inputs of any law have the upper bound of their second moment",
          "[linear_regression_gaussian_prior][statistical]") {
  const ib::linear_regression<double, with_intercept, prior_type> process{
      .dimension = 2, .noise_variance = 0.7, .prior = {.covariance = covariance}};
  const auto bounds = ib::error_bounds(process, 5);
  REQUIRE(bounds.size() == 1);
  CHECK(bounds[0].direction == ib::direction::upper);
  const double expected = std::log((Eigen::Matrix2d::Identity() + 5 / 0.7 * covariance).determinant()) / 2;
  CHECK(std::abs(bounds[0].value * 5 - expected) <= 1e-13);
  const auto information = ib::information(process, 5, ib::conjugate{.replicates = 1000, .seed = 3});
  CHECK(information.lower.mean + 5 * information.lower.standard_error < expected);
}

TEST_CASE("priors of other sizes or without end are refused", "[linear_regression_gaussian_prior][error]") {
  on_design process = small_process();
  process.prior.mean = Eigen::Vector3d(1, 2, 3);
  CHECK(thrown<std::invalid_argument>([&] { return ib::information(process, 3); }) ==
        "gaussian_prior.mean: number of entries = 3 and dimension = 2, must be equal");
  process.prior.mean = Eigen::Vector2d(1, std::nan(""));
  CHECK(thrown<std::domain_error>([&] { return ib::information(process, 3); }) ==
        "gaussian_prior.mean[1] = nan, must be finite");
  process.prior = {};
  CHECK(thrown<std::invalid_argument>([&] { return ib::information(process, 3); }) ==
        "gaussian_prior.covariance: number of rows = 0 and dimension = 2, must be equal");
  CHECK(thrown<std::domain_error>([] { return small_process().information(4); }) ==
        "horizon = 4, must be <= 3, the number of rows of the design");
}

TEST_CASE("units of inputs, prior and noise do not change the information, up to the ends of the range",
          "[linear_regression][property]") {
  using process = ib::linear_regression<double, ib::fixed_design<double>, ib::gaussian_prior<double>>;
  // ½ ln(1 + 3²/4) of one coefficient, XL beyond the range, and below it.
  for (const double unit : {1e-170, 1.0, 1e170}) {
    const ib::fixed_design<double> design{Eigen::MatrixXd::Constant(1, 1, 3 * unit)};
    const Eigen::VectorXd scale = Eigen::VectorXd::Constant(1, 1 / unit);
    const process known{1, 4, design, {{}, ib::gaussian_covariance<double>::from_scales(scale)}};
    CHECK(std::abs(known.information(1) - std::log(1 + 9.0 / 4) / 2) < 1e-14);
  }
  const ib::fixed_design<double> design{Eigen::MatrixXd::Constant(1, 1, 1e200)};
  const Eigen::VectorXd scale = Eigen::VectorXd::Constant(1, 1e200);
  const process beyond{1, 4, design, {{}, ib::gaussian_covariance<double>::from_scales(scale)}};
  CHECK_THROWS_AS(beyond.information(1), std::domain_error);
}

TEST_CASE("inputs and priors of far scales have the bounds of near ones", "[gaussian_prior][exact]") {
  const Eigen::Matrix2d correlated{{2, 0.5}, {0.5, 1}};
  const auto at = [&](double input_scale, double prior_scale) {
    const ib::linear_regression<double, ib::correlated_gaussian_inputs<double>, ib::gaussian_prior<double>> process{
        .dimension = 2,
        .noise_variance = 0.25,
        .inputs = {ib::gaussian_covariance<double>::from_factor(Eigen::Matrix2d(correlated * input_scale))},
        .prior = {
            .mean = Eigen::Vector2d::Zero(),
            .covariance = ib::gaussian_covariance<double>::from_factor(Eigen::Matrix2d(correlated * prior_scale))}};
    return ib::error_bracket(process, 5);
  };
  const auto expected = at(1, 1);
  for (const double scale : {0x1p-1000, 0x1p-600, 0x1p600, 0x1p1000}) {
    const auto found = at(scale, 1 / scale);
    CHECK(found.lower.value == expected.lower.value);
    CHECK(found.upper.value == expected.upper.value);
  }
  // Of scales so far apart a product would be lost, and what it tells with it.
  const ib::linear_regression<double, ib::correlated_gaussian_inputs<double>, ib::gaussian_prior<double>> apart{
      .dimension = 2,
      .noise_variance = 0.25,
      .inputs = {ib::gaussian_covariance<double>::from_scales(Eigen::Vector2d(1e-160, 1e100))},
      .prior = {.mean = Eigen::Vector2d::Zero(),
                .covariance = ib::gaussian_covariance<double>::from_scales(Eigen::Vector2d(1e-60, 1))}};
  CHECK_THROWS_WITH(ib::error_bracket(apart, 5),
                    Catch::Matchers::Contains("the least entry of their factors over the largest"));
}

TEST_CASE("priors of far scales have a divergence, or are refused", "[gaussian_prior][exact]") {
  const auto at = [](double scale, double other) {
    return ib::linear_regression<double, ib::gaussian_inputs, ib::gaussian_prior<double>>{
        .dimension = 2,
        .noise_variance = 1,
        .prior = {.mean = Eigen::Vector2d::Zero(),
                  .covariance = ib::gaussian_covariance<double>::from_scales(Eigen::Vector2d(scale, other))}};
  };
  for (const double scale : {1e-130, 1.0, 1e130})
    CHECK(std::abs(at(scale, 1).prior_divergence(at(scale, 2)) - (std::log(2.0) - 0.375)) < 1e-15);
  CHECK_THROWS_AS(at(1e200, 1).prior_divergence(at(1e200, 2)), std::domain_error);
  CHECK_THROWS_AS(at(1e-200, 1).prior_divergence(at(1e-200, 2)), std::domain_error);
  // So have means of any size: of a thousandth, and of all.
  auto far_mean = at(1e120, 1);
  far_mean.prior.mean[0] = 1e150;
  CHECK(std::abs(far_mean.prior_divergence(at(1e120, 1)) / 5e59 - 1) < 1e-14);
  far_mean.prior.mean[0] = -1.7e308;
  auto other = at(1e120, 1);
  other.prior.mean[0] = 1.7e308;
  CHECK(far_mean.prior_divergence(other) == std::numeric_limits<double>::infinity());
  // A mean that the learner's known coefficient does not have, however small beside another.
  auto small_mean = at(0, 1);
  small_mean.prior.mean = Eigen::Vector2d(1e-6, 1e20);
  CHECK(small_mean.prior_divergence(at(0, 1)) == std::numeric_limits<double>::infinity());
  CHECK(far_mean.prior_divergence(at(0, 1)) == std::numeric_limits<double>::infinity());
}

}  // namespace unit::process::regression::linear_regression_gaussian_prior
