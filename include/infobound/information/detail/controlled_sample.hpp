// SPDX-License-Identifier: BSL-1.0
// Where a sample has what is averaged with control variates, and the same without.
#pragma once

#include <Eigen/Core>
#include <infobound/information/replicate/sandwich.hpp>

namespace infobound::inline v0_1::detail {

/// Both sides of I(H_T;θ) with control variates, the same without, and an effective sample size.
struct controlled_total {
  averaged_sides with = {};
  averaged_sides without = with.further(with.size);
  Eigen::Index size_at = 2 * with.size;
  Eigen::Index size = size_at + 1;

  /// Adds the sides of a replicate; the plain ones are without control variates.
  template <class Real>
  void add(const Real& lower, const Real& upper, const Real& plain_lower, const Real& plain_upper,
           Eigen::ArrayX<Real>& sample) const {
    sample[with.lower] += lower;
    sample[with.upper] += upper;
    sample[without.lower] += plain_lower;
    for (const Eigen::Index at : {with.density, without.density, without.upper}) sample[at] += plain_upper;
  }

  template <class Real>
  void raise(Eigen::ArrayX<Real>& sample) const {
    with.raise(sample);
    without.raise(sample);
  }
};

/// Both sides of I(H_t;θ), t = 1 … T, and of the increments with control variates, then the same without.
struct controlled_curve {
  averaged_curve with;
  Eigen::Index without = with.size * with.length;  ///< where they begin
  Eigen::Index size = 2 * without;

  template <class Real>
  void raise(Eigen::ArrayX<Real>& sample) const {
    with.raise(sample);
    with.raise(sample.segment(without, without));
  }
};

/// Adds the sides of a replicate at one t after another.
template <class Real>
class controlled_path {
 public:
  controlled_path(Eigen::ArrayX<Real>& sample, const controlled_curve& places)
      : with_(sample.head(places.without), places.with.length),
        without_(sample.segment(places.without, places.without), places.with.length) {}

  void append(const Real& lower, const Real& upper, const Real& plain_lower, const Real& plain_upper) {
    with_.append(lower, upper, plain_upper);
    without_.append(plain_lower, plain_upper, plain_upper);
  }

 private:
  two_sided_path<Real> with_;
  two_sided_path<Real> without_;
};

}  // namespace infobound::inline v0_1::detail
