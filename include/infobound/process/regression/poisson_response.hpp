// SPDX-License-Identifier: BSL-1.0
// A count whose mean is e^η.
#pragma once

#include <Eigen/Core>
#include <algorithm>
#include <array>
#include <boost/random/poisson_distribution.hpp>
#include <cstddef>
#include <cstdint>
#include <infobound/core/numeric/cmath.hpp>
#include <infobound/core/numeric/equal.hpp>
#include <infobound/core/numeric/pi.hpp>
#include <infobound/core/numeric/relative_entropy_term.hpp>
#include <infobound/core/numeric/scaled.hpp>
#include <infobound/core/numeric/stirling_series.hpp>
#include <infobound/core/require.hpp>
#include <limits>

namespace infobound::inline v0_1 {

/// Y ~ Poisson(e^η), Y ∈ {0, 1, 2, …}: ln p = yη − e^η − ln y!, concave in η with a curvature that no number bounds.
template <class Real>
struct poisson_response {
  static constexpr bool log_concave = true;

  /// - Domain: e^η ≤ 2⁵³, beyond which counts are not whole in double.
  /// - Throws: std::domain_error for η outside its domain.
  template <class Rng>
  [[nodiscard]] Real draw(const Real& eta, Rng& rng) const {
    constexpr double most = 36.7368005696771;  // 53 ln 2
    if (!(eta <= most)) refuse("poisson_response: eta", eta, "<= 36.7, so that the mean of a count is at most 2^53");
    const double mean = std::exp(static_cast<double>(eta));
    if (!(mean > 0)) return 0;
    return Real(boost::random::poisson_distribution<std::int64_t, double>(mean)(rng));
  }

  /// ln p: −∞ for what is no count, and where it is below the scalar's range.
  /// - Accuracy: absolute error below 1e-12 nats in double for the counts that η makes probable.
  [[nodiscard]] Real log_likelihood(const Real& eta, const Real& label) const {
    using std::exp, std::floor, std::log;
    if (!(label >= 0 && label <= (std::numeric_limits<Real>::max)() && detail::equal(Real(floor(label)), label)))
      return -std::numeric_limits<Real>::infinity();
    if (label < factorials) return label * eta - exp(eta) - log_factorial(static_cast<std::size_t>(label));
    // Large terms that cancel are taken together: μ − y + y ln(y/μ).
    return -(detail::scaled_relative_entropy_term(label, detail::scaled<Real>::exp(eta), Real(log(label) - eta)) +
             detail::log_two_pi_times(label) / 2 + detail::stirling_remainder(label));
  }

  [[nodiscard]] Real first_derivative(const Real& eta, const Real& label) const { return label - information(eta); }
  [[nodiscard]] Real second_derivative(const Real& eta, const Real&) const { return -information(eta); }

  /// e^{−(e^{η/2} − e^{η′/2})²/2}.
  [[nodiscard]] Real affinity(const Real& eta, const Real& other) const {
    using std::abs, std::exp, std::expm1, std::max;
    if (detail::equal(eta, other)) return 1;  // also where the mean is beyond the scalar's range
    const Real distance = exp(max(eta, other) / 2) * expm1(-abs(eta - other) / 2);
    return exp(-(distance * distance) / 2);
  }

  /// e^η, the Fisher information of a label about η.
  [[nodiscard]] Real information(const Real& eta) const {
    using std::exp;
    return exp(eta);
  }

  /// −e^{η − e^η}, how the probability of a count of 0 falls.
  [[nodiscard]] Real event_slope(const Real& eta) const {
    using std::exp;
    return -exp(eta - exp(eta));
  }

  // Means over η ~ N(0, v) --------------------------------------------------------------------------------------------

  /// E e^η = e^{v/2}.
  template <class Number>
  [[nodiscard]] Number prior_mean_information(const Number& variance) const {
    using std::exp;
    return exp(Number(variance / 2));
  }

  /// E[v e^{v/2}] = (1 − 1/d)^{−d/2−1} over Gaussian inputs, dv ~ χ²_d; ∞ at d = 1.
  template <class Number>
  [[nodiscard]] Number mean_information(const Number& dimension) const {
    using std::exp, std::log1p;
    return dimension > 1 ? Number(exp(-(dimension / 2 + 1) * log1p(-1 / dimension)))
                         : std::numeric_limits<Number>::infinity();
  }

  /// E ln e^η = 0.
  template <class Number>
  [[nodiscard]] Number prior_mean_log_curvature(const Number&) const {
    return 0;
  }

  // Over η ~ N(m, v): the same about another mean
  // ----------------------------------------------------------------------

  /// E e^η = e^{m + v/2}.
  [[nodiscard]] Real prior_mean_information(const Real& mean, const Real& variance) const {
    using std::exp;
    return exp(mean + variance / 2);
  }

  /// E ln e^η = m.
  [[nodiscard]] Real prior_mean_log_curvature(const Real& mean, const Real&) const { return mean; }

  // Over Gaussian inputs and η of mean 0 -----------------------------------------------------------------------------

  /// E[e^η λ_i g_i²] for η ~ N(0, Σ_j λ_j g_j²) and iid g_j ~ N(0, 1): λ_i/(1 − λ_i) Π_j (1 − λ_j)^{−1/2}; ∞ unless all
  /// λ_j < 1 (theory 13.2).
  template <class Number>
  [[nodiscard]] Eigen::ArrayX<Number> spectral_information(const Eigen::ArrayX<Number>& eigenvalues) const {
    using std::exp, std::log1p;
    const Number infinite = std::numeric_limits<Number>::infinity();
    if (!(eigenvalues < 1).all()) return Eigen::ArrayX<Number>::Constant(eigenvalues.size(), infinite);
    Number logarithms = 0;
    for (const Number& eigenvalue : eigenvalues) logarithms += log1p(-eigenvalue);
    return exp(-logarithms / 2) * eigenvalues / (1 - eigenvalues);
  }

  /// E ln e^η = 0, whatever the variance.
  [[nodiscard]] Real log_curvature_at_mean_zero() const { return 0; }

  /// E[η − e^η] = −e^{v/2}.
  template <class Number>
  [[nodiscard]] Number prior_mean_log_event_slope(const Number& variance) const {
    return -prior_mean_information(variance);
  }

 private:
  static constexpr std::size_t factorials = 32;

  [[nodiscard]] static const Real& log_factorial(std::size_t count) {
    static const auto table = [] {
      using std::log;
      std::array<Real, factorials> values;
      values[0] = 0;
      for (std::size_t k = 1; k < factorials; ++k) values[k] = values[k - 1] + log(Real(k));
      return values;
    }();
    return table[count];
  }
};

}  // namespace infobound::inline v0_1
