// SPDX-License-Identifier: BSL-1.0
// A covariance matrix of the user's own with a factor of it.
#pragma once

#include <Eigen/Core>
#include <algorithm>
#include <cstddef>
#include <infobound/core/numeric/cmath.hpp>
#include <infobound/core/numeric/norm.hpp>
#include <infobound/core/numeric/singular_values.hpp>
#include <infobound/core/numeric/twofold.hpp>
#include <infobound/core/require.hpp>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace infobound::inline v0_1 {

/// A covariance Σ = LLᵀ, L with d rows and r columns. A matrix of Eigen's stands for one; from_scales takes standard
/// deviations of independent coordinates and from_factor L itself, which has twice the digits of its square. Σ may be
/// singular: a coordinate of scale 0 is known.
/// - Domain:   symmetric up to rounding and positive semidefinite. An eigenvalue of the matrix of correlations within
///             4d roundings of 0 is 0; who means one that is less gives a factor. So the same matrix may have a smaller
///             rank in a narrower scalar.
/// - Accuracy: that of L is to the last digits of the scalar whatever the condition: Cholesky's factorisation with
///             pivoting in twice the precision (tests/unit/process/regression/gaussian_covariance.cpp).
/// - Cost:     O(d²r) once, some twenty times that of a product; O(d²) for a diagonal matrix.
template <class Real>
class gaussian_covariance {
 public:
  gaussian_covariance() = default;  ///< of no coordinates

  /// Of a square matrix. What is wrong with it is told by validate.
  template <class Derived>
  // NOLINTNEXTLINE(google-explicit-constructor): a matrix is what a covariance is given as
  gaussian_covariance(const Eigen::EigenBase<Derived>& covariance) : given_(covariance.derived()) {
    dimension_ = given_.rows();
    factorise();
  }

  /// Of independent coordinates with these standard deviations.
  [[nodiscard]] static gaussian_covariance from_scales(Eigen::VectorX<Real> scales) {
    gaussian_covariance result;
    result.dimension_ = scales.size();
    for (Eigen::Index i = 0; i < scales.size(); ++i)
      if (!(scales[i] >= 0 && scales[i] <= most()))
        result.fault(": scale[" + to_text(i) + "]", scales[i], ">= 0 and finite");
    result.scales_ = std::move(scales);
    return result;
  }

  /// LLᵀ of a d × r matrix.
  [[nodiscard]] static gaussian_covariance from_factor(Eigen::MatrixX<Real> factor) {
    gaussian_covariance result;
    result.dimension_ = factor.rows();
    for (Eigen::Index j = 0; j < factor.cols(); ++j)
      for (Eigen::Index i = 0; i < factor.rows(); ++i)
        if (!(factor(i, j) >= -most() && factor(i, j) <= most()))
          result.fault(": factor(" + to_text(i) + ", " + to_text(j) + ")", factor(i, j), "finite");
    if (factor.cols() == 0) factor.setZero(factor.rows(), 1);
    result.factor_ = std::move(factor);
    return result;
  }

  /// - Throws: std::invalid_argument for another size than the dimension's, std::domain_error for an entry or the least
  ///           eigenvalue of the correlations that no covariance has; both begin with the name.
  void validate(std::string_view name, Eigen::Index dimension) const {
    const std::string own(name);
    require_same_size(own + ": number of rows", dimension_, "dimension", dimension);
    if (given_.size() > 0) require_same_size(own + ": number of columns", given_.cols(), "dimension", dimension);
    if (fault_) refuse(own + fault_->where, fault_->value, fault_->allowed);
  }

  [[nodiscard]] Eigen::Index dimension() const { return dimension_; }  ///< d

  /// r ≥ 1.
  [[nodiscard]] Eigen::Index rank() const { return is_diagonal() ? dimension_ : factor_.cols(); }

  /// L has no entries off its diagonal.
  [[nodiscard]] bool is_diagonal() const { return scales_.size() > 0; }

  /// L, d × r.
  [[nodiscard]] Eigen::MatrixX<Real> factor() const {
    if (!is_diagonal()) return factor_;
    Eigen::MatrixX<Real> result = Eigen::MatrixX<Real>::Zero(dimension_, dimension_);
    result.diagonal() = scales_;
    return result;
  }

  /// Σ.
  [[nodiscard]] Eigen::MatrixX<Real> matrix() const {
    if (given_.size() > 0) return (given_ + given_.transpose()) / 2;
    const Eigen::MatrixX<Real> own = factor();
    return own * own.transpose();
  }

  /// Adds Lz to a vector. Cost: O(dr), O(d) where L is diagonal.
  template <class Derived>
  void add_product(const Eigen::MatrixBase<Derived>& z, Eigen::VectorX<Real>& result) const {
    if (is_diagonal())
      result += scales_.cwiseProduct(z);
    else
      result.noalias() += factor_ * z;
  }

  /// Writes LᵀA, r × n, for A of d rows, over another matrix or vector. Cost: O(drn), O(dn) where L is diagonal.
  template <class Derived, class Result>
  void transposed_product(const Eigen::MatrixBase<Derived>& a, Result& result) const {
    if (is_diagonal())
      result = scales_.asDiagonal() * a;
    else
      result.noalias() = factor_.transpose() * a;
  }

  /// That of coordinates in other units: the rows of L times these powers of two.
  [[nodiscard]] gaussian_covariance in_units(const std::vector<int>& powers) const {
    using std::ldexp;
    gaussian_covariance result;
    result.dimension_ = dimension_;
    result.scales_ = scales_;
    result.factor_ = factor_;
    for (std::size_t i = 0; i < powers.size(); ++i) {
      if (is_diagonal())
        result.scales_[index(i)] = ldexp(scales_[index(i)], powers[i]);
      else
        for (Real& entry : result.factor_.row(index(i))) entry = ldexp(entry, powers[i]);
    }
    return result;
  }

 private:
  struct fault_type {
    std::string where;
    Real value;
    std::string allowed;
  };
  using wide = typename detail::wider<Real>::type;
  using leading = typename detail::wider<Real>::leading;

  [[nodiscard]] static Real most() { return (std::numeric_limits<Real>::max)(); }

  /// The first is the one that is told.
  void fault(std::string where, const Real& value, std::string allowed) {
    if (!fault_) fault_ = fault_type{std::move(where), value, std::move(allowed)};
  }

  [[nodiscard]] static std::string entry(Eigen::Index i, Eigen::Index j) {
    return "(" + to_text(i) + ", " + to_text(j) + ")";
  }

  /// How far a correlation may be from what it is in exact arithmetic.
  [[nodiscard]] leading tolerance() const {
    return 4 * leading(dimension_) * leading(std::numeric_limits<Real>::epsilon());
  }

  void factorise() {
    const Eigen::Index d = dimension_;
    if (given_.cols() != d || d == 0) return;
    check_entries();
    if (fault_) return;
    bool diagonal = true;
    for (Eigen::Index j = 0; j < d && diagonal; ++j)
      for (Eigen::Index i = 0; i < d; ++i) diagonal = diagonal && (i == j || !(given_(i, j) < 0 || given_(i, j) > 0));
    if (diagonal) {
      scales_.resize(d);
      for (Eigen::Index i = 0; i < d; ++i) {
        using std::sqrt;
        scales_[i] = sqrt(given_(i, i));
      }
      return;
    }
    factorise_correlations();
  }

  /// Of the diagonal and symmetry.
  void check_entries() {
    using std::abs, std::sqrt;
    const Eigen::Index d = dimension_;
    for (Eigen::Index j = 0; j < d; ++j)
      for (Eigen::Index i = 0; i < d; ++i)
        if (!(given_(i, j) >= -most() && given_(i, j) <= most())) fault(entry(i, j), given_(i, j), "finite");
    for (Eigen::Index i = 0; i < d; ++i)
      if (!(given_(i, i) >= 0)) fault(entry(i, i), given_(i, i), ">= 0, as a variance");
    if (fault_) return;
    for (Eigen::Index j = 0; j < d; ++j)
      for (Eigen::Index i = j + 1; i < d; ++i) {
        const Real size = sqrt(given_(i, i)) * sqrt(given_(j, j));
        if (!(abs(given_(i, j) - given_(j, i)) <= 16 * std::numeric_limits<Real>::epsilon() * size))
          fault(entry(i, j), given_(i, j), "that of " + entry(j, i) + ", " + to_text(given_(j, i)));
        else if (!(size > 0) && (given_(i, j) < 0 || given_(i, j) > 0))
          fault(entry(i, j), given_(i, j), "0, as a variance is");
      }
  }

  /// Cholesky's factorisation of the correlations, the largest pivot first.
  void factorise_correlations() {
    using std::abs;
    const auto d = static_cast<std::size_t>(dimension_);
    std::vector<wide> roots;  // of the variances, times powers of two
    std::vector<int> exponents(d);
    for (std::size_t i = 0; i < d; ++i) {
      const Real& variance = given_(index(i), index(i));
      roots.push_back(variance > 0 ? detail::wide_root_fraction<Real>(variance, exponents[i]) : wide(leading(1)));
    }
    std::vector<std::vector<wide>> left(d);  // of the correlations
    for (std::size_t j = 0; j < d; ++j)
      for (std::size_t i = 0; i < d; ++i) {
        const wide twice = shifted(wide(leading(given_(index(i), index(j)))), -exponents[i] - exponents[j] - 1) +
                           shifted(wide(leading(given_(index(j), index(i)))), -exponents[i] - exponents[j] - 1);
        left[j].push_back(twice / (roots[i] * roots[j]));
      }
    const auto correlations = left;
    std::vector<std::vector<wide>> columns;
    while (columns.size() < d) {
      std::size_t pivot = 0;
      for (std::size_t i = 0; i < d; ++i)
        if (leading(left[i][i]) > leading(left[pivot][pivot])) pivot = i;
      if (!(leading(left[pivot][pivot]) > tolerance())) break;
      std::vector<wide> column = left[pivot];
      const wide root = sqrt(column[pivot]);
      for (wide& entry : column) entry = entry / root;
      for (std::size_t j = 0; j < d; ++j)
        for (std::size_t i = 0; i < d; ++i) left[j][i] = left[j][i] - column[i] * column[j];
      for (std::size_t i = 0; i < d; ++i) left[pivot][i] = left[i][pivot] = wide(leading(0));
      columns.push_back(std::move(column));
    }
    for (const auto& column : left)
      for (const wide& rest : column)
        if (!(abs(leading(rest)) <= 2 * tolerance())) {
          fault(": least eigenvalue of the correlations", least_eigenvalue(correlations), ">= 0");
          return;
        }
    factor_.setZero(dimension_, (std::max)(Eigen::Index{1}, index(columns.size())));
    for (std::size_t j = 0; j < columns.size(); ++j)
      for (std::size_t i = 0; i < d; ++i)
        factor_(index(i), index(j)) = static_cast<Real>(leading(shifted(columns[j][i] * roots[i], exponents[i])));
  }

  [[nodiscard]] static Eigen::Index index(std::size_t i) { return static_cast<Eigen::Index>(i); }

  [[nodiscard]] static wide shifted(const wide& x, int exponent) {
    using std::ldexp;
    return ldexp(x, exponent);
  }

  /// c less the largest eigenvalue of cI − R.
  [[nodiscard]] static Real least_eigenvalue(const std::vector<std::vector<wide>>& correlations) {
    const Eigen::Index d = index(correlations.size());
    Eigen::MatrixX<leading> shifted(d, d);
    for (Eigen::Index j = 0; j < d; ++j)
      for (Eigen::Index i = 0; i < d; ++i)
        shifted(i, j) = -leading(correlations[static_cast<std::size_t>(j)][static_cast<std::size_t>(i)]);
    const leading shift = shifted.cwiseAbs().rowwise().sum().maxCoeff();
    shifted.diagonal().array() += shift;
    const Eigen::MatrixX<leading> axes = detail::orthogonal_columns<leading>(shifted);
    leading largest = shift;
    for (Eigen::Index j = 0; j < d; ++j) largest = (std::max)(largest, detail::norm(axes.col(j)));
    using std::round;
    const leading least = shift - largest;
    const leading told = round(least * 1'000'000) / 1'000'000;  // digits that every compiler agrees on
    return static_cast<Real>(told < 0 ? told : least);
  }

  Eigen::Index dimension_ = 0;
  Eigen::MatrixX<Real> given_;   ///< of no entries where none was given
  Eigen::VectorX<Real> scales_;  ///< L where it is diagonal
  Eigen::MatrixX<Real> factor_;  ///< L where it is not
  std::optional<fault_type> fault_;
};

}  // namespace infobound::inline v0_1
