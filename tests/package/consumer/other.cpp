// SPDX-License-Identifier: BSL-1.0
// The second of two translation units.

#include <infobound/infobound.hpp>

double information_elsewhere();

double information_elsewhere() {
  const infobound::gaussian_mean<double> process{.dimension = 2, .prior_variance = 1, .noise_variance = 0.5};
  return infobound::information(process, 3).lower.mean;
}
