// SPDX-License-Identifier: BSL-1.0
// Files that are whole or not there, through power cuts too.
#pragma once

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstddef>
#include <cstdio>
#include <filesystem>
#include <infobound/core/compiler.hpp>
#include <memory>
#include <random>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

#if __has_include(<unistd.h>) && __has_include(<fcntl.h>) && __has_include(<sys/stat.h>)
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#define INFOBOUND_HAS_POSIX_FILES
#endif

namespace infobound::inline v0_1::report {

namespace detail {

[[noreturn]] inline void refuse_file(const std::filesystem::path& file, const std::string& reason) {
  throw std::runtime_error("cannot write " + file.string() + ": " + reason);
}

/// The reason of the last call of the C library that failed.
[[nodiscard]] inline std::string last_reason() { return std::error_code(errno, std::generic_category()).message(); }

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
    std::error_code ignored;
    if (!std::filesystem::is_symlink(std::filesystem::symlink_status(target, ignored))) return target;
    target = target.parent_path() / std::filesystem::read_symlink(target, ignored);
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

/// Whether all that was written to a file is on its medium, where the system can tell.
[[nodiscard]] inline bool reaches_medium(std::FILE* out) {
#ifdef INFOBOUND_HAS_POSIX_FILES
  return std::fflush(out) == 0 && ::fsync(::fileno(out)) == 0;
#else
  return std::fflush(out) == 0;
#endif
}

/// Puts the names in a directory on its medium; some file systems do so by themselves, and refuse to be asked.
inline void settle_names([[maybe_unused]] const std::filesystem::path& directory) {
#ifdef INFOBOUND_HAS_POSIX_FILES
  const int opened = ::open(directory.empty() ? "." : directory.c_str(), O_RDONLY);
  if (opened < 0) return;
  (void)::fsync(opened);
  (void)::close(opened);
#endif
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
    std::error_code ignored;
    const auto before = std::filesystem::status(file_, ignored);
    const bool exists = std::filesystem::exists(before);
    if (exists) permissions_ = before.permissions() & std::filesystem::perms::all;
#ifdef INFOBOUND_HAS_POSIX_FILES
    if (exists && ::access(file_.c_str(), W_OK) != 0) refuse_file(named_, last_reason());
#endif
    if (!file_handle(std::fopen(temporary_.string().c_str(), "wbx"), &std::fclose)) refuse_file(named_, last_reason());
#ifdef INFOBOUND_HAS_POSIX_FILES
    struct ::stat owned {};
    if (exists && ::stat(file_.c_str(), &owned) == 0) {
      int refused = ::chown(temporary_.c_str(), owned.st_uid, owned.st_gid);
      if (refused != 0) refused = ::chown(temporary_.c_str(), static_cast<::uid_t>(-1), owned.st_gid);
      (void)refused;
    }
#endif
    // What others may not read, they may not while it is written either.
    if (exists) std::filesystem::permissions(temporary_, permissions_ | std::filesystem::perms::owner_write, ignored);
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
    file_handle out(std::fopen(temporary_.string().c_str(), "wb"), &std::fclose);
    if (!out) refuse_file(named_, last_reason());
    if (std::fwrite(text.data(), 1, text.size(), out.get()) != text.size() || !reaches_medium(out.get()))
      refuse_file(named_, last_reason());
    if (std::fclose(out.release()) != 0) refuse_file(named_, last_reason());
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
  using file_handle = std::unique_ptr<std::FILE, int (*)(std::FILE*)>;

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

#undef INFOBOUND_HAS_POSIX_FILES
