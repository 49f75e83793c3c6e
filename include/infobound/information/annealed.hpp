// SPDX-License-Identifier: BSL-1.0
// The bidirectional annealed sandwich: evidence by a path to the posterior, walked both ways.
#pragma once

#include <Eigen/Core>
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <infobound/core/average_replicates.hpp>
#include <infobound/core/concepts.hpp>
#include <infobound/core/curve.hpp>
#include <infobound/core/estimate.hpp>
#include <infobound/core/execution.hpp>
#include <infobound/core/numeric/cmath.hpp>
#include <infobound/core/numeric/log_sum_exp.hpp>
#include <infobound/core/observer.hpp>
#include <infobound/core/random_stream.hpp>
#include <infobound/core/require.hpp>
#include <infobound/information/annealing.hpp>
#include <infobound/information/detail/annealed_replicate.hpp>
#include <infobound/information/detail/annealing_pilot.hpp>
#include <infobound/information/detail/control_variates.hpp>
#include <infobound/information/detail/controlled_values.hpp>
#include <infobound/information/detail/curve_by_grid.hpp>
#include <infobound/information/detail/laplace_replicate.hpp>
#include <infobound/information/detail/run_at.hpp>
#include <infobound/information/evidence.hpp>
#include <infobound/information/replicate/annealing_path.hpp>
#include <infobound/information/replicate/annealing_target.hpp>
#include <infobound/information/replicate/marginal.hpp>
#include <infobound/information/replicate/replicate_origin.hpp>
#include <infobound/information/replicate/sandwich.hpp>
#include <infobound/information/replicate/tempered_kernel.hpp>
#include <limits>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string_view>
#include <vector>

namespace infobound::inline v0_1 {

/// Two-sided estimate of I(H_T;θ) by annealed importance sampling in both directions (bidirectional Monte Carlo; theory
/// 11.4): from a draw of the path's start up to the posterior, which makes an upper estimate, and from θ*, an exact
/// posterior draw, back down, which makes a lower one. Works at hundreds of nats; the gap falls like 1/temperatures.
///
/// What keeps both sides bounds: temperatures, step sizes and their number are found on pilot replicates of random
/// streams of their own, which are not reported, and then frozen; what the path starts from and the coordinates it
/// moves in depend on H_T alone; nothing depends on θ* or on where a reported chain is. Control variates take out noise
/// at the same mean (theory 11.8): Stein's where there is a gradient, and those that the process offers.
/// - Cost:   (replicates × (chains + 1) + pilots) × temperatures × one move, of one to three gradients or about five
///           likelihoods; pilots: two times eight pairs of chains of 100 to 200 temperatures, three times to start from
///           Laplace's approximation, and with a target_gap sixteen replicates at every number of temperatures tried. A
///           curve costs one such run for every point, and for every eighth another. Memory O(d) a slot of the
///           execution for d coordinates, O(d²) to start from Laplace's approximation, beside one history and its
///           likelihood; nothing is allocated for a temperature.
/// - Throws: std::domain_error for a kernel or start that needs derivatives the process lacks; std::runtime_error with
///           seed and replicate where the process returns NaN.
/// - Source: theory 11.4, 11.8, 11.9; Grosse, Ghahramani and Adams 2015; Neal 2001.
struct annealed {
  static constexpr std::string_view name = "annealed";

  std::size_t replicates = 100;                             ///< ≥ 2
  std::size_t temperatures = 1000;                          ///< K ≥ 2; with a target_gap, the number first tried
  annealing_schedule schedule = annealing_schedule::tuned;  ///< how temperatures are spaced
  std::size_t chains = 1;  ///< m ≥ 1 forward chains a replicate, all but one of which the lower side uses too
  annealing_kernel kernel = annealing_kernel::automatic;  ///< what moves z at each of them
  std::uint64_t seed = 0;                                 ///< same seed, same bits, whatever the execution
  annealing_start start = annealing_start::prior;         ///< the law at the first of them
  /// Degrees of freedom of the Student-t law that annealing_start::laplace starts from, > 0. ∞, a Gaussian one, leaves
  /// the shorter path: what its tails lack, moves make up for.
  double tail = std::numeric_limits<double>::infinity();
  double target_gap = 0;  ///< ≥ 0, in nats: temperatures are doubled until upper − lower is likely below; 0: never
  std::size_t maximum_temperatures = 131072;  ///< ≥ temperatures: where doubling ends, target or not
  std::size_t curve_points = 0;               ///< horizons that a curve runs at, in geometric progression; 0: all

  void validate() const {
    require_at_least("annealed.replicates", replicates, 2);
    require_at_least("annealed.temperatures", temperatures, 2);
    require_at_least("annealed.chains", chains, 1);
    require_positive_or_infinite("annealed.tail", tail);
    require_non_negative("annealed.target_gap", target_gap);
    if (target_gap > 0 && maximum_temperatures < temperatures)
      refuse("annealed.maximum_temperatures", maximum_temperatures, ">= " + to_text(temperatures));
  }

  /// What pilots have settled before the first replicate at one horizon.
  template <class Process>
  struct settled {
    std::size_t horizon;
    detail::offered_controls<Process> offered;
    detail::annealing_path<real_type_t<Process>> path;
    detail::settled_controls<real_type_t<Process>> controls;
    std::size_t temperatures = 0;

    settled(const Process& process, std::size_t length) : horizon(length), offered(process, length) {}
    void describe(estimate<real_type_t<Process>>& result) const { result.temperatures = temperatures; }
  };

  /// Nothing if a stop was requested, which leaves nothing to report.
  template <class Process, class Execution, class Observer>
  [[nodiscard]] std::unique_ptr<const settled<Process>> settle(const Process& process, std::size_t horizon,
                                                               const Execution& execution,
                                                               const Observer& observer) const {
    require_derivatives<Process>();
    auto at = std::make_unique<settled<Process>>(process, horizon);
    const auto table = tune(process, horizon, execution, observer);
    const auto most = table ? refine(process, *at, *table, execution, observer) : std::nullopt;
    if (!most) return nullptr;
    at->temperatures = *most;
    at->path = table->path(schedule, *most);
    at->controls = settle_controls(process, *at, *table, execution, observer);
    return at;
  }

  /// A workspace that makes the sides of one replicate.
  template <class Process>
  [[nodiscard]] detail::annealed_replicate<Process> sampler(const Process& process, const settled<Process>& at) const {
    return {{process, at.horizon, chains, chain_of(process, at.path.start), at.offered}, at.path, at.controls, seed};
  }

  template <class Process, class Execution, class Observer>
  [[nodiscard]] estimate<real_type_t<Process>> run(const Process& process, std::size_t horizon,
                                                   const Execution& execution, const Observer& observer) const {
    if constexpr (detail::takes_marginal<Process>)
      return run(detail::marginal_of(process), horizon, execution, observer);
    else if constexpr (!explain<Process>())
      return {};
    else
      return detail::run_at(*this, process, horizon, execution, observer);
  }

  template <class Process, class Execution, class Observer>
  [[nodiscard]] curve<real_type_t<Process>> run_curve(const Process& process, std::size_t horizon,
                                                      const Execution& execution, const Observer& observer) const {
    if constexpr (detail::takes_marginal<Process>)
      return run_curve(detail::marginal_of(process), horizon, execution, observer);
    else if constexpr (!explain<Process>())
      return {{}, {}};
    else
      return detail::curve_by_grid(*this, curve_points, process, horizon, execution, observer);
  }

  /// From below, for any history, by the forward chains of a path tuned on pilots and frozen: the reverse one would
  /// start at θ* (theory 9.4).
  /// - Throws: std::domain_error for a target_gap, as a gap takes two sides.
  template <class Process, class Execution, class Observer>
  [[nodiscard]] auto evidence(const Process& process, std::size_t horizon, const Execution& execution,
                              const Observer& observer) const {
    if constexpr (detail::takes_marginal<Process>) {
      return detail::marginal_evidence(process,
                                       [&](const auto& of) { return evidence(of, horizon, execution, observer); });
    } else if constexpr (!explain<Process>()) {
      return detail::refused_evidence{};
    } else {
      if (target_gap > 0) refuse("annealed.target_gap", target_gap, "0 where only one side is estimated");
      require_derivatives<Process>();
      using Real = real_type_t<Process>;
      const auto table = tune(process, horizon, execution, observer);
      const auto along = table ? table->path(schedule, temperatures) : detail::annealing_path<Real>{};
      std::optional evidence([along, chain = chain_of(process, along.start),
                              log_weights = Eigen::ArrayX<Real>(static_cast<Eigen::Index>(chains))](
                                 const typename Process::history_type& history,
                                 const replicate_origin& origin) mutable -> evidence_estimate<Real> {
        using std::log;
        random_stream rng(origin.seed, origin.replicate, stream_purpose::forward_chain);
        chain.observe(history, origin);
        for (Real& log_weight : log_weights) log_weight = detail::anneal_up(chain, along, rng, [](std::size_t) {});
        const Real sum = log_sum_exp(log_weights);
        return {sum - log(Real(log_weights.size())), detail::effective_sample_size(sum, log_weights)};
      });
      if (!table) evidence.reset();
      return evidence;
    }
  }

  /// Whether it can be run on the process; otherwise the compiler says what is missing.
  template <class Process>
  static consteval bool explain() {
    constexpr bool complete = explain_process<Process>();
    static_assert(
        !complete || whitened_process<Process>,
        "infobound: annealed needs latent_dimension() and parameter_from(z), theta as a function of z ~ N(0, I), "
        "which the process lacks; use contrastive");
    return complete && whitened_process<Process>;
  }

 private:
  /// A chain along a path that starts there.
  template <class Process>
  [[nodiscard]] detail::tempered_kernel<Process> chain_of(const Process& process, annealing_start from) const {
    return {process, kernel, from, real_type_t<Process>(tail)};
  }

  /// Which kernel and start a process allows is known at compile time, which of them is asked for is not.
  template <class Process>
  void require_derivatives() const {
    if (!evaluates_gradient<Process> && kernel == annealing_kernel::hamiltonian)
      throw std::domain_error(
          "annealed.kernel = hamiltonian, must be automatic or elliptical_slice for a process without gradient(z, "
          "history)");
    if (!evaluates_gradient<Process> && kernel == annealing_kernel::langevin)
      throw std::domain_error(
          "annealed.kernel = langevin, must be automatic or elliptical_slice for a process without gradient(z, "
          "history)");
    if (!detail::approximable_process<Process> && start == annealing_start::laplace)
      throw std::domain_error(
          "annealed.start = laplace, must be prior for a process without gradient(z, history) and hessian(z, history)");
  }

  /// What paths from one start come to, and the mean square of the gap between the two sides of a pilot: few pilots may
  /// have a mean gap of any sign where paths are short of temperatures, but no small square.
  template <class Real>
  struct tuned_start {
    detail::annealing_table<Real> table;
    Real square_gap = 0;
  };

  /// The start that was asked for; but the prior, where pilots find the sides closer from there than from Laplace's
  /// approximation. It is, where the posterior has several modes. Nothing if a stop was requested.
  template <class Process, class Execution, class Observer, class Real = real_type_t<Process>>
  [[nodiscard]] std::optional<detail::annealing_table<Real>> tune(const Process& process, std::size_t horizon,
                                                                  const Execution& execution,
                                                                  const Observer& observer) const {
    const auto from_prior = tune_from(annealing_start::prior, process, horizon, execution, observer);
    if (!from_prior) return std::nullopt;
    if (start == annealing_start::prior) return from_prior->table;
    const auto from_laplace = tune_from(annealing_start::laplace, process, horizon, execution, observer);
    if (!from_laplace) return std::nullopt;
    return from_prior->square_gap < from_laplace->square_gap ? from_prior->table : from_laplace->table;
  }

  /// A first pass on a schedule that suits any λ gives a rough I, hence λ, and a second one the steps on the schedule
  /// of that λ. From Laplace's approximation λ = 0, every part of the path being about as long, and one pass is enough.
  /// Nothing if a stop was requested.
  template <class Process, class Execution, class Observer, class Real = real_type_t<Process>>
  [[nodiscard]] std::optional<tuned_start<Real>> tune_from(annealing_start from, const Process& process,
                                                           std::size_t horizon, const Execution& execution,
                                                           const Observer& observer) const {
    using std::max, std::min;
    const bool from_prior = from == annealing_start::prior;
    const bool has_steps = chain_of(process, from).has_steps();
    // λ = e¹⁶, that is 8 nats a dimension: less costs more temperatures than it needs, but loses no chain on the way.
    tuned_start<Real> tuned{{from_prior ? Real(16) : Real(0), {}, from}};
    detail::annealing_table<Real>& table = tuned.table;
    const bool asks_nothing = start == annealing_start::prior && !has_steps && schedule != annealing_schedule::tuned;
    if (asks_nothing) return tuned;
    const std::size_t steps = min(max(temperatures, std::size_t{100}), std::size_t{200});
    for (int pass = 0; pass < (from_prior && has_steps ? 2 : 1); ++pass) {
      const auto purpose = pass == 0 ? stream_purpose::first_pilot : stream_purpose::second_pilot;
      const auto beta = table.path(annealing_schedule::tuned, steps).inverse_temperatures;
      const auto last = static_cast<Eigen::Index>(steps);
      const detail::annealing_pilot<Process> pilot{process, horizon, chain_of(process, from), beta, seed, purpose};
      const auto pilots = average_replicates<Real>(
          {name, seed, horizon}, detail::tuning_pilots, last + 3, [&] { return pilot; }, unkept(execution),
          unreported<Observer>{observer});
      if (pilots.stopped == stop_reason::cancelled) return std::nullopt;
      const auto mean = [&](Eigen::Index at) { return pilots.quantities[at].mean; };
      tuned.square_gap = mean(last + 2);
      if (has_steps) {
        table.log_steps.resize(steps + 1);
        for (Eigen::Index k = 1; k < last; ++k) table.log_steps[static_cast<std::size_t>(k)] = mean(k);
        table.log_steps.front() = table.log_steps[1];
        table.log_steps.back() = table.log_steps[steps - 1];
      }
      if (pass == 0 && from_prior) table.growth = growth_of(mean(last), mean(last + 1), process.latent_dimension());
    }
    return tuned;
  }

  /// ln(1+λ) = 2I/d, with I the harmonic mean of its two sides: where moves are slow, or lose the posterior on the way,
  /// the upper side is off by far more than the lower. Measured at I = 9.6, d = 1: sides 5.4 and 3700 give 10.8; with
  /// elliptical slices at I = 97, d = 50: 32 and 449 give 60, which costs a tenth of the gap.
  template <class Real>
  [[nodiscard]] static Real growth_of(const Real& lower, const Real& upper, std::size_t dimension) {
    using std::max, std::min;
    const Real share = upper > lower ? Real(lower / upper) : Real(1);
    const Real information = 2 * lower / (1 + max(Real(0), share));
    return max(Real(0.1), min(Real(40), Real(2 * information / Real(max(std::size_t{1}, dimension)))));
  }

  /// The control variates: for a concave log-posterior by Laplace's approximation, which costs least; else from short
  /// chains, where there are as many replicates as pilots, and none where there are fewer.
  template <class Process, class Real, class Execution, class Observer>
  [[nodiscard]] detail::settled_controls<Real> settle_controls(const Process& process, const settled<Process>& at,
                                                               const detail::annealing_table<Real>& table,
                                                               const Execution& execution,
                                                               const Observer& observer) const {
    if constexpr (detail::control_variates<Process>::is_concave) {
      return detail::concave_controls(process, at.horizon, at.offered, seed, name, execution, observer);
    } else {
      detail::control_fit<Real> fit(1, Eigen::Index{detail::control_variates<Process>::size});
      const auto path = table.path(schedule, (std::min)(temperatures, std::size_t{200}));
      if (replicates >= detail::control_pilots) {
        const detail::annealed_pilot<Process> pilot{
            {process, at.horizon, chains, chain_of(process, path.start), at.offered}, path, seed};
        detail::run_control_pilots(
            fit, [&] { return pilot; }, unkept(execution), observer);
      }
      return detail::settled_controls<Real>(fit);
    }
  }

  /// How many temperatures the target asks for: the first doubling at which two standard errors, of the gap of the
  /// pilots and of as many replicates as will be reported, above the gap of the pilots is below it. Nothing if a stop
  /// was requested.
  template <class Process, class Real, class Execution, class Observer>
  [[nodiscard]] std::optional<std::size_t> refine(const Process& process, const settled<Process>& at,
                                                  const detail::annealing_table<Real>& table,
                                                  const Execution& execution, const Observer& observer) const {
    using std::sqrt;
    if (!(target_gap > 0)) return temperatures;
    for (std::size_t tried = temperatures;; tried *= 2) {
      const auto path = table.path(schedule, tried);
      const detail::refining_pilot<Process> pilot{
          {process, at.horizon, chains, chain_of(process, path.start), at.offered}, path, seed};
      const auto pilots = average_replicates<Real>(
          {name, seed, at.horizon}, detail::refining_pilots, 1, [&] { return pilot; }, unkept(execution),
          unreported<Observer>{observer});
      if (pilots.stopped == stop_reason::cancelled) return std::nullopt;
      const sampled<Real> gap = pilots.quantities[0];
      if constexpr (refinement_observer<Observer>)
        if (reports_progress(execution))
          observer.refined({tried, static_cast<double>(gap.mean), static_cast<double>(gap.standard_error)});
      const Real noise = gap.standard_error * sqrt(1 + Real(detail::refining_pilots) / Real(replicates));
      if (gap.mean + 2 * noise <= Real(target_gap) || tried > maximum_temperatures / 2) return tried;
    }
  }
};

}  // namespace infobound::inline v0_1
