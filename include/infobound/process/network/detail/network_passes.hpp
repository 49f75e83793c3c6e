// SPDX-License-Identifier: BSL-1.0
// Passes through a ReLU network: outputs for many parameters at once, and the gradient by a reverse pass.
#pragma once

#include <Eigen/Core>
#include <algorithm>
#include <infobound/core/compiler.hpp>
#include <infobound/core/numeric/equal.hpp>
#include <vector>

namespace infobound::inline v0_1::detail {

/// Forward and reverse passes in tiles of observations, so that memory does not depend on their number or on that of
/// the parameters. Observations are rows of every matrix of values, units its columns. Memory is used again from one
/// call to the next.
template <class Real>
class network_passes {
 public:
  using matrix = Eigen::MatrixX<Real>;
  using map = Eigen::Map<matrix>;
  using const_map = Eigen::Map<const matrix>;

  /// A layer of weights: N_{l−1} × N_l, column by column, for each of the parameters. Its values are multiplied by
  /// `scale` before they go on.
  struct layer {
    const Real* weights;
    Eigen::Index stride;  ///< from one parameter's weights to the next one's; 0 where all have the same
    Eigen::Index inputs;
    Eigen::Index outputs;
    Real scale;
    Real* slopes;  ///< where the gradient is added, or null
  };

  /// The layers, the lowest first; to be filled anew for every call.
  [[nodiscard]] std::vector<layer>& layers() { return layers_; }

  /// A vector for what a visit makes of a tile.
  [[nodiscard]] Eigen::VectorX<Real>& terms() { return terms_; }

  /// Calls visit(n, start, outputs) for every parameter n and every tile of observations from `start` on; outputs
  /// (observations × N_L) may be overwritten.
  /// - Cost: one matrix product a layer and parameter; the lowest layer that differs between parameters in one product
  ///         for as many of them as make some 256 units.
  template <class Visit>
  void forward(const matrix& inputs, Eigen::Index count, Visit visit) {
    using std::max, std::min;
    const auto depth = layers_.size();
    std::size_t common = 0;
    while (common + 1 < depth && layers_[common].stride == 0) ++common;
    const layer& first = layers_[common];
    const Eigen::Index together = min(count, max(Eigen::Index{1}, 256 / first.outputs));
    const Eigen::Index rows = min(inputs.cols(), tile_rows(widest()));
    const Eigen::Index area = rows * widest();
    Real* const memory = reserve(4 * area + together * first.outputs * (rows + first.inputs));
    Real* const stacked_values = memory + 4 * area;
    Real* const stacked_weights = stacked_values + together * first.outputs * rows;
    for (Eigen::Index start = 0; start < inputs.cols(); start += rows) {
      const Eigen::Index size = min(rows, inputs.cols() - start);
      Real* below = memory;
      map(below, size, inputs.rows()) = inputs.middleCols(start, size).transpose();
      for (std::size_t l = 0; l < common; ++l) {
        Real* const above = below == memory ? memory + area : memory;
        pass(l, below, layers_[l].weights, size, above);
        below = above;
      }
      for (Eigen::Index n = 0; n < count; n += together) {
        const Eigen::Index taken = min(together, count - n);
        const Eigen::Index block = first.inputs * first.outputs;
        const Real* weights = first.weights + n * first.stride;
        if (taken > 1) {
          for (Eigen::Index i = 0; i < taken; ++i)
            std::copy_n(first.weights + (n + i) * first.stride, block, stacked_weights + i * block);
          weights = stacked_weights;
        }
        map stacked(stacked_values, size, taken * first.outputs);
        multiply(stacked, const_map(below, size, first.inputs),
                 const_map(weights, first.inputs, taken * first.outputs));
        activate(common, stacked);
        for (Eigen::Index i = 0; i < taken; ++i) {
          Real* values = stacked_values + i * size * first.outputs;
          for (std::size_t l = common + 1; l < depth; ++l) {
            Real* const above = values == memory + 2 * area ? memory + 3 * area : memory + 2 * area;
            pass(l, values, layers_[l].weights + (n + i) * layers_[l].stride, size, above);
            values = above;
          }
          map outputs(values, size, layers_.back().outputs);
          visit(n + i, start, outputs);
        }
      }
    }
  }

  /// How many observations add_gradient takes at a time.
  [[nodiscard]] Eigen::Index gradient_rows(const matrix& inputs) const {
    using std::min;
    return min(inputs.cols(), tile_rows(units(inputs)));
  }

  /// Adds the gradient of a sum over observations. to_slopes(start, outputs) overwrites outputs with the slopes of the
  /// terms with respect to them. The slope of ReLU at 0 is taken as 0.
  /// - Cost: three matrix products a layer, two for the lowest that has slopes.
  template <class ToSlopes>
  void add_gradient(const matrix& inputs, ToSlopes to_slopes) {
    using std::min;
    const auto depth = layers_.size();
    std::size_t lowest = 0;
    while (lowest < depth && layers_[lowest].slopes == nullptr) ++lowest;
    const Eigen::Index rows = gradient_rows(inputs);
    const Eigen::Index area = rows * widest();
    Real* const memory = reserve(2 * area + rows * units(inputs));
    for (Eigen::Index start = 0; start < inputs.cols(); start += rows) {
      const Eigen::Index size = min(rows, inputs.cols() - start);
      Real* values = memory + 2 * area;
      map(values, size, inputs.rows()) = inputs.middleCols(start, size).transpose();
      for (std::size_t l = 0; l < depth; ++l) {
        Real* const above = values + size * layers_[l].inputs;
        pass(l, values, layers_[l].weights, size, above);
        values = above;
      }
      map outputs(values, size, layers_.back().outputs);
      to_slopes(start, outputs);
      Real* signals = values;
      for (std::size_t l = depth; l-- > lowest;) {
        const layer& here = layers_[l];
        const Eigen::Index entries = size * here.outputs;
        if (l + 1 < depth)
          for (Eigen::Index i = 0; i < entries; ++i) signals[i] = values[i] > 0 ? here.scale * signals[i] : Real(0);
        else
          for (Eigen::Index i = 0; i < entries; ++i) signals[i] *= here.scale;
        values -= size * here.inputs;
        const const_map signal(signals, size, here.outputs);
        if (here.slopes != nullptr)
          add_product(map(here.slopes, here.inputs, here.outputs), const_map(values, size, here.inputs).transpose(),
                      signal);
        if (l == lowest) break;
        Real* const next = signals == memory ? memory + area : memory;
        multiply(map(next, size, here.inputs), signal, const_map(here.weights, here.inputs, here.outputs).transpose());
        signals = next;
      }
    }
  }

 private:
  void pass(std::size_t l, const Real* below, const Real* weights, Eigen::Index size, Real* above) const {
    const layer& here = layers_[l];
    map values(above, size, here.outputs);
    multiply(values, const_map(below, size, here.inputs), const_map(weights, here.inputs, here.outputs));
    activate(l, values);
  }

  void activate(std::size_t l, map& values) const {
    const Real& scale = layers_[l].scale;
    if (l + 1 < layers_.size())
      values = ((values.array().max)(Real(0)) * scale).matrix();
    else if (!equal(scale, 1))
      values *= scale;
  }

  // Below some sixteen terms an entry, what a blocked product does before it starts costs more than the product.
  static constexpr Eigen::Index few = 16;

  // Four terms at a time, as Eigen's own product of few terms stores nothing but loads all for every entry.
  template <class Result, class Left, class Right>
  static void multiply(Result&& result, const Left& left, const Right& right) {
    const Eigen::Index terms = left.cols();
    if (terms > few) {
      result.noalias() = left * right;
      return;
    }
    for (Eigen::Index j = 0; j < right.cols(); ++j) {
      auto sums = result.col(j);
      const auto term = [&](Eigen::Index k) { return left.col(k) * right(k, j); };
      Eigen::Index k = terms < 4 ? 1 : 4;
      if (terms < 4)
        sums = term(0);
      else
        sums = term(0) + term(1) + term(2) + term(3);
      for (; k + 4 <= terms; k += 4) sums = sums + term(k) + term(k + 1) + term(k + 2) + term(k + 3);
      for (; k < terms; ++k) sums += term(k);
    }
  }

  template <class Result, class Left, class Right>
  static void add_product(Result&& result, const Left& left, const Right& right) {
    if (left.rows() * right.cols() <= few * few)
      result += left.lazyProduct(right);
    else
      result.noalias() += left * right;
  }

  /// Of all layers, the inputs among them.
  [[nodiscard]] Eigen::Index units(const matrix& inputs) const {
    Eigen::Index sum = inputs.rows();
    for (const layer& each : layers_) sum += each.outputs;
    return sum;
  }

  [[nodiscard]] Eigen::Index widest() const {
    using std::max;
    Eigen::Index most = layers_.front().inputs;
    for (const layer& each : layers_) most = max(most, each.outputs);
    return most;
  }

  /// Observations that are taken at a time: what they need should stay in a second-level cache.
  [[nodiscard]] static Eigen::Index tile_rows(Eigen::Index units) {
    return std::clamp(Eigen::Index{131072} / units, Eigen::Index{32}, Eigen::Index{512});
  }

  [[nodiscard]] Real* reserve(Eigen::Index size) {
    if (memory_.size() < size) memory_.resize(size);
    return memory_.data();
  }

  std::vector<layer> layers_;
  Eigen::VectorX<Real> memory_;
  Eigen::VectorX<Real> terms_;
};

}  // namespace infobound::inline v0_1::detail
