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

  [[nodiscard]] Real rate_upper(const Real& epsilon) const { return rounded_up<Real>(rate_at(wide(0), epsilon)); }
  [[nodiscard]] Real rate_lower(const Real& epsilon) const {
    return rounded_down<Real>(rate_at(linear_regression_bounds::log_expected_chi_square(wide(dimension)), epsilon));
  }

  [[nodiscard]] linear_regression_distortion<Real> distortion_rate() const { return {Real(dimension), noise_variance}; }

  /// The exact H_ε(θ).
  [[nodiscard]] Real rate_distortion(const Real& epsilon) const {
    using std::abs, std::log;
    require_positive_or_infinite("epsilon", epsilon);
    const linear_regression_distortion<wide> distortion{wide(dimension), scaled<wide>(noise_variance)};
    if (wide(epsilon) >= distortion(wide(0))) return 0;
    const wide log_epsilon = log(wide(epsilon));
    // The closed bounds on either side enclose the rate; a little room for their rounding.
    const wide room = (64 + 4 * (abs(log_epsilon) + wide(abs(log(noise_variance))))) * wide(limits::epsilon());
    const wide d = wide(dimension);
    return Real(rising_root([&](const wide& rate) -> wide { return log_epsilon - distortion.logarithm(rate); },
                            wide(wide(rate_lower(epsilon)) * (1 - room) - d * room),
                            wide(wide(rate_upper(epsilon)) * (1 + room) + d * room)));
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
    const wide most = wide(rate_upper(epsilon)) * (1 + 4 * wide(limits::epsilon()));
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
  using limits = std::numeric_limits<Real>;
  // The recurrences of the level density outgrow float.
  using wide = wide_scalar<Real>;

  /// (d/2) ln⁺(e^{log_gain}/(σ²(e^{2ε} − 1))).
  [[nodiscard]] wide rate_at(const wide& log_gain, const Real& epsilon) const {
    using std::max;
    require_positive_or_infinite("epsilon", epsilon);
    const wide log_quotient =
        log_over_expm1(scaled<wide>(1) / scaled<wide>(noise_variance), scaled<wide>(2) * wide(epsilon));
    return wide(dimension) / 2 * max(wide(0), wide(log_gain + log_quotient));
  }

  /// The middle of enclose_rising_root, from 0 on.
  template <class Number, class Function>
  [[nodiscard]] static Number rising_root(Function f, const Number& from, const Number& to) {
    const auto root = enclose_rising_root(f, (std::max)(Number(0), from), to);
    return (root.lower + root.upper) / 2;
  }
};

}  // namespace infobound::inline v0_1::detail
