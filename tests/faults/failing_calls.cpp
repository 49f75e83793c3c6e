// SPDX-License-Identifier: BSL-1.0
// A program's own functions come before those of the C library, also for what the C++ library calls.
#include "failing_calls.hpp"

#include <dlfcn.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdarg>
#include <cstddef>
#include <cstdio>
#include <mutex>
#include <string>

namespace faults {

namespace {

plan followed;
std::atomic<bool> follows = false;
std::atomic<int> count = 0;
std::atomic<const char*> first = "";
std::array<std::atomic<bool>, 1024> opened;  // handles of files that are watched

bool is_watched(const char* file) {
  return follows && std::string(file).compare(0, followed.directory.size(), followed.directory) == 0;
}
bool is_watched(int handle) {
  return follows && handle >= 0 && handle < static_cast<int>(opened.size()) && opened[static_cast<std::size_t>(handle)];
}

template <class Function>
Function next(const char* name) {
  return reinterpret_cast<Function>(dlsym(RTLD_NEXT, name));
}

/// Does what a call does, or what is planned for it.
template <class What, class Call>
auto come_over(const char* name, What what, Call call) -> decltype(call(false)) {
  if (!is_watched(what)) return call(false);
  const int number = ++count;
  const bool is_it = number == followed.number || (number > followed.number && followed.what == event::error_for_good);
  if (followed.number == 0 || !is_it) return call(false);
  if (number == followed.number) first = name;
  if (followed.what == event::kill_before) std::raise(SIGKILL);
  const std::string called = name;
  if (followed.what == event::error || followed.what == event::error_for_good) {
    if (called == "close") call(false);
    errno = followed.error;
    return -1;
  }
  const auto result = call(followed.what == event::half);
  if (followed.what == event::kill_after) std::raise(SIGKILL);
  return result;
}

}  // namespace

void follow(const plan& plan) {
  follows = false;
  followed = plan;
  count = 0;
  first = "";
  follows = !plan.directory.empty();
}
std::string what_happened_to() { return first.load(); }

}  // namespace faults

using faults::come_over;
using faults::next;

extern "C" {

int open(const char* file, int how, ...) {
  va_list arguments;
  va_start(arguments, how);
  const mode_t mode = (how & O_CREAT) != 0 ? static_cast<mode_t>(va_arg(arguments, int)) : 0;
  va_end(arguments);
  static const auto real = next<int (*)(const char*, int, ...)>("open");
  const int handle = come_over("open", file, [&](bool) { return real(file, how, mode); });
  if (handle >= 0 && handle < static_cast<int>(faults::opened.size()))
    faults::opened[static_cast<std::size_t>(handle)] = faults::is_watched(file);
  return handle;
}
int close(int handle) {
  static const auto real = next<int (*)(int)>("close");
  return come_over("close", handle, [&](bool) {
    if (faults::is_watched(handle)) faults::opened[static_cast<std::size_t>(handle)] = false;
    return real(handle);
  });
}
ssize_t read(int handle, void* bytes, size_t size) {
  static const auto real = next<ssize_t (*)(int, void*, size_t)>("read");
  return come_over("read", handle, [&](bool half) { return real(handle, bytes, half ? (size + 1) / 2 : size); });
}
ssize_t write(int handle, const void* bytes, size_t size) {
  static const auto real = next<ssize_t (*)(int, const void*, size_t)>("write");
  return come_over("write", handle, [&](bool half) { return real(handle, bytes, half ? (size + 1) / 2 : size); });
}
int fsync(int handle) {
  static const auto real = next<int (*)(int)>("fsync");
  // A process that is killed takes no medium with it, and a test would wait for it.
  return come_over("fsync", handle, [&](bool) { return faults::is_watched(handle) ? 0 : real(handle); });
}
int flock(int handle, int how) noexcept {
  static const auto real = next<int (*)(int, int)>("flock");
  return come_over("flock", handle, [&](bool) { return real(handle, how); });
}
int fstat(int handle, struct stat* found) noexcept {
  static const auto real = next<int (*)(int, struct stat*)>("fstat");
  return come_over("fstat", handle, [&](bool) { return real(handle, found); });
}
int stat(const char* file, struct stat* found) noexcept {
  static const auto real = next<int (*)(const char*, struct stat*)>("stat");
  return come_over("stat", file, [&](bool) { return real(file, found); });
}
int lstat(const char* file, struct stat* found) noexcept {
  static const auto real = next<int (*)(const char*, struct stat*)>("lstat");
  return come_over("lstat", file, [&](bool) { return real(file, found); });
}
int access(const char* file, int how) noexcept {
  static const auto real = next<int (*)(const char*, int)>("access");
  return come_over("access", file, [&](bool) { return real(file, how); });
}
int chown(const char* file, uid_t owner, gid_t group) noexcept {
  static const auto real = next<int (*)(const char*, uid_t, gid_t)>("chown");
  return come_over("chown", file, [&](bool) { return real(file, owner, group); });
}
int fchmodat(int at, const char* file, mode_t mode, int how) noexcept {
  static const auto real = next<int (*)(int, const char*, mode_t, int)>("fchmodat");
  return come_over("fchmodat", file, [&](bool) { return real(at, file, mode, how); });
}
int rename(const char* from, const char* to) noexcept {
  static const auto real = next<int (*)(const char*, const char*)>("rename");
  return come_over("rename", from, [&](bool) { return real(from, to); });
}
int remove(const char* file) noexcept {
  static const auto real = next<int (*)(const char*)>("remove");
  return come_over("remove", file, [&](bool) { return real(file); });
}

}  // extern "C"
