// SPDX-License-Identifier: BSL-1.0
// What the tests of runs in files share: a process that is counted, and a child that may be killed.

#pragma once

#include <Eigen/Core>
#include <cstddef>
#include <filesystem>
#include <fstream>
#include <infobound/core/observer.hpp>
#include <string>
#include <string_view>
#include <support/normal_mean.hpp>

#ifdef __unix__
#include <sys/wait.h>
#include <unistd.h>
#endif

/// Counts the replicates that are simulated, by their likelihoods, as a verb draws for itself too: to see that draws
/// use their stream.
struct counted_mean : mylab::conjugate_mean {
  std::size_t* draws;

  Eigen::VectorXd log_likelihood(double theta, const Eigen::VectorXd& history) const {
    ++*draws;
    return conjugate_mean::log_likelihood(theta, history);
  }
};

/// Is told of progress; asks for a stop when so many replicates have been simulated.
struct stop_after {
  const std::size_t* draws;
  std::size_t limit;
  void advanced(const infobound::progress&) const {}
  [[nodiscard]] bool stop_requested() const { return *draws >= limit; }
};

inline void write_bytes(const std::filesystem::path& file, std::string_view bytes) {
  std::ofstream(file, std::ios::binary) << bytes;
}

#ifdef __unix__
/// Runs `call` in a child process; its status as waitpid gives it. A child that comes to the end has exit code 0, and 1
/// where the call threw.
template <class Call>
[[nodiscard]] int status_of_child(Call call) {
  const pid_t child = fork();
  if (child == 0) {
    try {
      call();
    } catch (...) {
      _exit(1);
    }
    _exit(0);
  }
  int status = 0;
  waitpid(child, &status, 0);
  return status;
}
#endif
