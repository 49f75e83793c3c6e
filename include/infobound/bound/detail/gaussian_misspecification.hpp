// SPDX-License-Identifier: BSL-1.0
// Two Gaussian beliefs of the same regression: what the second costs where the first is true, in closed form.
#pragma once

#include <Eigen/Core>
#include <Eigen/Eigenvalues>
#include <algorithm>
#include <cstddef>
#include <infobound/core/detail/elementary_functions.hpp>
#include <infobound/process/detail/ridge_factor.hpp>
#include <infobound/process/detail/variance_divergence.hpp>
#include <infobound/process/detail/wishart_level_density.hpp>
#include <infobound/process/gaussian_belief.hpp>
#include <infobound/process/linear_regression.hpp>

namespace infobound::inline v0_1::detail {

/// I(H_T;θ), KL(P(H_T) ‖ P̃(H_T)) and their sum, in nats. Each is worked out where it does not cancel.
template <class Real>
struct gaussian_costs {
  Real information;
  Real divergence;
  Real total;
};

/// μ − μ̃ on the inputs that either sees.
template <class Real>
[[nodiscard]] Eigen::VectorX<Real> mean_difference(const gaussian_belief<Real>& truth,
                                                   const gaussian_belief<Real>& learner) {
  Eigen::VectorX<Real> difference = Eigen::VectorX<Real>::Zero((std::max)(truth.seen(), learner.seen()));
  difference.head(truth.seen()) = truth.mean;
  difference.head(learner.seen()) -= learner.mean;
  return difference;
}

/// Twice the divergence along an eigenvector of XXᵀ of eigenvalue λ, where both see the same inputs: of variances
/// vλ + σ² and ṽλ + σ̃², whose difference is formed before the parts are added.
template <class Real>
[[nodiscard]] Real divergence_along(const gaussian_belief<Real>& truth, const gaussian_belief<Real>& learner,
                                    const Real& eigenvalue) {
  return variance_divergence(Real(truth.prior_variance * eigenvalue + truth.noise_variance),
                             Real(learner.prior_variance * eigenvalue + learner.noise_variance),
                             Real((truth.prior_variance - learner.prior_variance) * eigenvalue +
                                  (truth.noise_variance - learner.noise_variance)));
}

/// For given inputs, the columns of a d × T matrix (theory 9.3).
/// - Cost: O(T k min(k, T) + min(k, T)³), k the most that either sees.
template <class Real>
[[nodiscard]] gaussian_costs<Real> gaussian_costs_given(const gaussian_belief<Real>& truth,
                                                        const gaussian_belief<Real>& learner,
                                                        const Eigen::Ref<const Eigen::MatrixX<Real>>& inputs) {
  using std::log, std::log1p, std::sqrt;
  using matrix = Eigen::MatrixX<Real>;
  const Eigen::Index T = inputs.cols();
  const auto true_inputs = inputs.topRows(truth.seen());
  const bool is_long = T > truth.seen();
  const matrix gram =
      is_long ? matrix(true_inputs * true_inputs.transpose()) : matrix(true_inputs.transpose() * true_inputs);
  Eigen::ArrayX<Real> eigenvalues(gram.rows());
  matrix vectors(gram.rows(), gram.rows());
  if (gram.rows() > 0) {
    const Eigen::SelfAdjointEigenSolver<matrix> solver(gram);
    eigenvalues = (solver.eigenvalues().array().max)(Real(0));
    vectors = solver.eigenvectors();
  }
  Real information = 0;
  for (const Real& eigenvalue : eigenvalues)
    information += log1p(truth.prior_variance * eigenvalue / truth.noise_variance) / 2;
  const Eigen::VectorX<Real> difference = mean_difference(truth, learner);

  if (truth.seen() == learner.seen()) {
    const Eigen::VectorX<Real> shift =
        is_long ? Eigen::VectorX<Real>(vectors.transpose() * difference)
                : Eigen::VectorX<Real>(vectors.transpose() * (true_inputs.transpose() * difference));
    Real twice = Real(T - eigenvalues.size()) * variance_divergence(truth.noise_variance, learner.noise_variance);
    for (Eigen::Index i = 0; i < eigenvalues.size(); ++i) {
      const Real weight = is_long ? eigenvalues[i] : Real(1);
      twice += divergence_along(truth, learner, eigenvalues[i]) +
               weight * shift[i] * shift[i] / (learner.prior_variance * eigenvalues[i] + learner.noise_variance);
    }
    return {information, twice / 2, information + twice / 2};
  }

  const auto learner_inputs = inputs.topRows(learner.seen());
  ridge_factor<Real> covariance;
  covariance.factorise(learner_inputs, Real(learner.prior_variance / learner.noise_variance));
  matrix columns(T, truth.seen() + 1);
  columns.leftCols(truth.seen()) = sqrt(truth.prior_variance) * true_inputs.transpose();
  columns.col(truth.seen()) = inputs.topRows(difference.size()).transpose() * difference;
  const Real squares =
      covariance.quadratic(learner_inputs, columns) + truth.noise_variance * covariance.trace_of_inverse();
  const Real log_ratio = log(learner.noise_variance) - log(truth.noise_variance);
  const Real total =
      (squares / learner.noise_variance - Real(T) + covariance.log_determinant() + Real(T) * log_ratio) / 2;
  return {information, total - information, total};
}

/// Twice what the learner pays along an eigenvector of eigenvalue λ of its inputs, in the mean over their directions.
template <class Real>
struct eigenvalue_cost {
  const gaussian_belief<Real>& truth;
  const gaussian_belief<Real>& learner;
  bool see_the_same;
  Real slope;  ///< α: of the truth's second moment along it, λ α + ω
  Real noise;  ///< ω
  Real shift;  ///< ‖μ − μ̃‖²/k̃, of the inputs that the learner sees

  /// The divergence where both see the same, else the divergence and the information.
  [[nodiscard]] Real operator()(const Real& eigenvalue) const {
    using std::log;
    const Real predicted = learner.prior_variance * eigenvalue + learner.noise_variance;
    if (see_the_same) return divergence_along(truth, learner, eigenvalue) + shift * eigenvalue / predicted;
    return (slope * eigenvalue + noise) / predicted - 1 + log(predicted) - log(truth.noise_variance);
  }
};

/// In the mean over iid inputs N(0, I): the eigenvectors are uniformly distributed given the eigenvalues, and what only
/// the truth sees is noise of variance v to the learner, which leaves sums over eigenvalues (theory 9.3).
/// - Cost:     that of two level densities, O(n^{3/2}(√n + 18)), n = min(k, T).
/// - Accuracy: relative error of the divergence below 1e-12 in double for one eigenvalue, equal inputs seen
///             (tests/theorems/section_9_regression.cpp); else absolute error about that of the information.
template <class Real>
[[nodiscard]] gaussian_costs<Real> expected_gaussian_costs(const gaussian_belief<Real>& truth,
                                                           const gaussian_belief<Real>& learner, Eigen::Index horizon) {
  using std::max, std::min, std::sqrt;
  const Real true_scale = truth.noise_variance / truth.prior_variance;
  Real information = 0;
  if (truth.seen() > 0)
    information = linear_regression<Real>{truth.seen(), true_scale / Real(truth.seen())}.information(
        static_cast<std::size_t>(horizon));

  const Eigen::VectorX<Real> difference = mean_difference(truth, learner);
  const Eigen::Index seen = learner.seen();
  const Eigen::Index common = min(truth.seen(), seen);
  const Real shift = seen > 0 ? Real(difference.head(seen).squaredNorm() / Real(seen)) : Real(0);
  const Real unseen =
      truth.prior_variance * Real(truth.seen() - common) + difference.tail(difference.size() - seen).squaredNorm();
  const eigenvalue_cost<Real> cost{truth,
                                   learner,
                                   truth.seen() == seen,
                                   seen > 0 ? Real(truth.prior_variance * Real(common) / Real(seen) + shift) : Real(0),
                                   truth.noise_variance + unseen,
                                   shift};
  Real twice = Real(horizon - min(horizon, seen)) * cost(Real(0));
  if (seen > 0) {
    const Real smoothness = min(true_scale, Real(learner.noise_variance / learner.prior_variance));
    const wishart_level_density<Real> spectrum(min(seen, horizon), max(seen, horizon),
                                               min(Real(1), Real(sqrt(smoothness))));
    twice += spectrum([&](const auto& x) { return x.unaryExpr(cost).eval(); });
  }
  if (cost.see_the_same) return {information, twice / 2, information + twice / 2};
  return {information, twice / 2 - information, twice / 2};
}

}  // namespace infobound::inline v0_1::detail
