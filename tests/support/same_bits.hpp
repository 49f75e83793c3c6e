// SPDX-License-Identifier: BSL-1.0
// Results that are equal to the last bit.

#pragma once

#include <cstddef>
#include <infobound/core/curve.hpp>
#include <infobound/core/estimate.hpp>

template <class Real>
[[nodiscard]] bool same_bits(const infobound::estimate<Real>& a, const infobound::estimate<Real>& b) {
  return a.lower.mean == b.lower.mean && a.lower.standard_error == b.lower.standard_error &&
         a.upper.mean == b.upper.mean && a.upper.standard_error == b.upper.standard_error &&
         a.replicates == b.replicates && a.stopped == b.stopped && a.effective_sample_size == b.effective_sample_size &&
         a.skewness == b.skewness && a.unseen.possible == b.unseen.possible && a.unseen.below == b.unseen.below;
}

template <class Real>
[[nodiscard]] bool same_bits(const infobound::curve<Real>& a, const infobound::curve<Real>& b) {
  bool same = a.horizon() == b.horizon();
  for (std::size_t t = 1; same && t <= a.horizon(); ++t)
    same = same_bits(a.information(t), b.information(t)) && same_bits(a.incremental_error(t), b.incremental_error(t));
  return same;
}
