// SPDX-License-Identifier: BSL-1.0
// Laplace's approximation of a posterior: its mode, and its precision there (theory 11.8).
#pragma once

#include <Eigen/Core>
#include <concepts>
#include <infobound/core/concepts.hpp>
#include <infobound/core/numeric/cholesky.hpp>
#include <infobound/core/numeric/equal.hpp>
#include <infobound/core/reuse.hpp>

namespace infobound::inline v0_1::detail {

/// The mode of p(z)p(H_T|z), z ~ N(0, I), and the Cholesky factor of its precision there, found by Newton's method from
/// the prior's mean. Both are functions of H_T alone, converged or not, which is what keeps both sides bounds. Memory
/// is used again from one history to the next.
template <class Process>
class laplace_approximation {
 public:
  using Real = real_type_t<Process>;
  using vector = Eigen::VectorX<Real>;
  using history_type = typename Process::history_type;

  /// Newton's method until a step would gain less than `tolerance` nats, at most 50 steps. Each is halved until the
  /// posterior rises.
  void fit(const Process& process, const history_type& history, const Real& tolerance = Real(1e-12)) {
    mode_.setZero(static_cast<Eigen::Index>(process.latent_dimension()));
    Real height = log_posterior(process, history, mode_);
    factorise(process, history);
    for (int iteration = 0; iteration < 50; ++iteration) {
      reuse::gradient(process, mode_, history, slope_);
      slope_ -= mode_;
      step_ = slope_;
      factor_.solve_in_place(step_);
      if (!(slope_.dot(step_) > tolerance)) return;
      Real length = 1;
      next_ = mode_ + step_;
      Real reached = log_posterior(process, history, next_);
      while (!(reached >= height) && length > Real(1e-6)) {
        length /= 2;
        next_ = mode_ + length * step_;
        reached = log_posterior(process, history, next_);
      }
      if (!(reached >= height)) return;
      mode_.swap(next_);
      height = reached;
      factorise(process, history);
    }
  }

  [[nodiscard]] const vector& mode() const { return mode_; }

  /// L Lᵀ, the precision.
  [[nodiscard]] const cholesky_factor<Real>& factor() const { return factor_; }

  /// z with standard coordinates u around the mode: mode + L^{−ᵀ}u, column by column in place.
  void place(Eigen::MatrixX<Real>& coordinates) const {
    factor_.upper().solveInPlace(coordinates);
    coordinates.colwise() += mode_;
  }

  /// ‖Lᵀ(z − mode)‖².
  [[nodiscard]] Real squared_distance(const vector& z) {
    next_ = z - mode_;
    step_.noalias() = factor_.upper() * next_;
    return step_.squaredNorm();
  }

  /// ½ ln det of the precision.
  [[nodiscard]] Real half_log_determinant() const { return factor_.half_log_determinant(); }

 private:
  [[nodiscard]] Real log_posterior(const Process& process, const history_type& history, const vector& z) {
    if constexpr (std::same_as<typename Process::parameter_type, vector>) {
      reuse::parameter_from(process, z, theta_);
      reuse::log_likelihood(process, theta_, history, terms_);
    } else {
      reuse::log_likelihood(process, process.parameter_from(z), history, terms_);
    }
    return terms_.sum() - z.squaredNorm() / 2;
  }

  /// The precision I − ∇² ln p(H_T|z), made positive definite by a growing ridge where the posterior is not concave.
  void factorise(const Process& process, const history_type& history) {
    reuse::hessian(process, mode_, history, precision_);
    precision_ = -precision_;
    precision_.diagonal().array() += 1;
    for (Real ridge = 0;; ridge = equal(ridge, Real(0)) ? Real(1) : 4 * ridge) {
      precision_.diagonal().array() += ridge;
      if (factor_.compute(precision_) || !precision_.allFinite()) return;
    }
  }

  vector mode_;
  vector next_;
  vector slope_;
  vector step_;
  vector theta_;
  vector terms_;
  Eigen::MatrixX<Real> precision_;
  cholesky_factor<Real> factor_;
};

}  // namespace infobound::inline v0_1::detail
