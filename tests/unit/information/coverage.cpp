// SPDX-License-Identifier: BSL-1.0
// Intervals of two-sided policies on processes whose information is known exactly: how often they hold it.
#include <Eigen/Core>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <infobound/information/annealed.hpp>
#include <infobound/information/contrastive.hpp>
#include <infobound/information/information.hpp>
#include <infobound/information/laplace.hpp>
#include <infobound/information/sequential.hpp>
#include <infobound/process/beta_bernoulli.hpp>
#include <infobound/process/dirichlet_categorical.hpp>
#include <infobound/process/finite_process.hpp>
#include <infobound/process/gamma_poisson.hpp>
#include <infobound/process/gaussian_mean.hpp>
#include <infobound/process/linear_regression.hpp>
#include <infobound/process/logistic_regression.hpp>
#include <support/catch.hpp>

namespace unit::information::coverage {

namespace ib = infobound;

namespace {

/// 95 % intervals of 200 seeds: at most 28 misses, which a binomial(200, 0.05) exceeds with a chance below 1e-6; and
/// over all seeds the lower side not above the truth nor the upper below it, by more than five standard errors.
template <class Process, class Policy>
void check_coverage(const Process& process, std::size_t horizon, double exact, Policy policy) {
  constexpr int seeds = 200;
  int missed = 0;
  Eigen::ArrayXd lower(seeds);
  Eigen::ArrayXd upper(seeds);
  for (int i = 0; i < seeds; ++i) {
    policy.seed = 5000 + static_cast<std::uint64_t>(i);
    const auto found = ib::information(process, horizon, policy);
    const auto interval = found.interval(0.95);
    missed += exact < interval.lower || interval.upper < exact ? 1 : 0;
    lower[i] = found.lower.mean;
    upper[i] = found.upper.mean;
  }
  const auto error = [](const Eigen::ArrayXd& x) { return std::sqrt((x - x.mean()).square().sum() / 199 / 200); };
  CAPTURE(Policy::name, missed, exact, lower.mean(), upper.mean());
  CHECK(missed <= 28);
  CHECK(lower.mean() < exact + 5 * error(lower));
  CHECK(upper.mean() > exact - 5 * error(upper));
  CHECK(lower.mean() > 0.5 * exact);
  CHECK(upper.mean() < 1.5 * exact);
}

template <class Process, class Policy>
void check_coverage(const Process& process, std::size_t horizon, const Policy& policy) {
  check_coverage(process, horizon, process.information(horizon), policy);
}

}  // namespace

TEST_CASE("contrastive intervals cover the truth of every oracle", "[contrastive][statistical]") {
  const ib::contrastive policy{.replicates = 60, .contrasts = 100};
  check_coverage(ib::beta_bernoulli<double>{.alpha = 1.0, .beta = 2.0}, 12, policy);
  check_coverage(ib::dirichlet_categorical<double>{.concentrations = Eigen::Vector3d(0.5, 1.0, 2.0)}, 8, policy);
  check_coverage(ib::gamma_poisson<double>{.shape = 3.0, .rate = 2.0}, 4, policy);
  check_coverage(ib::gaussian_mean<double>{.dimension = 2, .prior_variance = 1.0, .noise_variance = 2.0}, 4, policy);
  const ib::finite_process<double> coins{
      .prior = Eigen::Vector3d(0.2, 0.3, 0.5),
      .likelihood = (Eigen::MatrixXd(3, 2) << 0.1, 0.9, 0.5, 0.5, 0.8, 0.2).finished()};
  check_coverage(coins, 6, policy);
  check_coverage(ib::linear_regression<double>{.dimension = 3, .noise_variance = 1.0}, 10, policy);
}

TEST_CASE("intervals of every two-sided policy cover the truth of linear regression in five dimensions",
          "[information][statistical]") {
  const ib::linear_regression<double> process{.dimension = 5, .noise_variance = 0.5};
  check_coverage(process, 12, ib::contrastive{.replicates = 40, .contrasts = 200});
  check_coverage(process, 12, ib::laplace{.replicates = 40, .proposals = 30});
  check_coverage(process, 12, ib::annealed{.replicates = 30, .temperatures = 40});
  check_coverage(process, 12, ib::sequential{.replicates = 20, .particles = 40});
}

TEST_CASE("intervals of every two-sided policy cover the truth of logistic regression in one dimension",
          "[information][statistical]") {
  // T = 4: 𝓛_T = 0.062115183909 by quadrature.
  const ib::logistic_regression<double> process{.dimension = 1};
  const double exact = 4 * 0.062115183909;
  check_coverage(process, 4, exact, ib::contrastive{.replicates = 40, .contrasts = 100});
  check_coverage(process, 4, exact, ib::laplace{.replicates = 40, .proposals = 20});
  check_coverage(process, 4, exact, ib::annealed{.replicates = 40, .temperatures = 20});
  check_coverage(process, 4, exact, ib::sequential{.replicates = 40, .particles = 40});
}

}  // namespace unit::information::coverage
