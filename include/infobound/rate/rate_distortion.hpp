// SPDX-License-Identifier: BSL-1.0
// The rate-distortion function of a process: how much of θ must be known for an error of ε.
#pragma once

#include <Eigen/Core>
#include <cstddef>
#include <infobound/core/bound.hpp>
#include <infobound/core/concepts.hpp>
#include <infobound/core/members.hpp>
#include <infobound/core/require.hpp>
#include <infobound/rate/bottleneck.hpp>
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

/// rate_lower(ε, T) of a process, or rate_lower(ε) where it knows none with T: the lower half of Theorem 15 holds with
/// either (theory 2.2, 2.3), though H_ε(θ) may be above H_{ε,T}(θ).
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
  constexpr bool understood = explain_members<Process>();
  constexpr bool above = understood && requires { process.rate_upper(epsilon); };
  constexpr bool below = understood && requires { process.rate_lower(epsilon); };
  static_assert(
      !understood || evaluates_rate_distortion<Process> || above || below,
      "infobound: rate_distortion needs rate_upper(epsilon) or rate_lower(epsilon), a bound on H_epsilon(theta) in "
      "nats, which the process lacks");
  validate_all(process);
  require_positive_or_infinite("epsilon", epsilon);
  bracket<Real> sides{{Real(0), "information is not negative"},
                      {std::numeric_limits<Real>::infinity(), "no upper bound is known"}};
  if constexpr (evaluates_rate_distortion<Process>) {
    const Real exact = process.rate_distortion(epsilon);
    sides = {{exact, "exact rate-distortion function of the process"},
             {exact, "exact rate-distortion function of the process"}};
  } else {
    if constexpr (above) sides.upper = {process.rate_upper(epsilon), "rate_upper(epsilon) of the process"};
    if constexpr (below) sides.lower = {process.rate_lower(epsilon), "rate_lower(epsilon) of the process"};
  }
  return sides;
}

/// A bracket on H_{ε,T}(θ), in nats: both sides equal where the process knows it, from rate::bottleneck where it has a
/// joint table, and else from bounds on rates and from I(H_T;θ), as I(H_T;θ) − εT ≤ H_{ε,T}(θ). (A lower bound on the
/// one-observation H_ε(θ) is none on H_{ε,T}(θ), which may be smaller.)
/// - Domain: ε > 0, in nats per observation; ∞ is allowed. T ≥ 1.
/// - Cost:   that of the process's own function, or of rate::bottleneck with the given effort.
/// - Throws: std::domain_error where the process, ε or T is outside its domain.
/// - Source: theory 2.1, 2.3, 2.4.
template <class Process>
[[nodiscard]] bracket<real_type_t<Process>> rate_distortion(const Process& process, const real_type_t<Process>& epsilon,
                                                            std::size_t horizon,
                                                            const rate::bottleneck_effort& effort = {}) {
  using Real = real_type_t<Process>;
  constexpr bool understood = explain_members<Process>();
  constexpr bool below = understood && requires { process.rate_lower(epsilon, horizon); };
  constexpr bool two_sided = evaluates_horizon_rate_distortion<Process> || tabulates_joint_law<Process>;
  static_assert(
      !understood || two_sided || bounds_rate_above<Process> || below || evaluates_information<Process>,
      "infobound: rate_distortion at a horizon needs rate_distortion(epsilon, horizon), joint_table(horizon), "
      "rate_upper, rate_lower(epsilon, horizon) or information(horizon), all of which the process lacks");
  validate_all(process);
  require_positive_or_infinite("epsilon", epsilon);
  require_at_least("horizon", horizon, 1);
  bracket<Real> sides{{Real(0), "information is not negative"},
                      {std::numeric_limits<Real>::infinity(), "no upper bound is known"}};
  if constexpr (evaluates_horizon_rate_distortion<Process>) {
    const Real exact = process.rate_distortion(epsilon, horizon);
    sides = {{exact, "exact rate-distortion function of the process"},
             {exact, "exact rate-distortion function of the process"}};
  } else if constexpr (tabulates_joint_law<Process>) {
    const Eigen::MatrixX<Real> table = process.joint_table(horizon);
    const auto solved = rate::bottleneck(table, Real(epsilon * Real(horizon)), effort);
    using enum rate::bottleneck_certificate;
    const char* const certified = solved.certificate == contraction ? "contraction of relative entropy (theory 2.4 b)"
                                  : solved.certificate == affinity  ? "affinities of pairs (theory 2.4 b)"
                                                                    : "branch and bound (theory 2.4 b)";
    sides = {{solved.lower, certified}, {solved.upper, "a known compression (theory 2.4 b)"}};
  } else {
    if constexpr (bounds_rate_above<Process>)
      sides.upper = {rate_upper_at(process, epsilon, horizon), "rate_upper of the process"};
    if constexpr (below)
      sides.lower = {process.rate_lower(epsilon, horizon), "rate_lower(epsilon, horizon) of the process"};
    if constexpr (evaluates_information<Process>) {
      const Real kept = process.information(horizon) - epsilon * Real(horizon);
      if (kept > sides.lower.value) sides.lower = {kept, "data processing, I - epsilon T (theory 2.4 a)"};
      if (kept <= 0) sides.upper = {Real(0), "all of I may be lost (theory 2.4 a)"};
    }
  }
  return sides;
}

}  // namespace infobound::inline v0_1
