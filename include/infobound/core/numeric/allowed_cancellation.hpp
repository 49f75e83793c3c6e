// SPDX-License-Identifier: BSL-1.0
// How much elimination may cancel.
#pragma once

#include <infobound/core/numeric/cmath.hpp>
#include <limits>

namespace infobound::inline v0_1::detail {

/// How much of a diagonal entry elimination may cancel before numbers of twice the digits take over: as much as leaves
/// three quarters of the digits of a pivot.
template <class Real>
[[nodiscard]] Real exacting() {
  using std::sqrt;
  return 1 / sqrt(sqrt(std::numeric_limits<Real>::epsilon()));
}

/// As much as leaves half of the digits: for inputs drawn at random, where the spread from draw to draw is far larger.
template <class Real>
[[nodiscard]] Real lenient() {
  using std::sqrt;
  return 1 / sqrt(std::numeric_limits<Real>::epsilon());
}

}  // namespace infobound::inline v0_1::detail
