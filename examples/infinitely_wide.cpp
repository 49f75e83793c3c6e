// SPDX-License-Identifier: BSL-1.0
// How fast can anyone learn an infinitely wide network, by theorem from above and by simulation from below?
// Writes infinitely_wide.svg, .png, .dat and .gp into the current directory.
#include <cstddef>
#include <infobound/infobound.hpp>
#include <infobound/report/plot.hpp>
#include <infobound/report/table.hpp>
#include <iostream>
#include <limits>
#include <utility>

#include "support/draw.hpp"

namespace ib = infobound;

int main() {
  const ib::dirichlet_network<double> process{
      .dimension = 2, .concentration = 1.0, .noise_variance = 0.25, .truncation = 1e-4};
  ib::report::table shown{
      .columns = {
          {"T"}, {"simulated, from"}, {"to"}, {"proved, at most"}, {"units to one precision"}, {"closed form"}}};
  using ib::report::kind;
  ib::report::plot picture{
      .title =
          "The best bound is about twice the upper side of simulation, and falls nearly as 1/T\n"
          "An infinitely wide network of two inputs, concentration 1",
      .x = {.label = "number of observations, T"},
      .y = {.label = "error, nats per observation"},
      .series = {{.name = "best learner, simulated", .kind = kind::estimate, .band = "95 % interval"},
                 {.name = "best upper bound", .kind = kind::upper_bound},
                 {.name = "all units told to one precision, upper bound", .kind = kind::upper_bound},
                 {.name = "closed form, upper bound", .kind = kind::upper_bound}}};
  for (const std::size_t horizon : {3U, 10U, 30U, 100U, 300U, 1000U, 10000U, 100000U, 1000000U}) {
    const auto x = static_cast<double>(horizon);
    ib::bracket<double> simulated{{std::numeric_limits<double>::quiet_NaN(), ""}, {0, ""}};
    if (horizon <= 300) {
      const auto error = ib::estimation_error(process, horizon, ib::annealed{.replicates = 48, .temperatures = 800});
      const auto range = error.interval(0.95);
      simulated = process.without_truncation(range.lower, range.upper);
      picture.series[0].add(x, simulated);
    }
    const double best = ib::error_bracket(process, horizon).upper.value;
    const auto bounds = ib::error_bounds(process, horizon);  // the fourth and the fifth are shown beside the best
    for (const auto& [series, value] : {std::pair{1U, best}, {2U, bounds[3].value}, {3U, bounds[4].value}}) {
      picture.series[series].x.push_back(x);
      picture.series[series].middle.push_back(value);
    }
    shown.rows.push_back({horizon});
    for (const double side : {simulated.lower.value, simulated.upper.value})
      horizon <= 300 ? shown.rows.back().emplace_back(side) : shown.rows.back().emplace_back("");
    for (const double value : {best, bounds[3].value, bounds[4].value}) shown.rows.back().emplace_back(value);
  }
  ib::report::write_table(std::cout, shown, 2);
  return examples::draw(picture, "infinitely_wide");
}
/* Output
      T  simulated, from     to  proved, at most  units to one precision  closed form
-------  ---------------  -----  ---------------  ----------------------  -----------
      3            0.49   0.76           0.80                    1.0          1.8
     10            0.28   0.40           0.79                    0.83         1.4
     30            0.17   0.22           0.48                    0.63         0.96
    100            0.069  0.11           0.22                    0.33         0.49
    300            0.023  0.056          0.10                    0.16         0.24
   1000                                  0.040                   0.068        0.10
  10000                                  0.0064                  0.012        0.018
 100000                                  0.00094                 0.0018       0.0027
1000000                                  0.00014                 0.00026      0.00039
*/
