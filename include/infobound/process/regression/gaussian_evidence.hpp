// SPDX-License-Identifier: BSL-1.0
// The evidence of a whole history of linear regression at once (theory 3.1).
#pragma once

#include <Eigen/Core>
#include <infobound/core/numeric/allowed_cancellation.hpp>
#include <infobound/core/numeric/cmath.hpp>
#include <infobound/core/numeric/pi.hpp>
#include <infobound/core/numeric/ridge_factor.hpp>
#include <infobound/process/regression/gaussian_belief.hpp>
#include <utility>

namespace infobound::inline v0_1::detail {

/// ln p(Y_1, …, Y_T | inputs) under a gaussian_belief, in nats: the sum of the predictive terms, for less than they
/// cost one by one. Memory is used again.
/// - Cost: O(T k min(k, T)).
template <class Real>
class gaussian_evidence {
 public:
  explicit gaussian_evidence(gaussian_belief<Real> belief, const Real& allowed_cancellation = exacting<Real>())
      : belief_(std::move(belief)), allowed_(allowed_cancellation) {}

  template <class History>
  [[nodiscard]] Real operator()(const History& history) {
    using std::log;
    const auto inputs = history.inputs.topRows(belief_.seen());
    const Real T = Real(history.labels.size());
    errors_ = history.labels;
    errors_.noalias() -= inputs.transpose() * belief_.mean;
    factor_.factorise(inputs, belief_.prior_variance, belief_.noise_variance, allowed_);
    return -(T * log_two_pi_times(belief_.noise_variance) + factor_.log_determinant() +
             (factor_.quadratic(inputs, errors_) / belief_.noise_variance).value()) /
           2;
  }

 private:
  gaussian_belief<Real> belief_;
  Real allowed_;
  ridge_factor<Real> factor_;
  Eigen::VectorX<Real> errors_;
};

}  // namespace infobound::inline v0_1::detail
