// SPDX-License-Identifier: BSL-1.0
// Descriptions of a Dirichlet network by n draws from its urn: what their costs and errors are made of.
#pragma once

#include <algorithm>
#include <cstddef>
#include <infobound/core/numeric/cmath.hpp>
#include <infobound/core/numeric/wide.hpp>
#include <infobound/process/network/urn.hpp>
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

  /// Sums over the tables of size least or more; over the part of them that the entry before lacks; and over those that
  /// are smaller.
  struct larger_tables {
    Real least = 0;
    Real tables = 0;           ///< Σ E a_j
    Real logs = 0;             ///< Σ E a_j ln(j/least), or a bound above it
    Real own_tables = 0;       ///< Σ E a_j of that part
    Real own_squares = 0;      ///< Σ E a_j j² of that part
    Real smaller_squares = 0;  ///< Σ E a_j j² of the smaller
  };

  /// n whole. Up to most_draws H_counts is exact and `sizes` are filled, every j to 16 and then one in 10 %; beyond,
  /// H_counts is replaced by its bound E[C_n] ln n and there are no `sizes`.
  urn_description(const Real& urn_concentration, const Real& count)
      : concentration(urn_concentration), n(count), tables(urn::expected_tables(n, concentration)) {
    using std::log;
    counts_entropy = tables * log(n);
    if (!(n <= Real(most_draws))) return;
    const auto seats = urn_seats_by_size(static_cast<std::size_t>(n), concentration);
    counts_entropy = size_entropy(seats, concentration);
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
    larger_tables beyond;
    beyond.least = Real(most_sizes + 1);
    beyond.tables = tables;
    beyond.own_squares = n * ((n + concentration) / (concentration + 1));
    for (std::size_t j = 1; j <= most_sizes; ++j) {
      const Real free = concentration + (n - Real(j));
      seats[j] = product * (concentration / free);
      product *= (n - Real(j)) / free;
      const Real mean = seats[j] / Real(j);
      entropy += geometric_entropy(mean);
      beyond.tables -= mean;
      beyond.own_squares -= seats[j] * Real(j);
      seated -= seats[j];
    }
    beyond.own_tables = beyond.tables = max(beyond.tables, Real(0));
    beyond.own_squares = max(beyond.own_squares, Real(0));
    if (beyond.tables > 0) {
      const Real kinds = n - Real(most_sizes);
      beyond.logs = beyond.tables * log(max(Real(1), Real(seated / beyond.tables / beyond.least)));
      entropy += kinds * geometric_entropy(Real(beyond.tables / kinds));
    }
    counts_entropy = min(counts_entropy, entropy);
    fill_sizes(seats, beyond);
  }

  /// (K+1)/(n+K)²: what a unit of j² among the tables takes off E(f − f̃)².
  [[nodiscard]] Real gain() const { return (concentration + 1) / (n + concentration) / (n + concentration); }

  /// (K + nδ²)/(K + n).
  [[nodiscard]] Real squared_error(const Real& distortion) const {
    return (concentration + n * distortion) / (concentration + n);
  }

  /// E(f − f̃)² where so much of Σ E a_j j² is not learnt, as (K+1)/(n+K)² times all of it is n/(n+K).
  [[nodiscard]] Real error_without(const Real& squares) const {
    return concentration / (concentration + n) + gain() * squares;
  }

  /// E[C_n](ln 2 + r) + H_counts, for r nats a direction.
  [[nodiscard]] Real rate(const Real& of_direction) const {
    using std::log;
    return tables * (log(Real(2)) + of_direction) + counts_entropy;
  }

  /// Σ E a_j (ln 2 + (d/2) ln(j²/λ)) + H_counts over the tables described, λ at most least². No term is negative, so
  /// that none of many dimensions is lost to another.
  [[nodiscard]] Real rate(const larger_tables& described, const Real& dimension, const Real& level) const {
    using std::log;
    const Real beyond_least = log1p_of_quotient(Real(described.least * described.least - level), level) / 2;
    return described.tables * log(Real(2)) + dimension * (described.tables * beyond_least + described.logs) +
           counts_entropy;
  }

  Real concentration;
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
    using std::log1p, std::max;
    std::vector<std::size_t> kept;
    std::vector<Real> smaller;
    Real squares = 0;
    for (std::size_t j = 1, next = 1; j < seats.size(); squares += seats[j] * Real(j), ++j) {
      if (j < next) continue;
      kept.push_back(j);
      smaller.push_back(squares);
      next = j + max(std::size_t{1}, (j - 1) / 10);
    }
    for (std::size_t j = seats.size() - 1; j > 0; --j) {
      const Real mean = seats[j] / Real(j);
      sums.logs += sums.tables * log1p(1 / Real(j));
      sums.tables += mean;
      sums.own_tables += mean;
      sums.own_squares += seats[j] * Real(j);
      if (j == kept.back()) {
        sums.least = Real(j);
        sums.smaller_squares = smaller.back();
        sizes.push_back(sums);
        sums.own_tables = sums.own_squares = 0;
        kept.pop_back();
        smaller.pop_back();
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

  /// At most where a sum with it is within the range.
  [[nodiscard]] static Real draws(std::size_t i) {
    using std::floor, std::min, std::pow;
    const Real most = (std::numeric_limits<Real>::max)() / 4;
    return i < 24 ? Real(i + 1) : min(most, Real(floor(24 * pow(Real(2), Real(i - 23) / 4))));
  }

  /// The first i whose n exceeds a number well below the largest.
  [[nodiscard]] static std::size_t first_above(const Real& number) {
    using std::log, std::max;
    std::size_t i = 0;
    if (number > 24) i = static_cast<std::size_t>(max(Real(0), Real(21 + 4 * log(number / 24) / log(Real(2)))));
    while (!(draws(i) > number)) ++i;
    return i;
  }

  [[nodiscard]] urn_description<Real>& operator[](std::size_t i) {
    if (i >= made_.size()) made_.resize(i + 1);
    if (!made_[i]) made_[i].emplace(concentration_, draws(i));
    return *made_[i];
  }

  /// Description i with its table sizes, for any n.
  [[nodiscard]] const urn_description<Real>& with_sizes(std::size_t i) {
    // Apart, so that what one call computes does not sharpen another's.
    if (i >= sized_.size()) sized_.resize(i + 1);
    if (!sized_[i]) {
      sized_[i] = (*this)[i];
      sized_[i]->add_sizes();
    }
    return *sized_[i];
  }

 private:
  Real concentration_;
  std::vector<std::optional<urn_description<Real>>> made_;
  std::vector<std::optional<urn_description<Real>>> sized_;
};

}  // namespace infobound::inline v0_1::detail
