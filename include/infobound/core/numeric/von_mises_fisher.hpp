// SPDX-License-Identifier: BSL-1.0
// The von Mises–Fisher law of a unit vector, for any dimension and concentration: ratios of modified Bessel functions.
#pragma once

#include <algorithm>
#include <cstddef>
#include <infobound/core/numeric/cmath.hpp>
#include <infobound/core/numeric/equal.hpp>
#include <infobound/core/numeric/pi.hpp>
#include <limits>
#include <utility>
#include <vector>

namespace infobound::inline v0_1::detail {

/// The polynomials U_k(p) of Debye's expansion of I_N, k = 0, 1, …: U_k(p) = Σ_i c_{ki} p^{k+2i}, i ≤ k, by
/// U_{k+1} = ½ p²(1 − p²) U_k′ + ⅛ ∫_0^p (1 − 5t²) U_k dt; as many as the scalar's digits take at least_debye_order.
template <class Real>
[[nodiscard]] const std::vector<std::vector<Real>>& debye_polynomials() {
  static const auto all = [] {
    std::vector<std::vector<Real>> polynomials{{Real(1)}};
    for (int k = 0; 25 * k < 7 * std::numeric_limits<Real>::digits; ++k) {
      const std::vector<Real>& last = polynomials.back();
      std::vector<Real> next(last.size() + 1, Real(0));
      for (std::size_t i = 0; i < last.size(); ++i) {
        const Real power = Real(k) + 2 * Real(i);
        next[i] += last[i] * (power / 2 + 1 / (8 * (power + 1)));
        next[i + 1] -= last[i] * (power / 2 + 5 / (8 * (power + 3)));
      }
      polynomials.push_back(std::move(next));
    }
    return polynomials;
  }();
  return all;
}

/// P(w) ∝ e^{κ wᵀμ} on the unit sphere of R^d, of which all is here that the rate of the uniform law takes. With
/// ν = d/2 − 1 and A = I_{ν+1}(κ)/I_ν(κ) = E wᵀμ. Debye's expansion at order N ≥ ν, a step of 1 at a time down to ν:
/// A_{M−1} = κ/(2M + κA_M).
template <class Real>
class von_mises_fisher {
 public:
  struct values {
    Real mean;        ///< A
    Real complement;  ///< κ(1 − A), between 0 and d/2
    Real rate;        ///< κA − ln E e^{κ wᵀμ}, w uniform: the divergence from the uniform law, in nats
    Real lack = 1;    ///< 1 − A
  };

  /// d ≥ 1.
  explicit von_mises_fisher(const Real& dimension) : order_(dimension / 2 - 1), from_(order_) {
    using std::ceil, std::log, std::max;
    const Real least_order = Real(0.6) * std::numeric_limits<Real>::digits;
    if (order_ < least_order) from_ += ceil(least_order - order_);
    // The k-th term is at most about Γ(k)/(πN)^k.
    Real term = 1;
    for (; terms_ < debye_polynomials<Real>().size() && term > std::numeric_limits<Real>::epsilon() / 64; ++terms_)
      term *= max(Real(1), Real(terms_) - 1) / (pi<Real>() * from_);
    log_sum_at_one_ = log(sums(Real(1)).plain);
  }

  /// - Domain:   κ ≥ 0, ∞ being the largest number; from 10¹⁰⁰ on by the leading terms, for d below 10⁴⁰.
  /// - Accuracy: relative error below 1e-13 in double (tests/unit/rate/uniform_sphere.cpp).
  /// - Cost:     under a microsecond in double.
  [[nodiscard]] values operator()(const Real& kappa) const {
    using std::log;
    const Real largest = (std::numeric_limits<Real>::max)();
    if (kappa > largest) return (*this)(largest);
    if (!(kappa >= (std::numeric_limits<Real>::min)())) return {kappa / (2 * order_ + 2), kappa, Real(0)};
    const Real most = Real(1e100);
    values result = expand(kappa < most ? kappa : most);
    if (kappa > most) result.rate += (order_ + Real(0.5)) * (log(kappa) - log(most));
    result.lack = result.complement / kappa;
    return result;
  }

 private:
  [[nodiscard]] values expand(const Real& kappa) const {
    using std::log, std::log1p, std::sqrt;
    if (equal(order_, Real(-0.5))) return on_a_line(kappa);
    const Real& N = from_;
    const Real root = kappa > N ? kappa * sqrt(1 + (N / kappa) * (N / kappa))
                                : N * sqrt(1 + (kappa / N) * (kappa / N));  // √(N² + κ²)
    const Real share = kappa / root;
    const Real gap = kappa * (kappa / (root + N));  // √(N² + κ²) − N
    const auto [plain, derived] = sums(Real(N / root));
    const Real correction = share * share * (derived / plain);
    Real mean = kappa / (root + N) - correction / kappa;
    Real complement = N * ((gap + kappa) / (root + kappa)) + correction;
    Real rate = N * log1p(gap / (2 * N)) + log1p(gap / N) / 2 - correction - (log(plain) - log_sum_at_one_);
    const Real complement_there = complement;
    // ln E e^{κ wᵀμ} grows by ln(1 + κA_M/(2M)) where the order falls from M to M − 1.
    const Real large = sqrt(sqrt((std::numeric_limits<Real>::max)()));
    Real product = 1;
    for (Real M = N; M > order_ + Real(0.5); M -= 1) {
      const Real scaled = 2 * M + kappa * mean;
      product *= scaled / (2 * M);
      if (product > large) {
        rate -= log(product);
        product = 1;
      }
      mean = kappa / scaled;
      complement = (2 * M - complement) * mean;
    }
    rate += (complement_there - complement) - log(product);
    if (kappa * kappa <= 4 * (order_ + 1)) rate = kappa * mean - log1p(series(kappa));
    return {mean, complement, rate};
  }

  struct debye_sums {
    Real plain;    ///< Σ_k U_k(p)/N^k
    Real derived;  ///< Σ_k (½ U_k(p) + p U_k′(p))/N^k
  };

  [[nodiscard]] debye_sums sums(const Real& p) const {
    const auto& polynomials = debye_polynomials<Real>();
    const Real square = p * p;
    Real power = 1;
    debye_sums result{Real(0), Real(0)};
    for (std::size_t k = 0; k < terms_; ++k, power *= p / from_) {
      Real plain = 0;
      Real derived = 0;
      for (std::size_t i = k + 1; i-- > 0;) {
        plain = plain * square + polynomials[k][i];
        derived = derived * square + polynomials[k][i] * (Real(0.5) + Real(k + 2 * i));
      }
      result.plain += power * plain;
      result.derived += power * derived;
    }
    return result;
  }

  /// E e^{κ wᵀμ} − 1 = Σ_{k≥1} (κ²/4)^k/(k!(ν+1)…(ν+k)).
  [[nodiscard]] Real series(const Real& kappa) const {
    const Real quarter = kappa * kappa / 4;
    Real term = 1;
    Real sum = 0;
    for (Real k = 1; term > std::numeric_limits<Real>::epsilon() / 4 * sum; k += 1) {
      term *= quarter / (k * (order_ + k));
      sum += term;
    }
    return sum;
  }

  /// d = 1: w = ±1.
  [[nodiscard]] static values on_a_line(const Real& kappa) {
    using std::exp, std::log, std::log1p, std::sinh, std::tanh;
    const Real mean = tanh(kappa);
    const Real odds = exp(-2 * kappa);
    const Real complement = 2 * kappa * odds / (1 + odds);
    if (kappa < 1) return {mean, complement, kappa * mean - log1p(sinh(kappa) * sinh(kappa)) / 2};
    return {mean, complement, log(Real(2)) - log1p(odds) - complement};
  }

  Real order_;             ///< ν
  Real from_;              ///< N
  std::size_t terms_ = 0;  ///< of Debye's expansion
  Real log_sum_at_one_;    ///< ln Σ_k U_k(1)/N^k, Stirling's series
};

}  // namespace infobound::inline v0_1::detail
