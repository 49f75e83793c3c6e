// SPDX-License-Identifier: BSL-1.0
// What a network's labels tell of its last layer, and of the layers below by pairs: lower bounds by simulation.
#pragma once

#include <Eigen/Core>
#include <algorithm>
#include <boost/random/normal_distribution.hpp>
#include <cstddef>
#include <infobound/core/numeric/cmath.hpp>
#include <infobound/core/numeric/log_determinant.hpp>
#include <infobound/core/random_stream_type.hpp>
#include <infobound/process/network/detail/network_layout.hpp>
#include <infobound/process/network/network_head.hpp>
#include <vector>

namespace infobound::inline v0_1::detail {

/// Replicates of both parts of I(H_T;θ) = I(H_T;A_L|A_{<L}) + I(H_T;A_{<L}) for an unknown last layer A_L of variance
/// v_L/N: ½ ln det(I + (v_L/N) Σ_t B_t⊗φ_tφ_tᵀ) given the others, φ_t the last hidden values and B_t the curvature of a
/// label in its outputs; and, of a Gaussian head, the affinity of the labels' laws under two draws of A_{<L}. Known
/// layers are shared by the two. Memory is used again from one replicate to the next.
template <class Head, class Real, class Inputs>
class last_layer_bounds {
 public:
  using matrix = Eigen::MatrixX<Real>;
  using vector = Eigen::VectorX<Real>;
  using noise_type = typename Head::template noise_type<Real>;

  /// `given` are the weights of all known layers, laid out one after the other; empty: drawn with every replicate. What
  /// is referred to outlives this.
  last_layer_bounds(const network_layout<Real>& layout, const Inputs& inputs, const noise_type& noise_variance,
                    const vector& given, std::size_t horizon)
      : layout_(layout),
        law_(inputs),
        noise_variance_(noise_variance),
        given_(given),
        features_(layout.widths[last()]),
        classes_(layout.widths.back()),
        inputs_(layout.widths.front(), static_cast<Eigen::Index>(horizon)),
        weights_(last()),
        of_last_(1 / (Real(classes_) * layout.variance(last()))),
        of_one_(noise()),
        of_both_(noise()) {}

  /// ½ ln det(I + (v_L/N) Σ_t B_t⊗φ_tφ_tᵀ) of a draw of the inputs, the lower layers and, where B_t depends on the
  /// outputs, A_L.
  [[nodiscard]] Real information(random_stream& rng) {
    draw_shared(rng);
    draw_features(rng, one_);
    if constexpr (!Head::has_constant_curvature) {
      top_.resize(features_, classes_);
      fill(top_, rng);
      outputs_.noalias() = layout_.deviation(last()) * (one_ * top_);
    }
    root_.resize(classes_, classes_);
    columns_.resize(features_ * classes_, one_.rows() * classes_);
    for (Eigen::Index t = 0; t < one_.rows(); ++t) {
      if constexpr (!Head::has_constant_curvature) row_ = outputs_.row(t);
      Head::curvature_root(row_, noise_variance_, root_);
      for (Eigen::Index j = 0; j < classes_; ++j)
        for (Eigen::Index c = 0; c < classes_; ++c)
          columns_.col(t * classes_ + j).segment(c * features_, features_) = root_(c, j) * one_.row(t).transpose();
    }
    return of_last_(columns_);
  }

  /// ∫√(N(0, S) N(0, S′)), S = σ²I + (v_L/N)σ²ΦΦᵀ, of a draw of the inputs and two of the lower layers:
  /// det(S)^{1/4} det(S′)^{1/4} / det((S + S′)/2)^{1/2}.
  [[nodiscard]] Real affinity(random_stream& rng) {
    using std::exp, std::min;
    draw_shared(rng);
    draw_features(rng, one_);
    draw_features(rng, two_);
    columns_.resize(2 * features_, one_.rows());
    columns_.topRows(features_) = one_.transpose();
    columns_.bottomRows(features_) = two_.transpose();
    const Real apart = of_one_(columns_.topRows(features_)) + of_one_(columns_.bottomRows(features_));
    return exp(min(Real(0), Real(apart / 2 - of_both_(columns_))));
  }

 private:
  /// With independent N(0, 1).
  static void fill(matrix& result, random_stream& rng) {
    boost::random::normal_distribution<Real> normal;
    for (Real& entry : result.reshaped()) entry = normal(rng);
  }

  /// Index of the last layer, and the number of layers below it.
  [[nodiscard]] std::size_t last() const { return layout_.layers() - 1; }

  /// σ²/v_L of a Gaussian head.
  [[nodiscard]] Real noise() const {
    if constexpr (Head::has_constant_curvature)
      return noise_variance_ / layout_.variance(last());
    else
      return 1;
  }

  /// The inputs, and the known layers below the last.
  void draw_shared(random_stream& rng) {
    const Real* next = given_.data();
    for (std::size_t l = 0; l < last(); ++l)
      if (layout_.is_known(l)) {
        matrix& weights = weights_[l];
        weights.resize(layout_.widths[l], layout_.widths[l + 1]);
        if (given_.size() > 0) {
          weights = Eigen::Map<const matrix>(next, weights.rows(), weights.cols());
          next += weights.size();
        } else {
          draw_weights(l, rng);
        }
      }
    law_.draw(inputs_, rng);
  }

  void draw_weights(std::size_t l, random_stream& rng) {
    weights_[l].resize(layout_.widths[l], layout_.widths[l + 1]);
    fill(weights_[l], rng);
    weights_[l] *= layout_.deviation(l);
  }

  /// The last hidden values, T × N, of a draw of the unknown lower layers.
  void draw_features(random_stream& rng, matrix& values) {
    values = inputs_.transpose();
    for (std::size_t l = 0; l < last(); ++l) {
      if (!layout_.is_known(l)) draw_weights(l, rng);
      above_.noalias() = values * weights_[l];
      values = above_.cwiseMax(Real(0));
    }
  }

  network_layout<Real> layout_;
  const Inputs& law_;
  const noise_type& noise_variance_;
  const vector& given_;
  Eigen::Index features_;  ///< N
  Eigen::Index classes_;   ///< N_L
  matrix inputs_;
  std::vector<matrix> weights_;  ///< of the layers below the last, N_{l−1} × N_l
  matrix one_;
  matrix two_;
  matrix above_;
  matrix top_;
  matrix outputs_;
  matrix columns_;
  matrix root_;
  vector row_;
  determinant_by_columns<Real> of_last_;
  determinant_by_columns<Real> of_one_;
  determinant_by_columns<Real> of_both_;
};

}  // namespace infobound::inline v0_1::detail
