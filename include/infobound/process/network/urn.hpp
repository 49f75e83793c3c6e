// SPDX-License-Identifier: BSL-1.0
// The facts of the Pólya urn behind a Dirichlet process: how many distinct atoms n draws find, and their entropies.
#pragma once

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <infobound/core/numeric/cmath.hpp>
#include <infobound/core/numeric/compensated_sum.hpp>
#include <infobound/core/numeric/digamma_gap.hpp>
#include <infobound/core/numeric/equal.hpp>
#include <infobound/core/numeric/wide.hpp>
#include <infobound/core/require.hpp>
#include <infobound/process/network/urn_sizes.hpp>
#include <limits>
#include <string_view>
#include <type_traits>
#include <vector>

namespace infobound::inline v0_1::detail {

/// The scalar that an urn is computed in: that of its concentration, double where that is an integer.
template <class Number>
using urn_real = std::conditional_t<std::integral<Number>, double, Number>;

/// The scalar of sums over n terms: double at least.
template <class Real>
using urn_sum_real = wide_scalar<Real>;

/// A count given as any number that is whole.
template <class Number>
[[nodiscard]] std::size_t whole_count(std::string_view name, const Number& count) {
  if constexpr (std::integral<Number>) {
    require_at_least(name, count, Number(0));
  } else {
    using std::floor;
    const Number most = 9007199254740992.0;  // 2⁵³: beyond, a double need not be a count
    if (!(count >= 0 && count <= most && equal(floor(count), count))) refuse(name, count, "a whole number >= 0");
  }
  return static_cast<std::size_t>(count);
}

/// ψ₀(x + n) − ψ₀(x) for x ≥ 1, n ≥ 0.
template <class Real>
[[nodiscard]] Real digamma_rise(const Real& x, const Real& n) {
  using std::log1p;
  return log1p(n / x) + n / x / (x + n) - digamma_gap_drop(x, n);
}

/// K(ψ₀(K + n) − ψ₀(K)) for K > 0, n ≥ 0.
template <class Real>
[[nodiscard]] Real expected_tables(const Real& n, const Real& concentration) {
  const Real& K = concentration;
  const Real x = K + 1;
  const Real first = share_of_sum(n, K);
  // For little n it is linear, and n/x may be out of range.
  const Real little = std::numeric_limits<Real>::epsilon() * std::numeric_limits<Real>::epsilon();
  if (n < x * little) return first + n * (K / x) * (digamma_rise(x, Real(x * little)) / little);
  return first + K * digamma_rise(x, n);
}

/// Σ_{0<i<n} (h(K/(K+i)) + e_i ln i), h(p) = −p ln p − (1−p) ln(1−p): draw i + 1 finds a new table or does not, and
/// then one of those that are there. e_i = i/(K+i) − N_{i+1}, N_m the mean number of tables of size m or more.
template <class Real>
[[nodiscard]] Real partition_entropy(std::size_t n, const Real& concentration) {
  using std::log, std::log1p;
  if (n < 2) return 0;
  const std::vector<Real> seats = urn_seats_by_size(n, concentration);
  const Real log_concentration = log(concentration);
  compensated_sum<Real> entropy;
  const auto add = [&](std::size_t i, const Real& excess) {
    const Real seated = Real(i);
    const Real log_seated = log(seated);
    const Real total = concentration + seated;
    entropy += concentration <= seated
                   ? log1p(concentration / seated) + concentration / total * (log_seated - log_concentration)
                   : log1p(seated / concentration) + seated / total * (log_concentration - log_seated);
    entropy += excess * log_seated;
  };
  compensated_sum<Real> tables;
  if (concentration < 1) {
    // All draws are at one table nearly: N_{i+1} and i/(K+i) are both near 1, and what they lack is computed instead.
    tables += -concentration * digamma_rise(Real(concentration + 1), Real(n - 1));
    for (std::size_t i = 1; i < n; ++i) {
      tables += seats[i] / Real(i);
      add(i, tables.value() - concentration / (concentration + Real(i)));
    }
  } else {
    for (std::size_t i = n - 1; i > 0; --i) {
      tables += seats[i + 1] / Real(i + 1);
      add(i, Real(i) / (concentration + Real(i)) - tables.value());
    }
  }
  return (std::max)(Real(0), entropy.value());  // subnormal terms are off by as much as they are
}

/// The entropy of the multiset of sizes: −E ln p, ln p = ln(n!/K^{(n)}) + Σ_j (a_j ln(K/j) − ln a_j!), arranged about
/// the most likely outcome of a small concentration, one table, or of a large one, n tables. The j E a_j are those of
/// urn_seats_by_size.
template <class Real>
[[nodiscard]] Real size_entropy(const std::vector<Real>& seats, const Real& concentration) {
  using std::log, std::log1p;
  const std::size_t n = seats.size() - 1;
  if (n < 2) return 0;
  const Real count = Real(n);
  const Real& K = concentration;
  // Two draws alike, or none: a third alike, or a second pair, is below the last digit.
  const Real pairs = count * (count - 1) / 2;
  if (pairs < K * std::numeric_limits<Real>::epsilon() / 16) return pairs / K * (1 + log(K) - log(pairs));
  const Real log_concentration = log(K);
  compensated_sum<Real> entropy;
  if (K > count) {
    for (std::size_t i = 1; i < n; ++i) entropy += log1p(Real(i) / K);
    for (std::size_t j = 2; j <= n && seats[j] > 0; ++j)
      entropy += seats[j] / Real(j) * (Real(j - 1) * log_concentration + log(Real(j)));
    entropy += -mean_log_factorial_deficit(n, K);
    entropy += sum_of_mean_log_factorials(std::size_t{2}, seats, K);
  } else {
    const Real slope = (log(count) - log_concentration) / count;
    for (std::size_t j = 1; j < n; ++j) {
      const Real size = Real(j);
      entropy += log1p(K / size);
      entropy += seats[j] / size * (log(size) - log_concentration - size * slope);
    }
    entropy += sum_of_mean_log_factorials(std::size_t{1}, seats, K);
  }
  return entropy.value();
}

}  // namespace infobound::inline v0_1::detail

/// The Pólya urn (Chinese restaurant) of concentration K: draw i + 1 finds a new atom (opens a table) with probability
/// K/(K+i), and otherwise one that was drawn before, in proportion to how often it was. a_j is the number of tables of
/// size j after n draws, K^{(n)} = K(K+1)…(K+n−1). The scalar is that of the concentration, double where that is an
/// integer; a count n or j may be any number that is whole.
namespace infobound::inline v0_1::urn {

/// E C_n = Σ_{i<n} K/(K+i) = K(ψ₀(K+n) − ψ₀(K)), the mean number of distinct atoms in n draws; the digammas extend it
/// to any real n.
/// - Domain:   n ≥ 0, K > 0, both finite.
/// - Accuracy: relative error below 1e-13 in double (tests/unit/process/network/urn.cpp).
/// - Cost:     O(1).
/// - Throws:   std::domain_error for n or K outside its domain.
/// - Source:   theory 6.1.
template <class Count, class Concentration>
[[nodiscard]] detail::urn_real<Concentration> expected_tables(const Count& n, const Concentration& concentration) {
  using Real = detail::urn_real<Concentration>;
  using Wide = detail::urn_sum_real<Real>;
  require_positive("concentration", Real(concentration));
  if constexpr (std::integral<Count>)
    require_at_least("n", n, Count(0));
  else
    require_non_negative("n", n);
  return Real(detail::expected_tables(Wide(n), Wide(concentration)));
}

/// E a_j = (K/j) n! K^{(n−j)}/((n−j)! K^{(n)}), the mean number of atoms drawn j times in n draws; 0 for j > n.
/// - Domain:   whole n ≥ 0, whole j ≥ 1, 0 < K < ∞.
/// - Accuracy: relative error below 1e-13 in double, 1e-16 times the logarithm of a value that is nearly 0
///             (tests/unit/process/network/urn.cpp).
/// - Cost:     O(j).
/// - Throws:   std::domain_error for an argument outside its domain.
/// - Source:   theory 6.2, urn facts.
template <class Size, class Count, class Concentration>
[[nodiscard]] detail::urn_real<Concentration> expected_tables_of_size(const Size& j, const Count& n,
                                                                      const Concentration& concentration) {
  using Real = detail::urn_real<Concentration>;
  using Wide = detail::urn_sum_real<Real>;
  using std::exp, std::log1p;
  const std::size_t size = detail::whole_count("j", j);
  const std::size_t draws = detail::whole_count("n", n);
  require_at_least("j", size, std::size_t{1});
  require_positive("concentration", Real(concentration));
  if (size > draws) return 0;
  const Wide K = Wide(concentration);
  detail::compensated_sum<Wide> log_product;
  for (std::size_t i = 1; i < size; ++i) log_product += log1p(K / Wide(draws - i));
  return Real(Wide(draws) / Wide(size) * (K / (K + Wide(draws - size))) * exp(-log_product.value()));
}

/// H_urn(n) = −E ln p(partition) = ln K^{(n)} − E[C_n] ln K − Σ_j E a_j ln Γ(j), in nats: the entropy of which draws
/// are alike.
/// - Domain:   whole n ≥ 0, 0 < K < ∞; 0 for n < 2.
/// - Accuracy: relative error below 1e-12 in double for any K and n ≤ 10⁶ (tests/unit/process/network/urn.cpp).
/// - Cost:     O(n), some 0.1 s at n = 10⁶; memory O(n).
/// - Throws:   std::domain_error for an argument outside its domain.
/// - Source:   theory 6.2, urn facts, and 8.5.
template <class Count, class Concentration>
[[nodiscard]] detail::urn_real<Concentration> partition_entropy(const Count& n, const Concentration& concentration) {
  using Real = detail::urn_real<Concentration>;
  const std::size_t draws = detail::whole_count("n", n);
  require_positive("concentration", Real(concentration));
  return Real(detail::partition_entropy(draws, detail::urn_sum_real<Real>(concentration)));
}

/// H_counts = −E ln p({n_j}), in nats: the entropy of how often the distinct atoms were drawn, without which is which
/// (the multiset of table sizes, Ewens).
/// - Domain:   whole n ≥ 0, 0 < K < ∞; 0 for n < 2.
/// - Accuracy: relative error below 1e-11 in double (tests/unit/process/network/urn.cpp).
/// - Cost:     O(n) for each j with E a_j > 3, of which there are about K/3 where K is small beside n and fewer
///             otherwise, and O(n) for all others together; memory O(n).
/// - Throws:   std::domain_error for an argument outside its domain.
/// - Source:   theory 6.2, urn facts.
template <class Count, class Concentration>
[[nodiscard]] detail::urn_real<Concentration> size_entropy(const Count& n, const Concentration& concentration) {
  using Real = detail::urn_real<Concentration>;
  const std::size_t draws = detail::whole_count("n", n);
  require_positive("concentration", Real(concentration));
  const auto K = detail::urn_sum_real<Real>(concentration);
  return Real(detail::size_entropy(detail::urn_seats_by_size(draws, K), K));
}

}  // namespace infobound::inline v0_1::urn
