// SPDX-License-Identifier: BSL-1.0
// Bounds on the error of softmax regression, each under its own name, and the constants in them.
#pragma once

#include <Eigen/Core>
#include <algorithm>
#include <infobound/core/numeric/chi_square_expectation.hpp>
#include <infobound/core/numeric/cmath.hpp>
#include <infobound/core/numeric/determinant_growth.hpp>
#include <infobound/core/numeric/digamma.hpp>
#include <infobound/core/numeric/equal.hpp>
#include <infobound/core/numeric/log_sum_exp_expectation.hpp>
#include <infobound/process/regression/generalised_linear_model_bounds.hpp>
#include <limits>
#include <optional>
#include <unordered_map>

/// Bounds on 𝓛_T, in nats per observation, for weights w_c ~ N(0, I_d/d) of C classes and P(Y=c|X) ∝ exp(w_cᵀX)
/// (theory 4.8, 4.9), n = (C − 1)d. Given X the logits are N(0, v I_C), v = ‖X‖²/d; p is their softmax. Arguments are
/// not checked. Means over logits are computed in double whatever the scalar, and moved to the safe side by 1e-12.
namespace infobound::inline v0_1::softmax_regression_bounds {

namespace detail {

inline constexpr double safety = 1e-12;

/// At least E lse and at least E(1 − ‖p‖²), for any v. √v ↦ E lse is convex with a slope below √(2 ln C), and the slope
/// is √v E(1 − ‖p‖²).
struct logit_means {
  double log_sum_exp;
  double spread;

  static constexpr double most = 256;  ///< the v up to which they are computed

  logit_means(double classes, double variance)
      : logit_means(classes, variance,
                    infobound::detail::log_sum_exp_expectation(classes, (std::min)(variance, most))) {}

  /// Given those at min(v, most).
  logit_means(double classes, double variance, const infobound::detail::log_sum_exp_expectation& known)
      : log_sum_exp(known.mean * (1 + safety)), spread(known.spread * (1 + safety)) {
    if (variance > most) {
      const double slope = std::sqrt(2 * std::log(classes));
      log_sum_exp += (std::sqrt(variance) - std::sqrt(most)) * slope;
      spread = (std::min)(spread, slope / std::sqrt(variance));
    }
  }
};

}  // namespace detail

// Constants of Gaussian inputs, X ~ N(0, I_d) -------------------------------------------------------------------------

/// A template, for those who never ask for them; `Real` is double.
/// - Accuracy: relative error of 1e-12 to the safe side (tests/unit/process/regression/softmax_regression.cpp).
/// - Cost:     30 (large d) to 300 (d = 1) means over logits: 5 to 50 ms.
template <class Real>
struct constants {
  Real information;  ///< E[v(1 − ‖p‖²)], of which a 1/n-th is the mean Fisher information about a coordinate
  Real amplitude;    ///< a = ½ C^{2+1/(C−1)} E[v e^{−(2C/(C−1)) E lse}] of the rate (n/2) ln⁺(a/ε)
  Real first_error;  ///< ℓ_0 = I(Y;θ|X) = ln C − E lse + E[v(1 − ‖p‖²)]
  infobound::detail::determinant_growth<Real> growth;  ///< ln b(v) = (ln C − C E lse)/(C − 1)

  constants(Real dimension, Real classes) : constants(dimension, classes, nodes(dimension, classes)) {}

  /// Those of the thread's last call, if it was for the same.
  [[nodiscard]] static const constants& of(Real dimension, Real classes) {
    struct entry {
      Real dimension;
      Real classes;
      constants known;
    };
    thread_local std::optional<entry> last;
    if (!last || !infobound::detail::equal(last->dimension, dimension) ||
        !infobound::detail::equal(last->classes, classes))
      last.emplace(entry{dimension, classes, constants(dimension, classes)});
    return last->known;
  }

 private:
  struct nodes {
    Eigen::ArrayX<Real> log_gains;
    Eigen::ArrayX<Real> weights;
    Real information = 0;
    Real amplitude = 0;
    Real log_sum_exp = 0;

    nodes(Real dimension, Real classes) {
      const infobound::detail::chi_square_expectation<Real> squared_length(dimension);
      log_gains = squared_length.values();
      weights = squared_length.weights();
      for (Eigen::Index i = 0; i < weights.size(); ++i) {
        const Real variance = log_gains[i] / dimension;
        const detail::logit_means means(classes, variance);
        information += weights[i] * variance * means.spread;
        amplitude += weights[i] * variance * std::exp(-2 * classes / (classes - 1) * means.log_sum_exp);
        log_sum_exp += weights[i] * means.log_sum_exp;
        log_gains[i] = std::log(variance) + (std::log(classes) - classes * means.log_sum_exp) / (classes - 1);
      }
    }
  };

  constants(Real dimension, Real classes, const nodes& at)
      : information(at.information),
        amplitude(std::exp((2 + 1 / (classes - 1)) * std::log(classes)) / 2 * (1 - detail::safety) * at.amplitude),
        first_error(std::log(classes) - at.log_sum_exp + information),
        growth(dimension, classes - 1, at.log_gains, at.weights) {}
};

// Errors with Gaussian inputs -----------------------------------------------------------------------------------------

/// 𝓛_T ≥ (n/2T) ln(1 + T((1 + w)^{1/d} − 1)), w = (c_d/C) e^{−C/(2(C−1))}.
/// - Source: theory 4.8 (b), the determinant of the observed information, with E lse ≤ ln C + v/2.
template <class Real>
[[nodiscard]] Real explicit_lower(const Real& dimension, const Real& classes, const Real& horizon) {
  using std::log;
  const Real log_w =
      infobound::detail::digamma_minus_log(Real(dimension / 2)) - log(classes) - classes / (2 * (classes - 1));
  return infobound::detail::determinant_growth<Real>::closed_form(dimension, Real(classes - 1), horizon, log_w) /
         horizon;
}

// Given inputs: the rows x_t of a T × d matrix ------------------------------------------------------------------------

/// What a design's rows x_t, with v_t = ‖x_t‖²/d, tell.
/// - Cost: a mean over logits for each row of 256 or fewer, 50 µs and more, else at most 64 for each factor of 2
///         between the v_t, which are rounded to the safe side. The thread keeps some thousand of them, so that a
///         design that was seen, at any horizon, costs O(Td).
template <class Real>
struct design_means {
  Eigen::ArrayX<Real> log_weights;  ///< ln C + 2 E[ln p_1 | v_t]
  Eigen::ArrayX<Real> spreads;      ///< E[1 − ‖p‖² | v_t]

  template <class Derived>
  design_means(const Eigen::MatrixBase<Derived>& design, double classes) {
    const Eigen::ArrayX<Real> deviations = generalised_linear_model_bounds::design_deviations(design);
    log_weights.resize(deviations.size());
    spreads.resize(deviations.size());
    const bool rounded = deviations.size() > 256;
    auto& known = kept(classes);
    for (Eigen::Index t = 0; t < deviations.size(); ++t) {
      const double deviation =
          std::clamp(static_cast<double>(deviations[t]), 1e-10, (std::numeric_limits<double>::max)());
      const double above =
          rounded && deviation < 16 ? std::exp2(std::ceil(std::log2(deviation) * 128) / 128) : deviation;
      const double variance = (std::min)(above * above, (std::numeric_limits<double>::max)());
      const double computed = (std::min)(variance, detail::logit_means::most);
      const detail::logit_means means(classes, variance, known.try_emplace(computed, classes, computed).first->second);
      log_weights[t] = static_cast<Real>(std::log(classes) - 2 * means.log_sum_exp);
      spreads[t] = static_cast<Real>((std::min)(1 - 1 / classes, means.spread * (above / deviation)));
    }
  }

 private:
  using known_means = std::unordered_map<double, infobound::detail::log_sum_exp_expectation>;

  /// The thread's means by their v, which are of so many classes.
  [[nodiscard]] static known_means& kept(double classes) {
    constexpr std::size_t most = 4096;
    thread_local double of = 0;
    thread_local known_means known;
    if (!infobound::detail::equal(of, classes) || known.size() > most) known.clear();
    of = classes;
    return known;
  }
};

/// 𝓛_T ≥ ((C − 1)/2T) ln det(I_d + (C/d) Σ_t e^{2E[ln p_1|v_t]} x_t x_tᵀ).
/// - Cost:   O(T d min(d, T)).
/// - Source: theory 4.8 (c), the determinant of the observed information.
template <class Derived>
[[nodiscard]] typename Derived::Scalar design_curvature_lower(const Eigen::MatrixBase<Derived>& design, double classes,
                                                              const design_means<typename Derived::Scalar>& means) {
  return static_cast<typename Derived::Scalar>(classes - 1) *
         generalised_linear_model_bounds::design_curvature_lower(design, means.log_weights);
}

/// 𝓛_T ≤ ((C − 1)/2T) ln det(I_d + (1/((C − 1)d)) Σ_t E[1 − ‖p‖² | v_t] x_t x_tᵀ).
/// - Cost:   O(T d min(d, T)).
/// - Source: theory 4.8 (a), Efroimovich's inequality.
template <class Derived>
[[nodiscard]] typename Derived::Scalar design_fisher_upper(const Eigen::MatrixBase<Derived>& design, double classes,
                                                           const design_means<typename Derived::Scalar>& means) {
  const auto others = static_cast<typename Derived::Scalar>(classes - 1);
  return others * generalised_linear_model_bounds::design_fisher_upper(design, means.spreads / others);
}

}  // namespace infobound::inline v0_1::softmax_regression_bounds
