// SPDX-License-Identifier: BSL-1.0
// Stirling's series, which gives ln Γ and ψ₀ of any scalar. (Boost.Math has both, but its headers for them would add a
// quarter to the time that it takes to include this library; the tests compare with what they give.)
#pragma once

#include <array>
#include <cstddef>
#include <infobound/core/numeric/cmath.hpp>
#include <limits>

namespace infobound::inline v0_1::detail {

/// B_{2k}/2k, k = 1, 2, …: the coefficients of S(P) = Σ_k B_{2k}/(2k) P^k, with which ψ₀(x) = ln x − 1/(2x) − S(1/x²)
/// and ln Γ(x) = (x − ½) ln x − x + ½ ln 2π + Σ_k B_{2k}/(2k(2k−1)) x^{1−2k}, asymptotically at large x.
template <class Real>
struct stirling_series {
  static constexpr int digits = std::numeric_limits<Real>::digits;
  static constexpr bool is_wide = digits > 64;
  static constexpr int terms = is_wide ? 17 : 7;
  /// |B_{2k}/2k| < 2^size/12 in the first term left out.
  static constexpr int size = is_wide ? 43 : 3;
  /// From here on, that term is below the last bit of the first.
  static constexpr int from = 1 << ((digits + size + 2 * terms - 1) / (2 * terms));

  /// For k = 1, …, terms.
  [[nodiscard]] static const Real& coefficient(int k) {
    static const std::array<Real, 17> coefficients{Real(1) / 12,
                                                   Real(-1) / 120,
                                                   Real(1) / 252,
                                                   Real(-1) / 240,
                                                   Real(1) / 132,
                                                   Real(-691) / 32760,
                                                   Real(1) / 12,
                                                   Real(-3617) / 8160,
                                                   Real(43867) / 14364,
                                                   Real(-174611) / 6600,
                                                   Real(77683) / 276,
                                                   Real(-236364091) / 65520,
                                                   Real(657931) / 12,
                                                   Real(-3392780147) / 3480,
                                                   Real(1723168255201) / 85932,
                                                   Real(-7709321041217) / 16320,
                                                   Real(151628697551) / 12};
    return coefficients[static_cast<std::size_t>(k - 1)];
  }

  /// S(1/x²), for x ≥ from.
  [[nodiscard]] static Real sum(const Real& x) {
    const Real power = 1 / (x * x);
    Real value = 0;
    for (int k = terms; k > 0; --k) value = (value + coefficient(k)) * power;
    return value;
  }
};

/// s(x) = ln Γ(x) − (x − ½) ln x + x − ½ ln 2π, for x > 0, which falls from ∞ at 0 to 0 as 1/(12x).
template <class Real>
[[nodiscard]] Real stirling_remainder(Real x) {
  using std::log, std::log1p;
  using series = stirling_series<Real>;
  Real below = 0;
  if (x < std::numeric_limits<Real>::epsilon() / 4) {  // whose reciprocal may overflow
    below = -log(x) / 2 - 1;
    x += 1;
  }
  for (; x < series::from; ++x) below += (x + Real(0.5)) * log1p(1 / x) - 1;
  const Real power = 1 / (x * x);
  Real value = 0;
  for (int k = series::terms; k > 0; --k) value = value * power + series::coefficient(k) / Real(2 * k - 1);
  return below + value / x;
}

}  // namespace infobound::inline v0_1::detail
