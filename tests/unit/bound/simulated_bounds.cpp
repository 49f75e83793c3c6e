// SPDX-License-Identifier: BSL-1.0
#include <Eigen/Core>
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <infobound/bound/simulated_bounds.hpp>
#include <infobound/core/random_stream.hpp>
#include <infobound/execution/checkpointed.hpp>
#include <infobound/execution/threads.hpp>
#include <infobound/process/conjugate/beta_bernoulli.hpp>
#include <infobound/process/conjugate/dirichlet_categorical.hpp>
#include <infobound/process/conjugate/finite_process.hpp>
#include <infobound/process/conjugate/gamma_poisson.hpp>
#include <infobound/process/conjugate/gaussian_mean.hpp>
#include <infobound/process/network/deep_network.hpp>
#include <infobound/process/network/network_head.hpp>
#include <infobound/process/regression/gaussian_response.hpp>
#include <infobound/process/regression/inputs.hpp>
#include <infobound/process/regression/linear_regression.hpp>
#include <infobound/process/regression/logistic_regression.hpp>
#include <infobound/process/regression/logistic_response.hpp>
#include <infobound/process/regression/poisson_response.hpp>
#include <infobound/process/regression/probit_response.hpp>
#include <infobound/process/regression/softmax_regression.hpp>
#include <infobound/process/sequence/binary_autoregression.hpp>
#include <infobound/process/sequence/transformer.hpp>
#include <limits>
#include <sstream>
#include <stdexcept>
#include <string>
#include <support/backwards.hpp>
#include <support/catch.hpp>
#include <support/normal_mean.hpp>
#include <support/thrown.hpp>
#include <vector>

namespace unit::bound::simulated_bounds {

namespace ib = infobound;
using ib::direction;

namespace {

/// A normal mean that offers what a test gives.
struct offering : mylab::simulated_mean {
  direction side = direction::lower;
  double per_label = 0.25;
  double of_pair = 0.5;

  [[nodiscard]] std::vector<ib::bound_sampler<double>> simulated_bounds(std::size_t horizon) const {
    return {{side, "both parts",
             [this, horizon](ib::random_stream& rng) { return per_label * double(horizon) + double(rng() & 1) - 0.5; },
             [this](ib::random_stream&) { return of_pair; }}};
  }
};

bool same(const std::vector<ib::simulated_bound<double>>& a, const std::vector<ib::simulated_bound<double>>& b) {
  bool equal = a.size() == b.size();
  for (std::size_t i = 0; equal && i < a.size(); ++i)
    equal = a[i].mean == b[i].mean && a[i].standard_error == b[i].standard_error && a[i].source == b[i].source;
  return equal;
}

ib::simulated_bound<double> by_pairs(const auto& process, std::size_t horizon, std::size_t replicates,
                                     std::uint64_t seed = 0) {
  for (const auto& bound : ib::simulated_bounds(process, horizon, {.replicates = replicates, .seed = seed}))
    if (bound.source.starts_with("affinities")) return bound;
  return {std::nan(""), 0, direction::lower, "none"};
}

}  // namespace

TEST_CASE("simulated bounds are the determinant, the pairs and what a process offers, each per observation",
          "[simulated_bounds][exact]") {
  const ib::logistic_regression<double> process{.dimension = 3};
  const auto bounds = ib::simulated_bounds(process, 20);
  REQUIRE(bounds.size() == 2);
  CHECK(bounds[0].source == "determinant of the observed information (theory 12.3)");
  CHECK(bounds[1].source == "affinities of pairs, at 99.9 % confidence (theory 12.2)");
  for (const auto& bound : bounds) {
    CHECK(bound.direction == direction::lower);
    CHECK((bound.mean > 0 && bound.standard_error > 0));
  }
  // Affinities lose (1/2) ln(4/e) a parameter, and more where the prior still counts.
  CHECK(bounds[1].mean < bounds[0].mean);
  std::ostringstream words;
  words << bounds[0];
  CHECK(words.str().starts_with("≥ 0.0"));
  CHECK(words.str().ends_with(", determinant of the observed information (theory 12.3)"));
  // A sequence's affinity is no product of those of its labels.
  CHECK(ib::simulated_bounds(ib::binary_autoregression<double>{.order = 2}, 20).size() == 1);
}

TEST_CASE("the determinant of linear regression on given inputs is its information", "[simulated_bounds][exact]") {
  const ib::linear_regression<double, ib::fixed_design<double>> process{
      .dimension = 2, .noise_variance = 0.5, .inputs = {Eigen::MatrixXd::Random(12, 2)}};
  const auto bounds = ib::simulated_bounds(process, 12, {.replicates = 10});
  CHECK(std::abs(bounds[0].mean - process.information(12) / 12) < 1e-14);
  CHECK(bounds[0].standard_error < 1e-14);
}

TEST_CASE("pairs of Gaussian means have the affinity of the closed form", "[simulated_bounds][statistical]") {
  // θ − θ′ ~ N(0, 2τ² I_d): E e^{−T‖θ − θ′‖²/(8σ²)} = (1 + Tτ²/(2σ²))^{−d/2}.
  for (const std::size_t horizon : {1U, 10U}) {
    const ib::gaussian_mean<double> process{2, 1.5, 0.5};
    const double mean = 1 / (1 + double(horizon) * 1.5);
    const double truth = -std::log(mean) / double(horizon);
    const std::size_t replicates = 40000;
    const auto bound = by_pairs(process, horizon, replicates, 3);
    // The limit lies above the mean by 3.9 standard errors, and 7.6 · 7/(3R): the test fails with probability 1e-6.
    const double error = bound.standard_error * double(horizon);
    const double limit = std::exp(-bound.mean * double(horizon));
    const double depth = std::log(2000.0);
    const double above = limit - mean - 7 * depth / (3 * double(replicates - 1)) - error * limit * std::sqrt(2 * depth);
    CAPTURE(horizon, truth, bound.mean, bound.standard_error);
    CHECK(std::abs(above) <= 5 * error * limit);
    CHECK(bound.mean <= truth);
    CHECK(bound.mean <= process.information(horizon) / double(horizon));
  }
}

TEST_CASE("limits of affinities hold the truth, from few pairs and rare ones too", "[simulated_bounds][statistical]") {
  // Of 2000 limits at 99.9 % as many as 15 err with probability below 1e-8; nearly none do, as the limit holds for
  // every law. At T = 200 one pair in a hundred carries the affinity.
  int erred = 0;
  const ib::gaussian_mean<double> process{1, 1.0, 0.01};
  const std::size_t horizon = 200;
  const double truth = std::log1p(double(horizon) * 50) / 2 / double(horizon);
  for (std::uint64_t seed = 0; seed < 2000; ++seed) erred += by_pairs(process, horizon, 30, seed).mean > truth ? 1 : 0;
  CAPTURE(erred);
  CHECK(erred < 15);
}

TEST_CASE("the oracles' affinities are those of their laws", "[simulated_bounds][exact]") {
  const auto of = [](const auto& process, const auto& theta, const auto& other, const auto& history) {
    return double(process.affinity(theta, other, history)[1]);
  };
  const Eigen::VectorXi labels = Eigen::VectorXi::Zero(2);
  CHECK(std::abs(of(ib::beta_bernoulli<double>{1, 1}, 0.2, 0.7, labels) - (std::sqrt(0.14) + std::sqrt(0.24))) < 1e-15);
  CHECK(of(ib::beta_bernoulli<double>{1, 1}, 0.0, 1.0, labels) == 0);
  const Eigen::Vector3d one(0.5, 0.5, 0);
  const Eigen::Vector3d two(0.2, 0.3, 0.5);
  const double both = std::sqrt(0.1) + std::sqrt(0.15);
  CHECK(std::abs(of(ib::dirichlet_categorical<double>{Eigen::Vector3d::Ones()}, one, two, labels) - both) < 1e-15);
  Eigen::MatrixXd rows(2, 3);
  rows << 0.5, 0.5, 0, 0.2, 0.3, 0.5;
  const ib::finite_process<double> finite{Eigen::Vector2d(0.5, 0.5), rows};
  CHECK(std::abs(of(finite, Eigen::Index{0}, Eigen::Index{1}, labels) - both) < 1e-15);
  // Σ_k √(Poisson(k; 2) Poisson(k; 5)).
  double sum = 0;
  for (int k = 0; k < 100; ++k)
    sum += std::exp((double(k) * std::log(2.0) - 2 + double(k) * std::log(5.0) - 5) / 2 - std::lgamma(k + 1.0));
  const Eigen::VectorX<std::int64_t> counts = Eigen::VectorX<std::int64_t>::Zero(2);
  CHECK(std::abs(of(ib::gamma_poisson<double>{1, 1}, 2.0, 5.0, counts) - sum) < 1e-14);
}

TEST_CASE("the responses' affinities are those of their laws", "[simulated_bounds][exact]") {
  const auto of_labels = [](const auto& response, double eta, double other, int labels) {
    double sum = 0;
    for (int label = 0; label < labels; ++label)
      sum += std::exp((response.log_likelihood(eta, label) + response.log_likelihood(other, label)) / 2);
    return sum;
  };
  for (const double eta : {-3.0, 0.2, 1.5})
    for (const double other : {-1.0, 0.2, 2.5}) {
      const auto agree = [&](const auto& response, int labels) {
        CHECK(std::abs(response.affinity(eta, other) - of_labels(response, eta, other, labels)) < 1e-13);
      };
      agree(ib::logistic_response<double>{}, 2);
      agree(ib::probit_response<double>{}, 2);
      agree(ib::poisson_response<double>{}, 200);
      // The integral of √(N(η, σ²) N(η′, σ²)), by the trapezoidal rule.
      const ib::gaussian_response<double> noisy{0.3};
      double integral = 0;
      for (int i = -4000; i <= 4000; ++i) {
        const double y = 0.005 * i;
        integral += 0.005 * std::exp((noisy.log_likelihood(eta, y) + noisy.log_likelihood(other, y)) / 2);
      }
      CHECK(std::abs(noisy.affinity(eta, other) - integral) < 1e-12);
    }
  // Of softmax regression: two classes are a logistic response in the difference of the log-odds.
  const ib::softmax_regression<double> softmax{.dimension = 1, .classes = 2};
  const ib::softmax_regression<double>::history_type history{Eigen::MatrixXd::Ones(1, 2),
                                                             Eigen::VectorX<Eigen::Index>::Zero(2)};
  const double found = softmax.affinity(Eigen::Vector2d(0.3, 1.1), Eigen::Vector2d(-0.4, -2), history)[1];
  CHECK(std::abs(found - ib::logistic_response<double>{}.affinity(0.8, -1.6)) < 1e-15);
}

TEST_CASE("a network of one layer tells of it what linear regression does", "[simulated_bounds][exact]") {
  const Eigen::MatrixXd rows = Eigen::MatrixXd::Random(9, 3);
  const ib::deep_network<double, ib::gaussian_head, ib::fixed_design<double>> network{
      .widths = {3, 1}, .noise_variance = 0.25, .inputs = {rows}};
  const ib::linear_regression<double, ib::fixed_design<double>> linear{
      .dimension = 3, .noise_variance = 0.25, .inputs = {rows}};
  const auto bounds = ib::simulated_bounds(network, 9, {.replicates = 4});
  REQUIRE(bounds.size() == 2);
  CHECK(bounds[1].source == "the last layer given the others (theory 5.6 a)");
  CHECK(std::abs(bounds[1].mean - linear.information(9) / 9) < 1e-14);
  // A last layer that is known tells nothing: pairs are left.
  const ib::deep_network<double> known{.widths = {3, 2, 1}, .noise_variance = 0.25, .known = {false, true}};
  CHECK(ib::simulated_bounds(known, 9, {.replicates = 4}).size() == 1);
}

TEST_CASE("the last layer of a small network, and the one below by pairs, are those of quadrature",
          "[simulated_bounds][statistical]") {
  // One unit, twice the input 1: φ = (r, r), r = max(0, w), w ~ N(0, 2): ½ ln(1 + 2r²/σ²), and for two draws
  // ((1 + 2r²/σ²)(1 + 2r′²/σ²))^¼ (1 + (r² + r′²)/σ²)^−½.
  const double noise_variance = 0.3;
  const int nodes = 1200;
  const double step = 12.0 / nodes;
  double last = 0;
  double affinity = 0;
  Eigen::ArrayXd weight(nodes + 1);
  Eigen::ArrayXd gain(nodes + 1);
  for (int i = 0; i <= nodes; ++i) {
    const double w = -6 + step * i;
    weight[i] = step * std::exp(-w * w / 2) / std::sqrt(2 * std::acos(-1.0));
    gain[i] = 2 * std::pow(std::max(0.0, std::sqrt(2.0) * w), 2) / noise_variance;
    last += weight[i] * std::log1p(gain[i]) / 2;
  }
  for (int i = 0; i <= nodes; ++i)
    affinity +=
        weight[i] * (weight * ((1 + gain[i]) * (1 + gain)).sqrt().sqrt() / (1 + (gain + gain[i]) / 2).sqrt()).sum();
  const ib::deep_network<double, ib::gaussian_head, ib::fixed_design<double>> network{
      .widths = {1, 1, 1}, .noise_variance = noise_variance, .inputs = {Eigen::MatrixXd::Ones(2, 1)}};
  const std::size_t replicates = 40000;
  const auto bounds = ib::simulated_bounds(network, 2, {.replicates = replicates, .seed = 4});
  REQUIRE(bounds.size() == 3);
  // Five standard errors: fails with probability 6e-7 a check.
  CHECK(std::abs(2 * bounds[1].mean - last) <= 5 * 2 * bounds[1].standard_error);
  const double limit = std::exp(2 * (bounds[1].mean - bounds[2].mean));
  const double error =
      limit * 2 * std::sqrt(std::pow(bounds[2].standard_error, 2) - std::pow(bounds[1].standard_error, 2));
  const double depth = std::log(2000.0);
  const double above = limit - affinity - 7 * depth / (3 * double(replicates - 1)) - error * std::sqrt(2 * depth);
  CAPTURE(last, affinity, limit, error);
  CHECK(std::abs(above) <= 5 * error);
  CHECK(bounds[2].source == "the last layer, and the others by pairs at 99.9 % confidence (theory 5.6 b)");
}

TEST_CASE("a head of classes bounds by its last layer what regression on the hidden values does",
          "[simulated_bounds][statistical]") {
  // A network of one layer is logistic or softmax regression: both determinants are of one law. Five standard errors.
  const auto agree = [](const auto& network, const auto& regression) {
    const auto of_network = ib::simulated_bounds(network, 12, {.replicates = 2000, .seed = 1});
    const auto of_regression = ib::simulated_bounds(regression, 12, {.replicates = 2000, .seed = 2});
    REQUIRE(of_network.size() == 2);
    CHECK(std::abs(of_network[1].mean - of_regression[0].mean) <=
          5 * std::hypot(of_network[1].standard_error, of_regression[0].standard_error));
    CHECK(std::abs(of_network[0].mean - of_regression[1].mean) <=
          5 * std::hypot(of_network[0].standard_error, of_regression[1].standard_error));
  };
  agree(ib::deep_network<double, ib::logistic_head>{.widths = {2, 1}}, ib::logistic_regression<double>{.dimension = 2});
  agree(ib::deep_network<double, ib::softmax_head>{.widths = {2, 3}},
        ib::softmax_regression<double>{.dimension = 2, .classes = 3});
}

TEST_CASE("a transformer's last values, where they are not clipped, have the bound of quadrature",
          "[simulated_bounds][statistical]") {
  // One dimension, embeddings ±1, one token of context: the next token is the last one with probability s(2v), v = V
  // cut off at ±1. C is |V| ≤ 1.
  const ib::transformer<double> process{
      .vocabulary = 2, .embedding_dimension = 1, .context = 1, .layers = 1, .embeddings = Eigen::RowVector2d(1, -1)};
  for (const std::size_t horizon : {5U, 60U}) {
    const double T = double(horizon);
    const int nodes = 1600;
    const double step = 16.0 / nodes;
    double inside = 0;
    double mean = 0;
    double conditional = 0;
    Eigen::ArrayXd evidence = Eigen::ArrayXd::Zero(Eigen::Index(horizon) + 1);  // of one sequence with k repeats
    for (int i = 0; i < nodes; ++i) {
      const double v = -8 + step * (i + 0.5);
      const double weight = step * std::exp(-v * v / 2) / std::sqrt(2 * std::acos(-1.0));
      const double u = 2 * std::clamp(v, -1.0, 1.0);
      const double log_yes = -std::log1p(std::exp(-u));
      const double log_no = -std::log1p(std::exp(u));
      if (std::abs(v) <= 1) {
        inside += weight;
        mean += weight * (std::log1p(4 * T * std::exp(log_yes + log_no)) + v * v - 1) / 2;
      }
      conditional += weight * T * (std::exp(log_yes) * log_yes + std::exp(log_no) * log_no);
      for (Eigen::Index k = 0; k < evidence.size(); ++k)
        evidence[k] += weight * std::exp(double(k) * log_yes + (T - double(k)) * log_no);
    }
    double information = conditional;
    for (Eigen::Index k = 0; k < evidence.size(); ++k)
      information -= std::exp(std::lgamma(T + 1) - std::lgamma(double(k) + 1) - std::lgamma(T - double(k) + 1) +
                              std::log(evidence[k])) *
                     std::log(evidence[k]);
    const double bound = mean + inside * std::log(inside);
    CHECK(bound < information);
    const auto bounds = ib::simulated_bounds(process, horizon, {.replicates = 4000, .seed = 2});
    REQUIRE(bounds.size() == 1);
    CAPTURE(horizon, information, bound, bounds[0].mean * T, bounds[0].standard_error * T);
    // Below by at most q (x − 1 − ln x), x = P(C)/q, of a pilot that is off by 5 standard errors.
    CHECK(bounds[0].mean * T - bound <= 5 * bounds[0].standard_error * T);
    CHECK(bound - bounds[0].mean * T <= 5 * bounds[0].standard_error * T + 2e-3);
    CHECK(bounds[0].source == "the last layer's values where they are not clipped (theory 7.7)");
  }
}

TEST_CASE("what a process offers is a mean, less the logarithm of a limit", "[simulated_bounds][exact]") {
  const offering process;
  const std::size_t replicates = 101;
  const auto bounds = ib::simulated_bounds(process, 4, {.replicates = replicates, .seed = 6});
  REQUIRE(bounds.size() == 1);
  double mean = 0;
  for (std::uint64_t replicate = 0; replicate < replicates; ++replicate) {
    ib::random_stream rng(6, replicate);
    mean += (1 + double(rng() & 1) - 0.5) / double(replicates);
  }
  const double limit = 0.5 + 7 * std::log(2000.0) / 300;
  CHECK(std::abs(bounds[0].mean - (mean - std::log(limit)) / 4) < 1e-14);
  CHECK(std::abs(bounds[0].standard_error - std::sqrt((1 - (2 * mean - 2) * (2 * mean - 2)) / 4 / 100) / 4) < 1e-14);
  CHECK(bounds[0].source == "both parts");
}

TEST_CASE("simulated bounds have the same bits whatever the execution", "[simulated_bounds][exact]") {
  const ib::logistic_regression<double> process{.dimension = 2};
  const ib::simulated effort{.replicates = 100, .seed = 8};
  const auto plain = ib::simulated_bounds(process, 10, effort);
  CHECK(same(plain, ib::simulated_bounds(process, 10, effort, backwards{})));
  CHECK(same(plain, ib::simulated_bounds(process, 10, effort, ib::threads{2})));
  const auto file = std::filesystem::temp_directory_path() / "infobound_simulated_bounds";
  std::filesystem::remove(file);
  CHECK(same(plain, ib::simulated_bounds(process, 10, effort, ib::checkpointed<>{.file = file})));
  CHECK(same(plain, ib::simulated_bounds(process, 10, effort, ib::checkpointed<>{.file = file})));
  std::filesystem::remove(file);
}

TEST_CASE("what is outside its domain is refused by name", "[simulated_bounds][error]") {
  const auto refused = [](const auto& process, std::size_t horizon, const ib::simulated& effort) {
    return thrown<std::domain_error>([&] { (void)ib::simulated_bounds(process, horizon, effort); });
  };
  CHECK(refused(offering{}, 1, {.replicates = 1}) == "simulated.replicates = 1, must be >= 2");
  CHECK(refused(offering{}, 0, {}) == "horizon = 0, must be >= 1");
  CHECK(refused(ib::gaussian_mean<double>{0, 1, 1}, 1, {}) == "gaussian_mean.dimension = 0, must be >= 1");
  const ib::logistic_regression<double, ib::fixed_design<double>> given{.dimension = 1,
                                                                        .inputs = {Eigen::MatrixXd::Ones(3, 1)}};
  CHECK(refused(given, 4, {}) == "horizon = 4, must be <= 3, the longest history that the process has");
  offering upper;
  upper.side = direction::upper;
  CHECK(refused(upper, 1, {}) == "simulated_bounds: \"both parts\" has affinities, which must be of a lower bound");
  const auto broken = [](double information, double affinity) {
    offering process;
    process.per_label = information;
    process.of_pair = affinity;
    return thrown<std::runtime_error>([&] { (void)ib::simulated_bounds(process, 1, {.seed = 2}); });
  };
  CHECK(broken(std::nan(""), 0.5) == "simulated_bounds: the process's both parts returned NaN at seed 2, replicate 0");
  CHECK(
      broken(1, 1.5) ==
      "simulated_bounds: the process's both parts returned 1.5, which is not between 0 and 1, at seed 2, replicate 0");
  CHECK(
      broken(1, std::nan("")) ==
      "simulated_bounds: the process's both parts returned nan, which is not between 0 and 1, at seed 2, replicate 0");
}

}  // namespace unit::bound::simulated_bounds
