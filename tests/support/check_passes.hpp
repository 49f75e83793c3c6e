// SPDX-License-Identifier: BSL-1.0
// Holds a process of the library to check_process.

#pragma once

#include <cstdint>
#include <infobound/check/check_process.hpp>
#include <infobound/core/concepts.hpp>
#include <string>
#include <support/catch.hpp>

#ifdef __has_feature
#define INFOBOUND_TEST_SANITIZES_ADDRESSES __has_feature(address_sanitizer)
#else
#define INFOBOUND_TEST_SANITIZES_ADDRESSES 0
#endif

/// How often each process is checked. Sanitizers look at each operation, and take ten times as long for it.
inline constexpr std::uint64_t check_seeds = INFOBOUND_TEST_SANITIZES_ADDRESSES ? 1 : 3;

/// By name, what a process offers: a check that fell silently out of use would go unseen otherwise.
[[nodiscard]] inline infobound::check_result result_of(const infobound::check_report& report,
                                                       const std::string& check) {
  for (const infobound::finding& found : report.findings)
    if (found.check == check) return found.result;
  return infobound::check_result::failed;
}

/// Passes for each seed; with 1e-6 a report, all of the library fails by chance less often than 1e-4.
template <class Process>
void check_passes(const Process& process) {
  for (std::uint64_t seed = 1; seed <= check_seeds; ++seed) {
    const infobound::check_report report = infobound::check_process(process, {.seed = seed});
    INFO(report);
    CHECK(report.passed());
    const auto offered = [](bool yes) {
      return yes ? infobound::check_result::passed : infobound::check_result::not_applicable;
    };
    CHECK(result_of(report, "log_likelihood: law") == infobound::check_result::passed);
    CHECK(result_of(report, "log_likelihoods") == offered(infobound::batched_process<Process>));
    CHECK(result_of(report, "parameter_from") == offered(infobound::whitened_process<Process>));
    CHECK(result_of(report, "gradient") == offered(infobound::differentiable_process<Process>));
    CHECK(result_of(report, "hessian") == offered(infobound::evaluates_hessian<Process>));
    CHECK(result_of(report, "log_predictive") == offered(infobound::conjugate_process<Process>));
    CHECK(result_of(report, "information") == offered(infobound::solved_process<Process>));
    CHECK(result_of(report, "error bounds") == offered(infobound::error_bounded_process<Process>));
  }
}
