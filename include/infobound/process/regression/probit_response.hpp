// SPDX-License-Identifier: BSL-1.0
// A binary label that says whether a Gaussian variable around η is positive (theory 4.7).
#pragma once

#include <boost/random/normal_distribution.hpp>
#include <infobound/core/numeric/cmath.hpp>
#include <infobound/core/numeric/logistic_expectation.hpp>
#include <infobound/core/numeric/normal_probability.hpp>
#include <infobound/core/numeric/pi.hpp>
#include <limits>

namespace infobound::inline v0_1 {

/// P(Y=1|η) = Φ(η), Φ the standard normal distribution function, Y ∈ {0, 1}. With m = η for label 1 and −η for label 0,
/// ln p = ln Φ(m), concave in η.
template <class Real>
struct probit_response {
  static constexpr bool log_concave = true;

  template <class Rng>
  [[nodiscard]] Real draw(const Real& eta, Rng& rng) const {
    return boost::random::normal_distribution<Real>()(rng) < eta ? Real(1) : Real(0);
  }

  /// ln Φ(m), to full relative accuracy; about −m²/2 at large −m.
  [[nodiscard]] Real log_likelihood(const Real& eta, const Real& label) const {
    return normal<Real>::log_value(margin(eta, label));
  }

  [[nodiscard]] Real first_derivative(const Real& eta, const Real& label) const {
    return (2 * label - 1) * normal<Real>::slope(margin(eta, label));
  }

  [[nodiscard]] Real second_derivative(const Real& eta, const Real& label) const {
    return -normal<Real>::curvature(margin(eta, label));
  }

  [[nodiscard]] Real curvature() const { return 1; }

  /// √(Φ(η)Φ(η′)) + √(Φ(−η)Φ(−η′)), at most 1.
  [[nodiscard]] Real affinity(const Real& eta, const Real& other) const {
    using std::exp, std::min;
    const auto both = [](const Real& a, const Real& b) -> Real {
      return exp((normal<Real>::log_value(a) + normal<Real>::log_value(b)) / 2);
    };
    return min(Real(1), Real(both(eta, other) + both(-eta, -other)));
  }

  /// E[ln p(Y|η) | η] = −H_b(Φ(η)).
  [[nodiscard]] Real mean_log_likelihood(const Real& eta) const { return mean_log_label(eta); }

  /// φ²/(Φ(1 − Φ)) at η, the Fisher information of a label about η; at most 2/π.
  [[nodiscard]] Real information(const Real& eta) const { return label_information(eta); }

  /// φ(η), how the probability of the label 1 rises.
  [[nodiscard]] Real event_slope(const Real& eta) const { return normal<Real>::density(eta); }

  // Means over η ~ N(0, v), relative error below 1e-13 in double (tests/unit/process/regression/responses.cpp)
  // ----------

  template <class Number>
  [[nodiscard]] Number prior_mean_log_likelihood(const Number& variance) const {
    return over_prior(variance, reach<Number>(), [](const Number& eta) { return mean_log_label(eta); });
  }

  template <class Number>
  [[nodiscard]] Number prior_mean_information(const Number& variance) const {
    return over_prior(variance, reach<Number>(), [](const Number& eta) { return label_information(eta); });
  }

  /// E ln a(η, Y), a = −∂² ln p/∂η²; below it, by less than ½ ln v, for v > 4096.
  template <class Number>
  [[nodiscard]] Number prior_mean_log_curvature(const Number& variance) const {
    // ln a(η, 1) ≥ −η²/2 − ½ ln 2π + ln η for η > 0 and ≥ ln(2/π) else, so that the mean is at least
    // −v/2 + ½ ln v − 1.8.
    if (variance > 4096) return -variance / 2;
    return over_prior(variance, (std::numeric_limits<Number>::max)(), [](const Number& eta) {
      // Of the label that is the less probable ln a tends to 0, and is not a number times 0.
      return normal<Number>::value(eta) * normal<Number>::log_curvature(eta) +
             normal<Number>::value(-eta) * normal<Number>::log_curvature(-eta);
    });
  }

  /// E ln φ(η) = −½ ln 2π − v/2.
  template <class Number>
  [[nodiscard]] Number prior_mean_log_event_slope(const Number& variance) const {
    return -(detail::log_two_pi_times(Number(1)) + variance) / 2;
  }

 private:
  template <class Number>
  using normal = detail::normal_probability<Number>;

  [[nodiscard]] static Real margin(const Real& eta, const Real& label) { return (2 * label - 1) * eta; }

  template <class Number>
  [[nodiscard]] static Number mean_log_label(const Number& eta) {
    return normal<Number>::value(eta) * normal<Number>::log_value(eta) +
           normal<Number>::value(-eta) * normal<Number>::log_value(-eta);
  }

  template <class Number>
  [[nodiscard]] static Number label_information(const Number& eta) {
    return normal<Number>::slope(eta) * normal<Number>::slope(-eta);
  }

  /// Where e^{−η²/2} is negligible.
  template <class Number>
  [[nodiscard]] static Number reach() {
    using std::sqrt;
    return sqrt(Number(std::numeric_limits<Number>::digits) * Number(1.5)) + 2;
  }

  /// E f(η) of an even function. The zeros of Φ are 2.8 and more from the real line.
  template <class Number, class Function>
  [[nodiscard]] static Number over_prior(const Number& variance, const Number& reach, Function f) {
    using std::sqrt;
    return detail::even_gaussian_mean(Number(sqrt(variance)), reach,
                                      [&](const auto& etas) { return etas.unaryExpr(f).eval(); });
  }
};

}  // namespace infobound::inline v0_1
