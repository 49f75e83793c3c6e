// expect: infobound: checkpointed keeps float and double; leave it out for other scalars
// SPDX-License-Identifier: BSL-1.0
// A number that would not come back from its file as it was.

#include <infobound/execution/checkpointed.hpp>
#include <infobound/information/conjugate.hpp>
#include <infobound/information/information.hpp>
#include <infobound/process/regression/linear_regression.hpp>

int main() {
  const infobound::linear_regression<long double> process{.dimension = 2, .noise_variance = 1};
  (void)infobound::information(process, 3, infobound::conjugate{}, infobound::checkpointed<>{.file = "run.partial"});
}
