// SPDX-License-Identifier: BSL-1.0
// The log-determinant of large Wishart matrices by the Marchenko–Pastur law.
#pragma once

#include <infobound/core/detail/elementary_functions.hpp>

namespace infobound::inline v0_1::detail {

/// ½ E ln det(I_T + XXᵀ/(dσ²)), X a T × d standard Gaussian matrix, as d, T → ∞ in proportion, with the mean correction
/// for real matrices (theory 3.1 iii). P = ρ − F/4 and Q = ρβ − F/4 have P − Q = ρ(1 − β) and PQ = F/4: the larger of
/// the two is formed as a sum and the smaller by division, so that nothing cancels for small or large T/(dσ²).
template <class Real>
[[nodiscard]] Real marchenko_pastur_information(const Real& dimension, const Real& horizon,
                                                const Real& noise_variance) {
  using std::abs, std::log1p, std::sqrt;
  const Real beta = dimension / horizon;
  const Real rho = horizon / (dimension * noise_variance);
  const Real root_beta = sqrt(beta);
  const Real a = sqrt(1 + rho * (1 - root_beta) * (1 - root_beta));
  const Real b = sqrt(1 + rho * (1 + root_beta) * (1 + root_beta));
  const Real root = 4 * rho * root_beta / (a + b);  // B − A
  const Real f = root * root;
  const Real gap = abs(horizon - dimension) / (dimension * noise_variance);
  const Real larger = (gap + root * sqrt(1 + gap / root * (gap / root))) / 2;
  const Real smaller = f / (4 * larger);
  const Real p = beta < 1 ? larger : smaller;
  const Real q = beta < 1 ? smaller : larger;
  const Real bulk = horizon / 2 * (beta * log1p(p) + log1p(q) - f / (4 * rho));
  return bulk + log1p(-f / ((a + b) * (a + b))) / 4;
}

}  // namespace infobound::inline v0_1::detail
