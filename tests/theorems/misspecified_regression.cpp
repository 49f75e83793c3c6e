// SPDX-License-Identifier: BSL-1.0
// Theory 9.3 against the dense formula for Gaussian laws, quadrature, and simulation.
#include <Eigen/Cholesky>
#include <Eigen/Core>
#include <algorithm>
#include <boost/math/quadrature/exp_sinh.hpp>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <infobound/bound/misspecified/limiting_error.hpp>
#include <infobound/bound/misspecified/misspecified_error.hpp>
#include <infobound/core/random_stream.hpp>
#include <infobound/process/regression/gaussian_prior_regression.hpp>
#include <infobound/process/regression/linear_regression.hpp>
#include <infobound/process/regression/missing_features.hpp>
#include <infobound/process/regression/missing_features_learning_noise.hpp>
#include <stdexcept>
#include <support/catch.hpp>
#include <support/thrown.hpp>
#include <support/worst.hpp>
#include <type_traits>

namespace theorems::misspecified_regression {

namespace ib = infobound;

namespace {

using design = ib::fixed_design<double>;

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

TEST_CASE("the closed form for given inputs is the dense formula", "[misspecification][exact]") {
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

TEST_CASE("learners on another design than the truth's are refused", "[misspecification][error]") {
  using regression = ib::gaussian_prior_regression<double, design>;
  Eigen::MatrixXd rows = gaussian_rows(3, 2, 1);
  const auto on = [](const Eigen::MatrixXd& matrix) -> regression {
    return {Eigen::VectorXd::Zero(2), 1, 1, design{matrix}};
  };
  const regression mine = on(rows);
  const regression shorter = on(rows.topRows(2));
  rows(1, 0) = 3;
  const regression other = on(rows);
  CHECK(thrown<std::invalid_argument>([&] { return ib::misspecified_error(mine, other, 3); }) ==
        "learner.inputs differs from truth.inputs: inputs must have one law under both");
  CHECK(ib::misspecified_error(mine, other, 1).misspecification.lower.mean == 0);  // the first row is the same
  CHECK(ib::misspecified_error(mine, shorter, 2).misspecification.lower.mean == 0);
  CHECK(thrown<std::domain_error>([&] { return ib::misspecified_error(mine, shorter, 3); }) ==
        "horizon = 3, must be <= 2, the longest history that the learner has");
}

TEST_CASE("the closed form for Gaussian inputs is the mean over designs and agrees with simulation",
          "[misspecification][statistical]") {
  // 18 numbers within five standard errors each: one false alarm in 90 000 sets of seeds.
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
      const double cost = ib::detail::gaussian_costs_given<double>(mine.belief(), theirs.belief(), columns).divergence;
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
    "[misspecification][exact]") {
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

TEST_CASE("what missing features cost in the long run", "[misspecification][exact]") {
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
  // Who sees all is left with what a wrong noise variance costs.
  const auto all = [](double noise) {
    return ib::missing_features<double>{.dimension = 4, .seen = 4, .noise_variance = noise};
  };
  CHECK(ib::limiting_error(truth, all(0.3)) == 0);
  CHECK(ib::limiting_error(truth, all(0.6)) == Approx((std::log(2.0) - 0.5) / 2).epsilon(1e-14));
  CHECK(ib::limiting_error(truth, whole) == 0);
}

}  // namespace theorems::misspecified_regression
