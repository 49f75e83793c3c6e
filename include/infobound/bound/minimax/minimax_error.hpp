// SPDX-License-Identifier: BSL-1.0
// What a learner without a prior can guarantee: the least error that holds for every parameter.
#pragma once

#include <Eigen/Core>
#include <cstddef>
#include <infobound/bound/minimax/detail/interval_capacity.hpp>
#include <infobound/bound/minimax/interval_family.hpp>
#include <infobound/core/bound.hpp>
#include <infobound/core/concepts.hpp>
#include <infobound/core/numeric/wide.hpp>
#include <infobound/core/require.hpp>
#include <infobound/rate/capacity.hpp>
#include <utility>

namespace infobound::inline v0_1 {

/// When minimax_error stops.
struct minimax_effort {
  double tolerance = 1e-6;           ///< on upper − lower of C_T, in nats; > 0
  std::size_t evaluations = 200000;  ///< of divergences, about, at most; ≥ 1

  void validate() const {
    require_positive("minimax_effort.tolerance", tolerance);
    require_at_least("minimax_effort.evaluations", evaluations, 1);
  }
};

/// lower.value ≤ C_T/T ≤ upper.value, in nats per observation, and the prior that the lower side is of.
template <class Real>
struct minimax_bracket : bracket<Real> {
  Eigen::VectorX<Real> parameters;  ///< the θ of positive weight; of a finite process, all
  Eigen::VectorX<Real> weights;     ///< of a nearly least favourable prior
  bool converged;                   ///< T (upper − lower) ≤ tolerance
};

/// The laws of H_T, or of a sufficient statistic, one row a θ, of finitely many θ: a matrix in any scalar.
template <class P>
concept tabulates_laws = requires(const P& process, std::size_t horizon) {
  process.count_laws(horizon).template cast<typename P::real_type>();
};

/// C_T/T = (1/T) min over learners of max over θ of the sum of their T expected regrets E ln P_θ(Y)/Q(Y), in nats: the
/// least error that a learner can guarantee for every θ, whatever prior nature has. By the redundancy–capacity theorem
/// it is the largest 𝓛_T over all priors on the same Θ, and attained by the Bayesian of a least favourable one.
/// - Domain:   finite_process, whose prior is not used, and others with count_laws(horizon); bernoulli_family,
///             poisson_family, gaussian_mean_family and others on an interval (interval_family.hpp).
/// - Accuracy: both sides are proved for the prior that is returned: its information, and the greatest divergence over
///             *all* θ, of an interval by a bound on the curvature, never by a grid alone
///             (tests/unit/bound/minimax/minimax_error.cpp). `converged` tells whether they meet.
/// - Cost:     finite: as rate::capacity on K rows and the counts. Interval: some ten rounds of rate::capacity, on an
///             atom a standard deviation, and 10³ to 10⁵ divergences: milliseconds at T = 10, a third of a second for
///             Bernoulli at T = 100, half a minute at T = 1000; a second for a Gaussian mean 20 deviations wide, ten
///             seconds at 30. Where the evaluations end first, the bracket is wider, and true.
/// - Throws:   std::domain_error for a process, an effort or T = 0 outside its domain, and for an interval of w
///             standard deviations and a statistic of n values with n(w + 2)² > 4·10⁷.
/// - Source:   theory 13.5; Gallager 1979; Davisson, Leon-Garcia 1980; Haussler 1997.
template <class Process>
[[nodiscard]] minimax_bracket<typename Process::real_type> minimax_error(const Process& process, std::size_t horizon,
                                                                         const minimax_effort& effort = {}) {
  using Real = typename Process::real_type;
  using wide = detail::wide_scalar<Real>;
  static_assert(tabulates_laws<Process> || interval_family<Process>,
                "infobound: minimax_error needs count_laws(horizon), one row a theta, or least, most and "
                "statistic(horizon) of a family on an interval, neither of which the type has");
  minimax_bracket<Real> result{};
  if constexpr (tabulates_laws<Process> || interval_family<Process>) {
    validate_all(process, effort);
    require_at_least("horizon", horizon, 1);
    detail::interval_capacity_found<wide> found;
    if constexpr (tabulates_laws<Process>) {
      const Eigen::MatrixX<wide> laws = rate::detail::checked_channel<Real>(process.count_laws(horizon));
      const auto solved = rate::capacity(laws, {.tolerance = wide(effort.tolerance)});
      found = {solved.lower, solved.upper, Eigen::VectorX<wide>::LinSpaced(laws.rows(), 0, wide(laws.rows() - 1)),
               solved.input};
    } else {
      auto statistic = process.statistic(horizon);
      found =
          detail::interval_capacity<wide, decltype(statistic)>(
              std::move(statistic), wide(process.least), wide(process.most), wide(effort.tolerance), effort.evaluations)
              .run();
    }
    const wide T = wide(horizon);
    result.lower = {detail::rounded_down<Real>(found.lower / T), "information under the prior found (theory 13.5)"};
    result.upper = {detail::rounded_up<Real>(found.upper / T), "greatest divergence from its mean law (theory 13.5)"};
    result.parameters = found.parameters.template cast<Real>();
    result.weights = found.weights.template cast<Real>();
    result.converged = found.upper - found.lower <= wide(effort.tolerance);
  }
  return result;
}

}  // namespace infobound::inline v0_1
