// SPDX-License-Identifier: BSL-1.0
// How tight are the bounds on the error of deep networks, where they are small enough to simulate?
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
    .columns = {{"widths"}, {"P"}, {"T"}, {"at least"}, {"lower"}, {"upper"}, {"noise"}, {"at most"}}};
ib::report::small_multiples picture{
    .title = "The best learner is within 3 times of both bounds for two layers, and within 6 for three", .plots = {}};

/// A row of the table: a two-sided estimate of the error, between the bounds.
void compare(const std::vector<Eigen::Index>& widths, std::size_t horizon, bool plotted) {
  const ib::deep_network<double> network{.widths = widths, .noise_variance = 0.25};
  // The last layer is integrated out; what is left is simulated by contrastive or annealed, as pilots tell.
  const auto error = ib::estimation_error(network, horizon, ib::automatic{.replicates = 100, .seed = 1});
  const auto bracket = ib::error_bracket(network, horizon);
  std::string name;
  for (const Eigen::Index width : widths) name += (name.empty() ? "" : "-") + std::to_string(width);
  shown.rows.push_back({name, network.latent_dimension(), horizon, bracket.lower.value, error.lower.mean,
                        error.upper.mean, error.upper.standard_error, bracket.upper.value});
  if (!plotted) return;
  const std::string title = "ReLU network " + name + ", " + std::to_string(network.latent_dimension()) + " weights";
  if (picture.plots.empty() || picture.plots.back().title != title)
    picture.plots.push_back({.title = title,
                             .x = {.label = "number of observations, T"},
                             .y = {.label = "error, nats per observation"},
                             .series = {{.name = "upper bound", .kind = ib::report::kind::upper_bound},
                                        {.name = "best learner, simulated"},
                                        {.name = "lower bound", .kind = ib::report::kind::lower_bound}}});
  auto& series = picture.plots.back().series;
  series[1].add(double(horizon), error);
  series[1].middle.back() = (error.lower.mean + error.upper.mean) / 2;
  for (const std::size_t side : {0U, 2U}) {
    series[side].x.push_back(double(horizon));
    series[side].middle.push_back(side == 0 ? bracket.upper.value : bracket.lower.value);
  }
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
     widths   P    T  at least  lower  upper    noise  at most
-----------  --  ---  --------  -----  -----  -------  -------
      2-4-1  12    1     0.33   0.63   0.63   0.041       0.80
      2-4-1  12    3     0.27   0.56   0.56   0.023       0.80
      2-4-1  12   10     0.17   0.38   0.38   0.0093      0.80
      2-4-1  12   30     0.091  0.21   0.21   0.0044      0.60
      2-4-1  12  100     0.038  0.094  0.094  0.0018      0.25
    2-4-4-1  28    1     0.18   0.53   0.53   0.036       0.80
    2-4-4-1  28    3     0.14   0.50   0.50   0.025       0.80
    2-4-4-1  28   10     0.084  0.33   0.33   0.017       0.80
    2-4-4-1  28   30     0.041  0.19   0.20   0.010       0.80
    2-4-4-1  28  100     0.017  0.084  0.090  0.0054      0.51
      2-1-1   3   30     0.040  0.14   0.14   0.0047      0.22
      2-2-1   6   30     0.063  0.17   0.18   0.0068      0.37
      2-8-1  24   30     0.12   0.23   0.23   0.0044      0.80
     2-32-1  96   30     0.16   0.24   0.24   0.0021      0.80
        2-1   2   30     0.13   0.14   0.14   0.00066     0.14
      2-4-1  12   30     0.091  0.21   0.21   0.0044      0.60
2-4-4-4-4-1  60   30     0.010  0.13   0.14   0.011       0.80
*/
