// SPDX-License-Identifier: BSL-1.0
// What the contrastive policy averages: groups of replicates that share contrasts, and pilots.
#pragma once

#include <Eigen/Core>
#include <cstddef>
#include <cstdint>
#include <infobound/core/concepts.hpp>
#include <infobound/core/random_stream.hpp>
#include <infobound/information/detail/contrastive_replicate.hpp>
#include <infobound/information/detail/controlled_sample.hpp>
#include <infobound/information/detail/controlled_values.hpp>
#include <infobound/information/replicate/replicate_origin.hpp>
#include <string_view>

namespace infobound::inline v0_1::detail {

/// A sample of I(H_T;θ), before statistics.
template <class Process>
struct contrastive_total : controlled_total {
  using Real = real_type_t<Process>;
  static constexpr contrast_pairs pairs = contrast_pairs::where_possible;

  [[nodiscard]] Eigen::Index sides() const { return 2; }
  /// With what a completed marginal process adds to both sides, and so to the ceiling of the lower one.
  [[nodiscard]] Eigen::Index quantities() const { return size + (is_completed_marginal<Process> ? 1 : 0); }

  /// Writes the lower and the upper side of a replicate.
  void weigh(contrastive_replicate<Process>& work, bool shared, random_stream& local, const replicate_origin& origin,
             Eigen::Ref<Eigen::ArrayX<Real>> sides) const {
    work.weigh(shared, local, origin);
    sides << work.lower(), work.upper();
  }

  void add(const Eigen::ArrayX<Real>& sides, const contrastive_replicate<Process>& work,
           const settled_controls<Real>& controls, Eigen::ArrayX<Real>& sample) const {
    const auto& statistics = work.controls().statistics();
    controlled_total::add(Real(sides[0] - controls.noise(0, statistics)),
                          Real(sides[1] - controls.noise(1, statistics)), sides[0], sides[1], sample);
    sample[size_at] += work.effective_sample_size();
    if constexpr (is_completed_marginal<Process>) sample[size] += work.data().conditional_information();
  }
};

/// A sample of I(H_t;θ), t = 1 … T, before statistics.
template <class Process>
struct contrastive_curve : controlled_curve {
  using Real = real_type_t<Process>;
  static constexpr contrast_pairs pairs = contrast_pairs::none;

  [[nodiscard]] Eigen::Index sides() const { return 2 * with.length; }
  [[nodiscard]] Eigen::Index quantities() const { return size + (is_completed_marginal<Process> ? with.length : 0); }

  /// Writes all lower sides, then all upper sides.
  void weigh(contrastive_replicate<Process>& work, bool, random_stream& local, const replicate_origin& origin,
             Eigen::Ref<Eigen::ArrayX<Real>> sides) const {
    work.weigh_prefixes(local, origin, sides);
  }

  void add(const Eigen::ArrayX<Real>& sides, const contrastive_replicate<Process>& work,
           const settled_controls<Real>& controls, Eigen::ArrayX<Real>& sample) const {
    const Eigen::Index length = with.length;
    const auto& statistics = work.controls().statistics();
    controlled_path<Real> path(sample, *this);
    for (Eigen::Index t = 0; t < length; ++t) {
      const Real& upper = sides[length + t];
      path.append(sides[t] - controls.noise(t, statistics), upper - controls.noise(length + t, statistics), sides[t],
                  upper);
    }
    if constexpr (is_completed_marginal<Process>) {
      Real told = 0;
      for (Eigen::Index t = 0; t < length; ++t) sample[size + t] += told += work.data().conditional_information(t);
    }
  }
};

/// The mean over replicates that share contrasts.
template <class Process, class Places>
struct contrastive_group {
  using Real = real_type_t<Process>;

  contrastive_replicate<Process> work;
  Places places;
  const settled_controls<Real>& controls;
  std::string_view policy;
  std::uint64_t seed;
  std::size_t shared_by;
  Eigen::ArrayX<Real> sides = Eigen::ArrayX<Real>(places.sides());

  void operator()(std::size_t group, Eigen::ArrayX<Real>& sample) {
    random_stream draws(seed, group, stream_purpose::contrasts);
    work.draw_contrasts(draws);
    if (shared_by > 1) work.prepare_to_share();
    sample.setZero();
    for (std::size_t i = 0; i < shared_by; ++i) {
      const replicate_origin origin{policy, seed, group * shared_by + i};
      random_stream data(seed, origin.replicate);
      random_stream local(seed, origin.replicate, stream_purpose::proposals);
      work.draw_data(data, origin);
      places.weigh(work, shared_by > 1, local, origin, sides);
      places.add(sides, work, controls, sample);
      sample.tail(controls.statistics()) += work.controls().statistics();
    }
    sample /= Real(shared_by);
    places.raise(sample);
  }
};

/// The two sides of one replicate with contrasts of its own, and the data that they are of.
template <class Process, class Places>
struct contrastive_sides {
  using Real = real_type_t<Process>;

  contrastive_replicate<Process> work;
  Places places;
  std::uint64_t seed;
  Eigen::ArrayX<Real> sides = Eigen::ArrayX<Real>(places.sides());

  void run(std::size_t replicate) {
    const replicate_origin origin{"contrastive", seed, replicate};
    random_stream draws(seed, replicate, stream_purpose::contrasts);
    random_stream data(seed, replicate);
    random_stream local(seed, replicate, stream_purpose::proposals);
    work.draw_contrasts(draws);
    work.draw_data(data, origin);
    places.weigh(work, false, local, origin, sides);
  }

  [[nodiscard]] const simulation<Process>& data() const { return work.data(); }
  [[nodiscard]] Real lower(Eigen::Index t) const { return sides[t]; }
  [[nodiscard]] Real upper(Eigen::Index t) const { return sides[upper_from() + t]; }
  [[nodiscard]] const Eigen::ArrayX<Real>& statistics() const { return work.controls().statistics(); }
  /// The coefficients of control variates of the upper sides come after those of the lower.
  [[nodiscard]] Eigen::Index control_of(Eigen::Index t, bool is_upper) const { return is_upper ? upper_from() + t : t; }

 private:
  [[nodiscard]] Eigen::Index upper_from() const { return sides.size() / 2; }
};

/// A pilot, which tells coefficients of control variates: the sides, then the statistics.
template <class Process, class Places>
struct contrastive_pilot {
  contrastive_replicate<Process> work;
  Places places;
  std::string_view policy;
  std::uint64_t seed;

  void operator()(std::size_t replicate, Eigen::ArrayX<real_type_t<Process>>& sample) {
    const replicate_origin origin{policy, seed, replicate, true};
    random_stream rng(seed, replicate, stream_purpose::first_pilot);
    work.draw_data(rng, origin);
    work.draw_contrasts(rng);
    places.weigh(work, false, rng, origin, sample.head(places.sides()));
    sample.tail(work.controls().statistics().size()) = work.controls().statistics();
  }
};

}  // namespace infobound::inline v0_1::detail
