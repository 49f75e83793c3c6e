// SPDX-License-Identifier: BSL-1.0
// The information bottleneck of a finite table, which is its rate-distortion function, between certified sides.
#pragma once

#include <Eigen/Core>
#include <algorithm>
#include <concepts>
#include <cstddef>
#include <infobound/core/numeric/cmath.hpp>
#include <infobound/core/numeric/equal.hpp>
#include <infobound/core/numeric/wide.hpp>
#include <infobound/core/require.hpp>
#include <infobound/rate/bottleneck_effort.hpp>
#include <infobound/rate/detail/bottleneck_sandwich.hpp>
#include <infobound/rate/detail/bottleneck_table.hpp>
#include <infobound/rate/mutual_information.hpp>
#include <infobound/rate/rate_curve.hpp>
#include <limits>
#include <type_traits>
#include <utility>
#include <vector>

namespace infobound::inline v0_1::rate {

/// What the lower side of a bottleneck rests on. The upper side is always that of a compression which is known.
enum class bottleneck_certificate {
  exact,             ///< both sides are the value itself: nothing may be lost, or everything
  branch_and_bound,  ///< the global minimum over all posteriors, |θ| ≤ 4: the sides close with effort
  contraction,       ///< (I − loss)/η, |θ| > 4, as affinity
  affinity  ///< how alike the laws of the data are in pairs, |θ| > 4: effort does not close the gap, as that would
            ///< take a global minimum in |θ| − 1 dimensions, and the upper side may be a local optimum
};

/// lower ≤ H ≤ upper, H the least I(θ;θ̃) with I(data;θ|θ̃) ≤ loss, in nats.
template <class Real>
struct bottleneck_bracket {
  Real lower;                          ///< certified as said below
  Real upper;                          ///< the rate of `channel`, I(θ;θ̃): its complexity
  Real loss;                           ///< the loss of this H: what was allowed, or what `channel` loses at a slope
  Real relevance;                      ///< I(data;θ̃) of `channel`, at least information − loss
  Real information;                    ///< I(data;θ)
  Real entropy;                        ///< H at loss 0: of θ, as far as any data tell it
  bottleneck_certificate certificate;  ///< of lower
  bool converged;                      ///< upper − lower ≤ tolerance
  /// P(θ̃|θ) of a compression within the loss, one row a row of the table. H is flat in it near the best: its entries
  /// depend on the tolerance far more than the rate does, about as the tolerance's square root.
  Eigen::MatrixX<Real> channel;
  Eigen::MatrixX<Real> decoder;  ///< P(data|θ̃), one row a θ̃, one column a column of the table
  std::size_t steps;             ///< of descent
  std::size_t cells;             ///< of branch and bound
};

namespace detail {

/// The scalar to compute in.
template <class Real>
using wide = infobound::detail::wide_scalar<Real>;

/// x as Real, not above it.
template <class Real>
[[nodiscard]] Real rounded_down(const wide<Real>& x) {
  if constexpr (std::same_as<Real, wide<Real>>) {
    return x;
  } else {
    const Real result = static_cast<Real>(x);
    return result > x ? std::nextafter(result, -std::numeric_limits<Real>::infinity()) : result;
  }
}

/// x as Real, not below it.
template <class Real>
[[nodiscard]] Real rounded_up(const wide<Real>& x) {
  return -rounded_down<Real>(-x);
}

/// Time-sharing of two compressions, for every row of the table; a row of probability 0 gets their weights.
template <class Real>
[[nodiscard]] Eigen::MatrixX<Real> shared_channel(const bottleneck_table<wide<Real>>& table,
                                                  const bottleneck_channel<wide<Real>>& left,
                                                  const bottleneck_channel<wide<Real>>& right,
                                                  const wide<Real>& share) {
  const auto& group = table.group();
  const bool one = !(share < 1);
  const bool other = !(share > 0);
  Eigen::MatrixX<Real> result(static_cast<Eigen::Index>(group.size()),
                              (other ? 0 : left.channel.cols()) + (one ? 0 : right.channel.cols()));
  for (Eigen::Index row = 0; row < result.rows(); ++row) {
    const Eigen::Index theta = group[static_cast<std::size_t>(row)];
    const auto entries = [&](const bottleneck_channel<wide<Real>>& from) -> Eigen::RowVectorX<wide<Real>> {
      if (theta < 0) return from.weights.matrix().transpose();
      return from.channel.row(theta);
    };
    if (!other) result.row(row).head(left.channel.cols()) = (share * entries(left)).template cast<Real>();
    if (!one) result.row(row).tail(right.channel.cols()) = ((1 - share) * entries(right)).template cast<Real>();
  }
  return result;
}

/// What is known before any search; both sides 0.
template <class Real>
[[nodiscard]] bottleneck_bracket<Real> exact_bottleneck(const bottleneck_table<wide<Real>>& table) {
  return {0,
          0,
          0,
          0,
          static_cast<Real>(table.information()),
          static_cast<Real>(table.entropy()),
          rate::bottleneck_certificate::exact,
          true,
          {},
          {},
          0,
          0};
}

/// What the lower side at a loss rests on.
template <class Real>
[[nodiscard]] rate::bottleneck_certificate certificate_at(const bottleneck_table<Real>& table,
                                                          const bottleneck_sandwich<Real>& sandwich, const Real& loss) {
  if (sandwich.global()) return rate::bottleneck_certificate::branch_and_bound;
  return sandwich.lower_at(loss) * table.contraction() > table.information() - loss
             ? rate::bottleneck_certificate::affinity
             : rate::bottleneck_certificate::contraction;
}

/// Fills in what follows from the channel.
template <class Real, class Derived>
void decode(const Eigen::DenseBase<Derived>& joint, bottleneck_bracket<Real>& result) {
  Eigen::MatrixX<Real> together = result.channel.transpose() * joint.derived().matrix();  // of θ̃ and data
  together /= together.sum();
  result.relevance = (std::min)(mutual_information(together), result.information);
  const Eigen::RowVectorX<Real> mean = together.colwise().sum();
  result.decoder.resize(together.rows(), together.cols());
  for (Eigen::Index u = 0; u < together.rows(); ++u) {
    const Real weight = together.row(u).sum();
    result.decoder.row(u) = weight > 0 ? Eigen::RowVectorX<Real>(together.row(u) / weight) : mean;
  }
}

}  // namespace detail

/// The information bottleneck of θ and data: H = inf{I(θ;θ̃) : θ̃ ⊥ data | θ, I(data;θ|θ̃) ≤ loss}, which is H_{ε,T}(θ) of
/// a finite θ when the data are H_T and loss = εT.
/// - Shapes:   joint has one row a θ and one column a value of the data: any matrix or array expression. Values with
///             proportional columns may be merged beforehand (sufficient statistics), which changes nothing.
/// - Units:    nats, for all the data together.
/// - Domain:   probabilities that add up to 1 within 1e-8 (float: 1e-4), zeros allowed; 0 ≤ loss ≤ ∞. Rows that are
///             proportional to within rounding are one θ.
/// - Accuracy: both sides allow for rounding. They close to the tolerance for |θ| ≤ 3 and for most tables of |θ| = 4;
///             `converged` tells. Beyond, see bottleneck_certificate (tests/unit/rate/bottleneck.cpp).
/// - Cost:     |θ| = 2, 3: milliseconds to a tenth of a second for a dozen columns; |θ| = 4: up to half a second.
///             Proportional to the number of columns. Beyond, O(|θ|²) a column for each step of a descent.
/// - Throws:   std::domain_error naming the entry, the sum, the loss or the field of the effort outside its domain.
/// - Source:   theory 2.4 (b); Tishby, Pereira, Bialek 1999; Witsenhausen, Wyner 1975.
template <class Derived>
[[nodiscard]] bottleneck_bracket<typename Derived::Scalar> bottleneck(
    const Eigen::DenseBase<Derived>& joint, const std::type_identity_t<typename Derived::Scalar>& loss,
    const bottleneck_effort& effort = {}) {
  using Real = typename Derived::Scalar;
  using Wide = detail::wide<Real>;
  effort.validate();
  require_non_negative_or_infinite("loss", loss);
  const detail::bottleneck_table<Wide> table(joint, probability_tolerance<Real>);
  detail::bottleneck_sandwich<Wide> sandwich(table, effort);
  bottleneck_bracket<Real> result = detail::exact_bottleneck<Real>(table);
  result.loss = loss;
  if (Wide(loss) >= table.information() || loss >= result.information) {
    result.channel = detail::shared_channel<Real>(table, sandwich.point(0), sandwich.point(1), Wide(0));
    detail::decode(joint, result);
    return result;
  }
  if (infobound::detail::equal(loss, 0)) {
    result.lower = result.upper = result.entropy;
    result.channel = detail::shared_channel<Real>(table, sandwich.point(0), sandwich.point(1), Wide(1));
    detail::decode(joint, result);
    return result;
  }
  const Wide at = Wide(loss);
  sandwich.refine_at(at);
  const std::size_t i = sandwich.segment(at);
  const auto& left = sandwich.point(i);
  const auto& right = sandwich.point(i + 1);
  const Wide share = (right.loss - at) / (right.loss - left.loss);
  result.upper = detail::rounded_up<Real>(sandwich.upper_at(at));
  result.lower = (std::min)(detail::rounded_down<Real>(sandwich.lower_at(at)), result.upper);
  result.certificate = detail::certificate_at(table, sandwich, at);
  result.converged = result.upper - result.lower <= effort.tolerance;
  result.channel = detail::shared_channel<Real>(table, left, right, share);
  detail::decode(joint, result);
  result.steps = sandwich.steps();
  result.cells = sandwich.cells();
  return result;
}

/// The point of H at which its slope is −β: the compression of least I(θ;θ̃) − β I(data;θ̃). Otherwise as
/// bottleneck(joint, loss, effort), with the loss of that compression. Where H is straight, any of its points there.
/// - Domain: 0 ≤ β ≤ ∞. Nothing is kept below some β ≥ 1, and all at ∞.
/// - Cost:   one solution; bottleneck takes about ten.
/// - Throws: as bottleneck; std::domain_error for β outside its domain.
/// - Source: theory 2.4 (b); Tishby, Pereira, Bialek 1999.
template <class Derived>
[[nodiscard]] bottleneck_bracket<typename Derived::Scalar> bottleneck_at_slope(
    const Eigen::DenseBase<Derived>& joint, const std::type_identity_t<typename Derived::Scalar>& beta,
    const bottleneck_effort& effort = {}) {
  using Real = typename Derived::Scalar;
  using Wide = detail::wide<Real>;
  effort.validate();
  require_non_negative_or_infinite("beta", beta);
  const detail::bottleneck_table<Wide> table(joint, probability_tolerance<Real>);
  detail::bottleneck_sandwich<Wide> sandwich(table, effort);
  const auto all = sandwich.point(0);
  const auto none = sandwich.point(1);
  bottleneck_bracket<Real> result = detail::exact_bottleneck<Real>(table);
  // I(data;θ̃) ≤ η I(θ;θ̃): up to the slope 1/η nothing is worth keeping.
  if (!(Wide(beta) * table.contraction() > 1) || !(table.information() > 0)) {
    result.loss = result.information;
    result.channel = detail::shared_channel<Real>(table, all, none, Wide(0));
    detail::decode(joint, result);
    return result;
  }
  if (beta > (std::numeric_limits<Real>::max)()) {
    result.lower = result.upper = result.entropy;
    result.channel = detail::shared_channel<Real>(table, all, none, Wide(1));
    detail::decode(joint, result);
    return result;
  }
  // A product with the slope has a range; long before its end all is kept to within rounding.
  using std::sqrt;
  const auto& found = sandwich.solve_slope((std::min)(Wide(beta), sqrt(sqrt((std::numeric_limits<Wide>::max)()))));
  result.channel = detail::shared_channel<Real>(table, found, none, Wide(1));
  result.loss = detail::rounded_up<Real>((std::min)(found.loss, table.information()));
  result.upper = detail::rounded_up<Real>(found.rate);
  result.lower =
      (std::min)(detail::rounded_down<Real>((std::max)(sandwich.lower_at(Wide(result.loss)), Wide(0))), result.upper);
  result.certificate = detail::certificate_at(table, sandwich, Wide(result.loss));
  result.converged = result.upper - result.lower <= effort.tolerance;
  detail::decode(joint, result);
  result.steps = sandwich.steps();
  result.cells = sandwich.cells();
  return result;
}

/// The whole curve of a table at once: lines certified below, the hull of known compressions above.
/// - Shapes: as bottleneck; the table is that of θ and H_T, and the curve's ε is loss/T.
/// - Cost:   some dozen solutions: about ten times that of bottleneck.
/// - Throws: as bottleneck; std::domain_error for a horizon of 0.
/// - Source: theory 2.4 (b).
template <class Derived>
[[nodiscard]] rate_curve<typename Derived::Scalar> bottleneck_curve(const Eigen::DenseBase<Derived>& joint,
                                                                    std::size_t horizon,
                                                                    const bottleneck_effort& effort = {}) {
  using Real = typename Derived::Scalar;
  using Wide = detail::wide<Real>;
  using point = typename rate_curve<Real>::point;
  effort.validate();
  require_at_least("horizon", horizon, 1);
  const detail::bottleneck_table<Wide> table(joint, probability_tolerance<Real>);
  if (!(table.information() > 0)) return {{{Real(0), Real(0)}}, {{Real(0), Real(0)}}, horizon};
  detail::bottleneck_sandwich<Wide> sandwich(table, effort);
  sandwich.refine_everywhere(effort.points);
  const Wide T = Wide(horizon);
  std::vector<point> upper;
  for (std::size_t i = 0; i < sandwich.size(); ++i)
    upper.push_back(
        {detail::rounded_up<Real>(sandwich.point(i).loss / T), detail::rounded_up<Real>(sandwich.point(i).rate)});
  std::vector<point> lower;
  for (const auto& [loss, rate] : detail::corners_of_highest(sandwich.lines()))
    lower.push_back({detail::rounded_down<Real>(loss / T), detail::rounded_down<Real>(rate)});
  const auto same_place = [](const point& one, const point& two) {
    return infobound::detail::equal(one.epsilon, two.epsilon);
  };
  upper.erase(std::unique(upper.begin(), upper.end(), same_place), upper.end());
  lower.erase(std::unique(lower.begin(), lower.end(), same_place), lower.end());
  return {std::move(lower), std::move(upper), horizon};
}

}  // namespace infobound::inline v0_1::rate
