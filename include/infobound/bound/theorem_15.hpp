// SPDX-License-Identifier: BSL-1.0
// From a rate-distortion function to the error: Theorem 15's two halves and the recursion, for any function.
#pragma once

#include <algorithm>
#include <boost/math/tools/minima.hpp>
#include <boost/math/tools/roots.hpp>
#include <concepts>
#include <cstdint>
#include <infobound/core/numeric/cmath.hpp>
#include <infobound/core/numeric/roots.hpp>
#include <infobound/core/numeric/scaled.hpp>
#include <limits>
#include <type_traits>

/// Calculators of bounds on 𝓛_T from a rate H(ε) or from its inverse, a distortion D(R). Every ε (or R) gives a valid
/// bound on either side, so an optimum that is found only nearly is a bound all the same: what is returned is always
/// the value at a point that was evaluated.
namespace infobound::inline v0_1::theorem_15 {

namespace detail {

using infobound::detail::enclose_root;

/// The least value of f met while Brent's method minimises it between lower and upper, to so many bits of x.
template <class Real, class Function>
[[nodiscard]] Real least_value(Function f, const Real& lower, const Real& upper, int bits, std::uintmax_t iterations) {
  Real least = (std::min)(f(lower), f(upper));
  const auto watched = [&](const Real& x) -> Real {
    const Real value = f(x);
    least = (std::min)(least, value);
    return value;
  };
  boost::math::tools::brent_find_minima(watched, lower, upper, bits, iterations);
  return least;
}

/// How far ε is searched in its logarithm: all of the scalar's range, or of double's.
template <class Real>
struct logarithms_of_epsilon {
  using limits = std::numeric_limits<std::conditional_t<std::same_as<Real, float>, float, double>>;

  Real lower = static_cast<Real>(std::log((limits::min)())) + 2;
  Real upper = static_cast<Real>(std::log((limits::max)())) - 2;
};

/// The ln ε where a non-increasing H(ε)/T passes below ε: between the two ends, which are one where it does not.
template <class Real, class Rate>
[[nodiscard]] infobound::detail::root_bracket<Real> crossing(Rate rate, const Real& horizon) {
  using std::exp, std::log, std::max, std::min;
  // Positive where the rate is the larger; cut off, so that 0 and ∞ leave the root finder a finite slope.
  const auto balance = [&](const Real& log_epsilon) -> Real {
    const Real ratio = rate(exp(log_epsilon)) / horizon;
    if (!(ratio > 0)) return -1000;
    return max(Real(-1000), min(Real(1000), Real(log(ratio) - log_epsilon)));
  };
  const logarithms_of_epsilon<Real> range;
  if (balance(range.lower) <= 0) return {range.lower, range.lower};
  if (balance(range.upper) >= 0) return {range.upper, range.upper};
  return enclose_root(balance, range.lower, range.upper);
}

}  // namespace detail

/// sup_ε min{H(ε)/T, ε} ≤ 𝓛_T for a non-increasing lower bound H on the rate-distortion function.
/// - Units:  nats per observation; rate(ε) in nats, may be 0 or ∞.
/// - Cost:   some dozen evaluations of rate.
/// - Source: theory 2.2; Jeon & Van Roy Theorem 15.
template <class Real, class Rate>
[[nodiscard]] Real lower_from_rate(Rate rate, const Real& horizon) {
  using std::exp, std::max, std::min;
  const auto value_at = [&](const Real& log_epsilon) -> Real {
    const Real epsilon = exp(log_epsilon);
    return min(Real(rate(epsilon) / horizon), epsilon);
  };
  const auto ends = detail::crossing(rate, horizon);
  return max(value_at(ends.lower), value_at(ends.upper));
}

/// 𝓛_T ≤ inf_ε {H(ε)/T + ε} for a non-increasing upper bound H on the rate-distortion function.
/// - Units:  nats per observation; rate(ε) in nats, may be 0 or ∞.
/// - Cost:   forty to sixty evaluations of rate, a hundred more of one that hardly rises.
/// - Source: theory 2.2; Jeon & Van Roy Theorem 15.
template <class Real, class Rate>
[[nodiscard]] Real upper_from_rate(Rate rate, const Real& horizon) {
  using std::exp, std::ldexp, std::max, std::min;
  const auto value_at = [&](const Real& log_epsilon) -> Real {
    const Real epsilon = exp(log_epsilon);
    return rate(epsilon) / horizon + epsilon;
  };
  // At the crossing ε* the sum is at most 2ε*, and nowhere below ε*: no ε > 2ε* is better, nor is any below one whose
  // rate alone is as much. In between the sum may have several valleys (a rate that jumps): the best of a grid, then
  // Brent's method, and the ε from which on there is nothing to be told, which may be the end of a cliff.
  const Real middle = detail::crossing(rate, horizon).upper;
  const detail::logarithms_of_epsilon<Real> range;
  constexpr int cells = 96;
  const Real left = max(range.lower, Real(middle - 40));
  const Real width = (min(range.upper, Real(middle + 1)) - left) / cells;
  const auto node = [&](int i) -> Real { return left + Real(i) * width; };
  int best = 0;
  int first_free = cells + 1;
  Real least = std::numeric_limits<Real>::infinity();
  for (int i = cells; i >= 0; --i) {
    const Real epsilon = exp(node(i));
    const Real told = rate(epsilon) / horizon;
    const Real value = told + epsilon;
    if (value <= epsilon) first_free = i;
    if (value <= least) {
      least = value;
      best = i;
    }
    if (told >= least) break;
  }
  constexpr int bits = std::numeric_limits<Real>::digits / 2;
  least = min(least, value_at(middle));
  if (first_free > 0 && first_free <= cells && exp(node(first_free - 1)) < least) {
    const auto free = [&](const Real& x) -> Real { return value_at(x) <= exp(x) ? 1 : -1; };
    const auto close = [&](const Real& from, const Real& to) { return to - from < ldexp(width, -bits); };
    least = min(least, exp(boost::math::tools::bisect(free, node(first_free - 1), node(first_free), close).second));
  }
  return min(least, detail::least_value(value_at, node(max(0, best - 1)), node(min(cells, best + 1)), bits, 40));
}

/// sup_ε min{H(ε)/T, ε} ≤ 𝓛_T with H given by its inverse D, which is non-increasing: the root of D(Tε) = ε.
/// - Units:  nats per observation; distortion(R) in nats per observation for R in nats.
/// - Cost:   about ten evaluations of distortion.
/// - Source: theory 2.2; Jeon & Van Roy Theorem 15.
template <class Real, class Distortion>
[[nodiscard]] Real lower_from_distortion(Distortion distortion, const Real& horizon) {
  using std::exp, std::log, std::log1p, std::max;
  const Real most = distortion(Real(0));
  if (!(most > 0)) return 0;
  // ε = D(0) e^{−z}: in logarithms the equation is nearly linear. At the far end D(R) ≥ D(0) − R is at least D(0)/2;
  // a lower bound on D may fall faster, and then the end is farther.
  const auto balance = [&](const Real& z) -> Real {
    const Real share = distortion(horizon * most * exp(-z)) / most;
    return share > 0 ? max(Real(-1000), Real(log(share) + z)) : Real(-1000);
  };
  Real beyond = log1p(2 * horizon);
  while (beyond < 700 && balance(beyond) < 0) beyond *= 2;
  if (!(beyond < 700)) return 0;
  return most * exp(-detail::enclose_root(balance, Real(0), beyond).upper);
}

/// 𝓛_T ≤ inf_R {R/T + D(R)} for an upper bound D on the distortion–rate function.
/// - Units:  nats per observation; distortion(R) in nats per observation for R in nats.
/// - Cost:   about fifteen evaluations of distortion, or two and a dozen of its slope D′ where it is convex and has
///           distortion.slope(R).
/// - Source: theory 2.2; Jeon & Van Roy Theorem 15.
template <class Real, class Distortion>
[[nodiscard]] Real upper_from_distortion(Distortion distortion, const Real& horizon) {
  using std::expm1, std::log, std::log1p, std::max, std::min;
  // R between 0 and T D(0), where the bound is D(0) or more; on a logarithmic scale, since the optimum grows like ln T.
  const Real unread = distortion(Real(0));
  const Real most = min((std::numeric_limits<Real>::max)(), Real(horizon * unread));
  const auto value_at = [&](const Real& log_rate) -> Real {
    const Real rate = expm1(log_rate);
    return rate / horizon + distortion(rate);
  };
  if constexpr (requires { distortion.slope(most); }) {
    // Where −T D′(R) = 1; by convexity −D′(R) ≤ D(0)/R, which is 1/T at the far end.
    const auto descent = [&](const Real& log_rate) -> Real {
      const Real fall = -horizon * distortion.slope(expm1(log_rate));
      return fall > 0 ? max(Real(-1000), Real(log(fall))) : Real(-1000);
    };
    if (!(descent(Real(0)) > 0)) return unread;
    const Real end = log1p(most);
    Real before = 0;
    Real beyond = 1;
    for (; beyond < end && descent(beyond) > 0; beyond *= 2) before = beyond;
    beyond = min(beyond, end);
    if (descent(beyond) > 0) return unread;  // by rounding, or it is not convex
    return value_at(detail::enclose_root(descent, before, beyond).upper);
  } else {
    // A quarter of the digits of x gives half of those of f at a minimum, and a bound needs no more.
    return detail::least_value(value_at, Real(0), Real(log1p(most)), std::numeric_limits<Real>::digits / 4, 48);
  }
}

/// The recursion L_0 = 0, L_{t+1} = L_t + D(L_t) ≤ I(H_{t+1};θ) of an iid process, divided by T. D may be any
/// non-increasing lower bound on the distortion–rate function with R + D(R) non-decreasing, as the function itself is.
/// - Units:  nats per observation; distortion(R) in nats per observation for R in nats.
/// - Cost:   min(T, 4096) evaluations of distortion; I(H_T;θ) ≥ I(H_4096;θ) is all that is used of longer histories.
/// - Source: theory 2.3.
template <class Real, class Distortion>
[[nodiscard]] Real recursion_lower(Distortion distortion, const Real& horizon) {
  Real information = 0;
  for (int t = 0; t < 4096 && t < horizon; ++t) information += distortion(information);
  return information / horizon;
}

/// The recursion in steps of any length m, where e^{2D/d} is a concave function of e^{−2R/d}:
/// L_{t+m} ≥ L_t + (d/2) ln(1 + m(e^{2D(L_t)/d} − 1)). Single ones to t = 8, then of t/4, or longer ones while the
/// logarithm is nearly linear, and one last from t ≈ 16d on, where what is lost is below a percent.
/// - Units:  nats per observation; distortion(R) in nats per observation for R in nats.
/// - Cost:   at most min(T, 8 + 5 ln(1 + 2d)) + 1 evaluations of distortion.
/// - Source: theory 2.3, continuation of the recursion.
template <class Real, class Distortion>
[[nodiscard]] Real recursion_lower(Distortion distortion, const Real& dimension, const Real& horizon) {
  using infobound::detail::scaled;
  using std::expm1, std::floor, std::max, std::min;
  Real information = 0;
  for (Real t = 0; t < horizon;) {
    const scaled<Real> log_growth = scaled<Real>(2) * distortion(information) / dimension;
    const Real growth = expm1(log_growth.value());
    const Real stride =
        t < 16 * dimension ? max(Real(1), Real(floor(max(Real(t / 4), Real(1 / (64 * growth)))))) : horizon;
    const Real steps = min(stride, Real(horizon - t));
    information +=
        (scaled<Real>(Real(dimension / 2)) * infobound::detail::log1p_of_expm1(scaled<Real>(steps), log_growth, growth))
            .value();
    t += steps;
  }
  return information / horizon;
}

}  // namespace infobound::inline v0_1::theorem_15
