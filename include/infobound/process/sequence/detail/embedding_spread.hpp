// SPDX-License-Identifier: BSL-1.0
// How embeddings of tokens are spread: what lower bounds need to know of them.
#pragma once

#include <Eigen/Core>
#include <Eigen/Eigenvalues>
#include <algorithm>
#include <infobound/core/numeric/cmath.hpp>
#include <limits>
#include <optional>

namespace infobound::inline v0_1::detail {

/// The first moments of Φ_J, J uniform, and the largest lengths.
template <class Real>
struct embedding_spread {
  Eigen::VectorX<Real> mean;            ///< c = E Φ_J
  Eigen::ArrayX<Real> squares;          ///< ‖Φ_j‖²
  Eigen::ArrayX<Real> along_mean;       ///< Φ_jᵀc
  Real variance;                        ///< tr S, S the covariance of Φ_J
  Eigen::ArrayX<Real> centred_squares;  ///< ‖Φ_j − c‖²
  Real radius;                          ///< the largest ‖Φ_j − c‖, or ‖Φ_j‖ if that is less
  Real largest_square;                  ///< the largest ‖Φ_j‖²
  Real mean_square;                     ///< E‖Φ_J‖²
  Real mean_fourth;                     ///< E‖Φ_J‖⁴

  template <class Scalar>
  explicit embedding_spread(const Eigen::MatrixX<Scalar>& embeddings) {
    using std::min, std::sqrt;
    const Eigen::MatrixX<Real> columns = embeddings.template cast<Real>();
    mean = columns.rowwise().mean();
    squares = columns.colwise().squaredNorm().transpose().array();
    along_mean = (columns.transpose() * mean).array();
    centred_squares = about_mean(columns).colwise().squaredNorm().transpose().array();
    variance = centred_squares.mean();
    largest_square = squares.maxCoeff();
    radius = sqrt(min(centred_squares.maxCoeff(), largest_square));
    mean_square = squares.mean();
    mean_fourth = squares.square().mean();
  }

  /// The columns less their mean: exactly 0 where all are the same.
  [[nodiscard]] static Eigen::MatrixX<Real> about_mean(const Eigen::MatrixX<Real>& columns) {
    Eigen::MatrixX<Real> result = columns.colwise() - columns.col(0).eval();
    const Eigen::VectorX<Real> middle = result.rowwise().mean();
    result.colwise() -= middle;
    return result;
  }
};

/// S by its axes, and how far embeddings are from two weighted means.
template <class Real>
struct embedding_axes : embedding_spread<Real> {
  /// The eigenvalues of S less their rounding; none where the least is below a millionth of their sum.
  Eigen::ArrayX<Real> eigenvalues;
  Real log_determinant = 0;         ///< ln det S
  Real log_second_determinant = 0;  ///< ln det E Φ_JΦ_Jᵀ
  Real input_radius = 0;   ///< the largest ‖Φ_j − Σ_i τ_iΦ_i‖, τ_i = Φ_iᵀ(E ΦΦᵀ)⁻¹Φ_i/(dN)
  Real output_radius = 0;  ///< the same with τ_i = (1 + (Φ_i − c)ᵀS⁻¹(Φ_i − c)/d)/(2N)

  template <class Scalar>
  explicit embedding_axes(const Eigen::MatrixX<Scalar>& embeddings) : embedding_spread<Real>(embeddings) {
    using std::log1p, std::max;
    const Eigen::Index d = embeddings.rows();
    const Eigen::Index count = embeddings.cols();
    if (count <= d || !(this->variance > 0)) return;
    const Eigen::MatrixX<Real> columns = embeddings.template cast<Real>();
    const Eigen::MatrixX<Real> centred = embedding_spread<Real>::about_mean(columns);
    const Eigen::SelfAdjointEigenSolver<Eigen::MatrixX<Real>> axes(centred * centred.transpose() / Real(count));
    const Eigen::ArrayX<Real> found =
        axes.eigenvalues().array() - Real(16 * d) * std::numeric_limits<Real>::epsilon() * this->variance;
    if (!(found.minCoeff() > Real(1e-6) * this->variance)) return;
    eigenvalues = found;
    log_determinant = found.log().sum();
    // In axes in which S is the identity.
    const Eigen::VectorX<Real> scale = found.sqrt().inverse().matrix();
    const Eigen::MatrixX<Real> turned = scale.asDiagonal() * axes.eigenvectors().transpose() * centred;
    const Eigen::VectorX<Real> offset = scale.asDiagonal() * axes.eigenvectors().transpose() * this->mean;
    const Real square = offset.squaredNorm();
    log_second_determinant = log_determinant + log1p(square);
    const Eigen::ArrayX<Real> inner = turned.colwise().squaredNorm().transpose().array();
    // (t + o)ᵀ(I + ooᵀ)⁻¹(t + o), without the cancellation of a large offset o.
    const Eigen::ArrayX<Real> along = (turned.transpose() * offset).array();
    const Eigen::ArrayX<Real> second = inner + (along * (2 - along) + square) / (1 + square);
    const auto radius_about = [&](Eigen::ArrayX<Real> weights) -> Real {
      using std::sqrt;
      weights /= weights.sum();
      const Eigen::VectorX<Real> middle = columns * weights.matrix();
      return sqrt((columns.colwise() - middle).colwise().squaredNorm().maxCoeff());
    };
    input_radius = radius_about((second.max)(Real(0)));
    output_radius = radius_about(1 + inner / Real(d));
  }
};

/// What is known of the embeddings of the last call on this thread, or of those of this one.
template <class Known, class Scalar>
[[nodiscard]] const Known& spread_of(const Eigen::MatrixX<Scalar>& embeddings) {
  struct remembered {
    Eigen::MatrixX<Scalar> embeddings;
    Known known;
  };
  thread_local std::optional<remembered> last;
  const bool same = last && last->embeddings.rows() == embeddings.rows() &&
                    last->embeddings.cols() == embeddings.cols() &&
                    (last->embeddings.array() == embeddings.array()).all();
  if (!same) last.emplace(remembered{embeddings, Known(embeddings)});
  return last->known;
}

}  // namespace infobound::inline v0_1::detail
