// SPDX-License-Identifier: BSL-1.0
// A Gaussian vector as a part of it, and what is left of the rest once the part is known.
#pragma once

#include <Eigen/Core>
#include <algorithm>
#include <cstddef>
#include <infobound/core/numeric/scaled.hpp>
#include <infobound/core/numeric/twofold.hpp>
#include <infobound/core/require.hpp>
#include <infobound/process/regression/gaussian_covariance.hpp>
#include <limits>
#include <string>
#include <utility>
#include <vector>

namespace infobound::inline v0_1::detail {

/// Takes from a vector its share of orthonormal ones, twice, which leaves rounding alone.
template <class Wide>
void orthogonalise(std::vector<Wide>& vector, const std::vector<std::vector<Wide>>& orthonormal) {
  for (int pass = 0; pass < 2; ++pass)
    for (const auto& unit : orthonormal) {
      Wide share = unit[0] * vector[0];
      for (std::size_t i = 1; i < unit.size(); ++i) share = share + unit[i] * vector[i];
      for (std::size_t i = 0; i < unit.size(); ++i) vector[i] = vector[i] - share * unit[i];
    }
}

template <class Wide>
[[nodiscard]] Wide length_of(const std::vector<Wide>& vector) {
  Wide square = vector[0] * vector[0];
  for (std::size_t i = 1; i < vector.size(); ++i) square = square + vector[i] * vector[i];
  return sqrt(square);
}

template <class Wide>
void divide(std::vector<Wide>& vector, const Wide& divisor) {
  for (Wide& entry : vector) entry = entry / divisor;
}

/// θ = μ + Lz, z ~ N(0, I), as θ = μ + M_1 z_1 + M_2 z_2 with independent standard normal z_1, z_2, where the entries
/// of θ in the part are functions of z_1, and z_1 is one of them: L turned by an orthogonal matrix, so that no inverse
/// is needed, and Σ may be singular (theory 13.3). In twice the precision, rounded at its end.
/// - Cost:   O(dr²), some twenty times that of a product.
/// - Throws: std::domain_error for a part that is empty, or has an entry that is not one of 0 … d−1, or twice.
template <class Real>
struct gaussian_partition {
  Eigen::MatrixX<Real> known;  ///< M_1, d × r_1
  Eigen::MatrixX<Real> rest;   ///< M_2, d × r_2, whose rows of the part are 0

  gaussian_partition(const gaussian_covariance<Real>& covariance, const std::vector<Eigen::Index>& part) {
    validate(part, covariance.dimension());
    const Eigen::MatrixX<Real> factor = covariance.factor();
    const auto r = static_cast<std::size_t>(factor.cols());
    std::vector<std::vector<wide>> turned;
    // What is left of a row after others within rounding is 0.
    std::vector<std::vector<wide>> rows;
    std::vector<leading> lengths;
    for (const Eigen::Index i : part) {
      // Only directions count, so each row in a unit of its own, whose squares are within range.
      const Real largest = factor.cols() > 0 ? Real(factor.row(i).cwiseAbs().maxCoeff()) : Real(0);
      const Real unit = largest > 0 ? power_of_two_below(largest) : Real(1);
      rows.emplace_back();
      for (Eigen::Index j = 0; j < factor.cols(); ++j) rows.back().push_back(wide(leading(factor(i, j) / unit)));
      lengths.push_back(leading(length_of(rows.back())));
    }
    const leading rounding = 16 * leading(r) * leading(std::numeric_limits<Real>::epsilon());
    for (std::size_t done = 0; done < rows.size(); ++done) {
      std::size_t longest = 0;
      leading most = 0;
      for (std::size_t i = 0; i < rows.size(); ++i) {
        if (!(lengths[i] > 0)) continue;
        const leading share = leading(length_of(rows[i])) / lengths[i];
        if (share > most) {
          most = share;
          longest = i;
        }
      }
      if (!(most > rounding)) break;
      std::vector<wide> unit = rows[longest];
      divide(unit, length_of(unit));
      lengths[longest] = 0;
      for (auto& row : rows) orthogonalise(row, {unit});
      turned.push_back(std::move(unit));
    }
    const auto first = static_cast<Eigen::Index>(turned.size());
    while (turned.size() < r) turned.push_back(next_axis(turned, r));
    known.resize(factor.rows(), first);
    rest.resize(factor.rows(), factor.cols() - first);
    for (Eigen::Index j = 0; j < factor.cols(); ++j)
      for (Eigen::Index i = 0; i < factor.rows(); ++i) {
        wide sum(leading(0));
        for (std::size_t k = 0; k < r; ++k)
          sum = sum + wide(leading(factor(i, static_cast<Eigen::Index>(k)))) * turned[static_cast<std::size_t>(j)][k];
        (j < first ? known(i, j) : rest(i, j - first)) = static_cast<Real>(leading(sum));
      }
    for (const Eigen::Index i : part) rest.row(i).setZero();
  }

 private:
  using wide = typename wider<Real>::type;
  using leading = typename wider<Real>::leading;

  static void validate(const std::vector<Eigen::Index>& part, Eigen::Index dimension) {
    require_at_least("part: number of entries", part.size(), std::size_t{1});
    std::vector<bool> taken(static_cast<std::size_t>(dimension));
    for (std::size_t i = 0; i < part.size(); ++i) {
      const std::string name = "part[" + to_text(i) + "]";
      require_at_least(name, part[i], 0);
      require_at_most(name, part[i], dimension - 1, "the last coefficient");
      if (taken[static_cast<std::size_t>(part[i])]) refuse(name, part[i], "another coefficient than those before");
      taken[static_cast<std::size_t>(part[i])] = true;
    }
  }

  /// The unit vector that is left most of a coordinate axis.
  [[nodiscard]] static std::vector<wide> next_axis(const std::vector<std::vector<wide>>& turned, std::size_t r) {
    std::vector<wide> best;
    leading most = 0;
    for (std::size_t k = 0; k < r; ++k) {
      std::vector<wide> axis(r, wide(leading(0)));
      axis[k] = wide(leading(1));
      orthogonalise(axis, turned);
      const wide length = length_of(axis);
      if (!(leading(length) > most)) continue;
      most = leading(length);
      divide(axis, length);
      best = std::move(axis);
    }
    return best;
  }
};

}  // namespace infobound::inline v0_1::detail
