// SPDX-License-Identifier: BSL-1.0
// What observations tell at least of the directions of ReLU units, from a functional inequality and no simulation.
#pragma once

#include <Eigen/Core>
#include <algorithm>
#include <cstddef>
#include <infobound/core/numeric/cmath.hpp>
#include <infobound/core/numeric/pi.hpp>
#include <infobound/core/numeric/stirling_series.hpp>
#include <limits>
#include <vector>

/// Lower bounds on I(H_T;w|b), in nats, of f(X) = Σ_j b_j (w_jᵀX)⁺, X ~ N(0, I_d), d ≥ 2, Y_{t+1} ~ N(f(X_t), σ²), the
/// directions w_j independent and uniform on the unit sphere, the output weights b_j revealed (theory 5.7). Arguments
/// are not checked.
namespace infobound::inline v0_1::relu_units_bounds {

/// What the bounds need of a function β of the units: means over the law of the output weights b.
template <class Real>
struct field {
  Real gain;     ///< a₁ = E Σ β_j b_j ≥ 0
  Real squares;  ///< a₂ = E Σ β_j² b_j²
  Real pairs;    ///< a₁₁ = E Σ_{j≠k} β_j b_j β_k b_k ≥ 0, or a bound above it
  Real cost;     ///< a₀ = E Σ β_j², or a bound above it
};

/// The degrees k = 1, 2, 4, 6, …, 200 of Gegenbauer polynomials on the sphere of R^d: λ_k = k(k+d−2), the squared
/// length s_k of a unit's gradient that degree k carries (Σ_k s_k = d − 1), and s_k/dim_k.
/// - Cost: O(1), by ratios of neighbours, so that no dim_k is formed, which may be out of range.
template <class Real>
class degrees {
 public:
  using array = Eigen::Array<Real, Eigen::Dynamic, 1>;
  static constexpr Eigen::Index largest = 200;

  explicit degrees(const Real& d)
      : dimension(d), eigenvalues(largest / 2 + 1), shares(largest / 2 + 1), crowding(largest / 2 + 1) {
    using infobound::detail::stirling_remainder;
    using std::exp, std::log, std::log1p;
    eigenvalues[0] = d - 1;
    shares[0] = (d - 1) / 2;
    crowding[0] = shares[0] / d;
    // e₀ = Γ(d/2)/(2√π Γ((d+1)/2)) is the mean of a rectified coordinate.
    const Real half = d / 2;
    const Real log_ratio = (1 - log(half)) / 2 - half * log1p(1 / d) + stirling_remainder(half) -
                           stirling_remainder(Real(half + Real(0.5)));
    const Real mean = exp(log_ratio) / (d + 1);
    Real share = (d * mean) * ((d + 2) * mean) * d / (2 * infobound::detail::pi<Real>()) * (d - 1);
    Real inverse_count = 2 / (d + 2) / (d - 1);
    for (Eigen::Index i = 1; i < shares.size(); ++i) {
      const Real k = Real(2 * i);
      eigenvalues[i] = k * (k + d - 2);
      shares[i] = share;
      crowding[i] = share * inverse_count;
      const Real count_growth = (2 * k + d + 2) / (2 * k + d - 2) * ((k + d - 1) / (k + 1)) * ((k + d - 2) / (k + 2));
      const Real fall = (k - 1) / (k + d + 1);
      share *= (k + 2) / k * ((k + d) / (k + d - 2)) * (fall * count_growth) * fall;
      inverse_count /= count_growth;
    }
  }

  Real dimension;
  array eigenvalues;
  array shares;
  array crowding;
};

namespace detail {

/// m(γ) for one field. 1/m is concave in γ, as a parallel sum of increasing linear functions is: it lies below its
/// tangents, so that ∫m is at least that of the reciprocal of a tangent.
template <class Real>
class channel {
 public:
  /// T observations as they are.
  static channel plain(const degrees<Real>& all, const Real& horizon) {
    return {all, 0, horizon, 2 * (all.dimension + 2), 1, 1};
  }
  /// Projected off the linear functions of the inputs, T > 2d + 4.
  static channel projected(const degrees<Real>& all, const Real& horizon) {
    const Real& d = all.dimension;
    return {all, 1, horizon, d + 2, 2, (horizon - 2 * d - 4) / (horizon - d - 2)};
  }

  /// The tangent of 1/m at a point, intercept + slope γ: a sum over degrees in which nothing cancels.
  struct tangent {
    Real intercept;
    Real slope;
  };
  [[nodiscard]] tangent inverse(const field<Real>& of, const Real& point) {
    const auto used = shares_.size();
    const Real squares = of.squares * (horizon_ - 1 + own_) / parts_;
    const Real pairs = of.pairs * (horizon_ - 1);
    const auto own = squares + pairs * all_->crowding.tail(used);
    const auto fixed = 2 * of.cost * all_->eigenvalues.tail(used);
    weights_ = shares_ / (fixed + point * own);
    weights_ /= weights_.sum();
    weights_ *= weights_ / shares_;
    const Real scale = 1 / (kept_ * of.gain) / (kept_ * of.gain) / horizon_;
    return {scale * (weights_ * fixed).sum(), scale * ((weights_ * own).sum() + of.pairs * (1 + 2 / all_->dimension))};
  }

  /// At least ∫m(γ)dγ over (left, right), by the tangent at a point between them.
  [[nodiscard]] Real integral(const field<Real>& of, const Real& left, const Real& point, const Real& right) {
    using std::log1p;
    if (!(of.gain > 0)) return 0;
    const auto [intercept, slope] = inverse(of, point);
    return log1p(slope * (right - left) / (intercept + slope * left)) / slope;
  }

  /// Where the m of a field begins to fall.
  [[nodiscard]] Real scale(const field<Real>& of) const {
    return 2 * of.cost * (all_->eigenvalues[0] / (horizon_ + own_)) / (of.squares + of.pairs);
  }
  /// Up to where no product is out of range.
  [[nodiscard]] Real end(const field<Real>& of) const {
    const Real most = (std::numeric_limits<Real>::max)() * std::numeric_limits<Real>::epsilon();
    return most / 1024 / (horizon_ + own_) / (of.squares + of.pairs);
  }

 private:
  channel(const degrees<Real>& all, Eigen::Index first, const Real& horizon, const Real& own, const Real& parts,
          const Real& kept)
      : all_(&all),
        shares_(all.shares.tail(all.shares.size() - first)),
        horizon_(horizon),
        own_(own),
        parts_(parts),
        kept_(kept) {}

  const degrees<Real>* all_;
  typename degrees<Real>::array shares_;
  typename degrees<Real>::array weights_;
  Real horizon_;
  Real own_;    // what an observation tells of its own fields, in units of what it tells of another's
  Real parts_;  // the gradient's square before the projection, over that after it
  Real kept_;   // of what fields gain
};

template <class Real>
[[nodiscard]] Real half_integral(channel<Real> through, const std::vector<field<Real>>& fields, const Real& precision) {
  using std::ceil, std::exp, std::log, std::min, std::sqrt;
  Real start = std::numeric_limits<Real>::infinity();
  Real end = precision;  // more noise is a bound too
  for (const auto& of : fields) {
    if (!(of.gain > 0)) continue;
    start = min(start, through.scale(of));
    end = min(end, through.end(of));
  }
  if (!(start > 0 && start <= (std::numeric_limits<Real>::max)() && end > 0)) return 0;
  const auto best = [&](std::size_t& chosen, std::size_t reach, const Real& left, const Real& point,
                        const Real& right) {
    Real largest = through.integral(fields[chosen], left, point, right);
    for (const bool up : {true, false})
      for (std::size_t step = 0; step < reach; ++step) {
        if (up ? chosen + 1 == fields.size() : chosen == 0) break;
        const std::size_t next = up ? chosen + 1 : chosen - 1;
        const Real value = through.integral(fields[next], left, point, right);
        if (!(value > largest)) break;
        largest = value;
        chosen = next;
      }
    return largest;
  };
  Real left = min(start, end);
  std::size_t chosen = 0;
  Real total = best(chosen, fields.size(), Real(0), Real(left / 2), left);
  const Real length = log(end) - log(left);
  const Real count = min(Real(64), Real(ceil(2 * length)));
  for (Real i = 1; i <= count; ++i) {
    const Real right = i < count ? Real(left * exp(length / count)) : end;
    total += best(chosen, fields.size(), left, Real(sqrt(left) * sqrt(right)), right);
    left = right;
  }
  return total / 2;
}

}  // namespace detail

/// ½ ∫_0^{1/σ²} max_β m(γ) dγ for precision = 1/σ², the maximum over the fields given, which are in order of what they
/// resolve.
template <class Real>
[[nodiscard]] Real plain_lower(const degrees<Real>& all, const std::vector<field<Real>>& fields, const Real& precision,
                               const Real& horizon) {
  return detail::half_integral(detail::channel<Real>::plain(all, horizon), fields, precision);
}

/// The same of the labels projected off the linear functions of the inputs, for T > 2d + 4.
template <class Real>
[[nodiscard]] Real projected_lower(const degrees<Real>& all, const std::vector<field<Real>>& fields,
                                   const Real& precision, const Real& horizon) {
  return detail::half_integral(detail::channel<Real>::projected(all, horizon), fields, precision);
}

}  // namespace infobound::inline v0_1::relu_units_bounds
