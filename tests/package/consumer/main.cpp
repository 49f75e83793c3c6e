// SPDX-License-Identifier: BSL-1.0
// Both translation units ask the same: they must link, and agree.

#include <infobound/infobound.hpp>
#include <iostream>

double information_elsewhere();

int main() {
  const infobound::gaussian_mean<double> process{.dimension = 2, .prior_variance = 1, .noise_variance = 0.5};
  const double here = infobound::information(process, 3).lower.mean;
  const double elsewhere = information_elsewhere();
  std::cout << here << " nats here, " << elsewhere << " nats elsewhere\n";
  return here > 0 && here == elsewhere ? 0 : 1;
}
