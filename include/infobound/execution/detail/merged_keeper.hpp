// SPDX-License-Identifier: BSL-1.0
// Joins the partial sums in the files of a run's shards.
#pragma once

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <infobound/core/average_replicates.hpp>
#include <infobound/core/execution.hpp>
#include <infobound/core/moment_tree.hpp>
#include <infobound/core/require.hpp>
#include <infobound/execution/detail/checkpoint_reader.hpp>
#include <infobound/execution/detail/checkpoint_text.hpp>
#include <stdexcept>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

namespace infobound::inline v0_1::detail {

/// Brings the sums of a whole run, and keeps nothing.
template <checkpointed_scalar Real>
class merged_keeper {
 public:
  merged_keeper(const std::vector<std::filesystem::path>& files, const kept_run<Real>& run) : run_(run) {
    for (const auto& file : files) {
      const replicate_range done = checkpoint_reader<Real>(file, existing_text(file, run), run).done();
      if (done.first < done.last) shards_.push_back({done, file});
    }
    std::sort(shards_.begin(), shards_.end(),
              [](const shard& a, const shard& b) { return a.done.first < b.done.first; });
  }

  /// One file after another, so that no more than one is in memory.
  [[nodiscard]] moment_tree<Real> restored() const {
    require_all();
    moment_tree<Real> sums(run_.first_sample.size(), 0, blocks_of(run_.replicates));
    for (const auto& [done, file] : shards_)
      checkpoint_reader<Real>(file, existing_text(file, run_), run_).append_to(sums);
    return sums;
  }

  void advanced(const moment_tree<Real>&) const {}
  void closed(const moment_tree<Real>&) const {}

 private:
  struct shard {
    replicate_range done;
    std::filesystem::path file;
  };

  [[nodiscard]] static std::string existing_text(const std::filesystem::path& file, const kept_run<Real>& run) {
    auto text = file_text(file, longest_checkpoint(run));
    if (!text)
      throw std::runtime_error("cannot read " + file.string() + ": " +
                               std::make_error_code(std::errc::no_such_file_or_directory).message());
    return std::move(*text);
  }

  void require_all() const {
    const auto between = [](std::size_t first, std::size_t last) {
      return "merged: replicates " + to_text(first) + " to " + to_text(last - 1);
    };
    std::size_t next = 0;
    for (std::size_t i = 0; i < shards_.size(); ++i) {
      const auto& [done, file] = shards_[i];
      if (done.first > next) throw std::runtime_error(between(next, done.first) + " are in none of the files");
      if (done.first < next)
        throw std::runtime_error(between(done.first, (std::min)(done.last, next)) + " are in both " +
                                 shards_[i - 1].file.string() + " and " + file.string());
      next = done.last;
    }
    if (next < run_.replicates) throw std::runtime_error(between(next, run_.replicates) + " are in none of the files");
  }

  const kept_run<Real>& run_;
  std::vector<shard> shards_;
};

}  // namespace infobound::inline v0_1::detail
