// SPDX-License-Identifier: BSL-1.0
// Results as tables, every number in a column of its own.
#pragma once

#include <cstddef>
#include <infobound/core/bound.hpp>
#include <infobound/core/curve.hpp>
#include <infobound/core/estimate.hpp>
#include <infobound/report/series.hpp>
#include <infobound/report/table.hpp>
#include <string>
#include <vector>

namespace infobound::inline v0_1::report {

/// One row a bound: its direction, value and source.
template <class Real>
[[nodiscard]] table tabulate(const std::vector<bound<Real>>& bounds) {
  table result{.columns = {{"direction", alignment::left}, {"value"}, {"source", alignment::left}}};
  for (const auto& one : bounds)
    result.rows.push_back({std::string(one.direction == direction::lower ? "lower" : "upper"),
                           static_cast<double>(one.value), one.source});
  return result;
}

/// One row an observation: t, and I(H_t;θ), 𝓛_t and the incremental error with both sides and their standard errors.
template <class Real>
[[nodiscard]] table tabulate(const curve<Real>& shown) {
  table result{.columns = {{"t"}}};
  for (const std::string quantity : {"information", "estimation_error", "incremental_error"})
    for (const std::string side : {"_lower", "_upper"}) {
      result.columns.push_back({quantity + side});
      result.columns.push_back({quantity + side + "_standard_error"});
    }
  for (std::size_t t = 1; t <= shown.horizon(); ++t) {
    std::vector<cell> row{t};
    for (const auto& quantity : {shown.information(t), shown.estimation_error(t), shown.incremental_error(t)})
      for (const auto& side : {quantity.lower, quantity.upper}) {
        row.emplace_back(static_cast<double>(side.mean));
        row.emplace_back(static_cast<double>(side.standard_error));
      }
    result.rows.push_back(row);
  }
  return result;
}

/// One row an x of a series: its name, x, lower, middle and upper; the cells of a part that it lacks are empty.
[[nodiscard]] inline table tabulate(const std::vector<series>& shown) {
  table result{.columns = {{"series", alignment::left}, {"x"}, {"lower"}, {"middle"}, {"upper"}}};
  for (const series& one : shown) {
    one.validate();
    for (std::size_t i = 0; i < one.x.size(); ++i) {
      std::vector<cell> row{one.name, one.x[i]};
      for (const auto* part : {&one.lower, &one.middle, &one.upper})
        if (part->empty())
          row.emplace_back();
        else
          row.emplace_back((*part)[i]);
      result.rows.push_back(row);
    }
  }
  return result;
}

}  // namespace infobound::inline v0_1::report
