// SPDX-License-Identifier: BSL-1.0
// The determinant of the observed information of log-concave likelihoods: a lower bound by a plain average.
#pragma once

#include <Eigen/Core>
#include <cstddef>
#include <cstdint>
#include <infobound/core/average_replicates.hpp>
#include <infobound/core/concepts.hpp>
#include <infobound/core/curve.hpp>
#include <infobound/core/estimate.hpp>
#include <infobound/core/random_stream.hpp>
#include <infobound/core/require.hpp>
#include <infobound/information/replicate/observed_information.hpp>
#include <infobound/information/replicate/sandwich.hpp>
#include <limits>
#include <string_view>
#include <utility>
#include <vector>

namespace infobound::inline v0_1 {

/// One side: the mean over draws of (z, H_T) of ½ ln det(I − ∇²_z ln p(H_T | θ(z))), which is at most I(H_T;θ) where
/// z ↦ ln p(H_T|θ(z)) is concave, z ~ N(0, I) (theory 12.3), and I(H_T;θ) itself where it is quadratic, as in linear
/// regression. No nesting and no Markov chain: the average is unbiased for what it bounds with. The upper side is ∞.
/// - Cost:   replicates × (one history + one Hessian + n³/3), n the number of coordinates. A curve takes one such run
///           where the process offers hessian_factor(z, history), with T m n min(n, T m) in place of n³/3 for m columns
///           a label; else T of them. Memory O(n²) and one history a slot of the execution. What an increment is, one
///           side does not tell: [0, ∞].
/// - Throws: std::runtime_error with seed and replicate where the process returns NaN, or a Hessian that shows that the
///           likelihood is not log-concave.
struct determinant {
  static constexpr std::string_view name = "determinant";

  std::size_t replicates = 1000;  ///< ≥ 2
  std::uint64_t seed = 0;         ///< same seed, same bits, whatever the execution

  void validate() const { require_at_least("determinant.replicates", replicates, 2); }

  template <class Process, class Execution, class Observer>
  [[nodiscard]] estimate<real_type_t<Process>> run(const Process& process, std::size_t horizon,
                                                   const Execution& execution, const Observer& observer) const {
    if constexpr (!explain<Process>()) {
      return {};
    } else {
      using Real = real_type_t<Process>;
      const detail::averaged_values places{1};
      const auto averaged = average_replicates<Real>(
          {name, seed, horizon}, replicates, places.size(),
          [&] {
            return [places, policy = *this, draw = detail::observed_information<Process>(process, horizon)](
                       std::size_t replicate, Eigen::ArrayX<Real>& sample) mutable {
              random_stream rng(policy.seed, replicate);
              sample[0] = draw.total(rng, {name, policy.seed, replicate});
              places.raise(sample);
            };
          },
          execution, observer);
      return one_sided(averaged, places, 0, horizon);
    }
  }

  template <class Process, class Execution, class Observer>
  [[nodiscard]] curve<real_type_t<Process>> run_curve(const Process& process, std::size_t horizon,
                                                      const Execution& execution, const Observer& observer) const {
    using Real = real_type_t<Process>;
    std::vector<estimate<Real>> information;
    std::vector<estimate<Real>> increments;
    if constexpr (explain<Process>()) {
      const detail::averaged_values places{static_cast<Eigen::Index>(horizon)};
      const auto averaged = average_replicates<Real>(
          {name, seed, horizon}, replicates, places.size(),
          [&] {
            return [places, policy = *this, draw = detail::observed_information<Process>(process, horizon)](
                       std::size_t replicate, Eigen::ArrayX<Real>& sample) mutable {
              draw.path(random_stream(policy.seed, replicate), {name, policy.seed, replicate},
                        sample.head(places.length));
              places.raise(sample);
            };
          },
          execution, observer);
      for (Eigen::Index t = 0; t < places.length; ++t) {
        information.push_back(one_sided(averaged, places, t, static_cast<std::size_t>(t + 1)));
        increments.push_back(information.back());
        increments.back().lower = {0, 0, true};
      }
    }
    return {std::move(information), std::move(increments)};
  }

 private:
  template <class Process>
  static consteval bool explain() {
    constexpr bool complete = explain_process<Process>();
    static_assert(
        !complete || bounded_by_determinant<Process>,
        "infobound: determinant needs latent_dimension(), parameter_from(z), hessian(z, history) of ln p(H_T | "
        "theta(z)) and static constexpr bool log_concave_likelihood = true, which the process lacks; use "
        "automatic");
    return complete && bounded_by_determinant<Process>;
  }

  template <class Real>
  [[nodiscard]] static estimate<Real> one_sided(const replicated<Real>& averaged, const detail::averaged_values& places,
                                                Eigen::Index quantity, std::size_t labels) {
    estimate<Real> result = detail::two_sided(averaged, places.at(quantity, false), name, {.labels = labels});
    result.upper = {std::numeric_limits<Real>::infinity(), Real(0), true};
    return result;
  }
};

}  // namespace infobound::inline v0_1
