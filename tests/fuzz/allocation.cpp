// SPDX-License-Identifier: BSL-1.0
// Allocation of compute, and fits of scaling laws.
#include <infobound/bound/scaling/optimal_allocation.hpp>
#include <infobound/bound/scaling/power_law.hpp>
#include <infobound/bound/scaling/scaling_law.hpp>
#include <infobound/bound/scaling/scaling_law_fit.hpp>
#include <infobound/bound/scaling/width_restricted.hpp>
#include <infobound/process/network/dirichlet_network.hpp>

#include "verbs.hpp"

namespace fuzz {

namespace {

/// Budgets below the least model, and laws without an interior optimum, are refused.
constexpr allowance of_optimum{.refusal = true, .relative = 1e-3, .named = "the law has no"};

template <class R, class Law>
[[nodiscard]] answer optimum(const Law& law, const R& compute) {
  const auto best = ib::optimal_allocation(law, compute);
  const auto exponents = ib::exponents_at(law, best);
  answer found = answer().upper("error", best.error).ordered("parameters", R(0), best.parameters);
  found.ordered("tokens", R(0), best.tokens);
  if (best.parameters > 0) {
    const R cost = law.cost(best.parameters, best.tokens);
    const R room = std::is_same_v<R, float> ? R(1e-3) : R(1e-6);
    found.ordered("cost within the budget", R(cost * (1 - room)), compute);
    found.ordered("budget spent", R(compute * (1 - room)), cost);
    found.ordered("tokens grow with compute", R(0), R(exponents.tokens + 1));
  }
  return found;
}

template <class Real>
void width_restricted(calls<Real>& call) {
  const auto d = call.dimension("dimension", call.chance(2) ? any_size : 100);
  const Real K = call.positive("concentration");
  const Real noise = call.positive("noise_variance");
  const auto make = [=]<class R>(R) { return ib::width_restricted(ib::dirichlet_network<R>{d, R(K), R(noise)}); };
  const Real compute = call.positive("compute");
  if (call.chance(4))
    call(
        "optimal_allocation(width_restricted(process), compute)",
        [&]<class R>(R) { return optimum(make(R()), R(compute)); }, of_optimum);
  if (!call.valid()) return;
  call.only_valid();
  const std::size_t n = call.count("units", any_size);
  const std::size_t T = call.count("tokens", any_horizon);
  call("width_restricted: error(parameters, tokens)", [&]<class R>(R) {
    const auto law = make(R());
    const R p = R(n) * R(d);
    return answer()
        .upper("estimation", law.estimation(p, R(T)))
        .upper("misspecification", law.misspecification(p, R(T)))
        .upper("untrained", law.untrained_error());
  });
}

template <class Real>
void power_law(calls<Real>& call) {
  const Real E = call.non_negative("irreducible");
  const Real A = call.positive("parameter_coefficient"), alpha = call.positive("parameter_exponent");
  const Real B = call.positive("token_coefficient"), beta = call.positive("token_exponent");
  const Real cost = call.positive("cost_of_one");
  const Real compute = call.positive("compute");
  // What the budget is off by, some hundred roundings, is felt as often as the error's power.
  allowance allowed = of_optimum;
  const double roundings = 500 * static_cast<double>(std::numeric_limits<Real>::epsilon());
  allowed.relative = std::max(allowed.relative, roundings * static_cast<double>(std::max(alpha, beta)));
  call(
      "optimal_allocation(power_law, compute)",
      [&]<class R>(R) {
        return optimum(ib::power_law<R>{R(E), R(A), R(alpha), R(B), R(beta), R(cost)}, R(compute));
      },
      allowed);
}

template <class Real>
void scaling_law(calls<Real>& call) {
  if constexpr (std::is_same_v<Real, double>) {
    const double a = call.positive("a"), b = call.positive("b");
    const double alpha = call.positive("alpha"), beta = call.positive("beta");
    const double least = call.positive("least_parameters"), fewest = call.positive("least_tokens");
    const double compute = call.positive("compute");
    const ib::scaling_law law{.estimation = [=](double, double tokens) { return b * std::pow(tokens, -beta); },
                              .misspecification = [=](double p, double) { return a * std::pow(p, -alpha); },
                              .cost = [](double p, double tokens) { return p * tokens; },
                              .least_parameters = least,
                              .least_tokens = fewest};
    // The user's functions stay within the range.
    if (!(a < 1e300 && b < 1e300 && least * fewest > 0 && call.valid())) return;
    call(
        "optimal_allocation(scaling_law, compute)",
        [&]<class R>(R) { return optimum(law, static_cast<double>(compute)); }, of_optimum);
  } else {
    (void)call;
  }
}

template <class Real>
void scaling_law_fit(calls<Real>& call) {
  if (!call.chance(40)) return;
  const Real E = call.non_negative("irreducible"), A = call.positive("A"), B = call.positive("B");
  const Real alpha = call.between_zero_and_one("alpha"), beta = call.between_zero_and_one("beta");
  const Real first = call.positive("parameters"), fewest = call.positive("tokens");
  if (!call.valid()) return;
  const auto size = static_cast<std::size_t>(2 + call.pick(14));
  std::vector<ib::training_run<Real>> runs;
  for (std::size_t i = 0; i < size; ++i) {
    const Real p = first * std::pow(Real(4), Real(i % 4)), T = fewest * std::pow(Real(5), Real(i / 4));
    const Real loss =
        (E + A * std::pow(p, -alpha) + B * std::pow(T, -beta)) * std::exp(Real(0.02) * (call.uniform() - Real(0.5)));
    runs.push_back({p, T, loss});
  }
  call.record("loss", Eigen::VectorX<Real>::NullaryExpr(static_cast<Eigen::Index>(size), [&](Eigen::Index i) {
                return runs[static_cast<std::size_t>(i)].loss;
              }));
  call("fit_scaling_law(runs)",
       [&]<class R>(R) {
         std::vector<ib::training_run<R>> given;
         for (const auto& run : runs) given.push_back({R(run.parameters), R(run.tokens), R(run.loss)});
         const auto fit = ib::fit_scaling_law(given, {.replicates = 40});
         answer found = answer().ordered("residual", R(0), fit.residual);
         const auto within = [&](const char* name, const auto& interval) {
           found.ordered(name, interval.lower, interval.upper);
         };
         within("irreducible", fit.irreducible);
         within("parameter coefficient", fit.parameter_coefficient);
         within("parameter exponent", fit.parameter_exponent);
         within("token coefficient", fit.token_coefficient);
         within("token exponent", fit.token_exponent);
         within("allocation exponent", fit.allocation_exponent_interval);
         return found;
       },
       {.refusal = true, .negative = true, .named = "fit_scaling_law"});
}

}  // namespace

std::vector<family> allocation_families() {
  return {{"width_restricted", width_restricted<float>, width_restricted<double>, width_restricted<long double>},
          {"power_law", power_law<float>, power_law<double>, power_law<long double>},
          {"scaling_law", scaling_law<float>, scaling_law<double>, scaling_law<long double>},
          {"fit_scaling_law", scaling_law_fit<float>, scaling_law_fit<double>, scaling_law_fit<long double>}};
}

}  // namespace fuzz
