// SPDX-License-Identifier: BSL-1.0
// Theory 10: the laws against simulated learners, and the allocations and exponents that it states.
#include <Eigen/Core>
#include <algorithm>
#include <boost/math/tools/toms748_solve.hpp>
#include <boost/random/normal_distribution.hpp>
#include <boost/random/uniform_01.hpp>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <infobound/bound/scaling/optimal_allocation.hpp>
#include <infobound/bound/scaling/width_restricted.hpp>
#include <infobound/core/random_stream.hpp>
#include <infobound/process/network/urn.hpp>
#include <limits>
#include <support/catch.hpp>
#include <vector>

namespace theorems::scaling_laws {

namespace ib = infobound;

namespace {

using stream = ib::random_stream;

double uniform(stream& rng) { return boost::random::uniform_01<double>()(rng); }
double normal(stream& rng) { return boost::random::normal_distribution<double>()(rng); }

/// A network: units in columns and their weights in the sum of ReLU.
struct network {
  Eigen::MatrixXd directions;
  Eigen::VectorXd weights;

  [[nodiscard]] Eigen::VectorXd operator()(const Eigen::MatrixXd& inputs) const {
    return (directions.transpose() * inputs).cwiseMax(0).transpose() * weights;
  }
};

network with_random_units(int dimension, const std::vector<double>& sizes, double scale, stream& rng) {
  const auto count = static_cast<Eigen::Index>(sizes.size());
  network made{Eigen::MatrixXd(dimension, count), Eigen::VectorXd(count)};
  for (Eigen::Index j = 0; j < count; ++j) {
    for (Eigen::Index i = 0; i < dimension; ++i) made.directions(i, j) = normal(rng);
    made.directions.col(j).normalize();
    made.weights[j] = (uniform(rng) < 0.5 ? -1 : 1) * scale * sizes[static_cast<std::size_t>(j)];
  }
  return made;
}

/// The infinitely wide network by its sticks, down to 1e-6 of the mass.
network world(int dimension, double K, stream& rng) {
  std::vector<double> sticks;
  for (double left = 1; left > 1e-6;) {
    const double kept = std::pow(uniform(rng), 1 / K);
    sticks.push_back(left * (1 - kept));
    left *= kept;
  }
  return with_random_units(dimension, sticks, std::sqrt(2 * (K + 1)), rng);
}

/// The learner's prior: n draws from the urn, and the posterior means n_j/(n + K) of the sticks.
network urn_network(int dimension, double K, int n, stream& rng) {
  std::vector<double> tables;
  for (int i = 0; i < n; ++i) {
    double at = uniform(rng) * (K + i);
    std::size_t j = 0;
    while (j < tables.size() && at >= tables[j]) at -= tables[j++];
    if (j == tables.size()) tables.push_back(0);
    tables[j] += 1;
  }
  return with_random_units(dimension, tables, std::sqrt(2 * (K + 1)) / (n + K), rng);
}

struct mean_and_error {
  double mean;
  double standard_error;
};

mean_and_error summary(const std::vector<double>& values) {
  double sum = 0;
  double squares = 0;
  for (const double value : values) sum += value, squares += value * value;
  const auto count = static_cast<double>(values.size());
  return {sum / count, std::sqrt((squares / count - sum * sum / count / count) / (count - 1))};
}

double log_mean_exp(const Eigen::VectorXd& logs) {
  return logs.maxCoeff() + std::log((logs.array() - logs.maxCoeff()).exp().mean());
}

/// The restricted learner's error from above: −ln of the mean likelihood of some of its networks is at least −ln of the
/// predictive law on average (Jensen).
mean_and_error simulated_error(int dimension, double K, int n, double noise, int tokens) {
  constexpr int replicates = 100;
  constexpr int draws = 2000;
  const double inflated = noise + K / (n + K);
  std::vector<double> errors;
  for (int replicate = 0; replicate < replicates; ++replicate) {
    stream rng(17, static_cast<std::uint64_t>(replicate));
    const Eigen::MatrixXd inputs = Eigen::MatrixXd::NullaryExpr(dimension, tokens, [&] { return normal(rng); });
    const Eigen::VectorXd disturbance =
        std::sqrt(noise) * Eigen::VectorXd::NullaryExpr(tokens, [&] { return normal(rng); });
    const Eigen::VectorXd labels = world(dimension, K, rng)(inputs) + disturbance;
    Eigen::VectorXd logs(draws);
    for (Eigen::Index m = 0; m < draws; ++m)
      logs[m] = -(labels - urn_network(dimension, K, n, rng)(inputs)).squaredNorm() / (2 * inflated);
    const double truth = -disturbance.squaredNorm() / (2 * noise) - tokens * std::log(noise) / 2;
    errors.push_back((truth - log_mean_exp(logs) + tokens * std::log(inflated) / 2) / tokens);
  }
  return summary(errors);
}

/// The same law with (d/2) ln(1/δ²) in place of the sphere's rate, and its best δ² from a quadratic equation.
struct closed_form_rate {
  double d;
  double K;
  double noise;
  double least_parameters = d;

  [[nodiscard]] double estimation(double n, double tokens) const {
    const double rate_weight = ib::urn::expected_tables(n, K) / tokens;
    const double weight = n / (n + K) / (noise + K / (n + K));
    const double c = rate_weight * d;
    const double mean = 2 * weight / (c + std::sqrt(c * c + 4 * weight * weight));
    const double distortion = c * mean / weight;  // 1 − mean²
    return rate_weight * (std::log(2 * n) - d / 2 * std::log(distortion)) + weight * distortion / (1 + mean);
  }
  [[nodiscard]] double misspecification(double n) const { return std::log1p(K / ((n + K) * noise)) / 2; }
  [[nodiscard]] double error(double parameters, double tokens) const {
    return estimation(parameters / d, tokens) + misspecification(parameters / d);
  }
  [[nodiscard]] double cost(double parameters, double tokens) const { return parameters * tokens; }
};

/// The same learner, equal units merged: p = E[C_n](d + 1).
struct merged {
  closed_form_rate law;
  double least_parameters = law.d + 1;

  [[nodiscard]] double error(double parameters, double tokens) const {
    const double units = parameters / (law.d + 1);
    const auto excess = [&](double log_n) { return ib::urn::expected_tables(std::exp(log_n), law.K) - units; };
    if (excess(690) < 0) return std::numeric_limits<double>::infinity();  // of more units than there are numbers
    std::uintmax_t steps = 100;
    const auto found =
        boost::math::tools::toms748_solve(excess, -3.0, 690.0, boost::math::tools::eps_tolerance<double>(52), steps);
    const double n = std::exp((found.first + found.second) / 2);
    return law.estimation(n, tokens) + law.misspecification(n);
  }
  [[nodiscard]] double cost(double parameters, double tokens) const { return parameters * tokens; }
};

/// Binary autoregression on infinitely many lags, Σ_{j>k} √v_j = c(k+1)^{−b}, learnt by one on k lags (theory 10.5).
struct lag_restricted {
  double c;
  double b;

  [[nodiscard]] double variance(int j) const { return std::pow(c * (std::pow(j, -b) - std::pow(j + 1, -b)), 2); }
  [[nodiscard]] double error(double lags, double tokens) const {
    const double power = c * c * (1 - std::pow(2, -b));  // Σ v_j ≤ √v_1 Σ √v_j
    const double s = 1 / (1 + tokens * power / (4 * lags));
    const double missed = c * std::pow(lags + 1, -b);
    const double bias = s / (1 + std::sqrt(1 - s)) * (c - missed) + missed;
    return -lags * std::log(s) / (2 * tokens) + (s * power + bias * bias) / 8;
  }
  [[nodiscard]] double cost(double lags, double tokens) const { return lags * tokens; }
};

/// Its error from above, as simulated_error.
mean_and_error simulated_error(const lag_restricted& law, int lags, int tokens) {
  constexpr int replicates = 80;
  constexpr int draws = 1000;
  constexpr int all = 40;
  const auto log_logistic = [](double x) { return std::min(x, 0.0) - std::log1p(std::exp(-std::abs(x))); };
  std::vector<double> errors;
  for (int replicate = 0; replicate < replicates; ++replicate) {
    stream rng(19, static_cast<std::uint64_t>(replicate));
    Eigen::VectorXd theta(all);
    for (int j = 0; j < all; ++j) theta[j] = std::sqrt(law.variance(j + 1)) * normal(rng);
    Eigen::VectorXd symbols = Eigen::VectorXd::Ones(all + tokens);
    Eigen::MatrixXd seen(lags, tokens);
    double truth = 0;
    for (int t = 0; t < tokens; ++t) {
      const Eigen::VectorXd past = symbols.segment(t, all).reverse();
      const double odds = theta.dot(past);
      symbols[all + t] = std::log(uniform(rng)) < log_logistic(odds) ? 1 : -1;
      truth += log_logistic(odds * symbols[all + t]);
      seen.col(t) = past.head(lags) * symbols[all + t];
    }
    Eigen::MatrixXd phi(draws, lags);
    for (Eigen::Index j = 0; j < lags; ++j)
      for (Eigen::Index m = 0; m < draws; ++m)
        phi(m, j) = std::sqrt(law.variance(static_cast<int>(j) + 1)) * normal(rng);
    const Eigen::ArrayXXd odds = phi * seen;
    const Eigen::VectorXd logs = (odds.min(0.0) - (-odds.abs()).exp().log1p()).rowwise().sum();
    errors.push_back((truth - log_mean_exp(logs)) / tokens);
  }
  return summary(errors);
}

}  // namespace

// Each comparison allows five standard errors; the bounds are above the errors by much more.
TEST_CASE("the error of learners restricted in width is within the law", "[theory 10][statistical]") {
  struct row {
    int d;
    double K;
    int n;
    double noise;
    int tokens;
  };
  for (const auto& [d, K, n, noise, tokens] :
       {row{2, 1, 3, 0.25, 20}, {3, 3, 6, 1, 20}, {2, 2, 12, 1, 40}, {1, 0.5, 1, 0.5, 10}}) {
    const auto simulated = simulated_error(d, K, n, noise, tokens);
    const double bound = ib::width_restricted_law<double>(d, K, noise).error(n * d, tokens);
    // The law has E[C_n] ln n for the entropy of the sizes, which is no less.
    const double with_entropy =
        bound + (ib::urn::size_entropy(n, K) - ib::urn::expected_tables(n, K) * std::log(n)) / tokens;
    CAPTURE(d, K, n, noise, tokens, simulated.mean, simulated.standard_error, bound, with_entropy);
    CHECK(simulated.mean - 5 * simulated.standard_error <= with_entropy);
    CHECK(with_entropy <= bound);
    if (d == 2 && n == 3) {  // theory 6.3
      CHECK(std::abs(simulated.mean - 0.341) < 5 * std::hypot(simulated.standard_error, 0.009) + 0.01);
      CHECK(with_entropy == Approx(0.672).margin(5e-4));
    }
  }
}

TEST_CASE("the error of autoregressions restricted in lags is within the law", "[theory 10][statistical]") {
  for (const double b : {0.5, 1.5})
    for (const int lags : {1, 3})
      for (const int tokens : {20, 100}) {
        const lag_restricted law{4, b};
        const auto simulated = simulated_error(law, lags, tokens);
        const double bound = law.error(lags, tokens);
        CAPTURE(b, lags, tokens, simulated.mean, simulated.standard_error, bound);
        CHECK(simulated.mean - 5 * simulated.standard_error <= bound);
      }
}

TEST_CASE("allocations and exponents of the width-restricted law are those stated", "[theory 10][exact]") {
  const closed_form_rate law{.d = 16, .K = 2, .noise = 0.1};
  const ib::width_restricted_law<double> sharper(16, 2, 0.1);
  const auto frontier = ib::allocation_frontier(law, {1e4, 1e6, 1e8, 1e10, 1e12});
  const std::vector<double> exponents{0.72, 0.51, 0.45, 0.45, 0.457};
  const std::vector<double> rounding{0.005, 0.005, 0.005, 0.005, 0.0005};
  for (std::size_t i = 0; i < frontier.size(); ++i) {
    CHECK(frontier[i].exponent == Approx(exponents[i]).margin(rounding[i]));
    const auto best = ib::optimal_allocation(sharper, frontier[i].compute);
    CHECK(best.error < frontier[i].error);
    CHECK(best.exponent == Approx(frontier[i].exponent).margin(0.002));
    const auto local = ib::exponents_at(sharper, best);
    CHECK(local.parameters + local.tokens == Approx(1).epsilon(1e-9));
  }
  CHECK(frontier[1].error == Approx(0.38999562500646).epsilon(1e-12));
  CHECK(frontier[4].error == Approx(0.00115658762256).epsilon(1e-11));
  for (const double compute : {1e9, 1e12, 1e15}) {
    const auto best = ib::optimal_allocation(sharper, compute);
    const double ratio =
        sharper.estimation(best.parameters, best.tokens) / sharper.misspecification(best.parameters, best.tokens);
    CHECK(std::abs(ratio - 1) < 0.1);
  }
  // ½ − 1/ln C + O(1/ln² C).
  for (const double compute : {1e20, 1e40, 1e80}) {
    const double L = std::log(compute);
    CHECK(std::abs(ib::optimal_allocation(sharper, compute).exponent - (0.5 - 1 / L)) < 10 / (L * L));
  }
}

TEST_CASE("without units, one unit, and merged units", "[theory 10][exact]") {
  const ib::width_restricted_law<double> large(50, 5, 1);
  CHECK(ib::optimal_allocation(large, 5e4).parameters == 0);
  CHECK(ib::optimal_allocation(large, 7e4).parameters == 50);
  CHECK(ib::optimal_allocation(large, 1e6).parameters > 200);
  const merged law{.law = {.d = 16, .K = 2, .noise = 0.1}};
  CHECK(ib::optimal_allocation(law, 1e12).exponent == Approx(0.05).margin(0.005));
}

TEST_CASE("with dependent data the exponent follows how fast the past is forgotten", "[theory 10][exact]") {
  // k² ln(T)/C against k^{−2b}: k* grows like (C/ln C)^{1/(2+2b)}.
  for (const double b : {0.5, 1.0, 2.0}) {
    const lag_restricted law{4, b};
    const auto found = ib::optimal_allocation(law, 1e40);
    CHECK(found.exponent == Approx(1 / (2 + 2 * b)).margin(0.01));
  }
}

}  // namespace theorems::scaling_laws
