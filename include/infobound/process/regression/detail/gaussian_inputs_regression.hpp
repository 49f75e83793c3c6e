// SPDX-License-Identifier: BSL-1.0
// What is known in closed form of linear regression with Gaussian inputs, at any ratio of noise to signal.
#pragma once

#include <Eigen/Core>
#include <algorithm>
#include <cstddef>
#include <infobound/core/bound.hpp>
#include <infobound/core/numeric/cmath.hpp>
#include <infobound/core/numeric/roots.hpp>
#include <infobound/core/numeric/scaled.hpp>
#include <infobound/core/numeric/wide.hpp>
#include <infobound/core/require.hpp>
#include <infobound/process/regression/gaussian_inputs_information.hpp>
#include <infobound/process/regression/linear_regression_bounds.hpp>
#include <infobound/process/regression/linear_regression_distortion.hpp>
#include <limits>
#include <vector>

namespace infobound::inline v0_1::detail {

/// θ ~ N(0, I_d/d), X ~ N(0, I_d), Y ~ N(θᵀX, σ²), where σ² may be a quotient beyond the scalar's range (theory 3).
template <class Real>
struct gaussian_inputs_regression {
  Eigen::Index dimension;
  scaled<Real> noise_variance;

  /// I(H_T;θ).
  [[nodiscard]] Real information(std::size_t horizon) const {
    const scaled<wide> scale = scaled<wide>(wide(dimension)) * scaled<wide>(noise_variance);
    return Real(gaussian_inputs_information<wide>(dimension, static_cast<Eigen::Index>(horizon), scale)(scale).value());
  }

  /// (d/2) ln⁺(e^{log_gain}/(σ²(e^{2ε} − 1))).
  [[nodiscard]] Real rate_at(const Real& log_gain, const Real& epsilon) const {
    using std::max;
    require_positive_or_infinite("epsilon", epsilon);
    const Real log_quotient = log_over_expm1(scaled<Real>(1) / noise_variance, scaled<Real>(2) * epsilon);
    return Real(dimension) / 2 * max(Real(0), Real(log_gain + log_quotient));
  }
  [[nodiscard]] Real rate_upper(const Real& epsilon) const { return rate_at(Real(0), epsilon); }
  [[nodiscard]] Real rate_lower(const Real& epsilon) const {
    return rate_at(linear_regression_bounds::log_expected_chi_square(Real(dimension)), epsilon);
  }

  [[nodiscard]] linear_regression_distortion<Real> distortion_rate() const { return {Real(dimension), noise_variance}; }

  /// The exact H_ε(θ).
  [[nodiscard]] Real rate_distortion(const Real& epsilon) const {
    using std::abs, std::log;
    require_positive_or_infinite("epsilon", epsilon);
    const auto distortion = distortion_rate();
    if (epsilon >= distortion(Real(0))) return 0;
    const Real log_epsilon = log(epsilon);
    // The closed bounds on either side enclose the rate; a little room for their rounding.
    const Real room = (64 + 4 * (abs(log_epsilon) + abs(log(noise_variance)))) * std::numeric_limits<Real>::epsilon();
    return rising_root([&](const Real& rate) -> Real { return log_epsilon - distortion.logarithm(rate); },
                       Real(rate_lower(epsilon) * (1 - room) - Real(dimension) * room),
                       Real(rate_upper(epsilon) * (1 + room) + Real(dimension) * room));
  }

  /// The exact H_{ε,T}(θ) = (d/2) ln⁺(1/s), ½ E ln det(I + s XXᵀ/(dσ²)) = εT (theory 2.4 d).
  [[nodiscard]] Real rate_distortion(const Real& epsilon, std::size_t horizon) const {
    using std::log;
    require_positive_or_infinite("epsilon", epsilon);
    if (!(epsilon <= (std::numeric_limits<Real>::max)())) return 0;
    const wide d = wide(dimension);
    const scaled<wide> scale = scaled<wide>(d) * scaled<wide>(noise_variance);
    const scaled<wide> loss = scaled<wide>(wide(epsilon)) * wide(horizon);
    const gaussian_inputs_information<wide> information(dimension, static_cast<Eigen::Index>(horizon), scale);
    const scaled<wide> all = information(scale);
    if ((loss / all).value() >= 1) return 0;
    // I − εT ≤ H_{ε,T} (theory 2.4 a); room for rounding on both sides. In logarithms the equation is nearly linear.
    const wide room = d * wide(1 << 20) * std::numeric_limits<wide>::epsilon();
    const wide most = wide(rate_upper(epsilon)) * (1 + 4 * wide(std::numeric_limits<Real>::epsilon()));
    return Real(rising_root(
        [&](const wide& rate) -> wide { return log(loss / information(scale * scaled<wide>::exp(2 * rate / d))); },
        wide(all.value() - loss.value() - room), wide(most + room)));
  }

  /// Every closed-form bound on 𝓛_T of theory 3.3 and 3.4.
  [[nodiscard]] std::vector<bound<Real>> error_bounds(std::size_t horizon) const {
    using enum direction;
    namespace bounds = linear_regression_bounds;
    const Real d = Real(dimension);
    const Real T = Real(horizon);
    return {{bounds::jensen_upper(d, T, noise_variance), upper, "Jensen's inequality (theory 3.4 i)"},
            {bounds::explicit_upper(d, T, noise_variance), upper, "Theorem 29 in form (theory 3.4 ii)"},
            {bounds::optimised_upper(d, T, noise_variance), upper, "Theorem 15, closed-form rate (theory 3.3)"},
            {bounds::root_lower(d, T, noise_variance), lower, "Theorem 15, closed-form rate (theory 3.3)"},
            {bounds::lambert_lower(d, T, noise_variance), lower, "Theorem 15, Lambert W (theory 3.4 iii)"},
            {bounds::recursion_lower(d, T, noise_variance), lower, "recursion, closed form (theory 3.4 iv)"},
            {bounds::minkowski_lower(d, T, noise_variance), lower, "Minkowski's inequality (theory 3.4 v)"}};
  }

 private:
  // The recurrences of the level density outgrow float.
  using wide = wide_scalar<Real>;

  /// The middle of enclose_rising_root, from 0 on.
  template <class Number, class Function>
  [[nodiscard]] static Number rising_root(Function f, const Number& from, const Number& to) {
    const auto found = enclose_rising_root(f, (std::max)(Number(0), from), to);
    return (found.lower + found.upper) / 2;
  }
};

}  // namespace infobound::inline v0_1::detail
