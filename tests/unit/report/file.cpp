// SPDX-License-Identifier: BSL-1.0
#include <filesystem>
#include <infobound/report/file.hpp>
#include <stdexcept>
#include <string>
#include <string_view>
#include <support/catch.hpp>
#include <support/temporary_directory.hpp>
#include <support/thrown.hpp>

namespace unit::report::file {

namespace report = infobound::report;

TEST_CASE("a file is written, and written again, byte by byte", "[file][exact]") {
  const temporary_directory here;
  const auto file = here.path() / "curve.csv";
  report::write_file(file, "what was there before, and is longer");
  constexpr std::string_view bytes("a\r\n\0b", 5);
  report::write_file(file, bytes);
  CHECK(contents(file) == bytes);
  CHECK(here.count() == 1);
}

TEST_CASE("a file in a directory that is not there is refused with the system's reason", "[file][error]") {
  const temporary_directory here;
  const auto file = here.path() / "missing" / "curve.csv";
  CHECK(thrown<std::runtime_error>([&] { return report::write_file(file, "text"), 0; }) ==
        "cannot write " + file.string() + ": No such file or directory");
  CHECK(here.count() == 0);
}

TEST_CASE("a file that cannot take its name leaves nothing behind", "[file][error]") {
  const temporary_directory here;
  const auto file = here.path() / "curve.csv";
  std::filesystem::create_directories(file / "a directory stands there");
  CHECK(thrown<std::runtime_error>([&] {
          return report::write_file(file, "text"), 0;
        }).starts_with("cannot write " + file.string() + ": "));
  CHECK(here.count() == 1);
}

}  // namespace unit::report::file
