// SPDX-License-Identifier: BSL-1.0
// A run that is killed, at any point and even while it writes, goes on to the same bits.
#include <infobound/execution/checkpointed.hpp>

#include <support/checkpoints.hpp>

#ifdef __unix__

#include <sys/resource.h>

#include <chrono>
#include <csignal>
#include <cstddef>
#include <filesystem>
#include <infobound/core/observer.hpp>
#include <infobound/information/conjugate.hpp>
#include <infobound/information/information.hpp>
#include <stdexcept>
#include <string>
#include <support/catch.hpp>
#include <support/same_bits.hpp>
#include <support/temporary_directory.hpp>
#include <support/thrown.hpp>
#include <thread>

namespace unit::execution::killed {

namespace ib = infobound;
using ib::checkpointed;
using mylab::conjugate_mean;
using std::chrono::microseconds;
using std::chrono::milliseconds;

namespace {

const ib::conjugate policy{.replicates = 200, .seed = 6};

ib::estimate<double> run(const std::filesystem::path& file, const auto& observer) {
  return ib::information(conjugate_mean{}, 4, policy, checkpointed<>{.file = file, .every = milliseconds(0)}, observer);
}
ib::estimate<double> run(const std::filesystem::path& file) { return run(file, ib::unobserved{}); }

bool was_killed(int status, int signal) { return WIFSIGNALED(status) && WTERMSIG(status) == signal; }

}  // namespace

TEST_CASE("a run killed after any block goes on to the same bits", "[checkpointed][property]") {
  const auto expected = ib::information(conjugate_mean{}, 4, policy);
  for (std::size_t limit = 1; limit <= 200; limit += 16) {
    const temporary_directory here;
    const auto file = here.path() / "run.partial";
    const int status = status_of_child([&] {
      (void)run(file, ib::observed([&](const ib::progress& made) {
                  if (made.done >= limit) std::raise(SIGKILL);
                }));
    });
    CAPTURE(limit);
    CHECK(was_killed(status, SIGKILL));
    std::size_t first = 0;
    CHECK(same_bits(expected, run(file, ib::observed([&](const ib::progress& made) {
                                    if (first == 0) first = made.done;
                                  }))));
    CHECK(first >= limit);
  }
}

TEST_CASE("so does one killed between any two replicates", "[checkpointed][property]") {
  struct kill_when {
    int* asked;
    int limit;
    void advanced(const ib::progress&) const {}
    [[nodiscard]] bool stop_requested() const {
      if (++*asked == limit) std::raise(SIGKILL);
      return false;
    }
  };
  const auto expected = ib::information(conjugate_mean{}, 4, policy);
  const temporary_directory here;
  for (int limit = 1; limit <= 200; limit += 3) {
    const auto file = here.path() / std::to_string(limit);
    int asked = 0;
    const int status = status_of_child([&] { (void)run(file, kill_when{&asked, limit}); });
    CHECK(was_killed(status, SIGKILL));
    CHECK(same_bits(expected, run(file)));
  }
}

TEST_CASE("a run killed after any byte of a file goes on to the same bits", "[checkpointed][property]") {
  const auto expected = ib::information(conjugate_mean{}, 4, policy);
  const temporary_directory here;
  (void)run(here.path() / "whole");
  const std::size_t size = contents(here.path() / "whole").size();
  int killed = 0;
  for (std::size_t most = 0; most <= size; most += 5) {
    const temporary_directory apart;
    const auto file = apart.path() / "run.partial";
    // The first file is shorter than later ones, and is written whole before one of them is cut.
    const int status = status_of_child([&] {
      const rlimit limit{most, most};
      setrlimit(RLIMIT_FSIZE, &limit);
      (void)run(file);
    });
    killed += was_killed(status, SIGXFSZ) ? 1 : 0;
    CAPTURE(most, size);
    CHECK((was_killed(status, SIGXFSZ) || (WIFEXITED(status) && WEXITSTATUS(status) == 0)));
    CHECK(same_bits(expected, run(file)));
  }
  CHECK(killed > 20);
}

TEST_CASE("a run killed again and again, whenever it may be, comes to the same bits", "[checkpointed][property]") {
  const auto expected = ib::information(conjugate_mean{}, 4, policy);
  for (int trial = 0; trial < 3; ++trial) {
    const temporary_directory here;
    const auto file = here.path() / "run.partial";
    for (int kill_number = 0; kill_number < 15; ++kill_number) {
      const pid_t child = fork();
      if (child == 0) {
        int code = 0;
        try {
          (void)run(file, ib::observed([](const ib::progress&) { std::this_thread::sleep_for(microseconds(100)); }));
        } catch (...) {
          code = 1;
        }
        _exit(code);
      }
      std::this_thread::sleep_for(microseconds(300 * kill_number + 70 * trial));
      kill(child, SIGKILL);
      int status = 0;
      waitpid(child, &status, 0);
      CHECK((was_killed(status, SIGKILL) || (WIFEXITED(status) && WEXITSTATUS(status) == 0)));
    }
    CHECK(same_bits(expected, run(file)));
  }
}

TEST_CASE("a file that cannot be written stays as it was, and the reason is told", "[checkpointed][error]") {
  const temporary_directory here;
  const auto file = here.path() / "run.partial";
  std::size_t draws = 0;
  const counted_mean process{{}, &draws};
  (void)ib::information(process, 4, policy, checkpointed<>{.file = file}, stop_after{&draws, 50});
  const std::string before = contents(file);
  const int status = status_of_child([&] {
    const rlimit limit{100, 100};
    setrlimit(RLIMIT_FSIZE, &limit);
    std::signal(SIGXFSZ, SIG_IGN);
    const auto said = thrown<std::runtime_error>([&] { return run(file); });
    _exit(said == "cannot write " + file.string() + ": File too large" ? 42 : 43);
  });
  CHECK((WIFEXITED(status) && WEXITSTATUS(status) == 42));
  CHECK(contents(file) == before);
  CHECK(here.count() == 1);
}

}  // namespace unit::execution::killed

#endif
