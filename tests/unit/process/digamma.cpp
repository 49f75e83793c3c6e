// SPDX-License-Identifier: BSL-1.0
#include <algorithm>
#include <cmath>
#include <infobound/process/detail/digamma.hpp>
#include <support/catch.hpp>
#include <support/reference.hpp>
#include <support/worst.hpp>

namespace detail = infobound::detail;

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

TEST_CASE("digamma less the logarithm is continuous where its series takes over", "[digamma][exact]") {
  const double below = std::nextafter(32.0, 0.0);
  CHECK(detail::digamma_minus_log(below) == Approx(detail::digamma_minus_log(32.0)).epsilon(1e-13));
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

TEST_CASE("digamma has its known values and its recurrence", "[digamma][exact]") {
  const double euler = 0.57721566490153286;
  CHECK(detail::digamma(1.0) == Approx(-euler).epsilon(1e-15));
  CHECK(detail::digamma(0.5) == Approx(-euler - 2 * std::log(2.0)).epsilon(1e-15));
  for (const double x : {0.1, 1.3, 7.0, 1e4})
    CHECK(detail::digamma(x + 1) - detail::digamma(x) == Approx(1 / x).epsilon(1e-10));
}
