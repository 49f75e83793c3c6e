// SPDX-License-Identifier: BSL-1.0
// The distortion that a rate buys: closed forms, and the inverse of the rate-distortion function.
#include <Eigen/Core>
#include <algorithm>
#include <boost/math/tools/roots.hpp>
#include <cmath>
#include <cstdint>
#include <infobound/rate/blahut_arimoto.hpp>
#include <infobound/rate/distortion_rate.hpp>
#include <infobound/rate/gaussian.hpp>
#include <limits>
#include <stdexcept>
#include <support/catch.hpp>
#include <support/joint_table.hpp>
#include <support/thrown.hpp>
#include <support/worst.hpp>

namespace unit::rate::distortion_rate {

namespace ib = infobound;
using Eigen::MatrixXd;
using Eigen::Vector2d;
using Eigen::Vector3d;
using Eigen::VectorXd;
using ib::rate::gaussian_distortion_rate;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

double binary_entropy(double p) { return p > 0 && p < 1 ? -p * std::log(p) - (1 - p) * std::log1p(-p) : 0; }

MatrixXd errors(Eigen::Index size) { return MatrixXd::Ones(size, size) - MatrixXd::Identity(size, size); }

}  // namespace

TEST_CASE("a biased coin is told with the error rate that its entropy leaves", "[distortion_rate][exact]") {
  worst gap;
  for (const double p : {0.5, 0.3, 0.01})
    for (const double share : {1e-6, 0.01, 0.3, 0.7, 0.999}) {
      const double rate = share * binary_entropy(p);
      double low = 0;  // h(p) − h(D) = rate
      double high = p;
      for (int i = 0; i < 100; ++i) {
        const double middle = (low + high) / 2;
        (binary_entropy(p) - binary_entropy(middle) > rate ? low : high) = middle;
      }
      const auto found = ib::rate::distortion_rate(Vector2d(p, 1 - p), errors(2), rate, {.tolerance = 1e-10});
      CAPTURE(p, share, low, found.lower, found.upper);
      CHECK(found.lower <= low + 1e-14);
      CHECK(found.upper >= low - 1e-14);
      CHECK(found.converged);
      gap.see(found.upper - found.lower, p, share);
    }
  INFO(gap.where());
  CHECK(gap.value() <= 1e-10);
}

TEST_CASE("the distortion at a rate is the inverse of the rate at a distortion, and its channel attains it",
          "[distortion_rate][property]") {
  worst back;
  for (const Eigen::Index size : {2, 3, 10, 40})
    for (const double share : {1e-3, 0.1, 0.5, 0.9, 2.0}) {
      ib::random_stream rng(static_cast<std::uint64_t>(size));
      const VectorXd p = joint_table::random_channel(1, size, 1, rng).transpose();
      const MatrixXd d = joint_table::random_channel(size, size + 1, 1, rng);
      const double rate = -share * (p.array() * p.array().log()).sum();
      const auto found = ib::rate::distortion_rate(p, d, rate, {.tolerance = 1e-10});
      CAPTURE(size, share);
      CHECK(found.converged);
      CHECK(found.lower <= found.upper);
      const MatrixXd joint = p.asDiagonal() * found.channel;
      CHECK((found.channel.rowwise().sum().array() - 1).abs().maxCoeff() < 1e-12);
      CHECK(joint.cwiseProduct(d).sum() <= found.upper);
      CHECK(joint_table::information(joint) <= rate + 1e-12);
      // Below the lower side the rate is more than was given, above the upper one it is not.
      const double step = 1e-7 * found.upper;
      CHECK(ib::rate::blahut_arimoto(p, d, found.lower - step).upper >= std::min(rate, 1e9));
      back.see(ib::rate::blahut_arimoto(p, d, found.upper).lower - rate, size, share);
    }
  INFO(back.where());
  CHECK(back.value() <= 1e-12);
}

TEST_CASE("the ends of the distortion-rate function are those of its table", "[distortion_rate][exact]") {
  const Vector3d p(0.2, 0.3, 0.5);
  const MatrixXd d = MatrixXd{{1, 3}, {2, 2}, {5, 4}};
  for (const double rate : {0.0, 1e-300})
    CHECK(ib::rate::distortion_rate(p, d, rate).upper == Approx(0.2 * 3 + 0.3 * 2 + 0.5 * 4).epsilon(1e-6));
  for (const double rate : {1.1, infinity}) {
    const auto found = ib::rate::distortion_rate(p, d, rate);
    CHECK(found.lower == Approx(2.8).epsilon(1e-14));
    CHECK(found.upper == Approx(2.8).epsilon(1e-14));
  }
  // Only the pair (0, 1) may be confused: nothing finite below h(1/2).
  MatrixXd rigid = MatrixXd::Constant(3, 3, infinity);
  rigid.diagonal().setZero();
  rigid(0, 1) = 1;
  CHECK(ib::rate::distortion_rate(p, rigid, 0.69).lower == infinity);
  CHECK(ib::rate::distortion_rate(p, rigid, 0.69).channel.size() == 0);
  CHECK(ib::rate::distortion_rate(p, rigid, 0.7).upper < 0.2);
  CHECK(ib::rate::distortion_rate(p, MatrixXd(MatrixXd::Constant(3, 2, infinity)), 1.0).lower == infinity);
}

TEST_CASE("the Gaussian distortion at a rate is the inverse of reverse water-filling", "[distortion_rate][exact]") {
  CHECK(gaussian_distortion_rate(VectorXd::Constant(1, 4.0), std::log(2.0)) == Approx(1).epsilon(1e-15));
  CHECK(gaussian_distortion_rate(Vector3d(1, 0.1, 4), (std::log(4 / 0.475) + std::log(1 / 0.475)) / 2) ==
        Approx(1.05).epsilon(1e-14));
  worst error;
  VectorXd variances(40);
  for (Eigen::Index i = 0; i < 40; ++i) variances[i] = std::exp(static_cast<double>(i * 17 % 40) / 4 - 5);
  for (double rate = 1e-6; rate < 1e3; rate *= 1.7) {
    const double distortion = gaussian_distortion_rate(variances, rate);
    error.see(std::abs(ib::rate::gaussian(variances, distortion) / rate - 1), rate);
  }
  INFO(error.where());
  CHECK(error.value() < 1e-8);  // the digits of Σ λ − D at small rates
  CHECK(gaussian_distortion_rate(variances, 0.0) == Approx(variances.sum()).epsilon(1e-14));
  CHECK(gaussian_distortion_rate(variances, infinity) == 0);
  CHECK(gaussian_distortion_rate(Vector3d(0, 0, 0), 1.0) == 0);
  CHECK(gaussian_distortion_rate(MatrixXd(MatrixXd{{2, 1}, {1, 2}}), 0.3) ==
        Approx(gaussian_distortion_rate(Vector2d(3, 1), 0.3)).epsilon(1e-14));
  CHECK(gaussian_distortion_rate(MatrixXd(MatrixXd::Constant(2, 2, 1e308)), std::log(2.0)) ==
        Approx(5e307).epsilon(1e-13));
  CHECK(gaussian_distortion_rate(Eigen::Vector2f(1e30F, 1e-30F), 1.0F) == Approx(1e30 * std::exp(-2.0)).epsilon(1e-6));
}

TEST_CASE("a large variance leaves its share at rates whose exponential is below the range",
          "[distortion_rate][exact]") {
  const Eigen::VectorXd variance = Eigen::VectorXd::Constant(1, 1e120);
  CHECK(ib::rate::gaussian_distortion_rate(variance, 380.0) == Approx(std::exp(120 * std::log(10.0) - 760)));
  const Eigen::VectorXf narrow = Eigen::VectorXf::Constant(2, 1e30F);
  CHECK(ib::rate::gaussian_distortion_rate(narrow, 106.0F) ==
        Approx(2 * std::exp(30 * std::log(10.0) - 106)).epsilon(1e-4));
}

TEST_CASE("a rate outside its domain is refused by name", "[distortion_rate][error]") {
  CHECK(thrown<std::domain_error>([] { return ib::rate::distortion_rate(Vector2d(0.5, 0.5), errors(2), -1.0); }) ==
        "rate = -1, must be >= 0");
  CHECK(thrown<std::domain_error>([] { return gaussian_distortion_rate(Vector2d(1, 2), -0.1); }) ==
        "rate = -0.1, must be >= 0");
  CHECK(thrown<std::domain_error>([] {
          return ib::rate::distortion_rate(Vector2d(0.5, 0.5), errors(2), 0.1, {.tolerance = -1});
        }) == "distortion_rate_options.tolerance = -1, must be >= 0 and finite");
}

}  // namespace unit::rate::distortion_rate
