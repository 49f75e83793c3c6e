// SPDX-License-Identifier: BSL-1.0
// Bounds on the error of infinitely wide networks, term by term, for a given number of draws from the urn.
#pragma once

#include <Eigen/Core>
#include <algorithm>
#include <cstddef>
#include <infobound/core/numeric/cmath.hpp>
#include <infobound/core/numeric/scaled.hpp>
#include <infobound/core/numeric/von_mises_fisher.hpp>
#include <infobound/core/numeric/wide.hpp>
#include <infobound/process/network/detail/urn_description_bounds.hpp>
#include <infobound/process/network/urn.hpp>
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

namespace detail {

template <class Real>
using wide = infobound::detail::wide_scalar<Real>;

template <class Real>
[[nodiscard]] description<Real> rounded_up(const wide<Real>& rate, const wide<Real>& squared_error) {
  return {infobound::detail::rounded_up<Real>(rate), infobound::detail::rounded_up<Real>(squared_error)};
}

/// Of n draws whose tables take so many nats each, and leave δ² of a direction.
template <class Real>
[[nodiscard]] description<Real> equally_precise(const wide<Real>& concentration, std::size_t draws,
                                                const wide<Real>& nats, const wide<Real>& distortion) {
  const wide<Real> n = wide<Real>(draws);
  return rounded_up<Real>(urn::expected_tables(n, concentration) * nats + urn::size_entropy(draws, concentration),
                          (concentration + n * distortion) / (concentration + n));
}

}  // namespace detail

/// One precision δ² ∈ (0, 1] for all directions, at the rate of a Gaussian vector: E[C_n](ln 2 + (d/2) ln(1/δ²)) +
/// H_counts nats for (K + nδ²)/(K + n).
/// - Cost:   that of urn::size_entropy.
/// - Source: theory 6.1, 6.2.
template <class Real>
[[nodiscard]] description<Real> one_precision(Eigen::Index dimension, const Real& concentration, std::size_t draws,
                                              const Real& distortion) {
  using std::log;
  using Wide = detail::wide<Real>;
  return detail::equally_precise<Real>(concentration, draws, log(Wide(2)) - Wide(dimension) / 2 * log(Wide(distortion)),
                                       distortion);
}

/// One precision for all directions at R_d(δ²) ≤ (d/2) ln(1/δ²), the rate of a uniform unit vector: von Mises–Fisher
/// directions, E[C_n](ln 2 + R_d(δ²)) + H_counts nats for (K + nδ²)/(K + n).
/// - Cost:   that of urn::size_entropy.
/// - Source: theory 6.1, 6.2.
template <class Real>
[[nodiscard]] description<Real> sphere_precision(Eigen::Index dimension, const Real& concentration, std::size_t draws,
                                                 const Real& distortion) {
  using std::log;
  using Wide = detail::wide<Real>;
  return detail::equally_precise<Real>(concentration, draws,
                                       log(Wide(2)) + rate::uniform_sphere(dimension, Wide(distortion)), distortion);
}

/// A precision for each table size, δ_j² = min(1, λ/j²), λ > 0: tables of j² ≤ λ are only counted, without their signs.
/// Σ_{j²>λ} E[a_j](ln 2 + (d/2) ln(j²/λ)) + H_counts nats for 1 − (K+1)/(n+K)² Σ_{j²>λ} E[a_j](j² − λ).
/// - Cost:   that of urn::size_entropy, and O(n).
/// - Source: theory 6.2.
template <class Real>
[[nodiscard]] description<Real> size_precision(Eigen::Index dimension, const Real& concentration, std::size_t draws,
                                               const Real& level) {
  using std::log, std::min;
  using Wide = detail::wide<Real>;
  const Wide K = Wide(concentration);
  const auto seats = infobound::detail::urn_seats_by_size(draws, K);
  const Wide total = K + Wide(draws);
  Wide rate = infobound::detail::size_entropy(seats, K);
  Wide unlearnt = 0;
  for (std::size_t j = draws; j > 0; --j) {
    const Wide tables = seats[j] / Wide(j);
    const Wide square = Wide(j) * Wide(j);
    unlearnt += tables * min(Wide(level), square);
    if (square > level)
      rate += tables * (log(Wide(2)) +
                        Wide(dimension) / 2 * infobound::detail::log1p_of_quotient(Wide(square - level), Wide(level)));
  }
  return detail::rounded_up<Real>(rate, K / total + (K + 1) / total * (unlearnt / total));
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

/// K/(n+K), which may be below the range where its quotient by σ² is not.
template <class Real>
[[nodiscard]] infobound::detail::scaled<wide<Real>> lost_variance(const Real& concentration, std::size_t draws) {
  using Wide = wide<Real>;
  return infobound::detail::scaled<Wide>(Wide(concentration)) / Wide(Wide(draws) + Wide(concentration));
}

/// The estimation term at its minimiser: E[C_n] R_d falls by κ for each unit of A = √(1 − δ²), so that
/// κ = (n/(n+K)) T/(v E[C_n]).
template <class Real>
[[nodiscard]] finite_width_error<Real> finite_width(Eigen::Index dimension, const Real& concentration,
                                                    std::size_t draws, const Real& horizon,
                                                    const wide<Real>& learner_variance,
                                                    const wide<Real>& misspecification) {
  using std::log, std::min;
  using Wide = wide<Real>;
  const Wide n = Wide(draws);
  const Wide T = Wide(horizon);
  const Wide K = Wide(concentration);
  const Wide share = n / (n + K);
  const Wide tables = urn::expected_tables(n, K);
  // A κ that is cut off is still a bound's.
  const Wide kappa = min(Wide((std::numeric_limits<Wide>::max)() / 4), Wide(share * T / tables / learner_variance));
  const auto direction = infobound::detail::von_mises_fisher<Wide>(Wide(dimension))(kappa);
  const Wide estimation = (tables * (log(Wide(2)) + direction.rate) + urn::size_entropy(draws, K)) / T +
                          (infobound::detail::scaled<Wide>(share) * direction.lack / learner_variance).value();
  const auto rounded = [](const Wide& x) { return infobound::detail::rounded_up<Real>(x); };
  return {rounded(estimation), rounded(misspecification), rounded(estimation + misspecification)};
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
  using Wide = detail::wide<Real>;
  const auto lost = detail::lost_variance(concentration, draws);
  return detail::finite_width(dimension, concentration, draws, horizon, Wide(noise_variance + lost.value()),
                              Wide(log1p(lost / Wide(noise_variance)).value() / 2));
}

/// The learner of finite_width_upper with its noise variance left at σ²: the last term is K/(2(n+K)σ²), and σ_n² is σ².
/// - Cost:   that of urn::size_entropy.
/// - Source: theory 6.3.
template <class Real>
[[nodiscard]] finite_width_error<Real> finite_width_upper_at_true_noise(Eigen::Index dimension,
                                                                        const Real& concentration,
                                                                        const Real& noise_variance, std::size_t draws,
                                                                        const Real& horizon) {
  using Wide = detail::wide<Real>;
  const auto lost = detail::lost_variance(concentration, draws);
  return detail::finite_width(dimension, concentration, draws, horizon, Wide(noise_variance),
                              Wide((lost / Wide(noise_variance)).value() / 2));
}

}  // namespace infobound::inline v0_1::dirichlet_network_bounds
