// SPDX-License-Identifier: BSL-1.0
// The rate-distortion function of a process: how much of θ must be known for an error of ε.
#pragma once

#include <cstddef>
#include <infobound/core/bound.hpp>
#include <infobound/core/concepts.hpp>
#include <infobound/core/require.hpp>
#include <limits>

namespace infobound::inline v0_1 {

/// rate_upper(ε, T) of a process, or rate_upper(ε) where it knows none with T (H_{ε,T} ≤ H_ε, theory 2.3).
template <bounds_rate_above Process>
[[nodiscard]] real_type_t<Process> rate_upper_at(const Process& process, const real_type_t<Process>& epsilon,
                                                 std::size_t horizon) {
  if constexpr (requires { process.rate_upper(epsilon, horizon); })
    return process.rate_upper(epsilon, horizon);
  else
    return process.rate_upper(epsilon);
}

/// rate_lower(ε, T) of a process, or rate_lower(ε) where it knows none with T.
template <bounds_rate_below Process>
[[nodiscard]] real_type_t<Process> rate_lower_at(const Process& process, const real_type_t<Process>& epsilon,
                                                 std::size_t horizon) {
  if constexpr (requires { process.rate_lower(epsilon, horizon); })
    return process.rate_lower(epsilon, horizon);
  else
    return process.rate_lower(epsilon);
}

/// A bracket on the rate-distortion function H_ε(θ) for one fresh observation, in nats; both sides equal where it is
/// known exactly.
/// - Domain: ε > 0, in nats per observation; ∞ is allowed.
/// - Throws: std::domain_error where the process or ε is outside its domain.
/// - Source: theory 2.3.
template <class Process>
[[nodiscard]] bracket<real_type_t<Process>> rate_distortion(const Process& process,
                                                            const real_type_t<Process>& epsilon) {
  using Real = real_type_t<Process>;
  constexpr bool above = requires { process.rate_upper(epsilon); };
  constexpr bool below = requires { process.rate_lower(epsilon); };
  static_assert(
      evaluates_rate_distortion<Process> || above || below,
      "infobound: rate_distortion needs rate_upper(epsilon) or rate_lower(epsilon), a bound on H_epsilon(theta) in "
      "nats, which the process lacks");
  validate_all(process);
  require_positive_or_infinite("epsilon", epsilon);
  bracket<Real> known{{Real(0), "information is not negative"},
                      {std::numeric_limits<Real>::infinity(), "no upper bound is known"}};
  if constexpr (evaluates_rate_distortion<Process>) {
    const Real exact = process.rate_distortion(epsilon);
    known = {{exact, "exact rate-distortion function of the process"},
             {exact, "exact rate-distortion function of the process"}};
  } else {
    if constexpr (above) known.upper = {process.rate_upper(epsilon), "rate_upper(epsilon) of the process"};
    if constexpr (below) known.lower = {process.rate_lower(epsilon), "rate_lower(epsilon) of the process"};
  }
  return known;
}

}  // namespace infobound::inline v0_1
