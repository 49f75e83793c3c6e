// SPDX-License-Identifier: BSL-1.0
// Intervals of two-sided policies on processes whose information is known exactly: how often they hold it.
#include <Eigen/Core>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <infobound/core/estimate.hpp>
#include <infobound/core/numeric/student_t.hpp>
#include <infobound/core/random_stream.hpp>
#include <infobound/information/annealed.hpp>
#include <infobound/information/automatic.hpp>
#include <infobound/information/conjugate.hpp>
#include <infobound/information/contrastive.hpp>
#include <infobound/information/information.hpp>
#include <infobound/information/laplace.hpp>
#include <infobound/information/sequential.hpp>
#include <infobound/process/conjugate/beta_bernoulli.hpp>
#include <infobound/process/conjugate/dirichlet_categorical.hpp>
#include <infobound/process/conjugate/finite_process.hpp>
#include <infobound/process/conjugate/gamma_poisson.hpp>
#include <infobound/process/conjugate/gaussian_mean.hpp>
#include <infobound/process/regression/inputs.hpp>
#include <infobound/process/regression/linear_regression.hpp>
#include <infobound/process/regression/logistic_regression.hpp>
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

namespace {

/// Two coins of one's own, of which nothing but the law is known: heads with probability p or 1 − p.
struct own_coins {
  using real_type = double;
  using parameter_type = bool;
  using history_type = Eigen::VectorXi;

  double p;

  [[nodiscard]] bool draw_parameter(ib::random_stream& rng) const { return (rng() >> 63U) != 0; }
  [[nodiscard]] Eigen::VectorXi draw_history(bool theta, std::size_t horizon, ib::random_stream& rng) const {
    return Eigen::VectorXi::NullaryExpr(static_cast<Eigen::Index>(horizon), [&] {
      return static_cast<double>(rng() >> 11U) * 0x1p-53 < heads(theta) ? 1 : 0;
    });
  }
  [[nodiscard]] Eigen::VectorXd log_likelihood(bool theta, const Eigen::VectorXi& history) const {
    return history.unaryExpr([&](int y) { return std::log(y == 1 ? heads(theta) : 1 - heads(theta)); });
  }
  [[nodiscard]] Eigen::VectorXd log_predictive(const Eigen::VectorXi& history) const {
    Eigen::VectorXd result(history.size());
    double weight = 0.5;
    for (Eigen::Index t = 0; t < history.size(); ++t) {
      const double one = history[t] == 1 ? p : 1 - p;
      const double both = weight * one + (1 - weight) * (1 - one);
      result[t] = std::log(both);
      weight *= one / both;
    }
    return result;
  }

 private:
  [[nodiscard]] double heads(bool theta) const { return theta ? p : 1 - p; }
};

[[nodiscard]] ib::finite_process<double> coins(double p) {
  return {Eigen::Vector2d(0.5, 0.5), Eigen::Matrix2d{{p, 1 - p}, {1 - p, p}}};
}

/// 95 % intervals of 600 seeds hold the truth in at least 90 %: at a coverage of 93 %, the least that was measured for
/// these, fewer would hold with a chance of 0.3 %, and the seeds are fixed. None without width misses.
template <class Process, class Policy>
void check_few(const Process& process, std::size_t horizon, double exact, Policy policy) {
  for (const std::size_t replicates : {5U, 10U, 50U}) {
    policy.replicates = replicates;
    int held = 0;
    int points = 0;
    for (int i = 0; i < 600; ++i) {
      policy.seed = 7000 + static_cast<std::uint64_t>(i);
      const auto interval = ib::information(process, horizon, policy).interval(0.95);
      held += interval.lower <= exact && exact <= interval.upper ? 1 : 0;
      points += interval.lower < interval.upper ? 0 : 1;
    }
    CAPTURE(horizon, replicates, held, exact);
    CHECK(held >= 540);
    CHECK(points == 0);
  }
}

}  // namespace

TEST_CASE("intervals of few replicates cover the truth of laws with few values, strong skew and rare events",
          "[conjugate][statistical]") {
  const ib::conjugate policy;
  for (const double p : {0.6, 0.8, 0.99})
    for (const std::size_t horizon : {1U, 5U}) {
      check_few(coins(p), horizon, coins(p).information(horizon), policy);
      check_few(own_coins{p}, horizon, coins(p).information(horizon), policy);
    }
  const auto of_beta = [&](double alpha, double beta, std::size_t horizon) {
    const ib::beta_bernoulli<double> process{.alpha = alpha, .beta = beta};
    check_few(process, horizon, process.information(horizon), policy);
  };
  of_beta(0.5, 0.5, 20);
  of_beta(0.01, 0.01, 100);
  of_beta(0.1, 5, 1);
  of_beta(0.1, 5, 20);
  const ib::gamma_poisson<double> rare{.shape = 0.01, .rate = 1};
  check_few(rare, 20, rare.information(20), policy);
  const ib::dirichlet_categorical<double> sharp{.concentrations = Eigen::VectorXd::Constant(6, 0.01)};
  check_few(sharp, 5, sharp.information(5), policy);
}

TEST_CASE("intervals of few replicates of contrastive cover the truth of two coins", "[contrastive][statistical]") {
  check_few(coins(0.8), 1, coins(0.8).information(1), ib::contrastive{.contrasts = 40});
  check_few(coins(0.99), 3, coins(0.99).information(3), ib::contrastive{.contrasts = 40});
}

TEST_CASE("replicates that agree are an exact number only of what draws nothing", "[conjugate][exact]") {
  // Some seed among these sees ten times heads of the coin that prefers it, or tails of the other.
  int agreed = 0;
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    const auto found = ib::information(own_coins{0.8}, 1, ib::conjugate{.replicates = 10, .seed = seed});
    CHECK_FALSE(found.exact());
    if (found.lower.standard_error > 1e-12) continue;
    ++agreed;
    const auto interval = found.interval(0.95);
    CHECK(interval.lower < coins(0.8).information(1));
    CHECK(interval.upper > found.upper.mean);
  }
  CHECK(agreed > 0);

  const ib::linear_regression<double, ib::fixed_design<double>> design{
      .dimension = 2, .noise_variance = 1, .inputs = {Eigen::MatrixXd::Identity(3, 2)}};
  const auto solved = ib::information(design, 3, ib::conjugate{.replicates = 5});
  CHECK(solved.exact());
  CHECK(solved.replicates == 5);
  CHECK(solved.interval(0.95).lower == solved.interval(0.95).upper);
  CHECK(solved.lower.mean == Approx(design.information(3)).epsilon(1e-14));
  CHECK(ib::learning_curve(design, 3, ib::conjugate{.replicates = 5}).incremental_error(2).exact());
}

TEST_CASE("a Gaussian channel at 1000 replicates keeps Student's interval", "[conjugate][exact]") {
  const ib::gaussian_mean<double> process{.dimension = 5, .prior_variance = 1, .noise_variance = 1};
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const auto found = ib::information(process, 50, ib::conjugate{.replicates = 1000, .seed = seed});
    CHECK_FALSE(found.unseen.possible);
    const double t = ib::detail::student_t_quantile<double>(999, 0.025);
    CHECK(found.interval(0.95).lower == found.lower.mean - t * found.lower.standard_error);
    CHECK(found.interval(0.95).upper == found.upper.mean + t * found.upper.standard_error);
  }
}

TEST_CASE("replicates asked for by a target are not two because all of a first stage agreed", "[automatic][property]") {
  // 64 flips of a coin that shows one side in 99 of 100 agree in half of all first stages.
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const auto found = ib::information(own_coins{0.99}, 1, ib::automatic{.target_standard_error = 0.02, .seed = seed});
    CHECK(found.replicates > 64);
  }
}

TEST_CASE("the standard error of an increment, for every policy, is its spread between seeds, unbiased within a half",
          "[curve][statistical]") {
  const ib::linear_regression<double> process{.dimension = 3, .noise_variance = 1};
  // Some seeds leave control variates out, and have other errors than most: the mean of squares is what is unbiased.
  const auto check = [&](const auto& policy, std::size_t seeds, std::size_t horizon = 4) {
    Eigen::ArrayXXd found(static_cast<Eigen::Index>(seeds), 4);
    for (std::size_t i = 0; i < seeds; ++i) {
      auto seeded = policy;
      seeded.seed = 900 + i;
      const auto step = ib::learning_curve(process, horizon, seeded).incremental_error(3);
      found.row(static_cast<Eigen::Index>(i)) << step.lower.mean, step.lower.standard_error, step.upper.mean,
          step.upper.standard_error;
    }
    for (const Eigen::Index side : {0, 2}) {
      const double spread = std::sqrt((found.col(side) - found.col(side).mean()).square().sum() / double(seeds - 1));
      const double claimed = std::sqrt(found.col(side + 1).square().mean());
      CAPTURE(policy.name, side, claimed, spread);
      CHECK(claimed > 0.7 * spread);
      CHECK(claimed < 1.5 * spread);
    }
  };
  check(ib::conjugate{.replicates = 30}, 150);
  check(ib::laplace{.replicates = 30, .proposals = 10}, 150);
  check(ib::annealed{.replicates = 20, .temperatures = 20}, 100);
  check(ib::annealed{.replicates = 20, .temperatures = 20, .curve_points = 4}, 100, 8);
  check(ib::contrastive{.replicates = 30, .contrasts = 50}, 100);
  check(ib::sequential{.replicates = 20, .particles = 30}, 100);
}

}  // namespace unit::information::coverage
