// SPDX-License-Identifier: BSL-1.0
// From steps and certificates to a bracket on the rate: at a slope, at a distortion, at the least distortion.
#pragma once

#include <Eigen/Core>
#include <algorithm>
#include <cstddef>
#include <infobound/core/numeric/cmath.hpp>
#include <infobound/rate/detail/distortion_table.hpp>
#include <infobound/rate/detail/interior_newton.hpp>
#include <infobound/rate/detail/tilted_channel.hpp>
#include <limits>

namespace infobound::inline v0_1::rate::detail {

/// A channel that was met: how to make it again, its distortion above D_min, and a bound on its information.
template <class Real>
struct known_channel {
  Eigen::VectorX<Real> weights;
  Real slope = 0;
  Real excess = std::numeric_limits<Real>::infinity();
  Real information = std::numeric_limits<Real>::infinity();
};

/// A bracket on R(D), and the two channels by time sharing between which its upper side is attained.
template <class Real>
struct found_rate {
  Real lower = 0;
  Real upper = std::numeric_limits<Real>::infinity();
  Real slope = 0;                  ///< of the line that the lower side is on
  known_channel<Real> below = {};  ///< distortion at most D
  known_channel<Real> above = {};  ///< distortion above D; or none, with weights of no entries
  Real share_above = 0;
};

/// Searches one table again and again; slopes and output laws are remembered as the next search's start.
template <class Real>
class rate_search {
 public:
  rate_search(const distortion_table<Real>& table, const Real& tolerance, std::size_t most_iterations)
      : table_(&table), channel_(table), newton_(table), tolerance_(tolerance), budget_(most_iterations) {}

  /// Iterations of the last search, Newton's and plain ones.
  [[nodiscard]] std::size_t iterations() const { return used_; }

  /// The rate at the distortion that a slope, 0 ≤ s ≤ ∞, leads to.
  [[nodiscard]] found_rate<Real> at_slope(const Real& slope) { return at_slope(slope, tolerance_); }
  [[nodiscard]] found_rate<Real> at_slope(const Real& slope, const Real& tolerance) {
    used_ = 0;
    point_.slope = slope;
    begin();
    const known_channel<Real> best = minimise(tolerance);
    found_rate<Real> rate;
    restore(best);
    rate.slope = slope;
    rate.lower = (std::max)(Real(0), channel_.line(channel_.excess()));
    rate.upper = best.information;
    rate.below = best;
    return rate;
  }

  /// R(D_min + excess) for 0 < excess < D_max − D_min.
  [[nodiscard]] found_rate<Real> at_excess(const Real& excess) {
    used_ = 0;
    found_rate<Real> rate;
    take_extremes(excess, rate);
    if (!(table_->greatest_excess < limits::infinity())) {
      // No constant channel will do, and R may be level from some distortion on, where its slope is 0.
      point_.slope = 0;
      begin();
      restore(minimise(tolerance_ / 4));
      learn(excess, rate);
      if (done(excess, rate)) return rate;
      remembered_ = false;
    }
    begin_towards(excess);
    saddle(excess, rate);
    if (!done(excess, rate)) bisect(excess, rate);
    return rate;
  }

 private:
  using limits = std::numeric_limits<Real>;

  /// Starts q and λ at the present slope: a mixture of the uniform law, so that no letter is lost, and of plain steps.
  void begin() {
    const Eigen::Index size = table_->columns();
    const Real uniform = 1 / Real(size);
    if (remembered_)
      point_.weights = Real(0.7) / point_.weights.sum() * point_.weights.array() + Real(0.3) * uniform;
    else
      point_.weights.setConstant(size, uniform);
    channel_.tilt(point_.slope);
    for (int i = 0; i < (remembered_ ? 1 : 3); ++i) {
      channel_.evaluate(point_.weights);
      point_.weights = Real(0.9) * channel_.output().array() + Real(0.1) * uniform;
    }
    evaluate();
    begin_multipliers();
    remembered_ = true;
  }

  void begin_multipliers() {
    point_.products = point_.weights.array() * ((1 - channel_.gains().array()).max)(Real(0.1));
  }

  /// Begins the search for a given distortion, in which s takes plain steps too.
  void begin_towards(const Real& excess) {
    using std::log, std::sqrt;
    const Real steepest = sqrt((limits::max)());
    if (!remembered_ || !(point_.slope > 0 && point_.slope <= steepest))
      point_.slope = (std::min)(Real(1 / excess), steepest);
    begin();
    // The distortion falls about exponentially in s or as a power of it; from far above it says nothing of how.
    while (channel_.excess() < excess / 100 && point_.slope > (limits::min)()) {
      point_.slope /= 4;
      channel_.tilt(point_.slope);
      evaluate();
    }
    for (int i = 0; i < 3; ++i) {
      channel_.evaluate_derivatives(point_.weights);
      if (!(channel_.variance() > 0)) break;
      const Real change = channel_.excess() * log(channel_.excess() / excess) / channel_.variance();
      point_.slope =
          (std::min)((std::max)(Real(point_.slope + change), Real(point_.slope / 4)), Real(4 * point_.slope));
      channel_.tilt(point_.slope);
      point_.weights = Real(0.9) * channel_.output().array() + Real(0.1) / Real(table_->columns());
      evaluate();
    }
    begin_multipliers();
  }

  void evaluate() { channel_.evaluate(point_.weights); }

  void restore(const known_channel<Real>& channel) {
    point_.weights = channel.weights;
    point_.slope = channel.slope;
    channel_.tilt(channel.slope);
    evaluate();
  }

  [[nodiscard]] Real least_barrier() const {
    return (std::max)(Real(tolerance_ / 50), Real(8 * limits::epsilon())) / Real(table_->columns());
  }

  [[nodiscard]] known_channel<Real> present() const {
    return {point_.weights, point_.slope, channel_.excess(), channel_.information()};
  }

  /// The best output law at the present slope: Newton's steps, and plain ones, which always converge, once those stall.
  [[nodiscard]] known_channel<Real> minimise(const Real& tolerance) {
    known_channel<Real> best = present();
    Real least_gap = limits::infinity();
    Real reference = limits::infinity();
    int idle = 0;
    bool plain = false;
    for (;; ++used_) {
      const Real gap = channel_.information() - channel_.line(channel_.excess());
      if (gap < least_gap) {
        least_gap = gap;
        best = present();
      }
      if (least_gap <= tolerance || channel_.gap() <= limits::epsilon() || used_ >= budget_) return best;
      idle = gap < reference / 2 ? 0 : idle + 1;
      if (idle == 0) reference = gap;
      if (!plain && (idle > patience || !newton_.step(channel_, least_barrier(), point_))) {
        plain = true;
        restore(best);
      }
      if (plain) point_.weights = channel_.output();
      evaluate();
    }
  }

  /// The channels of least and of greatest distortion that need no search.
  void take_extremes(const Real& excess, found_rate<Real>& rate) {
    const Eigen::Index size = table_->columns();
    rate.below.weights.setConstant(size, 1 / Real(size));
    channel_.tilt(limits::infinity());
    channel_.evaluate(rate.below.weights);
    rate.below.slope = limits::infinity();
    rate.below.excess = 0;
    rate.below.information = channel_.information();
    if (table_->greatest_excess < limits::infinity()) {
      rate.above.weights = Eigen::VectorX<Real>::Unit(size, table_->constant);
      rate.above.slope = 0;
      rate.above.excess = table_->greatest_excess;
      rate.above.information = 0;
    }
    share(excess, rate);
  }

  /// What time sharing between the two channels costs at the distortion: R is convex.
  static void share(const Real& excess, found_rate<Real>& rate) {
    rate.share_above = 0;
    if (rate.above.weights.size() > 0 && rate.above.information < rate.below.information)
      rate.share_above = (excess - rate.below.excess) / (rate.above.excess - rate.below.excess);
    rate.upper = (std::min)(rate.upper, mixed(excess, rate.below, rate.above));
  }

  [[nodiscard]] static Real mixed(const Real& excess, const known_channel<Real>& below,
                                  const known_channel<Real>& above) {
    if (above.weights.size() == 0 || !(above.information < below.information)) return below.information;
    const Real share = (excess - below.excess) / (above.excess - below.excess);
    return below.information + share * (above.information - below.information);
  }

  /// What the present channel says of the rate at a distortion.
  void learn(const Real& excess, found_rate<Real>& rate) {
    const Real line = channel_.line(excess);
    if (line > rate.lower) {
      rate.lower = line;
      rate.slope = channel_.slope();
    }
    const known_channel<Real> here = present();
    const bool below = here.excess <= excess;
    if (!(mixed(excess, below ? here : rate.below, below ? rate.above : here) < rate.upper)) return;
    (below ? rate.below : rate.above) = here;
    share(excess, rate);
  }

  [[nodiscard]] bool done(const Real& excess, const found_rate<Real>& rate) const {
    return rate.upper - rate.lower <= (std::max)(tolerance_, Real(4 * channel_.rounding_at(excess)));
  }

  /// Newton's steps for q and s together.
  void saddle(const Real& excess, found_rate<Real>& rate) {
    Real reference = limits::infinity();
    int idle = 0;
    for (;; ++used_) {
      learn(excess, rate);
      const Real gap = rate.upper - rate.lower;
      idle = gap < reference / 2 ? 0 : idle + 1;
      if (idle == 0) reference = gap;
      if (done(excess, rate) || idle > patience || used_ >= budget_) return;
      channel_.evaluate_derivatives(point_.weights);
      if (!newton_.step(channel_, excess, least_barrier(), point_)) return;
      channel_.tilt(point_.slope);
      evaluate();
    }
  }

  /// Slopes from both sides, by turns that of the chord between the two channels, which where R is straight is the
  /// slope itself, and one that halves the interval of its logarithm. Each is also a new start for Newton's steps.
  void bisect(const Real& excess, found_rate<Real>& rate) {
    using std::sqrt;
    Real low = 0;
    Real high = limits::infinity();
    for (bool halve = false; used_ < budget_; halve = !halve) {
      ++used_;
      Real slope = (rate.below.information - rate.above.information) / (rate.above.excess - rate.below.excess);
      if (halve || !(slope > low && slope < high)) {
        if (!(high < limits::infinity()))
          slope = low > 0 ? Real(4 * low) : Real(1 / excess);
        else
          slope = low > 0 ? Real(sqrt(low) * sqrt(high)) : Real(high / 4);
      }
      if (!(slope > low && slope < high)) return;
      remembered_ = false;
      point_.slope = slope;
      begin();
      restore(minimise(tolerance_ / 4));
      learn(excess, rate);
      if (done(excess, rate)) return;
      (channel_.excess() > excess ? low : high) = slope;
      begin_multipliers();
      saddle(excess, rate);
      if (done(excess, rate)) return;
    }
  }

  static constexpr int patience = 15;

  const distortion_table<Real>* table_;
  tilted_channel<Real> channel_;
  interior_newton<Real> newton_;
  Real tolerance_;
  std::size_t budget_;
  std::size_t used_ = 0;
  bool remembered_ = false;
  interior_point<Real> point_ = {};
};

}  // namespace infobound::inline v0_1::rate::detail
