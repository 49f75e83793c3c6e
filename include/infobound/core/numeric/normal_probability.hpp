// SPDX-License-Identifier: BSL-1.0
// The standard normal distribution function Φ and what probit models make of it, into both tails and in any scalar.
#pragma once

#include <infobound/core/numeric/cmath.hpp>
#include <infobound/core/numeric/pi.hpp>
#include <limits>
#include <type_traits>

namespace infobound::inline v0_1::detail {

/// Standard normal N, of density φ. Relative errors are some units in the last place, times x² where a density is.
/// - Cost: that of std::erfc for |x| < 4; beyond, some 20 to 45 divisions in double.
template <class Real>
struct normal_probability {
  /// φ(x).
  [[nodiscard]] static Real density(const Real& x) {
    using std::exp;
    return exp(log_density(x));
  }
  [[nodiscard]] static Real log_density(const Real& x) { return -(x * x + log_two_pi_times(Real(1))) / 2; }

  /// Φ(x).
  [[nodiscard]] static Real value(const Real& x) {
    if (x > tail()) return 1 - value(-x);
    if (x < -tail()) return density(x) / (excess_of_tail(-x) - x);
    if constexpr (std::is_floating_point_v<Real>) {
      return std::erfc(-x / std::sqrt(Real(2))) / 2;
    } else {
      // ½ + φ(x) (x + x³/3 + x⁵/(3·5) + …)
      Real term = x;
      Real sum = x;
      for (int k = 3; term * term > sum * sum * epsilon() * epsilon(); k += 2) {
        term *= x * x / Real(k);
        sum += term;
      }
      return Real(0.5) + density(x) * sum;
    }
  }

  /// ln Φ(x).
  [[nodiscard]] static Real log_value(const Real& x) {
    using std::log, std::log1p;
    if (x > 0) return log1p(-value(-x));
    if (x < -tail()) return log_density(x) - log(excess_of_tail(-x) - x);
    return log(value(x));
  }

  /// λ(x) = φ(x)/Φ(x), the slope of ln Φ, which is −x and some more at large −x.
  [[nodiscard]] static Real slope(const Real& x) {
    return x < -tail() ? excess_of_tail(-x) - x : density(x) / value(x);
  }

  /// λ(x)(λ(x) + x) = 1 − Var(N | N > −x), the curvature of −ln Φ: falls from 1 to 0.
  [[nodiscard]] static Real curvature(const Real& x) {
    const Real at = slope(x);
    return at * (x < -tail() ? excess_of_tail(-x) : Real(at + x));
  }
  [[nodiscard]] static Real log_curvature(const Real& x) {
    using std::log;
    if (x < -tail()) return log(curvature(x));
    return log_density(x) - log_value(x) + log(slope(x) + x);
  }

 private:
  [[nodiscard]] static Real epsilon() { return std::numeric_limits<Real>::epsilon(); }
  [[nodiscard]] static Real tail() { return std::is_floating_point_v<Real> ? Real(4) : Real(1.5); }

  /// λ(−x) − x for x ≥ tail(): Laplace's continued fraction 1/(x + 2/(x + 3/(x + …))), of as many terms as its
  /// convergence was found to take.
  [[nodiscard]] static Real excess_of_tail(const Real& x) {
    constexpr int digits = std::numeric_limits<Real>::digits;
    const Real reach = Real(digits) / x;
    Real fraction = 0;
    for (int k = digits / 3 + 1 + static_cast<int>(reach * reach * Real(0.15)); k > 0; --k)
      fraction = Real(k) / (x + fraction);
    return fraction;
  }
};

}  // namespace infobound::inline v0_1::detail
