// SPDX-License-Identifier: BSL-1.0
// Theory 1: error is information, the learning curve, optimality, sample complexity, learning nothing.
#include <Eigen/Core>
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <infobound/bound/nonvacuous_horizon.hpp>
#include <infobound/bound/sample_complexity.hpp>
#include <infobound/core/random_stream.hpp>
#include <infobound/information/information.hpp>
#include <infobound/process/regression/linear_regression.hpp>
#include <support/catch.hpp>
#include <utility>
#include <vector>

namespace theorems::error_is_information {

namespace ib = infobound;
using linear = ib::linear_regression<double>;
using designed = ib::linear_regression<double, ib::fixed_design<double>>;

namespace {

/// Running mean and standard error.
class mean_of {
 public:
  void add(double x) {
    ++count_;
    const double difference = x - mean_;
    mean_ += difference / count_;
    squares_ += difference * (x - mean_);
  }
  [[nodiscard]] double mean() const { return mean_; }
  [[nodiscard]] double standard_error() const { return std::sqrt(squares_ / (count_ * (count_ - 1))); }

 private:
  double count_ = 0;
  double mean_ = 0;
  double squares_ = 0;
};

}  // namespace

TEST_CASE("1.1: the Bayesian predictor's log-loss above the irreducible is the information over T",
          "[information][statistical]") {
  const linear process{.dimension = 3, .noise_variance = 0.5};
  const std::size_t T = 12;
  mean_of excess;
  for (std::uint64_t replicate = 0; replicate < 20'000; ++replicate) {
    ib::random_stream rng(1, replicate);
    const auto theta = process.draw_parameter(rng);
    const auto history = process.draw_history(theta, T, rng);
    excess.add((process.log_likelihood(theta, history) - process.log_predictive(history)).mean());
  }
  CAPTURE(excess.mean(), excess.standard_error());
  // Five standard errors: fails with probability 6e-7.
  CHECK(std::abs(excess.mean() - ib::estimation_error(process, T).lower.mean) < 5 * excess.standard_error());
}

TEST_CASE("1.2: information is the sum of incremental errors, which fall for independent observations",
          "[information][property]") {
  for (const int d : {1, 2, 7})
    for (const double noise : {1e-3, 0.25, 4.0}) {
      const auto curve = ib::learning_curve(linear{.dimension = d, .noise_variance = noise}, 60);
      double sum = 0;
      for (std::size_t t = 1; t <= 60; ++t) {
        const double increment = curve.incremental_error(t).lower.mean;
        const double error = curve.estimation_error(t).lower.mean;
        sum += increment;
        const double slack = 1e-12 * sum;
        CAPTURE(d, noise, t);
        CHECK(curve.information(t).lower.mean == Approx(sum).epsilon(1e-12));
        CHECK((increment > 0 && increment <= error + slack));
        CHECK(error <= curve.incremental_error(1).lower.mean + slack);
        if (t == 1) continue;
        CHECK(increment <= curve.incremental_error(t - 1).lower.mean + slack);
        CHECK(error <= curve.estimation_error(t - 1).lower.mean + slack);
      }
    }
}

TEST_CASE("1.2: where observations are not iid the error may rise, but information never falls",
          "[information][property]") {
  Eigen::MatrixXd x = Eigen::MatrixXd::Zero(40, 2);
  for (const Eigen::Index t : {3, 10, 11, 30}) x(t, t % 2) = 5;
  const auto curve = ib::learning_curve(designed{.dimension = 2, .noise_variance = 1, .inputs = {x}}, 40);
  bool error_rises = false;
  for (std::size_t t = 2; t <= 40; ++t) {
    CHECK(curve.information(t).lower.mean >= curve.information(t - 1).lower.mean);
    error_rises = error_rises || curve.estimation_error(t).lower.mean > curve.estimation_error(t - 1).lower.mean;
  }
  CHECK(error_rises);
}

TEST_CASE("1.3: a predictor with another noise variance has a larger error", "[information][statistical]") {
  const linear process{.dimension = 3, .noise_variance = 0.5};
  for (const double assumed : {0.3, 0.8}) {
    const linear predictor{.dimension = 3, .noise_variance = assumed};
    mean_of excess;
    for (std::uint64_t replicate = 0; replicate < 5000; ++replicate) {
      ib::random_stream rng(2, replicate);
      const auto history = process.draw_history(process.draw_parameter(rng), 30, rng);
      excess.add((process.log_predictive(history) - predictor.log_predictive(history)).mean());
    }
    CAPTURE(assumed, excess.mean(), excess.standard_error());
    CHECK(excess.mean() > 5 * excess.standard_error());
  }
}

namespace mylab {

/// A process of which only I(H_t;θ) is known, and that up to factors: not iid, so that 𝓛_T may rise and fall.
struct loosely_known {
  std::vector<double> cumulative;  ///< at t = 1, 2, …; constant from the last on
  double below = 1;                ///< ≤ 1
  double above = 1;                ///< ≥ 1

  double error(std::size_t T) const { return cumulative[std::min(T, cumulative.size()) - 1] / static_cast<double>(T); }
  double error_lower(std::size_t T) const { return below * error(T); }
  double error_upper(std::size_t T) const { return above * error(T); }

  /// T(ε) from its definition.
  std::size_t needed(double epsilon) const {
    std::size_t T = 1;
    while (error(T) > epsilon) ++T;
    return T;
  }
};

}  // namespace mylab

TEST_CASE("1.4: the bracket on the sample complexity holds it for processes whose error rises and falls",
          "[sample_complexity][property]") {
  std::vector<std::vector<double>> processes;
  // Silent at first; bursts, ever rarer; all at once; a steady trickle.
  std::vector<double> silent(100, 0.0);
  std::vector<double> bursts(2000, 0.0);
  std::vector<double> trickle(500, 0.0);
  for (std::size_t t = 0; t < silent.size(); ++t) silent[t] = t < 20 ? 0.0 : 5.0;
  for (std::size_t t = 0; t < bursts.size(); ++t)
    bursts[t] = 1 + (t >= 9 ? 10 : 0) + (t >= 99 ? 90 : 0) + (t >= 999 ? 600 : 0);
  for (std::size_t t = 0; t < trickle.size(); ++t) trickle[t] = 0.1 * static_cast<double>(t + 1);
  processes = {silent, bursts, {3.0}, trickle};
  for (std::uint64_t seed = 0; seed < 30; ++seed) {
    // Random increments, most of them nothing.
    ib::random_stream rng(3, seed);
    std::vector<double> random;
    double sum = 0;
    for (int t = 0; t < 300; ++t) {
      const double uniform = static_cast<double>(rng() >> 11) * 0x1p-53;
      sum += uniform < 0.9 ? 0 : std::exp(6 * (uniform - 0.95) * 10);
      random.push_back(sum);
    }
    processes.push_back(random);
  }

  std::size_t outside = 0;
  for (const auto& information : processes)
    for (const auto& [below, above] : {std::pair{1.0, 1.0}, {0.9, 1.1}, {0.3, 3.0}, {0.0, 1.5}}) {
      const mylab::loosely_known process{information, below, above};
      for (double epsilon = 1e-3; epsilon < 20; epsilon *= 1.21) {
        const auto needed = static_cast<double>(process.needed(epsilon));
        const auto found = ib::sample_complexity(process, epsilon);
        if (!(found.lower.value <= needed && needed <= found.upper.value)) {
          ++outside;
          CAPTURE(below, above, epsilon, needed, found.lower.value, found.upper.value);
          CHECK(outside == 0);
        }
        if (below == 1 && above == 1) CHECK(found.lower.value >= 1);
      }
    }
  CHECK(outside == 0);
}

TEST_CASE("1.4: in iid processes the error stays below the tolerance from there on", "[sample_complexity][property]") {
  const linear process{.dimension = 4, .noise_variance = 0.5};
  for (const double epsilon : {0.3, 0.1, 0.02}) {
    const auto found = ib::sample_complexity(process, epsilon);
    const auto enough = static_cast<std::size_t>(found.upper.value);
    for (const std::size_t T : {enough, enough + 1, 2 * enough, 10 * enough})
      CHECK(process.information(T) / static_cast<double>(T) <= epsilon);
    const auto least = static_cast<std::size_t>(found.lower.value);
    if (least > 1) CHECK(process.information(least - 1) / static_cast<double>(least - 1) > epsilon);
  }
}

TEST_CASE("1.5: who predicts from the input alone loses at every horizon what the first label tells",
          "[nonvacuous_horizon][statistical]") {
  const linear process{.dimension = 3, .noise_variance = 0.5};
  mean_of first;
  mean_of last;
  for (std::uint64_t replicate = 0; replicate < 20'000; ++replicate) {
    ib::random_stream rng(2, replicate);
    const auto theta = process.draw_parameter(rng);
    const auto history = process.draw_history(theta, 8, rng);
    const Eigen::ArrayXd variances = history.inputs.colwise().squaredNorm().array() / 3 + process.noise_variance;
    // The Gaussian constant is in neither; the noise's variance is in the likelihood's.
    const Eigen::ArrayXd predicted =
        -((history.labels.array().square() / variances) + (variances / process.noise_variance).log()) / 2;
    const Eigen::ArrayXd known =
        -(history.labels - history.inputs.transpose() * theta).array().square() / (2 * process.noise_variance);
    first.add(known[0] - predicted[0]);
    last.add(known[7] - predicted[7]);
  }
  const double level = ib::untrained_error(process).value;
  CAPTURE(level, first.mean(), last.mean());
  // Five standard errors each: fails with probability 1.2e-6.
  CHECK(std::abs(first.mean() - level) < 5 * first.standard_error());
  CHECK(std::abs(last.mean() - level) < 5 * last.standard_error());
  CHECK(ib::estimation_error(process, 8).lower.mean < 0.9 * level);
}

}  // namespace theorems::error_is_information
