// SPDX-License-Identifier: BSL-1.0
// Lengths of inputs in any unit.
#pragma once

#include <Eigen/Core>
#include <infobound/core/numeric/cmath.hpp>
#include <limits>

namespace infobound::inline v0_1::detail {

/// ‖X‖, the root of the sum of squares, which may be out of range.
template <class Derived>
[[nodiscard]] typename Derived::Scalar norm(const Eigen::MatrixBase<Derived>& inputs) {
  using Real = typename Derived::Scalar;
  using std::sqrt;
  const Real square = inputs.squaredNorm();
  const Real least = (std::numeric_limits<Real>::min)() / std::numeric_limits<Real>::epsilon();
  if (square >= least && square <= (std::numeric_limits<Real>::max)()) return sqrt(square);
  const Real largest = inputs.size() > 0 ? Real(inputs.cwiseAbs().maxCoeff()) : Real(0);
  return largest > 0 ? Real(largest * sqrt((inputs / largest).squaredNorm())) : Real(0);
}

/// ln(1 + x²/y²), y > 0, for x and y of any sizes.
template <class Real>
[[nodiscard]] Real log1p_squared_ratio(const Real& x, const Real& y) {
  using std::abs, std::log, std::log1p;
  const Real size = abs(x);
  const Real ratio = size / y;
  if (ratio < Real(1 << 20)) return log1p(ratio * ratio);
  // Its square, and the ratio itself, may be out of range.
  return ratio <= (std::numeric_limits<Real>::max)() ? 2 * log(ratio) + 1 / ratio / ratio : 2 * (log(size) - log(y));
}

}  // namespace infobound::inline v0_1::detail
