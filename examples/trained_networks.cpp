// SPDX-License-Identifier: BSL-1.0
// How far are trained networks from the best possible learner of a two-layer network, as their width and the data grow?
// Writes trained_networks.svg, .png, .dat and .gp into the current directory.
#include <cmath>
#include <cstddef>
#include <infobound/execution/threads.hpp>
#include <infobound/infobound.hpp>
#include <infobound/report/plot.hpp>
#include <infobound/report/table.hpp>
#include <iostream>
#include <string>
#include <vector>

#include "support/draw.hpp"
#include "support/learners/trained_network.hpp"

namespace ib = infobound;

const std::vector<std::size_t> horizons{16, 32, 64, 128, 256, 512, 1024};
const std::vector<Eigen::Index> widths{2, 4, 8, 16, 32};

/// What a network of that width pays at each horizon, fitted anew at 0, 1, 2, 4, … labels. It is a plain average, for
/// which the effort that goes into the evidence of the truth does not matter.
std::vector<ib::estimate<double>> errors_of(const ib::deep_network<double>& truth, Eigen::Index width) {
  ib::deep_network<double> network = truth;
  network.widths[1] = width;
  const ib::refitted<examples::trained_network> learner{.learner = {.network = network}};
  const ib::contrastive policy{.replicates = 32, .contrasts = 2, .seed = 1};
  const auto curve = ib::misspecified_curve(truth, learner, horizons.back(), policy, ib::threads{});
  std::vector<ib::estimate<double>> errors;
  for (const std::size_t T : horizons) errors.push_back(curve.total.estimation_error(T));
  return errors;
}

/// The width that theory 10 gives a budget of which it spends so many tokens, for a network of infinitely many units of
/// which about as many matter.
std::size_t allocated_width(double tokens) {
  const ib::dirichlet_network<double> wide{.dimension = 4, .concentration = 4, .noise_variance = 0.1};
  const auto law = ib::width_restricted(wide);
  double compute = tokens;
  while (ib::optimal_allocation(law, compute).tokens < tokens) compute *= 1.1;
  return static_cast<std::size_t>(std::lround(ib::optimal_allocation(law, compute).parameters / 4));
}

int main() {
  const ib::deep_network<double> truth{.widths = {4, 4, 1}, .noise_variance = 0.1};
  ib::report::table shown{.columns = {{"T"}, {"at least"}, {"best: lower"}, {"upper"}}};
  using ib::report::kind;
  ib::report::plot picture{
      .title = "Trained networks lose 1.6 to 3 times what the best learner loses; two units never learn four",
      .x = {.label = "number of observations, T"},
      .y = {.label = "error, nats per observation"},
      .series = {{.name = "best learner, lower bound", .kind = kind::lower_bound, .process = "best"},
                 {.name = "best learner, simulated", .process = "best"},
                 {.name = "best learner, upper bound", .kind = kind::upper_bound, .process = "best"}}};
  std::vector<std::vector<ib::estimate<double>>> errors;
  for (const Eigen::Index width : widths) {
    const std::string name = std::to_string(width) + " units";
    shown.columns.push_back({name});
    errors.push_back(errors_of(truth, width));
    if (width != 2 && width != 8 && width != 32) continue;  // those between are as these, and would hide them
    picture.series.push_back({.name = name + ", trained"});
    for (std::size_t i = 0; i < horizons.size(); ++i) picture.series.back().add(double(horizons[i]), errors.back()[i]);
  }
  shown.columns.insert(shown.columns.end(), {{"at most"}, {"best width"}, {"allocated"}});
  bool none_is_better = true;
  for (std::size_t i = 0; i < horizons.size(); ++i) {
    const std::size_t T = horizons[i];
    const auto best = ib::estimation_error(truth, T, ib::automatic{.replicates = 32, .seed = 1}, ib::threads{});
    const auto bracket = ib::error_bracket(truth, T);
    std::vector<ib::report::cell> row{T, bracket.lower.value, best.lower.mean, best.upper.mean};
    std::size_t winner = 0;
    for (std::size_t w = 0; w < widths.size(); ++w) {
      const auto& error = errors[w][i].upper;
      row.emplace_back(error.mean);
      none_is_better = none_is_better && error.mean + 4 * error.standard_error > best.lower.mean;
      if (error.mean < errors[winner][i].upper.mean) winner = w;
    }
    row.insert(row.end(), {bracket.upper.value, static_cast<std::size_t>(widths[winner]), allocated_width(double(T))});
    shown.rows.push_back(std::move(row));
    for (const std::size_t side : {0U, 2U}) {
      picture.series[side].x.push_back(double(T));
      picture.series[side].middle.push_back(side == 0 ? bracket.lower.value : bracket.upper.value);
    }
    picture.series[1].add(double(T), best);
    picture.series[1].middle.back() = (best.lower.mean + best.upper.mean) / 2;
  }
  ib::report::write_table(std::cout, shown, 2);
  std::cout << (none_is_better ? "no network is better than the best learner\n" : "a network beats the best learner\n");
  return examples::draw(picture, "trained_networks");
}
