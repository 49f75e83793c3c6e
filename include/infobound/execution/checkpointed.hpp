// SPDX-License-Identifier: BSL-1.0
// Runs that are kept in a file: resumed after an interruption, split into shards, to the same bits.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <filesystem>
#include <infobound/core/average_replicates.hpp>
#include <infobound/core/execution.hpp>
#include <infobound/core/require.hpp>
#include <infobound/execution/detail/checkpoint_keeper.hpp>
#include <infobound/execution/detail/checkpoint_text.hpp>
#include <infobound/execution/detail/merged_keeper.hpp>
#include <limits>
#include <stdexcept>
#include <string>
#include <vector>

namespace infobound::inline v0_1 {

/// Runs blocks as `inner` does and keeps their sums in a file, from which an interrupted run goes on to the same bits:
/// information(process, 50, policy, checkpointed<threads>{.file = "run.partial", .inner = {2}}). The file is replaced
/// as a whole, so that what is there is complete whenever the run is killed; replicates since the last writing are done
/// again. A completed run leaves its file, and running it again reads it. One that is not complete locks it (POSIX),
/// until it ends or is killed.
///
/// With first and last it does the replicates first … last − 1 alone, a shard, and estimates from them; see `merged`.
///
/// The file knows its run by library version, policy, scalar, seed, horizon, replicates, quantities, and the exact
/// numbers of replicate 0, in which the process and the tuning of the policy show. A call that is several runs, as a
/// curve by a policy that takes eight horizons at a time, has a file for each: run.partial.8, run.partial.16, ….
/// - Cost:   one replicate more than inner; a file of O(quantities · ln replicates) numbers.
/// - Throws: std::domain_error for first and last that do not bound blocks; std::runtime_error, in one sentence that
///   names the file, where that is of another run, damaged, in use, or cannot be read or written.
template <execution_policy Inner = serial>
struct checkpointed {
  std::filesystem::path file;
  std::size_t first = 0;                                         ///< a multiple of replicates_per_block, 16
  std::size_t last = (std::numeric_limits<std::size_t>::max)();  ///< likewise, or past the last replicate
  std::chrono::milliseconds every = std::chrono::seconds(30);    ///< least time between two writings, ≥ 0
  Inner inner = {};

  void validate() const {
    if (file.empty()) throw std::domain_error("checkpointed.file is empty, must name a file");
    if (first % replicates_per_block != 0) refuse("checkpointed.first", first, "a multiple of 16");
    if (last <= first) refuse("checkpointed.last", last, "> checkpointed.first, " + to_text(first));
    require_at_least("checkpointed.every", every.count(), 0);
    validate_all(inner);
  }

  template <class MakeSlot, class Compute, class Consume>
  void for_each_in_order(std::size_t count, MakeSlot make_slot, Compute compute, Consume consume) const {
    inner.for_each_in_order(count, make_slot, compute, consume);
  }

  template <class Real>
  [[nodiscard]] auto keeper(const kept_run<Real>& run) const {
    static_assert(detail::checkpointed_scalar<Real>,
                  "infobound: checkpointed keeps float and double; leave it out for other scalars");
    if constexpr (detail::checkpointed_scalar<Real>) {
      const auto make = [&, part = shard(run.replicates)] {
        return detail::checkpoint_keeper<Real>(file, every, run, part);
      };
      if constexpr (requires { inner.keeper_of_one(run, make); })
        return inner.keeper_of_one(run, make);
      else
        return make();
    }
  }

  /// The execution of one of several runs, with a file of its own.
  [[nodiscard]] checkpointed part(std::size_t number) const {
    checkpointed result = *this;
    result.file += "." + to_text(number);
    return result;
  }

  [[nodiscard]] const Inner& unkept() const { return inner; }
  [[nodiscard]] bool reports_progress() const { return infobound::reports_progress(inner); }
  [[nodiscard]] bool in_any_process(bool here) const { return infobound::in_any_process(inner, here); }

 private:
  [[nodiscard]] detail::replicate_range shard(std::size_t replicates) const {
    const std::string all = to_text(replicates);
    if (first >= replicates) refuse("checkpointed.first", first, "< the number of replicates, " + all);
    if (last < replicates && last % replicates_per_block != 0)
      refuse("checkpointed.last", last, "a multiple of 16, or at least the number of replicates, " + all);
    return {first, (std::min)(last, replicates)};
  }
};

/// Runs nothing: takes the sums of a run from the files of its shards, in any order, to the bits of one run:
/// information(process, 50, policy, merged{.files = {"a.partial", "b.partial"}}). A shard need not be complete if
/// another has what it lacks.
/// - Cost:   one replicate; each file is read twice.
/// - Throws: std::runtime_error, in one sentence, where a file is not there, is of another run or damaged, and where
///   replicates are in no file or in two of them.
struct merged {
  std::vector<std::filesystem::path> files;  ///< at least one

  void validate() const {
    if (files.empty()) throw std::domain_error("merged.files is empty, must name a file");
  }

  /// For blocks of a run whose sums are not taken from files, of which there are none.
  template <class MakeSlot, class Compute, class Consume>
  void for_each_in_order(std::size_t count, MakeSlot make_slot, Compute compute, Consume consume) const {
    serial{}.for_each_in_order(count, make_slot, compute, consume);
  }

  template <class Real>
  [[nodiscard]] auto keeper(const kept_run<Real>& run) const {
    static_assert(detail::checkpointed_scalar<Real>, "infobound: merged reads float and double, as checkpointed keeps");
    if constexpr (detail::checkpointed_scalar<Real>) return detail::merged_keeper<Real>(files, run);
  }

  /// The execution of one of several runs, with files of its own.
  [[nodiscard]] merged part(std::size_t number) const {
    merged result = *this;
    for (auto& file : result.files) file += "." + to_text(number);
    return result;
  }

  [[nodiscard]] serial unkept() const { return {}; }
};

}  // namespace infobound::inline v0_1
