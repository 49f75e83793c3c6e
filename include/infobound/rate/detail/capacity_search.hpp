// SPDX-License-Identifier: BSL-1.0
// Newton's method with a barrier for the capacity of a finite channel, and its certificate.
#pragma once

#include <Eigen/Cholesky>
#include <Eigen/Core>
#include <algorithm>
#include <cstddef>
#include <infobound/core/numeric/cmath.hpp>
#include <infobound/core/numeric/relative_entropy_term.hpp>
#include <limits>
#include <vector>

namespace infobound::inline v0_1::rate::detail {

/// One channel, one row a law, its best input looked for in π ≥ 0 of any sum: J(π) = Σ π_θ KL(P_θ‖Σ π P) is concave,
/// greatest where π is e^{C−1} times a best input, and has the gradient KL_θ − 1. Unknowns are the relative changes
/// δ = dπ/π, by which the matrix is V Vᵀ + diag(πλ), V = diag(π) W diag(P)^{−½}, with multipliers λ of π ≥ 0.
template <class Real>
class capacity_search {
 public:
  using matrix = Eigen::MatrixX<Real>;
  using vector = Eigen::VectorX<Real>;
  using array = Eigen::ArrayX<Real>;

  struct found {
    Real lower = 0;
    Real upper = std::numeric_limits<Real>::infinity();
    vector input;
    std::size_t iterations = 0;
  };

  /// Rows of sum 1.
  explicit capacity_search(const matrix& channel) : size_(channel.rows()) {
    std::vector<Eigen::Index> possible;
    for (Eigen::Index column = 0; column < channel.cols(); ++column)
      if (channel.col(column).maxCoeff() > 0) possible.push_back(column);
    rows_.resize(size_, static_cast<Eigen::Index>(possible.size()));
    for (Eigen::Index column = 0; column < rows_.cols(); ++column)
      rows_.col(column) = channel.col(possible[static_cast<std::size_t>(column)]);
    using std::log;
    entropies_ = array::Zero(size_);  // Σ W ln W
    for (Eigen::Index column = 0; column < rows_.cols(); ++column)
      for (Eigen::Index row = 0; row < size_; ++row)
        if (rows_(row, column) > 0) entropies_[row] += rows_(row, column) * log(rows_(row, column));
  }

  [[nodiscard]] found run(const Real& tolerance, std::size_t most_iterations) {
    const Real least_barrier =
        (std::max)(Real(tolerance / 50), Real(8 * std::numeric_limits<Real>::epsilon())) / Real(size_);
    begin();
    vector best = weights_;
    Real least_gap = std::numeric_limits<Real>::infinity();
    Real reference = least_gap;
    int idle = 0;
    bool plain = false;
    std::size_t used = 0;
    for (;; ++used) {
      const Real gap = divergences_.maxCoeff() - mean_divergence();
      if (gap < least_gap) {
        least_gap = gap;
        best = weights_;
      }
      if (!(least_gap > tolerance / 2 && used < most_iterations)) break;
      idle = gap < reference / 2 ? 0 : idle + 1;
      if (idle == 0) reference = gap;
      if (!plain && (idle > patience || !step(least_barrier))) {
        plain = true;
        weights_ = best;
        evaluate();
        idle = 0;
      }
      if (plain) {
        if (idle > 40 * patience) break;  // as near as rounding allows
        weights_.array() *= (divergences_ - Real(1)).exp();
      }
      evaluate();
    }
    return certified(best, used);
  }

 private:
  /// A mixture of the uniform law and of plain steps, so that no row is lost.
  void begin() {
    using std::exp;
    const Real uniform = 1 / Real(size_);
    weights_ = vector::Constant(size_, uniform);
    for (int i = 0; i < 3; ++i) {
      evaluate();
      weights_.array() *= (divergences_ - Real(1)).exp();
      weights_ = Real(0.9) / weights_.sum() * weights_.array() + Real(0.1) * uniform;
    }
    evaluate();
    weights_ *= exp(mean_divergence() - 1);
    evaluate();
    products_ = weights_.array() * ((1 - divergences_).max)(Real(0.1));
  }

  /// KL of each row from Σ π P, whose sum need not be 1.
  void evaluate() {
    output_.noalias() = rows_.transpose() * weights_;
    logs_ = (output_.array().max)((std::numeric_limits<Real>::min)()).log().matrix();
    divergences_ = entropies_ - (rows_ * logs_).array();
  }

  [[nodiscard]] Real mean_divergence() const { return (weights_.array() * divergences_).sum() / weights_.sum(); }

  [[nodiscard]] bool step(const Real& least_barrier) {
    scaled_.noalias() = weights_.asDiagonal() * rows_;
    scaled_ =
        (scaled_ * (output_.array().max)((std::numeric_limits<Real>::min)()).rsqrt().matrix().asDiagonal()).eval();
    system_.setZero(size_, size_);
    system_.template selfadjointView<Eigen::Lower>().rankUpdate(scaled_);
    system_.diagonal() += products_.matrix();
    factor_.compute(system_);
    if (factor_.info() != Eigen::Success) return false;
    const array right = weights_.array() * (divergences_ - 1);
    array change = factor_.solve(right.matrix()).array();
    array multiplier_change = -1 - change;
    // Mehrotra's rule: what the step without a barrier would leave of πλ tells how far the barrier may fall.
    const Real forward_first = longest_step(change, Real(1));
    const Real upward_first = longest_step(multiplier_change, Real(1));
    const Real present = products_.sum();
    const Real ahead = (products_ * (1 + forward_first * change) * (1 + upward_first * multiplier_change)).sum();
    const Real ratio = (std::min)(Real(ahead / present), Real(1));
    const Real barrier = (std::max)(Real(present / Real(size_) * ratio * ratio * ratio), least_barrier);
    const array correction = barrier - products_ * change * multiplier_change;
    change = factor_.solve((right + correction).matrix()).array();
    multiplier_change = correction / products_ - 1 - change;
    if (!change.allFinite() || !multiplier_change.allFinite()) return false;
    const Real most = 1 / Real(0.99);
    const Real forward = Real(0.99) * longest_step(change, most);
    const Real upward = Real(0.99) * longest_step(multiplier_change, most);
    weights_.array() *= 1 + forward * change;
    products_ *= (1 + forward * change) * (1 + upward * multiplier_change);
    return true;
  }

  /// The largest step up to `most` that keeps 1 + step × change ≥ 0.
  [[nodiscard]] static Real longest_step(const array& change, const Real& most) {
    const Real fall = -change.minCoeff();
    return fall * most > 1 ? Real(1 / fall) : most;
  }

  /// The two sides at a law, as sums of non-negative terms, rounded outwards.
  [[nodiscard]] found certified(const vector& weights, std::size_t iterations) const {
    using std::sqrt;
    const vector input = weights / weights.sum();
    const vector output = rows_.transpose() * input;
    array divergences = array::Zero(size_);
    for (Eigen::Index column = 0; column < rows_.cols(); ++column)
      for (Eigen::Index row = 0; row < size_; ++row)
        divergences[row] += infobound::detail::scaled_relative_entropy_term(
            rows_(row, column), infobound::detail::scaled<Real>(output[column]));
    const auto rounding = [&](const Real& divergence) -> Real {
      return 2 * std::numeric_limits<Real>::epsilon() * Real(rows_.cols() + 4 * size_ + 16) *
             (divergence + sqrt(divergence));
    };
    const Real mean = input.dot(divergences.matrix());
    const Real most = divergences.maxCoeff();
    return {(std::max)(Real(0), Real(mean - rounding(mean))), most + rounding(most), input, iterations};
  }

  static constexpr int patience = 15;

  Eigen::Index size_;
  matrix rows_;
  array entropies_;
  vector weights_;
  array products_;  // πλ
  vector output_;
  vector logs_;
  array divergences_;
  matrix scaled_;
  matrix system_;
  Eigen::LLT<matrix> factor_;
};

}  // namespace infobound::inline v0_1::rate::detail
