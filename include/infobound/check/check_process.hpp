// SPDX-License-Identifier: BSL-1.0
// Tests a process: that its members agree with each other and with the data it draws.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <infobound/check/check_report.hpp>
#include <infobound/check/detail/check_affinity.hpp>
#include <infobound/check/detail/check_bounds.hpp>
#include <infobound/check/detail/check_coordinates.hpp>
#include <infobound/check/detail/check_derivatives.hpp>
#include <infobound/check/detail/check_draws.hpp>
#include <infobound/check/detail/check_in_place.hpp>
#include <infobound/check/detail/check_law.hpp>
#include <infobound/check/detail/check_likelihood.hpp>
#include <infobound/check/detail/check_run.hpp>
#include <infobound/core/concepts.hpp>
#include <infobound/core/members.hpp>
#include <infobound/core/require.hpp>
#include <string>
#include <utility>

namespace infobound::inline v0_1 {

/// How much check_process looks at.
struct check_options {
  std::size_t horizon = 8;         ///< T ≥ 1, labels of a history; a process with fewer is taken at its longest
  std::size_t draws = 1000;        ///< ≥ 2, draws behind each check: ten times as many see a defect a third as large
  std::uint64_t seed = 0;          ///< same seed, same report
  double false_alarm_rate = 1e-6;  ///< in (0, 1): the chance that any statistical check of a right process fails

  void validate() const {
    require_at_least("check_options.horizon", horizon, 1);
    require_at_least("check_options.draws", draws, 2);
    require_between_zero_and_one("check_options.false_alarm_rate", false_alarm_rate);
  }
};

/// Tests a process, its user's own above all: std::cout << check_process(mine). Each member that the process has is
/// held against the others and against simulated data: equal streams give equal draws; the likelihood has one entry a
/// label, is never NaN, and is the law that data are drawn from; likelihoods of many θ are those of one; θ(z) has the
/// law of draw_parameter; gradient and Hessian are the limits of differences; no Hessian of a likelihood that is
/// said to be log-concave has a positive eigenvalue; the predictive law is the mean of the likelihood; affinities
/// are those of the likelihoods; information,
/// rates and errors are ordered as they must be; results in place are those returned.
///
/// A draw that a finding names is opened again by random_stream rng(seed, replicate): θ, then H_T (for derivatives z,
/// then H_T). That inputs tell nothing of θ is beyond the reach of a test.
/// - Accuracy: the statistical checks hold their false-alarm rate at any sample size and for any law, without a normal
///             approximation; differences allow for their own error. A thousand draws see a likelihood whose noise
///             variance is off by a half, or coordinates off by 30 %; ten thousand see a tenth of either
///             (tests/unit/check/check_process.cpp).
/// - Cost:     some 100 × draws likelihoods, and 18 likelihoods a coordinate for the gradient at 2 to 20 draws.
/// - Throws:   std::domain_error for an option outside its domain; what a process throws becomes a finding.
template <class Process>
[[nodiscard]] check_report check_process(const Process& process, const check_options& options = {}) {
  check_report report;
  if constexpr (explain_process<Process>()) {
    options.validate();
    const auto add = [&](std::string name, detail::check_run& run, auto check) {
      report.findings.push_back(detail::found_by(std::move(name), run, check));
      return report.findings.back().result != check_result::failed;
    };
    std::size_t horizon = options.horizon;
    if constexpr (has_maximum_horizon<Process>) horizon = (std::min)(horizon, process.maximum_horizon());
    // Eight checks are statistical.
    detail::check_run run(horizon, options.draws, options.seed, options.false_alarm_rate / 8);

    const bool valid = add("validate", run, [&] {
      if constexpr (!validated<Process>) {
        return detail::not_applicable("the process has no validate()");
      } else {
        process.validate();
        return detail::passed("the process is in its domain");
      }
    });
    if (!valid) return report;

    for (std::string& member : detail::misunderstood_members<Process>())
      report.findings.push_back({"members", check_result::failed, "the process has " + member});

    const bool repeatable = add("equal streams", run, [&] { return detail::check_equal_streams(process, run); });
    add("different streams", run, [&] { return detail::check_different_streams(process, run); });
    const bool length = add("log_likelihood: length", run, [&] { return detail::check_length(process, run); });
    const bool values = add("log_likelihood: values", run, [&] { return detail::check_values(process, run); });
    double information = 0;
    if (repeatable && length && values) {
      const bool law = add("log_likelihood: law", run, [&] {
        detail::choice_outcome choice = detail::check_law(process, run);
        if (choice.verdict.result == check_result::passed) information = choice.information;
        return std::move(choice.verdict);
      });
      add("log_likelihood: nearby law", run, [&] { return detail::check_law_nearby(process, run); });
      add("draw_history: horizons", run, [&] { return detail::check_horizons(process, run); });
      add("log_likelihoods", run, [&] { return detail::check_columns(process, run); });
      add("total_log_likelihoods", run, [&] { return detail::check_totals(process, run); });
      add("total_log_likelihood", run, [&] { return detail::check_total(process, run); });
      add("conditional_information", run, [&] { return detail::check_conditional_information(process, run); });
      add("conditional_entropy", run, [&] { return detail::check_conditional_entropy(process, run); });
      add("parameter_from", run, [&] { return detail::check_coordinates(process, run); });
      const bool gradient = add("gradient", run, [&] { return detail::check_gradient(process, run); });
      const bool hessian = add("hessian", run, [&] {
        return gradient ? detail::check_hessian(process, run) : detail::rests_on("gradient");
      });
      add("hessian: symmetry", run, [&] { return detail::check_symmetry(process, run); });
      add("hessian_factor", run,
          [&] { return hessian ? detail::check_hessian_factor(process, run) : detail::rests_on("hessian"); });
      add("hessian: concavity", run, [&] { return detail::check_concavity(process, run); });
      add("affinity", run, [&] { return detail::check_affinity(process, run); });
      add("log_predictive", run,
          [&] { return law ? detail::check_predictive(process, run) : detail::rests_on("log_likelihood: law"); });
      add("results in place", run, [&] { return detail::in_place_check<Process>(process, run)(); });
    } else {
      add("all that rests on draws and their likelihood", run, [] { return detail::rests_on("what failed above"); });
    }
    const bool solved = add("information", run, [&] { return detail::check_information(process, run, information); });
    add("rates", run, [&] { return detail::rates_check<Process>(process, run)(); });
    add("error bounds", run, [&] { return detail::check_error_bounds(process, run, information, solved); });
  }
  return report;
}

}  // namespace infobound::inline v0_1
