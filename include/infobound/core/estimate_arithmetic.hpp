// SPDX-License-Identifier: BSL-1.0
// Sums and differences of two estimates, independent of each other or not.
#pragma once

#include <algorithm>
#include <cstddef>
#include <infobound/core/estimate.hpp>
#include <infobound/core/numeric/cmath.hpp>
#include <infobound/core/unseen_events.hpp>
#include <limits>

namespace infobound::inline v0_1::detail {

/// The standard error of x ± y where the two are independent.
template <class Real>
[[nodiscard]] Real root_sum_square(const sampled<Real>& x, const sampled<Real>& y) {
  using std::sqrt;
  return sqrt(x.standard_error * x.standard_error + y.standard_error * y.standard_error);
}

/// (1 − share) a + share b of two that may depend on each other in any way: standard errors add.
template <class Real>
[[nodiscard]] sampled<Real> between(const sampled<Real>& a, const sampled<Real>& b, const Real& share) {
  return {(1 - share) * a.mean + share * b.mean, (1 - share) * a.standard_error + share * b.standard_error,
          a.exact && b.exact};
}

/// minuend − subtrahend by the difference rule (theory 11.1): lower minus upper, upper minus lower. The standard errors
/// add, as nothing is known of how the two depend on each other.
template <class Real>
[[nodiscard]] estimate<Real> difference(const estimate<Real>& minuend, const estimate<Real>& subtrahend) {
  const auto subtract = [](const sampled<Real>& x, const sampled<Real>& y) -> sampled<Real> {
    return {x.mean - y.mean, x.standard_error + y.standard_error, x.exact && y.exact};
  };
  estimate<Real> left{.lower = subtract(minuend.lower, subtrahend.upper),
                      .upper = subtract(minuend.upper, subtrahend.lower),
                      .replicates = minuend.replicates,
                      .stopped = minuend.stopped};
  left.policy = minuend.policy;
  left.skewness = minuend.skewness;
  left.unseen = minuend.unseen - subtrahend.unseen;
  return left;
}

/// The degrees of freedom behind an estimate's standard errors; as many as one likes for an exact number.
template <class Real>
[[nodiscard]] std::size_t degrees_of_freedom(const estimate<Real>& one) {
  if (one.exact()) return (std::numeric_limits<std::size_t>::max)();
  if (one.degrees_of_freedom > 0) return one.degrees_of_freedom;
  return one.replicates > 1 ? one.replicates - 1 : 1;
}

/// What two independent estimates have in common: the fewer degrees of freedom, which is on the safe side.
template <class Real>
[[nodiscard]] estimate<Real> combined(const estimate<Real>& a, const estimate<Real>& b, const sampled<Real>& lower,
                                      const sampled<Real>& upper) {
  const std::size_t freedom = (std::min)(degrees_of_freedom(a), degrees_of_freedom(b));
  const bool is_exact = freedom == (std::numeric_limits<std::size_t>::max)();
  const bool a_is_more_skewed = a.skewness * a.skewness >= b.skewness * b.skewness;
  return {.lower = lower,
          .upper = upper,
          .replicates = (std::max)(a.replicates, b.replicates),
          .stopped = a.stopped != stop_reason::completed ? a.stopped : b.stopped,
          .effective_sample_size = a.effective_sample_size,
          .degrees_of_freedom = is_exact ? 0 : freedom,
          .temperatures = a.temperatures,
          .skewness = a_is_more_skewed ? a.skewness : b.skewness,
          .policy = a.policy.empty() ? b.policy : a.policy};
}

/// a + b of two independent estimates.
template <class Real>
[[nodiscard]] estimate<Real> independent_sum(const estimate<Real>& a, const estimate<Real>& b) {
  const auto add = [](const sampled<Real>& x, const sampled<Real>& y) -> sampled<Real> {
    return {x.mean + y.mean, root_sum_square(x, y), x.exact && y.exact};
  };
  estimate<Real> sum = combined(a, b, add(a.lower, b.lower), add(a.upper, b.upper));
  sum.unseen = a.unseen + b.unseen;
  if (a.saturated()) sum.ceiling = a.ceiling + b.lower.mean;
  return sum;
}

/// a − b of two independent estimates, by the difference rule (theory 11.1): lower minus upper, upper minus lower.
template <class Real>
[[nodiscard]] estimate<Real> independent_difference(const estimate<Real>& a, const estimate<Real>& b) {
  const auto subtract = [](const sampled<Real>& x, const sampled<Real>& y) -> sampled<Real> {
    return {x.mean - y.mean, root_sum_square(x, y), x.exact && y.exact};
  };
  estimate<Real> left = combined(a, b, subtract(a.lower, b.upper), subtract(a.upper, b.lower));
  left.unseen = a.unseen - b.unseen;
  if (a.saturated()) left.ceiling = a.ceiling - b.upper.mean;
  return left;
}

}  // namespace infobound::inline v0_1::detail
