// SPDX-License-Identifier: BSL-1.0
// The nested sandwich: evidence by draws from the prior.
#pragma once

#include <Eigen/Core>
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
#include <infobound/information/log_sum_exp.hpp>
#include <string_view>

namespace infobound::inline v0_1 {

/// Two-sided estimate of I(H_T;θ) from N fresh prior draws a replicate. The mean likelihood of the N draws is an
/// unbiased estimate of p(H_T), which makes an upper estimate of I; with θ* itself among N + 1 draws its inverse is an
/// unbiased estimate of 1/p(H_T), which makes a lower one, never above ln(N+1) (theory 11.3). Good for I up to about ln
/// N; beyond it the lower side saturates and the gap opens, which the estimate shows.
/// - Cost:   replicates × contrasts × one likelihood, by matrix products where the process is batched.
/// - Throws: std::runtime_error with seed and replicate where the process returns NaN.
struct contrastive {
  static constexpr std::string_view name = "contrastive";

  std::size_t replicates = 1000;  ///< ≥ 2
  std::size_t contrasts = 1000;   ///< N ≥ 1
  std::uint64_t seed = 0;         ///< same seed, same bits, whatever the execution

  void validate() const {
    require_at_least("contrastive.replicates", replicates, 2);
    require_at_least("contrastive.contrasts", contrasts, 1);
  }

  template <class Process, class Execution, class Observer>
  [[nodiscard]] estimate<real_type_t<Process>> run(const Process& process, std::size_t horizon,
                                                   const Execution& execution, const Observer& observer) const {
    if constexpr (!explain_process<Process>()) {
      return {};
    } else {
      using Real = real_type_t<Process>;
      const auto made = average_replicates<Real>(
          {name, seed, horizon}, replicates, 2,
          [&] {
            return
                [&process, horizon, policy = *this, totals = Eigen::ArrayX<Real>(static_cast<Eigen::Index>(contrasts)),
                 workspace = detail::many_likelihoods<Process>(contrasts)](std::size_t replicate,
                                                                           Eigen::ArrayX<Real>& sample) mutable {
                  const detail::simulated<Process> truth(process, horizon, policy.seed, replicate, name);
                  random_stream rng(policy.seed, replicate, stream_purpose::contrasts);
                  workspace.totals(
                      process, truth.history, [&](Eigen::Index) { return process.draw_parameter(rng); }, totals);
                  const Real others = log_sum_exp(totals);
                  const Real own = truth.log_likelihood.sum();
                  detail::require_number(others, name, policy.seed, replicate);
                  const Real count = Real(policy.contrasts);
                  using std::log;
                  sample[0] = own - (log_add_exp(own, others) - log(count + 1));
                  sample[1] = own - (others - log(count));
                };
          },
          execution, observer);
      return detail::two_sided(made, 0, 1);
    }
  }

  template <class Process, class Execution, class Observer>
  [[nodiscard]] curve<real_type_t<Process>> run_curve(const Process& process, std::size_t horizon,
                                                      const Execution& execution, const Observer& observer) const {
    using Real = real_type_t<Process>;
    if constexpr (!explain_process<Process>()) {
      return {{}, {}};
    } else {
      const auto length = static_cast<Eigen::Index>(horizon);
      const auto made = average_replicates<Real>(
          {name, seed, horizon}, replicates, 4 * length,
          [&] {
            return [&process, horizon, length, policy = *this,
                    totals = Eigen::ArrayX<Real>(static_cast<Eigen::Index>(contrasts)),
                    workspace = detail::many_likelihoods<Process>(contrasts)](std::size_t replicate,
                                                                              Eigen::ArrayX<Real>& sample) mutable {
              const detail::simulated<Process> truth(process, horizon, policy.seed, replicate, name);
              random_stream rng(policy.seed, replicate, stream_purpose::contrasts);
              const Eigen::MatrixX<Real> terms =
                  workspace.terms(process, truth.history, [&](Eigen::Index) { return process.draw_parameter(rng); });
              const Real count = Real(policy.contrasts);
              using std::log;
              totals.setZero();
              Real own = 0;
              detail::two_sided_path<Real> path(sample, length);
              for (Eigen::Index t = 0; t < length; ++t) {
                totals += terms.row(t).transpose().array();
                own += truth.log_likelihood[t];
                const Real others = log_sum_exp(totals);
                detail::require_number(others, name, policy.seed, replicate);
                path.append(own - (log_add_exp(own, others) - log(count + 1)), own - (others - log(count)));
              }
            };
          },
          execution, observer);
      return detail::two_sided_curve(made, length);
    }
  }
};

}  // namespace infobound::inline v0_1
