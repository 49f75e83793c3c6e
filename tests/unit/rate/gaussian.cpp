// SPDX-License-Identifier: BSL-1.0
#include <Eigen/Core>
#include <Eigen/QR>
#include <algorithm>
#include <boost/random/normal_distribution.hpp>
#include <cmath>
#include <infobound/core/random_stream.hpp>
#include <infobound/rate/gaussian.hpp>
#include <limits>
#include <stdexcept>
#include <support/catch.hpp>
#include <support/thrown.hpp>
#include <support/worst.hpp>

namespace unit::rate::gaussian {

namespace ib = infobound;
using Eigen::MatrixXd;
using Eigen::Vector3d;
using Eigen::VectorXd;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

/// The definition: the water level by bisection, then ½ Σ ln⁺(λ/w).
double by_bisection(const VectorXd& variances, double distortion) {
  double low = 0;
  double high = variances.maxCoeff();
  for (int i = 0; i < 200; ++i) {
    const double level = (low + high) / 2;
    (variances.cwiseMin(level).sum() < distortion ? low : high) = level;
  }
  double rate = 0;
  for (const double variance : variances) rate += std::max(0.0, std::log(variance / high)) / 2;
  return rate;
}

MatrixXd rotated(const VectorXd& variances) {
  ib::random_stream rng(2);
  boost::random::normal_distribution<double> normal;
  const MatrixXd drawn = MatrixXd::NullaryExpr(variances.size(), variances.size(), [&] { return normal(rng); });
  const MatrixXd q = drawn.householderQr().householderQ();
  return q * variances.asDiagonal() * q.transpose();
}

}  // namespace

TEST_CASE("reverse water-filling of a few components is as by hand", "[gaussian][exact]") {
  CHECK(ib::rate::gaussian(VectorXd::Constant(1, 4.0), 1.0) == Approx(std::log(2.0)).epsilon(1e-15));
  CHECK(ib::rate::gaussian(VectorXd::Constant(3, 2.0), 1.5) == Approx(1.5 * std::log(4.0)).epsilon(1e-15));
  // The smallest keeps its variance 0.1 as distortion, the others share 0.95.
  CHECK(ib::rate::gaussian(Vector3d(1, 0.1, 4), 1.05) ==
        Approx((std::log(4 / 0.475) + std::log(1 / 0.475)) / 2).epsilon(1e-14));
  CHECK(ib::rate::gaussian(Vector3d(0, 0, 4), 1.0) == Approx(std::log(2.0)).epsilon(1e-15));
}

TEST_CASE("reverse water-filling agrees with a search for the water level", "[gaussian][exact]") {
  worst error;
  VectorXd variances(40);
  for (Eigen::Index i = 0; i < 40; ++i) variances[i] = std::exp(static_cast<double>(i * 17 % 40) / 4 - 5);
  for (double share = 1e-12; share < 1; share *= 1.7) {
    const double distortion = share * variances.sum();
    error.see(std::abs(ib::rate::gaussian(variances, distortion) / by_bisection(variances, distortion) - 1), share);
  }
  INFO(error.where());
  CHECK(error.value() < 1e-11);
}

TEST_CASE("variances and distortions may be anywhere in the scalar's range", "[gaussian][exact]") {
  CHECK(ib::rate::gaussian(VectorXd::Constant(1, 1e200), 1e-200) == Approx(200 * std::log(10.0)).epsilon(1e-15));
  CHECK(ib::rate::gaussian(VectorXd::Constant(3, 1.5e308), 5e-324) ==
        Approx(1.5 * (std::log(4.5) + 308 * std::log(10.0) + 1074 * std::log(2.0))).epsilon(1e-15));
  CHECK(ib::rate::gaussian(VectorXd::Constant(2, 1e308), 1e308) == Approx(std::log(2.0)).epsilon(1e-15));
  CHECK(ib::rate::gaussian(Eigen::VectorXf::Constant(1, 1e30F), 1e-30F) == Approx(30 * std::log(10.0)).epsilon(1e-6));
  // Eigenvalues 2e308 and 0.
  CHECK(ib::rate::gaussian(Eigen::MatrixXd::Constant(2, 2, 1e308), 1e308) == Approx(std::log(2.0) / 2).epsilon(1e-14));
}

TEST_CASE("a covariance has the rate of its spectrum", "[gaussian][exact]") {
  const Eigen::Vector4d variances(3, 1, 0.5, 0.01);
  const MatrixXd covariance = rotated(variances);
  for (const double distortion : {1e-3, 0.5, 2.0, 4.4})
    CHECK(ib::rate::gaussian(covariance, distortion) ==
          Approx(ib::rate::gaussian(variances, distortion)).epsilon(1e-12));
  // Singular: rounding may leave eigenvalues a little below 0.
  const Eigen::Vector4d singular(3, 1, 0, 0);
  CHECK(ib::rate::gaussian(rotated(singular), 0.5) == Approx(std::log(3 / 0.25 / 0.25) / 2).epsilon(1e-12));
}

TEST_CASE("the Gaussian rate falls, is convex, infinite at 0 and 0 from the total variance on",
          "[gaussian][property]") {
  const Vector3d variances(2, 1, 0.25);
  double before = infinity;
  for (int i = 1; i < 60; ++i) {
    const double distortion = 3.25 * i / 60;
    const double here = ib::rate::gaussian(variances, distortion);
    CHECK(here < before);
    const double step = 3.25 / 60;
    if (i > 1)
      CHECK(2 * here <= ib::rate::gaussian(variances, distortion - step) +
                            ib::rate::gaussian(variances, distortion + step) + 1e-12);
    before = here;
  }
  CHECK(ib::rate::gaussian(variances, 3.25) == 0);
  CHECK(ib::rate::gaussian(variances, infinity) == 0);
  CHECK(ib::rate::gaussian(variances, 0.0) == infinity);
  CHECK(std::isfinite(ib::rate::gaussian(variances, 1e-300)));
  CHECK(ib::rate::gaussian(VectorXd::Zero(3), 0.0) == 0);
  CHECK(ib::rate::gaussian(VectorXd(0), 0.5) == 0);
  CHECK(ib::rate::gaussian(MatrixXd(0, 0), 0.5) == 0);
}

TEST_CASE("a variance, a covariance or a distortion outside its domain is refused by name", "[gaussian][error]") {
  const auto said = [](auto call) { return thrown<std::domain_error>(call); };
  const double nan = std::numeric_limits<double>::quiet_NaN();
  CHECK(said([] { return ib::rate::gaussian(Vector3d(1, -1, 2), 0.1); }) ==
        "variance(1) = -1, must be >= 0 and finite");
  CHECK(said([&] { return ib::rate::gaussian(Vector3d(1, 2, nan), 0.1); }) ==
        "variance(2) = nan, must be >= 0 and finite");
  CHECK(said([] { return ib::rate::gaussian(Vector3d(1, 2, infinity), 0.1); }) ==
        "variance(2) = inf, must be >= 0 and finite");
  CHECK(said([] { return ib::rate::gaussian(Vector3d(1, 2, 3), -0.1); }) == "distortion = -0.1, must be >= 0");
  CHECK(said([&] { return ib::rate::gaussian(Vector3d(1, 2, 3), nan); }) == "distortion = nan, must be >= 0");
  MatrixXd covariance = MatrixXd::Identity(3, 3);
  covariance(2, 1) = nan;
  CHECK(said([&] { return ib::rate::gaussian(covariance, 0.1); }) == "covariance(2, 1) = nan, must be finite");
  covariance = MatrixXd::Identity(2, 2);
  covariance(0, 0) = -2;
  CHECK(said([&] { return ib::rate::gaussian(covariance, 0.1); }) ==
        "variance (an eigenvalue of the covariance) = -2, must be >= 0 and finite");
  CHECK(thrown<std::invalid_argument>([] { return ib::rate::gaussian(MatrixXd(MatrixXd::Ones(2, 3)), 0.1); }) ==
        "covariance: number of rows = 2 and number of columns = 3, must be equal");
}

TEST_CASE("the rate keeps its digits where the distortion is nearly all of a variance", "[gaussian][exact]") {
  // In 60 digits: ½ ln(λ/w), w = D less what is below it; n/2 ln(nλ/D) where all are equal.
  CHECK(ib::rate::gaussian(Eigen::Vector2d(1, 1e12), 1e12) == Approx(5.0000000000025e-13).epsilon(1e-14));
  CHECK(ib::rate::gaussian(Vector3d(1e-200, 1e143, 1e154), 1e154) == Approx(5.000000000025e-12).epsilon(1e-14));
  CHECK(ib::rate::gaussian(Vector3d(1, 1, 1), 2.9999999999999) == Approx(4.9960036108132876e-14).epsilon(1e-14));
  const VectorXd many = VectorXd::LinSpaced(50, 0.1, 0.7);
  CHECK(ib::rate::gaussian(many, many.sum()) == 0);
}

}  // namespace unit::rate::gaussian
