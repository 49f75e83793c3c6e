// SPDX-License-Identifier: BSL-1.0
// Counter-based random streams: the same numbers for the same key, whatever the execution.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <infobound/core/compiler.hpp>
#include <limits>

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

/// What a stream is for: purposes of one replicate draw from streams that have nothing in common.
enum class stream_purpose : std::uint64_t {
  data = 0,       ///< θ and H_T
  contrasts = 1,  ///< draws from the prior beside θ
  proposals = 2,  ///< draws from an approximation of the posterior
  forward_chain = 3,
  reverse_chain = 4,
  first_pilot = 5,  ///< replicates that set a policy up and are not reported
  second_pilot = 6
};

/// A uniform random bit generator: Threefry4x64-20 (Salmon, Moraes, Dror, Shaw 2011) in counter mode, keyed by seed,
/// replicate and purpose, generated in whole blocks into a buffer.
class random_stream {
 public:
  using result_type = std::uint64_t;

  explicit random_stream(std::uint64_t seed, std::uint64_t replicate = 0, stream_purpose purpose = stream_purpose::data)
      : key_{{seed, replicate, static_cast<std::uint64_t>(purpose), 0}} {}

  [[nodiscard]] static constexpr result_type(min)() { return 0; }
  [[nodiscard]] static constexpr result_type(max)() { return (std::numeric_limits<result_type>::max)(); }

  result_type operator()() {
    if (next_ == words) refill();
    return buffer_[next_++];
  }

  /// Whether both have the same numbers to come.
  [[nodiscard]] friend bool operator==(const random_stream& a, const random_stream& b) {
    return a.key_ == b.key_ && a.block_ == b.block_ && a.next_ == b.next_;
  }

 private:
  static constexpr std::size_t words = 64;

  // Independent blocks in one loop over local copies: what a compiler needs to vectorise it. Kept out of line, as GCC
  // makes the draws around it half as fast again where it is not.
  [[gnu::noinline]] void refill() {
    const auto key = key_;
    const std::uint64_t first = block_;
    for (std::uint64_t i = 0; i < words / 4; ++i) {
      const r123::Threefry4x64::ctr_type block = threefry4x64_R(20, {{first + i, 0, 0, 0}}, key);
      for (std::size_t word = 0; word < 4; ++word) buffer_[4 * i + word] = block.v[word];
    }
    block_ += words / 4;
    next_ = 0;
  }

  r123::Threefry4x64::key_type key_;
  std::array<result_type, words> buffer_;
  std::uint64_t block_ = 0;
  std::size_t next_ = words;
};

}  // namespace infobound::inline v0_1
