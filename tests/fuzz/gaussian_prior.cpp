// SPDX-License-Identifier: BSL-1.0
// Regressions under a Gaussian prior of one's own.
#include <infobound/process/regression/generalised_linear_model.hpp>
#include <infobound/process/regression/inputs.hpp>
#include <infobound/process/regression/linear_regression_gaussian_prior.hpp>
#include <infobound/process/regression/logistic_regression.hpp>
#include <infobound/process/regression/poisson_response.hpp>
#include <infobound/process/regression/probit_response.hpp>
#include <infobound/process/regression/softmax_regression.hpp>

#include "verbs.hpp"

namespace fuzz {

namespace {

/// A covariance from scales, from a factor, which may have a small rank, or a matrix.
template <class Real>
struct drawn_covariance {
  enum class kind { scales, factor, matrix } given;
  Eigen::MatrixX<Real> values;

  template <class R>
  [[nodiscard]] ib::gaussian_covariance<R> as() const {
    const Eigen::MatrixX<R> cast = values.template cast<R>();
    if (given == kind::scales) return ib::gaussian_covariance<R>::from_scales(cast.col(0));
    if (given == kind::factor) return ib::gaussian_covariance<R>::from_factor(cast);
    return cast;
  }

  /// XL has sums, which cancel, and of a matrix the eigenvalues that rounding may have made are 0: others in a wider
  /// scalar.
  [[nodiscard]] bool sums_cancel() const { return given != kind::scales; }
};

template <class Real>
[[nodiscard]] drawn_covariance<Real> draw_covariance(calls<Real>& call, Eigen::Index d) {
  using kind = typename drawn_covariance<Real>::kind;
  if (call.chance(2)) return {kind::scales, call.non_negatives("covariance: scale", d)};
  const auto rank = static_cast<Eigen::Index>(1 + call.pick(static_cast<std::size_t>(d)));
  const Eigen::MatrixX<Real> factor = call.design("covariance: factor", d, rank);
  if (call.chance(2) || !call.valid()) return {kind::factor, factor};
  const Eigen::MatrixX<Real> matrix = factor * factor.transpose();
  if (!matrix.allFinite()) return {kind::factor, factor};
  call.record("covariance", matrix);
  return {kind::matrix, matrix};
}

template <class Real>
struct drawn_prior {
  Eigen::VectorX<Real> mean;
  drawn_covariance<Real> covariance;

  template <class R>
  [[nodiscard]] ib::gaussian_prior<R> as() const {
    return {mean.template cast<R>(), covariance.template as<R>()};
  }
};

template <class Real>
[[nodiscard]] drawn_prior<Real> draw_prior(calls<Real>& call, Eigen::Index d) {
  Eigen::VectorX<Real> mean;
  if (call.chance(2)) {
    mean.resize(d);
    for (Real& entry : mean) entry = call.finite("gaussian_prior.mean");
  }
  return {mean, draw_covariance(call, d)};
}

/// N(0, I/d), the prior of a regression that is given none.
template <class R>
[[nodiscard]] ib::gaussian_prior<R> standard_prior(Eigen::Index dimension, Eigen::Index blocks = 1) {
  return {{},
          ib::gaussian_covariance<R>::from_scales(
              Eigen::VectorX<R>::Constant(dimension * blocks, 1 / std::sqrt(R(dimension))))};
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
  const bool told = deviation * size(prior.covariance.values) < 1e-5L;
  const allowance allowed{.refusal = true, .relative = told && !prior.covariance.sums_cancel() ? 0 : 1e30};
  call_information(call, make, T, allowed);
  call_error_bounds(call, make, T, allowed);
  // Next to no error is that of the least gain, which rounding makes.
  call_rate_at(call, make, call.positive_or_infinite("epsilon"), T, {.refusal = true, .relative = 1e30});
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
  const allowance allowed{.refusal = true, .relative = 1e30, .named = "covariance"};
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
  return {{"linear_gaussian_prior_design", linear_gaussian_prior_design<float>, linear_gaussian_prior_design<double>,
           linear_gaussian_prior_design<long double>},
          {"responses_gaussian_prior", responses_gaussian_prior<float>, responses_gaussian_prior<double>,
           responses_gaussian_prior<long double>}};
}

}  // namespace fuzz
