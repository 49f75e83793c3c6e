// SPDX-License-Identifier: BSL-1.0
// The information of linear regression with Gaussian inputs, at any scale.
#pragma once

#include <Eigen/Core>
#include <algorithm>
#include <infobound/core/numeric/cmath.hpp>
#include <infobound/core/numeric/digamma.hpp>
#include <infobound/core/numeric/scaled.hpp>
#include <infobound/core/numeric/wishart_level_density.hpp>
#include <limits>
#include <optional>

namespace infobound::inline v0_1::detail {

/// ½ E ln det(I + XXᵀ/s), X a T × d standard Gaussian matrix, as a function of s (theory 3.1 ii), for s ≥ least_scale:
/// Td/(2s) at the largest s, and ½ (E ln det − n ln s) at the smallest, n = min(d, T), without a quadrature.
/// - Cost:   that of a level density to make, and again for each s between.
/// - Throws: std::domain_error for n > 2¹⁷.
template <class Real>
class gaussian_inputs_information {
 public:
  gaussian_inputs_information(Eigen::Index dimension, Eigen::Index horizon, const scaled<Real>& least_scale)
      : smaller_((std::min)(dimension, horizon)), larger_((std::max)(dimension, horizon)) {
    using std::min, std::sqrt;
    if (regime(least_scale) == linear) return;
    spectrum_.emplace(smaller_, larger_, min(Real(1), Real(sqrt(least_scale.value()))) + least_square_root());
  }

  [[nodiscard]] scaled<Real> operator()(const scaled<Real>& scale) const {
    const Real n = Real(smaller_);
    const Real m = Real(larger_);
    switch (regime(scale)) {
      case linear:
        return scaled<Real>(n) * m / scale / Real(2);
      case logarithmic:
        return Real(n * (mean_log_wishart_determinant(n, m) - log(scale)) / 2);
      default:
        return Real((*spectrum_)([divisor = scale.value()](const auto& x) { return (x / divisor).log1p(); }) / 2);
    }
  }

 private:
  enum regime_kind { linear, between, logarithmic };

  /// Where ln(1 + λ/s) is λ/s, or ln λ − ln s, to the last bit for all eigenvalues λ that count.
  [[nodiscard]] regime_kind regime(const scaled<Real>& scale) const {
    const Real value = scale.value();
    if (value > 4 * (Real(smaller_) + Real(larger_) + 1) / std::numeric_limits<Real>::epsilon()) return linear;
    return value < least_square_root() * least_square_root() ? logarithmic : between;
  }

  [[nodiscard]] static Real least_square_root() {
    using std::sqrt;
    return std::numeric_limits<Real>::epsilon() * sqrt(std::numeric_limits<Real>::epsilon());
  }

  Eigen::Index smaller_;
  Eigen::Index larger_;
  std::optional<wishart_level_density<Real>> spectrum_;
};

}  // namespace infobound::inline v0_1::detail
