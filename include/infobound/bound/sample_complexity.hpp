// SPDX-License-Identifier: BSL-1.0
// How many observations an error of ε takes.
#pragma once

#include <cstddef>
#include <infobound/bound/error_bounds.hpp>
#include <infobound/core/bound.hpp>
#include <infobound/core/concepts.hpp>
#include <infobound/core/numeric/cmath.hpp>
#include <infobound/core/require.hpp>
#include <limits>
#include <string>

namespace infobound::inline v0_1 {

/// A bracket on T(ε) = min{T : 𝓛_T ≤ ε}, in observations, from error_bracket. No process need have a falling 𝓛_T:
/// T𝓛_T = I(H_T;θ) never falls, so a lower bound L on 𝓛_T rules out every horizon from T up to TL/ε, and the lower
/// end climbs by such steps; any T whose upper bound is at most ε is an upper end.
/// - Domain: ε > 0, in nats per observation.
/// - Cost:   about a hundred calls of error_bracket, ten thousand where 𝓛_T hardly falls.
/// - Throws: std::domain_error where the process or ε is outside its domain.
/// - Source: theory 1.4. The upper end is ∞ where no horizon that the process has, up to 2⁶² (2³⁰ where std::size_t
///           has 32 bits), is known to suffice.
template <class Process>
[[nodiscard]] bracket<real_type_t<Process>> sample_complexity(const Process& process,
                                                              const real_type_t<Process>& epsilon) {
  using Real = real_type_t<Process>;
  using std::ceil, std::min;
  bracket<Real> horizons{{Real(1), "one observation at least"},
                         {std::numeric_limits<Real>::infinity(), "no horizon is known to suffice"}};
  if constexpr (detail::explain_bounds<Process>()) {
    validate_all(process);
    require_positive("epsilon", epsilon);
    std::size_t longest = (std::numeric_limits<std::size_t>::max)() / 4 + 1;
    if constexpr (has_maximum_horizon<Process>) longest = process.maximum_horizon();

    // Rounded down by more than the product can be rounded up.
    const Real rounding = 1 - 8 * std::numeric_limits<Real>::epsilon();
    std::size_t least = 1;
    for (int step = 0; step < 10000; ++step) {
      const auto lower = error_bracket(process, least).lower;
      if (!(lower.value > epsilon)) break;
      const Real reached =
          min((std::numeric_limits<Real>::max)(), Real(ceil(Real(least) * (lower.value / epsilon) * rounding)));
      horizons.lower = {reached, lower.source};
      if (!(reached <= Real(longest))) break;
      if (reached <= Real(least)) break;
      least = min(longest, static_cast<std::size_t>(reached));
    }

    // Doubling until the upper bound suffices, then halving the gap.
    const auto suffices = [&](std::size_t horizon) { return error_bracket(process, horizon).upper.value <= epsilon; };
    std::size_t too_few = least - 1;
    std::size_t enough = least;
    while (!suffices(enough)) {
      if (enough >= longest) return horizons;
      too_few = enough;
      enough = enough > longest / 2 ? longest : 2 * enough;
    }
    while (enough - too_few > 1) {
      const std::size_t middle = too_few + (enough - too_few) / 2;
      (suffices(middle) ? enough : too_few) = middle;
    }
    horizons.upper = {Real(enough), error_bracket(process, enough).upper.source};
  }
  return horizons;
}

}  // namespace infobound::inline v0_1
