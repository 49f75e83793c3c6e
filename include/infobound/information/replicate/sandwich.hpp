// SPDX-License-Identifier: BSL-1.0
// Two-sided estimates from the moments of replicates, and what each replicate adds to a curve.
#pragma once

#include <Eigen/Core>
#include <algorithm>
#include <cstddef>
#include <infobound/core/average_replicates.hpp>
#include <infobound/core/estimate.hpp>
#include <infobound/core/moments.hpp>
#include <infobound/core/numeric/cmath.hpp>
#include <infobound/core/unseen_events.hpp>
#include <limits>
#include <string_view>

namespace infobound::inline v0_1::detail {

/// Where the averaged quantities of an estimate are: its sides and, to tell how far the interval of few replicates can
/// be trusted, the square and the cube of the upper one, and the information density ln p(H_T|θ) − ln p(H_T) itself,
/// before control variates.
struct averaged_sides {
  Eigen::Index lower = 0;
  Eigen::Index upper = 1;
  Eigen::Index square = 2;
  Eigen::Index cube = 3;
  Eigen::Index density = 4;  ///< −1 where labels are integrated out, and there is none
  static constexpr Eigen::Index size = 5;

  /// The places of a second run of these quantities, which starts `offset` entries later.
  [[nodiscard]] averaged_sides further(Eigen::Index offset) const {
    return {lower + offset, upper + offset, square + offset, cube + offset, density + offset};
  }

  /// Writes the square and the cube, of the sample's upper side.
  template <class Sample>
  void raise(Sample&& sample) const {
    sample[square] = sample[upper] * sample[upper];
    sample[cube] = sample[square] * sample[upper];
  }
};

/// The sample variance of one of the averaged quantities.
template <class Real>
[[nodiscard]] Real sample_variance(const moments<Real>& quantities, Eigen::Index quantity) {
  return quantities.sums()[quantities.quantities() + quantity] / Real(quantities.count() - 1);
}

/// The skewness of the upper side; 0 where rounding leaves none of it.
template <class Real>
[[nodiscard]] Real sample_skewness(const moments<Real>& quantities, const averaged_sides& at) {
  using std::abs, std::sqrt;
  const Real mean = quantities.sums()[at.upper];
  const Real variance = sample_variance(quantities, at.upper) * Real(quantities.count() - 1) / Real(quantities.count());
  const Real cube = variance * sqrt(variance);
  const Real rounding = 100 * std::numeric_limits<Real>::epsilon() * abs(mean * mean * mean);
  if (!(cube > rounding) || !(cube < std::numeric_limits<Real>::infinity())) return 0;
  const auto& means = quantities.sums();
  return (means[at.cube] - 3 * mean * means[at.square] + 2 * mean * mean * mean) / cube;
}

/// Every replicate is the same but for rounding.
template <class Real>
[[nodiscard]] bool all_alike(const moments<Real>& quantities, Eigen::Index quantity) {
  const Real mean = quantities.sums()[quantity];
  const Real rounding = 32 * std::numeric_limits<Real>::epsilon() * mean;
  return sample_variance(quantities, quantity) <= rounding * rounding;
}

/// What a sample of an estimate is: the mean over a group of replicates, of an information that so many labels carry,
/// in units of `nat`.
template <class Real>
struct sample_kind {
  std::size_t labels;
  std::size_t group = 1;
  Real nat = 1;
};

/// Whether replicates leave room for events that none of them met, and what those may hold (theory 11.6). The density
/// of a Gaussian channel has a variance of 1 − e^{−2I} or more, and is hardly skewed: what varies far less has only few
/// values, or has not shown all; what is skewed may have a tail that has not. Where control variates have taken out
/// more than half of the variance, the skewness of the rest says nothing of that of the data.
template <class Real>
[[nodiscard]] unseen_events<Real> unseen_of(const moments<Real>& quantities, const averaged_sides& at,
                                            const Real& skewness, const sample_kind<Real>& kind) {
  using std::expm1, std::log, std::max;
  const Real& nat = kind.nat;
  const Real mean = quantities.sums()[at.density < 0 ? at.upper : at.density];
  const Real positive = (max)(Real(0), mean);
  bool room = all_alike(quantities, at.upper);
  if (at.density >= 0) {
    const Real variance = sample_variance(quantities, at.density) * Real(kind.group);
    const bool narrow = variance <= -expm1(-2 * positive / nat) / 4 * nat * nat;
    const bool skewed =
        (skewness >= 1 || skewness <= -1) && sample_variance(quantities, at.upper) * Real(kind.group) >= variance / 2;
    room = room || narrow || skewed;
  }
  if (!room) return {.nat = nat};
  return {
      .possible = true, .below = positive, .above = nat * log(Real(kind.labels + 1)) + (positive - mean), .nat = nat};
}

/// The estimate whose sides are two of the averaged quantities.
template <class Real>
[[nodiscard]] estimate<Real> two_sided(const replicated<Real>& averaged, const averaged_sides& at,
                                       std::string_view policy, const sample_kind<Real>& kind) {
  estimate<Real> result{.lower = averaged.quantities[at.lower],
                        .upper = averaged.quantities[at.upper],
                        .replicates = averaged.quantities.count() * kind.group,
                        .stopped = averaged.stopped};
  result.policy = policy;
  result.unseen.nat = kind.nat;
  if (averaged.quantities.count() > 1) {
    result.skewness = sample_skewness(averaged.quantities, at);
    result.unseen = unseen_of(averaged.quantities, at, result.skewness, kind);
  }
  return result;
}

/// Where a sample has so many informations, their squares and their cubes.
struct averaged_values {
  Eigen::Index length;

  [[nodiscard]] Eigen::Index size() const { return 3 * length; }

  /// One of the informations; what integrates labels out is no information density.
  [[nodiscard]] averaged_sides at(Eigen::Index quantity, bool is_density) const {
    return {.lower = quantity,
            .upper = quantity,
            .square = length + quantity,
            .cube = 2 * length + quantity,
            .density = is_density ? quantity : -1};
  }

  template <class Sample>
  void raise(Sample& sample) const {
    sample.segment(length, length) = sample.head(length).square();
    sample.segment(2 * length, length) = sample.head(length).cube();
  }
};

/// The estimate of a run that was stopped before its first replicate.
template <class Real>
[[nodiscard]] estimate<Real> nothing_estimated(std::string_view policy) {
  const Real infinity = std::numeric_limits<Real>::infinity();
  estimate<Real> result{.lower = {0, infinity}, .upper = {0, infinity}, .stopped = stop_reason::cancelled};
  result.policy = policy;
  return result;
}

/// Where a sample has the informations I(H_t;θ), t = 1 … T, and their increments: a block of T for each quantity.
struct averaged_curve {
  Eigen::Index length;
  static constexpr Eigen::Index size = 2 * averaged_sides::size;  ///< quantities a t

  [[nodiscard]] averaged_sides information(Eigen::Index t) const { return at(t, 0); }
  [[nodiscard]] averaged_sides increment(Eigen::Index t) const { return at(t, averaged_sides::size); }

  /// Writes all squares and cubes.
  template <class Sample>
  void raise(Sample&& sample) const {
    for (Eigen::Index t = 0; t < length; ++t) {
      information(t).raise(sample);
      increment(t).raise(sample);
    }
  }

 private:
  [[nodiscard]] averaged_sides at(Eigen::Index t, Eigen::Index first) const {
    const auto block = [&](Eigen::Index i) { return (first + i) * length + t; };
    return {block(0), block(1), block(2), block(3), block(4)};
  }
};

/// Adds the two sides of I(H_t;θ) at t = 1 … T of one replicate to the sample, and those of the increments by the
/// difference rule: lower minus upper, upper minus lower.
template <class Real>
class two_sided_path {
 public:
  two_sided_path(Eigen::Ref<Eigen::ArrayX<Real>> sample, Eigen::Index length) : sample_(sample), curve_{length} {}

  void append(const Real& lower, const Real& upper, const Real& density) {
    const averaged_sides whole = curve_.information(t_);
    const averaged_sides step = curve_.increment(t_);
    sample_[whole.lower] += lower;
    sample_[whole.upper] += upper;
    sample_[whole.density] += density;
    sample_[step.lower] += lower - upper_before_;
    sample_[step.upper] += upper - lower_before_;
    sample_[step.density] += density - density_before_;
    lower_before_ = lower;
    upper_before_ = upper;
    density_before_ = density;
    ++t_;
  }

 private:
  Eigen::Ref<Eigen::ArrayX<Real>> sample_;
  averaged_curve curve_;
  Eigen::Index t_ = 0;
  Real lower_before_ = 0;
  Real upper_before_ = 0;
  Real density_before_ = 0;
};

}  // namespace infobound::inline v0_1::detail
