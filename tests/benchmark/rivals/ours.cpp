// SPDX-License-Identifier: BSL-1.0
// The works by this library.
#include <Eigen/Core>
#include <cmath>
#include <cstddef>
#include <infobound/infobound.hpp>
#include <vector>

#include "inputs.hpp"
#include "measurement.hpp"

namespace rivals {

namespace ib = infobound;

namespace {

answer of(const ib::estimate<double>& found) {
  return {found.lower.mean, found.upper.mean, std::max(found.lower.standard_error, found.upper.standard_error)};
}

answer fresh_designs() {
  static std::uint64_t seed = 0;
  return of(ib::information(ib::logistic_regression<double>{.dimension = few_dimensions}, labels,
                            ib::contrastive{.replicates = fresh_replicates, .contrasts = contrasts, .seed = ++seed}));
}

answer shared_design() {
  static const ib::logistic_regression<double, ib::fixed_design<double>> process{
      .dimension = few_dimensions, .inputs = {design(labels, few_dimensions)}};
  static std::uint64_t seed = 0;
  return of(ib::information(
      process, labels,
      ib::contrastive{
          .replicates = shared_replicates, .contrasts = contrasts, .seed = ++seed, .shared_by = shared_by}));
}

answer linear_curve() {
  static const ib::linear_regression<double> process{.dimension = dimension, .noise_variance = 0.25};
  static auto sampler = process.information_sampler(horizon);
  static ib::random_stream rng(1);
  static Eigen::ArrayXd increments(horizon);
  Eigen::ArrayXd totals(curves);
  for (double& total : totals) {
    sampler(rng, increments);
    total = increments.sum();
  }
  const double mean = totals.mean();
  return {mean, mean, std::sqrt((totals - mean).square().sum() / (curves - 1) / curves)};
}

/// The sum over slopes of R + sD, of which the slope's point is the least.
answer least_sums(const Eigen::VectorXd& probabilities, const Eigen::MatrixXd& distortions, const Eigen::VectorXd& at,
                  double tolerance) {
  answer sum{0, 0};
  const auto points =
      ib::rate::blahut_arimoto_curve_at_slopes(probabilities, distortions, at, {.tolerance = tolerance});
  for (std::size_t i = 0; i < points.size(); ++i) {
    const double cost = at[static_cast<Eigen::Index>(i)] * points[i].distortion;
    sum.lower += points[i].lower + cost;
    sum.upper += points[i].upper + cost;
  }
  return sum;
}

answer binary_source() {
  Eigen::Matrix2d hamming;
  hamming << 0, 1, 1, 0;
  return least_sums(Eigen::Vector2d(0.3, 0.7), hamming, binary_slopes(), binary_tolerance);
}

answer five_slopes() {
  static const quantised_gaussian source(64);
  return least_sums(source.probabilities, source.distortions, slopes(), slope_tolerance);
}

answer exactly(double value) { return {value, value}; }

answer beta_bernoulli() {
  return exactly(ib::information(ib::beta_bernoulli<double>{.alpha = 0.5, .beta = 0.5}, 100000).lower.mean);
}

answer dirichlet() {
  return exactly(
      ib::information(ib::dirichlet_categorical<double>{.concentrations = Eigen::VectorXd::LinSpaced(27, 0.1, 2.7)},
                      10000)
          .lower.mean);
}

answer scaling_law() {
  static const std::vector<ib::training_run<double>> runs = [] {
    const ib::power_law<double> law{1.69, 406.4, 0.34, 410.7, 0.28};
    std::vector<ib::training_run<double>> result;
    for (int i = 0; i < 9; ++i)
      for (int j = 0; j < 9; ++j) {
        const double parameters = 5e7 * std::pow(300.0, i / 8.0);
        const double tokens = 1e9 * std::pow(300.0, j / 8.0);
        result.push_back({parameters, tokens, law.loss(parameters, tokens) * (1 + 0.01 * std::sin(7.0 * i + 3.0 * j))});
      }
    return result;
  }();
  return exactly(ib::fit_scaling_law(runs, {.replicates = 40}).law.token_exponent);
}

answer evidence() {
  static const ib::linear_regression<double> process{.dimension = dimension, .noise_variance = 0.25};
  static const ib::linear_regression<double>::history_type history{design(horizon, dimension).transpose(),
                                                                   labels_of(horizon)};
  return exactly(ib::log_evidence(process, history).lower.mean);
}

}  // namespace

works ours() {
  return {{"fresh_designs", fresh_designs}, {"shared_design", shared_design}, {"linear_curve", linear_curve},
          {"binary_source", binary_source}, {"five_slopes", five_slopes},     {"beta_bernoulli", beta_bernoulli},
          {"dirichlet", dirichlet},         {"scaling_law", scaling_law},     {"evidence", evidence}};
}

}  // namespace rivals
