// SPDX-License-Identifier: BSL-1.0
#include <charconv>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <infobound/core/require.hpp>
#include <limits>
#include <random>
#include <stdexcept>
#include <string>
#include <string_view>
#include <support/catch.hpp>
#include <support/thrown.hpp>

namespace unit::core::require {

namespace ib = infobound;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();
constexpr double largest = std::numeric_limits<double>::max();
constexpr double smallest = std::numeric_limits<double>::denorm_min();

/// What a check of `value` under the name "x" says when it refuses.
template <class Value>
std::string said(void (*check)(std::string_view, const Value&), Value value) {
  return thrown<std::domain_error>([&] { check("x", value); });
}

}  // namespace

TEST_CASE("numbers are written shortest, so that they read back as the same number", "[require][exact]") {
  CHECK(ib::to_text(0.1) == "0.1");
  CHECK(ib::to_text(-0.5) == "-0.5");
  CHECK(ib::to_text(1e-300) == "1e-300");
  CHECK(ib::to_text(0.1F) == "0.1");
  CHECK(ib::to_text(0.1L) == "0.1");
  CHECK(ib::to_text(1.0 / 3) == "0.3333333333333333");
  CHECK(ib::to_text(infinity) == "inf");
  CHECK(ib::to_text(not_a_number) == "nan");
  CHECK(ib::to_text(0) == "0");
  CHECK(ib::to_text(std::ptrdiff_t{-1}) == "-1");
  CHECK(ib::to_text(std::numeric_limits<std::uint64_t>::max()) == "18446744073709551615");
}

TEMPLATE_TEST_CASE("without std::to_chars of floating-point numbers the text is the same", "[require][property]", float,
                   double, long double) {
  std::mt19937_64 bits(1);
  const int largest_power = std::numeric_limits<TestType>::max_exponent;
  const auto texts_differ = [](TestType number) {
    const std::string text = ib::detail::shortest_text(number);
    return text != ib::to_text(number) || ib::detail::read_decimal<TestType>(text.c_str()) != number;
  };
  int different = 0;
  for (int i = 0; i < 20'000; ++i) {
    // Of every size, and of those sizes and few digits that people write.
    const auto of_any_size = std::ldexp(static_cast<TestType>(bits() | 1),
                                        static_cast<int>(bits() % 20) * largest_power / 10 - largest_power);
    const auto few_digits = static_cast<TestType>(static_cast<TestType>(bits() % 2000) *
                                                  std::pow(TestType(10), static_cast<TestType>(bits() % 30) - 15));
    different += texts_differ(of_any_size) + texts_differ(-few_digits);
  }
  // Beside a power of two numbers are closer on one side than on the other: there the digits are not always unique.
  CHECK(different <= 2);
  for (const TestType number : {TestType(0), -TestType(0), std::numeric_limits<TestType>::max(),
                                std::numeric_limits<TestType>::denorm_min(), std::numeric_limits<TestType>::infinity()})
    CHECK(ib::detail::shortest_text(number) == ib::to_text(number));
  CHECK(ib::detail::shortest_text(std::numeric_limits<TestType>::quiet_NaN()) == "nan");
}

TEST_CASE("refuse names the field, the value and what is allowed", "[require][error]") {
  CHECK(thrown<std::domain_error>([] { ib::refuse("gaussian_mean.noise_variance", -0.5, "> 0 and finite"); }) ==
        "gaussian_mean.noise_variance = -0.5, must be > 0 and finite");
}

TEST_CASE("require_positive takes 0 < x < infinity and refuses the rest, NaN included", "[require][error]") {
  const auto check = ib::require_positive<double>;
  for (const double good : {smallest, 1.0, largest}) CHECK(said<double>(check, good) == "nothing");
  CHECK(said<double>(check, 0.0) == "x = 0, must be > 0 and finite");
  CHECK(said<double>(check, -smallest) == "x = -5e-324, must be > 0 and finite");
  CHECK(said<double>(check, infinity) == "x = inf, must be > 0 and finite");
  CHECK(said<double>(check, -infinity) == "x = -inf, must be > 0 and finite");
  CHECK(said<double>(check, not_a_number) == "x = nan, must be > 0 and finite");
}

TEST_CASE("require_non_negative takes 0 <= x < infinity and refuses the rest, NaN included", "[require][error]") {
  const auto check = ib::require_non_negative<double>;
  for (const double good : {0.0, smallest, largest}) CHECK(said<double>(check, good) == "nothing");
  CHECK(said<double>(check, -1.0) == "x = -1, must be >= 0 and finite");
  CHECK(said<double>(check, infinity) == "x = inf, must be >= 0 and finite");
  CHECK(said<double>(check, not_a_number) == "x = nan, must be >= 0 and finite");
}

TEST_CASE("require_positive_or_infinite takes 0 < x <= infinity and refuses the rest, NaN included",
          "[require][error]") {
  const auto check = ib::require_positive_or_infinite<double>;
  for (const double good : {smallest, largest, infinity}) CHECK(said<double>(check, good) == "nothing");
  CHECK(said<double>(check, 0.0) == "x = 0, must be > 0");
  CHECK(said<double>(check, -2.5) == "x = -2.5, must be > 0");
  CHECK(said<double>(check, not_a_number) == "x = nan, must be > 0");
}

TEST_CASE("require_non_negative_or_infinite takes 0 <= x <= infinity and refuses the rest, NaN included",
          "[require][error]") {
  const auto check = ib::require_non_negative_or_infinite<double>;
  for (const double good : {0.0, largest, infinity}) CHECK(said<double>(check, good) == "nothing");
  CHECK(said<double>(check, -2.5) == "x = -2.5, must be >= 0");
  CHECK(said<double>(check, not_a_number) == "x = nan, must be >= 0");
}

TEST_CASE("require_finite refuses both infinities and NaN", "[require][error]") {
  const auto check = ib::require_finite<double>;
  for (const double good : {-largest, 0.0, largest}) CHECK(said<double>(check, good) == "nothing");
  CHECK(said<double>(check, infinity) == "x = inf, must be finite");
  CHECK(said<double>(check, -infinity) == "x = -inf, must be finite");
  CHECK(said<double>(check, not_a_number) == "x = nan, must be finite");
}

TEST_CASE("require_between_zero_and_one takes 0 < x < 1 and refuses the rest, NaN included", "[require][error]") {
  const auto check = ib::require_between_zero_and_one<double>;
  for (const double good : {smallest, 0.5, 1 - 1e-16}) CHECK(said<double>(check, good) == "nothing");
  CHECK(said<double>(check, 0.0) == "x = 0, must be > 0 and < 1");
  CHECK(said<double>(check, 1.0) == "x = 1, must be > 0 and < 1");
  CHECK(said<double>(check, not_a_number) == "x = nan, must be > 0 and < 1");
}

TEST_CASE("counts are held to their least and their most, and the message says why", "[require][error]") {
  CHECK(thrown<std::domain_error>([] { ib::require_at_least("d", std::ptrdiff_t{1}, 1); }) == "nothing");
  CHECK(thrown<std::domain_error>([] { ib::require_at_least("d", std::ptrdiff_t{-1}, 1); }) == "d = -1, must be >= 1");
  CHECK(thrown<std::domain_error>([] { ib::require_at_least("horizon", std::size_t{0}, 1); }) ==
        "horizon = 0, must be >= 1");
  CHECK(thrown<std::domain_error>([] { ib::require_at_most("horizon", std::size_t{5}, 5, "all there are"); }) ==
        "nothing");
  CHECK(thrown<std::domain_error>([] { ib::require_at_most("horizon", std::size_t{6}, 5, "all there are"); }) ==
        "horizon = 6, must be <= 5, all there are");
}

TEST_CASE("a count that was negative is told as the number that was given", "[require][error]") {
  const auto given = [](int count) {
    return thrown<std::domain_error>([&] { ib::require_at_least("horizon", static_cast<std::size_t>(count), 1); });
  };
  CHECK(given(-5) == "horizon = -5, must be >= 1");
  CHECK(given(std::numeric_limits<int>::min()) == "horizon = -2147483648, must be >= 1");
  CHECK_NOTHROW(ib::require_at_least("horizon", std::numeric_limits<std::size_t>::max() / 2, 1));
}

TEST_CASE("sizes that disagree are an invalid argument that names both", "[require][error]") {
  CHECK(thrown<std::invalid_argument>([] { ib::require_same_size("columns", 3, "dimension", 3); }) == "nothing");
  CHECK(thrown<std::invalid_argument>([] { ib::require_same_size("columns", 3, "dimension", 4); }) ==
        "columns = 3 and dimension = 4, must be equal");
}

TEST_CASE("validate_all calls validate where there is one and only there", "[require][exact]") {
  struct picky {
    double x;
    void validate() const { ib::require_positive("picky.x", x); }
  };
  struct silent {};
  STATIC_REQUIRE(ib::validated<picky>);
  STATIC_REQUIRE_FALSE(ib::validated<silent>);
  CHECK(thrown<std::domain_error>([] { ib::validate_all(silent{}, picky{1}, 3); }) == "nothing");
  CHECK(thrown<std::domain_error>([] { ib::validate_all(silent{}, picky{0}); }) ==
        "picky.x = 0, must be > 0 and finite");
}

}  // namespace unit::core::require
