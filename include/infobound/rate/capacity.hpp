// SPDX-License-Identifier: BSL-1.0
// The capacity of a finite channel, with a certificate.
#pragma once

#include <Eigen/Core>
#include <cstddef>
#include <infobound/core/numeric/cmath.hpp>
#include <infobound/core/numeric/wide.hpp>
#include <infobound/core/require.hpp>
#include <infobound/rate/detail/capacity_search.hpp>
#include <limits>
#include <string>

namespace infobound::inline v0_1::rate {

/// When to stop.
template <class Real>
struct capacity_options {
  Real tolerance = Real(1e-6);    ///< on upper − lower, in nats; ≥ 0
  std::size_t iterations = 1000;  ///< at most; ≥ 1

  void validate() const {
    require_non_negative("capacity_options.tolerance", tolerance);
    require_at_least("capacity_options.iterations", iterations, 1);
  }
};

/// lower ≤ C ≤ upper, in nats, whether converged or not.
template <class Real>
struct certified_capacity {
  Real lower;                   ///< the information of `input`
  Real upper;                   ///< the greatest divergence of a row from the mean law, max_θ KL(P_θ‖P_π)
  Eigen::VectorX<Real> input;   ///< π, a probability a row
  Eigen::VectorX<Real> output;  ///< P_π, a probability a column
  bool converged;               ///< upper − lower ≤ tolerance
  std::size_t iterations;       ///< steps taken, Newton's and plain ones
};

namespace detail {

/// - Throws: std::domain_error naming the entry that is negative or not finite, or the row whose sum is not 1.
template <class Real, class Derived>
[[nodiscard]] Eigen::MatrixX<infobound::detail::wide_scalar<Real>> checked_channel(
    const Eigen::DenseBase<Derived>& given) {
  using std::abs;
  Eigen::MatrixX<infobound::detail::wide_scalar<Real>> channel =
      given.derived().matrix().template cast<infobound::detail::wide_scalar<Real>>();
  require_at_least("channel: number of rows", channel.rows(), 1);
  require_at_least("channel: number of columns", channel.cols(), 1);
  for (Eigen::Index row = 0; row < channel.rows(); ++row) {
    for (Eigen::Index column = 0; column < channel.cols(); ++column)
      require_non_negative("channel(" + to_text(row) + ", " + to_text(column) + ")", channel(row, column));
    const auto sum = channel.row(row).sum();
    if (!(abs(sum - 1) <= probability_tolerance<Real>))
      refuse("channel: sum of row " + to_text(row), sum, "1 to within " + to_text(probability_tolerance<Real>));
    channel.row(row) /= sum;
  }
  return channel;
}

}  // namespace detail

/// C = max I(X; Y) over the laws of the input X, in nats: a certified bracket. It is also the least divergence that one
/// law Q can keep to all rows, min_Q max_θ KL(P_θ‖Q): what a learner guarantees without a prior.
/// An interior Newton method takes about ten steps where the iteration of Arimoto and Blahut takes thousands, which
/// steps in where Newton's stalls. Neither has a part in the certificate, which holds for every law π:
/// I_π ≤ C ≤ max_θ KL(P_θ‖P_π). The sides are rounded outwards.
/// - Shapes:   one row an input, one column an output: the laws P_θ. Any matrix or array expression.
/// - Domain:   entries ≥ 0, each row of sum 1 to within 1e-8 (float: 1e-4), by which it is divided.
/// - Accuracy: tolerances down to 1e-13 are reached for tens of rows in double (tests/unit/rate/capacity.cpp); also
///             small capacities keep their digits. The entries of `input` depend on the tolerance far more than C does.
/// - Cost:     a step takes O(n m) logarithms and O(n² m + n³) operations for n rows and m columns.
/// - Throws:   std::domain_error naming the entry, the row or the option outside its domain.
/// - Source:   theory 13.5; Arimoto 1972, Blahut 1972; Gallager 1979.
template <class Derived>
[[nodiscard]] certified_capacity<typename Derived::Scalar> capacity(
    const Eigen::DenseBase<Derived>& channel, const capacity_options<typename Derived::Scalar>& options = {}) {
  using Real = typename Derived::Scalar;
  using wide = infobound::detail::wide_scalar<Real>;
  options.validate();
  const Eigen::MatrixX<wide> rows = detail::checked_channel<Real>(channel);
  const auto found = detail::capacity_search<wide>(rows).run(wide(options.tolerance), options.iterations);
  certified_capacity<Real> result{infobound::detail::rounded_down<Real>(found.lower),
                                  infobound::detail::rounded_up<Real>(found.upper),
                                  found.input.template cast<Real>(),
                                  (rows.transpose() * found.input).template cast<Real>(),
                                  true,
                                  found.iterations};
  result.converged = result.upper - result.lower <= options.tolerance;
  return result;
}

}  // namespace infobound::inline v0_1::rate
