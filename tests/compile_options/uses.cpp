// SPDX-License-Identifier: BSL-1.0
// A program that any user might write.

#include <cstdio>
#include <infobound/infobound.hpp>

namespace ib = infobound;

int main() {
  const ib::logistic_regression<double> process{.dimension = 2};
  const auto found = ib::information(process, 5, ib::contrastive{.replicates = 10, .contrasts = 10});
  const auto curve = ib::learning_curve(ib::gaussian_mean<float>{1, 1, 1}, 5);
  std::printf("%g %g %d\n", found.lower.mean, ib::error_bracket(process, 5).upper.value,
              static_cast<int>(curve.horizon()));
}
