// SPDX-License-Identifier: BSL-1.0
// A stack of attention layers on the windows of a sequence, forwards and backwards.
#pragma once

#include <Eigen/Core>
#include <algorithm>
#include <array>
#include <cstddef>
#include <infobound/process/sequence/detail/attention_layer.hpp>
#include <vector>

namespace infobound::inline v0_1::detail {

/// L attention layers on W windows of K consecutive columns of one matrix; of the last layer only the last column is
/// computed. θ holds A_1, V_1, A_2, …, each column by column.
template <class Real>
class transformer_windows {
 public:
  using matrix = Eigen::MatrixX<Real>;

  void set_up(Eigen::Index context, Eigen::Index layers) {
    context_ = context;
    layers_.resize(static_cast<std::size_t>(layers));
  }

  /// How many windows are best taken at a time: enough to share scores, few enough for the cache.
  [[nodiscard]] Eigen::Index best_count() const {
    using std::max, std::min;
    if (context_ < least_shared) return 64;
    return min(max(context_, Eigen::Index{16}), max(Eigen::Index{8}, 1024 / context_));
  }

  /// The columns that the windows are windows of: r × (W + K − 1), to be filled before a pass.
  [[nodiscard]] matrix& positions() { return positions_; }

  /// The last column that the last layer makes of each window: r × W.
  [[nodiscard]] const matrix& outputs() const { return layers_.back().outputs(); }

  /// For one θ, which must outlive the passes on it. What the pass back needs is kept if `keep` says so.
  void forward(const Real* theta, bool keep) {
    const Eigen::Index size = positions_.rows();
    const Eigen::Index count = positions_.cols() - context_ + 1;
    const Eigen::Index weights = 2 * size * size;
    for (std::size_t i = 0; i < layers_.size(); ++i)
      layers_[i].take(theta + static_cast<Eigen::Index>(i) * weights, size);
    first_ = {context_, count, true};
    apart_ = {context_, count, false};
    if (layers_.size() > 1 && (context_ < least_shared || !layers_.front().is_bounded())) {
      windows_.resize(size, context_ * count);
      for (Eigen::Index w = 0; w < count; ++w)
        windows_.middleCols(w * context_, context_) = positions_.middleCols(w, context_);
      first_ = apart_;
    }
    for (std::size_t i = 0; i + 1 < layers_.size(); ++i) layers_[i].forward_all(inputs(i), layout(i), keep);
    layers_.back().forward_last(inputs(layers_.size() - 1), layout(layers_.size() - 1));
  }

  /// Adds Σ_w slope_wᵀ ∂output_w/∂θ to `gradient`, slope_w a column of slopes, which is overwritten.
  void backward(matrix& slopes, Real* gradient) {
    const Eigen::Index weights = 2 * positions_.rows() * positions_.rows();
    matrix* above = &slopes;
    for (std::size_t i = layers_.size(); i-- > 0;) {
      matrix* const below = i == 0 ? nullptr : &slopes_[i % 2];
      Real* const own = gradient + static_cast<Eigen::Index>(i) * weights;
      if (i + 1 == layers_.size())
        layers_[i].backward_last(inputs(i), layout(i), *above, below, own);
      else
        layers_[i].backward_all(inputs(i), layout(i), *above, below, own);
      above = below;
    }
  }

 private:
  using layout_type = typename attention_layer<Real>::layout;

  /// Below this context sharing the first layer's scores does not pay.
  static constexpr Eigen::Index least_shared = 8;

  [[nodiscard]] const matrix& inputs(std::size_t i) const {
    if (i > 0) return layers_[i - 1].outputs();
    return first_.overlap ? positions_ : windows_;
  }
  [[nodiscard]] const layout_type& layout(std::size_t i) const { return i == 0 ? first_ : apart_; }

  Eigen::Index context_ = 1;
  layout_type first_{};
  layout_type apart_{};
  std::vector<attention_layer<Real>> layers_;
  matrix positions_;
  matrix windows_;
  std::array<matrix, 2> slopes_;
};

}  // namespace infobound::inline v0_1::detail
