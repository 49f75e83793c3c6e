// SPDX-License-Identifier: BSL-1.0
// Embeddings of tokens: the known vectors that stand for them.
#pragma once

#include <Eigen/Core>
#include <boost/random/mersenne_twister.hpp>
#include <boost/random/normal_distribution.hpp>
#include <cstdint>
#include <infobound/core/require.hpp>
#include <limits>
#include <string>

namespace infobound::inline v0_1 {

/// N independent vectors, uniform on the unit sphere of R^r, in the columns of an r × N matrix: the same for the same
/// seed. A matrix without columns where r or N is not positive.
template <class Real>
[[nodiscard]] Eigen::MatrixX<Real> spherical_embeddings(Eigen::Index dimension, Eigen::Index vocabulary,
                                                        std::uint64_t seed) {
  if (!(dimension >= 1 && vocabulary >= 1)) return {};
  boost::random::mt19937_64 rng(seed);
  boost::random::normal_distribution<Real> normal;
  Eigen::MatrixX<Real> result(dimension, vocabulary);
  for (Eigen::Index j = 0; j < vocabulary; ++j) {
    for (Real& entry : result.col(j)) entry = normal(rng);
    result.col(j).normalize();
  }
  return result;
}

/// Checks that embeddings are an r × N matrix with columns in the unit ball, but for rounding.
/// - Throws: std::invalid_argument for another size, std::domain_error for a longer column; both name `process`.
template <class Real>
void require_embeddings(const std::string& process, const Eigen::MatrixX<Real>& embeddings, Eigen::Index dimension,
                        Eigen::Index vocabulary) {
  require_same_size(process + ".embeddings: number of rows", embeddings.rows(), process + ".embedding_dimension",
                    dimension);
  require_same_size(process + ".embeddings: number of columns", embeddings.cols(), process + ".vocabulary", vocabulary);
  const Real longest = 1 + 16 * std::numeric_limits<Real>::epsilon();
  for (Eigen::Index j = 0; j < vocabulary; ++j) {
    const Real length = embeddings.col(j).norm();
    if (!(length <= longest)) refuse("norm of " + process + ".embeddings.col(" + to_text(j) + ")", length, "<= 1");
  }
}

}  // namespace infobound::inline v0_1
