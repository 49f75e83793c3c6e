// SPDX-License-Identifier: BSL-1.0
// Open files by the calls of POSIX, and by those of C where there are none.
#pragma once

#include <cerrno>
#include <cstddef>
#include <cstdio>
#include <filesystem>
#include <infobound/core/compiler.hpp>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

#if __has_include(<unistd.h>) && __has_include(<fcntl.h>) && __has_include(<sys/file.h>) && __has_include(<sys/stat.h>)
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>
#define INFOBOUND_HAS_POSIX_FILES
#endif

namespace infobound::inline v0_1::report::detail {

/// The reason of the last call of the C library that failed.
[[nodiscard]] inline std::string last_reason() { return std::error_code(errno, std::generic_category()).message(); }

#ifdef INFOBOUND_HAS_POSIX_FILES

/// Makes a call again as long as a signal interrupts it, as file systems on a network may be.
template <class Call>
auto uninterrupted(Call call) {
  auto result = call();
  while (result == -1 && errno == EINTR) result = call();
  return result;
}

/// A file that is open, or none, for the reason in errno. Child processes do not keep it open.
class open_file {
 public:
  open_file() = default;
  [[nodiscard]] static open_file to_read(const std::filesystem::path& file) { return {file, O_RDONLY}; }
  [[nodiscard]] static open_file to_write(const std::filesystem::path& file) { return {file, O_WRONLY | O_TRUNC}; }
  /// One that is not there yet.
  [[nodiscard]] static open_file to_create(const std::filesystem::path& file, std::filesystem::perms permissions) {
    return {file, O_WRONLY | O_CREAT | O_EXCL, static_cast<::mode_t>(permissions)};
  }
  /// File systems on a network lock what may be written alone.
  [[nodiscard]] static open_file to_lock(const std::filesystem::path& file) { return {file, O_RDWR}; }

  open_file(open_file&& other) noexcept : handle_(std::exchange(other.handle_, -1)) {}
  open_file& operator=(open_file&& other) noexcept {
    if (this != &other) {
      (void)close();
      handle_ = std::exchange(other.handle_, -1);
    }
    return *this;
  }
  ~open_file() { (void)close(); }

  [[nodiscard]] explicit operator bool() const { return handle_ >= 0; }

  /// How many bytes were read, 0 at the end; −1 on failure.
  [[nodiscard]] std::ptrdiff_t read(char* bytes, std::size_t size) const {
    return uninterrupted([&] { return ::read(handle_, bytes, size); });
  }

  [[nodiscard]] bool write(std::string_view text) const {
    while (!text.empty()) {
      const auto size = uninterrupted([&] { return ::write(handle_, text.data(), text.size()); });
      if (size < 0) return false;
      text.remove_prefix(static_cast<std::size_t>(size));
    }
    return true;
  }

  /// Waits until all that was written is on its medium.
  [[nodiscard]] bool settle() const {
    return uninterrupted([&] { return ::fsync(handle_); }) == 0;
  }

  /// False if what was written may be lost. An interrupted call has closed it, or left it to the system to do so.
  [[nodiscard]] bool close() { return handle_ < 0 || ::close(std::exchange(handle_, -1)) == 0 || errno == EINTR; }

  /// Locks it until it is closed, be it that the process is killed; false if it is locked already. Where the file
  /// system has no locks, none is.
  [[nodiscard]] bool lock() const {
    return uninterrupted([&] { return ::flock(handle_, LOCK_EX | LOCK_NB); }) == 0 || errno != EWOULDBLOCK;
  }

  /// Whether it is what has this name now.
  [[nodiscard]] bool is_at(const std::filesystem::path& file) const {
    struct ::stat ours {};
    struct ::stat theirs {};
    return ::fstat(handle_, &ours) == 0 && ::stat(file.c_str(), &theirs) == 0 && ours.st_dev == theirs.st_dev &&
           ours.st_ino == theirs.st_ino;
  }

 private:
  open_file(const std::filesystem::path& file, int how, ::mode_t permissions = 0)
      : handle_(uninterrupted([&] { return ::open(file.c_str(), how | O_CLOEXEC, permissions); })) {}

  int handle_ = -1;
};

[[nodiscard]] inline bool may_be_written(const std::filesystem::path& file) {
  return ::access(file.c_str(), W_OK) == 0;
}

/// Gives a file the owner and the group of another, or the group alone, as far as the system allows it.
inline void take_owner(const std::filesystem::path& file, const std::filesystem::path& from) {
  struct ::stat owned {};
  if (::stat(from.c_str(), &owned) != 0) return;
  int refused = ::chown(file.c_str(), owned.st_uid, owned.st_gid);
  if (refused != 0) refused = ::chown(file.c_str(), static_cast<::uid_t>(-1), owned.st_gid);
  (void)refused;
}

/// Puts the names in a directory on its medium; some file systems do so by themselves, and refuse to be asked.
inline void settle_names(const std::filesystem::path& directory) {
  const auto names = open_file::to_read(directory.empty() ? "." : directory);
  if (names) (void)names.settle();
}

#else

class open_file {
 public:
  open_file() = default;
  [[nodiscard]] static open_file to_read(const std::filesystem::path& file) { return {file, "rb"}; }
  [[nodiscard]] static open_file to_write(const std::filesystem::path& file) { return {file, "wb"}; }
  [[nodiscard]] static open_file to_create(const std::filesystem::path& file, std::filesystem::perms) {
    return {file, "wbx"};
  }
  [[nodiscard]] static open_file to_lock(const std::filesystem::path&) { return {}; }

  open_file(open_file&& other) noexcept : handle_(std::exchange(other.handle_, nullptr)) {}
  open_file& operator=(open_file&& other) noexcept {
    if (this != &other) {
      (void)close();
      handle_ = std::exchange(other.handle_, nullptr);
    }
    return *this;
  }
  ~open_file() { (void)close(); }

  [[nodiscard]] explicit operator bool() const { return handle_ != nullptr; }
  [[nodiscard]] std::ptrdiff_t read(char* bytes, std::size_t size) const {
    const std::size_t found = std::fread(bytes, 1, size, handle_);
    return found == 0 && std::ferror(handle_) ? -1 : static_cast<std::ptrdiff_t>(found);
  }
  [[nodiscard]] bool write(std::string_view text) const {
    return std::fwrite(text.data(), 1, text.size(), handle_) == text.size();
  }
  [[nodiscard]] bool settle() const { return std::fflush(handle_) == 0; }
  [[nodiscard]] bool close() { return handle_ == nullptr || std::fclose(std::exchange(handle_, nullptr)) == 0; }
  [[nodiscard]] bool lock() const { return true; }
  [[nodiscard]] bool is_at(const std::filesystem::path&) const { return true; }

 private:
  open_file(const std::filesystem::path& file, const char* how) : handle_(std::fopen(file.string().c_str(), how)) {}

  std::FILE* handle_ = nullptr;
};

[[nodiscard]] inline bool may_be_written(const std::filesystem::path&) { return true; }
inline void take_owner(const std::filesystem::path&, const std::filesystem::path&) {}
inline void settle_names(const std::filesystem::path&) {}

#endif

}  // namespace infobound::inline v0_1::report::detail

#undef INFOBOUND_HAS_POSIX_FILES
