// SPDX-License-Identifier: BSL-1.0
// Theory 6 against simulation: descriptions by the urn, errors of narrow learners, the bracket, the truncation.
#include <Eigen/Core>
#include <algorithm>
#include <boost/random/beta_distribution.hpp>
#include <boost/random/normal_distribution.hpp>
#include <boost/random/uniform_01.hpp>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <infobound/bound/error_bounds.hpp>
#include <infobound/core/numeric/log_sum_exp.hpp>
#include <infobound/core/random_stream.hpp>
#include <infobound/information/annealed.hpp>
#include <infobound/information/contrastive.hpp>
#include <infobound/information/information.hpp>
#include <infobound/process/network/dirichlet_network.hpp>
#include <infobound/process/network/dirichlet_network_bounds.hpp>
#include <infobound/process/network/urn.hpp>
#include <infobound/rate/uniform_sphere.hpp>
#include <limits>
#include <support/catch.hpp>
#include <support/mean_z.hpp>
#include <support/worst.hpp>
#include <vector>

namespace theorems::infinitely_wide_networks {

namespace ib = infobound;
namespace bounds = ib::dirichlet_network_bounds;

namespace {

double uniform(ib::random_stream& rng) { return boost::random::uniform_01<double>()(rng); }

Eigen::VectorXd direction(Eigen::Index dimension, ib::random_stream& rng) {
  boost::random::normal_distribution<double> normal;
  Eigen::VectorXd w(dimension);
  for (double& entry : w) entry = normal(rng);
  return w / w.norm();
}

/// E ReLU(wᵀX) ReLU(vᵀX), X ~ N(0, I): the arc-cosine kernel.
double relu_product(const Eigen::VectorXd& w, const Eigen::VectorXd& v) {
  const double lengths = w.norm() * v.norm();
  const double cosine = std::clamp(w.dot(v) / lengths, -1.0, 1.0);
  const double angle = std::acos(cosine);
  const double pi = std::acos(-1.0);
  return lengths * (std::sin(angle) + (pi - angle) * cosine) / (2 * pi);
}

/// Sizes of tables after n draws.
std::vector<double> tables(std::size_t n, double concentration, ib::random_stream& rng) {
  std::vector<double> sizes;
  for (std::size_t i = 0; i < n; ++i) {
    double place = uniform(rng) * (concentration + static_cast<double>(i));
    auto found = sizes.begin();
    while (found != sizes.end() && place >= *found) place -= *found++;
    if (found == sizes.end())
      sizes.push_back(1);
    else
      *found += 1;
  }
  return sizes;
}

/// A unit vector of R³ around w: density ∝ e^{κ wᵀv}.
Eigen::VectorXd von_mises_fisher(const Eigen::VectorXd& w, double kappa, ib::random_stream& rng) {
  const double u = uniform(rng);
  const double t = 1 + std::log(u + (1 - u) * std::exp(-2 * kappa)) / kappa;
  Eigen::VectorXd across = direction(3, rng);
  across -= across.dot(w) * w;
  return t * w + std::sqrt(1 - t * t) * across / across.norm();
}

}  // namespace

TEST_CASE(
    "a description by n draws leaves the squared error of theory 6.1 where directions are exact, and less where "
    "they are not",
    "[infinitely_wide_networks][statistical]") {
  // Given n_j, θ̄ on the n_j's atoms and the rest is Dirichlet(n_1, …, K): Σ of squares left over has mean 1/(K+1) of
  // the rest's square.
  const double concentration = 1.5;
  const std::size_t n = 5;
  const double kappa = GENERATE(2.0, 10.0);
  const double resultant = 1 / std::tanh(kappa) - 1 / kappa;  // d = 3
  constexpr Eigen::Index replicates = 20000;
  Eigen::ArrayXd exact(replicates);
  Eigen::ArrayXd coded(replicates);
  ib::random_stream rng(11);
  const double total = concentration + static_cast<double>(n);
  for (Eigen::Index i = 0; i < replicates; ++i) {
    const auto sizes = tables(n, concentration, rng);
    double left = 1;  // of the stick
    double others = total;
    exact[i] = coded[i] = 0;
    for (const double size : sizes) {
      others -= size;
      const double weight = left * boost::random::beta_distribution<double>(size, others)(rng);
      left -= weight;
      const double known = size / total;
      const Eigen::VectorXd w = direction(3, rng);
      const Eigen::VectorXd description = resultant * von_mises_fisher(w, kappa, rng);
      const double gap = weight - known;
      exact[i] += gap * gap / 2;
      coded[i] += weight * weight / 2 - 2 * weight * known * relu_product(w, description) +
                  known * known * description.squaredNorm() / 2;
    }
    const double rest = left * left / (2 * (concentration + 1));
    exact[i] = 2 * (concentration + 1) * (exact[i] + rest);
    coded[i] = 2 * (concentration + 1) * (coded[i] + rest);
  }
  const double distortion = 1 - resultant * resultant;
  CHECK(std::abs(mean_z(exact, concentration / total)) < 5);
  const double bound = (concentration + static_cast<double>(n) * distortion) / total;
  CHECK(mean_z(coded, bound) < 5);
  CHECK(coded.mean() > 0.8 * bound);
}

TEST_CASE("a learner of finite width has the simulated error of theory 6.3, below its bound",
          "[infinitely_wide_networks][statistical]") {
  const double concentration = 1;
  const double noise = 0.25;
  const std::size_t n = 3;
  const std::size_t horizon = 20;
  const auto bound = bounds::finite_width_upper(2, concentration, noise, n, static_cast<double>(horizon));
  CHECK(bound.total == Approx(0.672).epsilon(1e-3));
  CHECK(bounds::finite_width_upper(3, 3.0, 1.0, 6, 20.0).total == Approx(0.687).epsilon(1e-3));
  CHECK(bound.misspecification == Approx(0.5 * std::log1p(1.0)).epsilon(1e-14));

  const ib::dirichlet_network<double> world{.dimension = 2, .concentration = concentration, .noise_variance = noise};
  const double learnt_noise = noise + concentration / (static_cast<double>(n) + concentration);
  const double scale = std::sqrt(2 * (concentration + 1)) / (static_cast<double>(n) + concentration);
  constexpr Eigen::Index replicates = 150;
  constexpr Eigen::Index draws = 4000;
  Eigen::ArrayXd errors(replicates);
  ib::random_stream rng(21);
  for (Eigen::Index i = 0; i < replicates; ++i) {
    const auto theta = world.draw_parameter(rng);
    const auto history = world.draw_history(theta, horizon, rng);
    // ln p̃(H_T) by the mean of its likelihood over the learner's prior: an upper estimate of the error.
    Eigen::ArrayXd log_likelihoods(draws);
    for (double& entry : log_likelihoods) {
      Eigen::ArrayXd outputs = Eigen::ArrayXd::Zero(static_cast<Eigen::Index>(horizon));
      for (const double size : tables(n, concentration, rng)) {
        const double weight = uniform(rng) < 0.5 ? -scale * size : scale * size;
        outputs += weight * (history.inputs.transpose() * direction(2, rng)).array().max(0.0);
      }
      entry = -(history.labels.array() - outputs).square().sum() / (2 * learnt_noise) -
              static_cast<double>(horizon) / 2 * std::log(2 * std::acos(-1.0) * learnt_noise);
    }
    const double evidence = ib::log_sum_exp(log_likelihoods) - std::log(static_cast<double>(draws));
    errors[i] = (world.log_likelihood(theta, history).sum() - evidence) / static_cast<double>(horizon);
  }
  CAPTURE(errors.mean(), standard_error(errors), bound.total);
  CHECK(std::abs(mean_z(errors, 0.341)) < 5);
  CHECK(mean_z(errors, bound.total) < -5);
}

TEST_CASE("the bracket of a wide network encloses what simulation finds", "[infinitely_wide_networks][statistical]") {
  const ib::dirichlet_network<double> process{
      .dimension = 2, .concentration = 0.5, .noise_variance = 0.25, .truncation = 1e-4};
  const std::size_t horizon = GENERATE(8U, 100U);
  const auto found = ib::information(process, horizon, ib::annealed{.replicates = 32, .temperatures = 600, .seed = 4});
  const auto bracket = ib::error_bracket(process, horizon);
  const double least = bracket.lower.value * static_cast<double>(horizon);
  const double most = bracket.upper.value * static_cast<double>(horizon);
  CAPTURE(horizon, found.lower.mean, found.upper.mean, least, most);
  CHECK(found.lower.mean > 3 * found.lower.standard_error);
  CHECK(found.lower.mean + 5 * found.lower.standard_error < most);
  CHECK(found.upper.mean + 5 * found.upper.standard_error < most);
  CHECK(found.lower.mean - 5 * found.lower.standard_error > least);
  CHECK(least > found.upper.mean / 6);
}

TEST_CASE("bounds on a wide network's error hold for few observations of any noise",
          "[infinitely_wide_networks][statistical]") {
  const auto dimension = GENERATE(1, 3);
  const double concentration = GENERATE(0.2, 2.0);
  const double noise = GENERATE(0.02, 1.0);
  const ib::dirichlet_network<double> process{
      .dimension = dimension, .concentration = concentration, .noise_variance = noise, .truncation = 1e-3};
  const std::size_t horizon = 6;
  const auto found = ib::information(process, horizon, ib::contrastive{.replicates = 256, .contrasts = 500, .seed = 2});
  CAPTURE(dimension, concentration, noise, found.lower.mean, found.upper.mean);
  for (const auto& bound : ib::error_bounds(process, horizon)) {
    CAPTURE(bound.source, bound.value);
    const double information = bound.value * static_cast<double>(horizon);
    if (bound.direction == ib::direction::upper)
      CHECK(found.lower.mean - 5 * found.lower.standard_error <= information);
    else
      CHECK(found.upper.mean + 5 * found.upper.standard_error >= information);
  }
}

TEST_CASE("sticks that are left out change the error by no more than theory 6.4 says",
          "[infinitely_wide_networks][statistical]") {
  const std::size_t horizon = GENERATE(1U, 5U);
  const auto T = static_cast<double>(horizon);
  const ib::contrastive policy{.replicates = 96, .contrasts = 1000, .seed = 6};
  ib::dirichlet_network<double> process{
      .dimension = 1, .concentration = 2.0, .noise_variance = 0.2, .truncation = 1e-6};
  const auto full = ib::information(process, horizon, policy);
  for (const double truncation : {0.6, 0.3}) {
    process.truncation = truncation;
    const auto few = ib::information(process, horizon, policy);
    const auto bracket = process.without_truncation(std::max(0.0, few.lower.mean - 5 * few.lower.standard_error) / T,
                                                    (few.upper.mean + 5 * few.upper.standard_error) / T);
    CAPTURE(horizon, process.atoms(), few.lower.mean, few.upper.mean, full.lower.mean, full.upper.mean);
    CHECK(bracket.lower.value * T <= full.upper.mean + 5 * full.upper.standard_error);
    CHECK(full.lower.mean - 5 * full.lower.standard_error <= bracket.upper.value * T);
  }
}

TEST_CASE("the bounds of theory 6.3 are the least over all precisions, with the noise inflated and without",
          "[dirichlet_network_bounds][property]") {
  worst error;
  for (const Eigen::Index dimension : {2, 16})
    for (const double concentration : {0.5, 3.0})
      for (const std::size_t draws : {1U, 6U, 40U})
        for (const double horizon : {5.0, 1000.0})
          for (const double noise : {0.1, 1.0}) {
            const double n = static_cast<double>(draws);
            const double lost = concentration / (n + concentration);
            const auto least = [&](double variance, double misspecification) {
              double found = std::numeric_limits<double>::infinity();
              // A = √(1 − δ²) from one end to the other.
              for (double log_odds = -15; log_odds < 20; log_odds += 0.04) {
                const double cosine = 1 / (1 + std::exp(-log_odds));
                const double complement = 1 / (1 + std::exp(log_odds));
                const double direction = ib::rate::uniform_sphere(dimension, complement * (1 + cosine));
                const double rate = ib::urn::expected_tables(n, concentration) * (std::log(2.0) + direction) +
                                    ib::urn::size_entropy(draws, concentration);
                found = std::min(found, rate / horizon + (1 - lost) * complement / variance + misspecification);
              }
              return found;
            };
            const double inflated = least(noise + lost, std::log1p(lost / noise) / 2);
            const double plain = least(noise, lost / (2 * noise));
            const auto check = [&](double bound, double by_grid) {
              CAPTURE(dimension, concentration, draws, horizon, noise, bound, by_grid);
              CHECK(bound <= by_grid * (1 + 1e-12));
              error.see(by_grid / bound - 1, n, horizon, noise);
            };
            check(bounds::finite_width_upper(dimension, concentration, noise, draws, horizon).total, inflated);
            check(bounds::finite_width_upper_at_true_noise(dimension, concentration, noise, draws, horizon).total,
                  plain);
          }
  INFO(error.where());
  CHECK(error.value() < 3e-4);
}

}  // namespace theorems::infinitely_wide_networks
