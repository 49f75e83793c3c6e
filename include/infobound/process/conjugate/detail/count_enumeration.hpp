// SPDX-License-Identifier: BSL-1.0
// The information of a finite process, by enumeration of the counts of its outcomes.
#pragma once

#include <Eigen/Core>
#include <cstddef>
#include <infobound/core/numeric/cmath.hpp>
#include <infobound/core/numeric/compensated_sum.hpp>
#include <infobound/core/numeric/relative_entropy_term.hpp>
#include <infobound/core/numeric/scaled.hpp>
#include <infobound/core/require.hpp>
#include <infobound/process/conjugate/detail/count_law.hpp>
#include <limits>
#include <vector>

namespace infobound::inline v0_1::detail {

/// I(H_T;θ) = Σ_η p_η Σ_n P(n|η) K(n), K(n) = KL(θ|n ‖ θ) = Σ_θ p_θ (ρ_θ ln ρ_θ − ρ_θ + 1), ρ_θ = p(θ|n)/p_θ
/// (theory 2.6 d): all terms are non-negative. Likelihoods are taken relative to their prior mean, so that ln ρ keeps
/// its digits where the laws differ little; P(n|η) is a chain of binomial laws, so that only counts that can be
/// expected are visited.
template <class Real>
class count_enumeration {
 public:
  using array = Eigen::ArrayX<Real>;

  /// prior and likelihood (one row a θ) are divided by their sums; a θ of prior 0 is left out.
  count_enumeration(const Eigen::VectorX<Real>& prior, const Eigen::MatrixX<Real>& likelihood) {
    std::vector<Eigen::Index> possible;
    for (Eigen::Index theta = 0; theta < prior.size(); ++theta)
      if (prior[theta] > 0) possible.push_back(theta);
    const auto parameters = static_cast<Eigen::Index>(possible.size());
    outcomes_ = likelihood.cols();
    prior_.resize(parameters);
    likelihood_.resize(parameters, outcomes_);
    for (Eigen::Index k = 0; k < parameters; ++k) {
      const Eigen::Index theta = possible[static_cast<std::size_t>(k)];
      prior_[k] = prior[theta] / prior.sum();
      likelihood_.row(k) = likelihood.row(theta) / likelihood.row(theta).sum();
    }
    log_prior_ = prior_.unaryExpr([](const Real& p) -> Real { return log(scaled<Real>(p)); });
    log_ratio_.resize(parameters, outcomes_);
    for (Eigen::Index outcome = 0; outcome < outcomes_; ++outcome)
      for (Eigen::Index k = 0; k < parameters; ++k) log_ratio_(k, outcome) = log_ratio(k, outcome);
    // What is left of the probability after each outcome, summed from the small end of the chain.
    remaining_ = Eigen::MatrixX<Real>::Zero(parameters, outcomes_);
    for (Eigen::Index outcome = outcomes_ - 1; outcome-- > 0;)
      remaining_.col(outcome) = remaining_.col(outcome + 1) + likelihood_.col(outcome + 1);
  }

  /// In nats.
  [[nodiscard]] Real information(std::size_t horizon) {
    require_at_most("horizon", horizon, std::size_t{100'000'000}, "as the law of the counts is kept in memory");
    const auto T = static_cast<Eigen::Index>(horizon);
    laws_.assign(static_cast<std::size_t>(outcomes_), array::Zero(T + 1));
    evidence_.assign(static_cast<std::size_t>(outcomes_) + 1, array::Zero(prior_.size()));
    sum_ = {};
    for (drawn_ = 0; drawn_ < prior_.size(); ++drawn_) visit(0, T, prior_[drawn_]);
    return sum_.value();
  }

 private:
  /// ln(q_θj/q̄_j), q̄_j = Σ_η p_η q_ηj, from Σ_η p_η (q_θj − q_ηj) where that is small; 0 where q̄_j = 0.
  [[nodiscard]] Real log_ratio(Eigen::Index theta, Eigen::Index outcome) const {
    using std::abs, std::log1p;
    const auto column = likelihood_.col(outcome).array();
    const Real mean = (prior_ * column).sum();
    if (!(mean > 0)) return 0;
    const Real excess = (prior_ * (column[theta] - column)).sum() / mean;
    if (abs(excess) < Real(0.5)) return log1p(excess);
    return log(scaled<Real>(column[theta]) / mean);
  }

  /// Distributes `labels` labels over the outcomes from `outcome` on; evidence_[outcome] holds Σ n_j ln(q_θj/q̄_j) of
  /// those before it.
  void visit(Eigen::Index outcome, Eigen::Index labels, const Real& weight) {
    const auto level = static_cast<std::size_t>(outcome);
    const array& before = evidence_[level];
    array& after = evidence_[level + 1];
    const auto add = [&](Eigen::Index count) {
      after = before;
      if (count > 0) after += Real(count) * log_ratio_.col(outcome).array();
    };
    if (outcome + 1 == outcomes_) {
      add(labels);
      sum_ += weight * divergence(after);
      return;
    }
    array& law = laws_[level];
    const auto range = fill_binomial(law, labels, likelihood_(drawn_, outcome), remaining_(drawn_, outcome));
    for (Eigen::Index count = range.first; count <= range.last; ++count) {
      const Real share = weight * (law[count] / range.total);
      if (!(share > 0)) continue;
      add(count);
      visit(outcome + 1, labels - count, share);
    }
  }

  /// KL(θ|n ‖ θ) from ln P(n|θ) up to a constant.
  [[nodiscard]] Real divergence(const array& evidence) const {
    using std::exp, std::expm1, std::log, std::log1p;
    const Real most = evidence.maxCoeff();
    Real log_mean = 0;
    Real sum = 0;
    // Where the data say little, or only of what is unlikely, ln Σ p e^a is small as well and its digits are kept.
    for (Eigen::Index k = 0; k < prior_.size(); ++k)
      sum += evidence[k] < 1 ? Real(prior_[k] * expm1(evidence[k]))
                             : Real(exp(Real(evidence[k] + log_prior_[k])) - prior_[k]);
    if (sum > Real(-0.5) && sum <= (std::numeric_limits<Real>::max)()) {
      log_mean = log1p(sum);
    } else {
      sum = 0;
      for (Eigen::Index k = 0; k < prior_.size(); ++k) sum += prior_[k] * exp(evidence[k] - most);
      log_mean = most + log(sum);
    }
    sum = 0;
    for (Eigen::Index k = 0; k < prior_.size(); ++k) {
      const Real log_ratio = evidence[k] - log_mean;
      // A posterior may exceed its prior by more than the scalar's range.
      sum += log_ratio > 1 ? Real(prior_[k] + (log_ratio - 1) * exp(Real(log_ratio + log_prior_[k])))
                           : Real(prior_[k] * relative_entropy_term(log_ratio));
    }
    return sum;
  }

  Eigen::Index outcomes_;
  array prior_;
  array log_prior_;
  Eigen::MatrixX<Real> likelihood_;
  Eigen::MatrixX<Real> log_ratio_;
  Eigen::MatrixX<Real> remaining_;
  std::vector<array> laws_;
  std::vector<array> evidence_;
  Eigen::Index drawn_ = 0;
  compensated_sum<Real> sum_;
};

}  // namespace infobound::inline v0_1::detail
