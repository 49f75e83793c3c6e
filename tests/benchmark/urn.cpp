// SPDX-License-Identifier: BSL-1.0
// What the urn's facts, the rate of a direction and the bracket of a wide network cost.
#include <benchmark/benchmark.h>

#include <infobound/infobound.hpp>

namespace {

namespace ib = infobound;

void partition_entropy(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(ib::urn::partition_entropy(state.range(0), 5));
}
BENCHMARK(partition_entropy)->ArgName("n")->Arg(1000)->Arg(1000000)->Unit(benchmark::kMillisecond);

// O(n) for each of some K/3 sizes.
void size_entropy(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(ib::urn::size_entropy(state.range(0), state.range(1)));
}
BENCHMARK(size_entropy)
    ->ArgNames({"n", "K"})
    ->ArgsProduct({{1000, 1000000}, {1, 5, 30}})
    ->Unit(benchmark::kMillisecond);

void uniform_sphere(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(ib::rate::uniform_sphere(state.range(0), 0.01));
}
BENCHMARK(uniform_sphere)->ArgName("d")->Arg(2)->Arg(100)->Arg(1000000);

// A concentration that the thread has not met yet: alternating ones.
void first_bracket(benchmark::State& state) {
  double concentration = 3;
  for (auto _ : state) {
    concentration = concentration == 3 ? 3.5 : 3;
    const ib::dirichlet_network<double> wide{.dimension = 10, .concentration = concentration, .noise_variance = 0.25};
    benchmark::DoNotOptimize(ib::error_bracket(wide, 100000));
  }
}
BENCHMARK(first_bracket)->Unit(benchmark::kMillisecond);

void further_bracket(benchmark::State& state) {
  const ib::dirichlet_network<double> wide{.dimension = 10, .concentration = 3, .noise_variance = 0.25};
  for (auto _ : state) benchmark::DoNotOptimize(ib::error_bracket(wide, 100000));
}
BENCHMARK(further_bracket)->Unit(benchmark::kMillisecond);

}  // namespace
