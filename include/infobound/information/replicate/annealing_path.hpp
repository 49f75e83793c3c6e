// SPDX-License-Identifier: BSL-1.0
// Temperatures with a step size for each, and the two ways along them (theory 11.4).
#pragma once

#include <Eigen/Core>
#include <algorithm>
#include <cstddef>
#include <infobound/core/concepts.hpp>
#include <infobound/core/numeric/cmath.hpp>
#include <infobound/core/numeric/equal.hpp>
#include <infobound/core/random_stream.hpp>
#include <infobound/information/annealing.hpp>
#include <infobound/information/replicate/tempered_kernel.hpp>
#include <limits>
#include <vector>

namespace infobound::inline v0_1::detail {

/// Where a path starts, inverse temperatures 0 = β_0 < … < β_K = 1, and a step size for each.
template <class Real>
struct annealing_path {
  std::vector<Real> inverse_temperatures;
  std::vector<Real> steps;
  annealing_start start = annealing_start::prior;
};

/// ((1+λ)^s − 1)/λ for ln(1+λ) = growth; s for λ = 0.
template <class Real>
[[nodiscard]] Real geometric_temperature(const Real& growth, const Real& s) {
  using std::expm1;
  return growth > 0 ? Real(expm1(growth * s) / expm1(growth)) : s;
}

/// The inverse temperature at s = k/K; 0 at 0 and 1 at 1.
template <class Real>
[[nodiscard]] Real inverse_temperature(annealing_schedule schedule, const Real& growth, const Real& s) {
  using std::tanh;
  switch (schedule) {
    case annealing_schedule::tuned:
      return geometric_temperature(growth, s);
    case annealing_schedule::power:
      return s * s * s * s;
    case annealing_schedule::sigmoid:
      // 1/(1 + e^{−4(2s−1)}) = (1 + tanh(2(2s−1)))/2.
      return (1 + tanh(2 * (2 * s - 1)) / tanh(Real(2))) / 2;
    case annealing_schedule::uniform:
      break;
  }
  return s;
}

/// What pilots find and the reported replicates use: where paths start, ln(1+λ), and the logarithms of the steps at
/// equal distances of ln(1+λβ), in which they are smooth.
template <class Real>
struct annealing_table {
  Real growth = 0;
  std::vector<Real> log_steps = {};
  annealing_start start = annealing_start::prior;

  [[nodiscard]] Real step_at(const Real& inverse_temperature) const {
    using std::exp, std::expm1, std::log1p, std::min;
    if (log_steps.empty()) return 0;
    const Real s = growth > 0 ? Real(log1p(expm1(growth) * inverse_temperature) / growth) : inverse_temperature;
    const Real place = s * Real(log_steps.size() - 1);
    const std::size_t before = min(static_cast<std::size_t>(place), log_steps.size() - 2);
    const Real share = place - Real(before);
    return exp((1 - share) * log_steps[before] + share * log_steps[before + 1]);
  }

  [[nodiscard]] annealing_path<Real> path(annealing_schedule schedule, std::size_t temperatures) const {
    annealing_path<Real> along{{}, {}, start};
    along.inverse_temperatures.reserve(temperatures + 1);
    along.steps.reserve(temperatures + 1);
    for (std::size_t k = 0; k <= temperatures; ++k) {
      const Real s = Real(k) / Real(temperatures);
      along.inverse_temperatures.push_back(inverse_temperature(schedule, growth, s));
      along.steps.push_back(step_at(along.inverse_temperatures.back()));
    }
    // Neither end may be missed by rounding: the weights would be those of another law.
    along.inverse_temperatures.front() = 0;
    along.inverse_temperatures.back() = 1;
    return along;
  }
};

/// ln ŵ of a chain from the law at β = 0 up: E[ŵ | H_T] = p(H_T). visit(k) is called before the chain leaves β_{k−1}.
template <class Process, class Real, class Visit>
[[nodiscard]] Real anneal_up(tempered_kernel<Process>& chain, const annealing_path<Real>& along, random_stream& rng,
                             Visit visit) {
  chain.draw(rng);
  const auto& beta = along.inverse_temperatures;
  Real log_weight = 0;
  for (std::size_t k = 1; k < beta.size(); ++k) {
    log_weight += (beta[k] - beta[k - 1]) * chain.log_weight();
    if (equal(log_weight, -std::numeric_limits<Real>::infinity())) return log_weight;
    visit(k);
    if (k + 1 < beta.size()) chain.move(beta[k], along.steps[k], rng);
  }
  return log_weight;
}

/// ln ŵ of a chain down from z*, an exact posterior draw: E[1/ŵ | H_T] = 1/p(H_T), every move being its own reversal;
/// less, which is on the safe side, where a draw from the law at β = 0 may be unable to have made the data.
template <class Process, class Real>
[[nodiscard]] Real anneal_down(tempered_kernel<Process>& chain, const Eigen::VectorX<Real>& z,
                               const annealing_path<Real>& along, random_stream& rng) {
  chain.start_at(z);
  const auto& beta = along.inverse_temperatures;
  Real log_weight = 0;
  for (std::size_t k = beta.size() - 1; k > 0; --k) {
    log_weight += (beta[k] - beta[k - 1]) * chain.log_weight();
    if (k > 1) chain.move(beta[k - 1], along.steps[k - 1], rng);
  }
  return log_weight;
}

}  // namespace infobound::inline v0_1::detail
