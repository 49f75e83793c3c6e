// SPDX-License-Identifier: BSL-1.0
// What a transformer's tokens tell of the last layer's values where the projection does nothing: a lower bound by
// simulation.
#pragma once

#include <Eigen/Core>
#include <algorithm>
#include <boost/random/normal_distribution.hpp>
#include <cstddef>
#include <infobound/core/numeric/cholesky.hpp>
#include <infobound/core/numeric/cmath.hpp>
#include <infobound/core/numeric/log_determinant.hpp>
#include <infobound/core/numeric/matrix_products.hpp>
#include <infobound/core/random_stream_type.hpp>
#include <infobound/process/sequence/detail/token_law.hpp>
#include <infobound/process/sequence/detail/transformer_windows.hpp>
#include <utility>

namespace infobound::inline v0_1::detail {

/// Replicates whose mean is at most I(H_T;θ): 1_C (½ ln det(I + (1/r) Σ_t Cov_{p_t}(Φ)⊗h_th_tᵀ) + (r/2)‖V‖² − r²/2 + 1
/// + ln q) − q, V = V_L with entries N(0, 1/r) and h_t its input for token t, on a convex event C of V on which Clip
/// does nothing, whatever the window; q, any number, is the probability of C as a pilot knows it. Memory is used again
/// from one replicate to the next.
/// - Source: theory 7.7.
template <class Transformer>
class last_values_bound {
 public:
  using Real = typename Transformer::real_type;
  using matrix = Eigen::MatrixX<Real>;
  using vector = Eigen::VectorX<Real>;

  /// The process is copied.
  last_values_bound(const Transformer& process, std::size_t horizon)
      : process_(process),
        horizon_(horizon),
        size_(process.embedding_dimension),
        determinant_(1 / Real(process.embedding_dimension)) {
    constexpr int pilots = 4096;
    random_stream rng(0);
    matrix values(size_, size_);
    int inside = 0;
    for (int pilot = 0; pilot < pilots; ++pilot) {
      fill(values, rng);
      if (is_inside(values / sqrt_size())) ++inside;
    }
    probability_ = Real((std::max)(1, inside)) / pilots;
  }

  [[nodiscard]] Real operator()(random_stream& rng) {
    using std::log, std::min;
    theta_ = process_.draw_parameter(rng, std::move(theta_));
    auto values = Eigen::Map<matrix>(theta_.data() + theta_.size() - size_ * size_, size_, size_);
    values_ = values;
    if (!is_inside(values_)) return -probability_;
    history_ = process_.draw_history(theta_, horizon_, rng, std::move(history_));
    values.setIdentity();  // with V = I the last layer makes h, which has norm 1 or less
    const auto T = static_cast<Eigen::Index>(horizon_);
    factor_.resize(size_ * size_, process_.vocabulary * T);
    windows_.set_up(process_.context, process_.layers);
    const Eigen::Index tile = windows_.best_count();
    for (Eigen::Index start = 0; start < T; start += tile) add_factor(start, min(tile, T - start));
    const Real entries = Real(size_) * Real(size_);
    return determinant_(factor_) + (Real(size_) * values_.squaredNorm() - entries) / 2 + 1 + log(probability_) -
           probability_;
  }

 private:
  /// With independent N(0, 1).
  static void fill(matrix& result, random_stream& rng) {
    boost::random::normal_distribution<Real> normal;
    for (Real& entry : result.reshaped()) entry = normal(rng);
  }

  using products = matrix_products<Real>;

  [[nodiscard]] Real sqrt_size() const {
    using std::sqrt;
    return sqrt(Real(size_));
  }

  /// C: of one layer, whose h are means of embeddings, that V leaves every embedding in the unit ball; of several that
  /// it leaves all of the ball in it.
  [[nodiscard]] bool is_inside(const matrix& values) {
    if (process_.layers == 1) return (values * process_.embeddings).colwise().squaredNorm().maxCoeff() <= 1;
    const matrix rest = matrix::Identity(size_, size_) - values.transpose() * values;
    return factor_of_rest_.compute(rest);
  }

  /// The columns h_t⊗Φ(diag √p_t − p_t√p_tᵀ) of `count` tokens, the first of which is token `start` after the context.
  void add_factor(Eigen::Index start, Eigen::Index count) {
    using std::sqrt;
    auto& positions = windows_.positions();
    positions.resize(size_, count + process_.context - 1);
    for (Eigen::Index i = 0; i < positions.cols(); ++i) positions.col(i) = process_.embeddings.col(history_[start + i]);
    windows_.forward(theta_.data(), false);
    const matrix& inputs = windows_.outputs();
    mixed_.resize(size_, count);
    products::set(values_, inputs, mixed_);
    odds_.resize(process_.vocabulary, count);
    products::set_transposed(process_.embeddings, mixed_, odds_);
    to_token_probabilities(odds_);
    products::set(process_.embeddings, odds_, mixed_);
    for (Eigen::Index t = 0; t < count; ++t)
      for (Eigen::Index j = 0; j < process_.vocabulary; ++j) {
        embedded_ = sqrt(odds_(j, t)) * (process_.embeddings.col(j) - mixed_.col(t));
        auto column = factor_.col((start + t) * process_.vocabulary + j);
        for (Eigen::Index a = 0; a < size_; ++a) column.segment(a * size_, size_) = inputs(a, t) * embedded_;
      }
  }

  Transformer process_;
  std::size_t horizon_;
  Eigen::Index size_;  ///< r
  Real probability_ = 1;
  vector theta_;
  matrix values_;
  typename Transformer::history_type history_;
  transformer_windows<Real> windows_;
  matrix mixed_;
  matrix odds_;
  vector embedded_;
  matrix factor_;
  cholesky_factor<Real> factor_of_rest_;
  determinant_by_columns<Real> determinant_;
};

}  // namespace infobound::inline v0_1::detail
