// SPDX-License-Identifier: BSL-1.0
// Saying what was written, and where.
#pragma once

#include <cstdio>
#include <exception>
#include <filesystem>
#include <infobound/report/plot.hpp>
#include <string>
#include <vector>

namespace examples {

/// "Written:" and the absolute name of each file, a line each.
inline std::string written(const std::vector<std::filesystem::path>& files) {
  std::string text = "Written:\n";
  for (const auto& file : files) text += "  " + std::filesystem::absolute(file).lexically_normal().string() + "\n";
  return text;
}

/// Draws a picture in the current directory as STEM.svg and STEM.png, if gnuplot is there, from STEM.dat by STEM.gp,
/// and says so on standard error. What main is to return: 1 if the files cannot be written.
template <class Picture = infobound::report::plot>  // so that one may be written in braces
int draw(const Picture& shown, const std::string& stem) {
  try {
    const auto made = infobound::report::write_plot(shown, stem);
    std::fputs(written(made.files).c_str(), stderr);
    if (!made.remark.empty()) std::fprintf(stderr, "%s\n", made.remark.c_str());
    return 0;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
}

}  // namespace examples
