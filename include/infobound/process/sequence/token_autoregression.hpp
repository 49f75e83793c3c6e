// SPDX-License-Identifier: BSL-1.0
// Token autoregression: a sequence of tokens whose log-odds are linear in the embeddings of the last K of them.
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
#include <infobound/process/sequence/detail/embedding_spread.hpp>
#include <infobound/process/sequence/detail/token_law.hpp>
#include <infobound/process/sequence/embeddings.hpp>
#include <infobound/process/sequence/token_autoregression_bounds.hpp>
#include <stdexcept>
#include <vector>

namespace infobound::inline v0_1 {

/// Autoregression of order K on N tokens with known embeddings Φ_j in the unit ball of R^d (theory 7.1):
///   P(X_{t+1} = j | θ, H_t) ∝ exp(Φ_jᵀ Σ_{k=1}^K A_k Φ_{X_{t−k+1}}),
/// the entries of the d × d matrices A_k independent N(0, v). The K tokens before X_1 are uniform and independent of θ,
/// and part of what the learner is given. The posterior is log-concave.
template <class Real>
struct token_autoregression {
  static_assert(
      !bool(Eigen::MatrixX<Real>::IsRowMajor),
      "infobound: token_autoregression reads matrices column by column: compile without EIGEN_DEFAULT_TO_ROW_MAJOR");
  using real_type = Real;
  using parameter_type = Eigen::VectorX<Real>;  ///< d²K: A_K, …, A_1, each column by column
  using history_type = Eigen::VectorXi;         ///< K + T tokens 0 … N − 1, the K that are given first

  static constexpr bool log_concave_likelihood = true;  ///< theory 12.3 applies

  Eigen::Index vocabulary;           ///< N ≥ 2
  Eigen::Index embedding_dimension;  ///< d ≥ 1
  Eigen::Index order;                ///< K ≥ 1
  Real variance = 1 / Real(order);   ///< v > 0; unless given, log-odds have variance 1 at embeddings of norm 1
  std::uint64_t seed = 0;            ///< of the embeddings, where they are not given
  /// Φ, d × N, columns of norm at most 1; without one, drawn uniformly from the unit sphere.
  Eigen::MatrixX<Real> embeddings = spherical_embeddings<Real>(embedding_dimension, vocabulary, seed);

  /// - Throws: std::domain_error for a field outside its range, std::invalid_argument for embeddings of another size.
  void validate() const {
    require_at_least("token_autoregression.vocabulary", vocabulary, 2);
    require_at_least("token_autoregression.embedding_dimension", embedding_dimension, 1);
    require_at_least("token_autoregression.order", order, 1);
    require_positive("token_autoregression.variance", variance);
    require_embeddings("token_autoregression", embeddings, embedding_dimension, vocabulary);
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
    result.resize(order + static_cast<Eigen::Index>(horizon));
    detail::draw_context(result.head(order), vocabulary, rng);
    workspace& work = own_workspace();
    for (Eigen::Index t = 0; t + order < result.size(); ++t) {
      place(result, t, 1, work);
      fill_log_odds(theta.data(), work);
      detail::to_token_probabilities(work.log_odds);
      result[t + order] = static_cast<int>(detail::draw_category(work.log_odds.col(0), rng));
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

  /// ln p(X_{t+1} | θ, H_t) for n parameters in the columns of thetas (d²K × n), in nats: T × n.
  /// - Accuracy: absolute error of a few units of the largest log-odds in the last place, or of 1 if that is larger.
  /// - Cost:     a token and a parameter 2d²K + 2dN operations and N exponentials. Memory O(d(N + K)).
  [[nodiscard]] Eigen::MatrixX<Real> log_likelihoods(const Eigen::MatrixX<Real>& thetas, const history_type& history,
                                                     Eigen::MatrixX<Real>&& result = {}) const {
    result.resize(horizon_of(history), thetas.cols());
    fill_log_likelihoods(thetas, history, result);
    return result;
  }

  // In whitened coordinates: θ = √v z, z ~ N(0, I) --------------------------------------------------------------------

  [[nodiscard]] std::size_t latent_dimension() const { return static_cast<std::size_t>(parameters()); }

  [[nodiscard]] parameter_type parameter_from(const Eigen::Ref<const Eigen::VectorX<Real>>& z,
                                              parameter_type&& result = {}) const {
    result = z * scale();
    return result;
  }

  /// ∇_z ln p(H_T | θ(z)). Cost: some twice that of the likelihood.
  [[nodiscard]] Eigen::VectorX<Real> gradient(const Eigen::VectorX<Real>& z, const history_type& history,
                                              Eigen::VectorX<Real>&& result = {}) const {
    result.setZero(parameters());
    Eigen::Map<Eigen::MatrixX<Real>> slopes(result.data(), embedding_dimension, embedding_dimension * order);
    for_each_tile_at(z, history, [&](workspace& work, Eigen::Index start) {
      work.log_odds = -work.log_odds;
      for (Eigen::Index t = 0; t < work.log_odds.cols(); ++t) work.log_odds(history[order + start + t], t) += 1;
      work.mixed.resize(embedding_dimension, work.log_odds.cols());
      products::set(embeddings, work.log_odds, work.mixed);
      products::add_outer(work.mixed, windows(work), slopes);
    });
    result *= scale();
    return result;
  }

  /// ∇²_z ln p(H_T | θ(z)), symmetric and negative semidefinite: −v Σ_t (x_t x_tᵀ) ⊗ Φ(diag p_t − p_t p_tᵀ)Φᵀ for the
  /// windows x_t. Cost: O(T d²(d²K² + N)).
  [[nodiscard]] Eigen::MatrixX<Real> hessian(const Eigen::VectorX<Real>& z, const history_type& history,
                                             Eigen::MatrixX<Real>&& result = {}) const {
    const Eigen::Index d = embedding_dimension;
    result.setZero(parameters(), parameters());
    for_each_tile_at(z, history, [&](workspace& work, Eigen::Index) {
      const Eigen::Index count = work.log_odds.cols();
      // −v times the covariance of the next token's embedding, a column a token.
      work.covariances.resize(d * d, count);
      work.mixed.resize(d, count);
      products::set(embeddings, work.log_odds, work.mixed);
      work.weighted.resize(d, vocabulary);
      for (Eigen::Index t = 0; t < count; ++t) {
        Eigen::Map<Eigen::MatrixX<Real>> own(work.covariances.col(t).data(), d, d);
        work.weighted.noalias() = embeddings * (-variance * work.log_odds.col(t)).asDiagonal();
        products::set_outer(work.weighted, embeddings, own);
        work.weighted.col(0) = variance * work.mixed.col(t);
        products::add_outer(work.weighted.col(0), work.mixed.col(t), own);
      }
      const auto inputs = windows(work);
      work.block.resize(d * d);
      for (Eigen::Index a = 0; a < d * order; ++a)
        for (Eigen::Index b = 0; b <= a; ++b) {
          work.products = inputs.row(a).cwiseProduct(inputs.row(b)).transpose();
          products::set(work.covariances, work.products, work.block);
          result.block(a * d, b * d, d, d) += Eigen::Map<const Eigen::MatrixX<Real>>(work.block.data(), d, d);
        }
    });
    result.template triangularView<Eigen::StrictlyUpper>() = result.transpose();
    return result;
  }

  /// F, d²K × NT, with −∇²_z ln p(X_{t+1} | θ(z), H_t) = F_t F_tᵀ, N columns a token: √v x_t ⊗ Φ(diag √p − p√pᵀ).
  /// Cost: O(T N d(dK + N)).
  [[nodiscard]] Eigen::MatrixX<Real> hessian_factor(const Eigen::VectorX<Real>& z, const history_type& history,
                                                    Eigen::MatrixX<Real>&& result = {}) const {
    using std::sqrt;
    const Eigen::Index d = embedding_dimension;
    result.resize(parameters(), vocabulary * horizon_of(history));
    for_each_tile_at(z, history, [&](workspace& work, Eigen::Index start) {
      const Eigen::Index count = work.log_odds.cols();
      work.mixed.resize(d, count);
      products::set(embeddings, work.log_odds, work.mixed);
      const auto inputs = windows(work);
      for (Eigen::Index t = 0; t < count; ++t)
        for (Eigen::Index j = 0; j < vocabulary; ++j) {
          work.block = sqrt(work.log_odds(j, t)) * scale() * (embeddings.col(j) - work.mixed.col(t));
          auto column = result.col((start + t) * vocabulary + j);
          for (Eigen::Index a = 0; a < inputs.rows(); ++a) column.segment(a * d, d) = inputs(a, t) * work.block;
        }
    });
    return result;
  }

  // Rates and errors --------------------------------------------------------------------------------------------------

  /// H_{ε,T}(θ) ≤ (P/2) ln⁺(Kv/(2ε)) for every T, P = d²K, in nats.
  /// - Domain: 0 < ε ≤ ∞, in nats per observation; 0 from ε = Kv/2 on.
  /// - Throws: std::domain_error for ε outside its domain.
  /// - Source: theory 7.4.
  [[nodiscard]] Real rate_upper(const Real& epsilon) const {
    require_positive_or_infinite("epsilon", epsilon);
    return detail::rounded_up<Real>(
        token_autoregression_bounds::fisher_rate(real_parameters(), power(), Wide(epsilon)));
  }

  /// ln N, in nats per observation: what the uniform law loses at most, which learns nothing.
  [[nodiscard]] Real untrained_error() const {
    using std::log;
    return detail::rounded_up<Real>(log(Wide(vocabulary)));
  }

  /// The bounds on 𝓛_T of theory 7.1, 7.4 and 7.6, in nats per observation; those from below are 0 where embeddings are
  /// all the same. Cost: O(dN), and O(d³ + d²N) where the last call was for other embeddings.
  [[nodiscard]] std::vector<bound<Real>> error_bounds(std::size_t horizon) const {
    namespace bounds = token_autoregression_bounds;
    using std::log;
    using enum direction;
    require_at_least("horizon", horizon, 1);
    const Wide P = real_parameters();
    const Wide q = power();
    const Wide T = Wide(horizon);
    const Wide N = Wide(vocabulary);
    const Wide K = Wide(order);
    const Wide v = Wide(variance);
    const auto& known = detail::spread_of<detail::embedding_axes<Wide>>(embeddings);
    const Wide whole_windows = Wide(horizon / static_cast<std::size_t>(order));
    return detail::rounded<Real>(
        {{bounds::fisher_upper(P, q, T), upper, "Efroimovich's inequality (theory 7.4)"},
         {bounds::forward_upper(P, q, T), upper, "Theorem 15, forward channel (theory 7.1)"},
         {bounds::forward_explicit_upper(P, q, T), upper, "forward channel, form for all horizons (theory 7.1)"},
         {log(N), upper, "entropy of a token"},
         {bounds::determinant_lower(known, N, K, v, T, whole_windows), lower,
          "determinant, closed form (theory 7.6 b)"},
         {bounds::newest_token_lower(known, N, K, v, T), lower, "determinant, newest token (theory 7.6 c)"},
         {bounds::first_token_lower<Wide>(known, N, K, v, T), lower, "the first token (theory 7.6 d)"}});
  }

 private:
  using Wide = detail::wide_scalar<Real>;

  /// P, which as a count may overflow.
  [[nodiscard]] Wide real_parameters() const {
    return Wide(embedding_dimension) * Wide(embedding_dimension) * Wide(order);
  }

  using products = detail::matrix_products<Real>;

  struct workspace {
    Eigen::MatrixX<Real> positions;
    Eigen::MatrixX<Real> mixed;
    Eigen::MatrixX<Real> log_odds;
    Eigen::MatrixX<Real> covariances;
    Eigen::MatrixX<Real> weighted;
    Eigen::VectorX<Real> products;
    Eigen::VectorX<Real> block;
    Eigen::VectorX<Real> theta;
  };

  // An aggregate has no place for memory that is used again.
  [[nodiscard]] static workspace& own_workspace() {
    thread_local workspace work;
    return work;
  }

  [[nodiscard]] Real scale() const {
    using std::sqrt;
    return sqrt(variance);
  }
  [[nodiscard]] Eigen::Index parameters() const { return embedding_dimension * embedding_dimension * order; }
  [[nodiscard]] Wide power() const { return Wide(order) * Wide(variance); }

  /// - Throws: std::invalid_argument.
  void require_parameters(Eigen::Index entries) const {
    require_same_size("theta: number of entries", entries, "order embedding_dimension^2", parameters());
  }

  /// - Throws: std::invalid_argument for a history without its context, std::domain_error for what is no token.
  [[nodiscard]] Eigen::Index horizon_of(const history_type& history) const {
    if (history.size() < order)
      throw std::invalid_argument("history: " + to_text(history.size()) +
                                  " tokens, must be at least order = " + to_text(order));
    detail::require_labels(history, vocabulary);
    return history.size() - order;
  }

  /// Calls visit(first token, number of tokens) for tiles of the history.
  template <class Visit>
  void for_each_tile(const history_type& history, Visit visit) const {
    using std::min;
    constexpr Eigen::Index most = 64;
    const Eigen::Index horizon = horizon_of(history);
    for (Eigen::Index start = 0; start < horizon; start += most) visit(start, min(most, horizon - start));
  }

  /// Calls visit(work, first token) for tiles of the history, with the probabilities of their tokens at θ(z) in
  /// work.log_odds.
  template <class Visit>
  void for_each_tile_at(const Eigen::VectorX<Real>& z, const history_type& history, Visit visit) const {
    require_parameters(z.size());
    workspace& work = own_workspace();
    work.theta = z * scale();
    for_each_tile(history, [&](Eigen::Index start, Eigen::Index count) {
      place(history, start, count, work);
      fill_log_odds(work.theta.data(), work);
      detail::to_token_probabilities(work.log_odds);
      visit(work, start);
    });
  }

  /// Places the windows of `count` tokens, the first of which is token `start` after the context.
  void place(const history_type& history, Eigen::Index start, Eigen::Index count, workspace& work) const {
    work.positions.resize(embedding_dimension, count + order - 1);
    for (Eigen::Index i = 0; i < work.positions.cols(); ++i) work.positions.col(i) = embeddings.col(history[start + i]);
  }

  /// The windows, each of K embeddings one below the other, oldest first: dK numbers that start at each column in turn.
  [[nodiscard]] auto windows(const workspace& work) const {
    return Eigen::Map<const Eigen::MatrixX<Real>, 0, Eigen::OuterStride<>>(
        work.positions.data(), embedding_dimension * order, work.positions.cols() - order + 1,
        Eigen::OuterStride<>(embedding_dimension));
  }

  void fill_log_odds(const Real* theta, workspace& work) const {
    const Eigen::Map<const Eigen::MatrixX<Real>> weights(theta, embedding_dimension, embedding_dimension * order);
    const auto inputs = windows(work);
    work.mixed.resize(embedding_dimension, inputs.cols());
    products::set(weights, inputs, work.mixed);
    work.log_odds.resize(vocabulary, inputs.cols());
    products::set_transposed(embeddings, work.mixed, work.log_odds);
  }

  template <class Result>
  void fill_log_likelihoods(const Eigen::Ref<const Eigen::MatrixX<Real>>& thetas, const history_type& history,
                            Result& result) const {
    require_parameters(thetas.rows());
    workspace& work = own_workspace();
    for_each_tile(history, [&](Eigen::Index start, Eigen::Index count) {
      place(history, start, count, work);
      for (Eigen::Index n = 0; n < thetas.cols(); ++n) {
        fill_log_odds(thetas.col(n).data(), work);
        detail::token_log_likelihoods(work.log_odds, history.segment(order + start, count),
                                      result.col(n).segment(start, count));
      }
    });
  }
};

}  // namespace infobound::inline v0_1
