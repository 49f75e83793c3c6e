// expect: infobound: merged reads float and double, as checkpointed keeps
// SPDX-License-Identifier: BSL-1.0
// Numbers that no file can have.

#include <infobound/execution/checkpointed.hpp>
#include <infobound/information/conjugate.hpp>
#include <infobound/information/information.hpp>
#include <infobound/process/regression/linear_regression.hpp>

int main() {
  const infobound::linear_regression<long double> process{.dimension = 2, .noise_variance = 1};
  (void)infobound::information(process, 3, infobound::conjugate{}, infobound::merged{{"run.partial"}});
}
