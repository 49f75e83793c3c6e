// SPDX-License-Identifier: BSL-1.0
// What a history tells of a part of the parameter.
#pragma once

#include <Eigen/Core>
#include <algorithm>
#include <cstddef>
#include <infobound/core/concepts.hpp>
#include <infobound/core/estimate.hpp>
#include <infobound/core/estimate_arithmetic.hpp>
#include <infobound/core/execution.hpp>
#include <infobound/core/observer.hpp>
#include <infobound/core/random_stream_type.hpp>
#include <infobound/core/require.hpp>
#include <infobound/information/automatic.hpp>
#include <infobound/information/information.hpp>
#include <utility>
#include <vector>

namespace infobound::inline v0_1 {

/// given(part) is the process of the rest of θ once the part is known, whatever its value: its information is
/// I(H_T;χ|φ), in the mean over φ.
template <class P, class Part>
concept knows_rest_given = requires(const P& process, const Part& part) {
  {process.given(part).draw_parameter(std::declval<random_stream&>())};
};

/// about(part) is a process whose information is I(H_T;φ) itself.
template <class P, class Part>
concept knows_part = requires(const P& process, const Part& part) {
  process.about(part);
};

namespace detail {

/// Not below 0, as no information is.
template <class Real>
[[nodiscard]] estimate<Real> cut_at_zero(estimate<Real> difference) {
  difference.lower.mean = (std::max)(Real(0), difference.lower.mean);
  difference.upper.mean = (std::max)(Real(0), difference.upper.mean);
  return difference;
}

}  // namespace detail

/// I(H_T;φ) for θ = (φ, χ), in nats: what T observations tell of a part of the parameter, the rest being as unknown as
/// it is. information_about(process, {0, 2}, 50) is about the first and the third coefficient of a regression under a
/// gaussian_prior: exact for linear regression on a design, unbiased for it on other inputs. For a process that offers
/// given(part), the process of χ once φ is known, it is I(H_T;θ) − I(H_T;χ|φ) of two independent runs of the policy,
/// lower less upper and upper less lower, cut at 0.
/// - Domain: T ≥ 1; a part that the process knows.
/// - Cost:   that of one or two runs of the policy.
/// - Throws: as information, and what the process throws of a part that is none.
/// - Source: theory 13.3.
template <class Process, class Part = std::vector<Eigen::Index>, class Policy = automatic,
          execution_policy Execution = serial, observer Observer = unobserved>
[[nodiscard]] estimate<real_type_t<Process>> information_about(const Process& process, const Part& part,
                                                               std::size_t horizon, const Policy& policy = {},
                                                               const Execution& execution = {},
                                                               const Observer& watching = {}) {
  constexpr bool divides = knows_part<Process, Part> || knows_rest_given<Process, Part>;
  static_assert(
      divides,
      "infobound: information_about needs given(part), the process of the rest of theta once the part is known, "
      "which the process lacks");
  if constexpr (knows_part<Process, Part>) {
    validate_all(process);
    return information(process.about(part), horizon, policy, execution, watching);
  } else if constexpr (divides) {
    validate_all(process);
    const auto rest = process.given(part);
    const auto all = information(process, horizon, policy, part_of(execution, 0), watching);
    if constexpr (requires { rest.latent_dimension(); })
      if (rest.latent_dimension() == 0) return all;
    Policy apart = policy;
    if constexpr (requires { apart.seed; }) apart.seed ^= 0x9e3779b97f4a7c15U;
    return detail::cut_at_zero(
        detail::independent_difference(all, information(rest, horizon, apart, part_of(execution, 1), watching)));
  } else {
    return {};
  }
}

}  // namespace infobound::inline v0_1
