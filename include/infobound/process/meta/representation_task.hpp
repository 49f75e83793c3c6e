// SPDX-License-Identifier: BSL-1.0
// One task of linear representation learning: a regression on features that are known.
#pragma once

#include <Eigen/Core>
#include <boost/random/normal_distribution.hpp>
#include <cstddef>
#include <infobound/core/numeric/cmath.hpp>
#include <infobound/core/numeric/pi.hpp>
#include <infobound/core/numeric/sequential_gaussian.hpp>
#include <infobound/core/require.hpp>
#include <infobound/process/regression/gaussian_response.hpp>
#include <infobound/process/regression/generalised_linear_law.hpp>
#include <infobound/process/regression/inputs.hpp>
#include <type_traits>

namespace infobound::inline v0_1 {

/// Given ψ ∈ R^{d×r}: ξ ~ N(0, I_r/r), X_t ~ N(0, I_d), Y_{t+1} drawn by the response given η = (ψξ)ᵀX_t (theory 8.4).
/// θ = ψξ, and as the labels depend on ξ through θ alone, the information on either is the same.
template <class Response, class Real>
struct representation_task {
  using law_type = generalised_linear_law<Response, Real>;
  using real_type = Real;
  using parameter_type = Eigen::VectorX<Real>;            ///< ξ: r
  using history_type = typename law_type::history_type;   ///< {inputs, labels}: d × T, and T labels
  static constexpr bool independent_observations = true;  ///< iid given ξ: theory 1.2 applies
  static constexpr bool log_concave_likelihood = log_concave_response<Response>;  ///< theory 12.3 applies
  static constexpr bool is_gaussian = std::is_same_v<Response, gaussian_response<Real>>;

  Eigen::MatrixX<Real> psi;  ///< ψ: d × r
  Response response = {};

  template <class Rng>
  [[nodiscard]] parameter_type draw_parameter(Rng& rng) const {
    boost::random::normal_distribution<Real> normal(0, scale());
    return parameter_type::NullaryExpr(psi.cols(), [&] { return normal(rng); });
  }

  template <class Rng>
  [[nodiscard]] history_type draw_history(const parameter_type& xi, std::size_t horizon, Rng& rng) const {
    history_type history{Eigen::MatrixX<Real>(psi.rows(), static_cast<Eigen::Index>(horizon)), {}};
    gaussian_inputs{}.draw(history.inputs, rng);
    law().draw_labels(psi * xi, rng, history);
    return history;
  }

  [[nodiscard]] Eigen::VectorX<Real> log_likelihood(const parameter_type& xi, const history_type& history) const {
    return law().log_likelihood(psi * xi, history);
  }

  /// ln p(Y_{t+1} | ξ, X_t) for ξ in the columns of xis, in nats.
  [[nodiscard]] Eigen::MatrixX<Real> log_likelihoods(const Eigen::Ref<const Eigen::MatrixX<Real>>& xis,
                                                     const history_type& history) const {
    return law().log_likelihoods(psi * xis, history);
  }

  // In whitened coordinates: ξ = z/√r, z ~ N(0, I_r) ------------------------------------------------------------------

  [[nodiscard]] std::size_t latent_dimension() const { return static_cast<std::size_t>(psi.cols()); }
  [[nodiscard]] parameter_type parameter_from(const Eigen::VectorX<Real>& z) const { return z * scale(); }

  [[nodiscard]] Eigen::VectorX<Real> gradient(const Eigen::VectorX<Real>& z, const history_type& history) const {
    Eigen::VectorX<Real> slopes = history.inputs.transpose() * (psi * parameter_from(z));
    for (Eigen::Index t = 0; t < slopes.size(); ++t)
      slopes[t] = response.first_derivative(slopes[t], history.labels[t]);
    return scale() * (psi.transpose() * (history.inputs * slopes));
  }

  [[nodiscard]] Eigen::MatrixX<Real> hessian(const Eigen::VectorX<Real>& z, const history_type& history) const {
    const Eigen::MatrixX<Real> features = psi.transpose() * history.inputs;
    Eigen::VectorX<Real> curvatures = features.transpose() * parameter_from(z);
    for (Eigen::Index t = 0; t < curvatures.size(); ++t)
      curvatures[t] = response.second_derivative(curvatures[t], history.labels[t]) / Real(psi.cols());
    Eigen::MatrixX<Real> result = features * curvatures.asDiagonal() * features.transpose();
    result.template triangularView<Eigen::StrictlyUpper>() = result.transpose();
    return result;
  }

  // Gaussian response: linear regression on the features ψᵀX ----------------------------------------------------------

  /// ln p(Y_{t+1} | H_t, X_t, ψ). Cost: O(T r min(r, T) + Tdr).
  [[nodiscard]] Eigen::VectorX<Real> log_predictive(const history_type& history) const requires is_gaussian {
    using std::log;
    const Real log_normaliser = detail::log_two_pi_times(response.noise_variance);
    Eigen::VectorX<Real> result(history.labels.size());
    detail::sequential_gaussian<Real> predict(psi.cols(), response.noise_variance, history.labels.size(),
                                              detail::lenient<Real>());
    const Eigen::MatrixX<Real> features = psi.transpose() * history.inputs;
    predict.run(features, history.labels, [&](Eigen::Index t, const Real& gain, const Real& error) {
      result[t] = -(log_normaliser + gain + error * error) / 2;
    });
    return result;
  }

  /// Draws inputs and integrates labels and ξ out: increments[t] = I(Y_{t+1};ξ | H_t, X = those inputs), in nats.
  [[nodiscard]] auto information_sampler(std::size_t horizon) const requires is_gaussian {
    const auto observations = static_cast<Eigen::Index>(horizon);
    return [psi = psi, inputs = Eigen::MatrixX<Real>(psi.rows(), observations),
            features = Eigen::MatrixX<Real>(psi.cols(), observations),
            predict = detail::sequential_gaussian<Real>(psi.cols(), response.noise_variance, observations,
                                                        detail::lenient<Real>())](
               auto& rng, Eigen::Ref<Eigen::ArrayX<Real>> increments) mutable {
      gaussian_inputs{}.draw(inputs, rng);
      features.noalias() = psi.transpose() * inputs;
      predict.run(features, [&](Eigen::Index t, const Real& gain) { increments[t] = gain / 2; });
    };
  }

 private:
  [[nodiscard]] law_type law() const { return {psi.rows(), response}; }

  [[nodiscard]] Real scale() const {
    using std::sqrt;
    return 1 / sqrt(Real(psi.cols()));
  }
};

}  // namespace infobound::inline v0_1
