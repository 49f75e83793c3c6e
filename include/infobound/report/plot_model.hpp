// SPDX-License-Identifier: BSL-1.0
// What a picture shows: series, axes, and lines that mark a value; and pictures side by side.
#pragma once

#include <cstddef>
#include <infobound/report/series.hpp>
#include <string>
#include <vector>

namespace infobound::inline v0_1::report {

/// What equal distances along an axis are: equal ratios, or equal differences.
enum class scale { logarithmic, linear };

/// Where the legend stands: below the picture, in a corner of it, where it may hide what is drawn there, or nowhere.
enum class legend_place { below, top_right, top_left, bottom_right, bottom_left, none };

/// A dashed line across the picture at a value of an axis, such as a target error.
struct guide {
  double value;
  std::string label;
};

/// What stands along an edge of the picture.
struct axis {
  std::string label;  ///< with the unit
  report::scale scale = scale::logarithmic;
  std::vector<guide> guides = {};
};

/// A series with a middle is a line, and a point if it has one x; one with lower and upper a band. Numbers that an axis
/// cannot show are left out: NaN, and what is not above 0 on a logarithmic axis; a band that is not bounded ends at the
/// frame.
struct plot {
  std::string title;  ///< one line or several
  axis x;
  axis y;
  std::vector<report::series> series;  ///< in the order of the legend
  legend_place legend = legend_place::below;
  std::string comment = {};  ///< a line for the data file and the script, such as describe(provenance)
};

/// Plots of one kind beside each other, row by row: series of the same place in a plot have the same colour, so that
/// one legend serves all.
struct small_multiples {
  std::string title;
  std::vector<plot> plots;
  std::size_t columns = 3;   ///< ≥ 1
  std::string comment = {};  ///< as that of a plot; those of the plots are left out
};

}  // namespace infobound::inline v0_1::report
