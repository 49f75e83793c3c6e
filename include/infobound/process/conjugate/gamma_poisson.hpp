// SPDX-License-Identifier: BSL-1.0
// Poisson counts under a Gamma prior.
#pragma once

#include <Eigen/Core>
#include <boost/random/poisson_distribution.hpp>
#include <cstddef>
#include <cstdint>
#include <infobound/core/numeric/cmath.hpp>
#include <infobound/core/numeric/compensated_sum.hpp>
#include <infobound/core/numeric/relative_entropy_term.hpp>
#include <infobound/core/numeric/scaled.hpp>
#include <infobound/core/numeric/variates.hpp>
#include <infobound/core/numeric/wide.hpp>
#include <infobound/core/require.hpp>
#include <infobound/process/conjugate/detail/count_gain.hpp>
#include <infobound/process/conjugate/detail/count_probability.hpp>
#include <limits>

namespace infobound::inline v0_1 {

/// Gamma–Poisson: θ ~ Gamma(a) with rate b, so that E θ = a/b, and Y_1, …, Y_T iid Poisson(θ) given θ (theory 2.6 e).
template <class Real>
struct gamma_poisson {
  using real_type = Real;
  using parameter_type = Real;                            ///< θ ≥ 0, the mean of a count
  using history_type = Eigen::VectorX<std::int64_t>;      ///< T counts
  static constexpr bool independent_observations = true;  ///< iid given θ: theory 1.2 applies

  Real shape;  ///< a > 0, finite
  Real rate;   ///< b > 0, finite

  /// - Throws: std::domain_error for a field outside its range.
  void validate() const {
    require_positive("gamma_poisson.shape", shape);
    require_positive("gamma_poisson.rate", rate);
  }

  // The law -----------------------------------------------------------------------------------------------------------

  /// θ, drawn to the precision of double; 0 below the scalar's range.
  template <class Rng>
  [[nodiscard]] parameter_type draw_parameter(Rng& rng) const {
    const double log_variate = detail::log_gamma_variate(static_cast<double>(shape), rng);
    return Real(std::exp(log_variate - std::log(static_cast<double>(rate))));
  }

  /// - Domain: 0 ≤ θ ≤ 2⁵³, beyond which counts are not whole in double.
  /// - Throws: std::domain_error for θ outside its domain.
  template <class Rng>
  [[nodiscard]] history_type draw_history(const parameter_type& theta, std::size_t horizon, Rng& rng) const {
    constexpr double most = 9007199254740992.0;
    const auto mean = static_cast<double>(theta);
    if (!(mean >= 0 && mean <= most)) refuse("gamma_poisson: theta", theta, ">= 0 and <= " + to_text(most));
    const auto T = static_cast<Eigen::Index>(horizon);
    if (!(mean > 0)) return history_type::Zero(T);
    const boost::random::poisson_distribution<std::int64_t, double> poisson(mean);
    return history_type::NullaryExpr(T, [&] { return poisson(rng); });
  }

  /// ln p(Y_{t+1} | θ) = Y ln θ − θ − ln Y!: −∞ where impossible.
  /// - Accuracy: absolute error below 1e-12 nats in double for the counts that θ makes probable, however large.
  /// - Throws:   std::domain_error for a negative count.
  [[nodiscard]] Eigen::VectorX<Real> log_likelihood(const parameter_type& theta, const history_type& history) const {
    check_counts(history);
    return history.unaryExpr([&](std::int64_t count) -> Real { return detail::log_poisson(count, theta); });
  }

  /// e^{−(√θ − √θ′)²/2} for each label.
  [[nodiscard]] Eigen::VectorX<Real> affinity(const parameter_type& theta, const parameter_type& other,
                                              const history_type& history) const {
    using std::exp, std::sqrt;
    const Real distance = sqrt(theta) - sqrt(other);
    return Eigen::VectorX<Real>::Constant(history.size(), exp(-(distance * distance) / 2));
  }

  /// ln p(Y_{t+1} | H_t): negative binomial, as θ given H_t is Gamma(a + Y_1 + … + Y_t) with rate b + t.
  /// - Accuracy and throws as log_likelihood.
  [[nodiscard]] Eigen::VectorX<Real> log_predictive(const history_type& history) const {
    check_counts(history);
    Real shape_now = shape;
    Real rate_now = rate;
    Eigen::VectorX<Real> result(history.size());
    for (Eigen::Index t = 0; t < history.size(); ++t) {
      result[t] = detail::log_negative_binomial(history[t], shape_now, rate_now);
      shape_now += Real(history[t]);
      rate_now += 1;
    }
    return result;
  }

  /// KL(p(θ|H_T) ‖ p(θ)), in nats: the divergence of Gamma(a + S) with rate b + T from the prior, S the sum of the
  /// counts.
  /// - Accuracy: relative to its terms, which cancel where S/T is near a/b.
  /// - Cost:     O(T + min(S, 10⁶)).
  /// - Throws:   std::domain_error for a negative count.
  /// - Source:   theory 13.4.
  [[nodiscard]] Real information_gain(const history_type& history) const {
    using wide = detail::wide_scalar<Real>;
    using std::log1p;
    check_counts(history);
    wide sum = 0;
    for (const std::int64_t count : history) sum += wide(count);
    const wide more = wide(history.size()) / wide(rate);  // T/b
    const wide gain =
        detail::count_gain(wide(shape), sum) + wide(shape) * log1p(more) - (wide(shape) + sum) * (more / (1 + more));
    return (std::max)(Real(0), Real(gain));
  }

  // Information -------------------------------------------------------------------------------------------------------

  /// I(H_T;θ) = E Σ_{j<S} g(a + j), S = Y_1 + … + Y_T, g(x) = ψ₀(x + 1) − ln x, in nats, as the integral
  /// ∫₀^∞ (1/u − 1/(e^u − 1)) (e^{−au}/w) (1 − (1 + wT/b)^{−a}) du, w = 1 − e^{−u}, of positive terms.
  ///
  /// Proof. Y_1, …, Y_T are the increments of a Poisson process N of rate θ, and N_T is sufficient, so that they tell
  /// what the path of N up to T does. Given N_t, θ is Gamma(a + N_t) with rate b + t and mean m = (a + N_t)/(b + t),
  /// and the next dt of the path tells E[θ ln(θ/m)] dt = E[m g(a + N_t)] dt. As N jumps at rate m given its past, the
  /// integral over t < T is the mean of g(a + j) summed over the jumps from j, j = 0 … S − 1. Then insert
  /// g(x) = ∫₀^∞ (1/u − 1/(e^u − 1)) e^{−xu} du and E e^{−uS} = (1 + wT/b)^{−a}. ∎
  ///
  /// - Accuracy: relative error below 1e-14 in double, also where I is tiny; that of the scalar if it is wider
  ///             (tests/unit/process/conjugate/gamma_poisson.cpp).
  /// - Cost:     O(1): the trapezoidal rule in ln u, some 300 nodes in double, whatever a, b and T.
  /// - Throws:   std::domain_error for T = 0.
  /// - Source:   theory 2.6 (e), resummed.
  [[nodiscard]] Real information(std::size_t horizon) const {
    require_at_least("horizon", horizon, 1);
    using wide = detail::wide_scalar<Real>;
    return Real(integrate(wide(shape), detail::scaled<wide>(wide(horizon)) / wide(rate)));
  }

 private:
  template <class Wide>
  [[nodiscard]] static Wide integrate(const Wide& a, const detail::scaled<Wide>& ratio) {
    using detail::scaled;
    using std::exp, std::expm1, std::log;
    const Wide digits(std::numeric_limits<Wide>::digits);
    // In v = ln u the integrand is analytic for |Im v| < π/2: the error of the rule falls like e^{−π²/step}.
    const Wide step = Wide(0.2) * 53 / digits;
    const Wide right = log(digits + 8);  // of ln au
    // What 1 − (1 + wT/b)^{−a} is about where it counts, or 1: the unit of the terms.
    const scaled<Wide> most = scaled<Wide>(a) * log1p(a > 1 ? ratio / a : ratio);
    const scaled<Wide> unit = most.value() < 1 ? most : scaled<Wide>(1);
    // From the right, where it falls like exp(−a e^v), over its plateau to the left, where it falls like e^v.
    detail::compensated_sum<Wide> sum;
    for (int node = 0;; ++node) {
      const scaled<Wide> product = scaled<Wide>::exp(right - step * node);  // au
      const scaled<Wide> u = product / a;
      const Wide value = u.value();
      const bool is_small = value < std::numeric_limits<Wide>::epsilon();
      const scaled<Wide> w = is_small ? u : scaled<Wide>(-expm1(-value));
      const Wide kernel =
          is_small ? Wide(0.5) : Wide(detail::relative_entropy_term(Wide(-value)) / (w.value() * w.value()));
      const scaled<Wide> exponent = scaled<Wide>(a) * log1p(ratio * w);
      const Wide exponent_value = exponent.value();
      const scaled<Wide> factor =
          exponent_value < std::numeric_limits<Wide>::epsilon() / 4 ? exponent : scaled<Wide>(-expm1(-exponent_value));
      const Wide term = kernel * exp(-product.value()) * (factor / unit).value();
      if (!(term > sum.value() * step * std::numeric_limits<Wide>::epsilon() / 16))
        return (unit * sum.value() * step).value();
      sum += term;
    }
  }

  static void check_counts(const history_type& history) {
    for (Eigen::Index t = 0; t < history.size(); ++t)
      if (history[t] < 0) refuse("history[" + to_text(t) + "]", history[t], ">= 0");
  }
};

}  // namespace infobound::inline v0_1
