// SPDX-License-Identifier: BSL-1.0
// Divergences of Gamma and Dirichlet laws, without the cancellation of ln Γ at large arguments.
#pragma once

#include <Eigen/Core>
#include <infobound/core/detail/elementary_functions.hpp>
#include <infobound/process/detail/digamma_gap.hpp>
#include <infobound/process/detail/relative_entropy_term.hpp>
#include <infobound/process/detail/stirling_series.hpp>
#include <infobound/process/detail/variance_divergence.hpp>

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
[[nodiscard]] Real log_gamma_remainder_divergence(const Real& b, const Real& a) {
  return variance_divergence(b, a) / 2 +
         (stirling_remainder(b) - stirling_remainder(a) - (b - a) * stirling_remainder_slope(a));
}

/// KL(Dirichlet(α) ‖ Dirichlet(α̃)) = Σ_i D(α̃_i; α_i) − D(Ã; A) with D(b; a) = ln Γ(b) − ln Γ(a) − (b − a) ψ₀(a), A =
/// Σα_i. The leading parts of D make Ã KL(α̃/Ã ‖ α/A), a sum of terms that are not negative.
template <class Real, class Mine, class Theirs>
[[nodiscard]] Real dirichlet_divergence(const Eigen::MatrixBase<Mine>& mine, const Eigen::MatrixBase<Theirs>& theirs) {
  using std::log;
  const Real total = mine.sum();
  const Real other_total = theirs.sum();
  Real sum = 0;
  for (Eigen::Index i = 0; i < mine.size(); ++i) {
    const Real share = mine[i] / total;
    const Real other_share = theirs[i] / other_total;
    sum += other_total * share * relative_entropy_term(Real(log(other_share / share))) +
           log_gamma_remainder_divergence(Real(theirs[i]), Real(mine[i]));
  }
  return sum - log_gamma_remainder_divergence(other_total, total);
}

}  // namespace infobound::inline v0_1::detail
