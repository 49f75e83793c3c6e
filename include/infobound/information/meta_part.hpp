// SPDX-License-Identifier: BSL-1.0
// What tasks tell of the meta-parameter, as an ordinary process: each observation a whole task, its θ integrated out.
#pragma once

#include <Eigen/Core>
#include <cstddef>
#include <infobound/core/concepts.hpp>
#include <infobound/core/meta_concepts.hpp>
#include <infobound/core/require.hpp>
#include <vector>

namespace infobound::inline v0_1 {

/// The process with parameter ψ and observations D_1, …, D_M, independent and identically distributed given ψ, for a
/// meta-process whose tasks have their ln p(D|ψ) in closed form (log_predictive, or log_evidence for less). Its
/// information at horizon M is I(H_{M,T};ψ), in nats, by any policy; its learning curve has one point a task.
/// - Units:  horizon, the number T of labels in a task, is fixed here; what the verbs call horizon is the number M of
///           tasks.
/// - Cost:   a likelihood takes M of a task's predictive laws.
/// - Source: theory 8.1.
template <meta_process Process>
struct meta_part {
  using real_type = real_type_t<Process>;
  using parameter_type = typename Process::meta_parameter_type;
  using history_type = std::vector<typename task_type_t<Process>::history_type>;
  static constexpr bool independent_observations = true;
  static constexpr bool integrates_tasks = conjugate_process<task_type_t<Process>>;

  Process process;
  std::size_t horizon;  ///< T ≥ 1

  void validate() const {
    validate_all(process);
    require_at_least("meta_part.horizon", horizon, 1);
  }

  template <class Rng>
  [[nodiscard]] parameter_type draw_parameter(Rng& rng) const {
    return process.draw_meta_parameter(rng);
  }

  template <class Rng>
  [[nodiscard]] history_type draw_history(const parameter_type& psi, std::size_t tasks, Rng& rng) const {
    const auto task = process.task(psi);
    history_type histories;
    histories.reserve(tasks);
    for (std::size_t m = 0; m < tasks; ++m)
      histories.push_back(task.draw_history(task.draw_parameter(rng), horizon, rng));
    return histories;
  }

  /// ln p(D_m | ψ), m = 1 … M, in nats.
  [[nodiscard]] Eigen::VectorX<real_type> log_likelihood(
      const parameter_type& psi, const history_type& histories) const requires integrates_tasks {
    const auto task = process.task(psi);
    Eigen::VectorX<real_type> result(static_cast<Eigen::Index>(histories.size()));
    for (std::size_t m = 0; m < histories.size(); ++m)
      result[static_cast<Eigen::Index>(m)] = evidence(task, histories[m]);
    return result;
  }

  [[nodiscard]] std::size_t latent_dimension() const requires whitens_meta_parameter<Process> {
    return process.meta_latent_dimension();
  }
  [[nodiscard]] parameter_type parameter_from(const Eigen::VectorX<real_type>& z) const requires
      whitens_meta_parameter<Process> {
    return process.meta_parameter_from(z);
  }

 private:
  template <class Task, class History>
  [[nodiscard]] static real_type evidence(const Task& task, const History& history) {
    if constexpr (requires { task.log_evidence(history); })
      return task.log_evidence(history);
    else
      return task.log_predictive(history).sum();
  }
};

/// The meta part of a process at T labels a task: its own where it offers one.
template <meta_process Process>
[[nodiscard]] auto meta_part_of(const Process& process, std::size_t horizon) {
  if constexpr (offers_meta_part<Process>)
    return process.meta_part(horizon);
  else
    return meta_part<Process>{process, horizon};
}

}  // namespace infobound::inline v0_1
