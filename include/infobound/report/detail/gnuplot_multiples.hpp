// SPDX-License-Identifier: BSL-1.0
// Small multiples in the language of gnuplot.
#pragma once

#include <cstddef>
#include <infobound/report/detail/gnuplot_script.hpp>
#include <infobound/report/plot_model.hpp>
#include <string>
#include <vector>

namespace infobound::inline v0_1::report::detail {

/// Plots beside each other as data and commands; they must outlive it.
class gnuplot_multiples {
 public:
  explicit gnuplot_multiples(const small_multiples& shown) : shown_(shown) {
    constexpr int room = 5;  // for labels
    for (const plot& one : shown.plots) plots_.emplace_back(one, room);
  }

  /// The data file: the blocks of the plots, one plot after another.
  [[nodiscard]] std::string data() const {
    std::string text = header() + gnuplot_remark;
    for (const gnuplot_script& one : plots_) text += one.rows();
    return text;
  }

  [[nodiscard]] std::string header() const { return gnuplot_comment(shown_.comment); }

  /// The commands that draw the data in one file into another.
  [[nodiscard]] std::string text(const gnuplot_terminal& terminal, const std::string& data,
                                 const std::string& output) const {
    constexpr std::size_t width = 420;  // of a plot
    constexpr std::size_t height = 320;
    constexpr std::size_t title = 40;
    const std::size_t rows = plots_.empty() ? 1 : (plots_.size() + shown_.columns - 1) / shown_.columns;
    std::string script = gnuplot_beginning + terminal.command(width * shown_.columns, height * rows + title);
    script += "set output " + gnuplot_text(output) + "\n";
    script += "set multiplot layout " + to_text(rows) + "," + to_text(shown_.columns) + " title " +
              gnuplot_lines(shown_.title) + "\n";
    std::size_t block = 0;
    for (const gnuplot_script& one : plots_) {
      script += one.frame(data, block) + "\nunset logscale\nunset arrow\nunset label\nset xtics auto\nset ytics auto\n";
      block += one.number_of_blocks();
    }
    return script + "unset multiplot\nunset output\n\n";
  }

 private:
  const small_multiples& shown_;
  std::vector<gnuplot_script> plots_;
};

}  // namespace infobound::inline v0_1::report::detail
