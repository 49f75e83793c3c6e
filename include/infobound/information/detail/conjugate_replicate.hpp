// SPDX-License-Identifier: BSL-1.0
// One replicate of the conjugate policy, for an information or for a whole curve.
#pragma once

#include <Eigen/Core>
#include <cstddef>
#include <cstdint>
#include <infobound/core/concepts.hpp>
#include <infobound/core/random_stream.hpp>
#include <infobound/core/require.hpp>
#include <infobound/core/reuse.hpp>
#include <infobound/information/replicate/sandwich.hpp>
#include <stdexcept>
#include <string>
#include <utility>

namespace infobound::inline v0_1::detail {

/// ln p(Y_{t+1}|θ,H_t) − ln p(Y_{t+1}|H_t), t = 0 … T−1, of a draw of (θ, H_T).
template <class Process>
struct density_increments {
  using Real = real_type_t<Process>;

  const Process& process;
  std::size_t horizon;
  Eigen::VectorX<Real> likelihood = {};
  Eigen::VectorX<Real> predictive = {};

  void operator()(random_stream& rng, Eigen::Ref<Eigen::ArrayX<Real>> increments) {
    const auto theta = process.draw_parameter(rng);
    const auto history = process.draw_history(theta, horizon, rng);
    reuse::log_likelihood(process, theta, history, likelihood);
    reuse::log_predictive(process, history, predictive);
    require_same_size("log_likelihood: number of entries", likelihood.size(), "horizon", increments.size());
    require_same_size("log_predictive: number of entries", predictive.size(), "horizon", increments.size());
    increments = likelihood - predictive;
  }
};

/// What draws the unbiased I(Y_{t+1};θ|H_t) of one replicate: the process where it integrates its labels out.
template <class Process>
[[nodiscard]] auto increments_sampler(const Process& process, std::size_t horizon) {
  if constexpr (samples_information<Process>)
    return process.information_sampler(horizon);
  else
    return density_increments<Process>{process, horizon};
}

/// Where a sample has its informations; at the end, whether anything was random.
struct conjugate_sample : averaged_values {
  explicit conjugate_sample(Eigen::Index count) : averaged_values{count} {}

  [[nodiscard]] Eigen::Index random() const { return averaged_values::size(); }
  [[nodiscard]] Eigen::Index size() const { return random() + 1; }
};

/// The increments of one replicate after another. A sample has the information at T alone where it is of length 1, else
/// the increments and then the informations at t = 1 … T.
template <class Process>
class conjugate_replicate {
 public:
  using Real = real_type_t<Process>;

  conjugate_replicate(const Process& process, std::size_t horizon, std::uint64_t seed, const conjugate_sample& places)
      : seed_(seed),
        places_(places),
        increments_(static_cast<Eigen::Index>(horizon)),
        draw_(increments_sampler(process, horizon)) {}

  void operator()(std::size_t replicate, Eigen::ArrayX<Real>& sample) {
    random_stream rng(seed_, replicate);
    Eigen::Ref<Eigen::ArrayX<Real>> increments = increments_;
    draw_(rng, increments);
    if (increments_.hasNaN())
      throw std::runtime_error("conjugate: the process returned NaN at seed " + to_text(seed_) + ", replicate " +
                               to_text(replicate));
    sample[places_.random()] = rng == random_stream(seed_, replicate) ? 0 : 1;
    if (places_.length == 1) {
      sample[0] = increments_.sum();
    } else {
      sample.head(increments_.size()) = increments_;
      Real sum = 0;
      for (Eigen::Index t = 0; t < increments_.size(); ++t) sample[increments_.size() + t] = sum += increments_[t];
    }
    places_.raise(sample);
  }

 private:
  std::uint64_t seed_;
  conjugate_sample places_;
  Eigen::ArrayX<Real> increments_;
  decltype(increments_sampler(std::declval<const Process&>(), std::size_t{1})) draw_;
};

}  // namespace infobound::inline v0_1::detail
