// SPDX-License-Identifier: BSL-1.0
// Equality of numbers where it is meant to the last bit, which -Wfloat-equal cannot know of ==.
#pragma once

#include <infobound/core/compiler.hpp>

namespace infobound::inline v0_1::detail {

/// a == b; NaN equals nothing.
template <class A, class B>
[[nodiscard]] constexpr bool equal(const A& a, const B& b) {
  return a <= b && a >= b;
}

template <class Real>
[[nodiscard]] constexpr bool is_nan(const Real& x) {
  return !equal(x, x);
}

}  // namespace infobound::inline v0_1::detail
