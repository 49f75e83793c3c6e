// SPDX-License-Identifier: BSL-1.0
// The best policy that a process's capabilities allow, chosen at compile time.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <infobound/core/concepts.hpp>
#include <infobound/core/curve.hpp>
#include <infobound/core/estimate.hpp>
#include <infobound/core/execution.hpp>
#include <infobound/core/observer.hpp>
#include <infobound/core/require.hpp>
#include <infobound/information/annealed.hpp>
#include <infobound/information/closed_form.hpp>
#include <infobound/information/conjugate.hpp>
#include <infobound/information/contrastive.hpp>
#include <infobound/information/laplace.hpp>
#include <string_view>
#include <type_traits>

namespace infobound::inline v0_1 {

/// What `automatic` becomes for a process: closed_form if it is solved; conjugate if its predictive law, or its sampled
/// information, is in closed form; laplace if it has a gradient and a Hessian; annealed if θ is whitened; else
/// contrastive.
template <class Process>
using selected_policy = std::conditional_t<
    solved_process<Process>, closed_form,
    std::conditional_t<conjugate_process<Process> || samples_information<Process>, conjugate,
                       std::conditional_t<differentiable_process<Process> && evaluates_hessian<Process>, laplace,
                                          std::conditional_t<whitened_process<Process>, annealed, contrastive>>>>;

/// Chooses the policy by the type of the process (selected_policy), and, if asked for a target, the number of
/// replicates: a first stage of 64, from streams of its own and not reported, tells the noise of a replicate, and the
/// run has as many as that noise takes, with a quarter to spare (Stein 1945). As the number does not depend on what is
/// reported, means and intervals stay what they are at a fixed number; the target itself is met up to the first stage's
/// error. A target that takes more than the budget leaves it unmet, and `stopped` says so.
struct automatic {
  static constexpr std::string_view name = "automatic";

  double target_standard_error = 0;  ///< of each side of I(H_T;θ), in nats; 0 for a fixed number of replicates
  std::size_t replicates = 1000;     ///< ≥ 2, for a policy that simulates, without a target
  std::uint64_t seed = 0;            ///< same seed, same bits
  std::size_t budget = 1'000'000;    ///< ≥ 2, the most replicates that a target may take

  void validate() const {
    require_non_negative("automatic.target_standard_error", target_standard_error);
    require_at_least("automatic.replicates", replicates, 2);
    require_at_least("automatic.budget", budget, 2);
  }

  /// The policy chosen for Process, with these fields and its own defaults for the others.
  template <class Process>
  [[nodiscard]] selected_policy<Process> chosen() const {
    if constexpr (solved_process<Process>)
      return {};
    else
      return {.replicates = replicates, .seed = seed};
  }

  template <class Process, class Execution, class Observer>
  [[nodiscard]] auto run(const Process& process, std::size_t horizon, const Execution& execution,
                         const Observer& observer) const {
    auto result = sized(process, horizon, execution, observer).run(process, horizon, execution, observer);
    if (target_standard_error > 0 && result.stopped == stop_reason::completed && result.replicates == budget &&
        !(result.lower.standard_error <= target_standard_error && result.upper.standard_error <= target_standard_error))
      result.stopped = stop_reason::budget_spent;
    return result;
  }

  template <class Process, class Execution, class Observer>
  [[nodiscard]] auto run_curve(const Process& process, std::size_t horizon, const Execution& execution,
                               const Observer& observer) const {
    return sized(process, horizon, execution, observer).run_curve(process, horizon, execution, observer);
  }

 private:
  /// The chosen policy, with as many replicates as the target takes.
  template <class Process, class Execution, class Observer>
  [[nodiscard]] auto sized(const Process& process, std::size_t horizon, const Execution& execution,
                           const Observer& observer) const {
    auto policy = chosen<Process>();
    if constexpr (!solved_process<Process>) {
      if (target_standard_error > 0) {
        const std::size_t first_stage = (std::min)(std::size_t{64}, budget);
        auto stage = policy;
        stage.replicates = first_stage;
        // Another seed is another set of streams; its complement is nobody's first choice.
        stage.seed = ~seed;
        const auto found = stage.run(process, horizon, unkept(execution), unreported<Observer>{observer});
        const double error = (std::max)(static_cast<double>(found.lower.standard_error),
                                        static_cast<double>(found.upper.standard_error));
        const double ratio = error / target_standard_error;
        const double needed = 1.25 * double(first_stage) * ratio * ratio;
        policy.replicates = needed < double(budget) ? static_cast<std::size_t>(needed) + 2 : budget;
      }
    }
    return policy;
  }
};

}  // namespace infobound::inline v0_1
