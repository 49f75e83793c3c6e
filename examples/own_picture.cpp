// SPDX-License-Identifier: BSL-1.0
// How does one draw a process of one's own, on a slide, in a paper and on a web page?
// Writes own_picture.svg, .png, .dat, .gp, .py and .vl.json into the current directory.
#include <infobound/infobound.hpp>
#include <infobound/report/matplotlib.hpp>
#include <infobound/report/plot.hpp>
#include <infobound/report/vega_lite.hpp>
#include <iostream>
#include <string>

namespace ib = infobound;

int main() {
  const ib::logistic_regression<double> process{.dimension = 5};
  const double target = 0.05;
  const std::string enough = ib::to_text(ib::sample_complexity(process, target).upper.value);

  ib::report::series bounds{.name = "between the bounds"}, error{.name = "best learner, simulated"};
  for (const std::size_t T : {1U, 3U, 10U, 30U, 100U, 300U}) {
    bounds.add(double(T), ib::error_bracket(process, T));
    error.add(double(T), ib::estimation_error(process, T, ib::laplace{.replicates = 100, .proposals = 20, .seed = 1}));
  }
  const ib::report::plot picture{
      .title = enough + " observations are enough for 0.05 nats each\nLogistic regression of five unknowns",
      .x = {.label = "number of observations, T"},
      .y = {.label = "error, nats per observation", .guides = {{target, "target"}}},
      .series = {bounds, error}};

  ib::report::write_plot(picture, "own_picture");               // by gnuplot
  ib::report::write_matplotlib(picture, "own_picture.py");      // python3 own_picture.py draws it
  ib::report::write_vega_lite(picture, "own_picture.vl.json");  // for pages and notebooks
  std::cout << picture.title << '\n';
}
/* Output
63 observations are enough for 0.05 nats each
Logistic regression of five unknowns
*/
