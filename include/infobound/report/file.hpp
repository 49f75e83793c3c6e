// SPDX-License-Identifier: BSL-1.0
// Files that are whole or not there, through power cuts too.
#pragma once

#include <array>
#include <cerrno>
#include <charconv>
#include <cstdio>
#include <filesystem>
#include <infobound/core/compiler.hpp>
#include <memory>
#include <random>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>

#if __has_include(<unistd.h>) && __has_include(<fcntl.h>)
#include <fcntl.h>
#include <unistd.h>
#define INFOBOUND_HAS_FSYNC
#endif

namespace infobound::inline v0_1::report {

namespace detail {

[[noreturn]] inline void refuse_file(const std::filesystem::path& file, const std::error_code& reason) {
  throw std::runtime_error("cannot write " + file.string() + ": " + reason.message());
}

/// A name beside a file that nothing else has: .curve.csv.3f9a01c2
[[nodiscard]] inline std::filesystem::path temporary_beside(const std::filesystem::path& file) {
  std::array<char, 16> digits;
  const auto written = std::to_chars(digits.data(), digits.data() + digits.size(), std::random_device{}(), 16);
  return file.parent_path() / ("." + file.filename().string() + "." + std::string(digits.data(), written.ptr));
}

/// Whether all that was written to a file is on its medium, where the system can tell.
[[nodiscard]] inline bool reaches_medium(std::FILE* out) {
#ifdef INFOBOUND_HAS_FSYNC
  return std::fflush(out) == 0 && ::fsync(::fileno(out)) == 0;
#else
  return std::fflush(out) == 0;
#endif
}

/// Puts the names in a directory on its medium; some file systems do so by themselves, and refuse to be asked.
inline void settle_names([[maybe_unused]] const std::filesystem::path& directory) {
#ifdef INFOBOUND_HAS_FSYNC
  const int opened = ::open(directory.empty() ? "." : directory.c_str(), O_RDONLY);
  if (opened < 0) return;
  (void)::fsync(opened);
  (void)::close(opened);
#endif
}

/// Gives a finished file its name; the temporary is gone in either case.
inline void move_into_place(const std::filesystem::path& temporary, const std::filesystem::path& file) {
  std::error_code reason;
  std::filesystem::rename(temporary, file, reason);
  if (!reason) return;
  std::error_code ignored;
  std::filesystem::remove(temporary, ignored);
  refuse_file(file, reason);
}

}  // namespace detail

/// Writes a file at once: to a temporary beside it, which then takes its name. What was there before stays until then,
/// and on failure for good.
/// - Throws: std::runtime_error "cannot write out/curve.csv: No such file or directory".
inline void write_file(const std::filesystem::path& file, std::string_view text) {
  const auto temporary = detail::temporary_beside(file);
  const auto last_error = [] { return std::error_code(errno, std::generic_category()); };
  std::error_code reason;
  {
    std::unique_ptr<std::FILE, int (*)(std::FILE*)> out(std::fopen(temporary.string().c_str(), "wbx"), &std::fclose);
    if (!out) detail::refuse_file(file, last_error());
    if (std::fwrite(text.data(), 1, text.size(), out.get()) != text.size()) reason = last_error();
    if (!reason && !detail::reaches_medium(out.get())) reason = last_error();
    if (std::fclose(out.release()) != 0 && !reason) reason = last_error();
  }
  if (reason) {
    std::error_code ignored;
    std::filesystem::remove(temporary, ignored);
    detail::refuse_file(file, reason);
  }
  detail::move_into_place(temporary, file);
  detail::settle_names(file.parent_path());
}

}  // namespace infobound::inline v0_1::report

#undef INFOBOUND_HAS_FSYNC
