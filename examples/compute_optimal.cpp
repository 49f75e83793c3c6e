// SPDX-License-Identifier: BSL-1.0
// How is a budget of compute best split between parameters and tokens: for an infinitely wide network, for a sequence
// with a long memory, and by a law that is fitted to training runs?
// Writes compute_optimal and compute_optimal_error (.svg, .png, .dat, .gp) into the current directory.
#include <fmt/format.h>
#include <boost/random/normal_distribution.hpp>
#include <cmath>
#include <cstddef>
#include <infobound/infobound.hpp>
#include <infobound/report/plot.hpp>
#include <infobound/report/table.hpp>
#include <iostream>
#include <string>
#include <vector>

#include "support/draw.hpp"

namespace ib = infobound;

/// Binary autoregression on all lags, θ_j ~ N(0, v_j) with Σ_{j>k} √v_j = 4/(k+1), learnt by one on k lags of which a
/// token costs k: a bound on its error by the channel of theory 7.1, with the lags that it lacks (theory 10.5).
struct lag_restricted {
  double error(double lags, double tokens) const {
    const double power = 8;  // at least Σ v_j
    const double s = 1 / (1 + tokens * power / (4 * lags));
    const double missed = 4 / (lags + 1);
    const double bias = s / (1 + std::sqrt(1 - s)) * (4 - missed) + missed;
    return -lags * std::log(s) / (2 * tokens) + (s * power + bias * bias) / 8;
  }
  double cost(double lags, double tokens) const { return lags * tokens; }
};

ib::report::table shown{.columns = {{"law"}, {"FLOPs"}, {"parameters"}, {"tokens"}, {"error, nats"}, {"exponent"}}};
ib::report::plot sizes{.title =
                           "The best number of parameters grows with about the square root of compute, and with its "
                           "fourth root for a long memory",
                       .x = {.label = "compute, FLOPs (6 per parameter and token)"},
                       .y = {.label = "best number of parameters"},
                       .series = {}};
ib::report::plot errors{.title = "A thousand times the compute divides the bounds by some 25, and the fitted loss by 3",
                        .x = {.label = "compute, FLOPs (6 per parameter and token)"},
                        .y = {.label = "error at the best split, nats per token"},
                        .series = {}};

std::string brief(double value) { return value == 0 ? "0" : fmt::format("{:.1e}", value); }

/// A row for every budget from 10^first to 10^last in the law's unit of so many FLOPs, a factor of a thousand apart,
/// and a line for those between.
template <class Law>
void show(const char* name, const Law& law, double flops, int first, int last, ib::report::kind kind) {
  std::vector<double> computes;
  for (int tenth = 10 * first; tenth <= 10 * last; ++tenth) computes.push_back(std::pow(10.0, tenth / 10.0));
  ib::report::series parameters{.name = name};
  ib::report::series error{.name = name, .kind = kind, .process = name};
  if (kind == ib::report::kind::upper_bound) error.name += ", upper bound";
  const auto frontier = ib::allocation_frontier(law, computes);
  for (std::size_t i = 0; i < frontier.size(); ++i) {
    const auto& best = frontier[i];
    if (i % 30 == 0)
      shown.rows.push_back(
          {name, brief(flops * best.compute), brief(best.parameters), brief(best.tokens), best.error, best.exponent});
    parameters.x.push_back(flops * best.compute);
    parameters.middle.push_back(best.parameters);
    error.x.push_back(flops * best.compute);
    error.middle.push_back(best.error);
  }
  sizes.series.push_back(parameters);
  errors.series.push_back(error);
}

int main() {
  const ib::dirichlet_network<double> world{.dimension = 16, .concentration = 2, .noise_variance = 0.1};
  using ib::report::kind;
  show("wide network", ib::width_restricted(world), 6, 3, 15, kind::upper_bound);
  show("long memory", lag_restricted{}, 6, 3, 15, kind::upper_bound);

  // Runs made up from the law that Hoffmann et al. (2022) published, with noise of 0.3 % in the loss.
  const ib::power_law<double> published{.irreducible = 1.69,
                                        .parameter_coefficient = 406.4,
                                        .parameter_exponent = 0.34,
                                        .token_coefficient = 410.7,
                                        .token_exponent = 0.28};
  std::vector<ib::training_run<double>> runs;
  ib::random_stream rng(1);
  for (double parameters = 5e7; parameters < 2e10; parameters *= 2.5)
    for (double tokens = 1e9; tokens < 4e11; tokens *= 2.5) {
      const double noise = 0.003 * boost::random::normal_distribution<double>()(rng);
      runs.push_back({parameters, tokens, published.loss(parameters, tokens) * std::exp(noise)});
    }
  const auto fit = ib::fit_scaling_law(runs);
  show("fit to runs", fit.law, 1, 18, 24, kind::fit);

  ib::report::write_table(std::cout, shown, 2);
  const auto write = [](const char* name, double value, const ib::interval<double>& range, double truth) {
    fmt::print("  exponent of the {} {:.3f}, between {:.3f} and {:.3f}; it is {:.3f}\n", name, value, range.lower,
               range.upper, truth);
  };
  std::cout << '\n' << runs.size() << " runs tell, at a confidence of 95 %:\n" << std::flush;
  write("parameters", fit.law.parameter_exponent, fit.parameter_exponent, 0.34);
  write("tokens", fit.law.token_exponent, fit.token_exponent, 0.28);
  write("allocation", fit.allocation_exponent, fit.allocation_exponent_interval, 0.28 / 0.62);
  return examples::draw(sizes, "compute_optimal") + examples::draw(errors, "compute_optimal_error");
}
/* Output
         law    FLOPs  parameters   tokens  error, nats  exponent
------------  -------  ----------  -------  -----------  --------
wide network  6.0e+03     0        0            1.2          0
wide network  6.0e+06     5.0e+02  2.0e+03      0.38         0.51
wide network  6.0e+09     1.2e+04  8.2e+04      0.025        0.45
wide network  6.0e+12     2.8e+05  3.6e+06      0.0011       0.46
wide network  6.0e+15     6.8e+06  1.5e+08      4.7e-05      0.47
long memory   6.0e+03     4.7e+00  2.1e+02      0.13         0.26
long memory   6.0e+06     2.6e+01  3.9e+04      0.0058       0.24
long memory   6.0e+09     1.4e+02  7.4e+06      0.00022      0.24
long memory   6.0e+12     7.2e+02  1.4e+09      8.0e-06      0.24
long memory   6.0e+15     3.8e+03  2.6e+11      2.8e-07      0.24
 fit to runs  1.0e+18     7.5e+07  2.2e+09      1.9          0.47
 fit to runs  1.0e+21     1.9e+09  8.8e+10      0.66         0.47
 fit to runs  1.0e+24     4.8e+10  3.5e+12      0.23         0.47

49 runs tell, at a confidence of 95 %:
  exponent of the parameters 0.321, between 0.312 and 0.341; it is 0.340
  exponent of the tokens 0.282, between 0.268 and 0.300; it is 0.280
  exponent of the allocation 0.468, between 0.448 and 0.482; it is 0.452
*/
