// SPDX-License-Identifier: BSL-1.0
// Simulation with the evidence in closed form: unbiased.
#pragma once

#include <Eigen/Core>
#include <cstddef>
#include <cstdint>
#include <infobound/core/average_replicates.hpp>
#include <infobound/core/concepts.hpp>
#include <infobound/core/curve.hpp>
#include <infobound/core/estimate.hpp>
#include <infobound/core/require.hpp>
#include <infobound/information/detail/conjugate_replicate.hpp>
#include <infobound/information/evidence.hpp>
#include <infobound/information/exact_evidence.hpp>
#include <infobound/information/replicate/sandwich.hpp>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

namespace infobound::inline v0_1 {

/// The mean over draws of (θ, H_T) of ln p(H_T|θ) − ln p(H_T), with ln p(H_T) in closed form: unbiased (theory 11.2).
/// Where a process integrates its labels out (information_sampler), the mean over its inputs alone, which has the same
/// expectation and less noise; exact where nothing is left to be drawn.
/// - Cost:   replicates × one history; a curve costs no more than its last point. Memory: one history a slot of the
///           execution, and what its evidence needs (O(d²) for linear regression); a curve O(T ln replicates) beside.
/// - Throws: std::runtime_error with seed and replicate where the process returns NaN.
struct conjugate {
  static constexpr std::string_view name = "conjugate";

  std::size_t replicates = 1000;  ///< ≥ 2
  std::uint64_t seed = 0;         ///< same seed, same bits, whatever the execution

  void validate() const { require_at_least("conjugate.replicates", replicates, 2); }

  template <class Process, class Execution, class Observer>
  [[nodiscard]] estimate<real_type_t<Process>> run(const Process& process, std::size_t horizon,
                                                   const Execution& execution, const Observer& observer) const {
    if constexpr (!explain<Process>()) {
      return {};
    } else {
      const detail::conjugate_sample places{1};
      const auto averaged = average(process, horizon, places, execution, observer);
      return unbiased<Process>(averaged, places, 0, horizon);
    }
  }

  template <class Process, class Execution, class Observer>
  [[nodiscard]] curve<real_type_t<Process>> run_curve(const Process& process, std::size_t horizon,
                                                      const Execution& execution, const Observer& observer) const {
    std::vector<estimate<real_type_t<Process>>> information;
    std::vector<estimate<real_type_t<Process>>> increments;
    if constexpr (explain<Process>()) {
      const auto length = static_cast<Eigen::Index>(horizon);
      const detail::conjugate_sample places{2 * length};
      const auto averaged = average(process, horizon, places, execution, observer);
      for (Eigen::Index t = 0; t < length; ++t) {
        increments.push_back(unbiased<Process>(averaged, places, t, 1));
        information.push_back(unbiased<Process>(averaged, places, length + t, static_cast<std::size_t>(t + 1)));
      }
    }
    return {std::move(information), std::move(increments)};
  }

  /// The evidence as the process knows it, for any history.
  template <class Process, class Execution, class Observer>
  [[nodiscard]] auto evidence(const Process& process, std::size_t, const Execution&, const Observer&) const {
    if constexpr (explain_predictive<detail::knows_evidence<Process>>())
      return std::optional(detail::exact_evidence<Process>(process));
    else
      return detail::refused_evidence{};
  }

 private:
  template <bool Predicts>
  static consteval bool explain_predictive() {
    static_assert(Predicts,
                  "infobound: conjugate needs log_predictive(history), ln p(Y_{t+1} | H_t) in closed form, which the "
                  "process lacks; use automatic");
    return Predicts;
  }

  template <class Process>
  static consteval bool explain() {
    if constexpr (samples_information<Process>)
      return true;
    else if constexpr (explain_process<Process>())
      return explain_predictive<evaluates_predictive<Process>>() && conjugate_process<Process>;
    else
      return false;
  }

  template <class Process, class Execution, class Observer>
  [[nodiscard]] replicated<real_type_t<Process>> average(const Process& process, std::size_t horizon,
                                                         const detail::conjugate_sample& places,
                                                         const Execution& execution, const Observer& observer) const {
    return average_replicates<real_type_t<Process>>(
        {name, seed, horizon}, replicates, places.size(),
        [&] { return detail::conjugate_replicate<Process>(process, horizon, seed, places); }, execution, observer);
  }

  /// Exact if nothing is drawn, as of a fixed design whose labels are integrated out.
  template <class Process, class Real>
  [[nodiscard]] static estimate<Real> unbiased(const replicated<Real>& averaged, const detail::conjugate_sample& places,
                                               Eigen::Index quantity, std::size_t labels) {
    constexpr bool is_density = !samples_information<Process>;
    estimate<Real> result = detail::two_sided(averaged, places.at(quantity, is_density), name, {.labels = labels});
    const bool random = averaged.quantities.sums()[places.random()] > 0;
    if (!is_density && averaged.quantities.count() > 0 && !random)
      result.lower = result.upper = {result.lower.mean, Real(0), true};
    return result;
  }
};

}  // namespace infobound::inline v0_1
