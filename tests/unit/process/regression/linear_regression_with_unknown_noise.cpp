// SPDX-License-Identifier: BSL-1.0
// Linear regression with unknown noise, held to the determinant form of its evidence and to quadrature.
#include <Eigen/Dense>
#include <cmath>
#include <infobound/core/random_stream.hpp>
#include <infobound/information/conjugate.hpp>
#include <infobound/information/information.hpp>
#include <infobound/information/information_gain.hpp>
#include <infobound/information/log_evidence.hpp>
#include <infobound/process/regression/linear_regression_with_unknown_noise.hpp>
#include <stdexcept>
#include <support/catch.hpp>
#include <support/check_passes.hpp>
#include <support/thrown.hpp>

namespace unit::process::linear_regression_with_unknown_noise {

namespace ib = infobound;
using process_type = ib::linear_regression_with_unknown_noise<double, ib::fixed_design<double>>;

namespace {

const process_type process{.dimension = 2,
                           .noise_shape = 2,
                           .noise_scale = 1.5,
                           .signal_to_noise = 0.8,
                           .inputs = {Eigen::MatrixXd{{1, 2}, {0.5, -1}, {2, 0.3}, {-1, 0.4}}}};
const process_type::history_type history{process.inputs.matrix.transpose(), Eigen::Vector4d(1, -2, 0.7, 0.1)};

}  // namespace

TEST_CASE("regression with unknown noise predicts a multivariate t, and its evidence is exact",
          "[linear_regression_with_unknown_noise][exact]") {
  const Eigen::Matrix4d shape =
      Eigen::Matrix4d::Identity() + 0.8 * process.inputs.matrix * process.inputs.matrix.transpose();
  const double distance = history.labels.dot(shape.inverse() * history.labels);
  const double exact = std::lgamma(4.0) - std::lgamma(2.0) - 2 * std::log(2 * std::acos(-1.0)) -
                       std::log(shape.determinant()) / 2 + 2 * std::log(1.5) - 4 * std::log(1.5 + distance / 2);
  CHECK(ib::log_evidence(process, history).lower.mean == Approx(exact).epsilon(1e-13));
  CHECK(process.log_predictive(history).sum() == Approx(exact).epsilon(1e-13));
}

TEST_CASE("the gain of regression with unknown noise is that of its posterior, by quadrature over the noise",
          "[linear_regression_with_unknown_noise][exact]") {
  // At each σ² the coefficients are Gaussian; E ln p(H|θ) − ln p(H) with p(σ²|H) ∝ p(σ²) p(H|σ²).
  const Eigen::MatrixXd& X = process.inputs.matrix;
  const Eigen::Matrix2d precision = X.transpose() * X + Eigen::Matrix2d::Identity() / 0.8;
  const Eigen::Vector2d centre = precision.inverse() * X.transpose() * history.labels;
  const Eigen::Matrix4d shape = Eigen::Matrix4d::Identity() + 0.8 * X * X.transpose();
  const double distance = history.labels.dot(shape.inverse() * history.labels);
  const double residual = (history.labels - X * centre).squaredNorm();
  const double trace = (precision.inverse() * X.transpose() * X).trace();
  double sum = 0;
  double mean = 0;
  for (double u = -12; u < 14; u += 1e-3) {  // u = ln(1/σ²)
    const double tau = std::exp(u);
    const double weight = std::exp(2 * u - 1.5 * tau + 2 * u - tau * distance / 2);
    sum += weight;
    mean += weight * (2 * u - 2 * std::log(2 * std::acos(-1.0)) - tau * residual / 2 - trace / 2);
  }
  const auto gain = ib::information_gain(process, history);
  CHECK(gain.exact());
  CHECK(gain.lower.mean == Approx(mean / sum - process.log_evidence(history)).epsilon(1e-9));
}

TEST_CASE("regression with unknown noise is a process like any other",
          "[linear_regression_with_unknown_noise][statistical]") {
  const ib::linear_regression_with_unknown_noise<double> plain{2, 3, 2, 1};
  check_passes(plain);
  // The mean of the realised gain is the information.
  const auto information = ib::information(plain, 5, ib::conjugate{.replicates = 4000, .seed = 1});
  double sum = 0;
  double squares = 0;
  for (unsigned i = 0; i < 4000; ++i) {
    ib::random_stream rng(2, i);
    const auto theta = plain.draw_parameter(rng);
    const double gain = ib::information_gain(plain, plain.draw_history(theta, 5, rng)).lower.mean;
    sum += gain / 4000;
    squares += gain * gain / 4000;
  }
  const double error = std::sqrt((squares - sum * sum) / 4000);
  CHECK(std::abs(sum - information.lower.mean) < 5 * std::hypot(error, information.lower.standard_error));
}

TEST_CASE("a field of regression with unknown noise outside its range is refused by name",
          "[linear_regression_with_unknown_noise][error]") {
  auto wrong = process;
  wrong.noise_scale = 0;
  CHECK(thrown<std::domain_error>([&] { return ib::log_evidence(wrong, history); }) ==
        "linear_regression_with_unknown_noise.noise_scale = 0, must be > 0 and finite");
}

}  // namespace unit::process::linear_regression_with_unknown_noise
