// SPDX-License-Identifier: BSL-1.0
// Run by one, two and three ranks.
#include <infobound/execution/mpi.hpp>

#include <Eigen/Core>
#include <cerrno>
#include <chrono>
#include <cmath>
#include <cstddef>
#include <filesystem>
#include <infobound/bound/misspecified/misspecified_error.hpp>
#include <infobound/core/average_replicates.hpp>
#include <infobound/core/observer.hpp>
#include <infobound/execution/checkpointed.hpp>
#include <infobound/execution/threads.hpp>
#include <infobound/information/annealed.hpp>
#include <infobound/information/conjugate.hpp>
#include <infobound/information/contrastive.hpp>
#include <infobound/information/information.hpp>
#include <infobound/information/laplace.hpp>
#include <infobound/process/conjugate/gaussian_mean.hpp>
#include <infobound/process/regression/logistic_regression.hpp>
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

#ifdef INFOBOUND_TEST_HAS_FAILING_CALLS
#include <faults/failing_calls.hpp>
#endif

namespace cluster::mpi {

namespace ib = infobound;
using ib::checkpointed;
using ib::threads;
using mylab::conjugate_mean;

namespace {

/// MPI from the first test that asks to the end of the program.
class session {
 public:
  session() {
    int provided = 0;
    MPI_Init_thread(nullptr, nullptr, MPI_THREAD_FUNNELED, &provided);
    MPI_Comm_rank(MPI_COMM_WORLD, &rank_);
    MPI_Comm_size(MPI_COMM_WORLD, &ranks_);
  }
  session(const session&) = delete;
  session& operator=(const session&) = delete;
  ~session() { MPI_Finalize(); }

  [[nodiscard]] int rank() const { return rank_; }
  [[nodiscard]] int ranks() const { return ranks_; }
  [[nodiscard]] bool is_first() const { return rank_ == 0; }
  [[nodiscard]] bool is_last() const { return rank_ == ranks_ - 1; }

 private:
  int rank_ = 0;
  int ranks_ = 1;
};

const session& world() {
  static const session only;
  return only;
}

/// A directory of the first rank's, whose name all know.
class shared_directory {
 public:
  shared_directory() {
    std::string name = (world().is_first() ? here_.path() : std::filesystem::path()).string();
    name.resize(1000);
    MPI_Bcast(name.data(), 1000, MPI_CHAR, 0, MPI_COMM_WORLD);
    path_ = name.c_str();
  }
  shared_directory(const shared_directory&) = delete;
  shared_directory& operator=(const shared_directory&) = delete;
  ~shared_directory() { MPI_Barrier(MPI_COMM_WORLD); }

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  temporary_directory here_;
  std::filesystem::path path_;
};

/// Whether a number is the same on all ranks.
bool is_shared(double value) {
  double of_first = value;
  MPI_Bcast(&of_first, 1, MPI_DOUBLE, 0, MPI_COMM_WORLD);
  int same = of_first == value ? 1 : 0;
  MPI_Allreduce(MPI_IN_PLACE, &same, 1, MPI_INT, MPI_LAND, MPI_COMM_WORLD);
  return same == 1;
}

const ib::gaussian_mean<double> process{.dimension = 3, .prior_variance = 1, .noise_variance = 0.5};

/// Refuses some replicate of a run of 100, on whichever rank that is.
struct failing_mean : conjugate_mean {
  Eigen::VectorXd log_likelihood(double theta, const Eigen::VectorXd& history) const {
    if (theta > 1.5) throw std::domain_error("theta = too much, must be < 1.5");
    return conjugate_mean::log_likelihood(theta, history);
  }
};

/// A likelihood that takes its time on the last rank.
struct slow_on_one_rank : conjugate_mean {
  Eigen::VectorXd log_likelihood(double theta, const Eigen::VectorXd& history) const {
    if (world().is_last()) std::this_thread::sleep_for(std::chrono::milliseconds(2));
    return conjugate_mean::log_likelihood(theta, history);
  }
};

/// Asks for a stop on the last rank when it has been asked so many times.
struct stop_on_last_rank {
  int* asked;
  int limit;
  void advanced(const ib::progress&) const {}
  [[nodiscard]] bool stop_requested() const { return world().is_last() && ++*asked > limit; }
};

}  // namespace

TEST_CASE("a cluster before MPI_Init is told", "[mpi][error]") {
  CHECK_THROWS_WITH(ib::information(process, 10, ib::laplace{}, ib::mpi{}),
                    "mpi: MPI has not been initialised, must be, by MPI_Init");
  static_cast<void>(world());
  CHECK_THROWS_WITH(ib::information(process, 10, ib::laplace{}, ib::mpi<>{.communicator = MPI_COMM_NULL}),
                    "mpi.communicator is MPI_COMM_NULL, must be that of the ranks which make this call");
}

TEST_CASE("any number of ranks gives every policy the bits of serial, on all of them", "[mpi][property]") {
  const auto check_on = [](const auto& simulated, const auto& policy) {
    const auto alone = ib::information(simulated, 10, policy);
    CAPTURE(policy.name, world().rank());
    CHECK(same_bits(alone, ib::information(simulated, 10, policy, ib::mpi{})));
    CHECK(same_bits(alone, ib::information(simulated, 10, policy, ib::mpi<threads>{.inner = {2}})));
  };
  check_on(process, ib::conjugate{.replicates = 3333, .seed = 9});
  check_on(process, ib::contrastive{.replicates = 330, .contrasts = 20, .seed = 9, .shared_by = 11});
  check_on(process, ib::laplace{.replicates = 333, .proposals = 5, .seed = 9});
  check_on(process, ib::annealed{.replicates = 77, .temperatures = 10, .seed = 9});
  const ib::logistic_regression<double> logistic{.dimension = 3};
  check_on(logistic, ib::annealed{.replicates = 77, .temperatures = 10, .seed = 9});
  const ib::laplace policy{.replicates = 77, .proposals = 5, .seed = 9};
  CHECK(same_bits(ib::learning_curve(process, 4, policy), ib::learning_curve(process, 4, policy, ib::mpi{})));
}

TEST_CASE("a wrong belief costs the same on a cluster", "[mpi][property]") {
  const ib::logistic_regression<double> truth{.dimension = 2};
  const ib::logistic_regression<double> belief{.dimension = 2};
  const ib::laplace policy{.replicates = 64, .proposals = 10, .seed = 4};
  const auto alone = ib::misspecified_error(truth, belief, 10, policy);
  const auto together = ib::misspecified_error(truth, belief, 10, policy, ib::mpi{});
  CHECK(same_bits(alone.total, together.total));
  CHECK(same_bits(alone.misspecification, together.misspecification));
}

TEST_CASE("a slow rank changes no bit", "[mpi][property]") {
  const ib::conjugate policy{.replicates = 500, .seed = 6};
  CHECK(same_bits(ib::information(conjugate_mean{}, 4, policy),
                  ib::information(slow_on_one_rank{}, 4, policy, ib::mpi{})));
}

TEST_CASE("what a replicate throws on one rank is thrown on all", "[mpi][error]") {
  const ib::conjugate policy{.replicates = 100, .seed = 6};
  std::string words;
  try {
    static_cast<void>(ib::information(failing_mean{}, 4, policy, ib::mpi{}));
  } catch (const std::domain_error& error) {
    words = error.what();
  }
  CHECK_THAT(words, Catch::Matchers::Contains("theta = too much, must be < 1.5"));
  // All ranks are at one place again.
  CHECK(same_bits(ib::information(process, 10, policy), ib::information(process, 10, policy, ib::mpi{})));
}

TEST_CASE("a rank that has no room for a block leaves no other waiting", "[mpi][error]") {
  // Of one block the last of three ranks computes nothing, and fails as it takes in what the others did.
  for (const std::size_t replicates : {std::size_t{16}, std::size_t{1600}}) {
    const auto make_sampler = [] {
      if (world().is_last()) throw std::runtime_error("no room");
      return [](std::size_t, Eigen::ArrayXd& sample) { sample[0] = 1; };
    };
    std::string words;
    try {
      static_cast<void>(ib::average_replicates<double>({.policy = "test", .seed = 5, .horizon = 1}, replicates, 1,
                                                       make_sampler, ib::mpi{}, ib::unobserved{}));
    } catch (const std::runtime_error& error) {
      words = error.what();
    }
    const bool all_fail = replicates > 16 || world().ranks() < 3;
    CHECK(words == (all_fail || world().is_last() ? "no room" : ""));
    const ib::conjugate policy{.replicates = 100, .seed = 6};
    CHECK(same_bits(ib::information(process, 10, policy), ib::information(process, 10, policy, ib::mpi{})));
  }
}

TEST_CASE("a stop that one rank asks for reaches all", "[mpi][property]") {
  int asked = 0;
  const ib::conjugate policy{.replicates = 100000, .seed = 6};
  const auto found = ib::information(process, 10, policy, ib::mpi{}, stop_on_last_rank{&asked, 100});
  CHECK(found.stopped == ib::stop_reason::cancelled);
  CHECK(found.replicates >= 100);
  CHECK(found.replicates < 100000);
  CHECK(is_shared(static_cast<double>(found.replicates)));
  CHECK(is_shared(found.lower.mean));
}

TEST_CASE("progress is the first rank's", "[mpi][property]") {
  std::size_t told = 0;
  const auto watch = ib::observed([&](const ib::progress& made) { told = made.done; });
  static_cast<void>(ib::information(process, 10, ib::conjugate{.replicates = 333, .seed = 9}, ib::mpi{}, watch));
  CHECK(told == (world().is_first() ? 333 : 0));
}

TEST_CASE("some ranks make a call of their own", "[mpi][property]") {
  MPI_Comm own = MPI_COMM_NULL;
  MPI_Comm_split(MPI_COMM_WORLD, world().is_first() ? 0 : 1, 0, &own);
  const ib::conjugate policy{.replicates = 333, .seed = 9};
  CHECK(same_bits(ib::information(process, 10, policy),
                  ib::information(process, 10, policy, ib::mpi<>{.communicator = own})));
  MPI_Comm_free(&own);
}

TEST_CASE("a run kept on a cluster goes on with any execution, and the other way round", "[mpi][property]") {
  const ib::conjugate policy{.replicates = 5000, .seed = 6};
  const auto expected = ib::information(process, 10, policy);
  const auto every = std::chrono::milliseconds(0);
  const shared_directory here;
  const auto file = here.path() / "cluster";
  int asked = 0;
  const auto cut = ib::information(process, 10, policy, checkpointed<ib::mpi<>>{.file = file, .every = every},
                                   stop_on_last_rank{&asked, 200});
  CHECK(cut.stopped == ib::stop_reason::cancelled);
  MPI_Barrier(MPI_COMM_WORLD);
  if (world().is_first()) {
    const auto copy = here.path() / "copy";
    std::filesystem::copy_file(file, copy);
    CHECK(same_bits(expected, ib::information(process, 10, policy, checkpointed<>{.file = copy})));
    std::size_t draws = 0;
    const counted_mean counted{{}, &draws};
    static_cast<void>(
        ib::information(counted, 4, policy, checkpointed<>{.file = here.path() / "serial"}, stop_after{&draws, 100}));
  }
  MPI_Barrier(MPI_COMM_WORLD);
  CHECK(same_bits(expected, ib::information(process, 10, policy, checkpointed<ib::mpi<>>{.file = file})));
  const auto resumed =
      ib::information(conjugate_mean{}, 4, policy,
                      checkpointed<ib::mpi<threads>>{.file = here.path() / "serial", .inner = {.inner = {2}}});
  CHECK(same_bits(ib::information(conjugate_mean{}, 4, policy), resumed));
}

TEST_CASE("a file that cannot be kept is told on all ranks", "[mpi][error]") {
  const shared_directory here;
  const ib::conjugate policy{.replicates = 100, .seed = 6};
  std::string words;
  try {
    static_cast<void>(
        ib::information(process, 10, policy, checkpointed<ib::mpi<>>{.file = here.path() / "no" / "run"}));
  } catch (const std::runtime_error& error) {
    words = error.what();
  }
  CHECK_THAT(words, Catch::Matchers::Contains((here.path() / "no").string()));
  // A stop that is asked for before anything is done leaves no file, and no rank behind.
  int asked = 0;
  const auto file = here.path() / "run";
  const auto nothing =
      ib::information(process, 10, policy, checkpointed<ib::mpi<>>{.file = file}, stop_on_last_rank{&asked, 0});
  CHECK(nothing.stopped == ib::stop_reason::cancelled);
  CHECK(!std::filesystem::exists(file));
}

#ifdef INFOBOUND_TEST_HAS_FAILING_CALLS
TEST_CASE("whatever system call of the first rank fails is told on all or survived, and nothing is lost",
          "[mpi][property]") {
  const ib::conjugate policy{.replicates = 40, .seed = 6};
  const auto expected = ib::information(process, 10, policy);
  for (const int error : {ENOSPC, EIO, EROFS, EINTR}) {
    bool happened = true;
    for (int number = 1; happened; number += error == EINTR ? 1 : 3) {
      const shared_directory here;
      const checkpointed<ib::mpi<>> kept{.file = here.path() / "run", .every = std::chrono::milliseconds(0)};
      const std::string reason = kept.file.string() + ": " + std::generic_category().message(error);
      const auto what = faults::event::error;
      if (world().is_first()) faults::follow({here.path().string(), number, what, error});
      std::string words;
      bool same = true;
      try {
        same = same_bits(expected, ib::information(process, 10, policy, kept));
      } catch (const std::runtime_error& thrown) {
        words = thrown.what();
      }
      happened = !faults::what_happened_to().empty();
      MPI_Bcast(&happened, 1, MPI_CXX_BOOL, 0, MPI_COMM_WORLD);
      faults::follow({here.path().string(), 0, what, 0});
      CAPTURE(number, words);
      CHECK(same);
      CHECK((words.empty() || words == "cannot write " + reason || words == "cannot read " + reason));
      CHECK(is_shared(words.empty() ? 0 : 1));
      CHECK(same_bits(expected, ib::information(process, 10, policy, kept)));
      faults::follow({});
    }
  }
}
#endif

}  // namespace cluster::mpi
