// SPDX-License-Identifier: BSL-1.0
// The log-determinant of large Wishart matrices by the Marchenko–Pastur law.
#pragma once

#include <infobound/core/numeric/cmath.hpp>
#include <infobound/core/numeric/equal.hpp>
#include <infobound/core/numeric/scaled.hpp>
#include <limits>

namespace infobound::inline v0_1::detail {

/// ½ E ln det(I_T + XXᵀ/(dσ²)), X a T × d standard Gaussian matrix, as d, T → ∞ in proportion, with the mean correction
/// for real matrices (theory 3.1 iii). P = ρ − F/4 and Q = ρβ − F/4 have P − Q = ρ(1 − β) and PQ = F/4: the larger of
/// the two is formed as a sum and the smaller by division, so that nothing cancels for small or large T/(dσ²).
template <class Real>
[[nodiscard]] Real marchenko_pastur_information(const Real& dimension, const Real& horizon,
                                                const Real& noise_variance) {
  using std::abs, std::log, std::log1p, std::sqrt;
  const Real beta = dimension / horizon;
  const scaled<Real> gain = scaled<Real>(Real(horizon / dimension)) / noise_variance;
  if (gain.value() * (1 + beta) < std::numeric_limits<Real>::epsilon() * std::numeric_limits<Real>::epsilon())
    return (scaled<Real>(horizon) / noise_variance / Real(2)).value();
  const Real most = sqrt((std::numeric_limits<Real>::max)());
  if (gain.value() > most) {
    // In proportion to ln ρ: ½ for each eigenvalue, less ⅛ where d = T, as the least of them is then near 0.
    const Real slope =
        (horizon < dimension ? horizon : dimension) / 2 - (equal(horizon, dimension) ? Real(1) / 8 : Real(0));
    return marchenko_pastur_information(dimension, horizon, Real(horizon / dimension / most)) +
           slope * log(gain / most);
  }
  const Real rho = gain.value();
  const Real root_beta = sqrt(beta);
  const Real a = sqrt(1 + rho * (1 - root_beta) * (1 - root_beta));
  const Real b = sqrt(1 + rho * (1 + root_beta) * (1 + root_beta));
  const Real root = 4 * rho * root_beta / (a + b);  // B − A
  const Real f = root * root;
  const Real gap = abs(horizon - dimension) / horizon * rho;
  const Real larger = (gap + root * sqrt(1 + gap / root * (gap / root))) / 2;
  const Real smaller = f / (4 * larger);
  const Real p = beta < 1 ? larger : smaller;
  const Real q = beta < 1 ? smaller : larger;
  const Real bulk = horizon / 2 * (beta * log1p(p) + log1p(q) - f / (4 * rho));
  const Real lost = root / (a + b) * (root / (a + b));
  return bulk + (lost < Real(0.5) ? log1p(-lost) : Real(log(4 * (a / (a + b)) * (b / (a + b))))) / 4;
}

}  // namespace infobound::inline v0_1::detail
