// SPDX-License-Identifier: BSL-1.0
#include <Eigen/Core>
#include <boost/random/normal_distribution.hpp>
#include <infobound/core/random_stream.hpp>
#include <infobound/process/regression/inputs.hpp>
#include <limits>
#include <stdexcept>
#include <support/catch.hpp>
#include <support/thrown.hpp>

namespace unit::process::regression::inputs {

namespace ib = infobound;

static_assert(ib::validated_for_dimension<ib::fixed_design<double>>);
static_assert(!ib::validated_for_dimension<ib::gaussian_inputs>);

TEST_CASE("Gaussian inputs are the normal variates of the stream, one observation a column", "[inputs][exact]") {
  Eigen::MatrixXd inputs(3, 40);
  ib::random_stream rng(8);
  ib::gaussian_inputs{}.draw(inputs, rng);
  ib::random_stream same(8);
  boost::random::normal_distribution<double> normal;
  for (Eigen::Index t = 0; t < 40; ++t)
    for (Eigen::Index i = 0; i < 3; ++i) CHECK(inputs(i, t) == normal(same));
}

TEST_CASE("a fixed design gives its first rows as columns and draws nothing", "[inputs][exact]") {
  Eigen::MatrixXd matrix(3, 2);
  matrix << 1, 2, 3, 4, 5, 6;
  const ib::fixed_design<double> design{matrix};
  CHECK(design.maximum_horizon() == 3);
  ib::random_stream rng(1);
  Eigen::MatrixXd inputs(2, 2);
  design.draw(inputs, rng);
  CHECK(inputs == (Eigen::MatrixXd(2, 2) << 1, 3, 2, 4).finished());
  CHECK(rng() == ib::random_stream(1)());
}

TEST_CASE("a design has any finite numbers of its scalar", "[inputs][error]") {
  ib::fixed_design<long double> design{Eigen::MatrixX<long double>::Constant(1, 1, 1e4000L)};
  CHECK_NOTHROW(design.validate(1));
  for (const long double sign : {-1.0L, 1.0L}) {
    design.matrix(0, 0) = sign * std::numeric_limits<long double>::max();
    CHECK_NOTHROW(design.validate(1));
  }
  design.matrix(0, 0) = std::numeric_limits<long double>::infinity();
  CHECK(thrown<std::domain_error>([&] { design.validate(1); }) == "fixed_design.matrix(0, 0) = inf, must be finite");
}

}  // namespace unit::process::regression::inputs
