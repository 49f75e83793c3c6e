// SPDX-License-Identifier: BSL-1.0
// Whether what is installed compiles, links and computes.
#include <infobound/bound/error_bounds.hpp>
#include <infobound/core/version.hpp>
#include <infobound/process/regression/linear_regression.hpp>
#include <iostream>

int main() {
  const infobound::linear_regression<double> process{.dimension = 10, .noise_variance = 0.25};
  const auto bracket = infobound::error_bracket(process, 200);
  std::cout << "infobound " << infobound::version << ": " << bracket << '\n';
  return bracket.lower.value > 0.1 && bracket.upper.value < 0.12 ? 0 : 1;
}
