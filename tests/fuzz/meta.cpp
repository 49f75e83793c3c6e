// SPDX-License-Identifier: BSL-1.0
// Meta-processes: what theorems say of the parts of their error.
#include <infobound/bound/meta/meta_bracket.hpp>
#include <infobound/bound/meta/meta_error.hpp>
#include <infobound/process/conjugate/gaussian_mean.hpp>
#include <infobound/process/meta/gaussian_hierarchy.hpp>
#include <infobound/process/meta/linear_representation.hpp>
#include <infobound/process/meta/task_mixture.hpp>
#include <infobound/process/regression/linear_regression.hpp>
#include <infobound/process/regression/logistic_regression.hpp>

#include "verbs.hpp"

namespace fuzz {

namespace {

template <class Real, class Make>
void call_meta_bracket(calls<Real>& call, Make make, std::size_t M, std::size_t T, const allowance& allowed = {}) {
  call(
      "meta_bracket(process, tasks, horizon)",
      [&]<class R>(R) {
        const auto found = ib::meta_bracket(make(R()), M, T);
        return answer().bracket("meta", found.meta).bracket("intra", found.intra).bracket("total", found.total);
      },
      allowed);
}

template <class Real>
void gaussian_hierarchy(calls<Real>& call) {
  const Real meta = call.positive("meta_variance");
  const Real task = call.positive("task_variance");
  const Real noise = call.positive("noise_variance");
  const auto d = call.dimension("dimension", any_size);
  const std::size_t M = call.count("tasks", any_horizon);
  const std::size_t T = call.count("horizon", any_horizon);
  const auto make = [=]<class R>(R) { return ib::gaussian_hierarchy<R>{R(meta), R(task), R(noise), d}; };
  call_meta_bracket(call, make, M, T);
  call("meta_error(process, tasks, horizon) within meta_bracket", [&]<class R>(R) {
    const auto process = make(R());
    const auto error = ib::meta_error(process, M, T, ib::closed_form{});
    const auto found = ib::meta_bracket(process, M, T);
    return answer()
        .exact("meta", error.meta.lower.mean)
        .bracket("meta", found.meta)
        .exact("intra", error.intra.lower.mean)
        .bracket("intra", found.intra)
        .exact("total", error.total.lower.mean)
        .bracket("total", found.total);
  });
  if (!call.valid()) return;
  const Real epsilon = call.positive_or_infinite("epsilon");
  call("meta_rate_upper, intra_rate_upper", [&]<class R>(R) {
    const auto process = make(R());
    const R twice = R(epsilon) * 2;
    return answer()
        .exact("meta rate", process.meta_rate_upper(R(epsilon), M, T))
        .exact("intra rate", process.intra_rate_upper(R(epsilon), T))
        .ordered("meta rate at twice the error", process.meta_rate_upper(twice, M, T),
                 process.meta_rate_upper(R(epsilon), M, T))
        .ordered("intra rate at twice the error", process.intra_rate_upper(twice, T),
                 process.intra_rate_upper(R(epsilon), T));
  });
}

template <class Real>
void gaussian_representation(calls<Real>& call) {
  const std::size_t most = call.chance(2) ? any_size : 30;
  const auto d = call.dimension("dimension", most);
  const auto r = call.dimension("rank", most);
  const Real noise = call.positive("noise_variance");
  const std::size_t M = call.count("tasks", any_horizon);
  const std::size_t T = call.count("horizon", any_horizon);
  const auto make = [=]<class R>(R) { return ib::linear_representation<ib::gaussian_response, R>{d, r, R(noise)}; };
  call_meta_bracket(call, make, M, T);
  if (!call.valid()) return;
  const Real epsilon = call.positive_or_infinite("epsilon");
  call("meta_rate_upper, intra_rate_upper", [&]<class R>(R) {
    const auto process = make(R());
    return answer()
        .upper("meta rate", process.meta_rate_upper(R(epsilon), M, T))
        .upper("intra rate", process.intra_rate_upper(R(epsilon), T));
  });
}

template <class Real>
void logistic_representation(calls<Real>& call) {
  if (!call.chance(64)) return;  // its constants take up to a second
  const auto d = call.dimension("dimension", call.chance(8) ? any_size : 20);
  const auto r = call.dimension("rank", call.chance(8) ? any_size : 20);
  const auto make = [=]<class R>(R) { return ib::linear_representation<ib::logistic_response, R>{d, r}; };
  const std::size_t M = call.count("tasks", any_horizon);
  const std::size_t T = call.count("horizon", any_horizon);
  call_meta_bracket(call, make, M, T);
}

template <class Real>
void task_mixture(calls<Real>& call) {
  const Real R0 = call.positive("concentration");
  const std::size_t M = call.count("tasks", call.chance(20) ? 5000 : 100);  // the partition takes O(M²)
  const std::size_t T = call.count("horizon", any_horizon);
  const allowance allowed{.refusal = true, .named = "task_mixture"};
  const std::size_t kind = call.pick(8);
  if (kind > 1) {
    const auto d = call.dimension("dimension", any_size);
    const Real prior = call.positive("prior_variance");
    const Real noise = call.positive("noise_variance");
    call_meta_bracket(
        call,
        [=]<class R>(R) {
          return ib::task_mixture<ib::gaussian_mean<R>>{R(R0), {d, R(prior), R(noise)}};
        },
        M, T, allowed);
  } else if (kind == 1) {
    const auto d = call.dimension("dimension", 10);
    const Real noise = call.positive("noise_variance");
    call_meta_bracket(
        call,
        [=]<class R>(R) {
          return ib::task_mixture<ib::linear_regression<R>>{R(R0), {d, R(noise)}};
        },
        std::min<std::size_t>(M, 6), std::min<std::size_t>(T, 5), allowed);
  } else {
    const auto d = call.dimension("dimension", 10);
    call_meta_bracket(
        call,
        [=]<class R>(R) {
          return ib::task_mixture<ib::logistic_regression<R>>{R(R0), {d}};
        },
        M, std::min<std::size_t>(T, 1000000000), allowed);
  }
}

}  // namespace

std::vector<family> meta_families() {
  return {
      {"gaussian_hierarchy", gaussian_hierarchy<float>, gaussian_hierarchy<double>, gaussian_hierarchy<long double>},
      {"gaussian_representation", gaussian_representation<float>, gaussian_representation<double>,
       gaussian_representation<long double>},
      {"logistic_representation", logistic_representation<float>, logistic_representation<double>,
       logistic_representation<long double>},
      {"task_mixture", task_mixture<float>, task_mixture<double>, task_mixture<long double>}};
}

}  // namespace fuzz
