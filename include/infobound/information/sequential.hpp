// SPDX-License-Identifier: BSL-1.0
// The whole learning curve by particles that follow the posterior: sequential Monte Carlo, free and conditional.
#pragma once

#include <Eigen/Core>
#include <algorithm>
#include <boost/random/uniform_01.hpp>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <infobound/core/concepts.hpp>
#include <infobound/core/curve.hpp>
#include <infobound/core/estimate.hpp>
#include <infobound/core/random_stream.hpp>
#include <infobound/core/replicates.hpp>
#include <infobound/core/require.hpp>
#include <infobound/information/detail/elliptical_slice.hpp>
#include <infobound/information/detail/sandwich.hpp>
#include <infobound/information/log_sum_exp.hpp>
#include <limits>
#include <string_view>
#include <utility>
#include <vector>

namespace infobound::inline v0_1 {

namespace detail {

/// N weighted particles along one history, at the steps of which they are reweighted, resampled where the effective
/// sample size has fallen below N/2, and moved at times fixed beforehand. The product of the mean weights estimates
/// p(H_t) without bias; with a retained path in slot 0 its inverse estimates 1/p(H_t) without bias (theory 11.5).
template <class Process>
class particle_system {
 public:
  using Real = real_type_t<Process>;
  using vector = Eigen::VectorX<Real>;
  using history_type = typename Process::history_type;

  particle_system(const Process& process, const history_type& history, Eigen::Index horizon, std::size_t particles)
      : process_(process),
        history_(history),
        positions_(static_cast<Eigen::Index>(process.latent_dimension()), static_cast<Eigen::Index>(particles)),
        terms_(horizon, positions_.cols()),
        log_weights_(positions_.cols()) {}

  /// ln Ẑ_t for t = 1 … T. retained[j] is the position of slot 0 after j moves; none makes the free system.
  [[nodiscard]] Eigen::ArrayX<Real> run(const std::vector<Eigen::Index>& move_times,
                                        const std::vector<vector>& retained, random_stream& rng) {
    using std::log;
    const Eigen::Index count = positions_.cols();
    for (Eigen::Index i = 0; i < count; ++i)
      place(i,
            i == 0 && !retained.empty() ? retained.front() : standard_normal<Real>(process_.latent_dimension(), rng));
    Eigen::ArrayX<Real> evidence(terms_.rows());
    Real log_evidence = 0;
    log_weights_.setConstant(-log(Real(count)));
    std::size_t moves = 0;
    for (Eigen::Index t = 0; t < terms_.rows(); ++t) {
      log_weights_ += terms_.row(t).transpose().array();
      const Real step = log_sum_exp(log_weights_);
      log_evidence += step;
      evidence[t] = log_evidence;
      // No particle is left that could have made the data: the estimate is 0 from here on.
      if (step == -std::numeric_limits<Real>::infinity() || step != step) {
        evidence.tail(terms_.rows() - t).setConstant(step);
        return evidence;
      }
      log_weights_ -= step;
      if (log_sum_exp(Eigen::ArrayX<Real>(2 * log_weights_)) > log(2 / Real(count))) resample(!retained.empty(), rng);
      if (moves < move_times.size() && move_times[moves] == t + 1) {
        ++moves;
        for (Eigen::Index i = 0; i < count; ++i) {
          if (i == 0 && !retained.empty())
            place(i, retained[moves]);
          else
            move(i, t + 1, rng);
        }
      }
    }
    return evidence;
  }

  /// The retained path of θ*: its position before each move, found by walking the reversible moves back from z*.
  [[nodiscard]] std::vector<vector> retained_path(const vector& z, const std::vector<Eigen::Index>& move_times,
                                                  random_stream& rng) const {
    std::vector<vector> path(move_times.size() + 1, z);
    for (std::size_t j = move_times.size(); j > 0; --j) {
      vector position = path[j];
      Real height = prefix_likelihood(position, move_times[j - 1]);
      elliptical_slice(
          position, height, [&](const vector& at) { return prefix_likelihood(at, move_times[j - 1]); }, rng);
      path[j - 1] = position;
    }
    return path;
  }

 private:
  [[nodiscard]] vector likelihood_terms(const vector& z) const {
    return process_.log_likelihood(process_.parameter_from(z), history_);
  }
  [[nodiscard]] Real prefix_likelihood(const vector& z, Eigen::Index length) const {
    return likelihood_terms(z).head(length).sum();
  }

  void place(Eigen::Index slot, const vector& z) {
    positions_.col(slot) = z;
    terms_.col(slot) = likelihood_terms(z);
  }

  void move(Eigen::Index slot, Eigen::Index length, random_stream& rng) {
    vector position = positions_.col(slot);
    Real height = terms_.col(slot).head(length).sum();
    vector terms;
    elliptical_slice(
        position, height,
        [&](const vector& at) {
          terms = likelihood_terms(at);
          return Real(terms.head(length).sum());
        },
        rng);
    positions_.col(slot) = position;
    terms_.col(slot) = terms;
  }

  /// Multinomial: every slot draws its ancestor from all; a retained slot 0 is its own.
  void resample(bool retained, random_stream& rng) {
    using std::log;
    const Eigen::Index count = positions_.cols();
    Eigen::ArrayX<Real> cumulative = log_weights_.exp();
    for (Eigen::Index i = 1; i < count; ++i) cumulative[i] += cumulative[i - 1];
    const Eigen::MatrixX<Real> positions = positions_;
    const Eigen::MatrixX<Real> terms = terms_;
    boost::random::uniform_01<Real> uniform;
    for (Eigen::Index i = retained ? 1 : 0; i < count; ++i) {
      const Real height = uniform(rng) * cumulative[count - 1];
      const auto ancestor = (std::min)(
          count - 1, Eigen::Index(std::upper_bound(cumulative.begin(), cumulative.end(), height) - cumulative.begin()));
      positions_.col(i) = positions.col(ancestor);
      terms_.col(i) = terms.col(ancestor);
    }
    log_weights_.setConstant(-log(Real(count)));
  }

  const Process& process_;
  const history_type& history_;
  Eigen::MatrixX<Real> positions_;
  Eigen::MatrixX<Real> terms_;
  Eigen::ArrayX<Real> log_weights_;
};

}  // namespace detail

/// Two-sided estimate of the whole curve I(H_t;θ), t = 1 … T, in one run: sequential Monte Carlo makes the upper side,
/// and conditional sequential Monte Carlo around a path retained from θ* the lower (theory 11.5). Particles move by
/// elliptical slice sampling at the times 1, 2, 3, 4, 5, 7, 9, …, growing by a quarter, which are fixed beforehand.
/// - Cost:   replicates × particles × 2 histories × the number of moves, O(ln T).
/// - Throws: std::runtime_error with seed and replicate where the process returns NaN.
struct sequential {
  static constexpr std::string_view name = "sequential";

  std::size_t replicates = 100;  ///< ≥ 2
  std::size_t particles = 200;   ///< N ≥ 1
  std::uint64_t seed = 0;        ///< same seed, same bits, whatever the execution

  void validate() const {
    require_at_least("sequential.replicates", replicates, 2);
    require_at_least("sequential.particles", particles, 1);
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
      const auto move_times = moves_before(length);
      const auto made = average_replicates<Real>(
          {name, seed, horizon}, replicates, 4 * length,
          [&] {
            return [&, policy = *this](std::size_t replicate, Eigen::ArrayX<Real>& sample) {
              const detail::simulated_latent<Process> truth(process, horizon, policy.seed, replicate, name);
              detail::particle_system<Process> particles_along(process, truth.history, length, policy.particles);
              random_stream free(policy.seed, replicate, stream_purpose::forward_chain);
              const auto up = particles_along.run(move_times, {}, free);
              random_stream conditional(policy.seed, replicate, stream_purpose::reverse_chain);
              const auto path = particles_along.retained_path(truth.z, move_times, conditional);
              const auto down = particles_along.run(move_times, path, conditional);
              detail::two_sided_path<Real> sides(sample, length);
              Real own = 0;
              for (Eigen::Index t = 0; t < length; ++t) {
                detail::require_number(up[t] + down[t], name, policy.seed, replicate);
                own += truth.log_likelihood[t];
                sides.append(own - down[t], own - up[t]);
              }
            };
          },
          execution, observer);
      return detail::two_sided_curve(made, length);
    }
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

  [[nodiscard]] static std::vector<Eigen::Index> moves_before(Eigen::Index horizon) {
    std::vector<Eigen::Index> times;
    for (Eigen::Index t = 1; t < horizon; t += (std::max)(Eigen::Index{1}, t / 4)) times.push_back(t);
    return times;
  }
};

}  // namespace infobound::inline v0_1
