// SPDX-License-Identifier: BSL-1.0
// Regressions on Gaussian inputs.
#include <infobound/information/marchenko_pastur.hpp>
#include <infobound/process/regression/gaussian_prior_regression.hpp>
#include <infobound/process/regression/gaussian_response.hpp>
#include <infobound/process/regression/generalised_linear_model.hpp>
#include <infobound/process/regression/linear_regression.hpp>
#include <infobound/process/regression/logistic_regression.hpp>
#include <infobound/process/regression/logistic_response.hpp>
#include <infobound/process/regression/poisson_response.hpp>
#include <infobound/process/regression/probit_response.hpp>
#include <infobound/process/regression/softmax_regression.hpp>

#include "verbs.hpp"

namespace fuzz {

namespace {

template <class Real, class Make>
void call_bounds(calls<Real>& call, Make make, const allowance& allowed = {}) {
  const std::size_t T = call.count("horizon", any_horizon);
  call_error_bounds(call, make, T, allowed);
  if (!call.valid()) return;
  const Real epsilon = call.positive_or_infinite("epsilon");
  call_rate(call, make, epsilon, allowed);
  if (epsilon < std::numeric_limits<Real>::infinity() && call.chance(20))
    call_sample_complexity(call, make, epsilon, allowed);
}

template <class Real>
void linear_regression(calls<Real>& call) {
  const bool small = call.chance(2);
  const auto d = call.dimension("dimension", small ? 12 : any_size);
  const Real noise = call.positive("noise_variance");
  const auto make = [=]<class R>(R) { return ib::linear_regression<R>{d, R(noise)}; };
  // Near the error without data a rate has an absolute error of as many units of rounding as coordinates.
  const allowance of_rounding{.absolute = 4 * static_cast<double>(d) *
                                          static_cast<double>(std::numeric_limits<Real>::epsilon())};
  if (!small) return call_bounds(call, make, of_rounding);
  const std::size_t T = call.count("horizon", 24);
  call_information(call, make, T);
  call("information(process, horizon, marchenko_pastur{})",
       [&]<class R>(R) {
         return answer().exact("asymptotic", ib::information(make(R()), T, ib::marchenko_pastur{}).lower.mean);
       },
       {.negative = true});
  const Real epsilon = call.positive_or_infinite("epsilon");
  call_rate_at(call, make, epsilon, T);
}

template <class Real>
void gaussian_prior_regression(calls<Real>& call) {
  const auto d = static_cast<Eigen::Index>(1 + call.pick(4));
  Eigen::VectorX<Real> mean(d);
  for (Eigen::Index i = 0; i < d; ++i) mean[i] = call.finite("prior_mean(" + std::to_string(i) + ")");
  const Real prior = call.positive("prior_variance");
  const Real noise = call.positive("noise_variance");
  const auto make = [=]<class R>(R) {
    return ib::gaussian_prior_regression<R>{mean.template cast<R>(), R(prior), R(noise)};
  };
  call_information(call, make, call.count("horizon", 12));
  if (call.valid()) call_bounds(call, make);
}

template <class Real>
void logistic_regression(calls<Real>& call) {
  const auto d = call.dimension("dimension", call.chance(4) ? any_size : 100);
  call_bounds(call, [=]<class R>(R) { return ib::logistic_regression<R>{d}; });
}

template <class Real>
void softmax_regression(calls<Real>& call) {
  const auto d = call.dimension("dimension", any_size);
  const auto classes = call.dimension("classes", std::size_t{1} << 20, 2);
  call_bounds(call, [=]<class R>(R) { return ib::softmax_regression<R>{d, classes}; });
}

template <class Real>
void generalised_linear_model(calls<Real>& call) {
  const auto d = call.dimension("dimension", 1000);
  if (call.chance(4)) {
    call_bounds(call,
                [=]<class R>(R) { return ib::generalised_linear_model<ib::logistic_response<R>, R>{.dimension = d}; });
  } else if (call.chance(3)) {
    call_bounds(call,
                [=]<class R>(R) { return ib::generalised_linear_model<ib::probit_response<R>, R>{.dimension = d}; });
  } else if (call.chance(2)) {
    call_bounds(call,
                [=]<class R>(R) { return ib::generalised_linear_model<ib::poisson_response<R>, R>{.dimension = d}; });
  } else {
    const Real noise = call.positive("noise_variance");
    // A curvature 1/σ² beyond the scalar's range is refused.
    call_bounds(call,
                [=]<class R>(R) {
                  return ib::generalised_linear_model<ib::gaussian_response<R>, R>{.dimension = d,
                                                                                   .response = {R(noise)}};
                },
                {.refusal = true, .named = "curvature"});
  }
}

}  // namespace

std::vector<family> regression_families() {
  return {
      {"linear_regression", linear_regression<float>, linear_regression<double>, linear_regression<long double>},
      {"gaussian_prior_regression", gaussian_prior_regression<float>, gaussian_prior_regression<double>,
       gaussian_prior_regression<long double>},
      {"logistic_regression", logistic_regression<float>, logistic_regression<double>,
       logistic_regression<long double>},
      {"softmax_regression", softmax_regression<float>, softmax_regression<double>, softmax_regression<long double>},
      {"generalised_linear_model", generalised_linear_model<float>, generalised_linear_model<double>,
       generalised_linear_model<long double>}};
}

}  // namespace fuzz
