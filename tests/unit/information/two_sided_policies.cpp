// SPDX-License-Identifier: BSL-1.0
// What every two-sided policy must keep, on linear regression, whose information is known exactly.
#include <Eigen/Core>
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <infobound/information/annealed.hpp>
#include <infobound/information/contrastive.hpp>
#include <infobound/information/information.hpp>
#include <infobound/information/laplace.hpp>
#include <infobound/information/sequential.hpp>
#include <infobound/process/conjugate/beta_bernoulli.hpp>
#include <infobound/process/regression/linear_regression.hpp>
#include <limits>
#include <stdexcept>
#include <string>
#include <support/catch.hpp>
#include <support/reduced.hpp>

namespace unit::information::two_sided_policies {

namespace ib = infobound;

namespace {

using linear = ib::linear_regression<double>;

const linear process{.dimension = 2, .noise_variance = 0.5};
constexpr std::size_t horizon = 8;

/// The intervals of 200 seeds miss the truth no more often than 95 % intervals may: the chance that a binomial(200,
/// 0.05) exceeds 28 is below 1e-6.
template <class Process, class Policy>
void check_coverage(const Process& simulated, Policy policy) {
  const double exact = process.information(horizon);
  int missed = 0;
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    policy.seed = 1000 + seed;
    const auto interval = ib::information(simulated, horizon, policy).interval(0.95);
    missed += exact < interval.lower || interval.upper < exact ? 1 : 0;
  }
  CAPTURE(Policy::name, missed);
  CHECK(missed <= 28);
}

/// E[lower] ≤ I ≤ E[upper], allowing five standard errors.
template <class Process, class Policy>
void check_direction(const Process& simulated, const Policy& policy) {
  const double exact = process.information(horizon);
  const auto found = ib::information(simulated, horizon, policy);
  CAPTURE(Policy::name, exact, found.lower.mean, found.upper.mean);
  CHECK(found.replicates == policy.replicates);
  CHECK(found.lower.mean <= found.upper.mean + 5 * (found.lower.standard_error + found.upper.standard_error));
  CHECK(found.lower.mean - 5 * found.lower.standard_error <= exact);
  CHECK(exact <= found.upper.mean + 5 * found.upper.standard_error);
}

}  // namespace

TEST_CASE("95 % intervals of every two-sided policy cover the truth", "[information][statistical]") {
  check_coverage(process, ib::contrastive{.replicates = 30, .contrasts = 100});
  check_coverage(process, ib::laplace{.replicates = 30, .proposals = 20});
  check_coverage(process,
                 ib::laplace{.replicates = 30, .proposals = 20, .tail = std::numeric_limits<double>::infinity()});
  check_coverage(process, ib::annealed{.replicates = 20, .temperatures = 20});
  check_coverage(without_gradient{process}, ib::annealed{.replicates = 20, .temperatures = 20});
  check_coverage(process, ib::sequential{.replicates = 20, .particles = 20});
}

TEST_CASE("the lower side is not above the truth and the upper not below it, however small the effort",
          "[information][statistical]") {
  check_direction(process, ib::contrastive{.replicates = 4000, .contrasts = 2, .seed = 1});
  check_direction(process, ib::laplace{.replicates = 4000, .proposals = 1, .seed = 2});
  check_direction(process, ib::annealed{.replicates = 2000, .temperatures = 3, .seed = 3});
  check_direction(without_gradient{process}, ib::annealed{.replicates = 2000, .temperatures = 3, .seed = 4});
  check_direction(process, ib::sequential{.replicates = 1000, .particles = 2, .seed = 5});
}

TEST_CASE("every sandwich closes as its effort grows", "[information][property]") {
  const auto gap = [](const auto& policy) {
    const auto found = ib::information(process, horizon, policy);
    return found.upper.mean - found.lower.mean;
  };
  CHECK(gap(ib::contrastive{.replicates = 400, .contrasts = 1000}) <
        0.3 * gap(ib::contrastive{.replicates = 400, .contrasts = 10}));
  CHECK(gap(ib::laplace{.replicates = 400, .proposals = 200}) <
        0.3 * gap(ib::laplace{.replicates = 400, .proposals = 2}));
  CHECK(gap(ib::annealed{.replicates = 400, .temperatures = 200}) <
        0.3 * gap(ib::annealed{.replicates = 400, .temperatures = 10}));
  CHECK(gap(ib::sequential{.replicates = 200, .particles = 100}) <
        0.3 * gap(ib::sequential{.replicates = 200, .particles = 5}));
}

TEST_CASE("the contrastive lower side saturates at ln(N + 1)", "[contrastive][property]") {
  const linear sharp{.dimension = 10, .noise_variance = 1e-6};
  const auto found = ib::information(sharp, 20, ib::contrastive{.replicates = 50, .contrasts = 100});
  CHECK(found.lower.mean <= std::log(101.0) + 1e-9);
  CHECK(found.upper.mean > sharp.information(20));
}

TEST_CASE("a Gaussian Laplace proposal is exact for a Gaussian posterior", "[laplace][exact]") {
  const auto found = ib::information(
      process, horizon, ib::laplace{.replicates = 50, .proposals = 3, .tail = std::numeric_limits<double>::infinity()});
  CHECK(found.upper.mean - found.lower.mean == Approx(0.0).margin(1e-8));
  CHECK(found.effective_sample_size == Approx(3.0).epsilon(1e-6));
  CHECK(found.lower.standard_error > 0);  // the inputs' own noise
}

TEST_CASE("a two-sided curve ends at the estimate and its increments add up", "[information][property]") {
  const auto check = [](const auto& simulated, const auto& policy) {
    const auto whole = ib::learning_curve(simulated, horizon, policy);
    const auto last = ib::information(simulated, horizon, policy);
    CHECK(whole.information(horizon).lower.mean == Approx(last.lower.mean).epsilon(1e-10));
    CHECK(whole.information(horizon).upper.mean == Approx(last.upper.mean).epsilon(1e-10));
    for (std::size_t t = 2; t <= horizon; ++t)
      CHECK(whole.incremental_error(t).upper.mean ==
            Approx(whole.information(t).upper.mean - whole.information(t - 1).lower.mean).margin(1e-9));
  };
  // Without control variates, which a contrastive curve goes without.
  check(ib::beta_bernoulli<double>{.alpha = 1.0, .beta = 2.0},
        ib::contrastive{.replicates = 40, .contrasts = 50, .seed = 3});
  check(process, ib::laplace{.replicates = 40, .proposals = 20, .seed = 3});
  check(process, ib::sequential{.replicates = 20, .particles = 30, .seed = 3});
  check(process, ib::annealed{.replicates = 10, .temperatures = 20, .seed = 3});
}

TEST_CASE("two-sided policies refuse an effort of nothing", "[information][error]") {
  CHECK_THROWS_WITH(ib::information(process, horizon, ib::contrastive{.replicates = 0}),
                    "contrastive.replicates = 0, must be >= 2");
  CHECK_THROWS_WITH(ib::information(process, horizon, ib::contrastive{.contrasts = 0}),
                    "contrastive.contrasts = 0, must be >= 1");
  CHECK_THROWS_WITH(ib::information(process, horizon, ib::laplace{.proposals = 0}),
                    "laplace.proposals = 0, must be >= 1");
  CHECK_THROWS_WITH(ib::information(process, horizon, ib::laplace{.tail = 0}), "laplace.tail = 0, must be > 0");
  CHECK_THROWS_WITH(ib::information(process, horizon, ib::annealed{.temperatures = 1}),
                    "annealed.temperatures = 1, must be >= 2");
  CHECK_THROWS_WITH(ib::information(process, horizon, ib::sequential{.particles = 0}),
                    "sequential.particles = 0, must be >= 1");
}

}  // namespace unit::information::two_sided_policies
