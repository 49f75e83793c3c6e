// SPDX-License-Identifier: BSL-1.0
// Checks of what a process draws: equal streams give equal draws, other streams others, every horizon the same law.
#pragma once

#include <Eigen/Core>
#include <algorithm>
#include <cstddef>
#include <infobound/check/detail/calibration.hpp>
#include <infobound/check/detail/check_run.hpp>
#include <infobound/core/concepts.hpp>
#include <infobound/core/numeric/cmath.hpp>
#include <infobound/core/numeric/equal.hpp>
#include <infobound/core/random_stream.hpp>
#include <infobound/core/require.hpp>
#include <infobound/core/stream_use.hpp>
#include <string>
#include <vector>

namespace infobound::inline v0_1::detail {

/// θ and H_T of one stream: opened again by random_stream(seed, replicate), θ first.
template <class Process>
struct drawn {
  drawn(const Process& process, std::size_t horizon, random_stream rng)
      : theta(process.draw_parameter(rng)), history(process.draw_history(theta, horizon, rng)) {}

  typename Process::parameter_type theta;
  typename Process::history_type history;
};

template <class Terms>
[[nodiscard]] bool same_terms(const Terms& a, const Terms& b) {
  if (a.size() != b.size()) return false;
  for (Eigen::Index t = 0; t < a.size(); ++t)
    if (!equal(a[t], b[t]) && !(is_nan(a[t]) && is_nan(b[t]))) return false;
  return true;
}

/// Every stream is drawn from twice, with another one in between, and no draw leaves its stream where it was.
template <class Process>
[[nodiscard]] outcome check_equal_streams(const Process& process, check_run& run) {
  const auto draw = [&](std::size_t i) { return drawn<Process>(process, run.horizon(), run.stream(i)); };
  std::vector<drawn<Process>> first;
  for (std::size_t i = 0; i < run.draws(); ++i) first.push_back(draw(i));
  for (std::size_t i = 0; i < run.draws(); ++i) {
    const auto& before = first[i];
    const auto again = draw(i);
    if (!same_value(before.theta, again.theta))
      return failed("the same stream gave another theta the second time (" + run.place(i) + ")");
    if (!same_value(before.history, again.history))
      return failed("the same stream gave another history the second time (" + run.place(i) + ")");
    if (!same_terms(likelihood_terms(process, before.theta, before.history),
                    likelihood_terms(process, again.theta, again.history)))
      return failed("the same stream gave draws of another log_likelihood the second time (" + run.place(i) + ")");
  }
  const std::string member = member_that_copies_its_stream(process, run.horizon());
  if (!member.empty()) return failed(copies_its_stream(member));
  return passed(to_text(run.draws()) + " streams gave the same theta and history twice");
}

/// Draws of other streams differ, by == or by one of a few likelihoods.
template <class Process>
[[nodiscard]] outcome check_different_streams(const Process& process, check_run& run) {
  constexpr std::size_t most_probes = 4;
  std::vector<drawn<Process>> probes;
  for (std::size_t i = 0; i < (std::min)(run.draws(), most_probes); ++i)
    probes.emplace_back(process, run.horizon(), run.stream(i));
  const auto& first = probes.front();
  bool other_theta = false;
  bool other_history = false;
  for (std::size_t i = 1; i < run.draws() && !(other_theta && other_history); ++i) {
    const drawn<Process> own(process, run.horizon(), run.stream(i));
    other_theta = other_theta || !same_value(own.theta, first.theta);
    other_history = other_history || !same_value(own.history, first.history);
    for (const auto& probe : probes) {
      other_theta = other_theta || !same_terms(likelihood_terms(process, own.theta, probe.history),
                                               likelihood_terms(process, first.theta, probe.history));
      other_history = other_history || !same_terms(likelihood_terms(process, probe.theta, own.history),
                                                   likelihood_terms(process, probe.theta, first.history));
    }
  }
  const std::string all = "all " + to_text(run.draws()) + " streams gave ";
  if (!other_theta) {
    if (!comparable<typename Process::parameter_type>) return not_applicable("no == tells one theta from another");
    return failed(all + "the same theta, of which there is then nothing to learn");
  }
  if (!other_history) {
    if (!comparable<typename Process::history_type>) return not_applicable("no == tells one history from another");
    return failed(all + "the same history, which then tells nothing of theta");
  }
  return passed("neither all thetas nor all histories are equal");
}

/// Pairs of samples, each of one law: which of them are furthest apart, and whether that is further than chance makes
/// them.
template <class Samples>
[[nodiscard]] outcome compare_samples(const check_run& run, const std::string& subject, const Samples& first,
                                      const Samples& second, draws_of first_kind, draws_of second_kind) {
  double distance = 0;
  double log_probability = 0;
  for (std::size_t i = 0; i < first.size(); ++i) {
    const two_samples<double_of<Samples>> compared(first[i], second[i]);
    if (compared.distance() < distance) continue;
    distance = compared.distance();
    log_probability = compared.log_probability();
  }
  const std::string words = subject + " have distribution functions that are " + rounded(distance) + " apart, in " +
                            to_text(run.draws()) + " draws of each";
  if (log_probability < std::log(run.false_alarm_rate() / static_cast<double>(first.size())))
    return failed(words + ": " + chance(log_probability) + " (" + run.places(first_kind, second_kind) + ")");
  return passed(words);
}

/// The first label of a long history has the law of a history of one label: the samples are the likelihoods of that
/// label under thetas that are drawn apart.
template <class Process>
[[nodiscard]] outcome check_horizons(const Process& process, check_run& run) {
  if (run.horizon() < 2) return not_applicable("the longest history has one label");
  constexpr std::size_t probes = 4;
  std::vector<typename Process::parameter_type> thetas;
  for (std::size_t probe = 0; probe < probes; ++probe) {
    random_stream rng = run.stream(probe);
    thetas.push_back(process.draw_parameter(rng));
  }
  std::vector<std::vector<double_of<Process>>> in_long(probes);
  std::vector<std::vector<double_of<Process>>> in_short(probes);
  for (std::size_t i = 0; i < run.draws(); ++i) {
    const drawn<Process> longer(process, run.horizon(), run.stream(i, draws_of::long_histories));
    const drawn<Process> shorter(process, 1, run.stream(i, draws_of::short_histories));
    for (std::size_t probe = 0; probe < probes; ++probe) {
      in_long[probe].push_back(sound_terms(process, thetas[probe], longer.history, run.horizon())[0]);
      in_short[probe].push_back(sound_terms(process, thetas[probe], shorter.history, 1)[0]);
    }
  }
  return compare_samples(
      run, "the likelihoods of the first label in histories of length " + to_text(run.horizon()) + " and 1", in_long,
      in_short, draws_of::long_histories, draws_of::short_histories);
}

}  // namespace infobound::inline v0_1::detail
