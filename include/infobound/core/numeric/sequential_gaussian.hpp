// SPDX-License-Identifier: BSL-1.0
// One-step-ahead predictions of Bayesian linear regression along a whole history, block by block.
#pragma once

#include <Eigen/Core>
#include <algorithm>
#include <infobound/core/numeric/allowed_cancellation.hpp>
#include <infobound/core/numeric/cholesky.hpp>
#include <infobound/core/numeric/cmath.hpp>
#include <infobound/core/numeric/extended_regression.hpp>
#include <infobound/core/numeric/wide.hpp>
#include <limits>
#include <type_traits>

namespace infobound::inline v0_1::detail {

/// For Y_{t+1} ~ N(x_tᵀθ, σ²), θ ~ N(0, I/d): what label t tells of θ given those before it, and the standardised error
/// of its prediction. The first min(d, T) steps come from one Cholesky factor of dσ²I + XXᵀ, later ones by blocks from
/// that of dσ²I + XᵀX: both are sums of positive terms, and for inputs in general position well conditioned there, so
/// that small σ² costs no digits. From the first block on whose pivots cancel too much of the diagonal, or whose
/// squares leave the range, extended_regression gives the steps.
/// - Cost: O(T d min(d, T)), nearly all in matrix products; no allocation after construction, but in
///         extended_regression, which takes some hundred times as long.
template <class Real>
class sequential_gaussian {
 public:
  using matrix = Eigen::MatrixX<Real>;
  using vector = Eigen::VectorX<Real>;

  sequential_gaussian(Eigen::Index dimension, const Real& noise_variance, Eigen::Index horizon,
                      const Real& allowed_cancellation = exacting<Real>())
      : noise_(noise_variance),
        ridge_(Real(dimension) * noise_variance),
        allowed_(allowed_cancellation),
        early_((std::min)(dimension, horizon)),
        precision_(horizon > dimension ? dimension : 0),
        innovation_(horizon >= dimension + block_size ? block_size : 0),
        last_innovation_(horizon > dimension ? (horizon - dimension) % block_size : 0),
        whitened_((std::max)(innovation_.matrix.rows(), last_innovation_.matrix.rows()), precision_.matrix.rows()),
        projected_(precision_.matrix.rows()),
        moment_(precision_.matrix.rows()),
        errors_((std::max)(early_.matrix.rows(), whitened_.rows())) {}

  /// Calls step(t, gain, error) for t = 0 … T−1: gain = ln(1 + x_tᵀ Cov(θ|H_t) x_t/σ²), so that I(Y_{t+1};θ|H_t) is
  /// half of it, and error the prediction error of labels[t] over its standard deviation. inputs is d × T.
  template <class Inputs, class Labels, class Step>
  void run(const Eigen::MatrixBase<Inputs>& inputs, const Eigen::MatrixBase<Labels>& labels, Step step) {
    using std::sqrt;
    const Eigen::Index done = run_blocks(inputs, labels, step);
    if (done == inputs.cols()) return;
    const leading deviation = sqrt(leading(noise_));
    extended_regression<Real>(inputs, labels, root(inputs.rows()), unweighted,
                              [&](Eigen::Index t, const leading& gain, const auto& errors) {
                                if (t >= done) step(t, Real(gain), Real(errors[0] / deviation));
                              });
  }

  /// Runs without labels: step(t, gain).
  template <class Inputs, class Step>
  void run(const Eigen::MatrixBase<Inputs>& inputs, Step step) {
    const Eigen::Index done = run_blocks(inputs, no_labels{}, step);
    if (done == inputs.cols()) return;
    extended_regression<Real>(inputs, matrix(inputs.cols(), 0), root(inputs.rows()), unweighted,
                              [&](Eigen::Index t, const leading& gain, const auto&) {
                                if (t >= done) step(t, Real(gain));
                              });
  }

  /// Runs without labels, whose noise variances are σ²/w_t, given √w_t ≥ 0.
  template <class Inputs, class Step>
  void run_weighted(const Eigen::MatrixBase<Inputs>& inputs, const Eigen::ArrayX<Real>& root_weights, Step step) {
    const matrix weighted = inputs * root_weights.matrix().asDiagonal();
    const Eigen::Index done = run_blocks(weighted, no_labels{}, step);
    if (done == inputs.cols()) return;
    // Not from what is rounded already.
    const auto root_weight = [&](Eigen::Index t) { return wide(leading(root_weights[t])); };
    extended_regression<Real>(inputs, matrix(inputs.cols(), 0), root(inputs.rows()), root_weight,
                              [&](Eigen::Index t, const leading& gain, const auto&) {
                                if (t >= done) step(t, Real(gain));
                              });
  }

 private:
  using wide = typename wider<Real>::type;
  using leading = typename wider<Real>::leading;
  struct no_labels {};

  [[nodiscard]] static wide unweighted(Eigen::Index) { return wide(leading(1)); }

  /// √(dσ²).
  [[nodiscard]] wide root(Eigen::Index dimension) const { return wide_root<Real>(noise_, Real(dimension)); }

  /// How many steps were made.
  template <class Inputs, class Labels, class Step>
  [[nodiscard]] Eigen::Index run_blocks(const Eigen::MatrixBase<Inputs>& inputs, const Labels& labels, Step step) {
    using std::log1p, std::min, std::sqrt;
    constexpr bool predicts = !std::is_same_v<Labels, no_labels>;
    const Eigen::Index first = early_.matrix.rows();
    const auto head = inputs.leftCols(first);
    if (!early_.factorise(head.transpose(), ridge_, allowed_)) return 0;
    if constexpr (predicts) {
      auto early_errors = errors_.head(first);
      early_errors = labels.head(first);
      early_.lower().solveInPlace(early_errors);
      // The labels have covariance (dσ²I + XXᵀ)/d.
      const Real root_dimension = sqrt(ridge_ / noise_);
      for (Eigen::Index t = 0; t < first; ++t)
        step(t, log1p_of_quotient(Real(early_.excess[t]), ridge_), Real(root_dimension * early_errors[t]));
    } else {
      for (Eigen::Index t = 0; t < first; ++t) step(t, log1p_of_quotient(Real(early_.excess[t]), ridge_));
    }
    if (inputs.cols() == first) return first;

    precision_.matrix.setZero();
    precision_.matrix.diagonal().setConstant(ridge_);
    precision_.matrix.template selfadjointView<Eigen::Lower>().rankUpdate(head);
    if constexpr (predicts) moment_.noalias() = head * labels.head(first);
    for (Eigen::Index start = first; start < inputs.cols(); start += block_size) {
      const Eigen::Index size = min(block_size, inputs.cols() - start);
      const auto block = inputs.middleCols(start, size);
      if (!precision_.decompose(ridge_, allowed_)) return start;
      // Solved from the right, which Eigen does half as fast again as from the left.
      auto whitened = whitened_.topRows(size);
      whitened = block.transpose();
      precision_.upper().template solveInPlace<Eigen::OnTheRight>(whitened);
      factored& innovation = size == block_size ? innovation_ : last_innovation_;
      if (!innovation.factorise(whitened, Real(1), allowed_)) return start;
      if constexpr (predicts) {
        projected_ = moment_;
        precision_.lower().solveInPlace(projected_);
        auto block_errors = errors_.head(size);
        block_errors = labels.segment(start, size);
        block_errors.noalias() -= whitened * projected_;
        innovation.lower().solveInPlace(block_errors);
        const Real deviation = sqrt(noise_);
        for (Eigen::Index t = 0; t < size; ++t)
          step(start + t, Real(log1p(innovation.excess[t])), Real(block_errors[t] / deviation));
        moment_.noalias() += block * labels.segment(start, size);
      } else {
        for (Eigen::Index t = 0; t < size; ++t) step(start + t, Real(log1p(innovation.excess[t])));
      }
      if (start + size < inputs.cols()) precision_.matrix.template selfadjointView<Eigen::Lower>().rankUpdate(block);
    }
    return inputs.cols();
  }

  static constexpr Eigen::Index block_size = 96;

  /// A positive definite matrix, its Cholesky factor L, and how far each squared pivot exceeds the ridge.
  struct factored {
    explicit factored(Eigen::Index size) : matrix(size, size), factor(size, size), excess(size) {}

    [[nodiscard]] auto lower() const { return factor.template triangularView<Eigen::Lower>(); }
    [[nodiscard]] auto upper() const { return factor.transpose().template triangularView<Eigen::Upper>(); }

    /// ridge·I + rows·rowsᵀ, and whether its pivots have kept enough digits. The excess L_tt² − ridge is formed without
    /// the ridge, so that it keeps its digits where the ridge is the larger.
    template <class Rows>
    [[nodiscard]] bool factorise(const Eigen::MatrixBase<Rows>& rows, const Real& ridge, const Real& allowed) {
      const Eigen::Index size = matrix.rows();
      matrix.setZero();
      matrix.template selfadjointView<Eigen::Lower>().rankUpdate(rows);
      excess = matrix.diagonal();
      for (Eigen::Index t = 0; t < size; ++t)
        if (excess[t] < least_square() && !(rows.row(t).array() == Real(0)).all()) return false;
      matrix.diagonal().array() += ridge;
      if (!decompose(ridge, allowed)) return false;
      for (Eigen::Index column = 0; column + 1 < size; ++column) {
        const Eigen::Index below = size - column - 1;
        excess.tail(below) -= factor.col(column).tail(below).cwiseAbs2();
      }
      excess = excess.cwiseMax(Real(0));
      return true;
    }

    /// The factor of the matrix, and whether its pivots have kept enough digits.
    [[nodiscard]] bool decompose(const Real& ridge, const Real& allowed) {
      if (!(ridge >= least_square() && matrix.diagonal().maxCoeff() <= 1 / least_square())) return false;
      factor = matrix;
      if (!factorise_by_halves<Real>(factor)) return false;
      const auto pivots = factor.diagonal().array().square();
      return (matrix.diagonal().array() <= allowed * pivots).all();
    }

    /// Squares above it have all of their digits.
    [[nodiscard]] static Real least_square() {
      return (std::numeric_limits<Real>::min)() / std::numeric_limits<Real>::epsilon() /
             std::numeric_limits<Real>::epsilon();
    }

    sequential_gaussian::matrix matrix;
    sequential_gaussian::matrix factor;
    vector excess;
  };

  Real noise_;
  Real ridge_;
  Real allowed_;
  factored early_;
  factored precision_;
  factored innovation_;
  factored last_innovation_;  ///< of the last block, where it is shorter
  sequential_gaussian::matrix whitened_;
  vector projected_;
  vector moment_;
  vector errors_;
};

}  // namespace infobound::inline v0_1::detail
