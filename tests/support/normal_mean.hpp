// SPDX-License-Identifier: BSL-1.0
// A user's own processes, as a user would write them: in another namespace, inheriting nothing of the library.

#pragma once

#include <Eigen/Core>
#include <boost/random/normal_distribution.hpp>
#include <cmath>
#include <cstddef>

namespace mylab {

/// θ ~ N(0, prior_variance), Y_1 … Y_T iid N(θ, 1) given θ: the least that a data-generating process has.
struct simulated_mean {
  using real_type = double;
  using parameter_type = double;
  using history_type = Eigen::VectorXd;

  double prior_variance = 1;

  template <class Rng>
  double draw_parameter(Rng& rng) const {
    return boost::random::normal_distribution<double>(0, std::sqrt(prior_variance))(rng);
  }

  template <class Rng>
  Eigen::VectorXd draw_history(double theta, std::size_t horizon, Rng& rng) const {
    boost::random::normal_distribution<double> normal(theta, 1);
    return Eigen::VectorXd::NullaryExpr(static_cast<Eigen::Index>(horizon), [&] { return normal(rng); });
  }

  Eigen::VectorXd log_likelihood(double theta, const Eigen::VectorXd& history) const {
    return -((history.array() - theta).square() + std::log(2 * std::acos(-1.0))) / 2;
  }

  /// I(H_T;θ), for the test: the process itself does not offer it.
  double truth(std::size_t horizon) const { return std::log1p(static_cast<double>(horizon) * prior_variance) / 2; }
};

/// The same with ln p(Y_{t+1} | H_t) in closed form.
struct conjugate_mean : simulated_mean {
  Eigen::VectorXd log_predictive(const Eigen::VectorXd& history) const {
    Eigen::VectorXd result(history.size());
    double sum = 0;
    for (Eigen::Index t = 0; t < history.size(); ++t) {
      const double variance = prior_variance / (1 + static_cast<double>(t) * prior_variance);
      const double error = history[t] - variance * sum;
      result[t] = -(error * error / (1 + variance) + std::log(2 * std::acos(-1.0) * (1 + variance))) / 2;
      sum += history[t];
    }
    return result;
  }
};

}  // namespace mylab
