// SPDX-License-Identifier: BSL-1.0
// A process that does not say that its parameter is a function of normal coordinates.
#pragma once

#include <Eigen/Core>
#include <cstddef>
#include <infobound/core/concepts.hpp>
#include <infobound/core/random_stream.hpp>
#include <infobound/information/replicate/marginal.hpp>

namespace infobound::inline v0_1::detail {

/// The process, of which no more is known than its draws and its likelihood.
template <data_generating_process Process>
struct without_coordinates {
  using real_type = real_type_t<Process>;
  using parameter_type = typename Process::parameter_type;
  using history_type = typename Process::history_type;

  const Process& process;

  [[nodiscard]] const Process& with_coordinates() const { return process; }
  [[nodiscard]] parameter_type draw_parameter(random_stream& rng) const { return process.draw_parameter(rng); }
  [[nodiscard]] history_type draw_history(const parameter_type& theta, std::size_t horizon, random_stream& rng) const {
    return process.draw_history(theta, horizon, rng);
  }
  [[nodiscard]] auto log_likelihood(const parameter_type& theta, const history_type& history) const {
    return process.log_likelihood(theta, history);
  }
  [[nodiscard]] auto conditional_information(const parameter_type& theta, const history_type& history) const requires
      evaluates_conditional_information<Process> {
    return process.conditional_information(theta, history);
  }
  [[nodiscard]] auto conditional_entropy(const parameter_type& theta, const history_type& history) const requires
      evaluates_conditional_entropy<Process> {
    return process.conditional_entropy(theta, history);
  }
};

template <class Process>
inline constexpr bool is_completed_marginal<without_coordinates<Process>> = is_completed_marginal<Process>;

}  // namespace infobound::inline v0_1::detail
