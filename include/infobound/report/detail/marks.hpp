// SPDX-License-Identifier: BSL-1.0
// The bands, lines and points of a plot.
#pragma once

#include <algorithm>
#include <cstddef>
#include <infobound/core/numeric/cmath.hpp>
#include <infobound/report/detail/look.hpp>
#include <infobound/report/detail/shown_range.hpp>
#include <infobound/report/plot_model.hpp>
#include <utility>
#include <vector>

namespace infobound::inline v0_1::report::detail {

struct mark_row {
  double x;
  double lower;  ///< of a line the same as upper
  double upper;
};

/// A band or a line of one series, without what its axes cannot show.
struct mark {
  const report::series* of;
  bool band;
  std::vector<std::vector<mark_row>> pieces;  ///< with gaps between them
  bool alone = true;                          ///< the series has no other mark

  [[nodiscard]] std::size_t size() const {
    std::size_t rows = 0;
    for (const auto& piece : pieces) rows += piece.size();
    return rows;
  }
  [[nodiscard]] bool is_point() const { return !band && of->x.size() == 1; }

  /// Where points are few, one sees which they are.
  [[nodiscard]] bool has_markers() const {
    constexpr std::size_t few = 12;
    return !band && size() <= few;
  }
};

/// In the order in which they are drawn: bands, bounds, other lines, points. The plot must outlive them.
[[nodiscard]] inline std::vector<mark> marks_of(const plot& shown, const shown_range& y) {
  std::vector<mark> marks;
  const auto add = [&](const series& one, bool band, auto row_at) {
    mark made{&one, band, {}};
    bool gap = true;
    for (std::size_t i = 0; i < one.x.size(); ++i) {
      const mark_row row = row_at(i);
      const bool shown_here = shows(shown.x, row.x) &&
                              (band ? !std::isnan(row.lower) && !std::isnan(row.upper) : shows(shown.y, row.lower));
      if (shown_here && gap) made.pieces.emplace_back();
      if (shown_here) made.pieces.back().push_back(row);
      gap = !shown_here;
    }
    if (!made.pieces.empty()) marks.push_back(std::move(made));
  };
  for (const series& one : shown.series) {
    const bool line = !one.middle.empty();
    const bool sides = !one.lower.empty() && !one.upper.empty();
    if (sides && (one.lower != one.upper || !line))
      add(one, true, [&](std::size_t i) {
        // std::clamp keeps NaN, as every comparison with it is false.
        return mark_row{one.x[i], std::clamp(one.lower[i], y.lower, y.upper),
                        std::clamp(one.upper[i], y.lower, y.upper)};
      });
    const auto& values = line ? one.middle : one.lower.empty() ? one.upper : one.lower;
    if (line || (!sides && !values.empty()))
      add(one, false, [&](std::size_t i) { return mark_row{one.x[i], values[i], values[i]}; });
  }
  for (std::size_t i = 1; i < marks.size(); ++i)
    if (marks[i - 1].of == marks[i].of) marks[i - 1].alone = marks[i].alone = false;
  const auto rank = [](const mark& one) { return one.band ? 0 : one.is_point() ? 3 : is_bound(one.of->kind) ? 1 : 2; };
  std::stable_sort(marks.begin(), marks.end(), [&](const mark& a, const mark& b) { return rank(a) < rank(b); });
  return marks;
}

}  // namespace infobound::inline v0_1::report::detail
