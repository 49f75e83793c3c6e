// SPDX-License-Identifier: BSL-1.0
// Bounds on the error of infinitely wide networks, term by term, for a given number of draws from the urn.
#pragma once

#include <Eigen/Core>
#include <algorithm>
#include <cstddef>
#include <infobound/core/detail/elementary_functions.hpp>
#include <infobound/core/detail/wide.hpp>
#include <infobound/process/detail/urn_description_bounds.hpp>
#include <infobound/process/urn.hpp>
#include <infobound/rate/detail/von_mises_fisher.hpp>
#include <infobound/rate/uniform_sphere.hpp>
#include <limits>

/// Descriptions of f(X) = √(2(K+1)) Σ_j S_j θ̄_j ReLU(w_jᵀX) by n draws of atoms, with their rates and the squared
/// errors E(f − f̃)² that they leave (theory 6.1, 6.2), and the error of learners of finite width (6.3). K is the
/// concentration, δ² the squared error of a direction. Arguments are not checked beyond what urn checks.
namespace infobound::inline v0_1::dirichlet_network_bounds {

/// What a description costs, in nats, and the squared error of the network that it leaves.
template <class Real>
struct description {
  Real rate;           ///< at least I(θ;θ̃)
  Real squared_error;  ///< at least E(f − f̃)²
};

/// One precision δ² ∈ (0, 1] for all directions, at the rate of a Gaussian vector: E[C_n](ln 2 + (d/2) ln(1/δ²)) +
/// H_counts nats for (K + nδ²)/(K + n).
/// - Cost:   that of urn::size_entropy.
/// - Source: theory 6.1, 6.2.
template <class Real>
[[nodiscard]] description<Real> one_precision(Eigen::Index dimension, const Real& concentration, std::size_t draws,
                                              const Real& distortion) {
  using std::log;
  const Real n = Real(draws);
  return {urn::expected_tables(n, concentration) * (log(Real(2)) - Real(dimension) / 2 * log(distortion)) +
              urn::size_entropy(draws, concentration),
          (concentration + n * distortion) / (concentration + n)};
}

/// The same at the rate of a uniform unit vector, R_d(δ²) ≤ (d/2) ln(1/δ²): von Mises–Fisher directions.
/// - Cost:   that of urn::size_entropy.
/// - Source: theory 6.1, 6.2.
template <class Real>
[[nodiscard]] description<Real> sphere_precision(Eigen::Index dimension, const Real& concentration, std::size_t draws,
                                                 const Real& distortion) {
  using std::log;
  const Real n = Real(draws);
  return {urn::expected_tables(n, concentration) * (log(Real(2)) + rate::uniform_sphere(dimension, distortion)) +
              urn::size_entropy(draws, concentration),
          (concentration + n * distortion) / (concentration + n)};
}

/// A precision for each table size, δ_j² = min(1, λ/j²), λ > 0: tables of j² ≤ λ are only counted, without their signs.
/// Σ_{j²>λ} E[a_j](ln 2 + (d/2) ln(j²/λ)) + H_counts nats for 1 − (K+1)/(n+K)² Σ_{j²>λ} E[a_j](j² − λ).
/// - Cost:   that of urn::size_entropy, and O(n).
/// - Source: theory 6.2.
template <class Real>
[[nodiscard]] description<Real> size_precision(Eigen::Index dimension, const Real& concentration, std::size_t draws,
                                               const Real& level) {
  using std::log, std::min;
  const auto seats = infobound::detail::urn_seats_by_size(draws, concentration);
  const Real total = concentration + Real(draws);
  const Real log_level = log(level);
  Real rate = infobound::detail::size_entropy(seats, concentration);
  Real unlearnt = 0;
  for (std::size_t j = draws; j > 0; --j) {
    const Real tables = seats[j] / Real(j);
    unlearnt += tables * min(level, Real(Real(j) * Real(j)));
    if (Real(j) * Real(j) > level)
      rate += tables * (log(Real(2)) + Real(dimension) / 2 * (2 * log(Real(j)) - log_level));
  }
  return {rate, concentration / total + (concentration + 1) / total * (unlearnt / total)};
}

// Errors of the Bayesian learner, in nats per observation ------------------------------------------------------------

/// 𝓛_T ≤ ½ ln(1 + 1/σ²): the label's variance is 1 + σ².
/// - Source: theory 6.2, no draws.
template <class Real>
[[nodiscard]] Real variance_upper(const Real& noise_variance) {
  return infobound::detail::label_error(Real(1), noise_variance);
}

/// 𝓛_T ≤ [(1 + K ln(1 + (n−1)/K))(ln 2 + (d/2 + 1) ln n)]/T + ½ ln(1 + (K+1)/((K+n)σ²)) at n = ⌈T/d⌉: δ² = 1/n, all
/// terms in closed form, Õ(dK/T).
/// - Source: theory 6.2.
template <class Real>
[[nodiscard]] Real explicit_upper(const Real& dimension, const Real& concentration, const Real& noise_variance,
                                  const Real& horizon) {
  using std::ceil, std::log;
  const Real n = ceil(horizon / dimension);
  const Real tables = 1 + concentration * infobound::detail::log1p_of_quotient(Real(n - 1), concentration);
  return tables * (log(Real(2)) + (dimension / 2 + 1) * log(n)) / horizon +
         infobound::detail::label_error(Real((concentration + 1) / (concentration + n)), noise_variance);
}

// Errors of learners of finite width ---------------------------------------------------------------------------------

/// Estimation + misspecification, in nats per observation.
template <class Real>
struct finite_width_error {
  Real estimation;        ///< at width n; → 0 as T → ∞
  Real misspecification;  ///< what the width costs for ever
  Real total;             ///< an upper bound on the learner's error
};

namespace detail {

/// The estimation term at its minimiser: E[C_n] R_d falls by κ for each unit of A = √(1 − δ²), so that
/// κ = (n/(n+K)) T/(v E[C_n]).
template <class Real>
[[nodiscard]] finite_width_error<Real> finite_width(Eigen::Index dimension, const Real& concentration,
                                                    std::size_t draws, const Real& horizon,
                                                    const Real& learner_variance, const Real& misspecification) {
  using std::log, std::min;
  const Real n = Real(draws);
  const Real share = n / (n + concentration);
  const Real tables = urn::expected_tables(n, concentration);
  // A κ that is cut off is still a bound's.
  const Real kappa =
      min(Real((std::numeric_limits<Real>::max)() / 4), Real(share * horizon / tables / learner_variance));
  const auto direction = infobound::detail::von_mises_fisher<Real>(Real(dimension))(kappa);
  const Real estimation =
      (tables * (log(Real(2)) + direction.rate) + urn::size_entropy(draws, concentration)) / horizon +
      share * direction.lack / learner_variance;
  return {estimation, misspecification, estimation + misspecification};
}

}  // namespace detail

/// A learner whose prior is the law of √(2(K+1)) Σ_j S_j n_j/(n+K) ReLU(w_jᵀX), n ≥ 1 draws from the urn, and whose
/// noise variance is σ_n² = σ² + K/(n+K): min over δ² of {(E[C_n](ln 2 + R_d(δ²)) + H_counts)/T +
/// (n/(n+K))(1 − √(1−δ²))/σ_n²} + ½ ln(1 + K/((n+K)σ²)).
/// - Cost:   that of urn::size_entropy.
/// - Source: theory 6.3.
template <class Real>
[[nodiscard]] finite_width_error<Real> finite_width_upper(Eigen::Index dimension, const Real& concentration,
                                                          const Real& noise_variance, std::size_t draws,
                                                          const Real& horizon) {
  const Real lost = concentration / (Real(draws) + concentration);
  return detail::finite_width(dimension, concentration, draws, horizon, Real(noise_variance + lost),
                              infobound::detail::label_error(lost, noise_variance));
}

/// The same learner with its noise variance left at σ²: the last term is K/(2(n+K)σ²), and σ_n² is σ².
/// - Cost:   that of urn::size_entropy.
/// - Source: theory 6.3.
template <class Real>
[[nodiscard]] finite_width_error<Real> finite_width_upper_at_true_noise(Eigen::Index dimension,
                                                                        const Real& concentration,
                                                                        const Real& noise_variance, std::size_t draws,
                                                                        const Real& horizon) {
  const Real lost = concentration / (Real(draws) + concentration);
  return detail::finite_width(dimension, concentration, draws, horizon, noise_variance,
                              Real(lost / noise_variance / 2));
}

}  // namespace infobound::inline v0_1::dirichlet_network_bounds
