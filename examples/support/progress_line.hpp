// SPDX-License-Identifier: BSL-1.0
// What is being done, on standard error, when there is time to read it.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <mutex>
#include <stop_token>
#include <string>
#include <thread>
#include <utility>

#ifdef _WIN32
#include <io.h>
#else
#include <unistd.h>
#endif

namespace examples {

/// On a terminal a line that is kept up to date, and is gone in the end; elsewhere, a line every ten seconds. Nothing
/// in the first second. A thread writes it, so that it comes in time whatever is being done, and for how long.
class progress_line {
 public:
  explicit progress_line(bool quiet) : quiet_(quiet) {}
  progress_line(const progress_line&) = delete;
  progress_line& operator=(const progress_line&) = delete;
  ~progress_line() { clear(); }

  void doing(std::string what) {
    const std::lock_guard alone(access_);
    what_ = std::move(what);
  }

  /// Ends the line.
  void clear() {
    if (!watch_.joinable()) return;
    watch_.request_stop();
    watch_.join();
    if (shown_ && terminal_) std::fputs("\r\033[K", stderr);
  }

 private:
  using clock = std::chrono::steady_clock;

  void watch(const std::stop_token& over) {
    const auto start = clock::now();
    auto next = start + std::chrono::seconds(1);
    std::unique_lock lock(access_);
    while (!over.stop_requested()) {
      if (changed_.wait_until(lock, over, next, [] { return false; }) || over.stop_requested()) return;
      const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(clock::now() - start).count();
      std::fprintf(stderr, terminal_ ? "\r\033[K%s (%lld s)" : "%s (%lld s)\n", what_.c_str(),
                   static_cast<long long>(seconds));
      std::fflush(stderr);
      shown_ = true;
      next = clock::now() + (terminal_ ? std::chrono::milliseconds(200) : std::chrono::seconds(10));
    }
  }

  static bool is_terminal() {
#ifdef _WIN32
    return _isatty(_fileno(stderr)) != 0;
#else
    return isatty(STDERR_FILENO) != 0;
#endif
  }

  bool quiet_;
  bool terminal_ = is_terminal();
  bool shown_ = false;
  std::mutex access_;
  std::string what_ = "starting";
  std::condition_variable_any changed_;
  // Last, as it uses the others.
  std::jthread watch_ = quiet_ ? std::jthread() : std::jthread([this](const std::stop_token& over) { watch(over); });
};

}  // namespace examples
