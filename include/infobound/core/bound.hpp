// SPDX-License-Identifier: BSL-1.0
// What theorems say of a number: a bound with its direction and source, and a bracket of two.
#pragma once

#include <infobound/core/compiler.hpp>
#include <infobound/core/numeric/wide.hpp>
#include <iosfwd>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace infobound::inline v0_1 {

/// Which side of the truth a bound is on.
enum class direction { lower, upper };

/// A number and the theorem that it rests on.
template <class Real>
struct sourced {
  Real value;
  std::string source;
};

/// One theorem's word on a quantity: truth ≥ value if the direction is lower, truth ≤ value if it is upper.
template <class Real>
struct bound {
  Real value;
  infobound::direction direction;
  std::string source;
};

/// lower.value ≤ truth ≤ upper.value; 0 and ∞ where nothing better is known.
template <class Real>
struct bracket {
  sourced<Real> lower;
  sourced<Real> upper;
};

/// Writes "0.0757, Jensen's inequality (theory 3.4 i)".
template <class Character, class Traits, class Real>
std::basic_ostream<Character, Traits>& operator<<(std::basic_ostream<Character, Traits>& out,
                                                  const sourced<Real>& shown) {
  return out << shown.value << ", " << shown.source.c_str();
}

/// Writes "≤ 0.0757, Jensen's inequality (theory 3.4 i)", or ≥ for a lower bound.
template <class Character, class Traits, class Real>
std::basic_ostream<Character, Traits>& operator<<(std::basic_ostream<Character, Traits>& out,
                                                  const bound<Real>& shown) {
  return out << (shown.direction == direction::lower ? "≥ " : "≤ ") << shown.value << ", " << shown.source.c_str();
}

/// Writes "[0.07, 0.09]".
template <class Character, class Traits, class Real>
std::basic_ostream<Character, Traits>& operator<<(std::basic_ostream<Character, Traits>& out,
                                                  const bracket<Real>& shown) {
  return out << '[' << shown.lower.value << ", " << shown.upper.value << ']';
}

namespace detail {

/// Bounds, each rounded to its safe side.
template <class Real>
[[nodiscard]] std::vector<bound<Real>> rounded(std::vector<bound<wide_scalar<Real>>> bounds) {
  if constexpr (std::is_same_v<Real, wide_scalar<Real>>) {
    return bounds;
  } else {
    std::vector<bound<Real>> result;
    result.reserve(bounds.size());
    for (auto& [value, side, source] : bounds)
      result.push_back(
          {side == direction::upper ? rounded_up<Real>(value) : rounded_down<Real>(value), side, std::move(source)});
    return result;
  }
}

}  // namespace detail

}  // namespace infobound::inline v0_1
