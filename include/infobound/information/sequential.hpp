// SPDX-License-Identifier: BSL-1.0
// The whole learning curve by particles that follow the posterior: sequential Monte Carlo, free and conditional.
#pragma once

#include <Eigen/Core>
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <infobound/core/concepts.hpp>
#include <infobound/core/curve.hpp>
#include <infobound/core/estimate.hpp>
#include <infobound/core/random_stream.hpp>
#include <infobound/core/replicates.hpp>
#include <infobound/core/require.hpp>
#include <infobound/information/detail/particle_system.hpp>
#include <infobound/information/detail/replicate_origin.hpp>
#include <infobound/information/detail/sandwich.hpp>
#include <infobound/information/detail/simulation.hpp>
#include <string_view>
#include <utility>
#include <vector>

namespace infobound::inline v0_1 {

/// Two-sided estimate of the whole curve I(H_t;θ), t = 1 … T, in one run: sequential Monte Carlo makes the upper side,
/// and conditional sequential Monte Carlo around a path retained from θ* the lower (theory 11.5). Particles move by
/// elliptical slice sampling, which needs no gradient of a part of a history, at the times 1, 2, 3, 4, 5, 6, 7, 8, 10,
/// 12, 15, …, growing by a quarter, which are fixed beforehand.
///
/// The effective sample size at t is the mean over replicates of the smallest that the free particles' normalised
/// weights, (Σw)²/Σw², had at any time up to t; below N/2 they are resampled.
/// - Cost:   replicates × particles × 2 × (1 + moves × the number of move times, O(ln T), × about five) likelihoods of
/// a
///           whole history. Memory O(T particles) a slot of the execution, whatever the number of replicates.
/// - Throws: std::runtime_error with seed and replicate where the process returns NaN.
struct sequential {
  static constexpr std::string_view name = "sequential";

  std::size_t replicates = 100;  ///< ≥ 2
  std::size_t particles = 200;   ///< N ≥ 1
  std::uint64_t seed = 0;        ///< same seed, same bits, whatever the execution
  std::size_t moves = 1;         ///< elliptical slices of a particle at each move time, ≥ 1

  void validate() const {
    require_at_least("sequential.replicates", replicates, 2);
    require_at_least("sequential.particles", particles, 1);
    require_at_least("sequential.moves", moves, 1);
  }

  template <class Process, class Execution, class Observer>
  [[nodiscard]] estimate<real_type_t<Process>> run(const Process& process, std::size_t horizon,
                                                   const Execution& execution, const Observer& observer) const {
    if constexpr (!explain<Process>())
      return {};
    else
      return run_curve(process, horizon, execution, observer).information(horizon);
  }

  template <class Process, class Execution, class Observer>
  [[nodiscard]] curve<real_type_t<Process>> run_curve(const Process& process, std::size_t horizon,
                                                      const Execution& execution, const Observer& observer) const {
    using Real = real_type_t<Process>;
    if constexpr (!explain<Process>()) {
      return {{}, {}};
    } else {
      const auto length = static_cast<Eigen::Index>(horizon);
      const auto made = average_replicates<Real>(
          {name, seed, horizon}, replicates, 5 * length,
          [&] {
            return [length, policy = *this, work = workspace<Process>(process, length, *this)](
                       std::size_t replicate, Eigen::ArrayX<Real>& sample) mutable {
              work.fill({name, policy.seed, replicate}, length, sample);
            };
          },
          execution, observer);
      std::vector<estimate<Real>> information;
      std::vector<estimate<Real>> increments;
      for (Eigen::Index t = 0; t < length; ++t) {
        information.push_back(detail::two_sided(made, t, length + t));
        increments.push_back(detail::two_sided(made, 2 * length + t, 3 * length + t));
        information.back().effective_sample_size = made.quantities[4 * length + t].mean;
      }
      return {std::move(information), std::move(increments)};
    }
  }

  /// The move times before a horizon.
  [[nodiscard]] static std::vector<Eigen::Index> moves_before(Eigen::Index horizon) {
    std::vector<Eigen::Index> times;
    for (Eigen::Index t = 1; t < horizon; t += (std::max)(Eigen::Index{1}, t / 4)) times.push_back(t);
    return times;
  }

 private:
  template <class Process>
  static consteval bool explain() {
    constexpr bool complete = explain_process<Process>();
    static_assert(
        !complete || whitened_process<Process>,
        "infobound: sequential needs latent_dimension() and parameter_from(z), theta as a function of z ~ N(0, I), "
        "which the process lacks; use contrastive");
    return complete && whitened_process<Process>;
  }

  template <class Process>
  class workspace {
   public:
    using Real = real_type_t<Process>;

    workspace(const Process& process, Eigen::Index length, const sequential& policy)
        : process_(process),

          particles_(process, length, policy.particles, moves_before(length), policy.moves),
          up_(length),
          down_(length),
          sizes_(length) {}

    /// The sample of one replicate: two_sided_path's, then the smallest effective sample sizes.
    void fill(const detail::replicate_origin& origin, Eigen::Index length, Eigen::ArrayX<Real>& sample) {
      random_stream rng(origin.seed, origin.replicate);
      data_.draw(process_, static_cast<std::size_t>(length), rng, origin);
      particles_.observe(data_.history(), origin);
      random_stream conditional(origin.seed, origin.replicate, stream_purpose::reverse_chain);
      particles_.run_conditional(data_.z(), conditional, down_, sizes_);
      random_stream free(origin.seed, origin.replicate, stream_purpose::forward_chain);
      particles_.run(free, up_, sizes_);
      detail::two_sided_path<Real> sides(sample, length);
      Real own = 0;
      for (Eigen::Index t = 0; t < length; ++t) {
        own += data_.log_likelihood()[t];
        sides.append(own - down_[t], own - up_[t]);
      }
      sample.tail(length) = sizes_;
    }

   private:
    const Process& process_;
    detail::simulation<Process> data_;
    detail::particle_system<Process> particles_;
    Eigen::ArrayX<Real> up_;
    Eigen::ArrayX<Real> down_;
    Eigen::ArrayX<Real> sizes_;
  };
};

}  // namespace infobound::inline v0_1
