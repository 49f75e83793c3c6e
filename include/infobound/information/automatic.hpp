// SPDX-License-Identifier: BSL-1.0
// The best policy that a process's capabilities allow, chosen at compile time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <infobound/core/concepts.hpp>
#include <infobound/core/curve.hpp>
#include <infobound/core/estimate.hpp>
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

/// Chooses the policy by the type of the process (selected_policy).
struct automatic {
  static constexpr std::string_view name = "automatic";

  std::size_t replicates = 1000;  ///< ≥ 2, for a policy that simulates
  std::uint64_t seed = 0;         ///< same seed, same bits

  void validate() const { require_at_least("automatic.replicates", replicates, 2); }

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
    return chosen<Process>().run(process, horizon, execution, observer);
  }

  template <class Process, class Execution, class Observer>
  [[nodiscard]] auto run_curve(const Process& process, std::size_t horizon, const Execution& execution,
                               const Observer& observer) const {
    return chosen<Process>().run_curve(process, horizon, execution, observer);
  }
};

}  // namespace infobound::inline v0_1
