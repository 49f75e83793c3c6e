// SPDX-License-Identifier: BSL-1.0
// The bidirectional annealed sandwich: evidence by a path from the prior to the posterior, walked both ways.
#pragma once

#include <Eigen/Core>
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <infobound/core/concepts.hpp>
#include <infobound/core/curve.hpp>
#include <infobound/core/estimate.hpp>
#include <infobound/core/random_stream.hpp>
#include <infobound/core/replicates.hpp>
#include <infobound/core/require.hpp>
#include <infobound/information/detail/sandwich.hpp>
#include <infobound/information/detail/tempered_kernel.hpp>
#include <string_view>
#include <utility>
#include <vector>

namespace infobound::inline v0_1 {

namespace detail {

/// Inverse temperatures 0 = β_0 < … < β_K = 1, and a step size for each.
template <class Real>
struct annealing_path {
  std::vector<Real> inverse_temperatures;
  std::vector<Real> steps;
};

/// ln ŵ of a chain from the prior up: E[ŵ | H_T] = p(H_T).
template <class Process, class Real>
[[nodiscard]] Real anneal_up(const Process& process, const typename Process::history_type& history,
                             const annealing_path<Real>& along, random_stream& rng) {
  tempered_kernel<Process> chain(process, history);
  chain.draw_from_prior(rng);
  const auto& beta = along.inverse_temperatures;
  Real log_weight = 0;
  for (std::size_t k = 1; k < beta.size(); ++k) {
    log_weight += (beta[k] - beta[k - 1]) * chain.log_likelihood();
    if (k + 1 < beta.size()) chain.move(beta[k], along.steps[k], rng);
  }
  return log_weight;
}

/// ln ŵ of a chain down from z*, an exact posterior draw: E[1/ŵ | H_T] = 1/p(H_T), every move being its own reversal.
template <class Process, class Real>
[[nodiscard]] Real anneal_down(const Process& process, const typename Process::history_type& history,
                               const Eigen::VectorX<Real>& z, const annealing_path<Real>& along, random_stream& rng) {
  tempered_kernel<Process> chain(process, history);
  chain.start_at(z);
  const auto& beta = along.inverse_temperatures;
  Real log_weight = 0;
  for (std::size_t k = beta.size() - 1; k > 0; --k) {
    log_weight += (beta[k] - beta[k - 1]) * chain.log_likelihood();
    if (k > 1) chain.move(beta[k - 1], along.steps[k - 1], rng);
  }
  return log_weight;
}

}  // namespace detail

/// Two-sided estimate of I(H_T;θ) by annealed importance sampling in both directions (bidirectional Monte Carlo; theory
/// 11.4): from a prior draw up to the posterior, which makes an upper estimate, and from θ*, an exact posterior draw,
/// back down, which makes a lower one. Moves are Hamiltonian where the process has a gradient, else elliptical slices;
/// both are reversible. Works at hundreds of nats; the gap falls like 1/temperatures.
///
/// The temperatures β_k = ((1+λ)^{k/K} − 1)/λ and the step sizes are set on pilot replicates of their own random
/// streams, which are not reported, and then frozen: neither may depend on what is reported.
/// - Cost:   (replicates + 8 pilots) × 2 temperatures × one move; a curve costs one such run for every t.
/// - Throws: std::runtime_error with seed and replicate where the process returns NaN.
/// - Source: theory 11.4; Grosse, Ghahramani and Adams 2015; Neal 2001; Murray, Adams and MacKay 2010.
struct annealed {
  static constexpr std::string_view name = "annealed";

  std::size_t replicates = 100;     ///< ≥ 2
  std::size_t temperatures = 1000;  ///< K ≥ 2
  std::uint64_t seed = 0;           ///< same seed, same bits, whatever the execution

  void validate() const {
    require_at_least("annealed.replicates", replicates, 2);
    require_at_least("annealed.temperatures", temperatures, 2);
  }

  template <class Process, class Execution, class Observer>
  [[nodiscard]] estimate<real_type_t<Process>> run(const Process& process, std::size_t horizon,
                                                   const Execution& execution, const Observer& observer) const {
    if constexpr (!explain<Process>()) {
      return {};
    } else {
      using Real = real_type_t<Process>;
      const detail::annealing_path<Real> frozen = pilot(process, horizon);
      const auto made = average_replicates<Real>(
          {name, seed, horizon}, replicates, 2,
          [&] {
            return [&process, horizon, &frozen, policy = *this](std::size_t replicate, Eigen::ArrayX<Real>& sample) {
              const detail::simulated_latent<Process> truth(process, horizon, policy.seed, replicate, name);
              const Real own = truth.log_likelihood.sum();
              random_stream up(policy.seed, replicate, stream_purpose::forward_chain);
              random_stream down(policy.seed, replicate, stream_purpose::reverse_chain);
              sample[0] = own - detail::anneal_down(process, truth.history, truth.z, frozen, down);
              sample[1] = own - detail::anneal_up(process, truth.history, frozen, up);
              detail::require_number(sample[0], name, policy.seed, replicate);
              detail::require_number(sample[1], name, policy.seed, replicate);
            };
          },
          execution, observer);
      return detail::two_sided(made, 0, 1);
    }
  }

  template <class Process, class Execution, class Observer>
  [[nodiscard]] curve<real_type_t<Process>> run_curve(const Process& process, std::size_t horizon,
                                                      const Execution& execution, const Observer& observer) const {
    return detail::curve_by_runs(*this, process, horizon, execution, observer);
  }

 private:
  static constexpr std::size_t pilots = 8;

  template <class Process>
  static consteval bool explain() {
    constexpr bool complete = explain_process<Process>();
    static_assert(
        !complete || whitened_process<Process>,
        "infobound: annealed needs latent_dimension() and parameter_from(z), theta as a function of z ~ N(0, I), "
        "which the process lacks; use contrastive");
    return complete && whitened_process<Process>;
  }

  /// β_k = ((1+λ)^{k/K} − 1)/λ (theory 11.4), by log λ' = ln(1+λ).
  template <class Real>
  [[nodiscard]] std::vector<Real> geometric_schedule(const Real& log_growth) const {
    using std::expm1;
    std::vector<Real> schedule(temperatures + 1);
    for (std::size_t k = 0; k <= temperatures; ++k)
      schedule[k] = expm1(log_growth * Real(k) / Real(temperatures)) / expm1(log_growth);
    return schedule;
  }

  /// A first pass on a schedule that suits any λ gives a rough I, hence λ; a second one on the final schedule tunes the
  /// steps. Both use streams that no reported replicate uses.
  template <class Process, class Real = real_type_t<Process>>
  [[nodiscard]] detail::annealing_path<Real> pilot(const Process& process, std::size_t horizon) const {
    using std::exp, std::log, std::max, std::min;
    const Real dimension = max(Real(1), Real(process.latent_dimension()));
    // λ = e¹² is within a small factor of the best schedule for all information that one step can hold.
    detail::annealing_path<Real> along{geometric_schedule(Real(6)), {}};
    Real information = 0;
    for (int pass = 0; pass < 2; ++pass) {
      std::vector<Real> log_steps(temperatures + 1, Real(0));
      information = 0;
      for (std::size_t replicate = 0; replicate < pilots; ++replicate) {
        random_stream rng(seed, replicate, pass == 0 ? stream_purpose::first_pilot : stream_purpose::second_pilot);
        const auto z = detail::standard_normal<Real>(process.latent_dimension(), rng);
        const auto history = process.draw_history(process.parameter_from(z), horizon, rng);
        detail::tempered_kernel<Process> chain(process, history);
        chain.draw_from_prior(rng);
        Real step = Real(0.5);
        Real log_weight = 0;
        for (std::size_t k = 1; k <= temperatures; ++k) {
          const Real spacing = along.inverse_temperatures[k] - along.inverse_temperatures[k - 1];
          log_weight += spacing * chain.log_likelihood();
          const Real accepted = chain.move(along.inverse_temperatures[k], step, rng);
          // The acceptance that costs Hamiltonian moves least is about 0.8 (Beskos et al. 2013 say 0.65 for long
          // paths).
          step *= exp(Real(0.1) * (accepted - Real(0.8)));
          log_steps[k] += log(step) / Real(pilots);
        }
        information += (chain.log_likelihood_at(z) - log_weight) / Real(pilots);
      }
      along.steps.resize(log_steps.size());
      std::transform(log_steps.begin(), log_steps.end(), along.steps.begin(), [](const Real& x) { return exp(x); });
      if (pass == 0) {
        const Real growth = 2 * max(Real(0), information) / dimension;
        along.inverse_temperatures = geometric_schedule(max(Real(0.1), min(Real(40), growth)));
      }
    }
    return along;
  }
};

}  // namespace infobound::inline v0_1
