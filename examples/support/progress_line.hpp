// SPDX-License-Identifier: BSL-1.0
// Progress on standard error, when there is time to read it.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdio>
#include <infobound/core/observer.hpp>

#ifdef _WIN32
#include <io.h>
#else
#include <unistd.h>
#endif

namespace examples {

/// On a terminal a line that is kept up to date, and is gone in the end; elsewhere, a line every ten seconds. Nothing
/// in the first second.
class progress_line {
 public:
  explicit progress_line(bool quiet) : quiet_(quiet) {}
  progress_line(const progress_line&) = delete;
  progress_line& operator=(const progress_line&) = delete;
  ~progress_line() { clear(); }

  void operator()(const infobound::progress& made, const char* what) {
    const auto now = clock::now();
    if (quiet_ || now < next_) return;
    std::fprintf(stderr, terminal_ ? "\r%zu of %zu %s" : "%zu of %zu %s\n", made.done, made.total, what);
    std::fflush(stderr);
    shown_ = true;
    next_ = now + (terminal_ ? std::chrono::milliseconds(100) : std::chrono::seconds(10));
  }

  void clear() {
    if (shown_ && terminal_) std::fputs("\r\033[K", stderr);
    shown_ = false;
  }

 private:
  using clock = std::chrono::steady_clock;

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
  clock::time_point next_ = clock::now() + std::chrono::seconds(1);
};

}  // namespace examples
