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
class laplace_sides {
 public:
  using Real = real_type_t<Process>;

  /// `tail` is the degrees of freedom of the proposal, ∞ for a Gaussian one.
  laplace_sides(const Process& process, std::size_t horizon, std::size_t proposals, const Real& tail,
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
  [[nodiscard]] const simulation<Process>& data() const { return truth_; }
  /// What the two evidences are subtracted from.
  [[nodiscard]] Real own() const { return truth_.own(); }
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

/// A replicate that is reported.
template <class Process>
struct laplace_replicate {
  using Real = real_type_t<Process>;

  laplace_sides<Process> sides;
  const settled_controls<Real>& controls;
  std::uint64_t seed;

  [[nodiscard]] const simulation<Process>& data() const { return sides.data(); }

  [[nodiscard]] replicate_sides<Real> operator()(std::size_t replicate) {
    random_stream data(seed, replicate);
    random_stream proposals(seed, replicate, stream_purpose::proposals);
    sides.run(data, proposals, {"laplace", seed, replicate});
    const auto& statistics = sides.controls().statistics();
    const Real noise = controls.noise(0, statistics);
    const Real own = sides.own() - noise;
    const Real size = sides.effective_sample_size();
    return {own - sides.log_evidence_above(), own - sides.log_evidence_below(), noise, size, statistics};
  }
};

/// A pilot of any policy, which tells coefficients of control variates.
template <class Process>
struct laplace_pilot {
  laplace_sides<Process> sides;
  std::string_view policy;
  std::uint64_t seed;

  void operator()(std::size_t replicate, Eigen::ArrayX<real_type_t<Process>>& sample) {
    random_stream data(seed, replicate, stream_purpose::first_pilot);
    random_stream proposals(seed, replicate, stream_purpose::second_pilot);
    sides.run(data, proposals, {policy, seed, replicate, true});
    sample[0] = sides.own() - sides.log_evidence_below();
    sample.tail(sample.size() - 1) = sides.controls().statistics();
  }
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
  const laplace_pilot<Process> pilot{{process, horizon, 50, 8, offered}, policy, seed};
  run_control_pilots(
      fit, [&] { return pilot; }, unkept(execution), observer);
  return settled_controls<Real>(fit);
}

}  // namespace infobound::inline v0_1::detail
