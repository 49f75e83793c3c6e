// SPDX-License-Identifier: BSL-1.0
#include <Eigen/Core>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <infobound/core/execution.hpp>
#include <infobound/core/observer.hpp>
#include <infobound/core/random_stream.hpp>
#include <infobound/information/conjugate.hpp>
#include <infobound/information/information.hpp>
#include <infobound/process/conjugate/beta_bernoulli.hpp>
#include <infobound/process/regression/linear_regression.hpp>
#include <limits>
#include <stdexcept>
#include <string>
#include <support/backwards.hpp>
#include <support/catch.hpp>
#include <support/normal_mean.hpp>
#include <support/thrown.hpp>

namespace unit::information::conjugate {

namespace ib = infobound;
using linear = ib::linear_regression<double>;
using mylab::conjugate_mean;

namespace {

/// How many of `runs` 95 % intervals, one a seed, hold the truth.
int covered(const conjugate_mean& process, std::size_t horizon, std::size_t replicates, int runs) {
  const double truth = process.truth(horizon);
  int count = 0;
  for (int seed = 0; seed < runs; ++seed) {
    const ib::conjugate policy{.replicates = replicates, .seed = static_cast<std::uint64_t>(seed)};
    const auto interval = ib::information(process, horizon, policy).interval(0.95);
    count += interval.lower <= truth && truth <= interval.upper ? 1 : 0;
  }
  return count;
}

bool same_bits(const ib::estimate<double>& a, const ib::estimate<double>& b) {
  return a.lower.mean == b.lower.mean && a.lower.standard_error == b.lower.standard_error &&
         a.upper.mean == b.upper.mean && a.upper.standard_error == b.upper.standard_error &&
         a.replicates == b.replicates && a.stopped == b.stopped;
}

}  // namespace

TEST_CASE("95 % intervals of the conjugate policy hold the truth 95 % of the time", "[conjugate][statistical]") {
  // Binomial(400, 0.95) is at most 353, or at least 399, with probability below 1e-7 each.
  const int count = covered(conjugate_mean{2.0}, 5, 200, 400);
  CAPTURE(count);
  CHECK((count > 353 && count < 399));
}

TEST_CASE("those of five replicates hold the truth at least as often, and are not thrice as wide as Student's",
          "[conjugate][statistical]") {
  // Binomial(1000, 0.95) is at most 910 with probability below 1e-7; normal intervals would hold the truth 878 times.
  // They are wider than Student's by what an event may add that none of the five met (theory 11.6).
  const int count = covered(conjugate_mean{2.0}, 5, 5, 1000);
  CAPTURE(count);
  CHECK(count > 910);
  double ratio = 0;
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    const auto found = ib::information(conjugate_mean{2.0}, 5, ib::conjugate{.replicates = 5, .seed = seed});
    const auto interval = found.interval(0.95);
    const double student = 2.7764451051977987 * found.lower.standard_error;
    ratio += (interval.upper - interval.lower) / (2 * student) / 200;
    CHECK(interval.upper - found.upper.mean >= student * (1 - 1e-12));
    CHECK(found.lower.mean - interval.lower >= student * (1 - 1e-12));
  }
  CAPTURE(ratio);
  CHECK(ratio < 3);
}

TEST_CASE("the conjugate policy is unbiased, with labels drawn or integrated out", "[conjugate][statistical]") {
  // Five standard errors: fails with probability 6e-7 a check.
  for (const std::size_t horizon : {1U, 4U, 30U}) {
    const auto found = ib::information(conjugate_mean{0.7}, horizon, ib::conjugate{.replicates = 20'000, .seed = 3});
    CAPTURE(horizon, found.lower.mean, found.lower.standard_error);
    CHECK(std::abs(found.lower.mean - conjugate_mean{0.7}.truth(horizon)) < 5 * found.lower.standard_error);
    CHECK(found.lower.standard_error < 0.01);
    CHECK(found.replicates == 20'000);
    CHECK(found.stopped == ib::stop_reason::completed);
    CHECK((found.lower.mean == found.upper.mean && found.lower.standard_error == found.upper.standard_error));
  }
  for (const std::size_t horizon : {3U, 10U, 90U}) {
    const linear process{.dimension = 10, .noise_variance = 0.5};
    const auto found = ib::information(process, horizon, ib::conjugate{.replicates = 1000, .seed = 4});
    CAPTURE(horizon, found.lower.mean, found.lower.standard_error);
    CHECK(std::abs(found.lower.mean - process.information(horizon)) < 5 * found.lower.standard_error);
  }
}

TEST_CASE("the standard error is that of the replicates: a tenth for a hundred times as many",
          "[conjugate][statistical]") {
  const auto few = ib::information(conjugate_mean{}, 5, ib::conjugate{.replicates = 1000});
  const auto many = ib::information(conjugate_mean{}, 5, ib::conjugate{.replicates = 100'000});
  // The sample deviation of 1000 replicates has a relative error of some 3 %.
  CHECK(few.lower.standard_error / many.lower.standard_error == Approx(10).epsilon(0.2));
}

TEST_CASE("the same seed gives the same bits whatever the execution, and another seed another estimate",
          "[conjugate][exact]") {
  const linear process{.dimension = 4, .noise_variance = 0.3};
  const ib::conjugate policy{.replicates = 100, .seed = 9};
  const auto expected = ib::information(process, 20, policy);
  CHECK(same_bits(expected, ib::information(process, 20, policy)));
  for (const std::size_t slots : {1U, 2U, 5U})
    CHECK(same_bits(expected, ib::information(process, 20, policy, backwards{slots})));
  CHECK(ib::information(process, 20, ib::conjugate{.replicates = 100, .seed = 10}).lower.mean != expected.lower.mean);

  const auto simulated = ib::information(conjugate_mean{}, 20, policy);
  CHECK(same_bits(simulated, ib::information(conjugate_mean{}, 20, policy, backwards{4})));
}

TEST_CASE("replicate i of a run is the sampler on the stream of (seed, i)", "[conjugate][exact]") {
  const linear process{.dimension = 2, .noise_variance = 1};
  const auto two = ib::information(process, 5, ib::conjugate{.replicates = 2, .seed = 6});
  Eigen::ArrayXd increments(5);
  auto sample = process.information_sampler(5);
  double sum = 0;
  for (const std::uint64_t replicate : {0U, 1U}) {
    ib::random_stream rng(6, replicate);
    sample(rng, increments);
    sum += increments.sum();
  }
  CHECK(two.lower.mean == Approx(sum / 2).epsilon(1e-14));
}

TEST_CASE("a curve ends where information does, and its increments add up", "[conjugate][exact]") {
  const linear process{.dimension = 3, .noise_variance = 0.2};
  const ib::conjugate policy{.replicates = 200, .seed = 5};
  const auto curve = ib::learning_curve(process, 80, policy);
  const auto last = ib::information(process, 80, policy);
  REQUIRE(curve.horizon() == 80);
  CHECK(curve.information(80).lower.mean == Approx(last.lower.mean).epsilon(1e-13));
  CHECK(curve.information(80).lower.standard_error == Approx(last.lower.standard_error).epsilon(1e-10));
  CHECK(curve.estimation_error(80).lower.mean == Approx(last.lower.mean / 80).epsilon(1e-13));
  CHECK(curve.information(1).lower.mean == curve.incremental_error(1).lower.mean);
  double sum = 0;
  for (std::size_t t = 1; t <= 80; ++t) {
    sum += curve.incremental_error(t).lower.mean;
    CHECK(curve.information(t).lower.mean == Approx(sum).epsilon(1e-12));
    CHECK(curve.information(t).replicates == 200);
    // Five standard errors: fails with probability 6e-7 a check.
    CHECK(std::abs(curve.information(t).lower.mean - process.information(t)) <
          5 * curve.information(t).lower.standard_error);
  }
  const auto again = ib::learning_curve(process, 80, policy, backwards{3});
  for (const std::size_t t : {1U, 40U, 80U}) CHECK(same_bits(again.information(t), curve.information(t)));
}

TEST_CASE("the skewness is that of the replicates, at the end of a curve too", "[conjugate][exact]") {
  const ib::beta_bernoulli<double> process{0.05, 0.05};
  const ib::conjugate policy{.replicates = 12, .seed = 5};
  Eigen::ArrayXd informations(12);
  for (Eigen::Index i = 0; i < informations.size(); ++i) {
    ib::random_stream rng(policy.seed, static_cast<std::uint64_t>(i));
    const auto theta = process.draw_parameter(rng);
    const auto history = process.draw_history(theta, 20, rng);
    informations[i] = (process.log_likelihood(theta, history) - process.log_predictive(history)).sum();
  }
  const Eigen::ArrayXd deviations = informations - informations.mean();
  const double skewness = deviations.cube().mean() / std::pow(deviations.square().mean(), 1.5);
  REQUIRE(std::abs(skewness) > 0.1);
  CHECK(ib::information(process, 20, policy).skewness == Approx(skewness).epsilon(1e-9));
  CHECK(ib::learning_curve(process, 20, policy).information(20).skewness == Approx(skewness).epsilon(1e-9));
}

TEST_CASE("a process is simulated through its own members where it offers no sampler", "[conjugate][exact]") {
  // Three members, their types and log_predictive: all that the policy asks for.
  const auto curve = ib::learning_curve(conjugate_mean{}, 12, ib::conjugate{.replicates = 50, .seed = 2});
  const auto last = ib::information(conjugate_mean{}, 12, ib::conjugate{.replicates = 50, .seed = 2});
  CHECK(curve.information(12).lower.mean == Approx(last.lower.mean).epsilon(1e-13));
}

namespace {

/// Returns NaN in the likelihood of one replicate, told by its θ.
struct faulty : conjugate_mean {
  double fault = 0;
  Eigen::VectorXd log_likelihood(double theta, const Eigen::VectorXd& history) const {
    Eigen::VectorXd result = conjugate_mean::log_likelihood(theta, history);
    if (theta == fault) result[history.size() - 1] = std::numeric_limits<double>::quiet_NaN();
    return result;
  }
};

/// Has an entry too many in one of the two.
struct long_likelihood : conjugate_mean {
  Eigen::VectorXd log_likelihood(double, const Eigen::VectorXd& history) const {
    return Eigen::VectorXd::Zero(history.size() + 1);
  }
};
struct short_predictive : conjugate_mean {
  Eigen::VectorXd log_predictive(const Eigen::VectorXd& history) const { return history.head(history.size() - 1); }
};

/// Gives what happened no probability at all.
struct impossible : conjugate_mean {
  Eigen::VectorXd log_predictive(const Eigen::VectorXd& history) const {
    return Eigen::VectorXd::Constant(history.size(), -std::numeric_limits<double>::infinity());
  }
};

}  // namespace

TEST_CASE("NaN from a process is reported with the seed and the replicate that reproduce it", "[conjugate][error]") {
  ib::random_stream rng(7, 19);
  faulty process;
  process.fault = process.draw_parameter(rng);
  const ib::conjugate policy{.replicates = 40, .seed = 7};
  const std::string expected = "conjugate: the process returned NaN at seed 7, replicate 19";
  CHECK(thrown<std::runtime_error>([&] { return ib::information(process, 5, policy); }) == expected);
  CHECK(thrown<std::runtime_error>([&] { return ib::learning_curve(process, 5, policy); }) == expected);
  CHECK(thrown<std::runtime_error>([&] { return ib::information(process, 5, policy, backwards{3}); }) == expected);
}

TEST_CASE("a process that does not give one number a label is refused", "[conjugate][error]") {
  CHECK(thrown<std::invalid_argument>([] { return ib::information(long_likelihood{}, 5, ib::conjugate{}); }) ==
        "log_likelihood: number of entries = 6 and horizon = 5, must be equal");
  CHECK(thrown<std::invalid_argument>([] { return ib::learning_curve(short_predictive{}, 5, ib::conjugate{}); }) ==
        "log_predictive: number of entries = 4 and horizon = 5, must be equal");
}

TEST_CASE("an infinite information is a value, of which no interval says anything", "[conjugate][exact]") {
  const double infinity = std::numeric_limits<double>::infinity();
  const auto found = ib::information(impossible{}, 3, ib::conjugate{.replicates = 10});
  CHECK(found.lower.mean == infinity);
  CHECK(found.interval(0.95).lower == -infinity);
  CHECK(found.interval(0.95).upper == infinity);
}

TEST_CASE("fewer than two replicates are refused", "[conjugate][error]") {
  const auto said = [](std::size_t replicates) {
    return thrown<std::domain_error>(
        [&] { return ib::information(conjugate_mean{}, 5, ib::conjugate{.replicates = replicates}); });
  };
  CHECK(said(2) == "nothing");
  CHECK(said(1) == "conjugate.replicates = 1, must be >= 2");
  CHECK(said(0) == "conjugate.replicates = 0, must be >= 2");
}

TEST_CASE("a cancelled run reports what it had completed", "[conjugate][exact]") {
  struct stop_signal {
    const std::size_t* done;
    [[nodiscard]] bool stop_requested() const { return *done >= 48; }
  };
  std::size_t done = 0;
  const auto cut =
      ib::information(conjugate_mean{}, 5, ib::conjugate{.replicates = 1'000'000, .seed = 3}, ib::serial{},
                      ib::observed([&](const ib::progress& made) { done = made.done; }, stop_signal{&done}));
  CHECK(cut.stopped == ib::stop_reason::cancelled);
  CHECK(cut.replicates == 48);
  const auto whole = ib::information(conjugate_mean{}, 5, ib::conjugate{.replicates = 48, .seed = 3});
  CHECK(cut.lower.mean == whole.lower.mean);
  CHECK(cut.lower.standard_error == whole.lower.standard_error);
}

}  // namespace unit::information::conjugate
