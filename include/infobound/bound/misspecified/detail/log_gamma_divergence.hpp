// SPDX-License-Identifier: BSL-1.0
// Divergences of Gamma and Dirichlet laws, without the cancellation of ln Γ at large arguments.
#pragma once

#include <Eigen/Core>
#include <algorithm>
#include <infobound/core/numeric/cmath.hpp>
#include <infobound/core/numeric/digamma_gap.hpp>
#include <infobound/core/numeric/relative_entropy_term.hpp>
#include <infobound/core/numeric/scaled.hpp>
#include <infobound/core/numeric/stirling_series.hpp>
#include <infobound/core/numeric/variance_divergence.hpp>
#include <infobound/core/numeric/wide.hpp>
#include <limits>

namespace infobound::inline v0_1::detail {

/// s′(x) = ψ₀(x) − ln x + 1/(2x), the slope of Stirling's remainder.
template <class Real>
[[nodiscard]] Real stirling_remainder_slope(const Real& x) {
  if (x >= stirling_series<Real>::from) return -stirling_series<Real>::sum(x);
  return digamma_gap(x) - 1 / (2 * x);
}

/// ½(r − 1 − ln r) for the ratio r of two numbers, which may be beyond the scalar's range where its half is not.
template <class Real>
[[nodiscard]] Real half_variance_divergence(const scaled<Real>& ratio) {
  return (variance_divergence(ratio) / Real(2)).value();
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
  const Real leading = variance_divergence(b, a) / 2;
  return (leading <= (std::numeric_limits<Real>::max)() ? leading : half_variance_divergence(scaled<Real>(b) / a)) +
         (stirling_remainder(b) - stirling_remainder(a) - (b - a) * stirling_remainder_slope(a));
}

/// For arguments that may be beyond the scalar's range, where s is 0; a is not small then.
template <class Real>
[[nodiscard]] Real log_gamma_remainder_divergence(const scaled<Real>& b, const scaled<Real>& a) {
  const Real most = (std::numeric_limits<Real>::max)();
  const Real x = b.value();
  const Real y = a.value();
  if (x <= most && y <= most) return log_gamma_remainder_divergence(x, y);
  const Real leading = half_variance_divergence(b / a);
  if (y > most) return leading + (x <= most ? stirling_remainder(x) : Real(0));
  const Real slope = stirling_remainder_slope(y);
  return leading + ((b * Real(-slope)).value() + (y * slope - stirling_remainder(y)));
}

/// s′(x) − s′(x + h) for x > 0, h ≥ 0, with an error of the rounding of h/x².
template <class Real>
[[nodiscard]] Real stirling_remainder_slope_drop(const Real& x, const Real& h) {
  return digamma_gap_drop(x, h) - share_of_sum(h, x) / x / 2;
}

/// s(x) − s(x + h) for x > 0, h ≥ 0, by the mean slope where the difference would cancel.
template <class Real>
[[nodiscard]] Real stirling_remainder_drop(const Real& x, const Real& h) {
  using std::cbrt;
  if (h > x * cbrt(std::numeric_limits<Real>::epsilon()))
    return stirling_remainder(x) - stirling_remainder(Real(x + h));
  return h * (stirling_remainder_slope_drop(x, h) / 2 - stirling_remainder_slope(x));
}

/// log_gamma_remainder_divergence(b, a) − log_gamma_remainder_divergence(b + β, a + α), without the cancellation of
/// small α and β, for α ≤ a.
template <class Real>
[[nodiscard]] Real log_gamma_remainder_excess(const Real& b, const Real& beta, const Real& a, const Real& alpha) {
  using std::abs, std::log1p;
  const Real A = a + alpha;
  const Real leading = (scaled<Real>(b) / Real(2) / a * share_of_sum(alpha, a)).value() -
                       (scaled<Real>(beta) / Real(2) / A).value() - (log1p(alpha / a) - log1p_of_quotient(beta, b)) / 2;
  const Real values = stirling_remainder_drop(b, beta) - stirling_remainder_drop(a, alpha);
  const Real drop = stirling_remainder_slope_drop(a, alpha);  // negative, as s is convex
  const Real slopes = (scaled<Real>(Real(abs(b - a))) * Real(-drop)).value();
  return leading + values + (b < a ? Real(-slopes) : slopes) + (beta - alpha) * stirling_remainder_slope(A);
}

/// small_log_gamma_divergence(b, a) − small_log_gamma_divergence(b + β, a + α), likewise.
template <class Real>
[[nodiscard]] Real small_log_gamma_excess(const Real& b, const Real& beta, const Real& a, const Real& alpha) {
  using std::log1p;
  const Real A = a + alpha;
  const Real B = b + beta;
  // ln(1 + 1/x) − ln(1 + 1/(x + h))
  const auto rise = [](const Real& x, const Real& h) { return log1p(scaled<Real>(h) / x / Real(1 + x + h)); };
  const Real fall = log1p(scaled<Real>(1) / B).value() - log1p(scaled<Real>(1) / A).value();
  const Real leading = (scaled<Real>(b) * rise(b, beta)).value() - (scaled<Real>(b) * rise(a, alpha)).value();
  return leading - beta * fall + (log1p(alpha / (1 + a)) - log1p(beta / (1 + b))) +
         (log1p_of_quotient(beta, b) - log1p(alpha / a)) +
         log_gamma_remainder_excess(Real(b + 1), beta, Real(a + 1), alpha);
}

/// KL(Dirichlet(α) ‖ Dirichlet(α̃)) = Σ_i D(α̃_i; α_i) − D(Ã; A) with D(b; a) = ln Γ(b) − ln Γ(a) − (b − a) ψ₀(a), A =
/// Σα_i. The leading parts of D make Ã KL(α̃/Ã ‖ α/A), a sum of terms that are not negative. One concentration may be
/// nearly all of A: what it and A differ by is formed before it is multiplied by anything large. It is ∞ where a part
/// of it is beyond the scalar's range.
template <class Real, class Mine, class Theirs>
[[nodiscard]] Real plain_dirichlet_divergence(const Eigen::MatrixBase<Mine>& mine,
                                              const Eigen::MatrixBase<Theirs>& theirs) {
  using std::log1p;
  if (mine.size() == 1) return 0;
  const auto sum_of = [](const auto& concentrations) {
    scaled<Real> sum = Real(0);
    for (Eigen::Index i = 0; i < concentrations.size(); ++i) sum = sum + Real(concentrations[i]);
    return sum;
  };
  const scaled<Real> whole_mine = sum_of(mine);
  const scaled<Real> whole_theirs = sum_of(theirs);
  const Real infinity = std::numeric_limits<Real>::infinity();
  const Real total = whole_mine.value();
  const Real other_total = whole_theirs.value();
  const bool all_small = total < small_concentration_limit<Real>();
  if (all_small && !(other_total < infinity)) return infinity;

  Eigen::Index largest = 0;
  mine.maxCoeff(&largest);
  const auto others_of = [&](const auto& concentrations) -> Real {
    return concentrations.head(largest).sum() + concentrations.tail(concentrations.size() - 1 - largest).sum();
  };
  const Real rest = others_of(mine);
  const Real other_rest = others_of(theirs);
  const bool apart = rest < mine[largest] && total < infinity && other_total < infinity;

  Real sum = 0;
  Eigen::ArrayX<Real> remainders(mine.size());
  for (Eigen::Index i = 0; i < mine.size(); ++i) {
    const Real a = mine[i];
    const Real b = theirs[i];
    const scaled<Real> share = scaled<Real>(a) / whole_mine * whole_theirs;
    if (apart && i == largest) {
      sum += scaled_relative_entropy_term(b, share, Real(log1p(rest / a) - log1p_of_quotient(other_rest, b)));
      remainders[i] = all_small ? small_log_gamma_excess(b, other_rest, a, rest)
                                : log_gamma_remainder_excess(b, other_rest, a, rest);
    } else {
      sum += scaled_relative_entropy_term(b, share);
      remainders[i] = all_small ? small_log_gamma_divergence(b, a) : log_gamma_remainder_divergence(b, a);
    }
    // b/a less its part of Ã/A: b (A − a)/(aA), A − a without cancellation.
    if (all_small) sum += (scaled<Real>(b) / a * (i == largest ? rest : Real(total - a)) / total).value();
  }
  if (!(sum + remainders.maxCoeff() < infinity)) return infinity;
  if (!apart) {
    const Real whole = all_small ? small_log_gamma_divergence(other_total, total)
                                 : log_gamma_remainder_divergence(whole_theirs, whole_mine);
    // The nearest remainder first, before anything small is added.
    Eigen::Index nearest = 0;
    (remainders - whole).abs().minCoeff(&nearest);
    remainders[nearest] -= whole;
  }
  return (std::max)(Real(0), Real(sum + remainders.sum()));
}

/// plain_dirichlet_divergence where that is within the range, whatever its parts.
template <class Real, class Mine, class Theirs>
[[nodiscard]] Real dirichlet_divergence(const Eigen::MatrixBase<Mine>& mine, const Eigen::MatrixBase<Theirs>& theirs) {
  using std::ldexp;
  const Real plain = plain_dirichlet_divergence<Real>(mine, theirs);
  if (plain <= (std::numeric_limits<Real>::max)()) return plain;
  // It grows as α̃ does, but for logarithms, which are nothing beside what overflows.
  constexpr int shift = 64;
  const Eigen::VectorX<Real> shrunk =
      ((theirs.array() * ldexp(Real(1), -shift)).max)((std::numeric_limits<Real>::min)()).matrix();
  return ldexp(plain_dirichlet_divergence<Real>(mine, shrunk), shift);
}

}  // namespace infobound::inline v0_1::detail
