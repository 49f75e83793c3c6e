// SPDX-License-Identifier: BSL-1.0
// Standard normal vectors.
#pragma once

#include <Eigen/Core>
#include <boost/random/normal_distribution.hpp>
#include <cstddef>
#include <infobound/core/random_stream.hpp>

namespace infobound::inline v0_1::detail {

/// Fills a vector or matrix with independent N(0, 1), column by column.
template <class Derived>
void fill_standard_normal(Eigen::DenseBase<Derived>& result, random_stream& rng) {
  boost::random::normal_distribution<typename Derived::Scalar> normal;
  for (Eigen::Index column = 0; column < result.cols(); ++column)
    for (Eigen::Index row = 0; row < result.rows(); ++row) result(row, column) = normal(rng);
}

/// z ~ N(0, I), written over an earlier one.
template <class Real>
void draw_standard_normal(Eigen::VectorX<Real>& z, std::size_t dimension, random_stream& rng) {
  z.resize(static_cast<Eigen::Index>(dimension));
  fill_standard_normal(z, rng);
}

}  // namespace infobound::inline v0_1::detail
