// SPDX-License-Identifier: BSL-1.0
// Every regression of the library passes check_process.
#include <Eigen/Core>
#include <boost/random/exponential_distribution.hpp>
#include <cmath>
#include <infobound/process/regression/generalised_linear_model.hpp>
#include <infobound/process/regression/inputs.hpp>
#include <infobound/process/regression/linear_regression.hpp>
#include <infobound/process/regression/logistic_regression.hpp>
#include <infobound/process/regression/softmax_regression.hpp>
#include <support/catch.hpp>
#include <support/check_passes.hpp>

namespace unit::check::check_regressions {

namespace ib = infobound;

namespace {

/// Waiting times of mean e^η: ln p = −η − ye^{−η}.
struct exponential_response {
  template <class Rng>
  [[nodiscard]] double draw(double eta, Rng& rng) const {
    return boost::random::exponential_distribution<double>(std::exp(-eta))(rng);
  }
  [[nodiscard]] double log_likelihood(double eta, double label) const { return -eta - label * std::exp(-eta); }
  [[nodiscard]] double first_derivative(double eta, double label) const { return label * std::exp(-eta) - 1; }
  [[nodiscard]] double second_derivative(double eta, double label) const { return -label * std::exp(-eta); }
};

Eigen::MatrixXd design() {
  Eigen::MatrixXd rows(6, 2);
  rows << 1, 0.5, -0.3, 2, 0, 0, 1.5, -1, 0.2, 0.1, -2, 1;
  return rows;
}

}  // namespace

TEST_CASE("linear regression passes its checks", "[check_process][statistical]") {
  check_passes(ib::linear_regression<double>{.dimension = 3, .noise_variance = 0.5});
  check_passes(ib::linear_regression<double>{.dimension = 20, .noise_variance = 0.01});
  check_passes(ib::linear_regression<double, ib::fixed_design<double>>{2, 0.3, {design()}});
}

TEST_CASE("logistic regression passes its checks", "[check_process][statistical]") {
  check_passes(ib::logistic_regression<double>{.dimension = 4});
  check_passes(ib::logistic_regression<double, ib::fixed_design<double>>{2, {design()}});
}

TEST_CASE("softmax regression passes its checks", "[check_process][statistical]") {
  check_passes(ib::softmax_regression<double>{.dimension = 2, .classes = 3});
}

TEST_CASE("a generalised linear model with a response of the user's own passes its checks",
          "[check_process][statistical]") {
  check_passes(ib::generalised_linear_model<exponential_response, double>{.dimension = 2});
}

}  // namespace unit::check::check_regressions
