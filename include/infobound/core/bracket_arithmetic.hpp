// SPDX-License-Identifier: BSL-1.0
// A bracket from one bound after another.
#pragma once

#include <infobound/core/bound.hpp>
#include <limits>
#include <utility>
#include <vector>

namespace infobound::inline v0_1::detail {

/// The best of what is known on either side.
template <class Real>
struct narrowing_bracket {
  bracket<Real> best{{Real(0), "information is not negative"},
                     {std::numeric_limits<Real>::infinity(), "no upper bound is known"}};

  /// A source is written down only where its value is better.
  template <class Source>
  void raise(const Real& value, Source&& source) {
    if (value > best.lower.value) best.lower = {value, std::forward<Source>(source)};
  }
  template <class Source>
  void reduce(const Real& value, Source&& source) {
    if (value < best.upper.value) best.upper = {value, std::forward<Source>(source)};
  }
  template <class Source>
  void narrow(const Real& value, direction side, Source&& source) {
    side == direction::lower ? raise(value, std::forward<Source>(source)) : reduce(value, std::forward<Source>(source));
  }
  void narrow(std::vector<bound<Real>> bounds) {
    for (auto& [value, side, source] : bounds) narrow(value, side, std::move(source));
  }
  void settle(const Real& value, const char* source) {
    raise(value, source);
    reduce(value, source);
  }
  /// Bounds that are equal but for so many units of rounding change places; any that contradict each other are shown as
  /// they are.
  void order(int units) {
    const Real rounding = Real(units) * std::numeric_limits<Real>::epsilon();
    const Real least = 64 * std::numeric_limits<Real>::denorm_min();
    if (best.upper.value < best.lower.value && best.lower.value <= best.upper.value * (1 + rounding) + least)
      std::swap(best.lower.value, best.upper.value);
  }
};

}  // namespace infobound::inline v0_1::detail
