// SPDX-License-Identifier: BSL-1.0
// Two Gaussian beliefs of the same regression: what the second costs where the first is true, in closed form.
#pragma once

#include <Eigen/Core>
#include <Eigen/Eigenvalues>
#include <algorithm>
#include <cmath>
#include <infobound/process/detail/ridge_factor.hpp>
#include <infobound/process/detail/variance_divergence.hpp>
#include <infobound/process/detail/wishart_level_density.hpp>
#include <infobound/process/gaussian_belief.hpp>
#include <limits>
#include <type_traits>

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
    eigenvalues = solver.eigenvalues().array().max(Real(0));
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

/// E Σ f(λ) over the min(k, T) eigenvalues of XᵀX that need not vanish, X of T rows N(0, I_k).
template <class Real, class Function>
[[nodiscard]] Real expected_eigenvalue_sum(Eigen::Index seen, Eigen::Index horizon, const Real& smoothness,
                                           Function f) {
  using std::max, std::min, std::sqrt;
  if (seen == 0) return 0;
  const wishart_level_density<Real> spectrum(min(seen, horizon), max(seen, horizon),
                                             min(Real(1), Real(sqrt(smoothness))));
  return spectrum([&](const auto& x) { return x.unaryExpr(f).eval(); });
}

/// In the mean over iid inputs N(0, I): the eigenvectors are uniformly distributed given the eigenvalues, and what only
/// the truth sees is noise of variance v to the learner, which leaves sums over eigenvalues (theory 9.3).
/// - Cost:     that of three level densities, O(n^{3/2}(√n + 18)), n = min(k, T).
/// - Accuracy: relative error of the divergence below 1e-12 in double for one eigenvalue, equal inputs seen
///             (tests/theorems/section_9.cpp); else absolute error about that of the information.
template <class Real>
[[nodiscard]] gaussian_costs<Real> expected_gaussian_costs(const gaussian_belief<Real>& truth,
                                                           const gaussian_belief<Real>& learner, Eigen::Index horizon) {
  using std::log, std::log1p, std::min;
  const Real true_scale = truth.noise_variance / truth.prior_variance;
  const Real learner_scale = learner.noise_variance / learner.prior_variance;
  const Real information = expected_eigenvalue_sum(truth.seen(), horizon, true_scale,
                                                   [&](const Real& x) -> Real { return log1p(x / true_scale); }) /
                           2;
  const Eigen::VectorX<Real> difference = mean_difference(truth, learner);
  const auto predicted_variance = [&](const Real& x) -> Real {
    return learner.prior_variance * x + learner.noise_variance;
  };
  const Eigen::Index seen = learner.seen();
  const Real idle = Real(horizon - min(horizon, seen));
  const Real seen_shift = seen > 0 ? Real(difference.head(seen).squaredNorm() / Real(seen)) : Real(0);

  if (truth.seen() == seen) {
    const Real along =
        expected_eigenvalue_sum(seen, horizon, min(true_scale, learner_scale), [&](const Real& x) -> Real {
          return divergence_along(truth, learner, x) + seen_shift * x / predicted_variance(x);
        });
    const Real twice = along + idle * variance_divergence(truth.noise_variance, learner.noise_variance);
    return {information, twice / 2, information + twice / 2};
  }

  const Eigen::Index common = min(truth.seen(), seen);
  const Real slope = seen > 0 ? Real(truth.prior_variance * Real(common) / Real(seen) + seen_shift) : Real(0);
  const Real unseen =
      truth.prior_variance * Real(truth.seen() - common) + difference.tail(difference.size() - seen).squaredNorm();
  const Real noise = truth.noise_variance + unseen;
  const auto cost = [&](const Real& actual, const Real& predicted) -> Real {
    return actual / predicted - 1 + log(predicted) - log(truth.noise_variance);
  };
  const Real along = expected_eigenvalue_sum(seen, horizon, learner_scale, [&](const Real& x) -> Real {
    return cost(Real(slope * x + noise), predicted_variance(x));
  });
  const Real total = (along + idle * cost(noise, learner.noise_variance)) / 2;
  return {information, total - information, total};
}

}  // namespace infobound::inline v0_1::detail
