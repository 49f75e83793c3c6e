// SPDX-License-Identifier: BSL-1.0
// The rate-distortion function of a process at a horizon, as a curve.
#pragma once

#include <Eigen/Core>
#include <cstddef>
#include <infobound/core/concepts.hpp>
#include <infobound/core/members.hpp>
#include <infobound/core/require.hpp>
#include <infobound/rate/bottleneck.hpp>
#include <infobound/rate/rate_curve.hpp>

namespace infobound::inline v0_1 {

/// H_{ε,T}(θ) as a curve: of a process that knows it, exact at effort.points points; of one with a joint table, between
/// the sides of rate::bottleneck_curve.
/// - Domain: T ≥ 1.
/// - Cost:   effort.points evaluations of the process's own function, or that of rate::bottleneck_curve.
/// - Throws: std::domain_error where the process, T or the effort is outside its domain.
/// - Source: theory 2.4.
template <class Process>
[[nodiscard]] rate_curve<real_type_t<Process>> rate_distortion_curve(const Process& process, std::size_t horizon,
                                                                     const rate::bottleneck_effort& effort = {}) {
  using Real = real_type_t<Process>;
  constexpr bool exact = evaluates_horizon_rate_distortion<Process> && evaluates_information<Process>;
  static_assert(!explain_members<Process>() || exact || tabulates_joint_law<Process>,
                "infobound: rate_distortion_curve needs joint_table(horizon), or rate_distortion(epsilon, horizon) and "
                "information(horizon), which the process lacks");
  validate_all(process, effort);
  require_at_least("horizon", horizon, 1);
  if constexpr (exact) {
    const auto rate = [&](const Real& epsilon) -> Real { return process.rate_distortion(epsilon, horizon); };
    const Real error = process.information(horizon) / Real(horizon);
    if (!(error > 0)) return {{{Real(0), Real(0)}}, {{Real(0), Real(0)}}, horizon};
    return rate_curve<Real>::of(rate, error, horizon, effort.points);
  } else {
    Eigen::MatrixX<Real> table;
    if constexpr (tabulates_joint_law<Process>) table = process.joint_table(horizon);
    return rate::bottleneck_curve(table, horizon, effort);
  }
}

}  // namespace infobound::inline v0_1
