// SPDX-License-Identifier: BSL-1.0
// Beliefs of linear regression other than its own: a prior of any mean and scale, and learners that miss features.
#include <Eigen/Cholesky>
#include <Eigen/Core>
#include <Eigen/LU>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <infobound/core/random_stream.hpp>
#include <infobound/process/regression/gaussian_evidence.hpp>
#include <infobound/process/regression/gaussian_prior_regression.hpp>
#include <infobound/process/regression/linear_regression.hpp>
#include <infobound/process/regression/missing_features.hpp>
#include <infobound/process/regression/missing_features_learning_noise.hpp>
#include <stdexcept>
#include <string>
#include <support/catch.hpp>
#include <support/check_passes.hpp>
#include <support/thrown.hpp>
#include <support/worst.hpp>

namespace unit::process::regression::missing_features {

namespace ib = infobound;

namespace {

const double pi = std::acos(-1.0);

using history_type = ib::linear_regression<double>::history_type;

history_type data(Eigen::Index dimension, Eigen::Index horizon) {
  const ib::linear_regression<double> truth{.dimension = dimension, .noise_variance = 0.4};
  ib::random_stream rng(static_cast<std::uint64_t>(100 * dimension + horizon));
  return truth.draw_history(truth.draw_parameter(rng), static_cast<std::size_t>(horizon), rng);
}

/// ln N(labels; mean, covariance), by the dense covariance.
double log_density(const Eigen::VectorXd& labels, const Eigen::MatrixXd& covariance) {
  const Eigen::LLT<Eigen::MatrixXd> factor(covariance);
  const double log_determinant = 2 * factor.matrixLLT().diagonal().array().log().sum();
  return -(static_cast<double>(labels.size()) * std::log(2 * pi) + log_determinant + labels.dot(factor.solve(labels))) /
         2;
}

/// The same for Student's t: the mean of that density over covariance × s, s = b/G, G ~ Gamma(a).
double log_student(const Eigen::VectorXd& labels, const Eigen::MatrixXd& covariance, double a, double b) {
  const Eigen::LLT<Eigen::MatrixXd> factor(covariance);
  const double half = static_cast<double>(labels.size()) / 2;
  const double log_determinant = 2 * factor.matrixLLT().diagonal().array().log().sum();
  return std::lgamma(a + half) - std::lgamma(a) + a * std::log(b) - half * std::log(2 * pi) - log_determinant / 2 -
         (a + half) * std::log(b + labels.dot(factor.solve(labels)) / 2);
}

}  // namespace

TEST_CASE("beliefs other than linear regression's own pass their checks", "[check_process][statistical]") {
  check_passes(ib::gaussian_prior_regression<double>{
      .prior_mean = Eigen::Vector2d(0.5, -2), .prior_variance = 0.7, .noise_variance = 0.3});
  check_passes(ib::missing_features<double>{.dimension = 3, .seen = 2, .noise_variance = 0.3});
  check_passes(ib::missing_features_learning_noise<double>{
      .dimension = 3, .seen = 2, .noise_shape = 3, .noise_scale = 2, .signal_to_noise = 0.5});
}

TEST_CASE("beliefs other than linear regression's own predict as the dense covariance says",
          "[missing_features][gaussian_prior_regression][exact]") {
  worst error;
  for (const Eigen::Index d : {1, 2, 5})
    for (const Eigen::Index T : {1, 3, 5, 40, 130}) {
      const history_type history = data(d, T);
      const Eigen::MatrixXd identity = Eigen::MatrixXd::Identity(T, T);
      const auto gram = [&](Eigen::Index seen) -> Eigen::MatrixXd {
        return history.inputs.topRows(seen).transpose() * history.inputs.topRows(seen);
      };
      const ib::gaussian_prior_regression<double> shifted{
          .prior_mean = Eigen::VectorXd::LinSpaced(d, -1, 2), .prior_variance = 1.7, .noise_variance = 0.2};
      const double expected =
          log_density(history.labels - history.inputs.transpose() * shifted.prior_mean, 1.7 * gram(d) + 0.2 * identity);
      error.see(std::abs(shifted.log_predictive(history).sum() - expected) / static_cast<double>(T), d, T);
      ib::detail::gaussian_evidence<double> evidence(shifted.belief());
      error.see(std::abs(evidence(history) - expected) / static_cast<double>(T), d, T);
      for (Eigen::Index seen = 0; seen <= d; ++seen) {
        const ib::missing_features<double> blind{.dimension = d, .seen = seen, .noise_variance = 0.2};
        const double blind_expected = log_density(history.labels, gram(seen) / static_cast<double>(d) + 0.2 * identity);
        ib::detail::gaussian_evidence<double> blind_evidence(blind.belief());
        error.see(std::abs(blind.log_predictive(history).sum() - blind_expected) / static_cast<double>(T), d, T, seen);
        error.see(std::abs(blind_evidence(history) - blind_expected) / static_cast<double>(T), d, T, seen);

        const ib::missing_features_learning_noise<double> learning{
            .dimension = d, .seen = seen, .noise_shape = 1.5, .noise_scale = 0.7, .signal_to_noise = 0.8};
        const double student = log_student(history.labels, identity + 0.8 * gram(seen), 1.5, 0.7);
        error.see(std::abs(learning.log_predictive(history).sum() - student) / static_cast<double>(T), d, T, seen);
        error.see(std::abs(learning.log_evidence(history) - student) / static_cast<double>(T), d, T, seen);
      }
    }
  INFO(error.where());
  CHECK(error.value() < 1e-12);
}

TEST_CASE("one evidence at a tiny noise variance keeps its digits", "[missing_features][exact]") {
  // Noise-free labels, T > d: ‖y − Xᵀm‖² is then 0, and what is left is the prior's share, known through d labels.
  const Eigen::Index d = 3;
  history_type history = data(d, 60);
  const Eigen::Vector3d theta(0.3, -0.2, 0.5);
  history.labels = history.inputs.transpose() * theta;
  const double tiny = 1e-10;
  const ib::linear_regression<double> process{.dimension = d, .noise_variance = tiny};
  ib::detail::gaussian_evidence<double> evidence(process.belief());
  const double log_determinant = std::log(
      (history.inputs * history.inputs.transpose() / (3 * tiny)).determinant());  // its ridge is below rounding
  const double expected = -(60 * std::log(2 * pi * tiny) + log_determinant + 3 * theta.squaredNorm()) / 2;
  CHECK(evidence(history) == Approx(expected).epsilon(1e-9));
}

TEST_CASE("a Gaussian prior of the standard mean and scale is linear regression",
          "[gaussian_prior_regression][exact]") {
  const ib::linear_regression<double> standard{.dimension = 3, .noise_variance = 0.3};
  const ib::gaussian_prior_regression<double> same{
      .prior_mean = Eigen::Vector3d::Zero(), .prior_variance = 1.0 / 3, .noise_variance = 0.3};
  const ib::gaussian_prior_regression<double> wider{
      .prior_mean = Eigen::Vector3d(1, 2, 3), .prior_variance = 4.0 / 3, .noise_variance = 1.2};
  CHECK(same.information(20) == Approx(standard.information(20)).epsilon(1e-13));
  CHECK(wider.information(20) == Approx(standard.information(20)).epsilon(1e-13));
  CHECK(wider.rate_distortion(0.1) == Approx(standard.rate_distortion(0.1)).epsilon(1e-12));
}

TEST_CASE("the noise variance that absorbs what is not seen", "[missing_features][exact]") {
  const ib::linear_regression<double> truth{.dimension = 4, .noise_variance = 0.3};
  CHECK(ib::absorbed_noise_variance(truth, 1) == Approx(1.05));
  CHECK(ib::absorbed_noise_variance(truth, 4) == 0.3);
  CHECK(thrown<std::domain_error>([&] { return ib::absorbed_noise_variance(truth, 5); }) ==
        "seen = 5, must be <= 4, the dimension");
}

TEST_CASE("beliefs outside their domain are refused by name", "[missing_features][error]") {
  using blind = ib::missing_features<double>;
  CHECK(thrown<std::domain_error>([] { return blind{.dimension = 0, .seen = 0, .noise_variance = 1}.validate(), 0; }) ==
        "missing_features.dimension = 0, must be >= 1");
  CHECK(thrown<std::domain_error>([] { return blind{.dimension = 2, .seen = 3, .noise_variance = 1}.validate(), 0; }) ==
        "missing_features.seen = 3, must be <= 2, the dimension");
  CHECK(thrown<std::domain_error>([] {
          return blind{.dimension = 2, .seen = -1, .noise_variance = 1}.validate(), 0;
        }) == "missing_features.seen = -1, must be >= 0");
  CHECK(thrown<std::domain_error>([] { return blind{.dimension = 2, .seen = 1, .noise_variance = 0}.validate(), 0; }) ==
        "missing_features.noise_variance = 0, must be > 0 and finite");
  using learning = ib::missing_features_learning_noise<double>;
  const learning good{.dimension = 2, .seen = 1, .noise_shape = 1, .noise_scale = 1, .signal_to_noise = 1};
  good.validate();
  for (double learning::*field : {&learning::noise_shape, &learning::noise_scale, &learning::signal_to_noise}) {
    learning bad = good;
    bad.*field = 0;
    CHECK(thrown<std::domain_error>([&] { return bad.validate(), 0; }).find("= 0, must be > 0 and finite") !=
          std::string::npos);
  }
  using prior = ib::gaussian_prior_regression<double>;
  CHECK(thrown<std::domain_error>([] {
          return prior{.prior_mean = {}, .prior_variance = 1, .noise_variance = 1}.validate(), 0;
        }) == "gaussian_prior_regression.prior_mean: number of entries = 0, must be >= 1");
  CHECK(thrown<std::domain_error>([] {
          return prior{.prior_mean = Eigen::Vector2d(0, NAN), .prior_variance = 1, .noise_variance = 1}.validate(), 0;
        }) == "gaussian_prior_regression.prior_mean[1] = nan, must be finite");
  CHECK(thrown<std::invalid_argument>([&] {
          return ib::missing_features<double>{.dimension = 2, .seen = 1, .noise_variance = 1}.log_likelihood(
              Eigen::Vector2d(1, 2), data(2, 3));
        }) == "theta: number of entries = 2 and missing_features.seen = 1, must be equal");
}

}  // namespace unit::process::regression::missing_features
