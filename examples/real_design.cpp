// SPDX-License-Identifier: BSL-1.0
// How fast could anyone learn to tell tumours apart, from 30 measurements of each of 569 real ones?
// Writes real_design.svg, .png, .dat and .gp into the current directory.
#include <infobound/infobound.hpp>
#include <infobound/report/plot.hpp>
#include <infobound/report/table.hpp>
#include <iostream>
#include <string>

#include "support/csv_inputs.hpp"
#include "support/draw.hpp"

namespace ib = infobound;

int main() {
  const std::string file = INFOBOUND_EXAMPLE_DATA "/breast_cancer.csv";
  auto tumours = examples::read_inputs(file, {.label = "benign"});
  examples::standardise(tumours, file);
  const ib::logistic_regression<double, ib::fixed_design<double>> process{.dimension = tumours.matrix.cols(),
                                                                          .inputs = {tumours.matrix}};
  ib::report::table shown{.columns = {{"tumours"}, {"at least"}, {"estimate, nats each"}, {"at most"}}};
  ib::report::series estimated{"best learner, simulated"};
  ib::report::series proved{"between the bounds"};
  for (const std::size_t horizon : {1U, 3U, 10U, 30U, 100U, 300U, 569U}) {
    const auto error =
        ib::estimation_error(process, horizon, ib::laplace{.replicates = 1000, .proposals = 200, .seed = 1});
    const auto bracket = ib::error_bracket(process, horizon);
    shown.rows.push_back({horizon, bracket.lower.value, ib::report::with_error(error, 4), bracket.upper.value});
    estimated.add(double(horizon), error);
    estimated.middle.back() = (error.lower.mean + error.upper.mean) / 2;
    proved.add(double(horizon), bracket);
  }
  ib::report::write_table(std::cout, shown, 3);
  return examples::draw(
      {.title = "How fast anyone can learn to tell tumours apart is known within 8 %, before any training\n"
                "Logistic regression on 30 measurements of 569 real tumours",
       .x = {.label = "tumours seen, T"},
       .y = {.label = "error, nats per tumour"},
       .series = {proved, estimated}},
      "real_design");
}
/* Output
tumours  at least                             estimate, nats each  at most
-------  --------  ----------------------------------------------  -------
      1    0.223   [0.2204 ± 0.0023, 0.2238 ± 0.0023]               0.226
      3    0.128   [0.12827 ± 0.00083, 0.12941 ± 0.00083]           0.132
     10    0.105   [0.10800 ± 0.00037, 0.10838 ± 0.00037]           0.111
     30    0.0689  [0.07156 ± 0.00013, 0.07169 ± 0.00013]           0.0727
    100    0.0424  [0.044908 ± 0.000045, 0.044949 ± 0.000045]       0.0454
    300    0.0272  [0.028741 ± 0.000016, 0.028755 ± 0.000017]       0.0290
    569    0.0192  [0.0200267 ± 0.0000075, 0.0200338 ± 0.0000075]   0.0202
*/
