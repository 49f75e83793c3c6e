// SPDX-License-Identifier: BSL-1.0
#include <Eigen/Core>
#include <cmath>
#include <infobound/core/numeric/log_sum_exp.hpp>
#include <limits>
#include <support/catch.hpp>

namespace unit::core::numeric::log_sum_exp {

namespace ib = infobound;

namespace {
constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();
}  // namespace

TEST_CASE("log_sum_exp neither overflows nor underflows", "[log_sum_exp][exact]") {
  for (const double shift : {-1e6, -800.0, 0.0, 800.0, 1e6}) {
    const Eigen::ArrayXd x = Eigen::Array3d(0.0, std::log(2.0), std::log(3.0)) + shift;
    CHECK(ib::log_sum_exp(x) - shift == Approx(std::log(6.0)).epsilon(1e-9));
    CHECK(ib::log_add_exp(x[1], x[2]) - shift == Approx(std::log(5.0)).epsilon(1e-9));
  }
}

TEST_CASE("log_sum_exp keeps its contract at the edges", "[log_sum_exp][exact]") {
  CHECK(ib::log_sum_exp(Eigen::ArrayXd(0)) == -infinity);
  CHECK(ib::log_sum_exp(Eigen::ArrayXd(Eigen::Array2d(-infinity, -infinity))) == -infinity);
  CHECK(ib::log_sum_exp(Eigen::ArrayXd(Eigen::Array2d(-infinity, 3.0))) == 3.0);
  CHECK(ib::log_sum_exp(Eigen::ArrayXd(Eigen::Array2d(infinity, -infinity))) == infinity);
  CHECK(std::isnan(ib::log_sum_exp(Eigen::ArrayXd(Eigen::Array2d(not_a_number, infinity)))));
  CHECK(std::isnan(ib::log_sum_exp(Eigen::ArrayXd(Eigen::Array2d(1.0, not_a_number)))));
  CHECK(ib::log_add_exp(-infinity, -infinity) == -infinity);
  CHECK(ib::log_add_exp(infinity, -infinity) == infinity);
  CHECK(ib::log_add_exp(-infinity, 2.0) == 2.0);
  CHECK(std::isnan(ib::log_add_exp(not_a_number, 0.0)));
  CHECK(std::isnan(ib::log_add_exp(0.0, not_a_number)));
}

}  // namespace unit::core::numeric::log_sum_exp
