// SPDX-License-Identifier: BSL-1.0
// Keeps the partial sums of one run in one file.
#pragma once

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <infobound/core/average_replicates.hpp>
#include <infobound/core/execution.hpp>
#include <infobound/core/moment_tree.hpp>
#include <infobound/execution/detail/checkpoint_reader.hpp>
#include <infobound/execution/detail/checkpoint_text.hpp>
#include <infobound/report/file.hpp>
#include <infobound/report/open_file.hpp>
#include <optional>
#include <stdexcept>
#include <utility>

namespace infobound::inline v0_1::detail {

/// The keeper of one run or shard in one file.
template <checkpointed_scalar Real>
class checkpoint_keeper {
 public:
  checkpoint_keeper(std::filesystem::path file, std::chrono::milliseconds every, const kept_run<Real>& run,
                    const replicate_range& shard)
      : file_(std::move(file)), every_(every), run_(run), shard_(shard) {}

  /// What the file has, or nothing. What is not complete is written at once, so that a place that cannot be written to
  /// is told before the work is done.
  [[nodiscard]] moment_tree<Real> restored() {
    moment_tree<Real> sums = read();
    if (sums.next() == sums.last()) return sums;
    claim();
    sums = read();  // another run may have gone on until now
    if (sums.next() < sums.last()) write(sums);
    return sums;
  }

  void advanced(const moment_tree<Real>& sums) {
    if (std::chrono::duration_cast<std::chrono::milliseconds>(clock::now() - written_at_) >= every_) write(sums);
  }

  void closed(const moment_tree<Real>& sums) {
    if (written_ != sums.next()) write(sums);
  }

 private:
  using clock = std::chrono::steady_clock;

  [[nodiscard]] moment_tree<Real> read() {
    moment_tree<Real> sums(run_.first_sample.size(), shard_.first / replicates_per_block, blocks_of(shard_.last));
    if (auto text = file_text(file_, longest_checkpoint(run_))) {
      checkpoint_reader<Real> in(file_, std::move(*text), run_);
      in.require_shard(shard_);
      in.append_to(sums);
      written_ = sums.next();
    }
    return sums;
  }

  /// Locks what has the file's name, so that no two runs have one file. A run locks the next file before it takes the
  /// name, and closes the last one after, so that who finds none locked finds none in use.
  void claim() {
    constexpr int most = 100;  // times that it takes another name between being opened and being locked
    for (int times = 0; times < most && !(lock_ && lock_.is_at(file_)); ++times) {
      lock_ = report::detail::open_file::to_lock(file_);
      if (!lock_) return;  // none is there, or writing it will be refused
      if (!lock_.lock()) throw std::runtime_error("checkpoint " + file_.string() + " is in use by another run");
    }
  }

  void write(const moment_tree<Real>& sums) {
    report::detail::replacement draft(file_);
    draft.write(checkpoint_text(run_, shard_, sums));
    claim();
    auto next = report::detail::open_file::to_lock(draft.temporary());
    if (next) (void)next.lock();
    draft.take_name();
    lock_ = std::move(next);
    written_ = sums.next();
    written_at_ = clock::now();
  }

  std::filesystem::path file_;
  std::chrono::milliseconds every_;
  const kept_run<Real>& run_;
  replicate_range shard_;
  report::detail::open_file lock_;
  std::optional<std::size_t> written_;  // the block that comes after those in the file
  clock::time_point written_at_;
};

}  // namespace infobound::inline v0_1::detail
