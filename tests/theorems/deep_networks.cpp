// SPDX-License-Identifier: BSL-1.0
// Theory 5 against simulation, closed forms of special widths, and two-sided estimates of small networks.
#include <Eigen/Core>
#include <algorithm>
#include <boost/random/normal_distribution.hpp>
#include <boost/random/uniform_real_distribution.hpp>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <infobound/bound/error_bounds.hpp>
#include <infobound/core/random_stream.hpp>
#include <infobound/information/annealed.hpp>
#include <infobound/information/information.hpp>
#include <infobound/process/network/deep_network.hpp>
#include <infobound/process/network/deep_network_bounds.hpp>
#include <infobound/process/network/deep_network_lower_bounds.hpp>
#include <infobound/process/network/relu_units_bounds.hpp>
#include <limits>
#include <support/catch.hpp>
#include <support/mean_z.hpp>
#include <support/worst.hpp>
#include <vector>

namespace theorems::deep_networks {

namespace ib = infobound;

namespace {

using network = ib::deep_network<double>;
using logistic_network = ib::deep_network<double, ib::logistic_head>;
using softmax_network = ib::deep_network<double, ib::softmax_head>;

/// Widths d, n, …, n, outputs with so many layers of weights.
std::vector<Eigen::Index> uniform(Eigen::Index dimension, Eigen::Index width, int layers, Eigen::Index outputs = 1) {
  std::vector<Eigen::Index> widths(static_cast<std::size_t>(layers) + 1, width);
  widths.front() = dimension;
  widths.back() = outputs;
  return widths;
}

/// A network and its backward channel: z_l = √(1−s_l) u + √s_l w in whitened coordinates; known layers are shared.
template <class Process>
struct perturbed {
  Eigen::MatrixXd outputs;  ///< f_θ, T × N_L
  Eigen::MatrixXd coded;    ///< f of the part √(1−s_l) u that is known

  perturbed(const Process& process, const Eigen::ArrayXd& shares, Eigen::Index inputs, ib::random_stream& rng) {
    const auto parameters = static_cast<Eigen::Index>(process.latent_dimension());
    boost::random::normal_distribution<double> normal;
    const auto normals = [&](Eigen::Index size) -> Eigen::VectorXd {
      return Eigen::VectorXd::NullaryExpr(size, [&](Eigen::Index) { return normal(rng); });
    };
    Eigen::VectorXd kept = normals(parameters);
    Eigen::VectorXd left_out = normals(parameters);
    Eigen::Index start = 0;
    Eigen::Index unknown = 0;
    for (std::size_t l = 0; l + 1 < process.widths.size(); ++l) {
      if (!process.known.empty() && process.known[l]) continue;
      const double share = shares[unknown++];
      const Eigen::Index size = process.widths[l] * process.widths[l + 1];
      kept.segment(start, size) *= std::sqrt(1 - share);
      left_out.segment(start, size) *= std::sqrt(share);
      start += size;
    }
    const auto history = process.draw_history(process.parameter_from(kept), static_cast<std::size_t>(inputs), rng);
    outputs = process.outputs(process.parameter_from(kept + left_out), history);
    coded = process.outputs(process.parameter_from(kept), history);
  }
};

/// For draws of the weights, means over inputs of (f−f̃)² − δf², whose expectation is at most 0 by theory 5.1.
Eigen::ArrayXd excess_distortions(const network& process, const Eigen::ArrayXd& shares, double delta, int draws,
                                  std::uint64_t seed) {
  ib::random_stream rng(seed);
  return Eigen::ArrayXd::NullaryExpr(draws, [&](Eigen::Index) {
    const perturbed made(process, shares, 16, rng);
    return (made.outputs - made.coded).squaredNorm() / 16 - delta * made.outputs.squaredNorm() / 16;
  });
}

/// 2 E[ReLU(a) ReLU(b)] for standard normal a, b of correlation ρ.
double kappa(double rho) {
  return (std::sqrt(1 - rho * rho) + rho * (std::acos(-1.0) - std::acos(rho))) / std::acos(-1.0);
}

/// E(f−f̃)²/V of theory 5.1 where all hidden layers have one unit, and where all have infinitely many.
double distortion_of_width_one(int layers, double share) {
  const double root = std::sqrt(1 - share);
  return 1 + std::pow(1 - share, layers) - 2 * (1 - share) * std::pow(root * kappa(root), layers - 1);
}
double distortion_of_infinite_width(int layers, double share) {
  double cosine = 1;
  for (int l = 1; l < layers; ++l) cosine = kappa(std::sqrt(1 - share) * cosine);
  return 1 + std::pow(1 - share, layers) - 2 * std::pow(1 - share, (layers + 1) / 2.0) * cosine;
}

double bound_of(int layers, double share) { return -std::expm1(layers * std::log1p(-share)); }

/// No upper bound is below the lower side of a two-sided estimate and no lower bound above the upper side; five
/// standard errors.
template <class Process, class Policy>
void check_bounds_hold(const Process& process, std::size_t horizon, const Policy& policy, double at_most_loose) {
  const auto error = ib::estimation_error(process, horizon, policy);
  CAPTURE(horizon, error.lower.mean, error.lower.standard_error, error.upper.mean);
  double best = std::numeric_limits<double>::infinity();
  for (const auto& bound : ib::error_bounds(process, horizon)) {
    CAPTURE(bound.source, bound.value);
    if (bound.direction == ib::direction::upper) {
      CHECK(bound.value >= error.lower.mean - 5 * error.lower.standard_error);
      best = std::min(best, bound.value);
    } else {
      CHECK(bound.value <= error.upper.mean + 5 * error.upper.standard_error);
    }
  }
  CHECK(error.lower.mean > 0);
  CHECK(best < at_most_loose * (error.upper.mean + 5 * error.upper.standard_error));
}

/// I(H_T;w|b) of one or two units in the plane, of which each replicate has the evidence by a sum over a grid of
/// angles.
Eigen::ArrayXd informations_of_units(const std::vector<double>& weights, double noise, int horizon, int replicates,
                                     std::uint64_t seed) {
  ib::random_stream rng(seed);
  boost::random::normal_distribution<double> normal;
  boost::random::uniform_real_distribution<double> turn(0, 2 * std::acos(-1.0));
  const Eigen::Index count = weights.size() == 1 ? 720 : 96;
  return Eigen::ArrayXd::NullaryExpr(replicates, [&](Eigen::Index) {
    const Eigen::MatrixXd inputs =
        Eigen::MatrixXd::NullaryExpr(horizon, 2, [&](Eigen::Index, Eigen::Index) { return normal(rng); });
    const auto outputs = [&](double weight, double angle) -> Eigen::VectorXd {
      return weight * (inputs * Eigen::Vector2d(std::cos(angle), std::sin(angle))).cwiseMax(0.0);
    };
    Eigen::VectorXd labels(horizon);
    for (double& label : labels) label = std::sqrt(noise) * normal(rng);
    const double own = -labels.squaredNorm() / (2 * noise);
    for (const double weight : weights) labels += outputs(weight, turn(rng));
    Eigen::MatrixXd first(horizon, count);
    Eigen::MatrixXd second = Eigen::MatrixXd::Zero(horizon, 1);
    if (weights.size() > 1) second.resize(horizon, count);
    for (Eigen::Index i = 0; i < count; ++i) {
      const double angle = 2 * std::acos(-1.0) * static_cast<double>(i) / static_cast<double>(count);
      first.col(i) = outputs(weights[0], angle);
      if (weights.size() > 1) second.col(i) = outputs(weights[1], angle);
    }
    Eigen::ArrayXd logs(first.cols() * second.cols());
    for (Eigen::Index j = 0; j < second.cols(); ++j)
      logs.segment(j * count, count) =
          -(first.colwise() - (labels - second.col(j))).colwise().squaredNorm().transpose().array() / (2 * noise);
    const double largest = logs.maxCoeff();
    return own - largest - std::log((logs - largest).exp().mean());
  });
}

/// The larger of both bounds of theory 5.7, β_j = b_j/(b_j² + δ²).
double units_lower(const std::vector<double>& weights, double noise, int horizon) {
  namespace bounds = ib::relu_units_bounds;
  std::vector<bounds::field<double>> fields;
  for (double resolution = 4; resolution > 0.01; resolution /= 1.5) {
    bounds::field<double> of{0, 0, 0, 0};
    for (const double b : weights) {
      const double beta = b / (b * b + resolution * resolution);
      of.gain += beta * b;
      of.squares += beta * b * beta * b;
      of.cost += beta * beta;
    }
    of.pairs = of.gain * of.gain - of.squares;
    fields.push_back(of);
  }
  const bounds::degrees<double> all(2.0);
  const double plain = bounds::plain_lower(all, fields, 1 / noise, double(horizon));
  return horizon > 8 ? std::max(plain, bounds::projected_lower(all, fields, 1 / noise, double(horizon))) : plain;
}

}  // namespace

// Eight one-sided tests at five standard errors.
TEST_CASE("directions of units in the plane are learnt no less than fields prove, and not many times more",
          "[deep_networks][statistical]") {
  const auto check = [](const std::vector<double>& weights, double noise, int horizon, int replicates) {
    const Eigen::ArrayXd found = informations_of_units(weights, noise, horizon, replicates, 3);
    const double mean = found.mean();
    const double error = std::sqrt((found - mean).square().sum()) / double(found.size());
    const double lower = units_lower(weights, noise, horizon);
    CAPTURE(weights, noise, horizon, mean, error, lower);
    CHECK(lower <= mean + 5 * error);
    CHECK(lower >= (mean - 5 * error) / 3);
    return mean;
  };
  check({1}, 0.05, 1, 2000);
  CHECK(check({1}, 0.05, 10, 1000) == Approx(2.513).epsilon(0.04));
  CHECK(check({1}, 0.05, 200, 200) == Approx(4.202).epsilon(0.04));
  check({1}, 5.0, 40, 500);
  check({0.2}, 1e-3, 20, 500);
  check({1, 1}, 0.2, 20, 100);
  check({1, 0.3}, 0.1, 30, 100);
  check({1, 1}, 2.0, 4, 300);
}

// Nine tests of means at five standard errors.
TEST_CASE("pairs of hidden values have at most the second moments that a last layer's bound counts with",
          "[deep_networks][statistical]") {
  namespace bounds = ib::deep_network_bounds;
  for (const std::vector<double>& units : {std::vector<double>{}, {1}, {4}, {4, 4}, {3, 20, 5}}) {
    std::vector<Eigen::Index> widths{3};
    for (const double each : units) widths.push_back(static_cast<Eigen::Index>(each));
    widths.push_back(1);
    const network process{.widths = widths, .noise_variance = 1};
    ib::random_stream rng(5);
    const int draws = 40000;
    // f at two inputs has covariance k given all but the last layer: with two draws f, g of that layer at inputs x, y
    // E f(x) f(y) g(x) g(y) = E k(x,y)², and E f(x)² g(x)² = E k(x,x)².
    Eigen::ArrayXd different(draws);
    Eigen::ArrayXd same(draws);
    for (Eigen::Index i = 0; i < draws; ++i) {
      auto theta = process.draw_parameter(rng);
      const auto history = process.draw_history(theta, 2, rng);
      const Eigen::MatrixXd f = process.outputs(theta, history);
      const auto other = process.draw_parameter(rng);
      const Eigen::Index last = widths[widths.size() - 2];
      theta.tail(last) = other.tail(last);
      const Eigen::MatrixXd g = process.outputs(theta, history);
      different[i] = f(0, 0) * f(1, 0) * g(0, 0) * g(1, 0);
      same[i] = f(0, 0) * f(0, 0) * g(0, 0) * g(0, 0);
    }
    const auto error = [&](const Eigen::ArrayXd& x) { return std::sqrt((x - x.mean()).square().sum()) / draws; };
    const auto one = bounds::crowding_of_gaussian_inputs<double>(3.0, units, 1.0);
    const auto many = bounds::crowding_of_gaussian_inputs<double>(3.0, units, 1e15);
    CAPTURE(units, same.mean(), one.spread, different.mean(), many.crowding);
    CHECK(std::abs(same.mean() - one.spread) <= 5 * error(same));
    CHECK(different.mean() <= many.crowding + 5 * error(different));
    CHECK(different.mean() >= 0.6 * many.crowding - 5 * error(different));
  }
}

// 48 one-sided tests at five standard errors: a false alarm once in 70 thousand; the seeds are fixed.
TEST_CASE("perturbed weights leave at most the distortion of the bound, whatever width, depth, share and scaling",
          "[deep_networks][statistical]") {
  const auto width = GENERATE(1, 4, 64);
  worst z;
  for (const int layers : {1, 2, 3, 6})
    for (const double share : {0.01, 0.1, 0.7})
      for (const double hidden : {1.0, 2.0}) {
        if (hidden == 1 && share != 0.1) continue;
        const network process{.widths = uniform(3, width, layers), .noise_variance = 1.0, .hidden_variance = hidden};
        const Eigen::ArrayXd excess =
            excess_distortions(process, Eigen::ArrayXd::Constant(layers, share), bound_of(layers, share),
                               width == 64 ? 60 : 2000, static_cast<std::uint64_t>(10 * layers));
        z.see(mean_z(excess, 0), width, layers, share, hidden);
      }
  INFO(z.where());
  CHECK(z.value() < 5);
}

TEST_CASE("the bound holds for a share of each layer's own, and counts no known layer",
          "[deep_networks][statistical]") {
  const network process{.widths = {2, 5, 3, 4, 1}, .noise_variance = 1.0};
  Eigen::ArrayXd shares(4);
  shares << 0.5, 0.02, 0.3, 0.1;
  CHECK(mean_z(excess_distortions(process, shares, 1 - (1 - shares).prod(), 4000, 1), 0) < 5);

  network partly = process;
  partly.known = {false, true, true, false};
  const Eigen::ArrayXd unknown = (Eigen::ArrayXd(2) << 0.5, 0.1).finished();
  const Eigen::ArrayXd excess = excess_distortions(partly, unknown, 1 - (1 - unknown).prod(), 4000, 2);
  CHECK(mean_z(excess, 0) < 5);
  // Not of the size of what the known layers would add.
  CHECK(mean_z(excess_distortions(partly, unknown, 0.25, 4000, 2), 0) > 5);
}

TEST_CASE("one layer attains the bound", "[deep_networks][statistical]") {
  const network process{.widths = {3, 1}, .noise_variance = 1.0};
  const double share = GENERATE(0.05, 0.6);
  const Eigen::ArrayXd excess = excess_distortions(process, Eigen::ArrayXd::Constant(1, share), share, 4000, 3);
  CHECK(std::abs(mean_z(excess, 0)) < 5);
}

TEST_CASE("hidden layers of one unit have the distortion of the closed form", "[deep_networks][statistical]") {
  const int layers = GENERATE(2, 3, 4);
  const double share = GENERATE(0.1, 0.5);
  const network process{.widths = uniform(2, 1, layers), .noise_variance = 1.0};
  const Eigen::ArrayXd excess = excess_distortions(process, Eigen::ArrayXd::Constant(layers, share),
                                                   distortion_of_width_one(layers, share), 20000, 4);
  CHECK(std::abs(mean_z(excess, 0)) < 5);
}

TEST_CASE("wide layers approach the distortion of infinite width, at the other end of the slack",
          "[deep_networks][statistical]") {
  const network process{.widths = uniform(3, 200, 3), .noise_variance = 1.0};
  const Eigen::ArrayXd excess =
      excess_distortions(process, Eigen::ArrayXd::Constant(3, 0.2), distortion_of_infinite_width(3, 0.2), 80, 5);
  const double bias = 0.01;  // of order 1/width
  CHECK(std::abs(excess.mean()) < 5 * standard_error(excess) + bias);
  CHECK(bound_of(3, 0.2) - distortion_of_infinite_width(3, 0.2) > 0.04);
}

TEST_CASE("both closed forms of the distortion lie below the bound, and meet it at one layer",
          "[deep_networks][exact]") {
  for (const double share : {1e-4, 0.01, 0.1, 0.5, 0.9, 1.0})
    for (int layers = 1; layers <= 12; ++layers) {
      CAPTURE(share, layers);
      const double bound = bound_of(layers, share);
      CHECK(distortion_of_width_one(layers, share) <= bound * (1 + 1e-10));
      CHECK(distortion_of_infinite_width(layers, share) <= bound * (1 + 1e-10));
      if (layers == 1) CHECK(distortion_of_width_one(layers, share) == Approx(bound).epsilon(1e-10));
      CHECK(bound <= layers * share * (1 + 1e-12));
    }
  CHECK(distortion_of_infinite_width(6, 0.1) / bound_of(6, 0.1) == Approx(0.80).margin(0.005));
}

TEST_CASE("the arc-cosine kernel is the mean of a product of two rectified Gaussian variables",
          "[deep_networks][exact]") {
  const double rho = GENERATE(-0.9, 0.0, 0.3, 0.95);
  // E[ReLU(a) ReLU(b)] = E[ReLU(a) M(ρa)], M(m) = E ReLU(m + √(1−ρ²) w), by the trapezoidal rule.
  const double deviation = std::sqrt(1 - rho * rho);
  double mean = 0;
  const double step = 2e-4;
  for (double a = step; a < 10; a += step) {
    const double m = rho * a;
    const double inner = m * std::erfc(-m / (deviation * std::sqrt(2.0))) / 2 +
                         deviation * std::exp(-m * m / (2 * deviation * deviation)) / std::sqrt(2 * std::acos(-1.0));
    mean += step * a * inner * std::exp(-a * a / 2) / std::sqrt(2 * std::acos(-1.0));
  }
  CHECK(2 * mean == Approx(kappa(rho)).epsilon(1e-6));
}

// Six tests at five standard errors.
TEST_CASE("the backward channel of the best shares has the rate, and leaves labels at most epsilon",
          "[deep_networks][statistical]") {
  const double epsilon = GENERATE(0.02, 0.15);
  {
    const network process{.widths = {2, 6, 3, 1}, .noise_variance = 0.5};
    const double delta = std::expm1(2 * epsilon) * 0.5;
    const Eigen::ArrayXd shares = ib::deep_network_bounds::allocated_shares(process.layer_parameters(), delta);
    CHECK(1 - (1 - shares).prod() == Approx(delta).epsilon(1e-12));
    CHECK((-process.layer_parameters() / 2 * shares.log()).sum() == Approx(process.rate_upper(epsilon)).epsilon(1e-12));
    // ½ ln(1 + m/σ²) ≤ ε where m = E(f−f̃)² ≤ σ²(e^{2ε} − 1) = δV.
    CHECK(mean_z(excess_distortions(process, shares, delta, 4000, 6), 0) < 5);
  }
  {
    const logistic_network process{.widths = {2, 6, 1}, .hidden_variance = 8.0};  // V = 4
    const Eigen::ArrayXd shares =
        ib::deep_network_bounds::allocated_shares(process.layer_parameters(), epsilon / (4 / 8.0));
    ib::random_stream rng(7);
    const Eigen::ArrayXd divergence = Eigen::ArrayXd::NullaryExpr(3000, [&](Eigen::Index) {
      const perturbed made(process, shares, 16, rng);
      const auto a = made.outputs.array();
      const auto b = made.coded.array();
      return (b.exp().log1p() - a.exp().log1p() + (a - b) / (1 + (-a).exp())).mean();
    });
    CHECK(mean_z(divergence, epsilon) < 5);
    CHECK(divergence.mean() > epsilon / 3);
  }
  {
    const softmax_network process{.widths = {2, 6, 3}, .hidden_variance = 6.0};  // V = 3
    const Eigen::ArrayXd shares =
        ib::deep_network_bounds::allocated_shares(process.layer_parameters(), epsilon / (3 * (1 - 1 / 3.0) / 2));
    ib::random_stream rng(8);
    const Eigen::ArrayXd divergence = Eigen::ArrayXd::NullaryExpr(3000, [&](Eigen::Index) {
      const perturbed made(process, shares, 16, rng);
      const Eigen::ArrayXXd a = made.outputs.array();
      const Eigen::ArrayXXd b = made.coded.array();
      const Eigen::ArrayXd normaliser = a.exp().rowwise().sum();
      const Eigen::ArrayXd mean = (a.exp() * (a - b)).rowwise().sum() / normaliser;
      return (b.exp().rowwise().sum().log() - normaliser.log() + mean).mean();
    });
    CHECK(mean_z(divergence, epsilon) < 5);
    CHECK(divergence.mean() > epsilon / 3);
  }
}

// Some 300 tests at five standard errors, each side of which errs but with probability 3e-7.
TEST_CASE("no bound is on the wrong side of the error of a small network", "[deep_networks][statistical]") {
  const auto horizon = static_cast<std::size_t>(GENERATE(1, 5, 40));
  const ib::annealed policy{.replicates = 32, .temperatures = 100, .seed = 1};
  check_bounds_hold(network{.widths = {2, 3, 1}, .noise_variance = 0.25}, horizon, policy, 5);
  check_bounds_hold(network{.widths = {1, 2, 2, 1}, .noise_variance = 0.05, .hidden_variance = 1.0}, horizon, policy,
                    8);
  check_bounds_hold(network{.widths = {2, 3, 1}, .noise_variance = 0.25, .known = {true, false}}, horizon, policy, 5);
  check_bounds_hold(network{.widths = {2, 3, 2, 1}, .noise_variance = 0.25, .known = {false, true, false}}, horizon,
                    policy, 6);
  check_bounds_hold(network{.widths = {1, 2, 1}, .noise_variance = 0.01, .known = {false, true}}, horizon, policy, 8);
  check_bounds_hold(network{.widths = {4, 1, 1}, .noise_variance = 0.02, .known = {false, true}}, horizon, policy, 8);
  check_bounds_hold(network{.widths = {2, 3, 2, 1}, .noise_variance = 0.25, .known = {true, false, true}}, horizon,
                    policy, 10);
  check_bounds_hold(logistic_network{.widths = {2, 3, 1}, .hidden_variance = 8.0}, horizon, policy, 8);
  check_bounds_hold(softmax_network{.widths = {2, 3, 3}, .hidden_variance = 8.0}, horizon, policy, 8);
  Eigen::MatrixXd rows(40, 2);
  for (Eigen::Index t = 0; t < 40; ++t) rows.row(t) << 3 * std::cos(double(t)), std::sin(2.0 * double(t));
  check_bounds_hold(
      ib::deep_network<double, ib::gaussian_head, ib::fixed_design<double>>{
          .widths = {2, 3, 1}, .noise_variance = 0.25, .inputs = {rows}},
      horizon, policy, 8);
}

}  // namespace theorems::deep_networks
