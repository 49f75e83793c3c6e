// SPDX-License-Identifier: BSL-1.0
// What tasks tell of their shared representation and of their own coefficients together.
#pragma once

#include <Eigen/Core>
#include <algorithm>
#include <concepts>
#include <cstddef>
#include <infobound/core/numeric/cmath.hpp>
#include <infobound/core/require.hpp>
#include <infobound/process/meta/representation_marginal.hpp>
#include <infobound/process/meta/representation_tasks.hpp>
#include <infobound/process/regression/gaussian_response.hpp>
#include <utility>

namespace infobound::inline v0_1 {

/// The joint part of linear_representation: parameter (ψ, ξ_1, …, ξ_M); the t-th observation are the t-th labels of all
/// tasks, η = (ψξ_m)ᵀX_{m,t} (theory 8.4).
template <class Response, class Real>
struct representation_joint {
  using real_type = Real;
  struct parameter_type {
    Eigen::MatrixX<Real> psi;  ///< ψ: d × r
    Eigen::MatrixX<Real> xis;  ///< ξ_m in the columns: r × M
  };
  using history_type = representation_tasks<Real>;
  static constexpr bool independent_observations = true;  ///< iid given the parameter

  Eigen::Index dimension;  ///< d ≥ 1
  Eigen::Index rank;       ///< r ≥ 1
  Response response;
  Eigen::Index tasks;  ///< M ≥ 1

  void validate() const {
    require_at_least("representation_joint.dimension", dimension, 1);
    require_at_least("representation_joint.rank", rank, 1);
    require_at_least("representation_joint.tasks", tasks, 1);
    validate_all(response);
  }

  // What is returned is in the memory of `result`.

  template <class Rng>
  [[nodiscard]] parameter_type draw_parameter(Rng& rng, parameter_type&& result = {}) const {
    result.psi.resize(dimension, rank);
    result.xis.resize(rank, tasks);
    detail::fill_normal(result.psi, psi_scale(), rng);
    detail::fill_normal(result.xis, xi_scale(), rng);
    return result;
  }

  template <class Rng>
  [[nodiscard]] history_type draw_history(const parameter_type& drawn, std::size_t horizon, Rng& rng,
                                          history_type&& result = {}) const {
    workspace& work = local_workspace();
    work.thetas.resize(dimension, tasks);
    work.thetas.noalias() = drawn.psi * drawn.xis;
    result.draw(response, work.thetas, static_cast<Eigen::Index>(horizon), rng);
    return result;
  }

  /// Σ_m ln p(Y_{m,t+1} | θ_m, X_{m,t}), t = 0 … T−1, in nats. Cost: O(MT(d + r)).
  [[nodiscard]] Eigen::VectorX<Real> log_likelihood(const parameter_type& drawn, const history_type& history,
                                                    Eigen::VectorX<Real>&& result = {}) const {
    workspace& work = local_workspace();
    find_etas(work, drawn.psi, drawn.xis, history);
    if constexpr (requires { response.to_log_likelihoods(work.etas, history.labels.array()); })
      response.to_log_likelihoods(work.etas, history.labels.array());
    else
      for (Eigen::Index i = 0; i < work.etas.size(); ++i)
        work.etas(i, 0) = response.log_likelihood(work.etas(i, 0), history.labels[i]);
    const Eigen::Index horizon = work.etas.rows() / tasks;
    result.setZero(horizon);
    for (Eigen::Index m = 0; m < tasks; ++m) result += work.etas.col(0).segment(m * horizon, horizon).matrix();
    return result;
  }

  /// The process of ψ alone, the coefficients integrated out.
  [[nodiscard]] representation_marginal<Real> marginal_process()
      const requires std::same_as<Response, gaussian_response<Real>> {
    return {dimension, rank, response.noise_variance, tasks};
  }

  // In whitened coordinates: the entries of √d ψ, then those of √r ξ_1, …, √r ξ_M -------------------------------------

  [[nodiscard]] std::size_t latent_dimension() const {
    return static_cast<std::size_t>(dimension * rank + rank * tasks);
  }
  [[nodiscard]] parameter_type parameter_from(const Eigen::Ref<const Eigen::VectorX<Real>>& z,
                                              parameter_type&& result = {}) const {
    result.psi = psi_scale() * psi_part(z.data());
    result.xis = xi_scale() * xi_part(z.data());
    return result;
  }

  [[nodiscard]] Eigen::VectorX<Real> gradient(const Eigen::VectorX<Real>& z, const history_type& history,
                                              Eigen::VectorX<Real>&& result = {}) const {
    workspace& work = local_workspace();
    work.parameter = parameter_from(z, std::move(work.parameter));
    find_etas(work, work.parameter.psi, work.parameter.xis, history);
    for (Eigen::Index i = 0; i < work.etas.size(); ++i)
      work.etas(i, 0) = response.first_derivative(work.etas(i, 0), history.labels[i]);
    // ∂/∂θ_m in the columns that θ_m had.
    const Eigen::Index horizon = work.etas.rows() / tasks;
    for (Eigen::Index m = 0; m < tasks; ++m)
      work.thetas.col(m).noalias() =
          history.inputs.middleCols(m * horizon, horizon) * work.etas.col(0).segment(m * horizon, horizon).matrix();
    result.resize(dimension * rank + rank * tasks);
    Eigen::Map<Eigen::MatrixX<Real>>(result.data(), dimension, rank).noalias() =
        psi_scale() * (work.thetas * work.parameter.xis.transpose());
    Eigen::Map<Eigen::MatrixX<Real>>(result.data() + dimension * rank, rank, tasks).noalias() =
        xi_scale() * (work.parameter.psi.transpose() * work.thetas);
    return result;
  }

 private:
  struct workspace {
    parameter_type parameter;
    Eigen::MatrixX<Real> thetas;  ///< d × M
    Eigen::ArrayXX<Real> etas;    ///< MT × 1
  };

  [[nodiscard]] static workspace& local_workspace() {
    thread_local workspace work;
    return work;
  }

  [[nodiscard]] Real psi_scale() const {
    using std::sqrt;
    return 1 / sqrt(Real(dimension));
  }
  [[nodiscard]] Real xi_scale() const {
    using std::sqrt;
    return 1 / sqrt(Real(rank));
  }
  [[nodiscard]] auto psi_part(const Real* z) const {
    return Eigen::Map<const Eigen::MatrixX<Real>>(z, dimension, rank);
  }
  [[nodiscard]] auto xi_part(const Real* z) const {
    return Eigen::Map<const Eigen::MatrixX<Real>>(z + dimension * rank, rank, tasks);
  }

  template <class Psi, class Xis>
  void find_etas(workspace& work, const Psi& psi, const Xis& xis, const history_type& history) const {
    const Eigen::Index horizon = history.inputs.cols() / tasks;
    require_same_size("history: number of inputs", history.inputs.cols(), "tasks × labels a task", tasks * horizon);
    work.thetas.resize(dimension, tasks);
    work.thetas.noalias() = psi * xis;
    work.etas.resize(history.inputs.cols(), 1);
    for (Eigen::Index m = 0; m < tasks; ++m)
      work.etas.col(0).segment(m * horizon, horizon).matrix().noalias() =
          history.inputs.middleCols(m * horizon, horizon).transpose() * work.thetas.col(m);
  }
};

}  // namespace infobound::inline v0_1
