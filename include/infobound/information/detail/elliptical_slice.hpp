// SPDX-License-Identifier: BSL-1.0
// Elliptical slice sampling: a reversible move for any likelihood under a standard normal prior.
#pragma once

#include <Eigen/Core>
#include <boost/random/normal_distribution.hpp>
#include <boost/random/uniform_01.hpp>
#include <cmath>
#include <cstddef>
#include <infobound/core/random_stream.hpp>
#include <limits>
#include <utility>

namespace infobound::inline v0_1::detail {

/// z ~ N(0, I).
template <class Real>
[[nodiscard]] Eigen::VectorX<Real> standard_normal(std::size_t dimension, random_stream& rng) {
  boost::random::normal_distribution<Real> normal;
  return Eigen::VectorX<Real>::NullaryExpr(static_cast<Eigen::Index>(dimension), [&] { return normal(rng); });
}

/// Moves z, of log-likelihood `height`, to a point of the slice under it; log_likelihood is called last at the point
/// that is kept, and height becomes its value there (Murray, Adams and MacKay 2010).
template <class Real, class LogLikelihood>
void elliptical_slice(Eigen::VectorX<Real>& z, Real& height, LogLikelihood log_likelihood, random_stream& rng) {
  using std::acos, std::cos, std::log, std::sin;
  boost::random::uniform_01<Real> uniform;
  const Eigen::VectorX<Real> other = standard_normal<Real>(static_cast<std::size_t>(z.size()), rng);
  const Real level = height + log(1 - uniform(rng));
  const Real turn = 2 * acos(Real(-1));
  Real angle = turn * uniform(rng);
  Real left = angle - turn;
  Real right = angle;
  for (;;) {
    Eigen::VectorX<Real> next = cos(angle) * z + sin(angle) * other;
    const Real reached = log_likelihood(next);
    // The second condition ends the search at z itself, which is on the slice but for rounding.
    if (reached >= level || right - left < std::numeric_limits<Real>::epsilon()) {
      z = std::move(next);
      height = reached;
      return;
    }
    (angle < 0 ? left : right) = angle;
    angle = left + (right - left) * uniform(rng);
  }
}

}  // namespace infobound::inline v0_1::detail
