// SPDX-License-Identifier: BSL-1.0
// Means over a Gaussian log-odds G ~ N(0, v) of what a logistic response makes of it.
#pragma once

#include <Eigen/Core>
#include <algorithm>
#include <infobound/core/numeric/chi_square_expectation.hpp>
#include <infobound/core/numeric/cmath.hpp>
#include <infobound/core/numeric/pi.hpp>
#include <limits>

namespace infobound::inline v0_1::detail {

/// E f(G), G ~ N(0, s²), for an even f that is analytic up to ±iπ, as a trapezoidal rule: the step is 0.4 in G or in
/// G/s, whichever is finer. Beyond |G| = reach the function is taken as 0.
/// - Accuracy: error about 1e-17 of the largest |f| in double
///             (tests/unit/process/regression/logistic_regression_bounds.cpp).
/// - Cost:     25 to 110 nodes, or 25 s without a reach.
template <class Real, class Function>
[[nodiscard]] Real even_gaussian_mean(const Real& own_deviation, const Real& reach, Function f) {
  using std::max, std::min, std::sqrt;
  using array = Eigen::Array<Real, Eigen::Dynamic, 1>;
  const Real digits = max(Real(53), Real(std::numeric_limits<Real>::digits));
  const Real deviation = min(own_deviation, (std::numeric_limits<Real>::max)());  // as good as ∞
  const Real step = Real(0.4) * (53 / digits) / max(Real(1), deviation);
  Real end = sqrt(Real(1.5) * digits);
  if (reach < end * deviation) end = reach / deviation;
  const Eigen::Index last = static_cast<Eigen::Index>(end / step) + 1;
  const array z = step * array::LinSpaced(last + 1, Real(0), Real(last));
  array weights = (-z.square() / 2).exp();
  weights[0] /= 2;
  const array log_odds = deviation * z;
  return step / sqrt(pi<Real>() / 2) * (weights * f(log_odds)).sum();
}

/// Where e^{−|G|} is negligible beside what lies within.
template <class Real>
[[nodiscard]] Real logistic_reach() {
  return Real(std::numeric_limits<Real>::digits) * Real(0.7) + 8;
}

/// E s′(G), the mean Fisher information of a label about its log-odds G ~ N(0, s²); ¼ at s = 0, 1/(s√(2π)) at large s.
template <class Real>
[[nodiscard]] Real mean_logistic_slope_of_deviation(const Real& deviation) {
  return even_gaussian_mean(deviation, logistic_reach<Real>(), [](const auto& g) {
    const auto tail = ((-g).exp()).eval();
    return (tail / (1 + tail).square()).eval();
  });
}

/// E s′(G), G ~ N(0, v).
template <class Real>
[[nodiscard]] Real mean_logistic_slope(const Real& variance) {
  using std::sqrt;
  return mean_logistic_slope_of_deviation(Real(sqrt(variance)));
}

/// E ln s′(G), G ~ N(0, s²); −2 ln 2 at s = 0. Below it by less than 1e-19 of it for s > 64.
template <class Real>
[[nodiscard]] Real mean_log_logistic_slope_of_deviation(const Real& deviation) {
  using std::sqrt;
  if (deviation > 64) {
    // −E|G| − 2E ln(1 + e^{−|G|}), with the Gaussian density as a power series, which alternates, and
    // ∫ x^{2k} ln(1 + e^{−x}) dx = (2k)! (1 − 2^{−(2k+1)}) ζ(2k + 2).
    const Real square = pi<Real>() * pi<Real>();
    const Real ratio = 1 / deviation * square / deviation;
    Real series = 1;
    for (const Real& quotient : {Real(17885) / 25146, Real(127) / 248, Real(31) / 98, Real(7) / 60})
      series = 1 - ratio * quotient * series;
    series *= square / 12;
    return -(deviation * sqrt(2 / pi<Real>()) + 4 * series / (deviation * sqrt(2 * pi<Real>())));
  }
  return even_gaussian_mean(deviation, (std::numeric_limits<Real>::max)(),
                            [](const auto& g) { return (-g - 2 * (1 + (-g).exp()).log()).eval(); });
}

/// E ln s′(G), G ~ N(0, v).
template <class Real>
[[nodiscard]] Real mean_log_logistic_slope(const Real& variance) {
  using std::sqrt;
  return mean_log_logistic_slope_of_deviation(Real(sqrt(variance)));
}

/// I(Y;G) = ln 2 − E H_b(s(G)) of one label, G ~ N(0, s²), in nats; 0 at s = 0, ln 2 at ∞.
template <class Real>
[[nodiscard]] Real logistic_label_information_of_deviation(const Real& deviation) {
  using std::log;
  if (deviation <= 1) {
    // ln 2 − H_b(s(G)) = x tanh x − ln cosh x, x = G/2: no cancellation beyond a factor 2.
    return even_gaussian_mean(deviation, (std::numeric_limits<Real>::max)(), [](const auto& g) {
      const auto half = (g / 2).eval();
      const auto square = half.sinh().square().eval();
      return (half * half.tanh() - vectorised_log1p(square) / 2).eval();
    });
  }
  return log(Real(2)) - even_gaussian_mean(deviation, logistic_reach<Real>(), [](const auto& g) {
           const auto tail = ((-g).exp()).eval();
           return (vectorised_log1p(tail) + g * tail / (1 + tail)).eval();
         });
}

/// What a label tells of log-odds G ~ N(0, v).
template <class Real>
[[nodiscard]] Real logistic_label_information(const Real& variance) {
  using std::sqrt;
  return logistic_label_information_of_deviation(Real(sqrt(variance)));
}

}  // namespace infobound::inline v0_1::detail
