// SPDX-License-Identifier: BSL-1.0
// What tasks tell of everything, meta-parameter and task parameters together, as an ordinary process.
#pragma once

#include <Eigen/Core>
#include <cstddef>
#include <infobound/core/concepts.hpp>
#include <infobound/core/meta_concepts.hpp>
#include <infobound/core/random_stream.hpp>
#include <infobound/core/require.hpp>
#include <vector>

namespace infobound::inline v0_1 {

/// The process with parameter (ψ, θ_1, …, θ_M) whose t-th observation are the t-th labels of all M tasks. Its
/// information at horizon T is I(H_{M,T};ψ,θ_1,…,θ_M) = MT𝓛_{M,T}, in nats. It is whitened where ψ and the tasks are.
/// - Source: theory 8.1.
template <meta_process Process>
struct joint_part {
  using task_type = task_type_t<Process>;
  using real_type = real_type_t<Process>;
  struct parameter_type {
    typename Process::meta_parameter_type psi;
    std::vector<typename task_type::parameter_type> thetas;
  };
  using history_type = std::vector<typename task_type::history_type>;
  static constexpr bool independent_observations = has_independent_observations<task_type>;
  static constexpr bool is_whitened = whitens_meta_parameter<Process> && whitened_process<task_type>;

  Process process;
  std::size_t tasks;  ///< M ≥ 1

  void validate() const {
    validate_all(process);
    require_at_least("joint_part.tasks", tasks, 1);
  }

  template <class Rng>
  [[nodiscard]] parameter_type draw_parameter(Rng& rng) const {
    parameter_type drawn{process.draw_meta_parameter(rng), {}};
    const auto task = process.task(drawn.psi);
    for (std::size_t m = 0; m < tasks; ++m) drawn.thetas.push_back(task.draw_parameter(rng));
    return drawn;
  }

  template <class Rng>
  [[nodiscard]] history_type draw_history(const parameter_type& drawn, std::size_t horizon, Rng& rng) const {
    const auto task = process.task(drawn.psi);
    history_type histories;
    histories.reserve(tasks);
    for (const auto& theta : drawn.thetas) histories.push_back(task.draw_history(theta, horizon, rng));
    return histories;
  }

  /// Σ_m ln p(Y_{t+1} of task m | θ_m, H_t of task m), t = 0 … T−1, in nats.
  [[nodiscard]] Eigen::VectorX<real_type> log_likelihood(const parameter_type& drawn,
                                                         const history_type& histories) const {
    const auto task = process.task(drawn.psi);
    Eigen::VectorX<real_type> result = task.log_likelihood(drawn.thetas.front(), histories.front());
    for (std::size_t m = 1; m < histories.size(); ++m) result += task.log_likelihood(drawn.thetas[m], histories[m]);
    return result;
  }

  [[nodiscard]] std::size_t latent_dimension() const requires is_whitened {
    random_stream any(0);
    const auto task = process.task(process.draw_meta_parameter(any));
    return process.meta_latent_dimension() + tasks * task.latent_dimension();
  }
  [[nodiscard]] parameter_type parameter_from(const Eigen::VectorX<real_type>& z) const requires is_whitened {
    const auto shared = static_cast<Eigen::Index>(process.meta_latent_dimension());
    parameter_type result{process.meta_parameter_from(z.head(shared)), {}};
    const auto task = process.task(result.psi);
    const auto own = static_cast<Eigen::Index>(task.latent_dimension());
    for (std::size_t m = 0; m < tasks; ++m)
      result.thetas.push_back(task.parameter_from(z.segment(shared + static_cast<Eigen::Index>(m) * own, own)));
    return result;
  }
};

/// The joint part of a process with M tasks: its own where it offers one.
template <meta_process Process>
[[nodiscard]] auto joint_part_of(const Process& process, std::size_t tasks) {
  if constexpr (offers_joint_part<Process>)
    return process.joint_part(tasks);
  else
    return joint_part<Process>{process, tasks};
}

}  // namespace infobound::inline v0_1
