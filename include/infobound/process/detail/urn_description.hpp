// SPDX-License-Identifier: BSL-1.0
// Descriptions of a Dirichlet network by n draws from its urn: what they cost and what error they leave.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <infobound/core/detail/roots.hpp>
#include <infobound/process/urn.hpp>
#include <infobound/rate/detail/von_mises_fisher.hpp>
#include <limits>
#include <optional>
#include <vector>

namespace infobound::inline v0_1::detail {

/// What is fixed by n: the mean number of tables, the entropy of their sizes, and sums over the larger tables.
template <class Real>
class urn_description {
 public:
  /// Largest n for which the table sizes are all gone through, and how many of them are where n is larger.
  static constexpr std::size_t most_draws = 16384;
  static constexpr std::size_t most_sizes = 8192;

  /// Sums over the tables of size least or more.
  struct larger_tables {
    Real least;
    Real tables;   ///< Σ E a_j
    Real squares;  ///< Σ E a_j j²
    Real logs;     ///< Σ E a_j ln j, or a bound above it
  };

  /// n whole. Up to most_draws H_counts is exact and `sizes` are filled, every j to 16 and then one in 10 %; beyond,
  /// H_counts is replaced by its bound E[C_n] ln n and there are no `sizes`.
  urn_description(const Real& concentration, const Real& count)
      : K(concentration), n(count), tables(urn::expected_tables(n, K)) {
    using std::log;
    counts_entropy = tables * log(n);
    if (!(n <= Real(most_draws))) return;
    const auto seats = urn_seats_by_size(static_cast<std::size_t>(n), K);
    counts_entropy = size_entropy(seats, K);
    fill_sizes(seats, {});
  }

  /// Fills `sizes` for any n, and lowers H_counts to a better bound: the multiset of sizes is the list of the a_j, of
  /// which none has more entropy than a geometric law of its mean; for the sizes that are not gone through, neither
  /// (their number, as that entropy is concave) times it at the mean of their means, nor their Σ E a_j ln j is below
  /// what Jensen's inequality makes of their sums.
  void add_sizes() {
    using std::log, std::max, std::min;
    if (!sizes.empty()) return;
    std::vector<Real> seats(most_sizes + 1, Real(0));
    Real product = n;
    Real entropy = 0;
    Real seated = n;
    larger_tables beyond{Real(most_sizes + 1), tables, n * ((n + K) / (K + 1)), Real(0)};
    for (std::size_t j = 1; j <= most_sizes; ++j) {
      const Real free = K + (n - Real(j));
      seats[j] = product * (K / free);
      product *= (n - Real(j)) / free;
      const Real mean = seats[j] / Real(j);
      entropy += geometric_entropy(mean);
      beyond.tables -= mean;
      beyond.squares -= seats[j] * Real(j);
      seated -= seats[j];
    }
    beyond.tables = max(beyond.tables, Real(0));
    if (beyond.tables > 0) {
      const Real kinds = n - Real(most_sizes);
      beyond.logs = beyond.tables * log(max(beyond.least, Real(seated / beyond.tables)));
      entropy += kinds * geometric_entropy(Real(beyond.tables / kinds));
    }
    counts_entropy = min(counts_entropy, entropy);
    fill_sizes(seats, beyond);
  }

  /// (K+1)/(n+K)²: what a unit of j² among the tables takes off E(f − f̃)².
  [[nodiscard]] Real gain() const { return (K + 1) / (n + K) / (n + K); }

  /// (K + nδ²)/(K + n).
  [[nodiscard]] Real squared_error(const Real& distortion) const { return (K + n * distortion) / (K + n); }

  /// E[C_n](ln 2 + r) + H_counts, for r nats a direction.
  [[nodiscard]] Real rate(const Real& of_direction) const {
    using std::log;
    return tables * (log(Real(2)) + of_direction) + counts_entropy;
  }

  /// Σ E a_j (ln 2 + (d/2) ln(j²/λ)) + H_counts over the tables described.
  [[nodiscard]] Real rate(const larger_tables& described, const Real& dimension, const Real& level) const {
    using std::log;
    return described.tables * (log(Real(2)) - dimension / 2 * log(level)) + dimension * described.logs + counts_entropy;
  }

  Real K;
  Real n;
  Real tables;
  Real counts_entropy;
  std::vector<larger_tables> sizes;

 private:
  /// (1+μ) ln(1+μ) − μ ln μ, the entropy of a geometric law of mean μ: the largest of a count with that mean.
  [[nodiscard]] static Real geometric_entropy(const Real& mean) {
    using std::log, std::log1p;
    return mean > 0 ? log1p(mean) + mean * (log1p(mean) - log(mean)) : Real(0);
  }

  void fill_sizes(const std::vector<Real>& seats, larger_tables sums) {
    using std::log, std::max;
    std::vector<std::size_t> kept;
    for (std::size_t j = 1; j < seats.size(); j += max(std::size_t{1}, (j - 1) / 10)) kept.push_back(j);
    for (std::size_t j = seats.size() - 1; j > 0; --j) {
      const Real mean = seats[j] / Real(j);
      sums.tables += mean;
      sums.squares += seats[j] * Real(j);
      sums.logs += mean * log(Real(j));
      if (j == kept.back()) {
        sums.least = Real(j);
        sizes.push_back(sums);
        kept.pop_back();
      }
    }
  }
};

/// The description at each n of a fixed grid, 1 … 24 and then four an octave, made when it is first asked for.
template <class Real>
class urn_descriptions {
 public:
  explicit urn_descriptions(const Real& concentration) : concentration_(concentration) {}

  [[nodiscard]] const Real& concentration() const { return concentration_; }

  [[nodiscard]] static Real draws(std::size_t i) {
    using std::floor, std::pow;
    return i < 24 ? Real(i + 1) : floor(24 * pow(Real(2), Real(i - 23) / 4));
  }

  /// The first i whose n exceeds a number below 1e300.
  [[nodiscard]] static std::size_t first_above(const Real& number) {
    using std::log2, std::max;
    std::size_t i = 0;
    if (number > 24) i = static_cast<std::size_t>(max(Real(0), Real(23 + 4 * log2(number / 24) - 2)));
    while (!(draws(i) > number)) ++i;
    return i;
  }

  [[nodiscard]] urn_description<Real>& operator[](std::size_t i) {
    if (i >= made_.size()) made_.resize(i + 1);
    if (!made_[i]) made_[i].emplace(concentration_, draws(i));
    return *made_[i];
  }

  /// The same with its sizes, for any n.
  [[nodiscard]] const urn_description<Real>& with_sizes(std::size_t i) {
    auto& found = (*this)[i];
    found.add_sizes();
    return found;
  }

 private:
  Real concentration_;
  std::vector<std::optional<urn_description<Real>>> made_;
};

// The least rate that leaves E(f − f̃)² ≤ `allowed`, of each kind of description; ∞ where no precision does ------------

/// One precision δ² for all directions, at (d/2) ln(1/δ²) each.
template <class Real>
[[nodiscard]] Real one_precision_rate(const urn_description<Real>& urn, const Real& dimension, const Real& allowed) {
  using std::log, std::min;
  const Real distortion = min(Real(1), Real((allowed * (urn.K + urn.n) - urn.K) / urn.n));
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
    const Real level = min(Real(described.least * described.least),
                           Real((described.squares - (1 - allowed) / urn.gain()) / described.tables));
    if (level > 0) least = min(least, urn.rate(described, dimension, level));
  }
  return least;
}

// The least of rate/T + ½ ln(1 + E(f − f̃)²/σ²) ------------------------------------------------------------------------

/// ½ ln(1 + D/σ²).
template <class Real>
[[nodiscard]] Real label_error(const Real& squared_error, const Real& noise_variance) {
  using std::log1p;
  return log1p(squared_error / noise_variance) / 2;
}

/// One precision: δ² = E[C_n] d A/(n(T − E[C_n]d)), A = (K + n)σ² + K.
template <class Real>
[[nodiscard]] Real one_precision_error(const urn_description<Real>& urn, const Real& dimension, const Real& horizon,
                                       const Real& noise_variance) {
  using std::log, std::min;
  const Real cost = urn.tables * dimension;
  const Real left = (urn.K + urn.n) * noise_variance + urn.K;
  const Real distortion = horizon > cost ? min(Real(1), Real(cost * left / (urn.n * (horizon - cost)))) : Real(1);
  return urn.rate(Real(-dimension / 2 * log(distortion))) / horizon +
         label_error(urn.squared_error(distortion), noise_variance);
}

/// One precision at the exact rate of a direction, whose slope is −κ/(2A): E[C_n](κ/A)(A′ + nδ²) = nT, A′ as above.
template <class Real>
[[nodiscard]] Real sphere_error(const urn_description<Real>& urn, const von_mises_fisher<Real>& direction,
                                const Real& horizon, const Real& noise_variance) {
  using std::exp, std::log;
  const Real left = (urn.K + urn.n) * noise_variance + urn.K;
  const Real worth = urn.n * horizon / urn.tables;
  const auto distortion = [](const auto& law, const Real& kappa) -> Real {
    return law.complement / kappa * (1 + law.mean);
  };
  const auto excess = [&](const Real& log_kappa) -> Real {
    const Real kappa = exp(log_kappa);
    const auto law = direction(kappa);
    return log(kappa / law.mean * (left + urn.n * distortion(law, kappa)) / worth);
  };
  const Real low = log(Real(1e-3));
  const Real high = log(worth / left) + Real(1e-3);  // κ/A ≥ κ
  if (!(low < high) || excess(low) >= 0) return label_error(Real(1), noise_variance) + urn.rate(Real(0)) / horizon;
  const Real kappa = exp(enclose_root(excess, low, high).lower);
  const auto law = direction(kappa);
  return urn.rate(law.rate) / horizon + label_error(urn.squared_error(distortion(law, kappa)), noise_variance);
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
    const Real unlearnt = 1 - gain * described.squares;
    Real level = described.least * described.least;
    const Real surplus = horizon - dimension * described.tables;
    if (surplus > 0) level = min(level, Real(dimension * (noise_variance + unlearnt) / (gain * surplus)));
    least = min(least, urn.rate(described, dimension, level) / horizon +
                           label_error(Real(unlearnt + gain * level * described.tables), noise_variance));
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
    if (const auto found = value(i); found < least) {
      least = found;
      best = i;
    }
  struct result {
    std::size_t index;
    decltype(least) found;
  };
  result kept{best, least};
  for (std::size_t i = (std::max)(first + 3, best) - 3; i <= best + 3; ++i)
    if (const auto found = value(i); found < kept.found) kept = {i, found};
  return kept;
}

}  // namespace infobound::inline v0_1::detail
