// SPDX-License-Identifier: BSL-1.0
#include <infobound/execution/threads.hpp>

#include <oneapi/tbb/global_control.h>
#include <oneapi/tbb/task_arena.h>
#include <oneapi/tbb/task_group.h>

#include <cstddef>
#include <infobound/core/observer.hpp>
#include <infobound/information/annealed.hpp>
#include <infobound/information/automatic.hpp>
#include <infobound/information/conjugate.hpp>
#include <infobound/information/contrastive.hpp>
#include <infobound/information/information.hpp>
#include <infobound/information/laplace.hpp>
#include <infobound/information/sequential.hpp>
#include <infobound/process/conjugate/gaussian_mean.hpp>
#include <infobound/process/regression/linear_regression.hpp>
#include <limits>
#include <support/catch.hpp>
#include <support/same_bits.hpp>

namespace unit::execution::threads {

namespace ib = infobound;

namespace {
const ib::gaussian_mean<double> process{.dimension = 3, .prior_variance = 1, .noise_variance = 0.5};
}

TEST_CASE("any number of threads gives every policy the bits of serial", "[threads][property]") {
  const auto check_on = [](const auto& simulated, const auto& policy) {
    const auto one = ib::information(simulated, 10, policy);
    for (const int count : {1, 2, 3, 8}) {
      const auto many = ib::information(simulated, 10, policy, ib::threads{count});
      CAPTURE(policy.name, count);
      CHECK(many.lower.mean == one.lower.mean);
      CHECK(many.upper.mean == one.upper.mean);
      CHECK(many.lower.standard_error == one.lower.standard_error);
      CHECK(many.upper.standard_error == one.upper.standard_error);
      CHECK(many.replicates == one.replicates);
    }
  };
  const auto check = [&](const auto& policy) { check_on(process, policy); };
  check_on(ib::linear_regression<double>{.dimension = 3, .noise_variance = 0.5},
           ib::conjugate{.replicates = 333, .seed = 9});
  check(ib::conjugate{.replicates = 333, .seed = 9});
  check(ib::contrastive{.replicates = 333, .contrasts = 20, .seed = 9});
  check(ib::contrastive{.replicates = 330, .contrasts = 20, .seed = 9, .shared_by = 11});
  check(ib::laplace{.replicates = 333, .proposals = 5, .seed = 9});
  check(ib::annealed{.replicates = 77, .temperatures = 10, .seed = 9});
  check(ib::sequential{.replicates = 77, .particles = 5, .seed = 9});
  check(ib::automatic{.target_standard_error = 0.05, .seed = 9});
  const ib::laplace policy{.replicates = 77, .proposals = 5, .seed = 9};
  CHECK(ib::learning_curve(process, 4, policy, ib::threads{3}).information(4).upper.mean ==
        ib::learning_curve(process, 4, policy).information(4).upper.mean);
}

TEST_CASE("a cancelled run on threads returns what was complete", "[threads][property]") {
  struct stop_after {
    std::size_t* done;
    void advanced(const ib::progress& made) const { *done = made.done; }
    [[nodiscard]] bool stop_requested() const { return *done >= 64; }
  };
  std::size_t done = 0;
  const auto found =
      ib::information(process, 10, ib::conjugate{.replicates = 100000, .seed = 1}, ib::threads{1}, stop_after{&done});
  CHECK(found.stopped == ib::stop_reason::cancelled);
  CHECK(found.replicates >= 64);
  CHECK(found.replicates < 200);
  CHECK(found.lower.standard_error > 0);
}

TEST_CASE("a run on threads leaves the application's limit on them as it is", "[threads][property]") {
  using oneapi::tbb::global_control;
  const auto limit = [] { return global_control::active_value(global_control::max_allowed_parallelism); };
  const ib::contrastive policy{.replicates = 100, .contrasts = 20, .seed = 9};
  const auto one = ib::information(process, 10, policy);
  for (const std::size_t allowed : {1U, 3U, 100U}) {
    const global_control application(global_control::max_allowed_parallelism, allowed);
    for (const int width : {1, 2}) {
      oneapi::tbb::task_arena arena(width);
      for (const int count : {1, 2, 5, std::numeric_limits<int>::max()}) {
        const std::size_t before = limit();
        bool kept = true;
        const auto watch = ib::observed([&](const ib::progress&) { kept = kept && limit() == before; });
        ib::estimate<double> many;
        arena.execute([&] { many = ib::information(process, 10, policy, ib::threads{count}, watch); });
        CAPTURE(allowed, width, count);
        CHECK(kept);
        CHECK(limit() == before);
        CHECK(arena.max_concurrency() == width);
        CHECK(same_bits(one, many));
      }
    }
  }
}

TEST_CASE("a run within a task that is cancelled is whole all the same", "[threads][property]") {
  const ib::conjugate policy{.replicates = 333, .seed = 9};
  oneapi::tbb::task_group group;
  ib::estimate<double> found;
  group.run_and_wait([&] {
    group.cancel();
    found = ib::information(process, 10, policy, ib::threads{2});
  });
  CHECK(same_bits(found, ib::information(process, 10, policy)));
}

TEST_CASE("no threads are refused", "[threads][error]") {
  CHECK_THROWS_WITH(ib::information(process, 10, ib::conjugate{}, ib::threads{0}), "threads.count = 0, must be >= 1");
}

}  // namespace unit::execution::threads
