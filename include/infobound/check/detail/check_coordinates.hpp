// SPDX-License-Identifier: BSL-1.0
// Check of whether the coordinates of a process have the law of its prior.
#pragma once

#include <Eigen/Core>
#include <array>
#include <cstddef>
#include <infobound/check/detail/check_draws.hpp>
#include <infobound/check/detail/check_run.hpp>
#include <infobound/core/concepts.hpp>
#include <infobound/core/numeric/normal_draws.hpp>
#include <infobound/core/random_stream.hpp>
#include <vector>

namespace infobound::inline v0_1::detail {

/// The law of θ(z), z ~ N(0, I), is that of draw_parameter: the samples are the likelihoods of θ on a few histories, of
/// all labels and of the first.
template <class Process>
[[nodiscard]] outcome check_coordinates(const Process& process, check_run& run) {
  if constexpr (!whitened_process<Process>) {
    return not_applicable("the process has no latent_dimension() and parameter_from(z)");
  } else {
    using Real = real_type_t<Process>;
    constexpr std::size_t probes = 4;
    std::vector<typename Process::history_type> histories;
    for (std::size_t probe = 0; probe < probes; ++probe)
      histories.push_back(drawn<Process>(process, run.horizon(), run.stream(probe)).history);
    std::array<std::vector<double_of<Process>>, 2 * probes> drawn_likelihoods;
    std::array<std::vector<double_of<Process>>, 2 * probes> made_likelihoods;
    const auto see = [&](auto& likelihoods, const typename Process::parameter_type& theta) {
      for (std::size_t probe = 0; probe < probes; ++probe) {
        const doubles<Process> terms = sound_terms(process, theta, histories[probe], run.horizon());
        likelihoods[2 * probe].push_back(terms.sum());
        likelihoods[2 * probe + 1].push_back(terms[0]);
      }
    };
    for (std::size_t i = 0; i < run.draws(); ++i) {
      random_stream prior = run.stream(i, draws_of::prior);
      see(drawn_likelihoods, process.draw_parameter(prior));
      random_stream normal = run.stream(i, draws_of::coordinates);
      see(made_likelihoods, process.parameter_from(standard_normal<Real>(process.latent_dimension(), normal)));
    }
    return compare_samples(run, "the likelihoods of parameter_from(z) and of draw_parameter(rng) on one history",
                           drawn_likelihoods, made_likelihoods, draws_of::prior, draws_of::coordinates);
  }
}

}  // namespace infobound::inline v0_1::detail
