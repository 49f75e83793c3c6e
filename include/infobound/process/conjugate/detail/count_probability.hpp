// SPDX-License-Identifier: BSL-1.0
// Poisson and negative binomial probabilities without ln Γ, so that counts of any size keep their digits (Loader 2000).
#pragma once

#include <cstdint>
#include <infobound/core/numeric/cmath.hpp>
#include <infobound/core/numeric/pi.hpp>
#include <infobound/core/numeric/stirling_series.hpp>
#include <infobound/core/numeric/variance_divergence.hpp>

namespace infobound::inline v0_1::detail {

/// Below this count a product of factors is shorter than Stirling's formula.
inline constexpr std::int64_t small_count = 32;

/// x ln(x/m) + m − x for x > 0, m ≥ 0, given m and m − x: non-negative, without cancellation near m = x.
template <class Real>
[[nodiscard]] Real deviance(const Real& x, const Real& m, const Real& excess) {
  using std::abs, std::log;
  if (abs(excess) < x / 2) return x * variance_divergence(m, x, excess);
  return x * log(x / m) + excess;
}

/// ln P(Y = count) for Y ~ Poisson(mean), mean ≥ 0: −∞ where impossible.
/// - Cost: O(1).
template <class Real>
[[nodiscard]] Real log_poisson(std::int64_t count, const Real& mean) {
  using std::log;
  if (count == 0) return -mean;
  const Real y = Real(count);
  if (count < small_count) {
    Real sum = -mean;
    for (std::int64_t i = 1; i <= count; ++i) sum += log(mean / Real(i));
    return sum;
  }
  return -deviance(y, mean, Real(mean - y)) - stirling_remainder(y) - log(2 * pi<Real>() * y) / 2;
}

/// ln P(Y = count) for Y ~ Poisson(θ), θ ~ Gamma(shape, rate): negative binomial.
/// - Cost: O(1).
template <class Real>
[[nodiscard]] Real log_negative_binomial(std::int64_t count, const Real& shape, const Real& rate) {
  using std::log, std::log1p;
  const Real none = -shape * log1p(1 / rate);
  if (count == 0) return none;
  const Real y = Real(count);
  if (count < small_count) {
    Real sum = none;
    for (std::int64_t i = 0; i < count; ++i) sum += log((shape + Real(i)) / (Real(i + 1) * (rate + 1)));
    return sum;
  }
  const Real n = shape + y;
  const Real excess = (y * rate - shape) / (rate + 1);
  return log(shape / n) + stirling_remainder(n) - stirling_remainder(shape) - stirling_remainder(y) -
         deviance(shape, Real(n * (rate / (rate + 1))), excess) - deviance(y, Real(n / (rate + 1)), Real(-excess)) -
         log(2 * pi<Real>() * shape * (y / n)) / 2;
}

}  // namespace infobound::inline v0_1::detail
