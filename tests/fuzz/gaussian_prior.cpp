// SPDX-License-Identifier: BSL-1.0
// Responses under a Gaussian prior of one's own.
#include <infobound/process/regression/generalised_linear_model.hpp>
#include <infobound/process/regression/inputs.hpp>
#include <infobound/process/regression/logistic_regression.hpp>
#include <infobound/process/regression/poisson_response.hpp>
#include <infobound/process/regression/probit_response.hpp>
#include <infobound/process/regression/softmax_regression.hpp>

#include "drawn_prior.hpp"
#include "verbs.hpp"

namespace fuzz {

namespace {

template <class Real>
void responses_gaussian_prior(calls<Real>& call) {
  if (!call.chance(16)) return;
  const auto rows = static_cast<Eigen::Index>(1 + call.pick(3));
  const auto d = static_cast<Eigen::Index>(1 + call.pick(2));
  const Eigen::MatrixX<Real> design = call.design("matrix", rows, d);
  const std::size_t T = call.count("horizon", static_cast<std::size_t>(rows));
  const std::size_t which = call.pick(4);
  const Eigen::Index blocks = which == 3 ? 2 + static_cast<Eigen::Index>(call.pick(2)) : 1;
  const drawn_prior<Real> prior = draw_prior(call, blocks * d);
  // Means over a response settle in one scalar and not in another; both sides are true in each.
  const allowance allowed{.refusal = true, .named = "covariance", .compared = false};
  const auto compare = [&](const char* what, auto own, auto standard) {
    call(
        what,
        [&]<class R>(R) {
          const auto process = own(R(), prior.template as<R>());
          answer found = answer().bounds("error", ib::error_bounds(process, T));
          const auto own_bracket = ib::error_bracket(process, T);
          const auto wide = ib::error_bracket(own(wider<R>(), prior.template as<wider<R>>()), T);
          if (!prior.covariance.sums_cancel())
            found
                .ordered("lower side of a wider scalar", static_cast<long double>(wide.lower.value),
                         static_cast<long double>(own_bracket.upper.value))
                .ordered("upper side of a wider scalar", static_cast<long double>(own_bracket.lower.value),
                         static_cast<long double>(wide.upper.value));
          if (T > 1) {
            const auto before = ib::error_bracket(process, T / 2);
            found.ordered("information as data come in", R(before.lower.value * R(T / 2) / R(T)),
                          ib::error_bracket(process, T).upper.value);
          }
          return found;
        },
        allowed);
    if (!call.valid() || !call.chance(4)) return;
    call(
        "error_bracket(process, horizon), as under its gaussian_prior",
        [&]<class R>(R) {
          return answer()
              .bracket("error", ib::error_bracket(standard(R()), T))
              .bracket("error", ib::error_bracket(own(R(), standard_prior<R>(d, blocks)), T));
        },
        allowed);
  };
  const auto inputs = [&]<class R>(R) { return ib::fixed_design<R>{design.template cast<R>()}; };
  const auto generalised = [&]<class Response>(const char* what, Response response) {
    compare(
        what,
        [&]<class R>(R, const ib::gaussian_prior<R>& given) {
          return ib::generalised_linear_model<decltype(response(R())), R, ib::fixed_design<R>, ib::gaussian_prior<R>>{
              .dimension = d, .inputs = inputs(R()), .prior = given};
        },
        [&]<class R>(R) {
          return ib::generalised_linear_model<decltype(response(R())), R, ib::fixed_design<R>>{.dimension = d,
                                                                                               .inputs = inputs(R())};
        });
  };
  switch (which) {
    case 0:
      return compare(
          "error_bounds(logistic_regression under a gaussian_prior, horizon)",
          [&]<class R>(R, const ib::gaussian_prior<R>& given) {
            return ib::logistic_regression<R, ib::fixed_design<R>, ib::gaussian_prior<R>>{d, inputs(R()), given};
          },
          [&]<class R>(R) {
            return ib::logistic_regression<R, ib::fixed_design<R>>{d, inputs(R())};
          });
    case 1:
      return generalised("error_bounds(probit under a gaussian_prior, horizon)",
                         []<class R>(R) { return ib::probit_response<R>{}; });
    case 2:
      return generalised("error_bounds(Poisson under a gaussian_prior, horizon)",
                         []<class R>(R) { return ib::poisson_response<R>{}; });
    default:
      return compare(
          "error_bounds(softmax_regression under a gaussian_prior, horizon)",
          [&]<class R>(R, const ib::gaussian_prior<R>& given) {
            return ib::softmax_regression<R, ib::fixed_design<R>, ib::gaussian_prior<R>>{d, blocks, inputs(R()), given};
          },
          [&]<class R>(R) {
            return ib::softmax_regression<R, ib::fixed_design<R>>{d, blocks, inputs(R())};
          });
  }
}

}  // namespace

std::vector<family> gaussian_prior_families() {
  return {{"responses_gaussian_prior", responses_gaussian_prior<float>, responses_gaussian_prior<double>,
           responses_gaussian_prior<long double>}};
}

}  // namespace fuzz
