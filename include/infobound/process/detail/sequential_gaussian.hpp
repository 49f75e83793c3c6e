// SPDX-License-Identifier: BSL-1.0
// One-step-ahead predictions of Bayesian linear regression along a whole history, block by block.
#pragma once

#include <Eigen/Core>
#include <algorithm>
#include <infobound/core/detail/elementary_functions.hpp>
#include <infobound/process/detail/cholesky.hpp>
#include <limits>
#include <stdexcept>
#include <type_traits>

namespace infobound::inline v0_1::detail {

/// For Y_{t+1} ~ N(x_tᵀθ, σ²), θ ~ N(0, I/d): x_tᵀ Cov(θ|H_t) x_t/σ² and the standardised error of the prediction of
/// Y_{t+1}. The first min(d, T) steps come from one Cholesky factor of dσ²I + XXᵀ, later ones by blocks from that of
/// dσ²I + XᵀX: both are sums of positive terms, and for inputs in general position well conditioned there, so that
/// small σ² costs no digits. Inputs that are linearly dependent, or of very different scales, lose those of ‖X‖²/(dσ²).
/// - Cost:   O(T d min(d, T)), nearly all in matrix products; no allocation after construction.
/// - Throws: std::domain_error where none are left.
template <class Real>
class sequential_gaussian {
 public:
  using matrix = Eigen::MatrixX<Real>;
  using vector = Eigen::VectorX<Real>;

  sequential_gaussian(Eigen::Index dimension, const Real& noise_variance, Eigen::Index horizon)
      : noise_(noise_variance),
        ridge_(Real(dimension) * noise_variance),
        early_((std::min)(dimension, horizon)),
        precision_(horizon > dimension ? dimension : 0),
        innovation_(horizon >= dimension + block_size ? block_size : 0),
        last_innovation_(horizon > dimension ? (horizon - dimension) % block_size : 0),
        whitened_((std::max)(innovation_.matrix.rows(), last_innovation_.matrix.rows()), precision_.matrix.rows()),
        projected_(precision_.matrix.rows()),
        moment_(precision_.matrix.rows()),
        errors_((std::max)(early_.matrix.rows(), whitened_.rows())) {}

  /// Calls step(t, signal, error) for t = 0 … T−1: signal = x_tᵀ Cov(θ|H_t) x_t/σ², so that I(Y_{t+1};θ|H_t) is
  /// ½ ln(1 + signal), and error the prediction error of labels[t] over its standard deviation. inputs is d × T.
  template <class Inputs, class Labels, class Step>
  void run(const Eigen::MatrixBase<Inputs>& inputs, const Eigen::MatrixBase<Labels>& labels, Step step) {
    run_blocks(inputs, labels, step);
  }

  /// The same without labels: step(t, signal).
  template <class Inputs, class Step>
  void run(const Eigen::MatrixBase<Inputs>& inputs, Step step) {
    run_blocks(inputs, no_labels{}, step);
  }

 private:
  struct no_labels {};

  template <class Inputs, class Labels, class Step>
  void run_blocks(const Eigen::MatrixBase<Inputs>& inputs, const Labels& labels, Step step) {
    using std::min, std::sqrt;
    constexpr bool predicts = !std::is_same_v<Labels, no_labels>;
    const Eigen::Index first = early_.matrix.rows();
    const auto head = inputs.leftCols(first);
    early_.factorise(head.transpose(), ridge_);
    if constexpr (predicts) {
      auto early_errors = errors_.head(first);
      early_errors = labels.head(first);
      early_.lower().solveInPlace(early_errors);
      // The labels have covariance (dσ²I + XXᵀ)/d.
      const Real root_dimension = sqrt(ridge_ / noise_);
      for (Eigen::Index t = 0; t < first; ++t) step(t, early_.excess[t] / ridge_, root_dimension * early_errors[t]);
    } else {
      for (Eigen::Index t = 0; t < first; ++t) step(t, early_.excess[t] / ridge_);
    }
    if (inputs.cols() == first) return;

    precision_.matrix.setZero();
    precision_.matrix.diagonal().setConstant(ridge_);
    precision_.matrix.template selfadjointView<Eigen::Lower>().rankUpdate(head);
    if constexpr (predicts) moment_.noalias() = head * labels.head(first);
    for (Eigen::Index start = first; start < inputs.cols(); start += block_size) {
      const Eigen::Index size = min(block_size, inputs.cols() - start);
      const auto block = inputs.middleCols(start, size);
      precision_.decompose(ridge_);
      // Solved from the right, which Eigen does half as fast again as from the left.
      auto whitened = whitened_.topRows(size);
      whitened = block.transpose();
      precision_.upper().template solveInPlace<Eigen::OnTheRight>(whitened);
      factored& innovation = size == block_size ? innovation_ : last_innovation_;
      innovation.factorise(whitened, Real(1));
      if constexpr (predicts) {
        projected_ = moment_;
        precision_.lower().solveInPlace(projected_);
        auto block_errors = errors_.head(size);
        block_errors = labels.segment(start, size);
        block_errors.noalias() -= whitened * projected_;
        innovation.lower().solveInPlace(block_errors);
        const Real deviation = sqrt(noise_);
        for (Eigen::Index t = 0; t < size; ++t) step(start + t, innovation.excess[t], block_errors[t] / deviation);
        moment_.noalias() += block * labels.segment(start, size);
      } else {
        for (Eigen::Index t = 0; t < size; ++t) step(start + t, innovation.excess[t]);
      }
      if (start + size < inputs.cols()) precision_.matrix.template selfadjointView<Eigen::Lower>().rankUpdate(block);
    }
  }

  static constexpr Eigen::Index block_size = 96;

  /// A positive definite matrix, its Cholesky factor L, and how far each squared pivot exceeds the ridge.
  struct factored {
    explicit factored(Eigen::Index size) : matrix(size, size), factor(size, size), excess(size) {}

    [[nodiscard]] auto lower() const { return factor.template triangularView<Eigen::Lower>(); }
    [[nodiscard]] auto upper() const { return factor.transpose().template triangularView<Eigen::Upper>(); }

    /// ridge·I + rows·rowsᵀ. The excess L_tt² − ridge is formed without the ridge, so that it keeps its digits where
    /// the ridge is the larger.
    template <class Rows>
    void factorise(const Eigen::MatrixBase<Rows>& rows, const Real& ridge) {
      const Eigen::Index size = matrix.rows();
      matrix.setZero();
      matrix.template selfadjointView<Eigen::Lower>().rankUpdate(rows);
      excess = matrix.diagonal();
      matrix.diagonal().array() += ridge;
      decompose(ridge);
      for (Eigen::Index column = 0; column + 1 < size; ++column) {
        const Eigen::Index below = size - column - 1;
        excess.tail(below) -= factor.col(column).tail(below).cwiseAbs2();
      }
      excess = excess.cwiseMax(Real(0));
    }

    /// The factor of the matrix. No squared pivot is below the ridge, nor so small as the rounding of its diagonal.
    void decompose(const Real& ridge) {
      factor = matrix;
      const bool positive = factorise_by_halves<Real>(factor);
      const Real rounding = Real(matrix.rows()) * std::numeric_limits<Real>::epsilon();
      const auto pivots = factor.diagonal().array().square();
      if (!positive || (pivots < ridge / 2).any() || (pivots < rounding * matrix.diagonal().array()).any())
        throw std::domain_error(
            "inputs: their squares exceed the dimension times the noise variance by more than the scalar's precision");
    }

    sequential_gaussian::matrix matrix;
    sequential_gaussian::matrix factor;
    vector excess;
  };

  Real noise_;
  Real ridge_;
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
