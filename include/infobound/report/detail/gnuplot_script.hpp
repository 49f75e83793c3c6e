// SPDX-License-Identifier: BSL-1.0
// A plot in the language of gnuplot: the numbers, and the commands that draw them.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <infobound/core/numeric/cmath.hpp>
#include <infobound/core/require.hpp>
#include <infobound/report/detail/ticks.hpp>
#include <infobound/report/plot_model.hpp>
#include <limits>
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

  [[nodiscard]] std::string command(std::size_t width, std::size_t height) const {
    return "set terminal " + std::string(name) + " noenhanced size " + to_text(width * magnification) + "," +
           to_text(height * magnification) + " font 'sans-serif,13' " + std::string(options) + "background '#ffffff'\n";
  }
};

inline constexpr gnuplot_terminal gnuplot_svg{"svg", 1, ""};
inline constexpr gnuplot_terminal gnuplot_png{"pngcairo", 2, "fontscale 2 linewidth 2 pointscale 2 "};

/// A text between single quotes, where gnuplot replaces nothing; controls become spaces.
[[nodiscard]] inline std::string gnuplot_text(std::string_view text) {
  std::string quoted = "'";
  for (const char letter : text) {
    if (letter == '\'') quoted += '\'';
    quoted += static_cast<unsigned char>(letter) < 0x20 ? ' ' : letter;
  }
  return quoted + "'";
}

[[nodiscard]] inline std::string one_line(std::string text) {
  std::replace_if(
      text.begin(), text.end(), [](char letter) { return static_cast<unsigned char>(letter) < 0x20; }, ' ');
  return text;
}

/// A comment as the first line of a data file or of a script.
[[nodiscard]] inline std::string gnuplot_comment(const std::string& comment) {
  return comment.empty() ? "" : "# " + one_line(comment) + "\n";
}

inline constexpr const char* gnuplot_remark = "# a band that is not bounded ends at the frame of the picture\n";
inline constexpr const char* gnuplot_beginning = "reset\nset encoding utf8\n";

/// A quoted text of several lines, as gnuplot joins them.
[[nodiscard]] inline std::string gnuplot_lines(std::string_view text) {
  const std::size_t end = text.find('\n');
  if (end == std::string_view::npos) return gnuplot_text(text);
  return gnuplot_text(text.substr(0, end)) + R"(."\n".)" + gnuplot_lines(text.substr(end + 1));
}

/// The colours of Okabe and Ito, which are told apart whatever one's sight; dark ones for lines first.
inline constexpr std::array<std::string_view, 7> palette{"0072b2", "d55e00", "009e73", "cc79a7",
                                                         "e69f00", "56b4e9", "000000"};

/// Least and greatest of the numbers that an axis can show.
struct shown_range {
  double lower = std::numeric_limits<double>::infinity();
  double upper = -std::numeric_limits<double>::infinity();

  void include(const axis& on, double value) {
    if (!std::isfinite(value) || (on.scale == scale::logarithmic && !(value > 0))) return;
    lower = (std::min)(lower, value);
    upper = (std::max)(upper, value);
  }

  /// How far along the axis a number stands, from 0 to 1.
  [[nodiscard]] double share(const axis& on, double value) const {
    if (on.scale == scale::linear) return (value - lower) / (upper - lower);
    return std::log(value / lower) / std::log(upper / lower);
  }

  /// With a margin as a share of the axis; a range to draw a frame where there is nothing to show.
  [[nodiscard]] shown_range padded(const axis& on, double margin) const {
    if (!(lower <= upper)) return {1, 10};
    if (on.scale == scale::linear) {
      const double room = upper > lower ? margin * (upper - lower) : (std::max)(0.5, std::abs(upper) / 2);
      return {lower - room, upper + room};
    }
    constexpr double least = 1e-300;  // so that neither end leaves the range of double
    const double ratio = upper > lower ? std::pow(upper / lower, margin) : 3;
    return {(std::max)(lower / ratio, least), (std::min)(upper * ratio, 1 / least)};
  }
};

/// A band or a line of one series: its rows in the data file, gaps left out.
struct gnuplot_block {
  std::string name;
  std::string rows;
  std::string_view colour;
  bool band;
  bool point;
  bool titled;
};

/// A plot as data and commands; the plot must outlive it.
class gnuplot_script {
 public:
  /// With room for so many labels on a logarithmic axis.
  explicit gnuplot_script(const plot& shown, int room = 10) : plot_(shown), room_(room) {
    shown_range on_x;
    shown_range on_y;
    for (const series& one : shown.series) {
      for (const double value : one.x) on_x.include(shown.x, value);
      for (const auto* part : {&one.lower, &one.middle, &one.upper})
        for (const double value : *part) on_y.include(shown.y, value);
    }
    for (const guide& one : shown.x.guides) on_x.include(shown.x, one.value);
    for (const guide& one : shown.y.guides) on_y.include(shown.y, one.value);
    x_ = on_x.padded(shown.x, 0.03);
    y_ = on_y.padded(shown.y, 0.06);

    std::size_t index = 0;
    for (const series& one : shown.series) add(one, palette[index++ % palette.size()]);
    // Bands first, so that lines are drawn over them.
    std::stable_partition(blocks_.begin(), blocks_.end(), [](const gnuplot_block& block) { return block.band; });
  }

  /// The data file: a block of rows for each band and line, two blank lines between blocks, one at a gap.
  [[nodiscard]] std::string data() const { return header() + gnuplot_remark + rows(); }

  [[nodiscard]] std::string header() const { return gnuplot_comment(plot_.comment); }

  [[nodiscard]] std::string rows() const {
    std::string text;
    for (const gnuplot_block& block : blocks_)
      text += "\n\n# " + one_line(block.name) + (block.band ? ": x, lower, upper\n" : ": x, value\n") + block.rows;
    return text;
  }
  [[nodiscard]] std::size_t number_of_blocks() const { return blocks_.size(); }

  /// The commands that draw the data in one file into another.
  [[nodiscard]] std::string text(const gnuplot_terminal& terminal, const std::string& data,
                                 const std::string& output) const {
    constexpr std::size_t width = 880;
    constexpr std::size_t height = 560;
    return gnuplot_beginning + terminal.command(width, height) + "set output " + gnuplot_text(output) + "\n" +
           frame(data, 0) + "\nunset output\n\n";
  }

  /// The commands that draw the blocks of the data from `first` on.
  [[nodiscard]] std::string frame(const std::string& data, std::size_t first) const {
    std::string script = "set title " + gnuplot_lines(plot_.title) + "\n";
    script += "set border 3 linecolor rgb '#606060'\nset tics nomirror out textcolor rgb '#303030'\n";
    script += "set style line 100 linecolor rgb '#e4e4e4' linewidth 0.7\nset grid linestyle 100\n";
    script += "set style fill transparent solid 0.22 noborder\n";
    script += plot_.legend == legend_place::none
                  ? std::string("unset key\n")
                  : "set key " + std::string(place(plot_.legend)) + " Left reverse samplen 2.5 width 1 spacing 1.25\n";
    script += axis_text("x", plot_.x, x_) + axis_text("y", plot_.y, y_) + guides_text();
    script += "plot ";
    for (std::size_t index = 0; index < blocks_.size(); ++index)
      script += (index == 0 ? "" : ", \\\n     ") + block_text(blocks_[index], first + index, data);
    if (blocks_.empty()) script += "NaN notitle";
    return script;
  }

 private:
  [[nodiscard]] static std::string_view place(legend_place legend) {
    constexpr std::array<std::string_view, 5> names{"outside bottom center horizontal height 0.8", "top right opaque",
                                                    "top left opaque", "bottom right opaque", "bottom left opaque"};
    return names[static_cast<std::size_t>(legend)];
  }

  [[nodiscard]] static bool shows(const axis& on, double value) {
    return std::isfinite(value) && (on.scale == scale::linear || value > 0);
  }

  void add(const series& one, std::string_view colour) {
    const bool line = !one.middle.empty();
    const auto add_block = [&](bool band, auto row_at) {
      gnuplot_block block{one.name, {}, colour, band, !band && one.x.size() == 1, !band || !line};
      bool gap = false;
      for (std::size_t i = 0; i < one.x.size(); ++i) {
        const std::string row = shows(plot_.x, one.x[i]) ? row_at(i) : std::string();
        if (!row.empty() && gap && !block.rows.empty()) block.rows += '\n';
        if (!row.empty()) block.rows += to_text(one.x[i]) + row + '\n';
        gap = row.empty();
      }
      if (!block.rows.empty()) blocks_.push_back(std::move(block));
    };
    if (!one.lower.empty() && !one.upper.empty() && (one.lower != one.upper || !line))
      add_block(true, [&](std::size_t i) {
        if (std::isnan(one.lower[i]) || std::isnan(one.upper[i])) return std::string();
        return ' ' + to_text(std::clamp(one.lower[i], y_.lower, y_.upper)) + ' ' +
               to_text(std::clamp(one.upper[i], y_.lower, y_.upper));
      });
    const auto& values = line ? one.middle : one.lower.empty() ? one.upper : one.lower;
    if (line || one.lower.empty() != one.upper.empty())
      add_block(false,
                [&](std::size_t i) { return shows(plot_.y, values[i]) ? ' ' + to_text(values[i]) : std::string(); });
  }

  [[nodiscard]] std::string axis_text(const std::string& name, const axis& shown, const shown_range& range) const {
    std::string text = "set " + name + "label " + gnuplot_text(shown.label) + "\n";
    if (shown.scale == scale::logarithmic) {
      text += "set logscale " + name + "\nset " + name + "tics (";
      bool first = true;
      for (const tick& one : logarithmic_ticks(range.lower, range.upper, room_)) {
        text +=
            (first ? "" : ", ") + gnuplot_text(one.label) + " " + to_text(one.value) + (one.label.empty() ? " 1" : "");
        first = false;
      }
      text += ")\n";
    }
    return text + "set " + name + "range [" + to_text(range.lower) + ":" + to_text(range.upper) + "]\n";
  }

  [[nodiscard]] std::string guides_text() const {
    std::string text;
    const auto add = [&text](const std::string& from, const std::string& to, const guide& one,
                             const std::string& place) {
      text.append("set arrow from ").append(from).append(" to ").append(to);
      text += " nohead linecolor rgb '#707070' linewidth 1.2 dashtype '--' back\n";
      text.append("set label ").append(gnuplot_text(one.label)).append(" at ").append(place);
      text += " textcolor rgb '#505050' front\n";
    };
    for (const guide& one : plot_.x.guides) {
      if (!shows(plot_.x, one.value)) continue;
      const std::string at = "first " + to_text(one.value) + ", graph ";
      const bool near_the_end = x_.share(plot_.x, one.value) > 0.75;
      add(at + "0", at + "1", one,
          at + (near_the_end ? "0.035 right offset character -0.6,0" : "0.035 left offset character 0.6,0"));
    }
    for (const guide& one : plot_.y.guides) {
      if (!shows(plot_.y, one.value)) continue;
      const std::string at = ", first " + to_text(one.value);
      add("graph 0" + at, "graph 1" + at, one, "graph 0" + at + " left offset character 0.6,0.6");
    }
    return text;
  }

  [[nodiscard]] static std::string block_text(const gnuplot_block& block, std::size_t index, const std::string& data) {
    std::string text = gnuplot_text(data) + " index " + to_text(index) + " using ";
    const std::string colour = " linecolor rgb '#" + std::string(block.colour) + "'";
    if (block.band)
      text += "1:2:3 with filledcurves" + colour;
    else if (block.point)
      text += "1:2 with points pointtype 7 pointsize 0.9" + colour;
    else
      text += "1:2 with lines linewidth 2.2" + colour;
    return text + (block.titled ? " title " + gnuplot_text(block.name) : " notitle");
  }

  const plot& plot_;
  int room_;
  shown_range x_;
  shown_range y_;
  std::vector<gnuplot_block> blocks_;
};

}  // namespace infobound::inline v0_1::report::detail
