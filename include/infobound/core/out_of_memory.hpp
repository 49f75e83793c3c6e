// SPDX-License-Identifier: BSL-1.0
// Memory that is not there, told in a sentence: what asked for it, and for how much.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <infobound/core/require.hpp>
#include <new>
#include <string>
#include <string_view>

namespace infobound::inline v0_1 {

/// A std::bad_alloc whose what() is a sentence: "contrastive: a replicate of T = 50 asks for some 36 TB, more memory
/// than there is". It holds the words in itself, and so is copied without memory.
class out_of_memory : public std::bad_alloc {
 public:
  /// Keeps the first 255 characters of the sentence.
  explicit out_of_memory(std::string_view sentence) noexcept {
    std::copy_n(sentence.begin(), (std::min)(sentence.size(), words_.size() - 1), words_.begin());
  }
  /// The sentence.
  [[nodiscard]] const char* what() const noexcept override { return words_.data(); }

 private:
  std::array<char, 256> words_{};
};

namespace detail {

/// Two digits and a unit.
[[nodiscard]] inline std::string bytes_text(double bytes) {
  constexpr std::array<const char*, 7> units{" bytes", " kB", " MB", " GB", " TB", " PB", " EB"};
  std::size_t unit = 0;
  for (; bytes >= 999.5 && unit + 1 < units.size(); ++unit) bytes /= 1000;
  const double step = bytes >= 9.95 ? 1 : 0.1;
  return to_text(static_cast<float>(std::round(bytes / step) * step)) + units[unit];
}

/// What `work` returns; where memory runs out, who asked for it is named, with how much that is about; 0: not known.
template <class Work>
decltype(auto) within_memory(std::string_view who, const char* what, std::size_t horizon, double bytes, Work work) {
  try {
    return work();
  } catch (const out_of_memory&) {
    throw;
  } catch (const std::bad_alloc&) {
    const std::string size = bytes > 0 ? "some " + bytes_text(bytes) + ", " : std::string();
    throw out_of_memory(std::string(who) + ": " + what + " of T = " + to_text(horizon) + " asks for " + size +
                        "more memory than there is");
  }
}

}  // namespace detail

}  // namespace infobound::inline v0_1
