// SPDX-License-Identifier: BSL-1.0
// The rate-distortion function of a finite source under any distortion, with a certificate.
#pragma once

#include <Eigen/Core>
#include <cstddef>
#include <infobound/core/require.hpp>
#include <infobound/rate/detail/distortion_table.hpp>
#include <infobound/rate/detail/rate_search.hpp>
#include <infobound/rate/detail/shared_channel.hpp>
#include <limits>
#include <vector>

namespace infobound::inline v0_1::rate {

/// When to stop.
template <class Real>
struct blahut_arimoto_options {
  Real tolerance = Real(1e-6);    ///< on upper − lower, in nats; ≥ 0
  std::size_t iterations = 1000;  ///< at most; ≥ 1

  void validate() const {
    require_non_negative("blahut_arimoto_options.tolerance", tolerance);
    require_at_least("blahut_arimoto_options.iterations", iterations, 1);
  }
};

/// lower ≤ R(distortion) ≤ upper, in nats, whether converged or not.
template <class Real>
struct rate_point {
  Real distortion;         ///< D
  Real lower;              ///< on the line of theory 2.5 at the slope
  Real upper;              ///< the information of a channel of distortion at most D; ∞ for D < D_min
  Real slope;              ///< s = −R′(D) to the tolerance; 0 for D ≥ D_max, ∞ for D ≤ D_min
  bool converged;          ///< upper − lower ≤ tolerance, or both ∞
  std::size_t iterations;  ///< steps taken, Newton's and plain ones

  /// upper − lower; 0 where both are ∞.
  [[nodiscard]] Real gap() const { return upper > lower ? Real(upper - lower) : Real(0); }
};

/// The point, and the channel that attains its upper side.
template <class Real>
struct certified_rate : rate_point<Real> {
  Eigen::MatrixX<Real> channel;  ///< W(y|x), one row a letter x; no entries for D < D_min
  Eigen::VectorX<Real> output;   ///< Σ_x p_x W(y|x); no entries for D < D_min
};

namespace detail {

/// The searches of one table, and their answers in the user's letters.
template <class Real>
class rate_solver {
 public:
  template <class Probabilities, class Distortions>
  rate_solver(const Probabilities& probabilities, const Distortions& distortions,
              const blahut_arimoto_options<Real>& options)
      : tolerance_((options.validate(), options.tolerance)),
        letters_(probabilities.size()),
        table_(make_distortion_table<Real>(probabilities, distortions.template cast<Real>())),
        search_(table_, options.tolerance, options.iterations) {
    static_assert(
        Probabilities::IsVectorAtCompileTime,
        "infobound: blahut_arimoto needs the probabilities as a vector, which Eigen must know at compile time: "
        "take a column of the matrix");
  }
  rate_solver(const rate_solver&) = delete;
  rate_solver& operator=(const rate_solver&) = delete;

  [[nodiscard]] rate_point<Real> at_distortion(const Real& distortion) {
    const Real infinity = std::numeric_limits<Real>::infinity();
    require_non_negative_or_infinite("distortion", distortion);
    found_ = {};
    std::size_t iterations = 0;
    if (!(distortion < infinity) || distortion - table_.least >= table_.greatest_excess) {
      found_.upper = 0;
      found_.below.weights = Eigen::VectorX<Real>::Unit(table_.columns(), table_.constant);
      found_.below.information = 0;
    } else {
      // D_min is a sum, and D within its rounding is D_min.
      const Real rounding = 4 * std::numeric_limits<Real>::epsilon() * table_.least;
      const Real excess = distortion - table_.least;
      if (!(table_.least < infinity) || excess < -rounding) {
        found_.lower = infinity;
        found_.slope = infinity;
      } else {
        found_ = excess <= rounding ? search_.at_slope(infinity) : search_.at_excess(excess);
        iterations = search_.iterations();
      }
    }
    return point(distortion, iterations);
  }

  [[nodiscard]] rate_point<Real> at_slope(const Real& slope) {
    require_non_negative_or_infinite("slope", slope);
    if (!(table_.least < std::numeric_limits<Real>::infinity()))
      refuse("distortions: least attainable", table_.least, "finite: each letter of positive probability needs one y");
    found_ = search_.at_slope(slope);
    return point(Real(table_.least + found_.below.excess), search_.iterations());
  }

  /// With the channel of the last search.
  [[nodiscard]] certified_rate<Real> with_channel(const rate_point<Real>& point) const {
    certified_rate<Real> result{point, {}, {}};
    if (found_.below.weights.size() == 0) return result;
    write_shared_channel(table_, letters_, found_.below, found_.above, found_.share_above, result);
    return result;
  }

 private:
  [[nodiscard]] rate_point<Real> point(const Real& distortion, std::size_t iterations) const {
    const bool unreachable = found_.lower > (std::numeric_limits<Real>::max)();
    const bool converged = unreachable || found_.upper - found_.lower <= tolerance_;
    return {distortion, found_.lower, found_.upper, found_.slope, converged, iterations};
  }

  Real tolerance_;
  Eigen::Index letters_;
  distortion_table<Real> table_;
  rate_search<Real> search_;
  found_rate<Real> found_ = {};
};

}  // namespace detail

/// R(D) = min I(X; Y) over the channels with E d(X, Y) ≤ D, in nats: a certified bracket.
/// The two bounds of Blahut and Arimoto are taken at each step of an interior Newton method, for the output law and the
/// slope together, which takes five to fifteen steps where their own iteration takes thousands; it steps in where
/// Newton's stalls. The sides are rounded outwards.
/// - Shapes:   n probabilities; n × m distortions, one row a letter x, one column a reproduction y. Any expressions.
/// - Domain:   probabilities ≥ 0 of sum 1 to within 1e-8 (float: 1e-4), by which they are divided; 0 ≤ d ≤ ∞, ∞ for
///             pairs that are not allowed; 0 ≤ D ≤ ∞. Both sides are ∞ for D < D_min = Σ p_x min_y d_xy and 0 for
///             D ≥ D_max = min_y Σ p_x d_xy. D within 4 roundings of D_min counts as D_min.
/// - Accuracy: tolerances down to 1e-11 are reached for tens of letters in double, where s is moderate
///             (tests/unit/rate/blahut_arimoto.cpp); none below the rounding of s D_min and of n + m terms is.
/// - Cost:     a step takes O(nm) exponentials and n k² + k³/3 operations for the k letters y in play.
/// - Throws:   std::domain_error naming the probability, distortion or option outside its domain;
///             std::invalid_argument for sizes that disagree.
/// - Source:   theory 2.5; Blahut 1972, Arimoto 1972.
template <class Probabilities, class Distortions, class Real = typename Probabilities::Scalar>
[[nodiscard]] certified_rate<Real> blahut_arimoto(
    const Eigen::MatrixBase<Probabilities>& probabilities, const Eigen::MatrixBase<Distortions>& distortions,
    const typename Probabilities::Scalar& distortion,
    const blahut_arimoto_options<typename Probabilities::Scalar>& options = {}) {
  detail::rate_solver<Real> solver(probabilities, distortions, options);
  return solver.with_channel(solver.at_distortion(distortion));
}

/// The point of R at which its slope is −s, with 0 ≤ s ≤ ∞: `distortion` is that of the channel. Otherwise as
/// blahut_arimoto(probabilities, distortions, distortion, options). Where R is straight, any of its points there.
/// - Throws: std::domain_error also for a negative slope, and where all distortions of a letter are infinite.
/// - Source: theory 2.5.
template <class Probabilities, class Distortions, class Real = typename Probabilities::Scalar>
[[nodiscard]] certified_rate<Real> blahut_arimoto_at_slope(
    const Eigen::MatrixBase<Probabilities>& probabilities, const Eigen::MatrixBase<Distortions>& distortions,
    const typename Probabilities::Scalar& slope,
    const blahut_arimoto_options<typename Probabilities::Scalar>& options = {}) {
  detail::rate_solver<Real> solver(probabilities, distortions, options);
  return solver.with_channel(solver.at_slope(slope));
}

/// R at many distortions, in their order, each search starting from the one before; without the channels.
/// - Source: theory 2.5.
template <class Probabilities, class Distortions, class Levels, class Real = typename Probabilities::Scalar>
[[nodiscard]] std::vector<rate_point<Real>> blahut_arimoto_curve(
    const Eigen::MatrixBase<Probabilities>& probabilities, const Eigen::MatrixBase<Distortions>& distortions,
    const Eigen::MatrixBase<Levels>& levels,
    const blahut_arimoto_options<typename Probabilities::Scalar>& options = {}) {
  detail::rate_solver<Real> solver(probabilities, distortions, options);
  std::vector<rate_point<Real>> curve;
  for (Eigen::Index i = 0; i < levels.size(); ++i) curve.push_back(solver.at_distortion(levels(i)));
  return curve;
}

/// R at many slopes, in their order, each search starting from the one before; without the channels.
/// - Source: theory 2.5.
template <class Probabilities, class Distortions, class Slopes, class Real = typename Probabilities::Scalar>
[[nodiscard]] std::vector<rate_point<Real>> blahut_arimoto_curve_at_slopes(
    const Eigen::MatrixBase<Probabilities>& probabilities, const Eigen::MatrixBase<Distortions>& distortions,
    const Eigen::MatrixBase<Slopes>& slopes,
    const blahut_arimoto_options<typename Probabilities::Scalar>& options = {}) {
  detail::rate_solver<Real> solver(probabilities, distortions, options);
  std::vector<rate_point<Real>> curve;
  for (Eigen::Index i = 0; i < slopes.size(); ++i) curve.push_back(solver.at_slope(slopes(i)));
  return curve;
}

}  // namespace infobound::inline v0_1::rate
