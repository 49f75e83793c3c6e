// SPDX-License-Identifier: BSL-1.0
// The control variate of a network's last layer of weights, the others given.
#pragma once

#include <Eigen/Core>
#include <cstddef>
#include <infobound/core/numeric/cholesky.hpp>
#include <infobound/core/numeric/cmath.hpp>

namespace infobound::inline v0_1::detail {

/// ½(‖a‖² − n + S), S = (a − m)ᵀ∇_a ln(φL) + n: Stein's control variate of the n whitened weights a of the last layer
/// given all others, m the mode of their posterior, or near it (theory 11.8 b). Given the layers below this is a
/// generalised linear model, so that three steps of Newton's method from 0 are enough; that they take one curvature for
/// all outputs of a label, its mean, costs the statistic no more than what it could explain. 0 where A_L is known.
/// - Cost: a pass through the network, and O(T N_{L−1}(N_{L−1} + N_L)).
template <class Network>
class last_layer_control {
 public:
  using Real = typename Network::real_type;
  using Head = typename Network::head_type;
  using matrix = Eigen::MatrixX<Real>;

  static constexpr Eigen::Index size = 1;

  explicit last_layer_control(const Network& network) : network_(network) {}

  void operator()(const Eigen::VectorX<Real>& z, const typename Network::history_type& history, const Real&,
                  Eigen::Ref<Eigen::ArrayX<Real>> result) const {
    using std::isfinite;
    result.setZero();
    struct workspace {
      matrix features, weighted, outputs, root, precision, mode, slope;
      Eigen::VectorX<Real> row, curvatures;
      cholesky_factor<Real> factor;
    };
    thread_local workspace work;
    auto& [features, weighted, outputs, root, precision, mode, slope, row, curvatures, factor] = work;
    if (!network_.fill_last_features(z, history, features)) return;
    const Eigen::Index units = features.cols();
    const Eigen::Index classes = network_.widths.back();
    const auto own = z.tail(units * classes).reshaped(units, classes);
    mode.setZero(units, classes);
    for (int step = 0; step < 3; ++step) {
      outputs.noalias() = features * mode;
      find_curvatures(outputs, row, root, curvatures);
      weighted = outputs.array().colwise() * curvatures.array();
      Head::to_slopes(outputs, history.labels, network_.noise_variance);
      weighted += outputs;
      slope.noalias() = features.transpose() * weighted;
      weighted = features.array().colwise() * curvatures.array();
      precision.setIdentity(units, units);
      precision.noalias() += features.transpose() * weighted;
      if (!factor.compute(precision)) break;
      factor.lower().solveInPlace(slope);
      factor.upper().solveInPlace(slope);
      mode.swap(slope);
    }
    outputs.noalias() = features * own;
    Head::to_slopes(outputs, history.labels, network_.noise_variance);
    slope.noalias() = features.transpose() * outputs;
    const Real found = (own.squaredNorm() + (own - mode).cwiseProduct(slope - own).sum()) / 2;
    if (isfinite(found)) result[0] = found;
  }

 private:
  /// The mean over outputs of the curvature of each label's −ln p.
  void find_curvatures(const matrix& outputs, Eigen::VectorX<Real>& row, matrix& root,
                       Eigen::VectorX<Real>& result) const {
    const Eigen::Index classes = outputs.cols();
    root.resize(classes, classes);
    result.resize(outputs.rows());
    for (Eigen::Index t = 0; t < result.size(); ++t) {
      row = outputs.row(t).transpose();
      Head::curvature_root(row, network_.noise_variance, root);
      result[t] = root.squaredNorm() / Real(Head::coded_outputs(classes));
    }
  }

  Network network_;
};

}  // namespace infobound::inline v0_1::detail
