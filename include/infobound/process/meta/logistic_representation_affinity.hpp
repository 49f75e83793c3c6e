// SPDX-License-Identifier: BSL-1.0
// What many binary tasks tell at least of their representation: pairs of representations, and how alike their tasks
// are.
#pragma once

#include <Eigen/Core>
#include <algorithm>
#include <infobound/core/numeric/chi_square_expectation.hpp>
#include <infobound/core/numeric/cmath.hpp>
#include <infobound/core/numeric/logistic_expectation.hpp>
#include <infobound/core/numeric/pi.hpp>
#include <infobound/core/numeric/sphere_divergence.hpp>
#include <limits>

namespace infobound::inline v0_1::linear_representation_bounds {

/// c_T in: the affinity of a task's laws under two representations is at most 1 − c_T ‖Γ − Γ′‖², Γ the second moment of
/// the task's coefficients weighted by how well its labels show them. 0 at T = 1, ⅛ at T = 2, rises to π²/32.
/// - Source: theory 8.7.
template <class Real>
[[nodiscard]] Real logistic_affinity_constant(const Real& horizon) {
  if (!(horizon >= 2)) return 0;
  const Real pi = detail::pi<Real>();
  return horizon * (horizon - 1) / (16 * (1 + 4 / pi * (horizon - 2) + 2 / (pi * pi) * (horizon - 2) * (horizon - 3)));
}

/// γ(n) = n E[ξ²τ(√n|ξ|)²], ξ ~ N(0, 1), τ(u) = 2E s′(uZ): what a task's labels show of coefficients N(0, n) along a
/// direction. n/4 at small n, 2/π at ∞.
/// - Accuracy: relative error below 1e-11 (tests/unit/process/meta/linear_representation.cpp).
/// - Source:   theory 8.7.
template <class Real>
[[nodiscard]] Real logistic_shown_moment(const Real& variance) {
  using std::sqrt;
  const Real root = sqrt(variance);
  // A step for the integrand, which changes within |ξ| ≲ 1/√n.
  const Real scale = 1 / (1 + root);
  const Real step = Real(0.25) * scale;
  Real sum = 0;
  const Eigen::Index last = static_cast<Eigen::Index>(9 / step) + 1;
  for (Eigen::Index i = 1; i <= last; ++i) {
    using std::exp;
    const Real xi = Real(i) * step;
    const Real shown = 2 * xi * detail::mean_logistic_slope_of_deviation(Real(root * xi));
    sum += exp(-xi * xi / 2) * shown * shown;
  }
  return variance * sum * step / sqrt(detail::pi<Real>() / 2);
}

/// What M tasks of T binary labels tell at least of the direction of a representation of rank r < d that explains most,
/// the others being given: I(H_{M,T};ψ) ≥ E_n G_{d−r+1}(2Mc_Tγ²), G of sphere_divergence, n = χ²_{dr}/(dr) independent,
/// γ = (n/4)/(r + n + rn/2).
/// - Cost:   30 to 150 values of G.
/// - Source: theory 8.7 (b).
template <class Real>
[[nodiscard]] Real logistic_direction_information(const Real& dimension, const Real& rank, const Real& samples) {
  if (!(rank < dimension && samples > 0)) return 0;
  const detail::sphere_divergence<Real> divergence(Real(dimension - rank + 1));
  const Real freedom = dimension * rank;
  return detail::chi_square_expectation<Real>(freedom).expectation([&](const Real& chi) {
    const Real n = chi / freedom;
    const Real shown = n / 4 / (rank + n + rank * n / 2);
    return divergence(Real(2 * samples * shown * shown));
  });
}

/// What M tasks of T binary labels tell at least of a representation in which only one number and one direction count:
/// r = 1 or d = 1. With n and n′ independent of the law χ²_k/k, k = max(d, r), and B = Mc_T,
///   I(H_{M,T};ψ) ≥ −E_n ln E_n′ exp(−B(γ(n) − γ(n′))² − G_d(2Bγ(n)γ(n′))),
/// −G_d the logarithm of a confluent hypergeometric function (sphere_divergence). Beyond d = 64 the number is given,
/// and I(H_{M,T};ψ) ≥ E_n G_d(2Bγ(n)²).
/// - Cost:   some 10⁶ logistic functions once.
/// - Source: theory 8.7 (a).
template <class Real>
class logistic_pairs {
 public:
  /// - Domain: d, r ≥ 1, one of them 1.
  logistic_pairs(const Real& dimension, const Real& rank)
      : logistic_pairs((std::max)(dimension, rank), dimension,
                       [](const Real& n) -> Real { return logistic_shown_moment(n); }) {}

  /// Of any d, r ≥ 1, given ψ/‖ψ‖, so that its length alone counts: with n = χ²_{dr}/(dr), p = min(d, r),
  ///   I(H_{M,T};ψ) ≥ −E_n ln E_n′ exp(−B(γ(n) − γ(n′))²), γ(n) = n/((4 + 6n)√p).
  /// - Source: theory 8.7 (e).
  [[nodiscard]] static logistic_pairs of_length(const Real& dimension, const Real& rank) {
    using std::sqrt;
    const Real root = sqrt((std::min)(dimension, rank));
    return {dimension * rank, Real(1), [root](const Real& n) -> Real { return n / ((4 + 6 * n) * root); }};
  }

  /// The bound at B = Mc_T, in nats.
  /// - Accuracy: relative error below 1e-6, which is taken off.
  /// - Cost:     10³ to 5·10⁴ exponentials.
  [[nodiscard]] Real information(const Real& samples) const {
    using std::log, std::log1p, std::sqrt;
    if (!(samples > 0)) return 0;
    Real information = 0;
    if (directions_ > 64) {
      for (Eigen::Index i = 0; i < weights_.size(); ++i)
        information += weights_[i] * divergence_(Real(2 * samples * shown_[i + margin] * shown_[i + margin]));
      return information * (1 - Real(1e-6));
    }
    const interpolated_divergence angle(divergence_, directions_, samples, step_, shown_);
    const Real root = sqrt(samples);
    array exponents(weights_.size());
    for (Eigen::Index i = 0; i < weights_.size(); ++i) {
      const Real own = shown_[i + margin];
      // As wide as the kernel allows.
      const Real slope = (shown_[i + margin + 1] - shown_[i + margin - 1]) / (2 * step_);
      const Real width = Real(0.45) / (root * slope);
      if (width < step_) {
        information -= weights_[i] * local_log_mean(i, own, width, root, angle);
        continue;
      }
      for (Eigen::Index j = 0; j < weights_.size(); ++j)
        exponents[j] = divergence(root, own, shown_[j + margin], angle);
      const Real unlike = -(weights_ * (-exponents).expm1()).sum();
      if (unlike < Real(0.5)) {
        information -= weights_[i] * log1p(-unlike);
      } else {
        exponents = log_weights_ - exponents;
        const Real largest = exponents.maxCoeff();
        information -= weights_[i] * (largest + log((exponents - largest).exp().sum()));
      }
    }
    return information * (1 - Real(1e-6));
  }

 private:
  using array = Eigen::Array<Real, Eigen::Dynamic, 1>;
  static constexpr Eigen::Index margin = 4;
  static constexpr int negligible = 18;  ///< nats

  /// n of the law χ²_k/k, a direction of so many dimensions, and γ(n).
  template <class Shown>
  logistic_pairs(const Real& freedom, const Real& directions, Shown shown)
      : freedom_(freedom), directions_(directions), divergence_(directions) {
    using std::exp, std::log, std::log1p, std::sqrt;
    step_ = Real(0.23) / sqrt(1 + freedom_ / 14);
    // The density of ln n is e^{−negligible} of its largest value at the ends.
    const Real depth = negligible / (freedom_ / 2);
    const Real left = depth > Real(1) / 3 ? Real(depth + 1) : Real(sqrt(3 * depth));
    const Real right = depth > 2 ? Real(log1p(2 * depth)) : Real(sqrt(2 * depth));
    first_ = -static_cast<Eigen::Index>(left / step_) - 1;
    const Eigen::Index count = static_cast<Eigen::Index>(right / step_) + 2 - first_;
    shown_.resize(count + 2 * margin);
    for (Eigen::Index i = 0; i < shown_.size(); ++i) shown_[i] = shown(Real(exp(node(Real(i - margin)))));
    log_weights_.resize(count);
    for (Eigen::Index i = 0; i < count; ++i) log_weights_[i] = log_density(node(Real(i)));
    weights_ = log_weights_.exp();
    const Real total = weights_.sum();
    log_total_ = log(total);
    log_weights_ -= log_total_;
    weights_ /= total;
  }

  /// G_d(2Bγγ′) by the logarithms of its values at equal distances in ln(γγ′).
  class interpolated_divergence {
   public:
    interpolated_divergence(const detail::sphere_divergence<Real>& divergence, const Real& directions,
                            const Real& samples, const Real& step, const array& shown)
        : divergence_(divergence), used_(directions > 1), double_samples_(2 * samples), step_(step / 2) {
      using std::exp, std::log, std::max;
      if (!used_) return;
      const Real most = log(double_samples_) + 2 * log(shown[shown.size() - 1]);
      start_ = max(Real(log(double_samples_) + 2 * log(shown[0])), Real(log(Real(1e-4)))) - 3 * step_;
      if (!(most > start_)) return;
      values_.resize(static_cast<Eigen::Index>((most - start_) / step_) + 5);
      for (Eigen::Index i = 0; i < values_.size(); ++i)
        values_[i] = log(divergence_(Real(exp(start_ + Real(i) * step_))));
    }

    [[nodiscard]] Real operator()(const Real& product) const {
      using std::exp, std::log;
      if (!used_) return 0;
      const Real z = double_samples_ * product;
      const Real position = (log(z) - start_) / step_;
      return position > 3 ? Real(exp(interpolated(values_.data(), position))) : divergence_(z);
    }

   private:
    const detail::sphere_divergence<Real>& divergence_;
    bool used_;
    Real double_samples_;
    Real step_;
    Real start_ = 0;
    array values_;
  };

  /// The polynomial of degree 5 through the six of values[0], values[1], … that are nearest, by differences.
  [[nodiscard]] static Real interpolated(const Real* values, const Real& position) {
    const auto cell = static_cast<Eigen::Index>(position) - 2;
    Eigen::Array<Real, 6, 1> differences = Eigen::Map<const Eigen::Array<Real, 6, 1>>(values + cell);
    for (int order = 1; order < 6; ++order)
      for (int i = 5; i >= order; --i) differences[i] = (differences[i] - differences[i - 1]) / Real(order);
    const Real at = position - Real(cell);
    Real result = differences[5];
    for (int i = 4; i >= 0; --i) result = result * (at - Real(i)) + differences[i];
    return result;
  }

  /// ln n at a position among the nodes.
  [[nodiscard]] Real node(const Real& position) const { return (position + Real(first_)) * step_; }
  /// The logarithm of the density of ln n over its largest value.
  [[nodiscard]] Real log_density(const Real& logarithm) const {
    using std::expm1;
    return freedom_ / 2 * (logarithm - expm1(logarithm));
  }
  [[nodiscard]] static Real divergence(const Real& root, const Real& own, const Real& other,
                                       const interpolated_divergence& angle) {
    const Real apart = root * (own - other);
    return apart * apart + angle(Real(own * other));
  }

  /// ln E_n′ of the kernel at node i, where it is narrow: the rule has a node of its own every `width`.
  [[nodiscard]] Real local_log_mean(Eigen::Index i, const Real& own, const Real& width, const Real& root,
                                    const interpolated_divergence& angle) const {
    using std::exp, std::log;
    const Real last = Real(weights_.size() - 1);
    Real largest = -(std::numeric_limits<Real>::max)();
    Real sum = 0;
    const auto add = [&](const Real& steps) -> bool {
      const Real position = Real(i) + steps * (width / step_);
      if (!(position >= 0 && position <= last)) return false;
      const Real other = interpolated(shown_.data(), Real(position + Real(margin)));
      const Real exponent = log_density(node(position)) - divergence(root, own, other, angle);
      if (exponent > largest) {
        sum = sum * exp(largest - exponent) + 1;
        largest = exponent;
        return true;
      }
      sum += exp(exponent - largest);
      return exponent > largest - negligible;
    };
    add(Real(0));
    for (Real steps = 1; add(steps);) steps += 1;
    for (Real steps = -1; add(steps);) steps -= 1;
    return largest + log(sum) + log(width / step_) - log_total_;
  }

  Real freedom_;
  Real directions_;
  detail::sphere_divergence<Real> divergence_;
  Real step_;
  Eigen::Index first_;
  Real log_total_;
  array shown_;  ///< γ(n) at the nodes, and at a few beyond either end
  array weights_;
  array log_weights_;
};

}  // namespace infobound::inline v0_1::linear_representation_bounds
