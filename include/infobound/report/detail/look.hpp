// SPDX-License-Identifier: BSL-1.0
// How series are told apart: a hue and a marker for each process, a broken line for each kind.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <infobound/report/plot_model.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace infobound::inline v0_1::report::detail {

/// The colours of Okabe and Ito, which are told apart whatever one's sight, but for a yellow that is faint on white.
inline constexpr std::array<std::string_view, 7> palette{"0072b2", "d55e00", "009e73", "cc79a7",
                                                         "e69f00", "56b4e9", "000000"};

inline constexpr double band_opacity = 0.2;

/// A colour as a band on white has it, but strong enough for a line.
[[nodiscard]] inline std::string paler(std::string_view colour) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string made;
  for (std::size_t i = 0; i + 1 < colour.size(); i += 2) {
    const std::size_t ink = 16 * digits.find(colour[i]) + digits.find(colour[i + 1]);
    const std::size_t mixed = 255 - (255 - ink) * 2 / 5;
    made += {digits[mixed / 16], digits[mixed % 16]};
  }
  return made;
}

/// A shape of markers, as each program calls it.
struct marker_shape {
  int gnuplot;
  char matplotlib;
  std::string_view vega;
};

inline constexpr std::array<marker_shape, 5> marker_shapes{{{7, 'o', "circle"},
                                                            {5, 's', "square"},
                                                            {9, '^', "triangle-up"},
                                                            {13, 'D', "diamond"},
                                                            {11, 'v', "triangle-down"}}};

struct look {
  std::string_view colour;
  marker_shape marker;
  std::vector<int> dashes;  ///< lengths of ink and of gaps in pixels; none for a line that is not broken
  double width;             ///< in pixels
};

[[nodiscard]] inline std::string_view name_of(kind of) {
  constexpr std::array<std::string_view, 7> names{"",       "exact", "estimate", "lower bound", "upper bound",
                                                  "bounds", "fit"};
  return names[static_cast<std::size_t>(of)];
}

[[nodiscard]] inline bool is_bound(kind of) { return of == kind::lower_bound || of == kind::upper_bound; }

/// The name in the legend: with the kind where two series have the same name.
[[nodiscard]] inline std::string label_of(const plot& shown, const series& one) {
  const auto same = std::count_if(shown.series.begin(), shown.series.end(),
                                  [&one](const series& each) { return each.name == one.name; });
  if (same < 2 || one.kind == kind::unspecified) return one.name;
  return one.name + (one.name.empty() ? "" : ", ") + std::string(name_of(one.kind));
}

/// The looks of the series of one picture.
class looks {
 public:
  void add(const plot& shown) {
    for (const series& one : shown.series)
      if (std::find(hues_.begin(), hues_.end(), hue_of(shown, one)) == hues_.end()) hues_.push_back(hue_of(shown, one));
  }

  [[nodiscard]] look of(const plot& shown, const series& one) const {
    const auto hue =
        static_cast<std::size_t>(std::find(hues_.begin(), hues_.end(), hue_of(shown, one)) - hues_.begin());
    look made{palette[hue % palette.size()], marker_shapes[hue % marker_shapes.size()], {}, 2.2};
    if (one.kind == kind::exact) made.width = 2.8;
    if (one.kind == kind::upper_bound) made.dashes = {9, 5};
    if (one.kind == kind::lower_bound) made.dashes = {2, 4};
    if (one.kind == kind::fit) made.dashes = {11, 4, 2, 4};
    return made;
  }

 private:
  /// What series of the same hue share.
  [[nodiscard]] static std::string hue_of(const plot& shown, const series& one) {
    if (!one.process.empty()) return one.process;
    const auto alike = std::count_if(shown.series.begin(), shown.series.end(), [&one](const series& each) {
      return each.process.empty() && each.kind == one.kind;
    });
    return one.kind == kind::unspecified || alike > 1 ? one.name : std::string();
  }

  std::vector<std::string> hues_;
};

}  // namespace infobound::inline v0_1::report::detail
