// SPDX-License-Identifier: BSL-1.0
// Bounds on the rate and on the error of binary autoregression, each under its own name.
#pragma once

#include <algorithm>
#include <infobound/core/numeric/chi_square_expectation.hpp>
#include <infobound/core/numeric/cmath.hpp>
#include <infobound/core/numeric/logistic_expectation.hpp>
#include <infobound/core/numeric/pi.hpp>
#include <infobound/process/regression/generalised_linear_model_bounds.hpp>
#include <infobound/rate/exponential.hpp>
#include <limits>

/// Bounds for θ ~ N(0, I_K/K) and symbols Y_{t+1} ∈ {−1, +1} with log-odds Σ_k θ_k Y_{t−k+1}: rates in nats that hold
/// for every horizon, and bounds on 𝓛_T in nats per observation (theory 7.1, 7.4, 7.5). Arguments are not checked.
namespace infobound::inline v0_1::binary_autoregression_bounds {

// Rates: upper bounds on H_{ε,T}(θ) for every T -----------------------------------------------------------------------

/// (K/2) ln⁺(K/(8ε)): the backward channel, with ‖x‖² ≤ K at every step.
/// - Source: theory 7.1, the form of Jeon & Van Roy.
template <class Real>
[[nodiscard]] Real paper_rate(const Real& order, const Real& epsilon) {
  return generalised_linear_model_bounds::exponential_rate(order, Real(order / 8), epsilon);
}

/// (K/2) ln(1 − 1/K + 1/(8ε)) for ε < K/8, else 0: the forward channel, whose noise is independent of the history.
/// Never above paper_rate.
/// - Source: theory 7.1.
template <class Real>
[[nodiscard]] Real forward_rate(const Real& order, const Real& epsilon) {
  using std::log, std::log1p, std::max;
  if (!(epsilon < order / 8)) return 0;
  const Real ratio = 1 / (8 * epsilon);
  // Logarithms apart where the ratio overflows, at subnormal ε.
  if (!(ratio <= (std::numeric_limits<Real>::max)())) return -order / 2 * (log(Real(8)) + log(epsilon));
  return max(Real(0), Real(order / 2 * log1p(ratio - 1 / order)));
}

/// (K/2) ln⁺(1/(8ε)): by the Fisher information, which sees no more of a symbol here than of an independent label.
/// Never above forward_rate.
/// - Source: theory 7.4, Efroimovich's inequality.
template <class Real>
[[nodiscard]] Real fisher_rate(const Real& order, const Real& epsilon) {
  return generalised_linear_model_bounds::exponential_rate(order, Real(Real(1) / 8), epsilon);
}

// Errors: upper bounds on 𝓛_T -----------------------------------------------------------------------------------------

/// (K/2T)(1 + ln(T/4)) for T ≥ 4, else K/8: Theorem 15 from paper_rate.
/// - Source: theory 7.1, the form of Jeon & Van Roy.
template <class Real>
[[nodiscard]] Real paper_upper(const Real& order, const Real& horizon) {
  return rate::exponential_upper(order, horizon, Real(order / 8));
}

/// (K/2T)(1 + ln(1 + T/4)), for all T.
/// - Source: theory 7.1, the form of Jeon & Van Roy; never below paper_upper.
template <class Real>
[[nodiscard]] Real paper_explicit_upper(const Real& order, const Real& horizon) {
  using std::log1p;
  return order / (2 * horizon) * (1 + log1p(horizon / 4));
}

/// The ε that is best in Theorem 15 from forward_rate: (√(1 + 16(K−1)/T) − 1)/(16(1 − 1/K)), which is 1/(2T) at K = 1;
/// at most K/8.
/// - Source: theory 7.1.
template <class Real>
[[nodiscard]] Real forward_minimiser(const Real& order, const Real& horizon) {
  using std::min, std::sqrt;
  // The root multiplied out, without its cancellation.
  return min(Real(order / 8), Real(order / (horizon * (1 + sqrt(1 + 16 * (order - 1) / horizon)))));
}

/// H_ε/T + ε at ε = forward_minimiser: Theorem 15 from forward_rate.
/// - Source: theory 7.1.
template <class Real>
[[nodiscard]] Real forward_upper(const Real& order, const Real& horizon) {
  const Real epsilon = forward_minimiser(order, horizon);
  return forward_rate(order, epsilon) / horizon + epsilon;
}

/// (K/2T)(1 + ln(1 + T/(4K))), for all T.
/// - Source: theory 7.1; never below forward_upper.
template <class Real>
[[nodiscard]] Real forward_explicit_upper(const Real& order, const Real& horizon) {
  using std::log1p;
  return order / (2 * horizon) * (1 + log1p(horizon / (4 * order)));
}

/// (K/2T) ln(1 + T/(4K)), at most 1/8: below the four above at every T.
/// - Source: theory 7.4, Efroimovich's inequality.
template <class Real>
[[nodiscard]] Real fisher_upper(const Real& order, const Real& horizon) {
  return generalised_linear_model_bounds::fisher_upper(order, horizon, Real(Real(1) / 4));
}

// Order 1, where the square of every input is 1 -----------------------------------------------------------------------

/// (1/2T) E ln(1 + T s′(θ)), θ ~ N(0, 1).
/// - Accuracy: relative error below 1e-13 in double. Cost: 40 logarithms.
/// - Source:   theory 7.5 (a).
template <class Real>
[[nodiscard]] Real first_order_lower(const Real& horizon) {
  return detail::even_gaussian_mean(Real(1), (std::numeric_limits<Real>::max)(),
                                    [&](const auto& g) {
                                      const auto tail = ((-g).exp()).eval();
                                      const auto gain = (horizon * tail / (1 + tail).square()).eval();
                                      return detail::vectorised_log1p(gain).eval();
                                    }) /
         (2 * horizon);
}

/// (1/2T) ln(1 + T E s′(θ)), θ ~ N(0, 1): below fisher_upper.
/// - Source: theory 7.5 (a).
template <class Real>
[[nodiscard]] Real first_order_upper(const Real& horizon) {
  return generalised_linear_model_bounds::fisher_upper(Real(1), horizon, detail::mean_logistic_slope(Real(1)));
}

// Errors: lower bounds on 𝓛_T of any order, the K symbols before the first being fair coins ---------------------------

/// ln 2 − E H_b(s(G)), G ~ N(0, 1), 0.0937 nats: what the first symbol tells, which is 𝓛_1.
/// - Source: theory 7.5 (c).
template <class Real>
[[nodiscard]] Real first_symbol_information() {
  return detail::logistic_label_information(Real(1));
}

/// (K/2T) ln(1 + n (c/4) e^{−2μ}), n = ⌊T/K⌋, c = ln(1 + K/4)/(K/4), μ = min{√(2K/π), ¼ + (K − 1)/(2π)}: of the right
/// slope in ln T, and of use at small orders, as μ grows like √K.
/// - Source: theory 7.5 (b).
template <class Real>
[[nodiscard]] Real determinant_lower(const Real& order, const Real& horizon, const Real& whole_windows) {
  using std::exp, std::log1p, std::min, std::sqrt;
  const Real pi = detail::pi<Real>();
  const Real quarter = order / 4;
  const Real loss = min(Real(sqrt(2 * order / pi)), Real(Real(1) / 4 + (order - 1) / (2 * pi)));
  return order / 2 * log1p(whole_windows * (log1p(quarter) / quarter / 4 * exp(-2 * loss))) / horizon;
}

/// (1/T)(ℓ_0 + Σ_{1≤t<min(T,K)} f(t)), ℓ_0 = first_symbol_information and, with u = t/√K and
/// v = 1 + 4u/π + (2/π)t(t − 1)/K,
///   f(t) = ⅛ exp(−min{v/2, 2√(2/π)(1 + u)})/(1 + (t/4K)(1 + u)²):
/// what each of the first symbols tells at least, by the Cramér–Rao inequality. Grows like √K.
/// - Cost:   O(ln K) of f, which falls: of many symbols each is taken to tell as much as the last of them.
/// - Source: theory 7.5 (c).
template <class Real>
[[nodiscard]] Real early_symbols_lower(const Real& order, const Real& horizon) {
  using std::exp, std::floor, std::max, std::min, std::sqrt;
  const Real pi = detail::pi<Real>();
  const Real root = sqrt(order);
  const Real count = min(horizon, order);
  Real information = first_symbol_information<Real>();
  for (Real next = 1; next < count;) {
    const Real t = min(Real(count - 1), Real(next + floor(next / 32)));
    const Real u = t / root;
    const Real square = 1 + 4 / pi * u + 2 / pi * (u * ((t - 1) / root));
    const Real loss = min(Real(square / 2), Real(2 * sqrt(2 / pi) * (1 + u)));
    const Real told = exp(-loss) / (8 * (1 + u / (4 * root) * (1 + u) * (1 + u)));
    const Real sum = information + (t + 1 - next) * told;
    if (u > 16 && !(sum > information)) break;
    information = sum;
    if (!(t + 1 > next)) break;  // a narrow scalar no longer counts
    next = t + 1;
  }
  return information / horizon;
}

}  // namespace infobound::inline v0_1::binary_autoregression_bounds
