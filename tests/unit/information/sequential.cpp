// SPDX-License-Identifier: BSL-1.0
// What particles promise: unbiased evidences at every t, intervals that cover, the same bits on any execution.
#include <Eigen/Core>
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <infobound/core/random_stream.hpp>
#include <infobound/execution/threads.hpp>
#include <infobound/information/detail/latent_data.hpp>
#include <infobound/information/detail/particle_system.hpp>
#include <infobound/information/information.hpp>
#include <infobound/information/sequential.hpp>
#include <infobound/process/linear_regression.hpp>
#include <stdexcept>
#include <support/backwards.hpp>
#include <support/catch.hpp>
#include <support/thrown.hpp>
#include <support/unit_mean.hpp>
#include <support/without_derivatives.hpp>
#include <support/worst.hpp>
#include <vector>

namespace ib = infobound;

namespace {

using linear = ib::linear_regression<double>;

const linear process{.dimension = 2, .noise_variance = 0.5};
constexpr std::size_t horizon = 8;

/// The greatest z score of E[Ẑ_t/p] = 1 and E[p/Ẑ_t] = 1 over t ≤ 3.
template <class Process>
double evidence_score(const Process& simulated, std::size_t particles, std::size_t rounds) {
  const linear exact{.dimension = 1, .noise_variance = 2.0};
  constexpr Eigen::Index count = 10000;
  ib::detail::latent_data<Process> data(simulated);
  ib::detail::particle_system<Process> system(simulated, 3, particles, {1, 2}, rounds);
  Eigen::ArrayXXd ratios(count, 3);
  Eigen::ArrayXXd inverses(count, 3);
  Eigen::ArrayXd up(3);
  Eigen::ArrayXd down(3);
  Eigen::ArrayXd sizes(3);
  for (Eigen::Index i = 0; i < count; ++i) {
    ib::random_stream rng(78, static_cast<std::uint64_t>(i));
    data.draw(simulated, 3, rng, {});
    const Eigen::VectorXd predictive = exact.log_predictive(data.history());
    system.observe(data.history(), {});
    system.run(rng, up, sizes);
    system.run_conditional(data.z(), rng, down, sizes);
    double evidence = 0;
    for (Eigen::Index t = 0; t < 3; ++t) {
      evidence += predictive[t];
      ratios(i, t) = std::exp(up[t] - evidence);
      inverses(i, t) = std::exp(evidence - down[t]);
    }
  }
  double score = 0;
  for (Eigen::Index t = 0; t < 3; ++t)
    for (const unit_mean& sample : {unit_mean(ratios.col(t)), unit_mean(inverses.col(t))}) {
      CHECK(sample.standard_error < 0.03);
      score = std::max(score, sample.z());
    }
  return score;
}

}  // namespace

// 4 × 6 means within five standard errors: were they normal, one would be outside with probability 2e-5.
TEST_CASE("the evidence of free particles is unbiased and its inverse along a retained path is too",
          "[sequential][statistical]") {
  const linear small{.dimension = 1, .noise_variance = 2.0};
  worst z;
  for (const std::size_t particles : {3U, 6U})
    for (const std::size_t rounds : {1U, 2U}) {
      // One by one for the one, in one batch for the other.
      if (rounds == 1)
        z.see(evidence_score(without_derivatives<linear>{small}, particles, rounds), particles, rounds);
      else
        z.see(evidence_score(small, particles, rounds), particles, rounds);
    }
  INFO(z.where());
  CHECK(z.value() < 5);
}

// More than 28 of 200 have probability below 1e-6 for intervals that miss one time in twenty.
TEST_CASE("95 % intervals of particles cover the truth halfway and at the end", "[sequential][statistical]") {
  int missed_end = 0;
  int missed_halfway = 0;
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    const auto found = ib::learning_curve(
        process, horizon, ib::sequential{.replicates = 20, .particles = 10, .seed = 900 + seed, .moves = 2});
    const auto miss = [&](std::size_t t) {
      const auto interval = found.information(t).interval(0.95);
      const double exact = process.information(t);
      return exact < interval.lower || interval.upper < exact ? 1 : 0;
    };
    missed_end += miss(horizon);
    missed_halfway += miss(horizon / 2);
  }
  CHECK(missed_end <= 28);
  CHECK(missed_halfway <= 28);
}

TEST_CASE("neither side of the curve crosses the truth with two particles", "[sequential][statistical]") {
  const auto found = ib::learning_curve(process, horizon, ib::sequential{.replicates = 1000, .particles = 2});
  for (std::size_t t = 1; t <= horizon; ++t) {
    const auto& at = found.information(t);
    const double exact = process.information(t);
    CAPTURE(t, exact, at.lower.mean, at.upper.mean);
    CHECK(at.lower.mean - 5 * at.lower.standard_error <= exact);
    CHECK(exact <= at.upper.mean + 5 * at.upper.standard_error);
  }
}

TEST_CASE("more moves close the curve", "[sequential][property]") {
  const linear sharp{.dimension = 3, .noise_variance = 0.05};
  const auto gap = [&](std::size_t moves) {
    const auto found = ib::information(sharp, 20, ib::sequential{.replicates = 200, .particles = 20, .moves = moves});
    return found.upper.mean - found.lower.mean;
  };
  CHECK(gap(4) < 0.7 * gap(1));
}

TEST_CASE("the effective sample size lies between 1 and N and falls along the curve", "[sequential][property]") {
  const auto found = ib::learning_curve(process, horizon, ib::sequential{.replicates = 30, .particles = 50});
  double before = 50;
  for (std::size_t t = 1; t <= horizon; ++t) {
    const double size = found.information(t).effective_sample_size;
    CHECK(size >= 1);
    CHECK(size <= before);
    before = size;
  }
  CHECK(before < 40);
  const auto alone = ib::information(process, horizon, ib::sequential{.replicates = 5, .particles = 1});
  CHECK(alone.effective_sample_size == Approx(1.0));
}

TEST_CASE("particles have the same bits on any execution", "[sequential][property]") {
  const ib::sequential policy{.replicates = 70, .particles = 8, .seed = 4};
  const auto serial = ib::information(process, horizon, policy);
  const auto check = [&](const auto& execution) {
    const auto other = ib::information(process, horizon, policy, execution);
    CHECK(other.lower.mean == serial.lower.mean);
    CHECK(other.upper.mean == serial.upper.mean);
    CHECK(other.upper.standard_error == serial.upper.standard_error);
    CHECK(other.effective_sample_size == serial.effective_sample_size);
  };
  check(ib::threads{3});
  check(backwards{});
}

TEST_CASE("particles refuse what is out of range, word for word", "[sequential][error]") {
  const auto refusal = [](const ib::sequential& policy) {
    return thrown<std::domain_error>([&] { return ib::information(process, horizon, policy); });
  };
  CHECK(refusal({.replicates = 1}) == "sequential.replicates = 1, must be >= 2");
  CHECK(refusal({.particles = 0}) == "sequential.particles = 0, must be >= 1");
  CHECK(refusal({.moves = 0}) == "sequential.moves = 0, must be >= 1");
}
