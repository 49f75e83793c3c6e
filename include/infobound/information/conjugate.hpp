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
#include <infobound/core/random_stream.hpp>
#include <infobound/core/require.hpp>
#include <infobound/core/reuse.hpp>
#include <infobound/information/evidence.hpp>
#include <infobound/information/exact_evidence.hpp>
#include <infobound/information/replicate/sandwich.hpp>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace infobound::inline v0_1 {

/// The mean over draws of (θ, H_T) of ln p(H_T|θ) − ln p(H_T), with ln p(H_T) in closed form: unbiased (theory 11.2).
/// Where a process integrates its labels out (information_sampler), the mean over its inputs alone, which has the same
/// expectation and less noise; exact where nothing is left to be drawn.
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
          {name, seed, horizon}, replicates, quantities + 1,
          [&] {
            return [increments = Eigen::ArrayX<Real>(static_cast<Eigen::Index>(horizon)),
                    draw = sampler(process, horizon)](std::size_t replicate, Eigen::ArrayX<Real>& sample) mutable {
              sample[quantities] = draw(replicate, increments) ? 1 : 0;
              sample[0] = increments.sum();
              raise(sample, 1);
            };
          },
          execution, observer);
      return unbiased<Process>(made, 0, 1, horizon);
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
          {name, seed, horizon}, replicates, quantities * 2 * length + 1,
          [&] {
            return
                [length, draw = sampler(process, horizon)](std::size_t replicate, Eigen::ArrayX<Real>& sample) mutable {
                  sample[quantities * 2 * length] = draw(replicate, sample.head(length)) ? 1 : 0;
                  Real sum = 0;
                  for (Eigen::Index t = 0; t < length; ++t) sample[length + t] = sum += sample[t];
                  raise(sample, 2 * length);
                };
          },
          execution, observer);
      for (Eigen::Index t = 0; t < length; ++t) {
        increments.push_back(unbiased<Process>(made, t, 2 * length, 1));
        information.push_back(unbiased<Process>(made, length + t, 2 * length, static_cast<std::size_t>(t + 1)));
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
  /// What is averaged of every information: itself, its square and its cube; at the end, whether anything was random.
  static constexpr Eigen::Index quantities = 3;

  template <class Real>
  static void raise(Eigen::ArrayX<Real>& sample, Eigen::Index length) {
    sample.segment(length, length) = sample.head(length).square();
    sample.segment(2 * length, length) = sample.head(length).cube();
  }

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

  /// A workspace that fills an array with one replicate's unbiased I(Y_{t+1};θ|H_t), t = 0 … T−1, and tells whether it
  /// drew anything.
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
        return !(rng == random_stream(seed, replicate));
      };
    } else {
      return
          [&process, horizon, seed = seed, checked](std::size_t replicate, Eigen::Ref<Eigen::ArrayX<Real>> increments) {
            random_stream rng(seed, replicate);
            const auto theta = process.draw_parameter(rng);
            const auto history = process.draw_history(theta, horizon, rng);
            Eigen::VectorX<Real> likelihood;
            Eigen::VectorX<Real> predictive;
            reuse::log_likelihood(process, theta, history, likelihood);
            reuse::log_predictive(process, history, predictive);
            require_same_size("log_likelihood: number of entries", likelihood.size(), "horizon", increments.size());
            require_same_size("log_predictive: number of entries", predictive.size(), "horizon", increments.size());
            increments = likelihood - predictive;
            checked(replicate, increments);
            return true;
          };
    }
  }

  /// What integrates labels out is no information density. It is exact if it draws nothing, as of a fixed design.
  template <class Process, class Real>
  [[nodiscard]] static estimate<Real> unbiased(const replicated<Real>& made, Eigen::Index quantity, Eigen::Index length,
                                               std::size_t labels) {
    const detail::averaged_sides at{.lower = quantity,
                                    .upper = quantity,
                                    .square = length + quantity,
                                    .cube = 2 * length + quantity,
                                    .density = samples_information<Process> ? -1 : quantity};
    estimate<Real> found = detail::two_sided(made, at, name, {.labels = labels});
    const bool random = made.quantities.sums()[quantities * length] > 0;
    if (samples_information<Process> && made.quantities.count() > 0 && !random)
      found.lower = found.upper = {found.lower.mean, Real(0), true};
    return found;
  }
};

}  // namespace infobound::inline v0_1
