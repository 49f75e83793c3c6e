// SPDX-License-Identifier: BSL-1.0
// What a wrong Gaussian prior costs on a design, in closed form.
#include <boost/multiprecision/cpp_bin_float.hpp>
#include <boost/multiprecision/eigen.hpp>

#include <Eigen/Cholesky>
#include <Eigen/Core>
#include <cmath>
#include <cstddef>
#include <infobound/bound/misspecified/misspecified_curve.hpp>
#include <infobound/bound/misspecified/misspecified_error.hpp>
#include <infobound/bound/misspecified/prior_divergence.hpp>
#include <infobound/information/conjugate.hpp>
#include <infobound/process/regression/gaussian_prior_regression.hpp>
#include <infobound/process/regression/linear_regression.hpp>
#include <infobound/process/regression/linear_regression_gaussian_prior.hpp>
#include <infobound/process/regression/missing_features.hpp>
#include <limits>
#include <random>
#include <stdexcept>
#include <support/catch.hpp>
#include <support/thrown.hpp>
#include <support/worst.hpp>

namespace unit::bound::misspecified::gaussian_design {

namespace ib = infobound;
using digits = boost::multiprecision::cpp_bin_float_100;
using design_type = ib::fixed_design<double>;
using regression = ib::linear_regression<double, design_type, ib::gaussian_prior<double>>;

namespace {

Eigen::MatrixXd normals(Eigen::Index rows, Eigen::Index columns, std::mt19937_64& engine) {
  std::normal_distribution<double> normal;
  return Eigen::MatrixXd::NullaryExpr(rows, columns, [&] { return normal(engine); });
}

/// The divergence of the laws of labels by T × T matrices of a hundred digits.
double dense_divergence(const regression& truth, const regression& learner, Eigen::Index T) {
  using matrix = Eigen::MatrixX<digits>;
  const matrix rows = truth.inputs.matrix.topRows(T).cast<digits>();
  const auto law = [&](const regression& process) -> matrix {
    const matrix signal = rows * process.prior.covariance.factor().cast<digits>();
    return signal * signal.transpose() + matrix::Identity(T, T) * digits(process.noise_variance);
  };
  const matrix S = law(truth);
  const Eigen::LLT<matrix> mine(S);
  const Eigen::LLT<matrix> theirs(law(learner));
  const Eigen::VectorX<digits> shift = rows * (truth.prior.mean.cast<digits>() - learner.prior.mean.cast<digits>());
  digits twice = theirs.solve(S).trace() - T + shift.dot(theirs.solve(shift));
  for (Eigen::Index i = 0; i < T; ++i) twice += 2 * log(theirs.matrixLLT()(i, i) / mine.matrixLLT()(i, i));
  return static_cast<double>(twice / 2);
}

regression process_of(const Eigen::MatrixXd& rows, const Eigen::VectorXd& mean, const Eigen::MatrixXd& factor,
                      double noise) {
  return {.dimension = rows.cols(),
          .noise_variance = noise,
          .inputs = {rows},
          .prior = {.mean = mean, .covariance = ib::gaussian_covariance<double>::from_factor(factor)}};
}

double cost_of(const auto& truth, const auto& learner, std::size_t horizon) {
  return ib::misspecified_error(truth, learner, horizon, ib::closed_form{}).misspecification.lower.mean *
         static_cast<double>(horizon);
}

}  // namespace

TEST_CASE("a wrong Gaussian prior costs on a design what a hundred digits say", "[misspecified_error][reference]") {
  std::mt19937_64 engine(1);
  std::uniform_real_distribution<double> uniform(-1, 1);
  worst error;
  for (int trial = 0; trial < 24; ++trial) {
    // Dependent columns, factors of any rank, scales ten decades apart, and in some trials a learner nearly right.
    const Eigen::Index d = 1 + trial % 4;
    const Eigen::Index T = 1 + (trial * 7) % 9;
    Eigen::MatrixXd rows = normals(T, d, engine);
    if (trial % 5 == 0) rows.rightCols(1) = rows.leftCols(1) * (1 + 1e-9);
    const auto factor = [&](Eigen::Index rank) -> Eigen::MatrixXd {
      Eigen::MatrixXd result = normals(d, rank, engine);
      for (Eigen::Index i = 0; i < d; ++i) result.row(i) *= std::pow(10.0, 5 * uniform(engine));
      return result;
    };
    const regression truth = process_of(rows, normals(d, 1, engine), factor(1 + trial % 3), 0.3);
    regression learner = process_of(rows, normals(d, 1, engine), factor(1 + trial % 2), trial % 2 == 0 ? 0.3 : 2.0);
    if (trial % 6 == 1)
      learner = process_of(rows, truth.prior.mean * (1 + 1e-7), truth.prior.covariance.factor() * (1 + 1e-6),
                           0.3 * (1 + 1e-5));
    const double expected = dense_divergence(truth, learner, T);
    const double found = cost_of(truth, learner, static_cast<std::size_t>(T));
    error.see(std::abs(found / expected - 1), d, T, trial);
  }
  INFO(error.where());
  CHECK(error.value() <= 1e-11);
}

TEST_CASE("the right Gaussian prior on a design costs nothing more than the information",
          "[misspecified_error][exact]") {
  std::mt19937_64 engine(2);
  const regression truth = process_of(normals(6, 3, engine), normals(3, 1, engine), normals(3, 2, engine), 0.5);
  const auto cost = ib::misspecified_error(truth, truth, 6);
  CHECK(cost.misspecification.lower.mean <= 0);
  CHECK(cost.total.lower.mean == cost.estimation.lower.mean);
  CHECK(std::abs(cost.estimation.lower.mean * 6 - truth.information(6)) <= 1e-14);
}

TEST_CASE("priors of one variance cost on a design what theory 9.3 says of them", "[misspecified_error][exact]") {
  std::mt19937_64 engine(3);
  const Eigen::MatrixXd rows = normals(5, 3, engine);
  const ib::linear_regression<double, design_type> standard{3, 0.4, {rows}};
  const ib::gaussian_prior_regression<double, design_type> other{Eigen::Vector3d(1, 0, -2), 0.7, 0.9, {rows}};
  const ib::missing_features<double, design_type> blind{3, 2, 1.5, {rows}};
  const Eigen::Matrix3d unit = Eigen::Matrix3d::Identity();
  const regression own_standard = process_of(rows, Eigen::Vector3d::Zero(), unit / std::sqrt(3.0), 0.4);
  const regression own_other = process_of(rows, other.prior_mean, unit * std::sqrt(0.7), 0.9);
  const auto same = [&](const auto& truth, const auto& learner, double expected) {
    CHECK(std::abs(cost_of(truth, learner, 5) / expected - 1) <= 1e-13);
  };
  const double one = cost_of(standard, other, 5);
  same(own_standard, other, one);
  same(standard, own_other, one);
  same(own_standard, own_other, one);
  same(own_standard, blind, cost_of(standard, blind, 5));
  same(blind, own_other, cost_of(blind, other, 5));
}

TEST_CASE("the cost of a wrong Gaussian prior on a design is what simulation has, below the divergence of the priors",
          "[misspecified_error][statistical]") {
  // Four numbers within five standard errors each: one false alarm in 400 000 seeds.
  std::mt19937_64 engine(4);
  const Eigen::MatrixXd rows = normals(6, 2, engine);
  const regression truth = process_of(rows, Eigen::Vector2d(1, -1), normals(2, 2, engine), 0.5);
  const regression learner = process_of(rows, Eigen::Vector2d(0, 0.5), normals(2, 2, engine), 0.5);
  const auto exact = ib::misspecified_curve(truth, learner, 6);
  const auto simulated = ib::misspecified_curve(truth, learner, 6, ib::conjugate{.replicates = 4000, .seed = 1});
  for (const std::size_t t : {2U, 6U}) {
    const double paid = exact.misspecification.information(t).lower.mean;
    CHECK(std::abs(paid - cost_of(truth, learner, t)) <= 1e-13 * paid);
    CHECK(paid <= ib::prior_divergence(truth, learner));
    for (const auto part :
         {&ib::misspecified_curves<double>::misspecification, &ib::misspecified_curves<double>::total}) {
      const auto drawn = (simulated.*part).information(t).lower;
      CHECK(std::abs(drawn.mean - (exact.*part).information(t).lower.mean) <= 5 * drawn.standard_error);
    }
  }
}

TEST_CASE("a wrong Gaussian prior costs as much in any units, or is refused", "[misspecified_error][exact]") {
  std::mt19937_64 engine(5);
  const Eigen::MatrixXd rows = normals(4, 2, engine);
  const Eigen::MatrixXd factor = normals(2, 2, engine);
  const Eigen::VectorXd mean = normals(2, 1, engine);
  const auto at = [&](double input, double label) {
    const double prior = label / input;
    return cost_of(process_of(rows * input, mean * prior, factor * prior, 0.25 * label * label),
                   process_of(rows * input, -mean * prior, factor.transpose() * prior, label * label), 4);
  };
  const double expected = at(1, 1);
  for (const double input : {0x1p-600, 1.0, 0x1p600})
    for (const double label : {0x1p-300, 1.0, 0x1p300}) CHECK(at(input, label) == expected);
  // A mean alone may be of any size: its cost is then beyond the range.
  const regression truth = process_of(rows, mean * 1e300, factor, 1);
  const regression learner = process_of(rows, mean, factor, 1);
  CHECK(cost_of(truth, learner, 4) == std::numeric_limits<double>::infinity());
  // Beyond twice the digits the noise is not told from the rounding of labels' scales.
  const regression steep = process_of(rows, mean, factor * 1e25, 1);
  CHECK(thrown<std::domain_error>([&] {
          return cost_of(truth, steep, 4);
        }).starts_with("learner.prior: the largest of XL over the root of the noise variance = "));
  CHECK(thrown<std::domain_error>([&] {
          return cost_of(steep, learner, 4);
        }).starts_with("truth.prior: the largest of XL over the root of the noise variance = "));
  CHECK(thrown<std::domain_error>([&] {
          return cost_of(process_of(rows, mean, factor * 1e-140, 1e-290), learner, 4);
        }).starts_with("truth.noise_variance over learner.noise_variance: its root = "));
}

}  // namespace unit::bound::misspecified::gaussian_design
