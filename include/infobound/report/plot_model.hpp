// SPDX-License-Identifier: BSL-1.0
// What a picture shows: series, axes, and lines that mark a value; and pictures side by side.
#pragma once

#include <cstddef>
#include <infobound/core/require.hpp>
#include <infobound/report/series.hpp>
#include <string>
#include <vector>

namespace infobound::inline v0_1::report {

/// What equal distances along an axis are: equal ratios, or equal differences.
enum class scale { logarithmic, linear };

/// Where the legend stands: beside the picture, each entry as high as its line ends; below it; in a corner of it, where
/// it may hide what is drawn there; or nowhere.
enum class legend_place { below, top_right, top_left, bottom_right, bottom_left, none, beside };

/// A dashed line across the picture at a value of an axis, such as a target error.
struct guide {
  double value;       ///< of the axis
  std::string label;  ///< written beside the line
};

/// What stands along an edge of the picture.
struct axis {
  std::string label;                         ///< with the unit
  report::scale scale = scale::logarithmic;  ///< of its values
  std::vector<guide> guides = {};            ///< lines across the picture at values of this axis
};

/// A series with a middle is a line, and a point if it has one x; one with lower and upper a band. Numbers that an axis
/// cannot show are left out: NaN, and what is not above 0 on a logarithmic axis; a band that is not bounded ends at the
/// frame.
///
/// A hue is a process: that which series name, or one for all that name none and are of different kinds; any other
/// series has its own. The kind of a series is how its line is broken. Lines of at most twelve points have markers. The
/// hues are those of Okabe and Ito, seven that are told apart whatever one's sight. A logarithmic x axis of few
/// values is labelled at these. Bands that series name have an entry in the legend.
struct plot {
  std::string title;                   ///< one line or several: the answer, and below it, smaller, what is shown
  axis x;                              ///< along the bottom
  axis y;                              ///< along the left
  std::vector<report::series> series;  ///< of equal names, each is told by its kind too
  legend_place legend = legend_place::beside;  ///< where it stands
  std::string comment = {};  ///< a line for the data file and the script, such as describe(provenance)

  /// - Throws: std::invalid_argument for a series whose parts disagree.
  void validate() const {
    for (const report::series& one : series) one.validate();
  }
};

/// Plots of one kind beside each other, row by row: series of the same name or process have the same look, so that one
/// legend, below them, serves all. It has no entries of plots whose legend is none.
struct small_multiples {
  std::string title;         ///< above all
  std::vector<plot> plots;   ///< row by row
  std::size_t columns = 3;   ///< ≥ 1
  std::string comment = {};  ///< as that of a plot; those of the plots are left out
  bool same_axes = true;     ///< axes of the same label and scale have the same range, and numbers at the edges alone

  /// - Throws: std::domain_error for no column, std::invalid_argument for a series whose parts disagree.
  void validate() const {
    require_at_least("small_multiples.columns", columns, 1);
    for (const plot& one : plots) one.validate();
  }
};

}  // namespace infobound::inline v0_1::report
