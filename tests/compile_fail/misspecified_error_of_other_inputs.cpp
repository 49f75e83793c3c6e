// expect: infobound: misspecified_error needs inputs of one law under both, and the inputs of the truth and of the
// expect: learner differ in type
// SPDX-License-Identifier: BSL-1.0
// A learner that takes inputs to be given which the truth draws.

#include <infobound/bound/misspecified/misspecified_error.hpp>
#include <infobound/process/regression/linear_regression.hpp>

namespace ib = infobound;

int main() {
  const ib::linear_regression<double> drawn{.dimension = 2, .noise_variance = 1};
  const ib::linear_regression<double, ib::fixed_design<double>> given{.dimension = 2, .noise_variance = 1};
  (void)ib::misspecified_error(drawn, given, 3);
}
