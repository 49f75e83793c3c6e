// SPDX-License-Identifier: BSL-1.0
// The digamma function, its sums and differences, without the cancellation of large arguments.
#pragma once

#include <infobound/core/numeric/cmath.hpp>
#include <infobound/core/numeric/digamma_gap.hpp>
#include <infobound/core/numeric/equal.hpp>

namespace infobound::inline v0_1::detail {

/// ψ₀(x) − ln x, for x > 0, to full relative accuracy.
template <class Real>
[[nodiscard]] Real digamma_minus_log(const Real& x) {
  return digamma_gap(x) - 1 / x;
}

/// ψ₀(x), for x > 0: the error is of the order of the last bit of 1 near its zero at 1.46.
template <class Real>
[[nodiscard]] Real digamma(const Real& x) {
  using std::log;
  return digamma_minus_log(x) + log(x);
}

/// Σ_{k<n} ψ₀(z + k), for z > 0 and integer n ≥ 0: (z+n−1) ψ₀(z+n) − (z−1) ψ₀(z) − n, with the difference of the two
/// taken before it is multiplied.
template <class Real>
[[nodiscard]] Real digamma_sum(const Real& z, const Real& n) {
  using std::log1p;
  if (equal(n, 0)) return 0;
  const Real difference = log1p(n / z) + digamma_minus_log(Real(z + n)) - digamma_minus_log(z);
  return n * digamma(z) + ((z + n - 1) * difference - n);
}

/// (1/n) E ln det W of the n × n real Wishart matrix with m ≥ n degrees of freedom, (1/n) Σ_{i<n} (ψ₀((m−i)/2) + ln 2).
template <class Real>
[[nodiscard]] Real mean_log_wishart_determinant(const Real& n, const Real& m) {
  using std::ceil, std::floor, std::log;
  const Real even = ceil(n / 2);
  const Real odd = floor(n / 2);
  const Real sum = digamma_sum(Real(m / 2 - even + 1), even) + digamma_sum(Real((m - 1) / 2 - odd + 1), odd);
  return sum / n + log(Real(2));
}

}  // namespace infobound::inline v0_1::detail
