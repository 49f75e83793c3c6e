// expect: infobound: mpi runs inside of checkpointed: checkpointed<mpi<Inner>>
// SPDX-License-Identifier: BSL-1.0
// All ranks would write to one file.

#include <infobound/execution/checkpointed.hpp>
#include <infobound/execution/mpi.hpp>
#include <infobound/infobound.hpp>

int main() {
  const infobound::gaussian_mean<double> process{.dimension = 1, .prior_variance = 1, .noise_variance = 1};
  const infobound::mpi<infobound::checkpointed<>> wrong{.inner = {.file = "run.partial"}};
  (void)infobound::information(process, 4, infobound::conjugate{}, wrong);
}
