// SPDX-License-Identifier: BSL-1.0
// Draws from finitely many categories under a Dirichlet prior.
#pragma once

#include <Eigen/Core>
#include <cstddef>
#include <infobound/core/labels.hpp>
#include <infobound/core/numeric/cmath.hpp>
#include <infobound/core/numeric/variates.hpp>
#include <infobound/core/numeric/wide.hpp>
#include <infobound/core/require.hpp>
#include <infobound/process/conjugate/detail/count_gain.hpp>
#include <infobound/process/conjugate/detail/polya_urn.hpp>
#include <limits>
#include <string>
#include <vector>

namespace infobound::inline v0_1 {

/// Dirichlet–categorical: θ ~ Dirichlet(α_1, …, α_k), and Y_1, …, Y_T iid in {0, …, k − 1} with P(Y = i) = θ_i given θ
/// (theory 2.6 c).
template <class Real>
struct dirichlet_categorical {
  using real_type = Real;
  using parameter_type = Eigen::VectorX<Real>;            ///< k probabilities
  using history_type = Eigen::VectorXi;                   ///< T labels, each 0 … k − 1
  static constexpr bool independent_observations = true;  ///< iid given θ: theory 1.2 applies

  Eigen::VectorX<Real> concentrations;  ///< α_1 … α_k > 0, finite; k ≥ 1

  /// - Throws: std::domain_error for a concentration outside its range, or none.
  void validate() const {
    require_at_least("dirichlet_categorical.concentrations: number of entries", concentrations.size(), 1);
    for (Eigen::Index i = 0; i < concentrations.size(); ++i)
      require_positive("dirichlet_categorical.concentrations[" + to_text(i) + "]", concentrations[i]);
  }

  // The law -----------------------------------------------------------------------------------------------------------

  /// θ, drawn to the precision of double; entries below the scalar's range are 0.
  template <class Rng>
  [[nodiscard]] parameter_type draw_parameter(Rng& rng) const {
    using std::exp;
    Eigen::ArrayX<wide> logs(concentrations.size());
    for (Eigen::Index i = 0; i < logs.size(); ++i)
      logs[i] = detail::log_gamma_variate(static_cast<double>(concentrations[i]), rng);
    // Not Eigen's exp, which stops short of 0.
    const wide most = logs.maxCoeff();
    const Eigen::ArrayX<wide> weights = logs.unaryExpr([&](const wide& x) -> wide { return exp(x - most); });
    return (weights / weights.sum()).matrix().template cast<Real>();
  }

  /// - Cost: O(k + T ln k).
  template <class Rng>
  [[nodiscard]] history_type draw_history(const parameter_type& theta, std::size_t horizon, Rng& rng) const {
    const detail::categorical_variate<Real> category(theta);
    return history_type::NullaryExpr(static_cast<Eigen::Index>(horizon),
                                     [&] { return static_cast<int>(category(rng)); });
  }

  /// ln θ_i for label i: −∞ where impossible.
  /// - Throws: std::domain_error for a label outside 0 … k − 1, std::invalid_argument where θ has not k entries.
  [[nodiscard]] Eigen::VectorX<Real> log_likelihood(const parameter_type& theta, const history_type& history) const {
    using std::log;
    require_same_size("theta: number of entries", theta.size(),
                      "dirichlet_categorical.concentrations: number of entries", concentrations.size());
    detail::require_labels(history, concentrations.size());
    const Eigen::VectorX<Real> logs = theta.unaryExpr([](const Real& x) -> Real { return log(x); });
    return history.unaryExpr([&](int label) { return logs[label]; });
  }

  /// Σ_i √(θ_iθ′_i) for each label.
  [[nodiscard]] Eigen::VectorX<Real> affinity(const parameter_type& theta, const parameter_type& other,
                                              const history_type& history) const {
    using std::min;
    return Eigen::VectorX<Real>::Constant(history.size(), min(Real(1), Real(theta.cwiseSqrt().dot(other.cwiseSqrt()))));
  }

  /// ln p(Y_{t+1} | H_t) = ln((α_i + s_i)/(A + t)) for label i, s_i its count in H_t.
  /// - Throws: std::domain_error for a label outside 0 … k − 1.
  [[nodiscard]] Eigen::VectorX<Real> log_predictive(const history_type& history) const {
    using std::log;
    detail::require_labels(history, concentrations.size());
    // The sum of all may be beyond the scalar's range.
    const bool in_range = concentrations.sum() <= (std::numeric_limits<Real>::max)();
    const Real unit = in_range ? Real(1) : 1 / (2 * Real(concentrations.size()));
    Eigen::VectorX<Real> masses = concentrations * unit;
    Real total = masses.sum();
    Eigen::VectorX<Real> result(history.size());
    for (Eigen::Index t = 0; t < history.size(); ++t) {
      Real& mass = masses[history[t]];
      result[t] = log(mass / total);
      mass += unit;
      total += unit;
    }
    return result;
  }

  /// KL(p(θ|H_T) ‖ p(θ)), in nats, the divergence of the posterior's Dirichlet law from the prior.
  /// - Accuracy: relative to the divergences of its counts, which cancel where they are near their expectation.
  /// - Cost:     O(k + T).
  /// - Throws:   std::domain_error for a label outside 0 … k − 1.
  /// - Source:   theory 13.4.
  [[nodiscard]] Real information_gain(const history_type& history) const {
    detail::require_labels(history, concentrations.size());
    Eigen::ArrayX<wide> counts = Eigen::ArrayX<wide>::Zero(concentrations.size());
    for (const int label : history) counts[label] += 1;
    wide gain = -detail::count_gain(wide(concentrations.template cast<wide>().sum()), wide(history.size()));
    for (Eigen::Index i = 0; i < counts.size(); ++i) gain += detail::count_gain(wide(concentrations[i]), counts[i]);
    return (std::max)(Real(0), Real(gain));
  }

  // Information -------------------------------------------------------------------------------------------------------

  /// I(H_T;θ), in nats: with g(x) = ψ₀(x + 1) − ln x, A = Σα_i and S_i the number of labels i,
  /// Σ_i E Σ_{j<S_i} g(α_i + j) − Σ_{t<T} g(A + t), whose terms are all of the order of I.
  /// - Accuracy: relative error below 1e-13 in double for T ≤ 10⁶, also where I is tiny
  ///             (tests/unit/process/conjugate/dirichlet_categorical.cpp).
  /// - Cost:     O(T) time for each *distinct* concentration, memory O(T); O(k) for A > 10¹⁷ T or < 10⁻¹⁹ in double.
  /// - Throws:   std::domain_error for T = 0, or T > 10⁸ where it costs O(T).
  /// - Source:   theory 2.6 (c), resummed: see detail/polya_urn.hpp.
  [[nodiscard]] Real information(std::size_t horizon) const {
    require_at_least("horizon", horizon, 1);
    return Real(detail::polya_urn_information(wide_concentrations(), horizon));
  }

  /// I(H_t;θ), t = 1 … T, in nats, as the sums of the incremental errors.
  /// - Accuracy, throws and source as information. Cost: O(T²) for each distinct concentration, about that of T/5 calls
  ///   of information; memory O(T).
  [[nodiscard]] Eigen::VectorX<Real> information_curve(std::size_t horizon) const {
    require_at_least("horizon", horizon, 1);
    return detail::polya_urn_information_curve(wide_concentrations(), horizon).template cast<Real>();
  }

 private:
  using wide = detail::wide_scalar<Real>;

  [[nodiscard]] std::vector<wide> wide_concentrations() const {
    std::vector<wide> copied;
    copied.reserve(static_cast<std::size_t>(concentrations.size()));
    for (const Real& concentration : concentrations) copied.push_back(wide(concentration));
    return copied;
  }
};

}  // namespace infobound::inline v0_1
