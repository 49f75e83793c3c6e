// SPDX-License-Identifier: BSL-1.0
// π in a scalar of any number of digits, and what Gaussian densities make of it.
#pragma once

#include <infobound/core/numeric/cmath.hpp>

namespace infobound::inline v0_1::detail {

template <class Real>
[[nodiscard]] Real pi() {
  using std::acos;
  return acos(Real(-1));
}

/// ln(2πσ²): −2 ln of the largest density of N(·, σ²).
template <class Real>
[[nodiscard]] Real log_two_pi_times(const Real& variance) {
  using std::log;
  return log(2 * pi<Real>() * variance);
}

}  // namespace infobound::inline v0_1::detail
