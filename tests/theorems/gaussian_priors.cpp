// SPDX-License-Identifier: BSL-1.0
// Gaussian priors of one's own (theory 13.1 to 13.3): brackets hold, against draws that share no code with them.
#include <Eigen/Core>
#include <Eigen/Eigenvalues>
#include <Eigen/QR>
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <infobound/bound/error_bounds.hpp>
#include <infobound/bound/theorem_15.hpp>
#include <infobound/process/regression/gaussian_prior.hpp>
#include <infobound/process/regression/generalised_linear_model.hpp>
#include <infobound/process/regression/linear_regression_gaussian_prior.hpp>
#include <infobound/process/regression/logistic_regression.hpp>
#include <infobound/process/regression/logistic_response.hpp>
#include <infobound/process/regression/poisson_response.hpp>
#include <infobound/process/regression/probit_response.hpp>
#include <limits>
#include <random>
#include <support/catch.hpp>
#include <utility>

namespace theorems::gaussian_priors {

namespace ib = infobound;

namespace {

using prior_type = ib::gaussian_prior<double>;
using on_gaussian = ib::linear_regression<double, ib::gaussian_inputs, prior_type>;

Eigen::MatrixXd normals(Eigen::Index rows, Eigen::Index columns, std::mt19937_64& engine) {
  std::normal_distribution<double> normal;
  return Eigen::MatrixXd::NullaryExpr(rows, columns, [&] { return normal(engine); });
}

/// A covariance with these eigenvalues in random directions.
Eigen::MatrixXd turned(const Eigen::VectorXd& eigenvalues, std::mt19937_64& engine) {
  const Eigen::Index d = eigenvalues.size();
  const Eigen::MatrixXd turn = Eigen::HouseholderQR<Eigen::MatrixXd>(normals(d, d, engine)).householderQ();
  const Eigen::MatrixXd result = turn * eigenvalues.asDiagonal() * turn.transpose();
  return (result + result.transpose()) / 2;
}

struct simulated {
  double mean;
  double standard_error;
};

/// ½ E ln det(I + GΛGᵀ/σ²) by a QR factorisation of (GΛ^{1/2}/σ; I).
simulated drawn_information(Eigen::VectorXd eigenvalues, Eigen::Index horizon, double noise_variance, int draws,
                            std::mt19937_64& engine) {
  const Eigen::Index d = eigenvalues.size();
  std::sort(eigenvalues.begin(), eigenvalues.end(), std::greater<>());
  const Eigen::VectorXd scales = (eigenvalues / noise_variance).cwiseSqrt();
  Eigen::MatrixXd stacked(horizon + d, d);
  double sum = 0;
  double squares = 0;
  for (int draw = 0; draw < draws; ++draw) {
    stacked << normals(horizon, d, engine) * scales.asDiagonal(), Eigen::MatrixXd::Identity(d, d);
    const double value = Eigen::HouseholderQR<Eigen::MatrixXd>(stacked).matrixQR().diagonal().array().abs().log().sum();
    sum += value;
    squares += value * value;
  }
  const double mean = sum / draws;
  return {mean, std::sqrt((std::max)(0.0, squares / draws - mean * mean) / draws)};
}

struct sides {
  double lower;
  double upper;
};

/// Nodes and weights of Gauss–Hermite quadrature under N(0, 1): of the Jacobi matrix.
std::pair<Eigen::VectorXd, Eigen::VectorXd> hermite(Eigen::Index size) {
  Eigen::MatrixXd jacobi = Eigen::MatrixXd::Zero(size, size);
  for (Eigen::Index i = 1; i < size; ++i) jacobi(i, i - 1) = jacobi(i - 1, i) = std::sqrt(static_cast<double>(i));
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(jacobi);
  return {solver.eigenvalues(), solver.eigenvectors().row(0).array().square()};
}

sides bracket_of(const on_gaussian& process, std::size_t horizon) {
  const auto bracket = ib::error_bracket(process, horizon);
  return {bracket.lower.value * static_cast<double>(horizon), bracket.upper.value * static_cast<double>(horizon)};
}

on_gaussian process_of(const Eigen::MatrixXd& covariance, double noise_variance) {
  return {.dimension = covariance.rows(), .noise_variance = noise_variance, .prior = {.covariance = covariance}};
}

}  // namespace

TEST_CASE("brackets of linear regression under Gaussian priors hold and are ordered", "[theory 13.1][statistical]") {
  std::mt19937_64 engine(13);
  std::uniform_real_distribution<double> uniform;
  for (int trial = 0; trial < 40; ++trial) {
    const auto d = static_cast<Eigen::Index>(1 + 6 * uniform(engine));
    const auto horizon = static_cast<Eigen::Index>(1 + 12 * uniform(engine));
    const double decades = 12 * uniform(engine);
    const double noise_variance = std::pow(10.0, 4 * uniform(engine) - 2);
    const Eigen::VectorXd eigenvalues =
        Eigen::VectorXd::NullaryExpr(d, [&] { return std::pow(10.0, decades * (uniform(engine) - 0.5)); });
    CAPTURE(trial, d, horizon, noise_variance, eigenvalues.transpose());
    const sides found =
        bracket_of(process_of(turned(eigenvalues, engine), noise_variance), static_cast<std::size_t>(horizon));
    const simulated truth = drawn_information(eigenvalues, horizon, noise_variance, 200, engine);
    const double room = 5 * truth.standard_error + 1e-6 * truth.mean;  // the least eigenvalues are those of a sum
    CHECK(found.lower <= found.upper);
    CHECK(found.lower <= truth.mean + room);
    CHECK(found.upper >= truth.mean - room);
    CHECK(found.upper <= 2 * found.lower);
  }
}

TEST_CASE("an isotropic prior leaves no gap between the sides", "[theory 13.1][exact]") {
  for (const double variance : {1e-8, 0.25, 1e8}) {
    const on_gaussian process = process_of(variance * Eigen::MatrixXd::Identity(5, 5), 0.3);
    const ib::linear_regression<double> standard{.dimension = 5, .noise_variance = 0.3 / (5 * variance)};
    for (const std::size_t horizon : {1U, 7U}) {
      const sides found = bracket_of(process, horizon);
      const double exact = standard.information(horizon);
      CHECK((found.lower <= exact && exact <= found.upper && found.upper - found.lower <= 3e-11 * exact));
    }
  }
}

TEST_CASE("brackets under Gaussian priors are those of the printed table", "[theory 13.1][reference]") {
  const auto row = [](const Eigen::VectorXd& eigenvalues, std::size_t horizon, double noise_variance, double lower,
                      double upper) {
    const sides found = bracket_of(process_of(Eigen::MatrixXd(eigenvalues.asDiagonal()), noise_variance), horizon);
    CHECK(std::abs(found.lower - lower) <= 1e-6);
    CHECK(std::abs(found.upper - upper) <= 1e-6);
  };
  row(Eigen::Vector3d(4, 1, 0.25), 10, 0.5, 4.271564, 4.485149);
  row(Eigen::Vector2d(10, 0.1), 3, 1, 1.555053, 1.678471);
  row(Eigen::Vector4d(1, 0.5, 0.2, 0.01), 6, 0.25, 3.285717, 3.631925);
  row(Eigen::Vector3d(100, 1, 1), 2, 1, 2.374893, 3.209150);
  CHECK(std::abs(bracket_of(process_of(Eigen::Vector3d(1e6, 1, 1e-6).asDiagonal(), 1), 5).lower - 8.164) <= 1e-3);
}

TEST_CASE("sides of correlated inputs are those of the product of both covariances", "[theory 13.1][exact]") {
  std::mt19937_64 engine(3);
  const Eigen::MatrixXd inputs = turned(Eigen::Vector3d(4, 1, 1e-3), engine);
  const Eigen::MatrixXd covariance = turned(Eigen::Vector3d(100, 0.1, 1e-5), engine);
  const ib::linear_regression<double, ib::correlated_gaussian_inputs<double>, prior_type> process{
      .dimension = 3, .noise_variance = 0.5, .inputs = {inputs}, .prior = {.covariance = covariance}};
  // L with the roles changed: the eigenvalues of LᵀSL are those of MᵀΣM, S = MMᵀ.
  const Eigen::MatrixXd factor = ib::gaussian_covariance<double>(inputs).factor();
  const sides other = bracket_of(process_of(factor.transpose() * covariance * factor, 0.5), 4);
  const auto bracket = ib::error_bracket(process, 4);
  CHECK(std::abs(bracket.lower.value * 4 / other.lower - 1) <= 1e-9);
  CHECK(std::abs(bracket.upper.value * 4 / other.upper - 1) <= 1e-9);
}

TEST_CASE("the rate under a Gaussian prior is reverse water-filling, and bounds the error", "[theory 13.1][exact]") {
  const on_gaussian process = process_of(Eigen::Vector3d(4, 1, 0.25).asDiagonal(), 0.5);
  CHECK(std::abs(process.rate_upper(0.5) - 1.882000013) <= 1e-9);
  CHECK(std::abs(process.rate_upper(std::log(11.5) / 2)) <= 1e-12);  // σ²(e^{2ε} − 1) = Σ λ_i
  CHECK(std::abs(process.rate_upper(std::numeric_limits<double>::infinity())) <= 0);
  // Theorem 15 with the rate is above what is known from below.
  const sides found = bracket_of(process, 10);
  CHECK(process.rate_upper(0.1) / 10 + 0.1 >= found.lower / 10);
}

TEST_CASE("sides of logistic regression enclose what enumeration has", "[theory 13.2][exact]") {
  // Three labels, two coefficients: all labels, and the trapezoidal rule over z.
  std::mt19937_64 engine(5);
  std::uniform_real_distribution<double> uniform;
  double closest = 10;
  for (int trial = 0; trial < 6; ++trial) {
    const double scale = std::pow(4.0, 2 * uniform(engine) - 1);
    const Eigen::MatrixXd factor = scale * normals(2, 2, engine);
    const Eigen::MatrixXd design = normals(3, 2, engine);
    const Eigen::VectorXd mean = normals(2, 1, engine);
    const ib::logistic_regression<double, ib::fixed_design<double>, prior_type> process{
        .dimension = 2,
        .inputs = {design},
        .prior = {.mean = mean, .covariance = ib::gaussian_covariance<double>::from_factor(factor)}};
    Eigen::ArrayXd total = Eigen::ArrayXd::Zero(8);
    double conditional = 0;
    const double step = 0.1;
    for (double a = -8; a <= 8; a += step)
      for (double b = -8; b <= 8; b += step) {
        const double weight = std::exp(-(a * a + b * b) / 2) * step * step / (2 * std::acos(-1.0));
        const Eigen::Array3d p = 1 / (1 + (-(design * (mean + factor * Eigen::Vector2d(a, b))).array()).exp());
        for (int labels = 0; labels < 8; ++labels) {
          double likelihood = 1;
          for (int t = 0; t < 3; ++t) likelihood *= (labels >> t) % 2 == 1 ? p[t] : 1 - p[t];
          total[labels] += weight * likelihood;
          if (likelihood > 0) conditional += weight * likelihood * std::log(likelihood);
        }
      }
    const double truth = conditional - (total * total.log()).sum();
    const auto bracket = ib::error_bracket(process, 3);
    CAPTURE(trial, truth, bracket.lower.value * 3, bracket.upper.value * 3);
    CHECK(bracket.lower.value * 3 <= truth * (1 + 1e-9));
    CHECK(bracket.upper.value * 3 >= truth * (1 - 1e-9));
    closest = (std::min)(closest, bracket.upper.value / bracket.lower.value);
  }
  CHECK(closest < 1.2);
}

template <class Response>
using on_a_design = ib::generalised_linear_model<Response, double, ib::fixed_design<double>, prior_type>;
using logistic_on_a_design = ib::logistic_regression<double, ib::fixed_design<double>, prior_type>;

/// The information of one or two labels of which there are `labels`, for η ~ N(centre, factor factorᵀ).
double information_of_labels(const std::function<double(int, double)>& probability, int labels,
                             const Eigen::VectorXd& centre, const Eigen::MatrixXd& factor) {
  static const auto rule = hermite(60);
  const auto& [nodes, weights] = rule;
  const bool two = centre.size() == 2;
  Eigen::ArrayXXd total = Eigen::ArrayXXd::Zero(labels, two ? labels : 1);
  double conditional = 0;
  for (Eigen::Index a = 0; a < nodes.size(); ++a)
    for (Eigen::Index b = 0; b < (two ? nodes.size() : 1); ++b) {
      const double weight = weights[a] * (two ? weights[b] : 1);
      const Eigen::VectorXd eta = centre + factor * Eigen::Vector2d(nodes[a], nodes[b]);
      for (int first = 0; first < total.rows(); ++first)
        for (int second = 0; second < total.cols(); ++second) {
          const double likelihood = probability(first, eta[0]) * (two ? probability(second, eta[1]) : 1);
          total(first, second) += weight * likelihood;
          if (likelihood > 0) conditional += weight * likelihood * std::log(likelihood);
        }
    }
  return conditional - (total > 0).select(total * total.log(), 0).sum();
}

/// Observations of two to four coefficients, of a condition up to 10¹²; θᵀx deviates by up to `spread` from a mean of
/// that size. The least ratio of the sides.
template <class Process>
double least_ratio(const std::function<double(int, double)>& probability, int labels, Eigen::Index most_observations,
                   double spread, int trials, std::uint64_t seed) {
  std::mt19937_64 engine(seed);
  std::uniform_real_distribution<double> uniform;
  double closest = std::numeric_limits<double>::infinity();
  for (int trial = 0; trial < trials; ++trial) {
    const auto d = static_cast<Eigen::Index>(2 + 3 * uniform(engine));
    const Eigen::Index T = 1 + trial % most_observations;
    const double decades = 12 * uniform(engine);
    const Eigen::MatrixXd covariance =
        turned(Eigen::VectorXd::NullaryExpr(d, [&] { return std::pow(10.0, -decades * uniform(engine)); }), engine);
    Eigen::MatrixXd design = normals(T, d, engine);
    const Eigen::VectorXd mean = normals(d, 1, engine);
    design *= spread * uniform(engine) / std::sqrt((design * covariance * design.transpose()).diagonal().maxCoeff());
    const Eigen::VectorXd centre = (design * mean).array().max(-spread).min(spread);
    // A mean that gives θᵀx this centre.
    const Eigen::VectorXd centred_mean = design.completeOrthogonalDecomposition().solve(centre);
    const Process process{
        .dimension = d, .inputs = {design}, .prior = {.mean = centred_mean, .covariance = covariance}};
    const Eigen::MatrixXd scaled = design * process.prior.covariance.factor();
    const Eigen::MatrixXd law = scaled * scaled.transpose();
    Eigen::MatrixXd factor = Eigen::MatrixXd::Zero(T, 2);
    factor(0, 0) = std::sqrt(law(0, 0));
    if (T == 2) {
      factor(1, 0) = law(1, 0) / factor(0, 0);
      factor(1, 1) = std::sqrt((std::max)(0.0, law(1, 1) - factor(1, 0) * factor(1, 0)));
    }
    const double truth = information_of_labels(probability, labels, design * centred_mean, factor);
    const auto bracket = ib::error_bracket(process, static_cast<std::size_t>(T));
    const double lower = bracket.lower.value * static_cast<double>(T);
    const double upper = bracket.upper.value * static_cast<double>(T);
    CAPTURE(trial, d, T, truth, lower, upper);
    // 10⁻¹¹ nats are the rounding of the sums.
    CHECK((lower <= upper && lower <= truth * (1 + 1e-9) + 1e-11 && upper >= truth * (1 - 1e-9) - 1e-11));
    closest = (std::min)(closest, upper / lower);
  }
  return closest;
}

TEST_CASE("sides of responses under Gaussian priors hold and are ordered over random covariances",
          "[theory 13.2][exact]") {
  const auto logistic = [](int label, double eta) { return 1 / (1 + std::exp(label == 1 ? -eta : eta)); };
  const auto probit = [](int label, double eta) { return std::erfc((label == 1 ? -eta : eta) / std::sqrt(2.0)) / 2; };
  const auto poisson = [](int label, double eta) {
    return std::exp(label * eta - std::exp(eta) - std::lgamma(label + 1.0));
  };
  const int trials = 40;
  CHECK(least_ratio<logistic_on_a_design>(logistic, 2, 2, 2, trials, 17) < 1.05);
  CHECK(least_ratio<on_a_design<ib::probit_response<double>>>(probit, 2, 2, 1.5, trials, 18) < 1.05);
  CHECK(least_ratio<on_a_design<ib::poisson_response<double>>>(poisson, 160, 1, 0.5, trials, 19) < 1.05);
}

TEST_CASE("the theory's own prior, given as one's own, leaves the sides of responses as they are",
          "[theory 13.2][exact]") {
  std::mt19937_64 engine(23);
  const auto check_response = [&]<class Response>(Response) {
    const Eigen::MatrixXd design = normals(7, 3, engine);
    const on_a_design<Response> own{
        .dimension = 3, .inputs = {design}, .prior = {.covariance = Eigen::MatrixXd::Identity(3, 3) / 3}};
    const ib::generalised_linear_model<Response, double, ib::fixed_design<double>> theory{.dimension = 3,
                                                                                          .inputs = {design}};
    const auto expected = ib::error_bracket(theory, 7);
    const auto bracket = ib::error_bracket(own, 7);
    CHECK_THAT(bracket.lower.value, Catch::Matchers::WithinRel(expected.lower.value, 1e-9));
    CHECK_THAT(bracket.upper.value, Catch::Matchers::WithinRel(expected.upper.value, 1e-9));
    CHECK(bracket.lower.value > 0);
  };
  check_response(ib::logistic_response<double>{});
  check_response(ib::probit_response<double>{});
  check_response(ib::poisson_response<double>{});
}

TEST_CASE("large spectra are bounded on both sides in little time", "[theory 13.1][property]") {
  const Eigen::Index d = 400;
  Eigen::VectorXd eigenvalues(d);
  for (Eigen::Index i = 0; i < d; ++i) eigenvalues[i] = std::pow(static_cast<double>(i + 1), -2.0);
  const on_gaussian process = process_of(eigenvalues.asDiagonal(), 0.01);
  std::mt19937_64 engine(4);
  const sides found = bracket_of(process, 20);
  const simulated truth = drawn_information(eigenvalues, 20, 0.01, 3, engine);
  CHECK(found.lower <= truth.mean + 5 * truth.standard_error + 0.05 * truth.mean);
  CHECK(found.upper >= truth.mean - 5 * truth.standard_error - 0.05 * truth.mean);
  CHECK(found.upper <= 2 * found.lower);
}

}  // namespace theorems::gaussian_priors
