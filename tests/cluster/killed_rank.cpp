// SPDX-License-Identifier: BSL-1.0
// usage: killed_rank FILE [RANK]: a run that is kept in FILE; RANK is killed in the middle of it. Else prints its
// result, after it has been held to serial.
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
  bool is_victim;
  int* asked;
  void advanced(const infobound::progress&) const {}
  [[nodiscard]] bool stop_requested() const {
    if (is_victim && ++*asked > 1000) std::raise(SIGKILL);
    return false;
  }
};

}  // namespace

int main(int argc, char** argv) {
  namespace ib = infobound;
  MPI_Init(&argc, &argv);
  int rank = 0;
  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  const bool is_victim = argc > 2 && std::atoi(argv[2]) == rank;
  int asked = 0;
  const ib::gaussian_mean<double> process{.dimension = 3, .prior_variance = 1, .noise_variance = 0.5};
  const ib::conjugate policy{.replicates = 6000, .seed = 6};
  std::size_t brought = 0;
  const ib::checkpointed<ib::mpi<>> kept{.file = argv[1], .every = std::chrono::milliseconds(0)};
  const auto watch = ib::observed([&](const ib::progress& made) {
    if (brought == 0) brought = made.done;
  });
  const auto found = argc > 2 ? ib::information(process, 10, policy, kept, kill_after{is_victim, &asked})
                              : ib::information(process, 10, policy, kept, watch);
  if (rank == 0) std::cout << "from replicate " << brought << '\n';
  const bool holds = same_bits(found, ib::information(process, 10, policy)) && (rank != 0 || brought > 16);
  MPI_Finalize();
  return holds ? 0 : 1;
}
