// SPDX-License-Identifier: BSL-1.0
// Linear regression with Gaussian noise under a Gaussian prior of one's own.
#pragma once

#include <Eigen/Core>
#include <algorithm>
#include <concepts>
#include <cstddef>
#include <infobound/core/bound.hpp>
#include <infobound/core/numeric/allowed_cancellation.hpp>
#include <infobound/core/numeric/cmath.hpp>
#include <infobound/core/numeric/scaled.hpp>
#include <infobound/core/numeric/sequential_gaussian.hpp>
#include <infobound/core/numeric/wide.hpp>
#include <infobound/core/require.hpp>
#include <infobound/process/regression/gaussian_divergence.hpp>
#include <infobound/process/regression/gaussian_partition.hpp>
#include <infobound/process/regression/gaussian_prior.hpp>
#include <infobound/process/regression/gaussian_prior_bounds.hpp>
#include <infobound/process/regression/gaussian_prior_law.hpp>
#include <infobound/process/regression/gaussian_response.hpp>
#include <infobound/process/regression/inputs.hpp>
#include <infobound/process/regression/linear_regression.hpp>
#include <infobound/process/regression/linear_regression_part.hpp>
#include <infobound/rate/gaussian.hpp>
#include <limits>
#include <utility>
#include <vector>

namespace infobound::inline v0_1 {

/// Linear regression under a Gaussian prior of one's own: θ ~ N(μ, Σ), inputs X_t independent of θ,
/// Y_{t+1} ~ N(θᵀX_t, σ²) (theory 13.1). On a fixed_design X it is linear_regression on XL, Σ = LLᵀ, in all but the
/// mean, of which the information is free. On gaussian_inputs or correlated_gaussian_inputs there are bounds on both
/// sides; other laws of inputs can be simulated, and have an upper bound where they tell their second_moment().
template <class Real, class Inputs>
struct linear_regression<Real, Inputs, gaussian_prior<Real>> {
  using law_type = gaussian_prior_law<gaussian_response<Real>, Real>;
  using real_type = Real;
  using parameter_type = typename law_type::parameter_type;  ///< d
  using history_type = typename law_type::history_type;      ///< {inputs, labels}: d × T, and T labels
  using standard_type = linear_regression<Real, fixed_design<Real>>;

  Eigen::Index dimension;           ///< d ≥ 1
  Real noise_variance;              ///< σ² > 0, finite
  Inputs inputs = {};               ///< the law of the inputs
  gaussian_prior<Real> prior = {};  ///< N(μ, Σ)

  static constexpr bool has_gaussian_inputs = centred_gaussian_inputs<Inputs, Real>;
  static constexpr bool has_fixed_design = std::same_as<Inputs, fixed_design<Real>>;
  static constexpr bool independent_observations = has_gaussian_inputs;  ///< iid given θ: theory 1.2 applies
  static constexpr bool log_concave_likelihood = true;                   ///< theory 12.3 applies
  static constexpr bool gaussian_likelihood = true;  ///< quadratic in z: so is the posterior's logarithm

  /// - Throws: std::domain_error for a field outside its range, std::invalid_argument for a prior or a design of
  ///           another size.
  void validate() const {
    require_at_least("linear_regression.dimension", dimension, 1);
    require_positive("linear_regression.noise_variance", noise_variance);
    if constexpr (validated_for_dimension<Inputs>) inputs.validate(dimension);
    prior.validate(dimension);
  }

  // The law: see gaussian_prior_law -----------------------------------------------------------------------------------

  [[nodiscard]] law_type law() const { return {{dimension, {noise_variance}}, &prior}; }

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

  /// θ = μ + Lz.
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

  /// F with −∇²_z ln p(Y_{t+1} | θ(z), X_t) = F_t F_tᵀ, a column a label. Cost: O(Tdr).
  [[nodiscard]] Eigen::MatrixX<Real> hessian_factor(const Eigen::VectorX<Real>& z, const history_type& history,
                                                    Eigen::MatrixX<Real>&& result = {}) const {
    return law().hessian_factor(z, history, std::move(result));
  }

  /// Σ_y √(p(y|θ,x_t) p(y|θ′,x_t)) for each label. Cost: O(Td).
  [[nodiscard]] Eigen::VectorX<Real> affinity(const parameter_type& theta, const parameter_type& other,
                                              const history_type& history, Eigen::VectorX<Real>&& result = {}) const {
    return law().affinity(theta, other, history, std::move(result));
  }

  /// ln p(Y_{t+1} | H_t, X_t): Gaussian. Cost: O(Tdr + T r min(r, T)).
  [[nodiscard]] Eigen::VectorX<Real> log_predictive(const history_type& history) const {
    using std::log, std::sqrt;
    const Real rank = Real(prior.covariance.rank());
    history_type whitened;
    prior.covariance.transposed_product(history.inputs, whitened.inputs);
    whitened.labels = (history.labels - prior.offsets(history.inputs)) / sqrt(rank);
    const auto predictive = [&](const auto& standard) -> Eigen::VectorX<Real> {
      return standard.log_predictive(whitened).array() - log(rank) / 2;
    };
    if constexpr (has_fixed_design)
      return predictive(standard_type{prior.covariance.rank(), noise_variance / rank});
    else
      return predictive(linear_regression<Real>{prior.covariance.rank(), noise_variance / rank});
  }

  // Information -------------------------------------------------------------------------------------------------------

  /// The linear regression that is left once the first T labels have been divided by √r and their means taken away:
  /// that on XL, of r coordinates and noise variance σ²/r, both in units of about σ.
  /// - Throws: std::domain_error for T = 0, or above the number of rows, and for XL/σ beyond the scalar's range.
  [[nodiscard]] standard_type standard(std::size_t horizon) const requires has_fixed_design {
    using std::frexp, std::ldexp;
    check_horizon(horizon);
    // XL in units of about σ, and each column of X in units of about its largest entry, which are powers of two.
    int exponent = 0;
    (void)frexp(noise_variance, &exponent);
    exponent /= 2;
    Eigen::MatrixX<Real> columns = inputs.matrix.topRows(static_cast<Eigen::Index>(horizon)).transpose();
    std::vector<int> powers(static_cast<std::size_t>(dimension), -exponent);
    for (Eigen::Index i = 0; i < dimension; ++i) {
      int own = 0;
      (void)frexp(Real(columns.row(i).cwiseAbs().maxCoeff()), &own);
      for (Real& entry : columns.row(i)) entry = Real(ldexp(entry, -own));
      powers[static_cast<std::size_t>(i)] += own;
    }
    Eigen::MatrixX<Real> whitened;
    prior.covariance.in_units(powers).transposed_product(columns, whitened);
    if (!whitened.allFinite())
      refuse("linear_regression.noise_variance", noise_variance,
             "such that XL/sigma is within the scalar's range, covariance LL'");
    const Real rank = Real(prior.covariance.rank());
    return {prior.covariance.rank(), Real(ldexp(noise_variance, -2 * exponent) / rank), {whitened.transpose()}};
  }

  /// I(H_T;θ) = ½ Σ ln(1 + γ_i), γ_i the squares of the singular values of XL/σ, in nats.
  /// - Cost, accuracy: those of linear_regression on the design XL, and a product to form it.
  /// - Throws: std::domain_error for T = 0, or above the number of rows.
  /// - Source: theory 13.1.
  [[nodiscard]] Real information(std::size_t horizon) const requires has_fixed_design {
    return standard(horizon).information(horizon);
  }

  /// I(H_t;θ) for t = 1 … T, in nats.
  [[nodiscard]] Eigen::VectorX<Real> information_curve(std::size_t horizon) const requires has_fixed_design {
    return standard(horizon).information_curve(horizon);
  }

  /// Draws inputs and integrates labels and θ out: sampler(rng, increments) fills increments[t] with
  /// I(Y_{t+1};θ | H_t, X = those inputs), t = 0 … T−1, in nats. Cost: O(Tdr + T r min(r, T)) a call.
  [[nodiscard]] auto information_sampler(std::size_t horizon) const {
    if constexpr (has_fixed_design) {
      return standard(horizon).information_sampler(horizon);
    } else {
      const auto observations = static_cast<Eigen::Index>(horizon);
      const Eigen::Index rank = prior.covariance.rank();
      return [law = inputs, covariance = prior.covariance, drawn = Eigen::MatrixX<Real>(dimension, observations),
              whitened = Eigen::MatrixX<Real>(rank, observations),
              predict = detail::sequential_gaussian<Real>(rank, Real(noise_variance / Real(rank)), observations,
                                                          detail::allowed_cancellation<Real, Inputs>())](
                 auto& rng, Eigen::Ref<Eigen::ArrayX<Real>> increments) mutable {
        law.draw(drawn, rng);
        covariance.transposed_product(drawn, whitened);
        predict.run(whitened, [&](Eigen::Index t, const Real& gain) { increments[t] = gain / 2; });
      };
    }
  }

  /// What the labels tell of the coefficients of a part, as a process that knows it: exactly for a design, else by
  /// draws of the inputs. See information_about.
  /// - Throws: std::domain_error for a part that is empty, or has what is not a coefficient, or one twice.
  /// - Source: theory 13.3.
  [[nodiscard]] linear_regression_part<Real, Inputs> about(const std::vector<Eigen::Index>& part) const {
    return {noise_variance, inputs, detail::gaussian_partition<Real>(prior.covariance, part)};
  }

  /// The process of the other coefficients once those of the part are known, at their mean: of the information no other
  /// value makes more or less. Throws and source: as about.
  [[nodiscard]] linear_regression given(const std::vector<Eigen::Index>& part) const {
    linear_regression result = *this;
    result.prior.covariance =
        gaussian_covariance<Real>::from_factor(detail::gaussian_partition<Real>(prior.covariance, part).rest);
    return result;
  }

  /// The largest horizon that a fixed design allows.
  [[nodiscard]] std::size_t maximum_horizon() const requires has_fixed_design { return inputs.maximum_horizon(); }

  // Rates -------------------------------------------------------------------------------------------------------------

  /// H_ε(θ) ≤ ½ Σ ln⁺(λ_i/w) with Σ min(w, λ_i) = σ²(e^{2ε} − 1), λ the eigenvalues of LᵀSL for inputs N(0, S), in
  /// nats.
  /// - Domain: 0 < ε ≤ ∞, in nats per observation; 0 from σ²(e^{2ε} − 1) ≥ Σ λ_i on.
  /// - Throws: std::domain_error for ε outside its domain.
  /// - Source: theory 13.1.
  [[nodiscard]] Real rate_upper(const Real& epsilon) const requires has_gaussian_inputs {
    using detail::scaled, std::expm1, std::log;
    require_positive_or_infinite("epsilon", epsilon);
    if (!(epsilon <= (std::numeric_limits<Real>::max)())) return 0;
    const auto spectrum = detail::signal_spectrum(prior.covariance, inputs);
    const Wide distortion = expm1(2 * Wide(epsilon));
    Eigen::VectorX<Wide> variances(static_cast<Eigen::Index>(spectrum.size()));
    for (std::size_t i = 0; i < spectrum.size(); ++i)
      variances[static_cast<Eigen::Index>(i)] = (spectrum[i] / Wide(noise_variance)).value();
    if (variances.allFinite() && distortion <= (std::numeric_limits<Wide>::max)())
      return detail::rounded_up<Real>(rate::gaussian(variances, distortion));
    // In units of the distortion, where either is beyond the range: from the least on those below the water are lost.
    const scaled<Wide> unit =
        (distortion <= (std::numeric_limits<Wide>::max)() ? scaled<Wide>(distortion)
                                                          : scaled<Wide>::exp(2 * Wide(epsilon))) *
        Wide(noise_variance);
    Wide left = 1;
    for (std::size_t i = spectrum.size(); i-- > 0;) {
      const Wide share = left / Wide(i + 1);
      const Wide own = (spectrum[i] / unit).value();
      if (own <= share) {
        left -= own;
        continue;
      }
      Wide rate = 0;
      for (std::size_t above = 0; above <= i; ++above) rate += log(spectrum[above] / unit / share) / 2;
      return detail::rounded_up<Real>(rate);
    }
    return 0;
  }

  /// H_{ε,T}(θ) for a fixed design from above, as linear_regression on XL.
  /// - Source: theory 3.5 (e), 13.1.
  [[nodiscard]] Real rate_upper(const Real& epsilon, std::size_t horizon) const requires has_fixed_design {
    return standard(horizon).rate_upper(epsilon, horizon);
  }

  /// The exact H_{ε,T}(θ) for the first T rows of a fixed design: reverse water-filling of the gains, in nats.
  /// - Domain, accuracy, cost and throws: as linear_regression on XL.
  /// - Source: theory 2.4 (c), 13.1.
  [[nodiscard]] Real rate_distortion(const Real& epsilon, std::size_t horizon) const requires has_fixed_design {
    return standard(horizon).rate_distortion(epsilon, horizon);
  }

  /// The gains γ_i of theory 2.4 (c): the squares of the min(r, T) largest singular values of XL/σ, ascending.
  [[nodiscard]] Eigen::VectorX<Real> gains(std::size_t horizon) const requires has_fixed_design {
    return standard(horizon).gains(horizon);
  }

  // Errors ------------------------------------------------------------------------------------------------------------

  /// The bounds on 𝓛_T of theory 13.1 (Gaussian inputs), those of 3.5 for the design XL, or that which the second
  /// moment of any inputs gives, in nats per observation.
  /// - Cost: O(d³) for the spectrum, and that of the information of linear_regression some hundred times for d ≤ 16,
  ///         beyond once a block of the spectrum; closed forms alone where min(d, T) > 1024. O(T d min(d, T)) for a
  ///         design.
  [[nodiscard]] std::vector<bound<Real>> error_bounds(std::size_t horizon) const
      requires(has_gaussian_inputs || has_fixed_design || tells_second_moment<Inputs, Real>) {
    using enum direction;
    namespace bounds = gaussian_prior_bounds;
    require_at_least("horizon", horizon, 1);
    if constexpr (has_fixed_design) {
      return standard(horizon).error_bounds(horizon);
    } else {
      const auto spectrum = detail::signal_spectrum(prior.covariance, inputs);
      const Wide noise = Wide(noise_variance);
      std::vector<bound<Wide>> known{
          {bounds::jensen_upper(spectrum, horizon, noise), upper, "Jensen's inequality (theory 13.1)"}};
      if constexpr (has_gaussian_inputs) {
        known.push_back({bounds::minkowski_lower(spectrum, horizon, noise), lower,
                         "Minkowski's inequality, largest eigenvalues alike (theory 13.1)"});
        if ((std::min)(spectrum.size(), horizon) <= 1024) {
          known.push_back({bounds::block_upper(spectrum, horizon, noise), upper,
                           "concavity in blocks of the spectrum (theory 13.1)"});
          known.push_back(
              {bounds::geometric_lower(spectrum, horizon, noise), lower, "largest eigenvalues alike (theory 13.1)"});
        }
      }
      return detail::rounded<Real>(std::move(known));
    }
  }

  /// KL(P_θ ‖ P̃_θ) of this prior from the learner's, in nats; ∞ unless both are carried by one plane.
  /// - Cost:   O(d³), some hundred times that of a product.
  /// - Source: theory 9.2, 13.1.
  template <class Learner>
  [[nodiscard]] Real prior_divergence(const Learner& learner) const requires detail::has_gaussian_prior<Learner, Real> {
    return detail::gaussian_divergence<Real>(prior, learner.prior).value();
  }

 private:
  using Wide = detail::wide_scalar<Real>;

  void check_horizon(std::size_t horizon) const {
    require_at_least("horizon", horizon, 1);
    if constexpr (has_fixed_design)
      require_at_most("horizon", horizon, maximum_horizon(), "the number of rows of the design");
  }
};

}  // namespace infobound::inline v0_1
