// SPDX-License-Identifier: BSL-1.0
// Newton's method with a barrier for the best output law, and, if a distortion is given, for its slope.
#pragma once

#include <Eigen/Cholesky>
#include <Eigen/Core>
#include <algorithm>
#include <cmath>
#include <infobound/rate/detail/distortion_table.hpp>
#include <infobound/rate/detail/tilted_channel.hpp>
#include <vector>

namespace infobound::inline v0_1::rate::detail {

/// Where an interior method stands: q > 0, the products q_y λ_y > 0 with the multipliers of q ≥ 0, and s.
template <class Real>
struct interior_point {
  Eigen::VectorX<Real> weights;
  Eigen::VectorX<Real> products;
  Real slope;
};

/// One primal-dual step after another towards 1 − c_y = λ_y, q_y λ_y = 0 and, where s is free, the distortion asked for:
/// the saddle point of −Σ p ln Σ_y q_y e^{−s d_xy} + Σ q − sD, least in q ≥ 0 and greatest in s. Unknowns are the
/// relative changes δ = dq/q, by which the matrix is WᵀPW + diag(qλ) for the channel W: entries in [0, 1], however small
/// q and p are.
template <class Real>
class interior_newton {
 public:
  explicit interior_newton(const distortion_table<Real>& table)
      : table_(&table),
        scaled_(table.rows(), table.columns()),
        matrix_(table.columns(), table.columns()),
        right_(table.columns(), 2),
        packed_(table.columns(), 2),
        change_(table.columns()),
        multiplier_change_(table.columns()) {
    coupled_.reserve(static_cast<std::size_t>(table.columns()));
  }

  /// A step at fixed s. The channel is evaluated at the point. False, and no step, where rounding makes it impossible.
  [[nodiscard]] bool step(const tilted_channel<Real>& channel, const Real& least_barrier, interior_point<Real>& point) {
    return advance(channel, nullptr, least_barrier, point);
  }

  /// A step towards D − D_min = excess > 0; also the channel's derivatives are evaluated.
  [[nodiscard]] bool step(const tilted_channel<Real>& channel, const Real& excess, const Real& least_barrier,
            interior_point<Real>& point) {
    return advance(channel, &excess, least_barrier, point);
  }

 private:
  [[nodiscard]] bool advance(const tilted_channel<Real>& channel, const Real* excess, const Real& least_barrier,
               interior_point<Real>& point) {
    using std::log;
    const auto size = Real(table_->columns());
    auto& [weights, products, slope] = point;
    if (!factorise(channel, weights, products)) return false;
    right_.col(0) = channel.output() - weights;
    right_.col(1) = channel.covariance();
    const bool free = excess != nullptr;
    // In logarithms, as the distortion falls about exponentially with s.
    const bool falls = free && channel.excess() > 0;
    const Real surplus = falls ? Real(channel.excess() * log(channel.excess() / *excess)) : Real(0);
    solve(free ? 2 : 1);
    Real sensitivity = 0;
    if (free) {
      along_slope_ = right_.col(1);
      sensitivity = channel.variance() + channel.covariance().dot(along_slope_);
    }
    Real slope_change = combine(channel, free, surplus, sensitivity);
    multiplier_change_ = -1 - change_.array();

    const Real barrier = products.sum() / size;
    const Real weight_step = longest_step(change_);
    const Real multiplier_step = longest_step(multiplier_change_);
    const Real predicted = (products.array() * (1 + weight_step * change_.array()) *
                            (1 + multiplier_step * multiplier_change_.array()))
                               .sum() /
                           size;
    const Real ratio = predicted / barrier;
    const Real target = (std::max)(Real(barrier * ratio * ratio * ratio), least_barrier);
    // What the product of the two changes adds to q λ is of second order, and is taken off beforehand.
    correction_ = target - products.array() * change_.array() * multiplier_change_.array();
    right_.col(0) = channel.output() - weights + correction_.matrix();
    solve(1);
    slope_change = combine(channel, free, surplus, sensitivity);
    multiplier_change_ = correction_ / products.array() - 1 - change_.array();
    if (!change_.allFinite() || !multiplier_change_.allFinite()) return false;

    const Real forward = Real(0.99) * longest_step(change_, Real(1.0101));
    const Real upward = Real(0.99) * longest_step(multiplier_change_.matrix(), Real(1.0101));
    const Real a = (std::min)(Real(1), forward);
    const Real b = (std::min)(Real(1), upward);
    weights.array() *= 1 + a * change_.array();
    products.array() *= (1 + a * change_.array()) * (1 + b * multiplier_change_.array());
    if (free) slope = (std::min)((std::max)(Real(slope + a * slope_change), Real(slope / 4)), Real(4 * slope));
    return true;
  }

  /// The matrix WᵀPW + diag(qλ). Letters y that hardly any of it couples to others are taken by themselves.
  [[nodiscard]] bool factorise(const tilted_channel<Real>& channel, const Eigen::VectorX<Real>& weights,
                 const Eigen::VectorX<Real>& products) {
    using std::sqrt;
    const Eigen::ArrayX<Real> scale =
        table_->probabilities.array().sqrt() / channel.normaliser().array();
    coupled_.clear();
    diagonal_ = products;
    Eigen::Index next = 0;
    for (Eigen::Index y = 0; y < weights.size(); ++y) {
      scaled_.col(next) = (channel.kernel().col(y) * scale * weights[y]).matrix();
      const Real own = scaled_.col(next).squaredNorm();
      diagonal_[y] += own;
      if (own < uncoupled_share * products[y]) continue;
      coupled_.push_back(y);
      ++next;
    }
    auto block = matrix_.topLeftCorner(next, next);
    block.setZero();
    block.template selfadjointView<Eigen::Lower>().rankUpdate(scaled_.leftCols(next).transpose());
    for (Eigen::Index i = 0; i < next; ++i) block(i, i) += products[coupled_[static_cast<std::size_t>(i)]];
    const Eigen::LLT<Eigen::Ref<Eigen::MatrixX<Real>>> factor(block);
    return factor.info() == Eigen::Success;
  }

  /// Solves for the first columns of right_.
  void solve(Eigen::Index columns) {
    const auto size = static_cast<Eigen::Index>(coupled_.size());
    for (Eigen::Index i = 0; i < size; ++i)
      for (Eigen::Index k = 0; k < columns; ++k) packed_(i, k) = right_(coupled_[static_cast<std::size_t>(i)], k);
    auto block = matrix_.topLeftCorner(size, size);
    auto unknowns = packed_.topLeftCorner(size, columns);
    block.template triangularView<Eigen::Lower>().solveInPlace(unknowns);
    block.transpose().template triangularView<Eigen::Upper>().solveInPlace(unknowns);
    for (Eigen::Index k = 0; k < columns; ++k) right_.col(k).array() /= diagonal_.array();
    for (Eigen::Index i = 0; i < size; ++i)
      for (Eigen::Index k = 0; k < columns; ++k) right_(coupled_[static_cast<std::size_t>(i)], k) = packed_(i, k);
  }

  /// From the solution at fixed s in right_, the changes of q and s together.
  [[nodiscard]] Real combine(const tilted_channel<Real>& channel, bool free, const Real& surplus,
                             const Real& sensitivity) {
    change_ = right_.col(0);
    if (!free || !(sensitivity > 0)) return 0;
    const Real slope_change = (surplus + channel.covariance().dot(change_)) / sensitivity;
    change_ -= slope_change * along_slope_;
    return slope_change;
  }

  /// The largest step up to `most` that keeps 1 + step × change ≥ 0.
  template <class Derived>
  [[nodiscard]] static Real longest_step(const Eigen::MatrixBase<Derived>& change, const Real& most = Real(1)) {
    const Real fall = -change.minCoeff();
    return fall * most > 1 ? Real(1 / fall) : most;
  }
  template <class Derived>
  [[nodiscard]] static Real longest_step(const Eigen::ArrayBase<Derived>& change, const Real& most = Real(1)) {
    return longest_step(change.matrix(), most);
  }

  static constexpr double uncoupled_share = 1e-4;

  const distortion_table<Real>* table_;
  Eigen::MatrixX<Real> scaled_;
  Eigen::MatrixX<Real> matrix_;
  Eigen::MatrixX<Real> right_;
  Eigen::MatrixX<Real> packed_;
  Eigen::VectorX<Real> along_slope_;
  Eigen::VectorX<Real> diagonal_;
  Eigen::VectorX<Real> change_;
  Eigen::ArrayX<Real> multiplier_change_;
  Eigen::ArrayX<Real> correction_;
  std::vector<Eigen::Index> coupled_;
};

}  // namespace infobound::inline v0_1::rate::detail
