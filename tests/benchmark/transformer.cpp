// SPDX-License-Identifier: BSL-1.0
// What a transformer's likelihood and gradient cost: compare with matrix_product, whose items are operations too.
#include <benchmark/benchmark.h>

#include <Eigen/Core>
#include <cmath>
#include <cstddef>
#include <infobound/infobound.hpp>
#include <utility>

namespace {

namespace ib = infobound;

struct sequence {
  ib::transformer<double> process;
  Eigen::VectorXi history;
  Eigen::MatrixXd thetas;

  explicit sequence(const benchmark::State& state)
      : process{.vocabulary = 32,
                .embedding_dimension = state.range(0),
                .context = state.range(1),
                .layers = state.range(2)} {
    ib::random_stream rng(1);
    history = process.draw_history(process.draw_parameter(rng), 256, rng);
    thetas.resize(static_cast<Eigen::Index>(process.latent_dimension()), 64);
    for (Eigen::Index n = 0; n < thetas.cols(); ++n) thetas.col(n) = process.draw_parameter(rng);
  }
};

// Items are the operations of the matrix products that the definition asks for: all columns of all layers but the last,
// whose other columns nobody asks for. Where windows share scores fewer are done.
void transformer_likelihoods(benchmark::State& state) {
  const sequence made(state);
  Eigen::MatrixXd terms;
  for (auto _ : state) {
    terms = made.process.log_likelihoods(made.thetas, made.history, std::move(terms));
    benchmark::DoNotOptimize(terms.data());
  }
  const auto r = state.range(0);
  const auto context = state.range(1);
  const auto operations = (state.range(2) - 1) * 4 * r * context * (r + context) + 4 * r * (r + context) + 64 * r;
  state.SetItemsProcessed(state.iterations() * 64 * 256 * operations);
}
BENCHMARK(transformer_likelihoods)
    ->ArgNames({"r", "K", "L"})
    ->Args({16, 32, 1})
    ->Args({16, 32, 2})
    ->Args({16, 32, 3})
    ->Args({64, 64, 3})
    ->Unit(benchmark::kMillisecond);

void transformer_gradient(benchmark::State& state) {
  const sequence made(state);
  const Eigen::VectorXd z = made.thetas.col(0) * std::sqrt(static_cast<double>(state.range(0)));
  Eigen::VectorXd gradient;
  for (auto _ : state) {
    gradient = made.process.gradient(z, made.history, std::move(gradient));
    benchmark::DoNotOptimize(gradient.data());
  }
}
BENCHMARK(transformer_gradient)
    ->ArgNames({"r", "K", "L"})
    ->Args({4, 3, 1})
    ->Args({16, 32, 2})
    ->Unit(benchmark::kMicrosecond);

}  // namespace
