// SPDX-License-Identifier: BSL-1.0
// Lines below the bottleneck's curve from how alike the laws of the data are in pairs, for any number of parameters.
#pragma once

#include <Eigen/Core>
#include <infobound/core/numeric/cmath.hpp>
#include <infobound/rate/detail/bottleneck_table.hpp>
#include <infobound/rate/detail/supporting_line.hpp>
#include <limits>
#include <vector>

namespace infobound::inline v0_1::rate::detail {

/// s(q) = q ln q − β q ln(b + (1 − b)q) on [0, 1], with β > 1 and 0 ≤ b ≤ 1, and its convex envelope. It is convex up
/// to some q, concave from there on, and 0 at both ends (theory 2.4 b).
template <class Real>
class affinity_term {
 public:
  affinity_term(const Real& beta, const Real& affinity) : beta_(beta), affinity_(affinity) {
    using std::exp, std::sqrt;
    // s falls with b. Below this b^β, which is about how far the envelope is below 0, is less than rounding.
    const Real least = exp(-60 / beta);
    if (affinity_ < least) affinity_ = least;
    // s″ has the sign of b² − 2b(β − 1)y − (β − 1)y², y = (1 − b)q.
    const Real y = affinity_ / (sqrt(1 + 1 / (beta - 1)) + 1) / (beta - 1);
    bend_ = y < 1 - affinity_ ? Real(y / (1 - affinity_)) : Real(1);
  }

  /// The envelope at p, or a tangent a rounding below it.
  [[nodiscard]] Real envelope(const Real& p) const {
    if (p <= bend_ && tangent(p, Real(1)) <= 0) return value(p);
    Real low = 0;  // a tangent of the convex part that is below 0 at 1 is below s everywhere
    Real high = bend_;
    for (int i = 0; i < std::numeric_limits<Real>::digits + 100; ++i) {
      const Real middle = (low + high) / 2;
      (tangent(middle, Real(1)) <= 0 ? low : high) = middle;
    }
    return low > 0 ? tangent(low, p) : -std::numeric_limits<Real>::infinity();
  }

 private:
  [[nodiscard]] Real mixed(const Real& q) const { return affinity_ + (1 - affinity_) * q; }
  [[nodiscard]] Real value(const Real& q) const {
    using std::log;
    return q * (log(q) - beta_ * log(mixed(q)));
  }
  [[nodiscard]] Real tangent(const Real& at, const Real& q) const {
    using std::log;
    const Real slope = log(at) + 1 - beta_ * (log(mixed(at)) + (1 - affinity_) * at / mixed(at));
    return value(at) + slope * (q - at);
  }

  Real beta_;
  Real affinity_;
  Real bend_;
};

/// H ≥ Σ_θ (envelope of s at p_θ − p_θ ln p_θ) − β·loss, at each of a ladder of β.
template <class Real>
[[nodiscard]] std::vector<supporting_line<Real>> affinity_lines(const bottleneck_table<Real>& table) {
  using std::exp, std::log;
  const Real rounding = 8 * std::numeric_limits<Real>::epsilon() * Real(table.law().rows() + table.parameters() + 16);
  const Eigen::MatrixX<Real> roots = table.law().cwiseSqrt();
  Eigen::MatrixX<Real> affinities = roots.transpose() * roots;
  affinities.diagonal().setZero();
  const Eigen::ArrayX<Real> greatest = ((affinities.rowwise().maxCoeff().array() * (1 + rounding)).min)(Real(1));
  std::vector<supporting_line<Real>> lines;
  constexpr int rungs = 48;
  for (int rung = 1; rung <= rungs; ++rung) {
    const Real beta = exp(Real(rung) / 6);  // 1.2 to 3000
    Real intercept = 0;
    Real magnitude = 0;
    for (Eigen::Index k = 0; k < table.parameters(); ++k) {
      const Real p = table.prior()[k];
      intercept += affinity_term<Real>(beta, greatest[k]).envelope(p) - p * log(p);
      magnitude += p * (60 + beta);
    }
    intercept -= rounding * (magnitude + table.entropy());
    if (intercept > 0) lines.push_back({beta, intercept});
  }
  return lines;
}

}  // namespace infobound::inline v0_1::rate::detail
