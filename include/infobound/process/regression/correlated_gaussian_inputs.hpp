// SPDX-License-Identifier: BSL-1.0
// Gaussian inputs with a covariance of the user's own (theory 13.1).
#pragma once

#include <Eigen/Core>
#include <infobound/process/regression/gaussian_covariance.hpp>
#include <infobound/process/regression/inputs.hpp>

namespace infobound::inline v0_1 {

/// X_0, X_1, … iid N(0, S).
template <class Real>
struct correlated_gaussian_inputs {
  gaussian_covariance<Real> covariance;  ///< S, d × d

  /// Fills the columns of `inputs` (d × T) with X_0 … X_{T−1}. Cost: O(Td²).
  template <class Derived, class Rng>
  void draw(Eigen::PlainObjectBase<Derived>& inputs, Rng& rng) const {
    Eigen::MatrixX<Real> normals(covariance.rank(), inputs.cols());
    gaussian_inputs::draw(normals, rng);
    inputs = covariance.factor() * normals;
  }

  /// - Throws: as gaussian_covariance.
  void validate(Eigen::Index dimension) const {
    covariance.validate("correlated_gaussian_inputs.covariance", dimension);
  }
};

}  // namespace infobound::inline v0_1
