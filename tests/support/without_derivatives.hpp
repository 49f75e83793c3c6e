// SPDX-License-Identifier: BSL-1.0
// A process of which no more is known than how to simulate it, its likelihood and its whitened coordinates.

#pragma once

#include <Eigen/Core>
#include <cstddef>

/// Hides all other members of a process.
template <class Process>
struct without_derivatives {
  using real_type = typename Process::real_type;
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
