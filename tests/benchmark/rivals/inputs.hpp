// SPDX-License-Identifier: BSL-1.0
// What every tool is given, by formulas, as in rivals.py.
#pragma once

#include <Eigen/Core>
#include <cmath>

#include "measurement.hpp"

namespace rivals {

/// Rows of some columns, entries of about unit size.
[[nodiscard]] inline Eigen::MatrixXd design(Eigen::Index rows, Eigen::Index columns) {
  return Eigen::MatrixXd::NullaryExpr(rows, columns, [&](Eigen::Index i, Eigen::Index j) {
    return std::sqrt(2.0) *
           std::sin(1 + 1.7 * static_cast<double>(i * columns + j) + 0.3 * static_cast<double>(i * i % 97));
  });
}

/// Labels of that design.
[[nodiscard]] inline Eigen::VectorXd labels_of(Eigen::Index rows) {
  return Eigen::VectorXd::NullaryExpr(rows, [](Eigen::Index i) { return std::cos(2.3 * static_cast<double>(i)); });
}

/// A quantised Gaussian and squared errors.
struct quantised_gaussian {
  Eigen::VectorXd probabilities;
  Eigen::MatrixXd distortions;

  explicit quantised_gaussian(Eigen::Index letters) {
    const Eigen::VectorXd x = Eigen::VectorXd::LinSpaced(letters, -3, 3);
    probabilities = (-x.array().square() / 2).exp();
    probabilities /= probabilities.sum();
    distortions = (x.replicate(1, letters) - x.transpose().replicate(letters, 1)).array().square();
  }
};

[[nodiscard]] inline Eigen::VectorXd slopes() { return Eigen::Matrix<double, 5, 1>(0.6, 1.2, 2.5, 5.0, 10.0); }
constexpr double slope_tolerance = 1e-5;
/// Those of R(D) of a binary source at a hundred distortions.
[[nodiscard]] inline Eigen::VectorXd binary_slopes() {
  const Eigen::ArrayXd levels = Eigen::ArrayXd::LinSpaced(100, 0.0015, 0.25);
  return ((1 - levels) / levels).log();
}
constexpr double binary_tolerance = 1e-9;

}  // namespace rivals
