// SPDX-License-Identifier: BSL-1.0
// What allocations cost: a frontier of a hundred budgets, and the fit of a parametric law with its intervals.
#include <benchmark/benchmark.h>

#include <cmath>
#include <infobound/infobound.hpp>
#include <vector>

namespace {

namespace ib = infobound;

std::vector<double> hundred_budgets() {
  std::vector<double> computes;
  for (int i = 0; i < 100; ++i) computes.push_back(std::pow(10.0, 6 + 0.2 * i));
  return computes;
}

void width_restricted_frontier(benchmark::State& state) {
  const ib::width_restricted_law<double> law(static_cast<double>(state.range(0)), 2, 0.1);
  const auto computes = hundred_budgets();
  for (auto _ : state) benchmark::DoNotOptimize(ib::allocation_frontier(law, computes));
}
BENCHMARK(width_restricted_frontier)->ArgName("d")->Arg(1)->Arg(16)->Arg(1000)->Unit(benchmark::kMillisecond);

void frontier_of_callables(benchmark::State& state) {
  const ib::scaling_law law{
      .estimation = [](double, double tokens) { return 410.7 / std::pow(tokens, 0.28); },
      .misspecification = [](double parameters, double) { return 406.4 / std::pow(parameters, 0.34); },
      .cost = [](double parameters, double tokens) { return 6 * parameters * tokens; }};
  const auto computes = hundred_budgets();
  for (auto _ : state) benchmark::DoNotOptimize(ib::allocation_frontier(law, computes));
}
BENCHMARK(frontier_of_callables)->Unit(benchmark::kMillisecond);

void fit_of_runs(benchmark::State& state) {
  const ib::power_law<double> law{1.69, 406.4, 0.34, 410.7, 0.28};
  const auto side = static_cast<int>(state.range(0));
  std::vector<ib::training_run<double>> runs;
  for (int i = 0; i < side; ++i)
    for (int j = 0; j < side; ++j) {
      const double parameters = 5e7 * std::pow(300.0, i / (side - 1.0));
      const double tokens = 1e9 * std::pow(300.0, j / (side - 1.0));
      runs.push_back({parameters, tokens, law.loss(parameters, tokens) * (1 + 0.01 * std::sin(7.0 * i + 3.0 * j))});
    }
  for (auto _ : state) benchmark::DoNotOptimize(ib::fit_scaling_law(runs));
}
BENCHMARK(fit_of_runs)->ArgName("side")->Arg(7)->Arg(16)->Unit(benchmark::kMillisecond);

}  // namespace
