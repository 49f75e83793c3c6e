// SPDX-License-Identifier: BSL-1.0
// A pilot replicate: what it finds sets an annealed run up; it is not reported.
#pragma once

#include <Eigen/Core>
#include <algorithm>
#include <cstddef>
#include <infobound/core/concepts.hpp>
#include <infobound/core/numeric/cmath.hpp>
#include <infobound/core/random_stream.hpp>
#include <infobound/information/detail/annealed_replicate.hpp>
#include <infobound/information/replicate/replicate_origin.hpp>
#include <infobound/information/replicate/simulation.hpp>
#include <infobound/information/replicate/tempered_kernel.hpp>
#include <utility>
#include <vector>

namespace infobound::inline v0_1::detail {

/// One chain up and one down a path on the data of a pilot, which adapt their steps as they go.
template <class Process>
class annealing_pilot {
 public:
  using Real = real_type_t<Process>;

  annealing_pilot(const Process& process, std::size_t horizon, tempered_kernel<Process> chain)
      : process_(process), horizon_(horizon), chain_(std::move(chain)) {}

  /// One chain a side; log_steps[k], 0 < k < K, become the mean of what both chains came to at β_k.
  [[nodiscard]] annealing_sides<Real> operator()(const std::vector<Real>& beta, const replicate_origin& origin,
                                                 random_stream& rng, Eigen::Ref<Eigen::ArrayX<Real>> log_steps) {
    using std::log;
    data_.draw(process_, horizon_, rng, origin);
    chain_.observe(data_.history(), origin);
    log_steps.setZero();
    Real step = Real(0.5);
    const auto move = [&](std::size_t k) {
      adapt(step, chain_.move(beta[k], step, rng));
      log_steps[static_cast<Eigen::Index>(k)] += log(step) / 2;
    };
    const Real own = data_.log_likelihood().sum();
    Real up = 0;
    chain_.draw(rng);
    for (std::size_t k = 1; k < beta.size(); ++k) {
      up += (beta[k] - beta[k - 1]) * chain_.log_weight();
      if (k + 1 < beta.size()) move(k);
    }
    Real down = 0;
    chain_.start_at(data_.z());
    for (std::size_t k = beta.size() - 1; k > 0; --k) {
      down += (beta[k] - beta[k - 1]) * chain_.log_weight();
      if (k > 1) move(k - 1);
    }
    return {own, up, down, 1};
  }

 private:
  /// Towards a quarter turn, after which positions are independent in a Gaussian law, or as close to it as can be had
  /// with two moves of three accepted.
  static void adapt(Real& step, const move_outcome<Real>& outcome) {
    using std::exp, std::min;
    step *= exp(Real(0.2) * min(outcome.memory, Real(outcome.acceptance - Real(0.65))));
  }

  const Process& process_;
  std::size_t horizon_;
  simulation<Process> data_;
  tempered_kernel<Process> chain_;
};

}  // namespace infobound::inline v0_1::detail
