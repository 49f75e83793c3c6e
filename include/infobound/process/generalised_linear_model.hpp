// SPDX-License-Identifier: BSL-1.0
// Generalised linear models: labels whose law depends on the parameter through θᵀX, with any response.
#pragma once

#include <Eigen/Core>
#include <algorithm>
#include <boost/random/normal_distribution.hpp>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <infobound/core/bound.hpp>
#include <infobound/core/random_stream.hpp>
#include <infobound/core/require.hpp>
#include <infobound/process/generalised_linear_model_bounds.hpp>
#include <infobound/process/inputs.hpp>
#include <vector>

namespace infobound::inline v0_1 {

/// Draws a label given η.
template <class R, class Real>
concept draws_label = requires(const R& response, const Real& eta, random_stream& rng) {
  { response.draw(eta, rng) } -> std::convertible_to<Real>;
};

/// ln p(y|η), in nats.
template <class R, class Real>
concept evaluates_label_likelihood = requires(const R& response, const Real& eta, const Real& label) {
  { response.log_likelihood(eta, label) } -> std::convertible_to<Real>;
};

/// The first two derivatives of ln p(y|η) in η.
template <class R, class Real>
concept differentiates_label_likelihood = requires(const R& response, const Real& eta, const Real& label) {
  { response.first_derivative(eta, label) } -> std::convertible_to<Real>;
  { response.second_derivative(eta, label) } -> std::convertible_to<Real>;
};

/// A smooth law of a scalar label given η = θᵀX.
template <class R, class Real>
concept scalar_response =
    draws_label<R, Real> && evaluates_label_likelihood<R, Real> && differentiates_label_likelihood<R, Real>;

/// Knows a v with −∂²/∂η² ln p(y|η) ≤ v for every η and y: for an exponential family in its natural parameter the
/// largest variance of a label.
template <class R, class Real>
concept bounded_curvature_response = scalar_response<R, Real> && requires(const R& response) {
  { response.curvature() } -> std::convertible_to<Real>;
};

/// What every generalised linear model has in common: labels given inputs, and ln p(H_T|θ) with its derivatives.
/// Processes hold one by value and forward to it. Besides what scalar_response asks, a response may have
/// to_log_likelihoods(etas, labels), which replaces etas(t, n) by ln p(labels[t] | etas(t, n)), and
/// add_log_likelihoods(etas, labels, totals), which adds to totals[n] the sum over t of ln p(labels[t] | etas(n, t)):
/// both for speed only.
template <class Response, class Real>
struct generalised_linear_law {
  using parameter_type = Eigen::VectorX<Real>;  ///< d
  struct history_type {
    Eigen::MatrixX<Real> inputs;  ///< d × T, one observation a column
    Eigen::VectorX<Real> labels;  ///< T
  };

  Eigen::Index dimension;  ///< d ≥ 1
  Response response = {};  ///< the law of a label given η = θᵀX

  // Draws and likelihoods ---------------------------------------------------------------------------------------------

  template <class Rng>
  [[nodiscard]] parameter_type draw_parameter(Rng& rng) const {
    boost::random::normal_distribution<Real> normal(0, scale());
    return parameter_type::NullaryExpr(dimension, [&] { return normal(rng); });
  }

  /// Draws the labels of the inputs that the history has.
  template <class Rng>
  void draw_labels(const parameter_type& theta, history_type& history, Rng& rng) const {
    history.labels = history.inputs.transpose() * theta;
    for (Real& label : history.labels) label = response.draw(label, rng);
  }

  /// ln p(Y_{t+1} | θ, X_t), in nats. Cost: O(Td).
  [[nodiscard]] Eigen::VectorX<Real> log_likelihood(const parameter_type& theta, const history_type& history) const {
    Eigen::VectorX<Real> result = history.inputs.transpose() * theta;
    for (Eigen::Index t = 0; t < result.size(); ++t) result[t] = response.log_likelihood(result[t], history.labels[t]);
    return result;
  }

  /// ln p(Y_{t+1} | θ, X_t) for N parameters in the columns of thetas, in nats: T × N.
  /// - Cost: one matrix product and T N evaluations of the response.
  [[nodiscard]] Eigen::MatrixX<Real> log_likelihoods(const Eigen::Ref<const Eigen::MatrixX<Real>>& thetas,
                                                     const history_type& history) const {
    using std::max, std::min;
    Eigen::MatrixX<Real> result;
    result.noalias() = history.inputs.transpose() * thetas;
    const auto labels = history.labels.array();
    // Whole columns, few enough to stay in the first-level cache.
    const Eigen::Index stride =
        max(Eigen::Index{1}, block_labels * block_parameters / max(Eigen::Index{1}, result.rows()));
    for (Eigen::Index n = 0; n < result.cols(); n += stride) {
      auto etas = result.middleCols(n, min(stride, result.cols() - n)).array();
      if constexpr (requires { response.to_log_likelihoods(etas, labels); })
        response.to_log_likelihoods(etas, labels);
      else
        for (Eigen::Index column = 0; column < etas.cols(); ++column)
          for (Eigen::Index t = 0; t < etas.rows(); ++t)
            etas(t, column) = response.log_likelihood(etas(t, column), labels[t]);
    }
    return result;
  }

  /// ln p(H_T|θ) = Σ_t ln p(Y_{t+1} | θ, X_t) for N parameters in the columns of thetas, in nats: N numbers, without
  /// the T × N matrix.
  /// - Cost: one matrix product and T N evaluations of the response, in blocks that stay in the cache; one workspace of
  ///         32 kB a call.
  [[nodiscard]] Eigen::VectorX<Real> total_log_likelihoods(const Eigen::Ref<const Eigen::MatrixX<Real>>& thetas,
                                                           const history_type& history) const {
    using std::min;
    Eigen::VectorX<Real> totals = Eigen::VectorX<Real>::Zero(thetas.cols());
    Eigen::MatrixX<Real> workspace(min(block_parameters, thetas.cols()), min(block_labels, history.inputs.cols()));
    for (Eigen::Index n = 0; n < thetas.cols(); n += block_parameters) {
      const Eigen::Index parameters = min(block_parameters, thetas.cols() - n);
      for (Eigen::Index t = 0; t < history.inputs.cols(); t += block_labels) {
        const Eigen::Index labels = min(block_labels, history.inputs.cols() - t);
        auto etas = workspace.topLeftCorner(parameters, labels);
        etas.noalias() = thetas.middleCols(n, parameters).transpose() * history.inputs.middleCols(t, labels);
        add_log_likelihoods(etas.array(), history.labels.segment(t, labels).array(),
                            totals.segment(n, parameters).array());
      }
    }
    return totals;
  }

  // In whitened coordinates: θ = z/√d, z ~ N(0, I_d) ------------------------------------------------------------------

  [[nodiscard]] std::size_t latent_dimension() const { return static_cast<std::size_t>(dimension); }

  [[nodiscard]] parameter_type parameter_from(const Eigen::VectorX<Real>& z) const { return z * scale(); }

  /// ∇_z ln p(H_T | θ(z)). Cost: O(Td).
  [[nodiscard]] Eigen::VectorX<Real> gradient(const Eigen::VectorX<Real>& z, const history_type& history) const {
    Eigen::VectorX<Real> slopes = history.inputs.transpose() * parameter_from(z);
    for (Eigen::Index t = 0; t < slopes.size(); ++t)
      slopes[t] = response.first_derivative(slopes[t], history.labels[t]);
    return scale() * (history.inputs * slopes);
  }

  /// ∇²_z ln p(H_T | θ(z)), symmetric. Cost: O(Td²).
  [[nodiscard]] Eigen::MatrixX<Real> hessian(const Eigen::VectorX<Real>& z, const history_type& history) const {
    Eigen::VectorX<Real> curvatures = history.inputs.transpose() * parameter_from(z);
    for (Eigen::Index t = 0; t < curvatures.size(); ++t)
      curvatures[t] = response.second_derivative(curvatures[t], history.labels[t]) / Real(dimension);
    const Eigen::MatrixX<Real> scaled = history.inputs * curvatures.asDiagonal();
    Eigen::MatrixX<Real> result(dimension, dimension);
    result.template triangularView<Eigen::Lower>() = scaled * history.inputs.transpose();
    result.template triangularView<Eigen::StrictlyUpper>() = result.transpose();
    return result;
  }

 private:
  // 64 × 64 numbers: a block of η stays in the first-level cache, and packing inputs for the product is amortised.
  static constexpr Eigen::Index block_parameters = 64;
  static constexpr Eigen::Index block_labels = 64;

  [[nodiscard]] Real scale() const {
    using std::sqrt;
    return 1 / sqrt(Real(dimension));
  }

  template <class Etas, class Labels, class Totals>
  void add_log_likelihoods(const Etas& etas, const Labels& labels, Totals totals) const {
    if constexpr (requires { response.add_log_likelihoods(etas, labels, totals); })
      response.add_log_likelihoods(etas, labels, totals);
    else
      for (Eigen::Index t = 0; t < etas.cols(); ++t)
        for (Eigen::Index n = 0; n < etas.rows(); ++n) totals[n] += response.log_likelihood(etas(n, t), labels[t]);
  }
};

/// A generalised linear model with a response of the user's own: θ ~ N(0, I_d/d), inputs X_t independent of θ,
/// Y_{t+1} drawn by the response given η = θᵀX_t. A response with a curvature() has bounds (theory 4.4 to 4.6).
template <class Response, class Real, class Inputs = gaussian_inputs>
struct generalised_linear_model {
  static_assert(draws_label<Response, Real>,
                "generalised_linear_model: the response lacks draw(eta, rng), a label given eta as a Real");
  static_assert(evaluates_label_likelihood<Response, Real>,
                "generalised_linear_model: the response lacks log_likelihood(eta, label), ln p(label | eta) as a Real");
  static_assert(differentiates_label_likelihood<Response, Real>,
                "generalised_linear_model: the response lacks first_derivative(eta, label) or second_derivative(eta, "
                "label), those of log_likelihood in eta");

  using law_type = generalised_linear_law<Response, Real>;
  using real_type = Real;
  using parameter_type = typename law_type::parameter_type;  ///< d
  using history_type = typename law_type::history_type;      ///< {inputs, labels}

  Eigen::Index dimension;  ///< d ≥ 1
  Response response = {};  ///< the law of a label given η
  Inputs inputs = {};      ///< the law of the inputs

  static constexpr bool has_curvature = bounded_curvature_response<Response, Real>;
  static constexpr bool has_gaussian_inputs = std::same_as<Inputs, gaussian_inputs>;
  static constexpr bool has_fixed_design = std::same_as<Inputs, fixed_design<Real>>;

  /// - Throws: std::domain_error for a field outside its range, std::invalid_argument for a design of another width.
  void validate() const {
    require_at_least("generalised_linear_model.dimension", dimension, 1);
    validate_all(response);
    if constexpr (has_curvature)
      require_positive("generalised_linear_model.response.curvature()", Real(response.curvature()));
    if constexpr (validated_for_dimension<Inputs>) inputs.validate(dimension);
  }

  // The law: see generalised_linear_law -------------------------------------------------------------------------------

  [[nodiscard]] law_type law() const { return {dimension, response}; }

  template <class Rng>
  [[nodiscard]] parameter_type draw_parameter(Rng& rng) const {
    return law().draw_parameter(rng);
  }

  template <class Rng>
  [[nodiscard]] history_type draw_history(const parameter_type& theta, std::size_t horizon, Rng& rng) const {
    history_type history{Eigen::MatrixX<Real>(dimension, static_cast<Eigen::Index>(horizon)), {}};
    inputs.draw(history.inputs, rng);
    law().draw_labels(theta, history, rng);
    return history;
  }

  [[nodiscard]] Eigen::VectorX<Real> log_likelihood(const parameter_type& theta, const history_type& history) const {
    return law().log_likelihood(theta, history);
  }

  [[nodiscard]] Eigen::MatrixX<Real> log_likelihoods(const Eigen::Ref<const Eigen::MatrixX<Real>>& thetas,
                                                     const history_type& history) const {
    return law().log_likelihoods(thetas, history);
  }

  [[nodiscard]] Eigen::VectorX<Real> total_log_likelihoods(const Eigen::Ref<const Eigen::MatrixX<Real>>& thetas,
                                                           const history_type& history) const {
    return law().total_log_likelihoods(thetas, history);
  }

  [[nodiscard]] std::size_t latent_dimension() const { return law().latent_dimension(); }

  [[nodiscard]] parameter_type parameter_from(const Eigen::VectorX<Real>& z) const { return law().parameter_from(z); }

  [[nodiscard]] Eigen::VectorX<Real> gradient(const Eigen::VectorX<Real>& z, const history_type& history) const {
    return law().gradient(z, history);
  }

  [[nodiscard]] Eigen::MatrixX<Real> hessian(const Eigen::VectorX<Real>& z, const history_type& history) const {
    return law().hessian(z, history);
  }

  // Rates and errors --------------------------------------------------------------------------------------------------

  /// The largest horizon that a fixed design allows.
  [[nodiscard]] std::size_t maximum_horizon() const requires has_fixed_design { return inputs.maximum_horizon(); }

  /// H_ε(θ) ≤ (d/2) ln⁺(v/(2ε)), v the curvature of the response, in nats.
  /// - Domain: 0 < ε ≤ ∞, in nats per observation; 0 from ε = v/2 on.
  /// - Throws: std::domain_error for ε outside its domain.
  /// - Source: theory 4.4.
  [[nodiscard]] Real rate_upper(const Real& epsilon) const requires(has_curvature&& has_gaussian_inputs) {
    require_positive_or_infinite("epsilon", epsilon);
    return generalised_linear_model_bounds::exponential_rate(Real(dimension), Real(response.curvature() / 2), epsilon);
  }

  /// H_{ε,T}(θ) ≤ (k/2) ln⁺(vp/(2ε)) for a fixed design, k = min(d, T), p = Σ_{t<T} ‖x_t‖²/(Td), in nats.
  /// - Domain: 0 < ε ≤ ∞, in nats per observation; T at most the number of rows.
  /// - Throws: std::domain_error for ε or T outside their domains.
  /// - Source: theory 4.6 (d).
  [[nodiscard]] Real rate_upper(const Real& epsilon, std::size_t horizon) const
      requires(has_curvature&& has_fixed_design) {
    check_horizon(horizon);
    require_positive_or_infinite("epsilon", epsilon);
    const Real power = seen(horizon).squaredNorm() / (Real(horizon) * Real(dimension));
    const Real parameters = (std::min)(Real(dimension), Real(horizon));
    return generalised_linear_model_bounds::exponential_rate(parameters, Real(response.curvature() * power / 2),
                                                             epsilon);
  }

  /// The bounds on 𝓛_T that follow from the curvature of the response (theory 4.4 to 4.6), in nats per observation.
  /// Cost: O(1), or O(T d min(d, T)) for a design.
  [[nodiscard]] std::vector<bound<Real>> error_bounds(std::size_t horizon) const
      requires(has_curvature && (has_gaussian_inputs || has_fixed_design)) {
    namespace bounds = generalised_linear_model_bounds;
    using enum direction;
    check_horizon(horizon);
    const Real v = response.curvature();
    if constexpr (has_gaussian_inputs) {
      const Real d = Real(dimension);
      const Real T = Real(horizon);
      return {{bounds::curvature_upper(d, T, v), upper, "Theorem 15, curvature (theory 4.4)"},
              {bounds::fisher_upper(d, T, v), upper, "Efroimovich's inequality, curvature (theory 4.5)"}};
    } else {
      const auto curvatures = Eigen::ArrayX<Real>::Constant(static_cast<Eigen::Index>(horizon), v);
      return {{bounds::design_fisher_upper(seen(horizon), curvatures), upper,
               "Efroimovich's inequality, curvature, given design (theory 4.6 a)"}};
    }
  }

 private:
  void check_horizon(std::size_t horizon) const {
    require_at_least("horizon", horizon, 1);
    if constexpr (has_fixed_design)
      require_at_most("horizon", horizon, maximum_horizon(), "the number of rows of the design");
  }

  [[nodiscard]] auto seen(std::size_t horizon) const {
    return inputs.matrix.topRows(static_cast<Eigen::Index>(horizon));
  }
};

}  // namespace infobound::inline v0_1
