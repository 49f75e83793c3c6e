// SPDX-License-Identifier: BSL-1.0
#include <boost/math/distributions/complement.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <cstddef>
#include <infobound/core/numeric/student_t.hpp>
#include <support/catch.hpp>
#include <support/worst.hpp>

namespace unit::core::numeric::student_t {

using infobound::detail::student_t_quantile;

TEST_CASE("Student's t quantile agrees with Boost.Math for any degrees of freedom and any tail",
          "[student_t][reference]") {
  worst ordinary;
  worst huge;  // ν ln sin u loses ν ulps: a relative error of about 1e-16 ν, far below that of any standard error
  for (const std::size_t freedom : {1UL, 2UL, 3UL, 5UL, 10UL, 100UL, 10'000UL, 1'000'000UL, 10'000'000UL}) {
    for (const double tail : {0.4, 0.3, 0.2, 0.1, 0.05, 0.025, 0.005, 1e-3, 1e-4, 1e-6, 1e-8, 1e-10, 1e-12}) {
      const boost::math::students_t_distribution<long double> law(static_cast<long double>(freedom));
      const auto expected = static_cast<double>(quantile(complement(law, static_cast<long double>(tail))));
      const double found = student_t_quantile<double>(static_cast<double>(freedom), tail);
      (freedom <= 100'000 ? ordinary : huge).see(std::abs(found / expected - 1), freedom, tail);
    }
  }
  INFO(ordinary.where() << ", " << huge.where());
  CHECK(ordinary.value() < 1e-10);
  CHECK(huge.value() < 1e-8);
}

TEST_CASE("Student's t quantile has its closed forms for one and two degrees of freedom", "[student_t][exact]") {
  for (const double tail : {0.4, 0.025, 1e-6, 1e-12}) {
    CHECK(student_t_quantile<double>(1, tail) == Approx(1 / std::tan(std::acos(-1.0) * tail)).epsilon(1e-12));
    CHECK(student_t_quantile<double>(2, tail) ==
          Approx((1 - 2 * tail) / std::sqrt(2 * tail * (1 - tail))).epsilon(1e-12));
  }
}

TEST_CASE("Student's t quantile falls in the degrees of freedom and in the tail", "[student_t][property]") {
  for (const double tail : {0.3, 0.025, 1e-6}) {
    double above = student_t_quantile<double>(1, tail);
    for (std::size_t freedom = 2; freedom < 3000; freedom = freedom * 3 / 2 + 1) {
      const double found = student_t_quantile<double>(static_cast<double>(freedom), tail);
      CHECK(found < above);
      CHECK(found < student_t_quantile<double>(static_cast<double>(freedom), tail / 2));
      above = found;
    }
  }
}

}  // namespace unit::core::numeric::student_t
