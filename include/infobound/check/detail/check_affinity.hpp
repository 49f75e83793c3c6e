// SPDX-License-Identifier: BSL-1.0
// The check of affinities: what two parameters make of a history, seen by which of them made it.
#pragma once

#include <Eigen/Core>
#include <cstddef>
#include <infobound/check/detail/check_run.hpp>
#include <infobound/core/concepts.hpp>
#include <infobound/core/numeric/cmath.hpp>
#include <infobound/core/random_stream.hpp>
#include <infobound/core/require.hpp>
#include <infobound/core/reuse.hpp>
#include <limits>
#include <string>

namespace infobound::inline v0_1::detail {

/// Σ_y √(p(y|θ) p(y|θ′)) for each label: between 0 and 1, 1 where θ = θ′, the same of θ and θ′ as of θ′ and θ. Where a
/// coin says which of the two makes the first t labels, 1/cosh(½ ln p/p′) of their likelihoods, between 0 and 1, has
/// the product of their affinities as its mean: an empirical Bernstein bound tells how far a sample mean may be from
/// it.
template <class Process>
[[nodiscard]] outcome check_affinity(const Process& process, check_run& run) {
  if constexpr (!evaluates_affinity<Process>) {
    return not_applicable("the process has no affinity(theta, other, history)");
  } else {
    using Real = real_type_t<Process>;
    const auto affinities = [&](const auto& theta, const auto& other, const auto& history) {
      Eigen::VectorX<Real> terms;
      reuse::affinity(process, theta, other, history, terms);
      require_same_size("affinity: number of entries", terms.size(), "horizon",
                        static_cast<Eigen::Index>(run.horizon()));
      return doubles<Process>(terms.template cast<double>().array());
    };
    largest_discrepancy largest;
    doubles<Process> differences(static_cast<Eigen::Index>(run.draws()));
    for (std::size_t draw = 0; draw < run.draws(); ++draw) {
      random_stream rng = run.stream(draw, draws_of::affinities);
      const auto one = process.draw_parameter(rng);
      const auto two = process.draw_parameter(rng);
      const bool second = (rng() & 1) == 1;
      const auto history = process.draw_history(second ? two : one, run.horizon(), rng);
      const auto between = affinities(one, two, history);
      const auto where = [&](const std::string& which, Eigen::Index t) {
        return "entry " + to_text(t) + which + " (" + run.place(draw, draws_of::affinities) + ")";
      };
      const double allowed = rounding_allowance<Real>(1);
      const auto own = affinities(one, one, history);
      const auto swapped = affinities(two, one, history);
      for (Eigen::Index t = 0; t < between.size(); ++t) {
        if (!(between[t] >= 0 && between[t] <= 1 + allowed))
          return failed(where("", t) + " is " + to_text(between[t]) + ", must be from 0 to 1");
        largest.see(own[t], 1, allowed, [&] { return where(" at two thetas that are equal", t); });
        largest.see(between[t], swapped[t], allowed, [&] { return where("", t); });
      }
      // One label tells most; of more, that affinities multiply.
      const auto labels = static_cast<Eigen::Index>(draw % 4 == 0 ? 1 + draw / 4 % run.horizon() : 1);
      const double ratio = sound_terms(process, one, history, run.horizon()).head(labels).sum() -
                           sound_terms(process, two, history, run.horizon()).head(labels).sum();
      differences[static_cast<Eigen::Index>(draw)] = 1 / std::cosh(ratio / 2) - between.head(labels).prod();
    }
    if (!largest.tolerable()) return largest.verdict("1 at equal thetas, or that of the two thetas swapped,");
    const auto count = static_cast<double>(run.draws());
    const double mean = differences.mean();
    const double spread = std::sqrt((differences - mean).square().sum() / (count - 1));
    const double depth = std::log(4 / run.false_alarm_rate());
    const double allowed = spread * std::sqrt(2 * depth / count) + 14 * depth / (3 * (count - 1));
    const std::string words = "what the likelihoods say of the affinity exceeds it by " + rounded(mean) +
                              " in the mean of " + to_text(run.draws()) + " draws, allowed " + rounded(allowed);
    if (!(std::abs(mean) <= allowed)) return failed(words + " (" + run.places(draws_of::affinities) + ")");
    return passed(words);
  }
}

}  // namespace infobound::inline v0_1::detail
