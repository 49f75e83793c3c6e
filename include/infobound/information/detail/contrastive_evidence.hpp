// SPDX-License-Identifier: BSL-1.0
// The evidence of histories by draws from a process's prior.
#pragma once

#include <Eigen/Core>
#include <cstddef>
#include <infobound/core/concepts.hpp>
#include <infobound/core/numeric/cmath.hpp>
#include <infobound/core/numeric/log_sum_exp.hpp>
#include <infobound/core/random_stream.hpp>
#include <infobound/information/evidence.hpp>
#include <infobound/information/replicate/many_likelihoods.hpp>
#include <infobound/information/replicate/replicate_origin.hpp>

namespace infobound::inline v0_1::detail {

/// The mean likelihood of N prior draws.
template <class Process>
class contrastive_evidence {
 public:
  using Real = real_type_t<Process>;

  contrastive_evidence(const Process& process, std::size_t contrasts)
      : process_(&process), count_(static_cast<Eigen::Index>(contrasts)) {}

  [[nodiscard]] evidence_estimate<Real> operator()(const typename Process::history_type& history,
                                                   const replicate_origin& origin) {
    using std::log;
    random_stream rng(origin.seed, origin.replicate, stream_purpose::contrasts);
    draws_.take_prior(*process_, count_, rng);
    draws_.totals(*process_, history, totals_);
    const Real sum = log_sum_exp(totals_);
    return {sum - log(Real(count_)), effective_sample_size(sum, totals_)};
  }

 private:
  const Process* process_;
  Eigen::Index count_;
  many_likelihoods<Process> draws_;
  Eigen::ArrayX<Real> totals_;
};

}  // namespace infobound::inline v0_1::detail
