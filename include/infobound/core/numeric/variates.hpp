// SPDX-License-Identifier: BSL-1.0
// Variates that Boost.Random lacks: the logarithm of a Gamma variate of any shape, and a category by inversion.
#pragma once

#include <Eigen/Core>
#include <algorithm>
#include <boost/random/exponential_distribution.hpp>
#include <boost/random/gamma_distribution.hpp>
#include <boost/random/uniform_01.hpp>
#include <cstddef>
#include <infobound/core/numeric/cmath.hpp>
#include <vector>

namespace infobound::inline v0_1::detail {

/// ln G for G ~ Gamma(shape), where G itself would underflow: G(a) has the law of G(a + 1) e^{−E/a}, E exponential.
template <class Rng>
[[nodiscard]] double log_gamma_variate(double shape, Rng& rng) {
  if (shape >= 1) return std::log(boost::random::gamma_distribution<double>(shape)(rng));
  const double above = std::log(boost::random::gamma_distribution<double>(shape + 1)(rng));
  return above - boost::random::exponential_distribution<double>()(rng) / shape;
}

/// Draws an index with a probability proportional to its weight; never one of weight 0.
/// - Cost: O(ln n) a draw from n weights.
template <class Real>
class categorical_variate {
 public:
  template <class Weights>
  explicit categorical_variate(const Eigen::MatrixBase<Weights>& weights) {
    cumulative_.reserve(static_cast<std::size_t>(weights.size()));
    Real sum = 0;
    for (Eigen::Index i = 0; i < weights.size(); ++i) cumulative_.push_back(sum += weights[i]);
  }

  template <class Rng>
  [[nodiscard]] Eigen::Index operator()(Rng& rng) const {
    const Real& total = cumulative_.back();
    const Real share = total * Real(boost::random::uniform_01<double>()(rng));
    auto place = std::upper_bound(cumulative_.begin(), cumulative_.end(), share);
    if (place == cumulative_.end()) place = std::lower_bound(cumulative_.begin(), cumulative_.end(), total);
    return place - cumulative_.begin();
  }

 private:
  std::vector<Real> cumulative_;
};

/// Draws an index with the given probabilities, by inversion; what rounding leaves over goes to the last.
/// - Cost: O(n), and nothing beforehand.
template <class Probabilities, class Rng>
[[nodiscard]] Eigen::Index draw_category(const Probabilities& probabilities, Rng& rng) {
  using Real = typename Probabilities::Scalar;
  Real left = boost::random::uniform_01<Real>()(rng);
  for (Eigen::Index i = 0; i + 1 < probabilities.size(); ++i) {
    const Real probability = probabilities[i];
    if (left < probability) return i;
    left -= probability;
  }
  return probabilities.size() - 1;
}

}  // namespace infobound::inline v0_1::detail
