// SPDX-License-Identifier: BSL-1.0
// Blocks of replicates on the ranks of a cluster, by MPI: the same bits as serial, sooner.
#pragma once

#include <mpi.h>

#include <concepts>
#include <cstddef>
#include <infobound/core/execution.hpp>
#include <infobound/core/require.hpp>
#include <infobound/execution/detail/mpi_keeper.hpp>
#include <infobound/execution/detail/mpi_mailbox.hpp>
#include <infobound/execution/detail/mpi_rank.hpp>
#include <stdexcept>

namespace infobound::inline v0_1 {

/// Runs blocks on all ranks of a communicator, each by `inner`: information(process, 50, policy, mpi{}). All ranks make
/// the same call with the same arguments; blocks are dealt out as ranks come to need them, so that a slow one holds
/// nobody up, and all ranks get the result, bit-identical to serial for any number of ranks. The first rank alone
/// reports progress and has files: checkpointed<mpi<>>{.file = "run.partial"}, which any other number of ranks, threads
/// or serial goes on with.
///
/// What a block throws on one rank is thrown on all: there by the exception itself, elsewhere as a std::domain_error or
/// a std::runtime_error in its words. A stop that any rank's observer asks for ends the run on all of them.
///
/// MPI_Init and MPI_Finalize are the application's, and so is its communicator: a run has one of its own. MPI is called
/// by the calling thread only: MPI_Init does where `inner` is serial, MPI_Init_thread with MPI_THREAD_FUNNELED where it
/// is not. Ranks are machines of one kind, and run the same build.
/// - Cost:   a letter of O(quantities) bytes for 16 to 1024 replicates, twice; in the order of blocks, so that the
///           first rank holds those that wait for a slow rank's: O(quantities) a block.
/// - Throws: std::domain_error where MPI does not run or has too few threads.
template <execution_policy Inner = serial>
struct mpi {
  MPI_Comm communicator = MPI_COMM_WORLD;
  Inner inner = {};

  void validate() const {
    int is_so = 0;
    MPI_Initialized(&is_so);
    if (is_so == 0) throw std::domain_error("mpi: MPI has not been initialised, must be, by MPI_Init");
    MPI_Finalized(&is_so);
    if (is_so != 0) throw std::domain_error("mpi: MPI has been finalised, must run until the last call");
    if (communicator == MPI_COMM_NULL)
      throw std::domain_error("mpi.communicator is MPI_COMM_NULL, must be that of the ranks which make this call");
    if constexpr (!std::same_as<Inner, serial>) {
      int provided = 0;
      MPI_Query_thread(&provided);
      if (provided < MPI_THREAD_FUNNELED)
        throw std::domain_error(
            "mpi.inner: MPI was initialised for one thread, must be for more, by MPI_Init_thread with "
            "MPI_THREAD_FUNNELED or above");
    }
    validate_all(inner);
  }

  template <class MakeSlot, class Compute, class Consume>
  void for_each_in_order(std::size_t blocks, MakeSlot make_slot, Compute compute, Consume consume) const {
    constexpr bool can_send = transferable<decltype(make_slot())>;
    static_assert(can_send,
                  "infobound: mpi sends what a block leaves in its slot, which needs a member transfer(channel)");
    constexpr bool keeps_nothing = !requires { inner.unkept(); };
    static_assert(keeps_nothing, "infobound: mpi runs inside of checkpointed: checkpointed<mpi<Inner>>");
    if constexpr (can_send && keeps_nothing) {
      detail::mpi_mailbox mailbox(communicator);
      if (mailbox.rank() == 0)
        detail::mpi_first_rank<Inner, MakeSlot, Compute, Consume>(mailbox, inner, make_slot, compute, consume)
            .run(blocks);
      else
        detail::mpi_other_rank<Inner, MakeSlot, Compute, Consume>(mailbox, inner, make_slot, compute, consume).run();
    }
  }

  /// On the first rank.
  [[nodiscard]] bool reports_progress() const {
    int rank = 0;
    MPI_Comm_rank(communicator, &rank);
    return rank == 0;
  }

  /// Asked by all ranks together.
  [[nodiscard]] bool in_any_process(bool here) const {
    int any = here ? 1 : 0;
    MPI_Allreduce(MPI_IN_PLACE, &any, 1, MPI_INT, MPI_LOR, communicator);
    return any != 0;
  }

  /// The keeper that make() gives on the first rank, as all ranks know it.
  template <class Real, class Make>
  [[nodiscard]] auto keeper_of_one(const kept_run<Real>& run, Make make) const {
    return detail::mpi_keeper<Real, decltype(make())>(communicator, run, make);
  }
};

}  // namespace infobound::inline v0_1
