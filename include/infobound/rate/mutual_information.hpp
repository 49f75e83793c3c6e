// SPDX-License-Identifier: BSL-1.0
// The mutual information of a finite table.
#pragma once

#include <Eigen/Core>
#include <infobound/core/numeric/cmath.hpp>
#include <infobound/core/numeric/compensated_sum.hpp>
#include <infobound/core/numeric/relative_entropy_term.hpp>
#include <infobound/core/numeric/scaled.hpp>
#include <infobound/core/require.hpp>

namespace infobound::inline v0_1::rate {

namespace detail {

/// - Throws: std::domain_error for an entry that is negative or not finite, and for a sum that is not 1.
template <class Real>
[[nodiscard]] Eigen::MatrixX<Real> checked_joint(const Eigen::MatrixX<Real>& joint,
                                                 double tolerance = probability_tolerance<Real>) {
  using std::abs;
  require_at_least("joint: number of rows", joint.rows(), 1);
  require_at_least("joint: number of columns", joint.cols(), 1);
  for (Eigen::Index row = 0; row < joint.rows(); ++row)
    for (Eigen::Index column = 0; column < joint.cols(); ++column)
      require_non_negative("joint(" + to_text(row) + ", " + to_text(column) + ")", joint(row, column));
  const Real total = joint.sum();
  if (!(abs(total - 1) <= tolerance)) refuse("joint: sum", total, "1 to within " + to_text(tolerance));
  return joint / total;
}

}  // namespace detail

/// I of the two variables of a joint law, in nats: the sum of p ln(p/q) − p + q ≥ 0, q the product of the marginals.
/// - Shapes:   one row a value of the one, one column a value of the other: any matrix or array expression.
/// - Domain:   probabilities that add up to 1 within 1e-8 (float: 1e-4), by which they are divided; zeros allowed.
/// - Accuracy: relative error about n ε/√I for sums of n entries: also tables that are nearly independent keep half
///             their digits and more (tests/unit/rate/mutual_information.cpp).
/// - Cost:     one logarithm an entry.
/// - Throws:   std::domain_error naming the entry or the sum outside its domain.
/// - Source:   Shannon 1948; theory 2.5.
template <class Derived>
[[nodiscard]] typename Derived::Scalar mutual_information(const Eigen::DenseBase<Derived>& joint) {
  using Real = typename Derived::Scalar;
  using infobound::detail::scaled;
  const Eigen::MatrixX<Real> checked = detail::checked_joint<Real>(joint.derived().matrix());
  const Eigen::VectorX<Real> rows = checked.rowwise().sum();
  const Eigen::VectorX<Real> columns = checked.colwise().sum();
  infobound::detail::compensated_sum<Real> sum;
  for (Eigen::Index column = 0; column < checked.cols(); ++column)
    for (Eigen::Index row = 0; row < checked.rows(); ++row)
      if (rows[row] > 0 && columns[column] > 0)
        sum += infobound::detail::scaled_relative_entropy_term(checked(row, column),
                                                               scaled<Real>(rows[row]) * columns[column]);
  return sum.value();
}

}  // namespace infobound::inline v0_1::rate
