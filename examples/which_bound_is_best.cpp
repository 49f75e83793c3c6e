// SPDX-License-Identifier: BSL-1.0
// Which theorem says most about linear regression of 20 unknowns, and at which horizon?
#include <infobound/infobound.hpp>
#include <infobound/report/table.hpp>
#include <iostream>

namespace ib = infobound;

int main() {
  const ib::linear_regression<double> process{.dimension = 20, .noise_variance = 0.25};
  constexpr auto left = ib::report::alignment::left;
  ib::report::table shown{
      .columns = {{"nats per observation", left}, {""}, {"T = 2"}, {"T = 20"}, {"T = 200"}, {"T = 2000"}},
      .rows = {{"exact (theory 3.1 ii)", "="}}};
  for (const auto& bound : ib::error_bounds(process, 1))
    shown.rows.push_back({bound.source, bound.direction == ib::direction::lower ? "≥" : "≤"});
  for (const std::size_t horizon : {2U, 20U, 200U, 2000U}) {
    auto row = shown.rows.begin();
    row++->emplace_back(ib::estimation_error(process, horizon).lower.mean);
    for (const auto& bound : ib::error_bounds(process, horizon)) row++->emplace_back(bound.value);
  }
  ib::report::write_table(std::cout, shown);
}
/* Output
nats per observation                           T = 2  T = 20  T = 200  T = 2000
-----------------------------------------  -  ------  ------  -------  --------
exact (theory 3.1 ii)                      =  0.7808  0.6302   0.1831   0.02994
Jensen's inequality (theory 3.4 i)         ≤  0.8047  0.8047   0.1857   0.02997
Theorem 29 in form (theory 3.4 ii)         ≤  1.199   1.040    0.2321   0.03493
Theorem 15, closed-form rate (theory 3.3)  ≤  0.8047  0.8047   0.2319   0.03493
Theorem 15, closed-form rate (theory 3.3)  ≥  0.7278  0.4607   0.1283   0.02215
Theorem 15, Lambert W (theory 3.4 iii)     ≥  0.6842  0.3725   0.1020   0.01869
recursion, closed form (theory 3.4 iv)     ≥  0.7559  0.4839   0.1426   0.02551
Minkowski's inequality (theory 3.4 v)      ≥  0.7738  0.4284   0.1830   0.02994
Theorem 15, exact rate (theory 2.3)        ≤  0.7889  0.7889   0.2316   0.03493
recursion, exact rate (theory 2.3)         ≥  0.7735  0.5692   0.1764   0.02973
Theorem 15, exact rate (theory 2.3)        ≥  0.7322  0.4646   0.1296   0.02235
*/
