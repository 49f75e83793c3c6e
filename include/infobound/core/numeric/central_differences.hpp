// SPDX-License-Identifier: BSL-1.0
// First and second derivatives of a smooth function of two variables by central differences of eighth order.
#pragma once

#include <array>
#include <cstddef>
#include <infobound/core/numeric/cmath.hpp>
#include <limits>

namespace infobound::inline v0_1::detail {

/// First and second derivatives of f(x, y).
template <class Real>
struct central_differences {
  Real x;
  Real y;
  Real xx;
  Real xy;
  Real yy;
};

/// The step at which the differences' truncation, h⁸, and the rounding of second ones, ε/h², are about equal.
template <class Real>
[[nodiscard]] Real central_difference_step() {
  using std::pow;
  return 2 * pow(std::numeric_limits<Real>::epsilon(), Real(1) / 10);
}

/// The derivatives of f at (x, y) from points within 4h of it in both variables.
/// - Accuracy: a few (sh)⁸/3000 relative for a function that varies on the scale 1/s, and 5ε|f|/h² absolute.
/// - Cost:     33 evaluations of f.
template <class Real, class Function>
[[nodiscard]] central_differences<Real> differentiate(Function f, const Real& x, const Real& y, const Real& h) {
  struct derivatives {
    Real first;
    Real second;
  };
  const Real centre = f(x, y);
  const auto along = [&](const Real& right, const Real& up) -> derivatives {
    const std::array<Real, 4> odd{Real(4) / 5, -Real(1) / 5, Real(4) / 105, -Real(1) / 280};
    const std::array<Real, 4> even{Real(8) / 5, -Real(1) / 5, Real(8) / 315, -Real(1) / 560};
    Real first = 0;
    Real second = 0;
    for (std::size_t k = 0; k < 4; ++k) {
      const Real step = h * Real(k + 1);
      const Real ahead = f(Real(x + right * step), Real(y + up * step)) - centre;
      const Real behind = f(Real(x - right * step), Real(y - up * step)) - centre;
      first += odd[k] * (ahead - behind);
      second += even[k] * (ahead + behind);
    }
    return {first / h, second / (h * h)};
  };
  const derivatives in_x = along(1, 0);
  const derivatives in_y = along(0, 1);
  const Real mixed = (along(1, 1).second - along(1, -1).second) / 4;
  return {in_x.first, in_y.first, in_x.second, mixed, in_y.second};
}

}  // namespace infobound::inline v0_1::detail
