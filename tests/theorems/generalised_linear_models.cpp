// SPDX-License-Identifier: BSL-1.0
// Theory 4 against exact information: every sequence of labels, with quadrature over the parameter.
#include <Eigen/Core>
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <infobound/bound/error_bounds.hpp>
#include <infobound/core/bound.hpp>
#include <infobound/core/random_stream.hpp>
#include <infobound/process/regression/gaussian_response.hpp>
#include <infobound/process/regression/generalised_linear_model.hpp>
#include <infobound/process/regression/generalised_linear_model_bounds.hpp>
#include <infobound/process/regression/linear_regression.hpp>
#include <infobound/process/regression/logistic_regression.hpp>
#include <infobound/process/regression/logistic_regression_bounds.hpp>
#include <infobound/process/regression/logistic_response.hpp>
#include <infobound/process/regression/poisson_response.hpp>
#include <infobound/process/regression/probit_response.hpp>
#include <infobound/process/regression/softmax_regression.hpp>
#include <support/catch.hpp>
#include <vector>

namespace theorems::generalised_linear_models {

namespace ib = infobound;

namespace {

using design = ib::fixed_design<double>;

/// The trapezoidal rule over z ~ N(0, I_d), d = 1 or 2: points in columns and their weights.
struct gaussian_rule {
  Eigen::MatrixXd points;
  Eigen::ArrayXd weights;

  explicit gaussian_rule(Eigen::Index dimension, double step) {
    const auto half = static_cast<Eigen::Index>(7.5 / step);
    const Eigen::Index count = 2 * half + 1;
    const Eigen::ArrayXd z =
        step * Eigen::ArrayXd::LinSpaced(count, -static_cast<double>(half), static_cast<double>(half));
    points.resize(dimension, dimension == 1 ? count : count * count);
    for (Eigen::Index i = 0; i < points.cols(); ++i) {
      points(0, i) = z[i % count];
      if (dimension == 2) points(1, i) = z[i / count];
    }
    weights = (-points.colwise().squaredNorm().array() / 2).exp().transpose();
    weights /= weights.sum();
  }
};

/// I(H_T;θ) for the rows of a matrix: logistic labels, all 2^T sequences.
double exact_information(const Eigen::MatrixXd& inputs, double step = 0.05) {
  const gaussian_rule rule(inputs.cols(), step);
  const Eigen::MatrixXd log_odds = inputs * rule.points / std::sqrt(static_cast<double>(inputs.cols()));
  const auto log_logistic = [](const Eigen::ArrayXXd& m) -> Eigen::ArrayXXd {
    return m.min(0.0) - (-m.abs()).exp().log1p();
  };
  const Eigen::ArrayXXd one = log_logistic(log_odds);
  const Eigen::ArrayXXd zero = log_logistic(-log_odds);
  double information = 0;
  for (unsigned labels = 0; labels < 1U << inputs.rows(); ++labels) {
    Eigen::ArrayXd log_likelihood = Eigen::ArrayXd::Zero(rule.weights.size());
    for (Eigen::Index t = 0; t < inputs.rows(); ++t)
      log_likelihood += ((labels >> t & 1U) != 0 ? one : zero).row(t).transpose();
    const Eigen::ArrayXd joint = rule.weights * log_likelihood.exp();
    information += (joint * (log_likelihood - std::log(joint.sum()))).sum();
  }
  return information;
}

/// I(H_T;θ) for T inputs of one dimension and labels 0 … labels − 1, θ ~ N(0, 1), log_p(eta, label) = ln p.
template <class LogProbability>
double exact_information_of(const Eigen::VectorXd& inputs, int labels, double step, LogProbability log_p) {
  const gaussian_rule rule(1, step);
  const auto horizon = static_cast<std::size_t>(inputs.size());
  std::vector<Eigen::ArrayXXd> tables;  // of each input: a column a label
  for (const double x : inputs) {
    Eigen::ArrayXXd& table = tables.emplace_back(rule.weights.size(), labels);
    for (Eigen::Index i = 0; i < table.rows(); ++i)
      for (int label = 0; label < labels; ++label) table(i, label) = log_p(x * rule.points(0, i), label);
  }
  double information = 0;
  std::vector<int> sequence(horizon, 0);
  for (;;) {
    Eigen::ArrayXd log_likelihood = Eigen::ArrayXd::Zero(rule.weights.size());
    for (std::size_t t = 0; t < horizon; ++t) log_likelihood += tables[t].col(sequence[t]);
    const Eigen::ArrayXd joint = rule.weights * log_likelihood.exp();
    const double total = joint.sum();
    if (total > 1e-30) information += (joint * (log_likelihood - std::log(total))).sum();
    std::size_t t = 0;
    while (t < horizon && ++sequence[t] == labels) sequence[t++] = 0;
    if (t == horizon) return information;
  }
}

/// The same for inputs N(0, 1): the mean over a rule for them.
template <class LogProbability>
double exact_mean_information(int horizon, int labels, LogProbability log_p) {
  const double step = horizon == 1 ? 0.05 : 0.5;
  const int reach = horizon == 1 ? 150 : 15;
  double mean = 0;
  double total = 0;
  for (int i = 0; i <= reach; ++i)  // −x and −θ for x and θ change nothing
    for (int j = horizon == 1 ? 0 : -reach; j <= (horizon == 1 ? 0 : reach); ++j) {
      const Eigen::VectorXd inputs = step * Eigen::Vector2d(i, j).head(horizon);
      const double weight = (i > 0 ? 1 : 0.5) * std::exp(-inputs.squaredNorm() / 2);
      total += weight;
      if (weight > 1e-12) mean += weight * exact_information_of(inputs, labels, 0.04, log_p);
    }
  return mean / total;
}

/// The sums in exact are rounded to some 1e-16.
template <class Process>
void check_bounds(const Process& process, std::size_t horizon, double exact) {
  CAPTURE(horizon, exact);
  for (const auto& bound : ib::error_bounds(process, horizon)) {
    CAPTURE(bound.source, bound.value);
    CHECK_FALSE(bound.source.empty());
    if (bound.direction == ib::direction::lower)
      CHECK(bound.value <= exact * (1 + 1e-9) + 5e-16);
    else
      CHECK(bound.value >= exact * (1 - 1e-9) - 5e-16);
  }
}

}  // namespace

TEST_CASE("the divergence of two Bernoulli laws is at most an eighth of the squared difference of log-odds",
          "[generalised_linear_models][property]") {
  double largest = 0;
  for (double a = -9; a <= 9; a += 0.37)
    for (double b = -9; b <= 9; b += 0.31) {
      const double p = 1 / (1 + std::exp(-a));
      const double divergence = std::log1p(std::exp(b)) - std::log1p(std::exp(a)) - p * (b - a);
      CHECK(divergence <= (a - b) * (a - b) / 8 + 1e-14);
      if (std::abs(a - b) > 0.1) largest = std::max(largest, divergence / ((a - b) * (a - b)));
    }
  CHECK(largest > 0.124);
}

TEST_CASE("the divergence of two softmax laws is bounded by the spread of the log-odds",
          "[generalised_linear_models][property]") {
  const auto classes = GENERATE(2, 3, 7);
  const Eigen::MatrixXd draws = 3 * Eigen::MatrixXd::Random(classes, 400);
  for (Eigen::Index i = 0; i + 1 < draws.cols(); i += 2) {
    const Eigen::ArrayXd a = draws.col(i);
    const Eigen::ArrayXd delta = draws.col(i + 1).array() - a;
    const Eigen::ArrayXd p = a.exp() / a.exp().sum();
    const double divergence = std::log((p * delta.exp()).sum()) - (p * delta).sum();
    const double spread = delta.maxCoeff() - delta.minCoeff();
    CHECK(divergence <= spread * spread / 8 + 1e-14);
    CHECK(divergence <= delta.abs().maxCoeff() * delta.abs().maxCoeff() / 2 + 1e-14);
    CHECK(divergence <= delta.matrix().squaredNorm() / 4 + 1e-14);
  }
}

TEST_CASE("bounds for Gaussian inputs hold at d = 1, T = 1 and T = 4", "[generalised_linear_models][exact]") {
  const ib::logistic_regression<double> process{.dimension = 1};
  check_bounds(process, 4, 0.062115183909);  // by quadrature over inputs and parameter
  const auto first = ib::error_bracket(process, 1);
  CHECK(first.lower.value == Approx(0.0735944358720649).epsilon(1e-12));
  CHECK(first.upper.value == Approx(0.0735944358720649).epsilon(1e-12));
  const auto bracket = ib::error_bracket(process, 4);
  CHECK(bracket.upper.value / bracket.lower.value < 1.4);
}

TEST_CASE("the bracket of logistic regression at d = 5, T = 50 holds the simulated error and is tight",
          "[generalised_linear_models][reference]") {
  const auto bracket = ib::error_bracket(ib::logistic_regression<double>{.dimension = 5}, 50);
  CHECK(bracket.lower.value <= 0.0529);
  CHECK(0.0529 <= bracket.upper.value);
  CHECK(bracket.lower.value >= 0.0443);
  CHECK(bracket.upper.value <= 0.0547);
}

TEST_CASE("bounds for a given design hold for every scale of one-dimensional inputs",
          "[generalised_linear_models][exact]") {
  const double scale = GENERATE(1e-3, 0.1, 1.0, 3.0, 10.0, 40.0);
  const auto horizon = GENERATE(1, 2, 6, 9);
  Eigen::MatrixXd inputs(horizon, 1);
  for (Eigen::Index t = 0; t < inputs.rows(); ++t) inputs(t, 0) = scale * std::cos(2.0 * static_cast<double>(t));
  const ib::logistic_regression<double, design> process{.dimension = 1, .inputs = {inputs}};
  const double exact = exact_information(inputs, scale > 4 ? 0.004 : 0.05) / horizon;
  CAPTURE(scale);
  check_bounds(process, static_cast<std::size_t>(horizon), exact);
}

TEST_CASE("bounds for a given design hold in two dimensions, and are close where inputs are short",
          "[generalised_linear_models][exact]") {
  const double scale = GENERATE(0.3, 1.0, 4.0);
  std::srand(1);
  const Eigen::MatrixXd inputs = scale * Eigen::MatrixXd::Random(6, 2);
  const ib::logistic_regression<double, design> process{.dimension = 2, .inputs = {inputs}};
  const double exact = exact_information(inputs) / 6;
  check_bounds(process, 6, exact);
  const auto bracket = ib::error_bracket(process, 6);
  CAPTURE(scale, exact, bracket.lower.value, bracket.upper.value);
  CHECK(bracket.upper.value / bracket.lower.value < (scale < 2 ? 1.15 : 2.0));
}

TEST_CASE("orthogonal inputs leave no correlation: the labels are independent and the bound label by label is exact",
          "[generalised_linear_models][exact]") {
  const Eigen::MatrixXd inputs = 2 * Eigen::MatrixXd::Identity(2, 2);
  const double exact = exact_information(inputs) / 2;
  CHECK(ib::logistic_regression_bounds::design_label_upper(inputs) == Approx(exact).epsilon(1e-12));
}

TEST_CASE("a long design like Gaussian inputs has bounds like theirs", "[generalised_linear_models][statistical]") {
  const ib::logistic_regression<double> random{.dimension = 5};
  ib::random_stream rng(1);
  const auto drawn = random.draw_history(random.draw_parameter(rng), 1000, rng);
  const ib::logistic_regression<double, design> given{.dimension = 5, .inputs = {drawn.inputs.transpose()}};
  const auto a = ib::error_bracket(random, 1000);
  const auto b = ib::error_bracket(given, 1000);
  CHECK(b.upper.value == Approx(a.upper.value).epsilon(0.03));
  CHECK(b.lower.value == Approx(a.lower.value).epsilon(0.05));
  CHECK(b.lower.value > 0.85 * b.upper.value);
}

TEST_CASE("bounds of softmax regression with two classes hold for logistic regression of twice the variance",
          "[generalised_linear_models][exact]") {
  const double scale = GENERATE(0.5, 2.0, 8.0);
  Eigen::MatrixXd inputs(5, 1);
  inputs << 1, -0.5, 0.25, 2, 1;
  inputs *= scale;
  const ib::softmax_regression<double, design> process{.dimension = 1, .classes = 2, .inputs = {inputs}};
  check_bounds(process, 5, exact_information(std::sqrt(2.0) * inputs, 0.01) / 5);
}

TEST_CASE("bounds of softmax regression with three classes hold at d = 1", "[generalised_linear_models][exact]") {
  // Differences to the first class: covariance [2 1; 1 2] = L Lᵀ.
  const gaussian_rule rule(2, 0.05);
  const Eigen::Matrix2d factor = (Eigen::Matrix2d() << std::sqrt(2.0), 0, std::sqrt(0.5), std::sqrt(1.5)).finished();
  const Eigen::MatrixXd differences = factor * rule.points;
  const Eigen::Vector2d inputs(1.5, -1);
  double information = 0;
  for (int first = 0; first < 3; ++first)
    for (int second = 0; second < 3; ++second) {
      Eigen::ArrayXd log_likelihood = Eigen::ArrayXd::Zero(rule.weights.size());
      for (Eigen::Index t = 0; t < 2; ++t) {
        const Eigen::ArrayXXd log_odds = inputs[t] * differences.array();
        const int label = t == 0 ? first : second;
        if (label > 0) log_likelihood += log_odds.row(label - 1).transpose();
        log_likelihood -= (1 + log_odds.exp().colwise().sum()).log().transpose();
      }
      const Eigen::ArrayXd joint = rule.weights * log_likelihood.exp();
      information += (joint * (log_likelihood - std::log(joint.sum()))).sum();
    }
  const ib::softmax_regression<double, design> process{.dimension = 1, .classes = 3, .inputs = {inputs}};
  check_bounds(process, 2, information / 2);
  CHECK(ib::error_bracket(process, 2).upper.value < 1.4 * information / 2);
}

TEST_CASE("bounds of probit and logistic regression on Gaussian inputs hold at d = 1 by enumeration",
          "[generalised_linear_models][exact]") {
  const auto horizon = GENERATE(1, 2);
  const auto T = static_cast<std::size_t>(horizon);
  const auto checked = [&](auto response) {
    const ib::generalised_linear_model<decltype(response), double> process{.dimension = 1};
    const double exact =
        exact_mean_information(horizon, 2, [&](double eta, int label) { return response.log_likelihood(eta, label); });
    check_bounds(process, T, exact / horizon);
    const auto bracket = ib::error_bracket(process, T);
    CHECK(bracket.upper.value / bracket.lower.value < 1.8);
    return exact;
  };
  const double exact = checked(ib::logistic_response<double>());
  check_bounds(ib::logistic_regression<double>{.dimension = 1}, T, exact / horizon);
  checked(ib::probit_response<double>());
}

TEST_CASE("bounds of probit regression on a design hold at d = 1 by enumeration",
          "[generalised_linear_models][exact]") {
  const double scale = GENERATE(0.2, 1.0, 4.0);
  Eigen::VectorXd inputs(5);
  inputs << 1, -0.5, 0.25, 2, 1;
  inputs *= scale;
  const ib::probit_response<double> response;
  const double exact =
      exact_information_of(inputs, 2, 0.02, [&](double eta, int label) { return response.log_likelihood(eta, label); });
  const ib::generalised_linear_model<ib::probit_response<double>, double, design> process{.dimension = 1,
                                                                                          .inputs = {inputs}};
  check_bounds(process, 5, exact / 5);
  CHECK(ib::error_bracket(process, 5).lower.value > (scale < 0.5 ? 0.9 : 0.3) * exact / 5);
}

TEST_CASE("bounds of Poisson regression on a design hold at d = 1 by summation over counts",
          "[generalised_linear_models][exact]") {
  const double scale = GENERATE(0.1, 0.4, 0.8);
  const Eigen::Vector2d inputs = scale * Eigen::Vector2d(1, -0.7);
  const ib::poisson_response<double> response;
  const double exact = exact_information_of(inputs, 160, 0.1,
                                            [&](double eta, int label) { return response.log_likelihood(eta, label); });
  const ib::generalised_linear_model<ib::poisson_response<double>, double, design> process{.dimension = 1,
                                                                                           .inputs = {inputs}};
  check_bounds(process, 2, exact / 2);
  CHECK(ib::error_bracket(process, 2).lower.value > 0.85 * exact / 2);
}

TEST_CASE("with Gaussian labels on a design the observed information gives equality on both sides",
          "[generalised_linear_models][exact]") {
  const Eigen::MatrixXd inputs = Eigen::MatrixXd::Random(9, 4);
  const ib::generalised_linear_model<ib::gaussian_response<double>, double, design> process{
      .dimension = 4, .response = {0.3}, .inputs = {inputs}};
  const ib::linear_regression<double, design> exact{.dimension = 4, .noise_variance = 0.3, .inputs = {inputs}};
  const auto bracket = ib::error_bracket(process, 9);
  CHECK(bracket.lower.value * 9 == Approx(exact.information(9)).epsilon(1e-13));
  CHECK(bracket.upper.value * 9 == Approx(exact.information(9)).epsilon(1e-13));
}

TEST_CASE("the two sides of a logistic design differ by at most 0.0177 nat a dimension at unit inputs",
          "[generalised_linear_models][property]") {
  for (const Eigen::Index rows : {1, 7, 60, 2000}) {
    Eigen::MatrixXd inputs = Eigen::MatrixXd::Random(rows, 5);
    for (Eigen::Index t = 0; t < rows; ++t) inputs.row(t) *= std::sqrt(5.0) / inputs.row(t).norm();
    const auto T = static_cast<std::size_t>(rows);
    const auto bracket =
        ib::error_bracket(ib::logistic_regression<double, design>{.dimension = 5, .inputs = {inputs}}, T);
    CHECK((bracket.upper.value - bracket.lower.value) * static_cast<double>(T) <= 5 * 0.0177);
  }
}

TEST_CASE("bounds of softmax regression on Gaussian inputs hold at d = 1, T = 1 by quadrature",
          "[generalised_linear_models][exact]") {
  // Three classes, as below: H(Y|X) = ln 3 by symmetry, and the mean over x of the entropy of a label given θ.
  const gaussian_rule rule(2, 0.09);
  const Eigen::Matrix2d factor = (Eigen::Matrix2d() << std::sqrt(2.0), 0, std::sqrt(0.5), std::sqrt(1.5)).finished();
  const Eigen::ArrayXXd differences = (factor * rule.points).array();
  double mean = 0;
  double total = 0;
  for (int i = 0; i <= 70; ++i) {
    const double x = 0.1 * i;
    const double weight = (i > 0 ? 1 : 0.5) * std::exp(-x * x / 2);
    const Eigen::ArrayXXd log_odds = x * differences;
    const Eigen::ArrayXd most = log_odds.colwise().maxCoeff().transpose().max(0.0);
    const Eigen::ArrayXd log_total =
        most +
        ((-most).exp() + (log_odds.row(0).transpose() - most).exp() + (log_odds.row(1).transpose() - most).exp()).log();
    Eigen::ArrayXd entropy = (-log_total).exp() * log_total;
    for (Eigen::Index c = 0; c < 2; ++c) {
      const Eigen::ArrayXd own = log_odds.row(c).transpose() - log_total;
      entropy -= own.exp() * own;
    }
    mean += weight * (rule.weights * entropy).sum();
    total += weight;
  }
  const double exact = std::log(3.0) - mean / total;
  const ib::softmax_regression<double> process{.dimension = 1, .classes = 3};
  check_bounds(process, 1, exact);
  CHECK(ib::error_bracket(process, 1).lower.value == Approx(exact).epsilon(1e-9));
  CHECK(ib::error_bracket(process, 1).upper.value == Approx(exact).epsilon(1e-9));
}

}  // namespace theorems::generalised_linear_models
