// SPDX-License-Identifier: BSL-1.0
// A transformer: sequences of tokens drawn from attention layers with random weights.
#pragma once

#include <Eigen/Core>
#include <algorithm>
#include <boost/random/normal_distribution.hpp>
#include <cstddef>
#include <cstdint>
#include <infobound/core/bound.hpp>
#include <infobound/core/labels.hpp>
#include <infobound/core/numeric/cmath.hpp>
#include <infobound/core/numeric/matrix_products.hpp>
#include <infobound/core/numeric/variates.hpp>
#include <infobound/core/numeric/wide.hpp>
#include <infobound/core/require.hpp>
#include <infobound/core/simulated_bound.hpp>
#include <infobound/process/sequence/detail/embedding_spread.hpp>
#include <infobound/process/sequence/detail/last_values_bound.hpp>
#include <infobound/process/sequence/detail/token_law.hpp>
#include <infobound/process/sequence/detail/transformer_windows.hpp>
#include <infobound/process/sequence/embeddings.hpp>
#include <infobound/process/sequence/transformer_bounds.hpp>
#include <stdexcept>
#include <vector>

namespace infobound::inline v0_1 {

/// A transformer (theory 7.2). The N tokens have known embeddings Φ_j in the unit ball of R^r. A token is drawn given
/// the K before it, U_0 = (Φ_{X_{t−K+1}}, …, Φ_{X_t}), by L layers
///   U_i = Clip(V_i U_{i−1} Softmax(U_{i−1}ᵀ A_i U_{i−1}/√r)),
/// Softmax over each column and Clip projecting columns onto the unit ball, and
///   P(X_{t+1} = j | θ, H_t) ∝ exp(Φ_jᵀ u), u the last column of U_L.
/// The entries of all A_i and V_i are independent N(0, 1/r). The K tokens before X_1 are uniform and independent of θ,
/// and part of what the learner is given.
template <class Real>
struct transformer {
  static_assert(!bool(Eigen::MatrixX<Real>::IsRowMajor),
                "infobound: transformer reads matrices column by column: compile without EIGEN_DEFAULT_TO_ROW_MAJOR");
  using real_type = Real;
  using parameter_type = Eigen::VectorX<Real>;  ///< 2Lr²: A_1, V_1, A_2, …, each column by column
  using history_type = Eigen::VectorXi;         ///< K + T tokens 0 … N − 1, the K that are given first

  Eigen::Index vocabulary;           ///< N ≥ 2
  Eigen::Index embedding_dimension;  ///< r ≥ 1
  Eigen::Index context;              ///< K ≥ 1
  Eigen::Index layers;               ///< L ≥ 1
  std::uint64_t seed = 0;            ///< of the embeddings, where they are not given
  /// Φ, r × N, columns of norm at most 1; without one, drawn uniformly from the unit sphere.
  Eigen::MatrixX<Real> embeddings = spherical_embeddings<Real>(embedding_dimension, vocabulary, seed);

  /// - Throws: std::domain_error for a field outside its range, std::invalid_argument for embeddings of another size.
  void validate() const {
    require_at_least("transformer.vocabulary", vocabulary, 2);
    require_at_least("transformer.embedding_dimension", embedding_dimension, 1);
    require_at_least("transformer.context", context, 1);
    require_at_least("transformer.layers", layers, 1);
    require_at_most("transformer.layers", layers, Eigen::Index{1} << 20, "each of which bounds go through");
    require_embeddings("transformer", embeddings, embedding_dimension, vocabulary);
  }

  // The law: what is returned is in the memory of `result` ------------------------------------------------------------

  template <class Rng>
  [[nodiscard]] parameter_type draw_parameter(Rng& rng, parameter_type&& result = {}) const {
    boost::random::normal_distribution<Real> normal(0, scale());
    result.resize(parameters());
    for (Real& entry : result) entry = normal(rng);
    return result;
  }

  template <class Rng>
  [[nodiscard]] history_type draw_history(const parameter_type& theta, std::size_t horizon, Rng& rng,
                                          history_type&& result = {}) const {
    require_parameters(theta.size());
    result.resize(context + static_cast<Eigen::Index>(horizon));
    detail::draw_context(result.head(context), vocabulary, rng);
    workspace& work = own_workspace();
    for (Eigen::Index t = 0; t + context < result.size(); ++t) {
      place(result, t, 1, work);
      fill_log_odds(theta.data(), false, work);
      detail::to_token_probabilities(work.log_odds);
      result[t + context] = static_cast<int>(detail::draw_category(work.log_odds.col(0), rng));
    }
    return result;
  }

  /// ln p(X_{t+1} | θ, H_t), in nats. Cost: as log_likelihoods.
  [[nodiscard]] Eigen::VectorX<Real> log_likelihood(const parameter_type& theta, const history_type& history,
                                                    Eigen::VectorX<Real>&& result = {}) const {
    result.resize(horizon_of(history));
    fill_log_likelihoods(theta, history, result);
    return result;
  }

  /// ln p(X_{t+1} | θ, H_t) for n parameters in the columns of thetas (2Lr² × n), in nats: T × n.
  /// - Accuracy: absolute error of a few dozen units of 1 in the last place
  ///             (tests/unit/process/sequence/transformer.cpp).
  /// - Cost:     a token and a parameter 2rK² operations and 4K exponentials in the first of several layers, for K < 8
  ///             as in each that follows, 6rK² + 4r²K and K²; O(rK + r²) in the last, and 2rN for the log-odds. Memory
  ///             O(rK + K²) beyond the result.
  [[nodiscard]] Eigen::MatrixX<Real> log_likelihoods(const Eigen::MatrixX<Real>& thetas, const history_type& history,
                                                     Eigen::MatrixX<Real>&& result = {}) const {
    result.resize(horizon_of(history), thetas.cols());
    fill_log_likelihoods(thetas, history, result);
    return result;
  }

  /// E[−ln p(X_{t+1} | θ, H_t) | θ, H_t], in nats. Cost: as log_likelihoods, and N exponentials a token.
  [[nodiscard]] Eigen::VectorX<Real> conditional_entropy(const parameter_type& theta, const history_type& history,
                                                         Eigen::VectorX<Real>&& result = {}) const {
    require_parameters(theta.size());
    result.resize(horizon_of(history));
    workspace& work = own_workspace();
    for_each_tile(history, work, [&](Eigen::Index start, Eigen::Index count) {
      place(history, start, count, work);
      fill_log_odds(theta.data(), false, work);
      detail::token_entropies(work.log_odds, result.segment(start, count));
    });
    return result;
  }

  // In whitened coordinates: θ = z/√r, z ~ N(0, I) --------------------------------------------------------------------

  [[nodiscard]] std::size_t latent_dimension() const { return static_cast<std::size_t>(parameters()); }

  [[nodiscard]] parameter_type parameter_from(const Eigen::Ref<const Eigen::VectorX<Real>>& z,
                                              parameter_type&& result = {}) const {
    result = z * scale();
    return result;
  }

  /// ∇_z ln p(H_T | θ(z)) by one pass forward and one back; where a column has norm 1 before the projection, which has
  /// no gradient there, that of the inside is taken. Cost: some three times that of the likelihood.
  [[nodiscard]] Eigen::VectorX<Real> gradient(const Eigen::VectorX<Real>& z, const history_type& history,
                                              Eigen::VectorX<Real>&& result = {}) const {
    require_parameters(z.size());
    workspace& work = own_workspace();
    work.theta = z * scale();
    result.setZero(z.size());
    for_each_tile(history, work, [&](Eigen::Index start, Eigen::Index count) {
      place(history, start, count, work);
      fill_log_odds(work.theta.data(), true, work);
      detail::to_token_probabilities(work.log_odds);
      work.log_odds = -work.log_odds;
      for (Eigen::Index t = 0; t < count; ++t) work.log_odds(history[context + start + t], t) += 1;
      work.slopes.resize(embedding_dimension, count);
      products::set(embeddings, work.log_odds, work.slopes);
      work.windows.backward(work.slopes, result.data());
    });
    result *= scale();
    return result;
  }

  // Rates and errors --------------------------------------------------------------------------------------------------

  /// H_{ε,T}(θ) ≤ (r²/2) Σ ln⁺(F_m/w) over the 2L matrices, Σ min(w, F_m) = 2rε, for every T and every context, in
  /// nats.
  /// - Domain: 0 < ε ≤ ∞, in nats per observation; 0 from ε = ½ on at the latest.
  /// - Throws: std::domain_error for ε outside its domain.
  /// - Source: theory 7.2, 7.4.
  [[nodiscard]] Real rate_upper(const Real& epsilon) const {
    require_positive_or_infinite("epsilon", epsilon);
    using Wide = detail::wide_scalar<Real>;
    if (!(epsilon < Real(1) / 2)) return 0;
    return detail::rounded_up<Real>(transformer_bounds::fisher_rate(Wide(embedding_dimension), layers, Wide(epsilon)));
  }

  /// ½, in nats per observation: what the uniform law loses at most, which learns nothing (theory 7.2).
  [[nodiscard]] Real untrained_error() const { return Real(1) / 2; }

  /// The bounds on 𝓛_T of theory 7.2, 7.4 and 7.7, in nats per observation. From below it is what the first token
  /// tells.
  [[nodiscard]] std::vector<bound<Real>> error_bounds(std::size_t horizon) const {
    namespace bounds = transformer_bounds;
    using enum direction;
    require_at_least("horizon", horizon, 1);
    using Wide = detail::wide_scalar<Real>;
    const Wide r = Wide(embedding_dimension);
    const Wide L = Wide(layers);
    const Wide T = Wide(horizon);
    const auto& known = detail::spread_of<detail::embedding_spread<Wide>>(embeddings);
    return detail::rounded<Real>({{bounds::fisher_upper(r, layers, T), upper, "Efroimovich's inequality (theory 7.4)"},
                                  {bounds::chain_upper(r, L, T, bounds::log_geometric_amplitude(r, L)), upper,
                                   "Theorem 15, Lipschitz chain, geometric allocation (theory 7.2)"},
                                  {bounds::chain_upper(r, L, T, bounds::log_equal_amplitude(r, L)), upper,
                                   "Theorem 15, Lipschitz chain, equal allocation (theory 7.2)"},
                                  {Wide(1) / 2, upper, "divergence from the uniform law (theory 7.2)"},
                                  {bounds::first_token_lower(known, Wide(vocabulary), r, Wide(context), L, T), lower,
                                   "the first token (theory 7.7)"}});
  }

  /// A lower bound on I(H_T;θ) for simulated_bounds: what tokens tell of V_L given the rest, where Clip does nothing.
  /// Of use at long horizons of few dimensions; below 0 where it says nothing.
  /// - Cost:   a replicate, of those in which Clip does nothing, one history and O(T N r⁴).
  /// - Source: theory 7.7.
  [[nodiscard]] std::vector<bound_sampler<Real>> simulated_bounds(std::size_t horizon) const {
    std::vector<bound_sampler<Real>> bounds;
    bounds.push_back({direction::lower, "the last layer's values where they are not clipped (theory 7.7)",
                      detail::last_values_bound<transformer>(*this, horizon)});
    return bounds;
  }

 private:
  using products = detail::matrix_products<Real>;

  struct workspace {
    detail::transformer_windows<Real> windows;
    Eigen::MatrixX<Real> log_odds;
    Eigen::MatrixX<Real> slopes;
    Eigen::VectorX<Real> theta;
  };

  // An aggregate has no place for memory that is used again.
  [[nodiscard]] workspace& own_workspace() const {
    thread_local workspace work;
    work.windows.set_up(context, layers);
    return work;
  }

  [[nodiscard]] Real scale() const {
    using std::sqrt;
    return 1 / sqrt(Real(embedding_dimension));
  }
  [[nodiscard]] Eigen::Index parameters() const { return 2 * layers * embedding_dimension * embedding_dimension; }

  /// - Throws: std::invalid_argument.
  void require_parameters(Eigen::Index entries) const {
    require_same_size("theta: number of entries", entries, "2 layers embedding_dimension^2", parameters());
  }

  /// - Throws: std::invalid_argument for a history without its context, std::domain_error for what is no token.
  [[nodiscard]] Eigen::Index horizon_of(const history_type& history) const {
    if (history.size() < context)
      throw std::invalid_argument("history: " + to_text(history.size()) +
                                  " tokens, must be at least context = " + to_text(context));
    detail::require_labels(history, vocabulary);
    return history.size() - context;
  }

  /// Calls visit(first token, number of tokens) for tiles of the history.
  template <class Visit>
  void for_each_tile(const history_type& history, const workspace& work, Visit visit) const {
    using std::min;
    const Eigen::Index horizon = horizon_of(history);
    const Eigen::Index best = work.windows.best_count();
    for (Eigen::Index start = 0; start < horizon; start += best) visit(start, min(best, horizon - start));
  }

  /// Places the windows of `count` tokens, the first of which is token `start` after the context.
  void place(const history_type& history, Eigen::Index start, Eigen::Index count, workspace& work) const {
    auto& positions = work.windows.positions();
    positions.resize(embedding_dimension, count + context - 1);
    for (Eigen::Index i = 0; i < positions.cols(); ++i) positions.col(i) = embeddings.col(history[start + i]);
  }

  void fill_log_odds(const Real* theta, bool keep, workspace& work) const {
    work.windows.forward(theta, keep);
    work.log_odds.resize(vocabulary, work.windows.outputs().cols());
    products::set_transposed(embeddings, work.windows.outputs(), work.log_odds);
  }

  template <class Result>
  void fill_log_likelihoods(const Eigen::Ref<const Eigen::MatrixX<Real>>& thetas, const history_type& history,
                            Result& result) const {
    require_parameters(thetas.rows());
    workspace& work = own_workspace();
    for_each_tile(history, work, [&](Eigen::Index start, Eigen::Index count) {
      place(history, start, count, work);
      for (Eigen::Index n = 0; n < thetas.cols(); ++n) {
        fill_log_odds(thetas.col(n).data(), false, work);
        detail::token_log_likelihoods(work.log_odds, history.segment(context + start, count),
                                      result.col(n).segment(start, count));
      }
    });
  }
};

}  // namespace infobound::inline v0_1
