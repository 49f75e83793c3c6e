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
  // The last layer is integrated out; what is left is simulated by contrastive or annealed, as pilots tell.
  const auto error = ib::estimation_error(network, horizon, ib::automatic{.replicates = 100, .seed = 1});
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
     widths   P    T  lower  upper    noise  bound  bound/upper
-----------  --  ---  -----  -----  -------  -----  -----------
      2-4-1  12    1  0.63   0.63   0.041     0.80          1.3
      2-4-1  12    3  0.56   0.56   0.023     0.80          1.4
      2-4-1  12   10  0.38   0.38   0.0093    0.80          2.1
      2-4-1  12   30  0.21   0.21   0.0044    0.60          2.8
      2-4-1  12  100  0.094  0.094  0.0018    0.25          2.7
    2-4-4-1  28    1  0.53   0.53   0.036     0.80          1.5
    2-4-4-1  28    3  0.50   0.50   0.025     0.80          1.6
    2-4-4-1  28   10  0.34   0.33   0.017     0.80          2.4
    2-4-4-1  28   30  0.19   0.20   0.010     0.80          4.1
    2-4-4-1  28  100  0.084  0.090  0.0054    0.51          5.7
      2-1-1   3   30  0.14   0.14   0.0047    0.22          1.6
      2-2-1   6   30  0.18   0.18   0.0068    0.37          2.1
      2-8-1  24   30  0.23   0.23   0.0044    0.80          3.5
     2-32-1  96   30  0.24   0.24   0.0021    0.80          3.4
        2-1   2   30  0.14   0.14   0.00014   0.14          1.0
      2-4-1  12   30  0.21   0.21   0.0044    0.60          2.8
2-4-4-4-4-1  60   30  0.13   0.14   0.011     0.80          5.8
*/
