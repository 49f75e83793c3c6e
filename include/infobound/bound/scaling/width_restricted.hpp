// SPDX-License-Identifier: BSL-1.0
// What a network of n units learns of an infinitely wide one: the bound on its error as a law of (parameters, tokens).
#pragma once

#include <concepts>
#include <infobound/core/concepts.hpp>
#include <infobound/core/numeric/cmath.hpp>
#include <infobound/core/numeric/scaled.hpp>
#include <infobound/core/numeric/von_mises_fisher.hpp>
#include <infobound/core/numeric/wide.hpp>
#include <infobound/core/require.hpp>
#include <infobound/process/network/urn.hpp>
#include <limits>
#include <type_traits>

namespace infobound::inline v0_1 {

/// Has the fields of dirichlet_network: dimension d, concentration K and noise_variance σ².
template <class Process>
concept dirichlet_fields = requires(const Process& process) {
  { process.dimension } -> std::convertible_to<double>;
  { process.concentration } -> std::convertible_to<real_type_t<Process>>;
  { process.noise_variance } -> std::convertible_to<real_type_t<Process>>;
};

/// The error of the learner whose prior is the urn network of n units and whose noise variance is
/// σ_n² = σ² + K/(n + K), on T observations of an infinitely wide network: at most
/// E(n,T) = min over δ² of {(E[C_n](ln 2 + R_d(δ²)) + E[C_n] ln n)/T + (n/(n+K))(1 − √(1−δ²))/σ_n²}
///          + ½ ln(1 + K/((n+K)σ²)).
/// A learner of n units has p = nd parameters, equal units counted each, and costs pT. Between whole n ≥ 1 it is the
/// smooth function of n that E[C_n] = K(ψ₀(K+n) − ψ₀(K)) makes of it; it is a bound at whole n.
/// - Units:    nats per observation.
/// - Domain:   parameters ≥ d, tokens > 0. The best δ² is that of the von Mises–Fisher law of concentration
///             κ = T n/((n+K) σ_n² E[C_n]), for dR_d/d√(1−δ²) = κ: nothing is searched.
/// - Accuracy: relative error below 1e-13 in double (tests/unit/bound/scaling/width_restricted.cpp).
/// - Cost:     below a microsecond.
/// - Source:   theory 10 and 6.3.
template <class Real>
class width_restricted_law {
 public:
  using real_type = Real;

  /// By width_restricted(process), which checks the fields.
  width_restricted_law(const Real& dimension, const Real& concentration, const Real& noise_variance)
      : least_parameters(dimension),
        dimension_(dimension),
        concentration_(concentration),
        noise_variance_(noise_variance),
        unit_(dimension) {}

  Real least_parameters;  ///< d: one unit

  /// (E[C_n]/T)(ln 2n + R_d + κ(1−A)), A = √(1−δ²): the minimum over δ², which falls to 0 as T grows.
  [[nodiscard]] Real estimation(const Real& parameters, const Real& tokens) const {
    using std::log, std::min;
    const Wide n = Wide(parameters) / dimension_;
    const Wide units = urn::expected_tables(n, concentration_);
    // n/((n+K)σ_n²); a κ that is cut off is still a bound's.
    const Wide variance = noise_variance_ + concentration_ / (n + concentration_);
    const Wide share = n / (n + concentration_);
    const Wide kappa =
        min(Wide((std::numeric_limits<Wide>::max)() / 4), Wide(share * (Wide(tokens) / units) / variance));
    const auto unit = unit_(kappa);
    return detail::rounded_up<Real>(
        Wide(units / Wide(tokens) * (log(2 * n) + unit.rate) + share * unit.lack / variance));
  }

  /// ½ ln(1 + K/((n+K)σ²)): what n units lack, whatever the tokens.
  [[nodiscard]] Real misspecification(const Real& parameters, const Real&) const {
    using scaled = detail::scaled<Wide>;
    const scaled units = scaled(Wide(parameters)) / dimension_;
    const scaled lost = scaled(concentration_) / (units + concentration_) / noise_variance_;
    return detail::rounded_up<Real>(Wide(log1p(lost).value() / 2));
  }

  [[nodiscard]] Real error(const Real& parameters, const Real& tokens) const {
    return estimation(parameters, tokens) + misspecification(parameters, tokens);
  }

  [[nodiscard]] Real cost(const Real& parameters, const Real& tokens) const { return parameters * tokens; }

  /// ½ ln(1 + 1/σ²): predicting 0 with noise variance 1 + σ².
  [[nodiscard]] Real untrained_error() const {
    return detail::rounded_up<Real>(Wide(detail::log1p_of_quotient(Wide(1), noise_variance_) / 2));
  }

 private:
  using Wide = detail::wide_scalar<Real>;

  Wide dimension_;
  Wide concentration_;
  Wide noise_variance_;
  detail::von_mises_fisher<Wide> unit_;
};

/// The law of networks restricted to n units for a dirichlet_network: for optimal_allocation and allocation_frontier.
/// Where nothing trained is within the bound of predicting 0, allocations have no parameters; where one unit is best
/// they have d.
/// - Throws: std::domain_error where the process is outside its domain.
/// - Source: theory 10.
template <class Process>
[[nodiscard]] width_restricted_law<real_type_t<Process>> width_restricted(const Process& process) {
  using Real = real_type_t<Process>;
  static_assert(
      dirichlet_fields<Process>,
      "infobound: width_restricted: the process lacks dimension, concentration or noise_variance, the fields of "
      "dirichlet_network, whose urn's width is what is restricted");
  if constexpr (dirichlet_fields<Process>) {
    validate_all(process);
    require_at_least("width_restricted: dimension", process.dimension, 1);
    require_positive("width_restricted: concentration", Real(process.concentration));
    require_positive("width_restricted: noise_variance", Real(process.noise_variance));
    return {static_cast<Real>(process.dimension), process.concentration, process.noise_variance};
  } else {
    return {Real(1), Real(1), Real(1)};
  }
}

}  // namespace infobound::inline v0_1
