// SPDX-License-Identifier: BSL-1.0
// The information of a design by elimination in 300 digits or more, straight from the definition.

#pragma once

#include <Eigen/Core>
#include <boost/multiprecision/cpp_bin_float.hpp>
#include <boost/multiprecision/eigen.hpp>
#include <cstddef>
#include <vector>

/// ½ ln det(I + XXᵀ/(dσ²)), in the smaller of the two dimensions.
template <unsigned Digits = 300, class Real>
[[nodiscard]] double wide_design_information(const Eigen::MatrixX<Real>& design, Real noise_variance) {
  using wide =
      boost::multiprecision::number<boost::multiprecision::cpp_bin_float<Digits>, boost::multiprecision::et_off>;
  const bool by_rows = design.rows() < design.cols();
  const Eigen::Index size = by_rows ? design.rows() : design.cols();
  const Eigen::Index length = by_rows ? design.cols() : design.rows();
  const wide scale = wide(noise_variance) * wide(design.cols());
  const auto entry = [&](Eigen::Index i, Eigen::Index k) { return wide(by_rows ? design(i, k) : design(k, i)); };
  std::vector<std::vector<wide>> matrix(static_cast<std::size_t>(size),
                                        std::vector<wide>(static_cast<std::size_t>(size)));
  for (std::size_t i = 0; i < matrix.size(); ++i)
    for (std::size_t j = 0; j < matrix.size(); ++j) {
      wide sum = 0;
      for (Eigen::Index k = 0; k < length; ++k)
        sum += entry(static_cast<Eigen::Index>(i), k) * entry(static_cast<Eigen::Index>(j), k);
      matrix[i][j] = sum / scale + (i == j ? 1 : 0);
    }
  wide result = 0;
  for (std::size_t i = 0; i < matrix.size(); ++i) {
    // Of a small excess, so many digits of 1 + x leave enough.
    result += log(matrix[i][i]);
    for (std::size_t row = i + 1; row < matrix.size(); ++row) {
      const wide factor = matrix[row][i] / matrix[i][i];
      for (std::size_t column = i; column < matrix.size(); ++column) matrix[row][column] -= factor * matrix[i][column];
    }
  }
  return static_cast<double>(result / 2);
}
