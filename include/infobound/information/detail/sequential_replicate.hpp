// SPDX-License-Identifier: BSL-1.0
// One replicate of the sequential policy: free and conditional particles on the data of one draw.
#pragma once

#include <Eigen/Core>
#include <cstddef>
#include <cstdint>
#include <infobound/core/concepts.hpp>
#include <infobound/core/random_stream.hpp>
#include <infobound/information/detail/control_variates.hpp>
#include <infobound/information/detail/controlled_sample.hpp>
#include <infobound/information/detail/controlled_values.hpp>
#include <infobound/information/replicate/particle_system.hpp>
#include <infobound/information/replicate/replicate_origin.hpp>
#include <infobound/information/replicate/simulation.hpp>
#include <string_view>
#include <utility>

namespace infobound::inline v0_1::detail {

/// The data of a replicate, the two sides of its curve, and the control variates at T.
template <class Process>
class sequential_sides {
 public:
  using Real = real_type_t<Process>;
  using array = Eigen::ArrayX<Real>;

  static constexpr std::string_view policy = "sequential";

  sequential_sides(const Process& process, Eigen::Index length, particle_system<Process> particles,
                   const offered_controls<Process>& offered)
      : process_(process),
        particles_(std::move(particles)),
        controls_(offered),
        own_(length),
        lower_(length),
        upper_(length),
        sizes_(length) {}

  void run(random_stream& data, random_stream& conditional, random_stream& free, const replicate_origin& origin) {
    data_.draw(process_, static_cast<std::size_t>(own_.size()), data, origin);
    Real total = 0;
    for (Eigen::Index t = 0; t < own_.size(); ++t)
      own_[t] = total += data_.log_likelihood()[t] + data_.conditional_information(t);
    particles_.observe(data_.history(), origin);
    particles_.run_conditional(data_.z(), conditional, lower_, sizes_);
    particles_.run(free, upper_, sizes_);
    lower_ = own_ - lower_;
    upper_ = own_ - upper_;
    // Of H_T and the free particles alone, so that it is independent of θ* given H_T.
    particles_.mean(centre_);
    controls_.evaluate(process_, data_, centre_, origin);
  }

  /// The two sides of ln p(H_t|θ*) − ln p(H_t), t = 1 … T.
  [[nodiscard]] const array& lower() const { return lower_; }
  [[nodiscard]] const array& upper() const { return upper_; }
  /// The smallest effective sample sizes of the free particles.
  [[nodiscard]] const array& sizes() const { return sizes_; }
  [[nodiscard]] const array& statistics() const { return controls_.statistics(); }
  [[nodiscard]] const simulation<Process>& data() const { return data_; }

 private:
  const Process& process_;
  simulation<Process> data_;
  particle_system<Process> particles_;
  control_variates<Process> controls_;
  Eigen::VectorX<Real> centre_;
  array own_;
  array lower_;
  array upper_;
  array sizes_;
};

/// The sides of a replicate that is reported, and the data that they are of.
template <class Process>
struct sequential_run {
  using Real = real_type_t<Process>;

  sequential_sides<Process> sides;
  std::uint64_t seed;
  Eigen::Index first = 0;  ///< where those that are asked for begin

  void run(std::size_t replicate) {
    random_stream data(seed, replicate);
    random_stream conditional(seed, replicate, stream_purpose::reverse_chain);
    random_stream free(seed, replicate, stream_purpose::forward_chain);
    sides.run(data, conditional, free, {sides.policy, seed, replicate});
  }

  [[nodiscard]] const simulation<Process>& data() const { return sides.data(); }
  [[nodiscard]] Real lower(Eigen::Index t) const { return sides.lower()[first + t]; }
  [[nodiscard]] Real upper(Eigen::Index t) const { return sides.upper()[first + t]; }
  [[nodiscard]] const Eigen::ArrayX<Real>& statistics() const { return sides.statistics(); }
  /// Both sides at t have the same coefficients of control variates.
  [[nodiscard]] Eigen::Index control_of(Eigen::Index t, bool) const { return first + t; }
};

/// A replicate that is reported: the curve, the effective sample sizes, and the statistics.
template <class Process>
struct sequential_replicate {
  using Real = real_type_t<Process>;

  sequential_run<Process> run;
  const settled_controls<Real>& controls;
  controlled_curve places;

  void operator()(std::size_t replicate, Eigen::ArrayX<Real>& sample) {
    run.run(replicate);
    const sequential_sides<Process>& sides = run.sides;
    sample.setZero();
    controlled_path<Real> path(sample, places);
    for (Eigen::Index t = 0; t < places.with.length; ++t) {
      const Real noise = controls.noise(t, sides.statistics());
      path.append(sides.lower()[t] - noise, sides.upper()[t] - noise, sides.lower()[t], sides.upper()[t]);
    }
    places.raise(sample);
    sample.segment(places.size, places.with.length) = sides.sizes();
    sample.tail(controls.statistics()) = sides.statistics();
  }
};

/// A pilot, which tells coefficients of control variates. Of the lower side, as the upper one is heavy-tailed where
/// particles lose the posterior.
template <class Process>
struct sequential_pilot {
  sequential_sides<Process> sides;
  std::uint64_t seed;

  void operator()(std::size_t replicate, Eigen::ArrayX<real_type_t<Process>>& sample) {
    random_stream rng(seed, replicate, stream_purpose::first_pilot);
    sides.run(rng, rng, rng, {sides.policy, seed, replicate, true});
    sample << sides.lower(), sides.statistics();
  }
};

}  // namespace infobound::inline v0_1::detail
