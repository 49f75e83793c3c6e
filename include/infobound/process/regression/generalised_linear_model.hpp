// SPDX-License-Identifier: BSL-1.0
// Generalised linear models: labels whose law depends on the parameter through θᵀX, with any response.
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
#include <infobound/process/regression/generalised_linear_constants.hpp>
#include <infobound/process/regression/generalised_linear_controls.hpp>
#include <infobound/process/regression/generalised_linear_law.hpp>
#include <infobound/process/regression/generalised_linear_model_bounds.hpp>
#include <infobound/process/regression/inputs.hpp>
#include <infobound/process/regression/isotropic_prior.hpp>
#include <infobound/process/regression/regression_given_part.hpp>
#include <infobound/process/regression/response_expectations.hpp>
#include <infobound/rate/exponential.hpp>
#include <limits>
#include <utility>
#include <vector>

namespace infobound::inline v0_1 {

/// A generalised linear model with a response of the user's own: θ ~ N(0, I_d/d), inputs X_t independent of θ,
/// Y_{t+1} drawn by the response given η = θᵀX_t. What a response has beside its likelihood brings bounds:
///  - curvature(), a v with −∂² ln p(y|η)/∂η² ≤ v: upper ones (theory 4.4 to 4.6);
///  - `static constexpr bool log_concave = true`, that ln p is concave in η: lower ones, and upper ones by the mean of
///    Fisher's information (4.7), for finitely many labels or with closed forms of its own, see response_expectations;
///  - event_slope(eta), how the probability of some event of the label rises or falls: a lower rate (4.10).
/// logistic_response, probit_response, poisson_response and gaussian_response have what they can.
/// Under a gaussian_prior in place of N(0, I_d/d) there are bounds on both sides for a design, and from above for other
/// inputs where the response has a curvature() (theory 13.2). An offset, known for each observation, is a column of the
/// inputs whose coefficient has mean 1 and scale 0.
template <class Response, class Real, class Inputs = gaussian_inputs, class Prior = isotropic_prior>
struct generalised_linear_model {
  static_assert(regression_prior<Prior, Real>,
                "infobound: a regression takes isotropic_prior, or gaussian_prior of its own scalar, as its prior");
  static_assert(draws_label<Response, Real>,
                "generalised_linear_model: the response lacks draw(eta, rng), a label given eta as a Real");
  static_assert(evaluates_label_likelihood<Response, Real>,
                "generalised_linear_model: the response lacks log_likelihood(eta, label), ln p(label | eta) as a Real");
  static_assert(differentiates_label_likelihood<Response, Real>,
                "generalised_linear_model: the response lacks first_derivative(eta, label) or second_derivative(eta, "
                "label), those of log_likelihood in eta");

  using law_type = regression_law<Response, Real, Prior>;
  using real_type = Real;
  using parameter_type = typename law_type::parameter_type;  ///< d
  using history_type = typename law_type::history_type;      ///< {inputs, labels}

  Eigen::Index dimension;  ///< d ≥ 1
  Response response = {};  ///< the law of a label given η
  Inputs inputs = {};      ///< the law of the inputs
  Prior prior = {};        ///< N(0, I_d/d), or N(μ, Σ)

  static constexpr bool is_isotropic = std::same_as<Prior, isotropic_prior>;
  static constexpr bool has_curvature = bounded_curvature_response<Response, Real>;
  static constexpr bool has_gaussian_inputs = std::same_as<Inputs, gaussian_inputs>;
  static constexpr bool has_fixed_design = std::same_as<Inputs, fixed_design<Real>>;
  /// iid given θ: theory 1.2 applies.
  static constexpr bool independent_observations = centred_gaussian_inputs<Inputs, Real>;
  static constexpr bool log_concave_likelihood = log_concave_response<Response>;  ///< theory 12.3 applies

  /// - Throws: std::domain_error for a field outside its range, std::invalid_argument for a design of another width.
  void validate() const {
    require_at_least("generalised_linear_model.dimension", dimension, 1);
    validate_all(response);
    if constexpr (has_curvature)
      require_positive("generalised_linear_model.response.curvature()", Real(response.curvature()));
    if constexpr (validated_for_dimension<Inputs>) inputs.validate(dimension);
    if constexpr (!is_isotropic) prior.validate(dimension);
  }

  // The law: see generalised_linear_law -------------------------------------------------------------------------------

  [[nodiscard]] law_type law() const {
    if constexpr (is_isotropic)
      return {dimension, response};
    else
      return {{dimension, response}, &prior};
  }

  /// Under another Gaussian prior, which must outlive what is returned.
  [[nodiscard]] law_type law_under(const gaussian_prior<Real>& other) const requires(!is_isotropic) {
    return {{dimension, response}, &other};
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
                                                    Eigen::MatrixX<Real>&& result = {}) const requires
      log_concave_likelihood {
    return law().hessian_factor(z, history, std::move(result));
  }

  /// Σ_y √(p(y|θ,x_t) p(y|θ′,x_t)) for each label. Cost: O(Td).
  [[nodiscard]] Eigen::VectorX<Real> affinity(
      const parameter_type& theta, const parameter_type& other, const history_type& history,
      Eigen::VectorX<Real>&& result = {}) const requires knows_affinity<Response, Real> {
    return law().affinity(theta, other, history, std::move(result));
  }

  /// Statistics of (z, H_T) with mean 0, for control variates: see generalised_linear_controls.
  [[nodiscard]] auto control_variates(std::size_t horizon) const
      requires(is_isotropic && (has_gaussian_inputs || has_fixed_design)) {
    using controls = generalised_linear_controls<Response, Real, Inputs>;
    if constexpr (has_gaussian_inputs)
      return controls(law(), horizon);
    else
      return controls(law(), inputs.matrix, horizon);
  }

  // Rates and errors --------------------------------------------------------------------------------------------------

  /// The largest horizon that a fixed design allows.
  [[nodiscard]] std::size_t maximum_horizon() const requires has_fixed_design { return inputs.maximum_horizon(); }

  /// H_ε(θ) ≤ (d/2) ln⁺(v/(2ε)), v the curvature of the response, in nats.
  /// - Domain: 0 < ε ≤ ∞, in nats per observation; 0 from ε = v/2 on.
  /// - Throws: std::domain_error for ε outside its domain.
  /// - Source: theory 4.4.
  [[nodiscard]] Real rate_upper(const Real& epsilon) const
      requires(is_isotropic&& has_curvature&& has_gaussian_inputs) {
    require_positive_or_infinite("epsilon", epsilon);
    return detail::rounded_up<Real>(generalised_linear_model_bounds::exponential_rate(
        Wide(dimension), Wide(Wide(response.curvature()) / 2), Wide(epsilon)));
  }

  /// H_ε(θ) ≥ (d/2) ln⁺(a/ε), a = 2E[v e^{2E[ln|π′(G)| | v]}] with v = ‖X‖²/d and G ~ N(0, v), for a response that
  /// names a monotone event by the slope π′ of its probability, event_slope(eta); in nats.
  /// - Domain: 0 < ε ≤ ∞, in nats per observation; 0 from ε = a on.
  /// - Cost:   that of a where the thread's last call was for another dimension or response.
  /// - Throws: std::domain_error for ε outside its domain.
  /// - Source: theory 4.10.
  [[nodiscard]] Real rate_lower(const Real& epsilon) const
      requires(is_isotropic&& names_monotone_event<Response, Real>&& has_gaussian_inputs) {
    require_positive_or_infinite("epsilon", epsilon);
    return detail::rounded_down<Real>(
        generalised_linear_model_bounds::exponential_rate(Wide(dimension), constants().event_amplitude, Wide(epsilon)));
  }

  /// H_{ε,T}(θ) ≤ (k/2) ln⁺(vp/(2ε)) for a fixed design, k = min(d, T), p = Σ_{t<T} ‖x_t‖²/(Td), in nats.
  /// - Domain: 0 < ε ≤ ∞, in nats per observation; T at most the number of rows.
  /// - Throws: std::domain_error for ε or T outside their domains.
  /// - Source: theory 4.6 (d).
  [[nodiscard]] Real rate_upper(const Real& epsilon, std::size_t horizon) const
      requires(is_isotropic&& has_curvature&& has_fixed_design) {
    check_horizon(horizon);
    require_positive_or_infinite("epsilon", epsilon);
    return generalised_linear_model_bounds::design_rate(seen(horizon), (std::min)(Real(dimension), Real(horizon)),
                                                        Real(response.curvature()), epsilon);
  }

  /// The bounds on 𝓛_T that follow from what the response knows, in nats per observation: from its largest curvature
  /// (theory 4.4 to 4.6), from its mean Fisher information and, where it is log-concave, from its mean log-curvature
  /// (4.7), both by closed forms of the response or by quadrature, see response_expectations; from a monotone event
  /// (4.10).
  /// Cost: O(1) in T, below 1 ms where the thread's last call was for the same dimension and response; or
  /// O(T d min(d, T)) and two means over η a row for a design.
  [[nodiscard]] std::vector<bound<Real>> error_bounds(std::size_t horizon) const
      requires(is_isotropic && (has_curvature || log_concave_likelihood) && (has_gaussian_inputs || has_fixed_design)) {
    check_horizon(horizon);
    if constexpr (has_gaussian_inputs)
      return gaussian_inputs_bounds(Wide(horizon));
    else
      return design_bounds(seen(horizon));
  }

  // Under a gaussian_prior --------------------------------------------------------------------------------------------

  /// H_ε(θ) for inputs N(0, S) is at most that of linear regression with noise variance 1/v, v the largest curvature of
  /// the response; in nats. Domain, throws: as that.
  /// - Source: theory 13.2.
  [[nodiscard]] Real rate_upper(const Real& epsilon) const
      requires(!is_isotropic && has_curvature && centred_gaussian_inputs<Inputs, Real>) {
    return detail::regression_of_curvature(Real(response.curvature()), dimension, inputs, prior).rate_upper(epsilon);
  }

  /// H_{ε,T}(θ) for a fixed design is at most that of the same regression; in nats. Domain, cost, throws: as that.
  /// - Source: theory 13.2.
  [[nodiscard]] Real rate_upper(const Real& epsilon, std::size_t horizon) const
      requires(!is_isotropic && has_curvature && has_fixed_design) {
    return detail::regression_of_curvature(Real(response.curvature()), dimension, inputs, prior)
        .rate_distortion(epsilon, horizon);
  }

  /// The bounds on 𝓛_T of theory 13.2: on both sides for a fixed design, what is known for inputs of a known second
  /// moment, in nats per observation. Cost: two or three means over η a row and O(Tdr + T r min(r, T)) for a design,
  /// else O(d³).
  [[nodiscard]] std::vector<bound<Real>> error_bounds(std::size_t horizon) const
      requires(!is_isotropic && (has_curvature || log_concave_likelihood) &&
               (has_fixed_design || centred_gaussian_inputs<Inputs, Real> || tells_second_moment<Inputs, Real>)) {
    check_horizon(horizon);
    const detail::gaussian_prior_response_bounds<Response, Real> bounds(response, prior);
    if constexpr (has_fixed_design)
      return bounds.given(seen(horizon));
    else
      return bounds.drawn(inputs, horizon);
  }

  /// The process of the other coefficients once those of the part are known: see information_about.
  /// - Throws: std::domain_error for a part that is empty, or has what is not a coefficient, or one twice.
  /// - Source: theory 13.3.
  [[nodiscard]] auto given(const std::vector<Eigen::Index>& part) const requires(!is_isotropic) {
    return regression_given_part<generalised_linear_model>{*this,
                                                           detail::gaussian_partition<Real>(prior.covariance, part)};
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

  [[nodiscard]] const auto& constants() const {
    return detail::generalised_linear_constants<Response, Real>::of(response, dimension);
  }

  [[nodiscard]] std::vector<bound<Real>> gaussian_inputs_bounds(const Wide& T) const {
    namespace bounds = generalised_linear_model_bounds;
    using enum direction;
    const auto& constant = constants();
    const Wide d = Wide(dimension);
    std::vector<bound<Wide>> known;
    if constexpr (has_curvature) {
      const Wide v = Wide(response.curvature());
      known.push_back({bounds::curvature_upper(d, T, v), upper, "Theorem 15, curvature (theory 4.4)"});
      known.push_back({bounds::fisher_upper(d, T, v), upper, "Efroimovich's inequality, curvature (theory 4.5)"});
    }
    if (constant.information <= (std::numeric_limits<Wide>::max)())
      known.push_back({bounds::fisher_upper(d, T, constant.information), upper,
                       "Efroimovich's inequality, mean Fisher information (theory 4.7 d)"});
    if (constant.growth) {
      known.push_back({constant.growth->recursion(T) / T, lower, "observed information, recursion (theory 4.7 c)"});
      known.push_back({constant.growth->closed_form(T) / T, lower, "observed information, closed form (theory 4.7 c)"});
    }
    if constexpr (names_monotone_event<Response, Real>) {
      const Wide& amplitude = constant.event_amplitude;
      known.push_back({rate::exponential_recursion_lower(d, T, amplitude), lower,
                       "recursion of a monotone event, closed form (theory 4.10)"});
      known.push_back({rate::exponential_root_lower(d, T, amplitude), lower,
                       "Theorem 15 of a monotone event, Lambert W (theory 4.10)"});
    }
    return detail::rounded<Real>(std::move(known));
  }

  template <class Design>
  [[nodiscard]] std::vector<bound<Real>> design_bounds(const Design& design) const {
    namespace bounds = generalised_linear_model_bounds;
    using enum direction;
    const response_expectations<Response, Real> means(response);
    const Eigen::ArrayX<Real> variances = bounds::design_deviations(design).square();
    std::vector<bound<Real>> known;
    if constexpr (has_curvature)
      known.push_back({bounds::design_fisher_upper(
                           design, Eigen::ArrayX<Real>::Constant(variances.size(), Real(response.curvature()))),
                       upper, "Efroimovich's inequality, curvature, given design (theory 4.6 a)"});
    if constexpr (detail::has_mean_information<Response, Real>) {
      Eigen::ArrayX<Real> informations = variances;
      for (Real& information : informations)
        information = information <= (std::numeric_limits<Real>::max)() ? means.mean_information(information)
                                                                        : std::numeric_limits<Real>::infinity();
      if constexpr (has_curvature) informations = (informations.min)(Real(response.curvature()));
      if (informations.maxCoeff() <= (std::numeric_limits<Real>::max)())
        known.push_back({bounds::design_fisher_upper(design, informations), upper,
                         "Efroimovich's inequality, mean Fisher information, given design (theory 4.7 d)"});
    }
    if constexpr (log_concave_likelihood) {
      Eigen::ArrayX<Real> logarithms = variances;
      for (Real& logarithm : logarithms)
        logarithm = logarithm <= (std::numeric_limits<Real>::max)() ? means.mean_log_curvature(logarithm)
                                                                    : -std::numeric_limits<Real>::infinity();
      known.push_back({bounds::design_curvature_lower(design, logarithms), lower,
                       "observed information, given design (theory 4.7 b)"});
    }
    return known;
  }

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
