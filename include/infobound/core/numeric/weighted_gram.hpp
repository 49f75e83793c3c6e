// SPDX-License-Identifier: BSL-1.0
// Sums of weighted outer products of inputs, without workspace of unknown size.
#pragma once

#include <Eigen/Core>
#include <algorithm>
#include <infobound/core/compiler.hpp>

namespace infobound::inline v0_1::detail {

/// How many labels, parameters or coordinates are taken at a time: 64 × 64 numbers stay in the first-level cache.
inline constexpr Eigen::Index tile_size = 64;

/// A matrix of at most 64 × 64 that lies on the stack.
template <class Real>
using tile = Eigen::Matrix<Real, Eigen::Dynamic, Eigen::Dynamic, Eigen::ColMajor, tile_size, tile_size>;

/// A vector of at most 64 that lies on the stack.
template <class Real>
using tile_vector = Eigen::Matrix<Real, Eigen::Dynamic, 1, Eigen::ColMajor, tile_size>;

/// result += X diag(w) Xᵀ on and below the diagonal, and in tiles above it, for at most 64 columns of X.
template <class Inputs, class Weights, class Result>
void add_lower_weighted_gram(const Inputs& inputs, const Weights& weights, Result&& result) {
  using std::min;
  tile<typename Inputs::Scalar> weighted;
  for (Eigen::Index column = 0; column < inputs.rows(); column += tile_size) {
    const Eigen::Index columns = min(tile_size, inputs.rows() - column);
    weighted.resize(inputs.cols(), columns);
    weighted.noalias() = weights.asDiagonal() * inputs.middleRows(column, columns).transpose();
    result.bottomRows(inputs.rows() - column).middleCols(column, columns).noalias() +=
        inputs.bottomRows(inputs.rows() - column) * weighted;
  }
}

}  // namespace infobound::inline v0_1::detail
