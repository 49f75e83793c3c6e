// SPDX-License-Identifier: BSL-1.0
// Checks of values: what is outside its domain is refused by name, with what was given and what is allowed.
#pragma once

#include <array>
#include <charconv>
#include <concepts>
#include <cstddef>
#include <infobound/core/compiler.hpp>
#include <infobound/core/detail/number_text.hpp>
#include <limits>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>

namespace infobound::inline v0_1 {

/// The shortest decimal text that reads back as the same number; wide types are shown rounded to double.
template <class Number>
[[nodiscard]] std::string to_text(const Number& value) {
  if constexpr (detail::written_by_to_chars<Number>) {
    std::array<char, 64> text;
    return {text.data(), std::to_chars(text.data(), text.data() + text.size(), value).ptr};
  } else if constexpr (std::floating_point<Number>) {
    return detail::shortest_text(value);
  } else {
    return to_text(static_cast<double>(value));
  }
}

/// How far a sum of probabilities may be from 1; within it they are divided by their sum.
template <class Real>
inline constexpr double probability_tolerance = std::numeric_limits<Real>::digits < 53 ? 1e-4 : 1e-8;

/// Whether only a negative number turns into this count.
template <class Number>
[[nodiscard]] constexpr bool was_negative([[maybe_unused]] const Number& value) {
  if constexpr (std::unsigned_integral<Number>)
    return value > (std::numeric_limits<Number>::max)() / 2;
  else
    return false;
}

/// Throws std::domain_error "name = value, must be allowed". A count that was negative is told as the number given.
template <class Number>
[[noreturn]] void refuse(std::string_view name, const Number& value, std::string_view allowed) {
  std::string text = to_text(value);
  if constexpr (std::unsigned_integral<Number>)
    if (was_negative(value)) text = to_text(static_cast<std::make_signed_t<Number>>(value));
  throw std::domain_error(std::string(name) + " = " + text + ", must be " + std::string(allowed));
}

/// Throws std::domain_error unless 0 < value < ∞; NaN is refused.
template <class Real>
void require_positive(std::string_view name, const Real& value) {
  if (!(value > 0 && value <= (std::numeric_limits<Real>::max)())) refuse(name, value, "> 0 and finite");
}

/// Throws std::domain_error unless 0 ≤ value < ∞; NaN is refused.
template <class Real>
void require_non_negative(std::string_view name, const Real& value) {
  if (!(value >= 0 && value <= (std::numeric_limits<Real>::max)())) refuse(name, value, ">= 0 and finite");
}

/// Throws std::domain_error unless 0 < value ≤ ∞; NaN is refused.
template <class Real>
void require_positive_or_infinite(std::string_view name, const Real& value) {
  if (!(value > 0)) refuse(name, value, "> 0");
}

/// Throws std::domain_error unless 0 ≤ value ≤ ∞; NaN is refused.
template <class Real>
void require_non_negative_or_infinite(std::string_view name, const Real& value) {
  if (!(value >= 0)) refuse(name, value, ">= 0");
}

/// Throws std::domain_error unless value is a number other than ±∞.
template <class Real>
void require_finite(std::string_view name, const Real& value) {
  const Real largest = (std::numeric_limits<Real>::max)();
  if (!(value >= -largest && value <= largest)) refuse(name, value, "finite");
}

/// Throws std::domain_error unless value ≥ least, which a count that was negative is not.
template <class Integer>
void require_at_least(std::string_view name, Integer value, std::type_identity_t<Integer> least) {
  if (!(value >= least) || was_negative(value)) refuse(name, value, ">= " + to_text(least));
}

/// Throws std::domain_error unless value ≤ most.
template <class Integer>
void require_at_most(std::string_view name, Integer value, std::type_identity_t<Integer> most,
                     std::string_view because) {
  if (!(value <= most)) refuse(name, value, "<= " + to_text(most) + ", " + std::string(because));
}

/// Throws std::domain_error unless 0 < value < 1; NaN is refused.
template <class Real>
void require_between_zero_and_one(std::string_view name, const Real& value) {
  if (!(value > 0 && value < 1)) refuse(name, value, "> 0 and < 1");
}

/// Throws std::invalid_argument unless the two sizes agree; both are named with their values.
inline void require_same_size(std::string_view name, std::ptrdiff_t size, std::string_view other,
                              std::ptrdiff_t other_size) {
  if (size != other_size)
    throw std::invalid_argument(std::string(name) + " = " + to_text(size) + " and " + std::string(other) + " = " +
                                to_text(other_size) + ", must be equal");
}

/// What a process or a policy has in common: a validate() that throws where a field is out of its domain.
template <class T>
concept validated = requires(const T& x) {
  x.validate();
};

/// Calls validate() on each argument that has one.
template <class... T>
void validate_all(const T&... arguments) {
  const auto check = [](const auto& argument) {
    if constexpr (validated<std::remove_cvref_t<decltype(argument)>>) argument.validate();
  };
  (check(arguments), ...);
}

}  // namespace infobound::inline v0_1
