// SPDX-License-Identifier: BSL-1.0
// Theory 11.5 exactly: all that can happen to two or three particles, free and along a retained path.
#include <Eigen/Core>
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <functional>
#include <infobound/process/conjugate/beta_bernoulli.hpp>
#include <support/catch.hpp>
#include <support/finite_space.hpp>
#include <tuple>
#include <utility>
#include <vector>

namespace theorems::particles {

namespace ib = infobound;

using Eigen::ArrayXd;
using Eigen::Index;
using Eigen::MatrixXd;
using finite_space::coins;
using finite_space::for_each_tuple;
using finite_space::metropolis;
using finite_space::normalised;
using finite_space::reversal;
using finite_space::three;
using finite_space::turning;
using finite_space::two;

namespace {

/// Particles on a finite space along labels, with all their chances: E[Ẑ_t] of the free system, or E[1/Ẑ_t] of the one
/// whose slot 0 is pinned to a path. Moves are by kernels[t] after label t.
struct exact_particles {
  enum class resampling { never, always, by_weights };
  enum class flaw { none, free_pin, kernel_sees_particles };

  const coins& process;
  std::size_t count;
  resampling rule;
  flaw broken = flaw::none;
  std::vector<std::vector<MatrixXd>> kernels;  ///< [t][0], and [t][1] for the flaw that chooses between them
  std::vector<bool> labels;

  /// The mean at each t; `path` is empty, or r_0 … r_T.
  [[nodiscard]] ArrayXd means(const std::vector<Index>& path) const {
    ArrayXd result = ArrayXd::Zero(Index(labels.size()));
    std::vector<ArrayXd> laws(count, process.prior);
    if (!path.empty()) laws[0] = point(path[0]);
    for_each_tuple(laws, [&](const std::vector<Index>& at, double probability) {
      step(0, at, ArrayXd::Constant(Index(count), 1 / double(count)), 1, probability, path, result);
    });
    return result;
  }

 private:
  [[nodiscard]] ArrayXd point(Index value) const {
    ArrayXd law = ArrayXd::Zero(process.prior.size());
    law[value] = 1;
    return law;
  }

  void step(std::size_t t, const std::vector<Index>& at, ArrayXd weights, double evidence, double probability,
            const std::vector<Index>& path, ArrayXd& result) const {
    if (t == labels.size()) return;
    const ArrayXd likelihood = process.likelihood(labels[t]);
    for (std::size_t i = 0; i < count; ++i) weights[Index(i)] *= likelihood[at[i]];
    evidence *= weights.sum();
    weights /= weights.sum();
    result[Index(t)] += probability * (path.empty() ? evidence : 1 / evidence);

    const bool resample =
        rule == resampling::always || (rule == resampling::by_weights && weights.square().sum() > 1.2 / double(count));
    std::vector<ArrayXd> ancestors(count, weights);
    for (std::size_t i = 0; i < count; ++i)
      if (!resample || (i == 0 && !path.empty() && broken != flaw::free_pin)) {
        ancestors[i] = ArrayXd::Zero(Index(count));
        ancestors[i][Index(i)] = 1;
      }
    const ArrayXd next = resample ? ArrayXd::Constant(Index(count), 1 / double(count)) : weights;
    const bool apart = std::any_of(at.begin(), at.end(), [&](Index other) { return other != at[0]; });
    const MatrixXd& kernel = kernels[t][broken == flaw::kernel_sees_particles && apart ? 1 : 0];
    for_each_tuple(ancestors, [&](const std::vector<Index>& ancestor, double chance) {
      std::vector<ArrayXd> moves;
      for (std::size_t i = 0; i < count; ++i)
        moves.push_back(i == 0 && !path.empty() && broken != flaw::free_pin
                            ? point(path[t + 1])
                            : ArrayXd(kernel.row(at[std::size_t(ancestor[i])]).transpose().array()));
      for_each_tuple(moves, [&](const std::vector<Index>& moved, double move) {
        step(t + 1, moved, next, evidence, probability * chance * move, path, result);
      });
    });
  }
};

/// What may go wrong with the retained path.
enum class path_flaw { none, not_reversed, kernel_sees_future };

/// The largest distance from 1 of E[Ẑ_t | H_t]/p(H_t) and of E[1/Ẑ_t | H_t] p(H_t), over t ≤ T and histories.
std::pair<double, double> worst_ratio(const coins& process, std::size_t count, int horizon,
                                      exact_particles::resampling rule,
                                      exact_particles::flaw broken = exact_particles::flaw::none,
                                      path_flaw mistake = path_flaw::none) {
  const Index states = process.prior.size();
  std::pair<double, double> worst{0, 0};
  std::vector<ArrayXd> inverses;  // one column a history of full length
  std::vector<double> evidences;
  for (unsigned history = 0; history < 1U << horizon; ++history) {
    exact_particles system{
        .process = process, .count = count, .rule = rule, .broken = broken, .kernels = {}, .labels = {}};
    std::vector<ArrayXd> posteriors;
    for (int t = 0; t < horizon; ++t) {
      system.labels.push_back((history >> t & 1U) != 0);
      posteriors.push_back(normalised(process.prior * process.likelihood(history, t + 1)));
      const ArrayXd& law = posteriors.back();
      MatrixXd kernel = turning(law) * metropolis(law);
      // Still invariant for P(θ | H_t), but how often it moves depends on the last label.
      if (mistake == path_flaw::kernel_sees_future && (history >> (horizon - 1) & 1U) != 0)
        kernel = MatrixXd::Identity(states, states);
      system.kernels.push_back({kernel, MatrixXd::Identity(states, states)});
    }
    const ArrayXd free = system.means({});
    ArrayXd pinned = ArrayXd::Zero(horizon);
    // All retained paths: r_T from the posterior, then backwards.
    const std::function<void(std::vector<Index>, double)> walk = [&](std::vector<Index> path, double probability) {
      if (probability == 0) return;
      const std::size_t left = std::size_t(horizon) + 1 - path.size();
      if (left == 0) {
        pinned += probability * system.means(path);
        return;
      }
      const MatrixXd& kernel = system.kernels[left - 1][0];
      const MatrixXd back = mistake == path_flaw::not_reversed ? kernel : reversal(kernel, posteriors[left - 1]);
      for (Index value = 0; value < states; ++value) {
        std::vector<Index> longer{value};
        longer.insert(longer.end(), path.begin(), path.end());
        walk(longer, probability * back(path.front(), value));
      }
    };
    for (Index truth = 0; truth < states; ++truth) walk({truth}, posteriors.back()[truth]);
    for (int t = 0; t < horizon; ++t) {
      const double evidence = (process.prior * process.likelihood(history, t + 1)).sum();
      worst.first = std::max(worst.first, std::abs(free[t] / evidence - 1));
    }
    inverses.push_back(pinned);
    evidences.push_back((process.prior * process.likelihood(history, horizon)).sum());
  }
  // The conditional mean given H_t: over the labels that may follow.
  for (int t = 0; t < horizon; ++t)
    for (unsigned prefix = 0; prefix < 1U << (t + 1); ++prefix) {
      double mean = 0;
      for (unsigned history = 0; history < 1U << horizon; ++history)
        if ((history & ((1U << (t + 1)) - 1)) == prefix) mean += evidences[history] * inverses[history][t];
      worst.second = std::max(worst.second, std::abs(mean - 1));  // Σ p(H_T) E[1/Ẑ_t | H_T] = p(H_t) E[1/Ẑ_t | H_t]
    }
  return worst;
}

}  // namespace

TEST_CASE("particles have the evidence as their mean, and along a retained path its inverse, at every time",
          "[two_sided_estimates][exact]") {
  using rule = exact_particles::resampling;
  for (const rule when : {rule::never, rule::always, rule::by_weights}) {
    for (const auto& [process, count, horizon] :
         {std::tuple<const coins&, std::size_t, int>{three, 2, 2}, {two, 2, 3}, {two, 3, 2}, {three, 1, 3}}) {
      CAPTURE(int(when), count, horizon);
      const auto [free, pinned] = worst_ratio(process, count, horizon, when);
      CHECK(free < 1e-13);
      CHECK(pinned < 1e-13);
    }
  }
}

TEST_CASE("a retained path that is not reversed, or particles that steer their moves, are found out",
          "[two_sided_estimates][exact]") {
  using rule = exact_particles::resampling;
  using flaw = exact_particles::flaw;
  CHECK(worst_ratio(three, 2, 2, rule::always, flaw::none, path_flaw::not_reversed).second > 1e-3);
  CHECK(worst_ratio(three, 2, 3, rule::never, flaw::none, path_flaw::kernel_sees_future).second > 1e-4);
  CHECK(worst_ratio(three, 2, 2, rule::always, flaw::free_pin).second > 1e-3);
  const auto [free, pinned] = worst_ratio(three, 2, 3, rule::never, flaw::kernel_sees_particles);
  CHECK(free > 1e-4);
  CHECK(pinned > 1e-4);
}

TEST_CASE("between the points of a grid monotonicity, chords and lines bound the information of an iid process",
          "[two_sided_estimates][exact]") {
  const ib::beta_bernoulli<double> process{.alpha = 0.5, .beta = 2};
  const std::vector<std::size_t> grid{0, 1, 3, 10, 40, 100};
  const auto exact = [&](std::size_t t) { return t == 0 ? 0.0 : process.information(t); };
  for (std::size_t j = 0; j + 1 < grid.size(); ++j)
    for (std::size_t t = grid[j]; t <= grid[j + 1]; ++t) {
      const double value = exact(t);
      const double low = exact(grid[j]);
      const double high = exact(grid[j + 1]);
      const double width = double(grid[j + 1] - grid[j]);
      const double along = double(t - grid[j]);
      CAPTURE(t);
      CHECK(low <= value);
      CHECK(value <= high);
      CHECK(low + along / width * (high - low) <= value + 1e-14);
      if (t < grid[j + 1]) {
        const double increment = exact(t + 1) - value;
        if (j > 0) CHECK(increment <= (low - exact(grid[j - 1])) / double(grid[j] - grid[j - 1]) + 1e-14);
        if (j + 2 < grid.size())
          CHECK(increment >= (exact(grid[j + 2]) - high) / double(grid[j + 2] - grid[j + 1]) - 1e-14);
      }
      for (std::size_t i = 0; i < j; ++i)
        CHECK(value <= low + along * (low - exact(grid[i])) / double(grid[j] - grid[i]) + 1e-14);
      for (std::size_t k = j + 2; k < grid.size(); ++k)
        CHECK(value <= high - (width - along) * (exact(grid[k]) - high) / double(grid[k] - grid[j + 1]) + 1e-14);
    }
}

}  // namespace theorems::particles
