// SPDX-License-Identifier: BSL-1.0
// What a linear regression with Gaussian noise holds of its labels before it has seen any.
#pragma once

#include <Eigen/Core>
#include <concepts>
#include <infobound/core/concepts.hpp>

namespace infobound::inline v0_1 {

/// Labels Y_{t+1} ~ N(θᵀ(X_t)_{1…k}, σ²) of the first k inputs, under the prior θ ~ N(μ, v I_k) (theory 9.3).
template <class Real>
struct gaussian_belief {
  Eigen::VectorX<Real> mean;  ///< μ, k ≥ 0 entries
  Real prior_variance;        ///< v > 0
  Real noise_variance;        ///< σ² > 0

  /// k.
  [[nodiscard]] Eigen::Index seen() const { return mean.size(); }
};

/// A regression on inputs whose whole law is a gaussian_belief, which it tells as belief().
template <class P>
concept holds_gaussian_belief = names_real_type<P> && names_draws<P> &&
    requires(const P& process, const typename P::history_type& history) {
  { process.belief() } -> std::same_as<gaussian_belief<real_type_t<P>>>;
  process.inputs;
  history.inputs.cols();
  history.labels.size();
};

}  // namespace infobound::inline v0_1
