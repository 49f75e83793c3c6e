// SPDX-License-Identifier: BSL-1.0
// Counter-based random streams: the same numbers for the same key, whatever the execution.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <infobound/core/random_stream_type.hpp>

// Random123 includes every x86 intrinsic for its AES generators, which costs more to compile than all of Boost that is
// used here; Threefry is plain integer arithmetic. A program that wants those generators includes them before this
// file.
#ifndef _random123_array_dot_h__
#define R123_USE_SSE 0
#define R123_USE_AES_NI 0
#define R123_USE_X86INTRIN_H 0
#endif
#include <Random123/threefry.h>

namespace infobound::inline v0_1 {

namespace detail {

/// Fills `numbers` from block `first` on and moves `first` behind them. Independent blocks in one loop over local
/// copies: what a compiler needs to vectorise it. Kept out of line, as GCC makes the draws around it half as fast again
/// where it is not.
template <std::size_t Size>
[[gnu::noinline]] void fill_with_threefry(const std::array<std::uint64_t, 4>& stream, std::uint64_t& first,
                                          std::array<std::uint64_t, Size>& numbers) {
  const r123::Threefry4x64::key_type key{{stream[0], stream[1], stream[2], stream[3]}};
  const std::uint64_t start = first;
  for (std::uint64_t i = 0; i < Size / 4; ++i) {
    const r123::Threefry4x64::ctr_type block = threefry4x64_R(20, {{start + i, 0, 0, 0}}, key);
    for (std::size_t word = 0; word < 4; ++word) numbers[4 * i + word] = block.v[word];
  }
  first += Size / 4;
}

}  // namespace detail

inline random_stream::result_type random_stream::operator()() {
  if (next_ == words) {
    detail::fill_with_threefry(key_, block_, buffer_);
    next_ = 0;
  }
  return buffer_[next_++];
}

}  // namespace infobound::inline v0_1
