// SPDX-License-Identifier: BSL-1.0
// A Gaussian mean of which only an interval is known that holds it: the bounded normal mean.
#pragma once

#include <Eigen/Core>
#include <algorithm>
#include <cstddef>
#include <infobound/core/numeric/cmath.hpp>
#include <infobound/core/numeric/pi.hpp>
#include <infobound/core/numeric/wide.hpp>
#include <infobound/core/require.hpp>
#include <limits>

namespace infobound::inline v0_1 {

namespace detail {

/// The mean of T observations, in standard deviations above `least`, on a grid by which integrals are trapezoidal sums:
/// integrands are analytic in the strip where no mixture over the interval can vanish, |Im y| < π/width, and their sums
/// are exact to rounding.
template <class Real>
class gaussian_mean_statistic {
 public:
  gaussian_mean_statistic(std::size_t horizon, const Real& least, const Real& most, const Real& noise_variance)
      : least_(least) {
    using std::ceil, std::sqrt;
    using limits = std::numeric_limits<Real>;
    const Real variance = noise_variance / Real(horizon);
    // Curvatures are in units of its inverse.
    const Real smallest = (limits::min)() * 1'000'000;
    const Real largest = (limits::max)() / 1'000'000;
    if (!(variance >= smallest && variance <= largest))
      refuse("gaussian_mean_family.noise_variance / horizon", variance,
             ">= " + to_text(smallest) + " and <= " + to_text(largest));
    unit_ = sqrt(variance);
    width_ = (most - least) / unit_;
    require_at_most("gaussian_mean_family: width in standard deviations of the mean", width_, Real(50),
                    "beyond which it would take minutes");
    constexpr double reach = 10;
    const Real strip = (std::min)(Real(1), Real(pi<Real>() / (2 * width_)));
    const Real step = 2 * pi<Real>() * strip / 38;
    const auto size = static_cast<Eigen::Index>(ceil((width_ + 2 * Real(reach)) / step)) + 1;
    points_ = Eigen::ArrayX<Real>::LinSpaced(size, -Real(reach), width_ + Real(reach));
    using std::log;
    log_weight_ = log((points_[1] - points_[0]) / sqrt(2 * pi<Real>()));
  }

  [[nodiscard]] Eigen::ArrayX<Real> log_law(const Real& theta) const {
    return log_weight_ - (points_ - coordinate(theta)).square() / 2;
  }

  [[nodiscard]] Real coordinate(const Real& theta) const { return (theta - least_) / unit_; }
  [[nodiscard]] Real parameter(const Real& coordinate) const { return least_ + coordinate * unit_; }

  /// n² w²/4 − n, n = T/σ²: the second derivative of ln of the mixture's density is n² times the posterior variance of
  /// θ, at most w²/4, less n.
  [[nodiscard]] Real curvature(const Eigen::VectorX<Real>& /*thetas*/, const Eigen::VectorX<Real>& /*weights*/) const {
    return (std::max)(Real(0), Real(width_ * width_ / 4 - 1)) / unit_ / unit_;
  }

 private:
  Real least_;
  Real unit_;
  Real width_;
  Real log_weight_;
  Eigen::ArrayX<Real> points_;
};

}  // namespace detail

/// Y_1, …, Y_T iid N(θ, σ²), for θ ∈ [least, most], without a prior: the bounded normal mean, for minimax_error
/// (theory 13.5). On all of ℝ no error is guaranteed: C_T = ∞.
template <class Real>
struct gaussian_mean_family {
  using real_type = Real;

  Real least;           ///< finite
  Real most;            ///< ≥ least, finite; at most 50 standard deviations σ/√T above it
  Real noise_variance;  ///< σ² > 0, finite

  /// - Throws: std::domain_error for a field outside its range.
  void validate() const {
    require_finite("gaussian_mean_family.least", least);
    require_finite("gaussian_mean_family.most", most);
    if (!(most >= least)) refuse("gaussian_mean_family.most", most, ">= least");
    require_positive("gaussian_mean_family.noise_variance", noise_variance);
  }

  /// The mean of the observations (interval_family.hpp).
  /// - Throws: std::domain_error where the interval is wider than 50 of its standard deviations, or its variance σ²/T
  ///           within a factor 10⁶ of the ends of the scalar's range.
  [[nodiscard]] auto statistic(std::size_t horizon) const {
    using wide = detail::wide_scalar<Real>;
    return detail::gaussian_mean_statistic<wide>(horizon, wide(least), wide(most), wide(noise_variance));
  }
};

}  // namespace infobound::inline v0_1
