// SPDX-License-Identifier: BSL-1.0
// Bounds on the rate and on the error of transformers, each under its own name, and the constants in them.
#pragma once

#include <Eigen/Core>
#include <algorithm>
#include <infobound/core/numeric/cmath.hpp>
#include <infobound/core/numeric/pi.hpp>
#include <infobound/core/numeric/stirling_series.hpp>
#include <infobound/core/numeric/wide.hpp>
#include <infobound/process/sequence/detail/embedding_spread.hpp>
#include <limits>

/// Bounds for a transformer of L layers with matrices A_i, V_i ∈ R^{r×r} of independent entries N(0, 1/r), P = 2Lr²
/// parameters, whatever its vocabulary and its context: rates in nats that hold for every horizon, and bounds on 𝓛_T in
/// nats per observation (theory 7.2, 7.4, 7.7). Arguments are not checked.
namespace infobound::inline v0_1::transformer_bounds {

/// P = 2Lr².
template <class Real>
[[nodiscard]] Real parameters(const Real& size, const Real& layers) {
  return 2 * layers * size * size;
}

// The Lipschitz chain -------------------------------------------------------------------------------------------------

/// g = √min(r, 4 + 1/r) ≥ √E‖G‖² for the operator norm of an r × r matrix with independent entries N(0, 1/r).
/// - Source: theory 7.2; the Frobenius norm, and Gordon's and Poincaré's inequalities.
template <class Real>
[[nodiscard]] Real operator_norm(const Real& size) {
  using std::min, std::sqrt;
  return sqrt(min(size, Real(4 + 1 / size)));
}

/// a = g(1 + g/√r): an error in A and V of relative size √s moves a layer's columns by at most √s a, in root mean
/// square.
/// - Source: theory 7.2.
template <class Real>
[[nodiscard]] Real perturbation_gain(const Real& size) {
  using std::sqrt;
  const Real g = operator_norm(size);
  return g * (1 + g / sqrt(size));
}

/// b = g(1 + 2g/√r): a layer makes an error η in its columns one of at most bη, in root mean square.
/// - Source: theory 7.2.
template <class Real>
[[nodiscard]] Real layer_gain(const Real& size) {
  using std::sqrt;
  const Real g = operator_norm(size);
  return g * (1 + 2 * g / sqrt(size));
}

// Rates: upper bounds on H_{ε,T}(θ) for every T -----------------------------------------------------------------------

/// ln of the amplitude B of a rate (P/2) ln(B/(2ε)), ε < ½, from the Lipschitz chain with an equal error in every
/// layer: B = a²((b^L − 1)/(b − 1))².
/// - Accuracy: in logarithms, since b^L overflows.
/// - Source:   theory 7.2.
template <class Real>
[[nodiscard]] Real log_equal_amplitude(const Real& size, const Real& layers) {
  using std::exp, std::log, std::log1p;
  const Real b = layer_gain(size);
  const Real log_power = layers * log(b);
  return 2 * (log(perturbation_gain(size)) + log_power + log1p(-exp(-log_power)) - log(b - 1));
}

/// ln B for errors that fall as b^{−(L−i)} in layer i, so that every layer adds as much: B = a²L²b^{L−1}. Never above
/// log_equal_amplitude.
/// - Source: theory 7.2.
template <class Real>
[[nodiscard]] Real log_geometric_amplitude(const Real& size, const Real& layers) {
  using std::log;
  return 2 * log(perturbation_gain(size) * layers) + (layers - 1) * log(layer_gain(size));
}

/// (P/2) ln(B/(2ε)) for ε < ½, else 0, given ln B ≥ 0.
/// - Source: theory 7.2.
template <class Real>
[[nodiscard]] Real chain_rate(const Real& size, const Real& layers, const Real& log_amplitude, const Real& epsilon) {
  using std::log;
  if (!(epsilon < Real(1) / 2)) return 0;
  return parameters(size, layers) / 2 * (log_amplitude - log(2 * epsilon));
}

/// Bounds on the mean Fisher informations of a token about the r² entries of each matrix, summed over the entries, in
/// logarithms: of V_i, b^{2(L−i)}, and of A_i, (g²/r) b^{2(L−i)}; in the order A_1, V_1, A_2, ….
/// - Source: theory 7.4.
template <class Real>
[[nodiscard]] Eigen::ArrayX<Real> log_fisher_informations(const Real& size, Eigen::Index layers) {
  using std::log;
  const Real per_layer = 2 * log(layer_gain(size));
  const Real g = operator_norm(size);
  Eigen::ArrayX<Real> result(2 * layers);
  for (Eigen::Index i = 0; i < layers; ++i) {
    result[2 * i + 1] = Real(layers - 1 - i) * per_layer;
    result[2 * i] = result[2 * i + 1] + log(g * g / size);
  }
  return result;
}

/// (r²/2) Σ ln⁺(F_m/w) over the 2L matrices, F_m their Fisher informations and Σ min(w, F_m) = 2rε: reverse
/// water-filling. Never above chain_rate with either amplitude, but for ε ≥ ½.
/// - Source: theory 7.4, Efroimovich's inequality.
template <class Real>
[[nodiscard]] Real fisher_rate(const Real& size, Eigen::Index layers, const Real& epsilon) {
  using std::exp, std::log;
  using Wide = infobound::detail::wide_scalar<Real>;  // what is left of the distortion is a difference
  Eigen::ArrayX<Wide> informations = log_fisher_informations(Wide(size), layers);
  std::sort(informations.begin(), informations.end());
  const Wide log_distortion = log(2 * Wide(size)) + log(Wide(epsilon));
  // The share of the distortion that is left when matrices below the water have taken theirs.
  Wide left = 1;
  Eigen::Index below = 0;
  const auto log_level = [&]() -> Wide { return log_distortion + log(left / Wide(informations.size() - below)); };
  while (below < informations.size() && informations[below] <= log_level())
    left -= exp(informations[below++] - log_distortion);
  if (below == informations.size()) return 0;
  return infobound::detail::rounded_up<Real>(
      Wide(Wide(size) * Wide(size) / 2 * (informations.tail(informations.size() - below) - log_level()).sum()));
}

// Errors: upper bounds on 𝓛_T -----------------------------------------------------------------------------------------

/// (P/2T)(1 + ln(BT/P)) for T > P, and at most ½, given ln B: Theorem 15 from chain_rate.
/// - Source: theory 7.2.
template <class Real>
[[nodiscard]] Real chain_upper(const Real& size, const Real& layers, const Real& horizon, const Real& log_amplitude) {
  using std::log, std::min;
  const Real half = Real(1) / 2;
  const Real ratio = horizon / parameters(size, layers);
  if (!(ratio > 1)) return half;
  return min(half, Real((1 + log_amplitude + log(ratio)) / (2 * ratio)));
}

/// (r²/2T) Σ ln(1 + T F_m/r³) over the 2L matrices, F_m their Fisher informations.
/// - Source: theory 7.4, Efroimovich's inequality.
template <class Real>
[[nodiscard]] Real fisher_upper(const Real& size, Eigen::Index layers, const Real& horizon) {
  using std::exp, std::log, std::log1p, std::max;
  const Real log_gain = log(horizon) - 3 * log(size);
  Real sum = 0;
  for (const Real& information : log_fisher_informations(size, layers)) {
    // ln(1 + e^x), which may not overflow.
    const Real x = information + log_gain;
    sum += max(x, Real(0)) + log1p(exp(x > 0 ? Real(-x) : x));
  }
  return size * size / (2 * horizon) * sum;
}

// Errors: a lower bound on 𝓛_T, the K tokens before the first being uniform -------------------------------------------

/// κ: a first token whose log-odds are those of a vector of uniform direction and of length ρ ≤ 1 tells at least κρ²
/// nats of it. (3/2r) tr(S)²/(C(R)⁴ E[‖Φ_J − c‖² (C(R_J) + 2D(R_J))]), J uniform, S the covariance of Φ_J, R its
/// radius, R_j = ‖Φ_j − c‖, and the hypergeometric series C(R) = Σ_k a_k, a_{k+1}/a_k = R²(2k + 3)/((2k + 1)(2k + 2)(r
/// + 2k + 2)), D(R) = Σ_k b_k, b_{k+1}/b_k = R²/((2k + 2)(r + 2k)), a_0 = b_0 = 1.
/// - Source: theory 7.7 (a).
template <class Real>
[[nodiscard]] Real direction_gain(const infobound::detail::embedding_spread<Real>& known, const Real& size) {
  const auto series = [](auto ratio) {
    Real sum = 1;
    Real term = 1;
    for (Real k = 0; term > sum * std::numeric_limits<Real>::epsilon(); k += 1) sum += term *= ratio(k);
    return sum;
  };
  const auto tilted = [&](const Real& square) {
    return series(
        [&](const Real& k) { return Real(square * (2 * k + 3) / ((2 * k + 1) * (2 * k + 2) * (size + 2 * k + 2))); });
  };
  Real second = 0;
  for (const Real& square : known.centred_squares)
    second +=
        square / known.variance *
        (tilted(square) + 2 * series([&](const Real& k) { return Real(square / ((2 * k + 2) * (size + 2 * k))); }));
  const Real loss = tilted(Real(known.radius * known.radius));
  return 3 * known.variance / (2 * size * loss * loss * loss * loss * (second / Real(known.centred_squares.size())));
}

/// E min(1, χ²_r/r) = 1 − a^a e^{−a}/Γ(a + 1), a = r/2: the share of a column's squared length that a layer keeps at
/// least where all columns are the same.
/// - Source: theory 7.7 (b).
template <class Real>
[[nodiscard]] Real kept_share(const Real& size) {
  using std::exp, std::log;
  const Real a = size / 2;
  return 1 - exp(-infobound::detail::stirling_remainder(a) - log(2 * infobound::detail::pi<Real>() * a) / 2);
}

/// E‖h‖² from below, h the mean of the K embeddings of a window by the first layer's attention.
/// - Source: theory 7.7 (c).
template <class Real>
[[nodiscard]] Real attended_square(const infobound::detail::embedding_spread<Real>& known, const Real& size,
                                   const Real& context) {
  using std::exp, std::max;
  if (!(context > 1)) return known.mean_square;
  const Real ratio = known.largest_square / size;
  const Real largest_weight = exp(ratio * ratio / 2);
  // E wy for weights between 1 and the largest.
  const auto least_mean = [&](const Eigen::ArrayX<Real>& y) -> Real {
    return (y.max)(Real(0)).mean() + largest_weight * (y.min)(Real(0)).mean();
  };
  const Real along = known.mean_square + (context - 1) * least_mean(known.along_mean);
  const Real across = least_mean(known.squares - known.along_mean);
  Real square = across > 0 ? Real(across * across / known.variance) : Real(0);
  if (along > 0)
    square = max(square, Real(along * along / (known.mean_square + (context - 2) * known.mean.squaredNorm())));
  return (context - 1) / (context * context) * exp(-2 * ratio * ratio) * square;
}

/// κE‖u‖²/T, u the last column of the last layer at the first token: κ = direction_gain, and from below E‖u‖² is
/// kept_share times attended_square for one layer, kept_share^L N^{1−K} E‖Φ_J‖² for any number.
/// - Source: theory 7.7.
template <class Real>
[[nodiscard]] Real first_token_lower(const infobound::detail::embedding_spread<Real>& known, const Real& vocabulary,
                                     const Real& size, const Real& context, const Real& layers, const Real& horizon) {
  using std::exp, std::log, std::max;
  if (!(known.radius > 0)) return 0;
  const Real kept = kept_share(size);
  Real square = exp((1 - context) * log(vocabulary) + layers * log(kept)) * known.mean_square;
  if (!(layers > 1)) square = max(square, Real(kept * attended_square(known, size, context)));
  return direction_gain(known, size) * square / horizon;
}

}  // namespace infobound::inline v0_1::transformer_bounds
