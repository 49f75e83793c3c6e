// SPDX-License-Identifier: BSL-1.0
// Compressions of a finite θ: self-consistent descent at one price of loss.
#pragma once

#include <Eigen/Core>
#include <cstddef>
#include <infobound/core/numeric/cmath.hpp>
#include <infobound/rate/detail/bottleneck_table.hpp>
#include <limits>
#include <utility>
#include <vector>

namespace infobound::inline v0_1::rate::detail {

/// A compression θ̃, its two sides, and the tangent that its last step leaves.
template <class Real>
struct bottleneck_channel {
  Eigen::MatrixX<Real> channel;     ///< P(θ̃|θ), one row a θ
  Eigen::ArrayX<Real> weights;      ///< P(θ̃)
  Eigen::MatrixX<Real> posterior;   ///< P(θ|θ̃), one column a θ̃
  Eigen::ArrayX<Real> multipliers;  ///< λ of theory 2.4 (b): d_β(q) − λᵀq is 0 and stationary at the posteriors
  Real loss;                        ///< I(data;θ|θ̃)
  Real rate;                        ///< I(θ;θ̃)
  Real price;                       ///< λᵀp, which falls with every step: rate − β I(data;θ̃) at the end
  std::size_t steps;
};

/// Fills loss and rate in from the channel, each a sum of non-negative terms rounded upwards: the point is feasible.
template <class Real>
void measure(const bottleneck_table<Real>& table, bottleneck_channel<Real>& channel) {
  channel.loss = channel.rate = 0;
  for (Eigen::Index u = 0; u < channel.weights.size(); ++u) {
    channel.rate += channel.weights[u] * table.divergence(channel.posterior.col(u));
    for (Eigen::Index theta = 0; theta < table.parameters(); ++theta)
      if (channel.posterior(theta, u) > 0)
        channel.loss +=
            channel.weights[u] * channel.posterior(theta, u) * table.divergence_from(theta, channel.posterior.col(u));
  }
  channel.loss += table.rounding(channel.loss) + table.rounding(table.information());
  channel.rate += table.rounding(channel.rate);
}

/// Descends on rate − β I(data;θ̃) from the given weights and posteriors by q(θ̃|θ) ∝ q(θ̃) e^{−βKL(P_θ‖P(·|θ̃))} (Tishby,
/// Pereira, Bialek 1999), every third step an extrapolation of the two before (Varadhan and Roland 2008) where that
/// descends as well. A θ̃ whose weight vanishes is dropped.
template <class Real>
class bottleneck_descent {
 public:
  using array = Eigen::ArrayX<Real>;
  using matrix = Eigen::MatrixX<Real>;

  bottleneck_descent(const bottleneck_table<Real>& table, const Real& beta) : table_(table), beta_(beta) {}

  /// weights and posterior need not be those of a channel.
  [[nodiscard]] bottleneck_channel<Real> run(array weights, matrix posterior, std::size_t most_steps) {
    weights_ = std::move(weights);
    posterior_ = std::move(posterior);
    const Real still = 64 * std::numeric_limits<Real>::epsilon();
    step();
    std::size_t steps = 1;
    while (steps < most_steps) {
      const matrix start = log_channel_;
      const matrix before = channel_;
      const Real price = price_;
      marginalise();
      step();
      matrix first = log_channel_ - start;
      marginalise();
      step();
      steps += 2;
      if (table_.prior().matrix().dot((channel_ - before).cwiseAbs().rowwise().sum()) < still) break;
      const matrix second = (log_channel_ - start) - 2 * first;
      const Real bend = second.norm();
      const Real stride = bend > 0 ? Real(first.norm() / bend) : Real(1);
      if (stride > 1) {
        const matrix kept_log = log_channel_;
        const matrix kept = channel_;
        const array kept_multipliers = multipliers_;
        const Real kept_price = price_;
        log_channel_ = start + 2 * stride * first + stride * stride * second;
        normalise_rows();
        marginalise();
        step();
        ++steps;
        if (!(price_ <= kept_price)) {
          log_channel_ = kept_log;
          channel_ = kept;
          multipliers_ = kept_multipliers;
          price_ = kept_price;
        }
      }
      if (!(price_ <= price)) break;  // as low as rounding allows
      prune();
    }
    merge();
    // What never happens is 0: the reciprocal of a smaller number overflows.
    channel_ = (channel_.array() < Real(1e-100)).select(Real(0), channel_.array()).matrix();
    marginalise();
    bottleneck_channel<Real> result{channel_, weights_, posterior_, multipliers_, Real(0), Real(0), price_, steps};
    measure(table_, result);
    return result;
  }

 private:
  [[nodiscard]] static Real log_of(const Real& x) {
    using std::log;
    return log(x);
  }

  /// The channel of weights_ and posterior_, row by row, and the multipliers −ln Σ_θ̃ q(θ̃) e^{βΣ P_θ ln(P(·|θ̃)/P)}.
  void step() {
    const matrix x = table_.excess() * posterior_;
    log_channel_.noalias() = beta_ * (table_.law().transpose() * log_of_ratio(x.array()).matrix());
    log_channel_.rowwise() += (weights_.log().max)(floor_).matrix().transpose();
    normalise_rows();
    price_ = multipliers_.matrix().dot(table_.prior().matrix());
  }

  void normalise_rows() {
    const array most = log_channel_.rowwise().maxCoeff().array();
    log_channel_.colwise() -= most.matrix();
    channel_ = log_channel_.array().exp().matrix();
    const array sum = channel_.rowwise().sum().array();
    multipliers_ = -(most + sum.log());
    channel_.array().colwise() /= sum;
    log_channel_.colwise() -= sum.log().matrix();
    log_channel_ = log_channel_.cwiseMax(floor_);
  }

  /// The weights and posteriors of the channel.
  void marginalise() {
    const Real least = (std::numeric_limits<Real>::min)();
    posterior_ = table_.prior().matrix().asDiagonal() * channel_;
    weights_ = posterior_.colwise().sum().transpose().array();
    posterior_.array().rowwise() /= (weights_.max)(least).transpose();
  }

  /// One θ̃ for those whose posteriors are the same but for what is left of the descent, and a last step.
  void merge() {
    using std::sqrt;
    marginalise();
    const Real same = sqrt(sqrt(std::numeric_limits<Real>::epsilon())) / 8;
    Eigen::Index kept = 0;
    for (Eigen::Index u = 0; u < weights_.size(); ++u) {
      Eigen::Index other = 0;
      while (other < kept && (posterior_.col(u) - posterior_.col(other)).cwiseAbs().maxCoeff() > same) ++other;
      if (other == kept) {
        posterior_.col(kept) = posterior_.col(u);
        weights_[kept++] = weights_[u];
      } else {
        posterior_.col(other) +=
            (posterior_.col(u) - posterior_.col(other)) * weights_[u] / (weights_[u] + weights_[other]);
        weights_[other] += weights_[u];
      }
    }
    posterior_.conservativeResize(Eigen::NoChange, kept);
    weights_.conservativeResize(kept);
    step();
  }

  void prune() {
    marginalise();
    const Real negligible = std::numeric_limits<Real>::epsilon() / 16;
    Eigen::Index kept = 0;
    for (Eigen::Index u = 0; u < weights_.size(); ++u)
      if (weights_[u] > negligible) {
        channel_.col(kept) = channel_.col(u);
        log_channel_.col(kept++) = log_channel_.col(u);
      }
    if (kept == weights_.size()) return;
    channel_.conservativeResize(Eigen::NoChange, kept);
    log_channel_.conservativeResize(Eigen::NoChange, kept);
    const array sum = channel_.rowwise().sum().array();
    channel_.array().colwise() /= sum;
    log_channel_.colwise() -= sum.log().matrix();
  }

  const bottleneck_table<Real>& table_;
  Real beta_;
  Real floor_ = log_of((std::numeric_limits<Real>::min)());
  array weights_;
  matrix posterior_;
  matrix channel_;
  matrix log_channel_;
  array multipliers_;
  Real price_ = 0;
};

}  // namespace infobound::inline v0_1::rate::detail
