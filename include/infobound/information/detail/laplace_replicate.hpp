// SPDX-License-Identifier: BSL-1.0
// One replicate of the laplace policy, and the coefficients of control variates that it settles cheaply.
#pragma once

#include <Eigen/Core>
#include <cstddef>
#include <cstdint>
#include <infobound/core/concepts.hpp>
#include <infobound/core/execution.hpp>
#include <infobound/core/numeric/cmath.hpp>
#include <infobound/core/numeric/log_sum_exp.hpp>
#include <infobound/core/random_stream.hpp>
#include <infobound/information/detail/control_variates.hpp>
#include <infobound/information/detail/controlled_values.hpp>
#include <infobound/information/detail/laplace_evidence.hpp>
#include <infobound/information/replicate/replicate_origin.hpp>
#include <infobound/information/replicate/simulation.hpp>
#include <string_view>

namespace infobound::inline v0_1::detail {

/// Data, posterior, proposals and their weights, in memory that is used again.
template <class Process>
class laplace_replicate {
 public:
  using Real = real_type_t<Process>;

  /// `tail` is the degrees of freedom of the proposal, ∞ for a Gaussian one.
  laplace_replicate(const Process& process, std::size_t horizon, std::size_t proposals, const Real& tail,
                    const offered_controls<Process>& offered)
      : process_(&process), horizon_(horizon), evidence_(process, proposals, tail), controls_(offered) {}

  void run(random_stream& data, random_stream& proposals, const replicate_origin& origin) {
    truth_.draw(*process_, horizon_, data, origin);
    evidence_.fit(truth_.history(), origin);
    controls_.evaluate(*process_, truth_, evidence_.mode(), origin);
    evidence_.weigh(truth_.history(), proposals);
    origin.require_number(evidence_.log_sum());
    own_ = evidence_.log_weight(truth_.total(), truth_.z());
  }

  [[nodiscard]] const control_variates<Process>& controls() const { return controls_; }
  /// ln p(H_T|θ*).
  [[nodiscard]] const Real& own_log_likelihood() const { return truth_.total(); }
  /// ln p(H_T) from θ* and the proposals, the inverse of whose exponential is unbiased.
  [[nodiscard]] Real log_evidence_above() const {
    using std::log;
    return log_add_exp(own_, evidence_.log_sum()) - log(Real(evidence_.count() + 1));
  }
  /// ln p(H_T) from the proposals alone, whose exponential is unbiased.
  [[nodiscard]] Real log_evidence_below() const { return evidence_.log_mean(); }
  [[nodiscard]] Real effective_sample_size() const { return evidence_.effective_sample_size(); }

 private:
  const Process* process_;
  std::size_t horizon_;
  simulation<Process> truth_;
  laplace_evidence<Process> evidence_;
  control_variates<Process> controls_;
  Real own_ = 0;
};

/// The control variates of a process with a concave log-posterior: Stein's has coefficient 1, unless pilots disagree,
/// and what it offers those that 50 proposals a pilot are enough to tell.
template <class Process, class Execution, class Observer, class Real = real_type_t<Process>>
[[nodiscard]] settled_controls<Real> concave_controls(const Process& process, std::size_t horizon,
                                                      const offered_controls<Process>& offered, std::uint64_t seed,
                                                      std::string_view policy, const Execution& execution,
                                                      const Observer& observer) {
  constexpr Eigen::Index size = control_variates<Process>::size;
  control_fit<Real> fit(1, size, 1);
  run_control_pilots(
      fit,
      [&] {
        constexpr std::size_t proposals = 50;
        constexpr int tail = 8;
        return [seed, policy, work = laplace_replicate<Process>(process, horizon, proposals, Real(tail), offered)](
                   std::size_t replicate, Eigen::ArrayX<Real>& sample) mutable {
          random_stream data(seed, replicate, stream_purpose::first_pilot);
          random_stream draws(seed, replicate, stream_purpose::second_pilot);
          work.run(data, draws, {policy, seed, replicate, true});
          sample[0] = work.own_log_likelihood() - work.log_evidence_below();
          sample.tail(size) = work.controls().statistics();
        };
      },
      unkept(execution), observer);
  return settled_controls<Real>(fit);
}

}  // namespace infobound::inline v0_1::detail
