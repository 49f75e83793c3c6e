// SPDX-License-Identifier: BSL-1.0
// Binary autoregression: a sequence of signs whose log-odds are linear in the last K of them.
#pragma once

#include <Eigen/Core>
#include <boost/random/bernoulli_distribution.hpp>
#include <cstddef>
#include <infobound/core/bound.hpp>
#include <infobound/core/numeric/cmath.hpp>
#include <infobound/core/numeric/wide.hpp>
#include <infobound/core/require.hpp>
#include <infobound/process/regression/generalised_linear_law.hpp>
#include <infobound/process/regression/logistic_response.hpp>
#include <infobound/process/sequence/binary_autoregression_bounds.hpp>
#include <stdexcept>
#include <utility>
#include <vector>

namespace infobound::inline v0_1 {

/// Binary autoregression of order K: θ ~ N(0, I_K/K), symbols Y_{t+1} ∈ {−1, +1} with
/// P(Y_{t+1} = 1 | θ, H_t) = s(Σ_{k=1}^K θ_k Y_{t−k+1}), s the logistic function (theory 7.1). The K symbols before Y_1
/// are fair coins, independent of θ, and part of what the learner is given. The posterior is log-concave.
template <class Real>
struct binary_autoregression {
  using law_type = generalised_linear_law<logistic_response<Real>, Real>;
  using real_type = Real;
  using parameter_type = typename law_type::parameter_type;  ///< K
  /// {inputs, labels}: the windows (Y_t, …, Y_{t−K+1}) in K × T, newest symbol first, and T labels, 1 for Y_{t+1} = +1
  /// and 0 for −1.
  using history_type = typename law_type::history_type;

  static constexpr bool log_concave_likelihood = true;  ///< theory 12.3 applies

  Eigen::Index order;  ///< K ≥ 1

  /// - Throws: std::domain_error for a field outside its range.
  void validate() const { require_at_least("binary_autoregression.order", order, 1); }

  // The law: see generalised_linear_law -------------------------------------------------------------------------------

  [[nodiscard]] law_type law() const { return {order}; }

  template <class Rng>
  [[nodiscard]] parameter_type draw_parameter(Rng& rng, parameter_type&& result = {}) const {
    return law().draw_parameter(rng, std::move(result));
  }

  template <class Rng>
  [[nodiscard]] history_type draw_history(const parameter_type& theta, std::size_t horizon, Rng& rng,
                                          history_type&& result = {}) const {
    const auto length = static_cast<Eigen::Index>(horizon);
    result.inputs.resize(order, length);
    result.labels.resize(length);
    if (length == 0) return result;
    boost::random::bernoulli_distribution<Real> fair(Real(0.5));
    for (Eigen::Index k = 0; k < order; ++k) result.inputs(k, 0) = fair(rng) ? Real(1) : Real(-1);
    const logistic_response<Real> response;
    for (Eigen::Index t = 0; t < length; ++t) {
      result.labels[t] = response.draw(theta.dot(result.inputs.col(t)), rng);
      if (t + 1 < length) slide(result, t);
    }
    return result;
  }

  /// The history that a sequence of K + T symbols makes, the first K of which are those before Y_1, oldest first.
  /// - Throws: std::invalid_argument for fewer than K symbols, std::domain_error for one that is neither −1 nor 1.
  [[nodiscard]] history_type history_from(const Eigen::Ref<const Eigen::VectorX<Real>>& symbols) const {
    validate();
    if (symbols.size() < order)
      throw std::invalid_argument("symbols: " + to_text(symbols.size()) +
                                  " of them, must be at least order = " + to_text(order));
    for (Eigen::Index i = 0; i < symbols.size(); ++i)
      if (!(symbols[i] == 1 || symbols[i] == -1)) refuse("symbols[" + to_text(i) + "]", symbols[i], "-1 or 1");
    const Eigen::Index length = symbols.size() - order;
    history_type result{{order, length}, (1 + symbols.tail(length).array()) / 2};
    for (Eigen::Index t = 0; t < length; ++t) result.inputs.col(t) = symbols.segment(t, order).reverse();
    return result;
  }

  [[nodiscard]] Eigen::VectorX<Real> log_likelihood(const parameter_type& theta, const history_type& history,
                                                    Eigen::VectorX<Real>&& result = {}) const {
    return law().log_likelihood(theta, history, std::move(result));
  }

  [[nodiscard]] Eigen::MatrixX<Real> log_likelihoods(const Eigen::Ref<const Eigen::MatrixX<Real>>& thetas,
                                                     const history_type& history,
                                                     Eigen::MatrixX<Real>&& result = {}) const {
    return law().log_likelihoods(thetas, history, std::move(result));
  }

  /// ln p(H_T|θ) for θ in the columns of thetas, in nats.
  [[nodiscard]] Eigen::ArrayX<Real> total_log_likelihoods(const Eigen::Ref<const Eigen::MatrixX<Real>>& thetas,
                                                          const history_type& history,
                                                          Eigen::ArrayX<Real>&& result = {}) const {
    return law().total_log_likelihoods(thetas, history, std::move(result));
  }

  /// Writes g with ln p(H_T|θ) − ln p(H_T|−θ) = θᵀg for every θ: a likelihood gives that of −θ nearly for nothing.
  void reflection_slope(const history_type& history, parameter_type& result) const {
    law().reflection_slope(history, result);
  }

  // In whitened coordinates: θ = z/√K, z ~ N(0, I_K) ------------------------------------------------------------------

  [[nodiscard]] std::size_t latent_dimension() const { return law().latent_dimension(); }

  [[nodiscard]] parameter_type parameter_from(const Eigen::Ref<const Eigen::VectorX<Real>>& z,
                                              parameter_type&& result = {}) const {
    return law().parameter_from(z, std::move(result));
  }

  [[nodiscard]] Eigen::VectorX<Real> gradient(const Eigen::VectorX<Real>& z, const history_type& history,
                                              Eigen::VectorX<Real>&& result = {}) const {
    return law().gradient(z, history, std::move(result));
  }

  [[nodiscard]] Eigen::MatrixX<Real> hessian(const Eigen::VectorX<Real>& z, const history_type& history,
                                             Eigen::MatrixX<Real>&& result = {}) const {
    return law().hessian(z, history, std::move(result));
  }

  /// F with −∇²_z ln p(Y_{t+1} | θ(z), H_t) = F_t F_tᵀ, a column a label. Cost: O(Td).
  [[nodiscard]] Eigen::MatrixX<Real> hessian_factor(const Eigen::VectorX<Real>& z, const history_type& history,
                                                    Eigen::MatrixX<Real>&& result = {}) const {
    return law().hessian_factor(z, history, std::move(result));
  }

  // Rates and errors --------------------------------------------------------------------------------------------------

  /// H_{ε,T}(θ) ≤ (K/2) ln⁺(1/(8ε)) for every T, in nats.
  /// - Domain: 0 < ε ≤ ∞, in nats per observation; 0 from ε = 1/8 on.
  /// - Throws: std::domain_error for ε outside its domain.
  /// - Source: theory 7.4.
  [[nodiscard]] Real rate_upper(const Real& epsilon) const {
    require_positive_or_infinite("epsilon", epsilon);
    using Wide = detail::wide_scalar<Real>;
    return detail::rounded_up<Real>(binary_autoregression_bounds::fisher_rate(Wide(order), Wide(epsilon)));
  }

  /// ln 2, in nats per observation: what a fair coin loses at most, which learns nothing.
  [[nodiscard]] Real untrained_error() const {
    using std::log;
    return detail::rounded_up<Real>(log(detail::wide_scalar<Real>(2)));
  }

  /// The bounds on 𝓛_T of theory 7.1, 7.4 and 7.5, in nats per observation.
  [[nodiscard]] std::vector<bound<Real>> error_bounds(std::size_t horizon) const {
    namespace bounds = binary_autoregression_bounds;
    using std::log;
    using enum direction;
    using Wide = detail::wide_scalar<Real>;
    require_at_least("horizon", horizon, 1);
    const Wide K = Wide(order);
    const Wide T = Wide(horizon);
    std::vector<bound<Wide>> found{
        {bounds::fisher_upper(K, T), upper, "Efroimovich's inequality (theory 7.4)"},
        {bounds::forward_upper(K, T), upper, "Theorem 15, forward channel (theory 7.1)"},
        {bounds::forward_explicit_upper(K, T), upper, "forward channel, form for all horizons (theory 7.1)"},
        {bounds::paper_upper(K, T), upper, "Theorem 15, backward channel (theory 7.1)"},
        {bounds::paper_explicit_upper(K, T), upper, "backward channel, form for all horizons (theory 7.1)"},
        {log(Wide(2)), upper, "entropy of a symbol"},
        {bounds::early_symbols_lower(K, T), lower, "early symbols, Cramer-Rao inequality (theory 7.5 c)"},
        {bounds::determinant_lower(K, T, Wide(horizon / static_cast<std::size_t>(order))), lower,
         "determinant, closed form (theory 7.5 b)"}};
    if (order == 1) {
      found.push_back({bounds::first_order_upper(T), upper, "Efroimovich's inequality, order 1 (theory 7.5 a)"});
      found.push_back({bounds::first_order_lower(T), lower, "determinant, order 1 (theory 7.5 a)"});
    }
    if (horizon == 1)
      found.push_back({bounds::first_symbol_information<Wide>(), upper, "the first symbol (theory 7.5 c)"});
    return detail::rounded<Real>(std::move(found));
  }

 private:
  /// Window t + 1 from window t and the symbol that follows it.
  static void slide(history_type& history, Eigen::Index t) {
    const Eigen::Index kept = history.inputs.rows() - 1;
    history.inputs.col(t + 1).tail(kept) = history.inputs.col(t).head(kept);
    history.inputs(0, t + 1) = 2 * history.labels[t] - 1;
  }
};

}  // namespace infobound::inline v0_1
