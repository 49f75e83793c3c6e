// SPDX-License-Identifier: BSL-1.0
// Means over independent replicates: computed by fixed blocks, merged in block order, so the same bits everywhere.
#pragma once

#include <Eigen/Core>
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <infobound/core/estimate.hpp>
#include <infobound/core/execution.hpp>
#include <infobound/core/observer.hpp>
#include <limits>
#include <utility>

namespace infobound::inline v0_1 {

/// Running means and variances of several quantities at once (Welford 1962), mergeable (Chan, Golub, LeVeque 1983).
template <class Real>
class moments {
 public:
  using array = Eigen::Array<Real, Eigen::Dynamic, 1>;

  explicit moments(Eigen::Index quantities)
      : mean_(array::Zero(quantities)), squares_(array::Zero(quantities)), difference_(quantities) {}

  void clear() {
    count_ = 0;
    mean_.setZero();
    squares_.setZero();
  }

  void add(const Eigen::Ref<const array>& sample) {
    ++count_;
    difference_ = sample - mean_;
    mean_ += difference_ / Real(count_);
    squares_ += difference_ * (sample - mean_);
  }

  void merge(const moments& other) {
    if (other.count_ == 0) return;
    const Real here = Real(count_);
    const Real there = Real(other.count_);
    const Real all = here + there;
    difference_ = other.mean_ - mean_;
    mean_ += difference_ * (there / all);
    squares_ += other.squares_ + difference_.square() * (here * there / all);
    count_ += other.count_;
  }

  [[nodiscard]] std::size_t count() const { return count_; }

  /// The mean of one quantity with its standard error, ∞ for fewer than two samples. A sample of +∞ makes both ∞:
  /// samples are never NaN, so that NaN can only have come of it.
  [[nodiscard]] sampled<Real> operator[](Eigen::Index quantity) const {
    using std::sqrt;
    const Real infinity = std::numeric_limits<Real>::infinity();
    const Real& squares = squares_[quantity];
    if (squares != squares) return {infinity, infinity};
    if (count_ < 2) return {mean_[quantity], infinity};
    return {mean_[quantity], sqrt(squares / (Real(count_) * Real(count_ - 1)))};
  }

 private:
  std::size_t count_ = 0;
  array mean_;
  array squares_;
  array difference_;
};

/// The moments of all replicates that were completed, and why the run ended.
template <class Real>
struct replicated {
  moments<Real> quantities;
  stop_reason stopped = stop_reason::completed;
};

/// Replicates in one block; fixed, since results must not depend on the execution.
inline constexpr std::size_t replicates_per_block = 16;

/// Averages `quantities` numbers over independent replicates. make_sampler() makes a workspace, one for each slot of
/// the execution; sampler(replicate, sample) fills sample with the numbers of that replicate. A stop takes effect
/// between replicates: what was complete in order by then is returned.
/// - Cost: replicates × sampler; memory O(quantities) a slot, whatever the number of replicates.
template <class Real, class MakeSampler, execution_policy Execution, observer Observer>
[[nodiscard]] replicated<Real> average_replicates(std::size_t replicates, Eigen::Index quantities,
                                                  MakeSampler make_sampler, const Execution& execution,
                                                  const Observer& observer) {
  struct slot {
    decltype(make_sampler()) sampler;
    typename moments<Real>::array sample;
    moments<Real> block;
    bool cut_short = false;
  };
  const std::size_t blocks = replicates / replicates_per_block + (replicates % replicates_per_block != 0 ? 1 : 0);
  replicated<Real> total{moments<Real>(quantities)};
  execution.for_each_in_order(
      blocks,
      [&] {
        return slot{make_sampler(), typename moments<Real>::array(quantities), moments<Real>(quantities)};
      },
      [&](slot& in, std::size_t block) {
        in.block.clear();
        const std::size_t first = block * replicates_per_block;
        const std::size_t last = (std::min)(replicates, first + replicates_per_block);
        for (std::size_t replicate = first; replicate < last; ++replicate) {
          in.cut_short = observer.stop_requested();
          if (in.cut_short) return;
          in.sampler(replicate, in.sample);
          in.block.add(in.sample);
        }
      },
      [&](const slot& done) {
        total.quantities.merge(done.block);
        if (done.cut_short) total.stopped = stop_reason::cancelled;
        observer.advanced({total.quantities.count(), replicates});
        return !done.cut_short;
      });
  return total;
}

}  // namespace infobound::inline v0_1
