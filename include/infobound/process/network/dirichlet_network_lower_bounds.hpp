// SPDX-License-Identifier: BSL-1.0
// Lower bounds on what data tell of an infinitely wide network: of the directions of its larger atoms.
#pragma once

#include <Eigen/Core>
#include <cstddef>
#include <infobound/core/numeric/cmath.hpp>
#include <infobound/core/numeric/gauss_legendre.hpp>
#include <infobound/core/numeric/pi.hpp>
#include <infobound/process/network/relu_units_bounds.hpp>
#include <limits>
#include <vector>

/// Lower bounds on I(H_T;θ), in nats, of f(X) = √(2(K+1)) Σ_j S_j θ̄_j ReLU(w_jᵀX), d ≥ 2 (theory 6.5). Arguments are
/// not checked.
namespace infobound::inline v0_1::dirichlet_network_bounds {

/// Means over the weights θ̄_j ≥ δ of a Dirichlet process of concentration K, at fifty thresholds δ in geometric order:
/// 0.7 … 10⁻⁴, for K > 10 times 10/K.
/// - Accuracy: relative error below 1e-12 in double, 1e-9 of pairs
/// (tests/unit/process/network/dirichlet_network.cpp).
/// - Cost:     about a millisecond.
/// - Source:   theory 6.5.
template <class Real>
class large_atoms {
 public:
  static constexpr std::size_t thresholds = 50;

  /// Means over atoms of mass δ or more.
  struct mean {
    Real threshold;        ///< δ
    Real count;            ///< E #{j: θ̄_j ≥ δ}
    Real pairs;            ///< E #{(j,k): j ≠ k, θ̄_j ≥ δ, θ̄_k ≥ δ}; for K > 1000 a bound above it
    Real inverse_squares;  ///< E Σ θ̄_j⁻² over θ̄_j ≥ δ
  };

  explicit large_atoms(const Real& K) : concentration(K) {
    using std::exp, std::log, std::min;
    const Real scale = min(Real(1), Real(10 / K));
    const Real step = log(Real(7000)) / Real(thresholds - 1);
    for (std::size_t i = 0; i < thresholds; ++i) {
      const Real threshold = scale * Real(0.7) * exp(-step * Real(i));
      const auto [count, inverse_squares] = beyond(threshold, Real(1 - threshold), i);
      means.push_back({threshold, count, 0, inverse_squares});
    }
    for (mean& of : means) of.pairs = pairs(of);
  }

  Real concentration;
  std::vector<mean> means;

 private:
  struct sums {
    Real count;
    Real inverse_squares;
  };

  /// The integrals of K/x and K/x³ times (1−x)^{K−1} over (x, 1), from those beyond the i larger thresholds.
  [[nodiscard]] sums beyond(const Real& x, const Real& rest, std::size_t i) const {
    using std::log, std::max, std::min;
    const Real half = Real(0.5);
    if (x >= half) return beyond_half(rest);
    Real right = min(half, Real(1000 / concentration));  // beyond, (1−x)^K is nothing
    sums total = right < half ? sums{0, 0} : beyond_half(half);
    if (i > 0 && means[i - 1].threshold < right) {
      right = means[i - 1].threshold;
      total = {means[i - 1].count, means[i - 1].inverse_squares};
    }
    while (right > x) {
      const Real left = max(x, Real(right * Real(0.8)));
      add_panel(total, left, log(right / left));
      right = left;
    }
    return total;
  }

  /// 1/x = Σ (1−x)^j and 1/x³ = Σ (j+1)(j+2)/2 (1−x)^j, term by term, for 1 − x ≤ ½.
  [[nodiscard]] sums beyond_half(const Real& rest) const {
    using std::exp, std::log;
    if (!(rest > 0)) return {0, 0};
    Real power = exp(concentration * log(rest));
    sums total{0, 0};
    for (int j = 0; j < 2 * std::numeric_limits<Real>::digits; ++j) {
      const Real term = concentration / (concentration + Real(j)) * power;
      total.count += term;
      total.inverse_squares += Real((j + 1) * (j + 2) / 2) * term;
      power *= rest;
    }
    return total;
  }

  /// Over x = left · e^u, 0 < u < length.
  void add_panel(sums& total, const Real& left, const Real& length) const {
    using std::exp, std::log1p;
    const auto& rule = panel_rule();
    for (Eigen::Index i = 0; i < rule.nodes.size(); ++i) {
      const Real x = left * exp(length * (1 + rule.nodes[i]) / 2);
      const Real term = rule.weights[i] * length / 2 * concentration * exp((concentration - 1) * log1p(-x));
      total.count += term;
      total.inverse_squares += term / x / x;
    }
  }

  [[nodiscard]] Real count_beyond(const Real& x, const Real& rest) const {
    std::size_t i = 0;
    while (i < means.size() && means[i].threshold > x) ++i;
    return beyond(x, rest, i).count;
  }

  /// ∫ K/x (1−x)^{K−1} count(δ/(1−x)) dx over (δ, 1−δ), in ln x below ½ and in ln(1−x) above, each by the double
  /// exponential rule, which does not mind the power of K at the end.
  [[nodiscard]] Real pairs(const mean& of) const {
    using std::cosh, std::exp, std::expm1, std::log, std::log1p, std::sinh;
    const Real half = Real(0.5);
    if (of.threshold >= half) return 0;
    if (concentration > 1000) return of.count * of.count;  // above it, as 1 − x − y ≤ (1 − x)(1 − y), by a share of 1/K
    const Real pi = infobound::detail::pi<Real>();
    const Real length = -log(2 * of.threshold);
    const Real step = Real(1) / 16;
    Real total = 0;
    for (int i = -56; i <= 56; ++i) {
      const Real t = step * Real(i);
      const Real p = 1 / (1 + exp(-pi * sinh(t)));  // from 0 to 1
      const Real q = 1 / (1 + exp(pi * sinh(t)));
      const Real x = half * exp(-q * length);  // from δ to ½; 1 − x in the upper half
      const Real rest = 1 - x;
      const Real log_quotient = -p * length;  // ln(δ/x)
      const Real lower = exp((concentration - 1) * log1p(-x)) *
                         count_beyond(Real(of.threshold / rest), Real((rest - of.threshold) / rest));
      const Real upper =
          exp(concentration * log(x)) / rest * count_beyond(Real(exp(log_quotient)), Real(-expm1(log_quotient)));
      total += step * pi * cosh(t) * p * q * length * concentration * (lower + upper);
    }
    return total;
  }

  [[nodiscard]] static const infobound::detail::gauss_legendre<Real>& panel_rule() {
    static const infobound::detail::gauss_legendre<Real> rule(
        infobound::detail::gauss_legendre<Real>::full_precision_order() / 2 + 2);
    return rule;
  }
};

/// I(H_T;θ) ≥ ½∫_0^{1/σ²} max_δ m(γ)dγ (theory 5.7) for the units θ̄_j ≥ δ and β_j = 1/b_j, precision = 1/σ², and the
/// same of the labels projected off the linear functions of the inputs, T > 2d + 4.
/// - Cost:   50 µs.
/// - Source: theory 6.5.
template <class Real>
class atom_directions {
 public:
  atom_directions(const Real& dimension, const Real& concentration) : all(dimension), atoms(concentration) {
    const Real most = (std::numeric_limits<Real>::max)();
    for (const auto& of : atoms.means)
      if (of.pairs <= most && of.inverse_squares <= most)
        fields_.push_back({of.count, of.count, of.pairs, of.inverse_squares / (2 * (concentration + 1))});
  }

  [[nodiscard]] Real plain_lower(const Real& precision, const Real& horizon) const {
    return relu_units_bounds::plain_lower(all, fields_, precision, horizon);
  }
  [[nodiscard]] Real projected_lower(const Real& precision, const Real& horizon) const {
    return relu_units_bounds::projected_lower(all, fields_, precision, horizon);
  }

  /// By the polynomial of degree 2 alone and δ² = d/(γT): with a₁ the mean number of atoms θ̄_j ≥ δ and
  /// r = (d+1)²/((d−1)(d+2)), γm(γ) ≥ a₁²/{πr(1+a₁)/d + 2a₁²/((d−1)(d+2)) + ((d+2)/(dT))(2πra₁ + a₁²)}, which rises
  /// with γ, so that a sum of left ends is below the integral in ln γ.
  /// - Domain: K ≥ 1.
  [[nodiscard]] Real explicit_lower(const Real& precision, const Real& horizon) const {
    using std::log, std::min;
    const Real& d = all.dimension;
    const Real most = log(precision) + log(horizon) - log(d);
    const Real r = (d + 1) / (d - 1) * ((d + 1) / (d + 2));
    const Real r_pi = r * infobound::detail::pi<Real>();
    const auto level = [&](std::size_t i) { return Real(-2 * log(atoms.means[i].threshold)); };  // ln(γT/d)
    Real total = 0;
    for (std::size_t i = 0; i < atoms.means.size() && level(i) < most; ++i) {
      const Real right = i + 1 < atoms.means.size() ? min(most, level(i + 1)) : level(i);
      const Real per = 1 / atoms.means[i].count;
      total += (right - level(i)) /
               (r_pi / d * (1 + per) * per + 2 / (d - 1) / (d + 2) + (1 + 2 / d) / horizon * (2 * r_pi * per + 1));
    }
    return total / 2;
  }

  relu_units_bounds::degrees<Real> all;
  large_atoms<Real> atoms;

 private:
  std::vector<relu_units_bounds::field<Real>> fields_;
};

/// I(H_T;θ) ≥ −ln(1 − (m²/m₂)(1 − e^{−m₂/m})): the affinity of two networks' labels, of which m = T/(4σ²) and m₂ are
/// the first moment and a bound on the second of the exponent.
/// - Source: theory 12.2, 6.5.
template <class Real>
[[nodiscard]] Real affinity_lower(const Real& dimension, const Real& concentration, const Real& noise_variance,
                                  const Real& horizon) {
  using std::expm1, std::log1p;
  const Real& K = concentration;
  const Real angle = 1 + 2 / dimension;
  const Real fourth = (K + 1) / (K + 2) * ((36 + 3 * K * angle) / (K + 3));  // E f⁴
  const Real ratio = (2 * fourth + 6 * angle) / 4;                           // m₂/m²
  return -log1p(expm1(-ratio * (horizon / 4 / noise_variance)) / ratio);
}

}  // namespace infobound::inline v0_1::dirichlet_network_bounds
