// SPDX-License-Identifier: BSL-1.0
// Coin flips of which only an interval is known that holds the probability.
#pragma once

#include <Eigen/Core>
#include <algorithm>
#include <cstddef>
#include <infobound/core/numeric/cmath.hpp>
#include <infobound/core/numeric/wide.hpp>
#include <infobound/core/require.hpp>
#include <limits>

namespace infobound::inline v0_1 {

namespace detail {

/// The number S of ones in T flips.
template <class Real>
class bernoulli_statistic {
 public:
  explicit bernoulli_statistic(std::size_t horizon)
      : horizon_(Real(horizon)),
        counts_(Eigen::ArrayX<Real>::LinSpaced(static_cast<Eigen::Index>(horizon) + 1, Real(0), Real(horizon))),
        log_choices_(counts_.size()) {
    using std::log;
    log_choices_[0] = 0;
    for (Eigen::Index s = 1; s < counts_.size(); ++s)
      log_choices_[s] = log_choices_[s - 1] + log((horizon_ - counts_[s - 1]) / counts_[s]);
  }

  [[nodiscard]] Eigen::ArrayX<Real> log_law(const Real& theta) const { return log_choices_ + log_flips(theta); }

  [[nodiscard]] Real coordinate(const Real& theta) const {
    using std::asin, std::sqrt;
    return 2 * asin(sqrt(theta)) * sqrt(horizon_);
  }
  [[nodiscard]] Real parameter(const Real& coordinate) const {
    using std::sin, std::sqrt;
    const Real root = sin(coordinate / (2 * sqrt(horizon_)));
    return root * root;
  }

  /// T(T − 1) max_s Δ² ln q_s − 4T, q_s the probability of one history with s ones: the mean of −ln q_S is a polynomial
  /// in θ in the form of Bernstein, whose second derivative is T(T − 1) E Δ²(−ln q_S), and that of −T h(θ) is ≥ 4T.
  [[nodiscard]] Real curvature(const Eigen::VectorX<Real>& thetas, const Eigen::VectorX<Real>& weights) const {
    using std::log;
    Eigen::ArrayXX<Real> logs(counts_.size(), thetas.size());
    for (Eigen::Index i = 0; i < thetas.size(); ++i) logs.col(i) = log_flips(thetas[i]) + log(weights[i]);
    const Eigen::ArrayX<Real> most = logs.rowwise().maxCoeff();
    // Impossible counts: the divergence is ∞ there, and no curvature is needed.
    if (!(most.minCoeff() > -std::numeric_limits<Real>::infinity())) return std::numeric_limits<Real>::infinity();
    const Eigen::ArrayX<Real> mixed = most + (logs.colwise() - most).exp().rowwise().sum().log();
    const auto size = counts_.size();
    Real bend = 0;
    if (size > 2)
      bend = (mixed.head(size - 2) - 2 * mixed.segment(1, size - 2) + mixed.tail(size - 2)).maxCoeff() +
             16 * std::numeric_limits<Real>::epsilon() * mixed.abs().maxCoeff();
    return (std::max)(Real(0), Real(horizon_ * (horizon_ - 1) * bend - 4 * horizon_));
  }

 private:
  [[nodiscard]] Eigen::ArrayX<Real> log_flips(const Real& theta) const {
    using std::log, std::log1p;
    const Real impossible = -std::numeric_limits<Real>::infinity();
    if (theta > 0 && theta < 1) return counts_ * log(theta) + (horizon_ - counts_) * log1p(-theta);
    Eigen::ArrayX<Real> logs = Eigen::ArrayX<Real>::Constant(counts_.size(), impossible);
    logs[theta > 0 ? logs.size() - 1 : 0] = 0;
    return logs;
  }

  Real horizon_;
  Eigen::ArrayX<Real> counts_;
  Eigen::ArrayX<Real> log_choices_;
};

}  // namespace detail

/// Y_1, …, Y_T iid in {0, 1} with P(Y = 1) = θ, for θ ∈ [least, most], without a prior: for minimax_error
/// (theory 13.5).
template <class Real>
struct bernoulli_family {
  using real_type = Real;

  Real least = 0;  ///< ≥ 0
  Real most = 1;   ///< ≤ 1, ≥ least

  /// - Throws: std::domain_error for an end outside its range.
  void validate() const {
    if (!(least >= 0 && least <= 1)) refuse("bernoulli_family.least", least, ">= 0 and <= 1");
    if (!(most >= least && most <= 1)) refuse("bernoulli_family.most", most, ">= least and <= 1");
  }

  /// The number of ones (interval_family.hpp).
  /// - Throws: std::domain_error for T > 10⁶.
  [[nodiscard]] auto statistic(std::size_t horizon) const {
    require_at_most("horizon", horizon, std::size_t{1'000'000}, "as the law of the number of ones is kept in memory");
    return detail::bernoulli_statistic<detail::wide_scalar<Real>>(horizon);
  }
};

}  // namespace infobound::inline v0_1
