// SPDX-License-Identifier: BSL-1.0
// Student's t quantile. (Boost.Math's distribution headers alone cost as much to compile as Eigen/Core; the tests hold
// this one against them.)
#pragma once

#include <algorithm>
#include <infobound/core/numeric/cmath.hpp>
#include <infobound/core/numeric/gauss_legendre.hpp>
#include <infobound/core/numeric/roots.hpp>
#include <type_traits>

namespace infobound::inline v0_1::detail {

/// The t with P(t_ν > t) = tail, for ν ≥ 1 and 0 < tail < ½.
/// With t = √ν cot u the density is ∝ sin^{ν−1} u on (0, π), so the tail is a smooth integral from 0.
/// - Accuracy: relative error below 1e-10 for 1e-12 ≤ tail ≤ 0.4 and ν ≤ 10⁵, 1e-8 at ν = 10⁷
///             (tests/unit/core/numeric/student_t.cpp).
/// - Cost:     some thousand evaluations of log sin, for every ν.
template <class Real>
[[nodiscard]] Real student_t_quantile(const std::type_identity_t<Real>& freedom, const Real& tail) {
  const Real right_angle = std::acos(Real(0));
  const gauss_legendre<Real> rule(16);
  constexpr int panels = 8;
  // What lies 16 standard deviations of the integrand below its upper end is less than e^{-128} of it.
  const auto integral = [&](const Real& end) -> Real {
    if (!(end > 0)) return 0;
    const Real start = (std::max)(Real(0), Real(end - 16 / std::sqrt(freedom)));
    const Real half = (end - start) / (2 * panels);
    Real sum = 0;
    for (int panel = 0; panel < panels; ++panel)
      sum += (rule.weights * ((freedom - 1) * (start + half * (2 * panel + 1 + rule.nodes)).sin().log()).exp()).sum();
    return sum * half;
  };
  const Real target = 2 * tail * integral(right_angle);
  const auto root = enclose_root([&](const Real& end) -> Real { return integral(end) - target; }, Real(0), right_angle);
  return std::sqrt(freedom) / std::tan((root.lower + root.upper) / 2);
}

}  // namespace infobound::inline v0_1::detail
