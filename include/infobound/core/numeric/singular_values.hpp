// SPDX-License-Identifier: BSL-1.0
// Singular values of a design, the small ones too.
#pragma once

#include <Eigen/Core>
#include <algorithm>
#include <cstddef>
#include <infobound/core/numeric/cmath.hpp>
#include <infobound/core/numeric/norm.hpp>
#include <infobound/core/numeric/scaled.hpp>
#include <infobound/core/numeric/twofold.hpp>
#include <limits>
#include <type_traits>
#include <utility>
#include <vector>

namespace infobound::inline v0_1::detail {

/// The rows of R of a QR factorisation with column pivoting, in twice the precision, rounded at its end: r × n for a
/// matrix of rank r whose columns are units[j] columns[j], the columns about 1 in size and the units powers of two.
/// What is left of a column when it has cancelled down to its rounding is 0.
/// - Cost: O(m n r), some hundred times that of products in the scalar.
template <class Real>
[[nodiscard]] Eigen::MatrixX<typename wider<Real>::leading> pivoted_rows(
    std::vector<std::vector<typename wider<Real>::type>> columns,
    const std::vector<typename wider<Real>::leading>& units) {
  using std::abs, std::sqrt;
  using wide = typename wider<Real>::type;
  using leading = typename wider<Real>::leading;
  const auto product = [](const std::vector<wide>& a, const std::vector<wide>& b) {
    wide sum(leading(0));
    for (std::size_t t = 0; t < a.size(); ++t) sum = sum + a[t] * b[t];
    return sum;
  };
  const std::size_t n = columns.size();
  std::vector<leading> noise;  // how far rounding has moved each column
  for (const auto& column : columns) noise.push_back(wider<Real>::rounding() * leading(sqrt(product(column, column))));
  std::vector<std::size_t> left(n);
  for (std::size_t j = 0; j < n; ++j) left[j] = j;
  const auto size = static_cast<Eigen::Index>(n);
  Eigen::MatrixX<leading> rows = Eigen::MatrixX<leading>::Zero(size, size);
  Eigen::Index rank = 0;
  for (; !left.empty(); ++rank) {
    wide length(leading(0));
    leading longest = 0;
    std::size_t pivot = 0;
    // Columns that have cancelled are 0 from here on: their rounding may be more than all of the others.
    std::erase_if(left, [&](std::size_t j) {
      const wide own = sqrt(product(columns[j], columns[j]));
      if (!(leading(own) > 64 * noise[j])) return true;
      if (leading(own) * units[j] > longest) {
        length = own;
        longest = leading(own) * units[j];
        pivot = j;
      }
      return false;
    });
    if (!(longest > 0)) break;
    std::erase(left, pivot);
    rows(rank, static_cast<Eigen::Index>(pivot)) = longest;
    auto& unit = columns[pivot];
    for (wide& entry : unit) entry = entry / length;
    const leading turn = noise[pivot] / leading(length);
    for (const std::size_t j : left) {
      const wide share = product(unit, columns[j]);
      rows(rank, static_cast<Eigen::Index>(j)) = leading(share) * units[j];
      for (std::size_t t = 0; t < unit.size(); ++t) columns[j][t] = columns[j][t] - share * unit[t];
      noise[j] = (std::max)(noise[j], leading(turn * abs(leading(share))));
    }
  }
  return rows.topRows(rank);
}

/// The left singular vectors of a matrix times its singular values, by rotations of its columns (Jacobi, one-sided): to
/// a relative accuracy of the rounding times the condition of its columns at unit length.
/// - Cost: some ten sweeps of O(m n²).
template <class Real>
[[nodiscard]] Eigen::MatrixX<Real> orthogonal_columns(Eigen::MatrixX<Real> columns) {
  using std::abs, std::sqrt;
  const Real rounding = std::numeric_limits<Real>::epsilon();
  for (int sweep = 0; sweep < 60; ++sweep) {
    bool rotated = false;
    for (Eigen::Index p = 0; p < columns.cols(); ++p)
      for (Eigen::Index q = p + 1; q < columns.cols(); ++q) {
        const Real first = norm(columns.col(p));
        const Real second = norm(columns.col(q));
        if (!(first > 0 && second > 0)) continue;
        const Real cosine = (columns.col(p) / first).dot(columns.col(q) / second);
        if (abs(cosine) <= rounding * Real(columns.rows())) continue;
        rotated = true;
        // In ratios, as the squares of short columns may be out of range.
        const Real gap = (second / first - first / second) / (2 * cosine);
        const Real size = abs(gap);
        const Real root = size * rounding < 1 ? Real(sqrt(1 + size * size)) : size;
        const Real tangent = (gap < 0 ? Real(-1) : Real(1)) / (size + root);
        const Real cosine_of_turn = 1 / sqrt(1 + tangent * tangent);
        const Real sine_of_turn = tangent * cosine_of_turn;
        const Eigen::VectorX<Real> before = columns.col(p);
        columns.col(p) = cosine_of_turn * before - sine_of_turn * columns.col(q);
        columns.col(q) = sine_of_turn * before + cosine_of_turn * columns.col(q);
      }
    if (!rotated) break;
  }
  return columns;
}

/// A singular value σ of a design and its right singular vector.
template <class Real>
struct singular_direction {
  scaled<Real> value;
  Eigen::VectorX<Real> vector;  ///< d, of length 1
};

/// The positive singular values of a T × d matrix with their vectors, min(T, d) of them at most, ascending. No square
/// or quotient of entries leaves the range.
/// - Accuracy: as singular_values.
template <class Derived>
[[nodiscard]] std::vector<singular_direction<typename wider<typename Derived::Scalar>::leading>> singular_directions(
    const Eigen::MatrixBase<Derived>& design) {
  using Real = typename Derived::Scalar;
  using wide = typename wider<Real>::type;
  using leading = typename wider<Real>::leading;
  const Eigen::Index count = (std::min)(design.rows(), design.cols());
  const leading largest = count > 0 ? leading(design.cwiseAbs().maxCoeff()) : leading(0);
  std::vector<singular_direction<leading>> result;
  if (!(largest > 0)) return result;
  // Every column in its own power of two, of which the largest is at the upper end of the range, where smaller ones
  // have most room.
  const auto exponent_of = []([[maybe_unused]] const leading& x) {
    int exponent = 0;
    if constexpr (std::is_floating_point_v<leading>) (void)std::frexp(x, &exponent);
    return exponent;
  };
  const auto times_power = [](const leading& x, [[maybe_unused]] int exponent) -> leading {
    if constexpr (std::is_floating_point_v<leading>)
      return std::ldexp(x, exponent);
    else
      return x;
  };
  const int exponent = exponent_of(largest);
  const int end = std::is_floating_point_v<leading> ? std::numeric_limits<leading>::max_exponent - 64 : 0;
  std::vector<std::vector<wide>> columns(static_cast<std::size_t>(design.cols()));
  std::vector<leading> units;
  for (Eigen::Index i = 0; i < design.cols(); ++i) {
    const int own = exponent_of(leading(design.col(i).cwiseAbs().maxCoeff()));
    units.push_back(times_power(leading(1), own - exponent + end));
    for (Eigen::Index t = 0; t < design.rows(); ++t)
      columns[static_cast<std::size_t>(i)].push_back(wide(times_power(leading(design(t, i)), -own)));
  }
  const Eigen::MatrixX<leading> axes =
      orthogonal_columns<leading>(pivoted_rows<Real>(std::move(columns), units).transpose());
  // Half of the largest power is within the range where it is not.
  scaled<leading> unit(leading(1));
  if constexpr (std::is_floating_point_v<leading>)
    unit = scaled<leading>(times_power(leading(1), exponent - 1)) * leading(2) / times_power(leading(1), end);
  std::vector<std::pair<leading, Eigen::Index>> lengths;
  for (Eigen::Index i = 0; i < axes.cols(); ++i) lengths.emplace_back(norm(axes.col(i)), i);
  std::sort(lengths.begin(), lengths.end());
  if (axes.cols() > count) lengths.erase(lengths.begin(), lengths.end() - count);
  for (const auto& [length, i] : lengths)
    if (length > 0) result.push_back({scaled<leading>(length) * unit, axes.col(i) / length});
  return result;
}

/// The min(T, d) largest singular values of a T × d matrix over a number root > 0, ascending; those that are 0 in exact
/// arithmetic are 0. No square or quotient of entries leaves the range, nor does a result.
/// - Accuracy: relative error about 1e-14 in double, of small ones too
///             (tests/unit/process/regression/fixed_design.cpp).
/// - Cost:     O(T d min(d, T)), some hundred times that of products in the scalar.
template <class Derived>
[[nodiscard]] std::vector<scaled<typename wider<typename Derived::Scalar>::leading>> singular_values(
    const Eigen::MatrixBase<Derived>& design, const typename wider<typename Derived::Scalar>::type& root) {
  using leading = typename wider<typename Derived::Scalar>::leading;
  const auto directions = singular_directions(design);
  const auto count = static_cast<std::size_t>((std::min)(design.rows(), design.cols()));
  std::vector<scaled<leading>> result(count - directions.size(), scaled<leading>(leading(0)));
  for (const auto& direction : directions) result.push_back(direction.value / leading(root));
  return result;
}

}  // namespace infobound::inline v0_1::detail
