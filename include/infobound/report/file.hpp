// SPDX-License-Identifier: BSL-1.0
// Files that are whole or not there, through power cuts too.
#pragma once

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <filesystem>
#include <infobound/core/compiler.hpp>
#include <infobound/report/open_file.hpp>
#include <random>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

namespace infobound::inline v0_1::report {

namespace detail {

[[noreturn]] inline void refuse_file(const std::filesystem::path& file, const std::string& reason) {
  throw std::runtime_error("cannot write " + file.string() + ": " + reason);
}

/// Why what has a name is neither read nor replaced, or nothing: it must be a regular file, itself or through links, or
/// not be there.
[[nodiscard]] inline std::string reason_against(const std::filesystem::path& file) {
  std::error_code reason;
  const auto type = std::filesystem::status(file, reason).type();
  switch (type) {
    case std::filesystem::file_type::regular:
    case std::filesystem::file_type::not_found:
      return {};
    case std::filesystem::file_type::none:
      return reason.message();
    case std::filesystem::file_type::directory:
      return std::make_error_code(std::errc::is_a_directory).message();
    default:
      return "it is not a regular file";
  }
}

/// The file that a name stands for: what a symbolic link names, be it there or not.
[[nodiscard]] inline std::filesystem::path behind_links(const std::filesystem::path& file) {
  std::filesystem::path target = file;
  constexpr int most = 40;  // as Linux has it; a link may have come between since the status was asked for
  for (int links = 0; links < most; ++links) {
    std::error_code reason;
    const auto type = std::filesystem::symlink_status(target, reason).type();
    if (type != std::filesystem::file_type::symlink && type != std::filesystem::file_type::none) return target;
    if (type == std::filesystem::file_type::symlink)
      target = target.parent_path() / std::filesystem::read_symlink(target, reason);
    if (reason) refuse_file(file, reason.message());
  }
  refuse_file(file, std::make_error_code(std::errc::too_many_symbolic_link_levels).message());
}

/// A name beside a file that nothing else has: .curve.csv.3f9a01c2. A long name is cut, so that this one is no longer.
[[nodiscard]] inline std::filesystem::path temporary_beside(const std::filesystem::path& file) {
  std::array<char, 16> digits;
  const auto written = std::to_chars(digits.data(), digits.data() + digits.size(), std::random_device{}(), 16);
  const std::string suffix = "." + std::string(digits.data(), written.ptr);
  constexpr std::size_t short_enough = 40;  // for every file system
  std::string name = "." + file.filename().string();
  std::size_t kept = (std::min)(name.size(), (std::max)(short_enough, name.size() - 1) - suffix.size());
  const auto continues = [](char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U; };
  while (kept < name.size() && continues(name[kept])) --kept;  // no letter of UTF-8 is cut in two
  return file.parent_path() / (name.substr(0, kept) + suffix);
}

/// A new file that shall take a name. Until then it stands beside what has that name, under one of its own and with
/// the other's permissions and, where the system allows it, owner; it is gone if it never does.
class replacement {
 public:
  /// - Throws: std::runtime_error "cannot write out/curve.csv: Permission denied".
  explicit replacement(std::filesystem::path file) : named_(std::move(file)) {
    if (const auto reason = reason_against(named_); !reason.empty()) refuse_file(named_, reason);
    file_ = behind_links(named_);
    temporary_ = temporary_beside(file_);
    std::error_code reason;
    const auto before = std::filesystem::status(file_, reason);
    if (before.type() == std::filesystem::file_type::none) refuse_file(named_, reason.message());
    const bool exists = std::filesystem::exists(before);
    if (exists) permissions_ = before.permissions() & std::filesystem::perms::all;
    if (exists && !may_be_written(file_)) refuse_file(named_, last_reason());
    // What others may not read, they may not while it is written either.
    constexpr auto anyone = std::filesystem::perms(0666);
    constexpr auto owner_write = std::filesystem::perms::owner_write;
    if (!open_file::to_create(temporary_, exists ? (permissions_ | owner_write) & anyone : anyone))
      refuse_file(named_, last_reason());
    if (exists) take_owner(temporary_, file_);
    if (exists) std::filesystem::permissions(temporary_, permissions_ | owner_write, reason);
  }
  replacement(const replacement&) = delete;
  replacement& operator=(const replacement&) = delete;
  ~replacement() {
    std::error_code ignored;
    if (!temporary_.empty()) std::filesystem::remove(temporary_, ignored);
  }

  /// Where it stands until it takes its name.
  [[nodiscard]] const std::filesystem::path& temporary() const { return temporary_; }

  void write(std::string_view text) const {
    auto out = open_file::to_write(temporary_);
    if (!out || !out.write(text) || !out.settle() || !out.close()) refuse_file(named_, last_reason());
  }

  void take_name() {
    std::error_code reason;
    if (permissions_ != std::filesystem::perms::unknown)
      std::filesystem::permissions(temporary_, permissions_, reason);  // which some file systems do not have
    std::filesystem::rename(temporary_, file_, reason);
    if (reason) refuse_file(named_, reason.message());
    temporary_.clear();
    settle_names(file_.parent_path());
  }

 private:
  std::filesystem::path named_;
  std::filesystem::path file_;
  std::filesystem::path temporary_;
  std::filesystem::perms permissions_ = std::filesystem::perms::unknown;  // of what has the name
};

}  // namespace detail

/// Writes a file at once: to a temporary beside it, which then takes its name. What was there before stays until then,
/// and on failure for good. A symbolic link stays one, and what it names is written; permissions stay as they were.
/// What has another name for the same file (a hard link) keeps what was there.
/// - Throws: std::runtime_error "cannot write out/curve.csv: No such file or directory", also for what is there and is
///   no regular file (a directory, a device, a pipe), or may not be written to.
inline void write_file(const std::filesystem::path& file, std::string_view text) {
  detail::replacement draft(file);
  draft.write(text);
  draft.take_name();
}

}  // namespace infobound::inline v0_1::report
