// SPDX-License-Identifier: BSL-1.0
// Poisson counts of which only an interval is known that holds the mean.
#pragma once

#include <Eigen/Core>
#include <algorithm>
#include <cstddef>
#include <infobound/core/numeric/cmath.hpp>
#include <infobound/core/numeric/wide.hpp>
#include <infobound/core/require.hpp>

namespace infobound::inline v0_1 {

namespace detail {

/// The sum S of T counts, up to a value that is exceeded with a probability below e^{−80} at any θ.
template <class Real>
class poisson_statistic {
 public:
  poisson_statistic(std::size_t horizon, const Real& least, const Real& most)
      : horizon_(Real(horizon)), least_(least), most_(most) {
    using std::ceil, std::log, std::sqrt;
    const Real mean = horizon_ * most;
    const auto last = static_cast<Eigen::Index>(ceil(mean + 14 * sqrt(mean) + 60));
    counts_ = Eigen::ArrayX<Real>::LinSpaced(last + 1, Real(0), Real(last));
    log_factorials_ = Eigen::ArrayX<Real>::Zero(last + 1);
    for (Eigen::Index s = 1; s <= last; ++s) log_factorials_[s] = log_factorials_[s - 1] + log(Real(s));
  }

  [[nodiscard]] Eigen::ArrayX<Real> log_law(const Real& theta) const {
    using std::log;
    const Real mean = horizon_ * theta;
    Eigen::ArrayX<Real> logs = counts_ * log(mean) - mean - log_factorials_;
    logs[0] = -mean;  // 0 ln 0
    return logs;
  }

  [[nodiscard]] Real coordinate(const Real& theta) const {
    using std::sqrt;
    return 2 * sqrt(theta * horizon_);
  }
  [[nodiscard]] Real parameter(const Real& coordinate) const { return coordinate * coordinate / (4 * horizon_); }

  /// T² ln ρ − T/b, ρ at least E[θ²|S]/E[θ|S]² whatever S: (a + b)²/(4ab) (Kantorovich), at a = 0 b/E[θ|S = 0], as
  /// E[θ²|S] ≤ b E[θ|S], which rises with S.
  [[nodiscard]] Real curvature(const Eigen::VectorX<Real>& thetas, const Eigen::VectorX<Real>& weights) const {
    using std::log;
    const Eigen::ArrayX<Real> none = weights.array() * (-horizon_ * (thetas.array() - thetas.minCoeff())).exp();
    Real ratio = most_ / ((none * thetas.array()).sum() / none.sum());
    if (least_ > 0) ratio = (std::min)(ratio, Real((least_ + most_) / (4 * least_) * ((least_ + most_) / most_)));
    return (std::max)(Real(0), Real(horizon_ * horizon_ * log(ratio) - horizon_ / most_));
  }

 private:
  Real horizon_;
  Real least_;
  Real most_;
  Eigen::ArrayX<Real> counts_;
  Eigen::ArrayX<Real> log_factorials_;
};

}  // namespace detail

/// Y_1, …, Y_T iid Poisson(θ), for θ ∈ [least, most], without a prior: for minimax_error (theory 13.5).
template <class Real>
struct poisson_family {
  using real_type = Real;

  Real least;  ///< ≥ 0
  Real most;   ///< > 0, ≥ least, finite; T most ≤ 10⁶

  /// - Throws: std::domain_error for an end outside its range.
  void validate() const {
    require_positive("poisson_family.most", most);
    if (!(least >= 0 && least <= most)) refuse("poisson_family.least", least, ">= 0 and <= most");
  }

  /// The sum of the counts (interval_family.hpp).
  /// - Throws: std::domain_error where its mean may be more than 10⁶.
  [[nodiscard]] auto statistic(std::size_t horizon) const {
    using wide = detail::wide_scalar<Real>;
    require_at_most("poisson_family.most times horizon", wide(most) * wide(horizon), wide(1e6),
                    "as the law of the sum is kept in memory");
    return detail::poisson_statistic<wide>(horizon, wide(least), wide(most));
  }
};

}  // namespace infobound::inline v0_1
