// SPDX-License-Identifier: BSL-1.0
// Tasks that share few components: a Dirichlet process over any process, the model of in-context learning.
#pragma once

#include <Eigen/Core>
#include <boost/random/exponential_distribution.hpp>
#include <concepts>
#include <cstddef>
#include <infobound/core/concepts.hpp>
#include <infobound/core/numeric/cmath.hpp>
#include <infobound/core/require.hpp>
#include <infobound/process/meta/mixture_task.hpp>
#include <infobound/process/network/urn.hpp>
#include <infobound/process/network/urn_sizes.hpp>
#include <infobound/rate/rate_distortion.hpp>

namespace infobound::inline v0_1 {

/// ψ ~ DirichletProcess(R, prior of the component), θ_m ~ ψ given ψ, and task m is the component's process with
/// parameter θ_m: a task is one of few components, as in-context learning has it (theory 8.5).
///
/// ψ is drawn by stick breaking, w_j = v_j Π_{i<j}(1 − v_i) with v_j ~ Beta(1, R), by as many sticks as leave 10⁻¹⁰ of
/// the mass to expect beyond them, 23/ln(1 + 1/R); the last takes what is left. M tasks can tell the law from the
/// Dirichlet process itself with probability below M 10⁻¹⁰.
/// - Cost:   a likelihood of a task given ψ takes one of the component for each stick.
/// - Source: theory 8.5; Sethuraman 1994 for the sticks.
template <data_generating_process Component>
struct task_mixture {
  using real_type = real_type_t<Component>;
  using Real = real_type;
  using meta_parameter_type = component_mixture<Component>;
  using task_type = mixture_task<Component>;

  Real concentration;   ///< R > 0, finite
  Component component;  ///< the law of θ and of a task's history given θ

  /// - Throws: std::domain_error for a field outside its range, and what the component throws.
  void validate() const {
    require_positive("task_mixture.concentration", concentration);
    require_at_most("task_mixture: number of sticks", sticks(), std::size_t{1} << 20,
                    "which grows with the concentration");
    validate_all(component);
  }

  // The law -----------------------------------------------------------------------------------------------------------

  template <class Rng>
  [[nodiscard]] meta_parameter_type draw_meta_parameter(Rng& rng) const {
    boost::random::exponential_distribution<Real> exponential;
    meta_parameter_type psi(sticks());
    for (std::size_t j = 0; j + 1 < psi.size(); ++j) psi.break_off(j, Real(-exponential(rng) / concentration));
    psi.finish();
    for (std::size_t j = 0; j < psi.size(); ++j) psi.set_atom(j, component.draw_parameter(rng));
    return psi;
  }

  [[nodiscard]] task_type task(const meta_parameter_type& psi) const { return {psi, component}; }

  /// ψ as a function of z ~ N(0, I), where the component is whitened: a coordinate for each stick but the last,
  /// 1 − v_j = Φ(z_j)^{1/R}, then those of the atoms.
  [[nodiscard]] std::size_t meta_latent_dimension() const requires whitened_process<Component> {
    return sticks() - 1 + sticks() * component.latent_dimension();
  }
  [[nodiscard]] meta_parameter_type meta_parameter_from(const Eigen::VectorX<Real>& z) const requires
      whitened_process<Component> {
    using std::erfc, std::log, std::log1p, std::sqrt;
    meta_parameter_type psi(sticks());
    const auto broken = static_cast<Eigen::Index>(psi.size()) - 1;
    const auto own = static_cast<Eigen::Index>(component.latent_dimension());
    const Real root_half = sqrt(Real(0.5));
    for (Eigen::Index j = 0; j < broken; ++j) {
      const Real log_uniform =
          z[j] > 0 ? Real(log1p(-erfc(z[j] * root_half) / 2)) : Real(log(erfc(-z[j] * root_half) / 2));
      psi.break_off(static_cast<std::size_t>(j), Real(log_uniform / concentration));
    }
    psi.finish();
    for (Eigen::Index j = 0; j <= broken; ++j)
      psi.set_atom(static_cast<std::size_t>(j), component.parameter_from(z.segment(broken + j * own, own)));
    return psi;
  }

  // Facts of the urn and rates ----------------------------------------------------------------------------------------

  /// E a_j, the mean number of components that j of M tasks share, j = 1 … M. Cost: O(M).
  [[nodiscard]] Eigen::VectorX<Real> expected_components_by_size(std::size_t tasks) const {
    using Wide = detail::urn_sum_real<Real>;
    const auto seats = detail::urn_seats_by_size(tasks, Wide(concentration));
    Eigen::VectorX<Real> expected(static_cast<Eigen::Index>(tasks));
    for (std::size_t j = 1; j <= tasks; ++j) expected[static_cast<Eigen::Index>(j) - 1] = Real(seats[j] / Wide(j));
    return expected;
  }

  /// The entropy of which tasks share a component, in nats. Cost: O(M).
  [[nodiscard]] Real partition_entropy(std::size_t tasks) const { return urn::partition_entropy(tasks, concentration); }

  /// The entropy of θ_m given ψ, E[−Σ_j w_j ln w_j] = ψ₀(R + 1) − ψ₀(1), in nats: infinite sticks.
  /// - Source: theory 8.5.
  [[nodiscard]] Real component_entropy() const { return detail::digamma_rise(Real(1), concentration); }

  /// inf I(θ_{1:M};θ̃) at ε nats of error an observation ≤ E[C_M] H_ε(component) + H_urn(M), in nats.
  /// - Domain: 0 < ε ≤ ∞.
  /// - Throws: std::domain_error for ε, M or T outside their domains.
  /// - Source: theory 8.5.
  [[nodiscard]] Real total_rate_upper(const Real& epsilon, std::size_t tasks,
                                      std::size_t horizon) const requires bounds_rate_above<Component> {
    return total_rate_upper(tasks, horizon)(epsilon);
  }

  /// total_rate_upper as a function of ε, without the O(M) that the urn takes at each.
  [[nodiscard]] auto total_rate_upper(std::size_t tasks,
                                      std::size_t horizon) const requires bounds_rate_above<Component> {
    return [this, horizon, components = Real(urn::expected_tables(tasks, concentration)),
            partition = partition_entropy(tasks)](const Real& epsilon) -> Real {
      return components * rate_upper_at(component, epsilon, horizon) + partition;
    };
  }

 private:
  [[nodiscard]] std::size_t sticks() const {
    using std::ceil, std::log, std::log1p;
    const Real needed = ceil(log(Real(1e10)) / log1p(1 / concentration));
    return needed < Real(1e9) ? static_cast<std::size_t>(needed) : std::size_t{1'000'000'000};
  }
};

}  // namespace infobound::inline v0_1
