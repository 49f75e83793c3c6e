// SPDX-License-Identifier: BSL-1.0
// Theory 7 against exact information: every sequence of symbols, with quadrature over the parameter.
#include <Eigen/Core>
#include <boost/multiprecision/cpp_bin_float.hpp>
#include <boost/multiprecision/eigen.hpp>
#include <cmath>
#include <cstddef>
#include <infobound/bound/error_bounds.hpp>
#include <infobound/bound/theorem_15.hpp>
#include <infobound/core/bound.hpp>
#include <infobound/information/contrastive.hpp>
#include <infobound/information/information.hpp>
#include <infobound/process/sequence/binary_autoregression.hpp>
#include <infobound/process/sequence/binary_autoregression_bounds.hpp>
#include <infobound/process/sequence/token_autoregression.hpp>
#include <infobound/process/sequence/token_autoregression_bounds.hpp>
#include <infobound/process/sequence/transformer_bounds.hpp>
#include <limits>
#include <support/catch.hpp>
#include <support/worst.hpp>
#include <tuple>
#include <utility>
#include <vector>

namespace theorems::sequences {

namespace ib = infobound;

namespace {

/// The trapezoidal rule over z ~ N(0, I_d), a node a column.
struct gaussian_rule {
  Eigen::MatrixXd nodes;
  Eigen::ArrayXd weights;

  gaussian_rule(Eigen::Index dimension, double end, double step) {
    const Eigen::Index side = 2 * static_cast<Eigen::Index>(end / step) + 1;
    Eigen::Index count = 1;
    for (Eigen::Index i = 0; i < dimension; ++i) count *= side;
    nodes.resize(dimension, count);
    for (Eigen::Index node = 0; node < count; ++node) {
      Eigen::Index left = node;
      for (double& z : nodes.col(node)) {
        z = step * static_cast<double>(left % side - side / 2);
        left /= side;
      }
    }
    weights = (-nodes.colwise().squaredNorm().array() / 2).exp().transpose();
    weights /= weights.sum();
  }
};

/// I(H_t;θ), t = 1 … T, of tokens whose law given θ depends on the K before: every context and every sequence. In a
/// window, a number of K digits in base N, the newest token is the last digit. log_law(window) is one row a node, one
/// column a token.
class enumerated_information {
 public:
  template <class LogLaw>
  enumerated_information(const Eigen::ArrayXd& weights, int tokens, int context, Eigen::Index horizon, LogLaw log_law)
      : weights_(weights), tokens_(tokens), information_(Eigen::ArrayXd::Zero(horizon)) {
    const int windows = static_cast<int>(std::lround(std::pow(tokens, context)));
    for (int window = 0; window < windows; ++window) log_laws_.push_back(log_law(window));
    for (int window = 0; window < windows; ++window) extend(window, 0, Eigen::ArrayXd::Zero(weights.size()));
    information_ /= windows;
  }

  [[nodiscard]] const Eigen::ArrayXd& operator()() const { return information_; }

 private:
  void extend(int window, Eigen::Index t, const Eigen::ArrayXd& log_likelihood) {
    if (t > 0) {
      const Eigen::ArrayXd joint = weights_ * log_likelihood.exp();
      information_[t - 1] += (joint * (log_likelihood - std::log(joint.sum()))).sum();
    }
    if (t == information_.size()) return;
    for (int token = 0; token < tokens_; ++token)
      extend((window * tokens_ + token) % static_cast<int>(log_laws_.size()), t + 1,
             log_likelihood + log_laws_[static_cast<std::size_t>(window)].col(token));
  }

  Eigen::ArrayXd weights_;
  int tokens_;
  std::vector<Eigen::ArrayXXd> log_laws_;
  Eigen::ArrayXd information_;
};

/// Token k before the newest.
[[nodiscard]] int token_of(int window, int tokens, Eigen::Index k) {
  for (; k > 0; --k) window /= tokens;
  return window % tokens;
}

[[nodiscard]] Eigen::ArrayXd exact_binary(int order, Eigen::Index horizon, double step) {
  const gaussian_rule rule(order, 8, step);
  const auto log_law = [&](int window) {
    Eigen::ArrayXd log_odds = Eigen::ArrayXd::Zero(rule.weights.size());
    for (Eigen::Index k = 0; k < order; ++k)
      log_odds += (2 * token_of(window, 2, k) - 1) / std::sqrt(order) * rule.nodes.row(k).transpose().array();
    Eigen::ArrayXXd result(rule.weights.size(), 2);
    result << -(1 + log_odds.exp()).log(), -(1 + (-log_odds).exp()).log();
    return result;
  };
  return enumerated_information(rule.weights, 2, order, horizon, log_law)();
}

/// Every bound is on its side of exact information; how loose the best upper one is, at its loosest.
template <class Process>
[[nodiscard]] double check_bounds(const Process& process, const Eigen::ArrayXd& exact, double tolerance = 0) {
  worst excess;
  double looseness = 0;
  for (Eigen::Index t = 1; t <= exact.size(); ++t) {
    const double error = exact[t - 1] / static_cast<double>(t);
    for (const auto& bound : ib::error_bounds(process, static_cast<std::size_t>(t))) {
      const bool above = bound.direction == ib::direction::upper;
      excess.see(above ? error / bound.value - 1 : bound.value / error - 1, bound.source, t);
    }
    CHECK(ib::error_bracket(process, static_cast<std::size_t>(t)).lower.value > 0);
    looseness = std::fmax(looseness, ib::error_bracket(process, static_cast<std::size_t>(t)).upper.value / error);
  }
  INFO(excess.where());
  CHECK(excess.value() <= tolerance);
  return looseness;
}

}  // namespace

TEST_CASE("the enumerated information of AR(1) at T = 16 is the known one", "[sequences][reference]") {
  CHECK(exact_binary(1, 12, 0.2)[11] == Approx(exact_binary(1, 12, 0.1)[11]).epsilon(1e-10));
  CHECK(exact_binary(1, 16, 0.4)[15] == Approx(0.7226284156622871).epsilon(1e-10));
}

TEST_CASE("bounds on binary autoregression hold against exact information and the best is close",
          "[sequences][exact]") {
  const auto order = GENERATE(1, 2, 4);
  const Eigen::ArrayXd exact = order == 1   ? exact_binary(1, 11, 0.2)
                               : order == 2 ? exact_binary(2, 8, 0.4)
                                            : exact_binary(4, 4, 0.8);
  CHECK(check_bounds(ib::binary_autoregression<double>{.order = order}, exact, order == 4 ? 1e-9 : 1e-12) < 1.5);
}

TEST_CASE("at order 1 both sides of binary autoregression are close, and those that quadrature finds",
          "[sequences][reference]") {
  namespace bounds = ib::binary_autoregression_bounds;
  // mpmath, 30 digits: half the integral of npdf(x) log(1 + T s'(x)), and half log(1 + T integral of npdf(x) s'(x)).
  for (const auto& [T, lower, upper] : {std::tuple{1.0, 0.09353061777146658, 0.093911930715887133},
                                        {16.0, 0.7208081055848199, 0.72999720130414728},
                                        {1000.0, 2.6504587408481419, 2.6678570647678893},
                                        {1e18, 19.917206653598971, 19.934831209288772}}) {
    CHECK(bounds::first_order_lower(T) * T == Approx(lower).epsilon(1e-13));
    CHECK(bounds::first_order_upper(T) * T == Approx(upper).epsilon(1e-13));
  }
  const auto bracket = ib::error_bracket(ib::binary_autoregression<double>{.order = 1}, 16);
  CHECK(bracket.lower.value * 16 <= 0.7226284156622871);
  CHECK(bracket.upper.value * 16 >= 0.7226284156622871);
  CHECK(bracket.upper.value < 1.013 * bracket.lower.value);
  const auto first = ib::error_bracket(ib::binary_autoregression<double>{.order = 7}, 1);
  CHECK(first.lower.value == first.upper.value);
}

TEST_CASE("early symbols of high orders tell at least what their bound says", "[sequences][statistical]") {
  // Five standard errors of the upper side: false alarm below 3e-7.
  const auto [order, horizon] = GENERATE(std::pair{9, 6}, std::pair{100, 20});
  const ib::binary_autoregression<double> process{.order = order};
  const auto T = static_cast<std::size_t>(horizon);
  const auto found = ib::information(process, T, ib::contrastive{.replicates = 64, .contrasts = 256, .seed = 3});
  const double lower = ib::binary_autoregression_bounds::early_symbols_lower(double(order), double(horizon)) * horizon;
  CAPTURE(order, horizon, lower, found.lower.mean, found.upper.mean);
  CHECK(lower <= found.upper.mean + 5 * found.upper.standard_error);
  CHECK(lower > 2 * ib::binary_autoregression_bounds::first_symbol_information<double>());
}

TEST_CASE("the closed lower bound of AR(3) at T = 300 is the known one", "[sequences][reference]") {
  CHECK(ib::binary_autoregression_bounds::determinant_lower(3.0, 300.0, 100.0) * 300 ==
        Approx(2.915874933401396).epsilon(1e-13));
  CHECK(ib::error_bracket(ib::binary_autoregression<double>{.order = 3}, 300).lower.value * 300 ==
        Approx(2.915874933401396).epsilon(1e-13));
}

TEST_CASE("bounds on token autoregression hold against exact information", "[sequences][exact]") {
  const auto order = GENERATE(1, 2);
  const double variance = GENERATE(0.01, 1.0, 20.0);
  const Eigen::RowVector3d embeddings(1, -1, 0.4);
  const ib::token_autoregression<double> process{
      .vocabulary = 3, .embedding_dimension = 1, .order = order, .variance = variance, .embeddings = embeddings};
  const gaussian_rule rule(order, 8, order == 1 ? 0.1 : 0.25);
  const auto log_law = [&](int window) {
    Eigen::ArrayXd slope = Eigen::ArrayXd::Zero(rule.weights.size());
    for (Eigen::Index k = 0; k < order; ++k)
      slope += embeddings[token_of(window, 3, k)] * std::sqrt(variance) * rule.nodes.row(k).transpose().array();
    Eigen::ArrayXXd log_odds = (slope.matrix() * embeddings).array();
    log_odds.colwise() -= log_odds.rowwise().maxCoeff().eval();
    log_odds.colwise() -= log_odds.exp().rowwise().sum().log().eval();
    return log_odds;
  };
  const Eigen::ArrayXd exact = enumerated_information(rule.weights, 3, order, 5, log_law)();
  const double looseness = check_bounds(process, exact);
  CAPTURE(order, variance, looseness);
  if (variance < 0.1) CHECK(looseness < 2);
}

TEST_CASE("bounds on two tokens hold against exact information of longer histories", "[sequences][exact]") {
  const double variance = GENERATE(1e-3, 0.1, 1.0, 30.0);
  const Eigen::RowVector2d embeddings(1, -1);
  const ib::token_autoregression<double> process{
      .vocabulary = 2, .embedding_dimension = 1, .order = 1, .variance = variance, .embeddings = embeddings};
  const gaussian_rule rule(1, 8, 0.1);
  const auto log_law = [&](int window) {
    const Eigen::ArrayXd log_odds = 2 * (2 * window - 1) * std::sqrt(variance) * rule.nodes.row(0).transpose().array();
    Eigen::ArrayXXd result(rule.weights.size(), 2);
    result << -(1 + log_odds.exp()).log(), -(1 + (-log_odds).exp()).log();
    return result;
  };
  const Eigen::ArrayXd exact = enumerated_information(rule.weights, 2, 1, 12, log_law)();
  CAPTURE(variance);
  CHECK(check_bounds(process, exact) > 1);
  // The newest token's bound has the slope of the truth, and is behind by less than its losses.
  if (variance < 0.2) CHECK(exact[11] < 3 * 12 * ib::error_bracket(process, 12).lower.value);
}

TEST_CASE("what the first token tells is bounded where embeddings are far from their mean", "[sequences][bound]") {
  namespace bounds = ib::token_autoregression_bounds;
  const Eigen::Index ones = GENERATE(2, 4, 10, 30);
  const double variance = GENERATE(0.05, 0.2, 0.5, 1.0, 2.0, 4.0);
  Eigen::MatrixXd embeddings = Eigen::MatrixXd::Ones(1, ones + 1);
  embeddings(0, ones) = -1;
  const ib::detail::embedding_spread<double> known(embeddings);
  CHECK(known.radius == 1);
  CHECK(known.centred_squares.maxCoeff() ==
        Approx(4 * double(ones * ones) / double((ones + 1) * (ones + 1))).epsilon(1e-14));
  // Whatever the context, log-odds are w times the embeddings, w ~ N(0, v).
  const gaussian_rule rule(1, 8, 0.05);
  const Eigen::ArrayXd odds = (2 * std::sqrt(variance) * rule.nodes.row(0).transpose().array()).exp();
  const Eigen::ArrayXd other = 1 / (1 + double(ones) * odds);  // the probability of the token at −1
  const double total = rule.weights.sum();
  const double mean = (rule.weights.array() * other).sum() / total;
  const double information =
      (rule.weights.array() * (other * (other / mean).log() + (1 - other) * ((1 - other) / (1 - mean)).log())).sum() /
      total;
  const double bound = bounds::first_token_lower<double>(known, double(ones + 1), 1.0, variance, 1.0);
  CAPTURE(ones, variance, bound, information);
  CHECK(bound > 0);
  CHECK(bound < information);
  // A direction of the line is a sign; at length ρ = √v its gain is what that sign tells.
  if (variance <= 1) {
    const double length = std::sqrt(variance);
    const double up = 1 / (1 + double(ones) * std::exp(2 * length));
    const double down = 1 / (1 + double(ones) * std::exp(-2 * length));
    const double middle = (up + down) / 2;
    const auto divergence = [&](double p) {
      return p * std::log(p / middle) + (1 - p) * std::log((1 - p) / (1 - middle));
    };
    CHECK(ib::transformer_bounds::direction_gain(known, 1.0) * variance < (divergence(up) + divergence(down)) / 2);
  }
}

TEST_CASE("lower bounds on tokens are those of their formulas, and 0 where embeddings are no spread",
          "[sequences][reference]") {
  namespace bounds = ib::token_autoregression_bounds;
  // By hand: embeddings 1 and -1, S = Z = R = m = 1, no offset from any mean.
  const ib::detail::embedding_axes<double> line(Eigen::MatrixXd(Eigen::RowVector2d(1, -1)));
  CHECK(bounds::determinant_lower(line, 2.0, 2.0, 0.25, 40.0, 20.0) * 40 ==
        Approx(std::log1p(20 * std::log(2.0) / 2 * std::exp(-8.0))).epsilon(1e-9));
  CHECK(
      bounds::newest_token_lower(line, 2.0, 1.0, 0.25, 40.0) * 40 ==
      Approx(0.5 * std::log1p(40 * std::log(1.25) * std::exp(-0.375 - std::sqrt(0.5 * std::log(2.0))))).epsilon(1e-9));
  CHECK(bounds::first_token_lower<double>(line, 2.0, 1.0, 0.25, 1.0) == Approx(0.125 * std::exp(-0.5)).epsilon(1e-9));
  CHECK(bounds::first_token_lower<double>(line, 2.0, 1.0, 100.0, 1.0) == Approx(0.25 * std::exp(-1.0)).epsilon(1e-9));
  // A square has its axes and its radius.
  const ib::detail::embedding_axes<double> square(
      (Eigen::MatrixXd(2, 4) << 0.6, -0.6, 0, 0, 0, 0, 0.8, -0.8).finished());
  CHECK(square.eigenvalues.minCoeff() == Approx(0.18).epsilon(1e-12));
  CHECK(square.eigenvalues.maxCoeff() == Approx(0.32).epsilon(1e-12));
  CHECK(square.radius == Approx(0.8).epsilon(1e-14));
  CHECK(square.log_second_determinant == Approx(std::log(0.18 * 0.32)).epsilon(1e-12));
  CHECK(square.input_radius == Approx(0.8).epsilon(1e-12));
  CHECK(square.output_radius == Approx(0.8).epsilon(1e-12));
  const double fourth = 0.2696 / 0.5 + 0.5;
  const auto second = [](double spread) {
    const double x = 0.02 * 0.64 * spread;
    return spread * (3 + x) * std::exp(x / 2);
  };
  CHECK(bounds::first_token_lower<double>(square, 4.0, 2.0, 0.01, 7.0) * 7 ==
        Approx(1.5 * 0.01 * 0.25 * std::exp(-0.0128 * fourth) / ((second(0.36) + second(0.64)) / 2)).epsilon(1e-12));
  const ib::token_autoregression<double> same{
      .vocabulary = 3, .embedding_dimension = 2, .order = 2, .embeddings = Eigen::MatrixXd::Constant(2, 3, 0.5)};
  CHECK(ib::error_bracket(same, 10).lower.value == 0);
  // Two tokens in a plane are on a line of it.
  const ib::token_autoregression<double> flat{
      .vocabulary = 2, .embedding_dimension = 2, .order = 2, .embeddings = Eigen::MatrixXd::Identity(2, 2)};
  const auto known = ib::error_bracket(flat, 10).lower;
  CHECK(known.value > 0);
  CHECK(known.source == "the first token (theory 7.6 d)");
}

TEST_CASE("bounds on binary autoregression are ordered, continuous and those of Theorem 15", "[sequences][property]") {
  namespace bounds = ib::binary_autoregression_bounds;
  const double order = GENERATE(1.0, 2.0, 3.0, 10.0, 1000.0);
  worst disorder;
  worst difference;
  for (double horizon = 1; horizon < 1e12; horizon *= 1.7) {
    const double fisher = bounds::fisher_upper(order, horizon);
    const double forward = bounds::forward_upper(order, horizon);
    const double paper = bounds::paper_upper(order, horizon);
    disorder.see(fisher / forward - 1, "fisher, forward", horizon);
    disorder.see(forward / bounds::forward_explicit_upper(order, horizon) - 1, "forward, explicit", horizon);
    disorder.see(forward / paper - 1, "forward, paper", horizon);
    disorder.see(paper / bounds::paper_explicit_upper(order, horizon) - 1, "paper, explicit", horizon);
    disorder.see(fisher * 8 - 1, "fisher, an eighth", horizon);
    const auto found = [&](auto rate) {
      return ib::theorem_15::upper_from_rate([&](double epsilon) { return rate(order, epsilon); }, horizon);
    };
    disorder.see(forward / found(bounds::forward_rate<double>) - 1, "forward, Theorem 15", horizon);
    disorder.see(paper / found(bounds::paper_rate<double>) - 1, "paper, Theorem 15", horizon);
    difference.see(found(bounds::forward_rate<double>) / forward - 1, "forward", horizon);
    difference.see(found(bounds::paper_rate<double>) / paper - 1, "paper", horizon);
    disorder.see(fisher / found(bounds::fisher_rate<double>) - 1, "fisher, rate", horizon);
  }
  INFO(disorder.where() << '\n' << difference.where());
  CHECK(disorder.value() < 1e-14);
  CHECK(difference.value() < 1e-6);  // by a search that ends at a kink where the optimum is K/8
}

TEST_CASE("rates of binary autoregression are ordered from subnormal to infinite distortions",
          "[sequences][property]") {
  namespace bounds = ib::binary_autoregression_bounds;
  const double order = GENERATE(1.0, 2.0, 30.0);
  worst disorder;
  for (double epsilon = std::numeric_limits<double>::denorm_min(); epsilon < 1e6; epsilon *= 3.1) {
    const double forward = bounds::forward_rate(order, epsilon);
    disorder.see(bounds::fisher_rate(order, epsilon) - forward * (1 + 1e-15), "fisher, forward", epsilon);
    disorder.see(forward - bounds::paper_rate(order, epsilon) * (1 + 1e-14), "forward, paper", epsilon);
  }
  INFO(disorder.where());
  CHECK(disorder.value() <= 0);
  for (const auto rate : {bounds::paper_rate<double>, bounds::forward_rate<double>, bounds::fisher_rate<double>}) {
    CHECK(rate(order, std::numeric_limits<double>::infinity()) == 0);
    CHECK(rate(order, order / 8) == 0);
    CHECK(rate(order, order / 8.01) >= 0);
  }
}

TEST_CASE("the bounds for AR(3) at T = 300 are above its simulated information and near it", "[sequences][reference]") {
  const auto bracket = ib::error_bracket(ib::binary_autoregression<double>{.order = 3}, 300);
  CHECK(bracket.upper.value >= 4.4595 / 300);
  CHECK(bracket.upper.value <= 1.1 * 4.4595 / 300);
  CHECK(bracket.upper.source == "Efroimovich's inequality (theory 7.4)");
}

TEST_CASE("bounds on token autoregression are ordered and those of Theorem 15", "[sequences][property]") {
  namespace bounds = ib::token_autoregression_bounds;
  const double parameters = GENERATE(1.0, 12.0, 1e5);
  const double power = GENERATE(1e-3, 1.0, 50.0);
  worst disorder;
  worst difference;
  for (double horizon = 1; horizon < 1e12; horizon *= 2.3) {
    const double fisher = bounds::fisher_upper(parameters, power, horizon);
    const double forward = bounds::forward_upper(parameters, power, horizon);
    disorder.see(fisher / forward - 1, "fisher, forward", horizon);
    disorder.see(forward / bounds::forward_explicit_upper(parameters, power, horizon) - 1, "explicit", horizon);
    const double found = ib::theorem_15::upper_from_rate(
        [&](double epsilon) { return bounds::forward_rate(parameters, power, epsilon); }, horizon);
    disorder.see(forward / found - 1, "Theorem 15", horizon);
    difference.see(found / forward - 1, horizon);
  }
  INFO(disorder.where() << '\n' << difference.where());
  CHECK(disorder.value() < 1e-14);
  CHECK(difference.value() < 1e-9);
  CHECK(bounds::forward_rate(parameters, power, std::numeric_limits<double>::infinity()) == 0);
  CHECK(std::isfinite(bounds::forward_rate(parameters, power, 1e-308)));
}

TEST_CASE("bounds on sequences in double agree with fifty digits", "[sequences][reference]") {
  using wide = boost::multiprecision::cpp_bin_float_50;
  namespace binary = ib::binary_autoregression_bounds;
  namespace token = ib::token_autoregression_bounds;
  namespace deep = ib::transformer_bounds;
  worst error;
  const auto see = [&](const char* what, double found, const wide& expected) {
    error.see(std::abs(static_cast<double>((found - expected) / expected)), what, found);
  };
  for (const double size : {1.0, 3.0, 64.0, 4096.0}) {
    const wide exact_size = size;
    for (double horizon = 1; horizon < 1e18; horizon *= 1000) {
      const wide exact_horizon = horizon;
      see("minimiser", binary::forward_minimiser(size, horizon), binary::forward_minimiser(exact_size, exact_horizon));
      see("determinant", binary::determinant_lower(size, horizon, std::floor(horizon / size)) + 1,
          binary::determinant_lower(exact_size, exact_horizon, wide(floor(exact_horizon / exact_size))) + 1);
      see("early", binary::early_symbols_lower(size, horizon), binary::early_symbols_lower(exact_size, exact_horizon));
      see("binary", binary::forward_upper(size, horizon), binary::forward_upper(exact_size, exact_horizon));
      see("token", token::forward_upper(size, 0.25, horizon),
          token::forward_upper(exact_size, wide(0.25), exact_horizon));
      for (const Eigen::Index layers : {1, 2, 1000}) {
        see("Fisher", deep::fisher_upper(size, layers, horizon), deep::fisher_upper(exact_size, layers, exact_horizon));
        const double epsilon = 0.4 / horizon;
        const wide exact_epsilon = epsilon;
        see("Fisher rate", deep::fisher_rate(size, layers, epsilon) + 1,
            deep::fisher_rate(exact_size, layers, exact_epsilon) + 1);
        const double amplitude = deep::log_equal_amplitude(size, static_cast<double>(layers));
        const wide exact_amplitude = deep::log_equal_amplitude(exact_size, wide(layers));
        see("amplitude", amplitude, exact_amplitude);
        see("chain", deep::chain_upper(size, static_cast<double>(layers), horizon, amplitude),
            deep::chain_upper(exact_size, wide(layers), exact_horizon, exact_amplitude));
      }
    }
  }
  INFO(error.where());
  CHECK(error.value() < 1e-12);
}

}  // namespace theorems::sequences
