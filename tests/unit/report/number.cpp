// SPDX-License-Identifier: BSL-1.0
#include <infobound/report/number.hpp>
#include <limits>
#include <string>
#include <support/catch.hpp>

namespace unit::report::number {

namespace ib = infobound;
namespace report = infobound::report;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

}

TEST_CASE("a number is shown to its significant digits, and keeps trailing zeros", "[number][exact]") {
  CHECK(report::with_digits(0.0431671, 4) == "0.04317");
  CHECK(report::with_digits(0.7, 4) == "0.7000");
  CHECK(report::with_digits(12.3456, 3) == "12.3");
  CHECK(report::with_digits(1234.56, 3) == "1235");
  CHECK(report::with_digits(-0.5, 2) == "-0.50");
  CHECK(report::with_digits(9.9996, 4) == "10.000");
  CHECK(report::with_digits(0.0005, 2) == "0.00050");
  CHECK(report::with_digits(0.0001, 2) == "0.00010");
  CHECK(report::with_digits(0.00009, 2) == "9.0e-05");
  CHECK(report::with_digits(1.2e-7, 3) == "1.20e-07");
  CHECK(report::with_digits(1.25e20, 2) == "1.2e+20");
}

TEST_CASE("whole numbers are written out", "[number][exact]") {
  CHECK(report::with_digits(0, 4) == "0");
  CHECK(report::with_digits(-0.0, 4) == "0");
  CHECK(report::with_digits(4, 4) == "4");
  CHECK(report::with_digits(3238, 2) == "3238");
  CHECK(report::with_digits(123456789012, 2) == "123456789012");
}

TEST_CASE("what is not a finite number has a sign of its own", "[number][exact]") {
  CHECK(report::with_digits(infinity, 4) == "∞");
  CHECK(report::with_digits(-infinity, 4) == "−∞");
  CHECK(report::with_digits(std::numeric_limits<double>::quiet_NaN(), 4) == "nan");
}

TEST_CASE("a number has sixty decimals at most, and no less than none", "[number][exact]") {
  CHECK(report::with_decimals(0.5, 60) == "0.5" + std::string(59, '0'));
  CHECK(report::with_decimals(0.5, 61) == report::with_decimals(0.5, 60));
  CHECK(report::with_decimals(1234.5, -2) == "1234");
  CHECK(report::with_digits(1.25, 1000).size() == 62);
}

TEST_CASE("extreme doubles have a text", "[number][property]") {
  for (const double value : {std::numeric_limits<double>::denorm_min(), std::numeric_limits<double>::min(),
                             std::numeric_limits<double>::max(), std::numeric_limits<double>::lowest()}) {
    CAPTURE(value);
    CHECK_FALSE(report::with_digits(value, 17).empty());
    CHECK_FALSE(report::with_decimals(value, 60).empty());
  }
}

TEST_CASE("a mean is shown to the second digit of its standard error", "[number][exact]") {
  CHECK(report::with_error(ib::sampled<double>{0.0757312, 0.00021}, 4) == "0.07573 ± 0.00021");
  CHECK(report::with_error(ib::sampled<double>{1234.5, 12}, 4) == "1234 ± 12");
  CHECK(report::with_error(ib::sampled<double>{0.0757312, 0}, 4) == "0.07573");
  CHECK(report::with_error(ib::sampled<double>{0.0757312, infinity}, 4) == "0.07573 ± ∞");
}

TEST_CASE("an estimate is shown by one side if both are the same, else by both", "[number][exact]") {
  CHECK(report::with_error(ib::exactly(0.5), 3) == "0.500");
  CHECK(report::with_error(ib::estimate<double>{.lower = {0.5, 0.01}, .upper = {0.5, 0.01}, .replicates = 9}, 3) ==
        "0.500 ± 0.010");
  CHECK(report::with_error(ib::estimate<float>{.lower = {0.5F, 0.25F}, .upper = {0.75F, 0}, .replicates = 9}, 3) ==
        "[0.50 ± 0.25, 0.750]");
}

}  // namespace unit::report::number
