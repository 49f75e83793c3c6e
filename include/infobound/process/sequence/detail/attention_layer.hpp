// SPDX-License-Identifier: BSL-1.0
// One attention layer on many windows at once, forwards and backwards.
#pragma once

#include <Eigen/Core>
#include <infobound/core/numeric/cmath.hpp>
#include <infobound/core/numeric/matrix_products.hpp>
#include <limits>

namespace infobound::inline v0_1::detail {

/// Clip(V U Softmax(Uᵀ A U/√r)) on windows U of K columns, or its last column only. With E = e^{scores}, D its column
/// sums and O = V U E, a column of the result is o/max(D, ‖o‖), the softmax's division and the projection in one.
/// Memory is used again from one pass to the next.
template <class Real>
class attention_layer {
 public:
  using matrix = Eigen::MatrixX<Real>;

  /// How windows lie in a matrix of inputs: window w is columns w … w + K − 1 where they overlap, else columns
  /// wK … wK + K − 1.
  struct layout {
    Eigen::Index context;  ///< K
    Eigen::Index count;    ///< W
    bool overlap;

    [[nodiscard]] Eigen::Index stride() const { return overlap ? 1 : context; }
  };

  /// Takes A and V, r × r, where `weights` points to them, column by column, for the passes that follow.
  void take(const Real* weights, Eigen::Index size) {
    using std::log, std::sqrt;
    weights_ = weights;
    scale_ = 1 / sqrt(Real(size));
    scaled_.noalias() = scale_ * view(weights, size, size);
    // Keys and queries lie in the unit ball, so no score is larger than the norm of A/√r. A quarter of the range leaves
    // room for the square of a column's norm.
    bounded_ = scaled_.norm() <= log((std::numeric_limits<Real>::max)()) / 4;
  }

  /// Whether e^{score} can neither overflow nor vanish. Otherwise the largest score of a column is taken out of it.
  [[nodiscard]] bool is_bounded() const { return bounded_; }

  /// The result: r × KW, or r × W of the last columns.
  [[nodiscard]] const matrix& outputs() const { return outputs_; }

  // Forwards ----------------------------------------------------------------------------------------------------------

  /// All columns. Overlapping windows share the scores of pairs of columns, which must be bounded. What the pass back
  /// needs is kept if `keep` says so.
  /// - Cost: 4r²KW + 6rK²W operations and K²W exponentials; shared 2rK²W, and (K + W)² exponentials.
  void forward_all(const matrix& inputs, const layout& at, bool keep) {
    const Eigen::Index size = inputs.rows();
    const Eigen::Index context = at.context;
    queries_.resize(size, inputs.cols());
    products::set(scaled_, inputs, queries_);
    values_.resize(size, inputs.cols());
    products::set(value(), inputs, values_);
    outputs_.resize(size, context * at.count);
    totals_.resize(context * at.count);
    ones_.setOnes(context);
    if (at.overlap) {
      weights_of_pairs_.resize(inputs.cols(), inputs.cols());
      products::set_transposed(inputs, queries_, weights_of_pairs_);
      weights_of_pairs_.array() = weights_of_pairs_.array().exp();
    } else {
      weights_of_pairs_.resize(context, keep ? context * at.count : context);
    }
    for (Eigen::Index w = 0; w < at.count; ++w) {
      auto weights = weights_of(w, at, keep);
      if (!at.overlap) {
        products::set_transposed(inputs.middleCols(w * context, context), queries_.middleCols(w * context, context),
                                 weights);
        exponentiate(weights);
      }
      products::set(values_.middleCols(w * at.stride(), context), weights, outputs_.middleCols(w * context, context));
      products::set_transposed(weights, ones_, totals_.segment(w * context, context));
    }
    clip();
  }

  /// Last columns only.
  /// - Cost: 4rKW + 4r²W operations and KW exponentials.
  void forward_last(const matrix& inputs, const layout& at) {
    const Eigen::Index size = inputs.rows();
    queries_.resize(size, at.count);
    products::set(scaled_, last_columns(inputs, at), queries_);
    weights_of_pairs_.resize(at.context, at.count);
    for (Eigen::Index w = 0; w < at.count; ++w)
      products::set_transposed(inputs.middleCols(w * at.stride(), at.context), queries_.col(w),
                               weights_of_pairs_.col(w));
    exponentiate(weights_of_pairs_);
    ones_.setOnes(at.context);
    totals_.resize(at.count);
    products::set_transposed(weights_of_pairs_, ones_, totals_);
    values_.resize(size, at.count);  // here U E, before V
    for (Eigen::Index w = 0; w < at.count; ++w)
      products::set(inputs.middleCols(w * at.stride(), at.context), weights_of_pairs_.col(w), values_.col(w));
    outputs_.resize(size, at.count);
    products::set(value(), values_, outputs_);
    clip();
  }

  // Backwards, after a forward pass that kept its parts ---------------------------------------------------------------

  /// Slopes in the result become slopes in the inputs, if these are asked for by `result`; those in A and V are added
  /// to `gradient`, r² numbers each. `slopes` is overwritten.
  void backward_all(const matrix& inputs, const layout& at, matrix& slopes, matrix* result, Real* gradient) {
    const Eigen::Index context = at.context;
    unclip(slopes);
    value_slopes_.setZero(values_.rows(), values_.cols());
    query_slopes_.resize(queries_.rows(), queries_.cols());
    score_slopes_.resize(context, context);
    if (at.overlap) pair_slopes_.setZero(inputs.cols(), inputs.cols());
    if (result != nullptr) result->resize(inputs.rows(), inputs.cols());
    for (Eigen::Index w = 0; w < at.count; ++w) {
      const auto weights = weights_of(w, at, true);
      const auto own = slopes.middleCols(w * context, context);
      products::set_transposed(values_.middleCols(w * at.stride(), context), own, score_slopes_);
      for (Eigen::Index q = 0; q < context; ++q)
        score_slopes_.col(q).array() =
            (score_slopes_.col(q).array() + total_slopes_[w * context + q]) * weights.col(q).array();
      products::add_outer(own, weights, value_slopes_.middleCols(w * at.stride(), context));
      if (at.overlap) {
        pair_slopes_.block(w, w, context, context) += score_slopes_;
        continue;
      }
      products::set(inputs.middleCols(w * context, context), score_slopes_,
                    query_slopes_.middleCols(w * context, context));
      if (result != nullptr)
        products::set_outer(queries_.middleCols(w * context, context), score_slopes_,
                            result->middleCols(w * context, context));
    }
    if (at.overlap) products::set(inputs, pair_slopes_, query_slopes_);
    add_to(gradient, query_slopes_, inputs, value_slopes_, inputs);
    if (result != nullptr) {
      products::add_transposed(scaled_, query_slopes_, *result);
      products::add_transposed(value(), value_slopes_, *result);
    }
  }

  /// As backward_all, but after forward_last; windows must lie apart where slopes in the inputs are asked for.
  void backward_last(const matrix& inputs, const layout& at, matrix& slopes, matrix* result, Real* gradient) {
    const Eigen::Index context = at.context;
    unclip(slopes);
    value_slopes_.resize(slopes.rows(), slopes.cols());
    products::set_transposed(value(), slopes, value_slopes_);
    query_slopes_.resize(queries_.rows(), queries_.cols());
    score_slopes_.resize(context, 1);
    if (result != nullptr) result->resize(inputs.rows(), inputs.cols());
    for (Eigen::Index w = 0; w < at.count; ++w) {
      const auto window = inputs.middleCols(w * at.stride(), context);
      const auto weights = weights_of_pairs_.col(w);
      products::set_transposed(window, value_slopes_.col(w), score_slopes_);
      score_slopes_.array() = (score_slopes_.array() + total_slopes_[w]) * weights.array();
      products::set(window, score_slopes_, query_slopes_.col(w));
      if (result == nullptr) continue;
      products::set_outer(value_slopes_.col(w), weights, result->middleCols(w * context, context));
      products::add_outer(queries_.col(w), score_slopes_, result->middleCols(w * context, context));
      products::add_transposed(scaled_, query_slopes_.col(w), result->col((w + 1) * context - 1));
    }
    add_to(gradient, query_slopes_, last_columns(inputs, at), slopes, values_);
  }

 private:
  using view = Eigen::Map<const matrix>;
  using products = matrix_products<Real>;

  [[nodiscard]] view value() const { return {weights_ + scaled_.size(), scaled_.rows(), scaled_.cols()}; }

  /// E of a window.
  [[nodiscard]] auto weights_of(Eigen::Index window, const layout& at, bool kept) {
    const Eigen::Index start = at.overlap ? window : 0;
    return weights_of_pairs_.block(start, at.overlap || !kept ? start : window * at.context, at.context, at.context);
  }

  /// The last column of each window.
  [[nodiscard]] static auto last_columns(const matrix& inputs, const layout& at) {
    return Eigen::Map<const matrix, 0, Eigen::OuterStride<>>(inputs.data() + (at.context - 1) * inputs.rows(),
                                                             inputs.rows(), at.count,
                                                             Eigen::OuterStride<>(at.stride() * inputs.rows()));
  }

  void exponentiate(Eigen::Ref<matrix> scores) const {
    if (!bounded_)
      for (Eigen::Index q = 0; q < scores.cols(); ++q) scores.col(q).array() -= scores.col(q).maxCoeff();
    scores.array() = scores.array().exp();
  }

  void clip() {
    lengths_ = outputs_.colwise().norm();
    outputs_.array().rowwise() /= (lengths_.transpose().array().max)(totals_.transpose().array());
  }

  /// Slopes in o/max(D, ‖o‖) become slopes in o, and total_slopes_ those in D. At ‖o‖ = D the projection has no
  /// gradient; that of the inside is taken.
  void unclip(matrix& slopes) {
    total_slopes_.resize(slopes.cols());
    for (Eigen::Index q = 0; q < slopes.cols(); ++q) {
      const Real along = slopes.col(q).dot(outputs_.col(q));
      if (lengths_[q] > totals_[q]) {
        slopes.col(q) = (slopes.col(q) - along * outputs_.col(q)) / lengths_[q];
        total_slopes_[q] = 0;
      } else {
        slopes.col(q) /= totals_[q];
        total_slopes_[q] = -along / totals_[q];
      }
    }
  }

  void add_to(Real* gradient, const matrix& query_slopes, const Eigen::Ref<const matrix>& queried,
              const matrix& value_slopes, const matrix& valued) {
    const Eigen::Index size = scaled_.rows();
    products::add_outer(value_slopes, valued, Eigen::Map<matrix>(gradient + size * size, size, size));
    attention_slope_.resize(size, size);
    products::set_outer(query_slopes, queried, attention_slope_);
    Eigen::Map<matrix>(gradient, size, size) += scale_ * attention_slope_;
  }

  const Real* weights_ = nullptr;
  Real scale_ = 1;
  bool bounded_ = true;
  matrix scaled_;            // A/√r
  matrix queries_;           // A U/√r
  matrix values_;            // V U
  matrix weights_of_pairs_;  // E
  Eigen::VectorX<Real> totals_;
  Eigen::VectorX<Real> lengths_;
  Eigen::VectorX<Real> ones_;
  matrix outputs_;

  matrix value_slopes_;
  matrix query_slopes_;
  matrix pair_slopes_;
  matrix score_slopes_;
  matrix attention_slope_;
  Eigen::VectorX<Real> total_slopes_;
};

}  // namespace infobound::inline v0_1::detail
