// SPDX-License-Identifier: BSL-1.0
// Theory 2.1 to 2.4: what is offered as a bound on one and the same rate is in order, whoever offers it.
#include <Eigen/Core>
#include <algorithm>
#include <cstddef>
#include <infobound/bound/error_bounds.hpp>
#include <infobound/bound/meta/meta_bracket.hpp>
#include <infobound/core/concepts.hpp>
#include <infobound/process/conjugate/gaussian_mean.hpp>
#include <infobound/process/meta/gaussian_hierarchy.hpp>
#include <infobound/process/meta/linear_representation.hpp>
#include <infobound/process/network/dirichlet_network.hpp>
#include <infobound/process/regression/linear_regression.hpp>
#include <infobound/process/regression/logistic_regression.hpp>
#include <infobound/process/regression/softmax_regression.hpp>
#include <infobound/process/sequence/binary_autoregression.hpp>
#include <infobound/rate/rate_distortion.hpp>
#include <support/catch.hpp>
#include <tuple>

namespace theorems::rate_distortion_rates {

namespace ib = infobound;

namespace {

constexpr double rounding = 1e-11;

/// Calls visit(ε) from far below an error to above it.
template <class Visit>
void for_tolerances_around(double error, Visit visit) {
  for (const double share : {1e-8, 1e-3, 0.1, 0.5, 0.9, 0.99, 1.0, 1.01, 2.0, 100.0}) visit(share * error);
}

/// H_{ε,T}(θ), and H_ε(θ) too where asked for, of an iid process: in order, and 0 where the error is no more than ε.
template <bool one_label = false, class Process>
void check_rates(const Process& process) {
  for (const auto horizon : {std::size_t{1}, std::size_t{2}, std::size_t{7}, std::size_t{200}}) {
    const double most = ib::error_bracket(process, horizon).upper.value;
    for_tolerances_around(most, [&](double epsilon) {
      const auto known = ib::rate_distortion(process, epsilon, horizon);
      CAPTURE(horizon, epsilon, most, known.lower.source, known.upper.source);
      CHECK(known.lower.value <= known.upper.value * (1 + rounding) + rounding);
      if (epsilon >= most * (1 + rounding)) CHECK(known.lower.value <= rounding);
    });
  }
  if constexpr (one_label) {
    const double first = ib::error_bracket(process, 1).upper.value;
    for_tolerances_around(first, [&](double epsilon) {
      const auto known = ib::rate_distortion(process, epsilon);
      CAPTURE(epsilon, first);
      CHECK(known.lower.value <= known.upper.value * (1 + rounding) + rounding);
      if (epsilon >= first * (1 + rounding)) CHECK(known.lower.value <= rounding);
    });
  }
}

/// The same for the rates of ψ and of θ given ψ, where the process offers them.
template <class Process>
void check_meta_rates(const Process& process) {
  for (const auto& [tasks, horizon] : {std::tuple{1, 1}, std::tuple{3, 8}, std::tuple{20, 200}}) {
    const auto M = static_cast<std::size_t>(tasks);
    const auto T = static_cast<std::size_t>(horizon);
    const auto known = ib::meta_bracket(process, M, T);
    CAPTURE(M, T);
    for_tolerances_around(known.meta.upper.value, [&](double epsilon) {
      CAPTURE(epsilon);
      if constexpr (ib::bounds_meta_rate_below<Process>) {
        if constexpr (ib::bounds_meta_rate_above<Process>)
          CHECK(process.meta_rate_lower(epsilon, M, T) <= process.meta_rate_upper(epsilon, M, T));
        if (epsilon >= known.meta.upper.value * (1 + rounding))
          CHECK(process.meta_rate_lower(epsilon, M, T) <= rounding);
      }
    });
    for_tolerances_around(known.intra.upper.value, [&](double epsilon) {
      CAPTURE(epsilon);
      if constexpr (ib::bounds_intra_rate_below<Process>) {
        if constexpr (ib::bounds_intra_rate_above<Process>)
          CHECK(process.intra_rate_lower(epsilon, T) <= process.intra_rate_upper(epsilon, T));
        if (epsilon >= known.intra.upper.value * (1 + rounding))
          CHECK(process.intra_rate_lower(epsilon, T) <= rounding);
      }
    });
  }
}

}  // namespace

TEST_CASE("no lower bound on a rate is above an upper one, or above 0 where all of the error is allowed",
          "[rate_distortion][property]") {
  for (const double noise : {1e-3, 0.2, 5.0})
    for (const int d : {1, 3, 10}) {
      check_rates<true>(ib::linear_regression<double>{.dimension = d, .noise_variance = noise});
      check_rates<true>(ib::gaussian_mean<double>{.dimension = d, .prior_variance = 1, .noise_variance = noise});
      check_meta_rates(ib::gaussian_hierarchy<double>{
          .meta_variance = 1, .task_variance = 0.3, .noise_variance = noise, .dimension = d});
      check_meta_rates(
          ib::linear_representation<ib::gaussian_response, double>{.dimension = d, .rank = 2, .noise_variance = noise});
    }
  for (const int d : {1, 3, 10}) {
    check_rates<true>(ib::logistic_regression<double>{.dimension = d});
    check_rates<true>(ib::softmax_regression<double>{.dimension = d, .classes = 4});
    check_rates(ib::binary_autoregression<double>{.order = d});
    check_meta_rates(ib::linear_representation<ib::logistic_response, double>{.dimension = d, .rank = 2});
  }
  check_rates(ib::dirichlet_network<double>{.dimension = 4, .concentration = 2, .noise_variance = 0.1});
  Eigen::MatrixXd inputs(200, 2);
  for (Eigen::Index t = 0; t < inputs.rows(); ++t) inputs.row(t) << 1.0, double(t % 9) / 4;
  check_rates(ib::linear_regression<double, ib::fixed_design<double>>{
      .dimension = 2, .noise_variance = 0.5, .inputs = {inputs}});
  check_rates(ib::logistic_regression<double, ib::fixed_design<double>>{.dimension = 2, .inputs = {inputs}});
}

}  // namespace theorems::rate_distortion_rates
