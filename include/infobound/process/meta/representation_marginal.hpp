// SPDX-License-Identifier: BSL-1.0
// What the labels of all tasks tell of their shared representation, one after the other, coefficients integrated out.
#pragma once

#include <Eigen/Core>
#include <cstddef>
#include <infobound/core/numeric/cmath.hpp>
#include <infobound/core/numeric/integrated_regression.hpp>
#include <infobound/core/require.hpp>
#include <infobound/process/meta/representation_evidence.hpp>
#include <infobound/process/meta/representation_tasks.hpp>
#include <utility>

namespace infobound::inline v0_1 {

/// The marginal process of representation_joint with a Gaussian response: parameter ψ, the d × r entries column by
/// column; the t-th observation are the t-th labels of all M tasks, whose coefficients are integrated out. A whole
/// history has the evidence of representation_evidence, whose observations are whole tasks.
/// - Cost:   of a likelihood label by label O(MT(dr + r²)).
/// - Source: theory 8.4, 11.10.
template <class Real>
struct representation_marginal {
  using real_type = Real;
  using parameter_type = Eigen::VectorX<Real>;      ///< dr
  using history_type = representation_tasks<Real>;  ///< M tasks

  Eigen::Index dimension;  ///< d ≥ 1
  Eigen::Index rank;       ///< r ≥ 1
  Real noise_variance;     ///< σ² > 0, finite
  Eigen::Index tasks;      ///< M ≥ 1

  void validate() const {
    require_at_least("representation_marginal.dimension", dimension, 1);
    require_at_least("representation_marginal.rank", rank, 1);
    require_positive("representation_marginal.noise_variance", noise_variance);
    require_at_least("representation_marginal.tasks", tasks, 1);
  }

  // What is returned is in the memory of `result`.

  template <class Rng>
  [[nodiscard]] parameter_type draw_parameter(Rng& rng, parameter_type&& result = {}) const {
    return of(1).draw_parameter(rng, std::move(result));
  }
  template <class Rng>
  [[nodiscard]] history_type draw_history(const parameter_type& psi, std::size_t horizon, Rng& rng,
                                          history_type&& result = {}) const {
    return of(static_cast<Eigen::Index>(horizon))
        .draw_history(psi, static_cast<std::size_t>(tasks), rng, std::move(result));
  }

  /// Σ_m ln p(Y_{m,t+1} | ψ, H_t), t = 0 … T−1, in nats.
  [[nodiscard]] Eigen::VectorX<Real> log_likelihood(const parameter_type& psi, const history_type& history,
                                                    Eigen::VectorX<Real>&& result = {}) const {
    result.setZero(labels_a_task(history));
    for_each_label(psi, history, [&](Eigen::Index t, const Real& term, const Real&) { result[t] += term; });
    return result;
  }

  /// The same for ψ in the columns of psis: T × N.
  [[nodiscard]] Eigen::MatrixX<Real> log_likelihoods(const Eigen::Ref<const Eigen::MatrixX<Real>>& psis,
                                                     const history_type& history,
                                                     Eigen::MatrixX<Real>&& result = {}) const {
    result.setZero(labels_a_task(history), psis.cols());
    for (Eigen::Index n = 0; n < psis.cols(); ++n)
      for_each_label(psis.col(n), history,
                     [&](Eigen::Index t, const Real& term, const Real&) { result(t, n) += term; });
    return result;
  }

  /// ln p(H_{M,T}|ψ), in nats.
  [[nodiscard]] Real total_log_likelihood(const parameter_type& psi, const history_type& history) const {
    thread_local Eigen::VectorX<Real> terms;
    terms = of(labels_a_task(history)).log_likelihood(psi, history, std::move(terms));
    return terms.sum();
  }
  [[nodiscard]] Eigen::ArrayX<Real> total_log_likelihoods(const Eigen::Ref<const Eigen::MatrixX<Real>>& psis,
                                                          const history_type& history,
                                                          Eigen::ArrayX<Real>&& result = {}) const {
    return of(labels_a_task(history)).total_log_likelihoods(psis, history, std::move(result));
  }

  /// Σ_m I(Y_{m,t+1};ξ_m | ψ, H_t, inputs), t = 0 … T−1, in nats.
  [[nodiscard]] Eigen::VectorX<Real> conditional_information(const parameter_type& psi, const history_type& history,
                                                             Eigen::VectorX<Real>&& result = {}) const {
    result.setZero(labels_a_task(history));
    for_each_label(psi, history, [&](Eigen::Index t, const Real&, const Real& told) { result[t] += told; });
    return result;
  }

  // In whitened coordinates: ψ = z/√d, z ~ N(0, I) --------------------------------------------------------------------

  [[nodiscard]] std::size_t latent_dimension() const { return of(1).latent_dimension(); }
  [[nodiscard]] parameter_type parameter_from(const Eigen::Ref<const Eigen::VectorX<Real>>& z,
                                              parameter_type&& result = {}) const {
    return of(1).parameter_from(z, std::move(result));
  }
  [[nodiscard]] Eigen::VectorX<Real> gradient(const Eigen::VectorX<Real>& z, const history_type& history,
                                              Eigen::VectorX<Real>&& result = {}) const {
    return of(labels_a_task(history)).gradient(z, history, std::move(result));
  }

 private:
  /// With so many labels a task.
  [[nodiscard]] representation_evidence<Real> of(Eigen::Index horizon) const {
    return {dimension, rank, noise_variance, horizon};
  }

  [[nodiscard]] Eigen::Index labels_a_task(const history_type& history) const {
    require_same_size("history: number of inputs", history.inputs.cols(), "of labels", history.labels.size());
    return history.labels.size() / tasks;
  }

  /// Calls visit(t, ln p(Y_{m,t+1} | ψ, H_t), what it tells of ξ_m) for every label of every task.
  template <class Psi, class Visit>
  void for_each_label(const Psi& psi, const history_type& history, Visit visit) const {
    using std::sqrt;
    thread_local detail::integrated_regression<Real> regression;
    require_same_size("psi: number of entries", psi.size(), "dimension × rank", dimension * rank);
    const Eigen::Map<const Eigen::MatrixX<Real>> matrix(psi.data(), dimension, rank);
    const Eigen::Index horizon = labels_a_task(history);
    for (Eigen::Index m = 0; m < tasks; ++m) {
      regression.start(rank, horizon, noise_variance, 1, detail::integrated_regression<Real>::rows::rotated);
      auto block = regression.block(horizon);
      block.leftCols(rank).noalias() = history.inputs.middleCols(m * horizon, horizon).transpose() * matrix;
      block.leftCols(rank) /= sqrt(Real(rank));
      block.col(rank) = history.labels.segment(m * horizon, horizon);
      regression.add(0, 0, horizon, visit);
    }
  }
};

}  // namespace infobound::inline v0_1
