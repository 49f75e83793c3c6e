// SPDX-License-Identifier: BSL-1.0
// Whether an upper bound says more than that a learner may learn nothing, and from which horizon on it does.
#pragma once

#include <cstddef>
#include <infobound/bound/error_bounds.hpp>
#include <infobound/core/bound.hpp>
#include <infobound/core/concepts.hpp>
#include <limits>
#include <string>

namespace infobound::inline v0_1 {

namespace detail {

template <class Process>
consteval bool explain_untrained_error() {
  constexpr bool bounded = explain_bounds<Process>();
  constexpr bool known = has_independent_observations<Process> || knows_untrained_error<Process>;
  static_assert(
      !bounded || known,
      "infobound: nothing says what is lost without learning: the process has neither independent_observations = true, "
      "where that is the error of the first label, nor untrained_error(), in nats per observation");
  return bounded && known;
}

}  // namespace detail

/// What is known at most of the error of a learner that learns nothing, in nats per observation, at every horizon: it
/// predicts each label without its history. Of iid observations that learner's error is 𝓛_1, which error_bracket
/// bounds; untrained_error() of the process counts where it is less. ∞ where no upper bound is known.
/// - Cost:   one call of error_bracket.
/// - Throws: std::domain_error where the process is outside its domain.
/// - Source: theory 1.5.
template <class Process>
[[nodiscard]] sourced<real_type_t<Process>> untrained_error(const Process& process) {
  using Real = real_type_t<Process>;
  sourced<Real> least{std::numeric_limits<Real>::infinity(), "no upper bound is known"};
  if constexpr (detail::explain_untrained_error<Process>()) {
    validate_all(process);
    if constexpr (has_independent_observations<Process>) least = error_bracket(process, 1).upper;
    if constexpr (knows_untrained_error<Process>)
      if (const Real own = process.untrained_error(); own < least.value)
        least = {own, "untrained_error() of the process"};
  }
  return least;
}

/// The least T ≥ 2 from which on error_bracket's upper side is below untrained_error, with that side's source: at
/// shorter horizons the bound is vacuous, as it allows that nothing has been learnt; ∞ where none is known to do
/// better, or untrained_error is ∞. (At T = 1 there is nothing to learn from.)
/// - Domain: processes whose upper bounds do not rise from T = 2 on, as those of iid processes and of the library's
///           sequences; of others it is a T at which the bound is below, and was not at T − 1.
/// - Units:  observations.
/// - Cost:   about a hundred calls of error_bracket.
/// - Throws: std::domain_error where the process is outside its domain.
/// - Source: theory 1.5.
template <class Process>
[[nodiscard]] sourced<real_type_t<Process>> nonvacuous_horizon(const Process& process) {
  using Real = real_type_t<Process>;
  sourced<Real> first{std::numeric_limits<Real>::infinity(), "no upper bound is below that of learning nothing"};
  if constexpr (detail::explain_untrained_error<Process>()) {
    const Real untrained = untrained_error(process).value;
    if (untrained == std::numeric_limits<Real>::infinity())
      return {untrained, "nothing is known of what is lost by learning nothing"};
    // By more than rounding.
    const Real level = untrained * (1 - 4096 * std::numeric_limits<Real>::epsilon());
    std::size_t longest = (std::numeric_limits<std::size_t>::max)() / 4 + 1;
    if constexpr (has_maximum_horizon<Process>) longest = process.maximum_horizon();
    const auto is_below = [&](std::size_t horizon) { return error_bracket(process, horizon).upper.value < level; };

    std::size_t too_few = 1;
    std::size_t enough = 2;
    for (; enough <= longest && !is_below(enough); enough *= 2) too_few = enough;
    if (enough > longest) {
      enough = longest;
      if (!(enough > too_few && is_below(enough))) return first;
    }
    while (enough - too_few > 1) {
      const std::size_t middle = too_few + (enough - too_few) / 2;
      (is_below(middle) ? enough : too_few) = middle;
    }
    first = {Real(enough), error_bracket(process, enough).upper.source};
  }
  return first;
}

}  // namespace infobound::inline v0_1
