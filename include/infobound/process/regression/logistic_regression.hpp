// SPDX-License-Identifier: BSL-1.0
// Logistic regression under a Gaussian prior.
#pragma once

#include <Eigen/Core>
#include <algorithm>
#include <concepts>
#include <cstddef>
#include <infobound/core/bound.hpp>
#include <infobound/core/numeric/wide.hpp>
#include <infobound/core/require.hpp>
#include <infobound/process/regression/gaussian_divergence.hpp>
#include <infobound/process/regression/gaussian_prior_bounds.hpp>
#include <infobound/process/regression/gaussian_prior_law.hpp>
#include <infobound/process/regression/gaussian_prior_response_bounds.hpp>
#include <infobound/process/regression/generalised_linear_controls.hpp>
#include <infobound/process/regression/generalised_linear_law.hpp>
#include <infobound/process/regression/generalised_linear_model_bounds.hpp>
#include <infobound/process/regression/inputs.hpp>
#include <infobound/process/regression/isotropic_prior.hpp>
#include <infobound/process/regression/logistic_regression_bounds.hpp>
#include <infobound/process/regression/logistic_response.hpp>
#include <infobound/process/regression/regression_given_part.hpp>
#include <utility>
#include <vector>

namespace infobound::inline v0_1 {

/// Logistic regression: θ ~ N(0, I_d/d), inputs X_t independent of θ, P(Y_{t+1} = 1 | θ, X_t) = s(θᵀX_t) (theory 4).
/// With gaussian_inputs or a fixed_design there are bounds on both sides; with a law of the user's own (a
/// draw(inputs, rng) that fills a d × T matrix) the process can be simulated. Under a gaussian_prior in place of
/// N(0, I_d/d) there are bounds on both sides for a design, and from above for other inputs (theory 13.2).
template <class Real, class Inputs = gaussian_inputs, class Prior = isotropic_prior>
struct logistic_regression {
  static_assert(regression_prior<Prior, Real>,
                "infobound: a regression takes isotropic_prior, or gaussian_prior of its own scalar, as its prior");
  using law_type = regression_law<logistic_response<Real>, Real, Prior>;
  using real_type = Real;
  using parameter_type = typename law_type::parameter_type;  ///< d
  using history_type = typename law_type::history_type;      ///< {inputs, labels}: d × T, and T labels 0 or 1

  Eigen::Index dimension;  ///< d ≥ 1
  Inputs inputs = {};      ///< the law of the inputs
  Prior prior = {};        ///< N(0, I_d/d), or N(μ, Σ)

  static constexpr bool is_isotropic = std::same_as<Prior, isotropic_prior>;
  static constexpr bool has_gaussian_inputs = std::same_as<Inputs, gaussian_inputs>;
  static constexpr bool has_fixed_design = std::same_as<Inputs, fixed_design<Real>>;
  /// iid given θ: theory 1.2 applies.
  static constexpr bool independent_observations = centred_gaussian_inputs<Inputs, Real>;
  static constexpr bool log_concave_likelihood = true;  ///< theory 12.3 applies

  /// - Throws: std::domain_error for a field outside its range, std::invalid_argument for a design of another width.
  void validate() const {
    require_at_least("logistic_regression.dimension", dimension, 1);
    if constexpr (validated_for_dimension<Inputs>) inputs.validate(dimension);
    if constexpr (!is_isotropic) prior.validate(dimension);
  }

  // The law: see generalised_linear_law -------------------------------------------------------------------------------

  [[nodiscard]] law_type law() const {
    if constexpr (is_isotropic)
      return {dimension};
    else
      return {{dimension}, &prior};
  }

  /// Under another Gaussian prior, which must outlive what is returned.
  [[nodiscard]] law_type law_under(const gaussian_prior<Real>& other) const requires(!is_isotropic) {
    return {{dimension}, &other};
  }

  template <class Rng>
  [[nodiscard]] parameter_type draw_parameter(Rng& rng, parameter_type&& result = {}) const {
    return law().draw_parameter(rng, std::move(result));
  }

  template <class Rng>
  [[nodiscard]] history_type draw_history(const parameter_type& theta, std::size_t horizon, Rng& rng,
                                          history_type&& result = {}) const {
    result.inputs.resize(dimension, static_cast<Eigen::Index>(horizon));
    inputs.draw(result.inputs, rng);
    law().draw_labels(theta, rng, result);
    return result;
  }

  [[nodiscard]] Eigen::VectorX<Real> log_likelihood(const parameter_type& theta, const history_type& history,
                                                    Eigen::VectorX<Real>&& result = {}) const {
    return law().log_likelihood(theta, history, std::move(result));
  }

  [[nodiscard]] Eigen::MatrixX<Real> log_likelihoods(const Eigen::Ref<const Eigen::MatrixX<Real>>& thetas,
                                                     const history_type& history,
                                                     Eigen::MatrixX<Real>&& result = {}) const {
    return law().log_likelihoods(thetas, history, std::move(result));
  }

  /// ln p(H_T|θ) for θ in the columns of thetas, in nats.
  [[nodiscard]] Eigen::ArrayX<Real> total_log_likelihoods(const Eigen::Ref<const Eigen::MatrixX<Real>>& thetas,
                                                          const history_type& history,
                                                          Eigen::ArrayX<Real>&& result = {}) const {
    return law().total_log_likelihoods(thetas, history, std::move(result));
  }

  /// ln p(H_T|θ) of a fixed design at labels of 0: what all histories share that differ in their labels only.
  void label_free_log_likelihoods(const Eigen::Ref<const Eigen::MatrixX<Real>>& thetas, std::size_t horizon,
                                  Eigen::ArrayX<Real>& result) const requires has_fixed_design {
    labels_law().label_free_log_likelihoods(thetas, seen(horizon).transpose(), result);
  }
  /// Adds what the labels contribute.
  void add_label_terms(const Eigen::Ref<const Eigen::MatrixX<Real>>& thetas, const history_type& history,
                       Eigen::VectorX<Real>& workspace, Eigen::ArrayX<Real>& result) const requires has_fixed_design {
    labels_law().add_label_terms(thetas, history, workspace, result);
  }

  /// Writes g with ln p(H_T|θ) − ln p(H_T|−θ) = θᵀg for every θ: a likelihood gives that of −θ nearly for nothing.
  void reflection_slope(const history_type& history, parameter_type& result) const requires is_isotropic {
    law().reflection_slope(history, result);
  }

  [[nodiscard]] std::size_t latent_dimension() const { return law().latent_dimension(); }

  [[nodiscard]] parameter_type parameter_from(const Eigen::Ref<const Eigen::VectorX<Real>>& z,
                                              parameter_type&& result = {}) const {
    return law().parameter_from(z, std::move(result));
  }

  [[nodiscard]] Eigen::VectorX<Real> gradient(const Eigen::VectorX<Real>& z, const history_type& history,
                                              Eigen::VectorX<Real>&& result = {}) const {
    return law().gradient(z, history, std::move(result));
  }

  [[nodiscard]] Eigen::MatrixX<Real> hessian(const Eigen::VectorX<Real>& z, const history_type& history,
                                             Eigen::MatrixX<Real>&& result = {}) const {
    return law().hessian(z, history, std::move(result));
  }

  /// F with −∇²_z ln p(Y_{t+1} | θ(z), X_t) = F_t F_tᵀ, a column a label. Cost: O(Td).
  [[nodiscard]] Eigen::MatrixX<Real> hessian_factor(const Eigen::VectorX<Real>& z, const history_type& history,
                                                    Eigen::MatrixX<Real>&& result = {}) const {
    return law().hessian_factor(z, history, std::move(result));
  }

  /// Σ_y √(p(y|θ,x_t) p(y|θ′,x_t)) for each label. Cost: O(Td).
  [[nodiscard]] Eigen::VectorX<Real> affinity(const parameter_type& theta, const parameter_type& other,
                                              const history_type& history, Eigen::VectorX<Real>&& result = {}) const {
    return law().affinity(theta, other, history, std::move(result));
  }

  /// Statistics of (z, H_T) with mean 0, for control variates: see generalised_linear_controls.
  [[nodiscard]] auto control_variates(std::size_t horizon) const
      requires(is_isotropic && (has_gaussian_inputs || has_fixed_design)) {
    using controls = generalised_linear_controls<logistic_response<Real>, Real, Inputs>;
    if constexpr (has_gaussian_inputs)
      return controls(law(), horizon);
    else
      return controls(law(), inputs.matrix, horizon);
  }

  // Rates and errors --------------------------------------------------------------------------------------------------

  /// The largest horizon that a fixed design allows.
  [[nodiscard]] std::size_t maximum_horizon() const requires has_fixed_design { return inputs.maximum_horizon(); }

  /// H_ε(θ) ≤ (d/2) ln⁺(g_d/ε), in nats; exceeds rate_lower by 0.27 at d = 1 and about 0.13 d at large d.
  /// - Domain: 0 < ε ≤ ∞, in nats per observation; 0 from ε = g_d on.
  /// - Cost:   that of g_d where the thread's last call was for another dimension.
  /// - Throws: std::domain_error for ε outside its domain.
  /// - Source: theory 4.2.
  [[nodiscard]] Real rate_upper(const Real& epsilon) const requires(is_isotropic&& has_gaussian_inputs) {
    require_positive_or_infinite("epsilon", epsilon);
    return detail::rounded_up<Real>(
        generalised_linear_model_bounds::exponential_rate(Wide(dimension), constants().upper, Wide(epsilon)));
  }

  /// H_ε(θ) ≥ (d/2) ln⁺(2k_d/ε), in nats; domain, cost, throws and source as rate_upper.
  [[nodiscard]] Real rate_lower(const Real& epsilon) const requires(is_isotropic&& has_gaussian_inputs) {
    require_positive_or_infinite("epsilon", epsilon);
    return detail::rounded_down<Real>(
        generalised_linear_model_bounds::exponential_rate(Wide(dimension), Wide(2 * constants().lower), Wide(epsilon)));
  }

  /// H_{ε,T}(θ) ≤ (k/2) ln⁺(g/ε) for a fixed design, k = min(d, T), g = (1/2T) Σ_{t<T} j_t‖x_t‖²/d with
  /// j_t = E s′(θᵀx_t), in nats.
  /// - Domain: 0 < ε ≤ ∞, in nats per observation; T at most the number of rows.
  /// - Cost:   O(Td), some 60 nodes a row.
  /// - Throws: std::domain_error for ε or T outside their domains.
  /// - Source: theory 4.6 (d).
  [[nodiscard]] Real rate_upper(const Real& epsilon, std::size_t horizon) const
      requires(is_isotropic&& has_fixed_design) {
    check_horizon(horizon);
    require_positive_or_infinite("epsilon", epsilon);
    return generalised_linear_model_bounds::exponential_rate(
        (std::min)(Real(dimension), Real(horizon)), logistic_regression_bounds::design_upper_constant(seen(horizon)),
        epsilon);
  }

  /// Every bound on 𝓛_T of theory 4.3, 4.5 and 4.7 (Gaussian inputs) or 4.6 and 4.7 (a fixed design), in nats per
  /// observation. Cost: O(1) in T, below 1 ms where the thread's last call was for the same dimension; or O(T²d + T d
  /// min(d, T)) for a design.
  [[nodiscard]] std::vector<bound<Real>> error_bounds(std::size_t horizon) const
      requires(is_isotropic && (has_gaussian_inputs || has_fixed_design)) {
    namespace bounds = logistic_regression_bounds;
    using enum direction;
    check_horizon(horizon);
    if constexpr (has_gaussian_inputs) {
      const auto& constant = constants();
      const Wide d = Wide(dimension);
      const Wide T = Wide(horizon);
      return detail::rounded<Real>(
          {{bounds::fisher_upper(d, T, constant.upper), upper, "Efroimovich's inequality (theory 4.5)"},
           {constant.first_error, upper, "error of the first label (theory 4.3)"},
           {bounds::rate_upper(d, T, constant.upper), upper, "Theorem 15, mean slope (theory 4.3)"},
           {bounds::curvature_upper(d, T), upper, "Theorem 15, largest slope (theory 4.3)"},
           {bounds::explicit_upper(d, T), upper, "Theorem 15, form for all horizons (theory 4.3)"},
           {bounds::step_lower(d, T, constant.lower, constant.first_error), lower, "recursion (theory 4.3)"},
           {bounds::recursion_lower(d, T, constant.lower), lower, "recursion, closed form (theory 4.3)"},
           {bounds::root_lower(d, T, constant.lower), lower, "Theorem 15, Lambert W (theory 4.3)"},
           {constant.growth.recursion(T) / T, lower, "observed information, recursion (theory 4.7 c)"},
           {constant.growth.closed_form(T) / T, lower, "observed information, closed form (theory 4.7 c)"}});
    } else {
      const auto design = seen(horizon);
      return {{bounds::design_fisher_upper(design), upper, "Efroimovich's inequality, given design (theory 4.6 a)"},
              {bounds::design_label_upper(design), upper, "label by label, given design (theory 4.6 b)"},
              {bounds::design_linear_lower(design), lower, "linear estimate, given design (theory 4.6 c)"},
              {bounds::design_curvature_lower(design), lower, "observed information, given design (theory 4.7 b)"}};
    }
  }

  // Under a gaussian_prior --------------------------------------------------------------------------------------------

  /// H_ε(θ) for inputs N(0, S) is at most that of linear regression with noise variance 1/v, v the largest curvature of
  /// the response; in nats. Domain, throws: as that.
  /// - Source: theory 13.2.
  [[nodiscard]] Real rate_upper(const Real& epsilon) const
      requires(!is_isotropic && centred_gaussian_inputs<Inputs, Real>) {
    return detail::regression_of_curvature(logistic_response<Real>{}.curvature(), dimension, inputs, prior)
        .rate_upper(epsilon);
  }

  /// H_{ε,T}(θ) for a fixed design is at most that of the same regression; in nats. Domain, cost, throws: as that.
  /// - Source: theory 13.2.
  [[nodiscard]] Real rate_upper(const Real& epsilon, std::size_t horizon) const
      requires(!is_isotropic && has_fixed_design) {
    return detail::regression_of_curvature(logistic_response<Real>{}.curvature(), dimension, inputs, prior)
        .rate_distortion(epsilon, horizon);
  }

  /// The bounds on 𝓛_T of theory 13.2: on both sides for a fixed design, from above for inputs of a known second
  /// moment, in nats per observation. Cost: two or three means over η a row and O(Tdr + T r min(r, T)) for a design,
  /// else O(d³).
  [[nodiscard]] std::vector<bound<Real>> error_bounds(std::size_t horizon) const
      requires(!is_isotropic &&
               (has_fixed_design || centred_gaussian_inputs<Inputs, Real> || tells_second_moment<Inputs, Real>)) {
    check_horizon(horizon);
    const logistic_response<Real> response;
    const detail::gaussian_prior_response_bounds<logistic_response<Real>, Real> bounds(response, prior);
    if constexpr (has_fixed_design) {
      const Eigen::MatrixX<Real> design = seen(horizon);
      auto known = bounds.given(design);
      known.push_back({bounds.label_upper(design, [](const Real& eta) { return logistic_response<Real>::mean(eta); }),
                       direction::upper, "label by label, given design (theory 13.2)"});
      return known;
    } else {
      return bounds.drawn(inputs, horizon);
    }
  }

  /// The process of the other coefficients once those of the part are known: see information_about.
  /// - Throws: std::domain_error for a part that is empty, or has what is not a coefficient, or one twice.
  /// - Source: theory 13.3.
  [[nodiscard]] auto given(const std::vector<Eigen::Index>& part) const requires(!is_isotropic) {
    return regression_given_part<logistic_regression>{*this, detail::gaussian_partition<Real>(prior.covariance, part)};
  }

  /// KL(P_θ ‖ P̃_θ) of this prior from the learner's, in nats; ∞ unless both are carried by one plane.
  /// - Cost:   O(d³), some hundred times that of a product.
  /// - Source: theory 9.2, 13.1.
  template <class Learner>
  [[nodiscard]] Real prior_divergence(const Learner& learner) const
      requires(!is_isotropic && detail::has_gaussian_prior<Learner, Real>) {
    return detail::gaussian_divergence<Real>(prior, learner.prior).value();
  }

 private:
  using Wide = detail::wide_scalar<Real>;

  // The calculators of bounds call a rate some hundred times, and an aggregate has no place for what it has computed.
  [[nodiscard]] const logistic_regression_bounds::constants<Wide>& constants() const {
    thread_local Eigen::Index known_dimension = 1;
    thread_local logistic_regression_bounds::constants<Wide> cache(Wide(1));
    if (known_dimension != dimension) {
      cache = logistic_regression_bounds::constants<Wide>(Wide(dimension));
      known_dimension = dimension;
    }
    return cache;
  }

  /// What does not depend on the prior.
  [[nodiscard]] generalised_linear_law<logistic_response<Real>, Real> labels_law() const { return {dimension}; }

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
