// SPDX-License-Identifier: BSL-1.0
// The most that a wrong prior can cost an observation.
#pragma once

#include <cstddef>
#include <infobound/bound/misspecified/prior_divergence.hpp>
#include <infobound/core/bound.hpp>
#include <infobound/core/concepts.hpp>
#include <infobound/core/numeric/equal.hpp>
#include <infobound/core/require.hpp>
#include <limits>
#include <string>

namespace infobound::inline v0_1 {

namespace detail {

/// Whether truth and learner have one likelihood and differ in their priors at most: noise, or rows of probabilities,
/// are compared; the others of the library have but one.
template <class Truth, class Learner>
[[nodiscard]] bool same_likelihood(const Truth& truth, const Learner& learner) {
  if constexpr (requires { truth.noise_variance == learner.noise_variance; }) {
    return detail::equal(truth.noise_variance, learner.noise_variance);
  } else if constexpr (requires {
                         truth.likelihood.rows();
                         learner.likelihood.rows();
                       }) {
    return truth.likelihood.rows() == learner.likelihood.rows() &&
           truth.likelihood.cols() == learner.likelihood.cols() && truth.likelihood == learner.likelihood;
  } else {
    return true;
  }
}

}  // namespace detail

/// KL(P(H_T) ‖ P̃(H_T))/T ≤ KL(P_θ ‖ P̃_θ)/T, in nats per observation, for a learner with the truth's likelihood and a
/// prior of its own; ∞ where its prior excludes what the truth's does not, and where the likelihoods differ, as no such
/// bound then holds. The divergence of histories may be finite all the same.
/// - Domain: T ≥ 1; pairs that prior_divergence takes. A process of the user's own answers for its likelihood.
/// - Throws: as prior_divergence.
/// - Source: theory 9.2; Jeon & Van Roy Theorem 62.
template <class Truth, class Learner>
[[nodiscard]] bound<real_type_t<Truth>> misspecification_upper(const Truth& truth, const Learner& learner,
                                                               std::size_t horizon) {
  using Real = real_type_t<Truth>;
  require_at_least("horizon", horizon, 1);
  const Real divergence = prior_divergence(truth, learner);
  if (!detail::same_likelihood(truth, learner))
    return {std::numeric_limits<Real>::infinity(), direction::upper,
            "none: Theorem 62 asks for one likelihood (theory 9.2)"};
  return {divergence / Real(horizon), direction::upper, "Theorem 62, divergence of priors (theory 9.2)"};
}

}  // namespace infobound::inline v0_1
