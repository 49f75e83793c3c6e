// SPDX-License-Identifier: BSL-1.0
// One attention layer on many windows at once, forwards and backwards.
#pragma once

#include <Eigen/Core>
#include <cmath>
#include <limits>

namespace infobound::inline v0_1::detail {

/// Clip(V U Softmax(Uᵀ A U/√r)) on windows U of K columns, or its last column only. With E = e^{scores}, D its column
/// sums and O = V U E, a column of the result is o/max(D, ‖o‖), the softmax's division and the projection in one.
/// Memory is used again from one pass to the next.
template <class Real>
class attention_layer {
 public:
  using matrix = Eigen::MatrixX<Real>;
  using view = Eigen::Map<const matrix>;

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
    // Keys and queries lie in the unit ball, so no score is larger than the norm of A/√r.
    bounded_ = scaled_.norm() <= log((std::numeric_limits<Real>::max)()) / 2;
  }

  /// Whether e^{score} can neither overflow nor vanish. Otherwise the largest score of a column is taken out of it.
  [[nodiscard]] bool is_bounded() const { return bounded_; }

  /// The result: r × KW, or r × W of the last columns.
  [[nodiscard]] const matrix& outputs() const { return outputs_; }

  // Forwards
  // ------------------------------------------------------------------------------------------------------------

  /// All columns. Overlapping windows share the scores of pairs of columns, which must be bounded. What the pass back
  /// needs is kept if `keep` says so.
  /// - Cost: 4r²KW + 6rK²W operations and K²W exponentials; shared 2rK²W, and (K + W)² exponentials.
  void forward_all(const matrix& inputs, const layout& at, bool keep) {
    const Eigen::Index size = inputs.rows();
    const Eigen::Index context = at.context;
    const bool shared = at.overlap;
    queries_.resize(size, inputs.cols());
    queries_.noalias() = scaled_ * inputs;
    values_.resize(size, inputs.cols());
    values_.noalias() = value() * inputs;
    if (shared) {
      weights_of_pairs_.resize(inputs.cols(), inputs.cols());
      weights_of_pairs_.noalias() = inputs.transpose() * queries_;
      weights_of_pairs_.array() = weights_of_pairs_.array().exp();
    } else {
      weights_of_pairs_.resize(context, keep ? context * at.count : context);
    }
    outputs_.resize(size, context * at.count);
    totals_.resize(context * at.count);
    ones_.setOnes(context);
    for (Eigen::Index w = 0; w < at.count; ++w) {
      auto weights = shared ? weights_of_pairs_.block(w, w, context, context)
                            : weights_of_pairs_.block(0, keep ? w * context : 0, context, context);
      if (!shared) {
        weights.noalias() =
            inputs.middleCols(w * context, context).transpose() * queries_.middleCols(w * context, context);
        exponentiate(weights);
      }
      outputs_.middleCols(w * context, context).noalias() = values_.middleCols(w * at.stride(), context) * weights;
      totals_.segment(w * context, context).noalias() = weights.transpose() * ones_;
    }
    clip();
  }

  /// Last columns only.
  /// - Cost: 4rKW + 4r²W operations and KW exponentials.
  void forward_last(const matrix& inputs, const layout& at) {
    const Eigen::Index size = inputs.rows();
    queries_.resize(size, at.count);
    queries_.noalias() = scaled_ * last_columns(inputs, at);
    weights_of_pairs_.resize(at.context, at.count);
    for (Eigen::Index w = 0; w < at.count; ++w)
      weights_of_pairs_.col(w).noalias() = inputs.middleCols(w * at.stride(), at.context).transpose() * queries_.col(w);
    exponentiate(weights_of_pairs_);
    ones_.setOnes(at.context);
    totals_.noalias() = weights_of_pairs_.transpose() * ones_;
    values_.resize(size, at.count);  // here U E, before V
    for (Eigen::Index w = 0; w < at.count; ++w)
      values_.col(w).noalias() = inputs.middleCols(w * at.stride(), at.context) * weights_of_pairs_.col(w);
    outputs_.noalias() = value() * values_;
    clip();
  }

  // Backwards, after a forward pass that kept its parts
  // -----------------------------------------------------------------

  /// Slopes in the result become slopes in the inputs, if these are asked for by `result`; those in A and V are added
  /// to `gradient`, r² numbers each. `slopes` is overwritten.
  void backward_all(const matrix& inputs, const layout& at, matrix& slopes, matrix* result, Real* gradient) {
    const Eigen::Index context = at.context;
    const bool shared = at.overlap;
    unclip(slopes);
    value_slopes_.setZero(values_.rows(), values_.cols());
    query_slopes_.resize(queries_.rows(), queries_.cols());
    if (shared) pair_slopes_.setZero(inputs.cols(), inputs.cols());
    if (result != nullptr) result->resize(inputs.rows(), inputs.cols());
    for (Eigen::Index w = 0; w < at.count; ++w) {
      const auto weights = shared ? weights_of_pairs_.block(w, w, context, context)
                                  : weights_of_pairs_.block(0, w * context, context, context);
      const auto own = slopes.middleCols(w * context, context);
      score_slopes_.noalias() = values_.middleCols(w * at.stride(), context).transpose() * own;
      score_slopes_.rowwise() += total_slopes_.segment(w * context, context).transpose();
      score_slopes_.array() *= weights.array();
      value_slopes_.middleCols(w * at.stride(), context).noalias() += own * weights.transpose();
      if (shared) {
        pair_slopes_.block(w, w, context, context) += score_slopes_;
        continue;
      }
      query_slopes_.middleCols(w * context, context).noalias() =
          inputs.middleCols(w * context, context) * score_slopes_;
      if (result != nullptr)
        result->middleCols(w * context, context).noalias() =
            queries_.middleCols(w * context, context) * score_slopes_.transpose();
    }
    if (shared) query_slopes_.noalias() = inputs * pair_slopes_;
    add_to(gradient, query_slopes_, inputs, value_slopes_, inputs);
    if (result != nullptr) {
      result->noalias() += scaled_.transpose() * query_slopes_;
      result->noalias() += value().transpose() * value_slopes_;
    }
  }

  /// The same after forward_last; windows must lie apart where slopes in the inputs are asked for.
  void backward_last(const matrix& inputs, const layout& at, matrix& slopes, matrix* result, Real* gradient) {
    const Eigen::Index context = at.context;
    unclip(slopes);
    value_slopes_.noalias() = value().transpose() * slopes;
    query_slopes_.resize(queries_.rows(), queries_.cols());
    if (result != nullptr) result->resize(inputs.rows(), inputs.cols());
    for (Eigen::Index w = 0; w < at.count; ++w) {
      const auto window = inputs.middleCols(w * at.stride(), context);
      last_slopes_.noalias() = window.transpose() * value_slopes_.col(w);
      last_slopes_.array() = (last_slopes_.array() + total_slopes_[w]) * weights_of_pairs_.col(w).array();
      query_slopes_.col(w).noalias() = window * last_slopes_;
      if (result == nullptr) continue;
      auto own = result->middleCols(w * context, context);
      own.noalias() = value_slopes_.col(w) * weights_of_pairs_.col(w).transpose();
      own.noalias() += queries_.col(w) * last_slopes_.transpose();
      own.col(context - 1).noalias() += scaled_.transpose() * query_slopes_.col(w);
    }
    add_to(gradient, query_slopes_, last_columns(inputs, at), slopes, values_);
  }

 private:
  [[nodiscard]] view value() const { return {weights_ + scaled_.size(), scaled_.rows(), scaled_.cols()}; }

  /// The last column of each window.
  [[nodiscard]] static auto last_columns(const matrix& inputs, const layout& at) {
    return Eigen::Map<const matrix, 0, Eigen::OuterStride<>>(inputs.data() + (at.context - 1) * inputs.rows(),
                                                             inputs.rows(), at.count,
                                                             Eigen::OuterStride<>(at.stride() * inputs.rows()));
  }

  template <class Scores>
  void exponentiate(Scores& scores) const {
    if (!bounded_)
      for (Eigen::Index q = 0; q < scores.cols(); ++q) scores.col(q).array() -= scores.col(q).maxCoeff();
    scores.array() = scores.array().exp();
  }

  void clip() {
    lengths_ = outputs_.colwise().norm();
    outputs_.array().rowwise() /= lengths_.transpose().array().max(totals_.transpose().array());
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

  template <class Queried, class Valued>
  void add_to(Real* gradient, const matrix& query_slopes, const Queried& queried, const matrix& value_slopes,
              const Valued& valued) const {
    Eigen::Map<matrix> attention(gradient, scaled_.rows(), scaled_.cols());
    Eigen::Map<matrix> values(gradient + scaled_.size(), scaled_.rows(), scaled_.cols());
    attention.noalias() += scale_ * (query_slopes * queried.transpose());
    values.noalias() += value_slopes * valued.transpose();
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
  Eigen::VectorX<Real> last_slopes_;
  Eigen::VectorX<Real> total_slopes_;
};

}  // namespace infobound::inline v0_1::detail
