// SPDX-License-Identifier: BSL-1.0
// What the draws of a Pólya urn tell of its composition: the information of Beta–Bernoulli and Dirichlet–categorical.
#pragma once

#include <Eigen/Core>
#include <algorithm>
#include <cstddef>
#include <infobound/core/numeric/cmath.hpp>
#include <infobound/core/numeric/compensated_sum.hpp>
#include <infobound/core/numeric/digamma_gap.hpp>
#include <infobound/core/numeric/equal.hpp>
#include <infobound/core/numeric/scaled.hpp>
#include <infobound/core/require.hpp>
#include <infobound/process/conjugate/detail/count_law.hpp>
#include <limits>
#include <optional>
#include <utility>
#include <vector>

/// The sums of theory 2.6 (c) in a form whose terms do not cancel. With g(x) = ψ₀(x + 1) − ln x,
///
///   I(H_T;θ) = Σ_i E Σ_{j<S_i} g(α_i + j) − Σ_{t<T} g(A + t).
///
/// Proof. Given H_t the posterior is Dirichlet(α_i + s_i). With m_i = (α_i + s_i)/(A + t), the predictive
/// probabilities, the incremental error H(m) − E[H(θ)|H_t] is Σ_i m_i g(α_i + s_i) − g(A + t): theory 2.6 (c) at T = 1,
/// where ln(A + t) cancels. The next label is i with probability m_i, so that the mean of m_i g(α_i + s_i) is that of
/// g(α_i + s_i) over the event that count i rises from s_i; over t < T it rises once from each of 0 … S_i − 1. ∎
///
/// As 0 < g(x) ≈ 1/(2x), all terms are of the order of I where I is small, whatever the size of α and T. Only where one
/// concentration b outweighs the sum a of the others is there a cancellation left; its part is therefore rewritten as
///
///   E Σ_{j<S_b} g(b + j) − Σ_{t<T} g(A + t) = Σ_{t<T} (g(b + t) − g(b + a + t)) − E Σ_{S_b≤j<T} g(b + j).
namespace infobound::inline v0_1::detail {

/// The concentrations in groups of equal ones, but for one of the largest that is kept apart.
template <class Real>
struct urn_composition {
  struct group {
    Real concentration;
    Real size;
  };
  std::vector<group> others;  ///< ascending
  Real rest;                  ///< their sum
  Real largest;
  scaled<Real> total = Real(0);  ///< of all, which may be beyond the scalar's range

  explicit urn_composition(std::vector<Real> concentrations) {
    std::sort(concentrations.begin(), concentrations.end());
    largest = std::move(concentrations.back());
    concentrations.pop_back();
    for (const Real& concentration : concentrations) {
      total = total + concentration;
      if (others.empty() || !equal(others.back().concentration, concentration))
        others.push_back({concentration, Real(0)});
      others.back().size += 1;
    }
    rest = total.value();
    total = total + largest;
  }

  /// I(H_T;θ) where it has the form of a limit to the last bit, without a sum over counts. With A = Σα_i ≫ T no label
  /// changes its odds, and what is left of the sums is (T/A) Σ α_i g(α_i) over all but the largest. With A ≪ 1 the
  /// first label tells θ, which is a vertex of the simplex, and I is the entropy of the shares α_i/A.
  [[nodiscard]] std::optional<Real> limit(std::size_t horizon) const {
    using std::log1p;
    const Real epsilon = std::numeric_limits<Real>::epsilon();
    const Real T = Real(horizon);
    if ((total * epsilon).value() > 16 * T) {
      Real sum = 0;
      for (const auto& [concentration, size] : others) sum += size * (concentration * digamma_gap(concentration));
      return (scaled<Real>(T) / total * sum).value();
    }
    if (total.value() < epsilon / 1024) {
      const Real others_share = (scaled<Real>(rest) / total).value();
      Real entropy = -(1 - others_share) * log1p(-others_share);
      for (const auto& [concentration, size] : others) {
        const scaled<Real> share = scaled<Real>(concentration) / total;
        entropy += size * (share * Real(-log(share))).value();
      }
      return entropy;
    }
    return std::nullopt;
  }

  /// The sum of all but one of a group.
  [[nodiscard]] Real all_but(const Real& concentration) const { return largest + (rest - concentration); }
};

/// Σ_{j<T} P(S > j) f(j) = E Σ_{j<S} f(j), for S with that law.
template <class Real, class Function>
[[nodiscard]] Real expected_sum_below(const Eigen::ArrayX<Real>& law, const count_range<Real>& range, Function f) {
  compensated_sum<Real> sum;
  compensated_sum<Real> above;
  for (Eigen::Index j = range.last - 1; j >= 0; --j) {
    if (j + 1 >= range.first) above += law[j + 1];
    sum += above.value() * f(j);
  }
  return sum.value() / range.total;
}

/// What is in proportion to a concentration next to 0 is found at a larger one, at which no probability is below the
/// scalar's range.
template <class Real>
struct small_concentration {
  Real kept;
  scaled<Real> factor;

  explicit small_concentration(const Real& concentration)
      : kept((std::max)(concentration, least())), factor(scaled<Real>(concentration) / kept) {}

  [[nodiscard]] static Real least() {
    using std::sqrt;
    return sqrt((std::numeric_limits<Real>::min)());
  }
};

/// Longer laws are refused before memory is.
inline constexpr std::size_t most_kept_counts = 100'000'000;

/// I(H_T;θ) of labels from θ ~ Dirichlet(concentrations), in nats.
/// - Cost: O(T) for each distinct concentration; memory O(T).
template <class Real>
[[nodiscard]] Real polya_urn_information(std::vector<Real> concentrations, std::size_t horizon) {
  const urn_composition<Real> urn(std::move(concentrations));
  if (const auto limit = urn.limit(horizon)) return *limit;
  require_at_most("horizon", horizon, most_kept_counts, "as the law of the counts is kept in memory");
  const auto T = static_cast<Eigen::Index>(horizon);
  Eigen::ArrayX<Real> law(T + 1);
  Real information = 0;
  for (const auto& [distinct, size] : urn.others) {
    const Real& concentration = distinct;  // Clang 14 hands no structured binding to a lambda
    const small_concentration<Real> drawn(concentration);
    const auto range = fill_beta_binomial(law, T, drawn.kept, urn.all_but(concentration));
    const Real sum = expected_sum_below(
        law, range, [&](Eigen::Index j) -> Real { return digamma_gap(Real(concentration + Real(j))); });
    information += (drawn.factor * size * sum).value();
  }
  if (urn.others.empty()) return information;
  const small_concentration<Real> rest(urn.rest);
  const auto range = fill_beta_binomial(law, T, rest.kept, urn.largest);
  Real loss = expected_sum_below(
      law, range, [&](Eigen::Index j) -> Real { return digamma_gap(Real(urn.largest + Real(T - 1 - j))); });
  compensated_sum<Real> drops;
  for (Eigen::Index t = T; t-- > 0;) drops += digamma_gap_drop(Real(urn.largest + Real(t)), rest.kept);
  if (equal(rest.kept, urn.rest)) return information - loss + drops.value();
  loss -= drops.value();
  return information - (loss < 0 ? Real(-(rest.factor * Real(-loss)).value()) : (rest.factor * loss).value());
}

/// The law of a count of the urn as draws come in, and tables to average over it.
template <class Real>
class urn_count {
 public:
  using array = Eigen::ArrayX<Real>;

  urn_count(const Real& yes, const Real& no, Eigen::Index horizon)
      : yes_(yes),
        no_(no),
        counts_(array::LinSpaced(horizon + 1, Real(0), Real(horizon))),
        law_(array::Zero(horizon + 1)) {
    law_[0] = 1;
    moved_.resize(horizon + 1);
  }

  /// P(S_t = s), s = 0 … t.
  [[nodiscard]] auto law() const { return law_.head(t_ + 1); }

  void advance() {
    const Eigen::Index size = t_ + 1;
    const Real total = yes_ + no_ + Real(t_);
    moved_.head(size) = law_.head(size) * ((yes_ + counts_.head(size)) / total);
    law_.head(size) *= (no_ + (Real(t_) - counts_.head(size))) / total;
    law_.segment(1, size) += moved_.head(size);
    ++t_;
  }

 private:
  Real yes_;
  Real no_;
  array counts_;
  array law_;
  array moved_;
  Eigen::Index t_ = 0;
};

/// I(H_t;θ), t = 1 … T, of labels from θ ~ Dirichlet(concentrations), in nats: the sum of the incremental errors
/// Σ_i E m_i g(α_i + S_i) − g(A + t), with the largest concentration's part rewritten as above.
/// - Cost: O(T²) for each distinct concentration, about 1/5 of T calls of polya_urn_information; memory O(T) each.
template <class Real>
[[nodiscard]] Eigen::VectorX<Real> polya_urn_information_curve(std::vector<Real> concentrations, std::size_t horizon) {
  using array = Eigen::ArrayX<Real>;
  const urn_composition<Real> urn(std::move(concentrations));
  require_at_most("horizon", horizon, most_kept_counts, "as the law of the counts is kept in memory");
  const auto T = static_cast<Eigen::Index>(horizon);
  Eigen::VectorX<Real> curve = Eigen::VectorX<Real>::Zero(T);
  if (urn.others.empty()) return curve;
  if (urn.limit(horizon)) {
    for (Eigen::Index t = 0; t < T; ++t) curve[t] = *urn.limit(static_cast<std::size_t>(t) + 1);
    return curve;
  }

  const array counts = array::LinSpaced(T, Real(0), Real(T - 1));
  const auto gaps = [&](const Real& concentration) -> array {
    return (counts + concentration).unaryExpr([](const Real& x) -> Real { return digamma_gap(x); });
  };
  const Real total = urn.largest + urn.rest;
  for (const auto& [concentration, size] : urn.others) {
    const small_concentration<Real> drawn(concentration);
    urn_count<Real> count(drawn.kept, urn.all_but(concentration), T);
    const array worth = size * (counts + drawn.kept) * gaps(concentration);
    for (Eigen::Index t = 0; t < T; ++t, count.advance())
      curve[t] += (drawn.factor * Real((count.law() * worth.head(t + 1)).sum() / (total + Real(t)))).value();
  }
  urn_count<Real> count(urn.rest, urn.largest, T);
  const array largest_gaps = gaps(urn.largest);
  for (Eigen::Index t = 0; t < T; ++t, count.advance()) {
    const Real before = urn.largest + Real(t);
    const Real drop = digamma_gap_drop(before, urn.rest);
    const auto taken = (before - counts.head(t + 1)) * (largest_gaps.head(t + 1).reverse() - largest_gaps[t]);
    curve[t] += (count.law() * taken).sum() / (total + Real(t)) + urn.largest / total * drop -
                urn.rest / total * (largest_gaps[t] - drop);
  }
  for (Eigen::Index t = 1; t < T; ++t) curve[t] += curve[t - 1];
  return curve;
}

}  // namespace infobound::inline v0_1::detail
