// SPDX-License-Identifier: BSL-1.0
// Poisson and negative binomial probabilities without ln Γ, so that counts of any size keep their digits (Loader 2000).
#pragma once

#include <boost/math/special_functions/log1p.hpp>
#include <cmath>
#include <cstdint>
#include <infobound/core/detail/roots.hpp>
#include <limits>

namespace infobound::inline v0_1::detail {

/// From this count on the asymptotic forms hold to the last bit of a built-in scalar; wide scalars add logarithms up.
template <class Real>
[[nodiscard]] bool is_small_count(std::int64_t count) {
  return std::numeric_limits<Real>::digits > 64 || count < 32;
}

/// ln Γ(x) − (x − ½) ln x + x − ½ ln 2π, for x > 0: 1/(12x) − 1/(360x³) + …
template <class Real>
[[nodiscard]] Real stirling_remainder(Real x) {
  using std::log1p;
  Real below = 0;
  for (; x < 32; ++x) below += (x + Real(0.5)) * log1p(1 / x) - 1;
  const Real y = 1 / (x * x);
  const Real series =
      Real(1) / 12 - y * (Real(1) / 360 - y * (Real(1) / 1260 -
                                               y * (Real(1) / 1680 - y * (Real(1) / 1188 - y * (Real(691) / 360360)))));
  return below + series / x;
}

/// x ln(x/m) + m − x for x > 0, m ≥ 0, given m and m − x: non-negative, without cancellation near m = x.
template <class Real>
[[nodiscard]] Real deviance(const Real& x, const Real& m, const Real& excess) {
  using std::abs, std::log;
  if (abs(excess) < x / 2) return -x * boost::math::log1pmx(Real(excess / x), boost_policy<Real>());
  return x * log(x / m) + excess;
}

/// ln P(Y = count) for Y ~ Poisson(mean), mean ≥ 0: −∞ where impossible.
/// - Cost: O(1), O(count) for wide scalars.
template <class Real>
[[nodiscard]] Real log_poisson(std::int64_t count, const Real& mean) {
  using std::acos, std::log;
  if (count == 0) return -mean;
  const Real y = Real(count);
  if (is_small_count<Real>(count)) {
    Real sum = -mean;
    for (std::int64_t i = 1; i <= count; ++i) sum += log(mean / Real(i));
    return sum;
  }
  return -deviance(y, mean, Real(mean - y)) - stirling_remainder(y) - log(2 * acos(Real(-1)) * y) / 2;
}

/// ln P(Y = count) for Y ~ Poisson(θ), θ ~ Gamma(shape, rate): negative binomial.
/// - Cost: O(1), O(count) for wide scalars.
template <class Real>
[[nodiscard]] Real log_negative_binomial(std::int64_t count, const Real& shape, const Real& rate) {
  using std::acos, std::log, std::log1p;
  const Real none = -shape * log1p(1 / rate);
  if (count == 0) return none;
  const Real y = Real(count);
  if (is_small_count<Real>(count)) {
    Real sum = none;
    for (std::int64_t i = 0; i < count; ++i) sum += log((shape + Real(i)) / (Real(i + 1) * (rate + 1)));
    return sum;
  }
  const Real n = shape + y;
  const Real excess = (y * rate - shape) / (rate + 1);
  return log(shape / n) + stirling_remainder(n) - stirling_remainder(shape) - stirling_remainder(y) -
         deviance(shape, Real(n * (rate / (rate + 1))), excess) - deviance(y, Real(n / (rate + 1)), Real(-excess)) -
         log(2 * acos(Real(-1)) * shape * (y / n)) / 2;
}

}  // namespace infobound::inline v0_1::detail
