// SPDX-License-Identifier: BSL-1.0
// Bounds on the rate and on the error of token autoregression, each under its own name.
#pragma once

#include <algorithm>
#include <infobound/core/numeric/cmath.hpp>
#include <infobound/core/numeric/wide.hpp>
#include <infobound/process/regression/generalised_linear_model_bounds.hpp>
#include <infobound/process/sequence/detail/embedding_spread.hpp>

/// Bounds for K matrices A_k of d × d independent entries N(0, v), P = d²K of them, and tokens drawn in proportion to
/// exp(Φ_jᵀ Σ_k A_k Φ_{X_{t−k+1}}), ‖Φ_j‖ ≤ 1, in terms of P and q = Kv: rates in nats that hold for every horizon, and
/// bounds on 𝓛_T in nats per observation (theory 7.1, 7.4, 7.6). Arguments are not checked.
namespace infobound::inline v0_1::token_autoregression_bounds {

/// H_{ε,T}(θ) ≤ (P/2) ln(1 + q/(2ε)): the forward channel, whose noise is independent of the history.
/// - Source: theory 7.1.
template <class Real>
[[nodiscard]] Real forward_rate(const Real& parameters, const Real& power, const Real& epsilon) {
  using std::exp, std::log, std::log1p, std::max;
  const Real log_ratio = log(power) - log(2 * epsilon);
  // ln(1 + e^x), which may not overflow.
  return parameters / 2 * (max(log_ratio, Real(0)) + log1p(exp(log_ratio > 0 ? Real(-log_ratio) : log_ratio)));
}

/// H_{ε,T}(θ) ≤ (P/2) ln⁺(q/(2ε)), below forward_rate.
/// - Source: theory 7.4, Efroimovich's inequality.
template <class Real>
[[nodiscard]] Real fisher_rate(const Real& parameters, const Real& power, const Real& epsilon) {
  return generalised_linear_model_bounds::exponential_rate(parameters, Real(power / 2), epsilon);
}

/// 𝓛_T ≤ inf_ε {forward_rate/T + ε}, at ε = (√(q² + 4Pq/T) − q)/4.
/// - Source: theory 7.1.
template <class Real>
[[nodiscard]] Real forward_upper(const Real& parameters, const Real& power, const Real& horizon) {
  using std::sqrt;
  const Real slope = parameters / horizon;
  // The root multiplied out, without its cancellation.
  const Real epsilon = slope / (1 + sqrt(1 + 4 * slope / power));
  return forward_rate(parameters, power, epsilon) / horizon + epsilon;
}

/// 𝓛_T ≤ (P/2T)(1 + ln(1 + qT/P)), never below forward_upper.
/// - Source: theory 7.1.
template <class Real>
[[nodiscard]] Real forward_explicit_upper(const Real& parameters, const Real& power, const Real& horizon) {
  using std::log1p;
  return parameters / (2 * horizon) * (1 + log1p(power * horizon / parameters));
}

/// 𝓛_T ≤ (P/2T) ln(1 + qT/P), below both above.
/// - Source: theory 7.4, Efroimovich's inequality.
template <class Real>
[[nodiscard]] Real fisher_upper(const Real& parameters, const Real& power, const Real& horizon) {
  return generalised_linear_model_bounds::fisher_upper(parameters, horizon, power);
}

// Errors: lower bounds on 𝓛_T, the K tokens before the first being uniform --------------------------------------------

/// (dK/2T) Σ_i ln(1 + n ln(1 + K²vmλ_i)/(Km) det(S)^{1/d} e^{−4Rρ}), n = ⌊T/K⌋, S the covariance of Φ_J, J uniform, λ_i
/// its eigenvalues, R the radius of the embeddings, m the largest ‖Φ_j‖² and ρ = K√(vm) min{2√d, √d + √(2 ln N)}: of
/// the right slope in ln T, and of use for small v. 0 where S is singular.
/// - Source: theory 7.6 (b).
template <class Real>
[[nodiscard]] Real determinant_lower(const detail::embedding_axes<Real>& known, const Real& vocabulary,
                                     const Real& order, const Real& variance, const Real& horizon,
                                     const Real& whole_windows) {
  using std::exp, std::log, std::log1p, std::min, std::sqrt;
  if (known.eigenvalues.size() == 0 || !(whole_windows > 0)) return 0;
  const Real d = Real(known.eigenvalues.size());
  const Real reach = min(Real(2 * sqrt(d)), Real(sqrt(d) + sqrt(2 * log(vocabulary))));
  const Real log_power = log(variance) + log(known.largest_square);
  const Real loss = 4 * known.radius * order * exp(log_power / 2) * reach;
  const Real shift = log(whole_windows) + known.log_determinant / d - log(order) - log(known.largest_square) - loss;
  Real sum = 0;
  for (const Real& eigenvalue : known.eigenvalues) {
    const Real ratio = detail::log1p_of_exp(Real(2 * log(order) + log_power + log(eigenvalue)));
    if (ratio > 0) sum += detail::log1p_of_exp(Real(shift + log(ratio)));
  }
  return d * order / 2 * sum / horizon;
}

/// (d²/2T) ln(1 + T ln(1 + X)/(mR²) e^ℓ), X = vmR², where only A_1 is not given: with Z = E Φ_JΦ_Jᵀ, q = Kvm,
///   ℓ = (1/d) ln(det S det Z) − 3 min{qR²/2, R√(qd)} − (L√K + 2L′√(K − 1)) √(2q ln N),
/// L and L′ the input and output radius of the embeddings. 0 where S is singular.
/// - Source: theory 7.6 (c).
template <class Real>
[[nodiscard]] Real newest_token_lower(const detail::embedding_axes<Real>& known, const Real& vocabulary,
                                      const Real& order, const Real& variance, const Real& horizon) {
  using std::exp, std::log, std::min, std::sqrt;
  if (known.eigenvalues.size() == 0) return 0;
  const Real d = Real(known.eigenvalues.size());
  const Real R = known.radius;
  const Real log_power = log(variance) + log(known.largest_square);
  const Real root = exp((log_power + log(order)) / 2);
  const Real spread = known.input_radius * sqrt(order) + 2 * known.output_radius * sqrt(order - 1);
  const Real loss =
      3 * min(Real(root * R * (root * R / 2)), Real(R * root * sqrt(d))) + spread * root * sqrt(2 * log(vocabulary));
  const Real ratio = detail::log1p_of_exp(Real(log_power + 2 * log(R)));
  if (!(ratio > 0)) return 0;
  const Real log_gain = log(horizon) + log(ratio) - log(known.largest_square) - 2 * log(R) +
                        (known.log_determinant + known.log_second_determinant) / d - loss;
  return d * d / 2 * detail::log1p_of_exp(log_gain) / horizon;
}

/// What the first token tells at least, over T: with x = KvmR², P = Kv E‖Φ_J‖², the larger of
///   (3/2) P tr(S)² exp(−2R²vκ)/E[‖Φ_J − c‖² (3 + x_J) e^{x_J/2}], x_j = Kvm‖Φ_j − c‖² and κ = E‖z‖⁴/E‖z‖² of the K
///   embeddings of a window, and
///   ½ P tr(S)² y e^{−2xy}/(R² min(d, N − 1)), y = min(1, 1/(2x)).
/// 0 where all embeddings are the same.
/// - Source: theory 7.6 (d).
template <class Real>
[[nodiscard]] Real first_token_lower(const detail::embedding_spread<Real>& known, const Real& vocabulary,
                                     const Real& order, const Real& variance, const Real& horizon) {
  using std::exp, std::min;
  if (!(known.radius > 0)) return 0;
  const Real square = known.radius * known.radius;
  const Real reach = order * variance * known.largest_square * square;
  const Real share = known.mean_square / known.largest_square / square;  // P/x
  const Real rank = min(Real(known.mean.size()), Real(vocabulary - 1));
  const Real cut = min(reach, Real(Real(1) / 2));
  const Real truncated = share * cut * exp(-2 * cut) * (known.variance / square) * known.variance / (2 * rank);
  const Eigen::ArrayX<Real> x = order * variance * known.largest_square * known.centred_squares;
  if (!(x.maxCoeff() < 100)) return truncated / horizon;
  const Real fourth = known.mean_fourth / known.mean_square + (order - 1) * known.mean_square;
  const Real second = (known.centred_squares / known.variance * (3 + x) * (x / 2).exp()).mean();
  const Real whole =
      share * reach * known.variance * exp(-2 * square * variance * fourth) / (second * Real(Real(2) / 3));
  return (whole > truncated ? whole : truncated) / horizon;
}

}  // namespace infobound::inline v0_1::token_autoregression_bounds
