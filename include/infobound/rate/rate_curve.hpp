// SPDX-License-Identifier: BSL-1.0
// A rate-distortion function known between two piecewise linear ones: evaluated, inverted, and turned into an error.
#pragma once

#include <algorithm>
#include <cstddef>
#include <infobound/core/bound.hpp>
#include <infobound/core/numeric/cmath.hpp>
#include <infobound/core/require.hpp>
#include <limits>
#include <string>
#include <utility>
#include <vector>

namespace infobound::inline v0_1 {

/// H_{ε,T}(θ) as a function of ε, between two piecewise linear functions given by their corners. It is itself a thing
/// with rates: rate_distortion(curve, ε) brackets H_{ε,T}(θ).
/// - Units:  ε in nats per observation, rates in nats.
/// - Source: theory 2.1, 2.4 (a).
template <class Real>
class rate_curve {
 public:
  using real_type = Real;

  /// A corner of either side.
  struct point {
    Real epsilon;  ///< nats per observation
    Real rate;     ///< nats
  };

  /// Corners by increasing ε. Before the first corner the upper function is ∞ and the lower one has its first rate;
  /// behind the last one the upper function has its last rate and the lower one is 0.
  /// - Throws: std::domain_error naming the corner that is negative or not finite, whose ε does not increase, or whose
  ///           rate rises; for no corner, or a horizon of 0.
  rate_curve(std::vector<point> lower, std::vector<point> upper, std::size_t horizon)
      : lower_(std::move(lower)), upper_(std::move(upper)), horizon_(horizon) {
    require_at_least("rate_curve.horizon", horizon_, 1);
    check("rate_curve.lower", lower_);
    check("rate_curve.upper", upper_);
  }

  /// A convex function known at some points, the last of rate 0: chords above, and the neighbouring chords extended
  /// below.
  /// - Throws: as the constructor.
  [[nodiscard]] static rate_curve through(const std::vector<point>& exact, std::size_t horizon) {
    using std::frexp, std::ldexp, std::max, std::min;
    check("rate_curve.exact", exact);
    // Slopes by ε in units of the last one, to the next power of two: within the scalar's range for every ε.
    int unit = 0;
    (void)frexp(exact.back().epsilon, &unit);
    const auto units = [unit](const Real& epsilon) -> Real { return ldexp(epsilon, -unit); };
    const auto slope = [&](std::size_t i) -> Real {
      return (exact[i + 1].rate - exact[i].rate) / units(exact[i + 1].epsilon - exact[i].epsilon);
    };
    std::vector<point> below;
    for (std::size_t i = 0; i + 1 < exact.size(); ++i) {
      const Real width = units(exact[i + 1].epsilon - exact[i].epsilon);
      const Real fall = exact[i].rate - exact[i + 1].rate;
      const Real behind = i + 2 < exact.size() ? slope(i + 1) : Real(0);
      if (i == 0) {  // no chord before it
        below.push_back({exact[0].epsilon, exact[1].rate - behind * width});
        continue;
      }
      below.push_back(exact[i]);
      const Real before = slope(i - 1);
      const Real x = (fall + behind * width) / (behind - before);  // where the two lines cross
      const Real line = exact[i].rate + before * x;
      const Real other_line = exact[i + 1].rate - behind * (width - x);
      const Real rate = max(exact[i + 1].rate, min(line, other_line));
      if (x > 0 && x < width) below.push_back({exact[i].epsilon + ldexp(x, unit), rate});
    }
    below.push_back(exact.back());
    // Rounding may put two corners at one place.
    std::vector<point> ordered;
    for (const point& one : below)
      if (ordered.empty() || (one.epsilon > ordered.back().epsilon && one.rate <= ordered.back().rate))
        ordered.push_back(one);
    return {std::move(ordered), exact, horizon};
  }

  /// A convex function that is 0 from ε = error on: through points spaced evenly in ln ε, from 10⁻⁶ error to the error.
  /// - Domain: 0 < error < ∞; points ≥ 2.
  /// - Cost:   points − 1 evaluations.
  /// - Throws: std::domain_error for an error or a number of points outside its domain; as the constructor.
  template <class Rate>
  [[nodiscard]] static rate_curve of(Rate rate, const Real& error, std::size_t horizon, std::size_t points) {
    using std::exp, std::log;
    require_positive("rate_curve: error", error);
    require_at_least("rate_curve: number of points", points, 2);
    std::vector<point> exact;
    const Real depth = log(Real(1e6));
    for (std::size_t i = 0; i + 1 < points; ++i) {
      const Real epsilon = error * exp(depth * (Real(i) / Real(points - 1) - 1));
      // Of an error next to the smallest number there are fewer.
      if (epsilon > (exact.empty() ? Real(0) : exact.back().epsilon) && epsilon < error)
        exact.push_back({epsilon, Real(rate(epsilon))});
    }
    exact.push_back({error, Real(0)});
    return through(exact, horizon);
  }

  [[nodiscard]] std::size_t horizon() const { return horizon_; }
  /// The corners of the lower side.
  [[nodiscard]] const std::vector<point>& lower_points() const { return lower_; }
  /// The corners of the upper side.
  [[nodiscard]] const std::vector<point>& upper_points() const { return upper_; }

  /// ≤ H_{ε,T}(θ).
  /// - Throws: std::domain_error unless 0 ≤ ε ≤ ∞.
  [[nodiscard]] Real rate_lower(const Real& epsilon) const {
    require_non_negative_or_infinite("epsilon", epsilon);
    if (epsilon < lower_.front().epsilon) return lower_.front().rate;
    return epsilon > lower_.back().epsilon ? Real(0) : rate_at(lower_, epsilon);
  }

  /// ≥ H_{ε,T}(θ).
  /// - Throws: std::domain_error unless 0 ≤ ε ≤ ∞.
  [[nodiscard]] Real rate_upper(const Real& epsilon) const {
    require_non_negative_or_infinite("epsilon", epsilon);
    return epsilon < upper_.front().epsilon ? std::numeric_limits<Real>::infinity() : rate_at(upper_, epsilon);
  }

  /// ≤ D(R) = inf{ε : H_{ε,T}(θ) ≤ R}.
  /// - Throws: std::domain_error unless 0 ≤ R ≤ ∞.
  [[nodiscard]] Real distortion_lower(const Real& rate) const {
    require_non_negative_or_infinite("rate", rate);
    return rate >= lower_.front().rate ? Real(0) : epsilon_at(lower_, rate);
  }

  /// ≥ D(R); ∞ where the upper function does not come down to R.
  /// - Throws: std::domain_error unless 0 ≤ R ≤ ∞.
  [[nodiscard]] Real distortion_upper(const Real& rate) const {
    require_non_negative_or_infinite("rate", rate);
    return epsilon_at(upper_, rate);
  }

  /// Theorem 15: sup_ε min{H/T, ε} ≤ 𝓛_T ≤ inf_ε {H/T + ε}, each at its exact optimum. With the exact H_{ε,T}(θ) the
  /// right side is 𝓛_T itself, and the left one at least half of it.
  /// - Units:  nats per observation.
  /// - Source: theory 2.2, 2.4 (a); Jeon & Van Roy Theorem 15.
  [[nodiscard]] bracket<Real> error_bracket() const {
    using std::min;
    const Real T = Real(horizon_);
    // A sum of a piecewise linear function and a linear one is least at a corner.
    Real upper = std::numeric_limits<Real>::infinity();
    for (const point& corner : upper_) upper = min(upper, Real(corner.rate / T + corner.epsilon));
    // The lower function meets εT on the first piece that ends below that; if there is none, it falls to 0 at its end.
    Real lower = lower_.front().rate / T;
    if (lower > lower_.front().epsilon) {
      lower = lower_.back().epsilon;
      for (std::size_t i = 0; i + 1 < lower_.size(); ++i) {
        const Real before = lower_[i].rate / T - lower_[i].epsilon;
        const Real behind = lower_[i + 1].rate / T - lower_[i + 1].epsilon;
        if (behind > 0) continue;
        const Real share = before / (before - behind);
        lower = lower_[i].epsilon + share * (lower_[i + 1].epsilon - lower_[i].epsilon);
        break;
      }
    }
    return {{min(lower, upper), "Theorem 15 (theory 2.2)"}, {upper, "Theorem 15 (theory 2.2)"}};
  }

 private:
  static void check(const std::string& name, const std::vector<point>& points) {
    require_at_least(name + ": number of points", points.size(), 1);
    for (std::size_t i = 0; i < points.size(); ++i) {
      const std::string entry = name + "[" + to_text(i) + "]";
      require_non_negative(entry + ".epsilon", points[i].epsilon);
      require_non_negative(entry + ".rate", points[i].rate);
      if (i == 0) continue;
      if (!(points[i].epsilon > points[i - 1].epsilon))
        refuse(entry + ".epsilon", points[i].epsilon, "> " + to_text(points[i - 1].epsilon) + ", the one before");
      if (!(points[i].rate <= points[i - 1].rate))
        refuse(entry + ".rate", points[i].rate, "<= " + to_text(points[i - 1].rate) + ", the one before");
    }
  }

  [[nodiscard]] static Real rate_at(const std::vector<point>& points, const Real& epsilon) {
    const auto behind = std::upper_bound(points.begin(), points.end(), epsilon,
                                         [](const Real& value, const point& one) { return value < one.epsilon; });
    if (behind == points.end()) return points.back().rate;
    const point& before = *(behind - 1);
    const Real share = (epsilon - before.epsilon) / (behind->epsilon - before.epsilon);
    return before.rate * (1 - share) + behind->rate * share;
  }

  [[nodiscard]] static Real epsilon_at(const std::vector<point>& points, const Real& rate) {
    const auto behind = std::find_if(points.begin(), points.end(), [&](const point& one) { return one.rate <= rate; });
    if (behind == points.end()) return std::numeric_limits<Real>::infinity();
    if (behind == points.begin()) return behind->epsilon;
    const point& before = *(behind - 1);
    const Real share = (before.rate - rate) / (before.rate - behind->rate);
    return before.epsilon * (1 - share) + behind->epsilon * share;
  }

  std::vector<point> lower_;
  std::vector<point> upper_;
  std::size_t horizon_;
};

}  // namespace infobound::inline v0_1
