// SPDX-License-Identifier: BSL-1.0
// The linear systems of an interior step: WᵀPW + diag(t), by Cholesky, in the letters y or in the letters x.
#pragma once

#include <Eigen/Cholesky>
#include <Eigen/Core>
#include <algorithm>
#include <cstddef>
#include <infobound/core/numeric/cmath.hpp>
#include <infobound/rate/detail/distortion_table.hpp>
#include <infobound/rate/detail/tilted_channel.hpp>
#include <vector>

namespace infobound::inline v0_1::rate::detail {

/// M = VᵀV + diag(t) for V = P^½W, with t > 0. Letters y that are hardly coupled to others are solved for by
/// themselves.
template <class Real>
class barrier_system {
 public:
  explicit barrier_system(const distortion_table<Real>& table)
      : table_(&table),
        columns_(table.rows(), table.columns()),
        factor_((std::min)(table.columns(), 2 * table.rows()), (std::min)(table.columns(), 2 * table.rows())),
        packed_(table.columns(), 2),
        projected_(table.rows(), 2),
        diagonal_(table.columns()),
        roots_(table.columns()) {
    coupled_.reserve(static_cast<std::size_t>(table.columns()));
  }

  /// False where rounding leaves no positive definite matrix.
  [[nodiscard]] bool factorise(const tilted_channel<Real>& channel, const Eigen::VectorX<Real>& weights,
                               const Eigen::VectorX<Real>& barrier) {
    scale_ = table_->probabilities.array().sqrt() / channel.normaliser().array();
    coupled_.clear();
    diagonal_ = barrier;
    Eigen::Index size = 0;
    for (Eigen::Index y = 0; y < weights.size(); ++y) {
      columns_.col(size) = (channel.kernel().col(y) * scale_ * weights[y]).matrix();
      const Real own = columns_.col(size).squaredNorm();
      diagonal_[y] += own;
      if (own < Real(uncoupled_share) * barrier[y]) continue;
      coupled_.push_back(y);
      ++size;
    }
    by_letters_ = size > 2 * table_->rows();
    return by_letters_ ? factorise_by_letters(barrier) : factorise_by_reproductions(barrier);
  }

  /// Replaces the first columns, one or two, of the right sides by the solutions.
  void solve(Eigen::MatrixX<Real>& right, Eigen::Index count) {
    const Eigen::Index size = coupled();
    auto unknowns = packed_.topLeftCorner(size, count);
    for (Eigen::Index k = 0; k < count; ++k)
      for (Eigen::Index i = 0; i < size; ++i) unknowns(i, k) = right(letter(i), k);
    if (by_letters_) {
      auto projected = projected_.leftCols(count);
      for (Eigen::Index k = 0; k < count; ++k) unknowns.col(k).array() /= roots_.head(size);
      projected.noalias() = columns_.leftCols(size) * unknowns;
      substitute(projected, table_->rows());
      unknowns.noalias() -= columns_.leftCols(size).transpose() * projected;
      for (Eigen::Index k = 0; k < count; ++k) unknowns.col(k).array() /= roots_.head(size);
    } else {
      substitute(unknowns, size);
    }
    for (Eigen::Index k = 0; k < count; ++k) {
      right.col(k).array() /= diagonal_;
      for (Eigen::Index i = 0; i < size; ++i) right(letter(i), k) = unknowns(i, k);
    }
  }

 private:
  [[nodiscard]] Eigen::Index coupled() const { return static_cast<Eigen::Index>(coupled_.size()); }
  [[nodiscard]] Eigen::Index letter(Eigen::Index i) const { return coupled_[static_cast<std::size_t>(i)]; }

  [[nodiscard]] bool factorise_by_reproductions(const Eigen::VectorX<Real>& barrier) {
    const Eigen::Index size = coupled();
    auto block = factor_.topLeftCorner(size, size);
    block.setZero();
    block.template selfadjointView<Eigen::Lower>().rankUpdate(columns_.leftCols(size).transpose());
    for (Eigen::Index i = 0; i < size; ++i) block(i, i) += barrier[letter(i)];
    return decompose(block);
  }

  /// With few x and many y, by M⁻¹ = t⁻¹ − t⁻¹Vᵀ(I + V t⁻¹ Vᵀ)⁻¹V t⁻¹. It rounds more, at small t, where few y are
  /// left.
  [[nodiscard]] bool factorise_by_letters(const Eigen::VectorX<Real>& barrier) {
    using std::sqrt;
    const Eigen::Index size = coupled();
    for (Eigen::Index i = 0; i < size; ++i) {
      roots_[i] = sqrt(barrier[letter(i)]);
      columns_.col(i) /= roots_[i];
    }
    auto block = factor_.topLeftCorner(table_->rows(), table_->rows());
    block.setIdentity();
    block.template selfadjointView<Eigen::Lower>().rankUpdate(columns_.leftCols(size));
    return decompose(block);
  }

  template <class Block>
  [[nodiscard]] static bool decompose(Block& block) {
    return Eigen::LLT<Eigen::Ref<Eigen::MatrixX<Real>>>(block).info() == Eigen::Success;
  }

  template <class Unknowns>
  void substitute(Unknowns& unknowns, Eigen::Index size) const {
    const auto block = factor_.topLeftCorner(size, size);
    block.template triangularView<Eigen::Lower>().solveInPlace(unknowns);
    block.transpose().template triangularView<Eigen::Upper>().solveInPlace(unknowns);
  }

  // Of a diagonal entry; at most, what its own row and column add to it.
  static constexpr double uncoupled_share = 1e-4;

  const distortion_table<Real>* table_;
  Eigen::MatrixX<Real> columns_;  // of V, of the coupled letters
  Eigen::MatrixX<Real> factor_;
  Eigen::MatrixX<Real> packed_;
  Eigen::MatrixX<Real> projected_;
  Eigen::ArrayX<Real> scale_;
  Eigen::ArrayX<Real> diagonal_;
  Eigen::ArrayX<Real> roots_;
  std::vector<Eigen::Index> coupled_;
  bool by_letters_ = false;
};

}  // namespace infobound::inline v0_1::rate::detail
