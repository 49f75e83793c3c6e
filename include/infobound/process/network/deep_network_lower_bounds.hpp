// SPDX-License-Identifier: BSL-1.0
// Lower bounds on what data tell of a deep network: of its last layer at any depth, of the directions of one hidden
// layer.
#pragma once

#include <Eigen/Core>
#include <algorithm>
#include <array>
#include <cstddef>
#include <infobound/core/numeric/chi_square_expectation.hpp>
#include <infobound/core/numeric/cmath.hpp>
#include <infobound/core/numeric/log_sum_exp_expectation.hpp>
#include <infobound/core/numeric/pi.hpp>
#include <infobound/core/numeric/wide.hpp>
#include <infobound/process/network/deep_network_bounds.hpp>
#include <infobound/process/network/relu_units_bounds.hpp>
#include <limits>
#include <optional>
#include <vector>

/// Lower bounds on I(H_T;θ), in nats, of networks whose weights are independent Gaussian variables of mean 0
/// (theory 5.6, 5.8). Arguments are not checked.
namespace infobound::inline v0_1::deep_network_bounds {

// The last layer, all others revealed ---------------------------------------------------------------------------------

/// Second moments of the hidden values h, h′ of two inputs, in units of (E‖h‖²)².
template <class Real>
struct hidden_pair {
  Real lengths;   ///< at least E‖h‖²‖h′‖²
  Real products;  ///< at least E(hᵀh′)², at most `lengths`

  /// Above a layer of N ReLU units; the mean of the cosine between h and h′ is at most √(products/lengths).
  /// - Source: theory 5.6 (c).
  [[nodiscard]] hidden_pair above(const Real& units) const {
    using std::sqrt;
    const Real pi = infobound::detail::pi<Real>();
    const Real first = sqrt(lengths) * sqrt(products);
    return above(units, lengths + 8 / pi * first + (5 - 8 / pi) * products,
                 (lengths / pi + first) / pi + (1 - (1 / pi + 1) / pi) * products);
  }

  /// The same where the angle between h and h′ is uniform, as between Gaussian inputs: odd powers of its cosine have
  /// mean 0.
  [[nodiscard]] hidden_pair above_at_uniform_angle(const Real& units) const {
    const Real pi = infobound::detail::pi<Real>();
    return above(units, lengths + 2 * products, lengths / (pi * pi) + (Real(0.5) - 1 / (pi * pi)) * products);
  }

 private:
  /// From four times the mean of the product of one unit's squares, and of two units' products.
  [[nodiscard]] hidden_pair above(const Real& units, const Real& same, const Real& other) const {
    return {lengths + (same - lengths) / units, other + (same - other) / units};
  }
};

/// What T inputs make of the kernel k(x,x′) = v_L φᵀφ′/N_{L−1} of the last hidden values φ.
template <class Real>
struct crowded_values {
  Real spread;    ///< Σ_t E k(x_t,x_t)² / (V Σ_t E k(x_t,x_t)), V the second moment of an output where ‖x‖² = d
  Real crowding;  ///< Σ_{t,s} E k(x_t,x_s)² / (Σ_t E k(x_t,x_t))²: the reciprocal of how many directions they fill
};

/// Of Gaussian inputs, for the numbers of units N_1, …, N_{L−1} of the hidden layers.
template <class Real>
[[nodiscard]] crowded_values<Real> crowding_of_gaussian_inputs(const Real& dimension, const std::vector<Real>& units,
                                                               const Real& horizon) {
  hidden_pair<Real> different{1, 1 / dimension};
  Real same = 1 + 2 / dimension;
  for (std::size_t l = 0; l < units.size(); ++l) {
    different = l == 0 ? different.above_at_uniform_angle(units[l]) : different.above(units[l]);
    same *= 1 + 5 / units[l];
  }
  return {same, different.products + (same - different.products) / horizon};
}

/// Of a design (T × d, one input a row), of which a multiple is as good.
/// - Cost: O(Td min(T, d)).
template <class Real>
[[nodiscard]] crowded_values<Real> crowding_of_inputs(Eigen::MatrixX<Real> inputs) {
  const Real largest = inputs.size() > 0 ? Real(inputs.cwiseAbs().maxCoeff()) : Real(0);
  if (!(largest > 0)) return {0, 1};
  inputs /= largest;
  const Eigen::ArrayX<Real> squares = inputs.rowwise().squaredNorm();
  const Real power = squares.sum();
  const Eigen::MatrixX<Real> gram = inputs.rows() < inputs.cols() ? Eigen::MatrixX<Real>(inputs * inputs.transpose())
                                                                  : Eigen::MatrixX<Real>(inputs.transpose() * inputs);
  return {largest * (squares.square().sum() / (power * Real(inputs.cols()))) * largest,
          gram.squaredNorm() / power / power};
}

/// Of given inputs, of which `spread` is Σ‖x_t‖⁴/(d Σ‖x_t‖²) and `crowding` is Σ_{t,s} (x_tᵀx_s)²/(Σ‖x_t‖²)².
template <class Real>
[[nodiscard]] crowded_values<Real> crowding_of_design(const crowded_values<Real>& inputs,
                                                      const std::vector<Real>& units) {
  hidden_pair<Real> pair{1, inputs.crowding};
  Real spread = inputs.spread;
  for (const Real& each : units) {
    pair = pair.above(each);
    spread *= 1 + 5 / each;
  }
  return {spread, pair.products};
}

namespace detail {

/// τ(v) = E[1 − ‖p‖²], p = softmax(f) of C outputs f_c ~ N(0, v) iid, at v = 2⁻⁸, …, 2⁸.
/// - Cost: some 10 ms.
class softmax_curvature {
 public:
  explicit softmax_curvature(Eigen::Index classes) : classes_(classes) {
    for (std::size_t i = 0; i < values_.size(); ++i)
      values_[i] = infobound::detail::log_sum_exp_expectation(static_cast<double>(classes), variance(i)).spread;
  }

  [[nodiscard]] Eigen::Index classes() const { return classes_; }

  /// At most E[kτ(k)]/E k for a random variance k with E k²/E k = spread: τ(k) ≥ τ(v)(1 + k/v)^{−1/2} for any v.
  /// - Source: theory 5.6 (c).
  template <class Real>
  [[nodiscard]] Real mean(const Real& spread) const {
    using std::max, std::sqrt;
    Real most = 0;
    for (std::size_t i = 0; i < values_.size(); ++i)
      most = max(most, Real(Real(values_[i]) / sqrt(1 + spread / Real(variance(i)))));
    return most;
  }

 private:
  [[nodiscard]] static double variance(std::size_t i) { return std::exp2(static_cast<double>(i) - 8); }

  Eigen::Index classes_;
  std::array<double, 17> values_;
};

/// (r²/2c) ln(1 + cx/r), r ≥ 0, for an x that may be out of range where its logarithm is not.
template <class Real>
[[nodiscard]] Real crowded_information(const Real& signal, const Real& log_signal, const Real& crowding,
                                       const Real& share) {
  using std::log, std::log1p;
  using limits = std::numeric_limits<Real>;
  if (!(share > 0 && crowding <= (limits::max)())) return 0;
  const Real quotient = signal / share * crowding;
  const bool in_range = signal > (limits::min)() && quotient > (limits::min)() && quotient <= (limits::max)();
  return share * (share / (2 * crowding)) *
         (in_range ? Real(log1p(quotient))
                   : infobound::detail::log1p_of_exp(Real(log_signal + log(crowding) - log(share))));
}

}  // namespace detail

/// I(H_T;θ) ≥ I(H_T;A_L|A_{<L}) ≥ (1/2c) ln(1 + cTV/σ²), c the crowding.
/// - Source: theory 5.6 (c).
template <class Real>
[[nodiscard]] Real last_layer_lower(const crowded_values<Real>& kernel, const Real& horizon,
                                    const noisy_output<Real>& output, Eigen::Index) {
  using std::log;
  return detail::crowded_information(Real(output.signal_to_noise * horizon),
                                     Real(output.log_signal_to_noise + log(horizon)), kernel.crowding, Real(1));
}

/// The same of classes: (r²/2c) ln(1 + cxTV/r), where x = ¼ and r = (1 + sV/2)^{−1/2}, s the spread, for two classes of
/// one output; x = ½ and r = 2 max_v τ(v)(1 + sV/v)^{−1/2} for more, τ(v) the mean of 1 − ‖p‖² at outputs of variance
/// v.
/// - Cost:   O(1), and some 10 ms more where the thread's last call was for another number of classes, of two or more.
/// - Source: theory 5.6 (c).
template <class Real>
[[nodiscard]] Real last_layer_lower(const crowded_values<Real>& kernel, const Real& horizon,
                                    const class_output<Real>& output, Eigen::Index outputs) {
  using std::log, std::sqrt;
  if (outputs == 1)
    return detail::crowded_information(Real(2 * horizon * output.ceiling), Real(log(2 * horizon) + output.log_ceiling),
                                       kernel.crowding, Real(1 / sqrt(1 + 4 * output.ceiling * kernel.spread)));
  const Real classes = Real(outputs);
  const Real scale = classes / (classes - 1);
  thread_local std::optional<detail::softmax_curvature> cache;
  if (!cache || cache->classes() != outputs) cache.emplace(outputs);
  const Real share = 2 * cache->mean(Real(2 * scale * output.ceiling * kernel.spread));
  return detail::crowded_information(Real(scale * horizon * output.ceiling),
                                     Real(log(scale * horizon) + output.log_ceiling), kernel.crowding, share);
}

/// I(H_T;θ) ≥ I(H_T;A_{L−1}|all others) ≥ (1/2C) ln(1 + CTV/(2σ²)), C = (1 + 5/N_{L−1}) c: fields along the linear part
/// of what is above. c is the crowding of the values below A_{L−1}, N_{L−1} the units above it.
/// - Source: theory 5.6 (d).
template <class Real>
[[nodiscard]] Real next_to_last_layer_lower(const crowded_values<Real>& below, const Real& units, const Real& horizon,
                                            const noisy_output<Real>& output) {
  using std::log;
  return detail::crowded_information(Real(output.signal_to_noise * horizon / 2),
                                     Real(output.log_signal_to_noise + log(horizon / 2)),
                                     Real(below.crowding * (1 + 5 / units)), Real(1));
}

// Two layers: the directions of the hidden units, all else revealed ---------------------------------------------------

/// What is fixed by the dimension d of the inputs: the means over b = a‖w‖, a ~ N(0,1), ‖w‖² ~ χ²_d/d, of β = b/(b²+ζ²)
/// at ζ = 8, …, 1/32, and the degrees of theory 5.7.
/// - Accuracy: relative error below 1e-13 in double (tests/unit/process/network/deep_network_bounds.cpp).
/// - Cost:     some milliseconds.
/// - Source:   theory 5.8.
template <class Real>
class hidden_directions {
 public:
  static constexpr int resolutions = 17;  ///< half an octave apart

  explicit hidden_directions(const Real& dimension) : all(dimension), moments(resolutions) {
    using std::exp2;
    const infobound::detail::chi_square_expectation<Real> one(Real(1));
    const infobound::detail::chi_square_expectation<Real> many(dimension);
    for (int i = 0; i < resolutions; ++i) {
      const Real square = exp2(Real(6 - i));
      moment& of = moments[static_cast<std::size_t>(i)];
      const auto mean = [&](auto function) {
        return one.expectation([&](const Real& a) {
          return many.expectation([&](const Real& w) -> Real {
            const Real b = a * (w / dimension);
            return function(Real(b / (b + square)));
          });
        });
      };
      of.gain = mean([](const Real& h) { return h; });
      of.squares = mean([](const Real& h) { return h * h; });
      of.cost = (of.gain - of.squares) / square;  // β² = βb(1 − βb)/ζ²
    }
  }

  /// I(H_T;θ) ≥ (theory 5.7) for n units, signal_to_noise = v_1v_2/(nσ²).
  [[nodiscard]] Real plain_lower(const Real& units, const Real& signal_to_noise, const Real& horizon) const {
    return relu_units_bounds::plain_lower(all, fields(units), signal_to_noise, horizon);
  }
  [[nodiscard]] Real projected_lower(const Real& units, const Real& signal_to_noise, const Real& horizon) const {
    return relu_units_bounds::projected_lower(all, fields(units), signal_to_noise, horizon);
  }

  /// What one unit contributes to the three sums.
  struct moment {
    Real gain;     ///< E βb
    Real squares;  ///< E (βb)²
    Real cost;     ///< E β²
  };

  relu_units_bounds::degrees<Real> all;
  std::vector<moment> moments;

 private:
  [[nodiscard]] std::vector<relu_units_bounds::field<Real>> fields(const Real& n) const {
    std::vector<relu_units_bounds::field<Real>> result;
    for (const moment& of : moments)
      result.push_back({n * of.gain, n * of.squares, n * of.gain * ((n - 1) * of.gain), n * of.cost});
    return result;
  }
};

}  // namespace infobound::inline v0_1::deep_network_bounds
