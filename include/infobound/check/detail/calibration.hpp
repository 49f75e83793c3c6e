// SPDX-License-Identifier: BSL-1.0
// Exact tests, at any sample size and for any law: choices against their probabilities, and two samples against each
// other.
#pragma once

#include <Eigen/Core>
#include <algorithm>
#include <cstddef>
#include <infobound/core/numeric/cmath.hpp>
#include <infobound/core/numeric/log_sum_exp.hpp>
#include <infobound/core/require.hpp>
#include <limits>
#include <string>
#include <utility>
#include <vector>

namespace infobound::inline v0_1::detail {

/// "a chance of at most 1e-12 if the process is right", for a logarithm of a probability.
[[nodiscard]] inline std::string chance(double log_probability) {
  const double digits = std::floor(-log_probability / std::log(10.0));
  const std::string bound = digits < 1 ? "1" : digits < 1e6 ? "1e-" + to_text(static_cast<int>(digits)) : "0";
  return "a chance of at most " + bound + " if the process is right";
}

/// Independent choices J_i, each with known probabilities P(J_i = j) = w_ij, and a number f_ij for each alternative: is
/// S = Σ_i (f_i(J_i) − Σ_j w_ij f_ij) as near to 0 as it must be?
template <class Real>
class calibration {
 public:
  /// One choice; a number whose probability is 0 may be infinite.
  void add(const Eigen::ArrayX<Real>& log_probabilities, const Eigen::ArrayX<Real>& values, Eigen::Index chosen) {
    constexpr Real impossible = -std::numeric_limits<Real>::infinity();
    if (!(log_probabilities[chosen] > impossible)) impossible_ = true;
    if (impossible_) return;
    const Eigen::ArrayX<Real> probabilities = log_probabilities.unaryExpr([](Real x) { return std::exp(x); });
    const Eigen::ArrayX<Real> finite = (log_probabilities > impossible).select(values, Real(0));
    const Real mean = (probabilities * finite).sum();
    Eigen::ArrayX<Real> centred = finite - mean;
    found_ += values[chosen];
    expected_ += mean;
    excess_ += centred[chosen];
    variance_ += (probabilities * centred.square()).sum();
    choices_.push_back({log_probabilities, std::move(centred)});
  }

  /// A choice was made whose probability is 0.
  [[nodiscard]] bool impossible() const { return impossible_; }
  [[nodiscard]] Real found() const { return found_ / Real(choices_.size()); }
  [[nodiscard]] Real expected() const { return expected_ / Real(choices_.size()); }

  /// ln of a bound on the probability that |S| is what it is or more, ≤ 0: Chernoff's, min_λ E e^{λS} e^{−λs}, at five
  /// values of λ around the best one of a Gaussian S, for both signs. No approximation: it holds for any probabilities.
  [[nodiscard]] Real log_probability() const {
    if (impossible_) return -std::numeric_limits<Real>::infinity();
    // What rounding may have added to a sum of numbers of size 1 is no evidence.
    const Real excess = std::abs(excess_) - Real(1e-10) * Real(choices_.size());
    if (!(excess > 0)) return 0;
    const Real sign = excess_ < 0 ? -1 : 1;
    Real least = 0;
    for (const Real factor : {Real(0.25), Real(0.5), Real(1), Real(2), Real(4)}) {
      const Real lambda = (std::min)(factor * excess / variance_, Real(1e12));
      Real cumulant = -lambda * excess;
      for (const auto& [log_probabilities, centred] : choices_)
        cumulant += log_sum_exp(log_probabilities + sign * lambda * centred);
      if (cumulant < least) least = cumulant;
    }
    return (std::min)(Real(0), least + std::log(Real(2)));
  }

 private:
  struct choice {
    Eigen::ArrayX<Real> log_probabilities;
    Eigen::ArrayX<Real> centred;
  };
  std::vector<choice> choices_;
  Real found_ = 0;
  Real expected_ = 0;
  Real excess_ = 0;
  Real variance_ = 0;
  bool impossible_ = false;
};

/// The largest difference of the distribution functions of two samples of the same size (Kolmogorov and Smirnov), but
/// between values that rounding alone may tell apart.
template <class Real>
class two_samples {
 public:
  two_samples(std::vector<Real> first, std::vector<Real> second) : size_(first.size()) {
    std::sort(first.begin(), first.end());
    std::sort(second.begin(), second.end());
    std::size_t i = 0;
    std::size_t j = 0;
    while (i < size_ && j < size_) {
      const Real least = (std::min)(first[i], second[j]);
      // Where rounding splits ties they are ties still; an infinite draw has no rounding.
      const Real rounding =
          std::isfinite(least) ? 1024 * std::numeric_limits<Real>::epsilon() * (1 + std::abs(least)) : Real(0);
      const Real at = least + rounding;
      while (i < size_ && first[i] <= at) ++i;
      while (j < size_ && second[j] <= at) ++j;
      distance_ = (std::max)(distance_, std::abs(Real(i) - Real(j)) / Real(size_));
    }
  }

  [[nodiscard]] Real distance() const { return distance_; }

  /// ln of a bound on the probability of this distance or more between n and n draws of one law, whatever law:
  /// 2 C(2n, n+k)/C(2n, n), k = n × distance. Exact but for terms that it leaves out, which would lower it.
  /// - Source: Gnedenko and Korolyuk 1951, the reflection principle.
  [[nodiscard]] Real log_probability() const {
    const Real n = Real(size_);
    const Real k = std::round(n * distance_);
    Real result = std::log(Real(2));
    for (Real i = 1; i <= k; ++i) result += std::log((n - k + i) / (n + i));
    return (std::min)(Real(0), result);
  }

 private:
  std::size_t size_;
  Real distance_ = 0;
};

}  // namespace infobound::inline v0_1::detail
