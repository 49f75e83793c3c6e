// SPDX-License-Identifier: BSL-1.0
// How many observations does a target error take, of any learner of a linear model of ten unknowns?
#include <infobound/infobound.hpp>
#include <infobound/report/table.hpp>
#include <iostream>

namespace ib = infobound;

int main() {
  const ib::linear_regression<double> process{.dimension = 10, .noise_variance = 0.25};
  ib::report::table shown{.columns = {{"ε, nats"}, {"ε, bits"}, {"T(ε) ≥"}, {"T(ε) ≤"}}};
  for (const double epsilon : {0.7, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01, 0.001}) {
    const auto needed = ib::sample_complexity(process, epsilon);
    shown.rows.push_back({ib::to_text(epsilon), ib::bits(epsilon), needed.lower.value, needed.upper.value});
  }
  ib::report::write_table(std::cout, shown, 3);
}
/* Output
ε, nats  ε, bits  T(ε) ≥  T(ε) ≤
-------  -------  ------  ------
  0.7    1.01          4      14
  0.5    0.721        17      24
  0.2    0.289        89      91
  0.1    0.144       225     226
  0.05   0.0721      537     538
  0.02   0.0289     1618    1619
  0.01   0.0144     3642    3643
  0.001  0.00144   49464   49464
*/
