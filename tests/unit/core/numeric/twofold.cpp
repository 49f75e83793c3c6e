// SPDX-License-Identifier: BSL-1.0
#include <boost/multiprecision/cpp_bin_float.hpp>
#include <boost/multiprecision/eigen.hpp>
#include <boost/random/normal_distribution.hpp>
#include <cmath>
#include <infobound/core/numeric/twofold.hpp>
#include <infobound/core/random_stream.hpp>
#include <limits>
#include <support/catch.hpp>
#include <support/worst.hpp>

namespace unit::core::numeric::twofold {

namespace ib = infobound;
using wide = boost::multiprecision::cpp_bin_float_100;

namespace {

template <class Real>
double worst_error() {
  using number = ib::detail::twofold<Real>;
  const auto exact = [](const number& x) { return wide(x.high) + wide(x.low); };
  ib::random_stream rng(3);
  boost::random::normal_distribution<Real> normal;
  worst error;
  const auto see = [&](const number& found, const wide& expected) {
    error.see(static_cast<double>(abs(exact(found) / expected - 1)), found.high);
  };
  for (int i = 0; i < 500; ++i) {
    const Real unit = std::ldexp(Real(1), (i - 250) / 10);
    const number a = number(normal(rng)) * number(normal(rng)) + number(unit * normal(rng));
    const number b = number(unit * normal(rng)) / number(normal(rng)) - number(normal(rng));
    see(a * b, exact(a) * exact(b));
    see(a / b, exact(a) / exact(b));
    see(sqrt(abs(a)), sqrt(abs(exact(a))));
    if (a.high * b.high > 0) see(a + b, exact(a) + exact(b));
    // Of terms that cancel, what is left is relative to what was there.
    const number left = a - number(a.high);
    error.see(static_cast<double>(abs((exact(left) - (exact(a) - wide(a.high))) / exact(a))), i);
  }
  return error.value();
}

}  // namespace

TEST_CASE("arithmetic of two numbers has twice the digits of one", "[twofold][reference]") {
  const auto unit = [](auto epsilon) { return 8 * static_cast<double>(epsilon) * static_cast<double>(epsilon); };
  CHECK(worst_error<float>() < unit(std::numeric_limits<float>::epsilon()));
  CHECK(worst_error<double>() < unit(std::numeric_limits<double>::epsilon()));
  CHECK(worst_error<long double>() < unit(std::numeric_limits<long double>::epsilon()));
}

}  // namespace unit::core::numeric::twofold
