// SPDX-License-Identifier: BSL-1.0
// Pilot replicates: what they find sets an annealed run up; they are not reported.
#pragma once

#include <Eigen/Core>
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <infobound/core/concepts.hpp>
#include <infobound/core/numeric/cmath.hpp>
#include <infobound/core/random_stream.hpp>
#include <infobound/information/detail/annealed_replicate.hpp>
#include <infobound/information/replicate/annealing_path.hpp>
#include <infobound/information/replicate/replicate_origin.hpp>
#include <infobound/information/replicate/simulation.hpp>
#include <infobound/information/replicate/tempered_kernel.hpp>
#include <vector>

namespace infobound::inline v0_1::detail {

inline constexpr std::size_t tuning_pilots = 8;
inline constexpr std::size_t refining_pilots = 16;

/// One chain up and one down a path on the data of a pilot, which adapt their steps as they go. A sample has at
/// 0 < k < K the mean logarithm of what both chains' steps came to at β_k, then the two sides of I(H_T;θ), one chain
/// each, and the square of the gap between them.
template <class Process>
struct annealing_pilot {
  using Real = real_type_t<Process>;

  const Process& process;
  std::size_t horizon;
  tempered_kernel<Process> chain;
  const std::vector<Real>& beta;
  std::uint64_t seed;
  stream_purpose purpose;
  simulation<Process> data = {};

  void operator()(std::size_t replicate, Eigen::ArrayX<Real>& sample) {
    using std::log;
    const replicate_origin origin{"annealed", seed, replicate, true};
    random_stream rng(seed, replicate, purpose);
    data.draw(process, horizon, rng, origin);
    chain.observe(data.history(), origin);
    sample.setZero();
    Real step = Real(0.5);
    const auto move = [&](std::size_t k) {
      adapt(step, chain.move(beta[k], step, rng));
      sample[static_cast<Eigen::Index>(k)] += log(step) / 2;
    };
    Real up = 0;
    chain.draw(rng);
    for (std::size_t k = 1; k < beta.size(); ++k) {
      up += (beta[k] - beta[k - 1]) * chain.log_weight();
      if (k + 1 < beta.size()) move(k);
    }
    Real down = 0;
    chain.start_at(data.z());
    for (std::size_t k = beta.size() - 1; k > 0; --k) {
      down += (beta[k] - beta[k - 1]) * chain.log_weight();
      if (k > 1) move(k - 1);
    }
    const Real own = data.log_likelihood().sum();
    const Real lower = own - down;
    const Real upper = own - up;
    sample.tail(3) << lower, upper, (upper - lower) * (upper - lower);
  }

 private:
  /// Towards a quarter turn, after which positions are independent in a Gaussian law, or as close to it as can be had
  /// with two moves of three accepted.
  static void adapt(Real& step, const move_outcome<Real>& outcome) {
    using std::exp, std::min;
    step *= exp(Real(0.2) * min(outcome.memory, Real(outcome.acceptance - Real(0.65))));
  }
};

/// A pilot along a tuned path: the gap between its sides.
template <class Process>
struct refining_pilot {
  annealed_chains<Process> chains;
  const annealing_path<real_type_t<Process>>& along;
  std::uint64_t seed;

  void operator()(std::size_t replicate, Eigen::ArrayX<real_type_t<Process>>& sample) {
    const auto sides = chains.pilot(along, seed, tuning_pilots + replicate);
    sample[0] = sides.upper() - sides.lower();
  }
};

/// A pilot along a tuned path, which tells coefficients of control variates. Of the lower side, as the upper one is
/// heavy-tailed where chains lose the posterior on the way.
template <class Process>
struct annealed_pilot {
  annealed_chains<Process> chains;
  const annealing_path<real_type_t<Process>>& along;
  std::uint64_t seed;

  void operator()(std::size_t replicate, Eigen::ArrayX<real_type_t<Process>>& sample) {
    constexpr std::size_t beyond_other_pilots = 1000;
    sample[0] = chains.pilot(along, seed, beyond_other_pilots + replicate).lower();
    sample.tail(sample.size() - 1) = chains.controls().statistics();
  }
};

}  // namespace infobound::inline v0_1::detail
