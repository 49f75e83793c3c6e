// SPDX-License-Identifier: BSL-1.0
// A run that is kept loses nothing, whatever system call fails, whenever it is killed, and whoever else has its file.
#include "failing_calls.hpp"

#include <infobound/execution/checkpointed.hpp>

#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstddef>
#include <filesystem>
#include <infobound/core/observer.hpp>
#include <infobound/information/conjugate.hpp>
#include <infobound/information/information.hpp>
#include <infobound/report/open_file.hpp>
#include <optional>
#include <random>
#include <set>
#include <stdexcept>
#include <string>
#include <support/catch.hpp>
#include <support/checkpoints.hpp>
#include <support/normal_mean.hpp>
#include <support/same_bits.hpp>
#include <support/temporary_directory.hpp>
#include <support/thrown.hpp>
#include <system_error>
#include <thread>
#include <vector>

#if __has_include(<oneapi/tbb/parallel_pipeline.h>)
#include <infobound/execution/threads.hpp>
#define INFOBOUND_EXECUTIONS infobound::serial, infobound::threads
#else
#define INFOBOUND_EXECUTIONS infobound::serial
#endif

namespace faults {

namespace ib = infobound;
namespace fs = std::filesystem;
using ib::checkpointed;
using mylab::conjugate_mean;
using std::chrono::milliseconds;

namespace {

constexpr std::size_t begun_with = 48;
const ib::conjugate policy{.replicates = 100, .seed = 6};

template <class Inner = ib::serial, class Observer = ib::unobserved>
ib::estimate<double> run(const fs::path& file, const Observer& observer = {}) {
  return ib::information(conjugate_mean{}, 4, policy, checkpointed<Inner>{.file = file, .every = milliseconds(0)},
                         observer);
}

const ib::estimate<double>& undisturbed() {
  static const auto result = ib::information(conjugate_mean{}, 4, policy);
  return result;
}

/// A directory with the file of a run that has been begun.
class begun_run {
 public:
  begun_run() {
    static const std::string text = [] {
      const temporary_directory apart;
      std::size_t draws = 0;
      const counted_mean process{{}, &draws};
      static_cast<void>(ib::information(process, 4, policy, checkpointed<>{.file = apart.path() / "begun"},
                                        stop_after{&draws, begun_with + 2}));
      return contents(apart.path() / "begun");
    }();
    write_bytes(file, text);
  }

  /// Whether what is there goes on to the bits of an undisturbed run, and has lost nothing.
  [[nodiscard]] bool is_whole() const {
    std::size_t first = 0;
    follow({.directory = directory.path()});
    const auto found = run(file, ib::observed([&](const ib::progress& made) {
                             if (first == 0) first = made.done;
                           }));
    follow({});
    return same_bits(found, undisturbed()) && first >= begun_with;
  }

  temporary_directory directory;
  fs::path file = directory.path() / "run.partial";
};

bool was_killed(int status) { return WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL; }
bool has_ended(int status) { return WIFEXITED(status) && WEXITSTATUS(status) == 0; }

const std::string in_use = " is in use by another run";

}  // namespace

// Children come first: none is forked once there are threads.
TEMPLATE_TEST_CASE("a run killed before or after any system call goes on to the same bits", "[faults][property]",
                   INFOBOUND_EXECUTIONS) {
  for (const event what : {event::kill_before, event::kill_after}) {
    bool killed = true;
    int number = 0;
    while (killed) {
      ++number;
      const begun_run begun;
      const int status = status_of_child([&] {
        follow({.directory = begun.directory.path(), .number = number, .what = what});
        static_cast<void>(run<TestType>(begun.file));
      });
      killed = was_killed(status);
      CAPTURE(number);
      CHECK((killed || has_ended(status)));
      CHECK(begun.is_whole());
      CHECK(begun.directory.count() <= 2);
    }
    CHECK(number > 50);
  }
}

TEMPLATE_TEST_CASE("a run killed at any of fifty moments goes on to the same bits", "[faults][property]",
                   INFOBOUND_EXECUTIONS) {
  using clock = std::chrono::steady_clock;
  const begun_run whole;
  const auto start = clock::now();
  CHECK(has_ended(status_of_child([&] { static_cast<void>(run<TestType>(whole.file)); })));
  const auto taken = clock::now() - start;
  std::mt19937_64 draws(16);
  std::uniform_int_distribution<clock::rep> moments(0, taken.count());
  for (int kills = 0; kills < 50; ++kills) {
    const begun_run begun;
    const pid_t child = fork();
    if (child == 0) {
      static_cast<void>(run<TestType>(begun.file));
      _exit(0);
    }
    std::this_thread::sleep_for(clock::duration(moments(draws)));
    kill(child, SIGKILL);
    int status = 0;
    waitpid(child, &status, 0);
    CHECK((was_killed(status) || has_ended(status)));
    CHECK(begun.is_whole());
  }
}

TEST_CASE("a second run of a file is refused until the first has ended or been killed", "[faults][property]") {
  const begun_run begun;
  std::array<int, 2> told{};
  REQUIRE(pipe(told.data()) == 0);
  const pid_t child = fork();
  if (child == 0) {
    static_cast<void>(run(begun.file, ib::observed([&](const ib::progress& made) {
                            if (made.done < begun_with + 32) return;
                            static_cast<void>(!write(told[1], "x", 1));
                            pause();
                          })));
    _exit(0);
  }
  char byte = 0;
  REQUIRE(read(told[0], &byte, 1) == 1);
  const std::string before = contents(begun.file);
  CHECK(thrown<std::runtime_error>([&] { return run(begun.file); }) == "checkpoint " + begun.file.string() + in_use);
  CHECK(contents(begun.file) == before);
  CHECK(begun.directory.count() == 1);
  kill(child, SIGKILL);
  int status = 0;
  waitpid(child, &status, 0);
  CHECK(begun.is_whole());
  close(told[0]);
  close(told[1]);
}

TEST_CASE("of runs that are started at once at least one ends, and the others are told", "[faults][property]") {
  for (int trial = 0; trial < 10; ++trial) {
    const temporary_directory here;
    const auto file = here.path() / "run.partial";
    std::vector<pid_t> children;
    for (int i = 0; i < 6; ++i) {
      children.push_back(fork());
      if (children.back() != 0) continue;
      int code = 2;
      try {
        code = same_bits(run(file), undisturbed()) ? 0 : 3;
      } catch (const std::runtime_error& error) {
        if (error.what() == "checkpoint " + file.string() + in_use) code = 1;
      }
      _exit(code);
    }
    int ended = 0;
    for (const pid_t child : children) {
      int status = 0;
      waitpid(child, &status, 0);
      CHECK(WIFEXITED(status));
      CHECK(WEXITSTATUS(status) <= 1);
      ended += WEXITSTATUS(status) == 0 ? 1 : 0;
    }
    CHECK(ended >= 1);
    CHECK(same_bits(run(file), undisturbed()));
    CHECK(here.count() == 1);
  }
}

TEST_CASE("a second run of a file in one process is refused, and a complete one is read by all", "[faults][error]") {
  const begun_run begun;
  std::string said;
  static_cast<void>(run(begun.file, ib::observed([&](const ib::progress& made) {
                          if (made.done < made.total)
                            said = thrown<std::runtime_error>([&] { return run(begun.file); });
                        })));
  CHECK(said == "checkpoint " + begun.file.string() + in_use);
  const auto held = ib::report::detail::open_file::to_lock(begun.file);
  CHECK(held.lock());
  CHECK(!ib::report::detail::open_file::to_lock(begun.file).lock());
  CHECK(same_bits(run(begun.file), undisturbed()));
}

TEST_CASE("a file that is taken away is written anew, and another's in its place is left", "[faults][error]") {
  const begun_run begun;
  const auto other = begun.directory.path() / "other";
  write_bytes(other, "another's");
  const auto others = ib::report::detail::open_file::to_lock(other);
  CHECK(others.lock());
  const auto after = [&](std::size_t done, auto act) {
    return ib::observed([done, act](const ib::progress& made) {
      if (made.done == done) act();
    });
  };
  CHECK(same_bits(run(begun.file, after(64, [&] { fs::remove(begun.file); })), undisturbed()));
  CHECK(begun.is_whole());
  const begun_run again;
  CHECK(thrown<std::runtime_error>([&] {
          return run(again.file, after(64, [&] { fs::rename(other, again.file); }));
        }) == "checkpoint " + again.file.string() + in_use);
  CHECK(contents(again.file) == "another's");
  CHECK(again.directory.count() == 1);
}

TEMPLATE_TEST_CASE("whatever system call fails is told or survived, and nothing is lost", "[faults][property]",
                   INFOBOUND_EXECUTIONS) {
  for (const int error : {ENOSPC, EIO, EROFS, EINTR})
    for (const event what : {event::error, event::error_for_good}) {
      if (error == EINTR && what == event::error_for_good) continue;  // it would be tried for good
      std::set<std::string> survived;
      std::set<std::string> told;
      for (int number = 1;; ++number) {
        const begun_run begun;
        const std::string cannot = begun.file.string() + ": " + std::generic_category().message(error);
        std::optional<ib::estimate<double>> found;
        std::string said;
        follow({.directory = begun.directory.path(), .number = number, .what = what, .error = error});
        try {
          found = run<TestType>(begun.file);
        } catch (const std::runtime_error& thrown) {
          said = thrown.what();
        }
        const std::string call = what_happened_to();
        follow({});
        CAPTURE(number, call, error, said);
        CHECK((found ? same_bits(*found, undisturbed())
                     : said == "cannot write " + cannot || said == "cannot read " + cannot));
        CHECK(begun.is_whole());
        CHECK(begun.directory.count() <= (what == event::error ? 1 : 2));
        if (call.empty()) break;
        (found ? survived : told).insert(call);
      }
      CAPTURE(error);
      const std::set<std::string> all{"access", "chown", "close", "fchmodat", "flock", "fstat", "fsync",
                                      "lstat",  "open",  "read",  "rename",   "stat",  "write"};
      std::set<std::string> met = survived;
      met.insert(told.begin(), told.end());
      met.erase("remove");
      CHECK(met == all);
      if (error == EINTR)
        for (const char* call : {"close", "flock", "fsync", "open", "read", "write"}) CHECK(told.count(call) == 0);
      else
        for (const char* call : {"fsync", "lstat", "open", "read", "rename", "stat", "write"})
          CHECK(told.count(call) == 1);
    }
}

TEST_CASE("what is read and written in pieces is whole", "[faults][property]") {
  for (int number = 1;; ++number) {
    const begun_run begun;
    follow({.directory = begun.directory.path(), .number = number, .what = event::half});
    const auto found = run(begun.file);
    const bool happened = !what_happened_to().empty();
    follow({});
    CHECK(same_bits(found, undisturbed()));
    CHECK(begun.is_whole());
    if (!happened) break;
  }
}

}  // namespace faults
