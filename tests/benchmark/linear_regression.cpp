// SPDX-License-Identifier: BSL-1.0
// What linear regression costs: exact information, the simulated curve beside the matrix product, the bracket.
#include <benchmark/benchmark.h>

#include <Eigen/Core>
#include <cstddef>
#include <infobound/infobound.hpp>

#include "floor.hpp"

namespace {

namespace ib = infobound;
using linear = ib::linear_regression<double>;

void exact_information(benchmark::State& state) {
  const linear process{.dimension = state.range(0), .noise_variance = 1.0};
  const auto horizon = static_cast<std::size_t>(state.range(1));
  for (auto _ : state) benchmark::DoNotOptimize(ib::information(process, horizon));
}
BENCHMARK(exact_information)
    ->ArgNames({"d", "T"})
    ->Args({10, 200})
    ->Args({100, 1000})
    ->Args({500, 2000})
    ->Unit(benchmark::kMillisecond);

// The yardstick: items are floating-point operations.
void matrix_product(benchmark::State& state) {
  const Eigen::Index n = state.range(0);
  const Eigen::MatrixXd left = Eigen::MatrixXd::Random(n, n);
  const Eigen::MatrixXd right = Eigen::MatrixXd::Random(n, n);
  Eigen::MatrixXd product(n, n);
  for (auto _ : state) {
    product.noalias() = left * right;
    benchmark::DoNotOptimize(product.data());
  }
  state.SetItemsProcessed(state.iterations() * 2 * n * n * n);
}
BENCHMARK(matrix_product)->ArgName("n")->Arg(512)->Unit(benchmark::kMillisecond);

// One replicate an iteration, inputs drawn and the whole curve computed. Its floor: the draws, and a d × d matrix times
// each input, 2Td² operations, at the speed of a matrix product.
void simulated_curve(benchmark::State& state) {
  const linear process{.dimension = state.range(0), .noise_variance = 0.25};
  const auto horizon = static_cast<std::size_t>(state.range(1));
  auto sampler = process.information_sampler(horizon);
  Eigen::ArrayXd increments(state.range(1));
  ib::random_stream rng(1);
  const auto simulate = [&] {
    sampler(rng, increments);
    benchmark::DoNotOptimize(increments.data());
  };
  for (auto _ : state) simulate();
  Eigen::MatrixXd inputs(process.dimension, state.range(1));
  Eigen::MatrixXd product(process.dimension, process.dimension);
  show_times_floor(state, simulate, [&] {
    process.inputs.draw(inputs, rng);
    product.noalias() = inputs * inputs.transpose();
    benchmark::DoNotOptimize(product.data());
  });
}
BENCHMARK(simulated_curve)->ArgNames({"d", "T"})->Args({10, 200})->Args({100, 1000})->Unit(benchmark::kMillisecond);

void bracket(benchmark::State& state) {
  const linear process{.dimension = state.range(0), .noise_variance = 0.25};
  const auto horizon = static_cast<std::size_t>(state.range(1));
  for (auto _ : state) benchmark::DoNotOptimize(ib::error_bracket(process, horizon));
}
BENCHMARK(bracket)
    ->ArgNames({"d", "T"})
    ->ArgsProduct({{1, 10, 1000000}, {1, 1000, 1000000000}})
    ->Unit(benchmark::kMicrosecond);

void sample_complexity(benchmark::State& state) {
  const linear process{.dimension = 10, .noise_variance = 0.25};
  for (auto _ : state) benchmark::DoNotOptimize(ib::sample_complexity(process, 1e-4));
}
BENCHMARK(sample_complexity)->Unit(benchmark::kMillisecond);

void random_words(benchmark::State& state) {
  ib::random_stream rng(1);
  for (auto _ : state) benchmark::DoNotOptimize(rng());
}
BENCHMARK(random_words);

}  // namespace
