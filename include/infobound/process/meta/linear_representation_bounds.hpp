// SPDX-License-Identifier: BSL-1.0
// Constants and bounds of linear representation learning, each under its own name.
#pragma once

#include <algorithm>
#include <infobound/core/numeric/chi_square_expectation.hpp>
#include <infobound/core/numeric/cmath.hpp>
#include <infobound/core/numeric/determinant_growth.hpp>
#include <infobound/core/numeric/digamma.hpp>
#include <infobound/core/numeric/logistic_expectation.hpp>
#include <infobound/core/numeric/wide.hpp>
#include <limits>

/// Bounds on the parts of 𝓛_{M,T}, in nats per observation, for ψ ∈ R^{d×r} with entries N(0, 1/d), ξ_m ~ N(0, I_r/r),
/// X ~ N(0, I_d) and a label that depends on η = (ψξ)ᵀX (theory 8.4). Given ‖X‖ and ‖ξ‖, η is N(0, v) with
/// v = (‖X‖²/d)(‖ξ‖²/r); given ‖X‖ and ‖ψᵀX‖ it is N(0, v) with v of the same law. Arguments are not checked.
namespace infobound::inline v0_1::linear_representation_bounds {

/// E f(v), v = (χ²_d/d)(χ²_r/r).
/// - Cost: 10³ (large d and r) to 10⁵ (d = r = 1) values of f.
template <class Real, class Function>
[[nodiscard]] Real variance_expectation(const Real& dimension, const Real& rank, Function f) {
  const detail::chi_square_expectation<Real> inputs(dimension);
  const detail::chi_square_expectation<Real> coefficients(rank);
  return inputs.expectation([&](const Real& x) {
    return coefficients.expectation([&](const Real& y) { return f(Real(x / dimension * (y / rank))); });
  });
}

/// 2g_{d,r} = E[v s′(N(0, v))], below ¼: the trace of the mean Fisher information of a logistic label about √d ψ given
/// ξ, and about √r ξ given ψ.
/// - Source: theory 8.4, 4.5.
template <class Real>
[[nodiscard]] Real logistic_mean_information(const Real& dimension, const Real& rank) {
  return variance_expectation(dimension, rank, [](const Real& v) { return Real(v * detail::mean_logistic_slope(v)); });
}

/// ℓ_0 = ln 2 − E H_b(s(η)): the error at a logistic task's first label, whether ψ is known or not.
/// - Source: theory 8.4.
template <class Real>
[[nodiscard]] Real logistic_first_error(const Real& dimension, const Real& rank) {
  return variance_expectation(dimension, rank, [](const Real& v) { return detail::logistic_label_information(v); });
}

/// k_{d,r} of the lower bound (r/2) ln⁺(2k_{d,r}/ε) on the one-label rate of a logistic task given ψ: e^u E[(χ²_r/r)
/// e^{2 E[ln s′(η)|χ²_r]}], u = (1/r) E ln det(ψᵀψ), η of variance (χ²_r/r)(χ²_d/d). 0 for r > d, where ψᵀψ is
/// singular.
/// - Cost:   as variance_expectation.
/// - Source: theory 8.4.
template <class Real>
[[nodiscard]] Real logistic_lower_constant(const Real& dimension, const Real& rank) {
  using std::exp, std::log;
  if (rank > dimension) return 0;
  const detail::chi_square_expectation<Real> representation(dimension);
  const Real scale = exp(detail::mean_log_wishart_determinant(rank, dimension) - log(dimension));
  return scale * detail::chi_square_expectation<Real>(rank).expectation([&](const Real& y) {
    const Real slope = representation.expectation(
        [&](const Real& x) { return detail::mean_log_logistic_slope(Real(x / dimension * (y / rank))); });
    return Real(y / rank * exp(2 * slope));
  });
}

/// κ = E ln s′(N(0, v)), at least −ln 4 − ¼.
/// - Source: theory 8.7 (c).
template <class Real>
[[nodiscard]] Real logistic_mean_log_slope(const Real& dimension, const Real& rank) {
  return variance_expectation(dimension, rank, [](const Real& v) { return detail::mean_log_logistic_slope(v); });
}

/// I(D;θ|ψ) of logistic tasks from below, T I/T in its recursion: with p = min(d, r), q = max(d, r) the determinant of
/// p-dimensional inputs with the gains v e^{w(p, q) − ln q} exp E[ln s′(η)|v], v = χ²_p/p, η ~ N(0, v χ²_q/q).
/// - Cost:   as variance_expectation.
/// - Source: theory 8.7 (d).
template <class Real>
[[nodiscard]] detail::determinant_growth<Real> logistic_intra_growth(const Real& dimension, const Real& rank) {
  using std::log;
  const Real least = (std::min)(dimension, rank);
  const Real most = (std::max)(dimension, rank);
  const Real scale = detail::mean_log_wishart_determinant(least, most) - log(most);
  const detail::chi_square_expectation<Real> other(most);
  return detail::determinant_growth<Real>::of_gaussian_inputs(least, Real(1), [&](const Real& v) {
    return Real(scale + other.expectation(
                            [&](const Real& y) { return detail::mean_log_logistic_slope(Real(v * (y / most))); }));
  });
}

/// Meta-estimation error of a logistic response ≥ (1/MT) max over m ≤ min(M, r), t ≤ min(T, d) of
/// (tm/2) ln(1 + e^{q + κ}/d) − m min{(r/2) ln(1 + 2gt/r), tℓ_0}, q = w(m, r) − ln r + w(t, d): what m tasks of t
/// labels tell at least of their parameters, less what they tell at most where ψ is known. 0 where that is negative. Of
/// large m and t some are tried.
/// - Cost:   O(ln min(M, r) ln min(T, d)).
/// - Source: theory 8.7 (c).
template <class Real>
[[nodiscard]] Real logistic_few_tasks_lower(const Real& dimension, const Real& rank, const Real& tasks,
                                            const Real& horizon, const Real& mean_information,
                                            const Real& mean_log_slope, const Real& first_error) {
  using std::floor, std::log, std::log1p, std::max, std::min;
  const Real most_tasks = min(tasks, rank);
  const Real most_labels = min(horizon, dimension);
  const Real shift = mean_log_slope - log(rank) - log(dimension);
  const auto of_tasks = [&](const Real& m) -> Real { return detail::mean_log_wishart_determinant(m, rank) + shift; };
  const auto of_labels = [&](const Real& t) -> Real { return detail::mean_log_wishart_determinant(t, dimension); };
  // Rounded up by more than the difference can be.
  const auto given = [&](const Real& t) -> Real {
    return (1 + 64 * std::numeric_limits<Real>::epsilon()) *
           min(Real(rank / 2 * log1p(mean_information * t / rank)), Real(t * first_error));
  };
  const auto next = [](const Real& k, const Real& last) -> Real {
    return k < last ? min(last, k + max(Real(1), floor(k / 4))) : last + 1;
  };
  Real most = 0;
  Real best_m = 1;
  Real best_t = 1;
  const auto see = [&](const Real& m, const Real& t, const Real& log_gain, const Real& lost) {
    const Real left = m * (t / 2 * detail::log1p_of_exp(log_gain) - lost);
    if (!(left > most)) return false;
    most = left;
    best_m = m;
    best_t = t;
    return true;
  };
  for (Real t = 1; t <= most_labels; t = next(t, most_labels)) {
    const Real labels = of_labels(t);
    const Real lost = given(t);
    for (Real m = 1; m <= most_tasks; m = next(m, most_tasks)) see(m, t, Real(of_tasks(m) + labels), lost);
  }
  if (!(most > 0)) return 0;
  const auto better = [&](const Real& m, const Real& t) -> bool {
    return m >= 1 && m <= most_tasks && t >= 1 && t <= most_labels &&
           see(m, t, Real(of_tasks(m) + of_labels(t)), given(t));
  };
  for (Real share = 8; share <= 64; share *= 2) {
    const Real by_m = max(Real(1), floor(best_m / share));
    const Real by_t = max(Real(1), floor(best_t / share));
    while (better(Real(best_m + by_m), best_t) || better(Real(best_m - by_m), best_t) ||
           better(best_m, Real(best_t + by_t)) || better(best_m, Real(best_t - by_t))) {
    }
  }
  return most / tasks / horizon;
}

/// Intra-task error of a Gaussian response ≥ (n/2T) ln(1 + e^g/(rσ²)), g = (1/n) E ln det of the n × n matrix with the
/// eigenvalues of XψψᵀXᵀ, n = min(T, d, r): the sum of two mean logarithms of Wishart determinants, less n ln d.
/// - Source: theory 8.4, Minkowski's determinant inequality.
template <class Real>
[[nodiscard]] Real intra_minkowski_lower(const Real& dimension, const Real& rank, const Real& horizon,
                                         const Real& noise_variance) {
  using std::log, std::max, std::min;
  const Real least = min(horizon, min(dimension, rank));
  const Real most = max(horizon, max(dimension, rank));
  const Real middle = max(min(horizon, dimension), min(max(horizon, dimension), rank));
  const Real mean = detail::mean_log_wishart_determinant(least, middle) +
                    detail::mean_log_wishart_determinant(least, most) - log(dimension);
  return least / (2 * horizon) * detail::log1p_of_exp(Real(mean - log(rank) - log(noise_variance)));
}

/// Meta-estimation error of a Gaussian response ≥ (1/MT) max over m ≤ min(M, r) of
/// (nm/2) ln(1 + e^g/(dσ²)) − (mr/2) ln(1 + T/(rσ²)), n = min(T, d): what m tasks tell at least of their parameters,
/// less what they tell at most where ψ is known. g is the mean logarithm of the Wishart determinants of their
/// coefficients and of a task's inputs, an entry. 0 where that is negative. Beyond 64 every m in 64 or so is tried.
/// - Cost:   O(64 ln min(M, r)).
/// - Source: theory 8.4 (h).
template <class Real>
[[nodiscard]] Real meta_minkowski_lower(const Real& dimension, const Real& rank, const Real& tasks, const Real& horizon,
                                        const Real& noise_variance) {
  using std::floor, std::log, std::max, std::min;
  const Real least = min(horizon, dimension);
  const Real inputs = detail::mean_log_wishart_determinant(least, Real(max(horizon, dimension)));
  // Rounded up by more than the difference below can be.
  const Real given = rank / 2 * (1 + 64 * std::numeric_limits<Real>::epsilon()) *
                     min(detail::log1p_of_quotient(Real(horizon / rank), noise_variance),
                         Real(horizon / rank * detail::log1p_of_quotient(Real(1), noise_variance)));
  Real most = 0;
  const Real last = min(tasks, rank);
  for (Real m = 1; m <= last; m = m < last ? min(last, m + max(Real(1), floor(m / 64))) : last + 1) {
    const Real log_gain =
        detail::mean_log_wishart_determinant(m, rank) - log(rank) + inputs - log(dimension) - log(noise_variance);
    most = max(most, Real(m * (least / 2 * detail::log1p_of_exp(log_gain) - given)));
  }
  return most / tasks / horizon;
}

}  // namespace infobound::inline v0_1::linear_representation_bounds
