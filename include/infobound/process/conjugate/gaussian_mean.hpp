// SPDX-License-Identifier: BSL-1.0
// The mean of Gaussian observations under a Gaussian prior.
#pragma once

#include <Eigen/Core>
#include <algorithm>
#include <boost/random/normal_distribution.hpp>
#include <cstddef>
#include <infobound/core/numeric/cmath.hpp>
#include <infobound/core/numeric/pi.hpp>
#include <infobound/core/numeric/relative_entropy_term.hpp>
#include <infobound/core/numeric/scaled.hpp>
#include <infobound/core/numeric/wide.hpp>
#include <infobound/core/require.hpp>
#include <limits>

namespace infobound::inline v0_1 {

/// The exact distortion–rate function of a Gaussian mean, D(R) = (d/2) ln(1 + (τ²/σ²) e^{−2R/d}); made by
/// gaussian_mean::distortion_rate.
template <class Real>
class gaussian_mean_distortion {
 public:
  gaussian_mean_distortion(const Real& dimension, const Real& log_gain) : dimension_(dimension), log_gain_(log_gain) {}

  /// d: e^{2D/d} = 1 + (τ²/σ²) e^{−2R/d} is linear in e^{−2R/d}, so that theorem_15::recursion_lower is exact.
  [[nodiscard]] const Real& dimension() const { return dimension_; }

  /// - Units: rate in nats, result in nats per observation; D(0) = I(Y;θ), D(∞) = 0.
  [[nodiscard]] Real operator()(const Real& rate) const {
    using std::exp, std::log1p;
    const Real x = exponent(rate);
    if (x < -std::numeric_limits<Real>::digits) return (detail::scaled<Real>::exp(x) * dimension_ / Real(2)).value();
    return dimension_ / 2 * (x > 0 ? Real(x + log1p(exp(-x))) : Real(log1p(exp(x))));
  }

  /// D′(R) = −1/(1 + (σ²/τ²) e^{2R/d}), which rises: D is convex.
  [[nodiscard]] Real slope(const Real& rate) const {
    using std::exp;
    return -1 / (1 + exp(-exponent(rate)));
  }

 private:
  /// ln((τ²/σ²) e^{−2R/d}).
  [[nodiscard]] Real exponent(const Real& rate) const { return log_gain_ - 2 * rate / dimension_; }

  Real dimension_;
  Real log_gain_;
};

/// Gaussian mean: θ ~ N(0, τ² I_d), and Y_1, …, Y_T iid N(θ, σ² I_d) given θ (theory 2.6 a).
template <class Real>
struct gaussian_mean {
  using real_type = Real;
  using parameter_type = Eigen::VectorX<Real>;            ///< d
  using history_type = Eigen::MatrixX<Real>;              ///< d × T, one observation a column
  static constexpr bool independent_observations = true;  ///< iid given θ: theory 1.2 applies
  static constexpr bool log_concave_likelihood = true;    ///< theory 12.3 applies

  Eigen::Index dimension;  ///< d ≥ 1
  Real prior_variance;     ///< τ² > 0, finite
  Real noise_variance;     ///< σ² > 0, finite

  /// - Throws: std::domain_error for a field outside its range.
  void validate() const {
    require_at_least("gaussian_mean.dimension", dimension, 1);
    require_positive("gaussian_mean.prior_variance", prior_variance);
    require_positive("gaussian_mean.noise_variance", noise_variance);
  }

  // The law -----------------------------------------------------------------------------------------------------------

  template <class Rng>
  [[nodiscard]] parameter_type draw_parameter(Rng& rng) const {
    using std::sqrt;
    boost::random::normal_distribution<Real> normal(0, sqrt(prior_variance));
    return parameter_type::NullaryExpr(dimension, [&] { return normal(rng); });
  }

  template <class Rng>
  [[nodiscard]] history_type draw_history(const parameter_type& theta, std::size_t horizon, Rng& rng) const {
    using std::sqrt;
    boost::random::normal_distribution<Real> normal(0, sqrt(noise_variance));
    history_type history(dimension, static_cast<Eigen::Index>(horizon));
    for (auto label : history.colwise())
      for (Eigen::Index i = 0; i < dimension; ++i) label[i] = theta[i] + normal(rng);
    return history;
  }

  /// ln p(Y_{t+1} | θ) = −(d/2) ln(2πσ²) − ‖Y_{t+1} − θ‖²/(2σ²).
  /// - Throws: std::invalid_argument where θ or an observation is not of dimension d.
  [[nodiscard]] Eigen::VectorX<Real> log_likelihood(const parameter_type& theta, const history_type& history) const {
    require_same_size("theta: number of entries", theta.size(), "gaussian_mean.dimension", dimension);
    check_width(history);
    Eigen::VectorX<Real> result(history.cols());
    for (Eigen::Index t = 0; t < history.cols(); ++t)
      result[t] = log_density(Real((history.col(t) - theta).squaredNorm()), noise_variance);
    return result;
  }

  /// e^{−‖θ − θ′‖²/(8σ²)} for each observation.
  [[nodiscard]] Eigen::VectorX<Real> affinity(const parameter_type& theta, const parameter_type& other,
                                              const history_type& history) const {
    using std::exp, std::sqrt;
    return Eigen::VectorX<Real>::Constant(history.cols(),
                                          exp(-((theta - other) / sqrt(noise_variance)).squaredNorm() / 8));
  }

  /// ln p(Y_{t+1} | H_t): N(m_t, (σ² + v_t) I_d) with v_t = 1/(1/τ² + t/σ²), m_t = (v_t/σ²) Σ_{s≤t} Y_s.
  /// - Cost:   O(T d).
  /// - Throws: std::invalid_argument where an observation is not of dimension d.
  [[nodiscard]] Eigen::VectorX<Real> log_predictive(const history_type& history) const {
    check_width(history);
    Eigen::VectorX<Real> result(history.cols());
    Eigen::VectorX<Real> sum = Eigen::VectorX<Real>::Zero(dimension);
    const Real prior_observations = noise_variance / prior_variance;
    for (Eigen::Index t = 0; t < history.cols(); ++t) {
      const Real observations = Real(t) + prior_observations;
      // σ²/τ² may underflow, and t = 0 is then the prior all the same.
      const Real spread = t == 0 ? prior_variance : Real(noise_variance / observations);
      const Real weight = t == 0 ? Real(0) : Real(1 / observations);
      result[t] = log_density(Real((history.col(t) - weight * sum).squaredNorm()), Real(noise_variance + spread));
      sum += history.col(t);
    }
    return result;
  }

  // In whitened coordinates: θ = τz, z ~ N(0, I_d) --------------------------------------------------------------------

  [[nodiscard]] std::size_t latent_dimension() const { return static_cast<std::size_t>(dimension); }

  [[nodiscard]] parameter_type parameter_from(const Eigen::VectorX<Real>& z) const { return z * prior_deviation(); }

  /// ∇_z ln p(H_T | θ(z)) = (τ/σ²) Σ_t (Y_t − τz). Cost: O(Td).
  /// - Throws: std::invalid_argument where z or an observation is not of dimension d.
  [[nodiscard]] Eigen::VectorX<Real> gradient(const Eigen::VectorX<Real>& z, const history_type& history) const {
    check_coordinates(z);
    check_width(history);
    return prior_deviation() / noise_variance * (history.colwise() - parameter_from(z)).rowwise().sum();
  }

  /// ∇²_z ln p(H_T | θ(z)) = −T(τ²/σ²) I_d, which does not depend on z.
  /// - Throws: std::invalid_argument where z or an observation is not of dimension d.
  [[nodiscard]] Eigen::MatrixX<Real> hessian(const Eigen::VectorX<Real>& z, const history_type& history) const {
    check_coordinates(z);
    check_width(history);
    return Eigen::MatrixX<Real>::Identity(dimension, dimension) *
           (-Real(history.cols()) * (prior_variance / noise_variance));
  }

  /// KL(p(θ|H_T) ‖ p(θ)) = (d/2)(ln(1 + r) − r/(1 + r)) + ‖m‖²/(2τ²), in nats, r = Tτ²/σ², m the posterior mean.
  /// - Cost:   O(T d).
  /// - Throws: std::invalid_argument where an observation is not of dimension d.
  /// - Source: theory 13.4.
  [[nodiscard]] Real information_gain(const history_type& history) const {
    using std::exp, std::expm1, std::sqrt;
    check_width(history);
    const Real log_growth = detail::log1p_of_quotient(Real(Real(history.cols()) * prior_variance), noise_variance);
    // m/τ = Σ Y/(σ²/τ + Tτ).
    const Real deviation = sqrt(prior_variance);
    const Real scale = 1 / (noise_variance / deviation + Real(history.cols()) * deviation);
    // e^{−λ} − 1 + λ, λ = ln(1 + r), without cancellation.
    const Real shrinkage = log_growth > Real(0.5) ? Real(log_growth + expm1(-log_growth))
                                                  : Real(exp(-log_growth) * detail::relative_entropy_term(log_growth));
    return Real(dimension) / 2 * shrinkage + (history.rowwise().sum() * scale).squaredNorm() / 2;
  }

  // Information and rates ---------------------------------------------------------------------------------------------

  /// I(H_T;θ) = (d/2) ln(1 + Tτ²/σ²), in nats.
  /// - Accuracy: relative error below 1e-15 in double (tests/unit/process/conjugate/gaussian_mean.cpp).
  /// - Throws:   std::domain_error for T = 0.
  /// - Source:   theory 2.6 (a).
  [[nodiscard]] Real information(std::size_t horizon) const {
    require_at_least("horizon", horizon, 1);
    return (scaled(Real(dimension) / 2) * log1p(scaled(Real(horizon)) * gain())).value();
  }

  /// The exact H_ε(θ) = (d/2) ln⁺(τ²/(σ²(e^{2ε/d} − 1))), in nats.
  /// - Domain: 0 < ε ≤ ∞, in nats per observation; 0 from ε = I(Y;θ) on.
  /// - Throws: std::domain_error for ε outside its domain.
  /// - Source: theory 2.4 (c), with one fresh observation and all γ_i = τ²/σ².
  [[nodiscard]] Real rate_distortion(const Real& epsilon) const {
    require_positive_or_infinite("epsilon", epsilon);
    const Real half = Real(dimension) / 2;
    return half * (std::max)(Real(0), detail::log_over_expm1(gain(), scaled(epsilon) / half));
  }

  /// The exact H_{ε,T}(θ) = (d/2) ln⁺(Tτ²/(σ²(e^{2εT/d} − 1))), in nats.
  /// - Domain: 0 < ε ≤ ∞, in nats per observation; 0 from ε = I(H_T;θ)/T on. T ≥ 1.
  /// - Throws: std::domain_error for ε or T outside its domain.
  /// - Source: theory 2.4 (c), with all γ_i = Tτ²/σ².
  [[nodiscard]] Real rate_distortion(const Real& epsilon, std::size_t horizon) const {
    require_positive_or_infinite("epsilon", epsilon);
    require_at_least("horizon", horizon, 1);
    const Real half = Real(dimension) / 2;
    const scaled T{Real(horizon)};
    return half * (std::max)(Real(0), detail::log_over_expm1(T * gain(), T * epsilon / half));
  }

  /// H_ε(θ) itself: domain, throws and source as rate_distortion.
  [[nodiscard]] Real rate_upper(const Real& epsilon) const { return rate_distortion(epsilon); }

  /// H_ε(θ) itself: domain, throws and source as rate_distortion.
  [[nodiscard]] Real rate_lower(const Real& epsilon) const { return rate_distortion(epsilon); }

  /// The exact D(R) = (d/2) ln(1 + (τ²/σ²) e^{−2R/d}), the inverse of rate_distortion, as a function object. With it
  /// the recursion of theory 2.3 gives I(H_T;θ) itself.
  [[nodiscard]] gaussian_mean_distortion<Real> distortion_rate() const { return {Real(dimension), log(gain())}; }

 private:
  using scaled = detail::scaled<Real>;

  [[nodiscard]] Real prior_deviation() const {
    using std::sqrt;
    return sqrt(prior_variance);
  }

  /// τ²/σ².
  [[nodiscard]] scaled gain() const { return scaled(prior_variance) / noise_variance; }

  [[nodiscard]] Real log_density(const Real& square, const Real& variance) const {
    return -(Real(dimension) * log(scaled(2 * detail::pi<Real>()) * variance) + square / variance) / 2;
  }

  void check_coordinates(const Eigen::VectorX<Real>& z) const {
    require_same_size("z: number of entries", z.size(), "gaussian_mean.dimension", dimension);
  }

  void check_width(const history_type& history) const {
    require_same_size("history: number of rows", history.rows(), "gaussian_mean.dimension", dimension);
  }
};

}  // namespace infobound::inline v0_1
