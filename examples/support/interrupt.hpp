// SPDX-License-Identifier: BSL-1.0
// Ctrl-C as a stop request.
#pragma once

#include <atomic>
#include <chrono>
#include <csignal>
#include <stop_token>
#include <thread>

namespace examples {

/// From the time it is made, the first SIGINT asks the token for a stop and the second ends the program. The handler
/// only sets a flag, as that is all that a handler may do; a thread passes it on.
class interrupt {
 public:
  interrupt() {
    std::signal(SIGINT, [](int) {
      arrived = true;
      std::signal(SIGINT, SIG_DFL);
    });
  }
  ~interrupt() { std::signal(SIGINT, SIG_DFL); }
  interrupt(const interrupt&) = delete;
  interrupt& operator=(const interrupt&) = delete;

  [[nodiscard]] std::stop_token token() const { return stop_.get_token(); }

 private:
  static inline std::atomic<bool> arrived = false;
  static_assert(std::atomic<bool>::is_always_lock_free);

  std::stop_source stop_;
  std::jthread watch_{[this](const std::stop_token& over) {
    while (!over.stop_requested() && !stop_.stop_requested()) {
      if (arrived) stop_.request_stop();
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
  }};
};

}  // namespace examples
