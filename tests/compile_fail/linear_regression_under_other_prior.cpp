// expect: infobound: linear_regression knows isotropic_prior and, by linear_regression_gaussian_prior.hpp,
// gaussian_prior expect: of its own scalar SPDX-License-Identifier: BSL-1.0 A prior of another scalar.

#include <infobound/process/regression/linear_regression_gaussian_prior.hpp>

namespace ib = infobound;

int main() {
  const ib::linear_regression<double, ib::gaussian_inputs, ib::gaussian_prior<float>> process{.dimension = 1,
                                                                                              .noise_variance = 1};
  (void)process;
}
