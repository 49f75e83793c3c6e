// SPDX-License-Identifier: BSL-1.0
// Moments of blocks summed along a fixed tree: the same bits however the blocks were split between runs.
#pragma once

#include <Eigen/Core>
#include <algorithm>
#include <bit>
#include <cassert>
#include <cstddef>
#include <infobound/core/moments.hpp>
#include <infobound/core/numeric/equal.hpp>
#include <infobound/core/require.hpp>
#include <vector>

namespace infobound::inline v0_1 {

/// The moments of blocks first … next − 1 of a run. Block indices are the leaves of a binary tree, in which 2^k blocks
/// from a multiple of 2^k on make one node; what is held are the largest nodes within the range. Siblings merge as soon
/// as both are there, so the sums of a range have the same bits whether its blocks were appended one by one or as the
/// sums of adjacent ranges.
/// - Cost: memory O(quantities · ln(last − first)), allocated at once.
template <class Real>
class moment_tree {
 public:
  using array = typename moments<Real>::array;

  /// Which blocks a partial sum is of.
  struct node {
    std::size_t first;   ///< block
    std::size_t blocks;  ///< a power of two that divides first
    std::size_t count;   ///< samples in them
  };

  /// No block yet, and room for first … last − 1.
  moment_tree(Eigen::Index quantities, std::size_t first, std::size_t last)
      : first_(first), next_(first), last_((std::max)(first, last)) {
    // At most two nodes of each size, and one that is not merged yet.
    std::size_t most = 1;
    for (std::size_t left = last_ - first_; left > 0; left /= 2) most += 2;
    nodes_.reserve(most);
    sums_.resize(2 * quantities, static_cast<Eigen::Index>(most));
  }

  [[nodiscard]] std::size_t first() const { return first_; }  ///< block
  [[nodiscard]] std::size_t next() const { return next_; }    ///< block that comes next
  [[nodiscard]] std::size_t last() const { return last_; }    ///< one past the last block that there is room for
  [[nodiscard]] std::size_t count() const { return count_; }  ///< samples
  [[nodiscard]] Eigen::Index quantities() const { return sums_.rows() / 2; }

  /// What is held, in order.
  [[nodiscard]] const std::vector<node>& nodes() const { return nodes_; }

  /// The moments of nodes()[i], as moments::sums.
  [[nodiscard]] auto sums(std::size_t i) const { return sums_.col(static_cast<Eigen::Index>(i)); }

  /// Appends the next block.
  void append(const moments<Real>& block) { append(1, block.count(), block.sums()); }

  /// Appends the range that comes next.
  /// - Throws: std::invalid_argument if another one comes next.
  void append(const moment_tree& later) {
    require_same_size("moment_tree: next block", static_cast<std::ptrdiff_t>(next_), "first block appended",
                      static_cast<std::ptrdiff_t>(later.first_));
    for (std::size_t i = 0; i < later.nodes_.size(); ++i)
      append(later.nodes_[i].blocks, later.nodes_[i].count, later.sums(i));
  }

  /// Whether that many blocks from the next on make a node within the range.
  [[nodiscard]] bool takes(std::size_t blocks) const {
    return std::has_single_bit(blocks) && next_ % blocks == 0 && blocks <= last_ - next_;
  }

  /// Appends a node.
  void append(std::size_t blocks, std::size_t count, const Eigen::Ref<const array>& sums) {
    assert(takes(blocks));
    sums_.col(static_cast<Eigen::Index>(nodes_.size())) = sums;
    nodes_.push_back({next_, blocks, count});
    next_ += blocks;
    count_ += count;
    while (nodes_.size() > 1 && siblings(nodes_[nodes_.size() - 2], nodes_.back())) {
      node& left = nodes_[nodes_.size() - 2];
      const auto column = static_cast<Eigen::Index>(nodes_.size()) - 1;
      moments<Real>::merge(left.count, sums_.col(column - 1), nodes_.back().count, sums_.col(column));
      left.blocks *= 2;
      nodes_.pop_back();
    }
  }

  /// The moments of all blocks that are there: those of the nodes, merged from the last to the first.
  [[nodiscard]] moments<Real> total() const {
    moments<Real> result(quantities());
    for (std::size_t i = nodes_.size(); i-- > 0;) result.merge(nodes_[i].count, sums(i));
    return result;
  }

 private:
  [[nodiscard]] static bool siblings(const node& left, const node& right) {
    return left.blocks == right.blocks && left.first % (2 * left.blocks) == 0;
  }

  std::size_t first_;
  std::size_t next_;
  std::size_t last_;
  std::size_t count_ = 0;
  std::vector<node> nodes_;
  Eigen::Array<Real, Eigen::Dynamic, Eigen::Dynamic, Eigen::ColMajor> sums_;
};

}  // namespace infobound::inline v0_1
