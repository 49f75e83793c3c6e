// SPDX-License-Identifier: BSL-1.0
// Divergences of Gamma and Dirichlet laws, without the cancellation of ln Γ at large arguments.
#pragma once

#include <Eigen/Core>
#include <algorithm>
#include <infobound/core/detail/elementary_functions.hpp>
#include <infobound/core/detail/scaled.hpp>
#include <infobound/process/detail/digamma_gap.hpp>
#include <infobound/process/detail/relative_entropy_term.hpp>
#include <infobound/process/detail/stirling_series.hpp>
#include <infobound/process/detail/variance_divergence.hpp>
#include <limits>

namespace infobound::inline v0_1::detail {

/// s′(x) = ψ₀(x) − ln x + 1/(2x), the slope of Stirling's remainder.
template <class Real>
[[nodiscard]] Real stirling_remainder_slope(const Real& x) {
  if (x >= stirling_series<Real>::from) return -stirling_series<Real>::sum(x);
  return digamma_gap(x) - 1 / (2 * x);
}

/// ln Γ(b) − ln Γ(a) − (b − a) ψ₀(a), less its leading part b ln(b/a) − b + a: ½(ρ − 1 − ln ρ), ρ = b/a, and
/// s(b) − s(a) − (b − a) s′(a), by Stirling's formula ln Γ(x) = (x − ½) ln x − x + ½ ln 2π + s(x). Both are ≥ 0, as −ln
/// and s are convex.
template <class Real>
[[nodiscard]] Real log_gamma_remainder_divergence(const Real& b, const Real& a);

/// Below this a, s′(a) is large and log_gamma_remainder_divergence goes by that at b + 1 and a + 1, which is
/// ρ − 1 − ln ρ smaller in all, and b (ln(1 + 1/b) − ln(1 + 1/a)) + ln((1 + b)/(1 + a)) in the leading part.
template <class Real>
[[nodiscard]] Real small_concentration_limit() {
  return Real(1) / 1024;
}

/// log_gamma_remainder_divergence(b, a) − ρ for a small a.
template <class Real>
[[nodiscard]] Real small_log_gamma_divergence(const Real& b, const Real& a) {
  using std::log1p;
  const Real fall = log1p(scaled<Real>(1) / b).value() - log1p(scaled<Real>(1) / a).value();
  return b * fall + (log1p(b) - log1p(a)) - 1 - log(scaled<Real>(b) / a) +
         log_gamma_remainder_divergence(Real(b + 1), Real(a + 1));
}

template <class Real>
Real log_gamma_remainder_divergence(const Real& b, const Real& a) {
  if (a < small_concentration_limit<Real>()) {
    const Real ratio = (scaled<Real>(b) / a).value();
    return ratio <= (std::numeric_limits<Real>::max)() ? Real(ratio + small_log_gamma_divergence(b, a)) : ratio;
  }
  return variance_divergence(b, a) / 2 +
         (stirling_remainder(b) - stirling_remainder(a) - (b - a) * stirling_remainder_slope(a));
}

/// KL(Dirichlet(α) ‖ Dirichlet(α̃)) = Σ_i D(α̃_i; α_i) − D(Ã; A) with D(b; a) = ln Γ(b) − ln Γ(a) − (b − a) ψ₀(a), A =
/// Σα_i. The leading parts of D make Ã KL(α̃/Ã ‖ α/A), a sum of terms that are not negative.
template <class Real, class Mine, class Theirs>
[[nodiscard]] Real dirichlet_divergence(const Eigen::MatrixBase<Mine>& mine, const Eigen::MatrixBase<Theirs>& theirs) {
  if (mine.size() == 1) return 0;
  const Real total = mine.sum();
  const Real other_total = theirs.sum();
  const bool all_small = total < small_concentration_limit<Real>();
  Real sum = 0;
  Eigen::ArrayX<Real> remainders(mine.size());
  for (Eigen::Index i = 0; i < mine.size(); ++i) {
    const Real a = mine[i];
    const Real b = theirs[i];
    sum += scaled_relative_entropy_term(b, scaled<Real>(a) / total * other_total);
    if (!all_small) {
      remainders[i] = log_gamma_remainder_divergence(b, a);
    } else {
      // b/a less its part of Ã/A: b (A − a)/(aA), A − a without cancellation.
      const Real rest =
          a < total / 2 ? Real(total - a) : Real(mine.head(i).sum() + mine.tail(mine.size() - 1 - i).sum());
      sum += (scaled<Real>(b) / a * rest / total).value();
      remainders[i] = small_log_gamma_divergence(b, a);
    }
  }
  const Real infinity = std::numeric_limits<Real>::infinity();
  if (!(sum + remainders.maxCoeff() < infinity)) return infinity;
  const Real whole =
      all_small ? small_log_gamma_divergence(other_total, total) : log_gamma_remainder_divergence(other_total, total);
  // One concentration may be nearly all: its remainder first, before anything small is added.
  Eigen::Index nearest = 0;
  (remainders - whole).abs().minCoeff(&nearest);
  remainders[nearest] -= whole;
  return (std::max)(Real(0), Real(sum + remainders.sum()));
}

}  // namespace infobound::inline v0_1::detail
