// SPDX-License-Identifier: BSL-1.0
#include <algorithm>
#include <boost/math/special_functions/digamma.hpp>
#include <boost/math/special_functions/gamma.hpp>
#include <boost/multiprecision/cpp_bin_float.hpp>
#include <boost/multiprecision/eigen.hpp>
#include <cmath>
#include <infobound/core/numeric/digamma.hpp>
#include <infobound/core/numeric/digamma_gap.hpp>
#include <infobound/core/numeric/stirling_series.hpp>
#include <limits>
#include <support/catch.hpp>
#include <support/reference.hpp>
#include <support/worst.hpp>

namespace unit::core::numeric::digamma {

namespace detail = infobound::detail;

namespace {

using fifty_digits = boost::multiprecision::cpp_bin_float_50;
using truth = boost::multiprecision::cpp_bin_float_100;

/// The worst relative errors in Real of the three functions that rest on Stirling's series, against Boost.Math in 100
/// digits, on both sides of where the series takes over.
template <class Real>
struct stirling_errors {
  worst gap;
  worst drop;
  worst remainder;

  stirling_errors() {
    const double from = detail::stirling_series<Real>::from;
    for (const double at : {1e-30, 1e-8, 0.3, 0.4616, 1.0, 2.5, 7.75, from - 0.25, from, from + 0.25, 1e3, 1e8}) {
      const Real x = Real(at);
      see(gap, detail::digamma_gap(x), exact_gap(truth(x)), x);
      for (const Real& a : {Real(1e-12), Real(0.5), Real(40)})
        see(drop, detail::digamma_gap_drop(x, a), exact_gap(truth(x)) - exact_gap(truth(x) + truth(a)), x);
      see(remainder, detail::stirling_remainder(x), exact_remainder(truth(x)), x);
    }
  }

 private:
  static truth exact_gap(const truth& x) { return boost::math::digamma(truth(x + 1)) - log(x); }
  static truth exact_remainder(const truth& x) {
    return boost::math::lgamma(x) - (x - 0.5) * log(x) + x - log(2 * boost::math::constants::pi<truth>()) / 2;
  }
  static void see(worst& error, const Real& found, const truth& exact, const Real& x) {
    error.see(static_cast<double>(abs(truth(found) / exact - 1)), x);
  }
};

}  // namespace

TEMPLATE_TEST_CASE("what rests on Stirling's series agrees with Boost.Math in 100 digits", "[digamma][exact]", float,
                   double, long double, fifty_digits) {
  const stirling_errors<TestType> errors;
  const double unit = static_cast<double>(std::numeric_limits<TestType>::epsilon());
  INFO(errors.gap.where() << ", " << errors.drop.where() << ", " << errors.remainder.where());
  // What is added below the series is as large as ln(from) where the result is of order 1/from, and each term of the
  // remainder is 1/from² of the two whose difference it is.
  const double from = detail::stirling_series<TestType>::from;
  CHECK(errors.gap.value() < from * unit);
  CHECK(errors.drop.value() < 16 * unit);
  CHECK(errors.remainder.value() < 4 * from * from * unit);
}

TEST_CASE("the mean log-determinant of Wishart matrices agrees with the reference table", "[digamma][reference]") {
  worst error;
  worst wide_error;
  for (const auto& row : reference::table("mean_log_wishart", 3)) {
    // Near its zero the value is a difference of numbers of order 1.
    const double scale = std::max(1.0, std::abs(row.value(2)));
    error.see(std::abs(detail::mean_log_wishart_determinant(row.input(0), row.input(1)) - row.value(2)) / scale,
              row.input(0), row.input(1));
    const long double found =
        detail::mean_log_wishart_determinant(row.input<long double>(0), row.input<long double>(1));
    wide_error.see(static_cast<double>(std::abs(found - row.value<long double>(2))) / scale, row.input(0),
                   row.input(1));
  }
  INFO(error.where() << ", " << wide_error.where());
  CHECK(error.value() < 4e-15);
  CHECK(wide_error.value() < 4e-18);
}

TEST_CASE("digamma less the logarithm agrees with the reference table, also where the two nearly cancel",
          "[digamma][reference]") {
  worst error;
  worst wide_error;
  for (const auto& row : reference::table("log_expected_chi_square", 2)) {
    error.see(std::abs(detail::digamma_minus_log(row.input(0) / 2) / row.value(1) - 1), row.input(0));
    const long double found = detail::digamma_minus_log(row.input<long double>(0) / 2);
    wide_error.see(static_cast<double>(std::abs(found / row.value<long double>(1) - 1)), row.input(0));
  }
  INFO(error.where() << ", " << wide_error.where());
  CHECK(error.value() < 1e-13);
  CHECK(wide_error.value() < 1e-16);
}

TEST_CASE("a sum of digammas in closed form is the sum term by term", "[digamma][exact]") {
  worst error;
  for (const double z : {0.5, 1.0, 2.5, 100.0, 12345.5, 1e8})
    for (const int n : {0, 1, 2, 3, 10, 1000}) {
      double expected = 0;
      double size = 1;
      for (int k = 0; k < n; ++k) {
        expected += detail::digamma(z + k);
        size += std::abs(detail::digamma(z + k));
      }
      error.see(std::abs(detail::digamma_sum(z, static_cast<double>(n)) - expected) / size, z, n);
    }
  INFO(error.where());
  CHECK(error.value() < 1e-13);
}

TEST_CASE("digamma less the logarithm is finite wherever it is in the scalar's range", "[digamma][exact]") {
  const double least = std::numeric_limits<double>::min();
  CHECK(detail::digamma_gap(least) == Approx(-std::log(least)).epsilon(1e-2));
  CHECK(detail::digamma_gap(std::numeric_limits<float>::min()) ==
        Approx(-std::log(std::numeric_limits<float>::min())).epsilon(1e-2));
  CHECK(detail::digamma_gap(1e300) == Approx(5e-301).epsilon(1e-14));
}

TEST_CASE("digamma has its known values and its recurrence", "[digamma][exact]") {
  const double euler = 0.57721566490153286;
  CHECK(detail::digamma(1.0) == Approx(-euler).epsilon(1e-15));
  CHECK(detail::digamma(0.5) == Approx(-euler - 2 * std::log(2.0)).epsilon(1e-15));
  for (const double x : {0.1, 1.3, 7.0, 1e4})
    CHECK(detail::digamma(x + 1) - detail::digamma(x) == Approx(1 / x).epsilon(1e-10));
}

}  // namespace unit::core::numeric::digamma
