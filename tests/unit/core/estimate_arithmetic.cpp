// SPDX-License-Identifier: BSL-1.0
#include <infobound/core/estimate_arithmetic.hpp>

#include <cmath>
#include <infobound/core/estimate.hpp>
#include <limits>
#include <support/catch.hpp>

namespace unit::core::estimate_arithmetic {

namespace ib = infobound;

TEST_CASE("a difference is lower minus upper and upper minus lower, with the sums of their errors",
          "[estimate_arithmetic][exact]") {
  ib::estimate<double> minuend{.lower = {3, 0.1}, .upper = {4, 0.2}, .replicates = 7};
  ib::estimate<double> subtrahend{.lower = {1, 0.3}, .upper = {1.5, 0.4}, .replicates = 9};
  minuend.stopped = ib::stop_reason::budget_spent;
  minuend.skewness = 0.75;
  minuend.policy = "first";
  subtrahend.policy = "second";
  minuend.unseen = {.possible = true, .below = 3, .above = 5};
  subtrahend.unseen = {.possible = true, .below = 1, .above = 2};
  const auto left = ib::detail::difference(minuend, subtrahend);
  CHECK(left.lower.mean == 1.5);
  CHECK(left.lower.standard_error == Approx(0.5).epsilon(1e-15));
  CHECK(left.upper.mean == 3);
  CHECK(left.upper.standard_error == Approx(0.5).epsilon(1e-15));
  CHECK(left.replicates == 7);
  CHECK((left.stopped == ib::stop_reason::budget_spent && left.skewness == 0.75 && left.policy == "first"));
  CHECK((left.unseen.possible && left.unseen.below == 5 && left.unseen.above == 6));
  // What may have been missed of one alone: of the minuend as it is, of the subtrahend the other way round.
  subtrahend.unseen.possible = false;
  const auto first = ib::detail::difference(minuend, subtrahend).unseen;
  CHECK((first.possible && first.below == 3 && first.above == 5));
  minuend.unseen.possible = false;
  subtrahend.unseen.possible = true;
  const auto second = ib::detail::difference(minuend, subtrahend).unseen;
  CHECK((second.possible && second.below == 2 && second.above == 1));
  const auto mixed = ib::unseen_events<double>{true, 1, 2, 0.5} + ib::unseen_events<double>{true, 1, 2, 0.25};
  CHECK(mixed.nat == 0.5);
  CHECK_FALSE((ib::unseen_events<double>{} - ib::unseen_events<double>{}).possible);
}

TEST_CASE("a share of the way between two numbers has that share of both errors", "[estimate_arithmetic][exact]") {
  const ib::sampled<double> exact{1, 0, true}, noisy{5, 0.5};
  const auto quarter = ib::detail::between(exact, noisy, 0.25);
  CHECK((quarter.mean == 2 && quarter.standard_error == 0.125 && !quarter.exact));
  CHECK(ib::detail::between(exact, exact, 0.25).exact);
}

TEST_CASE("sums and differences of independent estimates have the root of their squared errors and the fewer degrees",
          "[estimate_arithmetic][exact]") {
  ib::estimate<double> a{.lower = {3, 0.3}, .upper = {4, 0.6}, .replicates = 10};
  ib::estimate<double> b{.lower = {1, 0.4}, .upper = {1.5, 0.8}, .replicates = 100};
  b.degrees_of_freedom = 24;
  a.skewness = 0.5;
  b.skewness = -2;
  a.unseen = {.possible = true, .below = 3, .above = 5};
  b.unseen = {.possible = true, .below = 1, .above = 2};
  a.ceiling = 3.1;
  b.policy = "second";
  a.effective_sample_size = 12;
  a.temperatures = 40;
  b.stopped = ib::stop_reason::cancelled;
  const auto sum = ib::detail::independent_sum(a, b);
  CHECK((sum.lower.mean == 4 && sum.upper.mean == 5.5));
  CHECK(sum.lower.standard_error == Approx(0.5).epsilon(1e-14));
  CHECK(sum.upper.standard_error == Approx(1.0).epsilon(1e-14));
  CHECK(sum.degrees_of_freedom == 9);
  CHECK(sum.replicates == 100);
  CHECK(sum.skewness == -2);
  CHECK((sum.unseen.below == 4 && sum.unseen.above == 7));
  CHECK(sum.ceiling == Approx(4.1).epsilon(1e-14));
  CHECK(sum.policy == "second");
  CHECK((sum.effective_sample_size == 12 && sum.temperatures == 40 && sum.stopped == ib::stop_reason::cancelled));
  CHECK(ib::detail::independent_sum(b, a).stopped == ib::stop_reason::cancelled);
  CHECK(ib::detail::independent_sum(b, a).skewness == -2);
  CHECK(ib::detail::degrees_of_freedom(ib::estimate<double>{.lower = {1, 1}, .upper = {1, 1}, .replicates = 2}) == 1);
  CHECK(ib::detail::degrees_of_freedom(ib::estimate<double>{.lower = {1, 1}, .upper = {1, 1}, .replicates = 0}) == 1);
  const auto left = ib::detail::independent_difference(a, b);
  CHECK((left.lower.mean == 1.5 && left.upper.mean == 3));
  CHECK(left.lower.standard_error == Approx(std::hypot(0.3, 0.8)).epsilon(1e-14));
  CHECK(left.upper.standard_error == Approx(std::hypot(0.6, 0.4)).epsilon(1e-14));
  CHECK((left.unseen.below == 5 && left.unseen.above == 6));
  CHECK(left.ceiling == Approx(1.6).epsilon(1e-14));
  // Nothing is added by what is exact, nor by a ceiling far away.
  a.ceiling = 100;
  const auto with_exact = ib::detail::independent_sum(a, ib::exactly(1.0));
  CHECK((with_exact.lower.mean == 4 && with_exact.lower.standard_error == 0.3));
  CHECK(with_exact.degrees_of_freedom == 9);
  CHECK(with_exact.ceiling == std::numeric_limits<double>::infinity());
  CHECK(ib::detail::independent_sum(ib::exactly(1.0), ib::exactly(2.0)).exact());
  // A side is exact where both that it is made of are.
  const ib::estimate<double> half{.lower = {1, 0, true}, .upper = {2, 0.5}, .replicates = 10};
  for (const auto& one : {ib::detail::independent_sum(half, a), ib::detail::independent_sum(a, half),
                          ib::detail::independent_difference(half, a), ib::detail::independent_difference(a, half)})
    CHECK_FALSE((one.lower.exact || one.upper.exact));
  const auto more = ib::detail::independent_sum(half, ib::exactly(1.0));
  CHECK((more.lower.exact && !more.upper.exact));
  const auto less = ib::detail::independent_difference(ib::exactly(1.0), half);
  CHECK((!less.lower.exact && less.upper.exact));
}

}  // namespace unit::core::estimate_arithmetic
