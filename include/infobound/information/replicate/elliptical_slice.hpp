// SPDX-License-Identifier: BSL-1.0
// Elliptical slice sampling: a reversible move for any likelihood under a standard normal prior (theory 11.9).
#pragma once

#include <Eigen/Core>
#include <boost/random/uniform_01.hpp>
#include <infobound/core/numeric/cmath.hpp>
#include <infobound/core/numeric/normal_draws.hpp>
#include <infobound/core/numeric/pi.hpp>
#include <infobound/core/random_stream.hpp>
#include <limits>

namespace infobound::inline v0_1::detail {

/// Elliptical slice sampling with memory of its own, so that a move allocates nothing.
template <class Real>
class elliptical_slice {
 public:
  using vector = Eigen::VectorX<Real>;

  explicit elliptical_slice(Eigen::Index dimension) : other_(dimension), next_(dimension) {}

  /// Moves z, of log-likelihood `height`, to a point of the slice under it; log_likelihood is called last at the point
  /// that is kept, and height becomes its value there (Murray, Adams and MacKay 2010).
  template <class LogLikelihood>
  void move(vector& z, Real& height, LogLikelihood log_likelihood, random_stream& rng) {
    using std::cos, std::log, std::sin;
    boost::random::uniform_01<Real> uniform;
    fill_standard_normal(other_, rng);
    const Real level = height + log(1 - uniform(rng));
    const Real turn = 2 * pi<Real>();
    Real angle = turn * uniform(rng);
    Real left = angle - turn;
    Real right = angle;
    for (;;) {
      next_ = cos(angle) * z + sin(angle) * other_;
      const Real reached = log_likelihood(next_);
      // The second condition ends the search at z itself, which is on the slice but for rounding.
      if (reached >= level || right - left < std::numeric_limits<Real>::epsilon()) {
        z.swap(next_);
        height = reached;
        return;
      }
      (angle < 0 ? left : right) = angle;
      angle = left + (right - left) * uniform(rng);
    }
  }

 private:
  vector other_;
  vector next_;
};

}  // namespace infobound::inline v0_1::detail
