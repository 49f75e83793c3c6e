// SPDX-License-Identifier: BSL-1.0
// Theory 9 against enumeration of histories, and simulation.
#include <Eigen/Core>
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <infobound/bound/misspecified/misspecified_error.hpp>
#include <infobound/bound/misspecified/prior_divergence.hpp>
#include <infobound/bound/misspecified/restricted_learner.hpp>
#include <infobound/process/conjugate/beta_bernoulli.hpp>
#include <infobound/process/conjugate/finite_process.hpp>
#include <infobound/process/regression/gaussian_prior_regression.hpp>
#include <infobound/process/regression/linear_regression.hpp>
#include <limits>
#include <stdexcept>
#include <support/catch.hpp>
#include <support/thrown.hpp>
#include <support/worst.hpp>

namespace theorems::misspecification {

namespace ib = infobound;

namespace {

using coin_process = ib::finite_process<double>;
const double infinity = std::numeric_limits<double>::infinity();

/// Coins of given biases.
coin_process coins(const Eigen::VectorXd& prior, const Eigen::VectorXd& heads) {
  Eigen::MatrixXd likelihood(heads.size(), 2);
  likelihood << (1 - heads.array()).matrix(), heads;
  return {prior, likelihood};
}

/// Every history of T binary labels.
template <class Visit>
void for_each_history(Eigen::Index horizon, Visit visit) {
  Eigen::VectorXi labels(horizon);
  for (unsigned code = 0; code < (1U << horizon); ++code) {
    for (Eigen::Index t = 0; t < horizon; ++t) labels[t] = static_cast<int>(code >> t & 1U);
    visit(labels);
  }
}

/// What the sum of the learner's losses exceeds those of the true law by, straight from the definition:
/// Σ_t E KL(P*_t ‖ P̃_t), history by history.
double regret_by_definition(const coin_process& truth, const coin_process& learner, Eigen::Index horizon) {
  double sum = 0;
  for (Eigen::Index length = 0; length < horizon; ++length)
    for_each_history(length, [&](const Eigen::VectorXi& past) {
      Eigen::VectorXi longer(length + 1);
      longer.head(length) = past;
      Eigen::Array2d predicted;
      for (int label : {0, 1}) {
        longer[length] = label;
        predicted[label] = learner.log_predictive(longer)[length];
      }
      for (Eigen::Index theta = 0; theta < truth.prior.size(); ++theta) {
        const double weight = truth.prior[theta] * std::exp(truth.log_likelihood(theta, past).sum());
        for (int label : {0, 1}) {
          const double p = truth.likelihood(theta, label);
          if (weight * p > 0) sum += weight * p * (std::log(p) - predicted[label]);
        }
      }
    });
  return sum;
}

/// KL(P(H_T) ‖ P̃(H_T)).
double divergence_of_histories(const coin_process& truth, const coin_process& learner, Eigen::Index horizon) {
  double sum = 0;
  for_each_history(horizon, [&](const Eigen::VectorXi& history) {
    const double mine = truth.log_predictive(history).sum();
    if (mine > -infinity) sum += std::exp(mine) * (mine - learner.log_predictive(history).sum());
  });
  return sum;
}

/// Upper side an upper estimate within `room` of the truth, five standard errors; lower sides those of theory 9.1.
template <class Estimate>
void check_upper_side(const Estimate& found, double total, double misspecification, double room) {
  CAPTURE(found.total.upper.mean, found.total.upper.standard_error, total, room);
  CHECK(found.sides == ib::learner_sides::upper_only);
  CHECK(found.total.upper.mean + 5 * found.total.upper.standard_error >= total);
  CHECK(found.total.upper.mean - 5 * found.total.upper.standard_error <= total + room);
  CHECK(found.misspecification.upper.mean + 5 * found.misspecification.upper.standard_error >= misspecification);
  CHECK(found.misspecification.lower.mean == 0);
  CHECK(found.misspecification.lower.standard_error == 0);
  CHECK(found.total.lower.mean == found.estimation.lower.mean);
}

const ib::linear_regression<double> regression{.dimension = 3, .noise_variance = 0.5};
const ib::gaussian_prior_regression<double> belief{
    .prior_mean = Eigen::Vector3d(0.4, 0, -0.2), .prior_variance = 0.6, .noise_variance = 0.8};

}  // namespace

TEST_CASE("the error of a learner is the information plus the divergence of histories", "[misspecification][exact]") {
  worst error;
  const Eigen::Vector3d heads(0.9, 0.4, 0.1);
  const coin_process truth = coins(Eigen::Vector3d(0.2, 0.5, 0.3), heads);
  for (const coin_process& learner :
       {coins(Eigen::Vector3d(0.6, 0.1, 0.3), heads), coins(Eigen::Vector3d(0, 0.5, 0.5), heads),
        coins(Eigen::Vector2d(0.5, 0.5), Eigen::Vector2d(0.7, 0.3)), truth})
    for (const Eigen::Index T : {1, 3, 7}) {
      const double expected =
          truth.information(static_cast<std::size_t>(T)) + divergence_of_histories(truth, learner, T);
      error.see(std::abs(regret_by_definition(truth, learner, T) - expected), T);
      // Five standard errors each: one false alarm in a million runs of this test.
      const auto found = ib::misspecified_error(truth, learner, static_cast<std::size_t>(T),
                                                ib::conjugate{.replicates = 4000, .seed = 3});
      const double steps = static_cast<double>(T);
      CHECK(std::abs(found.total.lower.mean - expected / steps) <= 5 * found.total.lower.standard_error + 1e-12);
      CHECK(std::abs(found.misspecification.lower.mean - divergence_of_histories(truth, learner, T) / steps) <=
            5 * found.misspecification.lower.standard_error + 1e-12);
      CHECK(found.total.upper.mean ==
            Approx(found.estimation.upper.mean + found.misspecification.upper.mean).epsilon(1e-12));
    }
  INFO(error.where());
  CHECK(error.value() < 1e-12);
}

TEST_CASE("a wrong prior costs at most its divergence, and ever more of it", "[misspecification][property]") {
  const Eigen::Vector3d heads(0.9, 0.5, 0.2);
  worst excess, fall;
  for (const double p : {0.05, 0.3, 0.6})
    for (const double q : {0.01, 0.2, 0.8}) {
      const coin_process truth = coins(Eigen::Vector3d(p, 0.3 - p / 3, 0.7 - 2 * p / 3), heads);
      const coin_process learner = coins(Eigen::Vector3d(q, (1 - q) / 2, (1 - q) / 2), heads);
      const double most = ib::prior_divergence(truth, learner);
      double before = 0;
      for (const Eigen::Index T : {1, 2, 4, 8, 12}) {
        const double cost = divergence_of_histories(truth, learner, T);
        excess.see(cost - most, p, q, T);
        fall.see(before - cost, p, q, T);
        before = cost;
      }
      CHECK(before > 0.5 * most);  // the histories tell θ apart: in the end it is the divergence of the priors
    }
  INFO(excess.where() << ' ' << fall.where());
  CHECK(excess.value() <= 1e-14);
  CHECK(fall.value() <= 1e-14);
}

TEST_CASE("an error vanishes under a prior with mass on the truth, and stays under one that excludes it",
          "[misspecification][exact]") {
  // Labels given θ = 0.9 and 0.6; the learner that excludes 0.9 pays KL(Bern 0.9 ‖ Bern 0.6) half the time in the end.
  const Eigen::Vector2d heads(0.9, 0.6);
  const coin_process truth = coins(Eigen::Vector2d(0.5, 0.5), heads);
  const coin_process excludes = coins(Eigen::Vector2d(0, 1), heads);
  const coin_process doubts = coins(Eigen::Vector2d(0.01, 0.99), heads);
  CHECK(ib::prior_divergence(truth, excludes) == infinity);
  const double most = ib::prior_divergence(truth, doubts);
  const double floor = (0.9 * std::log(1.5) + 0.1 * std::log(0.25)) / 2;
  for (const Eigen::Index T : {1, 4, 12}) {
    const double steps = static_cast<double>(T);
    // What it pays of error is the same at every step, as it does not learn.
    const double error = regret_by_definition(truth, excludes, T) / steps;
    CHECK(error == Approx(floor).epsilon(1e-12));
    CHECK(regret_by_definition(truth, doubts, T) <= truth.information(static_cast<std::size_t>(T)) + most);
  }
  // At T = 2000 by simulation, five standard errors: nearly all of the error is the wrong prior's, or none.
  const ib::conjugate policy{.replicates = 400, .seed = 8};
  const auto excluded = ib::misspecified_error(truth, excludes, 2000, policy).total;
  CHECK(std::abs(excluded.lower.mean - floor) < 5 * excluded.lower.standard_error);
  const auto doubted = ib::misspecified_error(truth, doubts, 2000, policy).total;
  CHECK(2000 * (doubted.upper.mean - 5 * doubted.upper.standard_error) <= std::log(2.0) + most);
}

TEST_CASE("mass near the truth bounds the error of a prior that excludes the truth itself",
          "[misspecification][exact]") {
  // A coin drawn from a density, and a learner of nine coins, the nearest of which is its code.
  const ib::beta_bernoulli<double> truth{.alpha = 2, .beta = 3};
  const coin_process learner = coins(Eigen::VectorXd::Constant(9, 1.0 / 9), Eigen::VectorXd::LinSpaced(9, 0.1, 0.9));
  // E min KL over the nine coins by the midpoint rule; the density is 12 x (1 − x)².
  double distortion = 0;
  const int points = 20000;
  for (int i = 0; i < points; ++i) {
    const double x = (i + 0.5) / points;
    double least = infinity;
    for (const double r : learner.likelihood.col(1))
      least = std::min(least, x * std::log(x / r) + (1 - x) * std::log((1 - x) / (1 - r)));
    distortion += 12 * x * (1 - x) * (1 - x) * least / points;
  }
  for (const Eigen::Index T : {1, 5, 12}) {
    const auto steps = static_cast<std::size_t>(T);
    double divergence = 0;
    for_each_history(T, [&](const Eigen::VectorXi& history) {
      const double mine = truth.log_predictive(history).sum();
      divergence += std::exp(mine) * (mine - learner.log_predictive(history).sum());
    });
    const double error = (truth.information(steps) + divergence) / static_cast<double>(T);
    CHECK(error >= truth.information(steps) / static_cast<double>(T));
    CHECK(error <= ib::restricted_learner::upper(std::log(9.0), 0.0, distortion, steps));
    // The two are of different families, and share their histories: five standard errors.
    const auto found = ib::misspecified_error(truth, learner, steps, ib::conjugate{.replicates = 2000, .seed = 4});
    CHECK(std::abs(found.total.lower.mean - error) <= 5 * found.total.lower.standard_error);
  }
  CHECK(distortion > 1e-3);
}

TEST_CASE("every policy that estimates the learner's evidence gives an upper side near the closed form",
          "[misspecification][statistical]") {
  const auto exact = ib::misspecified_error(regression, belief, 8);
  const double total = exact.total.lower.mean;
  const double cost = exact.misspecification.lower.mean;
  CHECK(exact.sides == ib::learner_sides::both);
  // Measured gaps are a half of the room or less.
  check_upper_side(ib::misspecified_error(regression, belief, 8, ib::contrastive{.replicates = 400, .contrasts = 300}),
                   total, cost, 0.02);
  check_upper_side(ib::misspecified_error(regression, belief, 8, ib::laplace{.replicates = 400, .proposals = 50}),
                   total, cost, 0.005);
  check_upper_side(ib::misspecified_error(regression, belief, 8, ib::sequential{.replicates = 300, .particles = 100}),
                   total, cost, 0.02);
  check_upper_side(ib::misspecified_error(regression, belief, 8, ib::annealed{.replicates = 300, .temperatures = 100}),
                   total, cost, 0.02);
}

TEST_CASE("efforts that one side has no use for are refused", "[misspecification][error]") {
  CHECK(thrown<std::domain_error>([&] {
          return ib::misspecified_error(regression, belief, 3, ib::contrastive{.replicates = 100, .shared_by = 10});
        }) == "contrastive.shared_by = 10, must be 1 for a learner's evidence");
  CHECK(thrown<std::domain_error>([&] {
          return ib::misspecified_error(regression, belief, 3, ib::annealed{.target_gap = 0.1});
        }) == "annealed.target_gap = 0.1, must be 0 where only one side is estimated");
}

TEST_CASE("few contrasts give a loose upper side, never a wrong one", "[misspecification][statistical]") {
  const double total = ib::misspecified_error(regression, belief, 8).total.lower.mean;
  const auto found =
      ib::misspecified_error(regression, belief, 8, ib::contrastive{.replicates = 1000, .contrasts = 2, .seed = 4});
  CHECK(found.total.upper.mean - 5 * found.total.upper.standard_error > total);
  CHECK(found.total.upper.mean - 5 * found.total.upper.standard_error > found.total.lower.mean);
}

TEST_CASE("a restricted learner pays at most what any code of the truth says", "[misspecification][property]") {
  // Four coins known to a learner of two, by every channel of a coarse grid.
  const Eigen::Vector4d heads(0.95, 0.7, 0.35, 0.1);
  const coin_process truth = coins(Eigen::Vector4d(0.4, 0.1, 0.3, 0.2), heads);
  const Eigen::Vector2d codes(0.85, 0.25);
  worst excess;
  double tightest = infinity;
  for (const double q : {0.5, 0.2}) {
    const coin_process learner = coins(Eigen::Vector2d(q, 1 - q), codes);
    for (const Eigen::Index T : {1, 4, 10}) {
      const double error = regret_by_definition(truth, learner, T) / static_cast<double>(T);
      for (int code = 0; code < 256; ++code) {
        Eigen::Array4d first;  // P(φ = 0 | θ)
        for (Eigen::Index theta = 0; theta < 4; ++theta) first[theta] = (code >> (2 * theta) & 3) / 3.0;
        Eigen::Array2d marginal((truth.prior.array() * first).sum(), (truth.prior.array() * (1 - first)).sum());
        double information = 0, divergence = 0, distortion = 0;
        for (int phi : {0, 1}) {
          if (marginal[phi] > 0) divergence += marginal[phi] * std::log(marginal[phi] / learner.prior[phi]);
          for (Eigen::Index theta = 0; theta < 4; ++theta) {
            const double channel = phi == 0 ? first[theta] : 1 - first[theta];
            if (channel == 0) continue;
            information += truth.prior[theta] * channel * std::log(channel / marginal[phi]);
            const double p = heads[theta], r = codes[phi];
            distortion += truth.prior[theta] * channel * (p * std::log(p / r) + (1 - p) * std::log((1 - p) / (1 - r)));
          }
        }
        const double bound = ib::restricted_learner::upper(std::max(0.0, information), std::max(0.0, divergence),
                                                           distortion, static_cast<std::size_t>(T));
        excess.see(error - bound, q, T, code);
        tightest = std::min(tightest, bound - error);
      }
    }
  }
  INFO(excess.where());
  CHECK(excess.value() <= 1e-14);
  CHECK(tightest < 0.02);  // the best channel comes close
}

TEST_CASE("the plug-in distortion of a Gaussian response", "[misspecification][exact]") {
  namespace restricted = ib::restricted_learner;
  CHECK(restricted::upper(1.0, 2.0, 3.0, 4) == Approx(3.75).epsilon(1e-15));
  CHECK(restricted::gaussian_distortion(0.3, 0.5, 0.5) == Approx(0.3));
  CHECK(restricted::gaussian_distortion(0.3, 0.5, 0.8) == Approx(restricted::absorbed_gaussian_distortion(0.3, 0.5)));
  for (const double assumed : {0.4, 0.7, 0.9, 2.0})
    CHECK(restricted::gaussian_distortion(0.3, 0.5, assumed) > restricted::absorbed_gaussian_distortion(0.3, 0.5));
  CHECK(restricted::upper(infinity, 0.0, 0.1, 10) == infinity);
  CHECK_THROWS_AS(restricted::upper(-1.0, 0.0, 0.1, 10), std::domain_error);
  CHECK_THROWS_AS(restricted::upper(1.0, 0.0, 0.1, 0), std::domain_error);
  CHECK_THROWS_AS(restricted::gaussian_distortion(0.1, 0.0, 1.0), std::domain_error);
  CHECK_THROWS_AS(restricted::absorbed_gaussian_distortion(-0.1, 1.0), std::domain_error);
}

}  // namespace theorems::misspecification
