// SPDX-License-Identifier: BSL-1.0
// The best policy that a process's capabilities allow, chosen at compile time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <infobound/core/concepts.hpp>
#include <infobound/core/curve.hpp>
#include <infobound/core/estimate.hpp>
#include <infobound/core/require.hpp>
#include <infobound/information/closed_form.hpp>
#include <infobound/information/conjugate.hpp>
#include <string_view>
#include <type_traits>

namespace infobound::inline v0_1 {

/// What `automatic` becomes for a process: closed_form if it is solved, conjugate if its predictive law or its sampled
/// information is in closed form; void if nothing applies.
template <class Process>
using selected_policy =
    std::conditional_t<solved_process<Process>, closed_form,
                       std::conditional_t<conjugate_process<Process> || samples_information<Process>, conjugate, void>>;

/// Chooses the policy by the type of the process (selected_policy).
struct automatic {
  static constexpr std::string_view name = "automatic";

  std::size_t replicates = 1000;  ///< ≥ 2, for a policy that simulates
  std::uint64_t seed = 0;         ///< same seed, same bits

  void validate() const { require_at_least("automatic.replicates", replicates, 2); }

  /// The policy chosen for Process, with these fields.
  template <class Process>
  [[nodiscard]] auto chosen() const {
    if constexpr (solved_process<Process>) {
      return closed_form{};
    } else if constexpr (data_generating_process<Process> && !evaluates_predictive<Process> &&
                         !samples_information<Process>) {
      static_assert(
          evaluates_predictive<Process>,
          "infobound: automatic finds no policy for the process: it has neither information(horizon), "
          "I(H_T; theta) without Monte Carlo, nor log_predictive(history), ln p(Y_{t+1} | H_t) in closed form");
      return none{};
    } else {
      return conjugate{.replicates = replicates, .seed = seed};
    }
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

 private:
  /// Stands where there is no policy, so that the compiler has nothing to add to the sentence that says so.
  struct none {
    template <class Process, class Execution, class Observer>
    [[nodiscard]] estimate<real_type_t<Process>> run(const Process&, std::size_t, const Execution&,
                                                     const Observer&) const {
      return {};
    }
    template <class Process, class Execution, class Observer>
    [[nodiscard]] curve<real_type_t<Process>> run_curve(const Process&, std::size_t, const Execution&,
                                                        const Observer&) const {
      return {{}, {}};
    }
  };
};

}  // namespace infobound::inline v0_1
