// SPDX-License-Identifier: BSL-1.0
// What a history tells of a part of the parameter.
#include <Eigen/Core>
#include <Eigen/LU>
#include <cmath>
#include <cstddef>
#include <infobound/information/conjugate.hpp>
#include <infobound/information/contrastive.hpp>
#include <infobound/information/information.hpp>
#include <infobound/information/information_about.hpp>
#include <infobound/information/laplace.hpp>
#include <infobound/process/regression/linear_regression_gaussian_prior.hpp>
#include <infobound/process/regression/logistic_regression.hpp>
#include <stdexcept>
#include <support/catch.hpp>
#include <support/check_passes.hpp>
#include <support/thrown.hpp>
#include <vector>

namespace unit::information::information_about {

namespace ib = infobound;

namespace {

using prior_type = ib::gaussian_prior<double>;
using design_type = ib::fixed_design<double>;
using linear_type = ib::linear_regression<double, design_type, prior_type>;
using logistic_type = ib::logistic_regression<double, design_type, prior_type>;

const Eigen::Matrix3d covariance{{1, 0.6, 0.2}, {0.6, 2, -0.3}, {0.2, -0.3, 0.5}};
const Eigen::MatrixXd design{{1, 0, 1}, {0, 1, 1}, {1, 1, 0}, {2, -1, 1}};

linear_type small_process() {
  return {.dimension = 3, .noise_variance = 0.25, .inputs = {design}, .prior = {.covariance = covariance}};
}

double exact(const ib::estimate<double>& found) {
  CHECK(found.exact());
  return found.lower.mean;
}

/// ½ ln det(I + X_χ Σ_{χ|φ} X_χᵀ/σ²), φ the first coefficient.
double rest_given_first() {
  const Eigen::Matrix2d conditional =
      covariance.bottomRightCorner(2, 2) - covariance.col(0).tail(2) * covariance.row(0).tail(2) / covariance(0, 0);
  const Eigen::MatrixXd inputs = design.rightCols(2);
  return std::log((Eigen::Matrix4d::Identity() + inputs * conditional * inputs.transpose() / 0.25).determinant()) / 2;
}

}  // namespace

TEST_CASE("what linear regression tells of some coefficients is exact", "[information_about][exact]") {
  const linear_type process = small_process();
  CHECK(std::abs(exact(ib::information_about(process, {0}, 4)) - 1.365124993) <= 1e-9);
  CHECK(std::abs(exact(ib::information_about(process, {0, 1}, 4)) - 2.885640988) <= 1e-9);
  CHECK(std::abs(exact(ib::information_about(process, {2, 0, 1}, 4)) - process.information(4)) <= 1e-14);
  // The chain rule, both of whose terms are worked out.
  const double given = process.given({0}).information(4);
  CHECK(std::abs(given - rest_given_first()) <= 1e-14);
  CHECK(std::abs(process.information(4) - given - exact(ib::information_about(process, {0}, 4))) <= 1e-14);
}

TEST_CASE("little that is told of a part is not lost in the rest", "[information_about][exact]") {
  linear_type process = small_process();
  process.prior.covariance = ib::gaussian_covariance<double>::from_scales(Eigen::Vector3d(1e-12, 1e6, 1e6));
  // Σ_φ is so small that I = ½ Σ_φ xᵀR⁻¹x, and the others so vague that R⁻¹ is the projection off their columns.
  const Eigen::MatrixXd others = design.rightCols(2);
  const Eigen::MatrixXd projection =
      Eigen::Matrix4d::Identity() - others * (others.transpose() * others).inverse() * others.transpose();
  const double expected = 1e-24 * design.col(0).dot(projection * design.col(0)) / 0.25 / 2;
  CHECK(std::abs(exact(ib::information_about(process, {0}, 4)) / expected - 1) <= 1e-11);
}

TEST_CASE("a part that determines the rest is told all, and one that is known nothing", "[information_about][exact]") {
  linear_type process = small_process();
  const Eigen::Vector3d direction(1, -2, 1.0 / 3);
  process.prior.covariance = Eigen::Matrix3d(direction * direction.transpose());
  CHECK(std::abs(exact(ib::information_about(process, {2}, 4)) - process.information(4)) <= 1e-13);
  CHECK(process.given({1}).information(4) <= 0);
  process.prior.covariance = ib::gaussian_covariance<double>::from_scales(Eigen::Vector3d(0, 1, 1));
  CHECK(exact(ib::information_about(process, {0}, 4)) <= 0);
}

TEST_CASE("on drawn inputs it is the mean of what designs tell", "[information_about][statistical]") {
  const ib::linear_regression<double, ib::gaussian_inputs, prior_type> process{
      .dimension = 3, .noise_variance = 0.25, .prior = {.covariance = covariance}};
  const auto found = ib::information_about(process, {0}, 3, ib::conjugate{.replicates = 1000, .seed = 1});
  ib::random_stream rng(9);
  double sum = 0;
  double squares = 0;
  for (int draw = 0; draw < 400; ++draw) {
    Eigen::MatrixXd inputs(3, 3);
    ib::gaussian_inputs::draw(inputs, rng);
    linear_type given = small_process();
    given.inputs.matrix = inputs;
    const double value = exact(ib::information_about(given, {0}, 3));
    sum += value;
    squares += value * value;
  }
  const double error = std::hypot(std::sqrt((squares / 400 - sum * sum / 160000) / 400), found.lower.standard_error);
  CHECK(std::abs(found.lower.mean - sum / 400) <= 5 * error);
}

TEST_CASE("what logistic regression tells of a coefficient is a difference of two runs",
          "[information_about][statistical]") {
  // Two labels, by the trapezoidal rule over both coefficients.
  const Eigen::Matrix2d prior{{2, 0.8}, {0.8, 1}};
  const Eigen::MatrixXd rows{{1, 0.5}, {1, -1}};
  const logistic_type process{
      .dimension = 2, .inputs = {rows}, .prior = {.mean = Eigen::Vector2d(0.3, -0.2), .covariance = prior}};
  Eigen::Array4d total = Eigen::Array4d::Zero();
  double conditional = 0;
  const double step = 0.1;
  const double slope = 0.8 / std::sqrt(2.0);
  for (double a = -8; a <= 8; a += step) {
    Eigen::Array4d here = Eigen::Array4d::Zero();
    const double weight = std::exp(-a * a / 2) * step / std::sqrt(2 * std::acos(-1.0));
    for (double b = -8; b <= 8; b += step) {
      const Eigen::Vector2d theta(0.3 + std::sqrt(2.0) * a, -0.2 + slope * a + std::sqrt(1 - slope * slope) * b);
      const Eigen::Array2d p = 1 / (1 + (-(rows * theta).array()).exp());
      const double part = std::exp(-b * b / 2) * step / std::sqrt(2 * std::acos(-1.0));
      for (int labels = 0; labels < 4; ++labels)
        here[labels] += part * (labels % 2 == 1 ? p[0] : 1 - p[0]) * (labels / 2 == 1 ? p[1] : 1 - p[1]);
    }
    total += weight * here;
    conditional += weight * (here * here.log()).sum();
  }
  const double truth = conditional - (total * total.log()).sum();
  const auto encloses = [&](const ib::estimate<double>& found) {
    const auto [lower, upper] = found.interval(1 - 1e-5);
    CAPTURE(truth, lower, upper);
    CHECK((lower <= truth && truth <= upper && upper - lower < 0.15));
  };
  encloses(ib::information_about(process, {0}, 2, ib::laplace{.replicates = 2000, .proposals = 50, .seed = 1}));
  encloses(ib::information_about(process, {0}, 2, ib::contrastive{.replicates = 2000, .contrasts = 200, .seed = 2}));
  check_passes(process.given({1}));
  const auto all = ib::information_about(process, {1, 0}, 2, ib::laplace{.replicates = 50, .proposals = 10, .seed = 1});
  const auto same = ib::information(process, 2, ib::laplace{.replicates = 50, .proposals = 10, .seed = 1});
  CHECK(std::abs(all.lower.mean - same.lower.mean) <= 0);
}

TEST_CASE("what is no part is refused", "[information_about][error]") {
  const linear_type process = small_process();
  const auto refused = [&](const std::vector<Eigen::Index>& part) {
    return thrown<std::domain_error>([&] { return ib::information_about(process, part, 4); });
  };
  CHECK(refused({}) == "part: number of entries = 0, must be >= 1");
  CHECK(refused({3}) == "part[0] = 3, must be <= 2, the last coefficient");
  CHECK(refused({0, -1}) == "part[1] = -1, must be >= 0");
  CHECK(refused({1, 1}) == "part[1] = 1, must be another coefficient than those before");
}

TEST_CASE("a part of what is beyond the range is refused", "[information_about][error]") {
  const auto at = [](double scale) {
    return ib::linear_regression<double, ib::fixed_design<double>, prior_type>{
        .dimension = 2,
        .noise_variance = 1,
        .inputs = {Eigen::MatrixXd{{1 / scale, 1}, {1, scale}}},
        .prior = {.mean = Eigen::Vector2d::Zero(),
                  .covariance = ib::gaussian_covariance<double>::from_scales(Eigen::Vector2d(scale, 1))}};
  };
  CHECK(ib::information_about(at(1e150), {0}, 2).lower.mean > 0.2);
  CHECK_THROWS_WITH(
      ib::information_about(at(1e200), {0}, 2),
      Catch::Matchers::Contains("inputs: the largest times a scale of the prior over the noise's = 1e+200, must be"));
  // Noise at either end of the range, and below the normal numbers.
  const auto with_noise = [](double root, double noise) {
    const ib::linear_regression<double, ib::fixed_design<double>, prior_type> process{
        .dimension = 2,
        .noise_variance = noise,
        .inputs = {Eigen::MatrixXd{{1, 2}, {2, 1}} * root},
        .prior = {.mean = Eigen::Vector2d::Zero(),
                  .covariance = ib::gaussian_covariance<double>::from_scales(Eigen::Vector2d(3, 1))}};
    return ib::information_about(process, {0}, 2).lower.mean;
  };
  const double expected = with_noise(1, 1);
  CHECK(with_noise(0x1p511, 0x1p1022) == expected);
  CHECK(with_noise(0x1p-537, 0x1p-1074) == expected);
  CHECK(with_noise(1, 0x1p1023) >= 0);
}

}  // namespace unit::information::information_about
