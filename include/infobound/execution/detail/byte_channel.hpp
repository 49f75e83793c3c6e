// SPDX-License-Identifier: BSL-1.0
// Numbers and arrays as bytes, for another process on machines of one kind.
#pragma once

#include <algorithm>
#include <cstddef>
#include <infobound/core/compiler.hpp>
#include <span>
#include <type_traits>
#include <utility>
#include <vector>

namespace infobound::inline v0_1::detail {

/// A number, or those of an array, in the memory that holds them.
template <class Value>
[[nodiscard]] auto numbers_in(Value& value) {
  if constexpr (requires { value.data(); })
    return std::span(value.data(), static_cast<std::size_t>(value.size()));
  else
    return std::span(&value, 1);
}

/// Whether values are what their bytes say.
template <class Value>
inline constexpr bool is_plain =
    std::is_arithmetic_v<typename decltype(numbers_in(std::declval<Value&>()))::value_type>;

/// Appends values to a message.
class byte_writer {
 public:
  explicit byte_writer(std::vector<std::byte>& message) : message_(message) {}

  template <class Value>
  void operator()(const Value& value) {
    static_assert(is_plain<Value>,
                  "infobound: mpi sends float, double and long double; leave it out for other scalars");
    if constexpr (is_plain<Value>) append(std::as_bytes(numbers_in(value)));
  }

  void append(std::span<const std::byte> bytes) { message_.insert(message_.end(), bytes.begin(), bytes.end()); }

 private:
  std::vector<std::byte>& message_;
};

/// Takes values from a message, in the order in which they were written.
class byte_reader {
 public:
  explicit byte_reader(std::span<const std::byte> message) : left_(message) {}

  template <class Value>
  void operator()(Value& value) {
    if constexpr (is_plain<Value>) {
      const auto to = std::as_writable_bytes(numbers_in(value));
      const auto from = next(to.size());
      std::copy(from.begin(), from.end(), to.begin());
    }
  }

  /// The next bytes, as they are.
  [[nodiscard]] std::span<const std::byte> next(std::size_t size) {
    const auto result = left_.first(size);
    left_ = left_.subspan(size);
    return result;
  }

  [[nodiscard]] std::span<const std::byte> rest() const { return left_; }

 private:
  std::span<const std::byte> left_;
};

}  // namespace infobound::inline v0_1::detail
