// SPDX-License-Identifier: BSL-1.0
// The words in which an annealed run is described: where its path starts, how it is paced, what moves along it.
#pragma once

#include <cstddef>
#include <infobound/core/compiler.hpp>

namespace infobound::inline v0_1 {

/// How the inverse temperatures 0 = β_0 < … < β_K = 1 are spaced (theory 11.4).
enum class annealing_schedule {
  tuned,  ///< ((1+λ)^{k/K} − 1)/λ, λ = e^{2I/d} − 1 from pilots; uniform where the path starts at the posterior's mode
  power,    ///< (k/K)⁴
  sigmoid,  ///< the logistic function at 4(2k/K − 1), brought to [0, 1]
  uniform   ///< k/K
};

/// What moves a point at each temperature; every one is its own time reversal (theory 11.4, 11.9).
enum class annealing_kernel {
  automatic,         ///< hamiltonian where the process has a gradient, else elliptical_slice
  elliptical_slice,  ///< elliptical slice sampling (Murray, Adams and MacKay 2010): no gradient, nothing to tune
  langevin,          ///< one leapfrog step: the Metropolis-adjusted Langevin algorithm; needs a gradient
  hamiltonian        ///< three leapfrog steps; needs a gradient
};

/// The law from which the path leads to the posterior.
enum class annealing_start {
  prior,  ///< p(z)
  /// Laplace's approximation of the posterior (theory 11.8), unless pilots find the sides closer from the prior; needs
  /// a gradient and a Hessian.
  laplace
};

/// What pilot replicates say of a number of temperatures that is being tried for annealed.target_gap.
struct annealing_refinement {
  std::size_t temperatures;
  double gap;             ///< mean of upper − lower, in nats
  double standard_error;  ///< of the gap
};

/// An observer that wants to know of each refinement has this member besides the others.
template <class O>
concept refinement_observer = requires(const O& watching, const annealing_refinement& tried) {
  watching.refined(tried);
};

}  // namespace infobound::inline v0_1
