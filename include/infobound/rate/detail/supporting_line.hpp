// SPDX-License-Identifier: BSL-1.0
// Lines below a convex falling function, and the corners of the highest of them.
#pragma once

#include <algorithm>
#include <infobound/core/compiler.hpp>
#include <infobound/core/numeric/equal.hpp>
#include <utility>
#include <vector>

namespace infobound::inline v0_1::rate::detail {

/// H ≥ intercept − slope·loss; slope > 0.
template <class Real>
struct supporting_line {
  Real slope;
  Real intercept;

  [[nodiscard]] Real at(const Real& loss) const { return intercept - slope * loss; }
};

/// The corners (loss, rate) of the highest of the lines, from loss 0 to where it is 0.
template <class Real>
[[nodiscard]] std::vector<std::pair<Real, Real>> corners_of_highest(const std::vector<supporting_line<Real>>& lines) {
  std::vector<std::pair<Real, Real>> corners;
  // Highest at 0; then each time the line that crosses the present one first.
  const auto first = std::max_element(lines.begin(), lines.end(), [](const auto& one, const auto& two) {
    return !infobound::detail::equal(one.intercept, two.intercept) ? one.intercept < two.intercept
                                                                   : one.slope > two.slope;
  });
  const supporting_line<Real>* present = first == lines.end() ? nullptr : &*first;
  Real loss = 0;
  while (present != nullptr && present->at(loss) > 0) {
    corners.emplace_back(loss, present->at(loss));
    Real nearest = present->intercept / present->slope;  // where it is 0
    const supporting_line<Real>* next = nullptr;
    for (const auto& other : lines) {
      if (!(other.slope < present->slope)) continue;
      const Real crossing = (present->intercept - other.intercept) / (present->slope - other.slope);
      if (crossing > loss && crossing < nearest) {
        nearest = crossing;
        next = &other;
      }
    }
    if (next == nullptr) corners.emplace_back(nearest, Real(0));
    loss = nearest;
    present = next;
  }
  if (corners.empty()) corners.emplace_back(Real(0), Real(0));
  return corners;
}

}  // namespace infobound::inline v0_1::rate::detail
