// SPDX-License-Identifier: BSL-1.0
// What deep networks cost: likelihoods and gradients beside the matrix product, bounds of any architecture.
#include <benchmark/benchmark.h>

#include <Eigen/Core>
#include <cstddef>
#include <cstdint>
#include <infobound/infobound.hpp>
#include <utility>
#include <vector>

namespace {

namespace ib = infobound;
using network = ib::deep_network<double>;

constexpr Eigen::Index observations = 1000;

/// Multiplications and additions of one pass over one observation.
std::int64_t operations(const network& process) { return 2 * static_cast<std::int64_t>(process.latent_dimension()); }

// Items are floating-point operations: hold them against matrix_product.
void likelihoods_of_many_networks(benchmark::State& state) {
  constexpr Eigen::Index draws = 256;
  const network process{.widths = {64, 256, 256, 1}, .noise_variance = 0.25};
  ib::random_stream rng(1);
  Eigen::MatrixXd thetas(static_cast<Eigen::Index>(process.latent_dimension()), draws);
  for (Eigen::Index n = 0; n < draws; ++n) thetas.col(n) = process.draw_parameter(rng);
  const auto history = process.draw_history(thetas.col(0), observations, rng);
  Eigen::MatrixXd likelihoods;
  for (auto _ : state) {
    likelihoods = process.log_likelihoods(thetas, history, std::move(likelihoods));
    benchmark::DoNotOptimize(likelihoods.data());
  }
  state.SetItemsProcessed(state.iterations() * draws * observations * operations(process));
}
BENCHMARK(likelihoods_of_many_networks)->Unit(benchmark::kMillisecond);

// A reverse pass is twice a forward one.
void gradient_of_a_network(benchmark::State& state) {
  const Eigen::Index width = state.range(0);
  const network process{.widths = {10, width, width, 1}, .noise_variance = 0.25};
  ib::random_stream rng(1);
  const auto theta = process.draw_parameter(rng);
  const auto history = process.draw_history(theta, observations, rng);
  Eigen::VectorXd gradient;
  for (auto _ : state) {
    gradient = process.gradient(theta, history, std::move(gradient));
    benchmark::DoNotOptimize(gradient.data());
  }
  state.SetItemsProcessed(state.iterations() * 3 * observations * operations(process));
}
BENCHMARK(gradient_of_a_network)->ArgName("width")->Arg(4)->Arg(16)->Arg(256)->Unit(benchmark::kMicrosecond);

void annealed_network(benchmark::State& state) {
  const network process{.widths = {2, 4, 4, 1}, .noise_variance = 0.25};
  const ib::annealed policy{.replicates = 16, .temperatures = 1000, .seed = 1};
  for (auto _ : state) benchmark::DoNotOptimize(ib::information(process, 100, policy));
}
BENCHMARK(annealed_network)->Unit(benchmark::kMillisecond);

void bracket_of_a_network(benchmark::State& state) {
  std::vector<Eigen::Index> widths(static_cast<std::size_t>(state.range(0)) + 1, 1000);
  if (state.range(1) != 0)
    for (std::size_t l = 0; l < widths.size(); ++l) widths[l] = 1000 - static_cast<Eigen::Index>(l);
  widths.back() = 1;
  const network process{.widths = widths, .noise_variance = 0.25};
  for (auto _ : state) benchmark::DoNotOptimize(ib::error_bracket(process, 1000000000));
}
BENCHMARK(bracket_of_a_network)
    ->ArgNames({"layers", "all different"})
    ->Args({3, 0})
    ->Args({1000, 0})
    ->Args({100, 1})
    ->Unit(benchmark::kMicrosecond);

}  // namespace
