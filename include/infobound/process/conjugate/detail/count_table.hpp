// SPDX-License-Identifier: BSL-1.0
// The joint law of a finite parameter and the counts of its outcomes, as a table.
#pragma once

#include <Eigen/Core>
#include <cstddef>
#include <infobound/core/require.hpp>
#include <infobound/process/conjugate/detail/count_law.hpp>
#include <vector>

namespace infobound::inline v0_1::detail {

/// P(θ) P(n|θ) for every vector n of counts, P(n|θ) a chain of binomial laws.
template <class Real>
class count_table {
 public:
  /// prior and likelihood (one row a θ) are divided by their sums.
  count_table(const Eigen::VectorX<Real>& prior, const Eigen::MatrixX<Real>& likelihood)
      : prior_(prior.array() / prior.sum()),
        likelihood_(likelihood),
        remaining_(Eigen::MatrixX<Real>::Zero(likelihood.rows(), likelihood.cols())) {
    // What is left of the probability after each outcome, summed from the small end of the chain.
    for (Eigen::Index outcome = likelihood.cols() - 1; outcome-- > 0;)
      remaining_.col(outcome) = remaining_.col(outcome + 1) + likelihood_.col(outcome + 1);
  }

  [[nodiscard]] Eigen::MatrixX<Real> joint(std::size_t horizon) {
    const auto T = static_cast<Eigen::Index>(horizon);
    constexpr Eigen::Index most = 10'000'000;
    Eigen::Index columns = 1;  // C(T + j, j), which is whole for every j
    for (Eigen::Index j = 1; j < likelihood_.cols(); ++j) {
      require_at_most("joint_table: number of columns", columns, most, "as it is kept in memory");
      require_at_most("horizon", T, most, "as the table is kept in memory");
      columns = columns * (T + j) / j;
    }
    require_at_most("joint_table: number of columns", columns, most, "as it is kept in memory");
    table_.resize(likelihood_.rows(), columns);
    laws_.assign(static_cast<std::size_t>(likelihood_.cols()), Eigen::MatrixX<Real>(T + 1, likelihood_.rows()));
    filled_ = 0;
    visit(0, T, prior_);
    return table_;
  }

 private:
  /// Distributes `labels` labels over the outcomes from `outcome` on, for every θ at once.
  void visit(Eigen::Index outcome, Eigen::Index labels, const Eigen::ArrayX<Real>& weights) {
    if (outcome + 1 == likelihood_.cols()) {
      table_.col(filled_++) = weights;
      return;
    }
    auto& law = laws_[static_cast<std::size_t>(outcome)];
    law.topRows(labels + 1).setZero();
    Eigen::ArrayX<Real> one = Eigen::ArrayX<Real>::Zero(labels + 1);
    for (Eigen::Index k = 0; k < weights.size(); ++k) {
      if (!(weights[k] > 0)) continue;
      const auto range = fill_binomial(one, labels, likelihood_(k, outcome), remaining_(k, outcome));
      for (Eigen::Index count = range.first; count <= range.last; ++count) law(count, k) = one[count] / range.total;
    }
    for (Eigen::Index count = 0; count <= labels; ++count) {
      const Eigen::ArrayX<Real> next = weights * law.row(count).transpose().array();
      visit(outcome + 1, labels - count, next);
    }
  }

  Eigen::ArrayX<Real> prior_;
  Eigen::MatrixX<Real> likelihood_;
  Eigen::MatrixX<Real> remaining_;
  Eigen::MatrixX<Real> table_;
  std::vector<Eigen::MatrixX<Real>> laws_;
  Eigen::Index filled_ = 0;
};

}  // namespace infobound::inline v0_1::detail
