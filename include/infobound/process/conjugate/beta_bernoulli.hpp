// SPDX-License-Identifier: BSL-1.0
// Coin flips under a Beta prior.
#pragma once

#include <Eigen/Core>
#include <boost/random/uniform_01.hpp>
#include <cstddef>
#include <infobound/core/labels.hpp>
#include <infobound/core/numeric/cmath.hpp>
#include <infobound/core/numeric/variates.hpp>
#include <infobound/core/numeric/wide.hpp>
#include <infobound/core/require.hpp>
#include <infobound/process/conjugate/detail/count_gain.hpp>
#include <infobound/process/conjugate/detail/polya_urn.hpp>
#include <vector>

namespace infobound::inline v0_1 {

/// Beta–Bernoulli: θ ~ Beta(α, β), and Y_1, …, Y_T iid in {0, 1} with P(Y = 1) = θ given θ (theory 2.6 b).
template <class Real>
struct beta_bernoulli {
  using real_type = Real;
  using parameter_type = Real;                            ///< the probability of a 1
  using history_type = Eigen::VectorXi;                   ///< T labels, each 0 or 1
  static constexpr bool independent_observations = true;  ///< iid given θ: theory 1.2 applies

  Real alpha;  ///< α > 0, finite
  Real beta;   ///< β > 0, finite

  /// - Throws: std::domain_error for a field outside its range.
  void validate() const {
    require_positive("beta_bernoulli.alpha", alpha);
    require_positive("beta_bernoulli.beta", beta);
  }

  // The law -----------------------------------------------------------------------------------------------------------

  /// θ, drawn to the precision of double; 0 or 1 where the prior's mass is nearer to them than the scalar tells.
  template <class Rng>
  [[nodiscard]] parameter_type draw_parameter(Rng& rng) const {
    const double log_yes = detail::log_gamma_variate(static_cast<double>(alpha), rng);
    const double log_no = detail::log_gamma_variate(static_cast<double>(beta), rng);
    return Real(1 / (1 + std::exp(log_no - log_yes)));
  }

  template <class Rng>
  [[nodiscard]] history_type draw_history(const parameter_type& theta, std::size_t horizon, Rng& rng) const {
    boost::random::uniform_01<double> uniform;
    return history_type::NullaryExpr(static_cast<Eigen::Index>(horizon),
                                     [&] { return Real(uniform(rng)) < theta ? 1 : 0; });
  }

  /// ln θ for a 1, ln(1 − θ) for a 0: −∞ where impossible.
  /// - Throws: std::domain_error for a label that is neither 0 nor 1.
  [[nodiscard]] Eigen::VectorX<Real> log_likelihood(const parameter_type& theta, const history_type& history) const {
    using std::log, std::log1p;
    detail::require_labels(history, 2);
    const Real yes = log(theta);
    const Real no = log1p(-theta);
    return history.unaryExpr([&](int label) { return label == 1 ? yes : no; });
  }

  /// √(θθ′) + √((1 − θ)(1 − θ′)) for each label.
  [[nodiscard]] Eigen::VectorX<Real> affinity(const parameter_type& theta, const parameter_type& other,
                                              const history_type& history) const {
    using std::min, std::sqrt;
    const Real both = sqrt(theta) * sqrt(other) + sqrt(1 - theta) * sqrt(1 - other);
    return Eigen::VectorX<Real>::Constant(history.size(), min(Real(1), both));
  }

  /// ln p(Y_{t+1} | H_t): ln((α + s)/(α + β + t)) for a 1, s the number of ones in H_t.
  /// - Throws: std::domain_error for a label that is neither 0 nor 1.
  [[nodiscard]] Eigen::VectorX<Real> log_predictive(const history_type& history) const {
    using std::log1p;
    detail::require_labels(history, 2);
    Real yes = alpha;
    Real no = beta;
    Eigen::VectorX<Real> result(history.size());
    for (Eigen::Index t = 0; t < history.size(); ++t) {
      Real& same = history[t] == 1 ? yes : no;
      const Real& other = history[t] == 1 ? no : yes;
      result[t] = -log1p(other / same);
      same += 1;
    }
    return result;
  }

  /// KL(p(θ|H_T) ‖ p(θ)), in nats, the divergence of Beta(α + s, β + T − s) from the prior, s the number of ones.
  /// - Accuracy: relative to the divergences of its two counts, which cancel where s/T is near α/(α + β).
  /// - Cost:     O(T).
  /// - Throws:   std::domain_error for a label that is neither 0 nor 1.
  /// - Source:   theory 13.4.
  [[nodiscard]] Real information_gain(const history_type& history) const {
    detail::require_labels(history, 2);
    const auto ones = wide(history.sum());
    const auto zeros = wide(history.size()) - ones;
    return (std::max)(Real(0), Real(detail::count_gain(wide(alpha), ones) + detail::count_gain(wide(beta), zeros) -
                                    detail::count_gain(wide(alpha) + wide(beta), ones + zeros)));
  }

  // Information -------------------------------------------------------------------------------------------------------

  /// I(H_T;θ), in nats: with g(x) = ψ₀(x + 1) − ln x and S the number of ones,
  /// E Σ_{j<S} g(α + j) + E Σ_{j<T−S} g(β + j) − Σ_{t<T} g(α + β + t), whose terms are all of the order of I.
  /// - Accuracy: relative error below 1e-13 in double for T ≤ 10⁶ and any α, β, also where I is tiny
  ///             (tests/unit/process/conjugate/beta_bernoulli.cpp).
  /// - Cost:     O(T) time and memory: 0.1 s at T = 10⁶; O(1) for α + β > 10¹⁷ T or < 10⁻¹⁹ in double.
  /// - Throws:   std::domain_error for T = 0, or T > 10⁸ where it costs O(T).
  /// - Source:   theory 2.6 (b), resummed: see detail/polya_urn.hpp.
  [[nodiscard]] Real information(std::size_t horizon) const {
    require_at_least("horizon", horizon, 1);
    return Real(detail::polya_urn_information(concentrations(), horizon));
  }

  /// I(H_t;θ), t = 1 … T, in nats, as the sums of the incremental errors.
  /// - Accuracy, throws and source as information. Cost: O(T²), about a fifth of T calls of information.
  [[nodiscard]] Eigen::VectorX<Real> information_curve(std::size_t horizon) const {
    require_at_least("horizon", horizon, 1);
    return detail::polya_urn_information_curve(concentrations(), horizon).template cast<Real>();
  }

 private:
  using wide = detail::wide_scalar<Real>;

  [[nodiscard]] std::vector<wide> concentrations() const { return {wide(alpha), wide(beta)}; }
};

}  // namespace infobound::inline v0_1
