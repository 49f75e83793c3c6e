// SPDX-License-Identifier: BSL-1.0
// Sums of ReLU units over a history's inputs, and the normal tail that their sticks are made from.
#pragma once

#include <Eigen/Core>
#include <algorithm>
#include <infobound/core/numeric/cmath.hpp>
#include <infobound/core/numeric/weighted_gram.hpp>

namespace infobound::inline v0_1::detail {

/// ln Φ(−z).
template <class Real>
[[nodiscard]] Real log_normal_tail(const Real& z) {
  using std::erfc, std::log, std::log1p, std::sqrt;
  const Real x = z / sqrt(Real(2));
  return x < 0 ? log1p(-erfc(-x) / 2) : log(erfc(x) / 2);
}

/// Calls visit(t, outputs) with Σ_j c_j (w_jᵀx)⁺ for the inputs x in columns t, t + 1, …, a block at a time. theta
/// holds the J output weights c_j, then the J weight vectors w_j one after the other.
/// - Cost: O(TdJ), by matrix products; no allocation.
template <class Theta, class Real, class Visit>
void for_each_relu_output(const Theta& theta, const Eigen::MatrixX<Real>& inputs, Visit visit) {
  using std::min;
  const Eigen::Index dimension = inputs.rows();
  const Eigen::Index count = theta.size() / (dimension + 1);
  const Eigen::Map<const Eigen::MatrixX<Real>> weights(theta.data() + count, dimension, count);
  tile<Real> hidden;
  tile_vector<Real> outputs;
  for (Eigen::Index t = 0; t < inputs.cols(); t += tile_size) {
    const Eigen::Index size = min(tile_size, inputs.cols() - t);
    outputs.setZero(size);
    for (Eigen::Index j = 0; j < count; j += tile_size) {
      const Eigen::Index units = min(tile_size, count - j);
      hidden.resize(size, units);
      hidden.noalias() = inputs.middleCols(t, size).transpose() * weights.middleCols(j, units);
      outputs.noalias() += hidden.cwiseMax(Real(0)) * theta.segment(j, units);
    }
    visit(t, outputs);
  }
}

}  // namespace infobound::inline v0_1::detail
