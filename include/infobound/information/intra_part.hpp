// SPDX-License-Identifier: BSL-1.0
// What a task tells of its own parameter where the meta-parameter is known, as an ordinary process.
#pragma once

#include <Eigen/Core>
#include <boost/random/normal_distribution.hpp>
#include <cstddef>
#include <cstdint>
#include <infobound/core/concepts.hpp>
#include <infobound/core/meta_concepts.hpp>
#include <infobound/core/random_stream.hpp>
#include <type_traits>
#include <utility>

namespace infobound::inline v0_1 {

/// The process whose information at horizon T is I(D;θ|ψ), in nats. ψ belongs to the history, and the parameter is what
/// is independent of it: θ = f(ψ, U) with U standard normal where tasks are whitened, else U the key of the random
/// stream that θ is drawn from. As U is independent of ψ, and D depends on U through θ alone,
/// I((ψ, D);U) = I(D;U|ψ) = I(D;θ|ψ). It can do what its tasks can: gradient, Hessian, predictive law.
/// - Source: theory 8.1, 8.6.
template <meta_process Process>
struct intra_part {
  using task_type = task_type_t<Process>;
  using real_type = real_type_t<Process>;
  static constexpr bool is_whitened = whitened_process<task_type>;
  using parameter_type = std::conditional_t<is_whitened, Eigen::VectorX<real_type>, std::uint64_t>;
  struct history_type {
    typename Process::meta_parameter_type psi;
    typename task_type::history_type task;
  };
  static constexpr bool independent_observations = has_independent_observations<task_type>;
  static constexpr bool log_concave_likelihood = has_log_concave_likelihood<task_type>;

  Process process;

  void validate() const { validate_all(process); }

  template <class Rng>
  [[nodiscard]] parameter_type draw_parameter(Rng& rng) const {
    if constexpr (is_whitened) {
      boost::random::normal_distribution<real_type> normal;
      return parameter_type::NullaryExpr(static_cast<Eigen::Index>(latent_dimension()), [&] { return normal(rng); });
    } else {
      return rng();
    }
  }

  template <class Rng>
  [[nodiscard]] history_type draw_history(const parameter_type& u, std::size_t horizon, Rng& rng) const {
    auto psi = process.draw_meta_parameter(rng);
    const auto task = process.task(psi);
    auto history = task.draw_history(theta(task, u), horizon, rng);
    return {std::move(psi), std::move(history)};
  }

  [[nodiscard]] Eigen::VectorX<real_type> log_likelihood(const parameter_type& u, const history_type& history) const {
    const auto task = process.task(history.psi);
    return task.log_likelihood(theta(task, u), history.task);
  }

  [[nodiscard]] Eigen::VectorX<real_type> log_predictive(const history_type& history) const requires
      conjugate_process<task_type> {
    return process.task(history.psi).log_predictive(history.task);
  }

  /// Draws ψ and, with it given, what a task integrates out itself: I(Y_{t+1};θ | H_t, ψ), t = 0 … T−1.
  [[nodiscard]] auto information_sampler(std::size_t horizon) const
      requires(samples_information<task_type> || solved_process<task_type>) {
    return [process = process, horizon](auto& rng, Eigen::Ref<Eigen::ArrayX<real_type>> increments) {
      const auto task = process.task(process.draw_meta_parameter(rng));
      if constexpr (samples_information<task_type>) {
        task.information_sampler(horizon)(rng, increments);
      } else {
        real_type before = 0;
        for (std::size_t t = 1; t <= horizon; ++t) {
          const real_type here = task.information(t);
          increments[static_cast<Eigen::Index>(t) - 1] = here - before;
          before = here;
        }
      }
    };
  }

  /// The number of standard normals that θ is made of, the same for every ψ.
  [[nodiscard]] std::size_t latent_dimension() const requires is_whitened {
    random_stream any(0);
    return process.task(process.draw_meta_parameter(any)).latent_dimension();
  }
  [[nodiscard]] parameter_type parameter_from(const Eigen::VectorX<real_type>& z) const requires is_whitened {
    return z;
  }

  [[nodiscard]] Eigen::VectorX<real_type> gradient(const Eigen::VectorX<real_type>& z, const history_type& history)
      const requires differentiable_process<task_type> {
    return process.task(history.psi).gradient(z, history.task);
  }
  [[nodiscard]] Eigen::MatrixX<real_type> hessian(const Eigen::VectorX<real_type>& z, const history_type& history) const
      requires(differentiable_process<task_type>&& evaluates_hessian<task_type>) {
    return process.task(history.psi).hessian(z, history.task);
  }

 private:
  [[nodiscard]] static auto theta(const task_type& task, const parameter_type& u) {
    if constexpr (is_whitened) {
      return task.parameter_from(u);
    } else {
      random_stream rng(u);
      return task.draw_parameter(rng);
    }
  }
};

}  // namespace infobound::inline v0_1
