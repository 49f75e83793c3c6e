// SPDX-License-Identifier: BSL-1.0
// How a budget of compute is best split between parameters and tokens.
#pragma once

#include <algorithm>
#include <boost/math/tools/minima.hpp>
#include <cstdint>
#include <infobound/bound/scaling/detail/budget_line.hpp>
#include <infobound/bound/scaling/scaling_law.hpp>
#include <infobound/core/concepts.hpp>
#include <infobound/core/numeric/cmath.hpp>
#include <infobound/core/require.hpp>
#include <limits>
#include <stdexcept>
#include <string>
#include <vector>

namespace infobound::inline v0_1 {

/// The best use of a budget. Where nothing is trained, parameters, tokens and exponent are 0.
template <class Real>
struct allocation {
  Real compute;     ///< C, the budget
  Real parameters;  ///< p*
  Real tokens;      ///< T*, with cost(p*, T*) = C
  Real error;       ///< E(p*, T*), the least that the budget buys
  Real exponent;    ///< d ln p*/d ln C; 0 where p* is 0 or the least that there is, and stays so as C grows
};

/// What one more percent of compute changes, in percent.
template <class Real>
struct local_exponents {
  Real parameters;  ///< d ln p*/d ln C
  Real tokens;      ///< d ln T*/d ln C
  Real error;       ///< d ln E/d ln C
};

namespace detail {

template <class Law>
consteval bool explain_law() {
  static_assert(
      evaluates_scaling_error<Law>,
      "infobound: the law lacks error(parameters, tokens), the error of a model of that size on so much data");
  static_assert(evaluates_scaling_cost<Law>, "infobound: the law lacks cost(parameters, tokens), the compute it takes");
  return allocation_law<Law>;
}

[[noreturn]] inline void refuse_edge(const std::string& compute, const char* where) {
  throw std::domain_error("the law has no interior optimum at compute = " + compute +
                          ": its error falls all the way to " + where);
}

/// Where on the line the error is least, to half the digits of ln p.
template <class Real>
struct line_minimum {
  Real x;          ///< ln p
  Real log_error;  ///< ln E
  int edge;        ///< −1: the fewest parameters; 1: the most; 0: between them
};

template <class Law>
[[nodiscard]] line_minimum<real_type_t<Law>> minimum_on(const budget_line<Law>& line) {
  using Real = real_type_t<Law>;
  using std::max, std::min;
  constexpr int cells = 96;
  const Real left = line.least_x();
  const Real right = line.most_x();
  const auto node = [&](int i) -> Real { return i == cells ? right : left + Real(i) * (right - left) / Real(cells); };
  int best = 0;
  Real least = line(left);
  for (int i = 1; i <= cells; ++i) {
    const Real value = line(node(i));
    if (value < least) {
      least = value;
      best = i;
    }
  }
  std::uintmax_t iterations = 60;
  const auto minimum = boost::math::tools::brent_find_minima([&](const Real& x) -> Real { return line(x); },
                                                             node(max(0, best - 1)), node(min(cells, best + 1)),
                                                             std::numeric_limits<Real>::digits / 2, iterations);
  if (minimum.second < least) return {minimum.first, minimum.second, 0};
  return {node(best), least, best == 0 ? -1 : best == cells ? 1 : 0};
}

/// The step of the differences at (x, y): within the law's range, or at most 1.4 % outside where it is at an edge.
template <class Law>
[[nodiscard]] real_type_t<Law> step_at(const budget_line<Law>& line, const real_type_t<Law>& x,
                                       const real_type_t<Law>& y) {
  using Real = real_type_t<Law>;
  using std::max, std::min;
  const Real widest = central_difference_step<Real>();
  const Real room = min(Real(x - line.least_x()), Real(y - line.least_y())) / 4;
  return max(Real(widest / 16), min(widest, room));
}

/// Newton's method from where Brent's found the minimum to half the digits, and the exponent there.
template <class Law>
[[nodiscard]] allocation<real_type_t<Law>> interior_optimum(const budget_line<Law>& line,
                                                            const real_type_t<Law>& compute, real_type_t<Law> x) {
  using Real = real_type_t<Law>;
  using std::abs, std::cbrt, std::exp;
  const Real epsilon = std::numeric_limits<Real>::epsilon();
  Real y = line.tokens_at(x);
  Real h = step_at(line, x, y);
  auto local = line.derivatives(x, y, h);
  const Real most = line.most_x();
  Real step = 0;
  bool within = true;
  for (int i = 0; i < 4; ++i) {
    if (!(local.curvature > 64 * epsilon / (h * h)))
      throw std::domain_error("the law has no definite optimum at compute = " + to_text(compute) +
                              ": its error is flat where it is smallest");
    step = -local.slope / local.curvature;
    if (!(abs(step) < 1)) break;
    // At most half of the way to an end of the line.
    const Real end = step < 0 ? line.least_x() : most;
    within = abs(step) < abs(end - x);
    if (!within) step = (end - x) / 2;
    x += step;
    y = line.tokens_at(x);
    h = step_at(line, x, y);
    local = line.derivatives(x, y, h);
    if (abs(step) < 64 * epsilon) break;
  }
  const auto finer = line.derivatives(x, y, h / 2);
  const bool converged = within && abs(step) < cbrt(epsilon);
  const bool smooth = abs(finer.parameters - local.parameters) < Real(0.01) * (1 + abs(local.parameters));
  if (!converged || !smooth)
    throw std::domain_error("the law has no exponent at compute = " + to_text(compute) +
                            ": its error is not smooth where it is smallest");
  return {compute, exp(x), exp(y), exp(line.log_error(x, y)), local.parameters + 0};
}

}  // namespace detail

/// The parameters and tokens of least error for their cost, min E(p, T) subject to cost(p, T) = C, and how they grow.
/// Of several local optima it is the deepest of those that a grid of 96 cells in ln p tells apart. A law that knows
/// untrained_error() is asked for the smaller of that and of the best trained model, which may then also be the least.
/// - Units:    those of the law.
/// - Domain:   compute > 0, finite.
/// - Accuracy: relative error of p* below 1e-9 and of the exponent below 1e-6 in double for laws that vary on the scale
///             of a factor of e in either argument (tests/unit/bound/scaling/optimal_allocation.cpp). The exponent is
///             found by implicit differentiation of the condition of stationarity; derivatives are those of the law.
/// - Cost:     some three hundred evaluations of the law.
/// - Throws:   std::domain_error where compute is outside its domain or below the cost of the least model, and where
///             there is no interior optimum, or none at which the law is smooth; std::runtime_error where the law
///             returns NaN, a negative error or a cost that is not positive.
/// - Source:   theory 10.
template <class Law>
[[nodiscard]] allocation<real_type_t<Law>> optimal_allocation(const Law& law, const real_type_t<Law>& compute) {
  using Real = real_type_t<Law>;
  using std::exp;
  if constexpr (detail::explain_law<Law>()) {
    validate_all(law);
    require_positive("optimal_allocation: compute", compute);
    const detail::budget_line<Law> line(law, compute);
    constexpr bool from_nothing = knows_untrained_error<Law>;
    const bool affordable = line.affordable();
    allocation<Real> untrained{compute, Real(0), Real(0), Real(0), Real(0)};
    if constexpr (from_nothing) {
      untrained.error = law.untrained_error();
      if (!(untrained.error >= 0))
        throw std::runtime_error("the law's untrained_error() = " + to_text(untrained.error) + ", must be >= 0");
      if (!affordable) return untrained;
    } else {
      if (!affordable)
        refuse("optimal_allocation: compute", compute,
               ">= " + to_text(line.least_cost()) + ", the cost of the least model on the least data");
    }
    const auto [x, log_error, edge] = detail::minimum_on(line);
    if constexpr (from_nothing) {
      if (!(exp(log_error) < untrained.error)) return untrained;
      if (edge < 0) return {compute, line.least_parameters(), exp(line.tokens_at(x)), exp(log_error), Real(0)};
    }
    if (edge < 0) detail::refuse_edge(to_text(compute), "the fewest parameters that it has (least_parameters)");
    if (edge > 0) detail::refuse_edge(to_text(compute), "the fewest tokens that it has (least_tokens)");
    return detail::interior_optimum(line, compute, x);
  } else {
    return {};
  }
}

/// optimal_allocation for each budget, in the order given.
/// - Cost and throws as there, for each.
template <class Law>
[[nodiscard]] std::vector<allocation<real_type_t<Law>>> allocation_frontier(
    const Law& law, const std::vector<real_type_t<Law>>& computes) {
  std::vector<allocation<real_type_t<Law>>> frontier;
  if constexpr (detail::explain_law<Law>()) {
    frontier.reserve(computes.size());
    for (const auto& compute : computes) frontier.push_back(optimal_allocation(law, compute));
  }
  return frontier;
}

/// All local exponents at an optimum of the law: how parameters, tokens and error change with compute.
/// Σ of the first two, weighted by the elasticities of the cost, is 1: their sum where C is proportional to pT.
/// - Domain: an allocation that optimal_allocation returned for the same law; all are 0 where nothing is trained.
/// - Cost:   66 evaluations of the law.
/// - Source: theory 10.
template <class Law>
[[nodiscard]] local_exponents<real_type_t<Law>> exponents_at(const Law& law,
                                                             const allocation<real_type_t<Law>>& optimum) {
  using Real = real_type_t<Law>;
  using std::log;
  if constexpr (detail::explain_law<Law>()) {
    if (!(optimum.parameters > 0)) return {Real(0), Real(0), Real(0)};
    const detail::budget_line<Law> line(law, optimum.compute);
    const Real x = log(optimum.parameters);
    const Real y = log(optimum.tokens);
    const Real h = detail::step_at(line, x, y);
    const bool least = !(x - line.least_x() > 64 * std::numeric_limits<Real>::epsilon());
    const auto local = least ? line.derivatives_at_edge(x, y, h) : line.derivatives(x, y, h);
    return {local.parameters, local.tokens, local.error};
  } else {
    return {};
  }
}

}  // namespace infobound::inline v0_1
