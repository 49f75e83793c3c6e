// SPDX-License-Identifier: BSL-1.0
// Gaussian priors of one's own, drawn from all of a scalar's range.
#pragma once

#include <cmath>
#include <infobound/process/regression/gaussian_prior.hpp>
#include <type_traits>

#include "verbs.hpp"

namespace fuzz {

/// A covariance from scales, from a factor, which may have a small rank, or a matrix.
template <class Real>
struct drawn_covariance {
  enum class kind { scales, factor, matrix } given;
  Eigen::MatrixX<Real> values;

  template <class R>
  [[nodiscard]] ib::gaussian_covariance<R> as() const {
    const Eigen::MatrixX<R> cast = values.template cast<R>();
    if (given == kind::scales) return ib::gaussian_covariance<R>::from_scales(cast.col(0));
    if (given == kind::factor) return ib::gaussian_covariance<R>::from_factor(cast);
    // What is singular to the last digits of one scalar is not in a wider one: which has the factor that this one took.
    if constexpr (std::is_same_v<R, Real>)
      return cast;
    else
      return ib::gaussian_covariance<R>::from_factor(ib::gaussian_covariance<Real>(values).factor().template cast<R>());
  }

  /// The largest scale.
  [[nodiscard]] long double size() const {
    const auto largest = static_cast<long double>(values.cwiseAbs().maxCoeff());
    return given == kind::matrix ? std::sqrt(largest) : largest;
  }

  /// XL has sums, which cancel: to others in a wider scalar.
  [[nodiscard]] bool sums_cancel() const { return given != kind::scales; }
};

template <class Real>
[[nodiscard]] drawn_covariance<Real> draw_covariance(calls<Real>& call, Eigen::Index d) {
  using kind = typename drawn_covariance<Real>::kind;
  if (call.chance(2)) return {kind::scales, call.non_negatives("covariance: scale", d)};
  const auto rank = static_cast<Eigen::Index>(1 + call.pick(static_cast<std::size_t>(d)));
  const Eigen::MatrixX<Real> factor = call.design("covariance: factor", d, rank);
  if (call.chance(2) || !call.valid()) return {kind::factor, factor};
  const Eigen::MatrixX<Real> matrix = factor * factor.transpose();
  if (!matrix.allFinite()) return {kind::factor, factor};
  call.record("covariance", matrix);
  return {kind::matrix, matrix};
}

template <class Real>
struct drawn_prior {
  Eigen::VectorX<Real> mean;
  drawn_covariance<Real> covariance;

  template <class R>
  [[nodiscard]] ib::gaussian_prior<R> as() const {
    return {mean.template cast<R>(), covariance.template as<R>()};
  }
};

template <class Real>
[[nodiscard]] drawn_prior<Real> draw_prior(calls<Real>& call, Eigen::Index d) {
  Eigen::VectorX<Real> mean;
  if (call.chance(2)) {
    mean.resize(d);
    for (Real& entry : mean) entry = call.finite("gaussian_prior.mean");
  }
  return {mean, draw_covariance(call, d)};
}

/// N(0, I/d), the prior of a regression that is given none.
template <class R>
[[nodiscard]] ib::gaussian_prior<R> standard_prior(Eigen::Index dimension, Eigen::Index blocks = 1) {
  return {{},
          ib::gaussian_covariance<R>::from_scales(
              Eigen::VectorX<R>::Constant(dimension * blocks, 1 / std::sqrt(R(dimension))))};
}

}  // namespace fuzz
