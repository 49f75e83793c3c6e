// SPDX-License-Identifier: BSL-1.0
// usage: killed_rank FILE [RANK MOMENT]: a run that is kept in FILE; RANK is killed when it has asked MOMENT times
// whether to stop. Else prints where it went on, and holds the result to serial.
#include <mpi.h>

#include <chrono>
#include <csignal>
#include <cstddef>
#include <cstdlib>
#include <infobound/execution/checkpointed.hpp>
#include <infobound/execution/mpi.hpp>
#include <infobound/information/conjugate.hpp>
#include <infobound/information/information.hpp>
#include <infobound/process/conjugate/gaussian_mean.hpp>
#include <iostream>
#include <support/same_bits.hpp>

namespace {

struct kill_after {
  int moment;  // 0: never
  int* asked;
  void advanced(const infobound::progress&) const {}
  [[nodiscard]] bool stop_requested() const {
    if (moment > 0 && ++*asked > moment) std::raise(SIGKILL);
    return false;
  }
};

}  // namespace

int main(int argc, char** argv) {
  namespace ib = infobound;
  MPI_Init(&argc, &argv);
  int rank = 0;
  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  const int moment = argc > 3 && std::atoi(argv[2]) == rank ? std::atoi(argv[3]) : 0;
  int asked = 0;
  const ib::gaussian_mean<double> process{.dimension = 3, .prior_variance = 1, .noise_variance = 0.5};
  const ib::conjugate policy{.replicates = 6000, .seed = 6};
  std::size_t brought = 0;
  const ib::checkpointed<ib::mpi<>> kept{.file = argv[1], .every = std::chrono::milliseconds(0)};
  const auto watch = ib::observed([&](const ib::progress& made) {
    if (brought == 0) brought = made.done;
  });
  const auto found = argc > 2 ? ib::information(process, 10, policy, kept, kill_after{moment, &asked})
                              : ib::information(process, 10, policy, kept, watch);
  if (rank == 0) std::cout << "from replicate " << brought << '\n';
  const bool holds = same_bits(found, ib::information(process, 10, policy));
  MPI_Finalize();
  return holds ? 0 : 1;
}
