// SPDX-License-Identifier: BSL-1.0
// The evidence of histories by forward chains of annealed importance sampling.
#pragma once

#include <Eigen/Core>
#include <cstddef>
#include <infobound/core/concepts.hpp>
#include <infobound/core/numeric/cmath.hpp>
#include <infobound/core/numeric/log_sum_exp.hpp>
#include <infobound/core/random_stream.hpp>
#include <infobound/information/evidence.hpp>
#include <infobound/information/replicate/annealing_path.hpp>
#include <infobound/information/replicate/replicate_origin.hpp>
#include <infobound/information/replicate/tempered_kernel.hpp>
#include <utility>

namespace infobound::inline v0_1::detail {

/// The mean weight of forward chains along a path that was frozen beforehand: the reverse one would start at θ*.
template <class Process>
class annealed_evidence {
 public:
  using Real = real_type_t<Process>;

  annealed_evidence(annealing_path<Real> path, tempered_kernel<Process> chain, std::size_t chains)
      : path_(std::move(path)), chain_(std::move(chain)), log_weights_(static_cast<Eigen::Index>(chains)) {}

  [[nodiscard]] evidence_estimate<Real> operator()(const typename Process::history_type& history,
                                                   const replicate_origin& origin) {
    using std::log;
    random_stream rng(origin.seed, origin.replicate, stream_purpose::forward_chain);
    chain_.observe(history, origin);
    for (Real& log_weight : log_weights_) log_weight = anneal_up(chain_, path_, rng, [](std::size_t) {});
    const Real sum = log_sum_exp(log_weights_);
    return {sum - log(Real(log_weights_.size())), effective_sample_size(sum, log_weights_)};
  }

 private:
  annealing_path<Real> path_;
  tempered_kernel<Process> chain_;
  Eigen::ArrayX<Real> log_weights_;
};

}  // namespace infobound::inline v0_1::detail
