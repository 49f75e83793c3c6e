// SPDX-License-Identifier: BSL-1.0
// Gauss–Legendre rules of any order and scalar. (boost/math/quadrature/gauss.hpp fixes the order at compile time and
// costs as much to compile as Eigen/Core.)
#pragma once

#include <Eigen/Core>
#include <infobound/core/numeric/cmath.hpp>
#include <infobound/core/numeric/pi.hpp>
#include <limits>

namespace infobound::inline v0_1::detail {

/// Nodes in (−1, 1), ascending, and weights: exact for polynomials of degree 2·order − 1.
template <class Real>
struct gauss_legendre {
  Eigen::Array<Real, Eigen::Dynamic, 1> nodes;
  Eigen::Array<Real, Eigen::Dynamic, 1> weights;

  /// Newton's method on the Legendre polynomial from Tricomi's first-order guess. O(order²).
  explicit gauss_legendre(Eigen::Index order) : nodes(order), weights(order) {
    using std::abs, std::cos;
    for (Eigen::Index i = 0; i < order; ++i) {
      Real x = -cos(pi<Real>() * (Real(i) + Real(0.75)) / (Real(order) + Real(0.5)));
      Real slope = 1;
      for (int iteration = 0; iteration < 100; ++iteration) {
        Real previous = 1;
        Real value = x;
        for (Eigen::Index k = 2; k <= order; ++k) {
          const Real next = (Real(2 * k - 1) * x * value - Real(k - 1) * previous) / Real(k);
          previous = value;
          value = next;
        }
        slope = Real(order) * (x * value - previous) / (x * x - 1);
        const Real step = value / slope;
        x -= step;
        if (abs(step) <= 4 * std::numeric_limits<Real>::epsilon()) break;
      }
      nodes[i] = x;
      weights[i] = 2 / ((1 - x * x) * slope * slope);
    }
  }

  /// The order at which a panel is integrated to the scalar's precision: 16 for double.
  [[nodiscard]] static constexpr Eigen::Index full_precision_order() { return std::numeric_limits<Real>::digits10 + 1; }
};

}  // namespace infobound::inline v0_1::detail
