// SPDX-License-Identifier: BSL-1.0
// Covariances of one's own: their factors, and what is refused.
#include <Eigen/Core>
#include <cmath>
#include <infobound/process/regression/gaussian_covariance.hpp>
#include <infobound/process/regression/linear_regression_gaussian_prior.hpp>
#include <limits>
#include <stdexcept>
#include <string>
#include <support/catch.hpp>
#include <support/thrown.hpp>

namespace unit::process::regression::gaussian_covariance {

namespace ib = infobound;

namespace {

using covariance_type = ib::gaussian_covariance<double>;

std::string refused(const covariance_type& covariance) {
  return thrown<std::domain_error>([&] { covariance.validate("S", covariance.dimension()); });
}

}  // namespace

TEST_CASE("a factor times its transpose is the covariance, whatever the units", "[gaussian_covariance][exact]") {
  Eigen::Matrix3d covariance{{4e40, 1e10, -3e5}, {1e10, 9e-20, 2e-26}, {-3e5, 2e-26, 1e-28}};
  const covariance_type given(covariance);
  given.validate("S", 3);
  CHECK(given.rank() == 3);
  const Eigen::Matrix3d product = given.factor() * given.factor().transpose();
  for (Eigen::Index i = 0; i < 3; ++i)
    for (Eigen::Index j = 0; j < 3; ++j)
      CHECK(std::abs(product(i, j) - covariance(i, j)) <= 1e-15 * std::sqrt(covariance(i, i) * covariance(j, j)));
  CHECK(given.matrix() == covariance);
}

TEST_CASE("what a nearly singular covariance tells is exact", "[gaussian_covariance][exact]") {
  // The Hilbert matrix of size 8, of condition 1.5e10, times the least common multiple of its denominators. Its
  // determinant is (Π_{i<8} i!)⁴/Π_{i<16} i! times a power; at a small noise the information has its logarithm.
  constexpr Eigen::Index d = 8;
  Eigen::MatrixXd covariance(d, d);
  for (Eigen::Index i = 0; i < d; ++i)
    for (Eigen::Index j = 0; j < d; ++j) covariance(i, j) = 360360 / static_cast<double>(i + j + 1);
  const ib::linear_regression<double, ib::fixed_design<double>, ib::gaussian_prior<double>> process{
      .dimension = d,
      .noise_variance = 1e-24,
      .inputs = {Eigen::MatrixXd::Identity(d, d)},
      .prior = {.covariance = covariance}};
  process.validate();
  double twice = d * (std::log(360360.0) + 24 * std::log(10.0));
  for (int i = 0; i < 16; ++i) twice += (i < 8 ? 3 : -1) * std::lgamma(i + 1.0);
  CHECK(std::abs(process.information(d) - twice / 2) <= 1e-11);
}

TEST_CASE("a singular covariance has fewer coordinates, and scales of 0 stay", "[gaussian_covariance][exact]") {
  const Eigen::Vector3d direction(1, -2, 0.5);
  const covariance_type line(Eigen::Matrix3d(direction * direction.transpose()));
  line.validate("S", 3);
  CHECK(line.rank() == 1);
  CHECK((line.factor().cwiseAbs() - direction.cwiseAbs()).cwiseAbs().maxCoeff() < 1e-15);
  const covariance_type known(Eigen::Matrix2d(Eigen::Vector2d(4, 0).asDiagonal()));
  CHECK(known.is_diagonal());
  CHECK(known.factor() == Eigen::Matrix2d(Eigen::Vector2d(2, 0).asDiagonal()));
  CHECK(covariance_type(Eigen::MatrixXd::Zero(2, 2)).factor().isZero(0));
  CHECK(covariance_type::from_factor(Eigen::MatrixXd(2, 0)).factor().isZero(0));
  CHECK(covariance_type::from_factor(Eigen::Matrix2d{{1, 0}, {3, 2}}).matrix() == Eigen::Matrix2d{{1, 3}, {3, 13}});
}

TEST_CASE("what no covariance has is refused by entry or eigenvalue", "[gaussian_covariance][error]") {
  CHECK(refused(Eigen::Matrix2d{{1, 0.5}, {0.4, 1}}) == "S(1, 0) = 0.4, must be that of (0, 1), 0.5");
  CHECK(refused(Eigen::Matrix2d{{1, 0}, {0, -2}}) == "S(1, 1) = -2, must be >= 0, as a variance");
  CHECK(refused(Eigen::Matrix2d{{0, 1}, {1, 2}}) == "S(1, 0) = 1, must be 0, as a variance is");
  CHECK(refused(Eigen::Matrix2d{{1, std::nan("")}, {0, 1}}) == "S(0, 1) = nan, must be finite");
  CHECK(refused(Eigen::Matrix2d{{4, 3}, {3, 1}}) == "S: least eigenvalue of the correlations = -0.5, must be >= 0");
  CHECK(refused(Eigen::Matrix3d{{1, -0.9, -0.9}, {-0.9, 1, -0.9}, {-0.9, -0.9, 1}}) ==
        "S: least eigenvalue of the correlations = -0.8, must be >= 0");
  CHECK(refused(covariance_type::from_scales(Eigen::Vector2d(1, -1))) == "S: scale[1] = -1, must be >= 0 and finite");
  CHECK(refused(covariance_type::from_factor(Eigen::RowVector2d(1, std::numeric_limits<double>::infinity()))) ==
        "S: factor(0, 1) = inf, must be finite");
  CHECK(thrown<std::invalid_argument>([] { covariance_type(Eigen::MatrixXd::Identity(2, 2)).validate("S", 3); }) ==
        "S: number of rows = 2 and dimension = 3, must be equal");
  CHECK(thrown<std::invalid_argument>([] {
          covariance_type(Eigen::MatrixXd(Eigen::MatrixXd::Ones(2, 3))).validate("S", 2);
        }) == "S: number of columns = 3 and dimension = 2, must be equal");
}

}  // namespace unit::process::regression::gaussian_covariance
