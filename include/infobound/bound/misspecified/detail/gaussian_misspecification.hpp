// SPDX-License-Identifier: BSL-1.0
// Two Gaussian beliefs of the same regression: what the second costs where the first is true, in closed form.
#pragma once

#include <Eigen/Core>
#include <algorithm>
#include <cstddef>
#include <infobound/core/numeric/allowed_cancellation.hpp>
#include <infobound/core/numeric/cmath.hpp>
#include <infobound/core/numeric/ridge_factor.hpp>
#include <infobound/core/numeric/scaled.hpp>
#include <infobound/core/numeric/sequential_gaussian.hpp>
#include <infobound/core/numeric/singular_values.hpp>
#include <infobound/core/numeric/variance_divergence.hpp>
#include <infobound/core/numeric/wishart_level_density.hpp>
#include <infobound/core/require.hpp>
#include <infobound/process/regression/gaussian_belief.hpp>
#include <infobound/process/regression/gaussian_inputs_information.hpp>
#include <limits>
#include <type_traits>

namespace infobound::inline v0_1::detail {

/// I(H_T;θ)/T, KL(P(H_T) ‖ P̃(H_T))/T and their sum, in nats per observation. Each is worked out where it does not
/// cancel.
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

/// μ − μ̃ in a unit, as it may be beyond the scalar's range.
template <class Real>
struct mean_shift {
  Eigen::VectorX<Real> values;
  Real unit = 1;

  mean_shift(const gaussian_belief<Real>& truth, const gaussian_belief<Real>& learner) {
    const auto largest_entry = [](const auto& entries) -> Real {
      return entries.size() == 0 ? Real(0) : Real(entries.cwiseAbs().maxCoeff());
    };
    const Real largest = (std::max)(largest_entry(truth.mean), largest_entry(learner.mean));
    if (largest > 0) unit = power_of_two_below(largest);
    const auto scaled_down = [&](const gaussian_belief<Real>& belief) -> gaussian_belief<Real> {
      return {belief.mean / unit, belief.prior_variance, belief.noise_variance};
    };
    values = mean_difference(scaled_down(truth), scaled_down(learner));
  }
};

/// Along a right singular vector of the inputs that the learner sees: the square of the shift of the mean.
template <class Real>
[[nodiscard]] scaled<Real> squared_shift_along(const Eigen::VectorX<Real>& direction, const mean_shift<Real>& shift) {
  using std::abs;
  const scaled<Real> part = scaled<Real>(Real(abs(direction.dot(shift.values.head(direction.size()))))) * shift.unit;
  return part * part;
}

/// For given inputs, the columns of a d × T matrix (theory 9.3). What is beyond the scalar's range is ∞. The learner's
/// covariance is taken along the singular vectors of what it sees, where no part of a mean cancels: as labels, means of
/// nearly dependent inputs would lose to their rounding what little the learner's prior leaves unknown of them.
/// - Cost: O(T k min(k, T)), k the most that either sees, some hundred times that of a product.
template <class Real>
[[nodiscard]] gaussian_costs<Real> gaussian_costs_given(const gaussian_belief<Real>& truth,
                                                        const gaussian_belief<Real>& learner,
                                                        const Eigen::Ref<const Eigen::MatrixX<Real>>& inputs) {
  const Eigen::Index seen = learner.seen();
  const Eigen::Index common = (std::min)(truth.seen(), seen);
  const Real T = Real(inputs.cols());
  const auto learner_inputs = inputs.topRows(seen);
  const Real information = information_given<Real>(truth, inputs.topRows(truth.seen())) / T;
  const auto directions = singular_directions(learner_inputs.transpose());
  const Real unmoved = T - Real(directions.size());
  mean_shift<Real> shift(truth, learner);

  if (truth.seen() == seen) {
    scaled<Real> twice = scaled_variance_divergence(truth.noise_variance, learner.noise_variance) * unmoved;
    for (const auto& [length, direction] : directions) {
      const scaled<Real> eigenvalue = length * length;
      twice = twice + scaled_divergence_along(truth, learner, eigenvalue) +
              squared_shift_along<Real>(direction, shift) * eigenvalue / variance_along(learner, eigenvalue);
    }
    const Real divergence = (twice / Real(2) / T).value();
    return {information, divergence, information + divergence};
  }

  // What the truth alone sees is in no such direction.
  const scaled<Real> truth_noise(truth.noise_variance);
  Real total = 0;
  if (truth.seen() > seen) {
    ridge_factor<Real> covariance;
    covariance.factorise(learner_inputs, learner.prior_variance, learner.noise_variance, exacting<Real>());
    const auto unseen = inputs.middleRows(seen, truth.seen() - seen);
    scaled<Real> squares =
        covariance.quadratic(learner_inputs, unseen.transpose(), exacting<Real>()) * truth.prior_variance;
    if ((shift.values.tail(unseen.rows()).array() != Real(0)).any()) {
      const Real unit = power_of_two_below(Real(inputs.cwiseAbs().maxCoeff()));
      const Eigen::VectorX<Real> labels = (inputs.topRows(truth.seen()) / unit).transpose() * shift.values;
      squares = squares +
                covariance.quadratic(learner_inputs, labels, exacting<Real>()) * unit * unit * shift.unit * shift.unit;
      shift.values.setZero();
    }
    total += (squares / learner.noise_variance / Real(2 * T)).value();
  }
  const auto cost_along = [&](const scaled<Real>& moment, const scaled<Real>& predicted) -> Real {
    return (moment / predicted / Real(2 * T)).value() + (log(predicted / truth_noise) - 1) / (2 * T);
  };
  if (unmoved > 0) total += unmoved * cost_along(truth_noise, learner.noise_variance);
  for (const auto& [length, direction] : directions) {
    const scaled<Real> eigenvalue = length * length;
    const scaled<Real> weight = scaled_squared_norm(Eigen::VectorX<Real>(direction.head(common)));
    total += cost_along(
        (weight * truth.prior_variance + squared_shift_along<Real>(direction, shift)) * eigenvalue + truth_noise,
        variance_along(learner, eigenvalue));
  }
  return {information, (std::max)(Real(0), Real(total - information)), (std::max)(information, total)};
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
///             (tests/theorems/misspecified_regression.cpp); else absolute error about that of the information.
///             Relative error below 1e-9 where T + 1 inputs are seen with a noise below 1e-12 of the prior
///             (tests/unit/bound/misspecified/misspecified_error.cpp).
template <class Real>
[[nodiscard]] gaussian_costs<Real> expected_gaussian_costs(const gaussian_belief<Real>& truth,
                                                           const gaussian_belief<Real>& learner, Eigen::Index horizon) {
  using std::max, std::min, std::sqrt;
  const scaled<Real> true_scale = scaled<Real>(truth.noise_variance) / truth.prior_variance;
  const Real T = Real(horizon);
  Real information = 0;
  if (truth.seen() > 0)
    information = (gaussian_inputs_information<Real>(truth.seen(), horizon, true_scale)(true_scale) / T).value();

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
  cost.choose_unit(Real(4 * (T + Real(seen)) + 400));
  Real twice = horizon > seen ? Real(Real(horizon - seen) * cost(Real(0))) : Real(0);
  if (seen > 0) {
    const scaled<Real> noise_ratio = scaled<Real>(learner.noise_variance) / learner.prior_variance;
    const Real relative_noise = noise_ratio.value();
    const Real least = (std::numeric_limits<Real>::min)();
    const Real epsilon = std::numeric_limits<Real>::epsilon();
    const Real root = sqrt(sqrt(epsilon));
    // Of T + 1 inputs the least eigenvalue has a positive density at 0, to which the cost of the truth's noise rises as
    // 1/λ; the quadrature has the rounding of larger eigenvalues there.
    const scaled<Real> noise_at_zero = cost.noise / learner.prior_variance;
    const Real nearest = max(Real(epsilon * root), Real(epsilon / root * min(Real(1), noise_at_zero.value())));
    const bool rises = horizon + 1 == seen && relative_noise < nearest && noise_at_zero.value() > nearest;
    // What lies beyond the least eigenvalues of the quadrature.
    const Real beyond = (cost.noise / learner.noise_variance * Real(sqrt(least))).value();
    if (relative_noise < least && beyond > epsilon * epsilon && !rises)
      refuse("learner: noise variance over prior variance", relative_noise, "within the scalar's range");
    const Real smoothness = max(least, min(max(relative_noise, rises ? nearest : Real(0)), true_scale.value()));
    const wishart_level_density<Real> spectrum(min(seen, horizon), max(seen, horizon),
                                               min(Real(1), Real(sqrt(smoothness))));
    const Real from = rises ? nearest : Real(0);
    twice += spectrum([&](const auto& x) { return (x + from).unaryExpr(cost).eval(); });
    if (rises) {
      // E 1/(λ + s) grows by the density at 0 times the fall of ln s.
      const auto reciprocals = [&](const Real& s) {
        return spectrum([&](const auto& x) { return (x + s).inverse(); });
      };
      const Real density = (reciprocals(nearest) - reciprocals(Real(16 * nearest))) / log(scaled<Real>(16));
      twice +=
          (noise_at_zero / cost.unit).value() * density * log(scaled<Real>(1) + scaled<Real>(nearest) / noise_ratio);
    }
  }
  const Real error = twice > 0 ? (cost.unit * Real(twice / 2) / T).value() : Real(twice / 2 / T);
  if (cost.see_the_same) return {information, error, information + error};
  return {information, max(Real(0), Real(error - information)), max(information, error)};
}

}  // namespace infobound::inline v0_1::detail
