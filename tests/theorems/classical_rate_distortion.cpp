// SPDX-License-Identifier: BSL-1.0
// Theory 2.5, classical rate-distortion: the two bounds at any output law and slope, Shannon's two bounds, reverse
// water-filling.
#include <Eigen/Core>
#include <algorithm>
#include <boost/random/uniform_01.hpp>
#include <cmath>
#include <cstdint>
#include <infobound/core/random_stream.hpp>
#include <infobound/rate/blahut_arimoto.hpp>
#include <infobound/rate/gaussian.hpp>
#include <infobound/rate/shannon_lower_bound.hpp>
#include <limits>
#include <stdexcept>
#include <support/catch.hpp>
#include <support/thrown.hpp>
#include <support/worst.hpp>

namespace theorems::classical_rate_distortion {

namespace ib = infobound;
using Eigen::MatrixXd;
using Eigen::VectorXd;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
const double e = std::exp(1.0);
const double pi = std::acos(-1.0);

/// Letters on a grid of [−1, 1] with random probabilities, under squared error, on reproductions of their own grid.
struct source_on_a_grid {
  VectorXd letters;
  VectorXd probabilities;
  MatrixXd distortions;

  source_on_a_grid(std::uint64_t seed, Eigen::Index size, Eigen::Index reproductions)
      : letters(VectorXd::LinSpaced(size, -1, 1)), probabilities(size) {
    ib::random_stream rng(seed);
    boost::random::uniform_01<double> uniform;
    for (double& p : probabilities) p = std::pow(uniform(rng), double(1 + seed % 5));
    probabilities /= probabilities.sum();
    const VectorXd y = VectorXd::LinSpaced(reproductions, -1, 1);
    distortions = (letters.replicate(1, reproductions) - y.transpose().replicate(size, 1)).array().square();
  }

  [[nodiscard]] double variance() const {
    const double mean = probabilities.dot(letters);
    return probabilities.dot((letters.array() - mean).square().matrix());
  }
};

}  // namespace

TEST_CASE("the two sides hold at any output law, slope and distortion", "[blahut_arimoto][property]") {
  ib::random_stream rng(25);
  boost::random::uniform_01<double> uniform;
  worst below, above;
  for (std::uint64_t seed = 0; seed < 10; ++seed) {
    const source_on_a_grid source(seed, 7, 5);
    const VectorXd& p = source.probabilities;
    const VectorXd levels = VectorXd::LinSpaced(6, 0.02, 0.6);
    const auto truth = ib::rate::blahut_arimoto_curve(p, source.distortions, levels, {.tolerance = 1e-10});
    for (int trial = 0; trial < 20; ++trial) {
      VectorXd q(5);
      for (double& x : q) x = std::pow(uniform(rng), 4) + 1e-6;
      q /= q.sum();
      const double s = 20 * std::pow(uniform(rng), 3);
      const MatrixXd kernel = (-s * source.distortions.array()).exp();
      const VectorXd z = kernel * q;
      const VectorXd c = kernel.transpose() * p.cwiseQuotient(z);
      const double objective = -p.dot(z.array().log().matrix());
      for (const auto& point : truth)
        below.see(objective - std::log(c.maxCoeff()) - s * point.distortion - point.upper, seed, s, point.distortion);
      const MatrixXd channel = z.cwiseInverse().asDiagonal() * kernel * q.asDiagonal();
      const double distortion = p.dot(channel.cwiseProduct(source.distortions).rowwise().sum());
      const double information = objective - s * distortion - q.cwiseProduct(c).dot(c.array().log().matrix());
      const auto exact = ib::rate::blahut_arimoto(p, source.distortions, distortion, {.tolerance = 1e-10});
      above.see(exact.lower - information, seed, s);
    }
  }
  INFO(below.where() << "\n" << above.where());
  CHECK(below.value() < 1e-13);
  CHECK(above.value() < 1e-13);
}

TEST_CASE("no source of its variance has a larger rate than the Gaussian", "[gaussian][property]") {
  // Moving y to the nearest of a grid of mesh δ in the letters' range adds at most δ/2 to the root of the distortion.
  const Eigen::Index reproductions = 81;
  const double move = 1.0 / double(reproductions - 1);
  for (std::uint64_t seed = 0; seed < 6; ++seed) {
    const source_on_a_grid source(seed, 15, reproductions);
    const VectorXd variance = VectorXd::Constant(1, source.variance());
    for (const double share : {0.01, 0.1, 0.4, 0.8}) {
      const double distortion = share * variance[0];
      const double moved = std::pow(std::sqrt(distortion) + move, 2);
      const auto found = ib::rate::blahut_arimoto(source.probabilities, source.distortions, moved, {.tolerance = 1e-8});
      CAPTURE(seed, share);
      CHECK(found.lower <= ib::rate::gaussian(variance, distortion));
    }
  }
}

TEST_CASE("Shannon's lower bound is below the rate of sources with a density", "[shannon_lower_bound][property]") {
  // θ = V + U with V on a grid of mesh δ and U uniform on a cell: h = H(V) + ln δ, and coding V alone leaves the
  // distortion of V and δ²/12.
  for (std::uint64_t seed = 0; seed < 6; ++seed) {
    const source_on_a_grid source(seed, 21, 41);
    const double mesh = 2.0 / 20;
    const auto& p = source.probabilities;
    const double entropy = std::log(mesh) - (p.array() * p.array().log()).sum();
    double tightest = infinity;
    for (const double distortion : {1e-4, 1e-3, 0.01, 0.05, 0.2}) {
      const auto coded = ib::rate::blahut_arimoto(p, source.distortions, distortion, {.tolerance = 1e-8});
      const double bound = ib::rate::shannon_lower_bound(entropy, 1, distortion + mesh * mesh / 12);
      CAPTURE(seed, distortion, bound, coded.upper);
      CHECK(bound <= coded.upper);
      if (bound > 0) tightest = std::min(tightest, coded.upper - bound);
    }
    CHECK(tightest < 0.2);  // nats: the comparison says something
  }
}

TEST_CASE("Shannon's lower bound is at most the Gaussian rate, and is it for isotropic Gaussians",
          "[shannon_lower_bound][exact]") {
  for (const Eigen::Index d : {1, 3, 50})
    for (const double variance : {1e-8, 1.0, 1e5})
      for (const double share : {1e-300, 1e-3, 0.5, 1.0, 3.0}) {
        const double entropy = double(d) / 2 * std::log(2 * pi * e * variance);
        const double distortion = share * double(d) * variance;
        CAPTURE(d, variance, share);
        CHECK(ib::rate::shannon_lower_bound(entropy, d, distortion) ==
              Approx(ib::rate::gaussian(VectorXd::Constant(d, variance), distortion)).margin(1e-11));
      }
  // A Gaussian with components below the water level, a Laplace and a uniform source of variance 1.
  const Eigen::Vector2d variances(1, 0.01);
  for (const double distortion : {0.001, 0.02, 0.1, 0.5}) {
    const double gaussian = ib::rate::gaussian(VectorXd::Ones(1), distortion);
    CHECK(ib::rate::shannon_lower_bound(std::log(2 * pi * e * 0.1), 2, distortion) <=
          ib::rate::gaussian(variances, distortion) + 1e-14);
    CHECK(ib::rate::shannon_lower_bound(1 + std::log(std::sqrt(2.0)), 1, distortion) < gaussian);
    CHECK(ib::rate::shannon_lower_bound(std::log(std::sqrt(12.0)), 1, distortion) < gaussian);
  }
}

TEST_CASE("reverse water-filling is below every other split of the distortion", "[gaussian][property]") {
  ib::random_stream rng(26);
  boost::random::uniform_01<double> uniform;
  const Eigen::Vector4d variances(4, 1, 0.25, 0.01);
  for (const double distortion : {0.01, 0.3, 1.0, 3.0, 5.0}) {
    const double rate = ib::rate::gaussian(variances, distortion);
    double best = infinity;
    for (int trial = 0; trial < 20000; ++trial) {
      Eigen::Array4d split;
      for (double& x : split) x = -std::log(uniform(rng));
      split *= distortion / split.sum();
      best = std::min(best, (variances.array() / split).log().max(0).sum() / 2);
    }
    CAPTURE(distortion, rate, best);
    CHECK(rate <= best + 1e-14);
    CHECK(best < rate + 0.1);
  }
}

TEST_CASE("Shannon's lower bound refuses what has no meaning, by name", "[shannon_lower_bound][error]") {
  const auto said = [](double entropy, Eigen::Index dimension, double distortion) {
    return thrown<std::domain_error>([&] { return ib::rate::shannon_lower_bound(entropy, dimension, distortion); });
  };
  const double nan = std::numeric_limits<double>::quiet_NaN();
  CHECK(said(nan, 1, 1) == "differential_entropy = nan, must be < infinity");
  CHECK(said(infinity, 1, 1) == "differential_entropy = inf, must be < infinity");
  CHECK(said(0, 0, 1) == "dimension = 0, must be >= 1");
  CHECK(said(0, 1, -1) == "distortion = -1, must be >= 0");
  CHECK(said(0, 1, nan) == "distortion = nan, must be >= 0");
  CHECK(ib::rate::shannon_lower_bound(-infinity, 1, 0.0) == 0);
  CHECK(ib::rate::shannon_lower_bound(0.0, 1, 0.0) == infinity);
  CHECK(ib::rate::shannon_lower_bound(0.0, 1, infinity) == 0);
}

}  // namespace theorems::classical_rate_distortion
