// SPDX-License-Identifier: BSL-1.0
// Linear representation learning: tasks whose parameters lie in one unknown subspace.
#pragma once

#include <Eigen/Core>
#include <cstddef>
#include <infobound/core/bound.hpp>
#include <infobound/core/numeric/cmath.hpp>
#include <infobound/core/numeric/determinant_growth.hpp>
#include <infobound/core/numeric/wide.hpp>
#include <infobound/core/require.hpp>
#include <infobound/process/meta/linear_representation_bounds.hpp>
#include <infobound/process/meta/logistic_representation_affinity.hpp>
#include <infobound/process/meta/representation_evidence.hpp>
#include <infobound/process/meta/representation_joint.hpp>
#include <infobound/process/meta/representation_task.hpp>
#include <infobound/process/meta/representation_tasks.hpp>
#include <infobound/process/regression/gaussian_response.hpp>
#include <infobound/process/regression/generalised_linear_model_bounds.hpp>
#include <infobound/process/regression/linear_regression_bounds.hpp>
#include <infobound/process/regression/logistic_regression_bounds.hpp>
#include <infobound/process/regression/logistic_response.hpp>
#include <optional>
#include <utility>
#include <vector>

namespace infobound::inline v0_1 {

/// Linear representation learning: ψ ∈ R^{d×r} with entries N(0, 1/d); ξ_m ~ N(0, I_r/r); labels of task m drawn by the
/// response given η = (ψξ_m)ᵀX, X ~ N(0, I_d) (theory 8.4). linear_representation<logistic_response, double> and
/// linear_representation<gaussian_response, double>, which has a noise variance.
template <template <class> class Response, class Real>
struct linear_representation;

namespace detail {

/// ψ = z/√d, z the entries column by column.
template <class Real>
[[nodiscard]] Eigen::MatrixX<Real> representation_from(const Eigen::VectorX<Real>& z, Eigen::Index dimension,
                                                       Eigen::Index rank) {
  using std::sqrt;
  require_same_size("z: number of entries", z.size(), "dimension × rank", dimension * rank);
  return Eigen::Map<const Eigen::MatrixX<Real>>(z.data(), dimension, rank) / sqrt(Real(dimension));
}

template <class Real, class Rng>
[[nodiscard]] Eigen::MatrixX<Real> draw_representation(Eigen::Index dimension, Eigen::Index rank, Rng& rng) {
  using std::sqrt;
  Eigen::MatrixX<Real> psi(dimension, rank);
  fill_normal(psi, Real(1 / sqrt(Real(dimension))), rng);
  return psi;
}

}  // namespace detail

/// With binary labels, P(Y = 1|η) = s(η). A task's coefficients cannot be integrated out in closed form, so that the
/// meta part of its error is a difference.
template <class Real>
struct linear_representation<logistic_response, Real> {
  using real_type = Real;
  using meta_parameter_type = Eigen::MatrixX<Real>;  ///< ψ: d × r
  using task_type = representation_task<logistic_response<Real>, Real>;

  Eigen::Index dimension;  ///< d ≥ 1
  Eigen::Index rank;       ///< r ≥ 1

  /// - Throws: std::domain_error for a field outside its range.
  void validate() const {
    require_at_least("linear_representation.dimension", dimension, 1);
    require_at_least("linear_representation.rank", rank, 1);
  }

  template <class Rng>
  [[nodiscard]] meta_parameter_type draw_meta_parameter(Rng& rng) const {
    return detail::draw_representation<Real>(dimension, rank, rng);
  }
  [[nodiscard]] task_type task(const meta_parameter_type& psi) const { return {psi, {}}; }

  [[nodiscard]] std::size_t meta_latent_dimension() const { return static_cast<std::size_t>(dimension * rank); }
  [[nodiscard]] meta_parameter_type meta_parameter_from(const Eigen::VectorX<Real>& z) const {
    return detail::representation_from(z, dimension, rank);
  }

  /// The process of (ψ, ξ_1, …, ξ_M), with a gradient.
  [[nodiscard]] representation_joint<logistic_response<Real>, Real> joint_part(std::size_t tasks) const {
    return {dimension, rank, {}, static_cast<Eigen::Index>(tasks)};
  }

  /// Bounds on I(H_{M,T};ψ)/(MT), in nats per observation: from above what ψ would have to tell were the coefficients
  /// known, from below what tells tasks of two representations apart, and what a few tasks tell. The lower ones are 0
  /// at T = 1, as the truth is.
  /// - Cost:   at most a millisecond, and that of the constants, 10⁴ to 10⁷ logistic functions, where the last call was
  ///           for another process.
  /// - Source: theory 8.4, 8.7.
  [[nodiscard]] std::vector<bound<Real>> meta_error_bounds(std::size_t tasks, std::size_t horizon) const {
    namespace bounds = linear_representation_bounds;
    const Wide d = Wide(dimension);
    const Wide r = Wide(rank);
    const Wide M = Wide(tasks);
    const Wide T = Wide(horizon);
    const known_constants& known = constants();
    auto found = rate_bounds(d * r, M * T);
    const Wide samples = M * bounds::logistic_affinity_constant(T);
    if (known.pairs)
      found.push_back({known.pairs->information(samples) / M / T, direction::lower, "pairs of tasks (theory 8.7 a)"});
    if (known.lengths)
      found.push_back(
          {known.lengths->information(samples) / M / T, direction::lower, "pairs of lengths (theory 8.7 e)"});
    if (rank < dimension)
      found.push_back({bounds::logistic_direction_information(d, r, samples) / M / T, direction::lower,
                       "pairs of directions (theory 8.7 b)"});
    found.push_back(
        {bounds::logistic_few_tasks_lower(d, r, M, T, known.mean_information, known.mean_log_slope, known.first_error),
         direction::lower, "determinants, few tasks (theory 8.7 c)"});
    return detail::rounded<Real>(std::move(found));
  }

  /// Bounds on I(D;θ|ψ)/T, in nats per observation; cost and source as meta_error_bounds.
  [[nodiscard]] std::vector<bound<Real>> intra_error_bounds(std::size_t horizon) const {
    const Wide T = Wide(horizon);
    const known_constants& known = constants();
    auto bounds = rate_bounds(Wide(rank), T);
    bounds.push_back({known.first_error, direction::upper, "error of the first label (theory 8.4)"});
    bounds.push_back({logistic_regression_bounds::step_lower(Wide(rank), T, known.lower, known.first_error),
                      direction::lower, "recursion given psi (theory 2.3, 8.4)"});
    bounds.push_back({known.intra.recursion(T) / T, direction::lower, "determinant, recursion (theory 8.7 d)"});
    return detail::rounded<Real>(std::move(bounds));
  }

  /// Bounds on 𝓛_{M,T}, in nats per observation; cost and source as meta_error_bounds.
  [[nodiscard]] std::vector<bound<Real>> total_error_bounds(std::size_t, std::size_t horizon) const {
    return detail::rounded<Real>({{constants().first_error, direction::upper, "error of the first label (theory 8.4)"},
                                  {logistic_regression_bounds::curvature_upper(Wide(dimension), Wide(horizon)),
                                   direction::upper, "each task by itself (theory 8.4)"}});
  }

 private:
  using Wide = detail::wide_scalar<Real>;

  [[nodiscard]] std::vector<bound<Wide>> rate_bounds(const Wide& parameters, const Wide& labels) const {
    namespace bounds = logistic_regression_bounds;
    return {
        {generalised_linear_model_bounds::fisher_upper(parameters, labels, constants().mean_information),
         direction::upper, "Efroimovich's inequality (theory 8.4, 4.5)"},
        {bounds::curvature_upper(parameters, labels), direction::upper, "Theorem 53, largest slope (theory 8.4)"},
        {bounds::explicit_upper(parameters, labels), direction::upper, "Theorem 53, form for all sizes (theory 8.4)"}};
  }

  struct known_constants {
    Eigen::Index dimension;
    Eigen::Index rank;
    Wide mean_information;
    Wide mean_log_slope;
    Wide first_error;
    Wide lower;
    detail::determinant_growth<Wide> intra;
    std::optional<linear_representation_bounds::logistic_pairs<Wide>> pairs;
    std::optional<linear_representation_bounds::logistic_pairs<Wide>> lengths;  ///< where neither d nor r is 1

    known_constants(Eigen::Index d, Eigen::Index r)
        : dimension(d),
          rank(r),
          mean_information(linear_representation_bounds::logistic_mean_information(Wide(d), Wide(r))),
          mean_log_slope(linear_representation_bounds::logistic_mean_log_slope(Wide(d), Wide(r))),
          first_error(linear_representation_bounds::logistic_first_error(Wide(d), Wide(r))),
          lower(linear_representation_bounds::logistic_lower_constant(Wide(d), Wide(r))),
          intra(linear_representation_bounds::logistic_intra_growth(Wide(d), Wide(r))) {
      if (d == 1 || r == 1)
        pairs.emplace(Wide(d), Wide(r));
      else
        lengths = linear_representation_bounds::logistic_pairs<Wide>::of_length(Wide(d), Wide(r));
    }
  };
  [[nodiscard]] const known_constants& constants() const {
    thread_local std::optional<known_constants> cache;
    if (!cache || cache->dimension != dimension || cache->rank != rank) cache.emplace(dimension, rank);
    return *cache;
  }
};

/// With labels N(η, σ²). Given ψ a task is Gaussian, so that both parts of its error are estimated by themselves.
template <class Real>
struct linear_representation<gaussian_response, Real> {
  using real_type = Real;
  using meta_parameter_type = Eigen::MatrixX<Real>;  ///< ψ: d × r
  using task_type = representation_task<gaussian_response<Real>, Real>;

  Eigen::Index dimension;  ///< d ≥ 1
  Eigen::Index rank;       ///< r ≥ 1
  Real noise_variance;     ///< σ² > 0, finite

  /// - Throws: std::domain_error for a field outside its range.
  void validate() const {
    require_at_least("linear_representation.dimension", dimension, 1);
    require_at_least("linear_representation.rank", rank, 1);
    require_positive("linear_representation.noise_variance", noise_variance);
  }

  template <class Rng>
  [[nodiscard]] meta_parameter_type draw_meta_parameter(Rng& rng) const {
    return detail::draw_representation<Real>(dimension, rank, rng);
  }
  [[nodiscard]] task_type task(const meta_parameter_type& psi) const { return {psi, {noise_variance}}; }

  [[nodiscard]] std::size_t meta_latent_dimension() const { return static_cast<std::size_t>(dimension * rank); }
  [[nodiscard]] meta_parameter_type meta_parameter_from(const Eigen::VectorX<Real>& z) const {
    return detail::representation_from(z, dimension, rank);
  }

  /// The process of ψ alone, whose observations are tasks with their coefficients integrated out, with a gradient.
  [[nodiscard]] representation_evidence<Real> meta_part(std::size_t horizon) const {
    return {dimension, rank, noise_variance, static_cast<Eigen::Index>(horizon)};
  }

  /// The process of (ψ, ξ_1, …, ξ_M), with a gradient.
  [[nodiscard]] representation_joint<gaussian_response<Real>, Real> joint_part(std::size_t tasks) const {
    return {dimension, rank, {noise_variance}, static_cast<Eigen::Index>(tasks)};
  }

  /// H_{ε,M,T}(ψ) ≤ (dr/2) ln⁺(1/(σ²(e^{2ε} − 1))), in nats.
  /// - Domain: 0 < ε ≤ ∞, in nats per observation.
  /// - Throws: std::domain_error for ε outside its domain.
  /// - Source: theory 8.4.
  [[nodiscard]] Real meta_rate_upper(const Real& epsilon, std::size_t, std::size_t) const {
    return rate(Wide(dimension) * Wide(rank), epsilon);
  }

  /// H_{ε,T}(θ|ψ) ≤ (r/2) ln⁺(1/(σ²(e^{2ε} − 1))), in nats; domain, throws and source as meta_rate_upper.
  [[nodiscard]] Real intra_rate_upper(const Real& epsilon, std::size_t) const { return rate(Wide(rank), epsilon); }

  /// Bounds on I(H_{M,T};ψ)/(MT), in nats per observation: what ψ would have to tell were the coefficients
  /// known, and what a few tasks tell.
  /// - Cost:   O(min(M, r)).
  /// - Source: theory 8.4.
  [[nodiscard]] std::vector<bound<Real>> meta_error_bounds(std::size_t tasks, std::size_t horizon) const {
    auto bounds = rate_bounds(Wide(dimension) * Wide(rank), Wide(tasks) * Wide(horizon));
    bounds.push_back({linear_representation_bounds::meta_minkowski_lower(Wide(dimension), Wide(rank), Wide(tasks),
                                                                         Wide(horizon), Wide(noise_variance)),
                      direction::lower, "Minkowski's inequality, few tasks (theory 8.4)"});
    return detail::rounded<Real>(std::move(bounds));
  }

  /// Bounds on I(D;θ|ψ)/T, in nats per observation; cost and source as meta_error_bounds.
  [[nodiscard]] std::vector<bound<Real>> intra_error_bounds(std::size_t horizon) const {
    auto bounds = rate_bounds(Wide(rank), Wide(horizon));
    bounds.push_back({linear_representation_bounds::intra_minkowski_lower(Wide(dimension), Wide(rank), Wide(horizon),
                                                                          Wide(noise_variance)),
                      direction::lower, "Minkowski's inequality (theory 8.4)"});
    return detail::rounded<Real>(std::move(bounds));
  }

  /// Bounds on 𝓛_{M,T}, in nats per observation; cost and source as meta_error_bounds.
  [[nodiscard]] std::vector<bound<Real>> total_error_bounds(std::size_t, std::size_t horizon) const {
    return detail::rounded<Real>(
        {{linear_regression_bounds::jensen_upper(Wide(dimension), Wide(horizon), Wide(noise_variance)),
          direction::upper, "each task by itself (theory 8.4)"}});
  }

 private:
  using Wide = detail::wide_scalar<Real>;

  [[nodiscard]] Real rate(const Wide& parameters, const Real& epsilon) const {
    using std::log, std::max;
    require_positive_or_infinite("epsilon", epsilon);
    const Wide lost = log(Wide(noise_variance)) + detail::log_of_expm1(Wide(2 * Wide(epsilon)));
    return detail::rounded_up<Real>(Wide(parameters / 2 * max(Wide(0), Wide(-lost))));
  }

  [[nodiscard]] std::vector<bound<Wide>> rate_bounds(const Wide& parameters, const Wide& labels) const {
    namespace bounds = linear_regression_bounds;
    const Wide noise = Wide(noise_variance);
    return {
        {bounds::jensen_upper(parameters, labels, noise), direction::upper, "Jensen's inequality (theory 8.4)"},
        {bounds::optimised_upper(parameters, labels, noise), direction::upper, "Theorem 53, closed form (theory 8.4)"}};
  }
};

}  // namespace infobound::inline v0_1
