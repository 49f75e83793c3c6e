// SPDX-License-Identifier: BSL-1.0
// What the two-sided policies share: simulated data, prior draws, and results of replicates.
#pragma once

#include <Eigen/Core>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <infobound/core/concepts.hpp>
#include <infobound/core/curve.hpp>
#include <infobound/core/estimate.hpp>
#include <infobound/core/execution.hpp>
#include <infobound/core/random_stream.hpp>
#include <infobound/core/replicates.hpp>
#include <infobound/core/require.hpp>
#include <infobound/information/detail/elliptical_slice.hpp>
#include <limits>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace infobound::inline v0_1::detail {

/// Throws std::runtime_error, with what reproduces it, if a process returned NaN.
template <class Real>
void require_number(const Real& value, std::string_view policy, std::uint64_t seed, std::size_t replicate) {
  if (value != value)
    throw std::runtime_error(std::string(policy) + ": the process's log_likelihood returned NaN at seed " +
                             to_text(seed) + ", replicate " + to_text(replicate));
}

/// Throws std::runtime_error likewise unless the θ that made the data has a likelihood.
template <class Real>
void require_possible(const Real& total, std::string_view policy, std::uint64_t seed, std::size_t replicate) {
  require_number(total, policy, seed, replicate);
  if (!(total > -std::numeric_limits<Real>::infinity() && total < std::numeric_limits<Real>::infinity()))
    throw std::runtime_error(std::string(policy) +
                             ": the process's log_likelihood at the theta that made the data is " + to_text(total) +
                             " at seed " + to_text(seed) + ", replicate " + to_text(replicate));
}

/// z* ~ N(0, I), θ* = θ(z*) and H_T of one replicate, with ln p(Y_{t+1} | θ*, H_t).
template <class Process>
struct simulated_latent {
  using Real = real_type_t<Process>;

  simulated_latent(const Process& process, std::size_t horizon, std::uint64_t seed, std::size_t replicate,
                   std::string_view policy)
      : rng(seed, replicate),
        z(standard_normal<Real>(process.latent_dimension(), rng)),
        theta(process.parameter_from(z)),
        history(process.draw_history(theta, horizon, rng)),
        log_likelihood(process.log_likelihood(theta, history)) {
    require_possible(log_likelihood.sum(), policy, seed, replicate);
  }

  random_stream rng;
  Eigen::VectorX<Real> z;
  typename Process::parameter_type theta;
  typename Process::history_type history;
  Eigen::VectorX<Real> log_likelihood;
};

/// The estimate whose sides are two of the averaged quantities.
template <class Real>
[[nodiscard]] estimate<Real> two_sided(const replicated<Real>& made, Eigen::Index lower, Eigen::Index upper) {
  return {.lower = made.quantities[lower],
          .upper = made.quantities[upper],
          .replicates = made.quantities.count(),
          .stopped = made.stopped};
}

/// minuend − subtrahend by the difference rule (theory 11.1): lower minus upper, upper minus lower. The standard errors
/// add, as nothing is known of how the two depend on each other.
template <class Real>
[[nodiscard]] estimate<Real> difference(const estimate<Real>& minuend, const estimate<Real>& subtrahend) {
  return {.lower = {minuend.lower.mean - subtrahend.upper.mean,
                    minuend.lower.standard_error + subtrahend.upper.standard_error},
          .upper = {minuend.upper.mean - subtrahend.lower.mean,
                    minuend.upper.standard_error + subtrahend.lower.standard_error},
          .replicates = minuend.replicates,
          .stopped = minuend.stopped};
}

/// The two sides of I(H_t;θ) at t = 1 … T of one replicate, laid out in the sample as information (lower, upper), then
/// increments (lower, upper). An increment's sides are the difference rule's: lower minus upper, upper minus lower.
template <class Real>
class two_sided_path {
 public:
  two_sided_path(Eigen::ArrayX<Real>& sample, Eigen::Index length) : sample_(sample), length_(length) {}

  void append(const Real& lower, const Real& upper) {
    sample_[t_] = lower;
    sample_[length_ + t_] = upper;
    sample_[2 * length_ + t_] = lower - upper_before_;
    sample_[3 * length_ + t_] = upper - lower_before_;
    lower_before_ = lower;
    upper_before_ = upper;
    ++t_;
  }

 private:
  Eigen::ArrayX<Real>& sample_;
  Eigen::Index length_;
  Eigen::Index t_ = 0;
  Real lower_before_ = 0;
  Real upper_before_ = 0;
};

/// The curve of samples laid out by two_sided_path.
template <class Real>
[[nodiscard]] curve<Real> two_sided_curve(const replicated<Real>& made, Eigen::Index length) {
  std::vector<estimate<Real>> information;
  std::vector<estimate<Real>> increments;
  for (Eigen::Index t = 0; t < length; ++t) {
    information.push_back(two_sided(made, t, length + t));
    increments.push_back(two_sided(made, 2 * length + t, 3 * length + t));
  }
  return {std::move(information), std::move(increments)};
}

/// The curve of a policy that knows no better than one run for every t, part t of the execution; increments by the
/// difference rule.
template <class Policy, class Process, class Execution, class Observer>
[[nodiscard]] curve<real_type_t<Process>> curve_by_runs(const Policy& policy, const Process& process,
                                                        std::size_t horizon, const Execution& execution,
                                                        const Observer& observer) {
  using Real = real_type_t<Process>;
  std::vector<estimate<Real>> information;
  std::vector<estimate<Real>> increments;
  estimate<Real> before = exactly(Real(0));
  for (std::size_t t = 1; t <= horizon; ++t) {
    information.push_back(policy.run(process, t, part_of(execution, t), observer));
    increments.push_back(difference(information.back(), before));
    before = information.back();
  }
  return {std::move(information), std::move(increments)};
}

}  // namespace infobound::inline v0_1::detail
