// SPDX-License-Identifier: BSL-1.0
// Logistic regression at the mode of its posterior.
#pragma once

#include <Eigen/Cholesky>
#include <Eigen/Core>
#include <algorithm>
#include <cmath>
#include <cstddef>

namespace examples {

/// To be refitted: the weights of greatest likelihood times a prior N(0, prior_variance I), by Newton's method.
struct logistic {
  double prior_variance = 1;

  struct model {
    Eigen::VectorXd weights;

    template <class History>
    Eigen::VectorXd log_predictive(const History& history, std::size_t first, std::size_t last) const {
      Eigen::VectorXd result(static_cast<Eigen::Index>(last - first));
      for (Eigen::Index i = 0; i < result.size(); ++i) {
        const auto t = static_cast<Eigen::Index>(first) + i;
        const double odds = weights.dot(history.inputs.col(t));
        result[i] = -std::log1p(std::exp(history.labels[t] > 0 ? -odds : odds));
      }
      return result;
    }
  };

  template <class History>
  model fit(const History& history, std::size_t size) const {
    const auto n = static_cast<Eigen::Index>(size);
    const Eigen::Index d = history.inputs.rows();
    Eigen::VectorXd weights = Eigen::VectorXd::Zero(d);
    for (int step = 0; step < 20 && n > 0; ++step) {
      Eigen::VectorXd slope = -weights / prior_variance;
      Eigen::MatrixXd curvature = Eigen::MatrixXd::Identity(d, d) / prior_variance;
      for (Eigen::Index t = 0; t < n; ++t) {
        const auto x = history.inputs.col(t);
        const double one = 1 / (1 + std::exp(-weights.dot(x)));
        slope += ((history.labels[t] > 0 ? 1 : 0) - one) * x;
        curvature += one * (1 - one) * x * x.transpose();
      }
      const Eigen::VectorXd change = curvature.llt().solve(slope);
      weights += change / (std::max)(1.0, change.norm());
      if (change.norm() < 1e-10) break;
    }
    return {weights};
  }
};

}  // namespace examples
