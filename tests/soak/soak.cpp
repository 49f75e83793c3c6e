// SPDX-License-Identifier: BSL-1.0
// usage: soak SECONDS [SEED]: kept runs on threads, cancelled at random and gone on with, in this program and in others
// that are killed, for as long as is asked. Fails where a run has other bits than an undisturbed serial one, and where
// memory grows.
#include <fcntl.h>
#include <malloc.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <csignal>
#include <cstddef>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <infobound/core/observer.hpp>
#include <infobound/execution/checkpointed.hpp>
#include <infobound/execution/threads.hpp>
#include <infobound/information/annealed.hpp>
#include <infobound/information/conjugate.hpp>
#include <infobound/information/contrastive.hpp>
#include <infobound/information/information.hpp>
#include <infobound/information/laplace.hpp>
#include <infobound/process/regression/linear_regression.hpp>
#include <infobound/process/regression/logistic_regression.hpp>
#include <iostream>
#include <random>
#include <stop_token>
#include <string>
#include <support/same_bits.hpp>
#include <support/temporary_directory.hpp>
#include <thread>

namespace {

namespace ib = infobound;
using clock_type = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr int kinds = 4;

template <class Execution, class Observer = ib::unobserved>
ib::estimate<double> run(int kind, const Execution& execution, const Observer& observer = {}) {
  const ib::logistic_regression<double> logistic{.dimension = 5};
  const ib::linear_regression<double> linear{.dimension = 5, .noise_variance = 0.25};
  switch (kind) {
    case 0:
      return ib::information(logistic, 40, ib::contrastive{.replicates = 800, .contrasts = 2000, .seed = 1}, execution,
                             observer);
    case 1:
      return ib::information(logistic, 40, ib::laplace{.replicates = 8000, .proposals = 50, .seed = 2}, execution,
                             observer);
    case 2:
      return ib::information(linear, 40, ib::annealed{.replicates = 500, .temperatures = 100, .seed = 3}, execution,
                             observer);
    default:
      return ib::information(linear, 200, ib::conjugate{.replicates = 4000, .seed = 4}, execution, observer);
  }
}

ib::checkpointed<ib::threads> kept(const std::filesystem::path& file, int threads) {
  return {.file = file, .every = milliseconds(20), .inner = {threads}};
}

/// Starts this program anew to go on with a run, and kills it after a while.
void run_killed(const char* program, const std::filesystem::path& file, int kind, milliseconds after) {
  std::array<std::string, 4> text{program, "run", file.string(), std::to_string(kind)};
  std::array<char*, 5> arguments{text[0].data(), text[1].data(), text[2].data(), text[3].data(), nullptr};
  pid_t child = 0;
  if (posix_spawn(&child, program, nullptr, nullptr, arguments.data(), environ) != 0)
    throw std::runtime_error("no child");
  std::this_thread::sleep_for(after);
  kill(child, SIGKILL);
  int status = 0;
  waitpid(child, &status, 0);
}

/// Megabytes that the heap has given out, in all its arenas.
double heap() { return static_cast<double>(mallinfo2().uordblks + mallinfo2().hblkhd) / 1e6; }

/// Megabytes of the program that are in memory.
double resident() {
  std::size_t whole = 0;
  std::size_t pages = 0;
  std::ifstream("/proc/self/statm") >> whole >> pages;
  return static_cast<double>(pages) * static_cast<double>(sysconf(_SC_PAGESIZE)) / 1e6;
}

std::ptrdiff_t open_files() {
  return std::distance(std::filesystem::directory_iterator("/proc/self/fd"), std::filesystem::directory_iterator());
}

}  // namespace

int main(int argc, char** argv) {
  if (argc == 4) {  // the program that is killed
    static_cast<void>(run(std::atoi(argv[3]), kept(argv[2], 2)));
    return 0;
  }
  const std::chrono::seconds duration(argc > 1 ? std::atol(argv[1]) : 1200);
  std::mt19937 rng(argc > 2 ? static_cast<unsigned>(std::atol(argv[2])) : 1);
  const auto up_to = [&](int most) { return std::uniform_int_distribution<int>(0, most)(rng); };
  const std::string program = std::filesystem::read_symlink("/proc/self/exe").string();

  std::array<ib::estimate<double>, kinds> alone;
  for (int kind = 0; kind < kinds; ++kind) alone[static_cast<std::size_t>(kind)] = run(kind, ib::serial{});

  const temporary_directory here;
  const auto begin = clock_type::now();
  const auto elapsed = [&] { return clock_type::now() - begin; };
  std::size_t runs = 0;
  std::size_t cancelled = 0;
  std::size_t killed = 0;
  std::size_t wrong = 0;
  double early_heap = 0;  // the most in the second fifth of the time, when all that is made once has been made
  double early_resident = 0;
  double late_heap = 0;  // the most in the last fifth
  double late_resident = 0;
  auto told = begin;
  while (elapsed() < duration) {
    const int kind = up_to(kinds - 1);
    const auto file = here.path() / "run.partial";
    bool is_complete = false;
    while (!is_complete) {
      if (up_to(3) == 0) {
        run_killed(program.c_str(), file, kind, milliseconds(up_to(400)));
        ++killed;
        continue;
      }
      std::stop_source stop;
      const std::jthread other([stop, wait = milliseconds(up_to(600))](const std::stop_token& early) mutable {
        const auto end = clock_type::now() + wait;
        while (clock_type::now() < end && !early.stop_requested()) std::this_thread::sleep_for(milliseconds(1));
        stop.request_stop();
      });
      const auto found =
          run(kind, kept(file, 1 + up_to(3)), ib::observed([](const ib::progress&) {}, stop.get_token()));
      is_complete = found.stopped != ib::stop_reason::cancelled;
      if (!is_complete) {
        ++cancelled;
      } else if (!same_bits(found, alone[static_cast<std::size_t>(kind)])) {
        ++wrong;
        std::cout << "other bits: kind " << kind << std::endl;
      }
    }
    ++runs;
    for (const auto& left : std::filesystem::directory_iterator(here.path())) std::filesystem::remove(left);
    const auto now = elapsed();
    if (now > duration / 5 && now <= 2 * duration / 5) {
      early_heap = std::max(early_heap, heap());
      early_resident = std::max(early_resident, resident());
    } else if (now > 4 * duration / 5) {
      late_heap = std::max(late_heap, heap());
      late_resident = std::max(late_resident, resident());
    }
    if (clock_type::now() - told > duration / 20 || now >= duration) {
      told = clock_type::now();
      std::cout << std::chrono::duration_cast<std::chrono::seconds>(now).count() << " s: " << runs << " runs, "
                << cancelled << " cancelled, " << killed << " killed, " << wrong << " wrong; heap " << heap()
                << " MB, resident " << resident() << " MB, " << open_files() << " open files" << std::endl;
    }
  }
  std::cout << "heap " << early_heap << " MB early, " << late_heap << " MB late; resident " << early_resident << " and "
            << late_resident << " MB\n";
  const bool grows = late_heap > early_heap + 1 || late_resident > early_resident + 8;
  if (grows) std::cout << "memory grows\n";
  return wrong > 0 || grows ? 1 : 0;
}
