// SPDX-License-Identifier: BSL-1.0
// How tight is the bound on the error of deep networks, where they are small enough to simulate?
// Writes how_tight_for_networks.svg, .png, .dat and .gp into the current directory.
#include <infobound/infobound.hpp>
#include <infobound/report/plot.hpp>
#include <infobound/report/table.hpp>
#include <iostream>
#include <string>
#include <vector>

#include "support/draw.hpp"

namespace ib = infobound;

ib::report::table shown{
    .columns = {{"widths"}, {"P"}, {"T"}, {"lower"}, {"upper"}, {"noise"}, {"bound"}, {"bound/upper"}}};
ib::report::plot picture{.title = "What any learner of a ReLU network must lose, and what the theorem says",
                         .x = {.label = "observations"},
                         .y = {.label = "error, nats per observation"},
                         .series = {}};

/// A row of the table: a two-sided estimate of the error, and the bound from the rate-distortion function.
void compare(const std::vector<Eigen::Index>& widths, std::size_t horizon, bool plotted) {
  const ib::deep_network<double> network{.widths = widths, .noise_variance = 0.25};
  // So few replicates are run without the pilots of control variates, which take nothing out where layers multiply.
  const ib::annealed policy{.replicates = 31, .temperatures = 800, .seed = 1};
  const auto error = ib::estimation_error(network, horizon, policy);
  const double bound = ib::error_bracket(network, horizon).upper.value;
  std::string name;
  for (const Eigen::Index width : widths) name += (name.empty() ? "" : "-") + std::to_string(width);
  shown.rows.push_back({name, network.latent_dimension(), horizon, error.lower.mean, error.upper.mean,
                        error.upper.standard_error, bound, bound / error.upper.mean});
  if (!plotted) return;
  if (picture.series.empty() || picture.series.back().name != name + ", bound") {
    picture.series.push_back({.name = name + ", any learner"});
    picture.series.push_back({.name = name + ", bound"});
  }
  ib::report::series& learner = picture.series[picture.series.size() - 2];
  learner.add(double(horizon), error);
  learner.middle.back() = (error.lower.mean + error.upper.mean) / 2;
  picture.series.back().x.push_back(double(horizon));
  picture.series.back().middle.push_back(bound);
}

int main() {
  for (const std::size_t horizon : {1U, 3U, 10U, 30U, 100U}) compare({2, 4, 1}, horizon, true);
  for (const std::size_t horizon : {1U, 3U, 10U, 30U, 100U}) compare({2, 4, 4, 1}, horizon, true);
  for (const Eigen::Index width : {1, 2, 8, 32}) compare({2, width, 1}, 30, false);
  for (const Eigen::Index depth : {1, 2, 5}) {
    std::vector<Eigen::Index> widths(static_cast<std::size_t>(depth) + 1, 4);
    widths.front() = 2;
    widths.back() = 1;
    compare(widths, 30, false);
  }
  ib::report::write_table(std::cout, shown, 2);
  return examples::draw(picture, "how_tight_for_networks");
}
/* Output
     widths   P    T  lower  upper   noise  bound  bound/upper
-----------  --  ---  -----  -----  ------  -----  -----------
      2-4-1  12    1  0.80   0.80   0.15     0.80          1.0
      2-4-1  12    3  0.54   0.53   0.073    0.80          1.5
      2-4-1  12   10  0.38   0.39   0.035    0.80          2.1
      2-4-1  12   30  0.19   0.19   0.013    0.73          3.9
      2-4-1  12  100  0.087  0.094  0.0048   0.30          3.2
    2-4-4-1  28    1  0.43   0.39   0.11     0.80          2.0
    2-4-4-1  28    3  0.38   0.38   0.062    0.80          2.1
    2-4-4-1  28   10  0.31   0.31   0.036    0.80          2.6
    2-4-4-1  28   30  0.17   0.18   0.019    0.80          4.4
    2-4-4-1  28  100  0.077  0.091  0.010    0.62          6.8
      2-1-1   3   30  0.12   0.13   0.014    0.26          2.1
      2-2-1   6   30  0.17   0.17   0.016    0.45          2.6
      2-8-1  24   30  0.23   0.24   0.015    0.80          3.4
     2-32-1  96   30  0.21   0.21   0.017    0.80          3.8
        2-1   2   30  0.12   0.12   0.0089   0.17          1.4
      2-4-1  12   30  0.19   0.19   0.013    0.73          3.9
2-4-4-4-4-1  60   30  0.11   0.23   0.11     0.80          3.5
*/
