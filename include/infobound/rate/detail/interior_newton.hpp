// SPDX-License-Identifier: BSL-1.0
// Newton's method with a barrier for the best output law, and, if a distortion is given, for its slope.
#pragma once

#include <Eigen/Core>
#include <algorithm>
#include <infobound/core/numeric/cmath.hpp>
#include <infobound/rate/detail/barrier_system.hpp>
#include <infobound/rate/detail/distortion_table.hpp>
#include <infobound/rate/detail/tilted_channel.hpp>

namespace infobound::inline v0_1::rate::detail {

/// Where an interior method stands: q > 0, the products q_y λ_y > 0 with the multipliers of q ≥ 0, and s.
template <class Real>
struct interior_point {
  Eigen::VectorX<Real> weights;
  Eigen::VectorX<Real> products;
  Real slope;
};

/// One primal-dual step after another towards 1 − c_y = λ_y, q_y λ_y = 0 and, where s is free, the distortion asked
/// for: the saddle point of −Σ p ln Σ_y q_y e^{−s d_xy} + Σ q − sD, least in q ≥ 0 and greatest in s. Unknowns are the
/// relative changes δ = dq/q, by which the matrix is WᵀPW + diag(qλ) for the channel W: entries in [0, 1], however
/// small q and p are.
template <class Real>
class interior_newton {
 public:
  explicit interior_newton(const distortion_table<Real>& table)
      : system_(table), right_(table.columns(), 2), change_(table.columns()), multiplier_change_(table.columns()) {}

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
    auto& [weights, products, slope] = point;
    const bool free = excess != nullptr;
    if (!system_.factorise(channel, weights, products)) return false;
    right_.col(0) = channel.output() - weights;
    if (free) right_.col(1) = channel.covariance();
    system_.solve(right_, free ? 2 : 1);
    Real surplus = 0;
    Real sensitivity = 0;
    if (free) {
      // In logarithms, as the distortion falls about exponentially with s.
      if (channel.excess() > 0) surplus = channel.excess() * log(channel.excess() / *excess);
      along_slope_ = right_.col(1);
      sensitivity = channel.variance() + channel.covariance().dot(along_slope_);
    }
    (void)combine(channel, surplus, sensitivity);
    multiplier_change_ = -1 - change_.array();

    correction_ = barrier_ahead(products, least_barrier) - products.array() * change_.array() * multiplier_change_;
    right_.col(0) = channel.output() - weights + correction_.matrix();
    system_.solve(right_, 1);
    const Real slope_change = combine(channel, surplus, sensitivity);
    multiplier_change_ = correction_ / products.array() - 1 - change_.array();
    if (!change_.allFinite() || !multiplier_change_.allFinite()) return false;

    // Short of the boundary by a hundredth, unless the whole step is.
    const Real most = 1 / Real(0.99);
    const Real forward = Real(0.99) * longest_step(change_.array(), most);
    const Real upward = Real(0.99) * longest_step(multiplier_change_, most);
    weights.array() *= 1 + forward * change_.array();
    products.array() *= (1 + forward * change_.array()) * (1 + upward * multiplier_change_);
    if (free) slope = (std::min)((std::max)(Real(slope + forward * slope_change), Real(slope / 4)), Real(4 * slope));
    return true;
  }

  /// Mehrotra's rule: qλ that the step without a barrier would leave tells how far the barrier may fall. To this the
  /// caller adds what the product of the two changes will, which is of second order.
  [[nodiscard]] Real barrier_ahead(const Eigen::VectorX<Real>& products, const Real& least_barrier) const {
    const Real forward = longest_step(change_.array(), Real(1));
    const Real upward = longest_step(multiplier_change_, Real(1));
    const Real present = products.sum();
    const Real ahead = (products.array() * (1 + forward * change_.array()) * (1 + upward * multiplier_change_)).sum();
    const Real ratio = (std::min)(Real(ahead / present), Real(1));
    return (std::max)(Real(present / Real(products.size()) * ratio * ratio * ratio), least_barrier);
  }

  /// From the solution at fixed s in right_, the changes of q and, which is returned, of s together.
  [[nodiscard]] Real combine(const tilted_channel<Real>& channel, const Real& surplus, const Real& sensitivity) {
    change_ = right_.col(0);
    if (!(sensitivity > 0)) return 0;
    const Real slope_change = (surplus + channel.covariance().dot(change_)) / sensitivity;
    change_ -= slope_change * along_slope_;
    return slope_change;
  }

  /// The largest step up to `most` that keeps 1 + step × change ≥ 0.
  template <class Derived>
  [[nodiscard]] static Real longest_step(const Eigen::ArrayBase<Derived>& change, const Real& most) {
    const Real fall = -change.minCoeff();
    return fall * most > 1 ? Real(1 / fall) : most;
  }

  barrier_system<Real> system_;
  Eigen::MatrixX<Real> right_;
  Eigen::VectorX<Real> along_slope_;
  Eigen::VectorX<Real> change_;
  Eigen::ArrayX<Real> multiplier_change_;
  Eigen::ArrayX<Real> correction_;
};

}  // namespace infobound::inline v0_1::rate::detail
