// SPDX-License-Identifier: BSL-1.0
// The works in Eigen alone, as a competent user writes them.
#include <Eigen/Cholesky>
#include <Eigen/Core>
#include <cmath>
#include <random>

#include "inputs.hpp"
#include "measurement.hpp"

namespace rivals {

namespace {

using Eigen::ArrayXd;
using Eigen::ArrayXXd;
using Eigen::MatrixXd;
using Eigen::VectorXd;

std::mt19937_64& generator() {
  static std::mt19937_64 rng(1);
  return rng;
}

void fill_normal(MatrixXd& result) {
  std::normal_distribution<double> normal;
  for (double& x : result.reshaped()) x = normal(generator());
}

VectorXd draw_labels(const VectorXd& etas) {
  std::uniform_real_distribution<double> uniform;
  return etas.unaryExpr([&](double eta) { return uniform(generator()) < 1 / (1 + std::exp(-eta)) ? 1.0 : 0.0; });
}

/// ln(1 + e^x) of moderate x.
template <class Derived>
auto softplus(const Eigen::ArrayBase<Derived>& x) {
  return (1 + x.exp()).log();
}

struct sides {
  ArrayXd lower;
  ArrayXd upper;

  explicit sides(Eigen::Index replicates) : lower(replicates), upper(replicates) {}

  /// The two sides by N contrasts.
  void set(Eigen::Index replicate, double own, const ArrayXd& totals) {
    const double largest = totals.maxCoeff();
    const double evidence = largest + std::log((totals - largest).exp().sum());
    const double both = std::max(evidence, own) + std::log1p(std::exp(-std::abs(evidence - own)));
    upper[replicate] = own - evidence + std::log(static_cast<double>(contrasts));
    lower[replicate] = own - both + std::log(contrasts + 1.0);
  }

  /// Means, and the standard error over groups of replicates.
  [[nodiscard]] answer mean(Eigen::Index group) const {
    const Eigen::Index groups = upper.size() / group;
    const ArrayXd means = upper.reshaped(group, groups).colwise().mean().transpose();
    const double error = std::sqrt((means - means.mean()).square().sum() / double(groups - 1) / double(groups));
    return {lower.mean(), upper.mean(), error};
  }
};

answer fresh_designs() {
  static MatrixXd theta(few_dimensions, 1), thetas(few_dimensions, contrasts), inputs(few_dimensions, labels);
  static MatrixXd etas(contrasts, labels);
  sides found(fresh_replicates);
  for (int replicate = 0; replicate < fresh_replicates; ++replicate) {
    fill_normal(theta);
    fill_normal(thetas);
    fill_normal(inputs);
    theta /= std::sqrt(double(few_dimensions));
    thetas /= std::sqrt(double(few_dimensions));
    const VectorXd eta = inputs.transpose() * theta;
    const VectorXd y = draw_labels(eta);
    etas.noalias() = thetas.transpose() * inputs;
    const ArrayXd totals = (etas * y).array() - softplus(etas.array()).rowwise().sum();
    found.set(replicate, eta.dot(y) - softplus(eta.array()).sum(), totals);
  }
  return found.mean(1);
}

answer shared_design() {
  static const MatrixXd rows = design(labels, few_dimensions);
  static MatrixXd theta(few_dimensions, 1), thetas(few_dimensions, contrasts);
  sides found(shared_replicates);
  MatrixXd scores(few_dimensions, shared_by);
  ArrayXd own(shared_by);
  for (int first = 0; first < shared_replicates; first += shared_by) {
    fill_normal(thetas);
    thetas /= std::sqrt(double(few_dimensions));
    const MatrixXd etas = thetas.transpose() * rows.transpose();
    const ArrayXd label_free = softplus(etas.array()).rowwise().sum();
    for (int i = 0; i < shared_by; ++i) {
      fill_normal(theta);
      theta /= std::sqrt(double(few_dimensions));
      const VectorXd eta = rows * theta;
      const VectorXd y = draw_labels(eta);
      scores.col(i) = rows.transpose() * y;
      own[i] = eta.dot(y) - softplus(eta.array()).sum();
    }
    const MatrixXd products = thetas.transpose() * scores;
    for (int i = 0; i < shared_by; ++i) found.set(first + i, own[i], products.col(i).array() - label_free);
  }
  return found.mean(shared_by);
}

/// Blocks of 64: a Cholesky factor of the precision, and one of what a block's own labels add.
answer linear_curve() {
  constexpr int block = 64;
  constexpr double noise_variance = 0.25;
  static MatrixXd inputs(dimension, horizon);
  ArrayXd totals(curves);
  for (double& total : totals) {
    fill_normal(inputs);
    ArrayXd increments(horizon);
    MatrixXd precision = dimension * noise_variance * MatrixXd::Identity(dimension, dimension);
    for (int start = 0; start < horizon; start += block) {
      const int size = std::min(block, horizon - start);
      MatrixXd whitened = inputs.middleCols(start, size);
      precision.llt().matrixL().solveInPlace(whitened);
      MatrixXd innovation = MatrixXd::Identity(size, size);
      innovation.selfadjointView<Eigen::Lower>().rankUpdate(whitened.transpose());
      const Eigen::LLT<MatrixXd> factor(innovation);
      increments.segment(start, size) = factor.matrixLLT().diagonal().array().log();
      precision.selfadjointView<Eigen::Lower>().rankUpdate(inputs.middleCols(start, size));
    }
    total = increments.sum();
  }
  const double mean = totals.mean();
  return {mean, mean, std::sqrt((totals - mean).square().sum() / (curves - 1) / curves)};
}

/// The sum over slopes of the least R + sD, by q ← q c until the bounds of Blahut and Arimoto meet.
answer least_sums(const VectorXd& p, const MatrixXd& distortions, const VectorXd& at, double tolerance) {
  answer sum{0, 0};
  VectorXd z(p.size()), c(p.size());
  for (const double slope : at) {
    const MatrixXd kernel = (-slope * distortions.array()).exp();
    VectorXd q = VectorXd::Constant(p.size(), 1 / static_cast<double>(p.size()));
    double gap = 1;
    while (gap > tolerance) {
      z.noalias() = kernel * q;
      c.noalias() = kernel.transpose() * p.cwiseQuotient(z);
      gap = std::log(c.maxCoeff());
      q.array() *= c.array();
      q = (q.array() < 1e-200).select(0.0, q);  // numbers below the range take many times as long
    }
    const double above = -p.dot(z.array().log().matrix());
    sum.lower += above - gap;
    sum.upper += above;
  }
  return sum;
}

answer binary_source() {
  Eigen::Matrix2d hamming;
  hamming << 0, 1, 1, 0;
  return least_sums(Eigen::Vector2d(0.3, 0.7), hamming, binary_slopes(), binary_tolerance);
}

answer five_slopes() {
  static const quantised_gaussian source(64);
  return least_sums(source.probabilities, source.distortions, slopes(), slope_tolerance);
}

/// ln p(y) = ln N(y; 0, σ²I + XXᵀ/d), by the d × d matrix.
answer evidence() {
  static const MatrixXd rows = design(horizon, dimension);
  static const VectorXd y = labels_of(horizon);
  constexpr double noise_variance = 0.25;
  MatrixXd precision = dimension * MatrixXd::Identity(dimension, dimension);
  precision.selfadjointView<Eigen::Lower>().rankUpdate(rows.transpose(), 1 / noise_variance);
  const Eigen::LLT<MatrixXd> factor(precision);
  const VectorXd moment = rows.transpose() * y / noise_variance;
  const double square = y.squaredNorm() / noise_variance - moment.dot(factor.solve(moment));
  const double log_determinant = 2 * factor.matrixLLT().diagonal().array().log().sum() -
                                 dimension * std::log(double(dimension)) + horizon * std::log(noise_variance);
  const double value = -(horizon * std::log(2 * std::acos(-1.0)) + log_determinant + square) / 2;
  return {value, value};
}

}  // namespace

works plain_eigen() {
  return {{"fresh_designs", fresh_designs}, {"shared_design", shared_design}, {"linear_curve", linear_curve},
          {"binary_source", binary_source}, {"five_slopes", five_slopes},     {"evidence", evidence}};
}

}  // namespace rivals
