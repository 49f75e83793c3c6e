// SPDX-License-Identifier: BSL-1.0
// How fast is a linear model of ten unknowns learnt: exactly, by simulation, and in the limit of large systems?
#include <infobound/infobound.hpp>
#include <infobound/report/table.hpp>
#include <iostream>

namespace ib = infobound;

int main() {
  const ib::linear_regression<double> process{.dimension = 10, .noise_variance = 0.25};
  const std::size_t horizon = 200;
  const auto exact = ib::learning_curve(process, horizon);
  const auto simulated = ib::learning_curve(process, horizon, ib::conjugate{.replicates = 400, .seed = 7});
  const auto limit = ib::learning_curve(process, horizon, ib::marchenko_pastur{});

  ib::report::table shown{.columns = {{"T"}, {"exact"}, {"simulated"}, {"Marchenko–Pastur"}, {"T-th alone, exact"}}};
  for (const std::size_t t : {1U, 2U, 5U, 10U, 20U, 50U, 100U, 200U})
    shown.rows.push_back({t, exact.estimation_error(t).lower.mean,
                          ib::report::with_error(simulated.estimation_error(t), 4),
                          limit.estimation_error(t).lower.mean, exact.incremental_error(t).lower.mean});
  ib::report::write_table(std::cout, shown, 3);
}
/* Output
  T  exact            simulated  Marchenko–Pastur  T-th alone, exact
---  -----  -------------------  ----------------  -----------------
  1  0.774  0.7821 ± 0.0091                 0.773             0.774
  2  0.757  0.7669 ± 0.0064                 0.756             0.741
  5  0.707  0.7071 ± 0.0038                 0.706             0.640
 10  0.625  0.6279 ± 0.0023                 0.624             0.481
 20  0.490  0.4911 ± 0.0011                 0.490             0.275
 50  0.294  0.29399 ± 0.00031               0.294             0.106
100  0.183  0.18297 ± 0.00011               0.183             0.0517
200  0.109  0.109126 ± 0.000038             0.109             0.0254
*/
