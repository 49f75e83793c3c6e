// SPDX-License-Identifier: BSL-1.0
// Laplace's approximation of the posterior: its mode and the precision there.
#pragma once

#include <Eigen/Cholesky>
#include <Eigen/Core>
#include <cmath>
#include <infobound/core/concepts.hpp>
#include <utility>

namespace infobound::inline v0_1::detail {

/// The mode of p(z)p(H_T|z), z ~ N(0, I), and the Cholesky factor of its precision there, found by Newton's method from
/// the prior's mean. Both are functions of H_T alone, converged or not, which is what keeps both sides bounds.
template <class Process>
class laplace_approximation {
 public:
  using Real = real_type_t<Process>;
  using vector = Eigen::VectorX<Real>;

  laplace_approximation(const Process& process, const typename Process::history_type& history)
      : mode_(vector::Zero(static_cast<Eigen::Index>(process.latent_dimension()))) {
    using std::abs, std::sqrt;
    Real height = log_posterior(process, history, mode_);
    factorise(process, history);
    for (int iteration = 0; iteration < 50; ++iteration) {
      const vector slope = vector(process.gradient(mode_, history)) - mode_;
      const vector step = factor_.solve(slope);
      const Real gain = slope.dot(step);
      if (!(gain > Real(1e-12))) break;
      Real length = 1;
      vector next = mode_ + step;
      Real reached = log_posterior(process, history, next);
      while (!(reached >= height) && length > Real(1e-6)) {
        length /= 2;
        next = mode_ + length * step;
        reached = log_posterior(process, history, next);
      }
      if (!(reached >= height)) break;
      mode_ = std::move(next);
      height = reached;
      factorise(process, history);
    }
  }

  [[nodiscard]] const vector& mode() const { return mode_; }

  /// L Lᵀ, the precision.
  [[nodiscard]] const Eigen::LLT<Eigen::MatrixX<Real>>& factor() const { return factor_; }

  /// z with standard coordinates u around the mode: mode + L^{−ᵀ}u, column by column in place.
  void place(Eigen::MatrixX<Real>& coordinates) const {
    factor_.matrixU().solveInPlace(coordinates);
    coordinates.colwise() += mode_;
  }

  /// ‖Lᵀ(z − mode)‖².
  [[nodiscard]] Real squared_distance(const vector& z) const { return (factor_.matrixU() * (z - mode_)).squaredNorm(); }

  /// ½ ln det of the precision.
  [[nodiscard]] Real half_log_determinant() const { return factor_.matrixLLT().diagonal().array().log().sum(); }

 private:
  [[nodiscard]] static Real log_posterior(const Process& process, const typename Process::history_type& history,
                                          const vector& z) {
    return process.log_likelihood(process.parameter_from(z), history).sum() - z.squaredNorm() / 2;
  }

  /// The precision I − ∇² ln p(H_T|z), made positive definite by a growing ridge where the posterior is not concave.
  void factorise(const Process& process, const typename Process::history_type& history) {
    Eigen::MatrixX<Real> precision = -process.hessian(mode_, history);
    precision.diagonal().array() += 1;
    for (Real ridge = 0;; ridge = ridge == 0 ? Real(1) : 4 * ridge) {
      precision.diagonal().array() += ridge;
      factor_.compute(precision);
      if (factor_.info() == Eigen::Success || !precision.allFinite()) return;
    }
  }

  vector mode_;
  Eigen::LLT<Eigen::MatrixX<Real>> factor_;
};

}  // namespace infobound::inline v0_1::detail
