// SPDX-License-Identifier: BSL-1.0
// docs/theory/lower_bounds.md: on settings drawn at random no bound is on the wrong side of a two-sided estimate.
#include <Eigen/Core>
#include <cmath>
#include <cstddef>
#include <infobound/bound/error_bounds.hpp>
#include <infobound/core/random_stream.hpp>
#include <infobound/information/contrastive.hpp>
#include <infobound/information/information.hpp>
#include <infobound/information/laplace.hpp>
#include <infobound/process/network/dirichlet_network.hpp>
#include <infobound/process/regression/logistic_regression.hpp>
#include <infobound/process/regression/softmax_regression.hpp>
#include <infobound/process/sequence/binary_autoregression.hpp>
#include <support/catch.hpp>

namespace theorems::lower_bounds_of_estimates {

namespace ib = infobound;

namespace {

/// Uniform in the logarithm.
double between(double from, double to, ib::random_stream& rng) {
  return from * std::pow(to / from, static_cast<double>(rng() >> 11) * 0x1p-53);
}

/// Every lower bound is below what an estimate says from above, and every upper one above what it says from below.
/// Five of its standard errors are allowed: with a normal law of means, a false alarm in 3.5 million for each bound
/// that is tight, of which there are some twenty here, and in none for the others.
template <class Make, class Policy>
void hold(Make make, Policy policy) {
  for (std::size_t setting = 0; setting < 6; ++setting) {
    ib::random_stream rng(21, setting);
    const auto process = make(rng);
    const auto horizon = static_cast<std::size_t>(between(1, 80, rng));
    policy.seed = setting;
    const auto found = ib::estimation_error(process, horizon, policy);
    CAPTURE(setting, horizon, found.lower.mean, found.upper.mean, found.upper.standard_error);
    bool above_nothing = false;
    for (const auto& known : ib::error_bounds(process, horizon)) {
      CAPTURE(known.source, known.value);
      if (known.direction == ib::direction::lower) {
        CHECK(known.value <= found.upper.mean + 5 * found.upper.standard_error);
        above_nothing = above_nothing || known.value > 0;
      } else {
        CHECK(known.value >= found.lower.mean - 5 * found.lower.standard_error);
      }
    }
    CHECK(above_nothing);
  }
}

}  // namespace

TEST_CASE("bounds are on their sides of estimates, whatever the setting", "[lower_bounds][statistical]") {
  const auto size = [](double most, ib::random_stream& rng) {
    return static_cast<Eigen::Index>(between(1, most + 1, rng));
  };
  const ib::laplace concave{.replicates = 100, .proposals = 10};
  hold([&](ib::random_stream& rng) { return ib::logistic_regression<double>{.dimension = size(8, rng)}; }, concave);
  hold(
      [&](ib::random_stream& rng) {
        return ib::softmax_regression<double>{.dimension = size(3, rng), .classes = 1 + size(3, rng)};
      },
      concave);
  hold([&](ib::random_stream& rng) { return ib::binary_autoregression<double>{.order = size(6, rng)}; }, concave);
  hold(
      [&](ib::random_stream& rng) {
        return ib::dirichlet_network<double>{.dimension = 1 + size(4, rng),
                                             .concentration = between(0.3, 5, rng),
                                             .noise_variance = between(0.05, 1, rng)};
      },
      ib::contrastive{.replicates = 60, .contrasts = 60});
}

}  // namespace theorems::lower_bounds_of_estimates
