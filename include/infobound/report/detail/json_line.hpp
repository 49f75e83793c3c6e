// SPDX-License-Identifier: BSL-1.0
// A JSON object on a line of its own, member by member.
#pragma once

#include <algorithm>
#include <cstddef>
#include <infobound/core/compiler.hpp>
#include <string_view>

namespace infobound::inline v0_1::report::detail {

/// Reads {"name": value, …} of one line. Values are handed on as text, as they are read as numbers or not at all: of a
/// string what is between its quotes, of arrays and objects all of it.
class json_line {
 public:
  explicit json_line(std::string_view text) : rest_(text) {}

  /// use(name, value) of each member; whether the line is an object.
  template <class Use>
  [[nodiscard]] bool for_each_member(Use use) {
    if (!take('{')) return false;
    if (!take('}')) {
      do {
        std::string_view name;
        std::string_view value;
        if (!take_string(name) || !take(':') || !take_value(value)) return false;
        use(name, value);
      } while (take(','));
      if (!take('}')) return false;
    }
    skip_spaces();
    return rest_.empty();
  }

 private:
  void skip_spaces() { rest_.remove_prefix((std::min)(rest_.find_first_not_of(" \t\r"), rest_.size())); }

  /// The first of what is left, spaces aside.
  [[nodiscard]] char first() {
    skip_spaces();
    return rest_.empty() ? '\0' : rest_.front();
  }

  [[nodiscard]] bool take(char expected) {
    if (first() != expected) return false;
    rest_.remove_prefix(1);
    return true;
  }

  [[nodiscard]] std::string_view take_front(std::size_t count) {
    const std::string_view front = rest_.substr(0, count);
    rest_.remove_prefix(count);
    return front;
  }

  [[nodiscard]] bool take_string(std::string_view& text) {
    if (!take('"')) return false;
    std::size_t end = 0;
    while (end < rest_.size() && rest_[end] != '"') end += rest_[end] == '\\' ? std::size_t{2} : 1;
    if (end >= rest_.size()) return false;
    text = take_front(end);
    rest_.remove_prefix(1);
    return true;
  }

  [[nodiscard]] bool take_value(std::string_view& value) {
    if (first() == '"') return take_string(value);
    if (first() == '[' || first() == '{') return take_nested(value);
    value = take_front((std::min)(rest_.find_first_of(",:[]{}\" \t\r"), rest_.size()));
    return !value.empty();
  }

  /// An array or an object, to its own end; a loop, as lines may be as deep as they are long.
  [[nodiscard]] bool take_nested(std::string_view& value) {
    const std::string_view all = rest_;
    std::size_t depth = 0;
    do {
      const char next = first();
      std::string_view text;
      if (next == '"') {
        if (!take_string(text)) return false;
        continue;
      }
      if (rest_.empty()) return false;
      if (next == '[' || next == '{') ++depth;
      if (next == ']' || next == '}') --depth;
      rest_.remove_prefix(1);
    } while (depth > 0);
    value = all.substr(0, all.size() - rest_.size());
    return true;
  }

  std::string_view rest_;
};

}  // namespace infobound::inline v0_1::report::detail
