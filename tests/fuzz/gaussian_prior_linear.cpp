// SPDX-License-Identifier: BSL-1.0
// Linear regression under a Gaussian prior of one's own: its information, a part of it, and what another prior costs.
#include <algorithm>
#include <infobound/bound/misspecified/misspecification_upper.hpp>
#include <infobound/bound/misspecified/misspecified_error.hpp>
#include <infobound/bound/misspecified/prior_divergence.hpp>
#include <infobound/information/information_about.hpp>
#include <infobound/process/regression/correlated_gaussian_inputs.hpp>
#include <infobound/process/regression/gaussian_prior_regression.hpp>
#include <infobound/process/regression/inputs.hpp>
#include <infobound/process/regression/linear_regression.hpp>
#include <infobound/process/regression/linear_regression_gaussian_prior.hpp>
#include <limits>
#include <vector>

#include "drawn_prior.hpp"
#include "verbs.hpp"

namespace fuzz {

namespace {

/// The largest of XL over the root of the noise.
template <class Real>
[[nodiscard]] long double signal_of(const Eigen::MatrixX<Real>& design, const drawn_covariance<Real>& covariance,
                                    const Real& noise) {
  return static_cast<long double>(design.cwiseAbs().maxCoeff()) * covariance.size() /
         std::sqrt(static_cast<long double>(noise));
}

/// Whether its rounding is so far below the noise.
template <class Real>
[[nodiscard]] bool told(long double signal, long double most) {
  return signal * std::numeric_limits<Real>::epsilon() < most;
}

template <class Real>
void linear_gaussian_prior_design(calls<Real>& call) {
  const auto rows = static_cast<Eigen::Index>(1 + call.pick(6));
  const auto d = static_cast<Eigen::Index>(1 + call.pick(3));
  const Eigen::MatrixX<Real> design = call.design("matrix", rows, d);
  const drawn_prior<Real> prior = draw_prior(call, d);
  const Real noise = call.positive("noise_variance");
  const std::size_t T = call.count("horizon", static_cast<std::size_t>(rows));
  const auto make = [&]<class R>(R) {
    return ib::linear_regression<R, ib::fixed_design<R>, ib::gaussian_prior<R>>{
        d, R(noise), {design.template cast<R>()}, prior.template as<R>()};
  };
  // XL is beyond the range of one scalar and not of another, its sums cancel, and where gains are beyond the square of
  // the scalar's digits its rounding is seen.
  const long double eps = std::numeric_limits<Real>::epsilon();
  const auto size = [](const auto& matrix) { return static_cast<long double>(matrix.cwiseAbs().maxCoeff()); };
  const long double deviation = size(design) * eps / std::sqrt(static_cast<long double>(noise));
  const allowance allowed{
      .refusal = true,
      .compared = told<Real>(signal_of(design, prior.covariance, noise), 1e-5L) && !prior.covariance.sums_cancel()};
  call_information(call, make, T, allowed);
  call_error_bounds(call, make, T, allowed);
  // Next to no error is that of the least gain, which rounding makes.
  call_rate_at(call, make, call.positive_or_infinite("epsilon"), T, {.refusal = true, .compared = false});
  if (!call.valid() || !(deviation < 1e-5L)) return;
  call("information(process, horizon), as under its gaussian_prior",
       [&]<class R>(R) {
         const ib::fixed_design<R> inputs{design.template cast<R>()};
         const ib::linear_regression<R, ib::fixed_design<R>, ib::gaussian_prior<R>> own{d, R(noise), inputs,
                                                                                        standard_prior<R>(d)};
         const ib::linear_regression<R, ib::fixed_design<R>> standard{d, R(noise), inputs};
         const R one = own.information(T), other = standard.information(T);
         return answer()
             .ordered("information", one, R(other * (1 + R(1e-5F))))
             .ordered("information", other, R(one * (1 + R(1e-5F))));
       },
       {.refusal = true});
}

template <class Real>
void linear_gaussian_prior_inputs(calls<Real>& call) {
  const bool many = call.chance(16);  // more than are tried one by one
  const auto d = static_cast<Eigen::Index>(many ? 17 + call.pick(8) : 1 + call.pick(4));
  const drawn_prior<Real> prior = draw_prior(call, d);
  const Real noise = call.positive("noise_variance");
  const std::size_t T = call.count("horizon", any_horizon);
  const auto compare = [&](auto make, const allowance& allowed) {
    call_error_bounds(call, make, T, allowed);
    call(
        "error_bracket(process, horizon), as data come in",
        [&]<class R>(R) {
          const auto process = make(R());
          const auto here = ib::error_bracket(process, T);
          answer found = answer().bracket("error", here);
          if (T > 1) {
            const std::size_t before = T / 2;
            const auto earlier = ib::error_bracket(process, before);
            found.ordered("error as data come in", here.lower.value, earlier.upper.value)
                .ordered("information as data come in", R(earlier.lower.value * R(before) / R(T)), here.upper.value);
          }
          return found;
        },
        allowed);
    if (call.valid()) call_rate(call, make, call.positive_or_infinite("epsilon"), allowed);
  };
  if (call.chance(2)) {
    const bool cancels = prior.covariance.sums_cancel();
    const auto make = [&]<class R>(R) {
      return ib::linear_regression<R, ib::gaussian_inputs, ib::gaussian_prior<R>>{
          d, R(noise), {}, prior.template as<R>()};
    };
    // Of many eigenvalues rounding chooses among partitions that are nearly as good.
    compare(make, {.refusal = true, .relative = many ? 1e-2 : 1e-7, .compared = !cancels});
    if (!call.valid()) return;
    call("error_bracket(process, horizon), as under its gaussian_prior",
         [&]<class R>(R) {
           const ib::linear_regression<R, ib::gaussian_inputs, ib::gaussian_prior<R>> own{
               d, R(noise), {}, standard_prior<R>(d)};
           const ib::linear_regression<R> standard{d, R(noise)};
           const auto mine = ib::error_bracket(own, T);
           const auto theirs = ib::error_bracket(standard, T);
           return answer().bracket("error", mine).bracket("error", theirs);
         },
         {.refusal = true, .named = "covariance", .compared = false});
  } else {
    const drawn_covariance<Real> moment = draw_covariance(call, d);
    compare(
        [&]<class R>(R) {
          return ib::linear_regression<R, ib::correlated_gaussian_inputs<R>, ib::gaussian_prior<R>>{
              d, R(noise), {moment.template as<R>()}, prior.template as<R>()};
        },
        {.refusal = true, .named = "inputs", .compared = false});
  }
}

template <class Real>
void linear_regression_part(calls<Real>& call) {
  const auto rows = static_cast<Eigen::Index>(1 + call.pick(6));
  const auto d = static_cast<Eigen::Index>(1 + call.pick(4));
  const Eigen::MatrixX<Real> design = call.design("matrix", rows, d);
  const drawn_prior<Real> prior = draw_prior(call, d);
  const Real noise = call.positive("noise_variance");
  const std::size_t T = call.count("horizon", static_cast<std::size_t>(rows));
  std::vector<Eigen::Index> part;
  for (Eigen::Index i = 0; i < d; ++i)
    if ((part.empty() && i + 1 == d) || call.chance(2)) part.push_back(i);
  // Where the rounding of XL is not far below the noise, or scales are far apart, digits of what is left are lost.
  const long double signal = signal_of(design, prior.covariance, noise);
  const bool is_told = told<Real>(signal, 1e-9L) && signal < 1e4L && signal > 1e-4L;
  call("information_about(process, part, horizon)",
       [&]<class R>(R) {
         const ib::linear_regression<R, ib::fixed_design<R>, ib::gaussian_prior<R>> process{
             d, R(noise), {design.template cast<R>()}, prior.template as<R>()};
         const R whole = ib::information(process, T, ib::closed_form{}).lower.mean;
         const R own = ib::information_about(process, part, T).lower.mean;
         answer found = answer().exact("information", own).ordered("that of all", own, whole);
         std::vector<Eigen::Index> more = part;
         for (Eigen::Index i = 0; i < d; ++i)
           if (std::find(part.begin(), part.end(), i) == part.end()) {
             more.push_back(i);
             break;
           }
         found.ordered("that of a larger part", own, ib::information_about(process, more, T).lower.mean);
         if (static_cast<Eigen::Index>(more.size()) == d)
           found.exact("that of every coefficient", ib::information_about(process, more, T).lower.mean)
               .exact("that of every coefficient", whole);
         // The chain rule.
         const R rest = ib::information(process.given(part), T, ib::closed_form{}).lower.mean;
         return found.exact("chain", R(own + rest)).exact("chain", whole);
       },
       {.refusal = true, .relative = 1e-6, .absolute = is_told ? 1e-7 : 1e30, .named = "inputs", .compared = is_told});
}

template <class Real>
void gaussian_prior_divergence(calls<Real>& call) {
  const auto rows = static_cast<Eigen::Index>(1 + call.pick(6));
  const auto d = static_cast<Eigen::Index>(1 + call.pick(3));
  const Eigen::MatrixX<Real> design = call.design("matrix", rows, d);
  const drawn_prior<Real> mine = draw_prior(call, d);
  const drawn_prior<Real> theirs = draw_prior(call, d);
  const Real noise = call.positive("noise_variance");
  const auto process = [&]<class R>(R, const drawn_prior<Real>& prior, const Real& own_noise) {
    return ib::linear_regression<R, ib::fixed_design<R>, ib::gaussian_prior<R>>{
        d, R(own_noise), {design.template cast<R>()}, prior.template as<R>()};
  };
  // Whether planes are one is a matter of rounding, and so is what factors nearly dependent say of each other.
  const bool scales = !mine.covariance.sums_cancel() && !theirs.covariance.sums_cancel();
  const allowance of_planes{.refusal = true, .named = ".prior", .compared = scales};
  call(
      "prior_divergence(truth, learner)",
      [&]<class R>(R) {
        return answer().exact("divergence",
                              ib::prior_divergence(process(R(), mine, noise), process(R(), theirs, noise)));
      },
      of_planes);
  const Real assumed = call.chance(2) ? noise : call.positive("noise_variance");
  const std::size_t T = call.count("horizon", static_cast<std::size_t>(rows));
  call(
      "misspecification_upper(truth, learner, horizon)",
      [&]<class R>(R) {
        return answer().upper(
            "cost", ib::misspecification_upper(process(R(), mine, noise), process(R(), theirs, assumed), T).value);
      },
      of_planes);
  call("misspecified_error(truth, learner, horizon, closed_form{})",
       [&]<class R>(R) {
         const auto truth = process(R(), mine, noise);
         const auto learner = process(R(), theirs, assumed);
         const auto cost = ib::misspecified_error(truth, learner, T, ib::closed_form{});
         return answer()
             .exact("misspecification", cost.misspecification.lower.mean)
             .exact("estimation", cost.estimation.lower.mean)
             .exact("error", R(ib::information(truth, T, ib::closed_form{}).lower.mean / R(T)))
             .exact("error", cost.estimation.lower.mean)
             .ordered("total", cost.misspecification.lower.mean, cost.total.lower.mean);
       },
       {.refusal = true,
        .relative = 1e-8,
        .absolute = 1e-40,
        .named = ".prior",
        .compared = scales && told<Real>(signal_of(design, mine.covariance, noise), 1e-5L)});
  if (!call.valid() || !scales) return;
  call("misspecified_error(truth, learner, horizon), below the divergence of the priors",
       [&]<class R>(R) {
         const auto truth = process(R(), mine, noise);
         const auto learner = process(R(), theirs, noise);
         const R paid = ib::misspecified_error(truth, learner, T, ib::closed_form{}).misspecification.lower.mean;
         const R most = ib::misspecification_upper(truth, learner, T).value;
         return answer().ordered("misspecification", paid, R(most * (1 + R(1e-5F))));
       },
       {.refusal = true, .absolute = 1e-25, .named = ".prior"});
  call("misspecified_error(truth, learner, horizon), as of priors of one variance",
       [&]<class R>(R) {
         const ib::linear_regression<R, ib::fixed_design<R>> standard{d, R(noise), {design.template cast<R>()}};
         const ib::gaussian_prior_regression<R, ib::fixed_design<R>> vague{
             Eigen::VectorX<R>::Zero(d), R(2), R(assumed), {design.template cast<R>()}};
         const ib::linear_regression<R, ib::fixed_design<R>, ib::gaussian_prior<R>> own{
             d, R(noise), {design.template cast<R>()}, standard_prior<R>(d)};
         const R one = ib::misspecified_error(standard, vague, T, ib::closed_form{}).misspecification.lower.mean;
         const R other = ib::misspecified_error(own, vague, T, ib::closed_form{}).misspecification.lower.mean;
         return answer()
             .ordered("misspecification", one, R(other * (1 + R(1e-4F))))
             .ordered("misspecification", other, R(one * (1 + R(1e-4F))));
       },
       {.refusal = true, .absolute = 1e-13, .named = ".prior"});
}

}  // namespace

std::vector<family> gaussian_prior_linear_families() {
  return {{"linear_gaussian_prior_design", linear_gaussian_prior_design<float>, linear_gaussian_prior_design<double>,
           linear_gaussian_prior_design<long double>},
          {"linear_gaussian_prior_inputs", linear_gaussian_prior_inputs<float>, linear_gaussian_prior_inputs<double>,
           linear_gaussian_prior_inputs<long double>},
          {"linear_regression_part", linear_regression_part<float>, linear_regression_part<double>,
           linear_regression_part<long double>},
          {"gaussian_prior_divergence", gaussian_prior_divergence<float>, gaussian_prior_divergence<double>,
           gaussian_prior_divergence<long double>}};
}

}  // namespace fuzz
