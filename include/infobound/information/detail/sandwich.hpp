// SPDX-License-Identifier: BSL-1.0
// Two-sided estimates from the moments of replicates, and what each replicate adds to a curve.
#pragma once

#include <Eigen/Core>
#include <infobound/core/estimate.hpp>
#include <infobound/core/replicates.hpp>

namespace infobound::inline v0_1::detail {

/// The estimate whose sides are two of the averaged quantities.
template <class Real>
[[nodiscard]] estimate<Real> two_sided(const replicated<Real>& made, Eigen::Index lower, Eigen::Index upper) {
  return {.lower = made.quantities[lower],
          .upper = made.quantities[upper],
          .replicates = made.quantities.count(),
          .stopped = made.stopped};
}

/// minuend − subtrahend by the difference rule (theory 11.1): lower minus upper, upper minus lower. The standard errors
/// add, as nothing is known of how the two depend on each other.
template <class Real>
[[nodiscard]] estimate<Real> difference(const estimate<Real>& minuend, const estimate<Real>& subtrahend) {
  return {.lower = {minuend.lower.mean - subtrahend.upper.mean,
                    minuend.lower.standard_error + subtrahend.upper.standard_error},
          .upper = {minuend.upper.mean - subtrahend.lower.mean,
                    minuend.upper.standard_error + subtrahend.lower.standard_error},
          .replicates = minuend.replicates,
          .stopped = minuend.stopped};
}

/// Adds the two sides of I(H_t;θ) at t = 1 … T of one replicate to the sample, which has information (lower, upper),
/// then increments (lower, upper). An increment's sides are the difference rule's: lower minus upper, upper minus
/// lower.
template <class Real>
class two_sided_path {
 public:
  two_sided_path(Eigen::ArrayX<Real>& sample, Eigen::Index length) : sample_(sample), length_(length) {}

  void append(const Real& lower, const Real& upper) {
    sample_[t_] += lower;
    sample_[length_ + t_] += upper;
    sample_[2 * length_ + t_] += lower - upper_before_;
    sample_[3 * length_ + t_] += upper - lower_before_;
    lower_before_ = lower;
    upper_before_ = upper;
    ++t_;
  }

 private:
  Eigen::ArrayX<Real>& sample_;
  Eigen::Index length_;
  Eigen::Index t_ = 0;
  Real lower_before_ = 0;
  Real upper_before_ = 0;
};

}  // namespace infobound::inline v0_1::detail
