// SPDX-License-Identifier: BSL-1.0
// Is a number from a cluster that of one machine? mpirun -n 3 build/release/examples/on_a_cluster
#include <mpi.h>

#include <infobound/execution/checkpointed.hpp>
#include <infobound/execution/mpi.hpp>
#include <infobound/infobound.hpp>
#include <iostream>

namespace ib = infobound;

int main(int argc, char** argv) {
  MPI_Init(&argc, &argv);
  const ib::logistic_regression<double> process{.dimension = 5};
  const ib::laplace policy{.replicates = 500, .proposals = 50, .seed = 7};
  const auto found = ib::information(process, 40, policy, ib::mpi{});  // on every rank
  int rank = 0;
  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  if (rank == 0) {
    const auto alone = ib::information(process, 40, policy);
    std::cout << found << '\n';
    std::cout << "of one machine: " << (found.lower.mean == alone.lower.mean ? "the same bits" : "other bits") << '\n';
  }
  MPI_Finalize();
}
