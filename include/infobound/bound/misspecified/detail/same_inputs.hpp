// SPDX-License-Identifier: BSL-1.0
// Inputs must have one law under truth and learner: what of it can be checked.
#pragma once

#include <Eigen/Core>
#include <concepts>
#include <cstddef>
#include <infobound/core/concepts.hpp>
#include <infobound/core/require.hpp>
#include <infobound/process/regression/inputs.hpp>
#include <stdexcept>
#include <string>

namespace infobound::inline v0_1::detail {

template <class P>
concept has_inputs = requires(const P& process) {
  process.inputs;
};

template <class P>
concept has_dimension = requires(const P& process) {
  { process.dimension } -> std::convertible_to<Eigen::Index>;
};

template <class P>
concept tells_dimension = requires(const P& process) {
  { process.dimension() } -> std::convertible_to<Eigen::Index>;
};

/// Inputs of one type, or of no type that is known.
template <class Truth, class Learner>
inline constexpr bool same_kind_of_inputs = [] {
  if constexpr (has_inputs<Truth> && has_inputs<Learner>)
    return std::same_as<decltype(Truth::inputs), decltype(Learner::inputs)>;
  else
    return true;
}();

/// The dimension that a process says it has; −1 where it says none.
template <class Process>
[[nodiscard]] Eigen::Index told_dimension(const Process& process) {
  if constexpr (has_dimension<Process>)
    return process.dimension;
  else if constexpr (tells_dimension<Process>)
    return process.dimension();
  else
    return -1;
}

/// - Throws: std::invalid_argument for dimensions, designs or comparable laws of inputs that differ, std::domain_error
///           for a horizon beyond what the learner has inputs for.
template <class Truth, class Learner>
void require_same_inputs(const Truth& truth, const Learner& learner, std::size_t horizon) {
  const Eigen::Index dimension = told_dimension(truth);
  const Eigen::Index other = told_dimension(learner);
  if (dimension >= 0 && other >= 0) require_same_size("learner.dimension", other, "truth.dimension", dimension);
  if constexpr (has_maximum_horizon<Learner>)
    require_at_most("horizon", horizon, learner.maximum_horizon(), "the longest history that the learner has");
  if constexpr (has_inputs<Truth> && has_inputs<Learner>) {
    bool same = true;
    if constexpr (requires { truth.inputs.matrix.topRows(1); }) {
      const auto rows = static_cast<Eigen::Index>(horizon);
      same = truth.inputs.matrix.topRows(rows) == learner.inputs.matrix.topRows(rows);
    } else if constexpr (std::equality_comparable<decltype(Truth::inputs)>) {
      same = truth.inputs == learner.inputs;
    }
    if (!same)
      throw std::invalid_argument("learner.inputs differs from truth.inputs: inputs must have one law under both");
  }
}

}  // namespace infobound::inline v0_1::detail
