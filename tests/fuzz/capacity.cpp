// SPDX-License-Identifier: BSL-1.0
// Capacities of finite channels, and what a learner without a prior can guarantee.
#include <infobound/bound/minimax/bernoulli_family.hpp>
#include <infobound/bound/minimax/gaussian_mean_family.hpp>
#include <infobound/bound/minimax/minimax_error.hpp>
#include <infobound/bound/minimax/poisson_family.hpp>
#include <infobound/process/conjugate/finite_process.hpp>
#include <infobound/rate/capacity.hpp>
#include <infobound/rate/mutual_information.hpp>

#include "verbs.hpp"

namespace fuzz {

namespace {

/// Laws in rows, of which some are equal, and some have probabilities far below the rounding of the others.
template <class Real>
[[nodiscard]] Eigen::MatrixX<Real> draw_channel(calls<Real>& call, Eigen::Index rows, Eigen::Index columns) {
  Eigen::MatrixX<Real> channel(rows, columns);
  for (Eigen::Index row = 0; row < rows; ++row) {
    channel.row(row) = call.law("channel", columns);
    if (row > 0 && call.chance(8)) channel.row(row) = channel.row(row - 1);
    for (Real& entry : channel.row(row))
      if (!(entry > 0) && call.chance(2))
        entry = std::ldexp(call.uniform(), -30 - static_cast<int>(call.pick(call.chance(2) ? 90 : 900)));
  }
  call.record("channel", channel);
  return channel;
}

template <class Real>
void capacity(calls<Real>& call) {
  const auto rows = static_cast<Eigen::Index>(1 + call.pick(4));
  const auto columns = static_cast<Eigen::Index>(1 + call.pick(4));
  const Eigen::MatrixX<Real> channel = draw_channel(call, rows, columns);
  const Real tolerance = call.chance(2) ? Real(1e-6) : call.non_negative("tolerance");
  const std::size_t iterations = call.count("iterations", 1000);
  call("rate::capacity(channel, {tolerance, iterations})",
       [&]<class R>(R) {
         const Eigen::MatrixX<R> given = channel.template cast<R>();
         const ib::rate::capacity_options<R> options{R(tolerance), iterations};
         const auto found = ib::rate::capacity(given, options);
         Eigen::MatrixX<R> merged = given.leftCols(std::max<Eigen::Index>(1, columns - 1));
         if (columns > 1) merged.col(0) += given.col(columns - 1);
         const R least = ib::rate::capacity(merged, options).lower;
         const auto wide = ib::rate::capacity(Eigen::MatrixX<wider<R>>(given.template cast<wider<R>>()));
         return answer()
             .lower("capacity", found.lower)
             .upper("capacity", found.upper)
             .lower("capacity, beside a wider scalar", static_cast<long double>(found.lower))
             .upper("capacity, beside a wider scalar", static_cast<long double>(found.upper))
             .lower("capacity, beside a wider scalar", static_cast<long double>(wide.lower))
             .upper("capacity, beside a wider scalar", static_cast<long double>(wide.upper))
             .ordered("capacity once two outputs are one", least, found.upper)
             .ordered("capacity within the entropy", found.lower, std::log(R(std::min(rows, columns))))
             .ordered("sum of the input", found.input.sum(), R(1 + 8 * std::numeric_limits<R>::epsilon()))
             .ordered("least entry of the input", R(0), found.input.minCoeff())
             .ordered("least entry of the output", R(0), found.output.minCoeff());
       },
       {.relative = 1e30, .absolute = 16 * static_cast<double>(std::numeric_limits<Real>::epsilon())});
}

/// lower ≤ C_T/T ≤ upper, beside half the observations and a wider scalar.
template <class Real, class Make>
void call_minimax(calls<Real>& call, Make make, std::size_t horizon, const ib::minimax_effort& effort,
                  allowance allowed = {}) {
  allowed.relative = 1e30;
  allowed.absolute = 1e-13;
  call(
      "minimax_error(process, horizon, effort)",
      [&]<class R>(R) {
        const auto process = make(R());
        const auto found = ib::minimax_error(process, horizon, effort);
        answer result = answer()
                            .bracket("error", found)
                            .ordered("sum of the weights", found.weights.sum(), R(1 + R(1e-5F)))
                            .ordered("least of the weights", R(0), found.weights.minCoeff());
        const auto wide = ib::minimax_error(make(wider<R>()), horizon, effort);
        result.lower("error, beside a wider scalar", found.lower.value)
            .upper("error, beside a wider scalar", found.upper.value)
            .lower("error, beside a wider scalar", wide.lower.value)
            .upper("error, beside a wider scalar", wide.upper.value);
        if (horizon > 1) {
          const std::size_t before = horizon / 2;
          const auto earlier = ib::minimax_error(process, before, effort);
          result.ordered("error as data come in", found.lower.value, earlier.upper.value)
              .ordered("capacity as data come in", R(R(before) * earlier.lower.value),
                       R(R(horizon) * found.upper.value));
        }
        return result;
      },
      allowed);
}

template <class Real>
[[nodiscard]] ib::minimax_effort draw_effort(calls<Real>& call) {
  auto tolerance = static_cast<double>(call.positive("tolerance"));
  if (call.valid())  // which may be beyond the range of double
    tolerance = std::min(std::max(tolerance, (std::numeric_limits<double>::min)()), 1e3);
  return {tolerance, call.count("evaluations", 500)};
}

template <class Real>
void minimax_finite(calls<Real>& call) {
  if (!call.chance(2)) return;
  const auto rows = static_cast<Eigen::Index>(1 + call.pick(3));
  const auto columns = static_cast<Eigen::Index>(1 + call.pick(3));
  const Eigen::MatrixX<Real> likelihood = draw_channel(call, rows, columns);
  const Eigen::VectorX<Real> prior = call.law("prior", rows);
  const ib::minimax_effort effort = draw_effort(call);
  const std::size_t horizon = call.count("horizon", 8);
  const auto make = [&]<class R>(R) {
    return ib::finite_process<R>{prior.template cast<R>(), likelihood.template cast<R>()};
  };
  call_minimax(call, make, horizon, effort);
  if (!call.valid()) return;
  call("information(process, horizon) under a prior that is not the worst",
       [&]<class R>(R) {
         const auto process = make(R());
         return answer()
             .lower("error", ib::information(process, horizon, ib::closed_form{}).lower.mean / R(horizon))
             .upper("error", ib::minimax_error(process, horizon, effort).upper.value);
       },
       {.relative = 1e30, .absolute = 1e-13});
}

template <class Real>
void minimax_interval(calls<Real>& call) {
  if (!call.chance(16)) return;
  const ib::minimax_effort effort = draw_effort(call);
  const std::size_t horizon = call.count("horizon", 4);
  switch (call.pick(3)) {
    case 0: {
      call.only_valid();
      const auto end = [&](const char* name) -> Real {
        return call.chance(6) ? Real(call.pick(2)) : call.between_zero_and_one(name);
      };
      const Real one = end("end"), other = end("end");
      const Real least = std::min(one, other), most = std::max(one, other);
      return call_minimax(
          call,
          [=]<class R>(R) {
            return ib::bernoulli_family<R>{R(least), R(most)};
          },
          horizon, effort);
    }
    case 1: {
      const Real one = call.positive("poisson_family.most");
      const Real other = call.non_negative("poisson_family.least");
      const Real least = call.valid() ? std::min(one, other) : other;
      const Real most = call.valid() ? std::max(one, other) : one;
      if (most > 20 && most <= 1'000'000) return;  // which take long
      return call_minimax(call,
                          [=]<class R>(R) {
                            return ib::poisson_family<R>{R(least), R(most)};
                          },
                          horizon, effort, {.refusal = true, .named = "poisson_family"});
    }
    default: {
      const Real least = call.finite("least");
      const Real noise = call.positive("noise_variance");
      const Real width = call.chance(4) ? call.positive("width") : Real(4 * call.uniform() * std::sqrt(noise));
      const Real most = !call.valid()                  ? std::numeric_limits<Real>::quiet_NaN()
                        : std::isfinite(least + width) ? least + width
                                                       : least;
      call.record("most", Eigen::VectorX<Real>::Constant(1, most));
      return call_minimax(call,
                          [=]<class R>(R) {
                            return ib::gaussian_mean_family<R>{R(least), R(most), R(noise)};
                          },
                          horizon, effort, {.refusal = true, .named = "gaussian_mean_family"});
    }
  }
}

}  // namespace

std::vector<family> capacity_families() {
  return {{"capacity", capacity<float>, capacity<double>, capacity<long double>},
          {"minimax_finite", minimax_finite<float>, minimax_finite<double>, minimax_finite<long double>},
          {"minimax_interval", minimax_interval<float>, minimax_interval<double>, minimax_interval<long double>}};
}

}  // namespace fuzz
