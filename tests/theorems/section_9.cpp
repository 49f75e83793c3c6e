// SPDX-License-Identifier: BSL-1.0
// Theory 9 against enumeration of histories, the dense formula for Gaussian laws, and simulation.
#include <Eigen/Cholesky>
#include <Eigen/Core>
#include <algorithm>
#include <boost/math/quadrature/exp_sinh.hpp>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <infobound/bound/limiting_error.hpp>
#include <infobound/bound/misspecified_error.hpp>
#include <infobound/bound/prior_divergence.hpp>
#include <infobound/bound/restricted_learner.hpp>
#include <infobound/core/random_stream.hpp>
#include <infobound/process/finite_process.hpp>
#include <infobound/process/gaussian_prior_regression.hpp>
#include <infobound/process/linear_regression.hpp>
#include <infobound/process/missing_features.hpp>
#include <infobound/process/missing_features_learning_noise.hpp>
#include <limits>
#include <stdexcept>
#include <support/catch.hpp>
#include <support/worst.hpp>
#include <type_traits>

namespace ib = infobound;

namespace {

using coin_process = ib::finite_process<double>;
using design = ib::fixed_design<double>;
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

/// The formula of 9.3 with T × T matrices as it stands.
double dense_divergence(const ib::gaussian_belief<double>& truth, const ib::gaussian_belief<double>& learner,
                        const Eigen::MatrixXd& rows) {
  const Eigen::Index T = rows.rows();
  const Eigen::MatrixXd identity = Eigen::MatrixXd::Identity(T, T);
  const auto covariance = [&](const ib::gaussian_belief<double>& belief) -> Eigen::MatrixXd {
    const Eigen::MatrixXd seen = rows.leftCols(belief.seen());
    return belief.prior_variance * seen * seen.transpose() + belief.noise_variance * identity;
  };
  const Eigen::MatrixXd S = covariance(truth);
  const Eigen::LLT<Eigen::MatrixXd> mine(S);
  const Eigen::LLT<Eigen::MatrixXd> theirs(covariance(learner));
  const Eigen::VectorXd shift = rows.leftCols(truth.seen()) * truth.mean - rows.leftCols(learner.seen()) * learner.mean;
  const double log_ratio =
      2 * (theirs.matrixLLT().diagonal().array().log().sum() - mine.matrixLLT().diagonal().array().log().sum());
  return (theirs.solve(S).trace() - static_cast<double>(T) + log_ratio + shift.dot(theirs.solve(shift))) / 2;
}

Eigen::MatrixXd gaussian_rows(Eigen::Index horizon, Eigen::Index dimension, std::uint64_t seed) {
  ib::random_stream rng(seed);
  Eigen::MatrixXd columns(dimension, horizon);
  ib::gaussian_inputs{}.draw(columns, rng);
  return columns.transpose();
}

}  // namespace

TEST_CASE("the error of a learner is the information plus the divergence of histories", "[section_9][exact]") {
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

TEST_CASE("a wrong prior costs at most its divergence, and ever more of it", "[section_9][property]") {
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

TEST_CASE("a prior that excludes the truth leaves an error that does not vanish; one that does not, falls as 1/T",
          "[section_9][exact]") {
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

TEST_CASE("the closed form for given inputs is the dense formula", "[section_9][exact]") {
  worst error;
  using regression = ib::gaussian_prior_regression<double, design>;
  using blind = ib::missing_features<double, design>;
  for (const Eigen::Index d : {1, 3, 6})
    for (const Eigen::Index T : {1, 3, 5, 30})
      for (const double noise : {0.01, 0.5, 3.0}) {
        const design inputs{gaussian_rows(T, d, static_cast<std::uint64_t>(10 * d + T))};
        const regression truth{Eigen::VectorXd::LinSpaced(d, -0.5, 1), 0.3, 0.2, inputs};
        const regression learner{Eigen::VectorXd::LinSpaced(d, 1, 0), 0.9, noise, inputs};
        const auto compare = [&](const auto& mine, const auto& theirs) {
          const double steps = static_cast<double>(T);
          const auto found = ib::misspecified_error(mine, theirs, static_cast<std::size_t>(T));
          const double expected = dense_divergence(mine.belief(), theirs.belief(), inputs.matrix) / steps;
          error.see(std::abs(found.misspecification.lower.mean - expected) / (1 + expected), d, T, noise);
          const double total = ib::information(truth, static_cast<std::size_t>(T)).lower.mean / steps + expected;
          if constexpr (std::is_same_v<decltype(mine), const regression&>)
            error.see(std::abs(found.total.lower.mean - total) / (1 + total), d, T, noise);
        };
        compare(truth, learner);
        compare(truth, truth);
        for (Eigen::Index seen = 0; seen <= d; ++seen) {
          const blind less{d, seen, noise, inputs};
          compare(truth, less);
          compare(less, learner);
        }
      }
  INFO(error.where());
  CHECK(error.value() < 1e-12);
}

TEST_CASE("the closed form for Gaussian inputs is the mean over designs and agrees with simulation",
          "[section_9][statistical]") {
  // 4 × 3 pairs of numbers within five standard errors each: one false alarm in 70 000 sets of seeds.
  using regression = ib::gaussian_prior_regression<double>;
  using blind = ib::missing_features<double>;
  const regression truth{Eigen::Vector4d(0.3, -0.1, 0, 0.4), 0.4, 0.3};
  const regression learner{Eigen::Vector4d(0, 0.2, 0.5, 0), 0.1, 0.7};
  const blind less{.dimension = 4, .seen = 3, .noise_variance = 0.5};
  const auto compare = [](const auto& mine, const auto& theirs, Eigen::Index T) {
    const auto steps = static_cast<std::size_t>(T);
    const auto exact = ib::misspecified_error(mine, theirs, steps);
    const auto simulated = ib::misspecified_error(mine, theirs, steps, ib::conjugate{.replicates = 4000, .seed = 5});
    CAPTURE(T, exact.misspecification.lower.mean, simulated.misspecification.lower.mean);
    CHECK(std::abs(simulated.misspecification.lower.mean - exact.misspecification.lower.mean) <=
          5 * simulated.misspecification.lower.standard_error);
    CHECK(std::abs(simulated.total.lower.mean - exact.total.lower.mean) <= 5 * simulated.total.lower.standard_error);
    double sum = 0, squares = 0;
    const int designs = 1000;
    for (int i = 0; i < designs; ++i) {
      const Eigen::MatrixXd columns = gaussian_rows(T, 4, static_cast<std::uint64_t>(i)).transpose();
      const double cost = ib::detail::gaussian_costs_given<double>(mine.belief(), theirs.belief(), columns).divergence /
                          static_cast<double>(T);
      sum += cost;
      squares += cost * cost;
    }
    const double mean = sum / designs;
    CHECK(std::abs(mean - exact.misspecification.lower.mean) <=
          5 * std::sqrt((squares / designs - mean * mean) / designs));
  };
  for (const Eigen::Index T : {2, 10}) {
    compare(truth, learner, T);
    compare(truth, less, T);
    compare(less, truth, T);
  }
}

TEST_CASE(
    "the closed form for Gaussian inputs is an integral over a chi-squared variable where there is one eigenvalue",
    "[section_9][exact]") {
  // d = 1, or T = 1: ‖X‖² ~ χ²_m with m = max(d, T). Learner and truth differ in all three.
  boost::math::quadrature::exp_sinh<double> integrator;
  worst error;
  for (const Eigen::Index d : {1, 2, 7})
    for (const Eigen::Index T : {1, 2, 9, 60})
      for (const double noise : {1e-3, 0.4, 5.0}) {
        if (d > 1 && T > 1) continue;
        const ib::gaussian_prior_regression<double> truth{Eigen::VectorXd::Constant(d, 0.7), 0.6, 0.4};
        const ib::gaussian_prior_regression<double> learner{Eigen::VectorXd::Constant(d, -0.1), 1.1, noise};
        const double m = static_cast<double>(std::max(d, T));
        const double shift = (truth.prior_mean - learner.prior_mean).squaredNorm() / static_cast<double>(d);
        const double mean = integrator.integrate([&](double x) {
          const double log_density = (m / 2 - 1) * std::log(x) - x / 2 - m / 2 * std::log(2.0) - std::lgamma(m / 2);
          if (x == 0 || log_density < -700) return 0.0;
          const double ratio = (0.6 * x + 0.4) / (1.1 * x + noise);
          return std::exp(log_density) * (ratio - 1 - std::log(ratio) + shift * x / (1.1 * x + noise));
        });
        const double idle = static_cast<double>(T - 1) * (0.4 / noise - 1 - std::log(0.4 / noise));
        const double expected = (mean + idle) / 2 / static_cast<double>(T);
        const double found =
            ib::misspecified_error(truth, learner, static_cast<std::size_t>(T)).misspecification.lower.mean;
        error.see(std::abs(found / expected - 1), d, T, noise);
      }
  INFO(error.where());
  CHECK(error.value() < 1e-12);
}

TEST_CASE("what missing features cost in the long run", "[section_9][exact]") {
  const ib::linear_regression<double> truth{.dimension = 4, .noise_variance = 0.3};
  const auto learner = [](double noise) {
    return ib::missing_features<double>{.dimension = 4, .seen = 2, .noise_variance = noise};
  };
  const double set = ib::absorbed_noise_variance(truth, 2);
  CHECK(ib::limiting_error(truth, learner(0.3)) == Approx(0.5 / 0.6).epsilon(1e-14));
  CHECK(ib::limiting_error(truth, learner(set)) == Approx(std::log1p(0.5 / 0.3) / 2).epsilon(1e-14));
  const ib::missing_features_learning_noise<double> learning{
      .dimension = 4, .seen = 2, .noise_shape = 1, .noise_scale = 1, .signal_to_noise = 1};
  const double learnt = ib::limiting_error(truth, learning);
  // χ²_2 is exponential: ½ E ln(1 + χ²_2/a) = ½ e^{a/2} E_1(a/2), a = 1.2.
  CHECK(learnt == Approx(0.5 * std::exp(0.6) * 0.45437950318).epsilon(1e-9));
  for (const double noise : {0.1, 0.3, 0.6, 0.79, 0.81, 1.0, 3.0}) {
    CHECK(ib::limiting_error(truth, learner(set)) <= ib::limiting_error(truth, learner(noise)));
    // The distance to the limit is what d′ coefficients cost to learn, and falls as 1/T.
    const double far = ib::misspecified_error(truth, learner(noise), 20000).total.lower.mean;
    const double farther = ib::misspecified_error(truth, learner(noise), 200000).total.lower.mean;
    CHECK(std::abs(far - ib::limiting_error(truth, learner(noise))) < 5e-3);
    CHECK(std::abs(farther - ib::limiting_error(truth, learner(noise))) < 6e-4);
  }
  CHECK(learnt < ib::limiting_error(truth, learner(set)));
  const auto found = ib::misspecified_error(truth, learning, 1000, ib::conjugate{.replicates = 1000, .seed = 2}).total;
  CHECK(std::abs(found.lower.mean - learnt) < 5 * found.lower.standard_error + 0.01);
  const ib::missing_features_learning_noise<double> whole{
      .dimension = 4, .seen = 4, .noise_shape = 1, .noise_scale = 1, .signal_to_noise = 1};
  CHECK(ib::limiting_error(truth, whole) == 0);
}

TEST_CASE("a restricted learner pays at most what any code of the truth says", "[section_9][property]") {
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

TEST_CASE("the plug-in distortion of a Gaussian response", "[section_9][exact]") {
  namespace restricted = ib::restricted_learner;
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
