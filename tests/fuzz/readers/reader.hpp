// SPDX-License-Identifier: BSL-1.0
// What is the same for every reader: it takes a text, or refuses it in one sentence.

#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <string_view>

namespace fuzz {

/// The bytes that libFuzzer gives.
inline std::string_view text_of(const std::uint8_t* bytes, std::size_t size) {
  return {reinterpret_cast<const char*>(bytes), size};
}

/// Ends the program, for libFuzzer to keep the text, where something does not hold.
inline void require(bool holds, std::string_view what) {
  if (holds) return;
  std::cerr << what << '\n';
  std::abort();
}

/// Calls act(); where it throws a Refusal, that is one line, and no long one. Whatever else is thrown ends the program.
template <class Refusal, class Act>
void takes_or_refuses(Act act) {
  try {
    act();
  } catch (const Refusal& refusal) {
    const std::string_view said = refusal.what();
    const auto is_control = [](char letter) { return (static_cast<unsigned char>(letter) & 0xE0U) == 0; };
    require(!said.empty() && std::none_of(said.begin(), said.end(), is_control), "a refusal has control characters");
    require(said.size() < 400, "a refusal is long");
  }
}

}  // namespace fuzz
