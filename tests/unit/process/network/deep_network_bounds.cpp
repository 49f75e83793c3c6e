// SPDX-License-Identifier: BSL-1.0
#include <infobound/process/network/deep_network_bounds.hpp>

#include <boost/multiprecision/cpp_bin_float.hpp>
#include <boost/multiprecision/eigen.hpp>

#include <Eigen/Core>
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <infobound/process/regression/linear_regression_bounds.hpp>
#include <initializer_list>
#include <limits>
#include <support/catch.hpp>
#include <support/reference.hpp>
#include <support/worst.hpp>

namespace unit::process::network::deep_network_bounds {

namespace ib = infobound;
namespace bounds = infobound::deep_network_bounds;
using wide = boost::multiprecision::cpp_bin_float_50;

namespace {

template <class Real>
double relative(const Real& found, const Real& expected) {
  return std::abs(static_cast<double>((found - expected) / expected));
}

template <class Real, class Output>
void compare(const reference::row& row, const Output& output, worst& error) {
  const auto layers = row.input<std::size_t>(1);
  Eigen::ArrayX<Real> parameters(static_cast<Eigen::Index>(layers));
  for (std::size_t l = 0; l < layers; ++l) parameters[static_cast<Eigen::Index>(l)] = row.input<Real>(2 + l);
  const std::size_t next = 2 + layers;
  const double first = row.input(2);
  const Real epsilon = row.input<Real>(next + 1);
  const Real horizon = row.input<Real>(next + 2);
  const Real total = parameters.sum();
  const Real depth = Real(layers);
  const Real delta = output.delta(epsilon);
  const auto see = [&](const Real& found, std::size_t column) {
    error.see(relative(found, row.value<Real>(next + column)), first, layers, column);
  };
  see(delta, 3);
  see(bounds::equal_rate(total, depth, delta), 4);
  see(bounds::allocated_rate(parameters, delta), 5);
  see(bounds::allocated_upper(parameters, horizon, output), 6);
  see(bounds::equal_upper(total, parameters.size(), horizon, output), 7);
  see(bounds::explicit_upper(total, depth, horizon, output), 8);
  see(bounds::linear_upper(total, depth, horizon, output), 9);
  see(bounds::prior_upper(output), 10);
  error.see(relative(output.epsilon(delta), epsilon), first, layers, "epsilon");
}

template <class Real>
void check_digits(double tolerance) {
  worst error;
  for (const reference::row& row : reference::table("deep_network_bounds")) {
    const auto scale = row.input<Real>(2 + row.input<std::size_t>(1));
    if (row.input<int>(0) == 0)
      compare<Real>(row, bounds::noisy_output<Real>{scale}, error);
    else
      compare<Real>(row, bounds::class_output<Real>{scale}, error);
  }
  INFO(error.where());
  CHECK(error.value() < tolerance);
}

const auto sizes = [](std::initializer_list<double> parameters) {
  Eigen::ArrayXd result(std::ssize(parameters));
  std::copy(parameters.begin(), parameters.end(), result.begin());
  return result;
};

}  // namespace

TEST_CASE("rates and errors of deep networks have the digits of the reference", "[deep_network_bounds][reference]") {
  check_digits<double>(1e-14);
  check_digits<wide>(1e-28);  // 30 digits are given
}

TEST_CASE("the best allocation is never above the equal one, and equal to it where layers are",
          "[deep_network_bounds][property]") {
  for (const double delta : {1e-300, 1e-12, 1e-3, 0.5, 0.999, 1 - 1e-12}) {
    CAPTURE(delta);
    for (const auto& parameters :
         {sizes({5}), sizes({5, 5, 5}), sizes({1, 100}), sizes({1e10, 1, 1e10}), sizes({3, 4, 5, 6, 7, 7, 7})}) {
      const double equal = bounds::equal_rate(parameters.sum(), static_cast<double>(parameters.size()), delta);
      const double allocated = bounds::allocated_rate(parameters, delta);
      CHECK(std::isfinite(allocated));
      CHECK(allocated > 0);
      CHECK(allocated <= equal * (1 + 1e-13));
      if (parameters.minCoeff() == parameters.maxCoeff())
        CHECK(allocated == Approx(equal).epsilon(1e-13));
      else if (delta == 0.5)
        CHECK(allocated < equal * 0.9999);
      if (delta > 1e-100 && delta < 1 - 1e-9) {
        const Eigen::ArrayXd shares = bounds::allocated_shares(parameters, delta);
        CHECK((shares > 0 && shares < 1).all());
        CHECK(-std::expm1((-shares).log1p().sum()) == Approx(delta).epsilon(1e-9));
        CHECK((-parameters / 2 * shares.log()).sum() == Approx(allocated).epsilon(1e-9));
      }
    }
  }
}

TEST_CASE("rates fall with the distortion from infinity at 0 to 0 at 1, without a step",
          "[deep_network_bounds][property]") {
  const Eigen::ArrayXd parameters = sizes({20, 40, 7});
  double before = std::numeric_limits<double>::infinity();
  CHECK(bounds::allocated_rate(parameters, 0.0) == before);
  CHECK(bounds::equal_rate(67.0, 3.0, 0.0) == before);
  for (double delta = 1e-3; delta < 1; delta += 1e-3) {
    const double rate = bounds::allocated_rate(parameters, delta);
    CHECK(rate < before);
    before = rate;
  }
  CHECK(bounds::allocated_rate(parameters, 1.0) == 0);
  CHECK(bounds::allocated_rate(parameters, 1e300) == 0);
  CHECK(bounds::equal_rate(67.0, 3.0, 2.0) == 0);
  // Near 1 a layer's share goes as the L-th root of what is left: no step, but steep.
  CHECK(bounds::allocated_rate(parameters, 1 - 1e-12) < 1e-2);
  CHECK(bounds::allocated_rate(parameters, 1 - 1e-12) > 0);
}

TEST_CASE("error bounds are in order, never above that of the prior, and continuous where their forms meet",
          "[deep_network_bounds][property]") {
  const auto check = [](const auto& output, double switch_horizon, const Eigen::ArrayXd& parameters) {
    const double total = parameters.sum();
    const auto depth = static_cast<double>(parameters.size());
    const double prior = bounds::prior_upper(output);
    double before = std::numeric_limits<double>::infinity();
    for (double horizon = 1; horizon < 1e12; horizon *= 1.7) {
      CAPTURE(horizon, total);
      const double allocated = bounds::allocated_upper(parameters, horizon, output);
      const double equal = bounds::equal_upper(total, parameters.size(), horizon, output);
      const double in_form = bounds::explicit_upper(total, depth, horizon, output);
      const double linear = bounds::linear_upper(total, depth, horizon, output);
      CHECK(allocated > 0);
      CHECK(allocated <= equal * (1 + 1e-12));
      CHECK(equal <= in_form * (1 + 1e-12));
      CHECK(equal <= prior);
      CHECK(in_form <= linear * (1 + 1e-12));
      CHECK(linear >= prior * (horizon < switch_horizon ? 1 : 0));
      CHECK(allocated <= before * (1 + 1e-12));
      before = allocated;
    }
    for (const double above : {1 - 1e-9, 1 + 1e-9})
      CHECK(bounds::explicit_upper(total, depth, switch_horizon * above, output) ==
            Approx(prior).epsilon(1e-7 + total / switch_horizon * std::pow(1e-9, 1 / depth) / prior));
  };
  for (const auto& parameters : {sizes({30}), sizes({30, 30}), sizes({10, 400, 20})}) {
    check(bounds::noisy_output<double>{4.0}, parameters.sum() / 4, parameters);
    check(bounds::noisy_output<double>{1e-4}, parameters.sum() / 1e-4, parameters);
    check(bounds::class_output<double>{0.125}, parameters.sum() / 0.25, parameters);
  }
}

TEST_CASE("one layer of unit variance is linear regression", "[deep_network_bounds][exact]") {
  const double horizon = GENERATE(1.0, 12.0, 300.0, 1e7);
  const double noise_variance = GENERATE(0.01, 0.25, 3.0);
  const bounds::noisy_output<double> output{1 / noise_variance};
  CHECK(bounds::allocated_upper(sizes({10}), horizon, output) ==
        Approx(ib::linear_regression_bounds::optimised_upper(10.0, horizon, noise_variance)).epsilon(1e-12));
  CHECK(std::min(bounds::linear_upper(10.0, 1.0, horizon, output), bounds::prior_upper(output)) <=
        ib::linear_regression_bounds::explicit_upper(10.0, horizon, noise_variance) * (1 + 1e-12));
}

TEST_CASE("bounds neither overflow nor cancel at the ends of the scale", "[deep_network_bounds][property]") {
  const Eigen::ArrayXd parameters = sizes({1e5, 1e10, 1});
  for (const double scale : {1e-300, 1e-12, 1e12, 1e300}) {
    CAPTURE(scale);
    const bounds::noisy_output<double> noisy{scale};
    const bounds::class_output<double> classes{scale};
    for (const double horizon : {1.0, 1e9, 1e18}) {
      CHECK(bounds::allocated_upper(parameters, horizon, noisy) > 0);
      CHECK(bounds::allocated_upper(parameters, horizon, noisy) <= bounds::prior_upper(noisy));
      CHECK(bounds::allocated_upper(parameters, horizon, classes) > 0);
      CHECK(bounds::allocated_upper(parameters, horizon, classes) <= bounds::prior_upper(classes));
    }
    // At small scales twice the ε of noisy labels is their relative distortion.
    if (scale < 1e-9) CHECK(noisy.epsilon(0.5) == Approx(scale / 4).epsilon(1e-12));
  }
  // Half a parameter's cost for each factor e² of the horizon.
  const bounds::class_output<double> classes{0.1};
  const double early = bounds::allocated_upper(sizes({4, 4}), 1e12, classes) * 1e12;
  const double late = bounds::allocated_upper(sizes({4, 4}), 1e15, classes) * 1e15;
  CHECK(late - early == Approx(4 * std::log(1000.0)).epsilon(1e-6));
}

TEST_CASE("the best shares are found at any signal, and none where data are no more than parameters",
          "[deep_network_bounds][exact]") {
  // By bisection in 60 digits.
  const bounds::noisy_output<double> strong{1e300};
  CHECK(bounds::allocated_upper(sizes({7, 100, 3}), 111.0, strong) ==
        Approx(342.4803229488332252631777).epsilon(1e-13));
  CHECK(bounds::allocated_upper(sizes({7, 100, 3}), 220.0, strong) ==
        Approx(173.1304978687628651648098).epsilon(1e-13));
  CHECK(bounds::equal_upper(20.0, 4, 21.0, bounds::noisy_output<double>{1e40}) ==
        Approx(44.61462588901777198229673).epsilon(1e-13));
  const bounds::noisy_output<double> beyond{std::numeric_limits<double>::infinity(), 2e7};
  CHECK(bounds::allocated_upper(sizes({7, 100, 3}), 111.0, beyond) ==
        Approx(9909910.114070386655263198).epsilon(1e-13));
  CHECK(bounds::allocated_upper(sizes({7, 100, 3}), 1000.0, beyond) ==
        Approx(1100000.193066975323815639).epsilon(1e-13));
  for (const double horizon : {1.0, 109.0, 110.0}) {
    CHECK(bounds::allocated_upper(sizes({7, 100, 3}), horizon, strong) == bounds::prior_upper(strong));
    CHECK(bounds::allocated_upper(sizes({7, 100, 3}), horizon, beyond) == 1e7);
  }
}

}  // namespace unit::process::network::deep_network_bounds
