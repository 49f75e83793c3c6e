// SPDX-License-Identifier: BSL-1.0
#include <cmath>
#include <infobound/core/estimate.hpp>
#include <limits>
#include <sstream>
#include <stdexcept>
#include <string>
#include <support/catch.hpp>
#include <support/thrown.hpp>

namespace unit::core::estimate {

namespace ib = infobound;

namespace {

template <class Real>
std::string written(const ib::estimate<Real>& shown) {
  std::ostringstream out;
  out << shown;
  return out.str();
}

}  // namespace

TEST_CASE("an exact estimate is its own interval, at any confidence", "[estimate][exact]") {
  const auto exact = ib::exactly(2.5);
  CHECK(exact.replicates == 0);
  CHECK(exact.stopped == ib::stop_reason::completed);
  for (const double confidence : {1e-9, 0.5, 0.95, 1 - 1e-9}) {
    CHECK(exact.interval(confidence).lower == 2.5);
    CHECK(exact.interval(confidence).upper == 2.5);
  }
}

TEST_CASE("an interval widens both ends by Student's quantile with replicates - 1 degrees of freedom",
          "[estimate][exact]") {
  const ib::estimate<double> five{.lower = {1.0, 0.1}, .upper = {2.0, 0.2}, .replicates = 5};
  const double t4 = 2.776445105197799;  // 97.5 % point for 4 degrees of freedom, from tables
  CHECK(five.interval(0.95).lower == Approx(1.0 - t4 * 0.1).epsilon(1e-12));
  CHECK(five.interval(0.95).upper == Approx(2.0 + t4 * 0.2).epsilon(1e-12));

  const ib::estimate<double> two{.lower = {1.0, 0.1}, .upper = {1.0, 0.1}, .replicates = 2};
  CHECK(two.interval(0.5).upper == Approx(1.1).epsilon(1e-12));  // the quartile of Cauchy's law is 1

  const ib::estimate<double> many{.lower = {1.0, 0.1}, .upper = {1.0, 0.1}, .replicates = 1'000'000};
  CHECK(many.interval(0.95).upper == Approx(1.0 + 1.959964 * 0.1).epsilon(1e-6));
}

TEST_CASE("an interval is wider at a higher confidence", "[estimate][property]") {
  const ib::estimate<double> found{.lower = {1.0, 0.1}, .upper = {1.5, 0.3}, .replicates = 12};
  double below = 1.0;
  double above = 1.5;
  for (const double confidence : {1e-12, 0.1, 0.5, 0.9, 0.99, 1 - 1e-6, 1 - 1e-12, 1 - 1e-16}) {
    const auto interval = found.interval(confidence);
    CAPTURE(confidence, interval.lower, interval.upper);
    CHECK((interval.lower < below && interval.upper > above));
    CHECK((std::isfinite(interval.lower) && std::isfinite(interval.upper)));
    below = interval.lower;
    above = interval.upper;
  }
}

TEST_CASE("fewer than two replicates tell nothing: the interval is all numbers", "[estimate][exact]") {
  const double infinity = std::numeric_limits<double>::infinity();
  for (const std::size_t replicates : {0U, 1U}) {
    const ib::estimate<double> found{.lower = {1, infinity}, .upper = {1, infinity}, .replicates = replicates};
    CHECK(found.interval(0.5).lower == -infinity);
    CHECK(found.interval(0.5).upper == infinity);
  }
}

TEST_CASE("a confidence outside (0, 1) is refused, and so is NaN", "[estimate][error]") {
  const auto said = [](double confidence) {
    return thrown<std::domain_error>([&] { return ib::exactly(1.0).interval(confidence); });
  };
  CHECK(said(0) == "interval: confidence = 0, must be > 0 and < 1");
  CHECK(said(1) == "interval: confidence = 1, must be > 0 and < 1");
  CHECK(said(95) == "interval: confidence = 95, must be > 0 and < 1");
  CHECK(said(std::numeric_limits<double>::quiet_NaN()) == "interval: confidence = nan, must be > 0 and < 1");
}

TEST_CASE("division scales both means and both standard errors and keeps the rest", "[estimate][exact]") {
  const ib::estimate<double> whole{
      .lower = {3, 0.5}, .upper = {4, 1}, .replicates = 7, .stopped = ib::stop_reason::cancelled};
  const auto half = whole / 2.0;
  CHECK((half.lower.mean == 1.5 && half.lower.standard_error == 0.25));
  CHECK((half.upper.mean == 2 && half.upper.standard_error == 0.5));
  CHECK(half.replicates == 7);
  CHECK(half.stopped == ib::stop_reason::cancelled);
}

TEST_CASE("an estimate is written as exact, unbiased or two-sided", "[estimate][exact]") {
  CHECK(written(ib::exactly(0.0757)) == "0.0757");
  CHECK(written(ib::exactly(0.5F)) == "0.5");
  CHECK(written(ib::estimate<double>{.lower = {0.0757, 0.0002}, .upper = {0.0757, 0.0002}, .replicates = 9}) ==
        "0.0757 ± 0.0002");
  CHECK(written(ib::estimate<double>{.lower = {0.0751, 0.0002}, .upper = {0.0763, 0.0003}, .replicates = 9}) ==
        "[0.0751 ± 0.0002, 0.0763 ± 0.0003]");
  CHECK(written(ib::estimate<double>{.lower = {1, 0}, .upper = {2, 0}}) == "[1, 2]");
}

TEST_CASE("an estimate tells that it is saturated, also of an error per observation, and that its sides are crossed",
          "[estimate][exact]") {
  ib::estimate<double> found{.lower = {2.0, 0.1}, .upper = {3.0, 0.1}, .replicates = 10};
  CHECK_FALSE(found.saturated());
  CHECK_FALSE(found.crossed());
  found.ceiling = 2.1;
  CHECK(found.saturated());
  CHECK((found / 50.0).saturated());
  CHECK(written(found) == "[2 ± 0.1, 3 ± 0.1] (the lower side is saturated: its mean cannot exceed 2.1)");
  found.ceiling = 2.3;
  CHECK_FALSE(found.saturated());
  CHECK_FALSE((found / 50.0).saturated());
  found.upper.mean = 1.5;
  CHECK_FALSE(found.crossed());  // three standard errors of each allow for 0.6
  found.upper.mean = 1.39;
  CHECK(found.crossed());
  CHECK(written(found) == "[2 ± 0.1, 1.39 ± 0.1] (the sides are crossed)");
}

TEST_CASE("an interval takes the degrees of freedom that are said", "[estimate][exact]") {
  const ib::estimate<double> grouped{
      .lower = {1.0, 0.1}, .upper = {1.0, 0.1}, .replicates = 500, .degrees_of_freedom = 4};
  CHECK(grouped.interval(0.95).upper == Approx(1.0 + 2.776445105197799 * 0.1).epsilon(1e-12));
}

}  // namespace unit::core::estimate
