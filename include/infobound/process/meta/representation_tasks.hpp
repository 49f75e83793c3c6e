// SPDX-License-Identifier: BSL-1.0
// The data of many tasks that share a representation, and the draws behind them (theory 8.4).
#pragma once

#include <Eigen/Core>
#include <boost/random/normal_distribution.hpp>
#include <cstddef>
#include <infobound/process/regression/inputs.hpp>

namespace infobound::inline v0_1 {

/// The inputs and labels of M tasks with T observations each, task by task: observation t of task m is column mT + t.
template <class Real>
struct representation_tasks {
  Eigen::MatrixX<Real> inputs;  ///< d × MT
  Eigen::VectorX<Real> labels;  ///< MT

  /// Draws inputs and labels with θ_m in the columns of thetas: d × M.
  template <class Response, class Derived, class Rng>
  void draw(const Response& response, const Eigen::MatrixBase<Derived>& thetas, Eigen::Index horizon, Rng& rng) {
    inputs.resize(thetas.rows(), thetas.cols() * horizon);
    labels.resize(inputs.cols());
    gaussian_inputs{}.draw(inputs, rng);
    for (Eigen::Index m = 0; m < thetas.cols(); ++m)
      labels.segment(m * horizon, horizon).noalias() =
          inputs.middleCols(m * horizon, horizon).transpose() * thetas.col(m);
    for (Real& label : labels) label = response.draw(label, rng);
  }
};

namespace detail {

/// Fills a matrix or vector with independent N(0, variance of `deviation`²).
template <class Dense, class Real, class Rng>
void fill_normal(Dense& result, const Real& deviation, Rng& rng) {
  boost::random::normal_distribution<Real> normal(0, deviation);
  Real* const first = result.data();
  for (Eigen::Index i = 0; i < result.size(); ++i) first[i] = normal(rng);
}

}  // namespace detail

}  // namespace infobound::inline v0_1
