// SPDX-License-Identifier: BSL-1.0
// How much of a label is noise, by least squares.
#pragma once

#include <Eigen/Core>
#include <Eigen/QR>
#include <algorithm>
#include <string>

namespace examples {

/// A share of the label's variance, and where it is from: a clause.
struct fitted_noise {
  double variance;
  std::string source;
};

/// σ² = 1 − R², R² adjusted for degrees of freedom, of the least-squares fit of labels to inputs, both of mean 0 and
/// mean square 1. No less than 0.01 and no more than 0.99, as neither all nor nothing is learnt from a sample; a half
/// where there are no fewer columns than rows that could tell, and every fit is perfect.
inline fitted_noise fit_noise(const Eigen::MatrixXd& inputs, const Eigen::VectorXd& labels) {
  constexpr double least = 0.01;
  constexpr double most = 0.99;
  // All rows by reflections that are quick; then the few that are left by those that find the rank.
  Eigen::MatrixXd left = inputs;
  Eigen::VectorXd fitted = labels;
  double residual = 0;
  const Eigen::Index columns = inputs.cols();
  if (inputs.rows() > columns) {
    const Eigen::HouseholderQR<Eigen::MatrixXd> all(inputs);
    fitted.applyOnTheLeft(all.householderQ().adjoint());
    residual = fitted.tail(inputs.rows() - columns).squaredNorm();
    fitted.conservativeResize(columns);
    left = all.matrixQR().topRows(columns).triangularView<Eigen::Upper>();
  }
  const Eigen::ColPivHouseholderQR<Eigen::MatrixXd> ranked(left);
  fitted.applyOnTheLeft(ranked.householderQ().adjoint());
  residual += fitted.tail(fitted.size() - ranked.rank()).squaredNorm();

  const auto rows = static_cast<double>(inputs.rows());
  const double freedom = rows - 1 - static_cast<double>(ranked.rank());
  if (freedom < 1) return {0.5, "set to a half, as with so few rows least squares fits every label"};
  const double found = residual / freedom / (labels.squaredNorm() / (rows - 1));
  const std::string source = "what least squares leaves of the label's variance (1 − adjusted R²)";
  if (found < least) return {least, "set to 0.01, as least squares leaves less than that of the label's variance"};
  if (found > most) return {most, "set to 0.99, as least squares explains less than 0.01 of the label's variance"};
  return {found, source};
}

}  // namespace examples
