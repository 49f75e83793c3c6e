// SPDX-License-Identifier: BSL-1.0
// The type of random streams without their generator, which Random123 does not have for every processor: all that
// concepts and declarations need. What draws includes core/random_stream.hpp.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <infobound/core/compiler.hpp>
#include <limits>

namespace infobound::inline v0_1 {

/// What a stream is for: purposes of one replicate draw from streams that have nothing in common.
enum class stream_purpose : std::uint64_t {
  data = 0,       ///< θ and H_T
  contrasts = 1,  ///< draws from the prior beside θ
  proposals = 2,  ///< draws from an approximation of the posterior
  forward_chain = 3,
  reverse_chain = 4,
  first_pilot = 5,  ///< replicates that set a policy up and are not reported
  second_pilot = 6,
  others = 7,  ///< further draws of (θ, H_T), whose mean tells noise from signal
  pilot_others = 8,
  learner = 9  ///< what a learner draws for itself: initial weights, minibatches
};

/// A uniform random bit generator: Threefry4x64-20 (Salmon, Moraes, Dror, Shaw 2011) in counter mode, keyed by seed,
/// replicate and purpose, generated in whole blocks into a buffer.
class random_stream {
 public:
  using result_type = std::uint64_t;  ///< all 64 bits are uniform

  /// The stream of that key, from its beginning.
  explicit random_stream(std::uint64_t seed, std::uint64_t replicate = 0, stream_purpose purpose = stream_purpose::data)
      : key_{seed, replicate, static_cast<std::uint64_t>(purpose), 0} {}

  /// The least number that is drawn.
  [[nodiscard]] static constexpr result_type(min)() { return 0; }
  /// The greatest.
  [[nodiscard]] static constexpr result_type(max)() { return (std::numeric_limits<result_type>::max)(); }

  /// The next number.
  inline result_type operator()();  // core/random_stream.hpp

  /// Whether both have the same numbers to come.
  [[nodiscard]] friend bool operator==(const random_stream& a, const random_stream& b) {
    return a.key_ == b.key_ && a.block_ == b.block_ && a.next_ == b.next_;
  }

 private:
  static constexpr std::size_t words = 64;

  std::array<std::uint64_t, 4> key_;
  std::array<result_type, words> buffer_ = {};
  std::uint64_t block_ = 0;
  std::size_t next_ = words;
};

}  // namespace infobound::inline v0_1
