// SPDX-License-Identifier: BSL-1.0
// A process with some of its capabilities taken away.

#pragma once

#include <Eigen/Core>
#include <cstddef>
#include <infobound/core/concepts.hpp>

/// What a process has that can be simulated and whitened, and no more.
template <class Process>
struct without_gradient {
  using real_type = infobound::real_type_t<Process>;
  using parameter_type = typename Process::parameter_type;
  using history_type = typename Process::history_type;

  Process inner;

  template <class Rng>
  [[nodiscard]] parameter_type draw_parameter(Rng& rng) const {
    return inner.draw_parameter(rng);
  }
  template <class Rng>
  [[nodiscard]] history_type draw_history(const parameter_type& theta, std::size_t horizon, Rng& rng) const {
    return inner.draw_history(theta, horizon, rng);
  }
  [[nodiscard]] Eigen::VectorX<real_type> log_likelihood(const parameter_type& theta,
                                                         const history_type& history) const {
    return inner.log_likelihood(theta, history);
  }
  [[nodiscard]] std::size_t latent_dimension() const { return inner.latent_dimension(); }
  [[nodiscard]] parameter_type parameter_from(const Eigen::VectorX<real_type>& z) const {
    return inner.parameter_from(z);
  }
};
template <class Process>
without_gradient(Process) -> without_gradient<Process>;

/// The same with its gradient, but without a Hessian.
template <class Process>
struct without_hessian : without_gradient<Process> {
  using typename without_gradient<Process>::real_type;
  using typename without_gradient<Process>::history_type;
  using without_gradient<Process>::inner;

  [[nodiscard]] Eigen::VectorX<real_type> gradient(const Eigen::VectorX<real_type>& z,
                                                   const history_type& history) const {
    return inner.gradient(z, history);
  }
};
template <class Process>
without_hessian(without_gradient<Process>) -> without_hessian<Process>;
