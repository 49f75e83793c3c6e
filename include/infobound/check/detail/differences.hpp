// SPDX-License-Identifier: BSL-1.0
// Derivatives by central differences, with an error that can be trusted.
#pragma once

#include <Eigen/Core>
#include <algorithm>
#include <cstddef>
#include <infobound/core/numeric/cmath.hpp>
#include <limits>
#include <utility>
#include <vector>

namespace infobound::inline v0_1::detail {

/// A derivative, entry by entry, and how far it may be off.
template <class Real>
struct difference_quotient {
  Eigen::ArrayX<Real> value;
  Eigen::ArrayX<Real> error;  ///< ∞ where the function was not finite
};

/// f′(0) of an array-valued f: central differences at steps ¼, 1/16, …, extrapolated to step 0 (Ridders 1982). Of the
/// extrapolations each entry takes the one that changed least from those it was made of; its error is ten times that
/// change, and what rounding does to a difference at that step.
/// - Cost: 18 evaluations of f.
template <class Real, class Function>
[[nodiscard]] difference_quotient<Real> derivative_at_zero(Function f) {
  using std::abs, std::max;
  constexpr int levels = 9;
  const Real infinity = std::numeric_limits<Real>::infinity();
  difference_quotient<Real> best;
  std::vector<Eigen::ArrayX<Real>> before;
  Real step = 1;
  for (int level = 0; level < levels; ++level) {
    step /= 4;
    const Eigen::ArrayX<Real> right = f(step);
    const Eigen::ArrayX<Real> left = f(Real(-step));
    std::vector<Eigen::ArrayX<Real>> row{(right - left) / (2 * step)};
    if (level == 0) best = {row[0], Eigen::ArrayX<Real>::Constant(row[0].size(), infinity)};
    Real factor = 1;
    for (std::size_t order = 1; order <= before.size(); ++order) {
      factor *= 16;
      row.push_back(row[order - 1] + (row[order - 1] - before[order - 1]) / (factor - 1));
      for (Eigen::Index i = 0; i < row[0].size(); ++i) {
        const Real change =
            max(Real(abs(row[order][i] - row[order - 1][i])), Real(abs(row[order][i] - before[order - 1][i])));
        const Real rounding =
            std::numeric_limits<Real>::epsilon() * max(Real(abs(left[i])), Real(abs(right[i]))) / step;
        const Real error = 10 * (change + rounding);
        if (!(error < best.error[i])) continue;
        best.value[i] = row[order][i];
        best.error[i] = error;
      }
    }
    before = std::move(row);
  }
  return best;
}

}  // namespace infobound::inline v0_1::detail
