// SPDX-License-Identifier: BSL-1.0
// Linear regression on measured rows that are seen again, in their order, when all have been seen.
#pragma once

#include <Eigen/Core>
#include <Eigen/QR>
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <infobound/bound/error_bounds.hpp>
#include <infobound/core/bound.hpp>
#include <infobound/core/concepts.hpp>
#include <infobound/core/require.hpp>
#include <infobound/process/regression/inputs.hpp>
#include <infobound/process/regression/linear_regression.hpp>
#include <utility>
#include <vector>

namespace examples {

/// An input law: rows in their order, over and over.
struct repeated_rows {
  infobound::fixed_design<double> rows;

  template <class Derived, class Rng>
  void draw(Eigen::MatrixBase<Derived>& inputs, Rng&) const {
    for (Eigen::Index t = 0; t < inputs.cols(); ++t)
      inputs.col(t) = rows.matrix.row(t % rows.matrix.rows()).transpose();
  }
  void validate(Eigen::Index dimension) const { rows.validate(dimension); }
};

/// Rows of no more columns than there are rows, with the same scalar products as those given once they are divided by
/// the root of the number of columns. A prior N(0, I_d/d), the same in every direction, tells such rows not apart.
inline Eigen::MatrixXd without_spare_columns(const Eigen::MatrixXd& rows) {
  const Eigen::Index count = rows.rows();
  if (rows.cols() <= count) return rows;
  const Eigen::HouseholderQR<Eigen::MatrixXd> turned(rows.transpose());
  const Eigen::MatrixXd upper = turned.matrixQR().topRows(count).triangularView<Eigen::Upper>();
  return std::sqrt(static_cast<double>(count) / static_cast<double>(rows.cols())) * upper.transpose();
}

/// A process of this program's own: to linear regression on repeated rows it adds the exact information and bounds, at
/// any horizon.
struct measured_regression : infobound::linear_regression<double, repeated_rows> {
  using once = infobound::linear_regression<double, infobound::fixed_design<double>>;

  Eigen::VectorXd information_of_rows;  ///< I(H_T;θ) up to their number

  static measured_regression on(Eigen::MatrixXd rows, double noise_variance) {
    const once seen{.dimension = rows.cols(), .noise_variance = noise_variance, .inputs = {std::move(rows)}};
    infobound::validate_all(seen);
    Eigen::VectorXd curve = seen.information_curve(seen.maximum_horizon());
    return {{.dimension = seen.dimension, .noise_variance = noise_variance, .inputs = {seen.inputs}}, std::move(curve)};
  }

  /// Each row once, with the same information: one that was seen k times tells what one √k times as long does.
  [[nodiscard]] once seen_once(std::size_t horizon) const {
    const auto& rows = inputs.rows.matrix;
    const std::size_t all = inputs.rows.maximum_horizon();
    const auto count = static_cast<Eigen::Index>(std::min(horizon, all));
    Eigen::MatrixXd weighted = rows.topRows(count);
    if (horizon > all) {
      const auto again = static_cast<Eigen::Index>(horizon % all);
      const auto times = static_cast<double>(horizon / all);
      weighted.topRows(again) *= std::sqrt(times + 1);
      weighted.bottomRows(count - again) *= std::sqrt(times);
    }
    return {.dimension = dimension, .noise_variance = noise_variance, .inputs = {std::move(weighted)}};
  }

  [[nodiscard]] double information(std::size_t horizon) const {
    infobound::require_at_least("horizon", horizon, 1);
    if (horizon <= inputs.rows.maximum_horizon()) return information_of_rows[static_cast<Eigen::Index>(horizon) - 1];
    return seen_once(horizon).information(inputs.rows.maximum_horizon());
  }

  [[nodiscard]] std::vector<infobound::bound<double>> error_bounds(std::size_t horizon) const {
    infobound::require_at_least("horizon", horizon, 1);
    const once seen = seen_once(horizon);
    const std::size_t rows = seen.maximum_horizon();
    auto bounds = infobound::error_bounds(seen, rows);
    for (auto& bound : bounds) bound.value *= static_cast<double>(rows) / static_cast<double>(horizon);
    return bounds;
  }
};

}  // namespace examples
