// SPDX-License-Identifier: BSL-1.0
// How tight is the bound on the error of deep networks, where they are small enough to simulate?
#include <infobound/infobound.hpp>
#include <infobound/report/plot.hpp>
#include <infobound/report/table.hpp>
#include <iostream>
#include <string>
#include <vector>

namespace ib = infobound;

ib::report::table shown{.columns = {{"widths"}, {"P"}, {"T"}, {"lower"}, {"upper"}, {"bound"}, {"bound/upper"}}};
ib::report::plot picture{.title = "What any learner of a ReLU network must lose, and what the theorem says",
                         .x = {.label = "observations"},
                         .y = {.label = "error, nats per observation"},
                         .series = {}};

/// A row of the table: a two-sided estimate of the error, and the bound from the rate-distortion function.
void compare(const std::vector<Eigen::Index>& widths, std::size_t horizon, bool plotted) {
  const ib::deep_network<double> network{.widths = widths, .noise_variance = 0.25};
  const auto error =
      ib::estimation_error(network, horizon, ib::annealed{.replicates = 32, .temperatures = 200, .seed = 1});
  const double bound = ib::error_bracket(network, horizon).upper.value;
  std::string name;
  for (const Eigen::Index width : widths) name += (name.empty() ? "" : "-") + std::to_string(width);
  shown.rows.push_back(
      {name, network.latent_dimension(), horizon, error.lower.mean, error.upper.mean, bound, bound / error.upper.mean});
  if (!plotted) return;
  if (picture.series.empty() || picture.series.back().name != name + ", bound") {
    picture.series.push_back({.name = name + ", any learner"});
    picture.series.push_back({.name = name + ", bound"});
  }
  picture.series[picture.series.size() - 2].add(double(horizon), error);
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
  ib::report::write_plot(picture, "how_tight_for_networks");
}
