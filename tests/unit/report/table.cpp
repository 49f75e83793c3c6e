// SPDX-License-Identifier: BSL-1.0
#include <infobound/report/detail/display_width.hpp>
#include <infobound/report/table.hpp>
#include <limits>
#include <sstream>
#include <stdexcept>
#include <string>
#include <support/catch.hpp>
#include <support/thrown.hpp>

namespace unit::report::table {

namespace report = infobound::report;

namespace {

std::string written(const report::table& shown, int digits = 4) {
  std::ostringstream out;
  report::write_table(out, shown, digits);
  return out.str();
}

}  // namespace

TEST_CASE("a table sets decimal points below each other, and ends no line with a space", "[table][exact]") {
  const report::table shown{
      .columns = {{"T"}, {"error"}, {"source", report::alignment::left}},
      .rows = {{std::size_t{1}, 0.40407, "Jensen"}, {std::size_t{100}, 12.25, ""}, {std::size_t{5000}, {}, "θ̃ ≤ 1"}}};
  CHECK(written(shown) ==
        "   T    error  source\n"
        "----  -------  ------\n"
        "   1   0.4041  Jensen\n"
        " 100  12.25\n"
        "5000           θ̃ ≤ 1\n");
}

TEST_CASE("signs of more than one byte take one column in a table", "[table][exact]") {
  const report::table shown{.columns = {{"estimate ±"}, {"𝓛 ≤"}},
                            .rows = {{"0.5 ± 0.1", std::numeric_limits<double>::infinity()}, {"10.25", 0.5}}};
  CHECK(written(shown, 2) ==
        "estimate ±   𝓛 ≤\n"
        "----------  ----\n"
        " 0.5 ± 0.1  ∞\n"
        "10.25       0.50\n");
}

TEST_CASE("a table without rows is its heading, and one without columns is nothing but line ends", "[table][exact]") {
  CHECK(written({.columns = {{"a"}, {"bc"}}}) == "a  bc\n-  --\n");
  CHECK(written({.columns = {}}) == "\n\n");
}

TEST_CASE("a row of another length than the heading is refused", "[table][error]") {
  const report::table wrong{.columns = {{"a"}, {"b"}}, .rows = {{1.0, 2.0}, {1.0}}};
  CHECK(thrown<std::invalid_argument>([&] { return written(wrong); }) ==
        "table: number of cells in row 1 = 1 and number of columns = 2, must be equal");
}

TEST_CASE("display width counts columns, not bytes", "[display_width][exact]") {
  using report::detail::display_width;
  CHECK(display_width("") == 0);
  CHECK(display_width("T = 5") == 5);
  CHECK(display_width("≤ ± θ ∞ −") == 9);
  CHECK(display_width("𝓛") == 1);
  CHECK(display_width("θ̃") == 1);  // a letter and a combining tilde
  for (const char* last : {"\u02FF", "\u0370", "\u200A", "\u2010", "\uFDFF", "\uFE10"}) CHECK(display_width(last) == 1);
  for (const char* none : {"\u0300", "\u036F", "\u200B", "\u200F", "\uFE00", "\uFE0F"}) CHECK(display_width(none) == 0);
  CHECK(display_width("\xCE") == 1);                  // the first byte of a sign, cut off
  CHECK(display_width("a\x80z") == 3);                // a letter has no second byte
  CHECK(display_width("a\xFFz") == 3);                // no byte of UTF-8
  CHECK(display_width("\xC0\x80") == 2);              // two bytes for what one says
  CHECK(display_width("\xE0\x9F\xBF") == 3);          // three for what two say
  CHECK(display_width("\xF0\x8F\xBF\xBF") == 4);      // four for what three say
  CHECK(display_width("\xED\xA0\x80") == 3);          // half of a pair of UTF-16
  CHECK(display_width("\xF4\x90\x80\x80") == 4);      // beyond Unicode's last
  CHECK(display_width("\xF4\x8F\xBF\xBF") == 1);      // its last
  CHECK(display_width("\xF8\x88\x80\x80\x80") == 5);  // a length that was once allowed
}

}  // namespace unit::report::table
