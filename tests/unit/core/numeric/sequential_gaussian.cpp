// SPDX-License-Identifier: BSL-1.0
#include <Eigen/Core>
#include <cmath>
#include <infobound/core/numeric/allowed_cancellation.hpp>
#include <infobound/core/numeric/sequential_gaussian.hpp>
#include <infobound/core/random_stream.hpp>
#include <infobound/process/regression/inputs.hpp>
#include <support/catch.hpp>
#include <support/joint_gaussian.hpp>
#include <support/worst.hpp>
#include <vector>

namespace unit::core::numeric::sequential_gaussian {

using infobound::detail::sequential_gaussian;

namespace {

struct steps {
  Eigen::VectorXd gain;
  Eigen::VectorXd error;
};

steps run(sequential_gaussian<double>& predict, const Eigen::MatrixXd& inputs, const Eigen::VectorXd& labels) {
  steps found{Eigen::VectorXd::Constant(inputs.cols(), -1), Eigen::VectorXd(inputs.cols())};
  Eigen::Index expected = 0;
  bool in_order = true;
  predict.run(inputs, labels, [&](Eigen::Index t, double gain, double error) {
    in_order = in_order && t == expected++;
    found.gain[t] = gain;
    found.error[t] = error;
  });
  CHECK((in_order && expected == inputs.cols()));
  return found;
}

}  // namespace

TEST_CASE("steps come in order and are those of the joint Gaussian, around the edges of every block",
          "[sequential_gaussian][exact]") {
  // Blocks of 96 follow the first d labels.
  worst error;
  for (const int d : {1, 3, 10})
    for (const int T : {1, 2, d, d + 1, d + 95, d + 96, d + 97, d + 193}) {
      Eigen::MatrixXd inputs(d, T);
      Eigen::MatrixXd labels(T, 1);
      infobound::random_stream rng(2);
      infobound::gaussian_inputs{}.draw(inputs, rng);
      infobound::gaussian_inputs{}.draw(labels, rng);
      const double noise = 0.3;
      sequential_gaussian<double> predict(d, noise, T);
      const steps found = run(predict, inputs, labels);
      const auto expected = joint_gaussian(inputs, noise).log_predictive(labels);
      for (Eigen::Index t = 0; t < T; ++t) {
        const double log_variance = std::log(noise) + found.gain[t];
        const double log_density =
            -(std::log(2 * std::acos(-1.0)) + log_variance + found.error[t] * found.error[t]) / 2;
        error.see(std::abs(log_density - expected[static_cast<std::size_t>(t)]) / (1 + std::abs(log_density)), d, T, t);
      }
    }
  INFO(error.where());
  CHECK(error.value() < 1e-12);
}

TEST_CASE("as much may cancel as leaves three quarters of the digits, or half of them",
          "[sequential_gaussian][exact]") {
  CHECK(infobound::detail::exacting<double>() == 0x1p13);
  CHECK(infobound::detail::lenient<double>() == 0x1p26);
}

TEST_CASE("a workspace remembers nothing of the history before", "[sequential_gaussian][exact]") {
  Eigen::MatrixXd inputs(4, 150);
  Eigen::MatrixXd others(4, 150);
  Eigen::MatrixXd labels(150, 1);
  infobound::random_stream rng(3);
  for (Eigen::MatrixXd* drawn : {&inputs, &others, &labels}) infobound::gaussian_inputs{}.draw(*drawn, rng);
  sequential_gaussian<double> fresh(4, 0.1, 150);
  const steps expected = run(fresh, inputs, labels);
  sequential_gaussian<double> used(4, 0.1, 150);
  (void)run(used, 1e6 * others, labels);
  const steps found = run(used, inputs, labels);
  CHECK(found.gain == expected.gain);
  CHECK(found.error == expected.error);
}

TEST_CASE("steps are the same by squares and by rotations, wherever the one gives way to the other",
          "[sequential_gaussian][property]") {
  // A row that is very long makes the squares useless from its block on.
  worst error;
  for (const Eigen::Index long_row : {0, 2, 5, 100, 190}) {
    Eigen::MatrixXd inputs(3, 200);
    Eigen::MatrixXd labels(200, 1);
    infobound::random_stream rng(4);
    infobound::gaussian_inputs{}.draw(inputs, rng);
    infobound::gaussian_inputs{}.draw(labels, rng);
    inputs.col(long_row) *= 300;
    // Nothing may cancel in the one, anything in the other.
    sequential_gaussian<double> by_rotations(3, 0.1, 200, 0.5);
    sequential_gaussian<double> by_squares(3, 0.1, 200, 1e300);
    const steps expected = run(by_rotations, inputs, labels);
    for (const double allowed : {10.0, 1e3, 1e5}) {
      sequential_gaussian<double> mixed(3, 0.1, 200, allowed);
      const steps found = run(mixed, inputs, labels);
      error.see((found.gain - expected.gain).cwiseAbs().maxCoeff(), long_row, allowed);
      error.see((found.error - expected.error).cwiseAbs().maxCoeff(), long_row, allowed);
    }
    const steps squared = run(by_squares, inputs, labels);
    error.see((squared.gain - expected.gain).cwiseAbs().maxCoeff(), long_row);
    error.see((squared.error - expected.error).cwiseAbs().maxCoeff(), long_row);
  }
  INFO(error.where());
  CHECK(error.value() < 1e-9);
}

}  // namespace unit::core::numeric::sequential_gaussian
