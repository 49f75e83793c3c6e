// SPDX-License-Identifier: BSL-1.0
// System calls on files of one directory that fail when a test wants it, or end the process.

#pragma once

#include <string>

namespace faults {

/// What comes over a system call.
enum class event {
  error,           ///< it fails, and does nothing but for close, which always closes
  error_for_good,  ///< so do all after it
  half,            ///< it reads or writes no more than half
  kill_before,     ///< the process is killed before it
  kill_after       ///< the process is killed after it
};

/// What shall happen to the calls on files whose names begin with `directory`, counted from 1.
struct plan {
  std::string directory;
  int number = 0;  ///< of the call to which it happens; 0: none
  event what = event::error;
  int error = 0;  ///< for errno
};

/// Of the whole process, from now on. The calls are counted anew.
void follow(const plan& plan);

/// The name of the first call to which something happened, or nothing.
[[nodiscard]] std::string what_happened_to();

}  // namespace faults
