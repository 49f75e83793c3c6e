// SPDX-License-Identifier: BSL-1.0
// What two-sided estimates cost: contrasts, proposals, chains, threads.
#include <benchmark/benchmark.h>

#include <Eigen/Core>
#include <cstddef>
#include <infobound/execution/threads.hpp>
#include <infobound/infobound.hpp>

#include "floor.hpp"

namespace {

namespace ib = infobound;
using logistic = ib::logistic_regression<double>;
using logistic_design = ib::logistic_regression<double, ib::fixed_design<double>>;

constexpr Eigen::Index dimension = 10;
constexpr Eigen::Index horizon = 50;
constexpr Eigen::Index contrasts = 4096;

// Items are terms: one label's likelihood under one contrast. The floor is a term's share of the matrix product, one
// exponential and an eighth of a logarithm.
void contrastive_fresh_design(benchmark::State& state) {
  constexpr int replicates = 256;
  const logistic process{.dimension = dimension};
  const ib::contrastive policy{.replicates = replicates, .contrasts = contrasts, .seed = 1};
  const auto estimate = [&] { benchmark::DoNotOptimize(ib::information(process, horizon, policy)); };
  for (auto _ : state) estimate();
  state.SetItemsProcessed(state.iterations() * replicates * contrasts * horizon);
  const Eigen::MatrixXd thetas = Eigen::MatrixXd::Random(dimension, contrasts);
  const Eigen::MatrixXd inputs = Eigen::MatrixXd::Random(dimension, horizon);
  Eigen::MatrixXd etas(contrasts, horizon);
  Eigen::ArrayXXd terms(contrasts, horizon);
  Eigen::ArrayXd logarithms = Eigen::ArrayXd::Zero(contrasts);
  show_times_floor(state, estimate, [&] {
    for (int replicate = 0; replicate < replicates; ++replicate) {
      etas.noalias() = thetas.transpose() * inputs;
      for (Eigen::Index t = 0; t < horizon; ++t) {
        terms.col(t) = etas.col(t).array().exp();
        if (t % 8 == 7) logarithms += terms.col(t).log();
      }
      benchmark::DoNotOptimize(terms.data());
      benchmark::DoNotOptimize(logarithms.data());
    }
  });
}
BENCHMARK(contrastive_fresh_design)->Unit(benchmark::kMillisecond);

void contrastive_shared_design(benchmark::State& state) {
  const logistic_design process{.dimension = dimension, .inputs = {Eigen::MatrixXd::Random(horizon, dimension)}};
  const ib::contrastive policy{.replicates = 2048, .contrasts = contrasts, .seed = 1, .shared_by = 128};
  for (auto _ : state) benchmark::DoNotOptimize(ib::information(process, horizon, policy));
  state.SetItemsProcessed(state.iterations() * 2048 * contrasts * horizon);
}
BENCHMARK(contrastive_shared_design)->Unit(benchmark::kMillisecond);

void laplace_in_a_hundred_dimensions(benchmark::State& state) {
  const logistic process{.dimension = 100};
  const ib::laplace policy{.replicates = 100, .proposals = 500, .seed = 1};
  for (auto _ : state) benchmark::DoNotOptimize(ib::information(process, 300, policy));
}
BENCHMARK(laplace_in_a_hundred_dimensions)->Unit(benchmark::kMillisecond);

void annealed_at_97_nats(benchmark::State& state) {
  const ib::linear_regression<double> process{.dimension = 50, .noise_variance = 0.2};
  const ib::annealed policy{.replicates = 8, .temperatures = 1000, .seed = 1};
  for (auto _ : state) benchmark::DoNotOptimize(ib::information(process, 500, policy));
}
BENCHMARK(annealed_at_97_nats)->Unit(benchmark::kMillisecond);

void laplace_on_threads(benchmark::State& state) {
  const logistic process{.dimension = 30};
  const ib::laplace policy{.replicates = 2000, .proposals = 200, .seed = 1};
  const ib::threads execution{static_cast<int>(state.range(0))};
  for (auto _ : state) benchmark::DoNotOptimize(ib::information(process, 300, policy, execution));
}
BENCHMARK(laplace_on_threads)->Arg(1)->Arg(2)->UseRealTime()->Unit(benchmark::kMillisecond);

}  // namespace
