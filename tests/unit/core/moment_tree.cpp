// SPDX-License-Identifier: BSL-1.0
#include <Eigen/Core>
#include <algorithm>
#include <bit>
#include <boost/random/normal_distribution.hpp>
#include <boost/random/uniform_int_distribution.hpp>
#include <cstddef>
#include <infobound/core/moment_tree.hpp>
#include <infobound/core/moments.hpp>
#include <infobound/core/random_stream.hpp>
#include <stdexcept>
#include <support/catch.hpp>
#include <support/thrown.hpp>
#include <vector>

namespace unit::core::moment_tree {

namespace ib = infobound;
using Eigen::ArrayXd;
using sums = ib::moment_tree<double>;

namespace {

/// Three samples of two quantities, but two where the block is the last of an uneven run.
ib::moments<double> block(std::size_t index, bool uneven = false) {
  ib::random_stream rng(11, index);
  boost::random::normal_distribution<double> normal(3, 1);
  ib::moments<double> result(2);
  for (int i = uneven ? 1 : 0; i < 3; ++i)
    result.add(ArrayXd::NullaryExpr(2, [&](Eigen::Index q) { return q == 0 ? normal(rng) : 1e6 * normal(rng); }));
  return result;
}

/// Blocks first … last − 1 of a run of `all` blocks, one by one.
sums appended(std::size_t first, std::size_t last, std::size_t all) {
  sums result(2, first, last);
  for (std::size_t i = first; i < last; ++i) result.append(block(i, i + 1 == all));
  return result;
}

bool same_bits(const ib::moments<double>& a, const ib::moments<double>& b) {
  return a.count() == b.count() && (a.sums() == b.sums()).all();
}

bool same_bits(const sums& a, const sums& b) {
  bool same = a.first() == b.first() && a.next() == b.next() && a.count() == b.count() &&
              a.nodes().size() == b.nodes().size() && same_bits(a.total(), b.total());
  for (std::size_t i = 0; same && i < a.nodes().size(); ++i)
    same = a.nodes()[i].first == b.nodes()[i].first && a.nodes()[i].blocks == b.nodes()[i].blocks &&
           a.nodes()[i].count == b.nodes()[i].count && (a.sums(i) == b.sums(i)).all();
  return same;
}

}  // namespace

TEST_CASE("any split of a run into ranges, joined, has the bits of the run", "[moment_tree][property]") {
  for (std::size_t blocks = 1; blocks <= 40; ++blocks) {
    const sums whole = appended(0, blocks, blocks);
    for (std::size_t cut = 0; cut <= blocks; ++cut)
      for (std::size_t again = cut; again <= blocks; ++again) {
        CAPTURE(blocks, cut, again);
        sums left_first(2, 0, blocks);
        left_first.append(appended(0, cut, blocks));
        left_first.append(appended(cut, again, blocks));
        left_first.append(appended(again, blocks, blocks));
        CHECK(same_bits(left_first, whole));

        sums right(2, cut, blocks);
        right.append(appended(cut, again, blocks));
        right.append(appended(again, blocks, blocks));
        sums right_first(2, 0, blocks);
        right_first.append(appended(0, cut, blocks));
        right_first.append(right);
        CHECK(same_bits(right_first, whole));
      }
  }
}

TEST_CASE("so has a split of a thousand blocks into many ranges", "[moment_tree][property]") {
  const std::size_t blocks = 1000;
  const sums whole = appended(0, blocks, blocks);
  ib::random_stream rng(3);
  for (int trial = 0; trial < 20; ++trial) {
    boost::random::uniform_int_distribution<std::size_t> length(1,
                                                                1 + std::size_t{10} * static_cast<std::size_t>(trial));
    sums joined(2, 0, blocks);
    while (joined.next() < blocks) {
      const std::size_t last = std::min(blocks, joined.next() + length(rng));
      joined.append(appended(joined.next(), last, blocks));
    }
    CHECK(same_bits(joined, whole));
  }
}

TEST_CASE("what is held are the largest nodes of the range", "[moment_tree][exact]") {
  const auto held = [](std::size_t first, std::size_t last) {
    const sums made = appended(first, last, 100);
    std::vector<std::size_t> blocks;
    std::size_t next = first;
    for (const auto& node : made.nodes()) {
      CHECK(node.first == next);
      next += node.blocks;
      blocks.push_back(node.blocks);
    }
    CHECK(next == last);
    return blocks;
  };
  CHECK(held(0, 13) == std::vector<std::size_t>{8, 4, 1});
  CHECK(held(0, 64) == std::vector<std::size_t>{64});
  CHECK(held(3, 14) == std::vector<std::size_t>{1, 4, 4, 2});
  CHECK(held(1, 15) == std::vector<std::size_t>{1, 2, 4, 4, 2, 1});
  CHECK(held(5, 5).empty());
}

TEST_CASE("a hundred thousand blocks take seventeen nodes at most, in storage that does not move",
          "[moment_tree][property]") {
  const std::size_t blocks = 100'000;
  sums made(2, 0, blocks);
  const auto* const storage = made.nodes().data();
  const auto one = block(0);
  for (std::size_t i = 0; i < blocks; ++i) {
    made.append(one);
    if (made.nodes().size() != static_cast<std::size_t>(std::popcount(i + 1))) FAIL(i);
  }
  CHECK(made.nodes().data() == storage);
  CHECK(made.count() == 3 * blocks);
  CHECK(made.total()[0].mean == Approx(one[0].mean).epsilon(1e-14));

  // Ranges off the grid have up to two nodes of each size.
  for (const std::size_t first : {1U, 31U, 63U, 65'535U}) {
    sums shifted(2, first, first + 300);
    const auto* const shifted_storage = shifted.nodes().data();
    for (std::size_t i = 0; i < 300; ++i) shifted.append(one);
    CHECK(shifted.nodes().data() == shifted_storage);
  }
}

TEST_CASE("the total is that of all samples", "[moment_tree][exact]") {
  CHECK(same_bits(appended(7, 8, 100).total(), block(7)));
  CHECK(sums(2, 0, 10).total().count() == 0);
  const std::size_t blocks = 333;
  ib::moments<double> one_by_one(2);
  for (std::size_t i = 0; i < blocks; ++i) one_by_one.merge(block(i));
  const auto total = appended(0, blocks, 1000).total();
  CHECK(total.count() == 999);
  for (const Eigen::Index q : {0, 1}) {
    CHECK(total[q].mean == Approx(one_by_one[q].mean).epsilon(1e-14));
    CHECK(total[q].standard_error == Approx(one_by_one[q].standard_error).epsilon(1e-13));
  }
}

TEST_CASE("moments of vast numbers survive the first merge", "[moment_tree][exact]") {
  // (1e200)² is beyond double: nothing may be made of the difference to a mean of no samples.
  ib::moments<double> vast(1);
  for (int i = 0; i < 3; ++i) vast.add(ArrayXd::Constant(1, 1e200));
  ib::moment_tree<double> made(1, 0, 1);
  made.append(vast);
  CHECK(made.total()[0].mean == 1e200);
  CHECK(made.total()[0].standard_error == 0);
}

TEST_CASE("only the range that comes next can be appended", "[moment_tree][error]") {
  sums made = appended(0, 3, 10);
  CHECK(thrown<std::invalid_argument>([&] {
          made.append(appended(4, 5, 10));
          return 0;
        }) == "moment_tree: next block = 3 and first block appended = 4, must be equal");
  CHECK(made.next() == 3);

  const sums room(2, 4, 10);
  CHECK(room.takes(1));
  CHECK(room.takes(4));
  CHECK(!room.takes(0));
  CHECK(!room.takes(3));
  CHECK(!room.takes(8));
  CHECK(!sums(2, 4, 6).takes(4));
}

}  // namespace unit::core::moment_tree
