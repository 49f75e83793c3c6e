// SPDX-License-Identifier: BSL-1.0
// The least rates and errors that descriptions of a Dirichlet network reach, by the kind of precision.
#pragma once

#include <algorithm>
#include <cstddef>
#include <infobound/core/numeric/cmath.hpp>
#include <infobound/core/numeric/roots.hpp>
#include <infobound/core/numeric/von_mises_fisher.hpp>
#include <infobound/core/numeric/wide.hpp>
#include <infobound/process/network/detail/urn_description.hpp>
#include <limits>

namespace infobound::inline v0_1::detail {

// The least rate that leaves E(f − f̃)² ≤ `allowed`, of each kind of description; ∞ where no precision does ------------

/// One precision δ² for all directions, at (d/2) ln(1/δ²) each.
template <class Real>
[[nodiscard]] Real one_precision_rate(const urn_description<Real>& urn, const Real& dimension, const Real& allowed) {
  using std::log, std::min;
  const Real distortion = min(Real(1), Real((allowed * (urn.concentration + urn.n) - urn.concentration) / urn.n));
  if (!(distortion > 0)) return std::numeric_limits<Real>::infinity();
  return urn.rate(Real(-dimension / 2 * log(distortion)));
}

/// A precision for each table size, δ_j² = min(1, λ/j²), the smaller tables not at all.
template <class Real>
[[nodiscard]] Real sized_precision_rate(const urn_description<Real>& urn, const Real& dimension, const Real& allowed) {
  using std::min;
  Real least = std::numeric_limits<Real>::infinity();
  for (const auto& described : urn.sizes) {
    if (!(described.tables > 0)) continue;
    const Real left = ((allowed - urn.error_without(Real(0))) / urn.gain() - described.smaller_squares);
    const Real level = min(Real(described.least * described.least), Real(left / described.tables));
    if (level > 0) least = min(least, urn.rate(described, dimension, level));
  }
  return least;
}

// The least of rate/T + ½ ln(1 + E(f − f̃)²/σ²) ------------------------------------------------------------------------

/// ½ ln(1 + D/σ²).
template <class Real>
[[nodiscard]] Real label_error(const Real& squared_error, const Real& noise_variance) {
  return log1p_of_quotient(squared_error, noise_variance) / 2;
}

/// One precision: δ² = E[C_n] d A/(n(T − E[C_n]d)), A = (K + n)σ² + K.
template <class Real>
[[nodiscard]] Real one_precision_error(const urn_description<Real>& urn, const Real& dimension, const Real& horizon,
                                       const Real& noise_variance) {
  using std::exp, std::log, std::min;
  const Real cost = urn.tables * dimension;
  const Real left = (urn.concentration + urn.n) * noise_variance + urn.concentration;
  // In logarithms, as a product of so many may be out of range.
  const Real log_distortion =
      horizon > cost ? min(Real(0), Real(log(cost) - log(horizon - cost) + log(left) - log(urn.n))) : Real(0);
  return urn.rate(Real(-dimension / 2 * log_distortion)) / horizon +
         label_error(urn.squared_error(exp(log_distortion)), noise_variance);
}

/// One precision at the exact rate of a direction, whose slope is −κ/(2A): E[C_n](κ/A)(A′ + nδ²) = nT, A′ as above.
template <class Real>
[[nodiscard]] Real sphere_error(const urn_description<Real>& urn, const von_mises_fisher<Real>& direction,
                                const Real& horizon, const Real& noise_variance) {
  using std::exp, std::log;
  const Real left = (urn.concentration + urn.n) * noise_variance + urn.concentration;
  const Real worth = urn.n * horizon / urn.tables;
  const auto distortion = [](const auto& law) -> Real { return law.lack * (1 + law.mean); };
  const auto excess = [&](const Real& log_kappa) -> Real {
    const Real kappa = exp(log_kappa);
    const auto law = direction(kappa);
    return log_kappa - log(law.mean) + log(left + urn.n * distortion(law)) - log(worth);
  };
  const Real low = log(Real(1e-3));
  const Real high = log(worth) - log(left) + Real(1e-3);  // κ/A ≥ κ
  if (!(low < high) || !(excess(low) < 0)) return label_error(Real(1), noise_variance) + urn.rate(Real(0)) / horizon;
  // At the least error half of the digits of κ give all of it.
  const Real kappa = exp(enclose_rising_root(excess, low, high, std::numeric_limits<Real>::digits / 2).lower);
  const auto law = direction(kappa);
  return urn.rate(law.rate) / horizon + label_error(urn.squared_error(distortion(law)), noise_variance);
}

/// A precision for each table size: λ = d(σ² + 1 − cS₂)/(c(T − dS₀)) for the tables described, c the gain.
template <class Real>
[[nodiscard]] Real sized_precision_error(const urn_description<Real>& urn, const Real& dimension, const Real& horizon,
                                         const Real& noise_variance) {
  using std::min;
  Real least = std::numeric_limits<Real>::infinity();
  const Real gain = urn.gain();
  for (const auto& described : urn.sizes) {
    if (!(described.tables > 0)) continue;
    const Real unlearnt = urn.error_without(described.smaller_squares);
    Real level = described.least * described.least;
    const Real surplus = horizon - dimension * described.tables;
    if (surplus > 0) level = min(level, Real(dimension * (noise_variance + unlearnt) / (gain * surplus)));
    least = min(least, urn.rate(described, dimension, level) / horizon +
                           label_error(Real(unlearnt + gain * level * described.tables), noise_variance));
  }
  return least;
}

/// A precision for each group of table sizes, at the exact rate of a direction: a group of S₀ tables in the mean, with
/// S₂ the sum of their squared sizes, is best described with κ/A = c (S₂/S₀) T/(σ² + D), where that pays for signs and
/// directions. D is found by iteration from any start; every step of it is a bound.
template <class Real>
[[nodiscard]] Real sized_sphere_error(const urn_description<Real>& urn, const von_mises_fisher<Real>& direction,
                                      const Real& dimension, const Real& horizon, const Real& noise_variance) {
  using std::abs, std::log, std::max, std::min, std::sqrt;
  Real least = std::numeric_limits<Real>::infinity();
  Real squared_error = urn.concentration / (urn.n + urn.concentration);
  for (int step = 0; step < 6; ++step) {
    const Real slope = urn.gain() * horizon / (noise_variance + squared_error);
    Real rate = urn.counts_entropy;
    Real unlearnt = 0;
    for (const auto& sums : urn.sizes) {
      const Real& tables = sums.own_tables;
      const Real& squares = sums.own_squares;
      if (!(tables > 0 && slope * squares > dimension * tables)) {
        unlearnt += squares;
        continue;
      }
      // Amos's lower bound on A, which is close, solved for κ.
      const Real worth = slope * (squares / tables);
      const auto law = direction(Real(sqrt(max(Real(0), Real(worth - dimension))) * sqrt(worth + 1)));
      const Real cost = log(Real(2)) + law.rate;
      if (!(2 * cost < worth * law.mean * law.mean)) {
        unlearnt += squares;
        continue;
      }
      rate += tables * cost;
      unlearnt += squares * (law.lack * (1 + law.mean));
    }
    const Real before = squared_error;
    squared_error = urn.error_without(unlearnt);
    least = min(least, Real(rate / horizon + label_error(squared_error, noise_variance)));
    // The least error has half of the digits of D twice over.
    if (abs(squared_error - before) < Real(1e-5F) * (noise_variance + squared_error)) break;
  }
  return least;
}

/// The least value(i) over a grid i = first, first + 1, …, of which the values have one valley but for small steps:
/// strides of 4 to the first rise, then every i around.
template <class Value>
[[nodiscard]] auto least_on_grid(std::size_t first, Value value) {
  std::size_t best = first;
  auto least = value(first);
  for (std::size_t i = first + 4; i <= best + 8; i += 4)
    if (const auto here = value(i); here < least) {
      least = here;
      best = i;
    }
  struct result {
    std::size_t index;
    decltype(least) value;
  };
  result kept{best, least};
  for (std::size_t i = (std::max)(first + 3, best) - 3; i <= best + 3; ++i)
    if (const auto here = value(i); here < kept.value) kept = {i, here};
  return kept;
}

}  // namespace infobound::inline v0_1::detail
