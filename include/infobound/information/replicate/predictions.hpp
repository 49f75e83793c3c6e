// SPDX-License-Identifier: BSL-1.0
// What a learner says of the labels of a replicate's history.
#pragma once

#include <Eigen/Core>
#include <cstddef>
#include <infobound/core/concepts.hpp>
#include <infobound/core/learner.hpp>
#include <infobound/core/numeric/equal.hpp>
#include <infobound/core/random_stream.hpp>
#include <infobound/core/require.hpp>
#include <infobound/core/reuse.hpp>
#include <infobound/information/replicate/replicate_origin.hpp>
#include <limits>
#include <memory>

namespace infobound::inline v0_1::detail {

/// ln q_t(Y_{t+1} | H_t), t = 0 … T−1, of one history after another; what a learner draws comes of a stream that nobody
/// else draws from. Every learner of a truth's data is asked through the same type, as what a policy does beside one is
/// compiled once then.
template <class Truth>
class predictions {
 public:
  using Real = real_type_t<Truth>;
  using history_type = typename Truth::history_type;

  template <class Learner>
  explicit predictions(const Learner& learner) : learner_(std::addressof(learner)), ask_(ask<Learner>) {}

  /// - Throws: std::runtime_error with seed and replicate for NaN and +∞, std::invalid_argument unless there is one
  ///           entry a label.
  const Eigen::VectorX<Real>& operator()(const history_type& history, std::size_t horizon,
                                         const replicate_origin& origin) {
    ask_(learner_, history, origin, terms_);
    require_same_size("log_predictive: number of entries", terms_.size(), "horizon",
                      static_cast<Eigen::Index>(horizon));
    for (const Real& term : terms_) {
      const replicate_origin learner{origin.policy, origin.seed, origin.replicate, origin.pilot, "learner"};
      if (is_nan(term)) learner.blame("log_predictive");
      if (!(term < std::numeric_limits<Real>::infinity())) learner.fail("log_predictive", " returned +infinity");
    }
    return terms_;
  }

  /// ln Q(H_T), or each of its terms where there is room for them; no weights are behind it.
  Real operator()(const history_type& history, std::size_t horizon, const replicate_origin& origin,
                  Eigen::ArrayX<Real>& terms) {
    const Eigen::VectorX<Real>& predicted = (*this)(history, horizon, origin);
    if (terms.size() == 1)
      terms[0] = predicted.sum();
    else
      terms = predicted.array();
    return 0;
  }

 private:
  template <class Learner>
  static void ask(const void* learner, const history_type& history, const replicate_origin& origin,
                  Eigen::VectorX<Real>& terms) {
    const Learner& asked = *static_cast<const Learner*>(learner);
    if constexpr (predicts_history_by_draws<Learner, Truth>) {
      random_stream rng(origin.seed, origin.replicate, stream_purpose::learner);
      reuse::assign_vector(terms, asked.log_predictive(history, rng), "log_predictive");
    } else {
      reuse::assign_vector(terms, asked.log_predictive(history), "log_predictive");
    }
  }

  const void* learner_;
  void (*ask_)(const void*, const history_type&, const replicate_origin&, Eigen::VectorX<Real>&);
  Eigen::VectorX<Real> terms_;
};

}  // namespace infobound::inline v0_1::detail
