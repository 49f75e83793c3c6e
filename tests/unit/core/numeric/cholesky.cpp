// SPDX-License-Identifier: BSL-1.0
#include <Eigen/Core>
#include <cmath>
#include <cstdlib>
#include <infobound/core/numeric/cholesky.hpp>
#include <support/catch.hpp>

namespace unit::core::numeric::cholesky {

namespace {

Eigen::MatrixXd positive_definite(Eigen::Index size) {
  std::srand(7);
  const Eigen::MatrixXd rows = Eigen::MatrixXd::Random(size, size);
  return rows * rows.transpose() + Eigen::MatrixXd::Identity(size, size);
}

}  // namespace

TEST_CASE("the factor times its transpose is the matrix, around the sizes at which it is halved", "[cholesky][exact]") {
  for (const Eigen::Index size : {0, 1, 2, 8, 23, 24, 25, 32, 47, 48, 49, 71, 72, 73, 145, 200}) {
    const Eigen::MatrixXd matrix = positive_definite(size);
    Eigen::MatrixXd factor = matrix.triangularView<Eigen::Lower>();
    REQUIRE(infobound::detail::factorise_by_halves<double>(factor));
    const Eigen::MatrixXd lower = factor.triangularView<Eigen::Lower>();
    const double error = (lower * lower.transpose() - matrix).norm();
    CAPTURE(size, error);
    CHECK(error <= 1e-13 * matrix.norm());
    CHECK((factor.diagonal().array() > 0).all());
  }
}

TEST_CASE("a factor solves, and its diagonal tells the determinant", "[cholesky][exact]") {
  infobound::detail::cholesky_factor<double> factor;
  const Eigen::Matrix2d matrix = (Eigen::Matrix2d() << 4, 2, 2, 10).finished();  // L = (2, 0; 1, 3)
  REQUIRE(factor.compute(matrix));
  CHECK(factor.half_log_determinant() == Approx(std::log(6.0)).epsilon(1e-15));
  Eigen::VectorXd v = Eigen::Vector2d(8, 22);
  factor.solve_in_place(v);
  CHECK((v - Eigen::Vector2d(1, 2)).norm() < 1e-14);
  CHECK((factor.lower() * Eigen::VectorXd(Eigen::Vector2d(1, 1)) - Eigen::Vector2d(2, 4)).norm() < 1e-14);
  CHECK((factor.upper() * Eigen::VectorXd(Eigen::Vector2d(1, 1)) - Eigen::Vector2d(3, 3)).norm() < 1e-14);

  for (const Eigen::Index size : {30, 100}) {
    const Eigen::MatrixXd larger = positive_definite(size);
    const Eigen::VectorXd expected = Eigen::VectorXd::LinSpaced(size, -1, 2);
    v = larger * expected;
    REQUIRE(factor.compute(larger));
    factor.solve_in_place(v);
    CHECK((v - expected).norm() < 1e-9);
  }
  CHECK_FALSE(factor.compute(-matrix));
}

TEST_CASE("a pivot that is not positive is told, in either half and below them", "[cholesky][error]") {
  for (const Eigen::Index size : {5, 30, 100, 200})
    for (const Eigen::Index where : {Eigen::Index{0}, size / 3, size - 1}) {
      Eigen::MatrixXd matrix = positive_definite(size);
      matrix(where, where) = -1;
      CAPTURE(size, where);
      CHECK_FALSE(infobound::detail::factorise_by_halves<double>(matrix));
    }
}

}  // namespace unit::core::numeric::cholesky
