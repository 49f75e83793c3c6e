// SPDX-License-Identifier: BSL-1.0
// Theory 11.4 and 11.9 exactly: annealed weights on finite spaces, Hamiltonian moves by quadrature.
#include <Eigen/Core>
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <support/catch.hpp>
#include <support/finite_space.hpp>
#include <utility>
#include <vector>

namespace theorems::annealing {

using Eigen::ArrayXd;
using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;
using finite_space::metropolis;
using finite_space::normalised;
using finite_space::reversal;
using finite_space::three;
using finite_space::turning;

TEST_CASE("annealed weights have the evidence as their mean forward and its inverse in reverse",
          "[two_sided_estimates][exact]") {
  const ArrayXd prior = normalised((ArrayXd(5) << 1, 3, 2, 5, 2).finished());
  const ArrayXd likelihood = (ArrayXd(5) << 0.3, 0.02, 0.9, 0.1, 0.5).finished();
  const double evidence = (prior * likelihood).sum();
  const ArrayXd posterior = prior * likelihood / evidence;
  const ArrayXd proposal = normalised((ArrayXd(5) << 2, 1, 4, 1, 1).finished());
  const std::vector<double> beta{0, 0.1, 0.35, 0.8, 1};
  for (const ArrayXd& start : {prior, proposal}) {  // theory 11.4, and its start from a law of 11.8
    const ArrayXd ratio = prior * likelihood / start;
    const auto law = [&](std::size_t k) { return normalised(start * ratio.pow(beta[k])); };
    const auto kernel = [&](std::size_t k) -> MatrixXd { return metropolis(law(k)) * turning(law(k)); };
    const auto weight = [&](std::size_t k) { return ratio.pow(beta[k] - beta[k - 1]); };

    /// The mean of the weight of a chain whose k-th move is move(k), from the prior up.
    const auto forward = [&](const auto& move) {
      VectorXd mean = VectorXd::Ones(5);
      for (std::size_t k = beta.size() - 1; k > 0; --k) {
        mean = (weight(k) * mean.array()).matrix();
        if (k > 1) mean = move(k - 1) * mean;
      }
      return start.matrix().dot(mean);
    };
    /// The mean of the inverse weight of a chain from a law down.
    const auto reverse = [&](const ArrayXd& from, const auto& move) {
      VectorXd mean = VectorXd::Ones(5);
      for (std::size_t k = 1; k < beta.size(); ++k) {
        if (k > 1) mean = move(k - 1) * mean;
        mean = (mean.array() / weight(k)).matrix();
      }
      return from.matrix().dot(mean);
    };
    const auto reversed = [&](std::size_t k) { return reversal(kernel(k), law(k)); };
    for (std::size_t k = 1; k + 1 < beta.size(); ++k) {
      CHECK((law(k).matrix().transpose() * kernel(k) - law(k).matrix().transpose()).norm() < 1e-14);
      CHECK((kernel(k) - reversed(k)).norm() > 0.1);
      // The sweep in the opposite order, each part reversed.
      CHECK((reversal(turning(law(k)), law(k)) * metropolis(law(k)) - reversed(k)).norm() < 1e-14);
    }
    CHECK(forward(kernel) == Approx(evidence).epsilon(1e-13));
    CHECK(reverse(posterior, reversed) * evidence == Approx(1).epsilon(1e-13));
    // Every invariant kernel is the reversal of one: a reverse chain alone needs no more than invariance.
    CHECK(reverse(posterior, kernel) * evidence == Approx(1).epsilon(1e-13));
    // Moves for the wrong temperature, or a start that is no posterior draw.
    const auto late = [&](std::size_t k) { return kernel(k + 1); };
    CHECK(std::abs(forward(late) / evidence - 1) > 0.01);
    CHECK(std::abs(reverse(posterior, late) * evidence - 1) > 0.01);
    CHECK(std::abs(reverse(prior, reversed) * evidence - 1) > 0.1);
  }
}

TEST_CASE("reverse and forward chains may be averaged, and a chain may not choose its own temperatures",
          "[two_sided_estimates][exact]") {
  const ArrayXd likelihood = three.likelihood(1U, 2);
  const double evidence = (three.prior * likelihood).sum();
  const ArrayXd posterior = three.prior * likelihood / evidence;
  const auto law = [&](double beta) { return normalised(three.prior * likelihood.pow(beta)); };
  const auto weight = [&](Index first, Index second, double beta) {
    return std::pow(likelihood[first], beta) * std::pow(likelihood[second], 1 - beta);
  };
  const MatrixXd up = metropolis(law(0.4)) * turning(law(0.4));
  const MatrixXd down = reversal(up, law(0.4));
  // A reverse path is (truth, r), a forward path (s, t).
  double inverse = 0;
  double inverse_not_reversed = 0;
  double inverse_without_truth = 0;
  for (Index truth = 0; truth < 3; ++truth)
    for (Index r = 0; r < 3; ++r)
      for (Index s = 0; s < 3; ++s)
        for (Index t = 0; t < 3; ++t) {
          const double probability = posterior[truth] * down(truth, r) * three.prior[s] * up(s, t);
          inverse += probability * 2 / (weight(r, truth, 0.4) + weight(s, t, 0.4));
          inverse_without_truth += probability / weight(s, t, 0.4);
          inverse_not_reversed += posterior[truth] * up(truth, r) * three.prior[s] * up(s, t) * 2 /
                                  (weight(r, truth, 0.4) + weight(s, t, 0.4));
        }
  CHECK(inverse * evidence == Approx(1).epsilon(1e-13));
  CHECK(inverse_without_truth * evidence > 1.05);
  CHECK(std::abs(inverse_not_reversed * evidence - 1) > 1e-4);

  double chosen_by_data = 0;
  double chosen_by_chain = 0;
  for (Index s = 0; s < 3; ++s)
    for (Index t = 0; t < 3; ++t) {
      const double by_data = likelihood.maxCoeff() > 0.5 ? 0.2 : 0.7;
      const double by_chain = likelihood[s] > 0.1 ? 0.2 : 0.7;
      chosen_by_data += three.prior[s] * metropolis(law(by_data))(s, t) * weight(s, t, by_data);
      chosen_by_chain += three.prior[s] * metropolis(law(by_chain))(s, t) * weight(s, t, by_chain);
    }
  CHECK(chosen_by_data == Approx(evidence).epsilon(1e-13));
  CHECK(std::abs(chosen_by_chain / evidence - 1) > 1e-3);
}

TEST_CASE(
    "with perfect mixing the annealed gap of a Gaussian is that of the theory, and the default schedule is near "
    "the best",
    "[two_sided_estimates][exact]") {
  // One coordinate, prior variance 1, likelihood precision λ; the mean over data of both sums of divergences.
  const auto gaps = [](double lambda, const auto& schedule, int steps) {
    double forward = 0;
    double reverse = 0;
    for (int k = 1; k <= steps; ++k) {
      const double first = schedule(double(k - 1) / steps);
      const double second = schedule(double(k) / steps);
      const double before = 1 / (1 + first * lambda);
      const double after = 1 / (1 + second * lambda);
      const double moved = std::pow(lambda * (second * after - first * before), 2) * (1 + 1 / lambda);
      forward += (before / after - 1 - std::log(before / after) + moved / after) / 2;
      reverse += (after / before - 1 - std::log(after / before) + moved / before) / 2;
    }
    return std::pair{forward, reverse};
  };
  for (const auto& [lambda, expected] : {std::pair{1.0, 0.93}, {10.0, 5.2}, {50.0, 11.4}, {1e3, 30.0}, {1e4, 51.0}}) {
    const auto geometric = [lambda = lambda](double x) { return std::expm1(x * std::log1p(lambda)) / lambda; };
    constexpr int nodes = 20000;
    double length = 0;  // Λ, by the midpoint rule in x
    for (int i = 0; i < nodes; ++i) {
      const double at = 1 + lambda * geometric((i + 0.5) / nodes);
      const double variance = lambda * lambda / (2 * at * at) + lambda * (lambda + 1) / std::pow(at, 3);
      length += std::sqrt(variance) * at / lambda * std::log1p(lambda) / nodes;
    }
    CAPTURE(lambda, length * length);
    CHECK(length * length == Approx(expected).epsilon(0.012));
    constexpr int steps = 4000;
    const double best = length * length / (2 * steps);
    const auto [forward, reverse] = gaps(lambda, geometric, steps);
    CHECK(forward == Approx(reverse).epsilon(0.01));
    CHECK(forward >= best * (1 - 1e-3));
    CHECK(forward <= 1.03 * best);
    for (const double factor : {0.1, 10.0}) {
      const double guess = factor * lambda;
      const auto off = [guess](double x) { return std::expm1(x * std::log1p(guess)) / guess; };
      CHECK(gaps(lambda, off, steps).first <= 2.1 * best);
    }
    CHECK(gaps(
              lambda, [](double x) { return std::pow(x, 4); }, steps)
              .first <= 2.4 * best);
    if (lambda > 40)
      CHECK(gaps(
                lambda, [](double x) { return x; }, steps)
                .first > 4 * best);
  }
}

TEST_CASE("Hamiltonian moves are reversible along any field, and not with a step that is not symmetric",
          "[two_sided_estimates][exact]") {
  // Target N(0, 1) times a logistic likelihood; u and v are test functions of the old and the new position.
  const auto log_target = [](double z) { return -z * z / 2 - 2 * std::log1p(std::exp(-2 * z)); };
  const auto slope = [](double z) { return -z + 4 / (1 + std::exp(2 * z)); };
  const auto other_field = [](double z) { return std::sin(3 * z) - 0.2 * z; };
  constexpr double step = 0.7;
  /// E[u(z)v(z′) − v(z)u(z′)] over accepted moves, relative to E[u(z)v(z)].
  const auto asymmetry = [&](const auto& field, bool symmetric) {
    double difference = 0;
    double scale = 0;
    for (int i = -400; i <= 400; ++i)
      for (int j = -400; j <= 400; ++j) {
        const double z = 0.02 * i;
        const double p = 0.02 * j;
        double position = z;
        double momentum = p;
        for (int leap = 0; leap < 3; ++leap) {
          momentum += (symmetric ? step / 2 : step) * field(position);
          position += step * momentum;
          if (symmetric) momentum += step / 2 * field(position);
        }
        const double log_ratio = log_target(position) - momentum * momentum / 2 - log_target(z) + p * p / 2;
        const double density = std::exp(log_target(z) - p * p / 2 + std::min(0.0, log_ratio));
        difference += density * (std::tanh(z) * std::cos(position) - std::cos(z) * std::tanh(position));
        scale += density * std::abs(std::tanh(z) * std::cos(z));
      }
    return std::abs(difference) / scale;
  };
  CHECK(asymmetry(slope, true) < 2e-4);  // the acceptance has a kink, which limits the rule
  CHECK(asymmetry(other_field, true) < 2e-4);
  CHECK(asymmetry(slope, false) > 1e-2);
}

}  // namespace theorems::annealing
