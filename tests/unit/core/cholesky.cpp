// SPDX-License-Identifier: BSL-1.0
#include <Eigen/Core>
#include <cstdlib>
#include <infobound/core/detail/cholesky.hpp>
#include <support/catch.hpp>

namespace unit::core::cholesky {

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

TEST_CASE("a pivot that is not positive is told, in either half and below them", "[cholesky][error]") {
  for (const Eigen::Index size : {5, 30, 100, 200})
    for (const Eigen::Index where : {Eigen::Index{0}, size / 3, size - 1}) {
      Eigen::MatrixXd matrix = positive_definite(size);
      matrix(where, where) = -1;
      CAPTURE(size, where);
      CHECK_FALSE(infobound::detail::factorise_by_halves<double>(matrix));
    }
}

}  // namespace unit::core::cholesky
