// SPDX-License-Identifier: BSL-1.0
// How hard the information bottleneck is worked at.
#pragma once

#include <cstddef>
#include <cstdint>
#include <infobound/core/require.hpp>

namespace infobound::inline v0_1::rate {

/// Effort of rate::bottleneck and rate::bottleneck_curve. Less effort widens what they return, which is true all the
/// same.
struct bottleneck_effort {
  double tolerance = 1e-6;     ///< nats between the two sides at which to stop, > 0
  std::size_t steps = 3000;    ///< of a descent, at most; ≥ 1
  std::size_t restarts = 1;    ///< from random laws at every slope, beside annealing both ways
  std::size_t cells = 200000;  ///< of branch and bound in all, about; ≥ 1
  std::size_t points = 64;     ///< of a whole curve, at most; ≥ 2
  std::uint64_t seed = 0;      ///< of the restarts

  /// - Throws: std::domain_error for a field outside its range.
  void validate() const {
    require_positive("bottleneck_effort.tolerance", tolerance);
    require_at_least("bottleneck_effort.steps", steps, 1);
    require_at_least("bottleneck_effort.cells", cells, 1);
    require_at_least("bottleneck_effort.points", points, 2);
  }
};

}  // namespace infobound::inline v0_1::rate
