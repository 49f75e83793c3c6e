// SPDX-License-Identifier: BSL-1.0
// The layers of a network: sizes, prior variances, which are known, and where the weights of each lie in a vector.
#pragma once

#include <Eigen/Core>
#include <boost/random/normal_distribution.hpp>
#include <cstddef>
#include <infobound/core/numeric/cmath.hpp>
#include <infobound/core/numeric/scaled.hpp>
#include <infobound/core/numeric/wide.hpp>
#include <limits>
#include <vector>

namespace infobound::inline v0_1::detail {

/// A view of what a deep_network says of its layers; layer l = 0 … L − 1 lies between widths[l] and widths[l + 1].
template <class Real>
struct network_layout {
  const std::vector<Eigen::Index>& widths;
  const Real& hidden_variance;
  const std::vector<Real>& variances;
  const std::vector<bool>& known;
  std::size_t left_out = 0;  ///< layers at the top that are no part of it

  [[nodiscard]] std::size_t layers() const { return widths.size() - 1 - left_out; }
  [[nodiscard]] bool is_known(std::size_t l) const { return !known.empty() && known[l]; }
  [[nodiscard]] Eigen::Index size(std::size_t l) const { return widths[l] * widths[l + 1]; }

  [[nodiscard]] Eigen::Index unknown_layers() const {
    Eigen::Index count = 0;
    for (std::size_t l = 0; l < layers(); ++l)
      if (!is_known(l)) ++count;
    return count;
  }

  /// The factor v of the weights' variance v/N, N the width below.
  [[nodiscard]] Real variance(std::size_t l) const {
    if (!variances.empty()) return variances[l];
    return l + 2 < widths.size() ? hidden_variance : Real(1);
  }
  [[nodiscard]] Real deviation(std::size_t l) const {
    using std::sqrt;
    return sqrt(variance(l) / Real(widths[l]));
  }

  /// v_L Π_{l<L} (v_l/2). Bounds rise with it: where it underflows, the least positive number stands for it.
  [[nodiscard]] Real output_second_moment() const {
    using std::max;
    scaled<Real> product = variance(layers() - 1);
    for (std::size_t l = 0; l + 1 < layers(); ++l) product = product * variance(l) / Real(2);
    return max(product.value(), (std::numeric_limits<Real>::min)());
  }
  /// Its logarithm, which is never out of range.
  [[nodiscard]] wide_scalar<Real> log_output_second_moment() const {
    using std::log;
    using Wide = wide_scalar<Real>;
    Wide sum = log(Wide(variance(layers() - 1)));
    for (std::size_t l = 0; l + 1 < layers(); ++l) sum += log(Wide(variance(l))) - log(Wide(2));
    return sum;
  }

  /// Calls visit(l, start, size) for the layers that are, or are not, known: where the weights of each begin in the
  /// vector of all of that kind.
  template <class Visit>
  void for_each(bool which, Visit visit) const {
    Eigen::Index start = 0;
    for (std::size_t l = 0; l < layers(); ++l)
      if (is_known(l) == which) {
        visit(l, start, size(l));
        start += size(l);
      }
  }

  [[nodiscard]] Eigen::Index weights(bool which) const {
    Eigen::Index total = 0;
    for_each(which, [&](std::size_t, Eigen::Index, Eigen::Index count) { total += count; });
    return total;
  }

  /// All weights of the layers that are, or are not, known, from their prior.
  template <class Rng>
  void draw(bool which, Rng& rng, Eigen::VectorX<Real>& result) const {
    boost::random::normal_distribution<Real> normal;
    result.resize(weights(which));
    for_each(which, [&](std::size_t l, Eigen::Index start, Eigen::Index count) {
      const Real scale = deviation(l);
      for (Eigen::Index i = start; i < start + count; ++i) result[i] = scale * normal(rng);
    });
  }

  /// The weights of the unknown layers from whitened coordinates.
  void scale(const Eigen::Ref<const Eigen::VectorX<Real>>& z, Eigen::VectorX<Real>& result) const {
    result.resize(z.size());
    for_each(false, [&](std::size_t l, Eigen::Index start, Eigen::Index size) {
      result.segment(start, size) = z.segment(start, size) * deviation(l);
    });
  }
};

}  // namespace infobound::inline v0_1::detail
