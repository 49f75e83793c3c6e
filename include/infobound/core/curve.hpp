// SPDX-License-Identifier: BSL-1.0
// A learning curve: cumulative information and incremental error at t = 1 … T.
#pragma once

#include <cstddef>
#include <infobound/core/estimate.hpp>
#include <infobound/core/require.hpp>
#include <utility>
#include <vector>

namespace infobound::inline v0_1 {

/// I(H_t;θ) and ℓ_{t−1} = I(H_t;θ) − I(H_{t−1};θ) for t = 1 … T, in nats (theory 1.2).
template <class Real = double>
class curve {
 public:
  /// One entry of each for every observation, in order.
  curve(std::vector<estimate<Real>> information, std::vector<estimate<Real>> incremental_error)
      : information_(std::move(information)), incremental_error_(std::move(incremental_error)) {
    require_same_size("curve: number of increments", std::ssize(incremental_error_), "number of informations",
                      std::ssize(information_));
  }

  /// T.
  [[nodiscard]] std::size_t horizon() const { return information_.size(); }

  /// I(H_t;θ), in nats, for 1 ≤ t ≤ T.
  [[nodiscard]] const estimate<Real>& information(std::size_t t) const { return entry(information_, t); }

  /// The error at the t-th observation, in nats, for 1 ≤ t ≤ T.
  [[nodiscard]] const estimate<Real>& incremental_error(std::size_t t) const { return entry(incremental_error_, t); }

  /// 𝓛_t = I(H_t;θ)/t, in nats per observation, for 1 ≤ t ≤ T.
  [[nodiscard]] estimate<Real> estimation_error(std::size_t t) const { return information(t) / Real(t); }

 private:
  [[nodiscard]] const estimate<Real>& entry(const std::vector<estimate<Real>>& entries, std::size_t t) const {
    if (t < 1 || t > entries.size()) refuse("curve: t", t, ">= 1 and <= " + to_text(entries.size()));
    return entries[t - 1];
  }

  std::vector<estimate<Real>> information_;
  std::vector<estimate<Real>> incremental_error_;
};

}  // namespace infobound::inline v0_1
