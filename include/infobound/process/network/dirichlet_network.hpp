// SPDX-License-Identifier: BSL-1.0
// An infinitely wide two-layer network whose output weights are a draw from a Dirichlet process.
#pragma once

#include <Eigen/Core>
#include <algorithm>
#include <boost/random/exponential_distribution.hpp>
#include <boost/random/normal_distribution.hpp>
#include <cstddef>
#include <infobound/core/bound.hpp>
#include <infobound/core/numeric/cmath.hpp>
#include <infobound/core/numeric/equal.hpp>
#include <infobound/core/numeric/wide.hpp>
#include <infobound/core/require.hpp>
#include <infobound/process/network/detail/relu_units.hpp>
#include <infobound/process/network/detail/urn_description.hpp>
#include <infobound/process/network/detail/urn_description_bounds.hpp>
#include <infobound/process/network/dirichlet_network_bounds.hpp>
#include <infobound/process/network/dirichlet_network_lower_bounds.hpp>
#include <infobound/process/regression/gaussian_response.hpp>
#include <infobound/process/regression/inputs.hpp>
#include <infobound/rate/uniform_sphere.hpp>
#include <limits>
#include <optional>
#include <utility>
#include <vector>

namespace infobound::inline v0_1 {

/// Infinitely wide network: θ̄ = Σ_j θ̄_j δ_{w_j} ~ DirichletProcess(K, uniform on the unit sphere of R^d), signs S_j =
/// ±1, f(X) = √(2(K+1)) Σ_j S_j θ̄_j ReLU(w_jᵀX), X ~ N(0, I_d), Y_{t+1} ~ N(f(X_t), σ²); E f² = 1 (theory 6).
///
/// Rates and bounds are those of the infinitely wide network. Draws and likelihoods have its first J sticks,
/// θ̄_j = V_j Π_{i<j}(1 − V_i), V_j ~ Beta(1, K), which leaves out E(f − f_J)² = (K/(K+2))^J ≤ truncation. With 𝓛 and 𝓛ᴶ
/// the errors of the two and a² = truncation_error(), 𝓛 ≤ 𝓛ᴶ + a² and √𝓛 ≥ √𝓛ᴶ − a (theory 6.4).
template <class Real>
struct dirichlet_network {
  using real_type = Real;
  /// J(d+1): the J output weights √(2(K+1)) S_j θ̄_j, then the J directions w_j one after the other.
  using parameter_type = Eigen::VectorX<Real>;
  struct history_type {
    Eigen::MatrixX<Real> inputs;  ///< d × T, one observation a column
    Eigen::VectorX<Real> labels;  ///< T
  };

  Eigen::Index dimension;        ///< d ≥ 1
  Real concentration;            ///< K > 0, finite
  Real noise_variance;           ///< σ² > 0, finite
  Real truncation = Real(1e-8);  ///< at least E(f − f_J)², between 0 and 1

  static constexpr bool independent_observations = true;  ///< iid given θ: theory 1.2 applies

  /// - Throws: std::domain_error for a field outside its range.
  void validate() const {
    require_at_least("dirichlet_network.dimension", dimension, 1);
    require_positive("dirichlet_network.concentration", concentration);
    require_positive("dirichlet_network.noise_variance", noise_variance);
    require_between_zero_and_one("dirichlet_network.truncation", truncation);
  }

  // Truncation --------------------------------------------------------------------------------------------------------

  /// J = ⌈ln(1/truncation)/ln(1 + 2/K)⌉, the sticks that are drawn.
  /// - Throws: std::domain_error where that is more than 10⁷.
  [[nodiscard]] Eigen::Index atoms() const {
    using std::ceil, std::log, std::log1p, std::max;
    const Real count = max(Real(1), Real(ceil(-log(truncation) / log1p(2 / concentration))));
    if (!(count <= Real(10000000)))
      refuse("dirichlet_network.concentration", concentration, "small enough for 10^7 atoms to leave out truncation");
    return static_cast<Eigen::Index>(count);
  }

  /// a² = (K/(K+2))^J/(2σ²): the divergence, in nats per observation, between the labels of f and of f_J given θ.
  /// - Source: theory 6.4.
  [[nodiscard]] Real truncation_error() const {
    using std::exp, std::log1p;
    return exp(-Real(atoms()) * log1p(2 / concentration)) / (2 * noise_variance);
  }

  /// What lower ≤ 𝓛ᴶ_T ≤ upper, of the J atoms that are simulated, says of the network of all atoms. A lower end below
  /// 0, as an interval may have, counts as 0.
  /// - Throws: std::domain_error unless lower ≤ upper.
  /// - Source: theory 6.4.
  [[nodiscard]] bracket<Real> without_truncation(const Real& lower, const Real& upper) const {
    using std::max, std::sqrt;
    if (!(lower <= upper)) refuse("lower", lower, "<= upper = " + to_text(upper));
    const Real lost = truncation_error();
    const Real root = max(Real(0), Real(sqrt(max(Real(0), lower)) - sqrt(lost)));
    return {{root * root, "truncation (theory 6.4)"}, {upper + lost, "truncation (theory 6.4)"}};
  }

  // The law: what is returned is in the memory of `result` ------------------------------------------------------------

  template <class Rng>
  [[nodiscard]] parameter_type draw_parameter(Rng& rng, parameter_type&& result = {}) const {
    boost::random::exponential_distribution<Real> exponential;
    boost::random::normal_distribution<Real> normal;
    fill(
        result, [&](Eigen::Index) { return Real(-exponential(rng)); }, [&](Eigen::Index) { return normal(rng) < 0; },
        [&](Eigen::Index, auto&& direction) {
          for (Eigen::Index i = 0; i < dimension; ++i) direction[i] = normal(rng);
        });
    return result;
  }

  template <class Rng>
  [[nodiscard]] history_type draw_history(const parameter_type& theta, std::size_t horizon, Rng& rng,
                                          history_type&& result = {}) const {
    result.inputs.resize(dimension, static_cast<Eigen::Index>(horizon));
    gaussian_inputs{}.draw(result.inputs, rng);
    result.labels.resize(result.inputs.cols());
    detail::for_each_relu_output(theta, result.inputs, [&](Eigen::Index t, const auto& outputs) {
      result.labels.segment(t, outputs.size()) = outputs;
    });
    for (Real& label : result.labels) label = response().draw(label, rng);
    return result;
  }

  /// ln p(Y_{t+1} | θ, X_t), in nats. Cost: O(TdJ).
  [[nodiscard]] Eigen::VectorX<Real> log_likelihood(const parameter_type& theta, const history_type& history,
                                                    Eigen::VectorX<Real>&& result = {}) const {
    result.resize(history.inputs.cols());
    fill_log_likelihoods(theta, history, result);
    return result;
  }

  /// ln p(Y_{t+1} | θ, X_t) for N parameters in the columns of thetas, in nats: T × N. Cost: O(TdJN), by matrix
  /// products.
  [[nodiscard]] Eigen::MatrixX<Real> log_likelihoods(const Eigen::Ref<const Eigen::MatrixX<Real>>& thetas,
                                                     const history_type& history,
                                                     Eigen::MatrixX<Real>&& result = {}) const {
    result.resize(history.inputs.cols(), thetas.cols());
    for (Eigen::Index n = 0; n < thetas.cols(); ++n) {
      auto column = result.col(n);
      fill_log_likelihoods(thetas.col(n), history, column);
    }
    return result;
  }

  // In whitened coordinates: J sticks, J signs and the J directions before they are brought to length 1
  // -----------------

  [[nodiscard]] std::size_t latent_dimension() const {
    return static_cast<std::size_t>(atoms()) * static_cast<std::size_t>(dimension + 2);
  }

  /// V_j = 1 − Φ(−z)^{1/K}; the sign that of its coordinate, so that no gradient exists; w = g/‖g‖.
  [[nodiscard]] parameter_type parameter_from(const Eigen::Ref<const Eigen::VectorX<Real>>& z,
                                              parameter_type&& result = {}) const {
    const Eigen::Index count = z.size() / (dimension + 2);
    fill(
        result, [&](Eigen::Index j) { return detail::log_normal_tail(z[j]); },
        [&](Eigen::Index j) { return z[count + j] < 0; },
        [&](Eigen::Index j, auto&& direction) { direction = z.segment(2 * count + j * dimension, dimension); });
    return result;
  }

  // Rates and errors --------------------------------------------------------------------------------------------------

  /// H_ε(θ) ≤ the least rate of a description with E(f − f̃)² ≤ σ²(e^{2ε} − 1), in nats: one precision at the Gaussian
  /// or the exact rate of a direction, or a precision for each table size, over n on a grid of 4 an octave.
  /// - Domain: 0 < ε ≤ ∞, in nats per observation; 0 from ε = ½ ln(1 + 1/σ²) on.
  /// - Cost:   some 10 µs where the thread's last call was for the same concentration, else up to 10 ms more.
  /// - Throws: std::domain_error for ε outside its domain.
  /// - Source: theory 6.2.
  [[nodiscard]] Real rate_upper(const Real& epsilon) const {
    using std::exp, std::expm1, std::max, std::min;
    require_positive_or_infinite("epsilon", epsilon);
    const Wide growth = expm1(2 * Wide(epsilon));
    // Of the least noise it may be beyond the range where their product is not.
    const Wide allowed = growth <= (std::numeric_limits<Wide>::max)()
                             ? Wide(Wide(noise_variance) * growth)
                             : Wide(Wide(noise_variance) * exp(Wide(epsilon)) * exp(Wide(epsilon)));
    if (allowed >= 1) return 0;
    const Wide least_draws = Wide(concentration) * ((1 - allowed) / allowed);
    if (!(least_draws < (std::numeric_limits<Wide>::max)() / 1000000)) return std::numeric_limits<Real>::infinity();
    auto& urns = descriptions();
    const Wide d = Wide(dimension);
    const std::size_t first = urns.first_above(least_draws);
    const auto one =
        detail::least_on_grid(first, [&](std::size_t i) { return detail::one_precision_rate(urns[i], d, allowed); });
    Wide least = one.value;
    const detail::von_mises_fisher<Wide> law(d);
    const auto of_direction = [&](const Wide& distortion) -> Wide {
      if (distortion >= 1) return 0;
      if (dimension > 1) return rate::detail::uniform_sphere(law, d, distortion);
      return rate::detail::uniform_sphere(d, distortion);
    };
    for (std::size_t i = max(first + 1, one.index) - 1; i <= one.index + 1; ++i) {
      const auto& urn = urns.with_sizes(i);
      const Wide distortion = min(Wide(1), Wide((allowed * (urn.concentration + urn.n) - urn.concentration) / urn.n));
      if (distortion > 0) least = min(least, urn.rate(of_direction(distortion)));
    }
    least = min(least, detail::least_on_grid(one.index > first + 8 ? one.index - 8 : first, [&](std::size_t i) {
                         return detail::sized_precision_rate(urns.with_sizes(i), d, allowed);
                       }).value);
    return detail::rounded_up<Real>(least);
  }

  /// ½ ln(1 + 1/σ²), in nats per observation: what a learner loses at most that learns nothing.
  /// - Source: theory 6.2, no draws.
  [[nodiscard]] Real untrained_error() const {
    return detail::rounded_up<Real>(dirichlet_network_bounds::variance_upper(Wide(noise_variance)));
  }

  /// The bounds on 𝓛_T of theory 6.2 and 6.5, in nats per observation; 6.5 needs d ≥ 2.
  /// - Cost: 0.1 to 0.5 ms, error_bracket as much again, and some 5 ms where the thread's last call was for another
  ///         dimension or concentration.
  [[nodiscard]] std::vector<bound<Real>> error_bounds(std::size_t horizon) const {
    namespace bounds = dirichlet_network_bounds;
    using enum direction;
    require_at_least("horizon", horizon, 1);
    const Wide d = Wide(dimension);
    const Wide T = Wide(horizon);
    const Wide noise = Wide(noise_variance);
    auto& urns = descriptions();
    const auto one = detail::least_on_grid(
        std::size_t{0}, [&](std::size_t i) { return detail::one_precision_error(urns[i], d, T, noise); });
    const auto sized = detail::least_on_grid(one.index > 8 ? one.index - 8 : 0, [&](std::size_t i) {
      return detail::sized_precision_error(urns.with_sizes(i), d, T, noise);
    });
    const detail::von_mises_fisher<Wide> law(d);
    const auto sphere = detail::least_on_grid((std::max)(one.index, std::size_t{4}) - 4, [&](std::size_t i) {
      return detail::sphere_error(urns[i], law, T, noise);
    });
    // With sizes the entropy of the counts has a better bound.
    const auto least_near = [&](std::size_t index, std::size_t reach, auto error) {
      Wide least = std::numeric_limits<Wide>::infinity();
      for (std::size_t i = (std::max)(index, reach) - reach; i <= index + reach; ++i)
        least = (std::min)(least, error(urns.with_sizes(i)));
      return least;
    };
    const Wide both =
        least_near(sized.index, 2, [&](const auto& urn) { return detail::sized_sphere_error(urn, law, d, T, noise); });
    const Wide one_precision = (std::min)(one.value, least_near(one.index, 1, [&](const auto& urn) {
                                            return detail::one_precision_error(urn, d, T, noise);
                                          }));
    const Wide on_sphere = (std::min)(sphere.value, least_near(sphere.index, 1, [&](const auto& urn) {
                                        return detail::sphere_error(urn, law, T, noise);
                                      }));
    std::vector<bound<Wide>> result{
        {both, upper, "description, von Mises-Fisher precision by table size (theory 6.2)"},
        {sized.value, upper, "description, precision by table size (theory 6.2)"},
        {on_sphere, upper, "description, von Mises-Fisher precision (theory 6.2)"},
        {one_precision, upper, "description, one precision (theory 6.2)"},
        {bounds::explicit_upper(d, Wide(concentration), noise, T), upper, "description, closed form (theory 6.2)"},
        {bounds::variance_upper(noise), upper, "variance of a label (theory 6.2)"},
        {bounds::affinity_lower(d, Wide(concentration), noise, T) / T, lower, "affinity of two networks (theory 6.5)"}};
    if (dimension >= 2) {
      const auto& atoms = directions();
      const Wide precision = 1 / noise;
      result.push_back({atoms.plain_lower(precision, T) / T, lower, "directions of the atoms (theory 6.5)"});
      if (T > 2 * d + 4)
        result.push_back({atoms.projected_lower(precision, T) / T, lower,
                          "directions of the atoms, linear functions projected off (theory 6.5)"});
      if (concentration >= 1)
        result.push_back(
            {atoms.explicit_lower(precision, T) / T, lower, "directions of the atoms, explicit form (theory 6.5)"});
    }
    return detail::rounded<Real>(std::move(result));
  }

 private:
  using Wide = detail::wide_scalar<Real>;

  [[nodiscard]] gaussian_response<Real> response() const { return {noise_variance}; }

  // The calculators of bounds call a rate some hundred times, and an aggregate has no place for what it has computed.
  [[nodiscard]] detail::urn_descriptions<Wide>& descriptions() const {
    thread_local detail::urn_descriptions<Wide> urns(Wide(1));
    if (!detail::equal(urns.concentration(), Wide(concentration)))
      urns = detail::urn_descriptions<Wide>(Wide(concentration));
    return urns;
  }

  [[nodiscard]] const dirichlet_network_bounds::atom_directions<Wide>& directions() const {
    thread_local std::optional<dirichlet_network_bounds::atom_directions<Wide>> cache;
    const Wide d = Wide(dimension);
    const Wide K = Wide(concentration);
    if (!cache || !detail::equal(cache->all.dimension, d) || !detail::equal(cache->atoms.concentration, K))
      cache.emplace(d, K);
    return *cache;
  }

  /// Writes the parameter: log_tail(j) is K ln(1 − V_j), negative(j) tells the sign, direct(j, g) writes g_j.
  template <class LogTail, class Negative, class Direct>
  void fill(parameter_type& result, LogTail log_tail, Negative negative, Direct direct) const {
    using std::exp, std::expm1, std::sqrt;
    const Eigen::Index count = atoms();
    result.resize(count * (dimension + 1));
    const Real scale = sqrt(2 * (concentration + 1));
    Real log_rest = 0;
    for (Eigen::Index j = 0; j < count; ++j) {
      const Real log_left = log_tail(j) / concentration;
      const Real weight = -scale * expm1(log_left) * exp(log_rest);
      log_rest += log_left;
      result[j] = negative(j) ? Real(-weight) : weight;
      auto direction = result.segment(count + j * dimension, dimension);
      direct(j, direction);
      const Real length = direction.norm();
      if (length > 0)
        direction /= length;
      else
        direction[0] = 1;  // only z = 0 has none
    }
  }

  template <class Theta, class Result>
  void fill_log_likelihoods(const Theta& theta, const history_type& history, Result& result) const {
    detail::for_each_relu_output(theta, history.inputs, [&](Eigen::Index t, const auto& outputs) {
      auto part = result.segment(t, outputs.size()).array();
      part = outputs.array();
      response().to_log_likelihoods(part, history.labels.segment(t, outputs.size()).array());
    });
  }
};

}  // namespace infobound::inline v0_1
