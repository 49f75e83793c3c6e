// SPDX-License-Identifier: BSL-1.0
// Standard normal vectors.
#pragma once

#include <Eigen/Core>
#include <boost/random/normal_distribution.hpp>
#include <cstddef>
#include <infobound/core/random_stream.hpp>
#include <type_traits>

namespace infobound::inline v0_1::detail {

/// Fills a vector, a matrix or whole columns of one with independent N(0, 1), column by column.
template <class Dense>
void fill_standard_normal(Dense&& result, random_stream& rng) {
  using dense = std::remove_cvref_t<Dense>;
  using Real = typename dense::Scalar;
  boost::random::normal_distribution<Real> normal;
  if constexpr (dense::InnerStrideAtCompileTime == 1 && (dense::ColsAtCompileTime == 1 || !bool(dense::IsRowMajor))) {
    Real* const first = result.data();  // twice as fast as by row and column
    for (Eigen::Index i = 0; i < result.size(); ++i) first[i] = normal(rng);
  } else {
    for (Eigen::Index column = 0; column < result.cols(); ++column)
      for (Eigen::Index row = 0; row < result.rows(); ++row) result(row, column) = normal(rng);
  }
}

/// z ~ N(0, I), written over an earlier one.
template <class Real>
void draw_standard_normal(Eigen::VectorX<Real>& z, std::size_t dimension, random_stream& rng) {
  z.resize(static_cast<Eigen::Index>(dimension));
  fill_standard_normal(z, rng);
}

/// z ~ N(0, I).
template <class Real>
[[nodiscard]] Eigen::VectorX<Real> standard_normal(std::size_t dimension, random_stream& rng) {
  Eigen::VectorX<Real> z;
  draw_standard_normal(z, dimension, rng);
  return z;
}

}  // namespace infobound::inline v0_1::detail
