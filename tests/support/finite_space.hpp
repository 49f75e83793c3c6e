// SPDX-License-Identifier: BSL-1.0
// Finite parameter spaces on which every expectation is a sum: laws, kernels with their time reversals, enumeration.

#pragma once

#include <Eigen/Core>
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <functional>
#include <vector>

namespace finite_space {

/// θ in {0, …, S−1}; binary labels, iid given θ with P(Y = 1 | θ) = heads[θ].
struct coins {
  Eigen::ArrayXd prior;
  Eigen::ArrayXd heads;

  [[nodiscard]] Eigen::ArrayXd likelihood(bool label) const { return label ? heads : Eigen::ArrayXd(1 - heads); }
  [[nodiscard]] Eigen::ArrayXd likelihood(unsigned history, int length) const {
    Eigen::ArrayXd product = Eigen::ArrayXd::Ones(heads.size());
    for (int t = 0; t < length; ++t) product *= likelihood((history >> t & 1U) != 0);
    return product;
  }
};

inline const coins two{.prior = Eigen::Array2d(0.3, 0.7), .heads = Eigen::Array2d(0.9, 0.25)};
inline const coins three{.prior = Eigen::Array3d(0.2, 0.5, 0.3), .heads = Eigen::Array3d(0.95, 0.4, 0.1)};

/// Calls visit(slots, probability) for all values of independent slots with the given laws.
inline void for_each_tuple(const std::vector<Eigen::ArrayXd>& laws,
                           const std::function<void(const std::vector<Eigen::Index>&, double)>& visit) {
  std::vector<Eigen::Index> slots(laws.size());
  const std::function<void(std::size_t, double)> descend = [&](std::size_t slot, double probability) {
    if (slot == laws.size()) return visit(slots, probability);
    for (Eigen::Index value = 0; value < laws[slot].size(); ++value)
      if (laws[slot][value] > 0) {
        slots[slot] = value;
        descend(slot + 1, probability * laws[slot][value]);
      }
  };
  descend(0, 1);
}

/// The Metropolis kernel for a law, with proposals to the neighbours on a circle: reversible.
inline Eigen::MatrixXd metropolis(const Eigen::ArrayXd& law) {
  const Eigen::Index count = law.size();
  Eigen::MatrixXd kernel = Eigen::MatrixXd::Zero(count, count);
  for (Eigen::Index from = 0; from < count; ++from) {
    for (const Eigen::Index to : {(from + 1) % count, (from + count - 1) % count})
      kernel(from, to) += 0.5 * std::min(1.0, law[to] / law[from]);
    kernel(from, from) = 0;
    kernel(from, from) = 1 - kernel.row(from).sum();
  }
  return kernel;
}

/// A kernel that turns round the circle more one way than the other: it leaves a law invariant and is not reversible.
inline Eigen::MatrixXd turning(const Eigen::ArrayXd& law) {
  const Eigen::Index count = law.size();
  const double flow = 0.9 * law.minCoeff();
  Eigen::MatrixXd kernel = Eigen::MatrixXd::Zero(count, count);
  for (Eigen::Index from = 0; from < count; ++from) {
    kernel(from, (from + 1) % count) = flow / law[from];
    kernel(from, from) = 1 - flow / law[from];
  }
  return kernel;
}

/// K̃ with law(x) K(x, y) = law(y) K̃(y, x).
inline Eigen::MatrixXd reversal(const Eigen::MatrixXd& kernel, const Eigen::ArrayXd& law) {
  return law.inverse().matrix().asDiagonal() * kernel.transpose() * law.matrix().asDiagonal();
}

inline Eigen::ArrayXd normalised(const Eigen::ArrayXd& weights) { return weights / weights.sum(); }

}  // namespace finite_space
