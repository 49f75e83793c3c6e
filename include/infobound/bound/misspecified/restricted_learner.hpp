// SPDX-License-Identifier: BSL-1.0
// What a learner of fewer parameters pays at most: a bound from any code of the truth in its parameters.
#pragma once

#include <cstddef>
#include <infobound/core/numeric/scaled.hpp>
#include <infobound/core/numeric/variance_divergence.hpp>
#include <infobound/core/require.hpp>

/// A learner with prior Q on φ and likelihood P_φ, where the truth is θ. For any channel φ ~ π(·|θ), φ ⊥ H_T | θ, of
/// marginal law π̄: its information I(θ;φ), how far π̄ is from Q, and what predicting by φ costs (theory 9.5).
namespace infobound::inline v0_1::restricted_learner {

/// 𝓛̃_T ≤ (I(θ;φ) + KL(π̄ ‖ Q))/T + D, D the mean over steps of E KL(P*_t ‖ P_{φ,t}).
/// - Units:  the first two in nats, plug_in_distortion and result in nats per observation.
/// - Domain: all three ≥ 0, ∞ allowed; T ≥ 1.
/// - Throws: std::domain_error for an argument outside its domain.
/// - Source: theory 9.5.
template <class Real>
[[nodiscard]] Real upper(const Real& channel_information, const Real& code_divergence, const Real& plug_in_distortion,
                         std::size_t horizon) {
  require_non_negative_or_infinite("channel_information", channel_information);
  require_non_negative_or_infinite("code_divergence", code_divergence);
  require_non_negative_or_infinite("plug_in_distortion", plug_in_distortion);
  require_at_least("horizon", horizon, 1);
  return channel_information / Real(horizon) + code_divergence / Real(horizon) + plug_in_distortion;
}

/// The plug-in distortion of a Gaussian response with E(f_θ − f_φ)² ≤ D, for a learner that assumes noise variance σ̃²:
/// ½ (σ²/σ̃² − 1 − ln(σ²/σ̃²)) + D/(2σ̃²). With σ̃² = σ² it is D/(2σ²).
/// - Domain: D ≥ 0, ∞ allowed; σ², σ̃² > 0, finite.
/// - Throws: std::domain_error for an argument outside its domain.
/// - Source: theory 9.5.
template <class Real>
[[nodiscard]] Real gaussian_distortion(const Real& squared_error, const Real& noise_variance,
                                       const Real& assumed_noise_variance) {
  require_non_negative_or_infinite("squared_error", squared_error);
  require_positive("noise_variance", noise_variance);
  require_positive("assumed_noise_variance", assumed_noise_variance);
  using detail::scaled;
  return (detail::scaled_variance_divergence(noise_variance, assumed_noise_variance) / Real(2)).value() +
         (scaled<Real>(squared_error) / assumed_noise_variance / Real(2)).value();
}

/// The least of it over σ̃², at σ̃² = σ² + D: ½ ln(1 + D/σ²).
/// - Domain, throws and source as gaussian_distortion.
template <class Real>
[[nodiscard]] Real absorbed_gaussian_distortion(const Real& squared_error, const Real& noise_variance) {
  require_non_negative_or_infinite("squared_error", squared_error);
  require_positive("noise_variance", noise_variance);
  return (log1p(detail::scaled<Real>(squared_error) / noise_variance) / Real(2)).value();
}

}  // namespace infobound::inline v0_1::restricted_learner
