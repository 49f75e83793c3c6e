// SPDX-License-Identifier: BSL-1.0
// A binary label with log-odds η (theory 4.4).
#pragma once

#include <Eigen/Core>
#include <boost/random/bernoulli_distribution.hpp>
#include <infobound/core/numeric/cmath.hpp>
#include <infobound/core/numeric/logistic_expectation.hpp>
#include <limits>

namespace infobound::inline v0_1 {

/// P(Y=1|η) = s(η) = 1/(1 + e^{−η}), Y ∈ {0, 1}. With m = η for label 1 and −η for label 0, ln p = ln s(m).
template <class Real>
struct logistic_response {
  static constexpr bool log_concave = true;  ///< ln s is concave

  template <class Rng>
  [[nodiscard]] Real draw(const Real& eta, Rng& rng) const {
    boost::random::bernoulli_distribution<Real> bernoulli(probability(eta));
    return bernoulli(rng) ? Real(1) : Real(0);
  }

  /// ln s(m), to full relative accuracy; finite for every finite η.
  [[nodiscard]] Real log_likelihood(const Real& eta, const Real& label) const {
    using std::abs, std::exp, std::log1p, std::min;
    return min(Real(0), margin(eta, label)) - log1p(exp(-abs(eta)));
  }

  [[nodiscard]] Real first_derivative(const Real& eta, const Real& label) const {
    return (2 * label - 1) * probability(-margin(eta, label));
  }

  [[nodiscard]] Real second_derivative(const Real& eta, const Real&) const {
    return -probability(eta) * probability(-eta);
  }

  [[nodiscard]] Real curvature() const { return Real(1) / 4; }

  /// √(s(η)s(η′)) + √(s(−η)s(−η′)), at most 1.
  [[nodiscard]] Real affinity(const Real& eta, const Real& other) const {
    using std::min, std::sqrt;
    return min(Real(1), Real(sqrt(probability(eta)) * sqrt(probability(other)) +
                             sqrt(probability(-eta)) * sqrt(probability(-other))));
  }

  /// etas(t, n) becomes ln s(m_tn), by vectorised functions only: absolute error of a unit of 1 in the last place.
  template <class Etas, class Labels>
  void to_log_likelihoods(Etas& etas, const Labels& labels) const {
    for (Eigen::Index n = 0; n < etas.cols(); ++n) etas.col(n) *= 2 * labels - 1;  // colwise() would allocate
    etas = (etas.min)(Real(0)) - (1 + (-etas.abs()).exp()).log();
  }

  /// totals[n] += Σ_t ln s(m_nt) = −Σ ln Π_t (1 + e^{−m_nt}), one logarithm for eight factors where their product is
  /// within range, else by log_likelihood. Absolute error as that of to_log_likelihoods, times T.
  template <class Etas, class Labels, class Totals>
  void add_log_likelihoods(const Etas& etas, const Labels& labels, Totals& totals) const {
    using std::log;
    static const Real largest = log((std::numeric_limits<Real>::max)()) / factors - 1;
    if (!(etas.abs().maxCoeff() < largest)) {
      for (Eigen::Index t = 0; t < etas.cols(); ++t)
        for (Eigen::Index n = 0; n < etas.rows(); ++n) totals[n] += log_likelihood(etas(n, t), labels[t]);
      return;
    }
    const auto factor = [&](Eigen::Index t) { return 1 + ((1 - 2 * labels[t]) * etas.col(t)).exp(); };
    constexpr int most = Etas::MaxRowsAtCompileTime;
    Eigen::Array<Real, Eigen::Dynamic, 1, Eigen::ColMajor, most> product(etas.rows());
    Eigen::Index t = 0;
    for (; t + factors <= etas.cols(); t += factors) {
      product = (factor(t) * factor(t + 1)) * (factor(t + 2) * factor(t + 3));
      product *= (factor(t + 4) * factor(t + 5)) * (factor(t + 6) * factor(t + 7));
      totals -= product.log();
    }
    if (t == etas.cols()) return;
    product = factor(t);
    for (++t; t < etas.cols(); ++t) product *= factor(t);
    totals -= product.log();
  }

  /// E[ln p(Y|η) | η] = −H_b(s(η)).
  [[nodiscard]] Real mean_log_likelihood(const Real& eta) const {
    using std::abs, std::exp, std::log1p;
    const Real size = abs(eta);
    const Real tail = exp(-size);
    return -log1p(tail) - size * tail / (1 + tail);
  }

  /// s(η), the mean of a label.
  [[nodiscard]] static Real mean(const Real& eta) { return probability(eta); }

  /// s′(η), the Fisher information of a label about η.
  [[nodiscard]] Real information(const Real& eta) const { return probability(eta) * probability(-eta); }

  /// s′(η), how the probability of the label 1 rises.
  [[nodiscard]] Real event_slope(const Real& eta) const { return information(eta); }

  // Means over η ~ N(0, v) --------------------------------------------------------------------------------------------

  template <class Number>
  [[nodiscard]] Number prior_mean_log_likelihood(const Number& variance) const {
    using std::log;
    return detail::logistic_label_information(variance) - log(Number(2));
  }
  template <class Number>
  [[nodiscard]] Number prior_mean_information(const Number& variance) const {
    return detail::mean_logistic_slope(variance);
  }
  /// E ln s′(η).
  template <class Number>
  [[nodiscard]] Number prior_mean_log_curvature(const Number& variance) const {
    return detail::mean_log_logistic_slope(variance);
  }
  template <class Number>
  [[nodiscard]] Number prior_mean_log_event_slope(const Number& variance) const {
    return detail::mean_log_logistic_slope(variance);
  }

 private:
  static constexpr Eigen::Index factors = 8;

  [[nodiscard]] static Real margin(const Real& eta, const Real& label) { return (2 * label - 1) * eta; }

  [[nodiscard]] static Real probability(const Real& eta) {
    using std::exp;
    return 1 / (1 + exp(-eta));
  }
};

}  // namespace infobound::inline v0_1
