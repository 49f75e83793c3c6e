// SPDX-License-Identifier: BSL-1.0
// Rate-distortion curves as series, for tables and pictures.
#pragma once

#include <algorithm>
#include <infobound/rate/rate_curve.hpp>
#include <infobound/report/series.hpp>
#include <string>
#include <utility>
#include <vector>

namespace infobound::inline v0_1::report {

/// H_{ε,T}(θ) against ε at every corner of a curve, as a band from its lower to its upper side, and a line
/// midway, which is seen where the two are too close to be.
template <class Real>
[[nodiscard]] series rate_series(std::string name, const rate_curve<Real>& shown) {
  std::vector<Real> corners;
  for (const auto& points : {shown.lower_points(), shown.upper_points()})
    for (const auto& corner : points) corners.push_back(corner.epsilon);
  std::sort(corners.begin(), corners.end());
  corners.erase(std::unique(corners.begin(), corners.end()), corners.end());
  series rates{.name = std::move(name)};
  for (const Real& epsilon : corners) {
    rates.x.push_back(static_cast<double>(epsilon));
    rates.lower.push_back(static_cast<double>(shown.rate_lower(epsilon)));
    rates.upper.push_back(static_cast<double>(shown.rate_upper(epsilon)));
    rates.middle.push_back((rates.lower.back() + rates.upper.back()) / 2);
  }
  return rates;
}

}  // namespace infobound::inline v0_1::report
