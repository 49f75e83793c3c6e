// SPDX-License-Identifier: BSL-1.0
#include <infobound/process/sequence/transformer.hpp>

#include <Eigen/Core>
#include <boost/random/normal_distribution.hpp>
#include <cmath>
#include <cstddef>
#include <infobound/core/concepts.hpp>
#include <infobound/core/random_stream.hpp>
#include <initializer_list>
#include <limits>
#include <stdexcept>
#include <support/catch.hpp>
#include <support/check_passes.hpp>
#include <support/plain_transformer.hpp>
#include <support/worst.hpp>

namespace unit::process::sequence::transformer {

namespace ib = infobound;

namespace {

using transformer = ib::transformer<double>;

static_assert(ib::batched_process<transformer>);
static_assert(ib::differentiable_process<transformer>);
static_assert(!ib::evaluates_hessian<transformer>);
static_assert(ib::bounds_rate_above<transformer>);
static_assert(ib::lists_error_bounds<transformer>);
static_assert(!ib::bounds_rate_below<transformer>);
static_assert(!ib::has_independent_observations<transformer>);

}  // namespace

TEST_CASE("a transformer passes its own check", "[transformer][statistical]") {
  check_passes(transformer{.vocabulary = 3, .embedding_dimension = 2, .context = 2, .layers = 2});
}

TEST_CASE("the likelihood of a transformer is that of its definition, window by window", "[transformer]") {
  const auto layers = GENERATE(1, 2, 3);
  // Windows share scores from 8 tokens on; 64 and 16 windows are taken at a time.
  const auto context = GENERATE(1, 7, 8, 20);
  const transformer process{.vocabulary = 6, .embedding_dimension = 4, .context = context, .layers = layers};
  ib::random_stream rng(1);
  Eigen::MatrixXd thetas(32 * layers, 3);
  for (Eigen::Index n = 0; n < 3; ++n) thetas.col(n) = process.draw_parameter(rng);
  thetas.col(1) *= 10;
  thetas.col(2) *= 3000;  // scores of thousands, which e^x cannot take
  const Eigen::Index horizon = context == 7 ? 130 : 41;
  const auto history = process.draw_history(thetas.col(0), static_cast<std::size_t>(horizon), rng);
  const Eigen::MatrixXd found = process.log_likelihoods(thetas, history);
  REQUIRE(found.rows() == horizon);
  REQUIRE(found.cols() == 3);
  worst difference;
  for (Eigen::Index n = 0; n < 3; ++n) {
    const double rounding = n == 2 ? 100 : 1;  // that of the scores
    difference.see((process.log_likelihood(thetas.col(n), history) - found.col(n)).cwiseAbs().maxCoeff(), n);
    for (Eigen::Index t = 0; t < horizon; ++t) {
      const Eigen::VectorXd expected =
          plain_log_probabilities(process.embeddings, history.segment(t, context), thetas.col(n), layers);
      difference.see(std::abs(found(t, n) - expected[history[t + context]]) / rounding, n, t);
    }
  }
  INFO(difference.where());
  CHECK(difference.value() < 2e-14);

  const Eigen::VectorXd entropies = process.conditional_entropy(thetas.col(1), history);
  REQUIRE(entropies.size() == horizon);
  for (Eigen::Index t = 0; t < horizon; ++t) {
    const Eigen::ArrayXd terms =
        plain_log_probabilities(process.embeddings, history.segment(t, context), thetas.col(1), layers);
    CHECK(entropies[t] == Approx(-(terms * terms.exp()).sum()).epsilon(1e-13));
  }
}

TEST_CASE("attention holds where exponentials of its scores, or the squares of their sums, are out of range",
          "[transformer][exact]") {
  // r = 1, tokens ±1: a window's scores are ±a, its output ±tanh-like, all in long double with the largest score out.
  const auto check = [](auto of_type, std::initializer_list<double> logits, double digits) {
    using Real = decltype(of_type);
    for (const Eigen::Index context : {1, 5, 20})
      for (const double a : logits)
        for (const double sign : {1.0, -1.0}) {
          ib::transformer<Real> process{.vocabulary = 2, .embedding_dimension = 1, .context = context, .layers = 1};
          process.embeddings << Real(1), Real(-1);
          const Eigen::VectorX<Real> theta = Eigen::Vector2<double>(sign * a, 0.75).template cast<Real>();
          Eigen::VectorXi history(context + 9);
          for (Eigen::Index t = 0; t < history.size(); ++t) history[t] = t % 3 == 0 ? 0 : 1;
          const Eigen::VectorX<Real> found = process.log_likelihood(theta, history);
          const auto unit = [&](Eigen::Index t) { return history[t] == 0 ? 1.0L : -1.0L; };
          for (Eigen::Index t = 0; t < 9; ++t) {
            const long double query = unit(t + context - 1);
            long double weighted = 0;
            long double total = 0;
            for (Eigen::Index k = 0; k < context; ++k) {
              const long double score = static_cast<long double>(sign * a) * unit(t + k) * query;
              const long double weight = std::exp(score - static_cast<long double>(a));
              weighted += weight * unit(t + k);
              total += weight;
            }
            const long double output = 0.75L * weighted / total;
            const long double odds = unit(t + context) * output;
            const long double expected = -std::log1p(std::exp(-2 * odds));
            CAPTURE(context, a, sign, t);
            CHECK(std::abs(static_cast<double>(found[t] - static_cast<Real>(expected))) < digits);
          }
        }
  };
  // Scores of ln(max)/4 on, of which columns of twenty have squares out of range from half of ln(max) on.
  check(0.0, {10.0, 177.0, 178.0, 353.0, 354.5, 400.0, 709.0, 711.0, 2000.0}, 1e-14);
  check(0.0F, {10.0, 22.0, 23.0, 43.0, 44.25, 60.0, 88.0, 90.0, 300.0}, 1e-6);
}

TEST_CASE("the gradient of a transformer is the limit of differences", "[transformer]") {
  const auto layers = GENERATE(1, 2, 3);
  const auto context = GENERATE(1, 5, 9);
  const double size = GENERATE(1.0, 2.0);  // at 2 most columns are clipped
  const transformer process{.vocabulary = 5, .embedding_dimension = 3, .context = context, .layers = layers};
  ib::random_stream rng(6);
  Eigen::VectorXd z(18 * layers);
  boost::random::normal_distribution<double> normal;
  for (double& entry : z) entry = size * normal(rng);
  const auto history = process.draw_history(process.parameter_from(z), 30, rng);
  const auto total = [&](const Eigen::VectorXd& at) {
    return process.log_likelihood(process.parameter_from(at), history).sum();
  };
  const Eigen::VectorXd gradient = process.gradient(z, history);
  constexpr double step = 1e-5;
  worst difference;
  for (Eigen::Index i = 0; i < z.size(); ++i) {
    const Eigen::VectorXd move = step * Eigen::VectorXd::Unit(z.size(), i);
    difference.see(std::abs(gradient[i] - (total(z + move) - total(z - move)) / (2 * step)), i);
  }
  INFO(difference.where());
  CHECK(gradient.norm() > 0.01);
  CHECK(difference.value() < 1e-7);
}

TEST_CASE("weights far outside the prior leave the gradient a number", "[transformer]") {
  const auto context = GENERATE(1, 9);
  const transformer process{.vocabulary = 5, .embedding_dimension = 3, .context = context, .layers = 2};
  ib::random_stream rng(3);
  const Eigen::VectorXd z = 1e4 * process.draw_parameter(rng);
  const auto history = process.draw_history(process.parameter_from(z), 30, rng);
  CHECK(process.gradient(z, history).allFinite());
  CHECK(process.gradient(Eigen::VectorXd::Zero(z.size()), history).allFinite());
}

TEST_CASE("tokens are drawn with the probabilities that the definition says", "[transformer][statistical]") {
  const transformer process{.vocabulary = 3, .embedding_dimension = 2, .context = 2, .layers = 2};
  ib::random_stream rng(4);
  const Eigen::VectorXd theta = 2 * process.draw_parameter(rng);
  constexpr int draws = 20000;
  const auto history = process.draw_history(theta, draws, rng);
  Eigen::MatrixXd counts = Eigen::MatrixXd::Zero(3, 9);
  for (Eigen::Index t = 0; t < draws; ++t) counts(history[t + 2], 3 * history[t] + history[t + 1]) += 1;
  worst surprise;
  for (int window = 0; window < 9; ++window) {
    const double visits = counts.col(window).sum();
    const Eigen::VectorXd expected =
        plain_log_probabilities(process.embeddings, Eigen::Vector2i(window / 3, window % 3), theta, 2).array().exp();
    for (Eigen::Index j = 0; j < 3; ++j)
      surprise.see(std::abs(counts(j, window) - visits * expected[j]) /
                       std::sqrt(visits * expected[j] * (1 - expected[j]) + 1e-9),
                   window, j);
  }
  INFO(surprise.where());
  CHECK(surprise.value() < 5);
}

TEST_CASE("a transformer in float has the same likelihood", "[transformer]") {
  const transformer process{.vocabulary = 5, .embedding_dimension = 3, .context = 9, .layers = 2};
  ib::random_stream rng(5);
  const Eigen::VectorXd theta = process.draw_parameter(rng);
  const auto history = process.draw_history(theta, 40, rng);
  const Eigen::VectorXd found = process.log_likelihood(theta, history);
  const ib::transformer<float> narrow{.vocabulary = 5,
                                      .embedding_dimension = 3,
                                      .context = 9,
                                      .layers = 2,
                                      .embeddings = process.embeddings.cast<float>()};
  CHECK_NOTHROW(narrow.validate());
  CHECK((narrow.log_likelihood(theta.cast<float>(), history).cast<double>() - found).cwiseAbs().maxCoeff() < 1e-5);
}

TEST_CASE("values outside the domain of a transformer are refused by name", "[transformer][error]") {
  const transformer good{.vocabulary = 4, .embedding_dimension = 2, .context = 3, .layers = 1};
  CHECK_NOTHROW(good.validate());
  CHECK_THROWS_WITH((transformer{.vocabulary = 1, .embedding_dimension = 2, .context = 3, .layers = 1}.validate()),
                    "transformer.vocabulary = 1, must be >= 2");
  CHECK_THROWS_WITH((transformer{.vocabulary = 4, .embedding_dimension = -2, .context = 3, .layers = 1}.validate()),
                    "transformer.embedding_dimension = -2, must be >= 1");
  CHECK_THROWS_WITH((transformer{.vocabulary = 4, .embedding_dimension = 2, .context = 0, .layers = 1}.validate()),
                    "transformer.context = 0, must be >= 1");
  CHECK_THROWS_WITH((transformer{.vocabulary = 4, .embedding_dimension = 2, .context = 3, .layers = 0}.validate()),
                    "transformer.layers = 0, must be >= 1");
  transformer wrong = good;
  wrong.embeddings.col(2) *= 1.5;
  CHECK_THROWS_AS(wrong.validate(), std::domain_error);
  wrong.embeddings = Eigen::MatrixXd::Zero(3, 4);
  CHECK_THROWS_AS(wrong.validate(), std::invalid_argument);
  CHECK_THROWS_WITH(good.log_likelihood(Eigen::VectorXd::Zero(8), Eigen::Vector4i(0, 1, 2, -1)),
                    "history[3] = -1, must be >= 0 and <= 3");
  CHECK_THROWS_WITH(good.log_likelihood(Eigen::VectorXd::Zero(8), Eigen::Vector2i(0, 1)),
                    "history: 2 tokens, must be at least context = 3");
  CHECK_THROWS_WITH(good.log_likelihood(Eigen::VectorXd::Zero(7), Eigen::Vector4i(0, 1, 2, 1)),
                    "theta: number of entries = 7 and 2 layers embedding_dimension^2 = 8, must be equal");
  CHECK_THROWS_AS(good.gradient(Eigen::VectorXd::Zero(9), Eigen::Vector4i(0, 1, 2, 1)), std::invalid_argument);
  CHECK_THROWS_AS(good.gradient(Eigen::VectorXd::Zero(8), Eigen::Vector4i(0, 1, 2, 4)), std::domain_error);
  for (const double epsilon : {0.0, -1.0, std::numeric_limits<double>::quiet_NaN()})
    CHECK_THROWS_AS(good.rate_upper(epsilon), std::domain_error);
  CHECK_THROWS_WITH(good.error_bounds(0), "horizon = 0, must be >= 1");
}

TEST_CASE("the rate of a transformer's matrices in float is that in double, rounded up", "[transformer][bound]") {
  for (const double epsilon : {1e-6, 1e-3, 0.1, 0.3, 0.4, 0.49})
    for (const float size : {2.0F, 64.0F, 4096.0F}) {
      const double right = ib::transformer_bounds::fisher_rate(double{size}, 24, double{static_cast<float>(epsilon)});
      const double found = ib::transformer_bounds::fisher_rate(size, 24, static_cast<float>(epsilon));
      CAPTURE(epsilon, size);
      CHECK(found >= right);
      CHECK(found <= right * (1 + 1e-6));
    }
}

}  // namespace unit::process::sequence::transformer
