// SPDX-License-Identifier: BSL-1.0
// What minimax_error asks of a family of laws whose parameter is in an interval (theory 13.5).
#pragma once

#include <Eigen/Core>
#include <concepts>
#include <cstddef>
#include <infobound/core/compiler.hpp>

namespace infobound::inline v0_1 {

/// Laws P_θ of H_T, θ ∈ [least, most], without a prior. statistic(T) knows a sufficient statistic of H_T with finitely
/// many values, the same ones for every θ: log_law(θ) are the logarithms of their probabilities, −∞ allowed, and
/// curvature(θs, weights) is an m for which θ ↦ KL(P_θ‖Σ w P) + m θ²/2 is convex on the interval. coordinate is a
/// rising function of θ in which H_T has about unit Fisher information, and parameter its inverse: they only guide the
/// search.
template <class F>
concept interval_family = requires(const F& family, std::size_t horizon, typename F::real_type theta,
                                   Eigen::VectorX<typename F::real_type> thetas) {
  { family.least } -> std::convertible_to<typename F::real_type>;
  { family.most } -> std::convertible_to<typename F::real_type>;
  family.statistic(horizon).log_law(theta);
  family.statistic(horizon).coordinate(theta);
  family.statistic(horizon).parameter(theta);
  family.statistic(horizon).curvature(thetas, thetas);
};

}  // namespace infobound::inline v0_1
