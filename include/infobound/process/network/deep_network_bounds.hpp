// SPDX-License-Identifier: BSL-1.0
// Bounds on the rate and the error of deep networks from how many parameters each layer has, each under its own name.
#pragma once

#include <Eigen/Core>
#include <algorithm>
#include <cstddef>
#include <infobound/core/numeric/cmath.hpp>
#include <infobound/core/numeric/equal.hpp>
#include <infobound/core/numeric/roots.hpp>
#include <infobound/core/numeric/wide.hpp>
#include <limits>
#include <vector>

/// Upper bounds on H_ε(θ), in nats, and on 𝓛_T, in nats per observation, of networks whose weights are independent
/// Gaussian variables of mean 0 (theory 5). A layer of P_l parameters of which a share s_l of the variance is left out
/// costs (P_l/2) ln(1/s_l) nats and leaves the output a relative distortion of δ = 1 − Π(1 − s_l) at most; a law of
/// labels turns δ into ε. Known layers are not counted (theory 5.5). Arguments are not checked.
/// - Accuracy: relative error below 1e-14 in double, but near δ = 1, where the rate is 0, that of 1 − δ
///             (tests/unit/process/network/deep_network_bounds.cpp).
namespace infobound::inline v0_1::deep_network_bounds {

// From the distortion of outputs to that of labels --------------------------------------------------------------------

/// Y = f + W with W ~ N(0, σ²): ε = ½ ln(1 + δV/σ²), V the second moment of f.
/// - Source: theory 5.2.
template <class Real>
struct noisy_output {
  Real signal_to_noise;  ///< V/σ² ≥ 0; 0 or ∞ where it is out of range
  Real log_signal_to_noise = logarithm(signal_to_noise);

  [[nodiscard]] Real epsilon(const Real& delta) const {
    using std::log1p;
    if (!(signal_to_noise <= (std::numeric_limits<Real>::max)())) return epsilon_at_log(logarithm(delta));
    return log1p(signal_to_noise * delta) / 2;
  }
  [[nodiscard]] Real epsilon_at_log(const Real& log_delta) const {
    return infobound::detail::log1p_of_exp(Real(log_signal_to_noise + log_delta)) / 2;
  }
  /// δ(ε), above 1 where ε is more than the whole output is worth.
  [[nodiscard]] Real delta(const Real& epsilon) const {
    using std::exp, std::expm1;
    const Real quotient = expm1(2 * epsilon) / signal_to_noise;
    return quotient >= (std::numeric_limits<Real>::min)() ? quotient : Real(exp(log_delta(epsilon)));
  }
  [[nodiscard]] Real log_delta(const Real& epsilon) const {
    return infobound::detail::log_of_expm1(Real(2 * epsilon)) - log_signal_to_noise;
  }
  /// dε/dδ at δ = 0, 0 or ∞ where it is out of range, its logarithm, and how far that has fallen where δ is worth ε.
  [[nodiscard]] Real slope() const { return signal_to_noise / 2; }
  [[nodiscard]] Real log_slope() const { return log_signal_to_noise - logarithm(Real(2)); }
  [[nodiscard]] static Real fall_of_log_slope(const Real& epsilon) { return 2 * epsilon; }
  /// ln λ is at most that at a minimum of allocated_upper, which has none where it is −∞: as Π(1 + P_l/λ) ≥ 1 + P/λ,
  /// λ = 2T(1−δ)ε′ is at most (V/σ²)(T − P).
  [[nodiscard]] Real most_log_level(const Real& parameters, const Real& horizon) const {
    return horizon > parameters ? Real(log_signal_to_noise + logarithm(Real(horizon - parameters)))
                                : Real(-std::numeric_limits<Real>::infinity());
  }
  /// The ε of the explicit bounds: e^{2ε} − 1 = P/T.
  [[nodiscard]] static Real explicit_epsilon(const Real& parameters, const Real& horizon) {
    using std::log1p;
    return log1p(parameters / horizon) / 2;
  }

 private:
  [[nodiscard]] static Real logarithm(const Real& x) {
    using std::log;
    return log(x);
  }
};

/// Classes with log-odds f: ε = κVδ, V the second moment of an output; κ = 1/8 for two classes of one output and
/// ½(1 − 1/C) for C outputs.
/// - Source: theory 5.4.
template <class Real>
struct class_output {
  Real ceiling;  ///< κV ≥ 0; 0 or ∞ where it is out of range
  Real log_ceiling = logarithm(ceiling);

  [[nodiscard]] Real epsilon(const Real& delta) const {
    return ceiling <= (std::numeric_limits<Real>::max)() ? Real(ceiling * delta) : epsilon_at_log(logarithm(delta));
  }
  [[nodiscard]] Real epsilon_at_log(const Real& log_delta) const {
    using std::exp;
    return exp(log_ceiling + log_delta);
  }
  [[nodiscard]] Real delta(const Real& epsilon) const {
    using std::exp;
    const Real quotient = epsilon / ceiling;
    return quotient >= (std::numeric_limits<Real>::min)() ? quotient : Real(exp(log_delta(epsilon)));
  }
  [[nodiscard]] Real log_delta(const Real& epsilon) const { return logarithm(epsilon) - log_ceiling; }
  [[nodiscard]] Real slope() const { return ceiling; }
  [[nodiscard]] Real log_slope() const { return log_ceiling; }
  [[nodiscard]] static Real fall_of_log_slope(const Real&) { return 0; }
  /// As above: λ = 2T(1−δ)κV is at most 2TκV.
  [[nodiscard]] Real most_log_level(const Real&, const Real& horizon) const {
    return log_ceiling + logarithm(Real(2 * horizon));
  }
  /// The ε of the explicit bounds: P/(2T).
  [[nodiscard]] static Real explicit_epsilon(const Real& parameters, const Real& horizon) {
    return parameters / (2 * horizon);
  }

 private:
  [[nodiscard]] static Real logarithm(const Real& x) {
    using std::log;
    return log(x);
  }
};

// Rates ---------------------------------------------------------------------------------------------------------------

namespace detail {

/// Below this ln δ, 1 − δ is 1, and the shares are in proportion to the sizes.
inline constexpr int negligible = -600;

/// The allocation s_l = P_l/(P_l + λ) as a function of w = ln(λ/P̄), P̄ the mean of P_l. Layers of one size are taken
/// together, so that a deep network costs no more than a shallow one.
template <class Real>
class allocation {
 public:
  explicit allocation(const Eigen::ArrayX<Real>& parameters)
      : mean_(parameters.mean()), layers_(Real(parameters.size())) {
    std::vector<Real> sizes(parameters.begin(), parameters.end());
    std::sort(sizes.begin(), sizes.end());
    for (std::size_t first = 0, next = 0; first < sizes.size(); first = next) {
      while (next < sizes.size() && infobound::detail::equal(sizes[next], sizes[first])) ++next;
      groups_.push_back({sizes[first] / mean_, Real(next - first)});
    }
  }

  [[nodiscard]] const Real& mean() const { return mean_; }

  /// −Σ ln(1 − s_l) = −ln(1 − δ), which falls with w.
  [[nodiscard]] Real depth(const Real& w) const {
    using std::exp, std::log1p;
    const Real inverse = exp(-w);
    return sum([&](const Real& size) { return log1p(size * inverse); });
  }
  /// Σ s_l = −d depth/dw.
  [[nodiscard]] Real total_share(const Real& w) const {
    using std::exp;
    const Real level = exp(w);
    return sum([&](const Real& size) { return size / (size + level); });
  }
  /// Σ (P_l/2) ln(1/s_l).
  [[nodiscard]] Real rate(const Real& w) const {
    using std::log;
    return mean_ / 2 *
           sum([&](const Real& size) { return size * infobound::detail::log1p_of_exp(Real(w - log(size))); });
  }

  /// The w with 1 − Π(1 − s_l) = δ, 0 < δ < 1: between that of layers all of the mean size, as ln(1 + P/λ) is concave
  /// in P, and the larger of those of layers all of the least size and of one layer with all parameters.
  [[nodiscard]] Real at(const Real& delta, const Real& log_delta) const {
    using std::expm1, std::log, std::log1p, std::max;
    if (log_delta < negligible) return log(layers_) - log_delta;
    const Real target = -log1p(-delta);
    const Real equal = -log(expm1(target / layers_));
    if (groups_.size() == 1) return equal;
    const Real lower = max(Real(equal + log(groups_.front().size)), Real(log(layers_) - log(expm1(target))));
    const Real room = Real(1) / 1024;  // more than the rounding of either end
    return infobound::detail::enclose_rising_root([&](const Real& w) -> Real { return 1 - depth(w) / target; },
                                                  Real(lower - room), Real(equal + room))
        .upper;
  }

  /// ln δ at w.
  [[nodiscard]] Real log_delta(const Real& w) const {
    using std::expm1, std::log;
    return -w < negligible ? Real(log(layers_) - w) : Real(log(-expm1(-depth(w))));
  }

 private:
  template <class Term>
  [[nodiscard]] Real sum(Term term) const {
    Real total = 0;
    for (const group& each : groups_) total += each.layers * term(each.size);
    return total;
  }

  struct group {
    Real size;  // of each layer, in units of the mean
    Real layers;
  };
  Real mean_;
  Real layers_;
  std::vector<group> groups_;  // by size
};

}  // namespace detail

namespace detail {

/// allocated_rate for a δ that may be out of range where its logarithm is not.
template <class Real>
[[nodiscard]] Real allocated_rate(const Eigen::ArrayX<Real>& parameters, const Real& delta, const Real& log_delta) {
  if (delta >= 1) return 0;
  if (!(log_delta >= -(std::numeric_limits<Real>::max)())) return std::numeric_limits<Real>::infinity();
  const allocation<Real> layers(parameters);
  return layers.rate(layers.at(delta, log_delta));
}

}  // namespace detail

/// H_ε(θ) ≤ (P/2) ln(1/(1 − (1−δ)^{1/L})), 0 from δ = 1 on: every layer is left the same share.
/// - Source: theory 5.2.
template <class Real>
[[nodiscard]] Real equal_rate(const Real& parameters, const Real& layers, const Real& delta) {
  using std::exp, std::expm1, std::log, std::log1p;
  if (delta >= 1) return 0;
  const Real log_kept = log1p(-delta) / layers;  // ln(1 − s)
  return -parameters / 2 * (log_kept < -1 ? log1p(-exp(log_kept)) : log(-expm1(log_kept)));
}

/// H_ε(θ) ≤ Σ (P_l/2) ln(1 + λ/P_l), 0 from δ = 1 on, with λ the root of Σ ln(1 + P_l/λ) = −ln(1 − δ): the shares
/// s_l = P_l/(P_l + λ) that make the rate least. Never above equal_rate, and equal to it where all P_l are equal.
/// - Cost:   about ten sums over layers, of which those of one size count as one.
/// - Source: theory 5.2.
template <class Real>
[[nodiscard]] Real allocated_rate(const Eigen::ArrayX<Real>& parameters, const Real& delta) {
  using std::log;
  return detail::allocated_rate(parameters, delta, Real(log(delta)));
}

/// The shares s_l of allocated_rate, 0 < δ < 1: how much of each layer's variance may be left out.
/// - Source: theory 5.2.
template <class Real>
[[nodiscard]] Eigen::ArrayX<Real> allocated_shares(const Eigen::ArrayX<Real>& parameters, const Real& delta) {
  using std::exp, std::log;
  const detail::allocation<Real> layers(parameters);
  return 1 / (1 + layers.mean() / parameters * exp(layers.at(delta, Real(log(delta)))));
}

// Errors --------------------------------------------------------------------------------------------------------------

/// 𝓛_T ≤ ε(1), the error of a learner that learns nothing: ½ ln(1 + V/σ²), or κV.
/// - Source: theory 5.3, 5.4.
template <class Output>
[[nodiscard]] auto prior_upper(const Output& output) {
  return output.epsilon(1);
}

/// 𝓛_T ≤ min over s_l of {Σ (P_l/2T) ln(1/s_l) + ε(δ)}: Theorem 15 from allocated_rate, at its minimiser.
/// - Cost:   some thirty sums over layers, of which those of one size count as one.
/// - Source: theory 5.3; Jeon & Van Roy Theorem 15. Where dε/dδ = ε′, λ = 2T(1−δ)ε′.
template <class Real, class Output>
[[nodiscard]] Real allocated_upper(const Eigen::ArrayX<Real>& parameters, const Real& horizon, const Output& output) {
  using std::log, std::min;
  const Real nothing = prior_upper(output);
  const detail::allocation<Real> layers(parameters);
  const auto error_at = [&](const Real& w) -> Real { return output.epsilon_at_log(layers.log_delta(w)); };
  // ln(2T(1−δ)ε′/λ) has at most two roots: a maximum of the bound, and to its right the minimum. It is not positive at
  // the right end, rises with w where shares sum to more than 1, and not again once it falls.
  const Real top = log(horizon) - log(layers.mean() / 2) + output.log_slope();
  const Real right = output.most_log_level(parameters.sum(), horizon) - log(layers.mean());
  const Real most = (std::numeric_limits<Real>::max)();
  if (!(right >= -most && right <= most)) return nothing;
  const auto balance = [&](const Real& w) -> Real {
    return top - w - layers.depth(w) - output.fall_of_log_slope(error_at(w));
  };
  Real w = right;
  const Real step = Real(1) / 2;
  while (!(balance(Real(w - step)) > 0)) {
    w -= step;
    if (!(layers.total_share(w) < 1)) return nothing;
  }
  w = infobound::detail::enclose_rising_root([&](const Real& x) -> Real { return -balance(x); }, Real(w - step), w)
          .upper;
  return min(nothing, Real(layers.rate(w) / horizon + error_at(w)));
}

/// 𝓛_T ≤ min over s of {(P/2T) ln(1/s) + ε(1 − (1−s)^L)}: Theorem 15 from equal_rate, at its minimiser.
/// - Source: theory 5.3; Jeon & Van Roy Theorem 15.
template <class Real, class Output>
[[nodiscard]] Real equal_upper(const Real& parameters, Eigen::Index layers, const Real& horizon, const Output& output) {
  return allocated_upper(Eigen::ArrayX<Real>(Eigen::ArrayX<Real>::Constant(layers, parameters / Real(layers))), horizon,
                         output);
}

/// 𝓛_T ≤ (P/2T) ln(1/(1 − (1−δ)^{1/L})) + ε where δ = δ(ε) ≤ 1, else ε(1): e^{2ε} − 1 = P/T for noisy outputs,
/// δ = σ²P/(VT), and ε = P/(2T) for classes, δ = P/(2κVT). Continuous where the two meet.
/// - Source: theory 5.3, 5.4.
template <class Real, class Output>
[[nodiscard]] Real explicit_upper(const Real& parameters, const Real& layers, const Real& horizon,
                                  const Output& output) {
  using std::log;
  const Real epsilon = output.explicit_epsilon(parameters, horizon);
  const Real delta = output.delta(epsilon);
  if (!(delta <= 1)) return prior_upper(output);
  const Real log_delta = output.log_delta(epsilon);
  // Near δ = 1 its rounding is felt in the rate: it is rounded down.
  const Real safe = delta * (1 - 8 * std::numeric_limits<Real>::epsilon());
  return (log_delta < detail::negligible ? Real(parameters / 2 * (log(layers) - log_delta))
                                         : equal_rate(parameters, layers, safe)) /
             horizon +
         epsilon;
}

/// 𝓛_T ≤ (P/2T) ln⁺(L/δ) + ε with the ε and δ of explicit_upper, for every T: (P/2T) ln⁺(VLT/(σ²P)) + ½ ln(1 + P/T),
/// or (P/2T)(1 + ln⁺(2κVLT/P)).
/// - Source: theory 5.3, 5.4: 1 − (1−δ)^{1/L} ≥ δ/L.
template <class Real, class Output>
[[nodiscard]] Real linear_upper(const Real& parameters, const Real& layers, const Real& horizon, const Output& output) {
  using std::log, std::max;
  const Real epsilon = output.explicit_epsilon(parameters, horizon);
  return parameters / (2 * horizon) * max(Real(0), Real(log(layers) - output.log_delta(epsilon))) + epsilon;
}

/// 𝓛_T ≤ Σ (P_l/2T) ln(1 + ϱVT/P_l), ϱV = 2ε′(0): V/σ² for noisy outputs, 2κV for classes.
/// - Source: theory 5.9; Efroimovich (1979).
template <class Real, class Output>
[[nodiscard]] Real fisher_upper(const Eigen::ArrayX<Real>& parameters, const Real& horizon, const Output& output) {
  using std::log, std::log1p;
  const Real log_information = log(Real(2)) + output.log_slope() + log(horizon);
  const Real information = 2 * output.slope() * horizon;
  const bool in_range =
      information > (std::numeric_limits<Real>::min)() && information <= (std::numeric_limits<Real>::max)();
  Real sum = 0;
  for (const Real& size : parameters) {
    const Real quotient = information / size;
    if (!in_range)
      sum += size * infobound::detail::log1p_of_exp(Real(log_information - log(size)));
    else
      sum += quotient >= (std::numeric_limits<Real>::min)() ? Real(size * log1p(quotient)) : information;
  }
  return sum / (2 * horizon);
}

}  // namespace infobound::inline v0_1::deep_network_bounds
