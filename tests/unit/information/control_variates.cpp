// SPDX-License-Identifier: BSL-1.0
#include <infobound/information/detail/control_variates.hpp>

#include <Eigen/Core>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <infobound/core/random_stream.hpp>
#include <infobound/information/contrastive.hpp>
#include <infobound/information/detail/standard_normal.hpp>
#include <infobound/information/information.hpp>
#include <infobound/information/laplace.hpp>
#include <infobound/process/linear_regression.hpp>
#include <infobound/process/logistic_regression.hpp>
#include <limits>
#include <support/catch.hpp>
#include <support/mean_z.hpp>
#include <support/reduced.hpp>

namespace unit::information::control_variates {

namespace ib = infobound;

namespace {

using linear = ib::linear_regression<double>;
using logistic = ib::logistic_regression<double>;
using design = ib::fixed_design<double>;
using logistic_design = ib::logistic_regression<double, design>;
using linear_design = ib::linear_regression<double, design>;

static_assert(ib::offers_control_variates<logistic>);
static_assert(ib::offers_control_variates<logistic_design>);
static_assert(ib::offers_control_variates<linear>);
static_assert(!ib::offers_control_variates<without_gradient<logistic>>);

/// Inputs of unequal lengths, some of them long.
Eigen::MatrixXd uneven_inputs(Eigen::Index rows, Eigen::Index columns) {
  ib::random_stream rng(5);
  Eigen::MatrixXd result(rows, columns);
  ib::detail::fill_standard_normal(result, rng);
  for (Eigen::Index row = 0; row < rows; ++row) result.row(row) *= 0.2 + 4.0 * double(row) / double(rows);
  return result;
}

/// All statistics at m = `shift` times the posterior's direction of the data: a function of H_T, though no mode.
template <class Process>
void check_means_are_zero(const Process& process, std::size_t horizon, std::uint64_t seed) {
  constexpr int count = 20000;
  const ib::detail::offered_controls<Process> offered(process, horizon);
  ib::detail::control_variates<Process> controls(offered);
  ib::detail::simulation<Process> data;
  Eigen::ArrayXXd samples(count, Eigen::Index{controls.size});
  Eigen::VectorXd centre;
  for (int i = 0; i < count; ++i) {
    const auto replicate = static_cast<std::uint64_t>(i);
    ib::random_stream rng(seed, replicate);
    data.draw(process, horizon, rng, {"test", seed, replicate});
    centre = 0.3 * process.parameter_from(Eigen::VectorXd::Zero(data.z().size()));
    if constexpr (requires { process.gradient(centre, data.history()); })
      centre = 0.5 * process.gradient(Eigen::VectorXd::Zero(data.z().size()), data.history());
    controls.evaluate(process, data, centre, {"test", seed, replicate});
    samples.row(i) = controls.statistics().transpose();
  }
  for (Eigen::Index j = 0; j < samples.cols(); ++j) {
    const Eigen::ArrayXd sample = samples.col(j);
    CAPTURE(j, sample.mean(), standard_error(sample));
    // A statistic that is constant is 0 up to rounding.
    if (standard_error(sample) > 1e-9)
      CHECK(std::abs(mean_z(sample, 0)) < 5);
    else
      CHECK(std::abs(sample.mean()) < 1e-7);
  }
}

}  // namespace

TEST_CASE("every control variate has mean 0", "[control_variates][statistical]") {
  check_means_are_zero(logistic{.dimension = 1}, 5, 1);
  check_means_are_zero(logistic{.dimension = 6}, 30, 2);
  check_means_are_zero(logistic_design{.dimension = 4, .inputs = {uneven_inputs(25, 4)}}, 25, 3);
  check_means_are_zero(linear{.dimension = 3, .noise_variance = 0.3}, 12, 4);
  check_means_are_zero(linear_design{.dimension = 4, .noise_variance = 2.0, .inputs = {uneven_inputs(9, 4)}}, 9, 5);
  check_means_are_zero(without_gradient{logistic{.dimension = 3}}, 10, 6);
  check_means_are_zero(without_hessian{without_gradient{logistic{.dimension = 3}}}, 10, 7);
}

TEST_CASE("control variates leave the mean where it is, even at two replicates a run",
          "[control_variates][statistical]") {
  // A Gaussian proposal has no gap on linear regression, so that both sides must have the exact mean.
  const linear process{.dimension = 2, .noise_variance = 0.5};
  constexpr int runs = 3000;
  const double exact = process.information(8);
  Eigen::ArrayXd means(runs);
  for (int i = 0; i < runs; ++i) {
    const auto found = ib::information(process, 8,
                                       ib::laplace{.replicates = 2,
                                                   .proposals = 1,
                                                   .tail = std::numeric_limits<double>::infinity(),
                                                   .seed = static_cast<std::uint64_t>(i)});
    means[i] = found.lower.mean;
    REQUIRE(std::abs(found.upper.mean - found.lower.mean) < 1e-8);
  }
  CAPTURE(exact, means.mean());
  CHECK(std::abs(mean_z(means, exact)) < 5);
}

TEST_CASE("a contrastive estimate has the same two means with and without control variates",
          "[control_variates][statistical]") {
  const logistic process{.dimension = 3};
  const auto with = ib::information(process, 20, ib::contrastive{.replicates = 3000, .contrasts = 20, .seed = 1});
  const auto check = [&](const auto& other) {
    const auto without = ib::information(other, 20, ib::contrastive{.replicates = 20000, .contrasts = 20, .seed = 2});
    CHECK(std::abs(with.lower.mean - without.lower.mean) <
          5 * std::hypot(with.lower.standard_error, without.lower.standard_error));
    CHECK(std::abs(with.upper.mean - without.upper.mean) <
          5 * std::hypot(with.upper.standard_error, without.upper.standard_error));
    return without;
  };
  const auto bare = check(without_gradient{process});
  check(without_hessian{without_gradient{process}});
  // The noise of a replicate is less than half.
  CHECK(with.lower.standard_error * std::sqrt(3000) < bare.lower.standard_error * std::sqrt(20000) / 2);
}

TEST_CASE("what noise is left a replicate is a fifth of a nat or less", "[control_variates][statistical]") {
  // The noise of ln p(H_T|θ*) − ln p(H_T) itself is 1.7, 3 and 1.8 nats here.
  const auto noise = [](const auto& process, std::size_t horizon) {
    const auto found = ib::information(process, horizon, ib::laplace{.replicates = 400, .proposals = 100, .seed = 3});
    return found.lower.standard_error * 20;
  };
  CHECK(noise(logistic{.dimension = 5}, 50) < 0.12);
  CHECK(noise(logistic_design{.dimension = 10, .inputs = {uneven_inputs(200, 10)}}, 200) < 0.25);
  CHECK(noise(linear{.dimension = 10, .noise_variance = 0.2}, 100) < 0.12);
}

TEST_CASE("coefficients are those of least squares, and 0 for what does not vary", "[control_variates][exact]") {
  ib::random_stream rng(9);
  ib::detail::control_fit<double> fit(2, 3);
  Eigen::ArrayXd sample(5);
  Eigen::VectorXd drawn(2);
  for (int i = 0; i < 50; ++i) {
    ib::detail::fill_standard_normal(drawn, rng);
    sample << 7 + 2 * drawn[0] - 0.5 * drawn[1], 4 * drawn[1], drawn[0], drawn[1], 3;
    fit.add(sample);
  }
  sample << std::numeric_limits<double>::infinity(), 0, 1, 1, 3;  // as a pilot without any neighbour gives
  fit.add(sample);
  const Eigen::ArrayXXd found = fit.coefficients();
  CHECK(found(0, 0) == Approx(2).epsilon(1e-4));
  CHECK(found(1, 0) == Approx(-0.5).epsilon(1e-4));
  CHECK(found(2, 0) == 0);
  CHECK(found(0, 1) == Approx(0).margin(1e-4));
  CHECK(found(1, 1) == Approx(4).epsilon(1e-4));

  // Two statistics that say the same share what one would have had.
  ib::detail::control_fit<double> twins(1, 2);
  for (int i = 0; i < 50; ++i) {
    ib::detail::fill_standard_normal(drawn, rng);
    twins.add(Eigen::Array3d(3 * drawn[0], drawn[0], drawn[0]));
  }
  CHECK(twins.coefficients().sum() == Approx(3).epsilon(1e-4));
  CHECK(twins.coefficients()(0, 0) == Approx(1.5).epsilon(1e-4));
}

}  // namespace unit::information::control_variates
