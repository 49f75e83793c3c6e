// SPDX-License-Identifier: BSL-1.0
// Gaussian means that share a Gaussian mean: the meta-process whose every information is known.
#pragma once

#include <Eigen/Core>
#include <algorithm>
#include <boost/random/normal_distribution.hpp>
#include <cstddef>
#include <infobound/core/numeric/cmath.hpp>
#include <infobound/core/numeric/scaled.hpp>
#include <infobound/core/numeric/wide.hpp>
#include <infobound/core/require.hpp>
#include <infobound/process/conjugate/gaussian_mean.hpp>
#include <limits>

namespace infobound::inline v0_1 {

/// A task of gaussian_hierarchy: θ ~ N(ψ, ω² I_d), and Y_1, …, Y_T iid N(θ, σ² I_d) given θ.
template <class Real>
struct gaussian_hierarchy_task {
  using centred_type = gaussian_mean<Real>;
  using real_type = Real;
  using parameter_type = typename centred_type::parameter_type;  ///< d
  using history_type = typename centred_type::history_type;      ///< d × T, one observation a column
  static constexpr bool independent_observations = true;
  static constexpr bool log_concave_likelihood = true;

  Eigen::VectorX<Real> psi;  ///< ψ
  centred_type centred;      ///< the law of θ − ψ and of Y − ψ

  void validate() const {
    centred.validate();
    require_same_size("gaussian_hierarchy_task.psi: number of entries", psi.size(), "dimension", centred.dimension);
  }

  template <class Rng>
  [[nodiscard]] parameter_type draw_parameter(Rng& rng) const {
    return psi + centred.draw_parameter(rng);
  }
  template <class Rng>
  [[nodiscard]] history_type draw_history(const parameter_type& theta, std::size_t horizon, Rng& rng) const {
    return centred.draw_history(theta, horizon, rng);
  }
  [[nodiscard]] Eigen::VectorX<Real> log_likelihood(const parameter_type& theta, const history_type& history) const {
    return centred.log_likelihood(theta, history);
  }
  [[nodiscard]] Eigen::VectorX<Real> log_predictive(const history_type& history) const {
    return centred.log_predictive(history.colwise() - psi);
  }

  // θ = ψ + ωz, z ~ N(0, I_d)
  [[nodiscard]] std::size_t latent_dimension() const { return centred.latent_dimension(); }
  [[nodiscard]] parameter_type parameter_from(const Eigen::VectorX<Real>& z) const {
    return psi + centred.parameter_from(z);
  }
  [[nodiscard]] Eigen::VectorX<Real> gradient(const Eigen::VectorX<Real>& z, const history_type& history) const {
    return centred.gradient(z, history.colwise() - psi);
  }
  [[nodiscard]] Eigen::MatrixX<Real> hessian(const Eigen::VectorX<Real>& z, const history_type& history) const {
    return centred.hessian(z, history.colwise() - psi);
  }

  [[nodiscard]] Real information(std::size_t horizon) const { return centred.information(horizon); }
};

/// Gaussian hierarchy: ψ ~ N(0, τ² I_d); θ_m ~ N(ψ, ω² I_d) given ψ; a task's labels iid N(θ_m, σ² I_d) (theory 8.3).
template <class Real>
struct gaussian_hierarchy {
  using real_type = Real;
  using meta_parameter_type = Eigen::VectorX<Real>;  ///< d
  using task_type = gaussian_hierarchy_task<Real>;

  Real meta_variance;          ///< τ² > 0, finite
  Real task_variance;          ///< ω² > 0, finite
  Real noise_variance;         ///< σ² > 0, finite
  Eigen::Index dimension = 1;  ///< d ≥ 1

  /// - Throws: std::domain_error for a field outside its range.
  void validate() const {
    require_positive("gaussian_hierarchy.meta_variance", meta_variance);
    require_positive("gaussian_hierarchy.task_variance", task_variance);
    require_positive("gaussian_hierarchy.noise_variance", noise_variance);
    require_at_least("gaussian_hierarchy.dimension", dimension, 1);
  }

  // The law -----------------------------------------------------------------------------------------------------------

  template <class Rng>
  [[nodiscard]] meta_parameter_type draw_meta_parameter(Rng& rng) const {
    using std::sqrt;
    boost::random::normal_distribution<Real> normal(0, sqrt(meta_variance));
    return meta_parameter_type::NullaryExpr(dimension, [&] { return normal(rng); });
  }

  [[nodiscard]] task_type task(const meta_parameter_type& psi) const {
    return {psi, {.dimension = dimension, .prior_variance = task_variance, .noise_variance = noise_variance}};
  }

  // ψ = τz, z ~ N(0, I_d)
  [[nodiscard]] std::size_t meta_latent_dimension() const { return static_cast<std::size_t>(dimension); }
  [[nodiscard]] meta_parameter_type meta_parameter_from(const Eigen::VectorX<Real>& z) const {
    using std::sqrt;
    return z * sqrt(meta_variance);
  }

  // Information and rates ---------------------------------------------------------------------------------------------

  /// I(H_{M,T};ψ) = (d/2) ln(1 + Mτ²/(ω² + σ²/T)), in nats.
  /// - Accuracy: relative error below 1e-14 in double (tests/unit/process/meta/gaussian_hierarchy.cpp).
  /// - Throws:   std::domain_error for M = 0 or T = 0.
  /// - Source:   theory 8.3.
  [[nodiscard]] Real meta_information(std::size_t tasks, std::size_t horizon) const {
    return Real(half_dimension() * detail::log1p_of_exp(meta_gain(tasks, horizon)));
  }

  /// I(D;θ|ψ) = (d/2) ln(1 + Tω²/σ²), in nats; throws and source as meta_information.
  [[nodiscard]] Real intra_information(std::size_t horizon) const {
    return Real(half_dimension() * detail::log1p_of_exp(task_gain(horizon)));
  }

  /// The exact H_{ε,M,T}(ψ) = (d/2) ln⁺(γ/(e^{2εMT/d} − 1)), γ = Mτ²/(ω² + σ²/T), in nats.
  /// - Domain: 0 < ε ≤ ∞, in nats per observation.
  /// - Throws: std::domain_error for ε, M or T outside their domains.
  /// - Source: theory 8.3, from 2.4 (c) with all γ_i = γ.
  [[nodiscard]] Real meta_rate_upper(const Real& epsilon, std::size_t tasks, std::size_t horizon) const {
    return rate(meta_gain(tasks, horizon), Wide(tasks) * Wide(horizon), epsilon);
  }
  [[nodiscard]] Real meta_rate_lower(const Real& epsilon, std::size_t tasks, std::size_t horizon) const {
    return meta_rate_upper(epsilon, tasks, horizon);
  }

  /// The exact H_{ε,T}(θ|ψ) = (d/2) ln⁺(γ/(e^{2εT/d} − 1)), γ = Tω²/σ², in nats; domain, throws and source as above.
  [[nodiscard]] Real intra_rate_upper(const Real& epsilon, std::size_t horizon) const {
    return rate(task_gain(horizon), Wide(horizon), epsilon);
  }
  [[nodiscard]] Real intra_rate_lower(const Real& epsilon, std::size_t horizon) const {
    return intra_rate_upper(epsilon, horizon);
  }

 private:
  using Wide = detail::wide_scalar<Real>;

  [[nodiscard]] Wide half_dimension() const { return Wide(dimension) / 2; }

  /// ln γ: sums and quotients of variances may overflow where it does not.
  [[nodiscard]] Wide meta_gain(std::size_t tasks, std::size_t horizon) const {
    using std::log;
    require_at_least("tasks", tasks, 1);
    require_at_least("horizon", horizon, 1);
    const detail::scaled<Wide> label =
        detail::scaled<Wide>(Wide(task_variance)) + detail::scaled<Wide>(Wide(noise_variance)) / Wide(horizon);
    return log(Wide(tasks)) + log(Wide(meta_variance)) - log(label);
  }
  [[nodiscard]] Wide task_gain(std::size_t horizon) const {
    using std::log;
    require_at_least("horizon", horizon, 1);
    return log(Wide(horizon)) + log(Wide(task_variance)) - log(Wide(noise_variance));
  }

  [[nodiscard]] Real rate(const Wide& log_gain, const Wide& labels, const Real& epsilon) const {
    using std::log, std::max;
    require_positive_or_infinite("epsilon", epsilon);
    const Wide loss = Wide(epsilon) * (labels / half_dimension());
    const Wide log_loss = loss > std::numeric_limits<Wide>::epsilon() / 2
                              ? detail::log_of_expm1(loss)
                              : Wide(log(Wide(epsilon)) + log(labels) - log(half_dimension()));
    return Real(half_dimension() * max(Wide(0), Wide(log_gain - log_loss)));
  }
};

}  // namespace infobound::inline v0_1
