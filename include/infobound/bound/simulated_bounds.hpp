// SPDX-License-Identifier: BSL-1.0
// What theorems say of the error by one plain average over simulations each.
#pragma once

#include <Eigen/Core>
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <infobound/bound/detail/pairwise_affinity.hpp>
#include <infobound/core/average_replicates.hpp>
#include <infobound/core/concepts.hpp>
#include <infobound/core/estimate.hpp>
#include <infobound/core/execution.hpp>
#include <infobound/core/members.hpp>
#include <infobound/core/numeric/cmath.hpp>
#include <infobound/core/numeric/equal.hpp>
#include <infobound/core/observer.hpp>
#include <infobound/core/random_stream.hpp>
#include <infobound/core/require.hpp>
#include <infobound/core/simulated_bound.hpp>
#include <infobound/core/stream_use.hpp>
#include <infobound/information/replicate/observed_information.hpp>
#include <infobound/information/replicate/replicate_origin.hpp>
#include <memory>
#include <stdexcept>
#include <string_view>
#include <utility>
#include <vector>

namespace infobound::inline v0_1 {

/// How much simulated_bounds simulates.
struct simulated {
  std::size_t replicates = 1000;  ///< ≥ 2
  std::uint64_t seed = 0;         ///< same seed, same bits, whatever the execution

  void validate() const { require_at_least("simulated.replicates", replicates, 2); }
};

namespace detail {

/// The name of its runs.
inline constexpr std::string_view simulated_bounds_name = "simulated_bounds";

/// The probability with which an affinity's confidence limit may err.
inline constexpr double affinity_error = 1e-3;

/// An upper confidence limit of the mean of R numbers in [0, 1], at most 1: their mean + √(2v ln(2/α)/R) + 7 ln(2/α) /
/// (3(R − 1)), v the sample variance (Maurer, Pontil 2009). Errs with probability at most α, whatever their law.
template <class Real>
[[nodiscard]] Real empirical_bernstein_limit(const sampled<Real>& averaged, std::size_t replicates) {
  using std::min, std::sqrt;
  if (replicates < 2) return 1;
  const Real depth = Real(std::log(2 / affinity_error));
  return (min)(Real(1), Real(averaged.mean + averaged.standard_error * sqrt(2 * depth) +
                             7 * depth / (3 * Real(replicates - 1))));
}

template <class Process>
consteval bool explain_simulated_bounds() {
  constexpr bool understood = explain_members<Process>();
  constexpr bool simulates = bounded_by_determinant<Process> || evaluates_affinity<Process>;
  constexpr bool bounded = simulates || offers_simulated_bounds<Process>;
  static_assert(!understood || bounded,
                "infobound: no bound on the error of the process comes of one average over simulations: it has none of "
                "hessian(z, history) beside log_concave_likelihood = true, affinity(theta, other, history), "
                "simulated_bounds(horizon)");
  if constexpr (understood && simulates)
    return explain_process<Process>();
  else
    return understood && bounded;
}

/// One replicate after another of every bound that is known of the process: a mean of informations and one of
/// affinities each.
template <class Process>
class simulated_bounds_replicate {
 public:
  using Real = real_type_t<Process>;

  simulated_bounds_replicate(const Process& process, std::size_t horizon, std::uint64_t seed)
      : origin_(std::make_shared<replicate_origin>(replicate_origin{simulated_bounds_name, seed})) {
    if constexpr (bounded_by_determinant<Process>)
      bounds_.push_back({direction::lower, "determinant of the observed information (theory 12.3)",
                         [origin = origin_, draw = observed_information<Process>(process, horizon)](
                             random_stream& rng) mutable { return draw.total(rng, *origin); }});
    if constexpr (evaluates_affinity<Process>)
      bounds_.push_back({direction::lower, "affinities of pairs, at 99.9 % confidence (theory 12.2)", nullptr,
                         [origin = origin_, draw = pairwise_affinity<Process>(process, horizon)](
                             random_stream& rng) mutable { return draw(rng, *origin); }});
    if constexpr (offers_simulated_bounds<Process>)
      for (auto& offered : process.simulated_bounds(horizon)) {
        if (offered.direction == direction::upper && offered.affinity)
          throw std::domain_error("simulated_bounds: \"" + offered.source +
                                  "\" has affinities, which must be of a lower bound");
        bounds_.push_back(std::move(offered));
      }
  }

  [[nodiscard]] const std::vector<bound_sampler<Real>>& bounds() const { return bounds_; }

  void operator()(std::size_t replicate, Eigen::ArrayX<Real>& sample) {
    origin_->replicate = replicate;
    for (std::size_t i = 0; i < bounds_.size(); ++i) {
      const auto place = static_cast<Eigen::Index>(2 * i);
      sample[place] = sample[place + 1] = 0;
      if (const auto& draw = bounds_[i].information) {
        random_stream rng(origin_->seed, replicate);
        sample[place] = draw(rng);
        if (is_nan(sample[place])) origin_->blame(bounds_[i].source);
      }
      if (const auto& draw = bounds_[i].affinity) {
        random_stream rng(origin_->seed, replicate, stream_purpose::contrasts);
        sample[place + 1] = draw(rng);
        require_affinity(sample[place + 1], bounds_[i].source, *origin_);
      }
    }
  }

 private:
  std::shared_ptr<replicate_origin> origin_;
  std::vector<bound_sampler<Real>> bounds_;
};

}  // namespace detail

/// Bounds on 𝓛_T = I(H_T;θ)/T that take one plain average over simulations each, without nesting and without a Markov
/// chain, in nats per observation: simulated_bounds(process, 50, simulated{.replicates = 4000, .seed = 7}).
/// - The determinant of the observed information, where z ↦ ln p(H_T | θ(z)) is concave (theory 12.3): what `mean` is
///   the estimate of is a lower bound, from which it is off by its standard error.
/// - Pairs of θ, where affinity(theta, other, history) is known (theory 12.2): −ln E Π_t ρ_t. The mean of affinities
///   depends on rare pairs, and −ln of a mean is biased upwards: so `mean` is itself a bound, with 99.9 % confidence,
///   from an upper confidence limit of that mean.
/// - Those that the process offers as simulated_bounds(horizon): the sums of two such parts.
///
/// Domain: T ≥ 1.
/// - Cost:   replicates × (a history + what each bound takes).
/// - Throws: std::domain_error where the process, `effort` or T is outside its domain; std::runtime_error with seed and
///           replicate where the process returns NaN, or what is no affinity.
template <class Process, execution_policy Execution = serial, observer Observer = unobserved>
[[nodiscard]] std::vector<simulated_bound<real_type_t<Process>>> simulated_bounds(const Process& process,
                                                                                  std::size_t horizon,
                                                                                  const simulated& effort = {},
                                                                                  const Execution& execution = {},
                                                                                  const Observer& watching = {}) {
  using Real = real_type_t<Process>;
  std::vector<simulated_bound<Real>> result;
  if constexpr (detail::explain_simulated_bounds<Process>()) {
    validate_all(process, effort, execution);
    require_at_least("horizon", horizon, 1);
    if constexpr (has_maximum_horizon<Process>)
      require_at_most("horizon", horizon, process.maximum_horizon(), "the longest history that the process has");
    detail::require_streams_by_reference(process, horizon);
    using replicate = detail::simulated_bounds_replicate<Process>;
    const replicate known(process, horizon, effort.seed);
    if (known.bounds().empty()) return result;
    const auto quantities = static_cast<Eigen::Index>(2 * known.bounds().size());
    const auto averaged = average_replicates<Real>(
        {detail::simulated_bounds_name, effort.seed, horizon}, effort.replicates, quantities,
        [&] { return replicate(process, horizon, effort.seed); }, execution, watching);
    const std::size_t count = averaged.quantities.count();
    const Real T = Real(horizon);
    Eigen::Index place = 0;
    for (const auto& [side, source, information, affinity] : known.bounds()) {
      using std::log, std::sqrt;
      sampled<Real> part = averaged.quantities[place];
      if (affinity) {
        const sampled<Real> pairs = averaged.quantities[place + 1];
        const Real limit = detail::empirical_bernstein_limit(pairs, count);
        const Real error = pairs.standard_error / limit;
        part.mean -= log(limit);
        part.standard_error = sqrt(part.standard_error * part.standard_error + error * error);
      }
      result.push_back({part.mean / T, part.standard_error / T, side, source});
      place += 2;
    }
  }
  return result;
}

}  // namespace infobound::inline v0_1
