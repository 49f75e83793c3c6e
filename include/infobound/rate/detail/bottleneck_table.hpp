// SPDX-License-Identifier: BSL-1.0
// The joint law of a finite θ and finite data, made ready for the bottleneck.
#pragma once

#include <Eigen/Core>
#include <algorithm>
#include <infobound/core/numeric/cmath.hpp>
#include <infobound/core/require.hpp>
#include <infobound/rate/mutual_information.hpp>
#include <limits>
#include <string>
#include <vector>

namespace infobound::inline v0_1::rate::detail {

/// ln(1 + x) elementwise for x ≥ −1, with a large negative number for −∞ so that 0 ln 0 = 0. Vectorised.
template <class Array>
[[nodiscard]] auto log_of_ratio(const Array& x) {
  using Real = typename Array::Scalar;
  const Real least = (std::numeric_limits<Real>::min)();
  return ((x + Real(1)).max)(least).log() + (x - ((x + Real(1)) - Real(1))) / ((x + Real(1)).max)(least);
}

/// φ(1 + x) = (1 + x) ln(1 + x) − x ≥ 0 elementwise: KL(q‖p) = Σ p φ(q/p).
template <class Array>
[[nodiscard]] auto divergence_terms(const Array& x) {
  using Real = typename Array::Scalar;
  return (((x + Real(1)) * log_of_ratio(x) - x).max)(Real(0));
}

/// P(θ) > 0 and, for each θ, the law P_θ of the data and its excess P_θ/P − 1 over their mean law P. Parameters whose
/// laws agree to within rounding are one: what distinguishes them is in no data.
template <class Real>
class bottleneck_table {
 public:
  using array = Eigen::ArrayX<Real>;
  using matrix = Eigen::MatrixX<Real>;

  /// joint: one row a θ, one column a value of the data; probabilities, divided by their sum.
  template <class Derived>
  explicit bottleneck_table(const Eigen::DenseBase<Derived>& table, double tolerance = 1e-8) {
    group(checked_joint<Real>(table.derived().matrix().template cast<Real>(), tolerance));
    find_excess();
  }

  [[nodiscard]] Eigen::Index parameters() const { return prior_.size(); }
  [[nodiscard]] const array& prior() const { return prior_; }  ///< K
  [[nodiscard]] const array& mean() const { return mean_; }    ///< n
  [[nodiscard]] const matrix& law() const { return law_; }     ///< n × K
  [[nodiscard]] const matrix& excess() const { return excess_; }
  /// For each row of the joint table its parameter here; −1 for a row of probability 0.
  [[nodiscard]] const std::vector<Eigen::Index>& group() const { return group_; }

  [[nodiscard]] const Real& information() const { return information_; }  ///< I(data;θ)
  [[nodiscard]] const Real& entropy() const { return entropy_; }          ///< of θ, as far as data can tell it
  /// The least η for which KL(P_q‖P_r) ≤ η KL(q‖r) for all q and r, rounded upwards.
  [[nodiscard]] const Real& contraction() const { return contraction_; }

  /// KL(P_q‖P), P_q = Σ q_θ P_θ.
  template <class Derived>
  [[nodiscard]] Real data_divergence(const Eigen::MatrixBase<Derived>& q) const {
    const array x = (excess_ * q).array();
    return (mean_ * divergence_terms(x)).sum();
  }

  /// KL(q‖p).
  template <class Derived>
  [[nodiscard]] Real divergence(const Eigen::MatrixBase<Derived>& q) const {
    const array x = (q.array() - prior_) / prior_;
    return (prior_ * divergence_terms(x)).sum();
  }

  /// KL(P_θ‖P_q), a sum of non-negative terms.
  template <class Derived>
  [[nodiscard]] Real divergence_from(Eigen::Index theta, const Eigen::MatrixBase<Derived>& q) const {
    const array x = (excess_ * q).array();
    // 1 + x, with its digits where it is small.
    const array ratio = (((law_ * q).array() / mean_).max)((std::numeric_limits<Real>::min)());
    const array y = (((excess_.col(theta).array() - x) / ratio).max)(Real(-1));
    return (mean_ * ratio * divergence_terms(y)).sum();
  }

  /// An allowance for the rounding of a divergence of the data, in the units of its last place.
  [[nodiscard]] Real rounding(const Real& divergence) const {
    using std::sqrt;
    return 8 * std::numeric_limits<Real>::epsilon() * Real(mean_.size() + 4 * prior_.size() + 16) *
           (divergence + sqrt(divergence));
  }

 private:
  void group(const matrix& joint) {
    const Eigen::ArrayX<Real> marginal = joint.rowwise().sum().array();
    std::vector<Eigen::Index> first;
    std::vector<Real> weights;
    const Real close = 16 * std::numeric_limits<Real>::epsilon();
    // Far below the rounding of all sums; its reciprocal and squares of ratios to it are within the scalar's range.
    using std::ldexp;
    const Real nothing = ldexp(Real(1), std::numeric_limits<Real>::min_exponent / 8 * 7);
    for (Eigen::Index row = 0; row < joint.rows(); ++row) {
      group_.push_back(-1);
      if (!(marginal[row] > nothing)) continue;
      const auto equal = [&](Eigen::Index other) {
        const auto one = joint.row(row).array() * marginal[other];
        const auto two = joint.row(other).array() * marginal[row];
        return ((one - two).abs() <= close * (one.max)(two)).all();
      };
      const auto match = std::find_if(first.begin(), first.end(), equal);
      group_.back() = match - first.begin();
      if (match == first.end()) {
        first.push_back(row);
        weights.push_back(marginal[row]);
      } else {
        weights[static_cast<std::size_t>(group_.back())] += marginal[row];
      }
    }
    const auto parameters = static_cast<Eigen::Index>(first.size());
    prior_ = Eigen::Map<const array>(weights.data(), parameters);
    std::vector<Eigen::Index> possible;
    for (Eigen::Index column = 0; column < joint.cols(); ++column)
      if (joint.col(column).sum() > nothing) possible.push_back(column);
    law_.resize(static_cast<Eigen::Index>(possible.size()), parameters);
    for (Eigen::Index k = 0; k < parameters; ++k)
      for (Eigen::Index j = 0; j < law_.rows(); ++j)
        law_(j, k) = joint(first[static_cast<std::size_t>(k)], possible[static_cast<std::size_t>(j)]) /
                     marginal[first[static_cast<std::size_t>(k)]];
  }

  /// The largest value of the concave function q(1 − q) Σ (P − P′)²/(qP + (1 − q)P′), which is at most the total
  /// variation; 0 where that is less than what another pair has.
  template <class Column>
  [[nodiscard]] Real pair_contraction(const Column& one, const Column& other) const {
    const array difference = one - other;
    if (difference.abs().sum() / 2 <= contraction_) return 0;
    const Real least = (std::numeric_limits<Real>::min)();
    const auto mixed = [&](const Real& q) -> array { return ((q * one + (1 - q) * other).max)(least); };
    const auto value = [&](const Real& q) -> Real { return q * (1 - q) * (difference.square() / mixed(q)).sum(); };
    const auto slope = [&](const Real& q) -> Real {
      return ((one / mixed(q)) * (other / mixed(q)) * difference).sum();
    };
    Real low = 0;
    Real high = 1;
    for (;;) {
      const Real middle = (low + high) / 2;
      const Real here = value(middle);
      const Real rise = slope(middle);
      // A tangent of a concave function is above it.
      using std::abs;
      const Real most = here + abs(rise) * (high - low) / 2;
      if (most <= contraction_) return 0;
      if (most - here <= here * Real(1e-12) || high - low <= Real(1e-12)) return most;
      (rise > 0 ? low : high) = middle;
    }
  }

  void find_excess() {
    using std::max, std::min;
    mean_ = law_ * prior_.matrix();
    excess_ = matrix::Zero(law_.rows(), law_.cols());
    // From differences of laws, which are exact where they are small.
    for (Eigen::Index k = 0; k < parameters(); ++k)
      for (Eigen::Index other = 0; other < parameters(); ++other)
        if (other != k) excess_.col(k).array() += prior_[other] * (law_.col(k) - law_.col(other)).array() / mean_;
    contraction_ = 0;
    for (Eigen::Index k = 0; k < parameters(); ++k)
      for (Eigen::Index other = 0; other < k; ++other)
        contraction_ = max(contraction_, pair_contraction(law_.col(k).array(), law_.col(other).array()));
    contraction_ =
        min(Real(1), Real(contraction_ * (1 + 16 * std::numeric_limits<Real>::epsilon() * Real(law_.rows() + 8))));
    information_ = 0;
    for (Eigen::Index k = 0; k < parameters(); ++k)
      information_ += prior_[k] * (mean_ * divergence_terms(array(excess_.col(k).array()))).sum();
    entropy_ = max(information_, Real(-(prior_ * prior_.log()).sum()));
    if (parameters() == 1) entropy_ = information_ = 0;
  }

  array prior_;
  array mean_;
  matrix law_;
  matrix excess_;
  std::vector<Eigen::Index> group_;
  Real information_;
  Real entropy_;
  Real contraction_;
};

}  // namespace infobound::inline v0_1::rate::detail
