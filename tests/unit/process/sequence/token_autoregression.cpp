// SPDX-License-Identifier: BSL-1.0
#include <infobound/process/sequence/token_autoregression.hpp>

#include <Eigen/Core>
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <infobound/core/concepts.hpp>
#include <infobound/core/random_stream.hpp>
#include <limits>
#include <stdexcept>
#include <support/catch.hpp>
#include <support/check_passes.hpp>
#include <utility>

namespace unit::process::sequence::token_autoregression {

namespace ib = infobound;

namespace {

using autoregression = ib::token_autoregression<double>;

static_assert(ib::batched_process<autoregression>);
static_assert(ib::differentiable_process<autoregression>);
static_assert(ib::evaluates_hessian<autoregression>);
static_assert(ib::bounds_rate_above<autoregression>);
static_assert(ib::lists_error_bounds<autoregression>);
static_assert(!ib::bounds_rate_below<autoregression>);
static_assert(!ib::has_independent_observations<autoregression>);

}  // namespace

TEST_CASE("a token autoregression passes its own check", "[token_autoregression][statistical]") {
  check_passes(autoregression{.vocabulary = 4, .embedding_dimension = 2, .order = 2});
}

TEST_CASE("the likelihood of token autoregression is that of the formula, token by token", "[token_autoregression]") {
  const auto order = GENERATE(1, 3);
  const auto horizon = GENERATE(1, 64, 130);
  const autoregression process{.vocabulary = 5, .embedding_dimension = 3, .order = order, .variance = 4.0};
  ib::random_stream rng(1);
  Eigen::MatrixXd thetas(9 * order, 4);
  for (Eigen::Index n = 0; n < 4; ++n) thetas.col(n) = process.draw_parameter(rng);
  thetas.col(3) *= 1000;  // log-odds of thousands
  const auto history = process.draw_history(thetas.col(0), static_cast<std::size_t>(horizon), rng);
  const Eigen::MatrixXd found = process.log_likelihoods(thetas, history);
  REQUIRE(found.rows() == horizon);
  REQUIRE(found.cols() == 4);
  const Eigen::MatrixXd& embeddings = process.embeddings;
  for (Eigen::Index n = 0; n < 4; ++n) {
    CHECK(process.log_likelihood(thetas.col(n), history) == found.col(n));
    double difference = 0;
    for (Eigen::Index t = 0; t < horizon; ++t) {
      // After t tokens, X_s is history[order − 1 + s]; A_k is block K − k.
      Eigen::VectorXd mean = Eigen::VectorXd::Zero(3);
      for (Eigen::Index k = 1; k <= order; ++k)
        mean += Eigen::Map<const Eigen::Matrix3d>(thetas.col(n).data() + 9 * (order - k)) *
                embeddings.col(history[order - 1 + t - k + 1]);
      const Eigen::ArrayXd log_odds = embeddings.transpose() * mean;
      const double largest = log_odds.maxCoeff();
      const double expected = log_odds[history[order + t]] - largest - std::log((log_odds - largest).exp().sum());
      difference = std::max(difference, std::abs(found(t, n) - expected) / std::max(1.0, largest));
    }
    CHECK(difference < 1e-14);
  }
}

TEST_CASE("derivatives of a long history are the sums of those of its pieces", "[token_autoregression][exact]") {
  // Tokens go in tiles of 64.
  const autoregression process{.vocabulary = 5, .embedding_dimension = 2, .order = 3};
  ib::random_stream rng(6);
  const Eigen::VectorXd theta = process.draw_parameter(rng);
  const auto history = process.draw_history(theta, 150, rng);
  const Eigen::VectorXd z = Eigen::VectorXd::LinSpaced(12, -1, 1.5);
  Eigen::VectorXd gradient = Eigen::VectorXd::Zero(12);
  Eigen::MatrixXd hessian = Eigen::MatrixXd::Zero(12, 12);
  for (const auto& [first, tokens] : {std::pair{0, 40}, {40, 24}, {64, 10}, {74, 60}, {134, 16}}) {
    const Eigen::VectorXi piece = history.segment(first, tokens + 3);
    gradient += process.gradient(z, piece);
    hessian += process.hessian(z, piece);
  }
  CHECK((process.gradient(z, history) - gradient).norm() < 1e-12 * gradient.norm());
  CHECK((process.hessian(z, history) - hessian).norm() < 1e-12 * hessian.norm());
}

TEST_CASE("the context of a token autoregression does not depend on theta and the first token does",
          "[token_autoregression][statistical]") {
  const autoregression process{
      .vocabulary = 2, .embedding_dimension = 1, .order = 1, .embeddings = Eigen::RowVector2d(1, -1)};
  Eigen::Array2i contexts(0, 0);
  int repeated = 0;
  ib::random_stream rng(2);
  constexpr int draws = 10000;
  for (int i = 0; i < draws; ++i) {
    const auto history = process.draw_history(Eigen::VectorXd::Constant(1, 1.0), 1, rng);
    ++contexts[history[0]];
    repeated += history[0] == history[1] ? 1 : 0;
  }
  // Repeated with probability e/(e + 1/e).
  const double expected = 1 / (1 + std::exp(-2.0));
  CHECK(std::abs(contexts[0] / double(draws) - 0.5) < 5 * 0.5 / std::sqrt(draws));
  CHECK(std::abs(repeated / double(draws) - expected) < 5 * std::sqrt(expected * (1 - expected) / draws));
}

TEST_CASE("the default prior of token autoregression makes log-odds of variance 1", "[token_autoregression]") {
  CHECK(autoregression{.vocabulary = 4, .embedding_dimension = 2, .order = 5}.variance == 0.2);
  const autoregression given{.vocabulary = 4, .embedding_dimension = 2, .order = 5, .variance = 3};
  CHECK(given.variance == 3);
  CHECK(given.embeddings.rows() == 2);
  CHECK((given.embeddings.colwise().norm().array() - 1).abs().maxCoeff() < 1e-15);
}

TEST_CASE("embeddings are those of their seed", "[embeddings]") {
  const auto one = ib::spherical_embeddings<double>(3, 4, 7);
  CHECK(one == ib::spherical_embeddings<double>(3, 4, 7));
  CHECK(one != ib::spherical_embeddings<double>(3, 4, 8));
  CHECK(one.leftCols(2) == ib::spherical_embeddings<double>(3, 2, 7));
  CHECK(
      (ib::spherical_embeddings<double>(1, 4, 7).size() == 4 && ib::spherical_embeddings<double>(3, 1, 7).size() == 3));
  CHECK(ib::spherical_embeddings<double>(-1, 4, 7).size() == 0);
  CHECK(ib::spherical_embeddings<double>(3, 0, 7).size() == 0);
}

TEST_CASE("values outside the domain of token autoregression are refused by name", "[token_autoregression][error]") {
  const autoregression good{.vocabulary = 4, .embedding_dimension = 2, .order = 2};
  CHECK_NOTHROW(good.validate());
  autoregression wrong = good;
  wrong.vocabulary = 1;
  CHECK_THROWS_WITH(wrong.validate(), "token_autoregression.vocabulary = 1, must be >= 2");
  wrong = good;
  wrong.variance = 0;
  CHECK_THROWS_WITH(wrong.validate(), "token_autoregression.variance = 0, must be > 0 and finite");
  // Norms may be rounded up by eight units in the last place, and no more.
  wrong = good;
  wrong.embeddings.col(1) = Eigen::Vector2d(0, 1 + 8 * std::numeric_limits<double>::epsilon());
  CHECK_NOTHROW(wrong.validate());
  wrong.embeddings.col(1) = Eigen::Vector2d(0, 1 + 32 * std::numeric_limits<double>::epsilon());
  CHECK_THROWS_AS(wrong.validate(), std::domain_error);
  wrong = good;
  wrong.embeddings *= 2;
  CHECK_THROWS_AS(wrong.validate(), std::domain_error);
  wrong.embeddings(0, 0) = std::numeric_limits<double>::quiet_NaN();
  CHECK_THROWS_AS(wrong.validate(), std::domain_error);
  wrong.embeddings = Eigen::MatrixXd::Zero(2, 3);
  CHECK_THROWS_WITH(wrong.validate(),
                    "token_autoregression.embeddings: number of columns = 3 and token_autoregression.vocabulary = 4, "
                    "must be equal");
  CHECK_THROWS_WITH((autoregression{.vocabulary = 4, .embedding_dimension = 2, .order = 0}.validate()),
                    "token_autoregression.order = 0, must be >= 1");
  CHECK_THROWS_WITH((autoregression{.vocabulary = 4, .embedding_dimension = -2, .order = 1}.validate()),
                    "token_autoregression.embedding_dimension = -2, must be >= 1");
  CHECK_THROWS_WITH(good.log_likelihood(Eigen::VectorXd::Zero(8), Eigen::Vector3i(0, 4, 1)),
                    "history[1] = 4, must be >= 0 and <= 3");
  CHECK_THROWS_WITH(good.log_likelihood(Eigen::VectorXd::Zero(8), Eigen::VectorXi::Zero(1)),
                    "history: 1 tokens, must be at least order = 2");
  CHECK_THROWS_WITH(good.log_likelihood(Eigen::VectorXd::Zero(7), Eigen::Vector3i(0, 1, 1)),
                    "theta: number of entries = 7 and order embedding_dimension^2 = 8, must be equal");
  CHECK_THROWS_AS(good.gradient(Eigen::VectorXd::Zero(9), Eigen::Vector3i(0, 1, 1)), std::invalid_argument);
  CHECK_THROWS_AS(good.gradient(Eigen::VectorXd::Zero(8), Eigen::Vector3i(0, 1, 4)), std::domain_error);
  CHECK_THROWS_AS(good.rate_upper(0), std::domain_error);
  CHECK_THROWS_AS(good.error_bounds(0), std::domain_error);
  CHECK(good.rate_upper(0.5) == 0);
  CHECK(good.rate_upper(0.05) == Approx(4 * std::log(10.0)));
}

TEST_CASE("bounds know of more parameters than can be counted", "[token_autoregression][reference]") {
  const Eigen::Index order = Eigen::Index{1} << 55;
  const Eigen::MatrixXd embeddings = 0.75 * ib::spherical_embeddings<double>(100, 3, 1);
  const autoregression process{.vocabulary = 3, .embedding_dimension = 100, .order = order, .embeddings = embeddings};
  const ib::token_autoregression<long double> wide{
      .vocabulary = 3, .embedding_dimension = 100, .order = order, .embeddings = embeddings.cast<long double>()};
  const double parameters = std::ldexp(1e4, 55);
  CHECK(process.rate_upper(0.01) == Approx(parameters / 2 * std::log(50.0)).epsilon(1e-13));
  const auto bounds = process.error_bounds(std::size_t{1} << 62);
  const auto expected = wide.error_bounds(std::size_t{1} << 62);
  for (std::size_t i = 0; i < bounds.size(); ++i)
    CHECK(bounds[i].value == Approx(static_cast<double>(expected[i].value)).epsilon(1e-12));
}

}  // namespace unit::process::sequence::token_autoregression
