// SPDX-License-Identifier: BSL-1.0
// How does the error of tasks that share a representation split between it and the tasks themselves?
// Writes meta_decomposition.svg, .png, .dat and .gp into the current directory.
#include <infobound/infobound.hpp>
#include <infobound/report/plot.hpp>
#include <infobound/report/table.hpp>
#include <iostream>
#include <string>

#include "support/draw.hpp"

namespace ib = infobound;

int main() {
  // Regressions in ten dimensions whose parameters lie on two unknown directions.
  const ib::linear_representation<ib::gaussian_response, double> process{
      .dimension = 10, .rank = 2, .noise_variance = 0.25};
  const auto errors = ib::meta_learning_curve(process, {2, 8, 32}, {5, 20, 80},
                                              ib::annealed{.replicates = 64, .temperatures = 100, .seed = 1});

  ib::report::table shown{.columns = {{"tasks"}, {"labels each"}, {"representation"}, {"task"}, {"total"}, {"bound"}}};
  ib::report::small_multiples picture{
      .title = "More tasks make what they share cheap to learn; only more labels do so for a task's own part",
      .plots = {}};
  for (std::size_t j = 0; j < errors.horizons().size(); ++j) {
    const std::size_t horizon = errors.horizons()[j];
    ib::report::series representation{.name = "shared representation"};
    ib::report::series task{.name = "each task's own part"};
    for (std::size_t i = 0; i < errors.tasks().size(); ++i) {
      const std::size_t tasks = errors.tasks()[i];
      const auto& error = errors.at(i, j);
      const auto middle = [](const auto& side) { return (side.lower.mean + side.upper.mean) / 2; };
      shown.rows.push_back({tasks, horizon, middle(error.meta), middle(error.intra), middle(error.total),
                            ib::meta_bracket(process, tasks, horizon).total.upper.value});
      representation.add(double(tasks), error.meta);
      representation.middle.back() = middle(error.meta);
      task.add(double(tasks), error.intra);
    }
    picture.plots.push_back({.title = std::to_string(horizon) + " labels a task",
                             .x = {.label = "number of tasks"},
                             .y = {.label = "error, nats per label"},
                             .series = {representation, task}});
  }
  ib::report::write_table(std::cout, shown, 2);
  return examples::draw(picture, "meta_decomposition");
}
/* Output
tasks  labels each  representation   task  total  bound
-----  -----------  --------------  -----  -----  -----
    2            5           0.22   0.41   0.64   0.80
    8            5           0.18   0.41   0.59   0.80
   32            5           0.14   0.41   0.55   0.70
    2           20           0.22   0.18   0.40   0.55
    8           20           0.15   0.18   0.32   0.40
   32           20           0.059  0.18   0.23   0.26
    2           80           0.11   0.061  0.17   0.22
    8           80           0.055  0.061  0.12   0.14
   32           80           0.020  0.061  0.081  0.088
*/
