// SPDX-License-Identifier: BSL-1.0
// The distortion-rate function: the least distortion that a given rate buys, of a finite source and of a Gaussian one.
#pragma once

#include <Eigen/Core>
#include <algorithm>
#include <cstddef>
#include <infobound/core/numeric/cmath.hpp>
#include <infobound/core/numeric/scaled.hpp>
#include <infobound/core/require.hpp>
#include <infobound/rate/blahut_arimoto.hpp>
#include <infobound/rate/detail/distortion_table.hpp>
#include <infobound/rate/detail/rate_search.hpp>
#include <infobound/rate/detail/shared_channel.hpp>
#include <infobound/rate/gaussian.hpp>
#include <limits>
#include <utility>

namespace infobound::inline v0_1::rate {

/// When to stop.
template <class Real>
struct distortion_rate_options {
  Real tolerance = Real(1e-6);    ///< on upper − lower, in the units of the distortion; ≥ 0
  std::size_t iterations = 1000;  ///< at most; ≥ 1

  void validate() const {
    require_non_negative("distortion_rate_options.tolerance", tolerance);
    require_at_least("distortion_rate_options.iterations", iterations, 1);
  }
};

/// lower ≤ D(rate) ≤ upper, in the units of the distortion, whether converged or not.
template <class Real>
struct certified_distortion {
  Real rate;                     ///< R, in nats
  Real lower;                    ///< where a line below the rate-distortion function is at R
  Real upper;                    ///< the distortion of `channel`, whose information is at most R; ∞ if there is none
  bool converged;                ///< upper − lower ≤ tolerance, or both ∞
  std::size_t iterations;        ///< steps taken, Newton's and plain ones
  Eigen::MatrixX<Real> channel;  ///< W(y|x), one row a letter x; no entries where upper is ∞
  Eigen::VectorX<Real> output;   ///< Σ_x p_x W(y|x); no entries where upper is ∞
};

namespace detail {

/// The search of one table for the distortion at a rate: each chord's slope brings a channel below the chord and a line
/// below R (the sandwich algorithm for convex functions).
template <class Real>
class distortion_search {
 public:
  distortion_search(const distortion_table<Real>& table, const distortion_rate_options<Real>& options)
      : table_(table), options_(options), search_(table, Real(0), options.iterations) {}

  struct found {
    Real lower = 0;  ///< above D_min, as is upper
    Real upper = std::numeric_limits<Real>::infinity();
    known_channel<Real> below = {};  ///< of distortion at most upper, and of rate at least R unless alone
    known_channel<Real> above = {};  ///< of rate at most R
    Real share_above = 1;
    std::size_t iterations = 0;
  };

  /// D_max, which may be ∞.
  [[nodiscard]] found at_no_rate() const {
    found result;
    result.lower = result.upper = table_.greatest_excess;
    result.above.weights = Eigen::VectorX<Real>::Unit(table_.columns(), table_.constant);
    result.above.information = 0;
    return result;
  }

  /// 0 < rate ≤ ∞, and a table with a finite distortion in each row.
  [[nodiscard]] found run(const Real& rate) {
    const Real infinity = std::numeric_limits<Real>::infinity();
    found result;
    const found_rate<Real> dearest = at_slope(infinity, Real(0), result);
    result.below = dearest.below;
    if (rate >= dearest.upper) {
      result.above = result.below;
      result.upper = 0;
      return result;
    }
    if (table_.greatest_excess < infinity) {
      result.above.weights = Eigen::VectorX<Real>::Unit(table_.columns(), table_.constant);
      result.above.excess = table_.greatest_excess;
      result.above.information = 0;
    } else {
      // No constant channel will do: below some rate no finite distortion is attained.
      const found_rate<Real> cheapest = at_slope(Real(0), std::numeric_limits<Real>::epsilon(), result);
      if (cheapest.lower > rate) {
        result.lower = infinity;
        return result;
      }
      if (cheapest.upper > rate) return result;
      result.above = cheapest.below;
    }
    share(rate, result);
    Real precision = 1;
    int idle = 0;  // steps that brought nothing: the search was not near enough, or rounding allows no more
    while (result.upper - result.lower > options_.tolerance && result.iterations < options_.iterations && idle < 6) {
      const Real slope =
          (result.below.information - result.above.information) / (result.above.excess - result.below.excess);
      if (!(slope > 0 && slope < infinity)) break;
      const Real gap = result.upper - result.lower;
      const Real allowed = (std::max)(options_.tolerance, Real(gap / 64)) / 4 * precision;
      const found_rate<Real> next = at_slope(slope, Real(slope * allowed), result);
      // A lower side of 0 may have been cut there, and is no line's then.
      if (next.lower > 0)
        result.lower = (std::max)(result.lower, Real(next.below.excess + (next.lower - rate) / slope));
      // Neither of the two need be on R itself: whichever chord is lower at the rate.
      const bool dear = next.below.information > rate;
      found other = result;
      (dear ? other.below : other.above) = next.below;
      share(rate, other);
      if (other.upper < result.upper) result = std::move(other);
      const bool nearer = result.upper - result.lower < gap;
      idle = nearer ? 0 : idle + 1;
      precision = nearer ? Real(1) : Real(precision / 16);
    }
    result.lower = (std::min)(result.lower, result.upper);
    return result;
  }

 private:
  [[nodiscard]] found_rate<Real> at_slope(const Real& slope, const Real& tolerance, found& result) {
    found_rate<Real> next = search_.at_slope(slope, tolerance);
    result.iterations += search_.iterations() + 1;
    return next;
  }

  /// Time sharing of the two channels, of information R together.
  static void share(const Real& rate, found& result) {
    const known_channel<Real>& below = result.below;
    const known_channel<Real>& above = result.above;
    result.share_above = (below.information - rate) / (below.information - above.information);
    result.upper = (std::min)(result.upper, Real(below.excess + result.share_above * (above.excess - below.excess)));
  }

  const distortion_table<Real>& table_;
  distortion_rate_options<Real> options_;
  rate_search<Real> search_;
};

}  // namespace detail

/// D(R) = min E d(X, Y) over the channels with I(X; Y) ≤ R, in the units of d: a certified bracket, the inverse of
/// blahut_arimoto.
/// - Shapes:   n probabilities; n × m distortions, one row a letter x, one column a reproduction y. Any expressions.
/// - Domain:   as blahut_arimoto; 0 ≤ R ≤ ∞, in nats. D(0) = D_max = min_y Σ p_x d_xy, and D = D_min from the least
///             rate on at which that is attained. Both sides are ∞ where no channel of that rate has a finite
///             distortion.
/// - Accuracy: the sides close to tolerances down to 1e-11 of D_max for tens of letters in double
///             (tests/unit/rate/distortion_rate.cpp). Where R is so steep that rounding tells no more, they stay apart.
/// - Cost:     about fifteen searches of blahut_arimoto_at_slope.
/// - Throws:   std::domain_error naming the probability, distortion, rate or option outside its domain;
///             std::invalid_argument for sizes that disagree.
/// - Source:   theory 2.5 (a), (b), (e).
template <class Probabilities, class Distortions, class Real = typename Probabilities::Scalar>
[[nodiscard]] certified_distortion<Real> distortion_rate(
    const Eigen::MatrixBase<Probabilities>& probabilities, const Eigen::MatrixBase<Distortions>& distortions,
    const typename Probabilities::Scalar& rate,
    const distortion_rate_options<typename Probabilities::Scalar>& options = {}) {
  static_assert(
      Probabilities::IsVectorAtCompileTime,
      "infobound: distortion_rate needs the probabilities as a vector, which Eigen must know at compile time: "
      "take a column of the matrix");
  const Real infinity = std::numeric_limits<Real>::infinity();
  options.validate();
  require_non_negative_or_infinite("rate", rate);
  const detail::distortion_table<Real> table =
      detail::make_distortion_table<Real>(probabilities, distortions.template cast<Real>());
  certified_distortion<Real> result{rate, infinity, infinity, true, 0, {}, {}};
  if (!(table.least < infinity)) return result;
  detail::distortion_search<Real> search(table, options);
  const auto found = rate > 0 ? search.run(rate) : search.at_no_rate();
  result.iterations = found.iterations;
  if (found.lower < infinity) {
    // Sums of n and m terms, and D_min as given.
    const Real rounding = std::numeric_limits<Real>::epsilon() * Real(table.rows() + table.columns() + 16);
    result.lower = (std::max)(table.least * (1 - rounding), Real((table.least + found.lower) * (1 - rounding)));
  }
  result.upper = table.least + found.upper;
  if (found.upper < infinity) {
    result.upper *= 1 + std::numeric_limits<Real>::epsilon() * Real(table.rows() + table.columns() + 16);
    detail::write_shared_channel(table, probabilities.size(), found.below, found.above, found.share_above, result);
  }
  result.converged = !(result.lower < infinity) || result.upper - result.lower <= options.tolerance;
  return result;
}

/// D(R) of a Gaussian vector under total squared error, and an upper bound for any source with this covariance: the
/// inverse of rate::gaussian, Σ min(w, λ_i) with ½ Σ ln⁺(λ_i/w) = R.
/// - Shapes: as rate::gaussian: a vector of variances, or a square matrix that is a covariance.
/// - Domain: 0 ≤ λ_i < ∞; 0 ≤ R ≤ ∞, in nats: Σ λ_i at 0, 0 at ∞.
/// - Cost:   O(n log n), or O(n³) for a covariance.
/// - Throws: std::domain_error naming the variance or the rate that is outside its domain; std::invalid_argument for a
///           matrix that is not square.
/// - Source: theory 2.5 (c).
template <class Derived>
[[nodiscard]] typename Derived::Scalar gaussian_distortion_rate(
    const Eigen::MatrixBase<Derived>& spectrum_or_covariance, const typename Derived::Scalar& rate) {
  using Real = typename Derived::Scalar;
  using infobound::detail::scaled;
  require_non_negative_or_infinite("rate", rate);
  auto [variances, unit] = detail::checked_variances(spectrum_or_covariance);
  std::sort(variances.begin(), variances.end(), [](const Real& a, const Real& b) { return a > b; });
  const auto size = variances.size();
  // ½ Σ ln(λ_i/λ_k) over the k larger ones: from that rate on the component k is above the water.
  Eigen::Index above = 0;
  Real spent = 0;
  Real next = 0;
  while (above < size && variances[above] > 0 && next <= rate) {
    spent = next;
    ++above;
    if (above < size && variances[above] > 0)
      next = spent + Real(above) * log(scaled<Real>(variances[above - 1]) / scaled<Real>(variances[above])) / 2;
  }
  if (above == 0) return 0;
  // The share may be below the scalar's range where what is left of a large variance is not.
  const scaled<Real> water = scaled<Real>::exp(-2 * (rate - spent) / Real(above)) * variances[above - 1];
  return ((water * Real(above)).value() + variances.tail(size - above).sum()) * unit;
}

}  // namespace infobound::inline v0_1::rate
