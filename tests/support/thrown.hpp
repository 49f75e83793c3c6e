// SPDX-License-Identifier: BSL-1.0
// Errors as text, so that a test can hold them to it word for word.

#pragma once

#include <concepts>
#include <exception>
#include <string>
#include <typeinfo>

/// What the Exception thrown by `call` says; "nothing" or the other exception's words, marked, where it is not that.
template <class Exception, std::invocable Call>
[[nodiscard]] std::string thrown(Call call) {
  try {
    (void)call();
  } catch (const std::exception& error) {
    return typeid(error) == typeid(Exception) ? error.what() : std::string("another exception: ") + error.what();
  }
  return "nothing";
}
