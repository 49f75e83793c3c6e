// SPDX-License-Identifier: BSL-1.0
#include <infobound/report/file.hpp>

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <string_view>
#include <support/catch.hpp>
#include <support/checkpoints.hpp>
#include <support/temporary_directory.hpp>
#include <support/thrown.hpp>

#ifdef __unix__
#include <sys/stat.h>
#include <unistd.h>
#endif

namespace unit::report::file {

namespace fs = std::filesystem;
namespace report = infobound::report;

namespace {

/// Why a file is not written.
std::string refusal(const fs::path& file) {
  const std::string said = thrown<std::runtime_error>([&] { return report::write_file(file, "text"), 0; });
  const std::string beginning = "cannot write " + file.string() + ": ";
  return said.starts_with(beginning) ? said.substr(beginning.size()) : said;
}

}  // namespace

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

#ifdef __unix__
TEST_CASE("what a symbolic link names is written, and the link stays", "[file][exact]") {
  const temporary_directory here;
  const temporary_directory there;
  fs::create_directory(here.path() / "links");
  report::write_file(there.path() / "curve.csv", "before");
  fs::create_symlink(there.path() / "curve.csv", here.path() / "absolute");
  fs::create_symlink("../absolute", here.path() / "links" / "relative");  // a link to a link
  fs::create_symlink("not there yet", here.path() / "links" / "dangling");
  report::write_file(here.path() / "links" / "relative", "after");
  report::write_file(here.path() / "links" / "dangling", "new");
  CHECK(fs::is_symlink(here.path() / "absolute"));
  CHECK(fs::is_symlink(here.path() / "links" / "relative"));
  CHECK(fs::is_symlink(here.path() / "links" / "dangling"));
  CHECK(contents(there.path() / "curve.csv") == "after");
  CHECK(contents(here.path() / "links" / "not there yet") == "new");
  CHECK(here.count() == 2);
  CHECK(there.count() == 1);
}

TEST_CASE("a link to itself and one to nowhere are refused with the system's reason", "[file][error]") {
  const temporary_directory here;
  fs::create_symlink("loop", here.path() / "loop");
  fs::create_symlink("missing/curve.csv", here.path() / "nowhere");
  CHECK(refusal(here.path() / "loop") == "Too many levels of symbolic links");
  CHECK(refusal(here.path() / "nowhere") == "No such file or directory");
  CHECK(here.count() == 2);
}

TEST_CASE("a directory, a device and a pipe are refused and stay what they are", "[file][error]") {
  const temporary_directory here;
  CHECK(refusal(here.path()) == "Is a directory");
  for (const char* device : {"/dev/full", "/dev/null", "/dev/zero"}) {
    CAPTURE(device);
    CHECK(refusal(device) == "it is not a regular file");
    CHECK(fs::is_character_file(device));
    fs::create_symlink(device, here.path() / fs::path(device).filename());
    CHECK(refusal(here.path() / fs::path(device).filename()) == "it is not a regular file");
    CHECK(fs::is_character_file(device));
  }
  REQUIRE(mkfifo((here.path() / "pipe").c_str(), 0600) == 0);
  CHECK(refusal(here.path() / "pipe") == "it is not a regular file");
  CHECK(fs::is_fifo(here.path() / "pipe"));
  CHECK(here.count() == 4);
}

TEST_CASE("permissions stay as they were", "[file][exact]") {
  const temporary_directory here;
  const auto file = here.path() / "curve.csv";
  for (const unsigned mode : {0600U, 0644U, 0666U, 0755U, 0620U}) {
    report::write_file(file, "before");
    fs::permissions(file, fs::perms(mode));
    report::write_file(file, "after");
    CAPTURE(mode);
    CHECK(contents(file) == "after");
    CHECK(fs::status(file).permissions() == fs::perms(mode));
  }
}

TEST_CASE("a file is written under every name that the file system takes", "[file][exact]") {
  const temporary_directory here;
  for (const std::size_t length : {1U, 39U, 40U, 41U, 100U, 254U, 255U}) {
    const auto file = here.path() / std::string(length, 'x');
    report::write_file(file, "before");
    report::write_file(file, "after");
    CAPTURE(length);
    CHECK(contents(file) == "after");
  }
  CHECK(refusal(here.path() / std::string(256, 'x')) == "File name too long");
  CHECK(here.count() == 7);
}

TEST_CASE("the name of a temporary is no longer than the file's or 40 bytes, and of whole letters",
          "[file][property]") {
  for (std::size_t length = 1; length <= 127; ++length) {
    std::string name;
    for (std::size_t i = 0; i < length; ++i) name += "é";
    const auto temporary = report::detail::temporary_beside("directory/" + name);
    const std::string found = temporary.filename().string();
    CHECK(temporary.parent_path() == "directory");
    CHECK(found.size() <= std::max<std::size_t>(40, name.size()));
    const std::string kept = found.substr(1, found.rfind('.') - 1);
    CHECK(kept.size() % 2 == 0);
    CHECK(name.starts_with(kept));
  }
}

TEST_CASE("who may not write is told, and finds the file as it was", "[file][error]") {
  const temporary_directory here;
  const auto said_to_nobody = [](const fs::path& file) {
    return status_of_child([&] {
             if (geteuid() == 0 && setresuid(65534, 65534, 65534) != 0) _exit(44);
             _exit(refusal(file) == "Permission denied" ? 42 : 43);
           }) == 42 << 8;
  };
  fs::permissions(here.path(), fs::perms(0755));
  fs::create_directory(here.path() / "closed");
  report::write_file(here.path() / "closed" / "curve.csv", "before");
  fs::permissions(here.path() / "closed" / "curve.csv", fs::perms(0666));
  fs::permissions(here.path() / "closed", fs::perms(0555));
  CHECK(said_to_nobody(here.path() / "closed" / "curve.csv"));
  CHECK(said_to_nobody(here.path() / "closed" / "new.csv"));
  CHECK(contents(here.path() / "closed" / "curve.csv") == "before");
  fs::create_directory(here.path() / "open");
  fs::permissions(here.path() / "open", fs::perms(0777));
  report::write_file(here.path() / "open" / "curve.csv", "before");
  fs::permissions(here.path() / "open" / "curve.csv", fs::perms(0444));
  CHECK(said_to_nobody(here.path() / "open" / "curve.csv"));
  CHECK(contents(here.path() / "open" / "curve.csv") == "before");
  fs::permissions(here.path() / "closed", fs::perms(0755));
}
#endif

}  // namespace unit::report::file
