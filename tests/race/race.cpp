// SPDX-License-Identifier: BSL-1.0
// usage: race [planted]: threads with an observer, stops, exceptions and checkpoints, for the thread sanitizer to
// watch. With an argument, a process that is changed under a const member, which it must find.
#include <chrono>
#include <cstddef>
#include <infobound/core/observer.hpp>
#include <infobound/execution/checkpointed.hpp>
#include <infobound/execution/threads.hpp>
#include <infobound/information/conjugate.hpp>
#include <infobound/information/information.hpp>
#include <iostream>
#include <stdexcept>
#include <stop_token>
#include <support/normal_mean.hpp>
#include <support/same_bits.hpp>
#include <support/temporary_directory.hpp>
#include <thread>

namespace {

namespace ib = infobound;
const ib::conjugate policy{.replicates = 2000, .seed = 6};

struct watched_mean : mylab::conjugate_mean {
  std::size_t* counted = nullptr;
  double most = 100;

  Eigen::VectorXd log_likelihood(double theta, const Eigen::VectorXd& history) const {
    if (counted != nullptr) ++*counted;
    if (theta > most) throw std::domain_error("theta is too much");
    return conjugate_mean::log_likelihood(theta, history);
  }
};

int failures = 0;
void check(bool holds, const char* what) {
  if (holds) return;
  std::cerr << what << '\n';
  ++failures;
}

}  // namespace

int main(int argc, char**) {
  std::size_t counted = 0;
  watched_mean process;
  if (argc > 1) process.counted = &counted;
  const auto alone = ib::information(process, 10, policy);

  std::size_t told = 0;  // by any thread, but never by two at once
  const auto watch = [&](const ib::progress& made) { told = made.done; };
  check(same_bits(alone, ib::information(process, 10, policy, ib::threads{4}, ib::observed(watch))), "other bits");
  check(told == 2000, "not all is told");

  const temporary_directory here;
  const ib::checkpointed<ib::threads> kept{
      .file = here.path() / "run.partial", .every = std::chrono::milliseconds(1), .inner = {4}};
  int cancelled = 0;
  for (int trial = 0; trial < 8; ++trial) {
    std::stop_source stop;
    std::thread other([&] {
      std::this_thread::sleep_for(std::chrono::milliseconds(2 * trial));
      stop.request_stop();
    });
    const auto found = ib::information(process, 10, policy, kept, ib::observed(watch, stop.get_token()));
    other.join();
    found.stopped == ib::stop_reason::cancelled ? ++cancelled : 0;
  }
  check(cancelled > 0, "nothing is cancelled");
  check(same_bits(alone, ib::information(process, 10, policy, kept)), "other bits after stops");

  process.most = 2;
  try {
    static_cast<void>(ib::information(process, 10, policy, ib::threads{4}));
    check(false, "nothing is thrown");
  } catch (const std::domain_error&) {
  }
  return failures;
}
