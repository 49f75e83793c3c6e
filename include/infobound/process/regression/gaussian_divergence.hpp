// SPDX-License-Identifier: BSL-1.0
// The divergence of two Gaussian priors (theory 9.3).
#pragma once

#include <Eigen/Core>
#include <algorithm>
#include <concepts>
#include <cstddef>
#include <infobound/core/numeric/cmath.hpp>
#include <infobound/core/numeric/scaled.hpp>
#include <infobound/core/numeric/singular_values.hpp>
#include <infobound/core/numeric/twofold.hpp>
#include <infobound/core/numeric/variance_divergence.hpp>
#include <infobound/core/require.hpp>
#include <infobound/process/regression/gaussian_partition.hpp>
#include <infobound/process/regression/gaussian_prior.hpp>
#include <limits>
#include <string>
#include <utility>
#include <vector>

namespace infobound::inline v0_1::detail {

/// KL(N(μ, Σ) ‖ N(μ̃, Σ̃)) = ½ Σ (s_i² − 1 − ln s_i²) + ½ ‖L̃⁺(μ − μ̃)‖², s_i the singular values of L̃⁺L, in nats; ∞ unless
/// both are carried by one plane. What of it is left of a coordinate beside that of L̃ within rounding counts as none.
/// - Cost:   O(d³), some hundred times that of a product.
/// - Throws: std::invalid_argument for other sizes; std::domain_error where squares are beyond the scalar's range.
template <class Real>
class gaussian_divergence {
 public:
  gaussian_divergence(const gaussian_prior<Real>& truth, const gaussian_prior<Real>& learner)
      : dimension_(truth.covariance.dimension()) {
    require_same_size("learner.prior.covariance: number of rows", learner.covariance.dimension(),
                      "truth.prior.covariance: number of rows", dimension_);
    if (dimension_ == 0) return;
    std::vector<Eigen::Index> all;
    for (Eigen::Index i = 0; i < dimension_; ++i) all.push_back(i);
    const Eigen::MatrixX<Real> factor = truth.covariance.factor();
    require_squares("truth.prior.covariance", factor);
    require_squares("learner.prior.covariance", learner.covariance.factor());
    take_learner(gaussian_partition<Real>(learner.covariance, all).known);
    Eigen::MatrixX<leading> relative(index(axes_.size()), factor.cols());
    for (Eigen::Index j = 0; j < factor.cols(); ++j) {
      std::vector<wide> column;
      for (Eigen::Index i = 0; i < dimension_; ++i) column.push_back(wide(leading(factor(i, j))));
      const std::vector<wide> solved = solve(std::move(column));
      for (Eigen::Index i = 0; i < relative.rows(); ++i) relative(i, j) = leading(solved[static_cast<std::size_t>(i)]);
    }
    const auto directions = singular_directions(relative);
    if (directions.size() < axes_.size()) beside_ = true;
    for (const auto& direction : directions) twice_ = twice_ + variance_divergence(direction.value * direction.value);
    take_shift(truth, learner);
  }

  [[nodiscard]] Real value() const {
    return beside_ ? std::numeric_limits<Real>::infinity() : static_cast<Real>((twice_ / leading(2)).value());
  }

 private:
  using wide = typename wider<Real>::type;
  using leading = typename wider<Real>::leading;

  [[nodiscard]] static Eigen::Index index(std::size_t i) { return static_cast<Eigen::Index>(i); }
  [[nodiscard]] static Real mean(const gaussian_prior<Real>& prior, Eigen::Index i) {
    return prior.mean.size() > 0 ? prior.mean[i] : Real(0);
  }
  [[nodiscard]] leading rounding() const {
    return 64 * leading(dimension_) * leading(std::numeric_limits<Real>::epsilon());
  }

  /// Of each column, as all is by their lengths.
  static void require_squares(const char* name, const Eigen::MatrixX<Real>& factor) {
    using std::sqrt;
    const Real most = sqrt((std::numeric_limits<Real>::max)()) * std::numeric_limits<Real>::epsilon();
    for (Eigen::Index j = 0; j < factor.cols(); ++j) {
      const Real largest = factor.col(j).cwiseAbs().maxCoeff();
      if (!(largest <= most) || (largest > 0 && !(largest * most >= 1)))
        refuse(std::string(name) + ": a scale", largest, "between " + to_text(1 / most) + " and " + to_text(most));
    }
  }

  /// μ − μ̃ in a unit of its own, as means may be of any size.
  void take_shift(const gaussian_prior<Real>& truth, const gaussian_prior<Real>& learner) {
    const auto largest_of = [](const Eigen::VectorX<Real>& mean) -> Real {
      return mean.size() > 0 ? Real(mean.cwiseAbs().maxCoeff()) : Real(0);
    };
    const Real largest = (std::max)(largest_of(truth.mean), largest_of(learner.mean));
    if (!(largest > 0)) return;
    const Real unit = power_of_two_below(largest);
    std::vector<wide> shift;
    for (Eigen::Index i = 0; i < dimension_; ++i)
      shift.push_back(wide(leading(mean(truth, i) / unit)) - wide(leading(mean(learner, i) / unit)));
    scaled<leading> squares = leading(0);
    for (const wide& entry : solve(std::move(shift))) squares = squares + leading(entry) * leading(entry);
    twice_ = twice_ + squares * leading(unit) * leading(unit);
  }

  /// L̃ = QR of independent columns, Q the axes.
  void take_learner(const Eigen::MatrixX<Real>& factor) {
    for (Eigen::Index j = 0; j < factor.cols(); ++j) {
      std::vector<wide> column;
      for (Eigen::Index i = 0; i < dimension_; ++i) column.push_back(wide(leading(factor(i, j))));
      std::vector<wide> left = column;
      orthogonalise(left, axes_);
      const wide length = length_of(left);
      std::vector<wide> shares;
      for (const auto& axis : axes_) shares.push_back(product(axis, column));
      shares.push_back(length);
      divide(left, length);
      axes_.push_back(std::move(left));
      triangle_.push_back(std::move(shares));
    }
  }

  [[nodiscard]] static wide product(const std::vector<wide>& a, const std::vector<wide>& b) {
    wide sum = a[0] * b[0];
    for (std::size_t i = 1; i < a.size(); ++i) sum = sum + a[i] * b[i];
    return sum;
  }

  /// L̃⁺ of a vector, R⁻¹Qᵀ.
  [[nodiscard]] std::vector<wide> solve(std::vector<wide> column) {
    using std::abs, std::sqrt;
    // Of a coordinate that the plane has no part in all is beside it, however long the rest.
    const leading whole = leading(length_of(column));
    std::vector<leading> allowed;
    for (std::size_t i = 0; i < column.size(); ++i) {
      leading share = 0;
      for (const auto& axis : axes_) share += leading(axis[i]) * leading(axis[i]);
      allowed.push_back(rounding() * (leading(abs(leading(column[i]))) + sqrt(share) * whole));
    }
    std::vector<wide> result;
    for (const auto& axis : axes_) result.push_back(product(axis, column));
    orthogonalise(column, axes_);
    for (std::size_t i = 0; i < column.size(); ++i)
      if (abs(leading(column[i])) > allowed[i]) beside_ = true;
    for (std::size_t j = result.size(); j-- > 0;) {
      result[j] = result[j] / triangle_[j][j];
      for (std::size_t i = 0; i < j; ++i) result[i] = result[i] - triangle_[j][i] * result[j];
    }
    return result;
  }

  Eigen::Index dimension_;
  std::vector<std::vector<wide>> axes_;
  std::vector<std::vector<wide>> triangle_;  ///< the columns of R
  scaled<leading> twice_ = leading(0);
  bool beside_ = false;
};

/// A process whose prior is a gaussian_prior.
template <class P, class Real>
concept has_gaussian_prior = requires(const P& process) {
  { process.prior } -> std::convertible_to<gaussian_prior<Real>>;
};

}  // namespace infobound::inline v0_1::detail
