// SPDX-License-Identifier: BSL-1.0
// How does one draw processes of one's own, on a slide, in a paper and on a web page?
// Writes own_picture.svg, .png, .dat, .gp, .py and .vl.json into the current directory.
#include <infobound/infobound.hpp>
#include <infobound/report/matplotlib.hpp>
#include <infobound/report/plot.hpp>
#include <infobound/report/vega_lite.hpp>
#include <iostream>
#include <string>

namespace ib = infobound;

int main() {
  ib::report::plot picture{
      .title = "Ten times the unknowns take ten times the observations\nLinear regression, noise variance 1/4",
      .x = {.label = "number of observations, T"},
      .y = {.label = "error, nats per observation", .guides = {{0.05, "target"}}},
      .series = {}};
  for (const Eigen::Index d : {5, 50}) {
    const ib::linear_regression<double> process{.dimension = d, .noise_variance = 0.25};
    const std::string name = std::to_string(d) + " unknowns";
    ib::report::series bounds{.name = name + ", between the bounds", .process = name};
    ib::report::series error{.name = name + ", best learner", .process = name};
    for (const std::size_t T : {1U, 3U, 10U, 30U, 100U, 300U, 1000U, 3000U}) {
      bounds.add(double(T), ib::error_bracket(process, T));
      error.add(double(T), ib::estimation_error(process, T));
    }
    for (const auto& each : {bounds, error}) picture.series.push_back(each);
    std::cout << name << ": " << ib::sample_complexity(process, 0.05).upper.value << " observations are enough\n";
  }

  ib::report::write_plot(picture, "own_picture");               // by gnuplot
  ib::report::write_matplotlib(picture, "own_picture.py");      // python3 own_picture.py draws it
  ib::report::write_vega_lite(picture, "own_picture.vl.json");  // for pages and notebooks
}
/* Output
5 unknowns: 269 observations are enough
50 unknowns: 2688 observations are enough
*/
