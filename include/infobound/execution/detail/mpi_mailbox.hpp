// SPDX-License-Identifier: BSL-1.0
// Letters between the ranks of one run, posted and taken without waiting.
#pragma once

#include <mpi.h>

#include <chrono>
#include <cstddef>
#include <deque>
#include <infobound/core/compiler.hpp>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

namespace infobound::inline v0_1::detail {

/// What a letter is about.
enum class mpi_subject : int {
  deal,      ///< from the first rank: blocks to be computed
  results,   ///< to the first rank: what blocks left in their slots
  failure,   ///< to the first rank: what was thrown
  replay,    ///< along the tree: results in the order of blocks
  end,       ///< along the tree: that the run is over, and what was thrown
  farewell,  ///< to the first rank: that no other letter will follow
};

struct mpi_letter {
  mpi_subject subject;
  int from;
  std::vector<std::byte> text;
};

/// One rank's letters, on a communicator of their own, so that an application's are left alone. Made and destroyed by
/// all ranks together; used by the thread that may call MPI.
class mpi_mailbox {
 public:
  explicit mpi_mailbox(MPI_Comm communicator) {
    MPI_Comm_dup(communicator, &communicator_);
    MPI_Comm_rank(communicator_, &rank_);
    MPI_Comm_size(communicator_, &ranks_);
  }

  mpi_mailbox(const mpi_mailbox&) = delete;
  mpi_mailbox& operator=(const mpi_mailbox&) = delete;
  ~mpi_mailbox() { MPI_Comm_free(&communicator_); }

  [[nodiscard]] int rank() const { return rank_; }
  [[nodiscard]] int ranks() const { return ranks_; }

  void post(int to, mpi_subject subject, std::vector<std::byte> text) {
    drop_delivered();
    // What is posted stays where it is until it is delivered: a deque never moves what it holds.
    auto& letter = posted_.emplace_back(std::move(text), MPI_REQUEST_NULL);
    MPI_Isend(letter.first.data(), static_cast<int>(letter.first.size()), MPI_BYTE, to, static_cast<int>(subject),
              communicator_, &letter.second);
  }

  /// A letter that has come, if any has.
  [[nodiscard]] std::optional<mpi_letter> take() {
    int has_come = 0;
    MPI_Status status;
    MPI_Iprobe(MPI_ANY_SOURCE, MPI_ANY_TAG, communicator_, &has_come, &status);
    if (has_come == 0) return std::nullopt;
    int size = 0;
    MPI_Get_count(&status, MPI_BYTE, &size);
    mpi_letter letter{static_cast<mpi_subject>(status.MPI_TAG), status.MPI_SOURCE,
                      std::vector<std::byte>(static_cast<std::size_t>(size))};
    MPI_Recv(letter.text.data(), size, MPI_BYTE, status.MPI_SOURCE, status.MPI_TAG, communicator_, MPI_STATUS_IGNORE);
    return letter;
  }

  /// The next letter. Sleeps between looks, since a rank that waits may share its processor with one that works.
  [[nodiscard]] mpi_letter wait() {
    for (int looks = 0;; ++looks) {
      if (auto letter = take()) return *std::move(letter);
      if (looks > 100) std::this_thread::sleep_for(std::chrono::microseconds(50));
    }
  }

  /// Waits until all that was posted is delivered.
  void settle() {
    for (auto& letter : posted_) MPI_Wait(&letter.second, MPI_STATUS_IGNORE);
    posted_.clear();
  }

 private:
  void drop_delivered() {
    while (!posted_.empty()) {
      int delivered = 0;
      MPI_Test(&posted_.front().second, &delivered, MPI_STATUS_IGNORE);
      if (delivered == 0) return;
      posted_.pop_front();
    }
  }

  MPI_Comm communicator_ = MPI_COMM_NULL;
  int rank_ = 0;
  int ranks_ = 1;
  std::deque<std::pair<std::vector<std::byte>, MPI_Request>> posted_;
};

}  // namespace infobound::inline v0_1::detail
