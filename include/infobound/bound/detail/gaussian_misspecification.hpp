// SPDX-License-Identifier: BSL-1.0
// Two Gaussian beliefs of the same regression: what the second costs where the first is true, in closed form.
#pragma once

#include <Eigen/Core>
#include <algorithm>
#include <cstddef>
#include <infobound/core/detail/elementary_functions.hpp>
#include <infobound/core/detail/scaled.hpp>
#include <infobound/core/detail/twofold.hpp>
#include <infobound/core/require.hpp>
#include <infobound/process/detail/allowed_cancellation.hpp>
#include <infobound/process/detail/gaussian_inputs_information.hpp>
#include <infobound/process/detail/ridge_factor.hpp>
#include <infobound/process/detail/sequential_gaussian.hpp>
#include <infobound/process/detail/singular_values.hpp>
#include <infobound/process/detail/variance_divergence.hpp>
#include <infobound/process/detail/wishart_level_density.hpp>
#include <infobound/process/gaussian_belief.hpp>
#include <limits>
#include <type_traits>
#include <utility>

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

/// vλ + σ².
template <class Real>
[[nodiscard]] scaled<Real> variance_along(const gaussian_belief<Real>& belief,
                                          const std::type_identity_t<scaled<Real>>& eigenvalue) {
  return scaled<Real>(belief.prior_variance) * eigenvalue + belief.noise_variance;
}

/// Twice the divergence along an eigenvector of XXᵀ of eigenvalue λ, where both see the same inputs: of variances
/// vλ + σ² and ṽλ + σ̃², whose difference is formed before the parts are added.
template <class Real>
[[nodiscard]] scaled<Real> scaled_divergence_along(const gaussian_belief<Real>& truth,
                                                   const gaussian_belief<Real>& learner,
                                                   const std::type_identity_t<scaled<Real>>& eigenvalue) {
  using std::abs;
  const scaled<Real> predicted = variance_along(learner, eigenvalue);
  const auto part = [&](const Real& difference, const scaled<Real>& weight) -> Real {
    const Real size = (scaled<Real>(abs(difference)) * weight / predicted).value();
    return difference < 0 ? Real(-size) : size;
  };
  const Real excess = part(Real(truth.prior_variance - learner.prior_variance), eigenvalue) +
                      part(Real(truth.noise_variance - learner.noise_variance), Real(1));
  if (excess > Real(-0.375) && excess < Real(0.625)) return variance_divergence(Real(1 + excess), Real(1), excess);
  return variance_divergence(variance_along(truth, eigenvalue) / predicted);
}

/// I(H_T;θ) for given inputs, the columns of a matrix of as many rows as the belief sees.
template <class Real>
[[nodiscard]] Real information_given(const gaussian_belief<Real>& truth,
                                     const Eigen::Ref<const Eigen::MatrixX<Real>>& inputs) {
  if (truth.seen() == 0) return 0;
  const scaled<Real> noise =
      scaled<Real>(truth.noise_variance) / (scaled<Real>(truth.prior_variance) * Real(truth.seen()));
  const Real relative_noise = noise.value();
  const Real least = (std::numeric_limits<Real>::min)();
  if (!(relative_noise >= least && relative_noise <= (std::numeric_limits<Real>::max)())) {
    ridge_factor<Real> covariance;
    covariance.factorise(inputs, truth.prior_variance, truth.noise_variance, exacting<Real>());
    return covariance.log_determinant() / 2;
  }
  Real information = 0;
  sequential_gaussian<Real> predict(truth.seen(), relative_noise, inputs.cols());
  predict.run(inputs, [&](Eigen::Index, const Real& gain) { information += gain / 2; });
  return information;
}

/// Xᵀ(μ − μ̃) in a unit, as it may be beyond the scalar's range.
template <class Real>
struct mean_shift {
  Eigen::VectorX<Real> values;
  scaled<Real> unit;
};

template <class Real>
[[nodiscard]] mean_shift<Real> mean_shift_given(const gaussian_belief<Real>& truth,
                                                const gaussian_belief<Real>& learner,
                                                const Eigen::Ref<const Eigen::MatrixX<Real>>& inputs) {
  const Eigen::VectorX<Real> difference = mean_difference(truth, learner);
  const auto seen = inputs.topRows(difference.size());
  Eigen::VectorX<Real> values = seen.transpose() * difference;
  if (values.allFinite()) return {std::move(values), Real(1)};
  const auto scaled_down = [](const gaussian_belief<Real>& belief, const Real& largest) -> gaussian_belief<Real> {
    return {belief.mean / largest, belief.prior_variance, belief.noise_variance};
  };
  const auto largest_entry = [](const auto& entries) -> Real {
    return entries.size() == 0 ? Real(0) : Real(entries.cwiseAbs().maxCoeff());
  };
  const Real mean = power_of_two_below((std::max)(largest_entry(truth.mean), largest_entry(learner.mean)));
  const Real input = power_of_two_below(largest_entry(seen));
  values = (seen / input).transpose() * mean_difference(scaled_down(truth, mean), scaled_down(learner, mean));
  return {std::move(values), scaled<Real>(mean) * input};
}

/// For given inputs, the columns of a d × T matrix (theory 9.3). What is beyond the scalar's range is ∞.
/// - Cost: O(T k min(k, T)), k the most that either sees, some hundred times that of a product.
template <class Real>
[[nodiscard]] gaussian_costs<Real> gaussian_costs_given(const gaussian_belief<Real>& truth,
                                                        const gaussian_belief<Real>& learner,
                                                        const Eigen::Ref<const Eigen::MatrixX<Real>>& inputs) {
  using std::log;
  const Eigen::Index T = inputs.cols();
  const auto true_inputs = inputs.topRows(truth.seen());
  const auto learner_inputs = inputs.topRows(learner.seen());
  const Real information = information_given<Real>(truth, true_inputs);
  ridge_factor<Real> covariance;
  covariance.factorise(learner_inputs, learner.prior_variance, learner.noise_variance, exacting<Real>());
  const mean_shift<Real> shift = mean_shift_given<Real>(truth, learner, inputs);
  const scaled<Real> squares = covariance.quadratic(learner_inputs, shift.values) * shift.unit * shift.unit;

  if (truth.seen() == learner.seen()) {
    Real twice = (squares / learner.noise_variance).value();
    if (T > truth.seen())
      twice += Real(T - truth.seen()) * variance_divergence(truth.noise_variance, learner.noise_variance);
    for (const auto& root : singular_values(true_inputs, wide_root<Real>(Real(1)))) {
      const scaled<Real> length(root);
      twice += scaled_divergence_along(truth, learner, length * length).value();
    }
    return {information, twice / 2, information + twice / 2};
  }

  const scaled<Real> others = covariance.quadratic(learner_inputs, true_inputs.transpose()) * truth.prior_variance +
                              covariance.trace_of_inverse(learner_inputs) * scaled<Real>(truth.noise_variance);
  const Real log_ratio = log(learner.noise_variance) - log(truth.noise_variance);
  const Real total = (((squares + others) / learner.noise_variance).value() - Real(T) + covariance.log_determinant() +
                      Real(T) * log_ratio) /
                     2;
  const Real divergence = (std::max)(Real(0), Real(total - information));
  return {information, divergence, (std::max)(information, total)};
}

/// Twice what the learner pays along an eigenvector of eigenvalue λ of its inputs, in the mean over their directions.
template <class Real>
struct eigenvalue_cost {
  const gaussian_belief<Real>& truth;
  const gaussian_belief<Real>& learner;
  bool see_the_same;
  scaled<Real> slope;  ///< α: of the truth's second moment along it, λ α + ω
  scaled<Real> noise;  ///< ω
  scaled<Real> shift;  ///< ‖μ − μ̃‖²/k̃, of the inputs that the learner sees

  scaled<Real> unit = Real(1);

  /// Chooses a unit in which ratios of variances are within the scalar's range: that at an eigenvalue beyond the
  /// largest, where it is large, or less than that at 0, which is nearly the largest where the learner has less noise.
  void choose_unit(const Real& largest) {
    using std::sqrt;
    const Real most = sqrt((std::numeric_limits<Real>::max)());
    const scaled<Real> far_away = (slope * largest + noise) / variance_along(learner, largest);
    if (far_away.value() > most) unit = far_away;
    const scaled<Real> at_zero = noise / learner.noise_variance;
    if ((at_zero / unit).value() > most) unit = at_zero / most;
  }

  /// The divergence where both see the same, else the divergence and the information.
  [[nodiscard]] Real operator()(const Real& eigenvalue) const {
    const scaled<Real> predicted = variance_along(learner, eigenvalue);
    if (see_the_same)
      return ((scaled_divergence_along(truth, learner, eigenvalue) + shift * eigenvalue / predicted) / unit).value();
    return ((slope * eigenvalue + noise) / predicted / unit).value() +
           (log(predicted / truth.noise_variance) - 1) / unit.value();
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
  const scaled<Real> true_scale = scaled<Real>(truth.noise_variance) / truth.prior_variance;
  Real information = 0;
  if (truth.seen() > 0)
    information = gaussian_inputs_information<Real>(truth.seen(), horizon, true_scale)(true_scale).value();

  const Eigen::VectorX<Real> difference = mean_difference(truth, learner);
  const Eigen::Index seen = learner.seen();
  const Eigen::Index common = min(truth.seen(), seen);
  const auto square = [](const auto& part) { return scaled_squared_norm(Eigen::VectorX<Real>(part)); };
  const Real inputs_seen = max(Real(1), Real(seen));
  const scaled<Real> shift = square(difference.head(seen)) / inputs_seen;
  const scaled<Real> prior_variance(truth.prior_variance);
  eigenvalue_cost<Real> cost{truth,
                             learner,
                             truth.seen() == seen,
                             prior_variance * Real(common) / inputs_seen + shift,
                             scaled<Real>(truth.noise_variance) + (prior_variance * Real(truth.seen() - common) +
                                                                   square(difference.tail(difference.size() - seen))),
                             shift};
  cost.choose_unit(Real(4 * (Real(horizon) + Real(seen)) + 400));
  Real twice = horizon > seen ? Real(Real(horizon - seen) * cost(Real(0))) : Real(0);
  if (seen > 0) {
    const Real relative_noise = (scaled<Real>(learner.noise_variance) / learner.prior_variance).value();
    const Real least = (std::numeric_limits<Real>::min)();
    const Real epsilon = std::numeric_limits<Real>::epsilon();
    // What lies beyond the least eigenvalues of the quadrature.
    const Real beyond = (cost.noise / learner.noise_variance * Real(sqrt(least))).value();
    if (relative_noise < least && beyond > epsilon * epsilon)
      refuse("learner: noise variance over prior variance", relative_noise, "within the scalar's range");
    const Real smoothness = max(least, min(relative_noise, true_scale.value()));
    const wishart_level_density<Real> spectrum(min(seen, horizon), max(seen, horizon),
                                               min(Real(1), Real(sqrt(smoothness))));
    twice += spectrum([&](const auto& x) { return x.unaryExpr(cost).eval(); });
  }
  const Real found = twice > 0 ? (cost.unit * Real(twice / 2)).value() : Real(twice / 2);
  if (cost.see_the_same) return {information, found, information + found};
  return {information, max(Real(0), Real(found - information)), max(information, found)};
}

}  // namespace infobound::inline v0_1::detail
