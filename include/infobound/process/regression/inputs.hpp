// SPDX-License-Identifier: BSL-1.0
// Input laws of the regressions: standard Gaussian, or the user's own matrix.
#pragma once

#include <Eigen/Core>
#include <boost/random/normal_distribution.hpp>
#include <concepts>
#include <cstddef>
#include <infobound/core/numeric/allowed_cancellation.hpp>
#include <infobound/core/require.hpp>
#include <limits>

namespace infobound::inline v0_1 {

/// An input law that can be checked against the dimension of its process.
template <class Inputs>
concept validated_for_dimension = requires(const Inputs& inputs, Eigen::Index dimension) {
  inputs.validate(dimension);
};

/// X_0, X_1, … iid N(0, I_d).
struct gaussian_inputs {
  /// Fills the columns of `inputs` (d × T) with X_0 … X_{T−1}.
  template <class Derived, class Rng>
  static void draw(Eigen::PlainObjectBase<Derived>& inputs, Rng& rng) {
    using Real = typename Derived::Scalar;
    boost::random::normal_distribution<Real> normal;
    Real* const first = inputs.data();  // twice as fast as by row and column
    for (Eigen::Index i = 0; i < inputs.size(); ++i) first[i] = normal(rng);
  }
};

/// X_0, X_1, … are the rows of a matrix, in order of arrival; a horizon may not exceed their number.
template <class Real>
struct fixed_design {
  Eigen::MatrixX<Real> matrix;  ///< one observation a row, d columns, all entries finite

  /// The first T rows as the columns of `inputs` (d × T).
  template <class Derived, class Rng>
  void draw(Eigen::MatrixBase<Derived>& inputs, Rng&) const {
    inputs = matrix.topRows(inputs.cols()).transpose();
  }

  /// - Throws: std::invalid_argument for another number of columns, std::domain_error for no rows or an entry that is
  ///           not finite.
  void validate(Eigen::Index dimension) const {
    require_same_size("fixed_design.matrix: number of columns", matrix.cols(), "dimension", dimension);
    require_at_least("fixed_design.matrix: number of rows", matrix.rows(), 1);
    const Real largest = (std::numeric_limits<Real>::max)();
    for (Eigen::Index row = 0; row < matrix.rows(); ++row)
      for (Eigen::Index column = 0; column < matrix.cols(); ++column)
        if (!(matrix(row, column) >= -largest && matrix(row, column) <= largest))
          refuse("fixed_design.matrix(" + to_text(row) + ", " + to_text(column) + ")", matrix(row, column), "finite");
  }

  /// The number of rows.
  [[nodiscard]] std::size_t maximum_horizon() const { return static_cast<std::size_t>(matrix.rows()); }
};

namespace detail {

/// How much elimination may cancel of a law's inputs.
template <class Real, class Inputs>
[[nodiscard]] Real allowed_cancellation() {
  return std::same_as<Inputs, fixed_design<Real>> ? exacting<Real>() : lenient<Real>();
}

}  // namespace detail

}  // namespace infobound::inline v0_1
