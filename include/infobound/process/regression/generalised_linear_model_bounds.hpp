// SPDX-License-Identifier: BSL-1.0
// Bounds on the error of generalised linear models from the curvature of their response, each under its own name.
#pragma once

#include <Eigen/Core>
#include <algorithm>
#include <infobound/core/numeric/cmath.hpp>
#include <infobound/core/numeric/norm.hpp>
#include <infobound/core/numeric/scaled.hpp>
#include <infobound/core/numeric/sequential_gaussian.hpp>
#include <infobound/rate/exponential.hpp>
#include <limits>

/// Bounds on 𝓛_T, in nats per observation, for k independent standard normal coordinates of θ about which one
/// observation has, on average over prior and inputs, a Fisher information that is a multiple of the identity with
/// trace at most v (theory 4.4, 4.5). Arguments are not checked.
namespace infobound::inline v0_1::generalised_linear_model_bounds {

/// (k/2) ln⁺(a/ε), a rate that is exponential in the sense of theory 2.3, in nats; 0 at a = 0 or ε = ∞.
template <class Real>
[[nodiscard]] Real exponential_rate(const Real& parameters, const Real& amplitude, const Real& epsilon) {
  using std::log1p;
  if (!(amplitude > epsilon)) return 0;
  const Real excess = amplitude - epsilon;  // exact where the two are near
  return parameters / 2 *
         (excess < epsilon ? Real(log1p(excess / epsilon)) : log(detail::scaled<Real>(amplitude) / epsilon));
}

/// (k/2) ln⁺(vp/(2ε)) for a design, p = ‖X‖²/(Td), in nats; 0 at vp = 0 or ε = ∞.
template <class Derived>
[[nodiscard]] typename Derived::Scalar design_rate(const Eigen::MatrixBase<Derived>& design,
                                                   const typename Derived::Scalar& parameters,
                                                   const typename Derived::Scalar& curvature,
                                                   const typename Derived::Scalar& epsilon) {
  using Real = typename Derived::Scalar;
  const detail::scaled<Real> length = detail::norm(design);
  const auto ratio = length * length * curvature / (2 * Real(design.rows()) * Real(design.cols())) / epsilon;
  return ratio.value() > 1 ? Real(parameters / 2 * log(ratio)) : Real(0);
}

/// 𝓛_T ≤ (k/2T)(1 + ln(vT/k)) for T ≥ k/v, else v/2.
/// - Source: theory 4.4; Jeon & Van Roy Theorem 15.
template <class Real>
[[nodiscard]] Real curvature_upper(const Real& parameters, const Real& horizon, const Real& curvature) {
  return rate::exponential_upper(parameters, horizon, Real(curvature / 2));
}

/// 𝓛_T ≤ (k/2T) ln(1 + vT/k), never above curvature_upper.
/// - Source: theory 4.5, Efroimovich's inequality.
template <class Real>
[[nodiscard]] Real fisher_upper(const Real& parameters, const Real& horizon, const Real& mean_information) {
  using detail::scaled;
  return (scaled<Real>(Real(parameters / (2 * horizon))) * log1p(scaled<Real>(mean_information) * horizon / parameters))
      .value();
}

/// ½ ln det(I + Σ_t w_t x_t x_tᵀ/d) over the rows x_t of a T × d matrix, w_t ≥ 0 given by their roots, as they may be
/// below the scalar's range: I(H_T;θ) of linear regression with noise variances 1/w_t. Relative accuracy is kept
/// however small it is.
/// - Cost: O(T d min(d, T)).
template <class Derived, class Weights>
[[nodiscard]] typename Derived::Scalar weighted_gaussian_information(const Eigen::MatrixBase<Derived>& design,
                                                                     const Eigen::ArrayBase<Weights>& root_weights) {
  using Real = typename Derived::Scalar;
  const Eigen::ArrayX<Real> roots = root_weights;
  Real twice = 0;
  detail::sequential_gaussian<Real> predict(design.cols(), Real(1), design.rows());
  predict.run_weighted(design.transpose(), roots, [&](Eigen::Index, const Real& gain) { twice += gain; });
  return twice / 2;
}

/// 𝓛_T ≤ (1/2T) ln det(I + Σ_t j_t x_t x_tᵀ/d), j_t at least the mean over the prior of the Fisher information of label
/// t about θᵀx_t.
/// - Cost:   O(T d min(d, T)).
/// - Source: theory 4.6 (a), Efroimovich's inequality.
template <class Derived, class Weights>
[[nodiscard]] typename Derived::Scalar design_fisher_upper(const Eigen::MatrixBase<Derived>& design,
                                                           const Eigen::ArrayBase<Weights>& informations) {
  using Real = typename Derived::Scalar;
  // One by one, as Eigen takes those below the smallest normal number for 0.
  const auto root = [](const Real& information) -> Real {
    using std::sqrt;
    return sqrt(information);
  };
  return weighted_gaussian_information(design, informations.unaryExpr(root)) / Real(design.rows());
}

/// The standard deviations s_t = ‖x_t‖/√d of η_t = θᵀx_t, over the rows x_t of a T × d matrix.
template <class Derived>
[[nodiscard]] Eigen::ArrayX<typename Derived::Scalar> design_deviations(const Eigen::MatrixBase<Derived>& design) {
  using Real = typename Derived::Scalar;
  using std::sqrt;
  Eigen::ArrayX<Real> deviations(design.rows());
  const Real root = sqrt(Real(design.cols()));
  for (Eigen::Index t = 0; t < deviations.size(); ++t) {
    const Real length = detail::norm(design.row(t));
    // The length may be beyond the scalar's range, which the deviation is not.
    deviations[t] =
        length <= (std::numeric_limits<Real>::max)() ? Real(length / root) : detail::norm(design.row(t) / root);
  }
  return deviations;
}

/// 𝓛_T ≥ (1/2T) ln det(I + Σ_t ā_t x_t x_tᵀ/d), ln ā_t = E ln a(η_t, Y_t) over the prior and label t, a = −∂² ln p/∂η²,
/// for a response that is log-concave in η.
/// - Cost:   O(T d min(d, T)).
/// - Source: theory 4.7 (b), the determinant of the observed information.
template <class Derived, class Logarithms>
[[nodiscard]] typename Derived::Scalar design_curvature_lower(const Eigen::MatrixBase<Derived>& design,
                                                              const Eigen::ArrayBase<Logarithms>& log_curvatures) {
  using Real = typename Derived::Scalar;
  const auto root = [](const Real& logarithm) -> Real {
    using std::exp;
    return exp(logarithm / 2);
  };
  return weighted_gaussian_information(design, log_curvatures.unaryExpr(root)) / Real(design.rows());
}

}  // namespace infobound::inline v0_1::generalised_linear_model_bounds
