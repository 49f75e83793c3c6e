// SPDX-License-Identifier: BSL-1.0
// What a learner is: anything that gives each label a probability or a density before it sees it.
#pragma once

#include <Eigen/Core>
#include <infobound/core/concepts.hpp>
#include <infobound/core/random_stream_type.hpp>

namespace infobound::inline v0_1 {

/// ln q_t(Y_{t+1} | H_t, X_t) for each label of a history of the truth, in nats: learner.log_predictive(history), one
/// entry a label. −∞ for a label that it held impossible, never NaN. What entry t says may depend on inputs up to X_t
/// and on labels before Y_{t+1} alone, which check_learner tests. Called by several threads at once.
template <class L, class Truth>
concept predicts_history = names_draws<Truth> &&
    requires(const L& learner, const typename Truth::history_type& history) {
  { learner.log_predictive(history) } -> eigen_convertible_to<Eigen::VectorX<real_type_t<Truth>>>;
};

/// The same for a learner that draws, initial weights or minibatches: learner.log_predictive(history, rng). Its error
/// is the mean over its draws.
template <class L, class Truth>
concept predicts_history_by_draws = names_draws<Truth> &&
    requires(const L& learner, const typename Truth::history_type& history, random_stream& rng) {
  { learner.log_predictive(history, rng) } -> eigen_convertible_to<Eigen::VectorX<real_type_t<Truth>>>;
};

/// A learner of data that the truth makes: no prior, no parameter, nothing to register. Where it predicts both with a
/// stream and without, it is asked with one.
template <class L, class Truth>
concept learner_of = predicts_history<L, Truth> || predicts_history_by_draws<L, Truth>;

namespace detail {

template <class L, class Truth>
concept has_log_predictive = requires(L& learner, const typename Truth::history_type& history) {
  learner.log_predictive(history);
}
|| requires(L& learner, const typename Truth::history_type& history, random_stream& rng) {
  learner.log_predictive(history, rng);
};

}  // namespace detail

/// True if L is a learner of the truth's data; otherwise the compiler says what is missing, in one sentence.
template <class L, class Truth>
consteval bool explain_learner() {
  constexpr bool predicts = learner_of<L, Truth>;
  constexpr bool has_member = detail::has_log_predictive<L, Truth>;
  static_assert(predicts || has_member,
                "infobound: the learner lacks log_predictive(history), ln q(Y_{t+1} | H_t) of a history_type of the "
                "truth, one entry a label; or log_predictive(history, rng) where it draws");
  static_assert(predicts || !has_member,
                "infobound: the learner has log_predictive, but not as a public const member of (history) or (history, "
                "rng) that returns an Eigen vector of the truth's real_type, one entry a label");
  return predicts;
}

}  // namespace infobound::inline v0_1
