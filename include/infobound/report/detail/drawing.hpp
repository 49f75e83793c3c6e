// SPDX-License-Identifier: BSL-1.0
// Where everything of a picture stands, whichever program draws it.
#pragma once

#include <algorithm>
#include <cstddef>
#include <infobound/core/numeric/cmath.hpp>
#include <infobound/report/detail/display_width.hpp>
#include <infobound/report/detail/look.hpp>
#include <infobound/report/detail/marks.hpp>
#include <infobound/report/detail/shown_range.hpp>
#include <infobound/report/detail/ticks.hpp>
#include <infobound/report/detail/wrapped_lines.hpp>
#include <infobound/report/plot_model.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace infobound::inline v0_1::report::detail {

inline constexpr double text_size = 13;
inline constexpr double letter_width = 7.5;  // of a wide font in this size, on average
inline constexpr double sample_width = 40;

/// Lengths are in pixels, from the lower left corner of the picture.
struct box {
  double left;
  double right;
  double bottom;
  double top;
};

/// A line of text that begins at a place, or has its middle there.
struct placed_text {
  double x;
  double y;
  std::string text;
  double size = text_size;
  std::string_view colour = "303030";
  bool centred = false;
  bool rotated = false;  ///< from below to above
};

/// A legend's entry: what it is drawn as, and its name in one or more lines.
struct legend_entry {
  std::string label;
  std::vector<std::string> lines;
  detail::look look;
  bool band = false;
  bool line = false;
  bool marker = false;
  bool bound = false;
  double wanted = 0;  ///< where it would best stand
  double x = 0;       ///< where its sample begins
  double y = 0;       ///< the middle of it

  [[nodiscard]] double height() const { return 17 * static_cast<double>(lines.size()) + 5; }
  /// The middle of a line of its name.
  [[nodiscard]] double line_height(std::size_t number) const {
    return y + 17 * (static_cast<double>(lines.size() - 1) / 2 - static_cast<double>(number));
  }
};

/// A plot within its frame.
struct panel {
  const plot* shown;
  box area;
  shown_range x;
  shown_range y;
  std::vector<tick> x_ticks;
  std::vector<tick> y_ticks;
  std::vector<mark> marks;
  bool x_numbers = true;
  bool y_numbers = true;
};

[[nodiscard]] inline double width_of(std::string_view text) {
  return letter_width * static_cast<double>(display_width(text));
}

[[nodiscard]] inline shown_range x_range_of(const plot& shown) {
  shown_range range;
  for (const series& one : shown.series)
    for (const double value : one.x) range.include(shown.x, value);
  for (const guide& one : shown.x.guides) range.include(shown.x, one.value);
  return range;
}

[[nodiscard]] inline shown_range y_range_of(const plot& shown) {
  shown_range range;
  for (const series& one : shown.series)
    for (const auto* part : {&one.lower, &one.middle, &one.upper})
      for (const double value : *part) range.include(shown.y, value);
  for (const guide& one : shown.y.guides) range.include(shown.y, one.value);
  return range;
}

/// Whether the label of a guide across x would leave the frame on the right.
[[nodiscard]] inline bool is_at_end(const panel& in, const guide& one) {
  const double at = in.x.share(in.shown->x, one.value) * (in.area.right - in.area.left);
  return at + width_of(one.label) + 12 > in.area.right - in.area.left;
}

/// One or several plots, which must outlive it.
class drawing {
 public:
  explicit drawing(const plot& shown) : comment(shown.comment) {
    looks_.add(shown);
    const shown_range x = x_range_of(shown).padded(shown.x, 0.03);
    const shown_range y = y_range_of(shown).padded(shown.y, 0.06);
    constexpr double area_height = 380;
    panel& made = panels.emplace_back(panel{&shown, {}, x, y, {}, {}, marks_of(shown, y)});
    made.y_ticks = ticks_of(shown.y, y, static_cast<int>(area_height / 38));
    add_entries(made);
    add_entries_of_bands();

    width = 900;
    const double title = title_height(shown.title);
    const double left = 32 + widest(made.y_ticks);
    double right = 30;
    if (shown.legend == legend_place::beside)
      for (const legend_entry& one : legend) right = (std::max)(right, 18 + entry_width(one));
    double bottom = 66;
    const double below = shown.legend == legend_place::below ? height_below(width - left) : 0;
    bottom += below;
    made.area = {left, width - right, bottom, bottom + area_height};
    height = made.area.top + 32 + title;
    made.x_ticks = x_ticks_of({&shown}, x, made.area.right - left, 55);
    place_title(shown.title, 14);
    texts.push_back({14, made.area.top + 18, one_line(shown.y.label)});
    texts.push_back(x_label(made));
    place_legend(shown.legend, made.area, below);
  }

  explicit drawing(const small_multiples& shown) : comment(shown.comment) {
    for (const plot& one : shown.plots) looks_.add(one);
    const bool same_x = shown.same_axes && all_same(shown, &plot::x);
    const bool same_y = shown.same_axes && all_same(shown, &plot::y);
    shown_range all_x;
    shown_range all_y;
    for (const plot& one : shown.plots) {
      all_x.include(x_range_of(one));
      all_y.include(y_range_of(one));
    }
    std::vector<const plot*> all;
    for (const plot& one : shown.plots) all.push_back(&one);

    const std::size_t number = all.size();
    const std::size_t columns = (std::max)(std::size_t{1}, (std::min)(shown.columns, number));
    const auto across = static_cast<double>(columns);
    width = columns > 3 ? 1240 : 960;
    for (const plot& one : shown.plots) {
      const shown_range x = (same_x ? all_x : x_range_of(one)).padded(one.x, 0.04);
      const shown_range y = (same_y ? all_y : y_range_of(one)).padded(one.y, 0.06);
      panels.push_back({&one, {}, x, y, {}, ticks_of(one.y, y, columns > 2 ? 6 : 8), marks_of(one, y)});
      if (one.legend != legend_place::none) add_entries(panels.back());
    }
    if (!legend.empty()) add_entries_of_bands();
    double left = 0;
    for (const panel& one : panels) left = (std::max)(left, 52 + widest(one.y_ticks));
    const double gap = same_y ? 22 : left + 8;
    const double area_width = (width - left - 16 - (across - 1) * gap) / across;
    const double area_height = std::clamp(0.7 * area_width, 150.0, 300.0);
    const auto title_columns = static_cast<std::size_t>(area_width / (1.1 * letter_width));
    std::size_t title_lines = 1;
    for (const plot& one : shown.plots)
      title_lines = (std::max)(title_lines, wrapped_lines(one.title, title_columns).size());
    const double panel_title = 18 * static_cast<double>(title_lines) + 8;
    const bool shares_rows = same_x && number % columns == 0;
    const double row = area_height + panel_title + (shares_rows ? 12 : 60);
    const double below = height_below(width - left);
    const auto rows = static_cast<double>((number + columns - 1) / columns);
    const double bottom = 66 + below;
    height = bottom + rows * row - (shares_rows ? 12 : 60) + title_height(shown.title) + 6;
    for (std::size_t i = 0; i < number; ++i) {
      panel& one = panels[i];
      const std::size_t column = i % columns;
      const double x = left + static_cast<double>(column) * (area_width + gap);
      const double y = bottom + (rows - 1 - static_cast<double>(i / columns)) * row;
      one.area = {x, x + area_width, y, y + area_height};
      one.x_ticks = x_ticks_of(same_x ? all : std::vector<const plot*>{one.shown}, one.x, area_width, 52);
      one.y_numbers = !same_y || column == 0;
      one.x_numbers = !same_x || i + columns >= number;
      if (one.y_numbers)
        texts.push_back({x - widest(one.y_ticks) - 32, y + area_height / 2, one_line(one.shown->y.label), text_size,
                         "303030", true, true});
      if (one.x_numbers) texts.push_back(x_label(one));
      const auto lines = wrapped_lines(one.shown->title, title_columns);
      for (std::size_t k = 0; k < lines.size(); ++k)
        texts.push_back(
            {x, one.area.top + 14 + 18 * static_cast<double>(lines.size() - 1 - k), lines[k], 14, "000000"});
    }
    place_title(shown.title, 14);
    place_legend(legend_place::below, {left, width - 16, bottom, height}, below);
  }

  [[nodiscard]] detail::look look_of(const panel& in, const series& one) const { return looks_.of(*in.shown, one); }

  /// What the bands that are drawn are, each once.
  [[nodiscard]] std::vector<std::string> bands() const {
    std::vector<std::string> found;
    for (const panel& in : panels)
      for (const mark& one : in.marks)
        if (one.band && !one.of->band.empty() && std::find(found.begin(), found.end(), one.of->band) == found.end())
          found.push_back(one.of->band);
    return found;
  }

  [[nodiscard]] static std::string one_line(std::string text) {
    std::replace_if(
        text.begin(), text.end(), [](char letter) { return static_cast<unsigned char>(letter) < 0x20; }, ' ');
    return text;
  }

  double width = 0;
  double height = 0;
  std::vector<panel> panels;
  std::vector<placed_text> texts;
  std::vector<legend_entry> legend;
  std::vector<box> backgrounds;  ///< white, below the legend
  std::string comment;

 private:
  static constexpr double title_size = 17;
  static constexpr std::size_t legend_columns = 30;

  [[nodiscard]] static std::vector<tick> ticks_of(const axis& on, const shown_range& range, int room) {
    return on.scale == scale::linear ? even_ticks(range.lower, range.upper)
                                     : logarithmic_ticks(range.lower, range.upper, room);
  }

  [[nodiscard]] static std::vector<tick> x_ticks_of(const std::vector<const plot*>& plots, const shown_range& range,
                                                    double pixels, double room) {
    const axis& on = plots.front()->x;
    if (on.scale == scale::logarithmic) {
      std::vector<double> values;
      for (const plot* one : plots)
        for (const series& each : one->series)
          for (const double value : each.x)
            if (shows(on, value)) values.push_back(value);
      std::sort(values.begin(), values.end());
      values.erase(std::unique(values.begin(), values.end()), values.end());
      auto ticks = ticks_at(values, range.lower, range.upper, pixels);
      if (!ticks.empty()) return ticks;
    }
    return ticks_of(on, range, static_cast<int>(pixels / room));
  }

  [[nodiscard]] static bool all_same(const small_multiples& shown, axis plot::*which) {
    return std::all_of(shown.plots.begin(), shown.plots.end(), [&](const plot& one) {
      const axis& first = shown.plots.front().*which;
      return (one.*which).label == first.label && (one.*which).scale == first.scale;
    });
  }

  [[nodiscard]] static placed_text x_label(const panel& in) {
    return {(in.area.left + in.area.right) / 2,
            in.area.bottom - 50,
            one_line(in.shown->x.label),
            text_size,
            "303030",
            true};
  }

  [[nodiscard]] static double widest(const std::vector<tick>& ticks) {
    double width = 0;
    for (const tick& one : ticks) width = (std::max)(width, width_of(one.label));
    return width;
  }

  [[nodiscard]] static double entry_width(const legend_entry& one) {
    double text = 0;
    for (const std::string& line : one.lines) text = (std::max)(text, width_of(line));
    return sample_width + 8 + text + 10;
  }

  /// The title's lines: those of its first, larger, and the others'.
  struct title_line {
    std::string text;
    bool answer;
  };
  [[nodiscard]] std::vector<title_line> title_lines(const std::string& title) const {
    std::vector<title_line> lines;
    const std::size_t end = title.find('\n');
    const double room = width - 28;
    for (auto& line : wrapped_lines(title.substr(0, end), static_cast<std::size_t>(room / (0.53 * title_size))))
      lines.push_back({std::move(line), true});
    if (end != std::string::npos)
      for (auto& line : wrapped_lines(title.substr(end + 1), static_cast<std::size_t>(room / letter_width)))
        lines.push_back({std::move(line), false});
    if (title.empty()) lines.clear();
    return lines;
  }
  [[nodiscard]] double title_height(const std::string& title) const {
    double height_of_lines = 12;
    for (const title_line& one : title_lines(title)) height_of_lines += one.answer ? 23 : 19;
    return height_of_lines;
  }
  void place_title(const std::string& title, double x) {
    double y = height - 10;
    for (title_line& one : title_lines(title)) {
      const double line = one.answer ? 23 : 19;
      texts.push_back({x, y - line / 2, std::move(one.text), one.answer ? title_size : text_size,
                       one.answer ? "000000" : "505050"});
      y -= line;
    }
  }

  void add_entries(const panel& in) {
    const plot& shown = *in.shown;
    const auto height_of = [&](const mark& one) {
      const mark_row& last = one.pieces.back().back();
      const double share = (in.y.share(shown.y, last.lower) + in.y.share(shown.y, last.upper)) / 2;
      return share;
    };
    for (const series& one : shown.series) {
      legend_entry entry{label_of(shown, one), {}, looks_.of(shown, one)};
      entry.bound = is_bound(one.kind);
      for (const mark& each : in.marks) {
        if (each.of != &one) continue;
        entry.wanted = height_of(each);
        if (each.band) entry.band = true;
        if (!each.band && !each.is_point()) entry.line = true;
        if (each.has_markers()) entry.marker = true;
      }
      if (entry.label.empty() || !(entry.band || entry.line || entry.marker)) continue;
      const auto same = [&](const legend_entry& each) { return each.label == entry.label; };
      if (std::any_of(legend.begin(), legend.end(), same)) continue;
      entry.lines = wrapped_lines(entry.label, legend_columns);
      legend.push_back(std::move(entry));
    }
  }

  /// After those of the series.
  void add_entries_of_bands() {
    for (const std::string& one : bands()) {
      legend_entry note{one, wrapped_lines("band: " + one, legend_columns), {"707070", {}, {}, 0}};
      note.band = true;
      note.wanted = -1;
      legend.push_back(std::move(note));
    }
  }

  [[nodiscard]] double column_width() const {
    double column = 1;
    for (const legend_entry& one : legend) column = (std::max)(column, entry_width(one) + 14);
    return column;
  }
  [[nodiscard]] double row_height() const {
    double row = 0;
    for (const legend_entry& one : legend) row = (std::max)(row, one.height());
    return row;
  }
  [[nodiscard]] std::size_t columns_in(double room) const {
    return (std::max)(std::size_t{1}, static_cast<std::size_t>(room / column_width()));
  }
  [[nodiscard]] double height_below(double room) const {
    if (legend.empty()) return 0;
    return row_height() * static_cast<double>((legend.size() - 1) / columns_in(room) + 1);
  }

  void place_legend(legend_place place, const box& area, double below) {
    double all = 0;
    double widest_entry = 0;
    for (const legend_entry& one : legend) {
      all += one.height();
      widest_entry = (std::max)(widest_entry, entry_width(one));
    }
    if (place == legend_place::none) legend.clear();
    if (legend.empty()) return;
    if (place == legend_place::beside) {
      for (legend_entry& one : legend) {
        one.x = area.right + 18;
        one.wanted = area.bottom + one.wanted * (area.top - area.bottom);
      }
      std::stable_sort(legend.begin(), legend.end(),
                       [](const legend_entry& a, const legend_entry& b) { return a.wanted > b.wanted; });
      spread(area.bottom - 8, area.top + 8);
    } else if (place == legend_place::below) {
      const std::size_t columns = columns_in(width - area.left);
      double top = below;
      for (std::size_t i = 0; i < legend.size(); ++i) {
        legend[i].x = area.left + column_width() * static_cast<double>(i % columns);
        legend[i].y = top - row_height() * (static_cast<double>(i / columns) + 0.5);
      }
    } else {
      const bool at_left = place == legend_place::top_left || place == legend_place::bottom_left;
      const bool at_top = place == legend_place::top_left || place == legend_place::top_right;
      const double left = at_left ? area.left + 12 : area.right - widest_entry - 8;
      const double top = at_top ? area.top - 8 : area.bottom + 8 + all;
      backgrounds.push_back({left - 4, left + widest_entry, top - all, top});
      double y = top;
      for (legend_entry& one : legend) {
        one.x = left;
        one.y = y - one.height() / 2;
        y -= one.height();
      }
    }
  }

  /// Moves entries, in order from above, from where they would stand to where they do not hide each other.
  void spread(double floor, double ceiling) {
    double limit = ceiling;
    for (legend_entry& one : legend) {
      one.y = (std::min)(one.wanted, limit - one.height() / 2);
      limit = one.y - one.height() / 2;
    }
    limit = floor;
    for (auto one = legend.rbegin(); one != legend.rend(); ++one) {
      one->y = (std::max)(one->y, limit + one->height() / 2);
      limit = one->y + one->height() / 2;
    }
  }

  looks looks_;
};

}  // namespace infobound::inline v0_1::report::detail
