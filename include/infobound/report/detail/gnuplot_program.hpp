// SPDX-License-Identifier: BSL-1.0
// Finding and running gnuplot.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <infobound/report/file.hpp>
#include <optional>
#include <sstream>
#include <string>
#include <string_view>
#include <system_error>

namespace infobound::inline v0_1::report::detail {

#ifdef _WIN32
inline constexpr char path_separator = ';';
inline constexpr std::string_view program_extension = ".exe";
inline constexpr char shell_quote = '"';
#else
inline constexpr char path_separator = ':';
inline constexpr std::string_view program_extension = "";
inline constexpr char shell_quote = '\'';
#endif

/// A program by its path or, if it has no directory, by its name on the PATH.
[[nodiscard]] inline std::optional<std::filesystem::path> find_program(const std::string& name) {
  const auto runs = [](const std::filesystem::path& file) {
    std::error_code ignored;
    const auto entry = std::filesystem::status(file, ignored);
    constexpr auto may_run =
        std::filesystem::perms::owner_exec | std::filesystem::perms::group_exec | std::filesystem::perms::others_exec;
    return std::filesystem::is_regular_file(entry) && (entry.permissions() & may_run) != std::filesystem::perms::none;
  };
  const std::filesystem::path given = name + std::string(program_extension);
  if (given.has_parent_path()) return runs(given) ? std::optional(given) : std::nullopt;
  const char* path = std::getenv("PATH");  // NOLINT(concurrency-mt-unsafe)
  std::istringstream directories(path == nullptr ? "" : path);
  for (std::string directory; std::getline(directories, directory, path_separator);)
    if (!directory.empty() && runs(std::filesystem::path(directory) / given))
      return std::filesystem::path(directory) / given;
  return std::nullopt;
}

/// A file name as one word of the shell.
[[nodiscard]] inline std::string shell_word(const std::filesystem::path& file) {
  std::string word(1, shell_quote);
  for (const char letter : file.string())
    word += letter == '\'' && shell_quote == '\'' ? std::string(R"('\'')") : std::string(1, letter);
  return word + shell_quote;
}

/// Runs a script that is to make a file, without the settings of the user's own. What went wrong, if anything did: the
/// last line that gnuplot said.
[[nodiscard]] inline std::optional<std::string> run_gnuplot(const std::filesystem::path& program,
                                                            const std::string& script,
                                                            const std::filesystem::path& beside) {
  const auto commands = temporary_beside(beside);
  const auto said = temporary_beside(beside);
  write_file(commands, script);
  std::string command = shell_word(program) + " -d " + shell_word(commands) + " > " + shell_word(said) + " 2>&1";
#ifdef _WIN32
  command = '"' + command + '"';  // cmd.exe takes the outermost quotes away
#endif
  const int status = std::system(command.c_str());  // NOLINT(cert-env33-c,concurrency-mt-unsafe)
  std::string problem;
  {
    std::ifstream lines(said);
    for (std::string line; std::getline(lines, line);)
      if (line.find_first_not_of(" \t\r") != std::string::npos) problem = line;
  }
  std::error_code ignored;
  std::filesystem::remove(commands, ignored);
  std::filesystem::remove(said, ignored);
  if (status == 0) return std::nullopt;
  return problem.empty() ? "it said nothing" : problem;
}

}  // namespace infobound::inline v0_1::report::detail
