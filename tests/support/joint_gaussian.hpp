// SPDX-License-Identifier: BSL-1.0
// The labels of Bayesian linear regression as one Gaussian vector: elimination on its dense covariance in extended
// precision, in plain loops, straight from the definition.

#pragma once

#include <Eigen/Core>
#include <cmath>
#include <cstddef>
#include <vector>

/// Labels with covariance XXᵀ/d + σ²I, for inputs in the columns of a d × T matrix.
class joint_gaussian {
 public:
  joint_gaussian(const Eigen::MatrixXd& inputs, double noise_variance)
      : joint_gaussian(inputs, noise_variance, inputs.rows()) {}

  /// I(H_T;θ) = ½ ln det(I + XXᵀ/(dσ²)) of a T × d design, by elimination in the smaller of the two dimensions.
  [[nodiscard]] static double information(const Eigen::MatrixXd& design, double noise_variance) {
    const Eigen::MatrixXd columns = design.rows() < design.cols() ? Eigen::MatrixXd(design.transpose()) : design;
    return joint_gaussian(columns, noise_variance, design.cols()).half_log_determinant();
  }

  /// ln p(Y_{t+1} | Y_1 … Y_t) for every label.
  [[nodiscard]] std::vector<double> log_predictive(const Eigen::VectorXd& labels) const {
    std::vector<long double> error(static_cast<std::size_t>(size_));
    std::vector<double> result;
    for (Eigen::Index t = 0; t < size_; ++t) {
      long double here = static_cast<long double>(labels[t]);
      for (Eigen::Index k = 0; k < t; ++k) here -= at(t, k) * error[static_cast<std::size_t>(k)];
      error[static_cast<std::size_t>(t)] = here;
      result.push_back(
          static_cast<double>(-(std::log(2 * std::acos(-1.0L) * variance(t)) + here * here / variance(t)) / 2));
    }
    return result;
  }

 private:
  joint_gaussian(const Eigen::MatrixXd& inputs, double noise_variance, Eigen::Index dimension)
      : size_(inputs.cols()),
        noise_variance_(static_cast<long double>(noise_variance)),
        factor_(static_cast<std::size_t>(size_ * size_)) {
    for (Eigen::Index i = 0; i < size_; ++i)
      for (Eigen::Index j = 0; j <= i; ++j) {
        long double sum = 0;
        for (Eigen::Index k = 0; k < inputs.rows(); ++k)
          sum += static_cast<long double>(inputs(k, i)) * static_cast<long double>(inputs(k, j));
        at(i, j) = sum / static_cast<long double>(dimension);
      }
    // L D Lᵀ in place: D_t is the variance of label t given those before, kept without the noise that is part of it.
    for (Eigen::Index j = 0; j < size_; ++j)
      for (Eigen::Index i = j; i < size_; ++i) {
        for (Eigen::Index k = 0; k < j; ++k) at(i, j) -= at(i, k) * at(j, k) * variance(k);
        if (i > j) at(i, j) /= variance(j);
      }
  }

  /// ½ Σ ln(D_t/σ²).
  [[nodiscard]] double half_log_determinant() const {
    long double sum = 0;
    for (Eigen::Index t = 0; t < size_; ++t) sum += std::log1p(at(t, t) / noise_variance_);
    return static_cast<double>(sum / 2);
  }

  [[nodiscard]] long double variance(Eigen::Index t) const { return at(t, t) + noise_variance_; }
  [[nodiscard]] long double& at(Eigen::Index i, Eigen::Index j) {
    return factor_[static_cast<std::size_t>(i * size_ + j)];
  }
  [[nodiscard]] const long double& at(Eigen::Index i, Eigen::Index j) const {
    return factor_[static_cast<std::size_t>(i * size_ + j)];
  }

  Eigen::Index size_;
  long double noise_variance_;
  std::vector<long double> factor_;
};
