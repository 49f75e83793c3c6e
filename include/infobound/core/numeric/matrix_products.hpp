// SPDX-License-Identifier: BSL-1.0
// Products of parts of matrices, compiled once a scalar whatever the parts.
#pragma once

#include <Eigen/Core>
#include <infobound/core/compiler.hpp>

namespace infobound::inline v0_1::detail {

/// Eigen's products on references: an expression of its own for each pair of blocks, maps and columns would take ten
/// times as long to compile. Results must have their size, and no storage in common with factors.
template <class Real>
struct matrix_products {
  using factor = const Eigen::Ref<const Eigen::MatrixX<Real>>&;
  using target = Eigen::Ref<Eigen::MatrixX<Real>>;

  /// C = A B.
  static void set(factor a, factor b, target c) { c.noalias() = a * b; }

  /// C = Aᵀ B.
  static void set_transposed(factor a, factor b, target c) { c.noalias() = a.transpose() * b; }

  /// C += Aᵀ B.
  static void add_transposed(factor a, factor b, target c) { c.noalias() += a.transpose() * b; }

  /// C = A Bᵀ.
  static void set_outer(factor a, factor b, target c) { c.noalias() = a * b.transpose(); }

  /// C += A Bᵀ.
  static void add_outer(factor a, factor b, target c) { c.noalias() += a * b.transpose(); }
};

}  // namespace infobound::inline v0_1::detail
