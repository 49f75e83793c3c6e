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

/// θ* and H_T of one replicate, with ln p(Y_{t+1} | θ*, H_t).
template <class Process>
struct simulated {
  using Real = real_type_t<Process>;

  simulated(const Process& process, std::size_t horizon, std::uint64_t seed, std::size_t replicate,
            std::string_view policy)
      : rng(seed, replicate),
        theta(process.draw_parameter(rng)),
        history(process.draw_history(theta, horizon, rng)),
        log_likelihood(process.log_likelihood(theta, history)) {
    require_possible(log_likelihood.sum(), policy, seed, replicate);
  }

  random_stream rng;
  typename Process::parameter_type theta;
  typename Process::history_type history;
  Eigen::VectorX<Real> log_likelihood;
};

/// The same through z* ~ N(0, I), θ* = θ(z*), for policies that work in whitened coordinates.
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

/// A process whose θ is a column of the matrix that batched_process takes.
template <class P>
concept draws_columns = batched_process<P> &&
    requires(Eigen::MatrixX<real_type_t<P>>& thetas, const typename P::parameter_type& theta) {
  thetas.col(0) = theta;
};

/// Σ_t ln p(Y_{t+1} | θ, H_t) of many θ at once, where a process has it cheaper than the terms.
template <class P>
concept sums_likelihoods = draws_columns<P> &&
    requires(const P& process, const Eigen::MatrixX<real_type_t<P>>& thetas, const typename P::history_type& history) {
  { process.total_log_likelihoods(thetas, history) } -> std::convertible_to<Eigen::VectorX<real_type_t<P>>>;
};

/// Likelihoods of many θ on one history: as one matrix where the process is batched.
template <class Process>
class many_likelihoods {
 public:
  using Real = real_type_t<Process>;

  explicit many_likelihoods(std::size_t count) : count_(static_cast<Eigen::Index>(count)) {}

  /// Σ_t ln p(Y_{t+1} | θ, H_t) for θ = θ(z), z in the columns of `latent`.
  void totals(const Process& process, const Eigen::MatrixX<Real>& latent, const typename Process::history_type& history,
              Eigen::ArrayX<Real>& result) {
    totals(
        process, history, [&](Eigen::Index i) { return process.parameter_from(latent.col(i)); }, result);
  }

  /// The same for θ = next(i), i = 0, 1, ….
  template <class Next>
  void totals(const Process& process, const typename Process::history_type& history, Next next,
              Eigen::ArrayX<Real>& result) {
    if constexpr (draws_columns<Process>) {
      collect(next);
      if constexpr (sums_likelihoods<Process>)
        result = process.total_log_likelihoods(thetas_, history);
      else
        result = process.log_likelihoods(thetas_, history).colwise().sum().transpose();
    } else {
      for (Eigen::Index i = 0; i < count_; ++i) result[i] = process.log_likelihood(next(i), history).sum();
    }
  }

  /// ln p(Y_{t+1} | θ, H_t) for θ = next(i): one row a label, one column a θ.
  template <class Next>
  [[nodiscard]] Eigen::MatrixX<Real> terms(const Process& process, const typename Process::history_type& history,
                                           Next next) {
    if constexpr (draws_columns<Process>) {
      collect(next);
      return process.log_likelihoods(thetas_, history);
    } else {
      Eigen::MatrixX<Real> result;
      for (Eigen::Index i = 0; i < count_; ++i) {
        const Eigen::VectorX<Real> column = process.log_likelihood(next(i), history);
        if (i == 0) result.resize(column.size(), count_);
        result.col(i) = column;
      }
      return result;
    }
  }

 private:
  template <class Next>
  void collect(Next next) {
    for (Eigen::Index i = 0; i < count_; ++i) {
      const typename Process::parameter_type theta = next(i);
      if (thetas_.size() == 0) thetas_.resize(theta.size(), count_);
      thetas_.col(i) = theta;
    }
  }

  Eigen::Index count_;
  Eigen::MatrixX<Real> thetas_;
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

}  // namespace infobound::inline v0_1::detail
