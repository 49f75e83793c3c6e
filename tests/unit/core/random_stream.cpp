// SPDX-License-Identifier: BSL-1.0
#include <algorithm>
#include <array>
#include <boost/random/normal_distribution.hpp>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <infobound/core/random_stream.hpp>
#include <random>
#include <support/catch.hpp>
#include <vector>

namespace unit::core::random_stream {

namespace ib = infobound;

namespace {

using words = std::array<std::uint64_t, 4>;

words threefry(const words& counter, const words& key) {
  const auto block =
      threefry4x64_R(20, {{counter[0], counter[1], counter[2], counter[3]}}, {{key[0], key[1], key[2], key[3]}});
  return {block.v[0], block.v[1], block.v[2], block.v[3]};
}

std::vector<std::uint64_t> first(std::size_t count, ib::random_stream stream) {
  std::vector<std::uint64_t> drawn(count);
  for (auto& word : drawn) word = stream();
  return drawn;
}

}  // namespace

static_assert(std::uniform_random_bit_generator<ib::random_stream>);

TEST_CASE("the generator meets the published known answers of Threefry4x64-20", "[random_stream][reference]") {
  // kat_vectors of Random123: zeros, ones, and the hexadecimal digits of pi.
  constexpr std::uint64_t ones = ~std::uint64_t{0};
  CHECK(threefry({0, 0, 0, 0}, {0, 0, 0, 0}) ==
        words{0x09218ebde6c85537, 0x55941f5266d86105, 0x4bd25e16282434dc, 0xee29ec846bd2e40b});
  CHECK(threefry({ones, ones, ones, ones}, {ones, ones, ones, ones}) ==
        words{0x29c24097942bba1b, 0x0371bbfb0f6f4e11, 0x3c231ffa33f83a1c, 0xcd29113fde32d168});
  CHECK(threefry({0x243f6a8885a308d3, 0x13198a2e03707344, 0xa4093822299f31d0, 0x082efa98ec4e6c89},
                 {0x452821e638d01377, 0xbe5466cf34e90c6c, 0xbe5466cf34e90c6c, 0xc0ac29b7c97c50dd}) ==
        words{0xa7e8fde591651bd9, 0xbaafd0c30138319b, 0x84a5c1a729e685b9, 0x901d406ccebc1ba4});
}

TEST_CASE("the stream of seed 0, replicate 0 begins with the known answer of counter 0 and key 0",
          "[random_stream][reference]") {
  CHECK(first(4, ib::random_stream(0)) ==
        std::vector<std::uint64_t>{0x09218ebde6c85537, 0x55941f5266d86105, 0x4bd25e16282434dc, 0xee29ec846bd2e40b});
}

TEST_CASE("a stream is the generator at counters 0, 1, 2 … under the key (seed, replicate, purpose)",
          "[random_stream][exact]") {
  const std::uint64_t seed = 0x0123456789abcdef;
  const std::uint64_t replicate = 41;
  const auto drawn = first(400, ib::random_stream(seed, replicate, ib::stream_purpose::data));
  for (std::size_t block = 0; block < 100; ++block) {
    const words expected = threefry({block, 0, 0, 0}, {seed, replicate, 0, 0});
    CAPTURE(block);
    CHECK(std::equal(expected.begin(), expected.end(), drawn.begin() + static_cast<std::ptrdiff_t>(4 * block)));
  }
}

TEST_CASE("streams of another seed, replicate or purpose have nothing in common", "[random_stream][property]") {
  const auto other_purpose = static_cast<ib::stream_purpose>(1);
  std::vector<std::uint64_t> all;
  for (const auto& stream :
       {ib::random_stream(1), ib::random_stream(2), ib::random_stream(1, 1), ib::random_stream(2, 1),
        ib::random_stream(1, 2), ib::random_stream(1, 0, other_purpose), ib::random_stream(1, 1, other_purpose)}) {
    const auto drawn = first(1000, stream);
    all.insert(all.end(), drawn.begin(), drawn.end());
  }
  std::sort(all.begin(), all.end());
  // 7000 words of 64 bits: two alike by chance has probability 1e-12.
  CHECK(std::adjacent_find(all.begin(), all.end()) == all.end());
}

TEST_CASE("a copy of a stream continues with the same words", "[random_stream][exact]") {
  ib::random_stream stream(7);
  for (int i = 0; i < 70; ++i) (void)stream();
  const ib::random_stream copy = stream;
  CHECK(first(100, stream) == first(100, copy));
}

TEST_CASE("streams are equal when they have the same numbers to come", "[random_stream][exact]") {
  ib::random_stream one(7, 3);
  ib::random_stream other(7, 3);
  CHECK(one == other);
  for (int word = 0; word < 100; ++word) {
    one();
    CHECK_FALSE(one == other);
    other();
    CHECK(one == other);
  }
  CHECK_FALSE(ib::random_stream(7, 3) == ib::random_stream(7, 4));
  CHECK_FALSE(ib::random_stream(7, 3) == ib::random_stream(8, 3));
  CHECK_FALSE(ib::random_stream(7, 3) == ib::random_stream(7, 3, ib::stream_purpose::contrasts));
}

TEST_CASE("normal variates of a stream are the same on every system", "[random_stream][reference]") {
  // Boost.Random's variates are portable; these are the first of (seed 2026, replicate 3), recorded once.
  ib::random_stream stream(2026, 3);
  boost::random::normal_distribution<double> normal;
  for (const double expected : {1.8589210196755852, -0.85111378683516836, 0.72197297044054842, -0.64877329965213937})
    CHECK(normal(stream) == Approx(expected).epsilon(1e-14));
}

TEST_CASE("the words of a stream are balanced bit by bit", "[random_stream][statistical]") {
  // 64 counts of ones among 1e5 words, each normal; all within 6 standard deviations but with probability 1e-7.
  constexpr int draws = 100'000;
  std::array<int, 64> counts{};
  ib::random_stream stream(11, 5);
  for (int i = 0; i < draws; ++i) {
    const std::uint64_t word = stream();
    for (std::size_t bit = 0; bit < 64; ++bit) counts[bit] += static_cast<int>(word >> bit & 1);
  }
  const double deviation = std::sqrt(draws / 4.0);
  for (const int count : counts) CHECK(std::abs(count - draws / 2) < 6 * deviation);
}

}  // namespace unit::core::random_stream
