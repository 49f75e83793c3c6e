// SPDX-License-Identifier: BSL-1.0
// Ridge regression with the penalty that has predicted best so far.
#pragma once

#include <Eigen/Core>
#include <cmath>
#include <vector>

namespace examples {

/// The Gaussian prediction of ridge regression, label by label in O(d²), for each of several penalties; a label is
/// predicted by that whose predictions of the labels before had the least log-loss.
struct ridge {
  double noise_variance;
  std::vector<double> penalties{0.1, 1, 10, 100};

  template <class History>
  Eigen::VectorXd log_predictive(const History& history) const {
    const Eigen::Index d = history.inputs.rows();
    const auto count = static_cast<Eigen::Index>(penalties.size());
    std::vector<fit> fits;
    for (const double penalty : penalties)
      fits.push_back({Eigen::VectorXd::Zero(d), Eigen::MatrixXd::Identity(d, d) * (noise_variance / penalty)});
    Eigen::VectorXd score = Eigen::VectorXd::Zero(count);
    Eigen::VectorXd result(history.inputs.cols());
    for (Eigen::Index t = 0; t < result.size(); ++t) {
      Eigen::Index best = 0;
      score.maxCoeff(&best);
      for (Eigen::Index i = 0; i < count; ++i) {
        const double told =
            fits[static_cast<std::size_t>(i)].learn(history.inputs.col(t), history.labels[t], noise_variance);
        if (i == best) result[t] = told;
        score[i] += told;
      }
    }
    return result;
  }

 private:
  struct fit {
    Eigen::VectorXd mean;
    Eigen::MatrixXd covariance;

    /// ln of the density of the label before it is learnt from.
    double learn(const Eigen::VectorXd& x, double label, double noise) {
      const Eigen::VectorXd gain = covariance * x;
      const double variance = noise + x.dot(gain);
      const double error = label - mean.dot(x);
      mean += gain * (error / variance);
      covariance -= gain * gain.transpose() / variance;
      return -(std::log(2 * std::acos(-1.0) * variance) + error * error / variance) / 2;
    }
  };
};

}  // namespace examples
