// expect: infobound: a lower side of the learner's cost takes exact draws from the learner's posterior, which the true
// expect: theta is not: a policy that estimates the learner's evidence has none here; without both_sides(...) it gives
// expect: the upper side
// SPDX-License-Identifier: BSL-1.0
// A two-sided estimate where only one side is to be had.

#include <infobound/bound/misspecified/misspecified_error.hpp>
#include <infobound/process/regression/linear_regression.hpp>

namespace ib = infobound;

int main() {
  const ib::linear_regression<double> process{.dimension = 2, .noise_variance = 1};
  (void)ib::misspecified_error(process, process, 3, ib::both_sides(ib::annealed{}));
}
