// SPDX-License-Identifier: BSL-1.0
// Reads a checkpoint file of one run, and refuses any other.
#pragma once

#include <Eigen/Core>
#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstddef>
#include <filesystem>
#include <infobound/core/average_replicates.hpp>
#include <infobound/core/execution.hpp>
#include <infobound/core/moment_tree.hpp>
#include <infobound/core/moments.hpp>
#include <infobound/core/require.hpp>
#include <infobound/execution/detail/checkpoint_text.hpp>
#include <infobound/report/file.hpp>
#include <infobound/report/open_file.hpp>
#include <infobound/report/shortened.hpp>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

namespace infobound::inline v0_1::detail {

/// A file's text as far as a limit and one byte beyond, or nothing where there is none.
/// - Throws: std::runtime_error "cannot read run.partial: Permission denied", also for what is no regular file: a
///   device may have no end, and a pipe no beginning.
[[nodiscard]] inline std::optional<std::string> file_text(const std::filesystem::path& file, std::size_t limit) {
  const auto refuse_file = [&file](const std::string& reason) {
    throw std::runtime_error("cannot read " + file.string() + ": " + reason);
  };
  if (const auto reason = report::detail::reason_against(file); !reason.empty()) refuse_file(reason);
  const auto in = report::detail::open_file::to_read(file);
  if (!in) {
    if (errno == ENOENT) return std::nullopt;
    refuse_file(report::detail::last_reason());
  }
  std::string text;
  std::array<char, 65536> buffer;
  while (text.size() <= limit) {
    const auto size = in.read(buffer.data(), (std::min)(buffer.size(), limit + 1 - text.size()));
    if (size < 0) refuse_file(report::detail::last_reason());
    if (size == 0) break;
    text.append(buffer.data(), static_cast<std::size_t>(size));
  }
  return text;
}

/// One checkpoint file, line by line.
/// - Throws: std::runtime_error, from the constructor too, that names the file, if it is damaged, of another format or
///   of another run.
template <checkpointed_scalar Real>
class checkpoint_reader {
 public:
  checkpoint_reader(std::filesystem::path file, std::string text, const kept_run<Real>& run)
      : file_(std::move(file)), text_(std::move(text)), replicates_(run.replicates) {
    check_title();
    const bool whole = text_.size() <= longest_checkpoint(run);
    if (whole) check_frame();
    for (const auto& [key, value] : identity_entries(run)) require_same("run", key, entry(key), value);
    if (!whole) refuse_damaged("it is longer than a checkpoint of this run can be");
    shard_.first = whole_number(entry("first"));
    shard_.last = whole_number(entry("last"));
    done_ = whole_number(entry("done"));
    for (Eigen::Index q = 0; q < run.first_sample.size(); ++q) {
      std::string_view its = line();
      std::string ours;
      append_hexadecimal(ours, run.first_sample[q]);
      if (its != ours)
        refuse_other("run", "quantity " + to_text(q) + " of replicate 0", to_text(number(its, "")),
                     to_text(run.first_sample[q]) + ": the process or the tuning of the policy differs");
    }
  }
  checkpoint_reader(const checkpoint_reader&) = delete;
  checkpoint_reader& operator=(const checkpoint_reader&) = delete;

  /// The replicates that are done.
  [[nodiscard]] replicate_range done() const { return {shard_.first, done_}; }

  void require_shard(const replicate_range& shard) const {
    require_same("shard", "first", to_text(shard_.first), to_text(shard.first));
    require_same("shard", "last", to_text(shard_.last), to_text(shard.last));
  }

  /// Appends all that is done to the sums of what is done before.
  void append_to(moment_tree<Real>& sums) {
    const Eigen::Index quantities = sums.quantities();
    typename moments<Real>::array numbers(2 * quantities);
    if (replicates_before(sums.next(), replicates_) != shard_.first) refuse_damaged("its first is not of a block");
    while (!body_.empty()) {
      const std::size_t blocks = whole_number(entry("blocks"));
      if (!sums.takes(blocks)) refuse_line("no number of blocks that can follow");
      for (Eigen::Index q = 0; q < quantities; ++q) {
        std::string_view rest = line();
        numbers[q] = number(rest, " ");
        numbers[quantities + q] = number(rest, "");
      }
      const std::size_t before = replicates_before(sums.next(), replicates_);
      sums.append(blocks, replicates_before(sums.next() + blocks, replicates_) - before, numbers);
    }
    if (replicates_before(sums.next(), replicates_) != done_) refuse_damaged("its blocks are not those that are done");
  }

 private:
  /// What comes after the title and the format is the body.
  void check_title() {
    if (!text_.starts_with(checkpoint_title)) throw std::runtime_error(file_.string() + " is not a checkpoint");
    body_ = text_;
    body_.remove_prefix(checkpoint_title.size());
    const std::string_view format = line();
    if (format != checkpoint_format)
      throw std::runtime_error(name() + " has format " + report::shortened(format) +
                               ", and this library reads format " + std::string(checkpoint_format));
  }

  /// Takes the checksum off the end of the body.
  void check_frame() {
    const std::size_t closing = checkpoint_checksum.size() + 16 + 1;
    if (body_.size() < closing || !body_.ends_with('\n') ||
        !body_.substr(body_.size() - closing).starts_with(checkpoint_checksum))
      refuse_damaged("it does not end in a checksum");
    const std::string_view told = body_.substr(body_.size() - 17, 16);
    const std::string actual = checksum(std::string_view(text_).substr(0, text_.size() - closing));
    if (told != actual)
      refuse_damaged("its checksum is " + report::shortened(told) + ", and its contents have " + actual);
    body_.remove_suffix(closing);
  }

  [[nodiscard]] std::string_view line() {
    ++line_number_;
    const std::size_t length = body_.find('\n');
    if (length == std::string_view::npos) refuse_line("not there");
    const std::string_view result = body_.substr(0, length);
    body_.remove_prefix(length + 1);
    return result;
  }

  /// The value of the next line, which has this key.
  [[nodiscard]] std::string_view entry(std::string_view key) {
    std::string_view result = line();
    if (!result.starts_with(key) || !result.substr(key.size()).starts_with(' ')) refuse_line("no " + std::string(key));
    return result.substr(key.size() + 1);
  }

  [[nodiscard]] std::size_t whole_number(std::string_view text) const {
    std::size_t result = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), result);
    if (read.ec != std::errc{} || read.ptr != text.data() + text.size()) refuse_line("no whole number");
    return result;
  }

  /// The number that the rest of a line begins with, and that is followed by `end`.
  [[nodiscard]] Real number(std::string_view& rest, std::string_view end) const {
    const std::optional<Real> result = take_hexadecimal<Real>(rest);
    if (!result) refuse_line("no number");
    if (end.empty() ? !rest.empty() : !rest.starts_with(end)) refuse_line("no number");
    rest.remove_prefix(end.size());
    return *result;
  }

  void require_same(std::string_view what, std::string_view key, std::string_view its, std::string_view ours) const {
    if (its != ours) refuse_other(what, key, its, ours);
  }

  [[nodiscard]] std::string name() const { return "checkpoint " + file_.string(); }
  [[noreturn]] void refuse_other(std::string_view what, std::string_view key, std::string_view its,
                                 std::string_view ours) const {
    throw std::runtime_error(name() + " is of another " + std::string(what) + ": its " + std::string(key) + " is " +
                             report::shortened(its) + ", and this one's is " + std::string(ours));
  }
  [[noreturn]] void refuse_damaged(const std::string& how) const {
    throw std::runtime_error(name() + " is damaged: " + how);
  }
  [[noreturn]] void refuse_line(const std::string& how) const {
    refuse_damaged("its line " + to_text(line_number_) + " is " + how);
  }

  std::filesystem::path file_;
  std::string text_;
  std::size_t replicates_;
  std::string_view body_ = {};
  std::size_t line_number_ = 0;
  replicate_range shard_{0, 0};
  std::size_t done_ = 0;
};

}  // namespace infobound::inline v0_1::detail
