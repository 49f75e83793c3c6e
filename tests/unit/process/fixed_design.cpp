// SPDX-License-Identifier: BSL-1.0
#include <Eigen/Core>
#include <algorithm>
#include <boost/random/normal_distribution.hpp>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <infobound/core/random_stream.hpp>
#include <infobound/process/linear_regression.hpp>
#include <limits>
#include <stdexcept>
#include <string>
#include <support/catch.hpp>
#include <support/joint_gaussian.hpp>
#include <support/thrown.hpp>
#include <support/worst.hpp>
#include <utility>
#include <vector>

namespace unit::process::fixed_design {

namespace ib = infobound;
using design = ib::fixed_design<double>;
using linear = ib::linear_regression<double, design>;

namespace {

Eigen::MatrixXd random_matrix(Eigen::Index rows, Eigen::Index columns, std::uint64_t seed = 1) {
  ib::random_stream rng(seed);
  boost::random::normal_distribution<double> normal;
  return Eigen::MatrixXd::NullaryExpr(rows, columns, [&] { return normal(rng); });
}

linear given(const Eigen::MatrixXd& matrix, double noise_variance) {
  return {.dimension = matrix.cols(), .noise_variance = noise_variance, .inputs = design{matrix}};
}

double information(const Eigen::MatrixXd& matrix, double noise_variance) {
  return given(matrix, noise_variance).information(static_cast<std::size_t>(matrix.rows()));
}

}  // namespace

static_assert(ib::conjugate_process<linear> && ib::solved_process<linear> && ib::evaluates_information_curve<linear>);
static_assert(ib::samples_information<linear> && ib::bounds_rate_above<linear> && !ib::bounds_rate_below<linear>);
static_assert(ib::lists_error_bounds<linear> && !ib::evaluates_distortion_rate<linear>);

TEST_CASE("the information of a given design is half its log-determinant, for any sizes and any noise",
          "[fixed_design][exact]") {
  worst error;
  for (const auto& [T, d] : std::vector<std::pair<int, int>>{
           {1, 1}, {1, 5}, {5, 1}, {3, 10}, {10, 10}, {30, 10}, {72, 8}, {73, 8}, {74, 8}, {140, 3}, {20, 60}}) {
    const Eigen::MatrixXd x = random_matrix(T, d);
    for (const double noise : {1e-12, 1e-6, 1e-2, 1.0, 1e2, 1e6, 1e12})
      error.see(std::abs(information(x, noise) / joint_gaussian::information(x, noise) - 1), T, d, noise);
  }
  INFO(error.where());
  CHECK(error.value() < 1e-12);
}

TEST_CASE("orthogonal inputs tell one by one", "[fixed_design][exact]") {
  // Rows 2, 3, 5 along the axes, then the first again: information is a sum of ½ ln(1 + ‖x‖²/(dσ²)).
  Eigen::MatrixXd x = Eigen::MatrixXd::Zero(4, 3);
  x(0, 0) = 2;
  x(1, 1) = 3;
  x(2, 2) = 5;
  x(3, 0) = 2;
  worst error;
  for (const double noise : {1e-12, 1e-3, 1.0, 1e12}) {
    const auto process = given(x, noise);
    const Eigen::VectorXd found = process.information_curve(4);
    const double scale = 3 * noise;
    const std::vector<double> expected = {std::log1p(4 / scale) / 2,
                                          std::log1p(4 / scale) / 2 + std::log1p(9 / scale) / 2,
                                          (std::log1p(4 / scale) + std::log1p(9 / scale) + std::log1p(25 / scale)) / 2,
                                          (std::log1p(8 / scale) + std::log1p(9 / scale) + std::log1p(25 / scale)) / 2};
    for (std::size_t t = 1; t <= 4; ++t) {
      error.see(std::abs(found[static_cast<Eigen::Index>(t) - 1] / expected[t - 1] - 1), noise, t);
      error.see(std::abs(process.information(t) / expected[t - 1] - 1), noise, t);
    }
  }
  INFO(error.where());
  CHECK(error.value() < 1e-13);
}

TEST_CASE("a design may be of any rank, down to 0", "[fixed_design][exact]") {
  // Repeated columns, repeated rows, sums of others: the rounding of ‖X‖² is divided by dσ², and no more digits are
  // lost than that.
  Eigen::MatrixXd columns = random_matrix(80, 6);
  columns.col(3) = columns.col(1);
  columns.col(5) = columns.col(1) + columns.col(0);
  Eigen::MatrixXd rows = random_matrix(6, 6);
  rows.row(3) = rows.row(1);
  rows.row(5) = rows.row(1) + rows.row(0);
  worst error;
  for (const auto& x : {columns, rows, Eigen::MatrixXd(Eigen::MatrixXd::Ones(40, 4))})
    for (const double noise : {1e-6, 1e-3, 1.0, 1e6, 1e12}) {
      const double expected = joint_gaussian::information(x, noise);
      const double lost = 1e-15 * x.squaredNorm() / (static_cast<double>(x.cols()) * noise);
      error.see(std::abs(information(x, noise) - expected) / (lost + 1e-12 * expected), x.rows(), noise);
    }
  INFO(error.where());
  CHECK(error.value() < 1);

  for (const double noise : {1e-12, 1.0, 1e12}) {
    CHECK(information(Eigen::MatrixXd::Zero(70, 4), noise) == 0);
    CHECK(information(Eigen::MatrixXd::Zero(3, 4), noise) == 0);
  }
}

TEST_CASE("a design whose squares drown dσ² is refused rather than answered wrongly", "[fixed_design][error]") {
  Eigen::MatrixXd rows = 1e8 * random_matrix(5, 6);
  rows.row(1) = rows.row(0);
  Eigen::MatrixXd columns = random_matrix(80, 4);
  columns.col(0) = Eigen::VectorXd::Constant(80, 1e6) + columns.col(1);
  columns.col(2) = columns.col(0);
  const std::string expected =
      "inputs: their squares exceed the dimension times the noise variance by more than the scalar's precision";
  for (const auto& x : {rows, columns})
    for (const double noise : {1e-12, 1e-9, 1e-6})
      CHECK(thrown<std::domain_error>([&] { return information(x, noise); }) == expected);
}

TEST_CASE("the information of a design does not depend on the order of its rows", "[fixed_design][property]") {
  const Eigen::MatrixXd x = random_matrix(90, 7);
  for (const double noise : {1e-9, 0.1, 1e9})
    CHECK(information(x.colwise().reverse(), noise) == Approx(information(x, noise)).epsilon(1e-12));
}

TEST_CASE("the curve of a design begins with that of its first rows and never falls", "[fixed_design][exact]") {
  Eigen::MatrixXd x = random_matrix(150, 4);
  x.row(0).setZero();  // tells nothing: increments need not fall
  const auto process = given(x, 0.2);
  const Eigen::VectorXd curve = process.information_curve(150);
  CHECK(curve[0] == 0);
  CHECK(curve[1] > 0);
  CHECK((curve.tail(149) - curve.head(149)).minCoeff() > 0);
  for (const std::size_t t : {1U, 2U, 4U, 5U, 67U, 68U, 69U, 150U})
    CHECK(process.information(t) == Approx(curve[static_cast<Eigen::Index>(t) - 1]).epsilon(1e-12));
}

TEST_CASE("the sampler of a design gives its own increments, whatever the stream", "[fixed_design][exact]") {
  const auto process = given(random_matrix(100, 6), 0.3);
  auto sample = process.information_sampler(90);
  Eigen::ArrayXd first(90);
  Eigen::ArrayXd second(90);
  ib::random_stream rng(1);
  ib::random_stream other(2);
  sample(rng, first);
  sample(other, second);
  CHECK((first == second).all());
  CHECK(first.sum() == Approx(process.information(90)).epsilon(1e-14));
}

TEST_CASE("histories of a design have its rows as inputs, in order of arrival", "[fixed_design][exact]") {
  const Eigen::MatrixXd x = random_matrix(20, 3);
  const auto process = given(x, 0.5);
  ib::random_stream rng(4);
  const auto theta = process.draw_parameter(rng);
  const auto history = process.draw_history(theta, 12, rng);
  CHECK(history.inputs == x.topRows(12).transpose());
  const Eigen::VectorXd found = process.log_predictive(history);
  const auto expected = joint_gaussian(history.inputs, 0.5).log_predictive(history.labels);
  for (Eigen::Index t = 0; t < 12; ++t) CHECK(found[t] == Approx(expected[static_cast<std::size_t>(t)]).epsilon(1e-12));
}

TEST_CASE("a design is refused where it has no rows, other columns or an entry that is no finite number",
          "[fixed_design][error]") {
  const auto said = [](const Eigen::MatrixXd& x) {
    return thrown<std::domain_error>([&] { given(x, 1.0).validate(); });
  };
  CHECK(said(random_matrix(2, 3)) == "nothing");
  CHECK(said(Eigen::MatrixXd(0, 3)) == "fixed_design.matrix: number of rows = 0, must be >= 1");
  Eigen::MatrixXd x = random_matrix(3, 2);
  x(1, 0) = std::numeric_limits<double>::infinity();
  CHECK(said(x) == "fixed_design.matrix(1, 0) = inf, must be finite");
  x(1, 0) = std::numeric_limits<double>::quiet_NaN();
  CHECK(said(x) == "fixed_design.matrix(1, 0) = nan, must be finite");
  CHECK(thrown<std::invalid_argument>([] {
          linear{.dimension = 3, .noise_variance = 1, .inputs = design{Eigen::MatrixXd::Zero(5, 2)}}.validate();
        }) == "fixed_design.matrix: number of columns = 2 and dimension = 3, must be equal");
  CHECK(thrown<std::invalid_argument>([] { linear{.dimension = 3, .noise_variance = 1}.validate(); }) ==
        "fixed_design.matrix: number of columns = 0 and dimension = 3, must be equal");
}

TEST_CASE("a design has no more observations than rows", "[fixed_design][error]") {
  const auto process = given(random_matrix(5, 2), 1.0);
  CHECK(process.maximum_horizon() == 5);
  const std::string expected = "horizon = 6, must be <= 5, the number of rows of the design";
  CHECK(thrown<std::domain_error>([&] { return process.information(6); }) == expected);
  CHECK(thrown<std::domain_error>([&] { return process.information_curve(6); }) == expected);
  CHECK(thrown<std::domain_error>([&] { return process.rate_upper(0.1, 6); }) == expected);
  CHECK(thrown<std::domain_error>([&] { return process.error_bounds(6); }) == expected);
  CHECK(thrown<std::domain_error>([&] { return process.information(0); }) == "horizon = 0, must be >= 1");
}

}  // namespace unit::process::fixed_design
