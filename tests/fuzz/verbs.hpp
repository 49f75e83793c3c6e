// SPDX-License-Identifier: BSL-1.0
// The verbs that every process with bounds has, and what theory says of their results at one and at two arguments.
#pragma once

#include <cstddef>
#include <infobound/bound/error_bounds.hpp>
#include <infobound/bound/nonvacuous_horizon.hpp>
#include <infobound/bound/sample_complexity.hpp>
#include <infobound/core/concepts.hpp>
#include <infobound/information/closed_form.hpp>
#include <infobound/information/information.hpp>
#include <infobound/rate/rate_distortion.hpp>
#include <type_traits>

#include "fuzz.hpp"

namespace fuzz {

namespace ib = infobound;

inline constexpr std::size_t any_horizon = std::size_t{1} << 62;
inline constexpr std::size_t any_size = std::size_t{1} << 40;

/// error_bounds and error_bracket; make(R()) is the process in a scalar.
template <class Real, class Make>
void call_error_bounds(calls<Real>& call, Make make, std::size_t horizon, const allowance& allowed = {}) {
  call(
      "error_bounds(process, horizon)",
      [&]<class R>(R) { return answer().bounds("error", ib::error_bounds(make(R()), horizon)); }, allowed);
  call(
      "error_bracket(process, horizon)",
      [&]<class R>(R) { return answer().bracket("error", ib::error_bracket(make(R()), horizon)); }, allowed);
  using plain_type = std::remove_cvref_t<decltype(make(Real()))>;
  if constexpr (ib::has_independent_observations<plain_type> || ib::knows_untrained_error<plain_type>)
    call(
        "untrained_error(process), which no bracket exceeds at any horizon",
        [&]<class R>(R) {
          const auto process = make(R());
          return answer().ordered("error", ib::error_bracket(process, horizon).upper.value,
                                  ib::untrained_error(process).value);
        },
        allowed);
}

/// information in closed form: within the bracket of the error where there is one, not falling with T, and for
/// observations that are independent given θ concave.
template <class Real, class Make>
void call_information(calls<Real>& call, Make make, std::size_t horizon, const allowance& allowed = {}) {
  call(
      "information(process, horizon, closed_form{})",
      [&]<class R>(R) {
        const auto process = make(R());
        using process_type = decltype(process);
        using plain_type = std::remove_cvref_t<process_type>;
        const auto exact = ib::information(process, horizon, ib::closed_form{});
        answer found = answer().exact("information", exact.lower.mean);
        if constexpr (ib::rate_bounded_process<plain_type> || ib::error_bounded_process<plain_type> ||
                      ib::evaluates_distortion_rate<plain_type>) {
          found.exact("error", exact.lower.mean / R(horizon));
          found.bracket("error", ib::error_bracket(process, horizon));
        }
        if (horizon > 1) {
          const std::size_t before = horizon / 2;
          const auto earlier = ib::information(process, before, ib::closed_form{});
          found.ordered("information as data come in", earlier.lower.mean, exact.lower.mean);
          if constexpr (ib::has_independent_observations<plain_type>)
            found.ordered("error as data come in", exact.lower.mean / R(horizon), earlier.lower.mean / R(before));
        }
        return found;
      },
      allowed);
}

/// rate_distortion(process, ε), not rising with ε.
template <class Real, class Make>
void call_rate(calls<Real>& call, Make make, const Real& epsilon, const allowance& allowed = {}) {
  call(
      "rate_distortion(process, epsilon)",
      [&]<class R>(R) {
        const auto process = make(R());
        const auto here = ib::rate_distortion(process, R(epsilon));
        const auto behind = ib::rate_distortion(process, R(R(epsilon) * 2));
        return answer()
            .bracket("rate", here)
            .ordered("upper rate at twice the error", behind.upper.value, here.upper.value)
            .ordered("lower rate at twice the error", behind.lower.value, here.lower.value);
      },
      allowed);
}

/// rate_distortion(process, ε, T).
template <class Real, class Make>
void call_rate_at(calls<Real>& call, Make make, const Real& epsilon, std::size_t horizon,
                  const allowance& allowed = {}) {
  call(
      "rate_distortion(process, epsilon, horizon)",
      [&]<class R>(R) { return answer().bracket("rate", ib::rate_distortion(make(R()), R(epsilon), horizon)); },
      allowed);
}

/// sample_complexity(process, ε): its upper end suffices.
template <class Real, class Make>
void call_sample_complexity(calls<Real>& call, Make make, const Real& epsilon, const allowance& allowed = {}) {
  call(
      "sample_complexity(process, epsilon)",
      [&]<class R>(R) {
        const auto process = make(R());
        const auto found = ib::sample_complexity(process, R(epsilon));
        answer result = answer().ordered("observations", found.lower.value, found.upper.value);
        if (found.upper.value < R(any_horizon))
          result.ordered("error at the upper end",
                         ib::error_bracket(process, static_cast<std::size_t>(found.upper.value)).lower.value,
                         R(epsilon));
        return result;
      },
      allowed);
}

}  // namespace fuzz
