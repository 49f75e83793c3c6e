// SPDX-License-Identifier: BSL-1.0
// The mean of the nearest neighbours, with a spread that past predictions tell.
#pragma once

#include <Eigen/Core>
#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

namespace examples {

/// Predicts the mean label of the k nearest inputs seen, as a normal law whose variance is the mean square of the
/// errors so far, one error of `first_variance` among them. O(T² d).
struct nearest_neighbours {
  Eigen::Index neighbours = 3;
  double first_variance = 1;

  template <class History>
  Eigen::VectorXd log_predictive(const History& history) const {
    const Eigen::Index T = history.inputs.cols();
    Eigen::VectorXd result(T);
    double squares = first_variance;
    std::vector<Eigen::Index> order;
    for (Eigen::Index t = 0; t < T; ++t) {
      const Eigen::VectorXd distances =
          (history.inputs.leftCols(t).colwise() - history.inputs.col(t)).colwise().squaredNorm().transpose();
      order.resize(static_cast<std::size_t>(t));
      std::iota(order.begin(), order.end(), Eigen::Index{0});
      const Eigen::Index k = (std::min)(neighbours, t);
      std::partial_sort(order.begin(), order.begin() + k, order.end(),
                        [&](Eigen::Index a, Eigen::Index b) { return distances[a] < distances[b]; });
      double mean = 0;
      for (Eigen::Index i = 0; i < k; ++i)
        mean += history.labels[order[static_cast<std::size_t>(i)]] / static_cast<double>(k);
      const double variance = squares / static_cast<double>(t + 1);
      const double error = history.labels[t] - mean;
      result[t] = -(std::log(2 * std::acos(-1.0) * variance) + error * error / variance) / 2;
      squares += error * error;
    }
    return result;
  }
};

}  // namespace examples
