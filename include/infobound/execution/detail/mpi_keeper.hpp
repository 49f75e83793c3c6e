// SPDX-License-Identifier: BSL-1.0
// A keeper that all ranks share: files are the first rank's.
#pragma once

#include <mpi.h>

#include <cstddef>
#include <exception>
#include <infobound/core/execution.hpp>
#include <infobound/core/moment_tree.hpp>
#include <infobound/execution/detail/byte_channel.hpp>
#include <infobound/execution/detail/mpi_failure.hpp>
#include <optional>
#include <utility>
#include <vector>

namespace infobound::inline v0_1::detail {

/// What the first rank's keeper says is told to all. restored and closed are called by all ranks together.
template <class Real, class Keeper>
class mpi_keeper {
 public:
  template <class Make>
  mpi_keeper(MPI_Comm communicator, const kept_run<Real>& run, Make make) : communicator_(communicator), run_(run) {
    MPI_Comm_rank(communicator, &rank_);
    if (rank_ == 0) keeper_.emplace(make());
  }

  [[nodiscard]] moment_tree<Real> restored() {
    std::optional<moment_tree<Real>> sums;
    std::vector<std::byte> held;
    told([&] {
      sums.emplace(keeper_->restored());
      byte_writer write(held);
      write(sums->first());
      write(sums->last());
      for (std::size_t i = 0; i < sums->nodes().size(); ++i) {
        write(sums->nodes()[i].blocks);
        write(sums->nodes()[i].count);
        write(array(sums->sums(i)));
      }
    });
    broadcast(held);
    if (rank_ == 0) return *std::move(sums);
    byte_reader read(held);
    std::size_t first = 0;
    std::size_t last = 0;
    read(first);
    read(last);
    moment_tree<Real> result(run_.first_sample.size(), first, last);
    array node(2 * run_.first_sample.size());
    while (!read.rest().empty()) {
      std::size_t blocks = 0;
      std::size_t count = 0;
      read(blocks);
      read(count);
      read(node);
      result.append(blocks, count, node);
    }
    return result;
  }

  void advanced(const moment_tree<Real>& sums) {
    if (keeper_) keeper_->advanced(sums);
  }

  void closed(const moment_tree<Real>& sums) {
    told([&] { keeper_->closed(sums); });
  }

 private:
  using array = typename moments<Real>::array;

  /// Has the first rank act, and all throw what it threw.
  template <class Act>
  void told(Act act) {
    mpi_failure failure;
    if (rank_ == 0) try {
        act();
      } catch (...) {
        failure = mpi_failure(std::current_exception());
      }
    std::vector<std::byte> text;
    failure.write(text);
    broadcast(text);
    if (rank_ != 0) failure = mpi_failure::read(text);
    if (failure) failure.raise(failure);
  }

  void broadcast(std::vector<std::byte>& bytes) {
    unsigned long size = bytes.size();
    MPI_Bcast(&size, 1, MPI_UNSIGNED_LONG, 0, communicator_);
    bytes.resize(size);
    MPI_Bcast(bytes.data(), static_cast<int>(size), MPI_BYTE, 0, communicator_);
  }

  MPI_Comm communicator_;
  const kept_run<Real>& run_;
  int rank_ = 0;
  std::optional<Keeper> keeper_;
};

}  // namespace infobound::inline v0_1::detail
