// SPDX-License-Identifier: BSL-1.0
// Running means and variances of several quantities, which can be merged.
#pragma once

#include <Eigen/Core>
#include <cstddef>
#include <infobound/core/estimate.hpp>
#include <infobound/core/numeric/cmath.hpp>
#include <infobound/core/numeric/equal.hpp>
#include <limits>

namespace infobound::inline v0_1 {

/// Running means and variances of several quantities at once (Welford 1962), mergeable (Chan, Golub, LeVeque 1983).
template <class Real>
class moments {
 public:
  using array = Eigen::Array<Real, Eigen::Dynamic, 1>;  ///< one number a quantity

  /// Of so many quantities, and no sample yet.
  explicit moments(Eigen::Index quantities) : sums_(array::Zero(2 * quantities)), difference_(quantities) {}

  /// As if no sample had been added.
  void clear() {
    count_ = 0;
    sums_.setZero();
  }

  /// One sample, a number a quantity.
  void add(const Eigen::Ref<const array>& sample) {
    ++count_;
    auto mean = sums_.head(quantities());
    difference_ = sample - mean;
    mean += difference_ / Real(count_);
    sums_.tail(quantities()) += difference_ * (sample - mean);
  }

  /// All samples of another.
  void merge(const moments& other) { merge(other.count_, other.sums_); }

  /// Merges moments that are kept as a count and sums.
  void merge(std::size_t other_count, const Eigen::Ref<const array>& other_sums) {
    merge(count_, sums_, other_count, other_sums);
  }

  /// Merges two moments that are both kept as a count and sums: the first become those of both.
  static void merge(std::size_t& count, Eigen::Ref<array> sums, std::size_t other_count,
                    const Eigen::Ref<const array>& other_sums) {
    if (other_count == 0) return;
    if (count == 0) {
      count = other_count;
      sums = other_sums;
      return;
    }
    const Real here = Real(count);
    const Real there = Real(other_count);
    const Real all = here + there;
    const Real share = there / all;
    const Real spread = here * there / all;
    const Eigen::Index quantities = sums.size() / 2;
    for (Eigen::Index q = 0; q < quantities; ++q) {
      const Real difference = other_sums[q] - sums[q];
      sums[q] += difference * share;
      sums[quantities + q] += other_sums[quantities + q] + difference * difference * spread;
    }
    count += other_count;
  }

  /// Passes what is held to a channel, which may write it to these or to others of as many quantities.
  template <class Channel>
  void transfer(Channel& channel) {
    channel(count_);
    channel(sums_);
  }

  /// Samples.
  [[nodiscard]] std::size_t count() const { return count_; }
  /// Numbers in each.
  [[nodiscard]] Eigen::Index quantities() const { return difference_.size(); }

  /// The means of all quantities, then their sums of squared differences from the mean.
  [[nodiscard]] const array& sums() const { return sums_; }

  /// The mean of one quantity with its standard error, ∞ for fewer than two samples. A sample of +∞ makes both ∞:
  /// samples are never NaN, so that NaN can only have come of it.
  [[nodiscard]] sampled<Real> operator[](Eigen::Index quantity) const {
    using std::sqrt;
    const Real infinity = std::numeric_limits<Real>::infinity();
    const Real& mean = sums_[quantity];
    const Real& squares = sums_[quantities() + quantity];
    if (detail::is_nan(squares)) return {infinity, infinity};
    if (count_ < 2) return {mean, infinity};
    return {mean, sqrt(squares / (Real(count_) * Real(count_ - 1)))};
  }

 private:
  std::size_t count_ = 0;
  array sums_;
  array difference_;
};

}  // namespace infobound::inline v0_1
