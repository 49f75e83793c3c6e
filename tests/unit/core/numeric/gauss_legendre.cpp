// SPDX-License-Identifier: BSL-1.0
#include <Eigen/Core>
#include <boost/multiprecision/cpp_bin_float.hpp>
#include <boost/multiprecision/eigen.hpp>
#include <cmath>
#include <infobound/core/numeric/gauss_legendre.hpp>
#include <limits>
#include <support/catch.hpp>
#include <support/worst.hpp>

namespace unit::core::numeric::gauss_legendre {

using infobound::detail::gauss_legendre;

namespace {

/// How far the rule is from ∫₋₁¹ x^k dx for every k up to 2·order − 1, in units of the scalar's epsilon.
template <class Real>
double polynomial_error(Eigen::Index order) {
  const gauss_legendre<Real> rule(order);
  Eigen::Array<Real, Eigen::Dynamic, 1> power = Eigen::Array<Real, Eigen::Dynamic, 1>::Ones(order);
  Real largest = 0;
  for (Eigen::Index k = 0; k < 2 * order; ++k) {
    const Real expected = k % 2 == 0 ? Real(2) / Real(k + 1) : Real(0);
    using std::abs;
    const Real error = abs((rule.weights * power).sum() - expected);
    if (!(error <= largest)) largest = error;
    power *= rule.nodes;
  }
  return static_cast<double>(largest / std::numeric_limits<Real>::epsilon());
}

}  // namespace

TEST_CASE("a Gauss-Legendre rule integrates polynomials of degree 2n - 1 exactly, n from 1 to 64",
          "[gauss_legendre][exact]") {
  worst error;
  for (Eigen::Index order = 1; order <= 64; ++order) {
    error.see(polynomial_error<double>(order), "double", order);
    error.see(polynomial_error<long double>(order), "long double", order);
    error.see(polynomial_error<float>(order), "float", order);
  }
  for (const Eigen::Index order : {1, 2, 3, 16, 51, 64})
    error.see(polynomial_error<boost::multiprecision::cpp_bin_float_50>(order), "50 digits", order);
  INFO(error.where());
  CHECK(error.value() < 64);
}

TEST_CASE("the nodes of a Gauss-Legendre rule ascend, are symmetric and lie inside, with positive weights",
          "[gauss_legendre][property]") {
  for (Eigen::Index order = 1; order <= 64; ++order) {
    const gauss_legendre<double> rule(order);
    CAPTURE(order);
    CHECK((rule.nodes > -1 && rule.nodes < 1 && rule.weights > 0).all());
    CHECK((rule.nodes.tail(order - 1) > rule.nodes.head(order - 1)).all());
    CHECK((rule.nodes + rule.nodes.reverse()).abs().maxCoeff() < 1e-15);
    CHECK((rule.weights - rule.weights.reverse()).abs().maxCoeff() < 1e-14);
  }
}

TEST_CASE("the full-precision order is 16 for double", "[gauss_legendre][exact]") {
  STATIC_REQUIRE(gauss_legendre<double>::full_precision_order() == 16);
}

}  // namespace unit::core::numeric::gauss_legendre
