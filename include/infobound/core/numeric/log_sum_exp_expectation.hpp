// SPDX-License-Identifier: BSL-1.0
// Means over Gaussian logits of what a softmax makes of them.
#pragma once

#include <algorithm>
#include <cstddef>
#include <infobound/core/numeric/cmath.hpp>
#include <vector>

namespace infobound::inline v0_1::detail {

/// For logits g ~ N(0, v I_C) and p = softmax(g): E ln Σ_c e^{g_c} and E(1 − ‖p‖²), which is twice its derivative in v.
/// With φ(u) = E exp(−u e^{√v Z}) they are ∫(e^{−u} − φ^C) du/u and C ∫ φ^{C−1} E[(y − y²)e^{−y}] du/u,
/// y = u e^{√v Z}: trapezoidal rules in ln u and in Z, analytic for |Im ln u| < π/2.
/// - Domain:   C ≥ 2; 0 ≤ v ≤ 256.
/// - Accuracy: relative error below 1e-13 (tests/unit/process/regression/softmax_regression.cpp).
/// - Cost:     10⁴ (v < 1) to 10⁶ (v = 256) exponentials, whatever C.
struct log_sum_exp_expectation {
  double mean = 0;    ///< E ln Σ e^{g_c}: from ln C at v = 0, at most ln C + v/2
  double spread = 0;  ///< E(1 − ‖p‖²): falls from 1 − 1/C; its product with √v rises

  log_sum_exp_expectation(double classes, double variance) {
    constexpr double negligible = 41;  // nats
    const double deviation = std::sqrt(variance);
    const double fine = (std::min)(0.45, 0.22 / (std::max)(deviation, 0.1));
    const double few = negligible + std::log(classes);  // of one class among so many
    const double left = std::floor(9.1 / fine) + 1;
    const double right = std::floor(std::sqrt(2 * few) / fine) + 1;
    // Loops, as every program that includes this would compile expressions of matrices.
    std::vector<double> weights;
    std::vector<double> factors;
    double total = 0;
    for (double i = -left; i <= right; i += 1) {
      const double z = fine * i;
      weights.push_back(std::exp(-z * z / 2));
      factors.push_back(std::exp(deviation * z));
      total += weights.back();
    }
    // Where C(1 − φ) and φ^C are negligible.
    constexpr double step = 0.25;
    const double start = -(few + (std::min)(variance / 2, deviation * std::sqrt(2 * few)));
    const double end = std::log(negligible) + deviation * std::sqrt(2 * negligible / classes);
    for (double i = 0; i <= std::floor((end - start) / step) + 1; i += 1) {
      const double u = std::exp(start + step * i);
      double fall = 0;  // φ − 1
      double slope = 0;
      for (std::size_t k = 0; k < weights.size(); ++k) {
        const double y = u * factors[k];
        const double minus = std::expm1(-y);
        fall += weights[k] * minus;
        if (minus > -1) slope += weights[k] * (y - y * y) * (minus + 1);
      }
      const double log_power = std::log1p((std::max)(-1.0, fall / total));
      mean += std::expm1(-u) - std::expm1(classes * log_power);
      spread += std::exp((classes - 1) * log_power) * slope / total;
    }
    mean *= step;
    spread *= step * classes;
  }
};

}  // namespace infobound::inline v0_1::detail
