// SPDX-License-Identifier: BSL-1.0
// The channel that an output law and a slope make, and what it proves of the rate-distortion function.
#pragma once

#include <Eigen/Core>
#include <infobound/core/numeric/cmath.hpp>
#include <infobound/rate/detail/distortion_table.hpp>
#include <limits>

namespace infobound::inline v0_1::rate::detail {

/// W(y|x) = q_y e^{−s d_xy}/Z_x for weights q > 0 of any sum, with the two bounds of theory 2.5, neither of which
/// depends on that sum. Distortions are counted from D_min.
template <class Real>
class tilted_channel {
 public:
  explicit tilted_channel(const distortion_table<Real>& table)
      : table_(&table),
        kernel_(table.rows(), table.columns()),
        tilted_excess_(table.rows(), table.columns()),
        normaliser_(table.rows()),
        shares_(table.rows()),
        mean_excess_(table.rows()),
        gains_(table.columns()),
        output_(table.columns()),
        covariance_(table.columns()) {}

  /// Sets s; evaluate() must follow.
  void tilt(const Real& slope) {
    slope_ = slope;
    table_->tilt(slope, kernel_);
    if (finite_slope())
      tilted_excess_ = kernel_ * table_->excess;
    else
      tilted_excess_.setZero();
  }

  /// All that follows from q at the present slope.
  void evaluate(const Eigen::VectorX<Real>& weights) {
    const auto& p = table_->probabilities;
    normaliser_.noalias() = kernel_.matrix() * weights;
    shares_ = p.cwiseQuotient(normaliser_);
    gains_.noalias() = kernel_.matrix().transpose() * shares_;
    output_ = gains_.cwiseProduct(weights);
    mean_excess_.noalias() = tilted_excess_.matrix() * weights;
    excess_ = shares_.dot(mean_excess_);
    mean_excess_.array() /= normaliser_.array();
    // A normaliser may be tiny, and its logarithm is large then; the sum of the absolute values is for the rounding.
    const auto logarithms = normaliser_.array().log();
    objective_ = -(p.array() * logarithms).sum();
    magnitude_ = (p.array() * logarithms.abs()).sum();
    using std::log;
    log_greatest_gain_ = log(gains_.maxCoeff());
    divergence_ = 0;
    for (Eigen::Index y = 0; y < gains_.size(); ++y)
      if (output_[y] > 0) divergence_ += output_[y] * log(gains_[y]);
  }

  /// Var_x of the distortion under the channel, averaged, and b_y = q_y ∂(−c_y)/∂s.
  void evaluate_derivatives(const Eigen::VectorX<Real>& weights) {
    covariance_.noalias() = tilted_excess_.matrix().transpose() * shares_;
    covariance_.noalias() -= kernel_.matrix().transpose() * shares_.cwiseProduct(mean_excess_);
    covariance_.array() *= weights.array();
    variance_ = 0;
    for (Eigen::Index y = 0; y < weights.size(); ++y)
      variance_ += weights[y] * (tilted_excess_.col(y) * table_->excess.col(y) * shares_.array()).sum();
    variance_ -= (table_->probabilities.array() * mean_excess_.array().square()).sum();
    if (!(variance_ > 0)) variance_ = 0;
  }

  [[nodiscard]] const Real& slope() const { return slope_; }
  [[nodiscard]] bool finite_slope() const { return slope_ <= (std::numeric_limits<Real>::max)(); }
  [[nodiscard]] const Eigen::ArrayXX<Real>& kernel() const { return kernel_; }
  [[nodiscard]] const Eigen::VectorX<Real>& normaliser() const { return normaliser_; }
  [[nodiscard]] const Eigen::VectorX<Real>& gains() const { return gains_; }            ///< c_y
  [[nodiscard]] const Eigen::VectorX<Real>& output() const { return output_; }          ///< q_y c_y = Σ p_x W(y|x)
  [[nodiscard]] const Eigen::VectorX<Real>& covariance() const { return covariance_; }  ///< b_y
  [[nodiscard]] const Real& variance() const { return variance_; }
  [[nodiscard]] const Real& excess() const { return excess_; }  ///< D − D_min of the channel

  /// ln max c − Σ q c ln c: how far the two sides are apart at the channel's own distortion.
  [[nodiscard]] Real gap() const { return log_greatest_gain_ - divergence_; }

  /// The line −s(D − D_min) − Σ p ln Z − ln max c, at most R(D) for every D.
  [[nodiscard]] Real line(const Real& excess) const {
    const Real linear = finite_slope() ? Real(slope_ * excess) : Real(0);
    return objective_ - log_greatest_gain_ - linear - rounding(linear);
  }

  /// At least the information I(p, W) = −s(D − D_min) − Σ p ln Z − Σ q c ln c, at the channel's own distortion.
  [[nodiscard]] Real information() const {
    const Real linear = finite_slope() ? Real(slope_ * excess_) : Real(0);
    return objective_ - divergence_ - linear + rounding(linear);
  }

  /// What rounding may have changed either side by at a distortion.
  [[nodiscard]] Real rounding_at(const Real& excess) const {
    return rounding(finite_slope() ? Real(slope_ * excess) : Real(0));
  }

  /// Writes the channel, one row a letter that occurs.
  void write_channel(const Eigen::VectorX<Real>& weights, Eigen::MatrixX<Real>& channel) const {
    channel = kernel_.matrix() * weights.asDiagonal();
    channel.array().colwise() /= normaliser_.array();
  }

 private:
  /// More than rounding can have changed either side by: sums of n and m positive terms, exponents s(d_xy − min d) of
  /// mean s(D − D_min), and D − D_min itself as the difference of what the user gave.
  [[nodiscard]] Real rounding(const Real& linear) const {
    const Real terms = Real(table_->rows() + table_->columns() + 16);
    const Real exponents = finite_slope() ? Real(slope_ * excess_ + linear) : Real(0);
    const Real offset = finite_slope() ? Real(4 * (slope_ * table_->least)) : Real(0);
    return std::numeric_limits<Real>::epsilon() * (terms * (1 + magnitude_ + exponents) + offset);
  }

  const distortion_table<Real>* table_;
  Real slope_ = 0;
  Eigen::ArrayXX<Real> kernel_;         // e^{−s(d − min d)}
  Eigen::ArrayXX<Real> tilted_excess_;  // the same times d − min d
  Eigen::VectorX<Real> normaliser_;     // Z_x
  Eigen::VectorX<Real> shares_;         // p_x/Z_x
  Eigen::VectorX<Real> mean_excess_;    // Σ_y W(y|x)(d_xy − min d)
  Eigen::VectorX<Real> gains_;
  Eigen::VectorX<Real> output_;
  Eigen::VectorX<Real> covariance_;
  Real objective_ = 0;  // −Σ p ln Z
  Real magnitude_ = 0;
  Real excess_ = 0;
  Real variance_ = 0;
  Real log_greatest_gain_ = 0;
  Real divergence_ = 0;  // Σ q c ln c
};

}  // namespace infobound::inline v0_1::rate::detail
