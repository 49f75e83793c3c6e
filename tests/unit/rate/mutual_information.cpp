// SPDX-License-Identifier: BSL-1.0
#include <Eigen/Core>
#include <cmath>
#include <infobound/rate/mutual_information.hpp>
#include <limits>
#include <stdexcept>
#include <support/catch.hpp>
#include <support/joint_table.hpp>
#include <support/thrown.hpp>

namespace unit::rate::mutual_information {

namespace ib = infobound;
using ib::rate::mutual_information;

TEST_CASE("the mutual information of a table is that of its definition", "[mutual_information][exact]") {
  CHECK(mutual_information(Eigen::MatrixXd(Eigen::Vector3d(0.2, 0.3, 0.5).asDiagonal())) ==
        Approx(-0.2 * std::log(0.2) - 0.3 * std::log(0.3) - 0.5 * std::log(0.5)).epsilon(1e-15));
  for (const unsigned seed : {1U, 2U, 3U}) {
    const Eigen::MatrixXd joint = joint_table::random(6, 4, 2, seed);
    CHECK(mutual_information(joint) == Approx(joint_table::information(joint)).epsilon(1e-12));
    CHECK(mutual_information(joint.transpose().cast<float>()) == Approx(joint_table::information(joint)).epsilon(1e-5));
  }
}

TEST_CASE("a table that is nearly independent keeps its digits, and tiny marginals are no fault",
          "[mutual_information][exact]") {
  // A fair coin that errs with probability (1 − ε)/2: ε²/2 + ε⁴/12 + …
  for (const double e : {1e-3, 1e-6, 1e-9}) {
    const Eigen::Matrix2d joint{{(1 + e) / 4, (1 - e) / 4}, {(1 - e) / 4, (1 + e) / 4}};
    CHECK(mutual_information(joint) == Approx(e * e / 2 + e * e * e * e / 12).epsilon(1e-15 / e + 1e-13));
  }
  CHECK(mutual_information(Eigen::Vector2d(0.25, 0.75) * Eigen::RowVector3d(0.5, 0.125, 0.375)) < 1e-30);
  CHECK(mutual_information(Eigen::Matrix2d{{1, 0}, {0, 1e-300}}) ==
        Approx(1e-300 * 300 * std::log(10.0)).epsilon(2e-3));
}

TEST_CASE("a table that is no law is refused by name", "[mutual_information][error]") {
  CHECK(thrown<std::domain_error>([] {
          return mutual_information(Eigen::Matrix2d{{0.5, -0.1}, {0.3, 0.3}});
        }) == "joint(0, 1) = -0.1, must be >= 0 and finite");
  CHECK(thrown<std::domain_error>([] {
          return mutual_information(Eigen::Matrix2d{{0.5, 0.1}, {0.3, 0.3}});
        }) == "joint: sum = 1.2, must be 1 to within 1e-08");
  CHECK(thrown<std::domain_error>([] { return mutual_information(Eigen::MatrixXd(0, 2)); }) ==
        "joint: number of rows = 0, must be >= 1");
}

}  // namespace unit::rate::mutual_information
