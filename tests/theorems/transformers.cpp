// SPDX-License-Identifier: BSL-1.0
// Theory 7.2 and 7.4: constants of a transformer's bounds by simulation, bounds against estimates.
#include <Eigen/Core>
#include <boost/random/normal_distribution.hpp>
#include <cmath>
#include <cstddef>
#include <infobound/bound/error_bounds.hpp>
#include <infobound/bound/theorem_15.hpp>
#include <infobound/core/random_stream.hpp>
#include <infobound/information/annealed.hpp>
#include <infobound/information/information.hpp>
#include <infobound/process/sequence/transformer.hpp>
#include <infobound/process/sequence/transformer_bounds.hpp>
#include <limits>
#include <support/catch.hpp>
#include <support/mean_z.hpp>
#include <support/plain_transformer.hpp>
#include <support/worst.hpp>
#include <tuple>

namespace theorems::transformers {

namespace ib = infobound;
namespace bounds = ib::transformer_bounds;

namespace {

using transformer = ib::transformer<double>;

constexpr Eigen::Index size = 3;
constexpr Eigen::Index tokens = 4;
constexpr Eigen::Index context = 3;
constexpr int windows = 64;

[[nodiscard]] Eigen::VectorXi window_of(int number) { return Eigen::Vector3i(number / 16, number / 4 % 4, number % 4); }

[[nodiscard]] Eigen::VectorXd standard_normal(Eigen::Index count, ib::random_stream& rng) {
  boost::random::normal_distribution<double> normal;
  Eigen::VectorXd z(count);
  for (double& entry : z) entry = normal(rng);
  return z;
}

/// A sample whose mean is at most `most`, up to five standard errors.
void check_mean_at_most(const Eigen::ArrayXd& sample, double most) {
  CAPTURE(sample.mean(), standard_error(sample), most);
  CHECK(sample.mean() > 0);
  CHECK(sample.mean() - 5 * standard_error(sample) <= most);
}

}  // namespace

TEST_CASE("the mean squared operator norm of a Gaussian matrix is below its bound", "[sequences][statistical]") {
  const auto rows = GENERATE(1, 2, 4, 5, 24);
  ib::random_stream rng(1);
  Eigen::ArrayXd sample(300);
  for (double& squared_norm : sample) {
    const Eigen::MatrixXd entries = standard_normal(rows * rows, rng).reshaped(rows, rows) / std::sqrt(rows);
    const Eigen::MatrixXd gram = entries.transpose() * entries;
    // Powers of it: no farther from the largest eigenvalue than a percent or two.
    Eigen::VectorXd direction = standard_normal(rows, rng);
    for (int i = 0; i < 60; ++i) direction = (gram * direction).normalized();
    squared_norm = (gram * direction).norm();
  }
  const double bound = std::pow(bounds::operator_norm(static_cast<double>(rows)), 2);
  check_mean_at_most(sample, bound);
  CHECK(sample.mean() > (rows > 20 ? 0.75 : 0.5) * bound);
}

TEST_CASE("errors in the weights reach the log-odds by no more than the Lipschitz chain says",
          "[sequences][statistical]") {
  const auto layers = GENERATE(1, 2, 3);
  const double epsilon = GENERATE(0.01, 0.3);
  const bool geometric = GENERATE(false, true);
  const transformer process{.vocabulary = tokens, .embedding_dimension = size, .context = context, .layers = layers};
  const double L = layers;
  const double r = size;
  const double a = bounds::perturbation_gain(r);
  const double b = bounds::layer_gain(r);
  const double log_amplitude = geometric ? bounds::log_geometric_amplitude(r, L) : bounds::log_equal_amplitude(r, L);

  // √s_i of each layer; the rate must be that of these errors, and the chain must end at √(2ε).
  Eigen::ArrayXd shares(layers);
  double reached = 0;
  double rate = 0;
  for (Eigen::Index i = 0; i < layers; ++i) {
    shares[i] = geometric ? std::sqrt(2 * epsilon) / (a * L) * std::pow(b, -(L - 1 - static_cast<double>(i)))
                          : std::sqrt(2 * epsilon) / a * (b - 1) / (std::pow(b, L) - 1);
    reached = b * reached + a * shares[i];
    rate -= r * r * 2 * std::log(shares[i]);
  }
  CHECK(shares.maxCoeff() <= 1);
  CHECK(reached == Approx(std::sqrt(2 * epsilon)));
  CHECK(bounds::chain_rate(r, L, log_amplitude, epsilon) == Approx(rate));

  constexpr int draws = 60;
  Eigen::ArrayXd errors = Eigen::ArrayXd::Zero(draws);
  Eigen::ArrayXd divergences = Eigen::ArrayXd::Zero(draws);
  ib::random_stream rng(2);
  const Eigen::Index weights = 2 * size * size;
  for (int draw = 0; draw < draws; ++draw) {
    Eigen::VectorXd rough = standard_normal(weights * layers, rng) / std::sqrt(r);
    Eigen::VectorXd theta = standard_normal(weights * layers, rng) / std::sqrt(r);
    for (Eigen::Index i = 0; i < layers; ++i) {
      const double s = shares[i] * shares[i];
      auto kept = rough.segment(i * weights, weights);
      kept *= std::sqrt(1 - s);
      auto own = theta.segment(i * weights, weights);
      own = (kept + shares[i] * own).eval();
    }
    for (int number = 0; number < windows; ++number) {
      const Eigen::VectorXi window = window_of(number);
      Eigen::MatrixXd columns(size, context);
      for (Eigen::Index k = 0; k < context; ++k) columns.col(k) = process.embeddings.col(window[k]);
      const Eigen::MatrixXd difference = plain_layers(columns, theta, layers) - plain_layers(columns, rough, layers);
      errors[draw] = std::fmax(errors[draw], difference.colwise().squaredNorm().maxCoeff());
      const Eigen::ArrayXd p = plain_log_probabilities(process.embeddings, window, theta, layers);
      const Eigen::ArrayXd q = plain_log_probabilities(process.embeddings, window, rough, layers);
      divergences[draw] = std::fmax(divergences[draw], (p.exp() * (p - q)).sum());
    }
  }
  check_mean_at_most(errors, 2 * epsilon);
  check_mean_at_most(divergences, epsilon);
}

TEST_CASE("a token's Fisher information about each matrix is below its bound, whatever the window",
          "[sequences][statistical]") {
  const auto layers = GENERATE(1, 2, 3);
  const transformer process{.vocabulary = tokens, .embedding_dimension = size, .context = context, .layers = layers};
  const Eigen::ArrayXd limits = bounds::log_fisher_informations(double(size), layers).exp();
  REQUIRE(limits.size() == 2 * layers);
  constexpr int draws = 40;
  Eigen::ArrayXXd informations = Eigen::ArrayXXd::Zero(draws, 2 * layers);
  ib::random_stream rng(3);
  for (int draw = 0; draw < draws; ++draw) {
    const Eigen::VectorXd z = standard_normal(2 * size * size * layers, rng);
    for (int number = 0; number < windows; ++number) {
      Eigen::VectorXi history(context + 1);
      history.head(context) = window_of(number);
      const Eigen::ArrayXd p =
          plain_log_probabilities(process.embeddings, history.head(context), process.parameter_from(z), layers)
              .array()
              .exp();
      Eigen::ArrayXd own = Eigen::ArrayXd::Zero(2 * layers);
      for (int token = 0; token < tokens; ++token) {
        history[context] = token;
        const Eigen::VectorXd score = process.gradient(z, history);
        for (Eigen::Index m = 0; m < own.size(); ++m)
          own[m] += p[token] * double(size) * score.segment(m * size * size, size * size).squaredNorm();
      }
      informations.row(draw) = informations.row(draw).max(own.transpose());
    }
  }
  for (Eigen::Index m = 0; m < limits.size(); ++m) {
    CAPTURE(m);
    check_mean_at_most(informations.col(m), limits[m]);
  }
}

TEST_CASE("bounds on transformers are ordered and those of Theorem 15", "[sequences][property]") {
  const double r = GENERATE(1.0, 2.0, 4.0, 5.0, 16.0, 512.0);
  const auto layers = GENERATE(1, 2, 6, 500);
  const double L = layers;
  const double equal = bounds::log_equal_amplitude(r, L);
  const double geometric = bounds::log_geometric_amplitude(r, L);
  CHECK(geometric <= equal * (1 + 1e-14));
  if (layers == 1) CHECK(geometric == Approx(equal).epsilon(1e-14));
  CHECK(std::isfinite(equal));
  CHECK(geometric > 0);
  worst disorder;
  worst difference;
  difference.see(0, "nothing");
  for (double epsilon = 1e-300; epsilon < 0.5; epsilon *= 7) {
    const double fisher = bounds::fisher_rate(r, layers, epsilon);
    const double chain = bounds::chain_rate(r, L, geometric, epsilon);
    disorder.see(fisher - chain * (1 + 1e-14), "fisher, geometric", epsilon);
    disorder.see(chain - bounds::chain_rate(r, L, equal, epsilon) * (1 + 1e-14), "geometric, equal", epsilon);
  }
  for (double horizon = 1; horizon < 1e15; horizon *= 11) {
    const double fisher = bounds::fisher_upper(r, layers, horizon);
    const double chain = bounds::chain_upper(r, L, horizon, geometric);
    if (chain < 0.5) disorder.see(fisher / chain - 1, "fisher, geometric", horizon);
    disorder.see(chain / bounds::chain_upper(r, L, horizon, equal) - 1, "geometric, equal", horizon);
    const double found = ib::theorem_15::upper_from_rate(
        [&](double epsilon) { return bounds::chain_rate(r, L, geometric, epsilon); }, horizon);
    disorder.see(chain / found - 1, "chain, Theorem 15", horizon);
    if (chain < 0.49) difference.see(found / chain - 1, "chain", horizon);
    disorder.see(fisher / ib::theorem_15::upper_from_rate(
                              [&](double epsilon) { return bounds::fisher_rate(r, layers, epsilon); }, horizon) -
                     1,
                 "fisher, Theorem 15", horizon);
  }
  INFO(disorder.where() << '\n' << difference.where());
  CHECK(disorder.value() < 1e-12);
  CHECK(difference.value() < 1e-6);
}

TEST_CASE("the rate of a transformer is that of the best allocation of errors to matrices", "[sequences][property]") {
  const double r = GENERATE(3.0, 16.0);
  const auto layers = GENERATE(1, 3);
  const Eigen::ArrayXd informations = bounds::log_fisher_informations(r, layers).exp();
  for (double epsilon = 1e-3; epsilon < 1; epsilon *= 1.7) {
    // The water level by bisection.
    double low = 0;
    double high = informations.maxCoeff();
    for (int i = 0; i < 200; ++i) {
      const double level = (low + high) / 2;
      (informations.min(level).sum() < 2 * r * epsilon ? low : high) = level;
    }
    const double expected = r * r / 2 * (informations / low).max(1.0).log().sum();
    CAPTURE(r, layers, epsilon);
    CHECK(bounds::fisher_rate(r, layers, epsilon) == Approx(expected).epsilon(1e-10).margin(1e-10));
  }
}

TEST_CASE("the rate and the error bound of three layers on 64 tokens are no larger than the chain's",
          "[sequences][reference]") {
  const transformer deep{.vocabulary = 64, .embedding_dimension = 16, .context = 32, .layers = 3};
  const double amplitude = bounds::log_geometric_amplitude(16.0, 3.0);
  CHECK(bounds::chain_rate(16.0, 3.0, amplitude, 0.01) == Approx(8542.477670762935).epsilon(1e-13));
  CHECK(bounds::chain_upper(16.0, 3.0, 1e6, amplitude) == Approx(0.011281588561383232).epsilon(1e-13));
  CHECK(deep.rate_upper(0.01) < 0.6 * 8542.477670762935);
  CHECK(ib::error_bracket(deep, 1000000).upper.value < 0.6 * 0.011281588561383232);
  CHECK(deep.rate_upper(0.5) == 0);
}

TEST_CASE("transformers learn within their bounds", "[sequences][statistical]") {
  const auto layers = GENERATE(1, 2);
  const transformer process{.vocabulary = 3, .embedding_dimension = 2, .context = 2, .layers = layers};
  const std::size_t horizon = 40;
  const auto error =
      ib::estimation_error(process, horizon, ib::annealed{.replicates = 12, .temperatures = 40, .seed = 4});
  CAPTURE(error.lower.mean, error.upper.mean);
  CHECK(error.upper.mean - error.lower.mean < 0.5 * error.upper.mean);
  for (const auto& bound : ib::error_bounds(process, horizon)) {
    CAPTURE(bound.source, bound.value);
    if (bound.direction == ib::direction::upper)
      CHECK(error.upper.mean + 5 * error.upper.standard_error <= bound.value);
    else
      CHECK(bound.value <= error.upper.mean + 5 * error.upper.standard_error);
  }
}

TEST_CASE("what the first token tells is above its bound", "[sequences][exact]") {
  // r = 1: the rule over the 2L weights, for every context. Clip has a corner, where the rule is good to 1e-3.
  const auto [context_size, layers, step] =
      GENERATE(std::tuple{1, 1, 0.1}, std::tuple{2, 1, 0.1}, std::tuple{4, 1, 0.2}, std::tuple{1, 2, 0.5},
               std::tuple{2, 2, 0.7});
  const Eigen::RowVectorXd embeddings = GENERATE(Eigen::RowVectorXd((Eigen::RowVectorXd(2) << 1, -1).finished()),
                                                 Eigen::RowVectorXd((Eigen::RowVectorXd(3) << 0.9, 1, 0.2).finished()),
                                                 Eigen::RowVectorXd((Eigen::RowVectorXd(3) << -1, 0.5, 1).finished()));
  const auto count = embeddings.size();
  const transformer process{.vocabulary = count,
                            .embedding_dimension = 1,
                            .context = context_size,
                            .layers = layers,
                            .embeddings = embeddings};
  const Eigen::Index parameters = 2 * layers;
  const Eigen::Index side = 2 * static_cast<Eigen::Index>(4.5 / step) + 1;
  const auto nodes = static_cast<Eigen::Index>(std::lround(std::pow(side, parameters)));
  Eigen::MatrixXd thetas(parameters, nodes);
  for (Eigen::Index node = 0; node < nodes; ++node) {
    Eigen::Index left = node;
    for (double& z : thetas.col(node)) {
      z = step * static_cast<double>(left % side - side / 2);
      left /= side;
    }
  }
  Eigen::ArrayXd weights = (-thetas.colwise().squaredNorm().array() / 2).exp().transpose();
  weights /= weights.sum();
  const auto contexts = static_cast<int>(std::lround(std::pow(count, context_size)));
  double exact = 0;
  for (int number = 0; number < contexts; ++number) {
    Eigen::VectorXi history(context_size + 1);
    int left = number;
    for (int& token : history.head(context_size)) {
      token = left % static_cast<int>(count);
      left /= static_cast<int>(count);
    }
    for (int token = 0; token < static_cast<int>(count); ++token) {
      history[context_size] = token;
      const Eigen::ArrayXd log_p = process.log_likelihoods(thetas, history).row(0).transpose().array();
      const Eigen::ArrayXd joint = weights * log_p.exp();
      exact += (joint * (log_p - std::log(joint.sum()))).sum() / contexts;
    }
  }
  const double lower = ib::error_bracket(process, 1).lower.value;
  CAPTURE(context_size, layers, embeddings, exact, lower);
  CHECK(lower > 0);
  CHECK(lower <= exact * (1 - 1e-3));
  CHECK(ib::error_bracket(process, 50).lower.value == Approx(lower / 50).epsilon(1e-14));
  if (context_size == 1 && layers == 1) CHECK(exact < 8 * lower);
}

TEST_CASE("a layer keeps the share of a squared length that quadrature finds", "[sequences][reference]") {
  // mpmath: E min(1, chi^2_r/r) by the incomplete gamma function.
  CHECK(bounds::kept_share(1.0) == Approx(0.5160585509617133).epsilon(1e-14));
  CHECK(bounds::kept_share(2.0) == Approx(0.63212055882855768).epsilon(1e-14));
  CHECK(bounds::kept_share(16.0) == Approx(0.86041346804940307).epsilon(1e-14));
  CHECK(bounds::kept_share(1e12) == Approx(1 - 1 / std::sqrt(std::acos(-1.0) * 1e12)).epsilon(1e-14));
}

TEST_CASE("the mean embedding by attention is no shorter than its bound", "[sequences][statistical]") {
  const auto [count, r, context_size] =
      GENERATE(std::tuple{4, 2, 2}, std::tuple{3, 2, 9}, std::tuple{8, 4, 30}, std::tuple{5, 1, 3});
  Eigen::MatrixXd embeddings = ib::spherical_embeddings<double>(r, count, 3);
  if (count == 3) embeddings.col(1) *= 0.3;
  const ib::detail::embedding_spread<double> known(embeddings);
  const double bound = bounds::attended_square(known, double(r), double(context_size));
  Eigen::ArrayXd sample(4000);
  ib::random_stream rng(9);
  for (double& square : sample) {
    const Eigen::MatrixXd A =
        Eigen::Map<const Eigen::MatrixXd>(standard_normal(r * r, rng).eval().data(), r, r) / std::sqrt(r);
    Eigen::VectorXi window(context_size);
    ib::detail::draw_context(window, count, rng);
    Eigen::MatrixXd columns(r, context_size);
    for (int k = 0; k < context_size; ++k) columns.col(k) = embeddings.col(window[k]);
    const Eigen::ArrayXd scores = (columns.transpose() * A * columns.col(context_size - 1)).array() / std::sqrt(r);
    const Eigen::ArrayXd attention = (scores - scores.maxCoeff()).exp();
    square = (columns * (attention / attention.sum()).matrix()).squaredNorm();
  }
  CAPTURE(count, r, context_size, bound, sample.mean());
  CHECK(bound > 0);
  CHECK(bound <= sample.mean() + 5 * standard_error(sample));
}

}  // namespace theorems::transformers
