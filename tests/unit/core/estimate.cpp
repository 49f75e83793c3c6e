// SPDX-License-Identifier: BSL-1.0
#include <cmath>
#include <infobound/bound/misspecified/misspecified_estimate.hpp>
#include <infobound/core/bound.hpp>
#include <infobound/core/estimate.hpp>
#include <infobound/core/meta_concepts.hpp>
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
  CHECK(written(ib::exactly(0.0757)) == "0.0757 nats (exact)");
  CHECK(written(ib::exactly(0.5F) / 4.0F) == "0.125 nats per observation (exact)");
  CHECK(written(ib::estimate<double>{.lower = {0.0757, 0.0002}, .upper = {0.0757, 0.0002}, .replicates = 9}) ==
        "0.07570 ± 0.00020 nats (9 replicates)");
  CHECK(written(ib::estimate<double>{.lower = {0.0751, 0.0002}, .upper = {0.0763, 0.0003}, .replicates = 9}) ==
        "lower 0.07510 ± 0.00020, upper 0.07630 ± 0.00030 nats (9 replicates)");
  CHECK(written(ib::estimate<double>{.lower = {1, 0}, .upper = {2, 0}}) == "lower 1, upper 2 nats");
}

TEST_CASE(
    "an estimate is written to the second digit of its error, with its policy and replicates, and the stream is "
    "left as it was",
    "[estimate][exact]") {
  ib::estimate<double> found{.lower = {0.0757312, 0.000213}, .upper = {0.0757312, 0.000213}, .replicates = 1000};
  found.policy = "conjugate";
  CHECK(written(found) == "0.07573 ± 0.00021 nats (conjugate, 1000 replicates)");
  CHECK(written(found / 10.0) == "0.007573 ± 0.000021 nats per observation (conjugate, 1000 replicates)");
  const auto of = [](double mean, double error) {
    return written(ib::estimate<double>{.lower = {mean, error}, .upper = {mean, error}, .replicates = 2});
  };
  CHECK(of(-20050.4, 3482) == "-20100 ± 3500 nats (2 replicates)");
  CHECK(of(1234.56, 99.7) == "1230 ± 100 nats (2 replicates)");
  CHECK(of(3, 0.0998) == "3.00 ± 0.10 nats (2 replicates)");
  CHECK(of(3, 12) == "3 ± 12 nats (2 replicates)");
  CHECK(of(3, std::numeric_limits<double>::infinity()) == "3 ± inf nats (2 replicates)");

  std::ostringstream out;
  out.precision(3);
  out << found << ' ' << 1.23456;
  CHECK(out.str() == "0.07573 ± 0.00021 nats (conjugate, 1000 replicates) 1.23");
}

TEST_CASE("sides the wrong way round by less than noise explains are written as one number with the larger error",
          "[estimate][exact]") {
  const ib::estimate<double> within{.lower = {1.02, 0.01}, .upper = {1.00, 0.02}, .replicates = 50};
  CHECK(written(within) == "1.010 ± 0.020 nats (50 replicates)");
  const ib::estimate<double> other{.lower = {1.02, 0.03}, .upper = {1.00, 0.02}, .replicates = 50};
  CHECK(written(other) == "1.010 ± 0.030 nats (50 replicates)");
}

TEST_CASE("bounds, brackets and sourced numbers are written with their direction and source", "[bound][exact]") {
  const auto text = [](const auto& shown) {
    std::ostringstream out;
    out << shown;
    return out.str();
  };
  CHECK(text(ib::bound<double>{0.25, ib::direction::upper, "theory 3.2"}) == "≤ 0.25, theory 3.2");
  CHECK(text(ib::bound<double>{0.25, ib::direction::lower, "theory 3.2"}) == "≥ 0.25, theory 3.2");
  CHECK(text(ib::sourced<double>{0.25, "theory 3.2"}) == "0.25, theory 3.2");
  CHECK(text(ib::bracket<double>{{0.25, "a"}, {0.5, "b"}}) == "[0.25, 0.5]");
  CHECK(text(ib::meta_split<ib::bracket<double>>{{{0, "a"}, {1, "b"}}, {{2, "a"}, {3, "b"}}, {{2, "a"}, {4, "b"}}}) ==
        "meta [0, 1] + intra [2, 3] = [2, 4]");
  const ib::estimate<double> part{.lower = {0.012, 0.001}, .upper = {0.012, 0.001}, .replicates = 9};
  CHECK(text(ib::meta_split<ib::estimate<double>>{part, ib::exactly(0.5), part}) ==
        "meta 0.0120 ± 0.0010 + intra 0.5 = 0.0120 ± 0.0010 nats (9 replicates)");
  const ib::estimate<double> sides{.lower = {0.25, 0.01}, .upper = {0.5, 0.02}, .replicates = 9};
  CHECK(text(ib::meta_split<ib::estimate<double>>{sides, ib::exactly(0.5), sides}) ==
        "meta [0.250 ± 0.010, 0.500 ± 0.020] + intra 0.5 = [0.250 ± 0.010, 0.500 ± 0.020] nats (9 replicates)");
  CHECK(text(ib::misspecified_estimate<double>{part, part / 10.0, part / 2.0}) ==
        "0.0120 ± 0.0010 + 0.00120 ± 0.00010 = 0.00600 ± 0.00050 nats per observation (9 replicates)");
}

TEST_CASE("a side is exact or simulated by itself, and has its end accordingly", "[estimate][exact]") {
  const ib::estimate<double> upper_only{.lower = {0, 0, true}, .upper = {1.0, 0.1}, .replicates = 5};
  CHECK_FALSE(upper_only.exact());
  CHECK(upper_only.interval(0.95).lower == 0);
  CHECK(upper_only.interval(0.95).upper == Approx(1.0 + 2.776445105197799 * 0.1).epsilon(1e-12));
  const ib::estimate<double> alike{.lower = {0.5, 0}, .upper = {0.5, 0}, .replicates = 10};
  CHECK(alike.interval(0.95).lower < 0.5);
  CHECK(alike.interval(0.95).upper > 0.5);
  CHECK((alike / 2.0).interval(0.95).lower == Approx(alike.interval(0.95).lower / 2).epsilon(1e-14));
  const ib::estimate<double> one{.lower = {0, 0, true}, .upper = {1.0, 0}, .replicates = 1};
  CHECK(one.interval(0.95).lower == 0);
  CHECK(one.interval(0.95).upper == std::numeric_limits<double>::infinity());
}

TEST_CASE("an interval allows for what replicates may have missed, by the formula of theory 11.6",
          "[estimate][exact]") {
  ib::estimate<double> found{.lower = {2.0, 1e-3}, .upper = {2.0, 1e-3}, .replicates = 100};
  found.unseen = {.possible = true, .below = 2.0, .above = std::log(21.0)};
  const double q = 1 - std::pow(0.025, 0.01);
  CHECK(found.interval(0.95).lower == Approx(2 - q * (2 - std::log(q))).epsilon(1e-12));
  CHECK(found.interval(0.95).upper == Approx(2 + q * (std::log(21.0) - std::log(q))).epsilon(1e-12));
  const auto shared = found / 20.0;
  CHECK(shared.interval(0.95).lower == Approx(found.interval(0.95).lower / 20).epsilon(1e-12));
  CHECK(shared.interval(0.95).upper == Approx(found.interval(0.95).upper / 20).epsilon(1e-12));
  // The worst share of few replicates is e^{below − 1}, where it is below q.
  found.unseen.below = 0;
  found.replicates = 2;
  found.lower.standard_error = 1e-6;
  CHECK(found.interval(0.95).lower == Approx(2 - std::exp(-1.0)).epsilon(1e-12));
}

TEST_CASE("an estimate tells that it is saturated, also of an error per observation, and that its sides are crossed",
          "[estimate][exact]") {
  ib::estimate<double> found{.lower = {2.0, 0.1}, .upper = {3.0, 0.1}, .replicates = 10};
  CHECK_FALSE(found.saturated());
  CHECK_FALSE(found.crossed());
  found.ceiling = 2.1;
  CHECK(found.saturated());
  CHECK((found / 50.0).saturated());
  CHECK(written(found) ==
        "lower 2.00 ± 0.10, upper 3.00 ± 0.10 nats (10 replicates) (the lower side is saturated: its mean cannot "
        "exceed 2.1)");
  found.ceiling = 2.3;
  CHECK_FALSE(found.saturated());
  CHECK_FALSE((found / 50.0).saturated());
  found.upper.mean = 1.5;
  CHECK_FALSE(found.crossed());  // three standard errors of each allow for 0.6
  found.upper.mean = 1.39;
  CHECK(found.crossed());
  CHECK(written(found) == "lower 2.00 ± 0.10, upper 1.39 ± 0.10 nats (10 replicates) (the sides are crossed)");
}

TEST_CASE("a lower side is saturated above nine tenths of its ceiling, and not at them", "[estimate][exact]") {
  ib::estimate<double> found{.lower = {1.8, 0.1}, .upper = {3.0, 0.1}, .replicates = 10, .ceiling = 2};
  CHECK_FALSE(found.saturated());
  found.lower.mean = std::nextafter(1.8, 2.0);
  CHECK(found.saturated());
}

TEST_CASE("skewed replicates have a third of their degrees of freedom, one at the least", "[estimate][exact]") {
  const auto upper = [](double skewness, std::size_t replicates) {
    return ib::estimate<double>{
        .lower = {1.0, 0.1}, .upper = {1.0, 0.1}, .replicates = replicates, .skewness = skewness}
        .interval(0.95)
        .upper;
  };
  // 97.5 % points of Student's law, from tables.
  const double t1 = 12.706204736174698, t2 = 4.302652729749464, t6 = 2.446911851144969;
  for (const double skewness : {0.5, -0.5, 3.0}) {
    CHECK(upper(skewness, 7) == Approx(1 + 0.1 * t2).epsilon(1e-12));
    CHECK(upper(skewness, 3) == Approx(1 + 0.1 * t1).epsilon(1e-12));
  }
  for (const double skewness : {0.499, -0.499, 0.0}) CHECK(upper(skewness, 7) == Approx(1 + 0.1 * t6).epsilon(1e-12));
}

TEST_CASE("replicates that are all alike may have missed what any replicates may", "[estimate][exact]") {
  const ib::estimate<double> alike{.lower = {0.5, 0}, .upper = {0.75, 0}, .replicates = 10};
  const double q = 1 - std::pow(0.025, 0.1);
  CHECK(alike.interval(0.95).lower == Approx(0.5 - q * (0.5 - std::log(q))).epsilon(1e-12));
  CHECK(alike.interval(0.95).upper == Approx(0.75 + q * (1 - std::log(q))).epsilon(1e-12));
  // Of a negative mean nothing is below; the worst share e^{−1} of nothing is above q.
  const ib::estimate<double> negative{.lower = {-0.5, 0}, .upper = {-0.5, 0}, .replicates = 10};
  CHECK(negative.interval(0.95).lower == Approx(-0.5 + q * std::log(q)).epsilon(1e-12));
}

TEST_CASE("an upper side that is infinite by itself was not reached by two replicates or more", "[estimate][exact]") {
  const double infinity = std::numeric_limits<double>::infinity();
  const auto of = [&](double lower, double upper, std::size_t replicates) {
    const double error = upper < infinity ? 0.1 : infinity;
    return ib::estimate<double>{.lower = {lower, 0.1}, .upper = {upper, error}, .replicates = replicates};
  };
  CHECK(of(1, infinity, 2).unreached());
  CHECK_FALSE(of(1, infinity, 1).unreached());
  CHECK_FALSE(of(1, std::numeric_limits<double>::max(), 2).unreached());
  CHECK_FALSE(of(infinity, infinity, 2).unreached());
  CHECK_FALSE(of(1, infinity, 2).one_sided());
  CHECK(of(1, infinity, 7).interval(0.95).upper == infinity);
  CHECK(of(1, infinity, 7).interval(0.95).lower == Approx(1 - 0.1 * 2.446911851144969).epsilon(1e-12));
  const ib::estimate<double> whole{.lower = {infinity, infinity}, .upper = {infinity, infinity}, .replicates = 7};
  CHECK(whole.interval(0.95).lower == -infinity);
}

TEST_CASE("an interval takes the degrees of freedom that are said", "[estimate][exact]") {
  const ib::estimate<double> grouped{
      .lower = {1.0, 0.1}, .upper = {1.0, 0.1}, .replicates = 500, .degrees_of_freedom = 4};
  CHECK(grouped.interval(0.95).upper == Approx(1.0 + 2.776445105197799 * 0.1).epsilon(1e-12));
}

}  // namespace unit::core::estimate
