// SPDX-License-Identifier: BSL-1.0
// The replicate loop allocates nothing. Eigen calls malloc, not operator new, so it is malloc that is counted: the C
// library's is wrapped for the whole test program, where that library is GNU's and no sanitizer has its own.
#include <Eigen/Core>
#include <atomic>
#include <cmath>
#include <cstddef>
#include <cstdlib>
#include <infobound/information/conjugate.hpp>
#include <infobound/information/contrastive.hpp>
#include <infobound/information/information.hpp>
#include <infobound/information/laplace.hpp>
#include <infobound/process/inputs.hpp>
#include <infobound/process/linear_regression.hpp>
#include <infobound/process/logistic_regression.hpp>
#include <limits>
#include <support/catch.hpp>

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define INFOBOUND_TEST_HAS_SANITIZER
#endif
#endif
#if defined(__GLIBC__) && !defined(__SANITIZE_ADDRESS__) && !defined(INFOBOUND_TEST_HAS_SANITIZER)

namespace {
std::atomic<std::size_t> allocations{0};
}

extern "C" void* __libc_malloc(std::size_t size);  // NOLINT: the name is the C library's

extern "C" void* malloc(std::size_t size) noexcept {
  ++allocations;
  return __libc_malloc(size);
}

namespace ib = infobound;

namespace {

template <class Call>
std::size_t allocations_of(Call call) {
  const std::size_t before = allocations;
  (void)call();
  return allocations - before;
}

}  // namespace

TEST_CASE("simulating linear regression allocates as much for 16 replicates as for 1600", "[conjugate][exact]") {
  REQUIRE(allocations_of([] { return Eigen::VectorXd::Zero(100).eval(); }) == 1);  // they are counted
  for (const int dimension : {1, 5, 20})
    for (const std::size_t horizon : {3U, 20U, 150U}) {
      const ib::linear_regression<double> process{.dimension = dimension, .noise_variance = 0.5};
      const auto one_run = [&](std::size_t replicates) {
        return allocations_of(
            [&] { return ib::information(process, horizon, ib::conjugate{.replicates = replicates}); });
      };
      const auto one_curve = [&](std::size_t replicates) {
        return allocations_of(
            [&] { return ib::learning_curve(process, horizon, ib::conjugate{.replicates = replicates}); });
      };
      (void)one_run(16);  // whatever is allocated once a program
      CAPTURE(dimension, horizon);
      CHECK(one_run(1600) == one_run(16));
      CHECK(one_curve(320) == one_curve(16));
    }
}

TEST_CASE("contrastive and laplace replicates of logistic regression allocate nothing, nor do those on a design",
          "[contrastive][laplace][exact]") {
  const auto check = [](const auto& process, std::size_t horizon) {
    const auto same = [&](auto policy) {
      const auto run = [&](std::size_t replicates) {
        policy.replicates = replicates;
        return allocations_of([&] { return ib::information(process, horizon, policy); });
      };
      (void)run(16);  // whatever is allocated once a program
      const std::size_t few = run(16);
      CAPTURE(policy.name, process.dimension, horizon, few);
      CHECK(run(160) == few);
    };
    same(ib::contrastive{.contrasts = 70});
    same(ib::laplace{.proposals = 30});
    same(ib::laplace{.proposals = 30, .tail = std::numeric_limits<double>::infinity()});
  };
  for (const int dimension : {1, 7, 70}) {
    check(ib::logistic_regression<double>{.dimension = dimension}, 20);
    check(ib::logistic_regression<double>{.dimension = dimension}, 130);
    check(ib::linear_regression<double>{.dimension = dimension, .noise_variance = 0.5}, 20);
  }
  const Eigen::MatrixXd inputs = Eigen::MatrixXd::NullaryExpr(
      40, 5, [](Eigen::Index i, Eigen::Index j) { return std::sin(double(3 * i + 7 * j)); });
  check(ib::logistic_regression<double, ib::fixed_design<double>>{.dimension = 5, .inputs = {inputs}}, 40);
}

#endif
