// SPDX-License-Identifier: BSL-1.0
// What tasks with a Gaussian response tell of their shared representation, task coefficients integrated out.
#pragma once

#include <Eigen/Cholesky>
#include <Eigen/Core>
#include <algorithm>
#include <cstddef>
#include <infobound/core/numeric/cmath.hpp>
#include <infobound/core/numeric/pi.hpp>
#include <infobound/core/require.hpp>
#include <infobound/process/meta/representation_tasks.hpp>
#include <infobound/process/regression/gaussian_response.hpp>

namespace infobound::inline v0_1 {

/// The meta part of linear_representation<gaussian_response>: parameter ψ, the d × r entries column by column; an
/// observation is a task, whose labels given ψ and its inputs are N(0, σ²I + F Fᵀ/r), F = Xψ (theory 8.4). With
/// A = FᵀF + rσ²I, m = A⁻¹Fᵀy and e = y − Fm,
///   ln p(D|ψ) = −½ [T ln(2πσ²) + ln det(A/(rσ²)) + (‖e‖² + rσ²‖m‖²)/σ²],
/// and its derivative in F is e mᵀ/σ² − F A⁻¹. Nothing cancels at small σ².
template <class Real>
struct representation_evidence {
  static_assert(
      !bool(Eigen::MatrixX<Real>::IsRowMajor),
      "infobound: representation_evidence reads matrices column by column: compile without EIGEN_DEFAULT_TO_ROW_MAJOR");
  using real_type = Real;
  using parameter_type = Eigen::VectorX<Real>;            ///< dr
  using history_type = representation_tasks<Real>;        ///< M tasks
  static constexpr bool independent_observations = true;  ///< tasks are iid given ψ

  Eigen::Index dimension;  ///< d ≥ 1
  Eigen::Index rank;       ///< r ≥ 1
  Real noise_variance;     ///< σ² > 0, finite
  Eigen::Index horizon;    ///< T ≥ 1, labels a task

  void validate() const {
    require_at_least("representation_evidence.dimension", dimension, 1);
    require_at_least("representation_evidence.rank", rank, 1);
    require_positive("representation_evidence.noise_variance", noise_variance);
    require_at_least("representation_evidence.horizon", horizon, 1);
  }

  // What is returned is in the memory of `result`.

  template <class Rng>
  [[nodiscard]] parameter_type draw_parameter(Rng& rng, parameter_type&& result = {}) const {
    result.resize(dimension * rank);
    detail::fill_normal(result, scale(), rng);
    return result;
  }

  template <class Rng>
  [[nodiscard]] history_type draw_history(const parameter_type& psi, std::size_t tasks, Rng& rng,
                                          history_type&& result = {}) const {
    using std::sqrt;
    thread_local Eigen::MatrixX<Real> coefficients;
    thread_local Eigen::MatrixX<Real> thetas;
    coefficients.resize(rank, static_cast<Eigen::Index>(tasks));
    detail::fill_normal(coefficients, Real(1 / sqrt(Real(rank))), rng);
    thetas.resize(dimension, coefficients.cols());
    thetas.noalias() = matrix_of(psi) * coefficients;
    result.draw(gaussian_response<Real>{noise_variance}, thetas, horizon, rng);
    return result;
  }

  /// ln p(D_m | ψ), m = 1 … M, in nats. Cost: O(MTr(d + r)).
  [[nodiscard]] Eigen::VectorX<Real> log_likelihood(const parameter_type& psi, const history_type& history,
                                                    Eigen::VectorX<Real>&& result = {}) const {
    workspace& work = local_workspace();
    result.resize(tasks_in(history));
    work.features.resize(history.inputs.cols(), rank);
    work.features.noalias() = history.inputs.transpose() * matrix_of(psi);
    for (Eigen::Index m = 0; m < result.size(); ++m)
      result[m] = fit(work, work.features.middleRows(m * horizon, horizon), labels_of(history, m));
    return result;
  }

  /// ln p(D_m | ψ), in nats, for N ψ in the columns of psis: M × N. Cost: one matrix product and O(NMTr²).
  [[nodiscard]] Eigen::MatrixX<Real> log_likelihoods(const Eigen::Ref<const Eigen::MatrixX<Real>>& psis,
                                                     const history_type& history,
                                                     Eigen::MatrixX<Real>&& result = {}) const {
    result.resize(tasks_in(history), psis.cols());
    for_each_evidence(psis, history,
                      [&](Eigen::Index m, Eigen::Index n, const Real& evidence) { result(m, n) = evidence; });
    return result;
  }

  /// ln p(H_{M,T}|ψ) for ψ in the columns of psis, in nats.
  [[nodiscard]] Eigen::ArrayX<Real> total_log_likelihoods(const Eigen::Ref<const Eigen::MatrixX<Real>>& psis,
                                                          const history_type& history,
                                                          Eigen::ArrayX<Real>&& result = {}) const {
    result.setZero(psis.cols());
    for_each_evidence(psis, history,
                      [&](Eigen::Index, Eigen::Index n, const Real& evidence) { result[n] += evidence; });
    return result;
  }

  // In whitened coordinates: ψ = z/√d, z ~ N(0, I) --------------------------------------------------------------------

  [[nodiscard]] std::size_t latent_dimension() const { return static_cast<std::size_t>(dimension * rank); }
  [[nodiscard]] parameter_type parameter_from(const Eigen::Ref<const Eigen::VectorX<Real>>& z,
                                              parameter_type&& result = {}) const {
    result = z * scale();
    return result;
  }

  [[nodiscard]] Eigen::VectorX<Real> gradient(const Eigen::VectorX<Real>& z, const history_type& history,
                                              Eigen::VectorX<Real>&& result = {}) const {
    workspace& work = local_workspace();
    work.features.resize(history.inputs.cols(), rank);
    work.features.noalias() = scale() * (history.inputs.transpose() * matrix_of(z));
    for (Eigen::Index m = 0; m < tasks_in(history); ++m) {
      auto features = work.features.middleRows(m * horizon, horizon);
      (void)fit(work, features, labels_of(history, m));
      // F A⁻¹, then the derivative in place of F.
      work.factor.matrixU().template solveInPlace<Eigen::OnTheRight>(features);
      work.factor.matrixL().template solveInPlace<Eigen::OnTheRight>(features);
      features *= -1;
      features.noalias() += work.errors * (work.coefficients.transpose() / noise_variance);
    }
    result.resize(dimension * rank);
    Eigen::Map<Eigen::MatrixX<Real>>(result.data(), dimension, rank).noalias() =
        scale() * (history.inputs * work.features);
    return result;
  }

 private:
  struct workspace {
    Eigen::MatrixX<Real> features;   ///< F of all tasks: MT × r, or of many ψ side by side
    Eigen::MatrixX<Real> precision;  ///< A
    Eigen::LLT<Eigen::MatrixX<Real>> factor;
    Eigen::VectorX<Real> coefficients;  ///< m
    Eigen::VectorX<Real> errors;        ///< e
  };

  [[nodiscard]] static workspace& local_workspace() {
    thread_local workspace work;
    return work;
  }

  [[nodiscard]] Real scale() const {
    using std::sqrt;
    return 1 / sqrt(Real(dimension));
  }

  template <class Vector>
  [[nodiscard]] Eigen::Map<const Eigen::MatrixX<Real>> matrix_of(const Vector& psi) const {
    require_same_size("psi: number of entries", psi.size(), "dimension × rank", dimension * rank);
    return {psi.data(), dimension, rank};
  }

  [[nodiscard]] Eigen::Index tasks_in(const history_type& history) const {
    require_same_size("history: number of inputs", history.inputs.cols(), "of labels", history.labels.size());
    return history.labels.size() / horizon;
  }

  [[nodiscard]] auto labels_of(const history_type& history, Eigen::Index m) const {
    return history.labels.segment(m * horizon, horizon);
  }

  /// ln p(D|ψ) of one task from its features, T × r, and labels; leaves A, m and e in the workspace.
  template <class Features, class Labels>
  [[nodiscard]] Real fit(workspace& work, const Features& features, const Labels& labels) const {
    using std::log;
    const Real ridge = Real(rank) * noise_variance;
    work.precision.resize(rank, rank);
    work.precision.noalias() = features.transpose() * features;
    work.precision.diagonal().array() += ridge;
    work.factor.compute(work.precision);
    work.coefficients.resize(rank);
    work.coefficients.noalias() = features.transpose() * labels;
    work.factor.solveInPlace(work.coefficients);
    work.errors = labels;
    work.errors.noalias() -= features * work.coefficients;
    Real log_determinant = 0;
    for (Eigen::Index i = 0; i < rank; ++i) log_determinant += 2 * log(work.factor.matrixLLT()(i, i));
    log_determinant -= Real(rank) * log(ridge);
    const Real squares = work.errors.squaredNorm() / noise_variance + Real(rank) * work.coefficients.squaredNorm();
    return -(Real(horizon) * detail::log_two_pi_times(noise_variance) + log_determinant + squares) / 2;
  }

  /// Calls visit(m, n, ln p(D_m | ψ_n)), with the features of some ψ_n at a time as one matrix product.
  template <class Visit>
  void for_each_evidence(const Eigen::Ref<const Eigen::MatrixX<Real>>& psis, const history_type& history,
                         Visit visit) const {
    require_same_size("psis: number of rows", psis.rows(), "dimension × rank", dimension * rank);
    constexpr Eigen::Index block = 32;
    workspace& work = local_workspace();
    const Eigen::Index tasks = tasks_in(history);
    for (Eigen::Index first = 0; first < psis.cols(); first += block) {
      const Eigen::Index count = (std::min)(block, psis.cols() - first);
      const Eigen::Map<const Eigen::MatrixX<Real>, 0, Eigen::OuterStride<>> side_by_side(
          psis.col(first).data(), dimension, rank * count, Eigen::OuterStride<>(dimension));
      work.features.resize(history.inputs.cols(), rank * count);
      work.features.noalias() = history.inputs.transpose() * side_by_side;
      for (Eigen::Index n = 0; n < count; ++n)
        for (Eigen::Index m = 0; m < tasks; ++m)
          visit(m, first + n,
                fit(work, work.features.block(m * horizon, n * rank, horizon, rank), labels_of(history, m)));
    }
  }
};

}  // namespace infobound::inline v0_1
