// SPDX-License-Identifier: BSL-1.0
// The replicate loop allocates nothing. Eigen calls malloc, not operator new, so it is malloc that is counted: the C
// library's is wrapped for the whole test program, where that library is GNU's and no sanitizer has its own.
#include <Eigen/Core>
#include <atomic>
#include <boost/random/normal_distribution.hpp>
#include <cmath>
#include <cstddef>
#include <cstdlib>
#include <infobound/core/concepts.hpp>
#include <infobound/core/random_stream.hpp>
#include <infobound/core/reuse.hpp>
#include <infobound/information/annealed.hpp>
#include <infobound/information/conjugate.hpp>
#include <infobound/information/contrastive.hpp>
#include <infobound/information/determinant.hpp>
#include <infobound/information/information.hpp>
#include <infobound/information/laplace.hpp>
#include <infobound/information/sequential.hpp>
#include <infobound/process/network/deep_network.hpp>
#include <infobound/process/regression/inputs.hpp>
#include <infobound/process/regression/linear_regression.hpp>
#include <infobound/process/regression/logistic_regression.hpp>
#include <infobound/process/regression/softmax_regression.hpp>
#include <limits>
#include <support/catch.hpp>
#include <type_traits>

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define INFOBOUND_TEST_HAS_SANITIZER
#endif
#endif
#if defined(__GLIBC__) && !defined(__SANITIZE_ADDRESS__) && !defined(INFOBOUND_TEST_HAS_SANITIZER)

namespace unit::information::allocations {

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

/// θ ~ N(0, I_2), Y_t iid N(θ, I_2), written over earlier results wherever the library asks.
struct in_place_mean {
  using real_type = double;
  using parameter_type = Eigen::VectorXd;
  using history_type = Eigen::MatrixXd;

  template <class Rng>
  [[nodiscard]] Eigen::VectorXd draw_parameter(Rng& rng) const {
    boost::random::normal_distribution<double> normal;
    return Eigen::VectorXd::NullaryExpr(2, [&] { return normal(rng); });
  }
  template <class Rng>
  [[nodiscard]] Eigen::MatrixXd draw_history(const Eigen::VectorXd& theta, std::size_t horizon, Rng& rng) const {
    Eigen::MatrixXd result;
    draw_history(theta, horizon, rng, result);
    return result;
  }
  template <class Rng>
  void draw_history(const Eigen::VectorXd& theta, std::size_t horizon, Rng& rng, Eigen::MatrixXd& result) const {
    boost::random::normal_distribution<double> normal;
    result.resize(2, static_cast<Eigen::Index>(horizon));
    for (double& entry : result.reshaped()) entry = normal(rng);
    result.colwise() += theta;
  }
  [[nodiscard]] Eigen::VectorXd log_likelihood(const Eigen::VectorXd& theta, const Eigen::MatrixXd& history) const {
    Eigen::VectorXd result;
    log_likelihood(theta, history, result);
    return result;
  }
  void log_likelihood(const Eigen::VectorXd& theta, const Eigen::MatrixXd& history, Eigen::VectorXd& result) const {
    result.resize(history.cols());
    for (Eigen::Index t = 0; t < history.cols(); ++t)
      result[t] = -(history.col(t) - theta).squaredNorm() / 2 - std::log(2 * std::acos(-1.0));
  }
  [[nodiscard]] std::size_t latent_dimension() const { return 2; }
  [[nodiscard]] Eigen::VectorXd parameter_from(const Eigen::VectorXd& z) const { return z; }
  void parameter_from(const Eigen::VectorXd& z, Eigen::VectorXd& result) const { result = z; }
  [[nodiscard]] Eigen::VectorXd gradient(const Eigen::VectorXd& z, const Eigen::MatrixXd& history) const {
    Eigen::VectorXd result;
    gradient(z, history, result);
    return result;
  }
  void gradient(const Eigen::VectorXd& z, const Eigen::MatrixXd& history, Eigen::VectorXd& result) const {
    result = -static_cast<double>(history.cols()) * z;
    for (Eigen::Index t = 0; t < history.cols(); ++t) result += history.col(t);
  }
  [[nodiscard]] Eigen::MatrixXd hessian(const Eigen::VectorXd& z, const Eigen::MatrixXd& history) const {
    Eigen::MatrixXd result;
    hessian(z, history, result);
    return result;
  }
  void hessian(const Eigen::VectorXd&, const Eigen::MatrixXd& history, Eigen::MatrixXd& result) const {
    result.setZero(2, 2);
    result.diagonal().setConstant(-static_cast<double>(history.cols()));
  }
};

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

TEST_CASE(
    "contrastive, laplace and determinant replicates of the regressions allocate nothing, nor do those on a design",
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
    same(ib::determinant{});
    same(ib::contrastive{.contrasts = 70});
    same(ib::laplace{.proposals = 30});
    same(ib::laplace{.proposals = 30, .tail = std::numeric_limits<double>::infinity()});
  };
  for (const int dimension : {1, 7, 70}) {
    check(ib::logistic_regression<double>{.dimension = dimension}, 20);
    check(ib::logistic_regression<double>{.dimension = dimension}, 130);
    check(ib::linear_regression<double>{.dimension = dimension, .noise_variance = 0.5}, 20);
    if (dimension < 70) check(ib::softmax_regression<double>{.dimension = dimension, .classes = 3}, 130);
  }
  const Eigen::MatrixXd inputs = Eigen::MatrixXd::NullaryExpr(
      40, 5, [](Eigen::Index i, Eigen::Index j) { return std::sin(double(3 * i + 7 * j)); });
  check(ib::logistic_regression<double, ib::fixed_design<double>>{.dimension = 5, .inputs = {inputs}}, 40);
}

TEST_CASE(
    "annealing allocates nothing for a temperature, a chain or a replicate of a process that takes earlier results",
    "[annealed][exact]") {
  const auto check = [](const auto& process, ib::annealing_kernel kernel, ib::annealing_start start,
                        std::size_t few = 16) {
    const auto count = [&](std::size_t replicates, std::size_t temperatures, std::size_t chains) {
      return allocations_of([&] {
        return ib::information(process, 6,
                               ib::annealed{.replicates = replicates,
                                            .temperatures = temperatures,
                                            .chains = chains,
                                            .kernel = kernel,
                                            .start = start});
      });
    };
    (void)count(few, 100, 9);  // whatever is allocated once a thread
    const auto least = count(few, 100, 1);
    CHECK(count(160, 100, 1) == least);
    CHECK(count(few, 900, 1) == least);
    CHECK(count(few, 100, 9) == least);
  };
  for (const auto kernel : {ib::annealing_kernel::elliptical_slice, ib::annealing_kernel::hamiltonian}) {
    for (const auto start : {ib::annealing_start::prior, ib::annealing_start::laplace}) {
      check(in_place_mean{}, kernel, start);
      check(ib::logistic_regression<double>{.dimension = 2}, kernel, start);
    }
    // From 32 replicates on there are pilots of control variates.
    check(ib::deep_network<double>{.widths = {2, 3, 1}, .noise_variance = 0.5}, kernel, ib::annealing_start::prior, 32);
  }
}

TEST_CASE("particles of a process that takes earlier results are moved and resampled without allocation",
          "[sequential][exact]") {
  const auto check = [](const auto& process) {
    const auto count = [&](std::size_t replicates, std::size_t particles, std::size_t moves) {
      return allocations_of([&] {
        return ib::information(process, 20,
                               ib::sequential{.replicates = replicates, .particles = particles, .moves = moves});
      });
    };
    (void)count(16, 80, 3);  // whatever is allocated once a thread
    CHECK(count(320, 8, 1) == count(160, 8, 1));
    CHECK(count(16, 80, 3) == count(16, 8, 1));
  };
  check(in_place_mean{});
  check(ib::logistic_regression<double>{.dimension = 2});
  check(ib::deep_network<double>{.widths = {2, 3, 1}, .noise_variance = 0.5});
}

TEST_CASE("affinities and entropies of a network's labels take memory once", "[deep_network][exact]") {
  const auto check = [](const auto& process) {
    ib::random_stream rng(1);
    const Eigen::VectorXd theta = process.draw_parameter(rng);
    const Eigen::VectorXd other = process.draw_parameter(rng);
    const auto history = process.draw_history(theta, 20, rng);
    Eigen::VectorXd terms;
    const auto call = [&] {
      ib::reuse::affinity(process, theta, other, history, terms);
      if constexpr (ib::evaluates_conditional_entropy<std::decay_t<decltype(process)>>)
        ib::reuse::conditional_entropy(process, theta, history, terms);
      return 0;
    };
    call();
    CHECK(allocations_of(call) == 0);
  };
  check(ib::deep_network<double>{.widths = {2, 3, 1}, .noise_variance = 0.5});
  check(ib::deep_network<double, ib::logistic_head>{.widths = {2, 3, 1}});
  check(ib::deep_network<double, ib::softmax_head>{.widths = {2, 3, 30}});
}

}  // namespace unit::information::allocations

#endif
