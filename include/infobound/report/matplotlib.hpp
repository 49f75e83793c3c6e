// SPDX-License-Identifier: BSL-1.0
// Pictures as Python scripts that draw them with matplotlib.
#pragma once

#include <cstddef>
#include <filesystem>
#include <infobound/report/detail/drawing.hpp>
#include <infobound/report/detail/literal.hpp>
#include <infobound/report/file.hpp>
#include <infobound/report/plot_model.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace infobound::inline v0_1::report {

namespace detail {

inline constexpr std::string_view matplotlib_beginning = R"py(from pathlib import Path

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.ticker import FixedFormatter, FixedLocator, NullFormatter

POINT = 0.72  # a pixel, at 100 of them an inch
plt.rcParams.update({"font.family": "sans-serif", "font.size": 13 * POINT, "axes.formatter.useoffset": False})
figure = plt.figure(figsize=(WIDTH / 100, HEIGHT / 100), dpi=100)


def plain(text):
    """A text in which nothing is a formula."""
    return text.replace("$", r"\$")


def words(x, y, text, size=13, colour="#303030", align="left", turned=0):
    figure.text(x / WIDTH, y / HEIGHT, plain(text), fontsize=size * POINT, color=colour, ha=align, va="center",
                rotation=turned)


def panel(left, right, bottom, top):
    axes = figure.add_axes((left / WIDTH, bottom / HEIGHT, (right - left) / WIDTH, (top - bottom) / HEIGHT))
    axes.spines[["top", "right"]].set_visible(False)
    axes.grid(color="#e4e4e4", linewidth=0.7 * POINT)
    axes.set_axisbelow(True)
    return axes


def scale(axes, which, logarithmic, lower, upper, ticks, labels, between):
    axis = getattr(axes, which + "axis")
    if logarithmic:
        getattr(axes, "set_" + which + "scale")("log")
    getattr(axes, "set_" + which + "lim")(lower, upper)
    axis.set_major_locator(FixedLocator(ticks))
    axis.set_major_formatter(FixedFormatter(labels))
    axis.set_minor_locator(FixedLocator(between))
    axis.set_minor_formatter(NullFormatter())


def style(colour, width, dashes, marker, size):
    return {"color": colour, "linewidth": width * POINT, "linestyle": (0, dashes) if dashes else "solid",
            "marker": marker, "markersize": size * POINT, "markeredgewidth": 0}


def line(axes, x, y, *look):
    axes.plot(x, y, **style(*look))


def band(axes, x, lower, upper, colour, opacity, edge):
    axes.fill_between(x, lower, upper, color=colour, alpha=opacity, linewidth=0)
    for side in (lower, upper) if edge else ():
        axes.plot(x, side, color=colour, linewidth=edge * POINT)


def guide(axes, which, value, text, at, align):
    draw = axes.axvline if which == "x" else axes.axhline
    draw(value, color="#707070", linewidth=1.2 * POINT, dashes=(5, 4), zorder=1)
    axes.annotate(plain(text), xy=(value, at) if which == "x" else (at, value), color="#505050", ha=align, va="bottom",
                  xycoords=("data", "axes fraction") if which == "x" else ("axes fraction", "data"),
                  xytext=(-4 if align == "right" else 4, 3), textcoords="offset points")


def background(left, right, bottom, top):
    figure.add_artist(Rectangle((left / WIDTH, bottom / HEIGHT), (right - left) / WIDTH, (top - bottom) / HEIGHT,
                                transform=figure.transFigure, color="white", zorder=3))


def sample_band(x, y, colour, opacity):
    figure.add_artist(Rectangle((x / WIDTH, (y - 7) / HEIGHT), SAMPLE / WIDTH, 14 / HEIGHT, color=colour,
                                alpha=opacity, linewidth=0, transform=figure.transFigure, zorder=4))


def sample_line(x, y, *look):
    figure.add_artist(Line2D([x / WIDTH, (x + SAMPLE / 2) / WIDTH, (x + SAMPLE) / WIDTH], 3 * [y / HEIGHT],
                             markevery=[1], transform=figure.transFigure, zorder=5, **style(*look)))


)py";

/// A drawing as a script; what it shows must outlive it.
class matplotlib_writer {
 public:
  explicit matplotlib_writer(const plot& shown) : drawn_(shown) {}
  explicit matplotlib_writer(const small_multiples& shown) : drawn_(shown) {}

  [[nodiscard]] std::string text() const {
    std::string made = "#!/usr/bin/env python3\n";
    if (!drawn_.comment.empty()) made += "# " + literal(drawn_.comment) + "\n";
    made +=
        "# Draws .svg and .png beside itself, under its own name.\nWIDTH, HEIGHT, SAMPLE = " + to_text(drawn_.width) +
        ", " + to_text(drawn_.height) + ", " + to_text(sample_width) + "  # in pixels\n";
    made += matplotlib_beginning;
    for (const placed_text& one : drawn_.texts)
      if (!one.text.empty())
        made += "words" +
                arguments({pixels(one.x), pixels(one.y), literal(one.text), to_text(one.size), colour_of(one.colour),
                           literal(one.centred ? "center" : "left"), one.rotated ? "90" : "0"});
    for (const panel& one : drawn_.panels) made += "\n" + panel_text(one);
    made += "\n" + legend();
    return made +
           "for kind in (\".svg\", \".png\"):\n"
           "    figure.savefig(Path(__file__).with_suffix(kind), dpi=100 if kind == \".svg\" else 200)\n";
  }

 private:
  static std::string arguments(const std::vector<std::string>& values) {
    std::string made = json_array(values);
    made.front() = '(';
    made.back() = ')';
    return made + "\n";
  }

  static std::string pixels(double length) { return with_decimals(length, 1); }

  static std::string colour_of(std::string_view colour) { return literal("#" + std::string(colour)); }

  static std::vector<std::string> style_of(const look& shown, bool line, bool marker, bool bound) {
    std::vector<double> dashes;
    for (const int length : shown.dashes) dashes.push_back(0.5 * length);  // of the width of the line
    return {colour_of(shown.colour), to_text(line ? shown.width : 0), literals(dashes),
            literal(marker ? std::string(1, shown.marker.matplotlib) : "None"), bound ? "4.5" : "7"};
  }

  static std::string scale_text(const char* which, const axis& on, const shown_range& range,
                                const std::vector<tick>& ticks, bool numbers) {
    std::vector<double> values;
    std::vector<double> between;
    std::vector<std::string> labels;
    for (const tick& one : ticks) {
      (one.label.empty() ? between : values).push_back(one.value);
      if (!one.label.empty()) labels.push_back(numbers ? one.label : "");
    }
    return "scale" +
           arguments({"axes", literal(which), on.scale == scale::logarithmic ? "True" : "False", to_text(range.lower),
                      to_text(range.upper), literals(values), literals(labels), literals(between)});
  }

  [[nodiscard]] std::string panel_text(const panel& in) const {
    std::string made = "axes = panel" + arguments({pixels(in.area.left), pixels(in.area.right), pixels(in.area.bottom),
                                                   pixels(in.area.top)});
    made += scale_text("x", in.shown->x, in.x, in.x_ticks, in.x_numbers) +
            scale_text("y", in.shown->y, in.y, in.y_ticks, in.y_numbers);
    for (const guide& one : in.shown->x.guides) {
      if (!shows(in.shown->x, one.value)) continue;
      const bool at_end = is_at_end(in, one);
      made += "guide" + arguments({"axes", literal("x"), to_text(one.value), literal(one.label), "0.02",
                                   literal(at_end ? "right" : "left")});
    }
    for (const guide& one : in.shown->y.guides)
      if (shows(in.shown->y, one.value))
        made +=
            "guide" + arguments({"axes", literal("y"), to_text(one.value), literal(one.label), "0", literal("left")});
    for (const mark& one : in.marks) {
      const look shown = drawn_.look_of(in, *one.of);
      made += "# " + literal(label_of(*in.shown, *one.of)) + "\n";
      for (const auto& piece : one.pieces) {
        std::vector<double> x;
        std::vector<double> lower;
        std::vector<double> upper;
        for (const mark_row& row : piece) {
          x.push_back(row.x);
          lower.push_back(row.lower);
          upper.push_back(row.upper);
        }
        std::vector<std::string> values{"axes", literals(x), literals(lower)};
        if (one.band) {
          values.insert(values.end(),
                        {literals(upper), colour_of(shown.colour), to_text(band_opacity), one.alone ? "0.7" : "0"});
        } else {
          const auto style = style_of(shown, !one.is_point(), one.has_markers(), is_bound(one.of->kind));
          values.insert(values.end(), style.begin(), style.end());
        }
        made += (one.band ? "band" : "line") + arguments(values);
      }
    }
    return made;
  }

  [[nodiscard]] std::string legend() const {
    std::string made;
    for (const box& one : drawn_.backgrounds)
      made += "background" + arguments({pixels(one.left), pixels(one.right), pixels(one.bottom), pixels(one.top)});
    for (const legend_entry& one : drawn_.legend) {
      if (one.band)
        made += "sample_band" +
                arguments({pixels(one.x), pixels(one.y), colour_of(one.look.colour), to_text(band_opacity)});
      if (one.line || one.marker) {
        std::vector<std::string> values{pixels(one.x), pixels(one.y)};
        const auto style = style_of(one.look, one.line, one.marker, one.bound);
        values.insert(values.end(), style.begin(), style.end());
        made += "sample_line" + arguments(values);
      }
      for (std::size_t i = 0; i < one.lines.size(); ++i)
        made +=
            "words" + arguments({pixels(one.x + sample_width + 8), pixels(one.line_height(i)), literal(one.lines[i])});
    }
    return made;
  }

  drawing drawn_;
};

}  // namespace detail

/// A Python script with the numbers of a plot in it, which draws them with matplotlib (3.5 and later) as write_plot
/// does with gnuplot: NAME.py makes NAME.svg and NAME.png. No text of a plot is code, or a formula.
/// - Throws: std::invalid_argument for a series whose parts disagree.
[[nodiscard]] inline std::string matplotlib(const plot& shown) {
  shown.validate();
  return detail::matplotlib_writer(shown).text();
}

/// The same of plots beside each other.
/// - Throws: std::domain_error too, for no column.
[[nodiscard]] inline std::string matplotlib(const small_multiples& shown) {
  shown.validate();
  return detail::matplotlib_writer(shown).text();
}

/// Writes the script of a plot, such as curve.py.
/// - Throws: as matplotlib does, and std::runtime_error for a file that cannot be written.
inline void write_matplotlib(const plot& shown, const std::filesystem::path& file) {
  write_file(file, matplotlib(shown));
}

/// The same of plots beside each other.
inline void write_matplotlib(const small_multiples& shown, const std::filesystem::path& file) {
  write_file(file, matplotlib(shown));
}

}  // namespace infobound::inline v0_1::report
