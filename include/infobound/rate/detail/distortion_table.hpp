// SPDX-License-Identifier: BSL-1.0
// A finite source and its distortions, checked, without the letters that never occur, each row from its own minimum.
#pragma once

#include <Eigen/Core>
#include <algorithm>
#include <infobound/core/numeric/cmath.hpp>
#include <infobound/core/numeric/compensated_sum.hpp>
#include <infobound/core/require.hpp>
#include <limits>
#include <string>
#include <utility>
#include <vector>

namespace infobound::inline v0_1::rate::detail {

/// p_x and d_xy − min_y d_xy for the letters x of positive probability.
template <class Real>
struct distortion_table {
  std::vector<Eigen::Index> letters;   ///< the row of the user's table that a row here is
  Eigen::VectorX<Real> probabilities;  ///< their sum is 1
  Eigen::ArrayXX<Real> excess;         ///< ≥ 0 with a zero in each row; 0 also where the distortion is infinite
  Eigen::ArrayXX<Real> allowed;        ///< 1, or 0 where the distortion is infinite; empty if that is nowhere
  Real least = 0;                      ///< D_min = Σ p_x min_y d_xy; ∞ where a row has infinite distortions only
  Real greatest_excess = 0;            ///< D_max − D_min = min_y Σ p_x (d_xy − min_y d_xy)
  Eigen::Index constant = 0;           ///< the y that attains D_max

  [[nodiscard]] Eigen::Index rows() const { return excess.rows(); }
  [[nodiscard]] Eigen::Index columns() const { return excess.cols(); }

  /// e^{−s(d_xy − min_y d_xy)}; for s = 0 and s = ∞ its limit.
  void tilt(const Real& slope, Eigen::ArrayXX<Real>& kernel) const {
    if (slope > (std::numeric_limits<Real>::max)()) {
      kernel = (excess == Real(0)).template cast<Real>();
    } else {
      // Vectorised exponentials end above 0, which times a very large distortion is not nothing.
      kernel = (excess * Real(-slope)).exp();
      kernel = (kernel > 4 * (std::numeric_limits<Real>::min)()).select(kernel, Real(0));
    }
    if (allowed.size() > 0) kernel *= allowed;
  }
};

template <class Real>
void check_source(const Eigen::VectorX<Real>& probabilities, const Eigen::MatrixX<Real>& distortions) {
  using std::abs;
  require_at_least("probabilities: number of entries", probabilities.size(), 1);
  require_same_size("distortions: number of rows", distortions.rows(), "probabilities: number of entries",
                    probabilities.size());
  require_at_least("distortions: number of columns", distortions.cols(), 1);
  for (Eigen::Index x = 0; x < probabilities.size(); ++x)
    if (!(probabilities[x] >= 0 && probabilities[x] <= (std::numeric_limits<Real>::max)()))
      refuse("probabilities(" + to_text(x) + ")", probabilities[x], ">= 0 and finite");
  const Real sum = probabilities.sum();
  if (!(abs(sum - 1) <= Real(probability_tolerance<Real>)))
    refuse("probabilities: sum", sum, "1 to within " + to_text(probability_tolerance<Real>));
  for (Eigen::Index y = 0; y < distortions.cols(); ++y)
    for (Eigen::Index x = 0; x < distortions.rows(); ++x)
      if (!(distortions(x, y) >= 0))
        refuse("distortions(" + to_text(x) + ", " + to_text(y) + ")", distortions(x, y), ">= 0");
}

/// Σ p_x d_x for p, d ≥ 0. The mean of what is not always 0 is not 0, though it may be below the scalar's range.
template <class Real>
[[nodiscard]] Real mean_distortion(const Eigen::VectorX<Real>& probabilities, const Eigen::ArrayX<Real>& distortions) {
  infobound::detail::compensated_sum<Real> sum;
  for (Eigen::Index x = 0; x < probabilities.size(); ++x) sum += probabilities[x] * distortions[x];
  return (std::max)(sum.value(), (distortions > Real(0)).any() ? std::numeric_limits<Real>::denorm_min() : Real(0));
}

/// - Throws: std::domain_error for a probability or a distortion that is negative or NaN, for a sum of probabilities
///           that is not 1, for no letter; std::invalid_argument for sizes that disagree.
template <class Real>
[[nodiscard]] distortion_table<Real> make_distortion_table(const Eigen::VectorX<Real>& probabilities,
                                                           const Eigen::MatrixX<Real>& distortions) {
  check_source(probabilities, distortions);
  const Real infinity = std::numeric_limits<Real>::infinity();
  distortion_table<Real> table;
  for (Eigen::Index x = 0; x < probabilities.size(); ++x)
    if (probabilities[x] > 0) table.letters.push_back(x);
  const auto rows = static_cast<Eigen::Index>(table.letters.size());
  table.probabilities.resize(rows);
  table.excess.resize(rows, distortions.cols());
  for (Eigen::Index row = 0; row < rows; ++row) {
    const Eigen::Index x = table.letters[static_cast<std::size_t>(row)];
    table.probabilities[row] = probabilities[x];
    table.excess.row(row) = distortions.row(x);
  }
  infobound::detail::compensated_sum<Real> sum;
  for (Eigen::Index row = 0; row < rows; ++row) sum += table.probabilities[row];
  table.probabilities /= sum.value();
  const Eigen::ArrayX<Real> minima = table.excess.rowwise().minCoeff();
  if (!(minima.maxCoeff() < infinity)) {
    table.least = infinity;
    return table;
  }
  table.least = mean_distortion(table.probabilities, minima);
  table.excess.colwise() -= minima;
  table.greatest_excess = infinity;
  for (Eigen::Index y = 0; y < table.columns(); ++y) {
    const Real mean = mean_distortion(table.probabilities, Eigen::ArrayX<Real>(table.excess.col(y)));
    if (!(mean < table.greatest_excess)) continue;
    table.greatest_excess = mean;
    table.constant = y;
  }
  if (!(table.excess.maxCoeff() < infinity)) {
    table.allowed = (table.excess < infinity).template cast<Real>();
    table.excess = (table.excess < infinity).select(table.excess, Real(0));
  }
  return table;
}

}  // namespace infobound::inline v0_1::rate::detail
