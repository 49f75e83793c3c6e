// SPDX-License-Identifier: BSL-1.0
#include <Eigen/Core>
#include <cmath>
#include <infobound/core/numeric/chi_square_expectation.hpp>
#include <support/catch.hpp>
#include <support/reference.hpp>
#include <support/worst.hpp>

namespace unit::core::numeric::chi_square_expectation {

using infobound::detail::chi_square_expectation;
using infobound::detail::vectorised_log1p;

TEST_CASE("E ln(1 + a chi-square) agrees with the reference table from 1e-290 on",
          "[chi_square_expectation][reference]") {
  worst error;
  for (const auto& row : reference::table("linear_regression_rate", 4)) {
    const double d = row.input(0);
    // Rate 0 alone: there the argument a = 1/(dσ²) is given to the last bit.
    if (row.input(2) != 0) continue;
    const double found = chi_square_expectation<double>(d).log1p(1 / (d * row.input(1))) / 2;
    error.see(std::abs(found / row.value(3) - 1), d, row.input(1));
  }
  INFO(error.where());
  CHECK(error.value() < 1e-13);
}

TEST_CASE("E ln(1 + a chi-square) is 0 at 0, grows with a, and tends to a d for small a and to ln a for large",
          "[chi_square_expectation][property]") {
  for (const double d : {1.0, 2.0, 3.0, 17.0, 200.0, 1e6}) {
    const chi_square_expectation<double> law(d);
    CHECK(law.log1p(0.0) == 0);
    double before = 0;
    for (double a = 1e-300; a < 1e300; a *= 1e3) {
      const double now = law.log1p(a);
      CAPTURE(d, a);
      CHECK(now > before);
      CHECK(now <= std::log1p(a * d) * (1 + 1e-13));  // Jensen
      before = now;
    }
    CHECK(law.log1p(1e-200) == Approx(d * 1e-200).epsilon(1e-13));
    CHECK(law.log1p(1e250) - law.log1p(1e200) == Approx(50 * std::log(10.0)).epsilon(1e-12));
  }
}

TEST_CASE("the share is the derivative of E ln(1 + a chi-square) by ln a, a d for small a and 1 for large",
          "[chi_square_expectation][property]") {
  worst error;
  for (const double d : {1.0, 2.0, 3.0, 17.0, 200.0, 1e6}) {
    const chi_square_expectation<double> law(d);
    CHECK(law.share(0.0) == 0);
    CHECK(law.share(1e-200) == Approx(d * 1e-200).epsilon(1e-13));
    CHECK(law.share(1e250) == Approx(1).epsilon(1e-14));
    for (const double a : {1e-9, 1e-3, 0.1, 1.0, 30.0, 1e6}) {
      const double step = 1e-3;
      const auto rise = [&](double h) { return law.log1p(a * std::exp(h)) - law.log1p(a * std::exp(-h)); };
      const double slope = (8 * rise(step) - rise(2 * step)) / (12 * step);
      error.see(std::abs(law.share(a) / slope - 1), d, a);
    }
  }
  INFO(error.where());
  CHECK(error.value() < 1e-9);
}

TEST_CASE("the vectorised ln(1 + x) has the accuracy of log1p", "[chi_square_expectation][exact]") {
  worst error;
  Eigen::ArrayXd x(1);
  for (x[0] = 1e-320; x[0] < 1e300; x[0] *= 1.37) {
    const Eigen::ArrayXd found = vectorised_log1p(x);
    error.see(std::abs(found[0] / std::log1p(x[0]) - 1), x[0]);
  }
  INFO(error.where());
  CHECK(error.value() < 1e-15);
  x[0] = 0;
  CHECK(Eigen::ArrayXd(vectorised_log1p(x))[0] == 0);
}

}  // namespace unit::core::numeric::chi_square_expectation
