// SPDX-License-Identifier: BSL-1.0
// A law along the line on which a budget is spent, in logarithms of parameters, tokens, cost and error.
#pragma once

#include <algorithm>
#include <infobound/bound/scaling/scaling_law.hpp>
#include <infobound/core/numeric/central_differences.hpp>
#include <infobound/core/numeric/cmath.hpp>
#include <infobound/core/numeric/roots.hpp>
#include <infobound/core/require.hpp>
#include <limits>
#include <stdexcept>
#include <string>

namespace infobound::inline v0_1::detail {

/// How an optimum moves with ln C, and whether it is one.
template <class Real>
struct line_derivatives {
  Real parameters;  ///< d ln p*/d ln C
  Real tokens;      ///< d ln T*/d ln C
  Real error;       ///< d ln E/d ln C
  Real slope;       ///< of ln E along the line, per unit of ln p: 0 at an optimum
  Real curvature;   ///< of ln E along the line: positive at a minimum
};

/// ln E as a function of ln p with ln T from cost(p, T) = C.
template <class Law>
class budget_line {
 public:
  using Real = real_type_t<Law>;

  budget_line(const Law& law, const Real& compute) : law_(law), compute_(compute) {
    using std::log;
    require_positive("the law's least_parameters", least_parameters());
    require_positive("the law's least_tokens", least_tokens());
    log_compute_ = log(compute);
    least_x_ = log(least_parameters());
    least_y_ = log(least_tokens());
  }

  [[nodiscard]] Real least_parameters() const {
    if constexpr (requires { law_.least_parameters; })
      return law_.least_parameters;
    else
      return 1;
  }
  [[nodiscard]] Real least_tokens() const {
    if constexpr (requires { law_.least_tokens; })
      return law_.least_tokens;
    else
      return 1;
  }
  [[nodiscard]] const Real& least_x() const { return least_x_; }
  [[nodiscard]] const Real& least_y() const { return least_y_; }

  /// Whether the least model on the least data is within the budget.
  [[nodiscard]] bool affordable() const { return log_cost(least_x_, least_y_) <= log_compute_; }
  [[nodiscard]] Real least_cost() const { return law_.cost(least_parameters(), least_tokens()); }

  /// The largest ln p within the budget, on the least data.
  [[nodiscard]] Real most_x() const {
    return spent([&](const Real& x) { return log_cost(x, least_y_); }, least_x_, "parameters");
  }

  /// The ln T that spends the budget on a model of ln p = x.
  [[nodiscard]] Real tokens_at(const Real& x) const {
    return spent([&](const Real& y) { return log_cost(x, y); }, least_y_, "tokens");
  }

  /// ln E, cut off at ±1000 so that searches meet no ∞.
  [[nodiscard]] Real log_error(const Real& x, const Real& y) const {
    using std::exp, std::log, std::max, std::min;
    const Real parameters = exp(x);
    const Real tokens = exp(y);
    const Real error = law_.error(parameters, tokens);
    if (!(error >= 0)) complain("error", parameters, tokens, error, ">= 0");
    return error > 0 ? min(Real(1000), max(Real(-1000), Real(log(error)))) : Real(-1000);
  }
  [[nodiscard]] Real operator()(const Real& x) const { return log_error(x, tokens_at(x)); }

  [[nodiscard]] Real log_cost(const Real& x, const Real& y) const {
    using std::exp, std::log;
    const Real parameters = exp(x);
    const Real tokens = exp(y);
    const Real cost = law_.cost(parameters, tokens);
    if (!(cost > 0)) complain("cost", parameters, tokens, cost, "> 0");
    return log(cost);
  }

  /// Derivatives along the tokens alone, where the parameters are the fewest that there are.
  [[nodiscard]] line_derivatives<Real> derivatives_at_edge(const Real& x, const Real& y, const Real& h) const {
    const Real e_y = differentiate([&](const Real&, const Real& t) { return log_error(x, t); }, x, y, h).y;
    const Real g_y = differentiate([&](const Real&, const Real& t) { return log_cost(x, t); }, x, y, h).y;
    return {Real(0), 1 / g_y, e_y / g_y, Real(0), Real(0)};
  }

  /// Implicit differentiation of the stationarity of ln E on the line ln cost(x, y) = ln C.
  [[nodiscard]] line_derivatives<Real> derivatives(const Real& x, const Real& y, const Real& h) const {
    const central_differences<Real> e =
        differentiate([&](const Real& s, const Real& t) { return log_error(s, t); }, x, y, h);
    const central_differences<Real> g =
        differentiate([&](const Real& s, const Real& t) { return log_cost(s, t); }, x, y, h);
    const Real y_c = 1 / g.y;
    const Real y_x = -g.x / g.y;
    const Real y_xc = -(g.xy * g.y - g.x * g.yy) / (g.y * g.y) * y_c;
    const Real y_xx = -(g.xx + 2 * g.xy * y_x + g.yy * y_x * y_x) / g.y;
    const Real curvature = e.xx + 2 * e.xy * y_x + e.yy * y_x * y_x + e.y * y_xx;
    const Real x_c = -(e.xy * y_c + e.yy * y_c * y_x + e.y * y_xc) / curvature;
    return {x_c, y_c + y_x * x_c, e.y * y_c, e.x + e.y * y_x, curvature};
  }

 private:
  [[noreturn]] static void complain(const char* name, const Real& parameters, const Real& tokens, const Real& value,
                                    const char* allowed) {
    throw std::runtime_error(std::string("the law's ") + name + '(' + to_text(parameters) + ", " + to_text(tokens) +
                             ") = " + to_text(value) + ", must be " + allowed);
  }

  /// The t ≥ from where a growing log cost reaches the budget.
  template <class Function>
  [[nodiscard]] Real spent(Function log_cost, const Real& from, const char* name) const {
    using std::abs, std::log, std::max, std::min;
    const auto excess = [&](const Real& t) -> Real {
      return min(Real(100000), Real(log_cost(t) - log_compute_));  // a root is not looked for by way of ∞
    };
    Real missing = -excess(from);
    if (!(missing > 0)) return from;
    // A cost that is proportional to t is met at once.
    Real lower = from;
    Real upper = from + missing;
    const Real limit = log((std::numeric_limits<Real>::max)()) - 1;
    const Real rounding = 4 * std::numeric_limits<Real>::epsilon() *
                          max(Real(1), max(Real(abs(log_compute_)), max(Real(abs(least_x_)), Real(abs(least_y_)))));
    for (;;) {
      upper = min(upper, limit);
      const Real at_upper = excess(upper);
      if (abs(at_upper) <= rounding) return upper;
      if (at_upper > 0) break;
      if (!(upper < limit))
        throw std::domain_error("optimal_allocation: compute = " + to_text(compute_) +
                                " is not spent by any number of " + name + ": the cost must grow with it");
      lower = upper;
      missing *= 2;  // which may be less than a rounding of the bound at first
      upper += missing;
    }
    const auto root = enclose_root(excess, lower, upper);
    return (root.lower + root.upper) / 2;
  }

  const Law& law_;
  Real compute_;
  Real log_compute_;
  Real least_x_;
  Real least_y_;
};

}  // namespace infobound::inline v0_1::detail
