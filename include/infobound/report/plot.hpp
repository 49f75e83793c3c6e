// SPDX-License-Identifier: BSL-1.0
// Pictures of series: a data file and a gnuplot script, and, where gnuplot is installed, what it draws from them.
#pragma once

#include <filesystem>
#include <infobound/report/detail/gnuplot_program.hpp>
#include <infobound/report/detail/gnuplot_script.hpp>
#include <infobound/report/file.hpp>
#include <infobound/report/plot_model.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace infobound::inline v0_1::report {

/// A kind of picture that gnuplot can be asked for.
enum class picture { svg, png };

/// What write_plot has done.
struct plotted {
  std::vector<std::filesystem::path> files;  ///< everything written, pictures last
  bool drawn = false;                        ///< every picture asked for is there
  std::string remark = {};                   ///< why not, in a sentence
};

namespace detail {

template <class Script>
plotted write_script(const Script& script, const std::filesystem::path& stem, const std::vector<picture>& pictures,
                     const std::string& gnuplot) {
  const auto file = [&stem](const char* extension) { return std::filesystem::path(stem.string() + extension); };
  const auto data = file(".dat");

  plotted done;
  const auto write = [&done](const std::filesystem::path& name, const std::string& text) {
    write_file(name, text);
    done.files.push_back(name);
  };
  write(data, script.data());
  write(file(".gp"), script.header() +
                         script.text(gnuplot_svg, data.filename().string(), file(".svg").filename().string()) +
                         script.text(gnuplot_png, data.filename().string(), file(".png").filename().string()));
  if (pictures.empty()) return done;

  const auto program = find_program(gnuplot);
  if (!program) {
    done.remark = gnuplot + " is not installed, so no picture was drawn; the script draws it where it is";
    return done;
  }
  done.drawn = true;
  for (const picture kind : pictures) {
    const auto target = file(kind == picture::svg ? ".svg" : ".png");
    replacement draft(target);
    const auto& terminal = kind == picture::svg ? gnuplot_svg : gnuplot_png;
    auto problem = run_gnuplot(*program, script.text(terminal, data.string(), draft.temporary().string()), target);
    if (!problem && std::filesystem::is_empty(draft.temporary())) problem = "it drew nothing";
    if (problem) {
      done.drawn = false;
      done.remark = gnuplot + " did not draw " + target.string() + ": " + *problem;
      continue;
    }
    draft.take_name();
    done.files.push_back(target);
  }
  return done;
}

}  // namespace detail

/// Writes STEM.dat and STEM.gp, from which `gnuplot STEM.gp` draws STEM.svg and STEM.png in the current directory, and
/// draws the pictures asked for if the program is found. That it is absent, or fails, is told and is no error.
/// - Throws: std::invalid_argument for a series whose parts disagree, std::runtime_error for a file that cannot be
/// written.
inline plotted write_plot(const plot& shown, const std::filesystem::path& stem,
                          const std::vector<picture>& pictures = {picture::svg, picture::png},
                          const std::string& gnuplot = "gnuplot") {
  shown.validate();
  return detail::write_script(detail::gnuplot_script(shown), stem, pictures, gnuplot);
}

/// The same of plots beside each other, in one picture.
/// - Throws: std::domain_error too, for no column.
inline plotted write_plot(const small_multiples& shown, const std::filesystem::path& stem,
                          const std::vector<picture>& pictures = {picture::svg, picture::png},
                          const std::string& gnuplot = "gnuplot") {
  shown.validate();
  return detail::write_script(detail::gnuplot_script(shown), stem, pictures, gnuplot);
}

}  // namespace infobound::inline v0_1::report
