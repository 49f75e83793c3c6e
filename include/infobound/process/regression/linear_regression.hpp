// SPDX-License-Identifier: BSL-1.0
// Linear regression with Gaussian noise under a Gaussian prior.
#pragma once

#include <Eigen/Core>
#include <algorithm>
#include <concepts>
#include <cstddef>
#include <infobound/core/bound.hpp>
#include <infobound/core/concepts.hpp>
#include <infobound/core/numeric/cmath.hpp>
#include <infobound/core/numeric/marchenko_pastur.hpp>
#include <infobound/core/numeric/norm.hpp>
#include <infobound/core/numeric/pi.hpp>
#include <infobound/core/numeric/scaled.hpp>
#include <infobound/core/numeric/sequential_gaussian.hpp>
#include <infobound/core/numeric/singular_values.hpp>
#include <infobound/core/numeric/twofold.hpp>
#include <infobound/core/random_stream_type.hpp>
#include <infobound/core/require.hpp>
#include <infobound/process/regression/detail/gaussian_inputs_regression.hpp>
#include <infobound/process/regression/fixed_design_bounds.hpp>
#include <infobound/process/regression/gaussian_belief.hpp>
#include <infobound/process/regression/gaussian_response.hpp>
#include <infobound/process/regression/generalised_linear_controls.hpp>
#include <infobound/process/regression/generalised_linear_law.hpp>
#include <infobound/process/regression/inputs.hpp>
#include <infobound/process/regression/isotropic_prior.hpp>
#include <infobound/process/regression/linear_regression_distortion.hpp>
#include <infobound/rate/gaussian_bottleneck.hpp>
#include <utility>
#include <vector>

namespace infobound::inline v0_1 {

/// Linear regression: θ ~ N(0, I_d/d), inputs X_t independent of θ, Y_{t+1} ~ N(θᵀX_t, σ²) (theory 3).
/// With gaussian_inputs all of theory 3 is known; with a fixed_design the exact information and bounds for that design;
/// with a law of the user's own (a draw(inputs, rng) that fills a d × T matrix) the process can be simulated. A
/// gaussian_prior in place of N(0, I_d/d): linear_regression_gaussian_prior.hpp.
template <class Real, class Inputs = gaussian_inputs, class Prior = isotropic_prior>
struct linear_regression {
  static_assert(std::same_as<Prior, isotropic_prior>,
                "infobound: linear_regression knows isotropic_prior and, by linear_regression_gaussian_prior.hpp, "
                "gaussian_prior of its own scalar");
  using law_type = generalised_linear_law<gaussian_response<Real>, Real>;
  using real_type = Real;
  using parameter_type = typename law_type::parameter_type;  ///< d
  using history_type = typename law_type::history_type;      ///< {inputs, labels}: d × T, and T labels

  Eigen::Index dimension;  ///< d ≥ 1
  Real noise_variance;     ///< σ² > 0, finite
  Inputs inputs = {};      ///< the law of the inputs
  Prior prior = {};        ///< N(0, I_d/d)

  static constexpr bool has_gaussian_inputs = std::same_as<Inputs, gaussian_inputs>;
  static constexpr bool has_fixed_design = std::same_as<Inputs, fixed_design<Real>>;
  static constexpr bool independent_observations = has_gaussian_inputs;  ///< iid given θ: theory 1.2 applies
  static constexpr bool log_concave_likelihood = true;                   ///< theory 12.3 applies
  static constexpr bool gaussian_likelihood = true;  ///< quadratic in z: so is the posterior's logarithm

  /// - Throws: std::domain_error for a field outside its range, std::invalid_argument for a design of another width.
  void validate() const {
    require_at_least("linear_regression.dimension", dimension, 1);
    require_positive("linear_regression.noise_variance", noise_variance);
    if constexpr (validated_for_dimension<Inputs>) inputs.validate(dimension);
  }

  /// N(0, I_d/d) and σ².
  [[nodiscard]] gaussian_belief<Real> belief() const {
    return {Eigen::VectorX<Real>::Zero(dimension), 1 / Real(dimension), noise_variance};
  }

  // The law: see generalised_linear_law -------------------------------------------------------------------------------

  [[nodiscard]] law_type law() const { return {dimension, {noise_variance}}; }

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
                                                    Eigen::MatrixX<Real>&& result = {}) const {
    return law().hessian_factor(z, history, std::move(result));
  }

  /// Σ_y √(p(y|θ,x_t) p(y|θ′,x_t)) for each label. Cost: O(Td).
  [[nodiscard]] Eigen::VectorX<Real> affinity(const parameter_type& theta, const parameter_type& other,
                                              const history_type& history, Eigen::VectorX<Real>&& result = {}) const {
    return law().affinity(theta, other, history, std::move(result));
  }

  /// Statistics of (z, H_T) with mean 0, for control variates: see generalised_linear_controls.
  [[nodiscard]] auto control_variates(std::size_t horizon) const requires(has_gaussian_inputs || has_fixed_design) {
    using controls = generalised_linear_controls<gaussian_response<Real>, Real, Inputs>;
    if constexpr (has_gaussian_inputs)
      return controls(law(), horizon);
    else
      return controls(law(), inputs.matrix, horizon);
  }

  /// ln p(Y_{t+1} | H_t, X_t): Gaussian. Cost: O(T d min(d, T)).
  [[nodiscard]] Eigen::VectorX<Real> log_predictive(const history_type& history) const {
    Eigen::VectorX<Real> result(history.labels.size());
    detail::sequential_gaussian<Real> predict(dimension, noise_variance, history.labels.size(),
                                              detail::allowed_cancellation<Real, Inputs>());
    predict.run(history.inputs, history.labels, [&](Eigen::Index t, const Real& gain, const Real& error) {
      result[t] = -(log_normaliser() + gain + error * error) / 2;
    });
    return result;
  }

  // Information -------------------------------------------------------------------------------------------------------

  /// I(H_T;θ) = ½ E ln det(I + XXᵀ/(dσ²)) without Monte Carlo, in nats.
  /// - Cost:     Gaussian inputs O(n^{3/2}(√n + 18)), n = min(d, T); a fixed design O(T d min(d, T)), some hundred
  ///             times as long where its columns are nearly dependent.
  /// - Accuracy: Gaussian inputs: relative error below 1e-12 for n ≤ 1000 and m = max(d, T) ≤ 5n, 1e-11 at m = 10⁵
  ///             (tests/unit/process/regression/linear_regression_information.cpp). A fixed design in any units: below
  ///             1e-12, where the length of a column exceeds its distance from the span of the others, or the noise,
  ///             less than 10¹⁸ times, or it is dependent on them (tests/unit/process/regression/fixed_design.cpp);
  ///             beyond, see theory 3.5 (a).
  /// - Throws:   std::domain_error for T = 0, n > 2¹⁷, or T above the number of rows of a fixed design.
  /// - Source:   theory 3.1 (ii).
  [[nodiscard]] Real information(std::size_t horizon) const requires has_gaussian_inputs {
    check_horizon(horizon);
    return with_gaussian_inputs().information(horizon);
  }

  [[nodiscard]] Real information(std::size_t horizon) const requires has_fixed_design {
    return information_curve(horizon)[static_cast<Eigen::Index>(horizon) - 1];
  }

  /// I(H_t;θ) of a fixed design for t = 1 … T, in nats. Cost: O(T d min(d, T)).
  [[nodiscard]] Eigen::VectorX<Real> information_curve(std::size_t horizon) const requires has_fixed_design {
    check_horizon(horizon);
    Eigen::ArrayX<Real> curve = increments_of(seen(horizon).transpose());
    for (Eigen::Index t = 1; t < curve.size(); ++t) curve[t] += curve[t - 1];
    return curve;
  }

  /// I(H_T;θ) by the Marchenko–Pastur law with mean correction, in nats: an approximation, see marchenko_pastur.
  [[nodiscard]] Real asymptotic_information(std::size_t horizon) const requires has_gaussian_inputs {
    check_horizon(horizon);
    return detail::marchenko_pastur_information(Real(dimension), Real(horizon), noise_variance);
  }

  /// Draws inputs and integrates labels and θ out: sampler(rng, increments) fills increments[t] with
  /// I(Y_{t+1};θ | H_t, X = those inputs), t = 0 … T−1, in nats (theory 3.1 i).
  /// - Cost: O(T d min(d, T)) a call, without allocation; nothing to speak of after the first for a fixed design.
  [[nodiscard]] auto information_sampler(std::size_t horizon) const {
    const auto observations = static_cast<Eigen::Index>(horizon);
    if constexpr (has_fixed_design) {
      return [fixed = increments_of(seen(horizon).transpose())](auto&, Eigen::Ref<Eigen::ArrayX<Real>> increments) {
        increments = fixed;
      };
    } else {
      return [law = inputs, drawn = Eigen::MatrixX<Real>(dimension, observations),
              predict = detail::sequential_gaussian<Real>(dimension, noise_variance, observations,
                                                          detail::allowed_cancellation<Real, Inputs>())](
                 auto& rng, Eigen::Ref<Eigen::ArrayX<Real>> increments) mutable {
        law.draw(drawn, rng);
        predict.run(drawn, [&](Eigen::Index t, const Real& gain) { increments[t] = gain / 2; });
      };
    }
  }

  /// The largest horizon that a fixed design allows.
  [[nodiscard]] std::size_t maximum_horizon() const requires has_fixed_design { return inputs.maximum_horizon(); }

  // Rates -------------------------------------------------------------------------------------------------------------

  /// H_ε(θ) ≤ (d/2) ln⁺(1/(σ²(e^{2ε} − 1))), in nats; at most 0.64 above H_ε(θ).
  /// - Domain: 0 < ε ≤ ∞, in nats per observation; 0 from ε = ½ ln(1 + 1/σ²) on.
  /// - Throws: std::domain_error for ε outside its domain.
  /// - Source: theory 3.2.
  [[nodiscard]] Real rate_upper(const Real& epsilon) const requires has_gaussian_inputs {
    return with_gaussian_inputs().rate_upper(epsilon);
  }

  /// H_ε(θ) ≥ (d/2) ln⁺(c_d/(σ²(e^{2ε} − 1))), in nats; domain, throws and source as rate_upper.
  [[nodiscard]] Real rate_lower(const Real& epsilon) const requires has_gaussian_inputs {
    return with_gaussian_inputs().rate_lower(epsilon);
  }

  /// H_{ε,T}(θ) ≤ (k/2) ln⁺(v/(σ²(e^{2ε} − 1))) for a fixed design, k = min(d, T), v = Σ_{t<T} ‖x_t‖²/(Td), in nats.
  /// - Domain: 0 < ε ≤ ∞, in nats per observation; T at most the number of rows.
  /// - Throws: std::domain_error for ε or T outside their domains.
  /// - Source: theory 3.5 (e).
  [[nodiscard]] Real rate_upper(const Real& epsilon, std::size_t horizon) const requires has_fixed_design {
    using detail::scaled, std::max, std::min;
    check_horizon(horizon);
    require_positive_or_infinite("epsilon", epsilon);
    const auto observations = static_cast<Eigen::Index>(horizon);
    const scaled<Real> length = detail::norm(seen(horizon));
    if (!(length.value() > 0)) return 0;
    const scaled<Real> gain = length * length / (Real(observations) * Real(dimension)) / noise_variance;
    return Real(min(dimension, observations)) / 2 *
           max(Real(0), detail::log_over_expm1(gain, scaled<Real>(Real(2)) * epsilon));
  }

  /// The exact H_ε(θ) = (d/2) ln⁺(1/s), ½ E ln(1 + s χ²_d/(dσ²)) = ε, in nats.
  /// - Domain:   0 < ε ≤ ∞, in nats per observation; 0 from ε = I(Y;θ|X) on.
  /// - Accuracy: absolute error below 1e-13 d + 1e-13 H (tests/unit/process/regression/linear_regression_rate.cpp).
  /// - Throws:   std::domain_error for ε outside its domain.
  /// - Source:   theory 3.2.
  [[nodiscard]] Real rate_distortion(const Real& epsilon) const requires has_gaussian_inputs {
    return with_gaussian_inputs().rate_distortion(epsilon);
  }

  /// The exact H_{ε,T}(θ) = (d/2) ln⁺(1/s), ½ E ln det(I + s XXᵀ/(dσ²)) = εT, in nats.
  /// - Domain:   0 < ε ≤ ∞, in nats per observation; 0 from ε = I(H_T;θ)/T on. T ≥ 1.
  /// - Accuracy: relative error below 1e-9 for d = 1, T ≤ 300 (tests/theorems/rate_distortion_recursion.cpp).
  /// - Cost:     about ten times that of information(horizon).
  /// - Throws:   std::domain_error for ε or T outside its domain.
  /// - Source:   theory 2.4 (d).
  [[nodiscard]] Real rate_distortion(const Real& epsilon, std::size_t horizon) const requires has_gaussian_inputs {
    check_horizon(horizon);
    return with_gaussian_inputs().rate_distortion(epsilon, horizon);
  }

  /// The exact H_{ε,T}(θ) for the first T rows of a fixed design: reverse water-filling of the eigenvalues of
  /// XᵀX/(dσ²), in nats.
  /// - Domain:   0 < ε ≤ ∞, in nats per observation; T at most the number of rows.
  /// - Accuracy: that of gains, small ones of which may be wrong for columns more than 24 decades apart.
  /// - Cost:     O(T d min(d, T)).
  /// - Throws:   std::domain_error for ε or T outside its domain.
  /// - Source:   theory 2.4 (c).
  [[nodiscard]] Real rate_distortion(const Real& epsilon, std::size_t horizon) const requires has_fixed_design {
    check_horizon(horizon);
    require_positive_or_infinite("epsilon", epsilon);
    using leading = typename detail::wider<Real>::leading;
    const leading loss = leading(epsilon) * leading(Real(horizon));
    return static_cast<Real>(rate::detail::gain_water_filling(scaled_gains(horizon), loss));
  }

  /// The gains γ_i of theory 2.4 (c): the min(d, T) largest eigenvalues of XᵀX/(dσ²), X the first T rows of a fixed
  /// design, ascending. I(H_T;θ) = ½ Σ ln(1 + γ_i).
  /// - Accuracy: relative error about 1e-12 in double, of small ones too, for columns within 24 decades of each other
  ///             (tests/unit/process/regression/fixed_design.cpp); beyond, small ones of dependent columns may be
  ///             wrong.
  /// - Cost:     O(T d min(d, T)), some hundred times that of a product.
  /// - Throws:   std::domain_error for T = 0, or above the number of rows.
  [[nodiscard]] Eigen::VectorX<Real> gains(std::size_t horizon) const requires has_fixed_design {
    check_horizon(horizon);
    const auto wide_gains = scaled_gains(horizon);
    return Eigen::VectorX<Real>::NullaryExpr(static_cast<Eigen::Index>(wide_gains.size()), [&](Eigen::Index i) {
      return static_cast<Real>(wide_gains[static_cast<std::size_t>(i)].value());
    });
  }

  /// The exact D(R), the inverse of rate_distortion, as a function object.
  [[nodiscard]] linear_regression_distortion<Real> distortion_rate() const requires has_gaussian_inputs {
    return {Real(dimension), noise_variance};
  }

  // Errors ------------------------------------------------------------------------------------------------------------

  /// Every closed-form bound on 𝓛_T of theory 3.3 and 3.4 (Gaussian inputs) or for the given design, in nats per
  /// observation. Cost: O(1), or O(T d min(d, T)) for a design.
  [[nodiscard]] std::vector<bound<Real>> error_bounds(std::size_t horizon) const
      requires(has_gaussian_inputs || has_fixed_design) {
    check_horizon(horizon);
    if constexpr (has_gaussian_inputs) {
      return with_gaussian_inputs().error_bounds(horizon);
    } else {
      using enum direction;
      namespace bounds = fixed_design_bounds;
      const auto design = seen(horizon);
      return {
          {bounds::trace_upper(design, noise_variance), upper, "Jensen's inequality, given design (theory 3.5 b)"},
          {bounds::hadamard_upper(design, noise_variance), upper, "Hadamard's inequality, given design (theory 3.5 c)"},
          {bounds::participation_lower(design, noise_variance), lower,
           "participation ratio, given design (theory 3.5 d)"}};
    }
  }

 private:
  /// Which may be beyond the scalar's range.
  [[nodiscard]] auto scaled_gains(std::size_t horizon) const {
    const auto root = detail::wide_root<Real>(noise_variance, Real(dimension));
    auto gains = detail::singular_values(seen(horizon), root);
    for (auto& gain : gains) gain = gain * gain;
    return gains;
  }

  /// I(Y_{t+1};θ|H_t) given inputs in the columns of a matrix.
  [[nodiscard]] Eigen::ArrayX<Real> increments_of(const Eigen::Ref<const Eigen::MatrixX<Real>>& columns) const {
    Eigen::ArrayX<Real> increments(columns.cols());
    detail::sequential_gaussian<Real> predict(dimension, noise_variance, columns.cols(),
                                              detail::allowed_cancellation<Real, Inputs>());
    predict.run(columns, [&](Eigen::Index t, const Real& gain) { increments[t] = gain / 2; });
    return increments;
  }

  [[nodiscard]] Real log_normaliser() const {
    using std::log;
    return detail::log_two_pi_times(noise_variance);
  }

  [[nodiscard]] detail::gaussian_inputs_regression<Real> with_gaussian_inputs() const {
    return {dimension, noise_variance};
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
