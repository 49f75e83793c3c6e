// SPDX-License-Identifier: BSL-1.0
// Checks of whether data come from the law that a process's likelihood and predictive law state.
#pragma once

#include <Eigen/Core>
#include <cstddef>
#include <cstdint>
#include <infobound/check/detail/candidate_calibration.hpp>
#include <infobound/check/detail/check_draws.hpp>
#include <infobound/check/detail/check_run.hpp>
#include <infobound/core/concepts.hpp>
#include <infobound/core/numeric/cmath.hpp>
#include <infobound/core/numeric/equal.hpp>
#include <infobound/core/numeric/log_sum_exp.hpp>
#include <infobound/core/numeric/normal_draws.hpp>
#include <infobound/core/random_stream.hpp>
#include <infobound/core/require.hpp>
#include <infobound/core/reuse.hpp>
#include <string>
#include <utility>
#include <vector>

namespace infobound::inline v0_1::detail {

/// What a test of choices found, and what data tell at least of θ: the mean of information_of_choice, whose
/// expectation is at most I(H_T;θ) if the candidates are drawn from the prior (theory 11.3).
struct choice_outcome {
  outcome verdict;
  double information = 0;
};

/// Of eight θ one is chosen at random and makes H_T: given all this but the choice, each θ is it with probability ∝
/// p(H_T|θ). Terms of the likelihood that are free of θ cancel, and no likelihood is so heavy-tailed that it matters.
/// Besides the probabilities themselves, the ranks of the candidates' likelihoods on two histories apart see a bias.
template <class Process, class DrawCandidate>
[[nodiscard]] choice_outcome check_choices(const Process& process, check_run& run, draws_of kind,
                                           DrawCandidate draw_candidates) {
  constexpr std::size_t apart = 2;
  std::vector<typename Process::history_type> histories;
  for (std::size_t i = 0; i < apart; ++i)
    histories.push_back(drawn<Process>(process, run.horizon(), run.stream(i)).history);
  candidate_calibration<double_of<Process>> checks(run.horizon(), 1 + apart);
  double information = 0;
  for (std::size_t i = 0; i < run.draws(); ++i) {
    random_stream rng = run.stream(i, kind);
    const std::vector<typename Process::parameter_type> thetas = draw_candidates(rng, i);
    const std::size_t chosen = rng() % static_cast<std::uint64_t>(candidates);
    const typename Process::history_type history = process.draw_history(thetas[chosen], run.horizon(), rng);
    Eigen::ArrayXX<double_of<Process>> terms(static_cast<Eigen::Index>(run.horizon()), candidates);
    std::vector<doubles<Process>> numbers(apart, doubles<Process>(candidates));
    for (Eigen::Index j = 0; j < candidates; ++j) {
      const auto& theta = thetas[static_cast<std::size_t>(j)];
      terms.col(j) = sound_terms(process, theta, history, run.horizon());
      for (std::size_t k = 0; k < apart; ++k)
        numbers[k][j] = sound_terms(process, theta, histories[k], run.horizon()).sum();
    }
    for (doubles<Process>& number : numbers) number = ranks<double_of<Process>>(number);
    terms = cumulative<double_of<Process>>(std::move(terms));
    checks.add(terms, numbers, static_cast<Eigen::Index>(chosen));
    information +=
        information_of_choice<double_of<Process>>(terms.bottomRows(1).transpose()) / static_cast<double>(run.draws());
  }
  const std::string maker = "of the theta that made the data";
  return {checks.verdict(run, kind,
                         {"the log-probability " + maker, "the rank, by another history, " + maker,
                          "the rank, by a second other history, " + maker}),
          information};
}

/// Candidates drawn from the prior.
template <class Process>
[[nodiscard]] choice_outcome check_law(const Process& process, check_run& run) {
  return check_choices(process, run, draws_of::candidates, [&](random_stream& rng, std::size_t) {
    std::vector<typename Process::parameter_type> thetas;
    for (Eigen::Index j = 0; j < candidates; ++j) thetas.push_back(process.draw_parameter(rng));
    return thetas;
  });
}

/// Candidates close to each other: what E ∇ ln p(H_T|θ) = 0 would see, without its tails. Each is N(0, I) in z by
/// itself, a distance of the order of s = 1, ½, …, 2⁻⁵ from the others.
template <class Process>
[[nodiscard]] outcome check_law_nearby(const Process& process, check_run& run) {
  if constexpr (!whitened_process<Process>) {
    return not_applicable("the process has no latent_dimension() and parameter_from(z)");
  } else {
    using Real = real_type_t<Process>;
    using std::sqrt;
    return check_choices(process, run, draws_of::near_candidates,
                         [&](random_stream& rng, std::size_t i) {
                           const Real scale = Real(1) / Real(1 << (i % 6));
                           const Eigen::VectorX<Real> centre = standard_normal<Real>(process.latent_dimension(), rng);
                           std::vector<typename Process::parameter_type> thetas;
                           for (Eigen::Index j = 0; j < candidates; ++j) {
                             const Eigen::VectorX<Real> z =
                                 sqrt(1 - scale * scale) * centre +
                                 scale * standard_normal<Real>(process.latent_dimension(), rng);
                             thetas.push_back(process.parameter_from(z));
                           }
                           return thetas;
                         })
        .verdict;
  }
}

/// A coin says whether H_T is made by one of 31 known θ or by a new one: given H_T and them, the probabilities of the
/// two are as the mean of p(H_T|θ) over the known ones to p(H_T).
template <class Process>
[[nodiscard]] outcome check_predictive(const Process& process, check_run& run) {
  if constexpr (!evaluates_predictive<Process>) {
    return not_applicable("the process has no log_predictive(history)");
  } else {
    constexpr std::size_t count = 31;
    const auto length = static_cast<Eigen::Index>(run.horizon());
    const std::vector<doubles<Process>> whether_new{Eigen::Array<double_of<Process>, 2, 1>(0, 1)};
    candidate_calibration<double_of<Process>> checks(run.horizon(), 2);
    for (std::size_t i = 0; i < run.draws(); ++i) {
      random_stream rng = run.stream(i, draws_of::predictive);
      std::vector<typename Process::parameter_type> thetas;
      for (std::size_t j = 0; j <= count; ++j) thetas.push_back(process.draw_parameter(rng));
      // They are alike, so that any known one will do: the first.
      const auto chosen = static_cast<Eigen::Index>(rng() % 2);
      const typename Process::history_type history =
          process.draw_history(chosen == 0 ? thetas.front() : thetas.back(), run.horizon(), rng);
      Eigen::VectorX<real_type_t<Process>> predictive;
      reuse::log_predictive(process, history, predictive);
      if (predictive.size() != length)
        return failed("a history of " + counted(length, "label") + " has " + to_text(predictive.size()) + " entries (" +
                      run.place(i, draws_of::predictive) + ")");
      for (Eigen::Index t = 0; t < length; ++t)
        if (!std::isfinite(static_cast<double>(predictive[t])))
          return failed("entry " + to_text(t) + " is " + to_text(predictive[t]) + " for data of the process itself (" +
                        run.place(i, draws_of::predictive) + ")");
      Eigen::ArrayXX<double_of<Process>> likelihoods(length, static_cast<Eigen::Index>(count));
      for (std::size_t j = 0; j < count; ++j)
        likelihoods.col(static_cast<Eigen::Index>(j)) = sound_terms(process, thetas[j], history, run.horizon());
      likelihoods = cumulative<double_of<Process>>(std::move(likelihoods));
      Eigen::ArrayXX<double_of<Process>> sums(length, 2);
      sums.col(1) = predictive.template cast<double>().array();
      sums = cumulative<double_of<Process>>(std::move(sums));
      for (Eigen::Index t = 0; t < length; ++t)
        sums(t, 0) = log_sum_exp(likelihoods.row(t)) - std::log(static_cast<double>(count));
      checks.add(sums, whether_new, chosen);
    }
    return checks.verdict(run, draws_of::predictive,
                          {"the log-probability of what made the data, a known theta or a new one,",
                           "the share of data that a new theta made"});
  }
}

}  // namespace infobound::inline v0_1::detail
