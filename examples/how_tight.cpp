// SPDX-License-Identifier: BSL-1.0
// Which two-sided policy closes its gap soonest, on a process whose information is known and on one where it is not?
#include <chrono>
#include <infobound/infobound.hpp>
#include <infobound/report/plot.hpp>
#include <infobound/report/table.hpp>
#include <iostream>
#include <string>

namespace ib = infobound;

ib::report::table shown{.columns = {{"policy"}, {"effort"}, {"lower"}, {"upper"}, {"gap, nats"}}};

/// A point of the picture: the gap between the two sides against the time that a replicate takes.
template <class Process, class Policy>
void estimate(const Process& process, std::size_t horizon, const Policy& policy, std::size_t effort,
              ib::report::series& points) {
  const auto start = std::chrono::steady_clock::now();
  const auto found = ib::information(process, horizon, policy);
  const std::chrono::duration<double, std::milli> spent = std::chrono::steady_clock::now() - start;
  const double gap = found.upper.mean - found.lower.mean;
  shown.rows.push_back({std::string(Policy::name), effort, found.lower.mean, found.upper.mean, gap});
  points.x.push_back(spent.count() / double(found.replicates));
  points.middle.push_back(gap);
}

int main() {
  const ib::linear_regression<double> known{.dimension = 5, .noise_variance = 0.25};  // 8.03 nats at T = 50, exactly
  const ib::logistic_regression<double> unknown{.dimension = 5};                      // about 2.66
  ib::report::plot picture{.title = "What a nat of certainty costs: linear regression, 8 nats; logistic, 2.7",
                           .x = {.label = "milliseconds a replicate"},
                           .y = {.label = "gap between the sides, nats"},
                           .series = {}};
  const auto compare = [&](const std::string& name, const auto& process) {
    ib::report::series contrastive{name + ": contrastive"}, laplace{name + ": laplace"};
    ib::report::series annealed{name + ": annealed"}, sequential{name + ": sequential"};
    for (const std::size_t n : {10U, 100U, 1000U, 10000U})
      estimate(process, 50, ib::contrastive{.replicates = 256, .contrasts = n, .seed = 1}, n, contrastive);
    for (const std::size_t n : {3U, 30U, 300U})
      estimate(process, 50, ib::laplace{.replicates = 1000, .proposals = n, .seed = 2}, n, laplace);
    for (const std::size_t k : {10U, 100U, 1000U})
      estimate(process, 50, ib::annealed{.replicates = 100, .temperatures = k, .seed = 3}, k, annealed);
    for (const std::size_t n : {10U, 100U})
      estimate(process, 50, ib::sequential{.replicates = 100, .particles = n, .seed = 4}, n, sequential);
    for (auto& points : {contrastive, laplace, annealed, sequential}) picture.series.push_back(points);
  };
  compare("linear", known);
  compare("logistic", unknown);
  ib::report::write_table(std::cout, shown, 4);
  ib::report::write_plot(picture, "how_tight");
}
