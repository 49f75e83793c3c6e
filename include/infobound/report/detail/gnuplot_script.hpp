// SPDX-License-Identifier: BSL-1.0
// Pictures in the language of gnuplot: the numbers, and the commands that draw them.
#pragma once

#include <algorithm>
#include <cstddef>
#include <infobound/core/require.hpp>
#include <infobound/report/detail/drawing.hpp>
#include <infobound/report/number.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace infobound::inline v0_1::report::detail {

/// How gnuplot is told to draw for a kind of file.
struct gnuplot_terminal {
  std::string_view name;
  std::size_t magnification;  ///< of all that is drawn
  std::string_view options;

  [[nodiscard]] std::string command(double width, double height) const {
    const auto pixels = [this](double length) { return to_text(magnification * static_cast<std::size_t>(length)); };
    return "set terminal " + std::string(name) + " noenhanced size " + pixels(width) + "," + pixels(height) +
           " font 'sans-serif,13' " + std::string(options) + "background '#ffffff'\n";
  }
};

inline constexpr gnuplot_terminal gnuplot_svg{"svg", 1, ""};
inline constexpr gnuplot_terminal gnuplot_png{"pngcairo", 2, "fontscale 1.5 linewidth 2 pointscale 3 dashlength 1.6 "};

/// A text between single quotes, where gnuplot replaces nothing; controls become spaces.
[[nodiscard]] inline std::string gnuplot_text(std::string_view text) {
  std::string quoted = "'";
  for (const char letter : text) {
    if (letter == '\'') quoted += '\'';
    quoted += static_cast<unsigned char>(letter) < 0x20 ? ' ' : letter;
  }
  return quoted + "'";
}

/// A comment as the first line of a data file or of a script.
[[nodiscard]] inline std::string gnuplot_comment(const std::string& comment) {
  return comment.empty() ? "" : "# " + drawing::one_line(comment) + "\n";
}

inline constexpr const char* gnuplot_remark = "# a band that is not bounded ends at the frame of the picture\n";

/// A picture as data and commands; what it shows must outlive it.
class gnuplot_script {
 public:
  explicit gnuplot_script(const plot& shown) : drawn_(shown) {}
  explicit gnuplot_script(const small_multiples& shown) : drawn_(shown) {}

  /// The data file: a block of rows for each band and line, two blank lines between blocks, one at a gap.
  [[nodiscard]] std::string data() const {
    std::string text = header() + gnuplot_remark;
    for (const panel& in : drawn_.panels)
      for (const mark& one : in.marks) {
        text += "\n\n# " + drawing::one_line(label_of(*in.shown, *one.of)) +
                (one.band ? ": x, lower, upper\n" : ": x, value\n");
        for (std::size_t i = 0; i < one.pieces.size(); ++i) {
          if (i > 0) text += '\n';
          for (const mark_row& row : one.pieces[i])
            text += to_text(row.x) + " " + to_text(row.lower) + (one.band ? " " + to_text(row.upper) : "") + "\n";
        }
      }
    return text;
  }

  [[nodiscard]] std::string header() const { return gnuplot_comment(drawn_.comment); }

  /// The commands that draw the data in one file into another.
  [[nodiscard]] std::string text(const gnuplot_terminal& terminal, const std::string& data,
                                 const std::string& output) const {
    const bool several = drawn_.panels.size() != 1;
    std::string script = "reset\nset encoding utf8\n" + terminal.command(drawn_.width, drawn_.height) + "set output " +
                         gnuplot_text(output) + "\n" + (several ? "set multiplot\n" : "") +
                         "unset key\nset border 3 linecolor rgb '#606060'\n"
                         "set tics nomirror out textcolor rgb '#303030'\n"
                         "set style line 100 linecolor rgb '#e4e4e4' linewidth 0.7\nset grid linestyle 100\n"
                         "set style fill transparent solid " +
                         to_text(band_opacity) + " noborder\n";
    std::size_t block = 0;
    for (const panel& one : drawn_.panels) {
      const bool first = &one == &drawn_.panels.front();
      script += frame(one) + (first ? words() + legend() : "") + plotted(one, data, block) + "\n";
      if (several) script += "unset logscale\nunset arrow\nunset label\nunset object\n";
      block += one.marks.size();
    }
    if (drawn_.panels.empty()) script += words() + "set border 0\nunset tics\nplot [0:1][0:1] NaN notitle\n";
    return script + (several ? "unset multiplot\n" : "") + "unset output\n\n";
  }

 private:
  [[nodiscard]] std::string at(double x, double y) const {
    return "screen " + share(x, drawn_.width) + ", screen " + share(y, drawn_.height);
  }

  [[nodiscard]] static std::string share(double length, double of) { return with_decimals(length / of, 5); }

  [[nodiscard]] static std::string coloured(std::string_view colour) {
    return "linecolor rgb '#" + std::string(colour) + "'";
  }

  [[nodiscard]] static std::string stroke(const look& shown) {
    std::string text = "linewidth " + to_text(shown.width) + " " + coloured(shown.colour);
    if (shown.dashes.empty()) return text;
    text += " dashtype (";
    for (const int length : shown.dashes) text += (text.back() == '(' ? "" : ",") + to_text(length);
    return text + ")";
  }

  /// Where the ink of a sample begins and ends.
  [[nodiscard]] static std::vector<std::pair<double, double>> dashes_of(const look& shown) {
    std::vector<std::pair<double, double>> ink;
    double at = 0;
    for (std::size_t i = 0; at < sample_width; ++i) {
      const double length =
          shown.dashes.empty() ? sample_width : shown.dashes[i % shown.dashes.size()] * shown.width / 2;
      if (i % 2 == 0) ink.emplace_back(at, (std::min)(at + length, sample_width));
      at += length;
    }
    return ink;
  }

  [[nodiscard]] static std::string marker(const look& shown, bool bound) {
    return "pointtype " + to_text(shown.marker.gnuplot) + " pointsize " + (bound ? "0.55" : "0.85");
  }

  [[nodiscard]] std::string frame(const panel& in) const {
    return "set lmargin at screen " + share(in.area.left, drawn_.width) + "\nset rmargin at screen " +
           share(in.area.right, drawn_.width) + "\nset bmargin at screen " + share(in.area.bottom, drawn_.height) +
           "\nset tmargin at screen " + share(in.area.top, drawn_.height) + "\n" +
           axis_text("x", in.shown->x, in.x, in.x_ticks, in.x_numbers) +
           axis_text("y", in.shown->y, in.y, in.y_ticks, in.y_numbers) + guides(in);
  }

  [[nodiscard]] static std::string axis_text(const std::string& name, const axis& shown, const shown_range& range,
                                             const std::vector<tick>& ticks, bool numbers) {
    std::string text;
    if (shown.scale == scale::logarithmic) text += "set logscale " + name + "\n";
    text += "set " + name + "tics (";
    for (const tick& one : ticks)
      text += (text.back() == '(' ? "" : ", ") + gnuplot_text(numbers ? one.label : "") + " " + to_text(one.value) +
              (one.label.empty() ? " 1" : "");
    return text + ")\nset " + name + "range [" + to_text(range.lower) + ":" + to_text(range.upper) + "]\n";
  }

  [[nodiscard]] static std::string guides(const panel& in) {
    std::string text;
    const auto add = [&text](const std::string& from, const std::string& to, const guide& one,
                             const std::string& place) {
      text.append("set arrow from ").append(from).append(" to ").append(to);
      text += " nohead linecolor rgb '#707070' linewidth 1.2 dashtype (8,6) back\n";
      text.append("set label ").append(gnuplot_text(one.label)).append(" at ").append(place);
      text += " textcolor rgb '#505050' front\n";
    };
    for (const guide& one : in.shown->x.guides) {
      if (!shows(in.shown->x, one.value)) continue;
      const std::string at = "first " + to_text(one.value) + ", graph ";
      add(at + "0", at + "1", one,
          at + (is_at_end(in, one) ? "0.035 right offset character -0.6,0" : "0.035 left offset character 0.6,0"));
    }
    for (const guide& one : in.shown->y.guides) {
      if (!shows(in.shown->y, one.value)) continue;
      const std::string at = ", first " + to_text(one.value);
      add("graph 0" + at, "graph 1" + at, one, "graph 0" + at + " left offset character 0.6,0.6");
    }
    return text;
  }

  [[nodiscard]] std::string words() const {
    std::string text;
    for (const placed_text& one : drawn_.texts)
      if (!one.text.empty())
        text += "set label " + gnuplot_text(one.text) + " at " + at(one.x, one.y) +
                std::string(one.rotated ? " rotate by 90" : "") + (one.centred ? " center" : " left") +
                " font 'sans-serif," + to_text(one.size) + "' textcolor rgb '#" + std::string(one.colour) + "' front\n";
    return text;
  }

  [[nodiscard]] std::string legend() const {
    std::string text;
    for (const box& one : drawn_.backgrounds)
      text += "set object rectangle from " + at(one.left, one.bottom) + " to " + at(one.right, one.top) +
              " fillcolor rgb '#ffffff' fillstyle solid noborder front\n";
    for (const legend_entry& one : drawn_.legend) {
      const double end = one.x + sample_width;
      if (one.band)
        text += "set object rectangle from " + at(one.x, one.y - 7) + " to " + at(end, one.y + 7) +
                " fillcolor rgb '#" + std::string(one.look.colour) + "' fillstyle transparent solid " +
                to_text(band_opacity) + " noborder front\n";
      // Dash by dash, as terminals break arrows each in its own way.
      for (const auto& [from, to] : one.line ? dashes_of(one.look) : std::vector<std::pair<double, double>>())
        text += "set arrow from " + at(one.x + from, one.y) + " to " + at(one.x + to, one.y) + " nohead linewidth " +
                to_text(one.look.width) + " " + coloured(one.look.colour) + " front\n";
      if (one.marker)
        text += "set label '' at " + at(one.x + sample_width / 2, one.y) + " point " + marker(one.look, one.bound) +
                " " + coloured(one.look.colour) + " front\n";
      for (std::size_t i = 0; i < one.lines.size(); ++i)
        text += "set label " + gnuplot_text(one.lines[i]) + " at " + at(end + 8, one.line_height(i)) +
                " left textcolor rgb '#303030' front\n";
    }
    return text;
  }

  [[nodiscard]] std::string plotted(const panel& in, const std::string& data, std::size_t first) const {
    if (in.marks.empty()) return "plot NaN notitle";
    std::string text;
    for (std::size_t i = 0; i < in.marks.size(); ++i) {
      const mark& one = in.marks[i];
      const look shown = drawn_.look_of(in, *one.of);
      const auto add = [&](const std::string& how) {
        text += (text.empty() ? "plot " : ", \\\n     ") + gnuplot_text(data) + " index " + to_text(first + i) +
                " using " + how + " notitle";
      };
      if (one.band) {
        add("1:2:3 with filledcurves " + coloured(shown.colour));
        for (const char* side : {"1:2", "1:3"})
          if (one.alone) add(std::string(side) + " with lines linewidth 0.7 " + coloured(shown.colour));
      } else if (one.is_point()) {
        add("1:2 with points " + marker(shown, false) + " " + coloured(shown.colour));
      } else {
        add("1:2 with " +
            (one.has_markers() ? "linespoints " + marker(shown, is_bound(one.of->kind)) + " " : "lines ") +
            stroke(shown));
      }
    }
    return text;
  }

  drawing drawn_;
};

}  // namespace infobound::inline v0_1::report::detail
