// expect: infobound: a regression takes isotropic_prior, or gaussian_prior of its own scalar, as its prior
// SPDX-License-Identifier: BSL-1.0
// A prior of another scalar.

#include <infobound/process/regression/logistic_regression.hpp>

namespace ib = infobound;

int main() {
  const ib::logistic_regression<double, ib::gaussian_inputs, ib::gaussian_prior<float>> process{.dimension = 1};
  (void)process;
}
