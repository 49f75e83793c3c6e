// SPDX-License-Identifier: BSL-1.0
// The evidence of histories by free particles.
#pragma once

#include <Eigen/Core>
#include <infobound/core/concepts.hpp>
#include <infobound/core/random_stream.hpp>
#include <infobound/information/evidence.hpp>
#include <infobound/information/replicate/particle_system.hpp>
#include <infobound/information/replicate/replicate_origin.hpp>
#include <utility>

namespace infobound::inline v0_1::detail {

/// The free particles of a system at the end of the history: the retained path of the other side would start at θ*.
template <class Process>
class sequential_evidence {
 public:
  using Real = real_type_t<Process>;

  sequential_evidence(particle_system<Process> particles, Eigen::Index horizon)
      : particles_(std::move(particles)), log_evidence_(horizon), sizes_(horizon) {}

  [[nodiscard]] evidence_estimate<Real> operator()(const typename Process::history_type& history,
                                                   const replicate_origin& origin) {
    random_stream rng(origin.seed, origin.replicate, stream_purpose::forward_chain);
    particles_.observe(history, origin);
    particles_.run(rng, log_evidence_, sizes_);
    const Eigen::Index last = log_evidence_.size() - 1;
    return {log_evidence_[last], sizes_[last]};
  }

 private:
  particle_system<Process> particles_;
  Eigen::ArrayX<Real> log_evidence_;
  Eigen::ArrayX<Real> sizes_;
};

}  // namespace infobound::inline v0_1::detail
