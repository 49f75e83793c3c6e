// SPDX-License-Identifier: BSL-1.0
// Regressions on a design, in any units.
#include <infobound/process/regression/gaussian_prior_regression.hpp>
#include <infobound/process/regression/generalised_linear_model.hpp>
#include <infobound/process/regression/inputs.hpp>
#include <infobound/process/regression/linear_regression.hpp>
#include <infobound/process/regression/logistic_regression.hpp>
#include <infobound/process/regression/logistic_response.hpp>
#include <infobound/process/regression/softmax_regression.hpp>

#include "verbs.hpp"

namespace fuzz {

namespace {

template <class Real>
struct drawn_design {
  Eigen::MatrixX<Real> rows;
  std::size_t horizon;

  template <class R>
  [[nodiscard]] ib::fixed_design<R> as() const {
    return {rows.template cast<R>()};
  }

  /// Small gains of dependent columns that are more than 24 decades apart may be wrong.
  [[nodiscard]] allowance of_gains() const {
    const auto sizes = rows.colwise().template lpNorm<Eigen::Infinity>().template cast<long double>();
    long double least = std::numeric_limits<long double>::infinity();
    for (const long double size : sizes.eval())
      if (size > 0) least = std::min(least, size);
    return {.relative = sizes.maxCoeff() / least > 1e24L ? 1e30 : 0};
  }
};

template <class Real>
[[nodiscard]] drawn_design<Real> draw_design(calls<Real>& call) {
  const auto rows = static_cast<Eigen::Index>(1 + call.pick(8));
  const auto columns = static_cast<Eigen::Index>(1 + call.pick(4));
  return {call.design("matrix", rows, columns), call.count("horizon", static_cast<std::size_t>(rows))};
}

template <class Real>
void linear_regression_design(calls<Real>& call) {
  const auto design = draw_design(call);
  const Real noise = call.positive("noise_variance");
  const auto make = [&]<class R>(R) {
    return ib::linear_regression<R, ib::fixed_design<R>>{design.rows.cols(), R(noise), design.template as<R>()};
  };
  call_information(call, make, design.horizon);
  call_error_bounds(call, make, design.horizon);
  call_rate_at(call, make, call.positive_or_infinite("epsilon"), design.horizon, design.of_gains());
}

template <class Real>
void gaussian_prior_regression_design(calls<Real>& call) {
  const auto design = draw_design(call);
  Eigen::VectorX<Real> mean(design.rows.cols());
  for (Real& entry : mean) entry = call.finite("prior_mean");
  const Real prior = call.positive("prior_variance");
  const Real noise = call.positive("noise_variance");
  const auto make = [&]<class R>(R) {
    return ib::gaussian_prior_regression<R, ib::fixed_design<R>>{mean.template cast<R>(), R(prior), R(noise),
                                                                 design.template as<R>()};
  };
  // σ²/(dv) beyond the scalar's range is refused.
  const allowance of_ratio{.refusal = true};
  call_information(call, make, design.horizon, of_ratio);
  call_error_bounds(call, make, design.horizon, of_ratio);
}

template <class Real>
void classification_design(calls<Real>& call) {
  const auto design = draw_design(call);
  const auto d = design.rows.cols();
  const auto logistic = [&]<class R>(R) {
    return ib::logistic_regression<R, ib::fixed_design<R>>{d, design.template as<R>()};
  };
  const auto generalised = [&]<class R>(R) {
    return ib::generalised_linear_model<ib::logistic_response<R>, R, ib::fixed_design<R>>{
        .dimension = d, .inputs = design.template as<R>()};
  };
  call_error_bounds(call, logistic, design.horizon);
  call_error_bounds(call, generalised, design.horizon);
  const auto classes = call.dimension("classes", 1000, 2);
  const auto softmax = [&]<class R>(R) {
    return ib::softmax_regression<R, ib::fixed_design<R>>{d, classes, design.template as<R>()};
  };
  call_error_bounds(call, softmax, design.horizon);
  const Real epsilon = call.positive_or_infinite("epsilon");
  call_rate_at(call, softmax, epsilon, design.horizon);
}

}  // namespace

std::vector<family> design_families() {
  return {{"linear_regression_design", linear_regression_design<float>, linear_regression_design<double>,
           linear_regression_design<long double>},
          {"gaussian_prior_regression_design", gaussian_prior_regression_design<float>,
           gaussian_prior_regression_design<double>, gaussian_prior_regression_design<long double>},
          {"classification_design", classification_design<float>, classification_design<double>,
           classification_design<long double>}};
}

}  // namespace fuzz
