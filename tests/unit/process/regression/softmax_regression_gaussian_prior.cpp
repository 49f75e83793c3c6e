// SPDX-License-Identifier: BSL-1.0
// Softmax regression under Gaussian priors of one's own.
#include <Eigen/Core>
#include <Eigen/LU>
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <infobound/bound/error_bounds.hpp>
#include <infobound/process/regression/gaussian_prior.hpp>
#include <infobound/process/regression/logistic_regression.hpp>
#include <infobound/process/regression/softmax_regression.hpp>
#include <stdexcept>
#include <support/catch.hpp>
#include <support/check_passes.hpp>
#include <support/thrown.hpp>

namespace unit::process::regression::softmax_regression_gaussian_prior {

namespace ib = infobound;

namespace {

using prior_type = ib::gaussian_prior<double>;
using softmax_type = ib::softmax_regression<double, ib::fixed_design<double>, prior_type>;

const Eigen::MatrixXd rows{{1, 0.5}, {1, -2}, {1, 1.5}};

/// Classes depend on each other.
prior_type dependent(Eigen::Index size, double scale) {
  Eigen::MatrixXd factor(size, size);
  Eigen::VectorXd mean(size);
  for (Eigen::Index i = 0; i < size; ++i) {
    mean[i] = std::sin(2.0 + static_cast<double>(i));
    for (Eigen::Index j = 0; j < size; ++j) factor(i, j) = scale * std::cos(static_cast<double>(3 * i + j * j));
  }
  return {.mean = mean, .covariance = ib::gaussian_covariance<double>::from_factor(factor)};
}

/// I of labels of one input to three classes, by the trapezoidal rule over three logits.
double enumerated(const prior_type& prior, double input, std::size_t horizon) {
  const double step = 0.25;
  Eigen::VectorXd total = Eigen::VectorXd::Zero(static_cast<Eigen::Index>(std::pow(3, horizon)));
  double conditional = 0;
  for (double a = -6; a <= 6; a += step)
    for (double b = -6; b <= 6; b += step)
      for (double c = -6; c <= 6; c += step) {
        const Eigen::VectorXd logits = input * prior.parameter_from(Eigen::Vector3d(a, b, c));
        Eigen::ArrayXd p = (logits.array() - logits.maxCoeff()).exp();
        p /= p.sum();
        const double weight =
            std::pow(step, 3) * std::exp(-(a * a + b * b + c * c) / 2) / std::pow(2 * std::acos(-1.0), 1.5);
        for (Eigen::Index labels = 0; labels < total.size(); ++labels) {
          double likelihood = 1;
          Eigen::Index rest = labels;
          for (std::size_t t = 0; t < horizon; ++t, rest /= 3) likelihood *= p[rest % 3];
          total[labels] += weight * likelihood;
          if (likelihood > 0) conditional += weight * likelihood * std::log(likelihood);
        }
      }
  return conditional - (total.array() * total.array().log()).sum();
}

}  // namespace

TEST_CASE("softmax regression of two classes has the sides of logistic regression of their difference",
          "[softmax_regression][exact]") {
  const softmax_type two{.dimension = 2, .classes = 2, .inputs = {rows}, .prior = dependent(4, 1)};
  const Eigen::MatrixXd factor = two.prior.covariance.factor();
  const ib::logistic_regression<double, ib::fixed_design<double>, prior_type> difference{
      .dimension = 2,
      .inputs = {rows},
      .prior = {.mean = two.prior.mean.tail(2) - two.prior.mean.head(2),
                .covariance = ib::gaussian_covariance<double>::from_factor(factor.bottomRows(2) - factor.topRows(2))}};
  const auto mine = ib::error_bracket(two, 3);
  const auto other = ib::error_bracket(difference, 3);
  CHECK(mine.upper.value >= other.upper.value * (1 - 1e-12));
  CHECK(std::abs(mine.upper.value / other.upper.value - 1) < 1e-7);
  // E ln s(G) + E ln s(−G) is E ln s′(G).
  CHECK(std::abs(mine.lower.value / other.lower.value - 1) < 1e-7);
}

TEST_CASE("sides of softmax regression under Gaussian priors enclose what enumeration has",
          "[softmax_regression][exact]") {
  for (const double scale : {0.2, 0.7, 2.0}) {
    const prior_type prior = dependent(3, scale);
    const softmax_type process{
        .dimension = 1, .classes = 3, .inputs = {Eigen::MatrixXd::Constant(2, 1, 0.8)}, .prior = prior};
    const double truth = enumerated(prior, 0.8, 2);
    const auto bracket = ib::error_bracket(process, 2);
    CAPTURE(scale, truth, bracket.lower.value * 2, bracket.upper.value * 2);
    CHECK(bracket.lower.value * 2 <= truth * (1 + 1e-6));
    CHECK(bracket.upper.value * 2 >= truth * (1 - 1e-6));
    if (scale < 0.5) CHECK(bracket.upper.value < 1.3 * bracket.lower.value);
  }
}

TEST_CASE("softmax regression on any inputs has the largest curvature above it", "[softmax_regression][exact]") {
  const ib::softmax_regression<double, ib::gaussian_inputs, prior_type> process{
      .dimension = 2, .classes = 3, .prior = dependent(6, 0.5)};
  const auto bounds = ib::error_bounds(process, 4);
  REQUIRE(bounds.size() == 2);
  // ½ ln det(I + T Σ (½(I − 11ᵀ/C) ⊗ I)).
  Eigen::MatrixXd curvature(6, 6);
  for (Eigen::Index a = 0; a < 3; ++a)
    for (Eigen::Index b = 0; b < 3; ++b)
      curvature.block(2 * a, 2 * b, 2, 2) = ((a == b ? 0.5 : 0.0) - 1.0 / 6) * Eigen::Matrix2d::Identity();
  const Eigen::MatrixXd signal = 4 * process.prior.covariance.matrix() * curvature;
  const double expected = std::log((Eigen::MatrixXd::Identity(6, 6) + signal).determinant()) / 2;
  CHECK(std::abs(bounds[0].value * 4 - expected) <= 1e-12);
}

TEST_CASE("softmax regression under a Gaussian prior passes its checks", "[check_process][statistical]") {
  check_passes(softmax_type{.dimension = 2, .classes = 3, .inputs = {rows}, .prior = dependent(6, 0.5)});
}

TEST_CASE("a prior of softmax regression has an entry for every class and input", "[softmax_regression][error]") {
  const softmax_type process{.dimension = 2, .classes = 3, .inputs = {rows}, .prior = dependent(4, 0.5)};
  CHECK(thrown<std::invalid_argument>([&] { return ib::error_bounds(process, 1); }) ==
        "gaussian_prior.mean: number of entries = 4 and dimension = 6, must be equal");
}

}  // namespace unit::process::regression::softmax_regression_gaussian_prior
