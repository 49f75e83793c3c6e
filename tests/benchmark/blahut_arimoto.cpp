// SPDX-License-Identifier: BSL-1.0
// What certified rates of finite sources cost, and the plain iteration beside them.
#include <benchmark/benchmark.h>

#include <Eigen/Core>
#include <cmath>
#include <infobound/infobound.hpp>

namespace {

namespace ib = infobound;
using Eigen::MatrixXd;
using Eigen::VectorXd;

struct quantised_gaussian {
  VectorXd probabilities;
  MatrixXd distortions;

  explicit quantised_gaussian(Eigen::Index letters) {
    const VectorXd x = VectorXd::LinSpaced(letters, -3, 3);
    probabilities = (-x.array().square() / 2).exp();
    probabilities /= probabilities.sum();
    distortions = (x.replicate(1, letters) - x.transpose().replicate(letters, 1)).array().square();
  }
};

void binary_source(benchmark::State& state) {
  Eigen::Matrix2d hamming;
  hamming << 0, 1, 1, 0;
  const VectorXd levels = VectorXd::LinSpaced(100, 0.0015, 0.2985);
  for (auto _ : state)
    benchmark::DoNotOptimize(
        ib::rate::blahut_arimoto_curve(Eigen::Vector2d(0.3, 0.7), hamming, levels, {.tolerance = 1e-9}));
  state.SetItemsProcessed(state.iterations() * 100);
}
BENCHMARK(binary_source)->Unit(benchmark::kMicrosecond);

void five_slopes(benchmark::State& state) {
  const quantised_gaussian source(64);
  Eigen::VectorXd slopes(5);
  slopes << 0.6, 1.2, 2.5, 5, 10;
  for (auto _ : state)
    benchmark::DoNotOptimize(ib::rate::blahut_arimoto_curve_at_slopes(source.probabilities, source.distortions, slopes,
                                                                      {.tolerance = 1e-5}));
}
BENCHMARK(five_slopes)->Unit(benchmark::kMillisecond);

// The yardstick: the same slopes to the same gap by q <- q c alone.
void five_slopes_plain(benchmark::State& state) {
  const quantised_gaussian source(64);
  for (auto _ : state)
    for (const double slope : {0.6, 1.2, 2.5, 5.0, 10.0}) {
      const MatrixXd kernel = (-slope * source.distortions.array()).exp();
      VectorXd q = VectorXd::Constant(64, 1.0 / 64);
      VectorXd z(64), c(64);
      double gap = 1;
      while (gap > 1e-5) {
        z.noalias() = kernel * q;
        c.noalias() = kernel.transpose() * source.probabilities.cwiseQuotient(z);
        q.array() *= c.array();
        gap = std::log(c.maxCoeff()) - (q.array() * c.array().log()).sum();
      }
      benchmark::DoNotOptimize(q.data());
    }
}
BENCHMARK(five_slopes_plain)->Unit(benchmark::kMillisecond);

void fifty_distortions(benchmark::State& state) {
  const quantised_gaussian source(64);
  const VectorXd levels = VectorXd::LinSpaced(50, 0.02, 0.95);
  for (auto _ : state)
    benchmark::DoNotOptimize(
        ib::rate::blahut_arimoto_curve(source.probabilities, source.distortions, levels, {.tolerance = 1e-6}));
  state.SetItemsProcessed(state.iterations() * 50);
}
BENCHMARK(fifty_distortions)->Unit(benchmark::kMillisecond);

void one_large_source(benchmark::State& state) {
  const quantised_gaussian source(state.range(0));
  for (auto _ : state)
    benchmark::DoNotOptimize(
        ib::rate::blahut_arimoto_at_slope(source.probabilities, source.distortions, 2.5, {.tolerance = 1e-4}));
}
BENCHMARK(one_large_source)->ArgName("letters")->Arg(200)->Arg(1000)->Unit(benchmark::kMillisecond);

}  // namespace
