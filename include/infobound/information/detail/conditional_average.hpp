// SPDX-License-Identifier: BSL-1.0
// The information of a process of which all that is unknown has been integrated out: a plain average.
#pragma once

#include <Eigen/Core>
#include <cstddef>
#include <infobound/core/concepts.hpp>
#include <infobound/core/random_stream.hpp>
#include <infobound/core/reuse.hpp>
#include <optional>

namespace infobound::inline v0_1::detail {

/// A completed marginal process without coordinates: what its labels tell of the rest is all that there is to learn.
template <class Marginal>
struct conditional_average {
  using real_type = real_type_t<Marginal>;

  const Marginal& marginal;

  [[nodiscard]] auto information_sampler(std::size_t horizon) const {
    return [&process = marginal, horizon, theta = marginal.parameter_from(Eigen::VectorX<real_type>()),
            history = std::optional<typename Marginal::history_type>(), told = Eigen::VectorX<real_type>()](
               random_stream& rng, Eigen::Ref<Eigen::ArrayX<real_type>> increments) mutable {
      if (history)
        reuse::draw_history(process, theta, horizon, rng, *history);
      else
        history.emplace(process.draw_history(theta, horizon, rng));
      reuse::conditional_information(process, theta, *history, told);
      increments = told.array();
    };
  }
};

}  // namespace infobound::inline v0_1::detail
