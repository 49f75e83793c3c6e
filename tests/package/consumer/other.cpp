// SPDX-License-Identifier: BSL-1.0
// The second of two translation units.

#include <infobound/infobound.hpp>

double information_elsewhere();

double information_elsewhere() {
  const infobound::linear_regression<double> process{.dimension = 2, .noise_variance = 1.0};
  return infobound::information(process, 3).lower.mean;
}
