// SPDX-License-Identifier: BSL-1.0
// A label with Gaussian noise around η (theory 4.4).
#pragma once

#include <Eigen/Core>
#include <boost/random/normal_distribution.hpp>
#include <infobound/core/numeric/cmath.hpp>
#include <infobound/core/numeric/pi.hpp>
#include <infobound/core/require.hpp>

namespace infobound::inline v0_1 {

/// Y ~ N(η, σ²): the response of linear regression.
template <class Real>
struct gaussian_response {
  static constexpr bool log_concave = true;  ///< a square with a negative sign

  Real noise_variance;  ///< σ² > 0, finite

  void validate() const { require_positive("gaussian_response.noise_variance", noise_variance); }

  template <class Rng>
  [[nodiscard]] Real draw(const Real& eta, Rng& rng) const {
    using std::sqrt;
    return eta + boost::random::normal_distribution<Real>(0, sqrt(noise_variance))(rng);
  }

  /// −½ ln(2πσ²) − (y − η)²/(2σ²).
  [[nodiscard]] Real log_likelihood(const Real& eta, const Real& label) const {
    const Real error = label - eta;
    return -(error * error / noise_variance + log_normaliser()) / 2;
  }

  [[nodiscard]] Real first_derivative(const Real& eta, const Real& label) const {
    return (label - eta) / noise_variance;
  }

  [[nodiscard]] Real second_derivative(const Real&, const Real&) const { return -1 / noise_variance; }

  [[nodiscard]] Real curvature() const { return 1 / noise_variance; }

  /// e^{−(η − η′)²/(8σ²)}.
  [[nodiscard]] Real affinity(const Real& eta, const Real& other) const {
    using std::exp, std::sqrt;
    const Real distance = (eta - other) / sqrt(noise_variance);
    return exp(-(distance * distance) / 8);
  }

  /// etas(t, n) becomes ln p(labels[t] | etas(t, n)).
  template <class Etas, class Labels>
  void to_log_likelihoods(Etas& etas, const Labels& labels) const {
    etas = -((etas.colwise() - labels).square() / noise_variance + log_normaliser()) / 2;
  }

  /// totals[n] += Σ_t ln p(labels[t] | etas(n, t)).
  template <class Etas, class Labels, class Totals>
  void add_log_likelihoods(const Etas& etas, const Labels& labels, Totals& totals) const {
    const Real halved = 1 / (2 * noise_variance);
    for (Eigen::Index t = 0; t < etas.cols(); ++t) totals -= (etas.col(t) - labels[t]).square() * halved;
    totals -= Real(etas.cols()) * log_normaliser() / 2;
  }

  /// E[ln p(Y|η) | η], the same for every η.
  [[nodiscard]] Real mean_log_likelihood(const Real&) const { return -(1 + log_normaliser()) / 2; }

  /// The Fisher information of a label about η, the same for every η.
  [[nodiscard]] Real information(const Real&) const { return 1 / noise_variance; }

  /// Their means over η ~ N(0, v).
  [[nodiscard]] Real prior_mean_log_likelihood(const Real& variance) const { return mean_log_likelihood(variance); }
  template <class Number>
  [[nodiscard]] Number prior_mean_information(const Number&) const {
    return 1 / Number(noise_variance);
  }
  /// The same over η ~ N(m, v).
  [[nodiscard]] Real prior_mean_information(const Real&, const Real&) const { return 1 / noise_variance; }
  [[nodiscard]] Real prior_mean_log_curvature(const Real&, const Real&) const { return log_curvature_at_mean_zero(); }
  /// E ln(1/σ²) over η of mean 0, and of any other.
  [[nodiscard]] Real log_curvature_at_mean_zero() const { return prior_mean_log_curvature(noise_variance); }

  /// E ln(1/σ²).
  template <class Number>
  [[nodiscard]] Number prior_mean_log_curvature(const Number&) const {
    using std::log;
    return -log(Number(noise_variance));
  }

 private:
  [[nodiscard]] Real log_normaliser() const {
    using std::log;
    return detail::log_two_pi_times(noise_variance);
  }
};

}  // namespace infobound::inline v0_1
