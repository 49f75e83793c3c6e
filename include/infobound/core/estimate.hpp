// SPDX-License-Identifier: BSL-1.0
// A number with its uncertainty and its direction: what every estimator of information returns.
#pragma once

#include <cstddef>
#include <infobound/core/detail/student_t.hpp>
#include <infobound/core/require.hpp>
#include <iosfwd>
#include <limits>

namespace infobound::inline v0_1 {

/// lower ≤ upper.
template <class Real>
struct interval {
  Real lower;
  Real upper;
};

/// A sample mean and its standard error; 0 for an exact number, ∞ where fewer than two replicates were completed.
template <class Real>
struct sampled {
  Real mean = 0;
  Real standard_error = 0;
};

/// Why a computation ended.
enum class stop_reason {
  completed,    ///< all that was asked for was done
  cancelled,    ///< a stop was requested: what was complete by then is reported
  budget_spent  ///< as many replicates as were allowed have not reached the target
};

/// A two-sided estimate: E[lower.mean] ≤ truth ≤ E[upper.mean], equal sides where the estimator is unbiased or exact.
template <class Real = double>
struct estimate {
  sampled<Real> lower;
  sampled<Real> upper;
  std::size_t replicates = 0;  ///< independent replicates behind the means; 0 for an exact number
  stop_reason stopped = stop_reason::completed;
  Real effective_sample_size = 0;  ///< of the weights behind an evidence, mean over replicates; 0 where there are none
  std::size_t degrees_of_freedom = 0;  ///< of the standard errors, where it is not replicates − 1; 0 says that it is
  std::size_t temperatures = 0;        ///< of an annealed run; 0 elsewhere
  Real ceiling = std::numeric_limits<Real>::infinity();  ///< of the lower side's expectation, whatever the truth

  /// The lower side is so near its ceiling that it tells the ceiling rather than the truth: within a tenth.
  [[nodiscard]] bool saturated() const { return lower.mean > Real(0.9) * ceiling; }

  /// The upper side of a simulation is infinite: some history was possible under no θ that was tried but its own.
  /// Either the information is infinite, or the policy does not find such θ; the lower side still holds.
  [[nodiscard]] bool unreached() const {
    return replicates > 1 && upper.mean > (std::numeric_limits<Real>::max)() && lower.mean < upper.mean;
  }

  /// The sides are the wrong way round, by more than their noise explains: three standard errors of each.
  [[nodiscard]] bool crossed() const {
    return lower.mean - 3 * lower.standard_error > upper.mean + 3 * upper.standard_error;
  }

  /// [lower.mean − t se, upper.mean + t se]: each end errs with probability at most (1 − confidence)/2, up to the
  /// normality of the sample mean; t is Student's quantile with replicates − 1 degrees of freedom, or those said
  /// (theory 11.6).
  /// - Domain: 0 < confidence < 1.
  /// - Throws: std::domain_error for a confidence outside its domain.
  [[nodiscard]] infobound::interval<Real> interval(double confidence) const {
    require_between_zero_and_one("interval: confidence", confidence);
    if (lower.standard_error == 0 && upper.standard_error == 0) return {lower.mean, upper.mean};
    const Real infinity = std::numeric_limits<Real>::infinity();
    if (replicates < 2) return {-infinity, infinity};
    const std::size_t freedom = degrees_of_freedom > 0 ? degrees_of_freedom : replicates - 1;
    const Real quantile = static_cast<Real>(detail::student_t_quantile(freedom, (1 - confidence) / 2));
    // Where a mean is ∞, so is its standard error, and their difference would not be a number.
    return {lower.standard_error < infinity ? Real(lower.mean - quantile * lower.standard_error) : Real(-infinity),
            upper.mean + quantile * upper.standard_error};
  }
};

/// An exact number: both sides equal, no uncertainty.
template <class Real>
[[nodiscard]] estimate<Real> exactly(const Real& value) {
  return {.lower = {value, Real(0)}, .upper = {value, Real(0)}};
}

/// The same estimate of truth / divisor, for divisor > 0.
template <class Real>
[[nodiscard]] estimate<Real> operator/(estimate<Real> dividend, const Real& divisor) {
  for (sampled<Real>* side : {&dividend.lower, &dividend.upper}) {
    side->mean /= divisor;
    side->standard_error /= divisor;
  }
  dividend.ceiling /= divisor;
  return dividend;
}

/// Writes "0.0757" if exact, "0.0757 ± 0.0002" if unbiased, "[0.0751 ± 0.0002, 0.0763 ± 0.0002]" if two-sided,
/// followed by a remark where it is saturated or crossed.
template <class Character, class Traits, class Real>
std::basic_ostream<Character, Traits>& operator<<(std::basic_ostream<Character, Traits>& out,
                                                  const estimate<Real>& shown) {
  const auto write = [&out](const sampled<Real>& side) {
    out << side.mean;
    if (side.standard_error > 0) out << " ± " << side.standard_error;
  };
  if (shown.lower.mean == shown.upper.mean && shown.lower.standard_error == shown.upper.standard_error) {
    write(shown.lower);
    return out;
  }
  out << '[';
  write(shown.lower);
  out << ", ";
  write(shown.upper);
  out << ']';
  if (shown.saturated()) out << " (the lower side is saturated: its mean cannot exceed " << shown.ceiling << ')';
  if (shown.crossed()) out << " (the sides are crossed)";
  if (shown.unreached())
    out << " (no upper side: a history was possible under no theta that the policy tried but its own)";
  return out;
}

}  // namespace infobound::inline v0_1
