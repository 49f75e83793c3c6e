// SPDX-License-Identifier: BSL-1.0
// Simulation with the evidence in closed form: unbiased.
#pragma once

#include <Eigen/Core>
#include <cstddef>
#include <cstdint>
#include <infobound/core/concepts.hpp>
#include <infobound/core/curve.hpp>
#include <infobound/core/estimate.hpp>
#include <infobound/core/in_place.hpp>
#include <infobound/core/random_stream.hpp>
#include <infobound/core/replicates.hpp>
#include <infobound/core/require.hpp>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace infobound::inline v0_1 {

/// The mean over draws of (θ, H_T) of ln p(H_T|θ) − ln p(H_T), with ln p(H_T) in closed form: unbiased (theory 11.2).
/// Where a process integrates its labels out (information_sampler), the mean over its inputs alone, which has the same
/// expectation and less noise.
/// - Cost:   replicates × one history; a curve costs no more than its last point.
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
      using Real = real_type_t<Process>;
      const auto made = average_replicates<Real>(
          {name, seed, horizon}, replicates, 1,
          [&] {
            return [increments = Eigen::ArrayX<Real>(static_cast<Eigen::Index>(horizon)),
                    draw = sampler(process, horizon)](std::size_t replicate, Eigen::ArrayX<Real>& sample) mutable {
              draw(replicate, increments);
              sample[0] = increments.sum();
            };
          },
          execution, observer);
      return unbiased(made, 0);
    }
  }

  template <class Process, class Execution, class Observer>
  [[nodiscard]] curve<real_type_t<Process>> run_curve(const Process& process, std::size_t horizon,
                                                      const Execution& execution, const Observer& observer) const {
    using Real = real_type_t<Process>;
    std::vector<estimate<Real>> information;
    std::vector<estimate<Real>> increments;
    if constexpr (explain<Process>()) {
      const auto length = static_cast<Eigen::Index>(horizon);
      const auto made = average_replicates<Real>(
          {name, seed, horizon}, replicates, 2 * length,
          [&] {
            return
                [length, draw = sampler(process, horizon)](std::size_t replicate, Eigen::ArrayX<Real>& sample) mutable {
                  draw(replicate, sample.head(length));
                  Real sum = 0;
                  for (Eigen::Index t = 0; t < length; ++t) sample[length + t] = sum += sample[t];
                };
          },
          execution, observer);
      for (Eigen::Index t = 0; t < length; ++t) {
        increments.push_back(unbiased(made, t));
        information.push_back(unbiased(made, length + t));
      }
    }
    return {std::move(information), std::move(increments)};
  }

 private:
  template <class Process>
  static consteval bool explain() {
    if constexpr (samples_information<Process>) {
      return true;
    } else {
      constexpr bool complete = explain_process<Process>();
      static_assert(!complete || evaluates_predictive<Process>,
                    "infobound: conjugate needs log_predictive(history), ln p(Y_{t+1} | H_t) in closed form, which the "
                    "process lacks; use automatic");
      return conjugate_process<Process>;
    }
  }

  /// A workspace that fills an array with one replicate's unbiased I(Y_{t+1};θ|H_t), t = 0 … T−1.
  template <class Process>
  [[nodiscard]] auto sampler(const Process& process, std::size_t horizon) const {
    using Real = real_type_t<Process>;
    const auto checked = [seed = seed](std::size_t replicate, const Eigen::Ref<const Eigen::ArrayX<Real>>& increments) {
      if (increments.hasNaN())
        throw std::runtime_error("conjugate: the process returned NaN at seed " + to_text(seed) + ", replicate " +
                                 to_text(replicate));
    };
    if constexpr (samples_information<Process>) {
      return [seed = seed, checked, draw = process.information_sampler(horizon)](
                 std::size_t replicate, Eigen::Ref<Eigen::ArrayX<Real>> increments) mutable {
        random_stream rng(seed, replicate);
        draw(rng, increments);
        checked(replicate, increments);
      };
    } else {
      return
          [&process, horizon, seed = seed, checked](std::size_t replicate, Eigen::Ref<Eigen::ArrayX<Real>> increments) {
            random_stream rng(seed, replicate);
            const auto theta = process.draw_parameter(rng);
            const auto history = process.draw_history(theta, horizon, rng);
            Eigen::VectorX<Real> likelihood;
            Eigen::VectorX<Real> predictive;
            in_place::log_likelihood(process, theta, history, likelihood);
            in_place::log_predictive(process, history, predictive);
            require_same_size("log_likelihood: number of entries", likelihood.size(), "horizon", increments.size());
            require_same_size("log_predictive: number of entries", predictive.size(), "horizon", increments.size());
            increments = likelihood - predictive;
            checked(replicate, increments);
          };
    }
  }

  template <class Real>
  [[nodiscard]] static estimate<Real> unbiased(const replicated<Real>& made, Eigen::Index quantity) {
    const sampled<Real> side = made.quantities[quantity];
    return {.lower = side, .upper = side, .replicates = made.quantities.count(), .stopped = made.stopped};
  }
};

}  // namespace infobound::inline v0_1
