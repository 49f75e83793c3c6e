// SPDX-License-Identifier: BSL-1.0
// Equality of numbers where it is meant to the last bit, which -Wfloat-equal cannot know of ==.
#pragma once

#include <infobound/core/compiler.hpp>
#include <type_traits>

namespace infobound::inline v0_1::detail {

/// a == b; NaN equals nothing.
template <class Real>
[[nodiscard]] constexpr bool equal(const Real& a, const std::type_identity_t<Real>& b) {
  return a <= b && a >= b;
}

template <class Real>
[[nodiscard]] constexpr bool is_nan(const Real& x) {
  return !equal(x, x);
}

}  // namespace infobound::inline v0_1::detail
